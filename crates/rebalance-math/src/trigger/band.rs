//! When a drift breaches its band.
//!
//! `breach <=> |value / NAV - target| > band <=> |value * 1e18 - target * NAV| > band * NAV`. The right-hand form has
//! no division, so at the boundary it equals the rational definition. A drift of exactly the band is inside.

use crate::arithmetic::wide::product;
use crate::portfolio::drift::{check_nav, scaled};
use crate::portfolio::value::check_length;
use crate::{MathError, Value, Weight};

/// Whether one asset is outside its absolute band.
///
/// # Rounding
/// None.
///
/// # Errors
/// [`MathError::NavZero`].
pub fn is_breached(
    value: Value,
    nav: Value,
    target: Weight,
    band: Weight,
) -> Result<bool, MathError> {
    check_nav(nav)?;
    Ok(scaled(value, nav, target).0 > product(band.raw(), nav.raw()))
}

/// Whether any asset is outside the absolute band they share.
///
/// # Rounding
/// None.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::NavZero`].
pub fn is_any_breached(
    values: &[Value],
    nav: Value,
    targets: &[Weight],
    band: Weight,
) -> Result<bool, MathError> {
    check_length(targets.len(), values.len())?;
    check_nav(nav)?;
    let limit = product(band.raw(), nav.raw());
    Ok(values
        .iter()
        .zip(targets)
        .any(|(value, target)| scaled(*value, nav, *target).0 > limit))
}
