//! How far an asset's weight is from its target.
//!
//! `drift_i = value_i / NAV - target_i = (value_i * 1e18 - target_i * NAV) / (NAV * 1e18)`: the numerator is exact in
//! 512 bits, so one rounded division is all that separates the result from the rational number.

use crate::arithmetic::wide::{U512, difference, product, quotient_ceil};
use crate::portfolio::value::check_length;
use crate::{MathError, SignedWeight, Value, WAD, Weight};

/// The signed drift of one asset: negative below its target.
///
/// # Rounding
/// Away from zero: a drift is never reported too small.
///
/// # Errors
/// [`MathError::NavZero`]; [`MathError::Overflow`] when the drift exceeds 256 bits, which takes a value far above
/// the NAV.
pub fn drift_away(value: Value, nav: Value, target: Weight) -> Result<SignedWeight, MathError> {
    check_nav(nav)?;
    let (numerator, is_negative) = scaled(value, nav, target);
    Ok(SignedWeight::new(
        Weight::new(quotient_ceil(numerator, nav.raw())?),
        is_negative,
    ))
}

/// The largest absolute drift of all assets.
///
/// # Rounding
/// Up. A ceiling exceeds a whole number exactly when the number it rounds does, so `max_drift_ceil(..) > band` holds
/// if and only if some asset [`is_breached`](crate::is_breached).
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::NavZero`], [`MathError::Overflow`].
pub fn max_drift_ceil(
    values: &[Value],
    nav: Value,
    targets: &[Weight],
) -> Result<Weight, MathError> {
    check_length(targets.len(), values.len())?;
    check_nav(nav)?;
    // One NAV divides them all, so the largest numerator is the largest drift and a single division suffices.
    let largest = values
        .iter()
        .zip(targets)
        .map(|(value, target)| scaled(*value, nav, *target).0)
        .max()
        .unwrap_or(U512::ZERO);
    quotient_ceil(largest, nav.raw()).map(Weight::new)
}

/// `|value * 1e18 - target * nav|`, that is drift times NAV, in wad squared; and whether the drift is negative.
pub(crate) fn scaled(value: Value, nav: Value, target: Weight) -> (U512, bool) {
    difference(product(value.raw(), WAD), product(target.raw(), nav.raw()))
}

/// Refuses a portfolio that is worth nothing.
pub(crate) fn check_nav(nav: Value) -> Result<(), MathError> {
    if nav.is_zero() {
        Err(MathError::NavZero)
    } else {
        Ok(())
    }
}
