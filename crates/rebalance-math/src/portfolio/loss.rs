//! What a rebalance cost, as a part of the NAV before it, both at the same prices.
//!
//! `loss = (before - after) / before`; negative when the portfolio gained.

use crate::arithmetic::wide::{difference, product, quotient, quotient_ceil};
use crate::portfolio::drift::check_nav;
use crate::{MathError, SignedWeight, Value, WAD, Weight, mul_div_floor};

/// The signed loss: positive when value was lost, negative when it was gained.
///
/// # Rounding
/// Towards plus infinity: a loss is never reported too small, a gain never too large.
///
/// # Errors
/// [`MathError::NavZero`] when there was nothing to lose; [`MathError::Overflow`] when a gain exceeds 256 bits.
pub fn loss_ceil(before: Value, after: Value) -> Result<SignedWeight, MathError> {
    check_nav(before)?;
    let (scaled, is_gain) = difference(product(before.raw(), WAD), product(after.raw(), WAD));
    let magnitude = if is_gain {
        quotient(scaled, before.raw())?.0
    } else {
        quotient_ceil(scaled, before.raw())?
    };
    Ok(SignedWeight::new(Weight::new(magnitude), is_gain))
}

/// The value that may be lost at most: `before * budget`.
///
/// # Rounding
/// Down. `before - after > budget_floor(before, budget)` holds if and only if [`exceeds_budget`] does.
///
/// # Errors
/// [`MathError::Overflow`], only when the budget is above one.
pub fn budget_floor(before: Value, budget: Weight) -> Result<Value, MathError> {
    mul_div_floor(before.raw(), budget.raw(), WAD).map(Value::new)
}

/// Whether more than `budget` of the NAV was lost: `(before - after) * 1e18 > budget * before`.
///
/// A loss of exactly the budget does not exceed it; a gain never does.
///
/// # Rounding
/// None.
#[must_use]
pub fn exceeds_budget(before: Value, after: Value, budget: Weight) -> bool {
    match before.raw().checked_sub(after.raw()) {
        Some(lost) => product(lost, WAD) > product(budget.raw(), before.raw()),
        None => false,
    }
}
