//! `a * b / d` without losing the high half of the product.
//!
//! The product is held in 512 bits and divided by long division, so the only way to fail is a result that does not fit.

use ruint::aliases::U256;

use crate::MathError;
use crate::arithmetic::division::divide_product;

/// `a * b / d`, exact.
///
/// # Rounding
/// Down: never above the truth, and less than one below it.
///
/// # Errors
/// [`MathError::DivisionByZero`] when `d` is zero; [`MathError::Overflow`] when the result exceeds 256 bits.
pub fn mul_div_floor(a: U256, b: U256, d: U256) -> Result<U256, MathError> {
    Ok(exact(a, b, d)?.0)
}

/// `a * b / d`, exact.
///
/// # Rounding
/// Up: never below the truth, and less than one above it. It differs from [`mul_div_floor`] by exactly one when
/// the division leaves a remainder and not at all when it does not.
///
/// # Errors
/// [`MathError::DivisionByZero`] when `d` is zero; [`MathError::Overflow`] when the result exceeds 256 bits.
pub fn mul_div_ceil(a: U256, b: U256, d: U256) -> Result<U256, MathError> {
    match exact(a, b, d)? {
        (floor, true) => Ok(floor),
        (floor, false) => floor.checked_add(U256::ONE).ok_or(MathError::Overflow),
    }
}

/// The floor, and whether it is the whole result.
fn exact(a: U256, b: U256, d: U256) -> Result<(U256, bool), MathError> {
    if d.is_zero() {
        return Err(MathError::DivisionByZero);
    }
    divide_product(a, b, d).ok_or(MathError::Overflow)
}
