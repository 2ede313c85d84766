//! Covariances from one common factor.
//!
//! `covariance_ij = loading_i * loading_j * factor_variance` for two assets, and an asset's own variance on the diagonal.
//! What the factor does not explain of it is the asset's own; it may not be negative. The matrix is then the sum of
//! a product of one vector with itself and a non-negative diagonal, so it is positive semi-definite (up to rounding
//! towards zero by less than one unit of each entry).

use ruint::aliases::U256;

use crate::portfolio::value::{check_count, check_length};
use crate::volatility::rate::{CovarianceRate, VarianceRate};
use crate::{E36, MathError, Signed};

/// Bits of a loading: below 18.4 in wad.
const LOADING_BITS: usize = 64;

/// Writes the covariances of assets with loadings (wad, the "beta") on one factor row by row into `matrix`.
///
/// # Rounding
/// Towards zero for each entry off the diagonal.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`]; [`MathError::LengthMismatch`]; [`MathError::FactorAboveVariance`] when
/// `loading^2 * factor_variance` exceeds an asset's variance; [`MathError::Overflow`] for a loading of 18.4 or more.
pub fn one_factor_covariances(
    variances: &[VarianceRate],
    loadings: &[Signed],
    factor_variance: VarianceRate,
    matrix: &mut [CovarianceRate],
) -> Result<(), MathError> {
    let count = variances.len();
    check_count(count)?;
    check_length(loadings.len(), count)?;
    check_length(matrix.len(), count.saturating_mul(count))?;
    if loadings
        .iter()
        .any(|loading| loading.magnitude().bit_len() > LOADING_BITS)
    {
        return Err(MathError::Overflow);
    }
    let assets = variances.iter().zip(loadings).enumerate();
    for ((row, (variance, loading)), entries) in assets.zip(matrix.chunks_exact_mut(count)) {
        // Loadings below 2^64 and rates below 2^96: every product here is below 2^224.
        let own = U256::from(variance.raw()).wrapping_mul(E36);
        if explained(*loading, *loading, factor_variance) > own {
            return Err(MathError::FactorAboveVariance { index: row });
        }
        for ((column, other), entry) in loadings.iter().enumerate().zip(entries) {
            *entry = if row == column {
                variance.with_itself()
            } else {
                let magnitude = explained(*loading, *other, factor_variance).wrapping_div(E36);
                let magnitude = u128::try_from(magnitude).map_err(|_| MathError::RateOutOfRange)?;
                CovarianceRate::with_sign(
                    VarianceRate::new(magnitude)?,
                    loading.is_negative() != other.is_negative(),
                )
            };
        }
    }
    Ok(())
}

/// `|loading_i * loading_j| * factor_variance`, times 1e36.
fn explained(i: Signed, j: Signed, factor_variance: VarianceRate) -> U256 {
    i.magnitude()
        .wrapping_mul(j.magnitude())
        .wrapping_mul(U256::from(factor_variance.raw()))
}
