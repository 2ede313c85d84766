//! A fee divided among recipients, to the last unit.

use crate::portfolio::value::{check_count, check_length};
use crate::portfolio::weights::check_sum_to_one;
use crate::{MathError, Shares, WAD, Weight, mul_div_floor};

/// Writes each recipient's part of a fee into `split`; they sum to exactly the fee.
///
/// `parts` (wad, at most 32) sum to one. A protocol's cut is the second of two parts.
///
/// # Rounding
/// Down for all but the first recipient, who gets the rest: less than one base unit per other recipient more than
/// its exact part.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`] for no recipient or more than 32; [`MathError::LengthMismatch`];
/// [`MathError::WeightsDoNotSumToOne`].
pub fn split_fee(fee: Shares, parts: &[Weight], split: &mut [Shares]) -> Result<(), MathError> {
    check_count(parts.len())?;
    check_length(split.len(), parts.len())?;
    check_sum_to_one(parts)?;
    let mut rest = fee;
    for (part, share) in parts.iter().zip(split.iter_mut()).skip(1) {
        *share = Shares::new(mul_div_floor(fee.raw(), part.raw(), WAD)?);
        rest = rest.checked_sub(*share)?;
    }
    if let Some(first) = split.first_mut() {
        *first = rest;
    }
    Ok(())
}
