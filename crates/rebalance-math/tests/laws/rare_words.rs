//! Numbers whose words or digits are equal, where `or` and `exclusive or` part, and what is sold whole. Expected values by hand.

use rebalance_math::{
    Amount, Price, Trade, U256, Value, WAD, Weight, max_drift_ceil, mul_div_floor, plan,
};

/// Two neighbouring digits of 28 bits are equal and all others zero, in either factor.
#[test]
fn products_of_two_equal_high_digits_are_exact() {
    for digit in 5..9 {
        let a = (U256::ONE << (28 * digit)) + (U256::ONE << (28 * (digit + 1)));
        for b in [U256::from(7), a, U256::MAX >> 3] {
            for d in [a, b] {
                let other = if d == a { b } else { a };
                assert_eq!(mul_div_floor(a, b, d), Ok(other), "{a} * {b} / {d}");
                assert_eq!(mul_div_floor(b, a, d), Ok(other), "{b} * {a} / {d}");
            }
        }
    }
}

/// Values and targets that are too long for the narrow way, each pair of whose upper words is equal.
#[test]
fn drift_of_numbers_with_equal_upper_words_is_that_of_the_wide_way() {
    let nav = U256::ONE << 100;
    let drift = |value: U256, target: U256| {
        max_drift_ceil(
            &[Value::new(value)],
            Value::new(nav),
            &[Weight::new(target)],
        )
        .map(Weight::raw)
    };
    let word = |index: usize| U256::ONE << (64 * index);
    // value / nav in wad, and nothing is taken off.
    let value = word(2) + word(3);
    assert_eq!(drift(value, U256::ZERO), Ok((value >> 100) * WAD));
    // A target far above: what it is above the drift's own weight.
    for (value, target) in [
        (word(3), word(1)),
        (nav, word(1) + word(2)),
        (nav, word(2) + word(3)),
        (nav, word(3) + (U256::ONE << 63)),
    ] {
        let own = mul_div_floor(value, WAD, nav).unwrap();
        assert_eq!(
            drift(value, target),
            Ok(own.abs_diff(target)),
            "{value} {target}"
        );
    }
}

/// Half a wad a unit: the value of an odd amount is rounded down, and what it buys back is a unit less.
#[test]
fn what_has_no_target_is_sold_to_the_last_unit() {
    let amounts = [0, 4_000_001].map(|units: u64| Amount::new(U256::from(units)));
    let half = U256::from(5) * U256::from(10).pow(U256::from(35));
    let prices = [Price::new(half), Price::new(half)];
    let mut trades = [Trade::EMPTY];
    let targets = [Weight::ONE, Weight::ZERO];
    let count = plan(
        &amounts,
        &prices,
        &targets,
        Weight::from_bps(100),
        &mut trades,
    );
    assert_eq!(count, Ok(1));
    assert_eq!((trades[0].sell, trades[0].buy), (1, 0));
    assert_eq!(trades[0].amount_in, amounts[1]);
}
