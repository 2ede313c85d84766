//! Products and quotients of wads.

use ruint::aliases::U256;

use crate::MathError;
use crate::arithmetic::mul_div::{mul_div_ceil, mul_div_floor};
use crate::units::WAD;

/// The product of two wads: `a * b / 1e18`, exact.
///
/// # Rounding
/// Down: never above the truth, and less than one below it.
///
/// # Errors
/// [`MathError::Overflow`] when the result exceeds 256 bits.
pub fn mul_wad_floor(a: U256, b: U256) -> Result<U256, MathError> {
    mul_div_floor(a, b, WAD)
}

/// The product of two wads: `a * b / 1e18`, exact.
///
/// # Rounding
/// Up: never below the truth, and less than one above it.
///
/// # Errors
/// [`MathError::Overflow`] when the result exceeds 256 bits.
pub fn mul_wad_ceil(a: U256, b: U256) -> Result<U256, MathError> {
    mul_div_ceil(a, b, WAD)
}

/// The quotient of two wads: `a * 1e18 / b`, exact.
///
/// # Rounding
/// Down: never above the truth, and less than one below it.
///
/// # Errors
/// [`MathError::DivisionByZero`] when `b` is zero; [`MathError::Overflow`] when the result exceeds 256 bits.
pub fn div_wad_floor(a: U256, b: U256) -> Result<U256, MathError> {
    mul_div_floor(a, WAD, b)
}

/// The quotient of two wads: `a * 1e18 / b`, exact.
///
/// # Rounding
/// Up: never below the truth, and less than one above it.
///
/// # Errors
/// [`MathError::DivisionByZero`] when `b` is zero; [`MathError::Overflow`] when the result exceeds 256 bits.
pub fn div_wad_ceil(a: U256, b: U256) -> Result<U256, MathError> {
    mul_div_ceil(a, WAD, b)
}
