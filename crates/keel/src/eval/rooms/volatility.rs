//! How much prices move.

use crate::eval::function::{Function, functions};
use rebalance_math::{
    MathError, Price, Signed,
    volatility::{self, CovarianceRate, Decay, LogReturn, VarianceRate},
};

pub(super) fn functions() -> Vec<Function> {
    functions! {
        /// ln(now / before). Rounded towards zero, by less than three units.
        log_return(before: Price = "price", now: Price = "price") -> "signed integer wad" { volatility::log_return(before, now) }
        /// A variance after one more return over last..now: v + (1 - e^(-dt/tau)) (r^2/dt - v). Rounded down; dt counts as at most tau.
        updated_variance(variance: VarianceRate = "1e27 per second", log_return: LogReturn = "wad", last: u64 = "seconds", now: u64 = "seconds",
            time_constant: u32 = "seconds") -> "integer 1e27 per second" {
            Decay::over(last, now, time_constant)
                .and_then(|decay| volatility::updated_variance(variance, log_return, &decay))
        }
        /// Every entry of a packed lower triangle after one round of returns. Rounded towards zero.
        update_covariances(packed: Vec<CovarianceRate> = "1e27 per second", returns: Vec<LogReturn> = "wad", last: u64 = "seconds", now: u64 = "seconds",
            time_constant: u32 = "seconds") -> "array of signed integers 1e27 per second" {
            let mut packed = packed;
            Decay::over(last, now, time_constant)
                .and_then(|decay| volatility::update_covariances(&mut packed, &returns, &decay))
                .map(|()| packed)
        }
        /// A packed lower triangle written out row by row, both triangles.
        unpack_covariances(packed: Vec<CovarianceRate> = "1e27 per second", count: u16 = "assets") -> "array of signed integers, row-major" {
            matrix(usize::from(count), |matrix| volatility::unpack_covariances(&packed, usize::from(count), matrix))
        }
        /// A return cut to a number of standard deviations, unless the one before was cut: [return, was cut]. Exact decision, limit towards zero.
        winsorise(log_return: LogReturn = "wad", variance: VarianceRate = "1e27 per second", elapsed: u64 = "seconds", limit: u64 = "wad", was_cut_before: bool = "")
            -> "array: signed integer wad, boolean" {
            volatility::winsorise(log_return, variance, elapsed, limit, was_cut_before)
                .map(|winsorised| (winsorised.log_return, winsorised.was_cut))
        }
        /// Parkinson's estimate: ln(high/low)^2 / (4 ln 2 elapsed). Rounded down, by less than two units.
        parkinson_variance(high: Price = "price", low: Price = "price", elapsed: u64 = "seconds") -> "integer 1e27 per second" {
            volatility::parkinson_variance(high, low, elapsed)
        }
        /// The correlation of two assets. Rounded towards zero, exactly.
        correlation_towards_zero(covariance: CovarianceRate = "1e27 per second", variance_i: VarianceRate = "1e27 per second",
            variance_j: VarianceRate = "1e27 per second") -> "signed integer wad" {
            volatility::correlation_towards_zero(covariance, variance_i, variance_j)
        }
        /// The covariance of two assets with a correlation. Rounded towards zero, exactly.
        covariance_towards_zero(correlation: Signed = "wad", variance_i: VarianceRate = "1e27 per second", variance_j: VarianceRate = "1e27 per second")
            -> "signed integer 1e27 per second" { volatility::covariance_towards_zero(correlation, variance_i, variance_j) }
        /// The matrix of assets that all have one correlation. Rounded towards zero, exactly.
        constant_correlation_covariances(variances: Vec<VarianceRate> = "1e27 per second", correlation: Signed = "wad") -> "array of signed integers, row-major" {
            matrix(variances.len(), |matrix| volatility::constant_correlation_covariances(&variances, correlation, matrix))
        }
        /// The matrix of assets with loadings on one factor. Rounded towards zero.
        one_factor_covariances(variances: Vec<VarianceRate> = "1e27 per second", loadings: Vec<Signed> = "wad", factor_variance: VarianceRate = "1e27 per second")
            -> "array of signed integers, row-major" {
            matrix(variances.len(), |matrix| volatility::one_factor_covariances(&variances, &loadings, factor_variance, matrix))
        }
        /// Error unless the matrix is symmetric and positive semi-definite, to 2^-40 of the scaled diagonal.
        check_semidefinite(covariances: Vec<CovarianceRate> = "1e27 per second, row-major", count: u16 = "assets") -> "empty array" {
            volatility::check_semidefinite(&covariances, usize::from(count))
        }
    }
}

/// The matrix that `fill` writes for so many assets; one of more than 32 is refused before any room is made for it.
fn matrix(
    count: usize,
    fill: impl FnOnce(&mut [CovarianceRate]) -> Result<(), MathError>,
) -> Result<Vec<CovarianceRate>, MathError> {
    let side = count.min(rebalance_math::MAX_ASSETS.saturating_add(1));
    let mut matrix = vec![CovarianceRate::ZERO; side.saturating_mul(side)];
    fill(&mut matrix).map(|()| matrix)
}
