//! Integers with a sign, whose division still says which way it rounds.
//!
//! Sign and magnitude: every value from `-(2^256 - 1)` to `2^256 - 1`, symmetric, with one zero. Rounding is along
//! the number line, never towards zero: `_floor` is towards minus infinity and `_ceil` towards plus infinity,
//! whatever the signs.

use core::cmp::Ordering;

use ruint::aliases::U256;

use crate::MathError;
use crate::arithmetic::mul_div::{mul_div_ceil, mul_div_floor};

/// An integer with a sign. Zero is never negative, so equal values are equal in every field.
///
/// It carries no unit of its own; the item that takes or returns one says which it is (most often wad).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Signed {
    magnitude: U256,
    is_negative: bool,
}

impl Signed {
    /// Neither above nor below.
    pub const ZERO: Self = Self {
        magnitude: U256::ZERO,
        is_negative: false,
    };

    /// The largest value, `2^256 - 1`.
    pub const MAX: Self = Self {
        magnitude: U256::MAX,
        is_negative: false,
    };

    /// The smallest value, `-(2^256 - 1)`.
    pub const MIN: Self = Self {
        magnitude: U256::MAX,
        is_negative: true,
    };

    /// A magnitude with its sign; the sign of zero is dropped.
    #[must_use]
    pub fn new(magnitude: U256, is_negative: bool) -> Self {
        Self {
            magnitude,
            is_negative: is_negative && !magnitude.is_zero(),
        }
    }

    /// The magnitude and whether it is below zero: what [`Signed::new`] takes.
    #[must_use]
    pub const fn raw(self) -> (U256, bool) {
        (self.magnitude, self.is_negative)
    }

    /// The absolute value.
    #[must_use]
    pub const fn magnitude(self) -> U256 {
        self.magnitude
    }

    /// Whether it is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.is_negative
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.magnitude.is_zero()
    }

    /// The value on the other side of zero. Never overflows.
    #[must_use]
    #[allow(
        clippy::should_implement_trait,
        reason = "the operator would read like arithmetic that can overflow"
    )]
    pub fn neg(self) -> Self {
        Self::new(self.magnitude, !self.is_negative)
    }

    /// `a - b` of two unsigned integers. Never overflows.
    #[must_use]
    pub fn difference(a: U256, b: U256) -> Self {
        Self::new(a.abs_diff(b), a < b)
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MathError::Overflow`] when its magnitude exceeds 256 bits.
    pub fn checked_add(self, rhs: Self) -> Result<Self, MathError> {
        if self.is_negative != rhs.is_negative {
            let is_negative = if self.magnitude < rhs.magnitude {
                rhs.is_negative
            } else {
                self.is_negative
            };
            return Ok(Self::new(
                self.magnitude.abs_diff(rhs.magnitude),
                is_negative,
            ));
        }
        let magnitude = self
            .magnitude
            .checked_add(rhs.magnitude)
            .ok_or(MathError::Overflow)?;
        Ok(Self::new(magnitude, self.is_negative))
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MathError::Overflow`] when its magnitude exceeds 256 bits.
    pub fn checked_sub(self, rhs: Self) -> Result<Self, MathError> {
        self.checked_add(rhs.neg())
    }

    /// The value as an unsigned integer.
    ///
    /// # Errors
    /// [`MathError::Overflow`] when it is below zero.
    pub fn to_unsigned(self) -> Result<U256, MathError> {
        if self.is_negative {
            Err(MathError::Overflow)
        } else {
            Ok(self.magnitude)
        }
    }
}

impl PartialOrd for Signed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Signed {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude.cmp(&other.magnitude),
            (true, true) => other.magnitude.cmp(&self.magnitude),
        }
    }
}

impl From<U256> for Signed {
    fn from(magnitude: U256) -> Self {
        Self::new(magnitude, false)
    }
}

impl From<i128> for Signed {
    fn from(value: i128) -> Self {
        Self::new(U256::from(value.unsigned_abs()), value < 0)
    }
}

/// `a * b / d` of integers with signs, exact.
///
/// # Rounding
/// Towards minus infinity: never above the truth, and less than one below it.
///
/// # Errors
/// [`MathError::DivisionByZero`] when `d` is zero; [`MathError::Overflow`] when the magnitude of the result exceeds
/// 256 bits.
pub fn signed_mul_div_floor(a: Signed, b: Signed, d: Signed) -> Result<Signed, MathError> {
    let is_negative = a.is_negative ^ b.is_negative ^ d.is_negative;
    let magnitude = if is_negative {
        mul_div_ceil(a.magnitude, b.magnitude, d.magnitude)?
    } else {
        mul_div_floor(a.magnitude, b.magnitude, d.magnitude)?
    };
    Ok(Signed::new(magnitude, is_negative))
}

/// `a * b / d` of integers with signs, exact.
///
/// # Rounding
/// Towards plus infinity: never below the truth, and less than one above it.
///
/// # Errors
/// [`MathError::DivisionByZero`] when `d` is zero; [`MathError::Overflow`] when the magnitude of the result exceeds
/// 256 bits.
pub fn signed_mul_div_ceil(a: Signed, b: Signed, d: Signed) -> Result<Signed, MathError> {
    Ok(signed_mul_div_floor(a.neg(), b, d)?.neg())
}
