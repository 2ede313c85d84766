//! What to trade once a rebalance is due, and what each trade must at least bring.

mod matching;
mod minimum;
mod own_impact;
mod plan;
pub(crate) mod slippage;
mod to_bands;

pub use matching::{Leg, match_trades, max_legs};
pub use minimum::drop_small_trades;
pub use own_impact::{Holding, size_by_quote, size_for_constant_product};
pub use plan::{DUST_UNITS, MAX_TRADES, Trade, plan};
pub use slippage::{fair_out_floor, min_out_ceil};
pub use to_bands::{Bands, plan_to_bands};
