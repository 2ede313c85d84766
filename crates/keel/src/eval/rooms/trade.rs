//! What to trade, and what each trade must bring.

use crate::eval::function::{Function, functions};
use rebalance_math::{
    self as math, Amount, MAX_TRADES, Price, Signed, Trade, Value, Weight,
    execution::ConstantProduct,
    trade::{self, Bands, Holding, Leg},
    volatility::{CovarianceMatrix, CovarianceRate},
};

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
        /// The least-turnover changes that bring every weight into its band, the rest where it reduces tracking error most per cost:
        /// [turnover, changes]; changes sum to zero, positive is a purchase.
        plan_to_bands(values: Vec<Value> = "wad", lower: Vec<Weight> = "wad", upper: Vec<Weight> = "wad", targets: Vec<Weight> = "wad",
            costs: Vec<Weight> = "wad", covariances: Vec<CovarianceRate> = "1e27 per second, row-major") -> "array: integer wad, array of signed integers wad" {
            let mut changes = vec![Signed::ZERO; values.len()];
            CovarianceMatrix::new(&covariances, values.len())
                .and_then(|covariances| {
                    let bands = Bands { lower: &lower, upper: &upper, targets: &targets, costs: &costs, covariances };
                    trade::plan_to_bands(&values, &bands, &mut changes)
                })
                .map(|turnover| (turnover, changes))
        }
        /// The trades that make up changes, directly where that costs less than through the hub (asset 0), else through it:
        /// [sell index, buy index, value] each. One cost for every direct pair; null forbids them.
        match_trades(changes: Vec<Signed> = "wad", hub_costs: Vec<Weight> = "wad", direct_cost: Option<Weight> = "wad or null") -> "array of trades" {
            let mut legs = vec![Leg::default(); trade::max_legs(changes.len())];
            trade::match_trades(&changes, &hub_costs, |_, _| direct_cost, &mut legs).map(|count| {
                legs.truncate(count);
                legs
            })
        }
        /// The changes with those below a minimum left out and the hub balanced anew: [trades left, changes].
        drop_small_trades(changes: Vec<Signed> = "wad", minimum: Value = "wad", hub_spendable: Value = "wad") -> "array: integer, array of signed integers wad" {
            let mut changes = changes;
            trade::drop_small_trades(&mut changes, minimum, hub_spendable).map(|count| (count, changes))
        }
        /// The most of a holding that can be sold to a constant-product pool with its weight at the target or above. Rounded down, exactly.
        size_for_constant_product(held: Amount = "base units", price: Price = "E36", rest: Amount = "base units of what is bought", rest_price: Price = "E36",
            target: Weight = "wad", reserve_in: u128 = "base units", reserve_out: u128 = "base units", fee: u32 = "pips, 1e-6") -> "integer base units" {
            trade::size_for_constant_product(
                &Holding { held, price, rest, rest_price, target },
                &ConstantProduct { reserve_in, reserve_out, fee_pips: fee },
            )
        }
    }
}
