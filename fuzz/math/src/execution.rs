//! Any bytes as pools, schedules and auctions.

use rebalance_math::execution::*;
use rebalance_math::{Amount, U256, WAD};

use crate::refusal::answer;
use crate::shapes::Shapes;

/// Runs one input.
///
/// # Panics
/// If a promise is broken.
pub fn run(input: &[u8]) {
    let mut shapes = Shapes::new(input);
    constant_products(&mut shapes);
    weighted(&mut shapes);
    ticks(&mut shapes);
    steps(&mut shapes);
    concentrated(&mut shapes);
    splits(&mut shapes);
    tolerances(&mut shapes);
    auctions(&mut shapes);
    schedules(&mut shapes);
}

fn constant_products(shapes: &mut Shapes<'_>) {
    let pool = shapes.constant_product();
    let amount = shapes.integer();
    if let Some(out) = answer(pool.amount_out_floor(amount)) {
        assert!(out < U256::from(pool.reserve_out));
        if !out.is_zero() {
            // What buys it is no more than what did, but for the unit that the pool adds.
            let needed = answer(pool.amount_in_ceil(out)).expect("it was just paid");
            assert!(
                needed <= amount.saturating_add(U256::ONE),
                "{pool:?} {amount}"
            );
        }
    }
    if let Some(needed) = answer(pool.amount_in_ceil(amount)) {
        let paid = pool.amount_out_floor(needed);
        assert!(
            paid.is_ok_and(|paid| paid >= amount) || paid.is_err(),
            "{pool:?}"
        );
    }
    let total = Amount::new(shapes.integer());
    if let Some(chunk) = answer(sandwich_safe_chunk_floor(&pool)) {
        assert!(chunk.raw() <= U256::from(pool.reserve_in));
        if let Some(chunks) = answer(sandwich_safe_chunks(&pool, total)) {
            assert_eq!(chunks, total.raw().div_ceil(chunk.raw()));
        }
    }
}

fn weighted_pool(shapes: &mut Shapes<'_>) -> WeightedPool {
    WeightedPool {
        reserve_in: shapes.u128(),
        reserve_out: shapes.u128(),
        weight_in: shapes.weight(),
        weight_out: shapes.weight(),
        fee_pips: shapes.fee_pips(),
    }
}

fn weighted(shapes: &mut Shapes<'_>) {
    let pool = weighted_pool(shapes);
    let (amount, more) = (shapes.bits(200), shapes.bits(100));
    let out = answer(pool.amount_out_floor(amount));
    if let Some(out) = out {
        assert!(out <= U256::from(pool.reserve_out));
        if let Ok(next) = pool.amount_out_floor(amount.saturating_add(more)) {
            assert!(next >= out, "{pool:?} {amount} {more}");
        }
    }
}

fn ticks(shapes: &mut Shapes<'_>) {
    let tick = i32::from_le_bytes(shapes.u32().to_le_bytes());
    let inside = tick.rem_euclid(MAX_TICK + 1) * if shapes.flag() { 1 } else { -1 };
    answer(sqrt_ratio_at_tick(tick));
    let price = answer(sqrt_ratio_at_tick(inside)).expect("a tick in range");
    if price < MAX_SQRT_RATIO {
        assert_eq!(tick_at_sqrt_ratio(price), Ok(inside));
    }
    if price > MIN_SQRT_RATIO {
        assert_eq!(tick_at_sqrt_ratio(price - U256::ONE), Ok(inside - 1));
    }
    let price = shapes.bits(161);
    if let Some(tick) = answer(tick_at_sqrt_ratio(price)) {
        let (low, high) = (sqrt_ratio_at_tick(tick), sqrt_ratio_at_tick(tick + 1));
        assert!(low.is_ok_and(|low| low <= price) && high.is_ok_and(|high| high > price));
    }
}

fn steps(shapes: &mut Shapes<'_>) {
    let bits = if shapes.flag() { 256 } else { 160 };
    let (a, b) = (shapes.bits(bits), shapes.bits(bits));
    let liquidity = shapes.u128();
    let amount = shapes.bits(bits);
    for delta in [amount0_delta, amount1_delta] {
        let down = answer(delta(a, b, liquidity, Rounding::Down));
        let up = answer(delta(a, b, liquidity, Rounding::Up));
        if let Some((down, up)) = down.zip(up) {
            assert!(down <= up && up - down <= U256::from(2));
        }
        assert_eq!(answer(delta(b, a, liquidity, Rounding::Up)), up);
    }
    for zero_for_one in [true, false] {
        let moved = next_sqrt_price_from_input(a, liquidity, amount, zero_for_one);
        if let Some(moved) = answer(moved) {
            assert!(if zero_for_one { moved <= a } else { moved >= a });
        }
        let moved = next_sqrt_price_from_output(a, liquidity, amount, zero_for_one);
        if let Some(moved) = answer(moved) {
            assert!(if zero_for_one { moved <= a } else { moved >= a });
        }
    }
    let fee = shapes.fee_pips();
    for remaining in [SwapAmount::ExactIn(amount), SwapAmount::ExactOut(amount)] {
        let Some(step) = answer(swap_step(a, b, liquidity, remaining, fee)) else {
            continue;
        };
        assert!((a.min(b)..=a.max(b)).contains(&step.sqrt_price_x96));
        match remaining {
            SwapAmount::ExactIn(amount) => {
                let paid = step.amount_in.checked_add(step.fee_amount);
                assert!(paid.is_some_and(|paid| paid <= amount), "{step:?}");
            }
            SwapAmount::ExactOut(amount) => assert!(step.amount_out <= amount, "{step:?}"),
        }
    }
}

/// Positions around a price: ticks in order whose liquidity is there, mostly.
fn tick_list(shapes: &mut Shapes<'_>, spacing: i32, tick: i32) -> Vec<TickLiquidity> {
    let mut ticks = Vec::new();
    for _ in 0..shapes.byte() % 5 {
        let reach = i32::from(shapes.byte() % 60) + 1;
        let liquidity = i128::try_from(shapes.u128() >> 8).unwrap_or(0);
        let start = tick.div_euclid(spacing) - reach / 2;
        for (at, liquidity_net) in [(start, liquidity), (start + reach, -liquidity)] {
            ticks.push(TickLiquidity {
                tick: at.saturating_mul(spacing),
                liquidity_net,
            });
        }
    }
    if !shapes.byte().is_multiple_of(16) {
        ticks.sort_by_key(|entry| entry.tick);
        ticks.dedup_by_key(|entry| entry.tick);
    }
    ticks
}

/// A pool's numbers but for its ticks, and those.
fn concentrated_pool(shapes: &mut Shapes<'_>) -> (ConcentratedPool<'static>, Vec<TickLiquidity>) {
    let tick = if shapes.byte().is_multiple_of(8) {
        MAX_TICK - i32::from(shapes.byte())
    } else {
        i32::from(shapes.byte()) * 997 - 127_000
    };
    let tick = if shapes.flag() { tick } else { -tick };
    let tick_spacing = match shapes.byte() % 8 {
        0 => i32::from_le_bytes(shapes.u32().to_le_bytes()),
        1 => 1,
        2 => 16_383,
        3 | 4 => 10,
        _ => 60,
    };
    let spacing = tick_spacing.clamp(1, 16_383);
    let ticks = tick_list(shapes, spacing, tick);
    let price = sqrt_ratio_at_tick(tick).unwrap_or(MIN_SQRT_RATIO);
    let sqrt_price_x96 = match shapes.byte() % 8 {
        0 => shapes.bits(161),
        1 => price,
        _ => price.saturating_add(U256::from(shapes.byte())),
    };
    let tick = match shapes.byte() % 8 {
        0 => tick - 1,
        _ => tick_at_sqrt_ratio(sqrt_price_x96).unwrap_or(tick),
    };
    let in_range: i128 = ticks
        .iter()
        .filter(|entry| entry.tick <= tick)
        .fold(0, |sum, entry| sum.saturating_add(entry.liquidity_net));
    let liquidity = if shapes.byte().is_multiple_of(16) {
        shapes.u128()
    } else {
        u128::try_from(in_range).unwrap_or(0)
    };
    let pool = ConcentratedPool {
        sqrt_price_x96,
        tick,
        liquidity,
        fee_pips: shapes.fee_pips(),
        tick_spacing,
        ticks: &[],
    };
    (pool, ticks)
}

fn concentrated(shapes: &mut Shapes<'_>) {
    let (pool, ticks) = concentrated_pool(shapes);
    let pool = ConcentratedPool {
        ticks: &ticks,
        ..pool
    };
    let amount = shapes.bits(200);
    let zero_for_one = shapes.flag();
    let limit = match shapes.byte() % 4 {
        0 => Some(shapes.bits(161)),
        1 => Some(pool.sqrt_price_x96),
        _ => None,
    };
    for amount in [SwapAmount::ExactIn(amount), SwapAmount::ExactOut(amount)] {
        let Some(swap) = answer(pool.swap(amount, zero_for_one, limit)) else {
            continue;
        };
        let is_down = swap.sqrt_price_x96 <= pool.sqrt_price_x96;
        let is_up = swap.sqrt_price_x96 >= pool.sqrt_price_x96;
        assert!(if zero_for_one { is_down } else { is_up });
        match amount {
            SwapAmount::ExactIn(amount) => assert!(swap.amount_in <= amount),
            SwapAmount::ExactOut(amount) => assert!(swap.amount_out <= amount),
        }
        if let Some(limit) = limit {
            let price = swap.sqrt_price_x96;
            assert!(if zero_for_one {
                price >= limit
            } else {
                price <= limit
            });
        }
    }
}

fn splits(shapes: &mut Shapes<'_>) {
    let count = match shapes.byte() {
        0 => 33,
        1 => 32,
        few => usize::from(few % 5),
    };
    let concentrated = shapes.list(count, concentrated_pool);
    let venues: Vec<_> = concentrated
        .iter()
        .map(|(pool, ticks)| match shapes.byte() % 4 {
            0 => Venue::Weighted(weighted_pool(shapes)),
            1 => Venue::Concentrated {
                pool: ConcentratedPool { ticks, ..*pool },
                zero_for_one: shapes.flag(),
            },
            _ => Venue::ConstantProduct(shapes.constant_product()),
        })
        .collect();
    let (amount, leg_cost) = (shapes.bits(128), shapes.bits(64));
    let price = shapes.bits(161);
    for venue in &venues {
        answer(venue.input_at_price_floor(price));
    }
    let mut parts = vec![U256::ZERO; shapes.near(count)];

    let Some(best) = answer(split(&venues, amount, leg_cost, &mut parts)) else {
        return;
    };
    let sum = parts
        .iter()
        .fold(U256::ZERO, |sum, part| sum.saturating_add(*part));
    assert_eq!(sum, amount);
    let mut out = U256::ZERO;
    let mut legs = 0;
    for (venue, part) in venues.iter().zip(&parts) {
        if !part.is_zero() {
            out += venue
                .amount_out_floor(*part)
                .expect("a part that was chosen");
            legs += 1;
        }
    }
    assert_eq!((best.amount_out, best.legs), (out, legs));
    let after_cost = best
        .amount_out
        .saturating_sub(leg_cost.saturating_mul(U256::from(legs)));
    for venue in &venues {
        if let Ok(alone) = venue.amount_out_floor(amount) {
            assert!(
                after_cost >= alone.saturating_sub(leg_cost),
                "{venues:?} {amount}"
            );
        }
    }
}

fn tolerances(shapes: &mut Shapes<'_>) {
    let parts = ToleranceParts {
        fee: shapes.weight(),
        impact: shapes.weight(),
        deviation: shapes.weight(),
        quantile_wad: shapes.bits(80),
        volatility_wad: shapes.bits(80),
        age_s: shapes.u64(),
    };
    if let Some(tolerance) = answer(parts.slippage_tolerance_ceil()) {
        assert!(tolerance >= parts.fee && tolerance.raw() <= WAD);
    }
}

fn auctions(shapes: &mut Shapes<'_>) {
    for decay in [Decay::Linear, Decay::Exponential] {
        let auction = DutchAuction {
            start_price: shapes.integer(),
            end_price: shapes.integer(),
            duration_s: shapes.u64(),
            decay,
        };
        let (one, other) = (shapes.u64(), shapes.u64());
        let (early, late) = (one.min(other), one.max(other));
        let floor = answer(auction.price_floor(early));
        let ceil = answer(auction.price_ceil(early));
        let lowest = auction.start_price.min(auction.end_price);
        let highest = auction.start_price.max(auction.end_price);
        for price in floor.iter().chain(&ceil) {
            assert!((lowest..=highest).contains(price), "{auction:?}");
        }
        if let Some((floor, ceil)) = floor.zip(ceil) {
            assert!(floor <= ceil, "{auction:?}");
        }
        if let (Some(now), Ok(then)) = (ceil, auction.price_ceil(late)) {
            let is_rising = auction.start_price <= auction.end_price;
            assert!(
                if is_rising { then >= now } else { then <= now },
                "{auction:?}"
            );
        }
    }
    let urgency = urgency_floor(shapes.integer(), shapes.integer(), shapes.weight());
    if let Some(urgency) = answer(urgency) {
        answer(decay_rate_floor(urgency, shapes.integer(), shapes.u64()));
    }
}

fn schedules(shapes: &mut Shapes<'_>) {
    let slices = match shapes.byte() {
        0 => 0,
        1 => u32::MAX,
        few => u32::from(few % 40),
    };
    let twap = Twap {
        total: Amount::new(shapes.integer()),
        slices,
        jitter: rebalance_math::Weight::new(shapes.weight().raw() >> 1),
        seed: shapes.u64(),
    };
    answer(twap.slice(shapes.u32()));
    let all: Result<Vec<_>, _> = (0..slices.min(40)).map(|index| twap.slice(index)).collect();
    if let Some(all) = answer(all)
        && slices <= 40
        && slices > 0
    {
        let sum = all
            .iter()
            .fold(U256::ZERO, |sum, slice| sum.saturating_add(slice.raw()));
        assert_eq!(sum, twap.total.raw());
    }
    let bits = if shapes.flag() { 256 } else { 80 };
    let model = ExecutionModel {
        volatility_wad: shapes.bits(bits),
        spread_wad: shapes.bits(bits),
        permanent_impact_e36: shapes.bits(bits),
        temporary_impact_e36: shapes.bits(bits + 20),
        risk_aversion_wad: shapes.bits(bits),
        interval_wad: shapes.bits(bits),
    };
    let mut trades = vec![U256::ZERO; usize::from(shapes.byte() % 40)];
    let total = shapes.integer();
    if answer(model.trades(total, &mut trades)).is_some() {
        let sum = trades
            .iter()
            .fold(U256::ZERO, |sum, trade| sum.saturating_add(*trade));
        assert_eq!(sum, total);
        // The risk is sold off first.
        assert!(
            trades
                .iter()
                .skip(1)
                .zip(&trades)
                .all(|(next, trade)| { *next <= trade.saturating_add(U256::from(trades.len())) }),
            "{model:?} {trades:?}"
        );
    }
    answer(model.risk_ceil(&trades));
}
