//! How likely a weight leaves its band within a time.
//!
//! The log-odds `ln(w / (1 - w))` of a weight move like a Brownian motion without drift whose variance is that of the
//! asset's return relative to the rest. So the band's edges are barriers at `b_u = odds(target + band) - odds(w)` above and
//! `b_l = odds(w) - odds(target - band)` below, and with `s = sqrt(variance * horizon)`:
//!
//! - one barrier at `b` is reached with probability `2 N(-b / s)`;
//! - either of two, `L = b_u + b_l` apart, with the sum over images
//!   `2 sum_n (-1)^n (N(-(b_u + n L) / s) + N(-(b_l + n L) / s))`, whose terms fall and which cancels nothing when small.
//!
//! Someone who looks every `dt` misses paths that go out and come back. That is as if both barriers were
//! `0.5826 sqrt(variance * dt)` further away (Broadie, Glasserman and Kou, "A continuity correction for discrete barrier
//! options", Mathematical Finance 7, 1997; the constant is `-zeta(1/2) / sqrt(2 pi)`).

use ruint::aliases::U256;

use crate::arithmetic::{
    ln_ceil, ln_floor, mul_div_ceil, mul_div_floor, normal_cdf_ceil, normal_cdf_floor, sqrt_ceil,
    sqrt_floor,
};
use crate::volatility::VarianceRate;
use crate::{MathError, Signed, WAD, Weight};

/// `-zeta(1/2) / sqrt(2 pi)`, wad.
const DISCRETE_SHIFT: U256 = U256::from_limbs([582_597_157_939_010_670, 0, 0, 0]);

/// Between the scale of a rate and that of a squared wad.
const RATE_TO_WAD: U256 = U256::from_limbs([1_000_000_000, 0, 0, 0]);

/// Deviations of the whole corridor beyond which staying inside has a probability below 1e-25: `(4 / pi) e^(-pi^2 s^2 / (2 L^2))`
/// at `s = 3.5 L`.
const HOPELESS_HALVES: u64 = 7;

/// Beyond nine deviations a tail is less than a wad unit; at 3.5 corridors that takes 32 images.
const MAX_IMAGES: u64 = 32;

/// How far a weight's log-odds (wad) may move until it leaves its band; none where the band reaches zero or one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Barriers {
    /// Up to the upper edge.
    pub upper: Option<U256>,
    /// Down to the lower edge.
    pub lower: Option<U256>,
}

/// The barriers of a weight in the band of half-width `band` around its target, all in wad.
///
/// A weight at or beyond an edge has a barrier of zero on that side.
///
/// # Rounding
/// Down, by less than four wad units: a breach is never forecast too late.
///
/// # Errors
/// [`MathError::WeightHasNoOdds`] for a weight of zero, or of one or more; [`MathError::Overflow`] when target and band sum
/// to more than 256 bits.
pub fn log_odds_barriers(
    weight: Weight,
    target: Weight,
    band: Weight,
) -> Result<Barriers, MathError> {
    let high = target.checked_add(band)?.raw();
    let low = target.raw().saturating_sub(band.raw());
    let own_low = log_odds(weight.raw(), false)?;
    let own_high = log_odds(weight.raw(), true)?;
    let upper = if high < WAD {
        // A band and a target of nothing leave nothing: any weight is beyond.
        let edge = if high.is_zero() {
            own_low
        } else {
            log_odds(high, false)?
        };
        Some(edge.checked_sub(own_high)?)
    } else {
        None
    };
    let lower = match low {
        low if low.is_zero() => None,
        low if low >= WAD => Some(Signed::ZERO),
        low => Some(own_low.checked_sub(log_odds(low, true)?)?),
    };
    let distance = |barrier: Signed| barrier.to_unsigned().unwrap_or(U256::ZERO);
    Ok(Barriers {
        upper: upper.map(distance),
        lower: lower.map(distance),
    })
}

/// The probability (wad) that a barrier is reached within `horizon` seconds by someone who looks every `look` seconds, zero
/// for always, when the log-odds have a variance per second.
///
/// # Rounding
/// Up as a whole: above the truth by less than `1e-16 + 1e-17 / s`, with `s` the standard deviation over the horizon, and
/// below it by less than 1e-16. One in the case that a barrier is already reached.
///
/// # Errors
/// [`MathError::Overflow`] for barriers of `2^128` or more.
pub fn breach_probability(
    barriers: &Barriers,
    variance: VarianceRate,
    horizon: u64,
    look: u64,
) -> Result<Weight, MathError> {
    let shift = mul_div_floor(sqrt_floor(spread(variance, look)), DISCRETE_SHIFT, WAD)?;
    let deviation = sqrt_ceil(spread(variance, horizon));
    let widened = |barrier: Option<U256>| match barrier {
        Some(barrier) if barrier.bit_len() > 128 => Err(MathError::Overflow),
        Some(barrier) if barrier.is_zero() => Ok(Some(U256::ZERO)),
        Some(barrier) => Ok(Some(barrier.saturating_add(shift))),
        None => Ok(None),
    };
    let (upper, lower) = (widened(barriers.upper)?, widened(barriers.lower)?);
    if upper.is_some_and(|barrier| barrier.is_zero())
        || lower.is_some_and(|barrier| barrier.is_zero())
    {
        return Ok(Weight::ONE);
    }
    if deviation.is_zero() {
        return Ok(Weight::ZERO);
    }
    let probability = match (upper, lower) {
        (None, None) => U256::ZERO,
        (Some(barrier), None) | (None, Some(barrier)) => tail_ceil(barrier, deviation)?,
        (Some(upper), Some(lower)) => either(upper, lower, deviation)?,
    };
    let doubled = probability.saturating_add(probability);
    Ok(Weight::new(doubled.min(WAD)))
}

/// Half of the probability to reach either barrier.
fn either(upper: U256, lower: U256, deviation: U256) -> Result<U256, MathError> {
    let corridor = upper.saturating_add(lower);
    if deviation.saturating_add(deviation) >= corridor.saturating_mul(U256::from(HOPELESS_HALVES)) {
        return Ok(WAD);
    }
    let (mut added, mut taken) = (U256::ZERO, U256::ZERO);
    let mut offset = U256::ZERO;
    for image in 0..MAX_IMAGES {
        let (above, below) = (upper.saturating_add(offset), lower.saturating_add(offset));
        let is_taken = image % 2 == 1;
        let tail = if is_taken { tail_floor } else { tail_ceil };
        let both = tail(above, deviation)?.saturating_add(tail(below, deviation)?);
        let side = if is_taken { &mut taken } else { &mut added };
        *side = side.saturating_add(both);
        // One unit each is what the ceiling of nothing is.
        if both <= U256::from(2) {
            break;
        }
        offset = offset.saturating_add(corridor);
    }
    Ok(added.saturating_sub(taken))
}

fn tail_ceil(barrier: U256, deviation: U256) -> Result<U256, MathError> {
    let z = mul_div_floor(barrier, WAD, deviation)?;
    Ok(normal_cdf_ceil(Signed::new(z, true)))
}

fn tail_floor(barrier: U256, deviation: U256) -> Result<U256, MathError> {
    let z = mul_div_ceil(barrier, WAD, deviation)?;
    Ok(normal_cdf_floor(Signed::new(z, true)))
}

/// `variance * seconds` as a squared wad: below `2^190`.
fn spread(variance: VarianceRate, seconds: u64) -> U256 {
    U256::from(variance.raw())
        .wrapping_mul(U256::from(seconds))
        .wrapping_mul(RATE_TO_WAD)
}

/// `ln(w) - ln(1 - w)` in wad, by less than two units below or above the truth.
fn log_odds(weight: U256, is_above: bool) -> Result<Signed, MathError> {
    let rest = WAD
        .checked_sub(weight)
        .filter(|rest| !rest.is_zero() && !weight.is_zero())
        .ok_or(MathError::WeightHasNoOdds { got: weight })?;
    if is_above {
        ln_ceil(weight)?.checked_sub(ln_floor(rest)?)
    } else {
        ln_floor(weight)?.checked_sub(ln_ceil(rest)?)
    }
}
