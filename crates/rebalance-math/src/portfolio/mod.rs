//! What a portfolio is worth, how it is divided, how far it drifted, and what a share of it is.

mod capped;
pub(crate) mod drift;
mod fee_split;
mod flow_fee;
mod loss;
mod loss_bucket;
mod loss_budgets;
pub(crate) mod management_fee;
mod performance_fee;
mod priced_shares;
pub(crate) mod relative_drift;
mod shares;
pub(crate) mod simplex;
mod targets;
pub(crate) mod tracking_error;
mod turnover;
pub(crate) mod value;
pub(crate) mod weights;

pub use capped::cap_in_proportion;
pub use drift::{drift_away, max_drift_ceil};
pub use fee_split::split_fee;
pub use flow_fee::{FlowRates, FlowSide, MAX_FLOW_FEE};
pub use loss::{budget_floor, exceeds_budget, loss_ceil};
pub use loss_bucket::{LossBucket, LossLimit};
pub use loss_budgets::{
    Loss, LossBudget, LossBudgets, LossLevels, NAV_PARTS, nav_parts_ceil, nav_parts_floor,
    parts_to_wad, worst_loss_ceil,
};
pub use management_fee::{
    MAX_FEE_PERIOD_SECONDS, MAX_MANAGEMENT_FEE, SECONDS_PER_YEAR, management_fee_floor,
};
pub use performance_fee::{
    MAX_PERFORMANCE_FEE, PerformanceFee, performance_fee, share_price_floor,
};
pub use priced_shares::{
    VIRTUAL_VALUE, mint_shares_floor, mint_value_ceil, redeem_value_floor, withdraw_shares_ceil,
};
pub use relative_drift::max_relative_drift_ceil;
pub use shares::{VIRTUAL_SHARES, deposit_amount_ceil, redeem_amount_floor};
pub use simplex::project_to_simplex;
pub use targets::{targets_by_largest_remainder, targets_with_residue_at};
pub use tracking_error::{exceeds_tracking_error, tracking_error_ceil};
pub use turnover::turnover_ceil;
pub use value::{amount_ceil, amount_floor, nav_floor, value_ceil, value_floor, values_floor};
pub use weights::{check_sum_to_one, weight_floor, weights_floor};
