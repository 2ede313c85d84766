//! The management fee, streamed: shares minted to the manager for the time that passed.
//!
//! The manager owns the part `x = rate * elapsed / year` of all shares after the fee, so `fee = S * x / (1 - x)` are
//! minted. `x` is linear in time and nothing but the final division rounds.
//!
//! 1. The fee is at most `x / (1 - x)` of the supply, rounded down.
//! 2. Accruing more often never takes more. In exact numbers two periods multiply the supply by
//!    `1 / ((1 - x)(1 - y)) <= 1 / (1 - x - y)`, and rounding the first fee down leaves the second a smaller supply.
//! 3. Accruing `k` times takes less by less than `S * (X^2 / (1 - X) - X^2 / 2) + k / (1 - X)` shares, with `X` the sum
//!    of all parts: `S * prod 1 / (1 - x_i) >= S * e^X >= S * (1 + X + X^2 / 2)`, and each floor loses less than one share
//!    that would have grown by at most `1 / (1 - X)`. At 5 % a year, one accrual a year mints 5.263 % of the supply
//!    and any number of them at least 5.127 %.

use ruint::aliases::U256;

use crate::arithmetic::wide::{product, quotient};
use crate::{MathError, Shares, WAD, Weight};

/// Seconds of a year of 365 days, the year of every annual rate of this crate.
pub const SECONDS_PER_YEAR: u64 = 31_536_000;

/// The highest management fee: five percent a year.
pub const MAX_MANAGEMENT_FEE: Weight =
    Weight::new(U256::from_limbs([50_000_000_000_000_000, 0, 0, 0]));

/// The longest time between two accruals: ten years, in which the highest fee is half of all shares.
pub const MAX_FEE_PERIOD_SECONDS: u64 = 315_360_000;

/// Shares to mint for the time between two timestamps, in seconds, at an annual rate (wad).
///
/// # Rounding
/// Down: the holders gain less than one base unit.
///
/// # Errors
/// [`MathError::FeeRateAboveMaximum`]; [`MathError::TimeRunsBackwards`]; [`MathError::FeePeriodTooLong`].
pub fn management_fee_floor(
    supply: Shares,
    annual_rate: Weight,
    last: u64,
    now: u64,
) -> Result<Shares, MathError> {
    if annual_rate > MAX_MANAGEMENT_FEE {
        return Err(MathError::FeeRateAboveMaximum {
            got: annual_rate.raw(),
            maximum: MAX_MANAGEMENT_FEE.raw(),
        });
    }
    let elapsed = now
        .checked_sub(last)
        .ok_or(MathError::TimeRunsBackwards { last, now })?;
    if elapsed > MAX_FEE_PERIOD_SECONDS {
        return Err(MathError::FeePeriodTooLong {
            got: elapsed,
            maximum: MAX_FEE_PERIOD_SECONDS,
        });
    }
    // Below 2^56 * 2^29, and at most half of the whole, which is below 2^60 * 2^25.
    let part = annual_rate.raw().wrapping_mul(U256::from(elapsed));
    let rest = WAD
        .wrapping_mul(U256::from(SECONDS_PER_YEAR))
        .wrapping_sub(part);
    // At most the supply, since the part is at most the rest.
    Ok(Shares::new(quotient(product(supply.raw(), part), rest)?.0))
}
