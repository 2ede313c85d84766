//! Which weights to hold: rules and solvers, each of which ends in weights that sum to exactly one or in an error.
//!
//! A fixed mix needs no rule: it is a [glide path](glide_path_weights) of one point.

mod boxed_gap;
mod convergence;
mod exposure;
mod glide_path;
mod insurance;
mod inverse_volatility;
mod market_cap;
mod minimum_variance;
mod momentum;
mod risk_budget;
mod risk_budget_boxed;
mod risk_gap;
mod risk_model;
mod risk_newton;
mod target_volatility;
mod trailing_stop;

pub use exposure::exposed_weights;
pub use glide_path::{GlidePoint, glide_path_weights};
pub use insurance::{
    Insurance, gap_proof_multiplier_floor, grown_floor_ceil, ratcheted_floor_ceil,
};
pub use inverse_volatility::inverse_volatility_weights;
pub use market_cap::market_cap_weights;
pub use minimum_variance::{
    MAX_STEPS, VARIANCE_TOLERANCE_WAD, minimum_variance_weights, variance_gap,
};
pub use momentum::{MomentumRule, PriceTrend};
pub use risk_budget::{MAX_NEWTON_STEPS, MAX_SWEEPS, equal_risk_weights, risk_budget_weights};
pub use risk_budget_boxed::{MAX_BOXED_SWEEPS, risk_budget_weights_boxed};
pub use risk_gap::{RISK_TOLERANCE_WAD, max_risk_gap};
pub use risk_model::RiskModel;
pub use target_volatility::{portfolio_volatility_ceil, target_volatility_weights};
pub use trailing_stop::{StopRule, TrailingStop, stopped_weights};
