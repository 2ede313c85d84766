//! When to rebalance.

mod band;
mod breach_forecast;
mod interval;
mod masters_band;
mod no_trade_band;
mod periodic;
mod relative_band;
mod scaled_band;
mod single_period;

pub use crate::portfolio::exceeds_tracking_error;
pub use band::{is_any_breached, is_breached};
pub use breach_forecast::{Barriers, breach_probability, log_odds_barriers};
pub use interval::{eligible_at, is_elapsed};
pub use masters_band::masters_band_floor;
pub use no_trade_band::{
    NoTradeBand, edge_band_floor, fixed_cost_band_floor, no_trade_band, target_band_floor,
};
pub use periodic::periodic_interval_floor;
pub use relative_band::is_any_relative_breached;
pub use scaled_band::{ScaledBand, scaled_band_floor};
pub use single_period::{PairTrade, single_period_trade};
