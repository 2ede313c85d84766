//! How often to rebalance when it is done by the clock.
//!
//! `h = (2 c sqrt(2 / pi) / (k a))^(2/3)` with `a = w sqrt(v)` and `k = gamma v / (1 - w)^2`, that is
//! `h = ((8 / pi) (c (1 - w)^2 / (gamma w))^2)^(1/3) / v`: the interval at which a trade back to the target costs as much
//! as drifting on. A band costs a fifth less than the best clock, and half of its turnover.

use ruint::aliases::U256;

use crate::arithmetic::{cbrt_floor, mul_div_floor};
use crate::volatility::VarianceRate;
use crate::{MathError, WAD, Weight};

/// `pi` times 1e36, rounded up.
const PI: U256 = U256::from_limbs([0x777d_9226_27a7_4625, 0x025d_0c79_fe24_7f31, 0, 0]);
/// 8e36.
const EIGHT: U256 = U256::from_limbs([0x9a5c_f880_0000_0000, 0x0604_be73_de48_38ad, 0, 0]);
/// Bits of the ratio, so that its square times eight has room.
const RATIO_BITS: usize = 126;

/// The best interval in seconds for a target weight, a one-way cost and a risk aversion (all wad), when the asset's return
/// relative to the portfolio has a variance per second.
///
/// # Rounding
/// Down, by less than a second and one part in 1e15.
///
/// # Errors
/// [`MathError::WeightAboveOne`]; [`MathError::DivisionByZero`] for a target, a risk aversion or a variance of zero;
/// [`MathError::Overflow`] when a cost beyond reason leaves no room, or the interval exceeds 64 bits.
pub fn periodic_interval_floor(
    target: Weight,
    cost: Weight,
    risk_aversion: U256,
    relative_variance: VarianceRate,
) -> Result<u64, MathError> {
    let got = target.raw();
    let rest = WAD
        .checked_sub(got)
        .ok_or(MathError::WeightAboveOne { got })?;
    let cost = cost.raw().checked_mul(rest.wrapping_mul(rest));
    let risk = risk_aversion.checked_mul(got);
    let (cost, risk) = cost.zip(risk).ok_or(MathError::Overflow)?;
    // c (1 - w)^2 / (gamma w), times 1e36.
    let ratio = mul_div_floor(cost, WAD, risk)?;
    if ratio.bit_len() > RATIO_BITS {
        return Err(MathError::Overflow);
    }
    // Times 1e72, so its cube root times 1e24.
    let cube = mul_div_floor(ratio.wrapping_mul(ratio), EIGHT, PI)?;
    let interval = mul_div_floor(
        cbrt_floor(cube),
        U256::from(1_000),
        U256::from(relative_variance.raw()),
    )?;
    u64::try_from(interval).map_err(|_| MathError::Overflow)
}
