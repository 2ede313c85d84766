//! How wide the bands of a policy's triggers are here and now.
//!
//! `width_i = base_i * jitter`, where the base is the same for all assets (absolute) or a part of each target (relative).
//! Widths are rounded down, so that a band is breached early rather than late.

use kit::triggers::{ABSOLUTE, RELATIVE, Triggers};
use rebalance_math::{MathError, U256, Weight, mul_wad_floor};

/// The widths of each kind that the policy declares, an asset each; an empty list is a kind that it does not.
pub(crate) struct Bands {
    pub(crate) absolute: Vec<Weight>,
    pub(crate) relative: Vec<Weight>,
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
        bands.inner = bands.inner_of(triggers, targets)?;
        Ok(bands)
    }

    /// A part of the narrowest band.
    fn inner_of(&self, triggers: &Triggers, targets: &[Weight]) -> Result<Vec<Weight>, MathError> {
        let mut inner = Vec::with_capacity(targets.len());
        for (index, target) in targets.iter().enumerate() {
            let widths = [&self.absolute, &self.relative];
            let narrowest = widths.iter().filter_map(|widths| widths.get(index)).min();
            inner.push(match narrowest {
                Some(narrowest) if !target.is_zero() => {
                    part(*narrowest, percents(triggers.return_percent))?
                }
                // An asset without a target is sold whole.
                _ => Weight::ZERO,
            });
        }
        Ok(inner)
    }
}

/// Percents in wad.
pub(crate) fn percents(percent: u8) -> U256 {
    U256::from(u64::from(percent).saturating_mul(10_000_000_000_000_000))
}

fn part(whole: Weight, part: U256) -> Result<Weight, MathError> {
    mul_wad_floor(whole.raw(), part).map(Weight::new)
}
