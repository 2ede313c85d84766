//! What part of the portfolio must change hands to reach the targets.
//!
//! `turnover = sum |value_i / NAV - target_i| / 2`: what is sold is bought, and is counted once.

use crate::arithmetic::wide::{U512, quotient_ceil};
use crate::portfolio::drift::{check_nav, scaled};
use crate::portfolio::value::check_length;
use crate::{MathError, Value, Weight};

/// The one-way turnover to the targets, as a fraction of NAV (wad).
///
/// `values` (wad) and `targets` (wad) are in the same order of assets; `nav` is the worth of all of them.
///
/// # Rounding
/// Up: never reported too small, and too large by less than one wad unit, for the sum is exact in 512 bits.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::NavZero`]; [`MathError::Overflow`] when the turnover exceeds 256 bits,
/// which takes values far above the NAV.
pub fn turnover_ceil(
    values: &[Value],
    nav: Value,
    targets: &[Weight],
) -> Result<Weight, MathError> {
    check_length(targets.len(), values.len())?;
    check_nav(nav)?;
    let mut total = U512::ZERO;
    for (value, target) in values.iter().zip(targets) {
        total = total
            .checked_add(scaled(*value, nav, *target).0)
            .ok_or(MathError::Overflow)?;
    }
    // Ceilings of whole divisors compose, so halving first loses nothing.
    let half = total.div_ceil(U512::from(2));
    quotient_ceil(half, nav.raw()).map(Weight::new)
}
