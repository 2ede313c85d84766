//! When to rebalance.

mod band;
mod interval;

pub use band::{is_any_breached, is_breached};
pub use interval::{eligible_at, is_elapsed};
