//! Quotes of pools: by hand, by rationals, and never to the taker's gain. The comparison with real pools is in
//! `crates/protocols`.

use num_traits::Signed as _;
use proptest::prelude::*;
use rebalance_math::execution::{
    ConcentratedPool, ConstantProduct, MAX_SQRT_RATIO, MAX_TICK, MIN_SQRT_RATIO, MIN_TICK,
    SwapAmount, TickLiquidity, sqrt_ratio_at_tick, tick_at_sqrt_ratio,
};
use rebalance_math::{MathError, U256};

use crate::execution_ticks::{any_amount, any_liquidity, int};
use crate::inputs::config;
use crate::reference::{floor, q};

const E18: u128 = 1_000_000_000_000_000_000;

/// The whitepaper's pair by hand: 1 in to 5 and 10 pays 1.6624…; the V2 library rounds the input up by one.
#[test]
fn constant_product_quotes_are_those_of_the_library() {
    let pool = ConstantProduct {
        reserve_in: 5 * E18,
        reserve_out: 10 * E18,
        fee_pips: 3_000,
    };
    assert_eq!(
        pool.amount_out_floor(U256::from(E18)),
        Ok(int("1662497915624478906"))
    );
    let even = ConstantProduct {
        reserve_in: 100,
        reserve_out: 100,
        fee_pips: 3_000,
    };
    assert_eq!(even.amount_out_floor(U256::from(2)), Ok(U256::ONE));
    assert_eq!(even.amount_in_ceil(U256::ONE), Ok(U256::from(2)));
    // 100 * 50 / 50 = 100 exactly without a fee, and one more all the same.
    let free = ConstantProduct {
        reserve_in: 100,
        reserve_out: 100,
        fee_pips: 0,
    };
    assert_eq!(free.amount_in_ceil(U256::from(50)), Ok(U256::from(101)));
}

/// Two positions, one inside the other: the swap crosses a tick upwards and comes back over it.
#[test]
fn swap_crosses_ticks_in_both_directions() {
    let ticks = [
        TickLiquidity {
            tick: -1_200,
            liquidity_net: 1_000_000_000_000,
        },
        TickLiquidity {
            tick: -60,
            liquidity_net: 5_000_000_000_000,
        },
        TickLiquidity {
            tick: 60,
            liquidity_net: -5_000_000_000_000,
        },
        TickLiquidity {
            tick: 1_200,
            liquidity_net: -1_000_000_000_000,
        },
    ];
    let start = ConcentratedPool {
        sqrt_price_x96: sqrt_ratio_at_tick(0).unwrap(),
        tick: 0,
        liquidity: 6_000_000_000_000,
        fee_pips: 3_000,
        tick_spacing: 60,
        ticks: &ticks,
    };
    let up = start
        .swap(
            SwapAmount::ExactIn(U256::from(40_000_000_000_u64)),
            false,
            None,
        )
        .unwrap();
    assert_eq!(up.amount_in, U256::from(40_000_000_000_u64));
    assert_eq!(up.liquidity, 1_000_000_000_000);
    assert!(up.tick > 60 && up.tick < 1_200);
    let there = ConcentratedPool {
        sqrt_price_x96: up.sqrt_price_x96,
        tick: up.tick,
        liquidity: up.liquidity,
        ..start
    };
    let back = there
        .swap(SwapAmount::ExactIn(up.amount_out), true, None)
        .unwrap();
    assert_eq!(back.liquidity, start.liquidity);
    // Two fees of 0.3 % are gone, and not much more.
    let spent = U256::from(40_000_000_000_u64) - back.amount_out;
    assert!(
        spent > U256::from(235_000_000) && spent < U256::from(245_000_000),
        "{spent}"
    );
    // A limit on the boundary of the inner position leaves its liquidity in range downwards and takes it out upwards.
    let edge = sqrt_ratio_at_tick(60).unwrap();
    let at_edge = start
        .swap(SwapAmount::ExactIn(U256::MAX >> 1), false, Some(edge))
        .unwrap();
    assert_eq!(
        (at_edge.sqrt_price_x96, at_edge.tick, at_edge.liquidity),
        (edge, 60, 1_000_000_000_000)
    );
    let lower = sqrt_ratio_at_tick(-60).unwrap();
    let at_lower = start
        .swap(SwapAmount::ExactOut(U256::MAX >> 1), true, Some(lower))
        .unwrap();
    assert_eq!(
        (at_lower.sqrt_price_x96, at_lower.tick, at_lower.liquidity),
        (lower, -61, 1_000_000_000_000)
    );
    // From there the pool is one tick below its own price, and takes the inner position back in upwards.
    let fallen = ConcentratedPool {
        sqrt_price_x96: lower,
        tick: -61,
        liquidity: at_lower.liquidity,
        ..start
    };
    let again = fallen
        .swap(SwapAmount::ExactIn(U256::from(1_000)), false, None)
        .unwrap();
    assert_eq!((again.tick, again.liquidity), (-60, start.liquidity));
}

/// Without liquidity the price runs to the limit and nothing changes hands.
#[test]
fn swap_of_an_empty_pool_runs_to_the_end_of_the_range() {
    let pool = ConcentratedPool {
        sqrt_price_x96: sqrt_ratio_at_tick(0).unwrap(),
        tick: 0,
        liquidity: 0,
        fee_pips: 500,
        tick_spacing: 10,
        ticks: &[],
    };
    let down = pool
        .swap(SwapAmount::ExactIn(U256::from(E18)), true, None)
        .unwrap();
    assert_eq!((down.amount_in, down.amount_out), (U256::ZERO, U256::ZERO));
    assert_eq!(
        (down.sqrt_price_x96, down.tick),
        (MIN_SQRT_RATIO + U256::ONE, MIN_TICK)
    );
    let up = pool
        .swap(SwapAmount::ExactOut(U256::from(E18)), false, None)
        .unwrap();
    assert_eq!(
        (up.sqrt_price_x96, up.tick),
        (MAX_SQRT_RATIO - U256::ONE, MAX_TICK - 1)
    );
}

/// Positions around the price, and the pool that they make.
#[derive(Clone, Debug)]
pub(crate) struct Positions {
    pub(crate) ticks: Vec<TickLiquidity>,
    pub(crate) tick: i32,
    pub(crate) liquidity: u128,
    pub(crate) fee_pips: u32,
    pub(crate) tick_spacing: i32,
}

impl Positions {
    pub(crate) fn pool(&self) -> ConcentratedPool<'_> {
        ConcentratedPool {
            sqrt_price_x96: sqrt_ratio_at_tick(self.tick).unwrap() + U256::from(1_000),
            tick: self.tick,
            liquidity: self.liquidity,
            fee_pips: self.fee_pips,
            tick_spacing: self.tick_spacing,
            ticks: &self.ticks,
        }
    }
}

pub(crate) fn positions() -> impl Strategy<Value = Positions> {
    let setting = prop_oneof![
        Just((100, 1)),
        Just((500, 10)),
        Just((3_000, 60)),
        Just((10_000, 200))
    ];
    (
        setting,
        -20_000_i32..20_000,
        prop::collection::vec(
            (
                -300_i32..300,
                1_i32..300,
                1_000_000_u128..1_000_000_000_000_000,
            ),
            1..6,
        ),
    )
        .prop_map(|((fee_pips, tick_spacing), tick, ranges)| {
            let mut nets = std::collections::BTreeMap::new();
            let mut liquidity = 0;
            let center = tick.div_euclid(tick_spacing);
            for (start, length, amount) in ranges {
                let (low, high) = (
                    (center + start) * tick_spacing,
                    (center + start + length) * tick_spacing,
                );
                *nets.entry(low).or_insert(0) += amount as i128;
                *nets.entry(high).or_insert(0) -= amount as i128;
                if low <= tick && tick < high {
                    liquidity += amount;
                }
            }
            let ticks = nets
                .into_iter()
                .map(|(tick, liquidity_net)| TickLiquidity {
                    tick,
                    liquidity_net,
                })
                .collect();
            Positions {
                ticks,
                tick,
                liquidity,
                fee_pips,
                tick_spacing,
            }
        })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_constant_product_quotes_are_the_rounded_rationals(
        reserve_in in any_liquidity(), reserve_out in any_liquidity(), amount in any_amount(), fee_pips in 0_u32..1_000_000,
    ) {
        let pool = ConstantProduct { reserve_in, reserve_out, fee_pips };
        let kept = q(U256::from(1_000_000 - fee_pips)) / q(U256::from(1_000_000));
        let (x, y, d) = (q(U256::from(reserve_in)), q(U256::from(reserve_out)), q(amount));
        prop_assert_eq!(pool.amount_out_floor(amount), floor(&y * &kept * &d / (&x + &kept * &d)));
        let left = &y - &d;
        let expected = if left.is_positive() {
            floor(&x * &d / (&kept * left)).and_then(|floor| floor.checked_add(U256::ONE).ok_or(MathError::Overflow))
        } else {
            Err(MathError::OutputAboveReserve { got: amount, reserve: U256::from(reserve_out) })
        };
        prop_assert_eq!(pool.amount_in_ceil(amount), expected);
    }

    /// Swaps conserve value: what an exact output takes buys at least that output, and a way there and back earns nothing.
    #[test]
    fn prop_pool_swaps_never_earn_on_a_round_trip(
        positions in positions(), amount in 1_u64..1_000_000_000_000, zero_for_one in any::<bool>(),
    ) {
        let pool = positions.pool();
        let amount = U256::from(amount);
        let swap = pool.swap(SwapAmount::ExactIn(amount), zero_for_one, None)?;
        prop_assert!(swap.amount_in <= amount);
        let after = ConcentratedPool {
            sqrt_price_x96: swap.sqrt_price_x96, tick: swap.tick, liquidity: swap.liquidity, ..pool
        };
        let back = after.swap(SwapAmount::ExactIn(swap.amount_out), !zero_for_one, None)?;
        prop_assert!(back.amount_out <= swap.amount_in);
        let exact = pool.swap(SwapAmount::ExactOut(swap.amount_out), zero_for_one, None)?;
        prop_assert_eq!(exact.amount_out, swap.amount_out);
        prop_assert!(exact.amount_in <= swap.amount_in);
        // The liquidity in range is what the ticks at or below the price add up to.
        let sum: i128 = positions.ticks.iter().filter(|entry| entry.tick <= swap.tick).map(|entry| entry.liquidity_net).sum();
        prop_assert_eq!(swap.liquidity as i128, sum);
        let own = tick_at_sqrt_ratio(swap.sqrt_price_x96)?;
        prop_assert!(swap.tick == own || (swap.tick + 1 == own && sqrt_ratio_at_tick(own)? == swap.sqrt_price_x96));
    }

    /// A limit half-way cuts a swap into two that pay no more together.
    #[test]
    fn prop_a_swap_in_two_parts_pays_no_more(
        positions in positions(), amount in 2_u64..1_000_000_000_000, zero_for_one in any::<bool>(), cut in 1_u64..100,
    ) {
        let pool = positions.pool();
        let first = U256::from(amount / 100 * cut + 1);
        let whole = pool.swap(SwapAmount::ExactIn(U256::from(amount)), zero_for_one, None)?;
        let one = pool.swap(SwapAmount::ExactIn(first.min(U256::from(amount))), zero_for_one, None)?;
        let after = ConcentratedPool { sqrt_price_x96: one.sqrt_price_x96, tick: one.tick, liquidity: one.liquidity, ..pool };
        let rest = U256::from(amount) - one.amount_in;
        let two = after.swap(SwapAmount::ExactIn(rest), zero_for_one, None);
        if let Ok(two) = two {
            prop_assert!(one.amount_out + two.amount_out <= whole.amount_out + U256::from(1));
        }
    }
}
