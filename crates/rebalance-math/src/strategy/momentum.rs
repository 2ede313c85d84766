//! Weights that follow the trend of prices (temporal-function market making, momentum rule).
//!
//! Per asset, with the memory `lambda`: `mean <- lambda mean + (1 - lambda) p`, `a <- lambda a + (p - mean) / (1 - lambda)`, and the
//! gradient of the price per step is `(1 - lambda)^3 / lambda * a`; of a price that rises by `s` a step it is `s`.
//! With the relative gradient `x_i = gradient_i / mean_i` and the sensitivities `kappa_i`:
//!
//! `w_i <- w_i + kappa_i (x_i - sum kappa x / sum kappa)`
//!
//! which leaves the sum alone (Willetts and Harrington, "Temporal-function market making litepaper"; QuantAMM's rules are the
//! deployed form). A change larger than `max_step` shrinks all changes alike. The result is projected exactly onto
//! the weights within the bounds and within one step of the present ones: multiplying what is not at a bound by one
//! factor, as a clamp, can break a bound again.

use crate::portfolio::project_to_simplex;
use crate::{
    MAX_ASSETS, MathError, Signed, SignedWeight, U256, WAD, Weight, check_sum_to_one,
    mul_div_floor, signed_mul_div_floor,
};

/// What is remembered of one asset's prices, in their unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceTrend {
    /// The moving average.
    pub mean: U256,
    /// The running sum `a` of distances from it.
    pub distance: Signed,
}

impl PriceTrend {
    /// A trend that starts flat at a price.
    #[must_use]
    pub const fn flat(price: U256) -> Self {
        Self {
            mean: price,
            distance: Signed::ZERO,
        }
    }

    /// The state after another price, one step later.
    ///
    /// Prices of at least 1e18 units keep 18 digits.
    ///
    /// # Rounding
    /// Down, by less than one unit each.
    ///
    /// # Errors
    /// [`MathError::MemoryOutOfRange`] unless `0 < lambda < 1`; [`MathError::Overflow`].
    pub fn observe(self, price: U256, memory: Weight) -> Result<Self, MathError> {
        let forgotten = check_memory(memory)?;
        let kept = mul_div_floor(self.mean, memory.raw(), WAD)?;
        let added = mul_div_floor(price, forgotten, WAD)?;
        let mean = kept.checked_add(added).ok_or(MathError::Overflow)?;
        let one = Signed::from(WAD);
        let older = signed_mul_div_floor(self.distance, Signed::from(memory.raw()), one)?;
        let newer = signed_mul_div_floor(
            Signed::difference(price, mean),
            one,
            Signed::from(forgotten),
        )?;
        Ok(Self {
            mean,
            distance: older.checked_add(newer)?,
        })
    }

    /// The relative gradient of the price per step, wad.
    ///
    /// # Rounding
    /// Down.
    ///
    /// # Errors
    /// [`MathError::MemoryOutOfRange`]; [`MathError::DivisionByZero`] when the average price is zero; [`MathError::Overflow`].
    pub fn gradient_floor(&self, memory: Weight) -> Result<Signed, MathError> {
        let forgotten = check_memory(memory)?;
        // (1 - lambda)^3 / lambda: 180 bits at 1e54, over 60 bits.
        let cube = forgotten.wrapping_mul(forgotten).wrapping_mul(forgotten);
        let factor = mul_div_floor(cube, U256::ONE, memory.raw())?;
        let gradient =
            signed_mul_div_floor(self.distance, Signed::from(factor), Signed::from(WAD))?;
        // The factor is at 1e36, of which the line above took 1e18: the rest makes wad.
        signed_mul_div_floor(gradient, Signed::from(U256::ONE), Signed::from(self.mean))
    }
}

fn check_memory(memory: Weight) -> Result<U256, MathError> {
    WAD.checked_sub(memory.raw())
        .filter(|forgotten| !forgotten.is_zero() && !memory.is_zero())
        .ok_or(MathError::MemoryOutOfRange { got: memory.raw() })
}

/// How strongly weights follow gradients, and how far.
#[derive(Clone, Copy, Debug)]
pub struct MomentumRule<'a> {
    /// `kappa_i`, wad; not all zero.
    pub sensitivities: &'a [U256],
    /// The most that a weight may change in one step, wad.
    pub max_step: Weight,
    /// Lower bounds.
    pub lower: &'a [Weight],
    /// Upper bounds.
    pub upper: &'a [Weight],
}

impl MomentumRule<'_> {
    /// Writes the weights that follow from the present ones and the gradients into `weights`; they sum to exactly 1e18.
    ///
    /// `gradients` are those of [`PriceTrend::gradient_floor`].
    ///
    /// # Rounding
    /// Changes down by less than one wad unit; the projection puts what is missing onto the assets that may take it.
    ///
    /// # Errors
    /// [`MathError::AssetCountOutOfRange`], [`MathError::LengthMismatch`], [`MathError::WeightsDoNotSumToOne`] for the
    /// present weights, [`MathError::ScoresZero`] when all sensitivities are zero, [`MathError::WeightAboveOne`],
    /// [`MathError::BoundsCrossed`], also for a present weight that is further than one step outside its bounds;
    /// [`MathError::BoundsUnreachable`]; [`MathError::Overflow`].
    pub fn next_weights(
        &self,
        present: &[Weight],
        gradients: &[Signed],
        weights: &mut [Weight],
    ) -> Result<(), MathError> {
        let count = present.len();
        if !(1..=MAX_ASSETS).contains(&count) {
            return Err(MathError::AssetCountOutOfRange {
                got: count,
                minimum: 1,
                maximum: MAX_ASSETS,
            });
        }
        for got in [
            gradients.len(),
            self.sensitivities.len(),
            self.lower.len(),
            self.upper.len(),
            weights.len(),
        ] {
            if got != count {
                return Err(MathError::LengthMismatch {
                    got,
                    expected: count,
                });
            }
        }
        check_sum_to_one(present)?;
        let mut changes = [Signed::ZERO; MAX_ASSETS];
        self.changes(gradients, &mut changes)?;
        self.shrink(&mut changes)?;
        self.project(present, &changes, weights)
    }

    /// `kappa_i (x_i - mean)`.
    fn changes(
        &self,
        gradients: &[Signed],
        changes: &mut [Signed; MAX_ASSETS],
    ) -> Result<(), MathError> {
        let one = Signed::from(WAD);
        let (mut felt, mut total) = (Signed::ZERO, U256::ZERO);
        for (gradient, sensitivity) in gradients.iter().zip(self.sensitivities) {
            let part = signed_mul_div_floor(*gradient, Signed::from(*sensitivity), one)?;
            felt = felt.checked_add(part)?;
            total = total.checked_add(*sensitivity).ok_or(MathError::Overflow)?;
        }
        if total.is_zero() {
            return Err(MathError::ScoresZero);
        }
        let mean = signed_mul_div_floor(felt, one, Signed::from(total))?;
        let assets = gradients.iter().zip(self.sensitivities);
        for (slot, (gradient, sensitivity)) in changes.iter_mut().zip(assets) {
            let above = gradient.checked_sub(mean)?;
            *slot = signed_mul_div_floor(above, Signed::from(*sensitivity), one)?;
        }
        Ok(())
    }

    /// The largest change becomes `max_step`, the others in proportion.
    fn shrink(&self, changes: &mut [Signed; MAX_ASSETS]) -> Result<(), MathError> {
        let largest = changes
            .iter()
            .map(|change| change.magnitude())
            .max()
            .unwrap_or(U256::ZERO);
        if largest > self.max_step.raw() {
            let (step, largest) = (Signed::from(self.max_step.raw()), Signed::from(largest));
            for change in changes.iter_mut() {
                *change = signed_mul_div_floor(*change, step, largest)?;
            }
        }
        Ok(())
    }

    fn project(
        &self,
        present: &[Weight],
        changes: &[Signed; MAX_ASSETS],
        weights: &mut [Weight],
    ) -> Result<(), MathError> {
        let mut wanted = [SignedWeight::ZERO; MAX_ASSETS];
        let mut lower = [Weight::ZERO; MAX_ASSETS];
        let mut upper = [Weight::ZERO; MAX_ASSETS];
        let slots = wanted.iter_mut().zip(lower.iter_mut().zip(&mut upper));
        let bounds = self.lower.iter().zip(self.upper).enumerate();
        let assets = present.iter().zip(changes).zip(bounds);
        for ((wanted, (low, high)), ((present, change), (index, (lower, upper)))) in
            slots.zip(assets)
        {
            let step = self.max_step.raw();
            *low = Weight::new(present.raw().saturating_sub(step)).max(*lower);
            *high = Weight::new(present.raw().saturating_add(step)).min(*upper);
            // Bounds that are crossed themselves cross here too.
            if *low > *high {
                return Err(MathError::BoundsCrossed { index });
            }
            let (magnitude, is_negative) = Signed::from(present.raw()).checked_add(*change)?.raw();
            *wanted = SignedWeight::new(Weight::new(magnitude), is_negative);
        }
        let count = present.len();
        project_to_simplex(
            wanted.get(..count).unwrap_or_default(),
            lower.get(..count).unwrap_or_default(),
            upper.get(..count).unwrap_or_default(),
            weights,
        )
    }
}
