//! When to rebalance.

mod band;
mod interval;
mod relative_band;

pub use band::{is_any_breached, is_breached};
pub use interval::{eligible_at, is_elapsed};
pub use relative_band::is_any_relative_breached;
