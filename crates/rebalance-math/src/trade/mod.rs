//! What to trade once a rebalance is due, and what each trade must at least bring.

mod plan;
pub(crate) mod slippage;

pub use plan::{DUST_UNITS, MAX_TRADES, Trade, plan};
pub use slippage::{fair_out_floor, min_out_ceil};
