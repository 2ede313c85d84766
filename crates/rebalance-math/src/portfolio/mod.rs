//! What a portfolio is worth, how it is divided, how far it drifted, and what a share of it is.

pub(crate) mod drift;
mod loss;
mod shares;
pub(crate) mod value;
pub(crate) mod weights;

pub use drift::{drift_away, max_drift_ceil};
pub use loss::{budget_floor, exceeds_budget, loss_ceil};
pub use shares::{VIRTUAL_SHARES, deposit_amount_ceil, redeem_amount_floor};
pub use value::{amount_ceil, amount_floor, nav_floor, value_ceil, value_floor, values_floor};
pub use weights::{check_sum_to_one, weight_floor, weights_floor};
