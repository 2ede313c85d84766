//! When to rebalance.

use crate::eval::function::{Function, functions};
use rebalance_math::{
    Signed, SignedWeight, U256, Value, Weight,
    trigger::{self, Barriers, ScaledBand},
    volatility::{CovarianceMatrix, CovarianceRate, VarianceRate},
};

pub(super) fn functions() -> Vec<Function> {
    functions! {
        /// |value * 1e18 - target * nav| > band * nav; exact, no rounding. On the edge is inside.
        is_breached(value: Value = "wad", nav: Value = "wad", target: Weight = "wad", band: Weight = "wad") -> "boolean" {
            trigger::is_breached(value, nav, target, band)
        }
        /// Whether some asset is breached.
        is_any_breached(values: Vec<Value> = "wad", nav: Value = "wad", targets: Vec<Weight> = "wad", band: Weight = "wad") -> "boolean" {
            trigger::is_any_breached(&values, nav, &targets, band)
        }
        /// Whether some asset is outside its relative band, a part of its own target; exact.
        is_any_relative_breached(values: Vec<Value> = "wad", nav: Value = "wad", targets: Vec<Weight> = "wad", band: Weight = "wad") -> "boolean" {
            trigger::is_any_relative_breached(&values, nav, &targets, band)
        }
        /// The first time at which the interval allows another rebalance; saturates.
        eligible_at(last: u64 = "seconds", interval: u64 = "seconds") -> "integer seconds" { trigger::eligible_at(last, interval) }
        /// Whether the interval has elapsed.
        is_elapsed(now: u64 = "seconds", last: u64 = "seconds", interval: u64 = "seconds") -> "boolean" { trigger::is_elapsed(now, last, interval) }
        /// base * (variance / reference)^(exponent / 2), clamped. Rounded down; exact at the reference and for exponent zero.
        scaled_band_floor(variance: VarianceRate = "1e27 per second", base: Weight = "wad", reference: VarianceRate = "1e27 per second",
            exponent: Signed = "wad, -1 to 1", narrowest: Weight = "wad", widest: Weight = "wad") -> "integer wad" {
            trigger::scaled_band_floor(variance, &ScaledBand { base, reference, exponent, narrowest, widest })
        }
        /// Proportional cost, trade to the edge: cbrt(3 c / (2 gamma) w^2 (1-w)^2). Rounded down, exactly.
        edge_band_floor(target: Weight = "wad", cost: Weight = "wad", risk_aversion: U256 = "wad") -> "integer wad" {
            trigger::edge_band_floor(target, cost, risk_aversion)
        }
        /// Proportional cost, trade to the target: cbrt(6 c w^2 (1-w)^2 / gamma). Rounded down, exactly.
        target_band_floor(target: Weight = "wad", cost: Weight = "wad", risk_aversion: U256 = "wad") -> "integer wad" {
            trigger::target_band_floor(target, cost, risk_aversion)
        }
        /// Fixed cost, trade to the target: (12 F w^2 (1-w)^2 / gamma)^(1/4). Rounded down, exactly.
        fixed_cost_band_floor(target: Weight = "wad", fixed_cost: Weight = "wad of NAV", risk_aversion: U256 = "wad") -> "integer wad" {
            trigger::fixed_cost_band_floor(target, fixed_cost, risk_aversion)
        }
        /// Both costs: [drift that triggers, drift to return to]. Rounded down.
        no_trade_band(target: Weight = "wad", cost: Weight = "wad", fixed_cost: Weight = "wad of NAV", risk_aversion: U256 = "wad") -> "array of two integers wad" {
            trigger::no_trade_band(target, cost, fixed_cost, risk_aversion).map(|band| (band.trigger, band.return_to))
        }
        /// Masters: 2 K C / TE^2 triggers, K C / TE^2 is returned to, with TE^2 = variance * horizon. Rounded down, exactly.
        masters_band_floor(cost: Weight = "wad, both legs", risk_tolerance: U256 = "wad", relative_variance: VarianceRate = "1e27 per second", horizon: u64 = "seconds")
            -> "array of two integers wad" {
            trigger::masters_band_floor(cost, risk_tolerance, relative_variance, horizon).map(|band| (band.trigger, band.return_to))
        }
        /// Dybvig and Pezzo, one period: null where |g_i - g_j| <= c_i + c_j for all, g = aversion * horizon * covariances * drifts; else the pair that
        /// gains most and how much of it: [sell, buy, size]. The decision is exact, the size rounded down.
        single_period_trade(drifts: Vec<SignedWeight> = "wad", covariances: Vec<CovarianceRate> = "1e27 per second, row by row", costs: Vec<Weight> = "wad, one way",
            risk_aversion: U256 = "wad", horizon: u64 = "seconds") -> "null or array: index, index, integer wad" {
            CovarianceMatrix::new(&covariances, drifts.len())
                .and_then(|matrix| trigger::single_period_trade(&drifts, &matrix, &costs, risk_aversion, horizon))
                .map(|trade| trade.map(|trade| (trade.sell, trade.buy, trade.size)))
        }
        /// The best interval between rebalances to the target. Rounded down.
        periodic_interval_floor(target: Weight = "wad", cost: Weight = "wad", risk_aversion: U256 = "wad", relative_variance: VarianceRate = "1e27 per second")
            -> "integer seconds" { trigger::periodic_interval_floor(target, cost, risk_aversion, relative_variance) }
        /// How far a weight's log-odds may move until it leaves its band: [up, down], null where the band reaches zero or one. Rounded down.
        log_odds_barriers(weight: Weight = "wad", target: Weight = "wad", band: Weight = "wad") -> "array of two integers wad or null" {
            trigger::log_odds_barriers(weight, target, band).map(|barriers| (barriers.upper, barriers.lower))
        }
        /// The probability that a barrier is reached within the horizon by someone who looks every so often (0 for always). Rounded up.
        breach_probability(upper: Option<U256> = "wad or null", lower: Option<U256> = "wad or null", variance: VarianceRate = "1e27 per second",
            horizon: u64 = "seconds", look: u64 = "seconds") -> "integer wad" {
            trigger::breach_probability(&Barriers { upper, lower }, variance, horizon, look)
        }
    }
}
