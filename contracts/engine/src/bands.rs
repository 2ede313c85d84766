//! How wide the bands of a policy's triggers are here and now.
//!
//! `width_i = base_i * jitter`, where the base is the same for all assets (absolute), a part of each target (relative), or
//! what makes a trade worth its cost (cost; of that the volatility cancels). Widths are rounded down, so that a band is
//! breached early rather than late.
//!
//! A trade that may end short of the target ends within nine tenths of the narrowest width that any jitter could make: so
//! no band of the next epoch calls for it once more while prices stand still.

use kit::triggers::{ABSOLUTE, COST, COST_OPTIMAL, RELATIVE, Triggers};
use rebalance_math::trigger::{NoTradeBand, no_trade_band};
use rebalance_math::{MathError, U256, WAD, Weight, mul_wad_floor};

/// Percents of the narrowest band within which every trade ends.
const INNER_PERCENT_MAX: u8 = 90;
const WAD_PER_TENTH: u64 = 100_000_000_000_000_000;
const WAD_PER_MILLIONTH: u64 = 1_000_000_000_000;
const WAD_PER_PERCENT: u64 = 10_000_000_000_000_000;

/// The kinds of triggers that are bands.
pub(crate) const BANDS: [u8; 3] = [ABSOLUTE, RELATIVE, COST];

/// What the bands of a policy are made of.
pub(crate) struct Bands<'a> {
    triggers: &'a Triggers,
    targets: &'a [Weight],
    /// An asset each, if the policy declares any.
    costs: Vec<NoTradeBand>,
}

impl<'a> Bands<'a> {
    /// The bands around `targets`.
    ///
    /// # Errors
    /// None for targets of at most one.
    pub(crate) fn new(triggers: &'a Triggers, targets: &'a [Weight]) -> Result<Self, MathError> {
        let mut costs = Vec::new();
        if triggers.has(COST) {
            for target in targets {
                costs.push(worth_its_cost(triggers, *target)?);
            }
        }
        Ok(Self {
            triggers,
            targets,
            costs,
        })
    }

    /// The widths of one kind, an asset each, in a vault whose bands are `jitter` (wad) as wide as its policy says.
    pub(crate) fn widths(&self, kind: u8, jitter: U256) -> Result<Vec<Weight>, MathError> {
        let mut widths = Vec::with_capacity(self.targets.len());
        for (index, target) in self.targets.iter().enumerate() {
            widths.push(part(self.base(kind, index, *target)?, jitter)?);
        }
        Ok(widths)
    }

    /// How far from its target a trade may leave each asset, on the side it comes from; empty for all the way.
    pub(crate) fn inner(&self) -> Result<Vec<Weight>, MathError> {
        let mut inner = Vec::new();
        let is_optimal = self.triggers.return_percent == COST_OPTIMAL;
        let percent = self.triggers.return_percent.min(INNER_PERCENT_MAX);
        if percent == 0 {
            return Ok(inner);
        }
        // As wide as the bands are at least, whatever the epoch.
        let least = WAD.saturating_sub(percents(self.triggers.jitter_percent));
        let reach = mul_wad_floor(least, percents(percent))?;
        for (index, target) in self.targets.iter().enumerate() {
            let mut narrowest = Weight::ONE;
            for kind in BANDS {
                if self.triggers.has(kind) {
                    narrowest = narrowest.min(self.base(kind, index, *target)?);
                }
            }
            let within = part(narrowest, reach)?;
            inner.push(match self.costs.get(index) {
                // An asset without a target is sold whole.
                _ if target.is_zero() => Weight::ZERO,
                Some(band) if is_optimal => within.min(band.return_to),
                _ => within,
            });
        }
        Ok(inner)
    }

    /// The width of one band before jitter.
    fn base(&self, kind: u8, index: usize, target: Weight) -> Result<Weight, MathError> {
        match (kind, self.costs.get(index)) {
            (COST, Some(band)) => Ok(band.trigger),
            (RELATIVE, _) => part(target, Weight::from_bps(self.triggers.relative_bps).raw()),
            _ => Ok(Weight::from_bps(self.triggers.absolute_bps)),
        }
    }
}

#[inline(never)]
fn worth_its_cost(triggers: &Triggers, target: Weight) -> Result<NoTradeBand, MathError> {
    let fixed = u64::from(triggers.fixed_millionths).saturating_mul(WAD_PER_MILLIONTH);
    // At most 25.5, which overflows nothing in 128 bits.
    let aversion = u128::from(triggers.aversion_tenths).saturating_mul(WAD_PER_TENTH.into());
    no_trade_band(
        target,
        Weight::from_bps(triggers.cost_bps),
        Weight::new(U256::from(fixed)),
        U256::from(aversion),
    )
}

/// Percents in wad.
pub(crate) fn percents(percent: u8) -> U256 {
    U256::from(u64::from(percent).saturating_mul(WAD_PER_PERCENT))
}

fn part(whole: Weight, part: U256) -> Result<Weight, MathError> {
    mul_wad_floor(whole.raw(), part).map(Weight::new)
}
