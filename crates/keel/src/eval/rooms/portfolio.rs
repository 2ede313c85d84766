//! Values, weights, drift, shares and losses.

use super::weights;
use crate::eval::function::{Function, functions};
use rebalance_math::{
    self as math, Amount, Price, Shares, SignedWeight, U256, Value, Weight,
    portfolio::{
        self, FlowRates, FlowSide, Loss, LossBucket, LossBudget, LossBudgets, LossLevels, LossLimit,
    },
    volatility::{CovarianceMatrix, CovarianceRate},
};

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
        /// Each amount * price / 1e36: [sum, values]. Rounded down each; a zero price is an error.
        values_floor(amounts: Vec<Amount> = "token base units", prices: Vec<Price> = "E36") -> "array: integer wad, array of integers wad" {
            let mut values = vec![Value::ZERO; amounts.len()];
            math::values_floor(&amounts, &prices, &mut values).map(|sum| (sum, values))
        }
        /// value / nav. Rounded down.
        weight_floor(value: Value = "wad", nav: Value = "wad") -> "integer wad" { math::weight_floor(value, nav) }
        /// Each value over nav. Rounded down each.
        weights_floor(values: Vec<Value> = "wad", nav: Value = "wad") -> "array of integers wad" {
            weights(values.len(), |weights| math::weights_floor(&values, nav, weights))
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
            math::exceeds_budget(before, after, budget)
        }
        /// The largest |value_i / nav - target_i| / target_i. Rounded up; error for an asset that is held but not wanted.
        max_relative_drift_ceil(values: Vec<Value> = "wad", nav: Value = "wad", targets: Vec<Weight> = "wad") -> "integer wad" {
            portfolio::max_relative_drift_ceil(&values, nav, &targets)
        }
        /// Half the sum of |value_i / nav - target_i|. Rounded up.
        turnover_ceil(values: Vec<Value> = "wad", nav: Value = "wad", targets: Vec<Weight> = "wad") -> "integer wad" {
            portfolio::turnover_ceil(&values, nav, &targets)
        }
        /// The annual tracking error of drifts under covariances per second. Rounded up.
        tracking_error_ceil(drifts: Vec<SignedWeight> = "wad", covariances: Vec<CovarianceRate> = "1e27 per second, row-major") -> "integer wad a year" {

            CovarianceMatrix::new(&covariances, drifts.len()).and_then(|covariances| portfolio::tracking_error_ceil(&drifts, &covariances))

        }
        /// Whether the annual tracking error is above a limit; exact.
        exceeds_tracking_error(drifts: Vec<SignedWeight> = "wad", covariances: Vec<CovarianceRate> = "1e27 per second, row-major", limit: Weight = "wad a year")
            -> "boolean" {
            CovarianceMatrix::new(&covariances, drifts.len()).and_then(|covariances| portfolio::exceeds_tracking_error(&drifts, &covariances, limit))
        }
        /// The scores as weights by largest remainder; they sum to exactly 1e18.
        targets_by_largest_remainder(scores: Vec<U256> = "any one unit") -> "array of integers wad" {
            weights(scores.len(), |weights| portfolio::targets_by_largest_remainder(&scores, weights))
        }
        /// The scores as weights rounded down, what is missing to 1e18 at one index.
        targets_with_residue_at(scores: Vec<U256> = "any one unit", residue_index: usize = "index") -> "array of integers wad" {
            weights(scores.len(), |weights| portfolio::targets_with_residue_at(&scores, residue_index, weights))
        }
        /// The nearest weights (least squares) within bounds that sum to exactly 1e18; each within one unit of the exact projection.
        project_to_simplex(wanted: Vec<SignedWeight> = "wad", lower: Vec<Weight> = "wad", upper: Vec<Weight> = "wad") -> "array of integers wad" {
            weights(wanted.len(), |weights| portfolio::project_to_simplex(&wanted, &lower, &upper, weights))
        }
        /// Weights in proportion to scores within bounds, by water-filling; they sum to exactly 1e18.
        cap_in_proportion(scores: Vec<U256> = "any one unit", lower: Vec<Weight> = "wad", upper: Vec<Weight> = "wad") -> "array of integers wad" {
            weights(scores.len(), |weights| portfolio::cap_in_proportion(&scores, &lower, &upper, weights))
        }
        /// value * (supply + 1e6) / (nav + 1). Rounded down: shares for a deposit.
        mint_shares_floor(value: Value = "wad", nav: Value = "wad", supply: Shares = "share base units") -> "integer share base units" {
            portfolio::mint_shares_floor(value, nav, supply)
        }
        /// shares * (nav + 1) / (supply + 1e6). Rounded up: the price of a mint.
        mint_value_ceil(shares: Shares = "share base units", nav: Value = "wad", supply: Shares = "share base units") -> "integer wad" {
            portfolio::mint_value_ceil(shares, nav, supply)
        }
        /// shares * (nav + 1) / (supply + 1e6). Rounded down: what a redemption pays.
        redeem_value_floor(shares: Shares = "share base units", nav: Value = "wad", supply: Shares = "share base units") -> "integer wad" {
            portfolio::redeem_value_floor(shares, nav, supply)
        }
        /// value * (supply + 1e6) / (nav + 1). Rounded up: the shares that a withdrawal burns.
        withdraw_shares_ceil(value: Value = "wad", nav: Value = "wad", supply: Shares = "share base units") -> "integer share base units" {
            portfolio::withdraw_shares_ceil(value, nav, supply)
        }
        /// Shares to mint for the management fee of the time between two timestamps. Rounded down.
        management_fee_floor(supply: Shares = "share base units", annual_rate: Weight = "wad a year", last: u64 = "seconds", now: u64 = "seconds")
            -> "integer share base units" { portfolio::management_fee_floor(supply, annual_rate, last, now) }
        /// What one base unit of shares is worth. Rounded down.
        share_price_floor(nav: Value = "wad", supply: Shares = "share base units") -> "integer E36" { portfolio::share_price_floor(nav, supply) }
        /// The performance fee above a mark: [shares to mint, the next mark]. Fee rounded down, mark up.
        performance_fee(nav: Value = "wad", supply: Shares = "share base units", mark: Price = "E36", rate: Weight = "wad") -> "array of two integers" {
            portfolio::performance_fee(nav, supply, mark, rate).map(|fee| (fee.shares, fee.mark))
        }
        /// Each recipient's part of a fee, the rest to the first; they sum to exactly the fee.
        split_fee(fee: Shares = "share base units", parts: Vec<Weight> = "wad") -> "array of integers share base units" {
            let mut split = vec![Shares::ZERO; parts.len()];
            portfolio::split_fee(fee, &parts, &mut split).map(|()| split)
        }
        /// The fee of value that comes in: base * flow + drift * (turnover after - turnover before). Rounded up; rates up to 1e17, drift at most base.
        entry_fee_ceil(values: Vec<Value> = "wad", targets: Vec<Weight> = "wad", index: usize = "asset that crosses", base: Weight = "wad", drift: Weight = "wad", flow: Value = "wad")
            -> "integer wad" { FlowSide::new(&values, &targets, index, FlowRates { base, drift }).and_then(|side| side.entry_fee_ceil(flow)) }
        /// The fee of value that goes out, on top of it. Rounded up.
        exit_fee_ceil(values: Vec<Value> = "wad", targets: Vec<Weight> = "wad", index: usize = "asset that crosses", base: Weight = "wad", drift: Weight = "wad", flow: Value = "wad")
            -> "integer wad" { FlowSide::new(&values, &targets, index, FlowRates { base, drift }).and_then(|side| side.exit_fee_ceil(flow)) }
        /// The least flow in that is worth a credit after its fee.
        entry_flow_ceil(values: Vec<Value> = "wad", targets: Vec<Weight> = "wad", index: usize = "asset that crosses", base: Weight = "wad", drift: Weight = "wad", credit: Value = "wad")
            -> "integer wad" { FlowSide::new(&values, &targets, index, FlowRates { base, drift }).and_then(|side| side.entry_flow_ceil(credit)) }
        /// The largest flow out that costs at most a value, its fee included.
        exit_flow_floor(values: Vec<Value> = "wad", targets: Vec<Weight> = "wad", index: usize = "asset that crosses", base: Weight = "wad", drift: Weight = "wad", cost: Value = "wad")
            -> "integer wad" { FlowSide::new(&values, &targets, index, FlowRates { base, drift }).and_then(|side| side.exit_flow_floor(cost)) }
        /// A loss bucket that has emptied for a time: [level, timestamp]. Level rounded up.
        loss_emptied(capacity: Weight = "wad", period: u64 = "seconds", level: Weight = "wad", at: u64 = "seconds", now: u64 = "seconds")
            -> "array of two integers" {
            LossLimit { capacity, period_s: period }.emptied(LossBucket { level, at }, now).map(|bucket| (bucket.level, bucket.at))
        }
        /// A loss bucket after a loss: [level, timestamp]. Error if it does not fit.
        loss_charged(capacity: Weight = "wad", period: u64 = "seconds", level: Weight = "wad", at: u64 = "seconds", loss: Weight = "wad", now: u64 = "seconds")
            -> "array of two integers" {
            LossLimit { capacity, period_s: period }.charged(LossBucket { level, at }, loss, now).map(|bucket| (bucket.level, bucket.at))
        }
        /// Window and fuse that have emptied for a time, the window at the pace of the fuse: [window, fuse, timestamp]. Rounded up.
        loss_budgets_emptied(window_bps: u16 = "bps", window_period: u32 = "seconds", fuse_bps: u16 = "bps", fuse_period: u32 = "seconds", window: u64 = "1e-10 of NAV", fuse: u64 = "1e-10 of NAV", at: u64 = "seconds", now: u64 = "seconds")
            -> "array of three integers" {
            let levels = budgets((window_bps, window_period), (fuse_bps, fuse_period)).emptied(LossLevels { window, fuse, at }, now);
            (levels.window, levels.fuse, levels.at)
        }
        /// Window and fuse after a loss: [window, fuse, timestamp]. Error if it does not fit the window; the fuse is full at most.
        loss_budgets_charged(window_bps: u16 = "bps", window_period: u32 = "seconds", fuse_bps: u16 = "bps", fuse_period: u32 = "seconds", window: u64 = "1e-10 of NAV", fuse: u64 = "1e-10 of NAV", at: u64 = "seconds", worst: u64 = "1e-10 of NAV", mid: u64 = "1e-10 of NAV", now: u64 = "seconds")
            -> "array of three integers" {
            budgets((window_bps, window_period), (fuse_bps, fuse_period)).charged(LossLevels { window, fuse, at }, Loss { worst, mid }, now)
                .map(|levels| (levels.window, levels.fuse, levels.at))
        }
        /// The part of its pace at which a window empties behind a fuse: clamp(2 * (1 - fuse / capacity), 1/8, 1). Rounded down.
        loss_pace_floor(fuse_bps: u16 = "bps", fuse: u64 = "1e-10 of NAV") -> "integer 1e-10" {
            budgets((0, 0), (fuse_bps, 0)).pace_floor(LossLevels { window: 0, fuse, at: 0 })
        }
        /// value / nav in 1e-10, the largest number when there is no NAV. Rounded up.
        nav_parts_ceil(value: Value = "wad", nav: Value = "wad") -> "integer 1e-10" { portfolio::nav_parts_ceil(value, nav) }
        /// value / nav in 1e-10, zero when there is no NAV. Rounded down.
        nav_parts_floor(value: Value = "wad", nav: Value = "wad") -> "integer 1e-10" { portfolio::nav_parts_floor(value, nav) }
        /// Parts of NAV as a wad. Exact below 2^64; that much for more.
        parts_to_wad(parts: u64 = "1e-10 of NAV") -> "integer wad" { portfolio::parts_to_wad(parts) }
        /// given * (1 + error) - received * (1 - error), zero for a gain. Rounded up.
        worst_loss_ceil(given: u64 = "1e-10 of NAV", given_error_bps: u16 = "bps", received: u64 = "1e-10 of NAV", received_error_bps: u16 = "bps")
            -> "integer 1e-10" { portfolio::worst_loss_ceil(given, given_error_bps, received, received_error_bps) }
    }
}

/// Window and fuse, each of basis points and seconds.
fn budgets(window: (u16, u32), fuse: (u16, u32)) -> LossBudgets {
    LossBudgets {
        window: LossBudget::from_bps(window.0, window.1),
        fuse: LossBudget::from_bps(fuse.0, fuse.1),
    }
}
