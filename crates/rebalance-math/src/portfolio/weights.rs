//! What part of the portfolio each asset is, and whether targets describe a whole portfolio.
//!
//! `weight_i = value_i / NAV`.

use ruint::aliases::U256;

use crate::portfolio::value::check_length;
use crate::{MathError, Value, WAD, Weight, mul_div_floor};

/// The part of the NAV that one value is.
///
/// # Rounding
/// Down. For reports only: decisions compare cross products instead of rounded weights.
///
/// # Errors
/// [`MathError::NavZero`]; [`MathError::Overflow`] when the value exceeds the NAV beyond reason.
pub fn weight_floor(value: Value, nav: Value) -> Result<Weight, MathError> {
    if nav.is_zero() {
        return Err(MathError::NavZero);
    }
    mul_div_floor(value.raw(), WAD, nav.raw()).map(Weight::new)
}

/// Writes [`weight_floor`] of each value into `weights`.
///
/// # Rounding
/// Down. When `nav` is the sum of the values, the weights sum to one less fewer wad units than there are assets.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::NavZero`], [`MathError::Overflow`]. `weights` is then unspecified.
pub fn weights_floor(
    values: &[Value],
    nav: Value,
    weights: &mut [Weight],
) -> Result<(), MathError> {
    check_length(weights.len(), values.len())?;
    for (value, weight) in values.iter().zip(weights) {
        *weight = weight_floor(*value, nav)?;
    }
    Ok(())
}

/// Accepts targets that sum to exactly 1e18, without any slack: a residue would belong to nobody.
///
/// # Errors
/// [`MathError::WeightsDoNotSumToOne`] with the sum.
pub fn check_sum_to_one(targets: &[Weight]) -> Result<(), MathError> {
    // Saturation cannot hide a wrong sum: U256::MAX is not one, and a saturated sum stays there.
    let sum = targets
        .iter()
        .fold(U256::ZERO, |sum, target| sum.saturating_add(target.raw()));
    if sum == WAD {
        Ok(())
    } else {
        Err(MathError::WeightsDoNotSumToOne { sum })
    }
}
