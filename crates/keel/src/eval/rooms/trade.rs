//! What to trade, and what each trade must bring.

use crate::eval::function::{Function, functions};
use rebalance_math::{self as math, Amount, MAX_TRADES, Price, Trade, Weight};

pub(super) fn functions() -> Vec<Function> {
    functions! {
        /// What amount_in is worth in the other token at the oracle's prices. Rounded down.
        fair_out_floor(amount_in: Amount = "token base units", price_in: Price = "E36", price_out: Price = "E36") -> "integer token base units" {
            math::fair_out_floor(amount_in, price_in, price_out)
        }
        /// amount_in * price_in * (1 - tolerance) / price_out. Rounded up: the least that a trade must bring.
        min_out_ceil(amount_in: Amount = "token base units", price_in: Price = "E36", price_out: Price = "E36", tolerance: Weight = "wad")
            -> "integer token base units" { math::min_out_ceil(amount_in, price_in, price_out, tolerance) }
        /// The least-turnover plan to the targets through the hub (asset 0), sells first.
        /// Each trade is [sell index, buy index, amount in, least amount out]; sizes rounded down, minimums up.
        plan(amounts: Vec<Amount> = "token base units", prices: Vec<Price> = "E36", targets: Vec<Weight> = "wad", tolerance: Weight = "wad")
            -> "array of trades" {
            let mut trades = vec![Trade::EMPTY; MAX_TRADES];
            math::plan(&amounts, &prices, &targets, tolerance, &mut trades).map(|count| {
                trades.truncate(count);
                trades
            })
        }
    }
}
