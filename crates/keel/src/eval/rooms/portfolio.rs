//! Values, weights, drift, shares and losses.

use crate::eval::function::{Function, functions};
use rebalance_math::{self as math, Amount, MathError, Price, Shares, Value, Weight};

pub(super) fn functions() -> Vec<Function> {
    functions! {
        /// amount * price / 1e36. Rounded down.
        value_floor(amount: Amount = "token base units", price: Price = "E36") -> "integer wad" { math::value_floor(amount, price) }
        /// amount * price / 1e36. Rounded up.
        value_ceil(amount: Amount = "token base units", price: Price = "E36") -> "integer wad" { math::value_ceil(amount, price) }
        /// value * 1e36 / price. Rounded down; error if the price is zero.
        amount_floor(value: Value = "wad", price: Price = "E36") -> "integer token base units" { math::amount_floor(value, price) }
        /// value * 1e36 / price. Rounded up; error if the price is zero.
        amount_ceil(value: Value = "wad", price: Price = "E36") -> "integer token base units" { math::amount_ceil(value, price) }
        /// Sum of the floored values; a zero price is an error.
        nav_floor(amounts: Vec<Amount> = "token base units", prices: Vec<Price> = "E36") -> "integer wad" {
            math::nav_floor(&amounts, &prices)
        }
        /// value / nav. Rounded down.
        weight_floor(value: Value = "wad", nav: Value = "wad") -> "integer wad" { math::weight_floor(value, nav) }
        /// Each value over nav. Rounded down each.
        weights_floor(values: Vec<Value> = "wad", nav: Value = "wad") -> "array of integers wad" {
            let mut weights = vec![Weight::ZERO; values.len()];
            math::weights_floor(&values, nav, &mut weights).map(|()| weights)
        }
        /// Error unless the target weights add up to exactly 1e18.
        check_sum_to_one(targets: Vec<Weight> = "wad") -> "empty array" { math::check_sum_to_one(&targets) }
        /// value / nav - target. Rounded away from zero.
        drift_away(value: Value = "wad", nav: Value = "wad", target: Weight = "wad") -> "signed integer wad" {
            math::drift_away(value, nav, target)
        }
        /// The largest |value_i / nav - target_i|. Rounded up.
        max_drift_ceil(values: Vec<Value> = "wad", nav: Value = "wad", targets: Vec<Weight> = "wad") -> "integer wad" {
            math::max_drift_ceil(&values, nav, &targets)
        }
        /// In kind: balance * shares / (supply + 1e6). Rounded up: what a depositor pays of one asset.
        deposit_amount_ceil(balance: Amount = "token base units", shares: Shares = "share base units", supply: Shares = "share base units")
            -> "integer token base units" { math::deposit_amount_ceil(balance, shares, supply) }
        /// In kind: balance * shares / (supply + 1e6). Rounded down: what a redeemer receives of one asset.
        redeem_amount_floor(balance: Amount = "token base units", shares: Shares = "share base units", supply: Shares = "share base units")
            -> "integer token base units" { math::redeem_amount_floor(balance, shares, supply) }
        /// (before - after) / before, negative for a gain. Rounded towards plus infinity.
        loss_ceil(before: Value = "wad", after: Value = "wad") -> "signed integer wad" { math::loss_ceil(before, after) }
        /// before * budget. Rounded down: the most that may be lost.
        budget_floor(before: Value = "wad", budget: Weight = "wad") -> "integer wad" { math::budget_floor(before, budget) }
        /// Whether more than budget * before was lost; exact, no rounding.
        exceeds_budget(before: Value = "wad", after: Value = "wad", budget: Weight = "wad") -> "boolean" {
            Ok::<_, MathError>(math::exceeds_budget(before, after, budget))
        }
    }
}
