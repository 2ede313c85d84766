//! How much prices move: variances and covariances per second from irregular observations.
//!
//! One round of feeds makes one [`Decay`] and, for each asset, one [`LogReturn`] that may be [`winsorised`](winsorise);
//! then [`updated_variance`] or [`update_covariances`] is a few multiplications for each entry, without a division.

mod correlation;
mod covariance;
mod decay;
mod factor;
mod log_return;
mod matrix;
mod parkinson;
mod rate;
pub(crate) mod semidefinite;
mod winsor;

pub use correlation::{
    constant_correlation_covariances, correlation_towards_zero, covariance_towards_zero,
};
pub use covariance::{packed_len, unpack_covariances, update_covariances, updated_variance};
pub use decay::Decay;
pub use factor::one_factor_covariances;
pub use log_return::{LogReturn, log_return};
pub use matrix::CovarianceMatrix;
pub use parkinson::parkinson_variance;
pub use rate::{CovarianceRate, VarianceRate};
pub use semidefinite::{SEMIDEFINITE_TOLERANCE, check_semidefinite};
pub use winsor::{Winsorised, winsorise};
