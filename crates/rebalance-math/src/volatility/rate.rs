//! Variances and covariances per second, as types.
//!
//! The scale is 1e27: a stable asset of 5 % a year has a variance of 7.9e-11 per second, of which a scale of 1e18 would
//! leave eight digits. Both types are below `2^96`, which is 79 per second or five million percent a year: that bound is
//! what lets the inner loops of this module stay in 128-bit arithmetic.

use crate::MathError;

/// Bits of a rate's magnitude.
const RATE_BITS: u32 = 96;

/// A variance of logarithmic returns per second, times 1e27.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct VarianceRate(u128);

impl VarianceRate {
    /// A price that never moves.
    pub const ZERO: Self = Self(0);

    /// The largest rate, `2^96 - 1`.
    pub const MAX: Self = Self(0xffff_ffff_ffff_ffff_ffff_ffff);

    /// Gives a bare integer (1e27 per second) its unit.
    ///
    /// # Errors
    /// [`MathError::RateOutOfRange`] at `2^96` or more.
    pub const fn new(raw: u128) -> Result<Self, MathError> {
        if raw > Self::MAX.0 {
            Err(MathError::RateOutOfRange)
        } else {
            Ok(Self(raw))
        }
    }

    /// The bare integer.
    #[must_use]
    pub const fn raw(self) -> u128 {
        self.0
    }

    /// The same as a covariance: that of an asset with itself.
    #[must_use]
    pub const fn with_itself(self) -> CovarianceRate {
        CovarianceRate(self.0.cast_signed())
    }
}

/// A covariance of logarithmic returns per second, times 1e27.
///
/// A matrix of them is a slice, row by row: entry `(i, j)` of `n` assets is at `i * n + j`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct CovarianceRate(i128);

impl CovarianceRate {
    /// Prices that have nothing to do with each other.
    pub const ZERO: Self = Self(0);

    /// Gives a bare integer (1e27 per second) its unit.
    ///
    /// # Errors
    /// [`MathError::RateOutOfRange`] at a magnitude of `2^96` or more.
    pub const fn new(raw: i128) -> Result<Self, MathError> {
        if raw.unsigned_abs() > VarianceRate::MAX.0 {
            Err(MathError::RateOutOfRange)
        } else {
            Ok(Self(raw))
        }
    }

    /// The bare integer.
    #[must_use]
    pub const fn raw(self) -> i128 {
        self.0
    }

    /// The variance that this is when it is an asset's with itself; `index` names the asset in the error.
    ///
    /// # Errors
    /// [`MathError::VarianceNegative`].
    pub const fn variance(self, index: usize) -> Result<VarianceRate, MathError> {
        if self.0 < 0 {
            Err(MathError::VarianceNegative { index })
        } else {
            Ok(VarianceRate(self.0.unsigned_abs()))
        }
    }

    /// A magnitude with its sign.
    pub(crate) const fn with_sign(magnitude: VarianceRate, is_negative: bool) -> Self {
        let Self(raw) = magnitude.with_itself();
        if is_negative {
            Self(raw.wrapping_neg())
        } else {
            Self(raw)
        }
    }
}

const _: () = assert!(VarianceRate::MAX.0.count_ones() == RATE_BITS);
