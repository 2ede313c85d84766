//! What a trade returns at the oracle's prices, and the least it may return.
//!
//! `fair_out = amount_in * price_in / price_out`; `min_out = fair_out * (1 - tolerance)`.

use crate::{Amount, MathError, Price, WAD, Weight, mul_div_ceil, mul_div_floor};

/// The output of a trade at the oracle's prices, without fee or impact.
///
/// # Rounding
/// Down, by less than one base unit of the output.
///
/// # Errors
/// [`MathError::DivisionByZero`] when the output has no price; [`MathError::Overflow`] beyond 256 bits.
pub fn fair_out_floor(
    amount_in: Amount,
    price_in: Price,
    price_out: Price,
) -> Result<Amount, MathError> {
    mul_div_floor(amount_in.raw(), price_in.raw(), price_out.raw()).map(Amount::new)
}

/// The least output that a trade is allowed to return: its oracle value less the tolerance.
///
/// # Rounding
/// Up twice, in favour of the vault: at least the exact bound, and less than two base units of the output above it.
///
/// # Errors
/// [`MathError::ToleranceAboveOne`]; [`MathError::DivisionByZero`] when the output has no price;
/// [`MathError::Overflow`] beyond 256 bits.
pub fn min_out_ceil(
    amount_in: Amount,
    price_in: Price,
    price_out: Price,
    tolerance: Weight,
) -> Result<Amount, MathError> {
    let kept = WAD
        .checked_sub(tolerance.raw())
        .ok_or(MathError::ToleranceAboveOne {
            got: tolerance.raw(),
        })?;
    let fair = mul_div_ceil(amount_in.raw(), price_in.raw(), price_out.raw())?;
    mul_div_ceil(fair, kept, WAD).map(Amount::new)
}
