//! How wide the bands of a policy's triggers are here and now.
//!
//! `width_i = base_i * (sigma_i / reference)^exponent * jitter`, where the base is the same for all assets (absolute), a part of
//! each target (relative), or what makes a trade worth its cost (cost). Only the first two follow volatility: in the third
//! it cancels. Widths are rounded down, so that a band is breached early rather than late.
//!
//! An asset whose variance nobody has observed keeps the base: no estimate is no reason to trade less or more.

use rebalance_math::trigger::{NoTradeBand, ScaledBand, no_trade_band, scaled_band_floor};
use rebalance_math::volatility::VarianceRate;
use rebalance_math::{MathError, Signed, U256, Weight, mul_div_floor, mul_wad_floor};

use kit::triggers::{ABSOLUTE, COST, COST_OPTIMAL, FORECAST, RELATIVE, Triggers};
use rebalance_math::portfolio::SECONDS_PER_YEAR;

/// The widths of each kind that the policy declares, an asset each; an empty list is a kind that it does not.
pub(crate) struct Bands {
    pub(crate) absolute: Vec<Weight>,
    pub(crate) relative: Vec<Weight>,
    pub(crate) cost: Vec<Weight>,
    /// Where a trade leaves each asset, on the side it comes from.
    pub(crate) inner: Vec<Weight>,
}

impl Bands {
    /// The bands around `targets`, when the assets have these variances and this vault's bands are `jitter` (wad) as wide.
    ///
    /// # Errors
    /// `Overflow`, for variances beyond reason.
    pub(crate) fn new(
        triggers: &Triggers,
        targets: &[Weight],
        variances: &[VarianceRate],
        jitter: U256,
    ) -> Result<Self, MathError> {
        let follow = |bps: u16, is_part: bool| {
            let bases = targets.iter().map(|target| base(bps, *target, is_part));
            bases
                .enumerate()
                .map(|(index, base)| width(triggers, base?, variances.get(index), jitter))
                .collect::<Result<Vec<_>, _>>()
        };
        let mut bands = Self {
            absolute: Vec::new(),
            relative: Vec::new(),
            cost: Vec::new(),
            inner: Vec::new(),
        };
        if triggers.has(ABSOLUTE | FORECAST) {
            bands.absolute = follow(triggers.absolute_bps, false)?;
        }
        if triggers.has(RELATIVE) {
            bands.relative = follow(triggers.relative_bps, true)?;
        }
        let mut optima = Vec::new();
        if triggers.has(COST) {
            for target in targets {
                let band = worth_its_cost(triggers, *target)?;
                bands.cost.push(part(band.trigger, jitter)?);
                optima.push(part(band.return_to, jitter)?);
            }
        }
        bands.inner = bands.inner_of(triggers, targets, &optima)?;
        Ok(bands)
    }

    /// A part of the narrowest band; or the optimum, as long as it is well within the narrowest band.
    fn inner_of(
        &self,
        triggers: &Triggers,
        targets: &[Weight],
        optima: &[Weight],
    ) -> Result<Vec<Weight>, MathError> {
        let is_optimal = triggers.return_percent == COST_OPTIMAL;
        let percent = triggers.return_percent.min(INNER_PERCENT_MAX);
        let mut inner = Vec::with_capacity(targets.len());
        for (index, target) in targets.iter().enumerate() {
            let widths = [&self.absolute, &self.relative, &self.cost];
            let narrowest = widths.iter().filter_map(|widths| widths.get(index)).min();
            let reach = part(narrowest.copied().unwrap_or_default(), percents(percent))?;
            inner.push(match optima.get(index) {
                // An asset without a target is sold whole.
                _ if target.is_zero() => Weight::ZERO,
                Some(optimum) if is_optimal => reach.min(*optimum),
                _ => reach,
            });
        }
        Ok(inner)
    }
}

const INNER_PERCENT_MAX: u8 = 90;

/// The band of one asset before volatility and jitter.
fn base(bps: u16, target: Weight, is_part: bool) -> Result<Weight, MathError> {
    let band = Weight::from_bps(bps);
    if is_part {
        part(target, band.raw())
    } else {
        Ok(band)
    }
}

fn width(
    triggers: &Triggers,
    base: Weight,
    variance: Option<&VarianceRate>,
    jitter: U256,
) -> Result<Weight, MathError> {
    let scaled = match variance {
        Some(variance) if triggers.exponent_percent != 0 && *variance != VarianceRate::ZERO => {
            scaled_band_floor(*variance, &scale(triggers, base)?)?
        }
        _ => base,
    };
    part(scaled, jitter)
}

fn scale(triggers: &Triggers, base: Weight) -> Result<ScaledBand, MathError> {
    let (tenths, most) = (U256::from(10_u8), U256::from(triggers.clamp_tenths));
    let exponent = triggers.exponent_percent;
    Ok(ScaledBand {
        base,
        reference: annual_variance(Weight::from_bps(triggers.reference_bps))?,
        exponent: Signed::new(percents(exponent.unsigned_abs()), exponent < 0),
        narrowest: Weight::new(mul_div_floor(base.raw(), tenths, most)?),
        widest: Weight::new(mul_div_floor(base.raw(), most, tenths)?),
    })
}

/// The variance per second that an annual volatility (wad) stands for, rounded down.
pub(crate) fn annual_variance(volatility: Weight) -> Result<VarianceRate, MathError> {
    // Between a squared wad a year and 1e27 a second.
    let year = U256::from(SECONDS_PER_YEAR.saturating_mul(1_000_000_000));
    let rate = mul_div_floor(volatility.raw(), volatility.raw(), year)?;
    let rate = u128::try_from(rate).map_err(|_| MathError::RateOutOfRange)?;
    VarianceRate::new(rate)
}

fn worth_its_cost(triggers: &Triggers, target: Weight) -> Result<NoTradeBand, MathError> {
    const MILLIONTH: u64 = 1_000_000_000_000;
    let fixed = u64::from(triggers.fixed_millionths).saturating_mul(MILLIONTH);
    let aversion = u64::from(triggers.aversion_tenths).saturating_mul(TENTH);
    no_trade_band(
        target,
        Weight::from_bps(triggers.cost_bps),
        Weight::new(U256::from(fixed)),
        U256::from(aversion),
    )
}

const TENTH: u64 = 100_000_000_000_000_000;

/// Percents in wad.
pub(crate) fn percents(percent: u8) -> U256 {
    U256::from(u64::from(percent).saturating_mul(10_000_000_000_000_000))
}

fn part(whole: Weight, part: U256) -> Result<Weight, MathError> {
    mul_wad_floor(whole.raw(), part).map(Weight::new)
}
