//! Weights whose contributions to the portfolio's risk are as budgeted; equal risk contribution is the equal budget.
//!
//! Asset `i` contributes `w_i (Sigma w)_i / (w' Sigma w)` of the risk. In correlation space, `y_i = sigma_i w_i`, the
//! budget `b_i` is met where `y_i (C y)_i = b_i q` with `q = y' C y`. Every solution is one of the convex problem of Spinu
//! 2013, so there is one for every positive definite matrix and no other.
//!
//! Two ways lead there. Newton's takes the fewer steps, each of which factors a matrix: see [`risk_newton`](super::risk_newton).
//! Where its digits run out, cyclical coordinate descent goes on: it solves each equation in turn for its own `y_i`, the positive
//! root of `y^2 + 2 a y = b_i q`, `2 a = sum over j != i of rho_ij y_j`:
//!
//! `y_i = sqrt(a^2 + b_i q) - a`
//!
//! (Griveau-Billion, Richard and Roncalli 2013, equation 4, in the division-light form of Choi and Chen, arXiv
//! 2203.00148).
//!
//! What comes back has been measured again from the final weights: see [`max_risk_gap`].

use crate::portfolio::targets_by_largest_remainder;
use crate::strategy::risk_gap::check_risk_gap;
use crate::strategy::risk_model::{ONE, RiskModel, dot, narrow, part_of, q64_of_wad, without_wad};
use crate::strategy::risk_newton::Point;
use crate::{MAX_ASSETS, MathError, U256, Weight, check_sum_to_one, mul_div_floor};

/// Most steps of Newton's method. Six to twelve lead to the weights wherever digits suffice.
pub const MAX_NEWTON_STEPS: u32 = 32;

/// Most sweeps over all assets after them.
pub const MAX_SWEEPS: u32 = 1_024;

/// Sweeps between two measurements: `q` moves little in between, and a measurement costs as much as a sweep.
const SWEEPS_PER_LOOK: u32 = 4;

/// Bits of the largest exposure before a step or a sweep.
const EXPOSURE_BITS: u32 = 56;
/// Bits of the lower digit of an exposure, and of a correlation.
const LOW_BITS: [u32; 2] = [28, 30];
/// Bits that `C y` in wad loses, so that contributions have 118.
const COARSER: u32 = 62;
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
    // A model has at least one asset, and no more than fit into a word.
    let assets = u64::try_from(count).unwrap_or(1).max(1);
    let one = ONE.unsigned_abs();
    let equal = one.checked_div(assets).unwrap_or(0);
    let mut missing = one.wrapping_sub(equal.wrapping_mul(assets));
    for budget in budgets.iter_mut() {
        *budget = Weight::new(U256::from(equal.wrapping_add(missing.min(1))));
        missing = missing.saturating_sub(1);
    }
    risk_budget_weights(model, budgets, weights)
}

/// Writes the weights whose risk contributions are `budgets` (wad, above zero, sum exactly 1e18) into `weights`, which
/// sum to exactly 1e18 as well.
///
/// At most [`MAX_NEWTON_STEPS`] steps and [`MAX_SWEEPS`] sweeps.
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
    let steps = descent.walk();
    let mut sweeps = 0;
    while sweeps < MAX_SWEEPS && !descent.is_settled() {
        // One that ends early is the last before a look, which scales the exposures down again.
        let _is_whole = (0..SWEEPS_PER_LOOK).all(|_| descent.sweep());
        descent.measure();
        sweeps = sweeps.wrapping_add(SWEEPS_PER_LOOK);
    }
    descent.write_weights(weights)?;
    check_risk_gap(model, budgets, weights, steps.wrapping_add(sweeps))
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
    /// `y_i (C y)_i`, in units of `2^62 / 1e18`.
    contributions: [i128; MAX_ASSETS],
    /// `b_i q`, in the same.
    due: [u128; MAX_ASSETS],
    /// `q`, in the same.
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
            due: [0; MAX_ASSETS],
            variance: 0,
        };
        let slots = descent.budgets.iter_mut().zip(&mut descent.exposures);
        for (budget, (fraction, exposure)) in budgets.iter().zip(slots) {
            *fraction = q64_of_wad(narrow(*budget)?);
            *exposure = fraction.isqrt();
        }
        descent.measure();
        Ok(descent)
    }

    /// Goes steps of Newton's until the exposures have settled or digits run out, and says how many.
    fn walk(&mut self) -> u32 {
        let mut steps = 0;
        for step in 1..=MAX_NEWTON_STEPS {
            if self.is_settled() || !self.step() {
                break;
            }
            steps = step;
        }
        steps
    }

    /// Goes one step of Newton's. `false` where there is none.
    fn step(&mut self) -> bool {
        if self.variance == 0 {
            return false;
        }
        let point = Point {
            model: self.model,
            budgets: &self.budgets,
            exposures: &self.exposures,
            contributions: &self.contributions,
            due: &self.due,
            variance: self.variance,
        };
        let Some(exposures) = point.step() else {
            return false;
        };
        self.exposures = exposures;
        self.measure();
        true
    }

    /// Solves the equation of each asset in turn. Ends early when an exposure grows too large to be squared.
    /// `false` when it did.
    fn sweep(&mut self) -> bool {
        // Any q leads to the same proportions, so that of an earlier moment does; 58 bits of it.
        let variance = self
            .variance
            .checked_div(ONE.unsigned_abs().into())
            .unwrap_or(0)
            .wrapping_shl(COARSER);
        for ((row, budget), index) in self.model.rows().zip(self.budgets).zip(0_usize..) {
            let own = self.exposures.get(index).copied().unwrap_or(0);
            let with_all = without_wad(dot(row, &self.exposures));
            // |2 a| <= 32 * 2^59: its half squared and b q leave 128 bits alone.
            let half = with_all.wrapping_sub(i128::from(own)) >> 1;
            let square = half.unsigned_abs().wrapping_mul(half.unsigned_abs());
            let root = square.wrapping_add(part_of(variance, budget)).isqrt();
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

    /// Scales the exposures to their size, and finds the contributions, their sum and what is due of it to each.
    fn measure(&mut self) {
        let largest = self.exposures.iter().copied().max().unwrap_or(0).max(1);
        let bits = 64_u32.saturating_sub(largest.leading_zeros());
        let (up, down) = (
            EXPOSURE_BITS.saturating_sub(bits),
            bits.saturating_sub(EXPOSURE_BITS),
        );
        let count = self.model.count();
        let mut digits = [[0; 2]; MAX_ASSETS];
        for (exposure, [low, high]) in self.exposures.iter_mut().zip(&mut digits).take(count) {
            *exposure = exposure.wrapping_shl(up).wrapping_shr(down).max(1);
            let [bits, _] = LOW_BITS;
            *high = exposure.wrapping_shr(bits);
            *low = exposure.wrapping_sub(high.wrapping_shl(bits));
        }
        let mut variance: i128 = 0;
        let slots = self.contributions.iter_mut().zip(&self.exposures);
        for (row, (contribution, exposure)) in self.model.rows().zip(slots) {
            let with_all = with_all(row, &digits) >> COARSER;
            *contribution = with_all.wrapping_mul(i128::from(*exposure));
            variance = variance.wrapping_add(*contribution);
        }
        self.variance = u128::try_from(variance).unwrap_or(0);
        for (due, budget) in self.due.iter_mut().zip(self.budgets).take(count) {
            *due = part_of(self.variance, budget);
        }
    }

    fn is_settled(&self) -> bool {
        let allowed = self.variance >> ACCURACY_BITS;
        allowed > 0
            && self
                .contributions
                .iter()
                .zip(self.due)
                .take(self.model.count())
                .all(|(contribution, due)| {
                    u128::try_from(*contribution)
                        .is_ok_and(|contribution| contribution.abs_diff(due) <= allowed)
                })
    }

    /// `w_i` in proportion to `y_i / sigma_i`.
    fn write_weights(&self, weights: &mut [Weight]) -> Result<(), MathError> {
        const SCALE: U256 = U256::from_limbs([0, 0, 1, 0]);
        let mut scores = [U256::ZERO; MAX_ASSETS];
        let volatilities = self.model.volatilities();
        for (score, (exposure, volatility)) in scores
            .iter_mut()
            .zip(self.exposures.iter().zip(volatilities))
        {
            *score = mul_div_floor(U256::from(*exposure), SCALE, U256::from(*volatility))?;
        }
        let scores = scores.get(..weights.len()).unwrap_or(&[]);
        targets_by_largest_remainder(scores, weights)
    }
}

/// A row of `C y`, in wad, of exposures as digits: one multiplication of words takes as many instructions as four of digits,
/// and a call.
fn with_all(correlations: &[i64], exposures: &[[u64; 2]; MAX_ASSETS]) -> i128 {
    let [low_bits, correlation_bits] = LOW_BITS;
    let mask = 1_i64.wrapping_shl(correlation_bits).wrapping_sub(1);
    // Digits of 28 bits with digits of 30, the upper one of a correlation being below 2^29.8: 32 products fit in a word.
    let (mut low, mut high) = (0_u64, 0_i64);
    let (mut crossed_low, mut crossed_high) = (0_u64, 0_i64);
    for (correlation, [digit, upper]) in correlations.iter().zip(exposures) {
        let own = (correlation & mask).cast_unsigned();
        let above = correlation >> correlation_bits;
        low = low.wrapping_add(own.wrapping_mul(*digit));
        crossed_low = crossed_low.wrapping_add(own.wrapping_mul(*upper));
        crossed_high = crossed_high.wrapping_add(above.wrapping_mul(digit.cast_signed()));
        high = high.wrapping_add(above.wrapping_mul(upper.cast_signed()));
    }
    let inner = i128::from(crossed_low).wrapping_shl(low_bits);
    let outer = i128::from(crossed_high).wrapping_shl(correlation_bits);
    let top = i128::from(high).wrapping_shl(low_bits.wrapping_add(correlation_bits));
    i128::from(low)
        .wrapping_add(inner)
        .wrapping_add(outer)
        .wrapping_add(top)
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    extern crate std;

    use std::vec;
    use std::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    /// Correlations from three factors, of which a part `1 - shrink` counts.
    fn hedged(count: usize, loadings: &[i32], shrink_percent: i128) -> Vec<i64> {
        let rows: Vec<&[i32]> = loadings.chunks(3).take(count).collect();
        let product = |a: &[i32], b: &[i32]| -> i128 {
            a.iter()
                .zip(b)
                .map(|(a, b)| i128::from(*a) * i128::from(*b))
                .sum()
        };
        let mut matrix = vec![ONE; count * count];
        for (row, own) in rows.iter().enumerate() {
            for (column, other) in rows.iter().enumerate().filter(|(column, _)| *column != row) {
                let size = product(own, own).max(1) * product(other, other).max(1);
                let scale = i128::try_from(size.unsigned_abs().isqrt()).unwrap() + 1;
                let rho =
                    product(own, other) * i128::from(ONE) / scale * (100 - shrink_percent) / 100;
                matrix[row * count + column] = i64::try_from(rho).unwrap();
            }
        }
        matrix
    }

    /// 31 assets that are one, and one that hedges them all: a sweep that begins with the hedge makes it as large as all others
    /// together, and ends there.
    #[test]
    fn sweep_ends_early_where_an_exposure_grows_too_large() {
        let mut correlations = vec![ONE; MAX_ASSETS * MAX_ASSETS];
        for index in 1..MAX_ASSETS {
            correlations[index] = -ONE;
            correlations[index * MAX_ASSETS] = -ONE;
        }
        let volatilities = vec![1; MAX_ASSETS];
        let model = RiskModel::new(&volatilities, &correlations).unwrap();
        let budgets = vec![Weight::new(crate::WAD / U256::from(MAX_ASSETS)); MAX_ASSETS];
        let mut descent = Descent::start(&model, &budgets).unwrap();
        let before = descent.exposures;
        assert!(!descent.sweep());
        assert!(u128::from(descent.exposures[0]) >= EXPOSURE_LIMIT);
        assert_eq!(descent.exposures[1..], before[1..]);
        // Measured, it is of the usual size again, and the others have lost what it gained.
        descent.measure();
        assert_eq!(descent.exposures[0].leading_zeros(), 64 - EXPOSURE_BITS);
        assert!(descent.exposures[1] < before[1] / 4);
    }

    /// Where none grows too large, a sweep solves each asset's equation, to the last one.
    #[test]
    fn sweep_goes_through_all_assets() {
        let half = ONE / 2;
        let correlations = [ONE, half, half, ONE];
        let model = RiskModel::new(&[1, 1], &correlations).unwrap();
        let budgets = [3_000, 7_000].map(Weight::from_bps);
        let mut descent = Descent::start(&model, &budgets).unwrap();
        let before = descent.exposures;
        assert!(descent.sweep());
        // By hand, from y = sqrt(b) and q = 1 + y_0 y_1: y_i = sqrt(a^2 + b_i q) - a with a = y_j / 4, in parts of ten thousand.
        let [first, last, ..] = descent.exposures;
        assert_eq!(first / (before[0] / 10_000), 8846);
        assert_eq!(last / (before[1] / 10_000), 10714);
    }

    proptest! {
        /// However well some assets hedge others, and whatever the budgets: no sweep is needed.
        #[test]
        fn prop_newton_settles_in_a_few_steps(
            count in 2_usize..=MAX_ASSETS,
            loadings in prop::collection::vec(-1_400_i32..1_400, 96),
            shrink in 3_i128..=100,
            parts in prop::collection::vec(1_u64..100, MAX_ASSETS),
        ) {
            let correlations = hedged(count, &loadings, shrink);
            let volatilities = vec![1; count];
            let model = RiskModel::new(&volatilities, &correlations).unwrap();
            let total: u64 = parts.iter().take(count).sum();
            let budgets: Vec<Weight> = parts
                .iter()
                .take(count)
                .map(|part| Weight::new(crate::WAD * U256::from(*part) / U256::from(total)))
                .collect();
            let mut descent = Descent::start(&model, &budgets).unwrap();
            let is_there = descent.is_settled();
            let steps = descent.walk();
            prop_assert!(descent.is_settled(), "not settled after {} steps", steps);
            prop_assert!(steps <= 20, "{} steps", steps);
            prop_assert_eq!(steps == 0, is_there);
        }

        #[test]
        fn prop_with_all_is_the_sum_of_products(
            correlations in prop::collection::vec(-ONE..=ONE, MAX_ASSETS),
            exposures in prop::collection::vec(0_u64..1 << 56, MAX_ASSETS),
            is_extreme: bool,
        ) {
            let exposures = if is_extreme { vec![(1 << 56) - 1; MAX_ASSETS] } else { exposures };
            let correlations = if is_extreme { vec![correlations[0].signum() * ONE; MAX_ASSETS] } else { correlations };
            let mut digits = [[0; 2]; MAX_ASSETS];
            for (digits, exposure) in digits.iter_mut().zip(&exposures) {
                *digits = [exposure & 0xfff_ffff, exposure >> 28];
            }
            prop_assert_eq!(with_all(&correlations, &digits), dot(&correlations, &exposures));
        }
    }
}
