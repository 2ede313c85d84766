//! Risk budgets under lower and upper bounds of the weights.
//!
//! Within its bounds an asset contributes in proportion to its budget; one that would have to leave them stays at the
//! bound. Formally `x(lambda)` minimises `x' Sigma x / 2 - lambda sum b_i ln x_i` over the box, and `lambda` is such that the weights sum to
//! one (Richard and Roncalli 2019, constrained risk budgeting; Spinu 2013 for the objective). Each
//! coordinate has the closed form of [`risk_budget_weights`](crate::strategy::risk_budget_weights), clamped; the sum of the
//! weights is continuous in `lambda`, and its root is kept in a bracket that halves wherever the guess
//! `lambda ((1 - pinned) / free)^2`, exact while nothing new is pinned, leaves it.

use crate::portfolio::simplex::{check_bounds, project_to_simplex};
use crate::strategy::risk_budget::check_budgets;
use crate::strategy::risk_gap::{RISK_TOLERANCE_WAD, contributions};
use crate::strategy::risk_model::{RiskModel, dot, narrow, part_of, q64_of_wad, without_wad};
use crate::{MAX_ASSETS, MathError, Signed, SignedWeight, U256, WAD, Weight, mul_div_floor};

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
/// [`RISK_TOLERANCE_WAD`] of the risk; no bound is exceeded by a unit.
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
        while self.sweeps < MAX_BOXED_SWEEPS {
            self.settle(lambda);
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

    /// Sweeps until nothing moves any more.
    fn settle(&mut self, lambda: u128) {
        for _ in 0..SWEEPS_AT_ONCE {
            self.sweeps = self.sweeps.wrapping_add(1);
            if self.sweep(lambda) <= STILL || self.sweeps >= MAX_BOXED_SWEEPS {
                break;
            }
        }
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
    /// The next value to try, or `None` when the bracket cannot shrink any more.
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
            lambda >> 4
        } else {
            middle
        };
        Ok(Some(guess.filter(is_inside).unwrap_or(fallback)))
    }
}

/// Refuses weights that miss the conditions of the optimum, from the weights and the model alone.
///
/// With `t`, above zero, the contribution per budget of the assets inside their bounds: each of those contributes `b_i t`, one at
/// its lower bound no less and one at its upper bound no more.
fn check_boxed_gap(
    model: &RiskModel<'_>,
    budgets: &[Weight],
    bounds: (&[Weight], &[Weight]),
    weights: &[Weight],
    iterations: u32,
) -> Result<(), MathError> {
    let contributions = contributions(model, weights)?;
    let assets = || {
        contributions
            .iter()
            .zip(budgets)
            .zip(weights)
            .zip(bounds.0.iter().zip(bounds.1))
    };
    let (mut total, mut shared, mut budgeted) = (0_i128, 0_i128, U256::ZERO);
    for (((part, budget), weight), (lower, upper)) in assets() {
        total = total.wrapping_add(*part);
        if weight > lower && weight < upper {
            shared = shared.wrapping_add(*part);
            budgeted = budgeted.saturating_add(budget.raw());
        }
    }
    if budgeted.is_zero() {
        // Nothing is free to move: the bounds leave one answer, and it is among them.
        return Ok(());
    }
    let total = u128::try_from(total).unwrap_or(0);
    // Whoever is inside its bounds takes risk; one who only hedges what the bounds force would not be held.
    let mut residual = if shared > 0 {
        U256::ZERO
    } else {
        mul_div_floor(U256::from(shared.unsigned_abs()), WAD, U256::from(total))
            .unwrap_or(U256::MAX)
            .max(U256::from(RISK_TOLERANCE_WAD).wrapping_add(U256::ONE))
    };
    for (((part, budget), weight), (lower, upper)) in assets() {
        // part * sum(b) - b * sum(part): at most 120 bits by 60.
        let own = scaled(*part, budgeted);
        let due = scaled(shared, budget.raw());
        let gap = own.checked_sub(due)?;
        let is_allowed =
            (weight == lower && !gap.is_negative()) || (weight == upper && gap.is_negative());
        if !is_allowed {
            let whole = U256::from(total).wrapping_mul(budgeted);
            let gap = if whole.is_zero() {
                U256::MAX
            } else {
                mul_div_floor(gap.magnitude(), WAD, whole)?
            };
            residual = residual.max(gap);
        }
    }
    if residual > U256::from(RISK_TOLERANCE_WAD) {
        Err(MathError::NotConverged {
            iterations,
            residual,
        })
    } else {
        Ok(())
    }
}

fn scaled(part: i128, factor: U256) -> Signed {
    let magnitude = U256::from(part.unsigned_abs()).wrapping_mul(factor);
    Signed::new(magnitude, part < 0)
}
