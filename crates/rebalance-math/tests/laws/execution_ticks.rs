//! Prices, ticks and steps of a concentrated pool: integer for integer against published vectors and exact rationals.
//!
//! The vectors are those by which the protocol's own libraries are tested.

use num_bigint::BigInt;
use proptest::prelude::*;
use rebalance_math::U256;
use rebalance_math::execution::{
    MAX_SQRT_RATIO, MAX_TICK, MIN_SQRT_RATIO, MIN_TICK, Rounding, SwapAmount, SwapStep,
    amount0_delta, amount1_delta, next_sqrt_price_from_input, next_sqrt_price_from_output,
    sqrt_ratio_at_tick, swap_step, tick_at_sqrt_ratio,
};

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

fn any_sqrt() -> impl Strategy<Value = U256> {
    (MIN_TICK..MAX_TICK, 0_u64..1_000_000).prop_map(|(tick, above)| {
        (sqrt_ratio_at_tick(tick).unwrap() + U256::from(above)).min(MAX_SQRT_RATIO - U256::ONE)
    })
}

pub(crate) fn any_liquidity() -> impl Strategy<Value = u128> {
    (any::<u128>(), 0_u32..128).prop_map(|(bits, shift)| (bits >> shift).max(1))
}

pub(crate) fn any_amount() -> impl Strategy<Value = U256> {
    (any::<u128>(), 0_u32..128).prop_map(|(bits, shift)| U256::from(bits >> shift))
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
}
