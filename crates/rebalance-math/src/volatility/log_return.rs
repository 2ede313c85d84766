//! The logarithm of a price ratio, which adds up over time.

use ruint::aliases::U256;

use crate::arithmetic::{ln_floor, mul_div_floor};
use crate::{MathError, Price, WAD};

/// A logarithmic return, wad: 1e16 is a rise of 1.005 %.
///
/// It is below 9.23 in magnitude, a factor of ten thousand, so that a product of two fits in 128 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct LogReturn(i64);

impl LogReturn {
    /// No change.
    pub const ZERO: Self = Self(0);

    /// Gives a bare integer (wad) its unit.
    ///
    /// # Errors
    /// [`MathError::ReturnOutOfRange`] for the one integer that has no negative.
    pub const fn new(raw: i64) -> Result<Self, MathError> {
        if raw == i64::MIN {
            Err(MathError::ReturnOutOfRange)
        } else {
            Ok(Self(raw))
        }
    }

    /// The bare integer.
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// A magnitude with its sign.
    pub(crate) fn with_sign(magnitude: u64, is_negative: bool) -> Result<Self, MathError> {
        let raw = i64::try_from(magnitude).map_err(|_| MathError::ReturnOutOfRange)?;
        Ok(Self(if is_negative { raw.wrapping_neg() } else { raw }))
    }
}

/// `ln(now / before)` of two prices in the same unit.
///
/// # Rounding
/// Towards zero, by less than three wad units: the ratio of the larger to the smaller price is rounded down, and so is
/// its logarithm. So the return back has the same magnitude.
///
/// # Errors
/// [`MathError::PriceZero`] with index 0 for `before` and 1 for `now`; [`MathError::ReturnOutOfRange`] beyond a factor of
/// ten thousand in either direction; [`MathError::Overflow`] when the ratio exceeds 256 bits in wad.
pub fn log_return(before: Price, now: Price) -> Result<LogReturn, MathError> {
    for (index, price) in [before, now].iter().enumerate() {
        if price.is_zero() {
            return Err(MathError::PriceZero { index });
        }
    }
    let magnitude = log_ratio_floor(before.raw().max(now.raw()), before.raw().min(now.raw()))?;
    let magnitude = u64::try_from(magnitude).map_err(|_| MathError::ReturnOutOfRange)?;
    LogReturn::with_sign(magnitude, now < before)
}

/// `ln(larger / smaller)` in wad, rounded down by less than three units.
pub(crate) fn log_ratio_floor(larger: U256, smaller: U256) -> Result<U256, MathError> {
    Ok(ln_floor(mul_div_floor(larger, WAD, smaller)?)?.magnitude())
}
