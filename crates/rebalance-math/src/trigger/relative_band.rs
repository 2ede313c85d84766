//! When a drift breaches a band that is a part of the target.
//!
//! `breach <=> |value / NAV - target| > band * target <=> |value * 1e18 - target * NAV| * 1e18 > band * target * NAV`, which
//! has no division. A drift of exactly the band is inside. With a target of zero the band has no width, so any holding
//! at all breaches it.

use crate::portfolio::drift::check_nav;
use crate::portfolio::relative_drift::{relative_limit, scaled_twice};
use crate::portfolio::value::check_length;
use crate::{MathError, Value, Weight};

/// Whether any asset is outside the relative band they share, a fraction (wad) of each asset's own target.
///
/// # Rounding
/// None.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::NavZero`]; [`MathError::Overflow`] when `band * target` exceeds 256 bits,
/// which takes a band of 1e40 or more.
pub fn is_any_relative_breached(
    values: &[Value],
    nav: Value,
    targets: &[Weight],
    band: Weight,
) -> Result<bool, MathError> {
    check_length(targets.len(), values.len())?;
    check_nav(nav)?;
    let mut is_breached = false;
    for (value, target) in values.iter().zip(targets) {
        is_breached |= scaled_twice(*value, nav, *target) > relative_limit(band, *target, nav)?;
    }
    Ok(is_breached)
}
