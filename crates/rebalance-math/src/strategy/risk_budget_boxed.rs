//! Risk budgets under lower and upper bounds of the weights.
//!
//! Within its bounds an asset contributes in proportion to its budget; one that would have to leave them stays at the
//! bound. Formally `x(lambda)` minimises `x' Sigma x / 2 - lambda sum b_i ln x_i` over the box, and `lambda` is such that the weights sum to
//! one (Richard and Roncalli 2019, constrained risk budgeting; Spinu 2013 for the objective). Each
//! coordinate has the closed form of [`risk_budget_weights`](crate::strategy::risk_budget_weights), clamped; the sum of the
//! weights is continuous in `lambda`, and its root is kept in a bracket that halves wherever the guess
//! `lambda ((1 - pinned) / free)^2`, exact while nothing new is pinned, leaves it.

use crate::portfolio::simplex::{check_bounds, project_to_simplex};
use crate::strategy::boxed_gap::check_boxed_gap;
use crate::strategy::risk_budget::check_budgets;
use crate::strategy::risk_model::{RiskModel, dot, narrow, part_of, q64_of_wad, without_wad};
use crate::{MAX_ASSETS, MathError, SignedWeight, U256, WAD, Weight, mul_div_floor};

/// Most sweeps over all assets, over all values of `lambda` together.
pub const MAX_BOXED_SWEEPS: u32 = 2_048;

/// Most sweeps for one `lambda`; when they do not suffice, the next `lambda` goes on from there.
const SWEEPS_AT_ONCE: u32 = 128;
/// Bits of the largest exposure that a box allows.
const EXPOSURE_BITS: usize = 57;
/// Exposures have settled when none moves by more than this in a sweep: 2^-51 of the largest.
const STILL: u64 = 64;
/// `lambda` has as many fraction bits as the square of an exposure.
const LAMBDA_LIMIT: u128 = 1 << 126;

/// Writes the weights within `lower` and `upper` whose risk contributions follow `budgets` into `weights`; they sum to
/// exactly 1e18.
///
/// All in wad; budgets are above zero and sum to one.
///
/// # Rounding
/// The contributions of assets inside their bounds are in proportion to their budgets to
/// [`RISK_TOLERANCE_WAD`](crate::strategy::RISK_TOLERANCE_WAD) of the risk; no bound is exceeded by a unit.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::WeightsDoNotSumToOne`] for the budgets, [`MathError::BudgetZero`],
/// [`MathError::WeightAboveOne`], [`MathError::BoundsCrossed`], [`MathError::BoundsUnreachable`];
/// [`MathError::NotConverged`] when the conditions are missed after the last sweep, or when no `lambda` meets them, as
/// where a lower bound forces so much of one asset that others are held only to hedge it. `weights` is then unspecified.
pub fn risk_budget_weights_boxed(
    model: &RiskModel<'_>,
    budgets: &[Weight],
    lower: &[Weight],
    upper: &[Weight],
    weights: &mut [Weight],
) -> Result<(), MathError> {
    check_budgets(model, budgets, weights)?;
    check_bounds(lower, upper, model.count())?;
    let mut descent = BoxedDescent::start(model, budgets, lower, upper)?;
    descent.find_lambda()?;
    descent.write_weights(lower, upper, weights)?;
    check_boxed_gap(model, budgets, (lower, upper), weights, descent.sweeps)
}

/// Where an exposure is in its box.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Lower,
    Inside,
    Upper,
}

#[derive(Clone, Copy)]
struct Coordinate {
    budget_q64: u64,
    volatility: u64,
    lower: u64,
    upper: u64,
    /// Wad of weight per unit of exposure are `scale / (volatility * 2^57)`.
    lower_wad: U256,
    upper_wad: U256,
    place: Place,
}

impl Coordinate {
    const EMPTY: Self = Self {
        budget_q64: 0,
        volatility: 1,
        lower: 0,
        upper: 0,
        lower_wad: U256::ZERO,
        upper_wad: U256::ZERO,
        place: Place::Inside,
    };
}

struct BoxedDescent<'a> {
    model: &'a RiskModel<'a>,
    coordinates: [Coordinate; MAX_ASSETS],
    exposures: [u64; MAX_ASSETS],
    /// The largest upper bound times its volatility: 2^57 units of exposure.
    scale: U256,
    sweeps: u32,
}

impl<'a> BoxedDescent<'a> {
    fn start(
        model: &'a RiskModel<'a>,
        budgets: &[Weight],
        lower: &[Weight],
        upper: &[Weight],
    ) -> Result<Self, MathError> {
        // Weights of 60 bits and volatilities of 64.
        let scale = upper
            .iter()
            .zip(model.volatilities())
            .map(|(upper, volatility)| upper.raw().wrapping_mul(U256::from(*volatility)))
            .max()
            .unwrap_or(U256::ZERO);
        let mut descent = Self {
            model,
            coordinates: [Coordinate::EMPTY; MAX_ASSETS],
            exposures: [0; MAX_ASSETS],
            scale,
            sweeps: 0,
        };
        let boxes = lower.iter().zip(upper).zip(budgets);
        for ((slot, exposure), (((lower, upper), budget), volatility)) in descent
            .coordinates
            .iter_mut()
            .zip(&mut descent.exposures)
            .zip(boxes.zip(model.volatilities()))
        {
            let exposure_of = |weight: Weight| {
                let product = weight.raw().wrapping_mul(U256::from(*volatility));
                let scaled = mul_div_floor(product, U256::ONE.wrapping_shl(EXPOSURE_BITS), scale)?;
                u64::try_from(scaled).map_err(|_| MathError::Overflow)
            };
            *slot = Coordinate {
                budget_q64: q64_of_wad(narrow(*budget)?),
                volatility: *volatility,
                lower: exposure_of(*lower)?,
                upper: exposure_of(*upper)?,
                lower_wad: lower.raw(),
                upper_wad: upper.raw(),
                place: Place::Inside,
            };
            *exposure = slot.upper;
        }
        Ok(descent)
    }

    fn active(&self) -> impl Iterator<Item = (&Coordinate, &u64)> {
        self.coordinates
            .iter()
            .zip(&self.exposures)
            .take(self.model.count())
    }

    /// Finds the `lambda` at which the weights sum to one, as nearly as exposures can tell.
    fn find_lambda(&mut self) -> Result<(), MathError> {
        let mut bracket = Bracket {
            low: 0,
            high: LAMBDA_LIMIT,
        };
        let allowed = self.resolution()?;
        let mut lambda = 1_u128 << 110;
        while self.settle(lambda) {
            let (free, pinned) = self.sums()?;
            let total = free.saturating_add(pinned);
            if total.abs_diff(WAD) <= allowed {
                break;
            }
            let is_short = total < WAD;
            let Some(next) = bracket.next(lambda, is_short, free, pinned)? else {
                break;
            };
            lambda = next;
        }
        Ok(())
    }

    /// By how much the sum of the weights may be off: a few hundred units of exposure of each asset.
    fn resolution(&self) -> Result<U256, MathError> {
        let mut units = U256::ZERO;
        for (coordinate, _) in self.active() {
            let unit = self.weight_of(STILL, coordinate.volatility)?;
            units = units.saturating_add(unit).saturating_add(U256::ONE);
        }
        Ok(units.wrapping_shl(2))
    }

    fn weight_of(&self, exposure: u64, volatility: u64) -> Result<U256, MathError> {
        let divisor = U256::from(volatility).wrapping_shl(EXPOSURE_BITS);
        mul_div_floor(U256::from(exposure), self.scale, divisor)
    }

    /// Sweeps until nothing moves any more. `false` when no sweep was left.
    fn settle(&mut self, lambda: u128) -> bool {
        let left = MAX_BOXED_SWEEPS.saturating_sub(self.sweeps);
        for _ in 0..left.min(SWEEPS_AT_ONCE) {
            self.sweeps = self.sweeps.wrapping_add(1);
            if self.sweep(lambda) <= STILL {
                break;
            }
        }
        left != 0
    }

    /// Solves each coordinate in turn and returns the largest move.
    fn sweep(&mut self, lambda: u128) -> u64 {
        let mut largest = 0;
        let rows = self.model.rows().zip(&mut self.coordinates);
        for (index, (row, coordinate)) in rows.enumerate() {
            let own = self.exposures.get(index).copied().unwrap_or(0);
            // No exposure passes 2^57: half the sum of the others is below 2^61, and its square below 2^122.
            let with_all = without_wad(dot(row, &self.exposures));
            let half = with_all.wrapping_sub(i128::from(own)) >> 1;
            let square = half.unsigned_abs().wrapping_mul(half.unsigned_abs());
            let root = square
                .wrapping_add(part_of(lambda, coordinate.budget_q64))
                .isqrt();
            let solved = if half < 0 {
                root.wrapping_add(half.unsigned_abs())
            } else {
                root.wrapping_sub(half.unsigned_abs())
            };
            let solved = u64::try_from(solved).unwrap_or(u64::MAX);
            let clamped = if solved <= coordinate.lower {
                coordinate.place = Place::Lower;
                coordinate.lower
            } else if solved >= coordinate.upper {
                coordinate.place = Place::Upper;
                coordinate.upper
            } else {
                coordinate.place = Place::Inside;
                solved
            };
            largest = largest.max(clamped.abs_diff(own));
            if let Some(slot) = self.exposures.get_mut(index) {
                *slot = clamped;
            }
        }
        largest
    }

    /// The weights inside their bounds, and those at them.
    fn sums(&self) -> Result<(U256, U256), MathError> {
        let (mut free, mut pinned) = (U256::ZERO, U256::ZERO);
        for (coordinate, exposure) in self.active() {
            match coordinate.place {
                Place::Inside => {
                    let weight = self.weight_of(*exposure, coordinate.volatility)?;
                    free = free.saturating_add(weight);
                }
                Place::Lower => pinned = pinned.saturating_add(coordinate.lower_wad),
                Place::Upper => pinned = pinned.saturating_add(coordinate.upper_wad),
            }
        }
        Ok((free, pinned))
    }

    /// The last units that the sum lacks, or has too many, are shared by the assets inside their bounds.
    fn write_weights(
        &self,
        lower: &[Weight],
        upper: &[Weight],
        weights: &mut [Weight],
    ) -> Result<(), MathError> {
        let mut wanted = [SignedWeight::ZERO; MAX_ASSETS];
        for (slot, (coordinate, exposure)) in wanted.iter_mut().zip(self.active()) {
            // One beyond a bound keeps an asset there.
            *slot = match coordinate.place {
                Place::Inside => SignedWeight::new(
                    Weight::new(self.weight_of(*exposure, coordinate.volatility)?),
                    false,
                ),
                Place::Lower => SignedWeight::new(Weight::ONE, true),
                Place::Upper => SignedWeight::new(Weight::new(WAD.wrapping_shl(1)), false),
            };
        }
        let wanted = wanted.get(..weights.len()).unwrap_or_default();
        project_to_simplex(wanted, lower, upper, weights)
    }
}

/// Between which values `lambda` is known to be.
struct Bracket {
    low: u128,
    high: u128,
}

impl Bracket {
    /// The next value to try, strictly inside the bracket, or `None` when it cannot shrink any more.
    fn next(
        &mut self,
        lambda: u128,
        is_short: bool,
        free: U256,
        pinned: U256,
    ) -> Result<Option<u128>, MathError> {
        if is_short {
            self.low = lambda;
        } else {
            self.high = lambda;
        }
        let width = self.high.saturating_sub(self.low);
        if width < 2 {
            return Ok(None);
        }
        let guess = match WAD.checked_sub(pinned) {
            Some(wanted) if !free.is_zero() => {
                let once = mul_div_floor(U256::from(lambda), wanted, free)?;
                let twice = mul_div_floor(once, wanted, free)?;
                u128::try_from(twice).ok()
            }
            _ => None,
        };
        let is_inside = |guess: &u128| *guess > self.low && *guess < self.high;
        let middle = self.low.wrapping_add(width >> 1);
        // Far from the root the bracket is halved in its magnitude.
        let fallback = if self.high == LAMBDA_LIMIT {
            lambda
                .saturating_mul(16)
                .min(middle.max(lambda.wrapping_add(1)))
        } else if self.low == 0 {
            (lambda >> 4).max(1)
        } else {
            middle
        };
        Ok(Some(guess.filter(is_inside).unwrap_or(fallback)))
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::strategy::risk_model::ONE;

    /// Any number of bits is as likely as any other.
    fn any_lambda() -> impl Strategy<Value = u128> {
        (0_u32..=126, any::<u128>()).prop_map(|(bits, number)| number & !(u128::MAX << bits))
    }

    proptest! {
        /// Whatever the sums say, the search goes on strictly inside what it knows, on the side where the root is.
        #[test]
        fn prop_next_lambda_is_strictly_inside_the_bracket(
            low in any_lambda(),
            width in any_lambda(),
            part in 0_u64..=u64::MAX,
            is_short: bool,
            free in 0_u64..=1_000_000_000_000_000_000,
            pinned in 0_u64..=1_000_000_000_000_000_000,
            is_at_limit: bool,
        ) {
            let low = low.min(LAMBDA_LIMIT - 2);
            let high = if is_at_limit { LAMBDA_LIMIT } else { (low + 2 + width).min(LAMBDA_LIMIT) };
            // Any value inside.
            let lambda = low + 1 + u128::from(part) % (high - low - 1);
            let mut bracket = Bracket { low, high };
            let next = bracket.next(lambda, is_short, U256::from(free), U256::from(pinned)).unwrap();
            let (from, to) = if is_short { (lambda, high) } else { (low, lambda) };
            prop_assert_eq!((bracket.low, bracket.high), (from, to));
            match next {
                Some(next) => prop_assert!(next > from && next < to, "{} in {} to {}", next, from, to),
                None => prop_assert!(to - from < 2),
            }
        }
    }

    /// With nothing to guess by: sixteen times as much while nothing above is known, a sixteenth while nothing below is, then the middle.
    /// A guess at an end of the bracket, which has been tried, is none.
    #[test]
    fn brackets_are_left_by_their_magnitude_and_then_halved() {
        let next = |low: u128, high: u128, lambda: u128, is_short, free: u64| {
            Bracket { low, high }
                .next(lambda, is_short, U256::from(free), U256::ZERO)
                .unwrap()
        };
        assert_eq!(next(0, LAMBDA_LIMIT, 1 << 110, true, 0), Some(1 << 114));
        assert_eq!(next(0, LAMBDA_LIMIT, 1 << 110, false, 0), Some(1 << 106));
        assert_eq!(next(0, 1 << 110, 3, false, 0), Some(1));
        assert_eq!(
            next(1 << 20, 1 << 110, 1 << 40, false, 0),
            Some((1 << 20) + ((1 << 40) - (1 << 20)) / 2)
        );
        assert_eq!(next(0, 1 << 110, 1, false, 0), None);
        // A quarter of what is wanted asks for 16 times the lambda, half for four times.
        let quarter = 250_000_000_000_000_000;
        assert_eq!(next(0, 1 << 110, 1 << 100, true, quarter), Some(1 << 104));
        assert_eq!(
            next(0, 1 << 104, 1 << 100, true, 2 * quarter),
            Some(1 << 102)
        );
        assert_eq!(
            next(0, 1 << 104, 1 << 100, true, quarter),
            Some((1 << 100) + 15 * (1 << 99))
        );
    }

    /// Four assets that move together by 0.3, of which two are bound: how many sweeps the search for `lambda` takes.
    fn sweeps() -> u32 {
        let mut correlations = [ONE / 10 * 3; 16];
        for at in [0, 5, 10, 15] {
            correlations[at] = ONE;
        }
        let model = RiskModel::new(&[10, 20, 40, 80], &correlations).unwrap();
        let budgets = [Weight::from_bps(2_500); 4];
        let lower = [0, 0, 0, 1_000].map(Weight::from_bps);
        let upper = [3_000, 10_000, 10_000, 10_000].map(Weight::from_bps);
        let mut descent = BoxedDescent::start(&model, &budgets, &lower, &upper).unwrap();
        descent.find_lambda().unwrap();
        let mut weights = [Weight::ZERO; 4];
        descent.write_weights(&lower, &upper, &mut weights).unwrap();
        assert_eq!(weights[0], upper[0]);
        assert_eq!(weights[3], lower[3]);
        descent.sweeps
    }

    /// The guess by the ratio of what is wanted to what is there gets near in a few turns, and the search ends when the sum is as
    /// near as exposures can tell.
    #[test]
    fn search_for_lambda_is_short() {
        let sweeps = sweeps();
        assert!(sweeps <= 84, "{sweeps} sweeps");
    }
}
