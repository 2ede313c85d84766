//! Exponentially weighted variances and covariances.
//!
//! A covariance matrix is kept as its lower triangle, row by row: `(0,0) (1,0) (1,1) (2,0) …`, entry `(i, j)` with `j <= i`
//! at `i * (i + 1) / 2 + j`. One decay for the whole matrix keeps it positive semi-definite: each update is a sum of two
//! such matrices, up to the rounding of less than two units of each entry.

use crate::MathError;
use crate::portfolio::value::{check_count, check_length};
use crate::volatility::decay::Decay;
use crate::volatility::log_return::LogReturn;
use crate::volatility::rate::{CovarianceRate, VarianceRate};

/// A variance after one more return.
///
/// # Rounding
/// Down, as [`Decay`] says. The variance moves by at most `alpha` times its distance to the observed one, and is never
/// below zero.
///
/// # Errors
/// [`MathError::RateOutOfRange`].
pub fn updated_variance(
    variance: VarianceRate,
    log_return: LogReturn,
    decay: &Decay,
) -> Result<VarianceRate, MathError> {
    decay
        .apply(variance.with_itself(), log_return, log_return)?
        .variance(0)
}

/// Entries of the lower triangle of a matrix of `count` assets.
#[must_use]
pub const fn packed_len(count: usize) -> usize {
    count
        .saturating_mul(count.saturating_add(1))
        .wrapping_shr(1)
}

/// Updates every entry of a packed matrix with one round of returns, in the same order of assets.
///
/// # Rounding
/// Towards zero, as [`Decay`] says. A diagonal entry is exactly what [`updated_variance`] makes of it.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`]; [`MathError::LengthMismatch`] unless `packed` has [`packed_len`] entries;
/// [`MathError::RateOutOfRange`], after which `packed` is unspecified.
pub fn update_covariances(
    packed: &mut [CovarianceRate],
    returns: &[LogReturn],
    decay: &Decay,
) -> Result<(), MathError> {
    check_count(returns.len())?;
    check_length(packed.len(), packed_len(returns.len()))?;
    let mut entries = packed.iter_mut();
    for (index, own) in returns.iter().enumerate() {
        // The shorter side ends the row, so no entry of the next one is taken.
        let row = returns.iter().take(index.saturating_add(1));
        for (other, entry) in row.zip(&mut entries) {
            *entry = decay.apply(*entry, *own, *other)?;
        }
    }
    Ok(())
}

/// Writes a packed matrix of `count` assets row by row into `matrix`, both triangles.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`]; [`MathError::LengthMismatch`] unless `packed` has [`packed_len`] entries and
/// `matrix` the square of the count.
pub fn unpack_covariances(
    packed: &[CovarianceRate],
    count: usize,
    matrix: &mut [CovarianceRate],
) -> Result<(), MathError> {
    check_count(count)?;
    check_length(packed.len(), packed_len(count))?;
    check_length(matrix.len(), count.saturating_mul(count))?;
    for (row, entries) in matrix.chunks_exact_mut(count).enumerate() {
        for (column, entry) in entries.iter_mut().enumerate() {
            let (high, low) = (row.max(column), row.min(column));
            let at = packed_len(high).saturating_add(low);
            *entry = packed.get(at).copied().unwrap_or_default();
        }
    }
    Ok(())
}
