//! Whole and fixed-point numbers.

use crate::eval::function::{Function, functions};
use rebalance_math::{self as math, U256};

pub(super) fn functions() -> Vec<Function> {
    functions! {
        /// a * b / d, exact product. Rounded down; error if d is zero or the result exceeds 256 bits.
        mul_div_floor(a: U256 = "any", b: U256 = "any", d: U256 = "any") -> "integer" { math::mul_div_floor(a, b, d) }
        /// a * b / d, exact product. Rounded up; error if d is zero or the result exceeds 256 bits.
        mul_div_ceil(a: U256 = "any", b: U256 = "any", d: U256 = "any") -> "integer" { math::mul_div_ceil(a, b, d) }
    }
}
