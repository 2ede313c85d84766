//! Correlations to covariances and back, and the matrix in which every pair has the same correlation.
//!
//! `correlation = covariance / sqrt(variance_i * variance_j)`. A matrix of constant correlation takes one number more
//! than the variances, and is positive semi-definite for every correlation from `-1 / (n - 1)` to one.

use ruint::aliases::U256;

use crate::arithmetic::wide::{product, quotient};
use crate::arithmetic::{mul_div_floor, sqrt_floor};
use crate::portfolio::value::{check_count, check_length};
use crate::volatility::rate::{CovarianceRate, VarianceRate};
use crate::{E36, MathError, Signed, WAD};

/// The correlation (wad) of two assets. That of an asset that never moves is zero.
///
/// # Rounding
/// Towards zero, exactly: the square of the magnitude is divided and the floor of its root taken, which is the floor of
/// the root.
///
/// # Errors
/// [`MathError::CorrelationOutOfRange`] when the covariance is larger than the variances allow;
/// [`MathError::NotPositiveSemidefinite`] with pivot 1 for a covariance with an asset that never moves.
pub fn correlation_towards_zero(
    covariance: CovarianceRate,
    variance_i: VarianceRate,
    variance_j: VarianceRate,
) -> Result<Signed, MathError> {
    let is_negative = covariance.raw() < 0;
    let magnitude = U256::from(covariance.raw().unsigned_abs());
    // Both products are below 2^192.
    let square = magnitude.wrapping_mul(magnitude);
    let variances = variance_product(variance_i, variance_j);
    if variances.is_zero() {
        return if magnitude.is_zero() {
            Ok(Signed::ZERO)
        } else {
            Err(MathError::NotPositiveSemidefinite { pivot: 1 })
        };
    }
    let magnitude = sqrt_floor(quotient(product(square, E36), variances)?.0);
    check_magnitude(magnitude, is_negative)?;
    Ok(Signed::new(magnitude, is_negative))
}

/// The covariance of two assets with a correlation (wad).
///
/// # Rounding
/// Towards zero, exactly, as for [`correlation_towards_zero`].
///
/// # Errors
/// [`MathError::CorrelationOutOfRange`] outside `[-1, 1]`.
pub fn covariance_towards_zero(
    correlation: Signed,
    variance_i: VarianceRate,
    variance_j: VarianceRate,
) -> Result<CovarianceRate, MathError> {
    let (magnitude, is_negative) = correlation.raw();
    check_magnitude(magnitude, is_negative)?;
    let variances = variance_product(variance_i, variance_j);
    // The square is at most 1e36, so the result at most the product of the variances, whose root is below 2^96.
    let square = mul_div_floor(magnitude.wrapping_mul(magnitude), variances, E36)?;
    let magnitude = u128::try_from(sqrt_floor(square)).map_err(|_| MathError::RateOutOfRange)?;
    Ok(CovarianceRate::with_sign(
        VarianceRate::new(magnitude)?,
        is_negative,
    ))
}

/// Writes the covariances of assets that all have the same correlation (wad) with each other row by row into `matrix`.
///
/// # Rounding
/// Towards zero, exactly, for each entry off the diagonal.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`]; [`MathError::LengthMismatch`] unless `matrix` has the square of the count;
/// [`MathError::CorrelationOutOfRange`] above one or below `-1 / (n - 1)`, where some portfolio would have a negative
/// variance.
pub fn constant_correlation_covariances(
    variances: &[VarianceRate],
    correlation: Signed,
    matrix: &mut [CovarianceRate],
) -> Result<(), MathError> {
    let count = variances.len();
    check_count(count)?;
    check_length(matrix.len(), count.saturating_mul(count))?;
    let (magnitude, is_negative) = correlation.raw();
    check_magnitude(magnitude, is_negative)?;
    let others = U256::from(count.saturating_sub(1));
    if is_negative && magnitude.wrapping_mul(others) > WAD {
        return Err(MathError::CorrelationOutOfRange {
            magnitude,
            is_negative,
        });
    }
    for ((row, own), entries) in variances
        .iter()
        .enumerate()
        .zip(matrix.chunks_exact_mut(count))
    {
        for ((column, other), entry) in variances.iter().enumerate().zip(entries) {
            *entry = if row == column {
                own.with_itself()
            } else {
                covariance_towards_zero(correlation, *own, *other)?
            };
        }
    }
    Ok(())
}

fn variance_product(i: VarianceRate, j: VarianceRate) -> U256 {
    U256::from(i.raw()).wrapping_mul(U256::from(j.raw()))
}

fn check_magnitude(magnitude: U256, is_negative: bool) -> Result<(), MathError> {
    if magnitude > WAD {
        Err(MathError::CorrelationOutOfRange {
            magnitude,
            is_negative,
        })
    } else {
        Ok(())
    }
}
