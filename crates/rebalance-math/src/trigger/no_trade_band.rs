//! How far to let an asset drift before a trade is worth its cost.
//!
//! Locally a drift `x` moves like `a` times a Brownian motion and costs `(k / 2) x^2` a year, with
//! `a^2 / k = w^2 (1 - w)^2 / gamma`: volatility cancels. `w` is the target weight, `gamma` relative risk aversion, `c` the
//! one-way cost per value traded and `F` the fixed cost of a rebalance as a part of NAV.
//!
//! | cost | trade back to | trigger |
//! |---|---|---|
//! | proportional | the edge | `(3 c / (2 gamma) w^2 (1 - w)^2)^(1/3)` |
//! | proportional | the target | `(6 c / gamma w^2 (1 - w)^2)^(1/3)` |
//! | fixed | the target | `(12 F / gamma w^2 (1 - w)^2)^(1/4)` |
//! | both | a point between | `(s + d) / 2`, return to `(s - d) / 2` |
//!
//! For both, with `A = 12 F w^2 (1 - w)^2 / gamma` and `C = 12 c w^2 (1 - w)^2 / gamma`: `s^3 - s^(1/3) A^(2/3) = C` and
//! `d = (A / s)^(1/3)`. It contains the first and third rows as `F = 0` and `c = 0`.
//!
//! The first row is the classical result of small costs (Gerhold, Guasoni, Muhle-Karbe and Schachermayer, "Transaction costs,
//! trading volume, and the liquidity premium", arXiv 1108.1167), which is accurate to a percent at real costs; near a weight
//! of zero or one every band shrinks to nothing.
//!
//! Weights, costs and risk aversion are in wad.

use ruint::aliases::U256;

use crate::arithmetic::{cbrt_ceil, cbrt_floor, mul_div_floor, sqrt_floor};
use crate::{MathError, WAD, Weight};

/// Scale at which the band of both costs is computed: 1e24, six digits more than it is told.
const FINE: u128 = 1_000_000_000_000_000_000_000_000;
const FINE_PER_WAD: u64 = 1_000_000;

/// When to trade and where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoTradeBand {
    /// Drift, either way, at which to trade (wad).
    pub trigger: Weight,
    /// Drift, on the same side, to trade back to (wad).
    pub return_to: Weight,
}

/// Half-width of the band when a trade costs in proportion and goes back to the band's edge.
///
/// # Rounding
/// Down, exactly: the floor of the cube root of the floor.
///
/// # Errors
/// [`MathError::WeightAboveOne`]; [`MathError::DivisionByZero`] for a risk aversion of zero; [`MathError::Overflow`] when
/// the cost over the risk aversion is beyond reason (above 1e5).
pub fn edge_band_floor(
    target: Weight,
    cost: Weight,
    risk_aversion: U256,
) -> Result<Weight, MathError> {
    // Times 1e54: c w^2 (1 - w)^2 / gamma is scaled by 1e72.
    let spread = spread(target)?;
    let double = times(risk_aversion, 2)?;
    let cube = mul_div_floor(spread, times(cost.raw(), 3)?, times(double, ONE_WAD)?)?;
    Ok(Weight::new(cbrt_floor(cube)))
}

/// Half-width of the band when a trade costs in proportion and goes back to the target: 1.587 times that to the edge.
///
/// # Rounding
/// Down, exactly.
///
/// # Errors
/// As [`edge_band_floor`].
pub fn target_band_floor(
    target: Weight,
    cost: Weight,
    risk_aversion: U256,
) -> Result<Weight, MathError> {
    let spread = spread(target)?;
    let cube = mul_div_floor(
        spread,
        times(cost.raw(), 6)?,
        times(risk_aversion, ONE_WAD)?,
    )?;
    Ok(Weight::new(cbrt_floor(cube)))
}

/// Half-width of the band when a rebalance has a fixed cost, a part of NAV, and goes back to the target.
///
/// # Rounding
/// Down, exactly: floors of roots compose.
///
/// # Errors
/// As [`edge_band_floor`].
pub fn fixed_cost_band_floor(
    target: Weight,
    fixed_cost: Weight,
    risk_aversion: U256,
) -> Result<Weight, MathError> {
    let fourth = mul_div_floor(spread(target)?, times(fixed_cost.raw(), 12)?, risk_aversion)?;
    Ok(Weight::new(sqrt_floor(sqrt_floor(fourth))))
}

/// The band when a rebalance has a fixed cost, a part of NAV, and costs in proportion to what it trades.
///
/// # Rounding
/// Down: both drifts are below the truth by less than `1 + 1e-5` wad units, or above it by less than 1e-5.
///
/// # Errors
/// As [`edge_band_floor`].
pub fn no_trade_band(
    target: Weight,
    cost: Weight,
    fixed_cost: Weight,
    risk_aversion: U256,
) -> Result<NoTradeBand, MathError> {
    let spread = spread(target)?;
    // A and C times 1e72, so that s, d and their cubes are whole numbers of 1e-24 and 1e-72.
    let fixed = mul_div_floor(spread, times(fixed_cost.raw(), 12)?, risk_aversion)?;
    let proportional = mul_div_floor(spread, times(cost.raw(), 12)?, risk_aversion)?;
    let start = upper_start(fixed, proportional)?;
    if start.is_zero() {
        return Ok(NoTradeBand {
            trigger: Weight::ZERO,
            return_to: Weight::ZERO,
        });
    }
    let mut sum = start;
    // Newton's method. It starts at most twice too high and comes down without passing the root, so it ends; the digits
    // double each time, so it ends after eight steps or less.
    loop {
        let step = newton_step(sum, fixed, proportional)?;
        if step.is_zero() {
            break;
        }
        sum = sum.saturating_sub(step);
    }
    let difference = difference_of(sum, fixed)?.min(sum);
    let half_to_wad = U256::from(FINE_PER_WAD).wrapping_mul(U256::from(2));
    let half = |drifts| over(drifts, half_to_wad).map(Weight::new);
    Ok(NoTradeBand {
        trigger: half(sum.saturating_add(difference))?,
        return_to: half(sum.saturating_sub(difference))?,
    })
}

/// `w^2 (1 - w)^2`, times 1e72: below `2^236`.
fn spread(target: Weight) -> Result<U256, MathError> {
    let got = target.raw();
    let rest = WAD
        .checked_sub(got)
        .ok_or(MathError::WeightAboveOne { got })?;
    let product = got.wrapping_mul(rest);
    Ok(product.wrapping_mul(product))
}

const ONE_WAD: u64 = 1_000_000_000_000_000_000;

fn times(x: U256, factor: u64) -> Result<U256, MathError> {
    x.checked_mul(U256::from(factor)).ok_or(MathError::Overflow)
}

/// `A^(1/4) + C^(1/3)`, rounded up: never below the root, since `(a + b)^3 - (a + b)^(1/3) a^(8/3) >= b^3`, and at most
/// twice as large.
fn upper_start(fixed: U256, proportional: U256) -> Result<U256, MathError> {
    let fourth_root = if fixed.is_zero() {
        U256::ZERO
    } else {
        // The root of 1e72 is 1e18; one more for the two floors. A fourth root has 64 bits.
        let above = sqrt_floor(sqrt_floor(fixed)).wrapping_add(U256::ONE);
        above.wrapping_mul(U256::from(FINE_PER_WAD))
    };
    fourth_root
        .checked_add(cbrt_ceil(proportional))
        .ok_or(MathError::Overflow)
}

/// `d = (A / s)^(1/3)`.
fn difference_of(sum: U256, fixed: U256) -> Result<U256, MathError> {
    Ok(cbrt_floor(mul_div_floor(fixed, U256::from(FINE), sum)?))
}

/// How far `s^3 - d^2 s = C` is from `s`, by the tangent: the left side is convex and grows, so that a start above the root
/// stays above it.
fn newton_step(sum: U256, fixed: U256, proportional: U256) -> Result<U256, MathError> {
    let difference = difference_of(sum, fixed)?;
    let square = sum.checked_mul(sum).ok_or(MathError::Overflow)?;
    let other = difference
        .checked_mul(difference)
        .ok_or(MathError::Overflow)?;
    let value = square
        .saturating_sub(other)
        .checked_mul(sum)
        .ok_or(MathError::Overflow)?
        .saturating_sub(proportional);
    // 3 s^2 - d^2 / 3, which is not zero: d is at most s at and above the root.
    let slope = times(square, 3)?.saturating_sub(over(other, U256::from(3))?);
    over(value, slope)
}

/// The quotient, rounded down. A program has this division for its prices; that of the integers would be four times as large.
fn over(x: U256, divisor: U256) -> Result<U256, MathError> {
    mul_div_floor(x, U256::ONE, divisor)
}
