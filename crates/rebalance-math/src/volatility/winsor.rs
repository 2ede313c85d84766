//! Returns too large to believe: cut once, believed when they come twice.
//!
//! A return beyond `k` standard deviations, `|r| > k * sqrt(v * dt)`, is cut to that limit, so that one false price moves
//! the variance by no more than `alpha * (k^2 - 1)` of itself. When the next return is beyond the limit too, the market
//! has changed and it is accepted in full.

use ruint::aliases::U256;

use crate::MathError;
use crate::arithmetic::mul_div_floor;
use crate::volatility::log_return::LogReturn;
use crate::volatility::rate::VarianceRate;

/// 1e27, the scale of a rate.
const RATE_SCALE: u128 = 1_000_000_000_000_000_000_000_000_000;

/// A return after the cut, and whether it was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Winsorised {
    /// The return to go on with.
    pub log_return: LogReturn,
    /// Whether it was beyond the limit and cut; to be kept for the next call.
    pub was_cut: bool,
}

/// Cuts a return that took `elapsed` seconds to `limit_wad` standard deviations, unless the return before it was cut.
///
/// `limit_wad` is in wad: 6e18 for six standard deviations, at most 18.4. A gap of more than `u32::MAX` seconds counts as
/// that many. With a variance of zero the first return that moves is cut to zero and the second one accepted.
///
/// # Rounding
/// Whether to cut is decided exactly; the limit is rounded towards zero.
///
/// # Errors
/// [`MathError::TimeStandsStill`] when no time has passed.
pub fn winsorise(
    log_return: LogReturn,
    variance: VarianceRate,
    elapsed: u64,
    limit_wad: u64,
    was_cut_before: bool,
) -> Result<Winsorised, MathError> {
    if elapsed == 0 {
        return Err(MathError::TimeStandsStill);
    }
    let magnitude = log_return.raw().unsigned_abs();
    // r^2 / 1e36 > k^2 / 1e36 * v / 1e27 * dt, both sides times 1e63: below 2^216 and 2^256.
    let square = U256::from(magnitude).wrapping_mul(U256::from(magnitude));
    let limit = U256::from(limit_wad)
        .wrapping_mul(U256::from(limit_wad))
        .wrapping_mul(U256::from(variance.raw()))
        .wrapping_mul(U256::from(elapsed.min(u64::from(u32::MAX))));
    let scale = U256::from(RATE_SCALE);
    let is_beyond = square.wrapping_mul(scale) > limit;
    if !is_beyond || was_cut_before {
        return Ok(Winsorised {
            log_return,
            was_cut: false,
        });
    }
    // The limit is below the return's square, which is below 2^126.
    let cut = u128::try_from(mul_div_floor(limit, U256::ONE, scale)?)
        .map_err(|_| MathError::Overflow)?
        .isqrt();
    let cut = u64::try_from(cut).map_err(|_| MathError::Overflow)?;
    Ok(Winsorised {
        log_return: LogReturn::with_sign(cut, log_return.raw() < 0)?,
        was_cut: true,
    })
}
