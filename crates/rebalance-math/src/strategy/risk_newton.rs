//! Newton's step towards budgeted risk.
//!
//! At exposures `y` with contributions `c_i = y_i (C y)_i` and `q = sum c`, the convex problem of Spinu 2013 asks for the
//! relative changes `u` that solve
//!
//! `(M + B) u = b - c / q`, `M_ij = y_i C_ij y_j / q`, `B = diag(b)`,
//!
//! and `y_i` becomes `y_i (1 + u_i)`, or `y_i (1 + u_i / (1 + max |u|))` while the step is long.
//!
//! # Precision
//! The step need not be exact, since every point is judged by its own contributions: an error costs a further step at
//! most. So all is done in words of 64 bits. Row and column `i` are scaled by `2^-p_i` such that `x_i = 2^-p_i y_i / sqrt(q)`
//! and `2^-2p_i b_i` are at most one and one of them is not small: a matrix scaled so factors about as well as it can be made
//! to. Entries of Cholesky's factor are below 2 and sums of their products, by Cauchy and Schwarz, below 4, so 29 bits behind the
//! point leave room for all of them. Where digits run out all the same there is no step.

use crate::MAX_ASSETS;
use crate::strategy::risk_model::RiskModel;

/// Bits behind the point of `x`, of a correlation and of the factor.
const BITS: u32 = 29;
/// `floor(2^89 / 1e18)`: a wad over `2^28`, times this and over `2^32`, has 29 bits behind the point.
const PER_WAD: i64 = 618_970_019;
/// `2^63 * sqrt(1e18 / 2^62)`: contributions come in units of `2^62 / 1e18`.
const ROOT_OF_UNIT: u64 = 4_294_967_296_000_000_000;
/// A smaller pivot, with twice [`BITS`] behind the point, would leave no digits of its root.
const LEAST_PIVOT: i64 = 1 << 36;
/// Bits of the right side.
const SIDE_BITS: i32 = 22;
/// Bits that the factor loses where it is multiplied with solutions.
const COARSER: u32 = 5;
/// No part of a solution may be larger, or a sum of products with the factor could exceed a word.
const SOLUTION_LIMIT: i64 = 1 << 34;
/// A relative change of one.
const ONE: i128 = 1 << 64;
/// No relative change is counted for more than this.
const LARGEST_CHANGE: i128 = 64 << 64;

/// Cholesky's factor, row by row, every entry below `2^30`; zero where nothing was written, so that rows may be multiplied by fours.
type Factor = [[i32; MAX_ASSETS]; MAX_ASSETS];

/// Where an iteration is.
pub(crate) struct Point<'a> {
    pub(crate) model: &'a RiskModel<'a>,
    /// `b`, Q64.
    pub(crate) budgets: &'a [u64],
    /// `y`, of 56 bits at most.
    pub(crate) exposures: &'a [u64],
    /// `c`, in units of `2^62 / 1e18`, of 118 bits at most.
    pub(crate) contributions: &'a [i128],
    /// `b q`, in the same unit.
    pub(crate) due: &'a [u128],
    /// `q`, in the same unit, not zero.
    pub(crate) variance: u128,
}

impl Point<'_> {
    /// The exposures one step further; none where digits run out.
    // In a frame of its own: the factor is a tenth of a program's stack.
    #[inline(never)]
    pub(crate) fn step(&self) -> Option<[u64; MAX_ASSETS]> {
        let scaled = self.scaled();
        let mut factor: Factor = [[0; MAX_ASSETS]; MAX_ASSETS];
        scaled.factorise(self.model, &mut factor)?;
        let (sides, shift) = self.sides(&scaled)?;
        let solution = solve(&factor, self.model.count(), sides)?;
        Some(self.moved(&scaled, &solution, shift))
    }

    fn scaled(&self) -> Scaled {
        let variance = Scale::of(self.variance);
        let inverse = ROOT_OF_UNIT.checked_div(variance.top.isqrt()).unwrap_or(0);
        let mut scaled = Scaled {
            count: self.model.count(),
            variance,
            exposures: [0; MAX_ASSETS],
            budgets: [0; MAX_ASSETS],
            powers: [0; MAX_ASSETS],
        };
        let slots = scaled
            .exposures
            .iter_mut()
            .zip(&mut scaled.budgets)
            .zip(&mut scaled.powers);
        for (((x, own), power), (exposure, budget)) in slots
            .zip(self.exposures.iter().zip(self.budgets))
            .take(scaled.count)
        {
            // y / sqrt(q): 31 bits and 31.
            let up = exposure.leading_zeros();
            let ratio = exposure
                .wrapping_shl(up)
                .wrapping_shr(33)
                .wrapping_mul(inverse);
            let more = ratio.leading_zeros();
            // The ratio has 64 - more bits and stands for itself times 2^(33 - up - 63 - halves).
            let exponent = 34_i32
                .wrapping_sub(more.cast_signed())
                .wrapping_sub(up.cast_signed())
                .wrapping_sub(variance.halves);
            // b < 2^-zeros <= 4^half.
            let half = (budget.leading_zeros() >> 1).cast_signed().wrapping_neg();
            *power = exponent.max(half);
            let down = power
                .wrapping_sub(exponent)
                .cast_unsigned()
                .wrapping_add(35);
            *x = ratio
                .wrapping_shl(more)
                .checked_shr(down)
                .unwrap_or(0)
                .cast_signed();
            // Q64 to Q58, times 4^-power.
            let down = power.wrapping_mul(2).wrapping_add(6);
            *own = if down < 0 {
                budget.wrapping_shl(down.unsigned_abs())
            } else {
                budget.checked_shr(down.unsigned_abs()).unwrap_or(0)
            }
            .cast_signed();
        }
        scaled
    }

    /// `2^-p_i (b_i q - c_i) / 2^shift`, the largest of [`SIDE_BITS`] bits; none when all are zero.
    fn sides(&self, scaled: &Scaled) -> Option<([i64; MAX_ASSETS], i32)> {
        let missing = |index: usize| -> i128 {
            let due = self.due.get(index).copied().unwrap_or(0).cast_signed();
            due.wrapping_sub(self.contributions.get(index).copied().unwrap_or(0))
        };
        let mut longest = None;
        for (index, power) in scaled.powers.iter().enumerate().take(scaled.count) {
            let missing = missing(index).unsigned_abs();
            if missing != 0 {
                let bits = 128_u32.wrapping_sub(missing.leading_zeros()).cast_signed();
                longest = longest.max(Some(bits.wrapping_sub(*power)));
            }
        }
        let shift = longest?.wrapping_sub(SIDE_BITS);
        let mut sides = [0; MAX_ASSETS];
        for (index, (side, power)) in sides
            .iter_mut()
            .zip(&scaled.powers)
            .enumerate()
            .take(scaled.count)
        {
            let value = shifted_down(missing(index), power.wrapping_add(shift));
            *side = i64::try_from(value).unwrap_or(0);
        }
        Some((sides, shift))
    }

    /// The exposures after relative changes of `2^-p_i solution_i 2^shift / q`.
    fn moved(&self, scaled: &Scaled, solution: &[i64], shift: i32) -> [u64; MAX_ASSETS] {
        // 1 / q is this times 2^-90 4^-halves; 26 to 28 bits of it.
        let inverse = (1_u64 << 58)
            .checked_div(scaled.variance.top.wrapping_shr(32))
            .unwrap_or(0)
            .cast_signed();
        let mut changes = [0_i128; MAX_ASSETS];
        let mut longest = 0;
        let slots = changes.iter_mut().zip(&scaled.powers).take(scaled.count);
        for ((change, power), part) in slots.zip(solution) {
            let product = i128::from(*part).wrapping_mul(i128::from(inverse));
            let down = 26_i32
                .wrapping_add(scaled.variance.halves.wrapping_mul(2))
                .wrapping_add(*power)
                .wrapping_sub(shift);
            *change = shifted_down(product, down).clamp(-LARGEST_CHANGE, LARGEST_CHANGE);
            longest = change.abs().max(longest);
        }
        // Newton's own step converges from where no change is long; before, this damping does.
        let is_long = longest > ONE >> 2;
        let kept = (1_i128 << 64)
            .checked_div(longest.wrapping_add(ONE) >> 32)
            .unwrap_or(0);
        let mut moved = [0; MAX_ASSETS];
        for ((slot, change), exposure) in moved
            .iter_mut()
            .zip(changes)
            .zip(self.exposures)
            .take(scaled.count)
        {
            let change = if is_long {
                // Below one in magnitude; 32 bits of 1 / (1 + longest).
                (change >> 16).wrapping_mul(kept) >> 16
            } else {
                change
            };
            // 56 bits and 64.
            let moves = change.wrapping_mul(i128::from(*exposure)) >> 64;
            let exposure = i128::from(*exposure).wrapping_add(moves);
            *slot = u64::try_from(exposure).unwrap_or(0).max(1);
        }
        moved
    }
}

/// A number as `top * 4^halves` with a top of 63 or 64 bits.
#[derive(Clone, Copy)]
struct Scale {
    top: u64,
    halves: i32,
}

impl Scale {
    fn of(value: u128) -> Self {
        let up = value.leading_zeros() & !1;
        let top = value.wrapping_shl(up).wrapping_shr(64);
        Self {
            top: u64::try_from(top).unwrap_or(u64::MAX),
            halves: 32_i32.wrapping_sub(up.wrapping_shr(1).cast_signed()),
        }
    }
}

/// The matrix's parts, scaled.
struct Scaled {
    count: usize,
    variance: Scale,
    /// `x`, [`BITS`] behind the point.
    exposures: [i64; MAX_ASSETS],
    /// `2^-2p_i b_i`, twice [`BITS`] behind the point.
    budgets: [i64; MAX_ASSETS],
    /// `p`.
    powers: [i32; MAX_ASSETS],
}

impl Scaled {
    /// Writes the factor into zeros.
    fn factorise(&self, model: &RiskModel<'_>, factor: &mut Factor) -> Option<()> {
        let rows = model.rows().zip(&self.exposures).zip(&self.budgets);
        for (index, ((correlations, x), budget)) in rows.enumerate() {
            let (done, own) = factor.split_at_mut_checked(index)?;
            let own = own.first_mut()?;
            let others = done.iter().zip(correlations).zip(&self.exposures);
            for (column, ((other, correlation), y)) in others.enumerate() {
                let correlation = correlation.wrapping_shr(28).wrapping_mul(PER_WAD) >> 32;
                let entry = (x.wrapping_mul(*y) >> BITS).wrapping_mul(correlation);
                let rest = entry.wrapping_sub(inner(own, other, column));
                let value = rest.checked_div(i64::from(*other.get(column)?))?;
                *own.get_mut(column)? = i32::try_from(value).ok()?;
            }
            let entry = x.wrapping_mul(*x).wrapping_add(*budget);
            let pivot = entry.wrapping_sub(inner(own, own, index));
            if pivot < LEAST_PIVOT {
                return None;
            }
            *own.get_mut(index)? = i32::try_from(pivot.isqrt()).ok()?;
        }
        Some(())
    }
}

/// The products of the first entries of two rows, summed. What one of them has not yet is zero, so that whole fours may be
/// taken.
fn inner(a: &[i32; MAX_ASSETS], b: &[i32; MAX_ASSETS], columns: usize) -> i64 {
    let (a, _) = a.as_chunks::<4>();
    let (b, _) = b.as_chunks::<4>();
    let product = |a: i32, b: i32| i64::from(a).wrapping_mul(i64::from(b));
    let mut sum = 0_i64;
    for ([a0, a1, a2, a3], [b0, b1, b2, b3]) in a.iter().zip(b).take(columns.div_ceil(4)) {
        sum = sum
            .wrapping_add(product(*a0, *b0))
            .wrapping_add(product(*a1, *b1))
            .wrapping_add(product(*a2, *b2))
            .wrapping_add(product(*a3, *b3));
    }
    sum
}

/// Both triangular systems of a factor, one after the other; none when a part grows too large.
fn solve(factor: &Factor, count: usize, mut parts: [i64; MAX_ASSETS]) -> Option<[i64; MAX_ASSETS]> {
    for index in 0..count {
        let row = factor.get(index)?;
        let (done, rest) = parts.split_at_mut_checked(index)?;
        let products = row
            .iter()
            .zip(done.iter())
            .fold(0_i64, |sum, (entry, part)| {
                sum.wrapping_add(i64::from(*entry >> COARSER).wrapping_mul(*part))
            });
        finish(rest.first_mut()?, products, *row.get(index)?)?;
    }
    for index in (0..count).rev() {
        let (own, done) = parts
            .get_mut(..count)?
            .split_at_mut_checked(index.wrapping_add(1))?;
        let rows = factor.get(index.wrapping_add(1)..count)?;
        let mut products = 0_i64;
        for (row, part) in rows.iter().zip(done.iter()) {
            let entry = i64::from(row.get(index)? >> COARSER);
            products = products.wrapping_add(entry.wrapping_mul(*part));
        }
        finish(own.last_mut()?, products, *factor.get(index)?.get(index)?)?;
    }
    Some(parts)
}

/// `(part - products) / diagonal`.
fn finish(part: &mut i64, products: i64, diagonal: i32) -> Option<()> {
    let rest = part
        .wrapping_shl(BITS.wrapping_sub(COARSER))
        .wrapping_sub(products);
    *part = rest.checked_div(i64::from(diagonal >> COARSER))?;
    (part.abs() <= SOLUTION_LIMIT).then_some(())
}

/// `value / 2^down`, or times `2^-down`; what has no room is the largest there is.
fn shifted_down(value: i128, down: i32) -> i128 {
    if down >= 0 {
        value.wrapping_shr(down.unsigned_abs().min(127))
    } else {
        let up = down.unsigned_abs();
        if value == 0 {
            0
        } else if up >= value.unsigned_abs().leading_zeros().saturating_sub(1) {
            if value < 0 { i128::MIN } else { i128::MAX }
        } else {
            value.wrapping_shl(up)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A single asset without a budget has a pivot of `x^2`.
    #[test]
    fn pivots_of_the_least_size_have_digits_enough() {
        let correlations = [crate::strategy::risk_model::ONE];
        let model = RiskModel::new(&[1], &correlations).unwrap();
        let factorised = |budget: i64| {
            let mut scaled = Scaled {
                count: 1,
                variance: Scale { top: 0, halves: 0 },
                exposures: [0; MAX_ASSETS],
                budgets: [0; MAX_ASSETS],
                powers: [0; MAX_ASSETS],
            };
            scaled.exposures[0] = 1 << 10;
            scaled.budgets[0] = budget;
            let mut factor = [[0; MAX_ASSETS]; MAX_ASSETS];
            scaled.factorise(&model, &mut factor).map(|()| factor[0][0])
        };
        let least = LEAST_PIVOT - (1 << 20);
        assert_eq!(factorised(least), Some(1 << 18));
        assert_eq!(factorised(least - 1), None);
    }

    #[test]
    fn shifting_goes_either_way_and_keeps_what_has_no_room_at_the_ends() {
        assert_eq!(shifted_down(-12, 2), -3);
        assert_eq!(shifted_down(-13, 2), -4);
        assert_eq!(shifted_down(-12, 200), -1);
        assert_eq!(shifted_down(12, -2), 48);
        assert_eq!(shifted_down(0, -200), 0);
        assert_eq!(shifted_down(1, -125), 1 << 125);
        assert_eq!(shifted_down(1, -126), i128::MAX);
        assert_eq!(shifted_down(-1, -126), i128::MIN);
        assert_eq!(shifted_down(-12, -200), i128::MIN);
    }
}
