//! `a * b / d` without losing the high half of the product.
//!
//! The product is held in 512 bits and divided by long division (Knuth, TAOCP volume 2, 4.3.1, algorithm D), so the
//! only way to fail is a result that does not fit.

use ruint::aliases::U256;

use crate::MathError;
use crate::arithmetic::wide::{product, quotient, quotient_ceil};

/// `a * b / d`, exact.
///
/// # Rounding
/// Down: never above the truth, and less than one below it.
///
/// # Errors
/// [`MathError::DivisionByZero`] when `d` is zero; [`MathError::Overflow`] when the result exceeds 256 bits.
pub fn mul_div_floor(a: U256, b: U256, d: U256) -> Result<U256, MathError> {
    Ok(quotient(product(a, b), d)?.0)
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
    quotient_ceil(product(a, b), d)
}
