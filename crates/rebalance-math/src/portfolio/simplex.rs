//! The weights within bounds that are nearest to wanted ones: projection onto the capped simplex.
//!
//! Minimise `sum (x_i - y_i)^2` over `lower_i <= x_i <= upper_i`, `sum x_i = 1`. The solution is water-filling,
//! `x_i = clamp(y_i - level, lower_i, upper_i)`, for the one level at which the weights sum to one (Wang and Lu,
//! "Projection onto the capped simplex", arXiv 1503.01002).
//!
//! In whole wad units it is exact: the sum falls with the level, so bisection finds neighbouring whole levels on either
//! side of the sum 1e18. Between them each weight moves by one unit or not at all, and the units that the upper level
//! lacks go to the first of those that move. No other whole weights within the bounds are nearer.

use ruint::aliases::U256;

use crate::portfolio::value::{check_count, check_length};
use crate::{MAX_ASSETS, MathError, SignedWeight, WAD, Weight};

/// One in wad.
const ONE: i128 = 1_000_000_000_000_000_000;

/// Bits that a wanted weight may have. Levels then fit in 122 bits, and bisection takes at most as many steps; for
/// wanted weights between -1 and 1 it takes 62.
const WANTED_BITS: usize = 120;

/// What is wanted of one asset and what is allowed, in wad.
#[derive(Clone, Copy, Default)]
struct Slot {
    wanted: i128,
    lower: i128,
    upper: i128,
}

impl Slot {
    fn at(&self, level: i128) -> i128 {
        // |wanted| < 2^120 and |level| < 2^121.
        self.wanted
            .wrapping_sub(level)
            .clamp(self.lower, self.upper)
    }
}

/// Writes the weights nearest to `wanted` with `lower_i <= weight_i <= upper_i` and a sum of exactly 1e18 into `weights`.
///
/// All in wad. `wanted` may be anything, below zero too; bounds are between zero and one.
///
/// # Rounding
/// Nearest whole weights, as the module says: each is within one unit of the exact projection. No bound is exceeded by
/// any unit.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`] for none or more than [`MAX_ASSETS`]; [`MathError::LengthMismatch`];
/// [`MathError::WeightAboveOne`] for an upper bound above one; [`MathError::BoundsCrossed`];
/// [`MathError::BoundsUnreachable`]; [`MathError::Overflow`] when a wanted weight has more than 120 bits.
pub fn project_to_simplex(
    wanted: &[SignedWeight],
    lower: &[Weight],
    upper: &[Weight],
    weights: &mut [Weight],
) -> Result<(), MathError> {
    check_count(wanted.len())?;
    check_length(weights.len(), wanted.len())?;
    check_bounds(lower, upper, wanted.len())?;
    let mut slots = [Slot::default(); MAX_ASSETS];
    for (slot, ((wanted, lower), upper)) in
        slots.iter_mut().zip(wanted.iter().zip(lower).zip(upper))
    {
        *slot = Slot {
            wanted: signed(*wanted)?,
            lower: narrow(lower.raw())?,
            upper: narrow(upper.raw())?,
        };
    }
    let slots = slots.get(..wanted.len()).unwrap_or(&[]);
    let (below, above) = levels(slots);
    let mut missing = ONE.wrapping_sub(sum_at(slots, above));
    for (slot, weight) in slots.iter().zip(weights) {
        let mut units = slot.at(above);
        if missing > 0 && slot.at(below) > units {
            units = units.wrapping_add(1);
            missing = missing.wrapping_sub(1);
        }
        *weight = Weight::new(U256::from(units.unsigned_abs()));
    }
    Ok(())
}

/// Neighbouring whole levels, or twice the same one: at the first the weights sum to one or more, at the second to one
/// or less.
fn levels(slots: &[Slot]) -> (i128, i128) {
    // At the lowest level every weight is at its upper bound, at the highest at its lower one.
    let lowest = slots
        .iter()
        .map(|slot| slot.wanted.wrapping_sub(slot.upper));
    let highest = slots
        .iter()
        .map(|slot| slot.wanted.wrapping_sub(slot.lower));
    let (mut below, mut above) = (lowest.min().unwrap_or(0), highest.max().unwrap_or(0));
    while above.wrapping_sub(below) > 1 {
        let middle = below.wrapping_add(above.wrapping_sub(below).wrapping_shr(1));
        if sum_at(slots, middle) >= ONE {
            below = middle;
        } else {
            above = middle;
        }
    }
    if sum_at(slots, below) == ONE {
        above = below;
    }
    (below, above)
}

fn sum_at(slots: &[Slot], level: i128) -> i128 {
    // At most MAX_ASSETS weights of at most one each.
    slots
        .iter()
        .fold(0, |sum: i128, slot| sum.wrapping_add(slot.at(level)))
}

/// Refuses bounds that do not fit each other, or between which no weights sum to one.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::WeightAboveOne`], [`MathError::BoundsCrossed`],
/// [`MathError::BoundsUnreachable`].
pub(crate) fn check_bounds(
    lower: &[Weight],
    upper: &[Weight],
    count: usize,
) -> Result<(), MathError> {
    check_length(lower.len(), count)?;
    check_length(upper.len(), count)?;
    let (mut lowest, mut highest) = (Weight::ZERO, Weight::ZERO);
    for (index, (lower, upper)) in lower.iter().zip(upper).enumerate() {
        if *upper > Weight::ONE {
            return Err(MathError::WeightAboveOne { got: upper.raw() });
        }
        if lower > upper {
            return Err(MathError::BoundsCrossed { index });
        }
        lowest = lowest.checked_add(*lower)?;
        highest = highest.checked_add(*upper)?;
    }
    if lowest > Weight::ONE || highest < Weight::ONE {
        return Err(MathError::BoundsUnreachable {
            lowest: lowest.raw(),
            highest: highest.raw(),
            wanted: WAD,
        });
    }
    Ok(())
}

fn signed(weight: SignedWeight) -> Result<i128, MathError> {
    let magnitude = narrow(weight.magnitude().raw())?;
    Ok(if weight.is_negative() {
        magnitude.wrapping_neg()
    } else {
        magnitude
    })
}

fn narrow(raw: U256) -> Result<i128, MathError> {
    if raw.bit_len() > WANTED_BITS {
        return Err(MathError::Overflow);
    }
    i128::try_from(raw).map_err(|_| MathError::Overflow)
}
