//! Weights whose contributions to the portfolio's risk are as budgeted; equal risk contribution is the equal budget.
//!
//! Asset `i` contributes `w_i (Sigma w)_i / (w' Sigma w)` of the risk. In correlation space, `y_i = sigma_i w_i`, the
//! budget `b_i` is met where `y_i (C y)_i = b_i q` with `q = y' C y`. Cyclical coordinate descent solves each equation in turn for its own
//! `y_i`, the positive root of `y^2 + 2 a y = b_i q`, `2 a = sum over j != i of rho_ij y_j`:
//!
//! `y_i = sqrt(a^2 + b_i q) - a`
//!
//! (Griveau-Billion, Richard and Roncalli 2013, equation 4, in the division-light form of Choi and Chen, arXiv
//! 2203.00148). Every solution is one of the convex problem of Spinu 2013, so there is one for every positive definite
//! matrix and no other. Exposures are scaled so that the largest has 57 bits; `q` follows from them after every few sweeps instead
//! of dividing them by its root. One square root and no division per asset and sweep, all in 64 and 128 bits.
//!
//! What comes back has been measured again from the final weights: see [`max_risk_gap`].

use crate::portfolio::targets_by_largest_remainder;
use crate::strategy::risk_gap::check_risk_gap;
use crate::strategy::risk_model::{RiskModel, dot, narrow, part_of, q64_of_wad, without_wad};
use crate::{MAX_ASSETS, MathError, U256, Weight, check_sum_to_one};

/// Most sweeps over all assets. A well-conditioned matrix takes about a dozen, 32 assets of which some hedge others nearly
/// perfectly take hundreds.
pub const MAX_SWEEPS: u32 = 1_024;

/// Sweeps between two measurements: `q` moves little in between, and a measurement costs as much as a sweep.
const SWEEPS_PER_LOOK: u32 = 4;

/// Bits of the largest exposure before a sweep.
const EXPOSURE_BITS: u32 = 57;
/// An exposure of this size ends a sweep early, so that squares keep within 128 bits.
const EXPOSURE_LIMIT: u128 = 1 << 59;
/// The equations are met to one part in 2^44 of the variance, 6e-14.
const ACCURACY_BITS: u32 = 44;

/// Writes the weights with equal risk contributions into `weights`; they sum to exactly 1e18.
///
/// As [`risk_budget_weights`] with `1 / N` for each asset.
///
/// # Errors
/// As [`risk_budget_weights`].
pub fn equal_risk_weights(model: &RiskModel<'_>, weights: &mut [Weight]) -> Result<(), MathError> {
    let count = model.count();
    let mut budgets = [Weight::ZERO; MAX_ASSETS];
    let budgets = budgets.get_mut(..count).unwrap_or_default();
    let equal = [U256::ONE; MAX_ASSETS];
    targets_by_largest_remainder(equal.get(..count).unwrap_or_default(), budgets)?;
    risk_budget_weights(model, budgets, weights)
}

/// Writes the weights whose risk contributions are `budgets` (wad, above zero, sum exactly 1e18) into `weights`, which
/// sum to exactly 1e18 as well.
///
/// At most [`MAX_SWEEPS`] sweeps.
///
/// # Rounding
/// Every contribution is within [`RISK_TOLERANCE_WAD`](crate::strategy::RISK_TOLERANCE_WAD) of its budget.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::WeightsDoNotSumToOne`] for the budgets, [`MathError::BudgetZero`];
/// [`MathError::NotConverged`] when the budgets are missed after the last sweep, as with a matrix that is
/// singular. `weights` is then unspecified.
pub fn risk_budget_weights(
    model: &RiskModel<'_>,
    budgets: &[Weight],
    weights: &mut [Weight],
) -> Result<(), MathError> {
    check_budgets(model, budgets, weights)?;
    let mut descent = Descent::start(model, budgets)?;
    let mut sweeps = 0;
    while sweeps < MAX_SWEEPS && !descent.is_settled() {
        for _ in 0..SWEEPS_PER_LOOK {
            if !descent.sweep() {
                break;
            }
        }
        descent.measure();
        sweeps = sweeps.wrapping_add(SWEEPS_PER_LOOK);
    }
    descent.write_weights(weights)?;
    check_risk_gap(model, budgets, weights, sweeps)
}

pub(crate) fn check_budgets(
    model: &RiskModel<'_>,
    budgets: &[Weight],
    weights: &[Weight],
) -> Result<(), MathError> {
    let expected = model.count();
    for got in [budgets.len(), weights.len()] {
        if got != expected {
            return Err(MathError::LengthMismatch { got, expected });
        }
    }
    check_sum_to_one(budgets)?;
    match budgets.iter().position(|budget| budget.is_zero()) {
        Some(index) => Err(MathError::BudgetZero { index }),
        None => Ok(()),
    }
}

/// The state of the iteration.
struct Descent<'a> {
    model: &'a RiskModel<'a>,
    /// `b_i` in Q64.
    budgets: [u64; MAX_ASSETS],
    /// `y_i`.
    exposures: [u64; MAX_ASSETS],
    /// `y_i (C y)_i`.
    contributions: [i128; MAX_ASSETS],
    /// `q`.
    variance: u128,
}

impl<'a> Descent<'a> {
    /// Starts at `y_i = sqrt(b_i)`, the solution when nothing is correlated.
    fn start(model: &'a RiskModel<'a>, budgets: &[Weight]) -> Result<Self, MathError> {
        let mut descent = Self {
            model,
            budgets: [0; MAX_ASSETS],
            exposures: [0; MAX_ASSETS],
            contributions: [0; MAX_ASSETS],
            variance: 0,
        };
        let slots = descent.budgets.iter_mut().zip(&mut descent.exposures);
        for (budget, (fraction, exposure)) in budgets.iter().zip(slots) {
            *fraction = q64_of_wad(narrow(*budget)?);
            *exposure = (u128::from(*fraction) << 50)
                .isqrt()
                .try_into()
                .unwrap_or(u64::MAX);
        }
        descent.measure();
        Ok(descent)
    }

    /// Solves the equation of each asset in turn. Ends early when an exposure grows too large to be squared.
    /// `false` when it did.
    fn sweep(&mut self) -> bool {
        for ((row, budget), index) in self.model.rows().zip(self.budgets).zip(0_usize..) {
            let own = self.exposures.get(index).copied().unwrap_or(0);
            let with_all = without_wad(dot(row, &self.exposures));
            // |2 a| <= 32 * 2^59: its half squared and b q leave 128 bits alone.
            let half = with_all.wrapping_sub(i128::from(own)) >> 1;
            let square = half.unsigned_abs().wrapping_mul(half.unsigned_abs());
            let root = square.wrapping_add(part_of(self.variance, budget)).isqrt();
            let solved = if half < 0 {
                root.wrapping_add(half.unsigned_abs())
            } else {
                root.wrapping_sub(half.unsigned_abs())
            };
            // A zero would never come back where all others hedge it.
            let solved = solved.max(1);
            if let Some(slot) = self.exposures.get_mut(index) {
                *slot = u64::try_from(solved).unwrap_or(u64::MAX);
            }
            if solved >= EXPOSURE_LIMIT {
                return false;
            }
        }
        true
    }

    /// Scales the exposures to their size, and finds the contributions and their sum.
    fn measure(&mut self) {
        let largest = self.exposures.iter().copied().max().unwrap_or(0).max(1);
        let bits = 64_u32.saturating_sub(largest.leading_zeros());
        let (up, down) = (
            EXPOSURE_BITS.saturating_sub(bits),
            bits.saturating_sub(EXPOSURE_BITS),
        );
        let count = self.model.count();
        for exposure in self.exposures.iter_mut().take(count) {
            *exposure = exposure.wrapping_shl(up).wrapping_shr(down).max(1);
        }
        let mut variance: i128 = 0;
        let slots = self.contributions.iter_mut().zip(&self.exposures);
        for (row, (contribution, exposure)) in self.model.rows().zip(slots) {
            // |(C y)_i| <= 32 * 2^57, so a contribution has at most 119 bits and the sum 124.
            let with_all = without_wad(dot(row, &self.exposures));
            *contribution = with_all.wrapping_mul(i128::from(*exposure));
            variance = variance.wrapping_add(*contribution);
        }
        self.variance = u128::try_from(variance).unwrap_or(0);
    }

    fn is_settled(&self) -> bool {
        let allowed = self.variance >> ACCURACY_BITS;
        allowed > 0
            && self
                .contributions
                .iter()
                .zip(self.budgets)
                .take(self.model.count())
                .all(|(contribution, budget)| {
                    u128::try_from(*contribution).is_ok_and(|contribution| {
                        contribution.abs_diff(part_of(self.variance, budget)) <= allowed
                    })
                })
    }

    /// `w_i` in proportion to `y_i / sigma_i`.
    fn write_weights(&self, weights: &mut [Weight]) -> Result<(), MathError> {
        let mut scores = [U256::ZERO; MAX_ASSETS];
        let volatilities = self.model.volatilities();
        for (score, (exposure, volatility)) in scores
            .iter_mut()
            .zip(self.exposures.iter().zip(volatilities))
        {
            *score = U256::from(*exposure)
                .wrapping_shl(128)
                .checked_div(U256::from(*volatility))
                .ok_or(MathError::DivisionByZero)?;
        }
        let scores = scores.get(..weights.len()).unwrap_or(&[]);
        targets_by_largest_remainder(scores, weights)
    }
}
