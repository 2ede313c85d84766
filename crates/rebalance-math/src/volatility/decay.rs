//! How much one observation counts: exponential weights over irregular gaps.
//!
//! `alpha = 1 - e^(-dt / tau)`, and an estimate `c` moves by `c += alpha * (r_i * r_j / dt - c)`. The weight of an
//! observation grows with the time it covers, so that the estimate is unbiased however irregular the rounds are; a fixed
//! weight per round overstates volatility by a third on feeds that answer when the price has moved.
//!
//! After an outage `alpha` is that of one time constant, `dt = min(dt, tau)`: one observation never counts for more than
//! 63 %. The return is still divided by the whole time that it took.
//!
//! # Precision
//!
//! Both factors are prepared once per round, so that an entry needs no division:
//!
//! - `keep = (1 - alpha) * 2^64`, in which `alpha` is rounded down by less than `2e-18 + 2^-64`;
//! - `gain = alpha / dt / 1e9 * 2^shift` with 64 significant bits, rounded down by less than one part in `2^62` of it, and
//!   `1e9` between the scale of a product of returns, 1e36, and that of a rate, 1e27.
//!
//! An update of an estimate `c` with an observed rate `x` is therefore within two units of 1e-27 per second plus
//! `3e-18 * (|c| + |x|)` of its exact value.

use ruint::aliases::U256;

use crate::arithmetic::{Signed, exp_ceil, mul_div_ceil, mul_div_floor};
use crate::volatility::log_return::LogReturn;
use crate::volatility::rate::{CovarianceRate, VarianceRate};
use crate::{MathError, WAD};

/// `2^64`.
const Q64: U256 = U256::from_limbs([0, 1, 0, 0]);
/// `2^127`.
const Q127: U256 = U256::from_limbs([0, 1 << 63, 0, 0]);
const Q127_BITS: usize = 127;
/// 1e27: wad of `alpha` times 1e9 between the scales.
const GAIN_SCALE: u128 = 1_000_000_000_000_000_000_000_000_000;

/// The weights of one observation, for every entry of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decay {
    /// What stays of the estimate, times `2^64`.
    keep: u64,
    /// What a product of two returns adds, times `2^shift`.
    gain: u64,
    /// Between 64 and 127.
    shift: u32,
}

impl Decay {
    /// The weights of an observation at `now` that follows one at `last`, with a time constant, all in seconds.
    ///
    /// A gap of more than `u32::MAX` seconds counts as that many.
    ///
    /// # Errors
    /// [`MathError::TimeRunsBackwards`]; [`MathError::TimeStandsStill`], since the same round must not count twice;
    /// [`MathError::DivisionByZero`] for a time constant of zero.
    pub fn over(last: u64, now: u64, time_constant: u32) -> Result<Self, MathError> {
        let elapsed = now
            .checked_sub(last)
            .ok_or(MathError::TimeRunsBackwards { last, now })?;
        if elapsed == 0 {
            return Err(MathError::TimeStandsStill);
        }
        let elapsed = elapsed.min(u64::from(u32::MAX));
        let counted = elapsed.min(u64::from(time_constant));
        let gone = mul_div_floor(U256::from(counted), WAD, U256::from(time_constant))?;
        // At least e^-1 and, since at least 2^-32 time constants are gone, less than one.
        let kept = exp_ceil(Signed::new(gone, true))?;
        let alpha = WAD.checked_sub(kept).ok_or(MathError::Overflow)?;
        let keep = mul_div_ceil(kept, Q64, WAD)?;
        // alpha / (1e9 * elapsed) lies between 2^-64 and 2^-30.
        let divisor = U256::from(GAIN_SCALE).wrapping_mul(U256::from(elapsed));
        let gain = mul_div_floor(alpha, Q127, divisor)?;
        let excess = gain.bit_len().saturating_sub(64);
        let shift = Q127_BITS.saturating_sub(excess);
        Ok(Self {
            keep: u64::try_from(keep).map_err(|_| MathError::Overflow)?,
            gain: u64::try_from(gain.wrapping_shr(excess)).map_err(|_| MathError::Overflow)?,
            shift: u32::try_from(shift).map_err(|_| MathError::Overflow)?,
        })
    }

    /// `estimate + alpha * (a * b / dt - estimate)`.
    ///
    /// # Rounding
    /// Both parts towards zero.
    ///
    /// # Errors
    /// [`MathError::RateOutOfRange`].
    pub(crate) fn apply(
        &self,
        estimate: CovarianceRate,
        a: LogReturn,
        b: LogReturn,
    ) -> Result<CovarianceRate, MathError> {
        // Below 2^126: both returns are below 2^63.
        let product = i128::from(a.raw()).wrapping_mul(i128::from(b.raw()));
        let added = high_product(product.unsigned_abs(), self.gain)
            .wrapping_shr(self.shift.wrapping_sub(64));
        let kept = high_product(estimate.raw().unsigned_abs(), self.keep);
        // Below 2^126 and 2^96, so that neither sign nor sum leaves the range.
        CovarianceRate::new(
            with_sign(kept, estimate.raw() < 0).wrapping_add(with_sign(added, product < 0)),
        )
    }
}

/// `a * b / 2^64` rounded down, of an `a` below `2^126`.
fn high_product(a: u128, b: u64) -> u128 {
    let low = a & u128::from(u64::MAX);
    let high = a.wrapping_shr(64);
    let b = u128::from(b);
    high.wrapping_mul(b)
        .wrapping_add(low.wrapping_mul(b).wrapping_shr(64))
}

/// A magnitude below `2^127` with a sign.
fn with_sign(magnitude: u128, is_negative: bool) -> i128 {
    let value = magnitude.cast_signed();
    if is_negative {
        value.wrapping_neg()
    } else {
        value
    }
}

const _: () = assert!(VarianceRate::MAX.raw() < 1 << 126);
