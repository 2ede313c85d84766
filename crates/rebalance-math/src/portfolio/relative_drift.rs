//! How far an asset's weight is from its target, as a part of that target.
//!
//! `|value_i / NAV - target_i| / target_i = |value_i * 1e18 - target_i * NAV| / (target_i * NAV)`. A relative band gives
//! small positions as much room, in proportion, as large ones (Daryanani, "Opportunistic Rebalancing", 2008).

use ruint::aliases::U256;

use crate::arithmetic::wide::{U512, product, quotient_ceil};
use crate::portfolio::drift::{check_nav, scaled};
use crate::portfolio::value::check_length;
use crate::{MathError, Value, WAD, Weight};

/// The largest relative drift of all assets, as a fraction of each asset's own target: 1e18 is "twice the target, or
/// nothing of it".
///
/// `values` (wad) and `targets` (wad) are in the same order of assets; `nav` is the worth of all of them.
///
/// # Rounding
/// Up, so `max_relative_drift_ceil(..) > band` holds if and only if some asset
/// [is breached](crate::trigger::is_any_relative_breached).
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::NavZero`]; [`MathError::TargetZero`] for an asset that is held but not
/// wanted, whose relative drift is infinite; [`MathError::Overflow`] when `target * nav` or the drift exceeds 256 bits.
pub fn max_relative_drift_ceil(
    values: &[Value],
    nav: Value,
    targets: &[Weight],
) -> Result<Weight, MathError> {
    check_length(targets.len(), values.len())?;
    check_nav(nav)?;
    let mut largest = U256::ZERO;
    for (index, (value, target)) in values.iter().zip(targets).enumerate() {
        if target.is_zero() {
            if value.is_zero() {
                continue;
            }
            return Err(MathError::TargetZero { index });
        }
        let wanted = target
            .raw()
            .checked_mul(nav.raw())
            .ok_or(MathError::Overflow)?;
        largest = largest.max(quotient_ceil(scaled_twice(*value, nav, *target), wanted)?);
    }
    Ok(Weight::new(largest))
}

/// `|value * 1e18 - target * nav| * 1e18`, at most `2^512 - 1`.
///
/// It can only saturate for a target above one, and then still exceeds every product of two 256-bit integers.
pub(crate) fn scaled_twice(value: Value, nav: Value, target: Weight) -> U512 {
    scaled(value, nav, target).0.saturating_mul(U512::from(WAD))
}

/// `band * target * nav`, what [`scaled_twice`] is compared with.
///
/// # Errors
/// [`MathError::Overflow`] when `band * target` exceeds 256 bits.
pub(crate) fn relative_limit(band: Weight, target: Weight, nav: Value) -> Result<U512, MathError> {
    let scaled_band = band
        .raw()
        .checked_mul(target.raw())
        .ok_or(MathError::Overflow)?;
    Ok(product(scaled_band, nav.raw()))
}
