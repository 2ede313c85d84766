//! Quotes of pools: integer for integer against published vectors and exact rationals.
//!
//! The vectors are those by which the protocol's own libraries are tested; the comparison with real pools is in
//! `crates/protocols`.

use num_bigint::BigInt;
use num_traits::Signed as _;
use proptest::prelude::*;
use rebalance_math::execution::{
    ConcentratedPool, ConstantProduct, MAX_SQRT_RATIO, MAX_TICK, MIN_SQRT_RATIO, MIN_TICK,
    Rounding, SwapAmount, SwapStep, TickLiquidity, amount0_delta, amount1_delta,
    next_sqrt_price_from_input, next_sqrt_price_from_output, sqrt_ratio_at_tick, swap_step,
    tick_at_sqrt_ratio,
};
use rebalance_math::{MathError, U256};

use crate::inputs::config;
use crate::reference::{Q, ceil, floor, q};

pub(crate) fn int(digits: &str) -> U256 {
    U256::from_str_radix(digits, 10).expect("decimal digits")
}

fn q96() -> Q {
    q(U256::ONE << 96)
}

/// `sqrt(a / b)` in Q64.96, rounded down.
fn price(a: u64, b: u64) -> U256 {
    let scaled: BigInt = (BigInt::from(a) << 192) / BigInt::from(b);
    int(&scaled.sqrt().to_string())
}

const E18: u128 = 1_000_000_000_000_000_000;

#[test]
fn ticks_have_the_published_prices() {
    for (tick, sqrt) in [
        (MIN_TICK, "4295128739"),
        (MIN_TICK + 1, "4295343490"),
        (0, "79228162514264337593543950336"),
        (
            MAX_TICK - 1,
            "1461373636630004318706518188784493106690254656249",
        ),
        (
            MAX_TICK,
            "1461446703485210103287273052203988822378723970342",
        ),
    ] {
        assert_eq!(sqrt_ratio_at_tick(tick), Ok(int(sqrt)), "{tick}");
    }
    assert_eq!(sqrt_ratio_at_tick(MIN_TICK), Ok(MIN_SQRT_RATIO));
    assert_eq!(sqrt_ratio_at_tick(MAX_TICK), Ok(MAX_SQRT_RATIO));
    assert_eq!(
        tick_at_sqrt_ratio(MAX_SQRT_RATIO - U256::ONE),
        Ok(MAX_TICK - 1)
    );
}

/// Every tick there is: its price is found again, one unit less is the tick below.
#[test]
fn every_tick_is_found_from_its_price_and_from_no_lower_one() {
    let mut last = U256::ZERO;
    for tick in MIN_TICK..MAX_TICK {
        let sqrt = sqrt_ratio_at_tick(tick).unwrap();
        assert!(sqrt > last);
        last = sqrt;
        assert_eq!(tick_at_sqrt_ratio(sqrt), Ok(tick));
        if tick > MIN_TICK {
            assert_eq!(tick_at_sqrt_ratio(sqrt - U256::ONE), Ok(tick - 1));
        }
    }
}

/// The factors of the powers of two, from the definition: `1.0001^(-2^(k-1))` in big integers.
#[test]
fn powers_of_two_have_the_price_of_the_definition() {
    for bit in 1..20_u32 {
        let exponent = 1_u32 << (bit - 1);
        let above = (BigInt::from(10_000).pow(exponent) << 128_u32) * 2;
        let factor: BigInt = (above / BigInt::from(10_001).pow(exponent) + 1) / 2;
        let expected: BigInt = (factor + ((BigInt::from(1) << 32) - 1)) >> 32;
        let tick = -(1_i32 << bit);
        assert_eq!(
            sqrt_ratio_at_tick(tick),
            Ok(int(&expected.to_string())),
            "{tick}"
        );
    }
}

#[test]
fn amounts_move_the_price_as_published() {
    let one = price(1, 1);
    let tenth = U256::from(E18 / 10);
    for (zero_for_one, input, output) in [
        (
            false,
            "87150978765690771352898345369",
            "88031291682515930659493278152",
        ),
        (
            true,
            "72025602285694852357767227579",
            "71305346262837903834189555302",
        ),
    ] {
        assert_eq!(
            next_sqrt_price_from_input(one, E18, tenth, zero_for_one),
            Ok(int(input))
        );
        assert_eq!(
            next_sqrt_price_from_output(one, E18, tenth, zero_for_one),
            Ok(int(output))
        );
    }
    // Products of more than 256 bits take the pool's other way.
    assert_eq!(
        next_sqrt_price_from_input(one, 10 * E18, U256::ONE << 100, true),
        Ok(int("624999999995069620"))
    );
    assert_eq!(
        next_sqrt_price_from_input(one, 1, U256::MAX >> 1, true),
        Ok(U256::ONE)
    );
    let high = price(121, 100);
    assert_eq!(
        amount0_delta(one, high, E18, Rounding::Up),
        Ok(int("90909090909090910"))
    );
    assert_eq!(
        amount0_delta(one, high, E18, Rounding::Down),
        Ok(int("90909090909090909"))
    );
    assert_eq!(
        amount1_delta(one, high, E18, Rounding::Up),
        Ok(int("100000000000000000"))
    );
    assert_eq!(
        amount1_delta(one, high, E18, Rounding::Down),
        Ok(int("99999999999999999"))
    );
    let (old, liquidity) = (
        int("1025574284609383690408304870162715216695788925244"),
        50_015_962_439_936_049_619_261_659_728_067_971_248,
    );
    let new = next_sqrt_price_from_input(old, liquidity, U256::from(406), true).unwrap();
    assert_eq!(
        new,
        int("1025574284609383582644711336373707553698163132913")
    );
    assert_eq!(
        amount0_delta(new, old, liquidity, Rounding::Up),
        Ok(U256::from(406))
    );
}

#[test]
fn swap_steps_are_the_published_ones() {
    let e18 = U256::from(E18);
    let step = |current, target, liquidity, amount, fee, next: U256, numbers: [&str; 3]| {
        let [amount_in, amount_out, fee_amount] = numbers.map(int);
        let expected = SwapStep {
            sqrt_price_x96: next,
            amount_in,
            amount_out,
            fee_amount,
        };
        assert_eq!(
            swap_step(current, target, liquidity, amount, fee),
            Ok(expected)
        );
    };
    let (one, near, far) = (price(1, 1), price(101, 100), price(1000, 100));
    let capped = ["9975124224178055", "9925619580021728", "5988667735148"];
    step(
        one,
        near,
        2 * E18,
        SwapAmount::ExactIn(e18),
        600,
        near,
        capped,
    );
    step(
        one,
        near,
        2 * E18,
        SwapAmount::ExactOut(e18),
        600,
        near,
        capped,
    );
    step(
        one,
        far,
        2 * E18,
        SwapAmount::ExactIn(e18),
        600,
        next_sqrt_price_from_input(one, 2 * E18, U256::from(E18 / 10_000 * 9_994), false).unwrap(),
        [
            "999400000000000000",
            "666399946655997866",
            "600000000000000",
        ],
    );
    step(
        one,
        far,
        2 * E18,
        SwapAmount::ExactOut(e18),
        600,
        next_sqrt_price_from_output(one, 2 * E18, e18, false).unwrap(),
        [
            "2000000000000000000",
            "1000000000000000000",
            "1200720432259356",
        ],
    );
    step(
        int("417332158212080721273783715441582"),
        int("1452870262520218020823638996"),
        159_344_665_391_607_089_467_575_320_103,
        SwapAmount::ExactOut(U256::ONE),
        1,
        int("417332158212080721273783715441581"),
        ["1", "1", "1"],
    );
    step(
        U256::from(2),
        U256::ONE,
        1,
        SwapAmount::ExactIn(int("3915081100057732413702495386755767")),
        1,
        U256::ONE,
        [
            "39614081257132168796771975168",
            "0",
            "39614120871253040049813",
        ],
    );
    step(
        U256::from(2_413),
        int("79887613182836312"),
        1_985_041_575_832_132_834_610_021_537_970,
        SwapAmount::ExactIn(U256::from(10)),
        1_872,
        U256::from(2_413),
        ["0", "0", "10"],
    );
    let thin = int("20282409603651670423947251286016");
    let (above, below) = (
        thin * U256::from(11) / U256::from(10),
        thin * U256::from(9) / U256::from(10),
    );
    step(
        thin,
        above,
        1_024,
        SwapAmount::ExactOut(U256::from(4)),
        3_000,
        above,
        ["26215", "0", "79"],
    );
    step(
        thin,
        below,
        1_024,
        SwapAmount::ExactOut(U256::from(263_000)),
        3_000,
        below,
        ["1", "26214", "1"],
    );
}

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

fn any_sqrt() -> impl Strategy<Value = U256> {
    (MIN_TICK..MAX_TICK, 0_u64..1_000_000).prop_map(|(tick, above)| {
        (sqrt_ratio_at_tick(tick).unwrap() + U256::from(above)).min(MAX_SQRT_RATIO - U256::ONE)
    })
}

fn any_liquidity() -> impl Strategy<Value = u128> {
    (any::<u128>(), 0_u32..128).prop_map(|(bits, shift)| (bits >> shift).max(1))
}

fn any_amount() -> impl Strategy<Value = U256> {
    (any::<u128>(), 0_u32..128).prop_map(|(bits, shift)| U256::from(bits >> shift))
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
    fn prop_amount_deltas_are_the_rounded_rationals(a in any_sqrt(), b in any_sqrt(), liquidity in any_liquidity()) {
        let (low, high) = (q(a.min(b)), q(a.max(b)));
        let liquidity_q = q(U256::from(liquidity));
        let exact0 = &liquidity_q * q96() * (&high - &low) / (&high * &low);
        let exact1 = &liquidity_q * (&high - &low) / q96();
        prop_assert_eq!(amount0_delta(a, b, liquidity, Rounding::Down), floor(exact0.clone()));
        prop_assert_eq!(amount0_delta(a, b, liquidity, Rounding::Up), ceil(exact0));
        prop_assert_eq!(amount1_delta(a, b, liquidity, Rounding::Down), floor(exact1.clone()));
        prop_assert_eq!(amount1_delta(a, b, liquidity, Rounding::Up), ceil(exact1));
    }

    /// The price never moves further than was paid for, and always far enough for what is paid out.
    #[test]
    fn prop_prices_round_in_favour_of_the_pool(
        sqrt in any_sqrt(), liquidity in any_liquidity(), amount in any_amount(), zero_for_one in any::<bool>(),
    ) {
        if let Ok(next) = next_sqrt_price_from_input(sqrt, liquidity, amount, zero_for_one) {
            let paid = if zero_for_one {
                prop_assert!(next <= sqrt);
                amount0_delta(next, sqrt, liquidity, Rounding::Up)
            } else {
                prop_assert!(next >= sqrt);
                amount1_delta(sqrt, next, liquidity, Rounding::Up)
            };
            prop_assert!(paid? <= amount);
        }
        if let Ok(next) = next_sqrt_price_from_output(sqrt, liquidity, amount, zero_for_one) {
            let held = if zero_for_one {
                prop_assert!(next <= sqrt);
                amount1_delta(next, sqrt, liquidity, Rounding::Down)
            } else {
                prop_assert!(next >= sqrt);
                amount0_delta(sqrt, next, liquidity, Rounding::Down)
            };
            prop_assert!(held? >= amount);
        }
    }

    #[test]
    fn prop_swap_steps_never_pay_more_than_the_curve_holds(
        current in any_sqrt(), target in any_sqrt(), liquidity in any_liquidity(), amount in any_amount(),
        is_in in any::<bool>(), fee_pips in 0_u32..1_000_000,
    ) {
        let asked = if is_in { SwapAmount::ExactIn(amount) } else { SwapAmount::ExactOut(amount) };
        let step = swap_step(current, target, liquidity, asked, fee_pips)?;
        let paid = step.amount_in + step.fee_amount;
        if is_in {
            prop_assert!(paid <= amount);
            prop_assert!(step.sqrt_price_x96 == target || paid == amount);
        } else {
            prop_assert!(step.amount_out <= amount);
            prop_assert!(step.sqrt_price_x96 == target || step.amount_out == amount);
        }
        // What was paid for the move is at least its exact cost and the fee on it, and what is paid out at most its exact worth.
        let (low, high) = (q(current.min(step.sqrt_price_x96)), q(current.max(step.sqrt_price_x96)));
        let liquidity = q(U256::from(liquidity));
        let of0 = &liquidity * q96() * (&high - &low) / (&high * &low);
        let of1 = &liquidity * (&high - &low) / q96();
        let (cost, worth) = if current >= target { (of0, of1) } else { (of1, of0) };
        prop_assert!(q(step.amount_in) >= cost);
        prop_assert!(q(step.amount_out) <= worth);
        prop_assert!(q(step.fee_amount) * q(U256::from(1_000_000 - fee_pips)) >= q(step.amount_in) * q(U256::from(fee_pips)));
    }

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
