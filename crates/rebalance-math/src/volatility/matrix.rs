//! A covariance matrix that may be used: the type says that somebody looked.
//!
//! The look is Cholesky's factorisation, which a program need not pay for a matrix that cannot fail it.

use crate::MathError;
use crate::portfolio::value::{check_count, check_length};
use crate::volatility::rate::CovarianceRate;
use crate::volatility::semidefinite::check_semidefinite;

/// Covariances per second of some assets, row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CovarianceMatrix<'a> {
    entries: &'a [CovarianceRate],
    count: usize,
}

impl<'a> CovarianceMatrix<'a> {
    /// Takes a matrix from anybody.
    ///
    /// # Errors
    /// As [`check_semidefinite`]: a wrong count or length, a negative variance, an asymmetric matrix, or one by which some
    /// portfolio has a negative variance. All zero is a matrix: of assets that never move.
    pub fn new(entries: &'a [CovarianceRate], count: usize) -> Result<Self, MathError> {
        check_semidefinite(entries, count)?;
        Ok(Self { entries, count })
    }

    /// Takes a matrix that is positive semi-definite by its making, or that [`new`](Self::new) has accepted before: the
    /// results of [`unpack_covariances`](crate::volatility::unpack_covariances) after updates by one decay from a matrix that was,
    /// of [`constant_correlation_covariances`](crate::volatility::constant_correlation_covariances) and of
    /// [`one_factor_covariances`](crate::volatility::one_factor_covariances). Only its shape is looked at.
    ///
    /// What reads a matrix that breaks this promise ends in a wrong number or in
    /// [`MathError::NotPositiveSemidefinite`], never in a panic.
    ///
    /// # Errors
    /// [`MathError::AssetCountOutOfRange`], [`MathError::LengthMismatch`].
    pub fn trusted(entries: &'a [CovarianceRate], count: usize) -> Result<Self, MathError> {
        check_count(count)?;
        check_length(entries.len(), count.saturating_mul(count))?;
        Ok(Self { entries, count })
    }

    /// Number of assets.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The covariances of each asset with all.
    pub(crate) fn rows(&self) -> core::slice::ChunksExact<'a, CovarianceRate> {
        // Every constructor refuses fewer than two assets.
        self.entries.chunks_exact(self.count.max(1))
    }
}
