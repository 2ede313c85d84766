//! Whether a matrix of covariances or correlations gives every portfolio a variance that is not negative.
//!
//! Cholesky's factorisation of the matrix, scaled so that its diagonal lies between a quarter and one, plus a tolerance of
//! `2^-40` on the diagonal. Scaling row and column `i` by the same power of two keeps the signs of all portfolios'
//! variances, and makes the test blind to the size of the assets' variances.
//!
//! # What is proven
//!
//! All numbers are multiples of `2^-60`. Each entry of the factor is at most one in magnitude (an entry beyond that
//! already decides), so a sum of 32 products of them is exact in 128 bits. Scaling, the division and the root round by
//! less than six units together, so the product of the computed factor with itself differs from the scaled matrix plus
//! tolerance by less than six units in each entry, in norm by less than `32 * 6 * 2^-60 < 2^-52`. So
//!
//! - a positive semi-definite matrix is always accepted, since the tolerance is more than that;
//! - an accepted matrix plus 4e-12 of its own diagonal is positive semi-definite.

use crate::portfolio::value::{check_count, check_length};
use crate::volatility::rate::CovarianceRate;
use crate::{MAX_ASSETS, MathError};

/// The tolerance on the scaled diagonal, as a power of two: `2^-40`, or 9.1e-13.
pub const SEMIDEFINITE_TOLERANCE: i32 = -40;

/// Fraction bits of the factor.
const BITS: u32 = 60;
/// One.
const ONE: i128 = 1 << BITS;
/// `2^SEMIDEFINITE_TOLERANCE`.
const TOLERANCE: i128 = 1 << BITS.cast_signed().wrapping_add(SEMIDEFINITE_TOLERANCE);
/// One unit of a wad, in units, times 2^64: `floor(2^124 / 1e18)`.
const UNITS_PER_WAD_Q64: i128 = 21_267_647_932_558_653_966;
/// One and a little more than the tolerance: no entry of the factor of a semi-definite matrix is larger.
const LARGEST: i128 = ONE + (TOLERANCE << 1);

/// Accepts a symmetric positive semi-definite matrix of `count` assets, row by row, within the tolerance of this module.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`]; [`MathError::LengthMismatch`] unless `matrix` has the square of the count;
/// [`MathError::VarianceNegative`]; [`MathError::NotSymmetric`]; [`MathError::NotPositiveSemidefinite`] with the first
/// asset whose pivot is negative, so that no combination of it with those before it has a variance.
pub fn check_semidefinite(matrix: &[CovarianceRate], count: usize) -> Result<(), MathError> {
    check_count(count)?;
    check_length(matrix.len(), count.saturating_mul(count))?;
    let shifts = diagonal_shifts(matrix, count)?;
    check_symmetric(matrix, count)?;
    let shift_of = |index: usize| shifts.get(index).copied().flatten();
    factorise(count, |row, column| {
        let at = row.wrapping_mul(count).wrapping_add(column);
        let entry = matrix.get(at).map_or(0, |entry| entry.raw());
        match shift_of(row).zip(shift_of(column)) {
            Some((one, other)) => Some(scaled(entry, one.wrapping_add(other))),
            // What never moves, moves with nothing.
            None => (entry == 0).then_some(0),
        }
    })
}

/// Accepts a symmetric matrix of correlations (wad, row by row, ones on the diagonal) that is positive semi-definite
/// within the tolerance of this module.
///
/// # Errors
/// [`MathError::NotPositiveSemidefinite`].
// In a frame of its own: the factor is a tenth of a program's stack.
#[inline(never)]
pub(crate) fn check_correlations(correlations: &[i64], count: usize) -> Result<(), MathError> {
    factorise(count, |row, column| {
        let at = row.wrapping_mul(count).wrapping_add(column);
        let correlation = correlations.get(at).copied().unwrap_or(0);
        // At most 60 bits by 65; low by less than two units.
        Some(i128::from(correlation).wrapping_mul(UNITS_PER_WAD_Q64) >> 64)
    })
}

/// Cholesky's factorisation of a matrix whose scaled entries on and below the diagonal are `entry(row, column)`: none for
/// an entry that no scale makes fit.
fn factorise(count: usize, entry: impl Fn(usize, usize) -> Option<i128>) -> Result<(), MathError> {
    let mut factor = [[0_i64; MAX_ASSETS]; MAX_ASSETS];
    for pivot in 0..count {
        let mut own = [0_i64; MAX_ASSETS];
        let refused = MathError::NotPositiveSemidefinite { pivot };
        for (column, other) in factor.iter().enumerate().take(pivot) {
            let rest = entry(pivot, column)
                .and_then(|scaled| scaled.checked_sub(inner(&own, other, column)))
                .ok_or(refused)?;
            // At least 2^30, the root of one unit.
            let diagonal = i128::from(other.get(column).copied().unwrap_or(1));
            // A rest with no room for the factor is far beyond one.
            let value = rest
                .checked_mul(ONE)
                .and_then(|rest| rest.checked_div(diagonal))
                .filter(|value| value.unsigned_abs() <= LARGEST.unsigned_abs())
                .and_then(|value| i64::try_from(value).ok())
                .ok_or(refused)?;
            if let Some(slot) = own.get_mut(column) {
                *slot = value;
            }
        }
        let rest = entry(pivot, pivot)
            .unwrap_or(0)
            .wrapping_add(TOLERANCE)
            .wrapping_sub(inner(&own, &own, pivot));
        let root = u128::try_from(rest)
            .ok()
            .filter(|rest| *rest > 0)
            .map(|rest| rest.wrapping_shl(BITS).isqrt())
            .and_then(|root| i64::try_from(root).ok())
            .ok_or(refused)?;
        if let Some(slot) = own.get_mut(pivot) {
            *slot = root;
        }
        if let Some(slot) = factor.get_mut(pivot) {
            *slot = own;
        }
    }
    Ok(())
}

/// The products of the first entries of two rows of the factor, summed: at most 32 of them below `2^122`.
fn inner(a: &[i64; MAX_ASSETS], b: &[i64; MAX_ASSETS], columns: usize) -> i128 {
    a.iter()
        .zip(b)
        .take(columns)
        .map(|(a, b)| i128::from(*a).wrapping_mul(i128::from(*b)))
        .fold(0_i128, i128::wrapping_add)
        .wrapping_shr(BITS)
}

/// For each asset the power of two that brings its variance, times its square, between a quarter and one; none for an
/// asset that never moves.
fn diagonal_shifts(
    matrix: &[CovarianceRate],
    count: usize,
) -> Result<[Option<i32>; MAX_ASSETS], MathError> {
    let mut shifts = [None; MAX_ASSETS];
    for (index, (row, shift)) in matrix.chunks_exact(count).zip(&mut shifts).enumerate() {
        let variance = row.get(index).map_or(0, |entry| entry.raw());
        if variance < 0 {
            return Err(MathError::VarianceNegative { index });
        }
        // Bits of the variance, rounded up to an even number; 60 fraction bits are added to both shifts together.
        let bits = i128::BITS.wrapping_sub(variance.leading_zeros());
        let half = bits.div_ceil(2).cast_signed();
        *shift = (variance > 0).then(|| (BITS >> 1).cast_signed().wrapping_sub(half));
    }
    Ok(shifts)
}

fn check_symmetric(matrix: &[CovarianceRate], count: usize) -> Result<(), MathError> {
    for (row, entries) in matrix.chunks_exact(count).enumerate() {
        let column_of_row = matrix.iter().skip(row).step_by(count);
        for ((column, entry), mirrored) in entries.iter().enumerate().zip(column_of_row).take(row) {
            if entry != mirrored {
                return Err(MathError::NotSymmetric { row, column });
            }
        }
    }
    Ok(())
}

/// `value * 2^shift`, rounded towards minus infinity, or the largest number when it has no room.
fn scaled(value: i128, shift: i32) -> i128 {
    if shift < 0 {
        value.wrapping_shr(shift.unsigned_abs().min(127))
    } else {
        let factor = 1_i128
            .checked_shl(shift.unsigned_abs())
            .unwrap_or(i128::MAX);
        value.saturating_mul(factor)
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test that overflows or leaves a slice fails, as it should"
)]
mod tests {
    use super::*;

    /// Five pairs that are one and the same, and an eleventh asset that moves with the second of each pair alone: five entries of
    /// the factor are 7.16, and their squares together one turn of 128 bits. They are refused before they are squared.
    #[test]
    fn entries_too_large_to_be_squared_are_refused() {
        const COUNT: usize = 11;
        let one = 1_000_000_000_000_000_000;
        // 16 / sqrt(5) times the root of twice the tolerance.
        let little = 9_659_925_279_312;
        let mut correlations = [0_i64; COUNT * COUNT];
        let mut set = |row: usize, column: usize, value| {
            correlations[row * COUNT + column] = value;
            correlations[column * COUNT + row] = value;
        };
        for asset in 0..COUNT {
            set(asset, asset, one);
        }
        for pair in 0..5 {
            set(2 * pair, 2 * pair + 1, one);
            set(10, 2 * pair + 1, little);
        }
        assert_eq!(
            check_correlations(&correlations, COUNT),
            Err(MathError::NotPositiveSemidefinite { pivot: 10 })
        );
    }
}
