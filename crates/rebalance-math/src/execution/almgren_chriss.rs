//! A schedule that weighs the cost of trading fast against the risk of trading slowly (Almgren and Chriss 2000).
//!
//! `X` units are sold in `N` intervals of length `tau`. With `eta' = eta - gamma tau / 2` and
//! `cosh(kappa tau) = 1 + lambda sigma^2 tau^2 / (2 eta')`, the optimal holdings are
//! `x_j = X sinh(kappa (N - j) tau) / sinh(kappa N tau)`.
//!
//! No hyperbolic function is evaluated: `sinh(k kappa tau)` obeys the recurrence `s_(k+1) = 2 cosh(kappa tau) s_k - s_(k-1)`, so the
//! ratio `r_k = s_(k-1) / s_k` of neighbouring holdings is `r_1 = 0`, `r_(k+1) = 1 / (2 cosh(kappa tau) - r_k)`, which
//! stays in `[0, 1)` and damps the rounding of earlier steps. At `lambda = 0` it gives equal slices.

use ruint::aliases::U256;

use crate::arithmetic::sqrt_ceil;
use crate::{E36, MathError, WAD, mul_div_ceil, mul_div_floor};

/// One in Q128.
const ONE_Q128: U256 = U256::from_limbs([0, 0, 1, 0]);

/// Price, impact and preference, in one unit of time (a day, a second) and per whole unit of the asset.
///
/// Scales: wad, but impacts, which are small, in 1e36.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExecutionModel {
    /// `sigma`: numeraire per unit and square root of time, wad.
    pub volatility_wad: U256,
    /// `epsilon`: half spread and fees, numeraire per unit, wad.
    pub spread_wad: U256,
    /// `gamma`: permanent impact, numeraire per unit per unit, 1e36.
    pub permanent_impact_e36: U256,
    /// `eta`: temporary impact, numeraire per unit per unit per time, 1e36.
    pub temporary_impact_e36: U256,
    /// `lambda`: numeraire of cost that one numeraire squared of variance is worth, wad.
    pub risk_aversion_wad: U256,
    /// `tau`: length of an interval, wad.
    pub interval_wad: U256,
}

/// What a schedule is expected to cost, and by how much that may vary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExecutionRisk {
    /// Expected cost against the price at the start, numeraire wad.
    pub expected_cost_wad: U256,
    /// Standard deviation of the cost, numeraire wad.
    pub deviation_wad: U256,
}

impl ExecutionModel {
    /// Writes what to trade in each of `trades.len()` intervals; they sum to `total` exactly.
    ///
    /// `total` is in units of the caller's choice, base units as well.
    ///
    /// # Rounding
    /// Holdings down after each interval, so the first trades are the larger ones by the rounding: by less than one unit
    /// per interval, and 2^-100 of `total` where the urgency is that small or large.
    ///
    /// # Errors
    /// [`MathError::SliceOutOfRange`] for no interval; [`MathError::ImpactNotPositive`] unless `eta > gamma tau / 2`;
    /// [`MathError::Overflow`].
    pub fn trades(&self, total: U256, trades: &mut [U256]) -> Result<(), MathError> {
        if trades.is_empty() {
            return Err(MathError::SliceOutOfRange { got: 0, slices: 0 });
        }
        // 2 cosh(kappa tau) = 2 + lambda sigma^2 tau^2 / eta'.
        let doubled = self
            .curvature_q128()?
            .checked_add(ONE_Q128.wrapping_shl(1))
            .ok_or(MathError::Overflow)?;
        let mut ratio = U256::ZERO;
        for slot in trades.iter_mut().rev() {
            *slot = ratio;
            // The divisor is above one, so the ratio is below.
            let divisor = doubled.checked_sub(ratio).ok_or(MathError::Overflow)?;
            ratio = mul_div_floor(ONE_Q128, ONE_Q128, divisor)?;
        }
        let mut held = total;
        for slot in trades.iter_mut() {
            let left = mul_div_floor(held, *slot, ONE_Q128)?;
            *slot = held.checked_sub(left).ok_or(MathError::Overflow)?;
            held = left;
        }
        Ok(())
    }

    /// Expected cost and deviation of any schedule of sales, in wad units of the asset:
    /// `gamma X^2 / 2 + epsilon X + (eta' / tau) sum n_j^2` and `sigma sqrt(tau sum x_j^2)`.
    ///
    /// # Rounding
    /// Up, by a few wad units per interval.
    ///
    /// # Errors
    /// [`MathError::ImpactNotPositive`]; [`MathError::DivisionByZero`] for an interval of zero; [`MathError::Overflow`].
    pub fn risk_ceil(&self, trades_wad: &[U256]) -> Result<ExecutionRisk, MathError> {
        let impact = self.net_impact()?;
        let mut held = U256::ZERO;
        for trade in trades_wad {
            held = held.checked_add(*trade).ok_or(MathError::Overflow)?;
        }
        let moved = mul_div_ceil(self.permanent_impact_e36, held, E36)?;
        let permanent = mul_div_ceil(moved, held, WAD.wrapping_shl(1))?;
        let spread = mul_div_ceil(self.spread_wad, held, WAD)?;
        let mut cost = permanent.checked_add(spread).ok_or(MathError::Overflow)?;
        let mut squares = U256::ZERO;
        for trade in trades_wad {
            let slope = mul_div_ceil(impact, *trade, E36)?;
            let temporary = mul_div_ceil(slope, *trade, self.interval_wad)?;
            cost = cost.checked_add(temporary).ok_or(MathError::Overflow)?;
            held = held.checked_sub(*trade).ok_or(MathError::Overflow)?;
            squares = held
                .checked_mul(held)
                .and_then(|square| squares.checked_add(square))
                .ok_or(MathError::Overflow)?;
        }
        let timed = mul_div_ceil(squares, self.interval_wad, WAD)?;
        let rate = self
            .volatility_wad
            .checked_mul(self.volatility_wad)
            .ok_or(MathError::Overflow)?;
        Ok(ExecutionRisk {
            expected_cost_wad: cost,
            deviation_wad: sqrt_ceil(mul_div_ceil(rate, timed, E36)?),
        })
    }

    /// `lambda sigma^2 tau^2 / eta'` in Q128.
    fn curvature_q128(&self) -> Result<U256, MathError> {
        let impact = self.net_impact()?;
        let moved = mul_div_floor(self.volatility_wad, self.interval_wad, WAD)?;
        let variance = moved.checked_mul(moved).ok_or(MathError::Overflow)?;
        let disliked = mul_div_floor(variance, self.risk_aversion_wad, WAD)?;
        mul_div_floor(disliked, ONE_Q128, impact)
    }

    /// `eta' = eta - gamma tau / 2`, 1e36.
    fn net_impact(&self) -> Result<U256, MathError> {
        let permanent = mul_div_ceil(
            self.permanent_impact_e36,
            self.interval_wad,
            WAD.wrapping_shl(1),
        )?;
        self.temporary_impact_e36
            .checked_sub(permanent)
            .filter(|impact| !impact.is_zero())
            .ok_or(MathError::ImpactNotPositive {
                temporary: self.temporary_impact_e36,
                permanent,
            })
    }
}
