//! How wide the bands of a policy's triggers are here and now.
//!
//! `width_i = base_i * jitter`, where the base is the same for all assets (absolute), a part of each target (relative), or
//! what makes a trade worth its cost (cost; of that the volatility cancels). Widths are rounded down, so that a band is
//! breached early rather than late.

use kit::triggers::{ABSOLUTE, COST, COST_OPTIMAL, RELATIVE, Triggers};
use rebalance_math::trigger::{NoTradeBand, no_trade_band};
use rebalance_math::{MathError, U256, Weight, mul_wad_floor};

/// The widths of each kind that the policy declares, an asset each; an empty list is a kind that it does not.
pub(crate) struct Bands {
    pub(crate) absolute: Vec<Weight>,
    pub(crate) relative: Vec<Weight>,
    pub(crate) cost: Vec<Weight>,
    /// Where a trade leaves each asset, on the side it comes from.
    pub(crate) inner: Vec<Weight>,
}

impl Bands {
    /// The bands around `targets`, when this vault's are `jitter` (wad) as wide as its policy says.
    ///
    /// # Errors
    /// None for targets of at most one.
    pub(crate) fn new(
        triggers: &Triggers,
        targets: &[Weight],
        jitter: U256,
    ) -> Result<Self, MathError> {
        let mut bands = Self {
            absolute: Vec::new(),
            relative: Vec::new(),
            cost: Vec::new(),
            inner: Vec::new(),
        };
        if triggers.has(ABSOLUTE) {
            let width = part(Weight::from_bps(triggers.absolute_bps), jitter)?;
            bands.absolute = vec![width; targets.len()];
        }
        if triggers.has(RELATIVE) {
            let wide = part(Weight::from_bps(triggers.relative_bps), jitter)?;
            for target in targets {
                bands.relative.push(part(*target, wide.raw())?);
            }
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
