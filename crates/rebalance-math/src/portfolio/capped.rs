//! Weights in proportion to scores, such as market capitalisations, within bounds.
//!
//! `x_i = clamp(rate * score_i, lower_i, upper_i)` for the one rate at which the weights sum to one: what a capped index
//! does, without the rounds of "cap, redistribute, cap again", which can break a bound that an earlier round had met.
//!
//! The sum grows with the rate and bends only where an asset meets a bound, at `bound_i / score_i`. All such rates are
//! tried, as fractions and without division, until none lies between the last one that gives too little and the first
//! one that gives too much. Between those it is known who sits at a bound; the others share the rest in exact
//! proportion, by largest remainder, which keeps them within their bounds since those are whole.

use ruint::aliases::U256;

use crate::portfolio::simplex::check_bounds;
use crate::portfolio::targets::apportion;
use crate::portfolio::value::{check_count, check_length};
use crate::{MAX_ASSETS, MathError, WAD, Weight};

/// Bits that all scores together may have: a bound of 60 bits times a score then leaves room for the sum of 32.
const SCORE_BITS: usize = 190;

/// A rate `bound / score`; a score of zero stands for a rate above all others.
#[derive(Clone, Copy)]
struct Rate {
    bound: U256,
    score: U256,
}

impl Rate {
    /// Whether `bound / score` of another asset is at most this rate.
    fn reaches(&self, bound: U256, score: U256) -> bool {
        bound.wrapping_mul(self.score) <= self.bound.wrapping_mul(score)
    }

    /// Whether `bound / score` of another asset is at least this rate.
    fn is_reached_by(&self, bound: U256, score: U256) -> bool {
        bound.wrapping_mul(self.score) >= self.bound.wrapping_mul(score)
    }
}

/// Writes weights in proportion to `scores` with `lower_i <= weight_i <= upper_i` and a sum of exactly 1e18 into
/// `weights`.
///
/// Scores have any scale; bounds and weights are in wad. An asset whose score is zero gets its lower bound.
///
/// # Rounding
/// Largest remainder among the assets that meet no bound: each is within one wad unit of its exact rational.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`], [`MathError::LengthMismatch`], [`MathError::WeightAboveOne`],
/// [`MathError::BoundsCrossed`]; [`MathError::BoundsUnreachable`], also when only assets without a score have room;
/// [`MathError::Overflow`] when the scores sum to more than 190 bits.
pub fn cap_in_proportion(
    scores: &[U256],
    lower: &[Weight],
    upper: &[Weight],
    weights: &mut [Weight],
) -> Result<(), MathError> {
    check_count(scores.len())?;
    check_length(weights.len(), scores.len())?;
    check_bounds(lower, upper, scores.len())?;
    check_scores(scores, lower, upper)?;
    let assets = Assets {
        scores,
        lower,
        upper,
    };
    let (low, high) = assets.bracket();
    assets.fill(low, high, weights)
}

#[derive(Clone, Copy)]
struct Assets<'a> {
    scores: &'a [U256],
    lower: &'a [Weight],
    upper: &'a [Weight],
}

impl Assets<'_> {
    fn iter(&self) -> impl Iterator<Item = (U256, U256, U256)> {
        let bounds = self.lower.iter().zip(self.upper);
        self.scores
            .iter()
            .zip(bounds)
            .map(|(score, (lower, upper))| (*score, lower.raw(), upper.raw()))
    }

    /// The last rate that gives at most one in sum and the first that gives more, with no bend between them.
    fn bracket(&self) -> (Rate, Rate) {
        let mut low = Rate {
            bound: U256::ZERO,
            score: U256::ONE,
        };
        let mut high = Rate {
            bound: U256::ONE,
            score: U256::ZERO,
        };
        for (score, lower, upper) in self.iter().filter(|(score, ..)| !score.is_zero()) {
            for bound in [lower, upper] {
                if low.reaches(bound, score) || high.is_reached_by(bound, score) {
                    continue;
                }
                let rate = Rate { bound, score };
                if self.exceeds_one_at(rate) {
                    high = rate;
                } else {
                    low = rate;
                }
            }
        }
        (low, high)
    }

    /// Whether the weights at a rate sum to more than one, everything multiplied by the rate's score.
    fn exceeds_one_at(&self, rate: Rate) -> bool {
        let total = self
            .iter()
            .fold(U256::ZERO, |total, (score, lower, upper)| {
                let weight = rate.bound.wrapping_mul(score).clamp(
                    lower.wrapping_mul(rate.score),
                    upper.wrapping_mul(rate.score),
                );
                total.wrapping_add(weight)
            });
        total > WAD.wrapping_mul(rate.score)
    }

    fn fill(&self, low: Rate, high: Rate, weights: &mut [Weight]) -> Result<(), MathError> {
        let mut free = [U256::ZERO; MAX_ASSETS];
        let mut bound = [None; MAX_ASSETS];
        let mut rest = WAD;
        for ((score, lower, upper), (free, bound)) in
            self.iter().zip(free.iter_mut().zip(&mut bound))
        {
            let taken = if low.reaches(upper, score) && !score.is_zero() {
                upper
            } else if high.is_reached_by(lower, score) {
                lower
            } else {
                *free = score;
                continue;
            };
            *bound = Some(taken);
            rest = rest.checked_sub(taken).ok_or(MathError::Overflow)?;
        }
        // With every asset at a bound nothing is left to share.
        if free.iter().any(|score| !score.is_zero()) {
            apportion(rest, free.get(..self.scores.len()).unwrap_or(&[]), weights)?;
        }
        for (weight, bound) in weights.iter_mut().zip(bound) {
            if let Some(bound) = bound {
                *weight = Weight::new(bound);
            }
        }
        Ok(())
    }
}

/// Refuses scores too large for the arithmetic, and scores that can not fill the whole.
fn check_scores(scores: &[U256], lower: &[Weight], upper: &[Weight]) -> Result<(), MathError> {
    let (mut total, mut lowest, mut highest) = (U256::ZERO, Weight::ZERO, Weight::ZERO);
    for (score, (lower, upper)) in scores.iter().zip(lower.iter().zip(upper)) {
        total = total.checked_add(*score).ok_or(MathError::Overflow)?;
        lowest = lowest.checked_add(*lower)?;
        highest = highest.checked_add(if score.is_zero() { *lower } else { *upper })?;
    }
    if total.bit_len() > SCORE_BITS {
        return Err(MathError::Overflow);
    }
    if highest < Weight::ONE {
        return Err(MathError::BoundsUnreachable {
            lowest: lowest.raw(),
            highest: highest.raw(),
            wanted: WAD,
        });
    }
    Ok(())
}
