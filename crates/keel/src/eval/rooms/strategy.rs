//! Which weights to hold.

use super::weights;
use crate::eval::function::{Function, functions};
use rebalance_math::{
    MathError, Signed, U256, Value, Weight,
    strategy::{
        self, GlidePoint, Insurance, MomentumRule, PriceTrend, RiskModel, StopRule, TrailingStop,
    },
};

pub(super) fn functions() -> Vec<Function> {
    functions! {
        /// The weights at a time on a path of dated weights (row by row), linear in between; they sum to exactly 1e18.
        glide_path_weights(dates: Vec<u64> = "seconds", rows: Vec<Weight> = "wad, row-major", now: u64 = "seconds") -> "array of integers wad" {
            glide_path(&dates, &rows, now)
        }
        /// (1 / sigma_i) / sum (1 / sigma_j) by largest remainder; they sum to exactly 1e18.
        inverse_volatility_weights(volatilities: Vec<u64> = "any one unit") -> "array of integers wad" {
            weights(volatilities.len(), |weights| strategy::inverse_volatility_weights(&volatilities, weights))
        }
        /// Weights with equal risk contributions, each within 1e-10 of 1/N; error when the solver does not converge.
        equal_risk_weights(volatilities: Vec<u64> = "any one unit", correlations: Vec<i64> = "wad, row-major") -> "array of integers wad" {
            RiskModel::new(&volatilities, &correlations)
                .and_then(|model| weights(model.count(), |weights| strategy::equal_risk_weights(&model, weights)))
        }
        /// Weights whose risk contributions are the budgets, each within 1e-10; error when the solver does not converge.
        risk_budget_weights(volatilities: Vec<u64> = "any one unit", correlations: Vec<i64> = "wad, row-major", budgets: Vec<Weight> = "wad")
            -> "array of integers wad" {
            RiskModel::new(&volatilities, &correlations)
                .and_then(|model| weights(model.count(), |weights| strategy::risk_budget_weights(&model, &budgets, weights)))
        }
        /// As risk_budget_weights, within bounds; contributions inside the bounds are in proportion to their budgets.
        risk_budget_weights_boxed(volatilities: Vec<u64> = "any one unit", correlations: Vec<i64> = "wad, row-major",
            budgets: Vec<Weight> = "wad", lower: Vec<Weight> = "wad", upper: Vec<Weight> = "wad") -> "array of integers wad" {
            RiskModel::new(&volatilities, &correlations).and_then(|model| {
                weights(model.count(), |weights| {
                    strategy::risk_budget_weights_boxed(&model, &budgets, &lower, &upper, weights)
                })
            })
        }
        /// The largest distance of a risk contribution from its budget, as a part of the risk.
        max_risk_gap(volatilities: Vec<u64> = "any one unit", correlations: Vec<i64> = "wad, row-major", budgets: Vec<Weight> = "wad",
            held: Vec<Weight> = "wad") -> "integer wad" {
            RiskModel::new(&volatilities, &correlations)
                .and_then(|model| strategy::max_risk_gap(&model, &budgets, &held))
        }
        /// The weights of least variance within bounds; marginal risks agree to 1e-9 of the variance.
        minimum_variance_weights(volatilities: Vec<u64> = "any one unit", correlations: Vec<i64> = "wad, row-major",
            lower: Vec<Weight> = "wad", upper: Vec<Weight> = "wad") -> "array of integers wad" {
            RiskModel::new(&volatilities, &correlations).and_then(|model| {
                weights(model.count(), |weights| strategy::minimum_variance_weights(&model, &lower, &upper, weights))
            })
        }
        /// By how much the marginal risk of an asset that could give exceeds that of one that could take, as a part of the variance; zero at the optimum.
        variance_gap(volatilities: Vec<u64> = "any one unit", correlations: Vec<i64> = "wad, row-major",
            lower: Vec<Weight> = "wad", upper: Vec<Weight> = "wad", held: Vec<Weight> = "wad") -> "integer wad" {
            RiskModel::new(&volatilities, &correlations)
                .and_then(|model| strategy::variance_gap(&model, &lower, &upper, &held))
        }
        /// The volatility of a portfolio, sqrt(w' Sigma w), in the volatilities' unit. Rounded up.
        portfolio_volatility_ceil(volatilities: Vec<u64> = "any one unit", correlations: Vec<i64> = "wad, row-major", held: Vec<Weight> = "wad")
            -> "integer, the volatilities' unit" {
            RiskModel::new(&volatilities, &correlations)
                .and_then(|model| strategy::portfolio_volatility_ceil(&model, &held))
        }
        /// The basket scaled to a target volatility, the rest in the safe asset; exposure rounded down.
        target_volatility_weights(basket: Vec<Weight> = "wad", safe: usize = "index", estimate: U256 = "any one unit",
            target: U256 = "any one unit", cap: Weight = "wad") -> "array of integers wad" {
            weights(basket.len(), |weights| {
                strategy::target_volatility_weights(&basket, safe, estimate, target, cap, weights)
            })
        }
        /// exposure * basket, the rest in the safe asset; risky weights rounded down.
        exposed_weights(basket: Vec<Weight> = "wad", safe: usize = "index", exposure: Weight = "wad") -> "array of integers wad" {
            weights(basket.len(), |weights| strategy::exposed_weights(&basket, safe, exposure, weights))
        }
        /// In proportion to the capitalisations, each at most the cap; exact water-filling, largest remainder.
        market_cap_weights(capitalisations: Vec<U256> = "any one unit", cap: Weight = "wad") -> "array of integers wad" {
            weights(capitalisations.len(), |weights| strategy::market_cap_weights(&capitalisations, cap, weights))
        }
        /// CPPI: min(multiplier * (value - floor), cap * value), nothing at the floor. Rounded down.
        insurance_exposure_floor(value: Value = "wad", floor: Value = "wad", multiplier: U256 = "wad", cap: Weight = "wad") -> "integer wad" {
            Insurance { multiplier_wad: multiplier, cap }.exposure_floor(value, floor)
        }
        /// The CPPI exposure as a part of the portfolio. Rounded down.
        insurance_exposed_part_floor(value: Value = "wad", floor: Value = "wad", multiplier: U256 = "wad", cap: Weight = "wad") -> "integer wad" {
            Insurance { multiplier_wad: multiplier, cap }.exposed_part_floor(value, floor)
        }
        /// The floor after growth. Rounded up.
        grown_floor_ceil(floor: Value = "wad", growth: U256 = "wad, exp(r t)") -> "integer wad" { strategy::grown_floor_ceil(floor, growth) }
        /// TIPP: max(floor, protected * value). Rounded up.
        ratcheted_floor_ceil(floor: Value = "wad", value: Value = "wad", protected: Weight = "wad") -> "integer wad" {
            strategy::ratcheted_floor_ceil(floor, value, protected)
        }
        /// 1 / gap. Rounded down: the largest multiplier whose floor survives a sudden fall.
        gap_proof_multiplier_floor(gap: Weight = "wad") -> "integer wad" { strategy::gap_proof_multiplier_floor(gap) }
        /// The price trend one step later: [mean, distance]. Rounded down.
        price_trend_observe(mean: U256 = "price", distance: Signed = "price", price: U256 = "price", memory: Weight = "wad")
            -> "array: integer mean, signed integer distance" {
            PriceTrend { mean, distance }.observe(price, memory).map(|trend| (trend.mean, trend.distance))
        }
        /// The relative gradient of the price per step. Rounded down.
        price_trend_gradient_floor(mean: U256 = "price", distance: Signed = "price", memory: Weight = "wad") -> "signed integer wad" {
            PriceTrend { mean, distance }.gradient_floor(memory)
        }
        /// The weights that follow from momentum, limited per step and by bounds; they sum to exactly 1e18.
        momentum_weights(present: Vec<Weight> = "wad", gradients: Vec<Signed> = "wad", sensitivities: Vec<U256> = "wad", max_step: Weight = "wad",
            lower: Vec<Weight> = "wad", upper: Vec<Weight> = "wad") -> "array of integers wad" {
            let rule = MomentumRule { sensitivities: &sensitivities, max_step, lower: &lower, upper: &upper };
            weights(present.len(), |weights| rule.next_weights(&present, &gradients, weights))
        }
        /// The trailing stop after another price: [extreme, is out]. A re-entry of null means never. Exact.
        trailing_stop_observe(extreme: U256 = "price", is_out: bool = "", price: U256 = "price", distance: Weight = "wad",
            reentry: Option<Weight> = "wad or null") -> "array: integer price, boolean" {
            TrailingStop { extreme, is_out }
                .observe(price, &StopRule { distance, reentry })
                .map(|stop| (stop.extreme, stop.is_out))
        }
        /// The targets with those of stopped assets moved to the safe one.
        stopped_weights(targets: Vec<Weight> = "wad", is_out: Vec<bool> = "", safe: usize = "index") -> "array of integers wad" {
            weights(targets.len(), |weights| strategy::stopped_weights(&targets, &is_out, safe, weights))
        }
    }
}

/// A path whose points all have as many weights as there are entries per date.
fn glide_path(dates: &[u64], rows: &[Weight], now_s: u64) -> Result<Vec<Weight>, MathError> {
    let count = rows.len().checked_div(dates.len()).unwrap_or(0);
    if count.saturating_mul(dates.len()) != rows.len() {
        return Err(MathError::LengthMismatch {
            got: rows.len(),
            expected: count.saturating_mul(dates.len()),
        });
    }
    let points: Vec<_> = dates
        .iter()
        .zip(rows.chunks(count.max(1)))
        .map(|(at_s, weights)| GlidePoint {
            at_s: *at_s,
            weights,
        })
        .collect();
    weights(count, |weights| {
        strategy::glide_path_weights(&points, now_s, weights)
    })
}
