//! How to trade: what pools return, how an order is divided, and what it may cost.

use crate::eval::{
    function::{Function, functions},
    value::{self, Argument},
};
use rebalance_math::{
    Amount, U256, Weight,
    execution::{
        self, ConcentratedPool, ConstantProduct, Decay, DutchAuction, ExecutionModel, Rounding,
        SwapAmount, TickLiquidity, ToleranceParts, Twap, Venue, WeightedPool,
    },
};
use serde_json::Value;

pub(super) fn functions() -> Vec<Function> {
    functions! {
        /// Constant product: what comes out for an input. Rounded down, as the pool does (3,000 pips is Uniswap V2).
        constant_product_out_floor(reserve_in: u128 = "base units", reserve_out: u128 = "base units", fee: u32 = "pips, 1e-6", amount_in: U256 = "base units")
            -> "integer base units" {
            ConstantProduct { reserve_in, reserve_out, fee_pips: fee }.amount_out_floor(amount_in)
        }
        /// Constant product: what must go in for an output. Rounded up, as the pool does.
        constant_product_in_ceil(reserve_in: u128 = "base units", reserve_out: u128 = "base units", fee: u32 = "pips, 1e-6", amount_out: U256 = "base units")
            -> "integer base units" {
            ConstantProduct { reserve_in, reserve_out, fee_pips: fee }.amount_in_ceil(amount_out)
        }
        /// Weighted pool: y (1 - (x / (x + g in))^(w_in / w_out)). Rounded down, by less than a unit and (2 + w_in / w_out) 1e-18 of the reserve.
        weighted_out_floor(reserve_in: u128 = "base units", reserve_out: u128 = "base units", weight_in: Weight = "wad", weight_out: Weight = "wad",
            fee: u32 = "pips, 1e-6", amount_in: U256 = "base units") -> "integer base units" {
            WeightedPool { reserve_in, reserve_out, weight_in, weight_out, fee_pips: fee }.amount_out_floor(amount_in)
        }
        /// sqrt(1.0001^tick) * 2^96, as Uniswap V3 computes it.
        sqrt_ratio_at_tick(tick: i32 = "tick") -> "integer Q64.96" { execution::sqrt_ratio_at_tick(tick) }
        /// The greatest tick whose ratio is at most this one, as Uniswap V3 computes it.
        tick_at_sqrt_ratio(sqrt_price: U256 = "Q64.96") -> "signed integer tick" { execution::tick_at_sqrt_ratio(sqrt_price) }
        /// Token 0 between two prices: L (1 / s_a - 1 / s_b). Rounded up when asked to.
        amount0_delta(sqrt_a: U256 = "Q64.96", sqrt_b: U256 = "Q64.96", liquidity: u128 = "L", round_up: bool = "") -> "integer base units" {
            execution::amount0_delta(sqrt_a, sqrt_b, liquidity, direction(round_up))
        }
        /// Token 1 between two prices: L (s_b - s_a). Rounded up when asked to.
        amount1_delta(sqrt_a: U256 = "Q64.96", sqrt_b: U256 = "Q64.96", liquidity: u128 = "L", round_up: bool = "") -> "integer base units" {
            execution::amount1_delta(sqrt_a, sqrt_b, liquidity, direction(round_up))
        }
        /// The price after an input, without fee. Rounded towards the old price.
        next_sqrt_price_from_input(sqrt_price: U256 = "Q64.96", liquidity: u128 = "L", amount_in: U256 = "base units", zero_for_one: bool = "")
            -> "integer Q64.96" { execution::next_sqrt_price_from_input(sqrt_price, liquidity, amount_in, zero_for_one) }
        /// The price after an output, without fee. Rounded away from the old price.
        next_sqrt_price_from_output(sqrt_price: U256 = "Q64.96", liquidity: u128 = "L", amount_out: U256 = "base units", zero_for_one: bool = "")
            -> "integer Q64.96" { execution::next_sqrt_price_from_output(sqrt_price, liquidity, amount_out, zero_for_one) }
        /// One step of a swap at an exact input or output: [sqrt price, in without fee, out, fee], as Uniswap V3 computes it.
        swap_step(current: U256 = "Q64.96", target: U256 = "Q64.96", liquidity: u128 = "L", remaining: U256 = "base units", is_exact_in: bool = "",
            fee: u32 = "pips, 1e-6") -> "array of integers" {
            execution::swap_step(current, target, liquidity, fixed(remaining, is_exact_in), fee)
                .map(|step| (step.sqrt_price_x96, step.amount_in, step.amount_out, step.fee_amount))
        }
        /// A whole swap over given ticks [[tick, net liquidity], …]: [in, out, sqrt price, tick, liquidity], as a Uniswap V3 pool computes it.
        concentrated_swap(sqrt_price: U256 = "Q64.96", tick: i32 = "tick", liquidity: u128 = "L", fee: u32 = "pips, 1e-6", tick_spacing: i32 = "ticks",
            ticks: Vec<TickLiquidity> = "tick and L", amount: U256 = "base units", is_exact_in: bool = "", zero_for_one: bool = "",
            limit: Option<U256> = "Q64.96 or null") -> "array of integers" {
            ConcentratedPool { sqrt_price_x96: sqrt_price, tick, liquidity, fee_pips: fee, tick_spacing, ticks: &ticks }
                .swap(fixed(amount, is_exact_in), zero_for_one, limit)
                .map(|swap| (swap.amount_in, swap.amount_out, swap.sqrt_price_x96, swap.tick, swap.liquidity))
        }
        /// What a pool returns for an input. Rounded down, as the pool does.
        venue_out_floor(venue: OwnedVenue = "a pool", amount_in: U256 = "base units") -> "integer base units" {
            venue.venue().amount_out_floor(amount_in)
        }
        /// The input that moves a pool's marginal price, output per input after its fee, down to the square of a root. Rounded down, by a few base units.
        venue_input_at_price_floor(venue: OwnedVenue = "a pool", sqrt_price: U256 = "Q64.96") -> "integer base units" {
            venue.venue().input_at_price_floor(sqrt_price)
        }
        /// The best division of an order among pools, legs that bring less than their cost left out: [out, parts].
        split(venues: Vec<OwnedVenue> = "pools", amount_in: U256 = "base units", leg_cost: U256 = "base units of the output") -> "array: integer, array of integers" {
            let venues: Vec<_> = venues.iter().map(OwnedVenue::venue).collect();
            let mut parts = vec![U256::ZERO; venues.len()];
            execution::split(&venues, amount_in, leg_cost, &mut parts).map(|split| (split.amount_out, parts))
        }
        /// fee * reserve: the largest input that no sandwich profits from, at any tolerance. Rounded down.
        sandwich_safe_chunk_floor(reserve_in: u128 = "base units", reserve_out: u128 = "base units", fee: u32 = "pips, 1e-6") -> "integer base units" {
            execution::sandwich_safe_chunk_floor(&ConstantProduct { reserve_in, reserve_out, fee_pips: fee })
        }
        /// How many safe chunks make up an order. Rounded up.
        sandwich_safe_chunks(reserve_in: u128 = "base units", reserve_out: u128 = "base units", fee: u32 = "pips, 1e-6", total: Amount = "base units") -> "integer" {
            execution::sandwich_safe_chunks(&ConstantProduct { reserve_in, reserve_out, fee_pips: fee }, total)
        }
        /// fee + impact + deviation + quantile * volatility * sqrt(age / year). Rounded up.
        slippage_tolerance_ceil(fee: Weight = "wad", impact: Weight = "wad", deviation: Weight = "wad", quantile: U256 = "wad", volatility: U256 = "wad a year", age: u64 = "seconds")
            -> "integer wad" {
            ToleranceParts { fee, impact, deviation, quantile_wad: quantile, volatility_wad: volatility, age_s: age }.slippage_tolerance_ceil()
        }
        /// A Dutch auction's price after some seconds, exponential decay when asked for, else linear. Rounded up: the vault sells.
        auction_price_ceil(start: U256 = "price", end: U256 = "price", duration: u64 = "seconds", is_exponential: bool = "", elapsed: u64 = "seconds")
            -> "integer price" { auction(start, end, duration, is_exponential).price_ceil(elapsed) }
        /// As auction_price_ceil. Rounded down: the vault buys.
        auction_price_floor(start: U256 = "price", end: U256 = "price", duration: u64 = "seconds", is_exponential: bool = "", elapsed: u64 = "seconds")
            -> "integer price" { auction(start, end, duration, is_exponential).price_floor(elapsed) }
        /// What waiting costs: q = risk aversion * variance * part / 2. Rounded down.
        urgency_floor(risk_aversion: U256 = "wad", variance: U256 = "1e27 per second", part: Weight = "wad") -> "integer 1e27 per second" {
            execution::urgency_floor(risk_aversion, variance, part)
        }
        /// The best decay of an auction: sqrt(2 q z / dt). Rounded down.
        decay_rate_floor(urgency: U256 = "1e27 per second", premium: U256 = "wad", block: u64 = "milliseconds") -> "integer 1e27 per second" {
            execution::decay_rate_floor(urgency, premium, block)
        }
        /// One slice of a time-weighted order; all slices sum to the total exactly.
        twap_slice(total: Amount = "base units", slices: u32 = "number", jitter: Weight = "wad of a slice, at most half", seed: u64 = "any", index: u32 = "from zero")
            -> "integer base units" { Twap { total, slices, jitter, seed }.slice(index) }
        /// The Almgren-Chriss schedule: what to sell in each of so many intervals; sums to the total exactly.
        execution_trades(model: ExecutionModel = "volatility, spread wad; permanent, temporary impact 1e36; risk aversion, interval wad", total: U256 = "any one unit",
            intervals: u16 = "number") -> "array of integers" {
            let mut trades = vec![U256::ZERO; usize::from(intervals)];
            model.trades(total, &mut trades).map(|()| trades)
        }
        /// The expected cost and deviation of a schedule. Rounded up.
        execution_risk_ceil(model: ExecutionModel = "as execution_trades", trades: Vec<U256> = "wad units") -> "array of two integers wad" {
            model.risk_ceil(&trades).map(|risk| (risk.expected_cost_wad, risk.deviation_wad))
        }
    }
}

const fn direction(round_up: bool) -> Rounding {
    if round_up {
        Rounding::Up
    } else {
        Rounding::Down
    }
}

const fn auction(
    start_price: U256,
    end_price: U256,
    duration_s: u64,
    is_exponential: bool,
) -> DutchAuction {
    let decay = if is_exponential {
        Decay::Exponential
    } else {
        Decay::Linear
    };
    DutchAuction {
        start_price,
        end_price,
        duration_s,
        decay,
    }
}

const fn fixed(amount: U256, is_exact_in: bool) -> SwapAmount {
    if is_exact_in {
        SwapAmount::ExactIn(amount)
    } else {
        SwapAmount::ExactOut(amount)
    }
}

/// A pool as the command line gives it.
enum OwnedVenue {
    ConstantProduct(ConstantProduct),
    Weighted(WeightedPool),
    Concentrated {
        sqrt_price_x96: U256,
        tick: i32,
        liquidity: u128,
        fee_pips: u32,
        tick_spacing: i32,
        zero_for_one: bool,
        ticks: Vec<TickLiquidity>,
    },
}

impl OwnedVenue {
    fn venue(&self) -> Venue<'_> {
        match self {
            Self::ConstantProduct(pool) => Venue::ConstantProduct(*pool),
            Self::Weighted(pool) => Venue::Weighted(*pool),
            Self::Concentrated {
                sqrt_price_x96,
                tick,
                liquidity,
                fee_pips,
                tick_spacing,
                zero_for_one,
                ticks,
            } => Venue::Concentrated {
                pool: ConcentratedPool {
                    sqrt_price_x96: *sqrt_price_x96,
                    tick: *tick,
                    liquidity: *liquidity,
                    fee_pips: *fee_pips,
                    tick_spacing: *tick_spacing,
                    ticks,
                },
                zero_for_one: *zero_for_one,
            },
        }
    }
}

impl Argument for OwnedVenue {
    const SHAPE: &'static str = "[\"v2\", reserve in, reserve out, pips], [\"weighted\", reserve in, reserve out, weight in, weight out, pips] or [\"v3\", sqrt price, tick, liquidity, pips, spacing, zero for one, ticks]";

    fn read(value: &Value) -> Result<Self, String> {
        let fields = value.as_array().map(Vec::as_slice).unwrap_or_default();
        match fields {
            [kind, reserve_in, reserve_out, fee] if kind == "v2" => {
                Ok(Self::ConstantProduct(ConstantProduct {
                    reserve_in: value::read("reserve in", Some(reserve_in))?,
                    reserve_out: value::read("reserve out", Some(reserve_out))?,
                    fee_pips: value::read("pips", Some(fee))?,
                }))
            }
            [kind, reserve_in, reserve_out, weight_in, weight_out, fee] if kind == "weighted" => {
                Ok(Self::Weighted(WeightedPool {
                    reserve_in: value::read("reserve in", Some(reserve_in))?,
                    reserve_out: value::read("reserve out", Some(reserve_out))?,
                    weight_in: value::read("weight in", Some(weight_in))?,
                    weight_out: value::read("weight out", Some(weight_out))?,
                    fee_pips: value::read("pips", Some(fee))?,
                }))
            }
            [
                kind,
                sqrt_price,
                tick,
                liquidity,
                fee,
                spacing,
                zero_for_one,
                ticks,
            ] if kind == "v3" => Ok(Self::Concentrated {
                sqrt_price_x96: value::read("sqrt price", Some(sqrt_price))?,
                tick: value::read("tick", Some(tick))?,
                liquidity: value::read("liquidity", Some(liquidity))?,
                fee_pips: value::read("pips", Some(fee))?,
                tick_spacing: value::read("spacing", Some(spacing))?,
                zero_for_one: value::read("zero for one", Some(zero_for_one))?,
                ticks: value::read("ticks", Some(ticks))?,
            }),
            _ => Err(format!("not a pool: {} is expected", Self::SHAPE)),
        }
    }
}

impl Argument for TickLiquidity {
    const SHAPE: &'static str = "[tick, net liquidity]";

    fn read(value: &Value) -> Result<Self, String> {
        let Some([tick, net]) = value.as_array().map(Vec::as_slice) else {
            return Err(format!("{} is expected", Self::SHAPE));
        };
        Ok(Self {
            tick: value::read("tick", Some(tick))?,
            liquidity_net: value::read("net liquidity", Some(net))?,
        })
    }
}

impl Argument for ExecutionModel {
    const SHAPE: &'static str = "array of six integers";

    fn read(value: &Value) -> Result<Self, String> {
        let fields = Vec::<U256>::read(value)?;
        let [
            volatility_wad,
            spread_wad,
            permanent_impact_e36,
            temporary_impact_e36,
            risk_aversion_wad,
            interval_wad,
        ] = fields[..]
        else {
            return Err(format!("{} entries where six are expected", fields.len()));
        };
        Ok(Self {
            volatility_wad,
            spread_wad,
            permanent_impact_e36,
            temporary_impact_e36,
            risk_aversion_wad,
            interval_wad,
        })
    }
}
