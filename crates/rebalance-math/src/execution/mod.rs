//! How to trade: what venues return, how an order is divided among them and over time, and what it may cost.

mod almgren_chriss;
mod auction;
mod concentrated;
mod constant_product;
mod sandwich;
mod split;
mod sqrt_price;
mod swap_step;
mod tick;
mod tolerance;
mod twap;
mod venue;
mod weighted;

pub use almgren_chriss::{ExecutionModel, ExecutionRisk};
pub use auction::{Decay, DutchAuction, decay_rate_floor, urgency_floor};
pub use concentrated::{ConcentratedPool, ConcentratedSwap, TickLiquidity};
pub use constant_product::ConstantProduct;
pub use sandwich::{sandwich_safe_chunk_floor, sandwich_safe_chunks};
pub use split::{MAX_BISECTIONS, MAX_VENUES, Split, split};
pub use sqrt_price::{
    Rounding, amount0_delta, amount1_delta, next_sqrt_price_from_input, next_sqrt_price_from_output,
};
pub use swap_step::{PIPS, SwapAmount, SwapStep, swap_step};
pub use tick::{
    MAX_SQRT_RATIO, MAX_TICK, MIN_SQRT_RATIO, MIN_TICK, sqrt_ratio_at_tick, tick_at_sqrt_ratio,
};
pub use tolerance::{ToleranceParts, YEAR_S};
pub use twap::Twap;
pub use venue::Venue;
pub use weighted::WeightedPool;
