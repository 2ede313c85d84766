//! Variance from the range of a price: `(ln(high / low))^2 / (4 ln 2)` over the time the range covers.
//!
//! For a Brownian path it has a fifth of the variance of the squared return (Parkinson, "The Extreme Value Method for
//! Estimating the Variance of the Rate of Return", Journal of Business 53, 1980).

use ruint::aliases::U256;

use crate::arithmetic::mul_div_floor;
use crate::volatility::log_return::log_ratio_floor;
use crate::volatility::rate::VarianceRate;
use crate::{MathError, Price};

/// `4 ln 2` times 1e27, rounded up.
const FOUR_LN_TWO: u128 = 2_772_588_722_239_781_237_668_928_486;
/// 1e27 of the constant times 1e27 of a rate, over 1e36 of the squared range.
const SCALE: u128 = 1_000_000_000_000_000_000;

/// The variance per second that the highest and the lowest price of `elapsed` seconds show.
///
/// # Rounding
/// Down: the logarithm by less than three wad units, and the result by less than two units.
///
/// # Errors
/// [`MathError::TimeStandsStill`]; [`MathError::PriceZero`] with index 0 for `low`; [`MathError::HighBelowLow`];
/// [`MathError::RateOutOfRange`]; [`MathError::Overflow`] when the ratio exceeds 256 bits in wad.
pub fn parkinson_variance(
    high: Price,
    low: Price,
    elapsed: u64,
) -> Result<VarianceRate, MathError> {
    if elapsed == 0 {
        return Err(MathError::TimeStandsStill);
    }
    if low.is_zero() {
        return Err(MathError::PriceZero { index: 0 });
    }
    if high < low {
        return Err(MathError::HighBelowLow {
            high: high.raw(),
            low: low.raw(),
        });
    }
    let range = log_ratio_floor(high.raw(), low.raw())?;
    // range^2 / 1e36 / (4 ln 2) / dt * 1e27: the range is below 2^68, so its square below 2^136.
    let square = range.wrapping_mul(range);
    let divisor = U256::from(FOUR_LN_TWO).wrapping_mul(U256::from(elapsed));
    let rate = mul_div_floor(square, U256::from(SCALE), divisor)?;
    let rate = u128::try_from(rate).map_err(|_| MathError::RateOutOfRange)?;
    VarianceRate::new(rate)
}
