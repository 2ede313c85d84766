//! A basket held in part, and the rest of the portfolio in a safe asset.

use crate::{MathError, U256, WAD, Weight, check_sum_to_one, mul_div_floor};

/// Writes `exposure * basket_i` into `weights`, and gives what is left to the asset at `safe`; they sum to exactly 1e18.
///
/// The basket sums to exactly one; if the safe asset is part of it, that part counts as exposure.
///
/// # Rounding
/// Risky weights down, the safe one up by less than one wad unit per asset.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::WeightsDoNotSumToOne`]; [`MathError::WeightAboveOne`] for an exposure above
/// one; [`MathError::AssetCountOutOfRange`] when `safe` names no asset.
pub fn exposed_weights(
    basket: &[Weight],
    safe: usize,
    exposure: Weight,
    weights: &mut [Weight],
) -> Result<(), MathError> {
    check_safe(basket, safe, weights)?;
    if exposure > Weight::ONE {
        return Err(MathError::WeightAboveOne {
            got: exposure.raw(),
        });
    }
    let mut left = WAD;
    for (slot, part) in weights.iter_mut().zip(basket) {
        let raw = mul_div_floor(part.raw(), exposure.raw(), WAD)?;
        // Floors of parts of at most one never exceed one together.
        left = left.wrapping_sub(raw);
        *slot = Weight::new(raw);
    }
    give(weights, safe, left)
}

/// A basket that sums to one, as many weights, and a safe asset among them.
pub(crate) fn check_safe(
    basket: &[Weight],
    safe: usize,
    weights: &[Weight],
) -> Result<(), MathError> {
    let count = basket.len();
    if weights.len() != count {
        return Err(MathError::LengthMismatch {
            got: weights.len(),
            expected: count,
        });
    }
    if safe >= count {
        return Err(MathError::AssetCountOutOfRange {
            got: safe.saturating_add(1),
            minimum: 1,
            maximum: count,
        });
    }
    check_sum_to_one(basket)
}

/// Adds to the weight at `safe`.
pub(crate) fn give(weights: &mut [Weight], safe: usize, units: U256) -> Result<(), MathError> {
    weights.get_mut(safe).map_or(Ok(()), |slot| {
        *slot = slot.checked_add(Weight::new(units))?;
        Ok(())
    })
}
