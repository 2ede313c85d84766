//! When to rebalance.

use crate::eval::function::{Function, functions};
use rebalance_math::{self as math, Value, Weight};

pub(super) fn functions() -> Vec<Function> {
    functions! {
        /// |value * 1e18 - target * nav| > band * nav; exact, no rounding. On the edge is inside.
        is_breached(value: Value = "wad", nav: Value = "wad", target: Weight = "wad", band: Weight = "wad") -> "boolean" {
            math::is_breached(value, nav, target, band)
        }
        /// Whether some asset is breached.
        is_any_breached(values: Vec<Value> = "wad", nav: Value = "wad", targets: Vec<Weight> = "wad", band: Weight = "wad") -> "boolean" {
            math::is_any_breached(&values, nav, &targets, band)
        }
    }
}
