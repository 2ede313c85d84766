//! Every error is reached, with its exact numbers.

use rebalance_math::{
    Amount, MathError, Price, Shares, Trade, U256, Value, WAD, Weight, amount_floor, budget_floor,
    deposit_amount_ceil, drift_away, is_any_breached, is_breached, loss_ceil, max_drift_ceil,
    min_out_ceil, mul_div_ceil, mul_div_floor, nav_floor, plan, redeem_amount_floor, value_floor,
    values_floor, weights_floor,
};

use crate::inputs::ten;

const MAX: U256 = U256::MAX;

fn amounts(raw: &[u64]) -> Vec<Amount> {
    raw.iter()
        .map(|raw| Amount::new(U256::from(*raw) * ten(18)))
        .collect()
}

fn prices(raw: &[u64]) -> Vec<Price> {
    raw.iter()
        .map(|raw| Price::new(U256::from(*raw) * ten(36)))
        .collect()
}

fn weights(bps: &[u16]) -> Vec<Weight> {
    bps.iter().map(|bps| Weight::from_bps(*bps)).collect()
}

fn plan_of(
    amounts: &[Amount],
    prices: &[Price],
    targets: &[Weight],
    tolerance: Weight,
    slots: usize,
) -> Result<usize, MathError> {
    plan(
        amounts,
        prices,
        targets,
        tolerance,
        &mut vec![Trade::EMPTY; slots],
    )
}

#[test]
fn mul_div_reports_division_by_zero_and_overflow() {
    assert_eq!(
        mul_div_floor(U256::ZERO, U256::ZERO, U256::ZERO),
        Err(MathError::DivisionByZero)
    );
    assert_eq!(
        mul_div_ceil(MAX, MAX, U256::ZERO),
        Err(MathError::DivisionByZero)
    );
    assert_eq!(
        mul_div_floor(MAX, U256::from(2), U256::ONE),
        Err(MathError::Overflow)
    );
    assert_eq!(mul_div_floor(MAX, MAX, MAX), Ok(MAX));
    assert_eq!(mul_div_ceil(MAX, MAX, MAX), Ok(MAX));
}

#[test]
fn mul_div_ceil_overflows_when_only_the_rounding_leaves_the_range() {
    // (2^255 + 1)(2^256 - 3) = 2^255 * (2^256 - 3) + 2^256 - 3 = 2^255 * (2^256 - 1) - 3.
    let a = (U256::ONE << 255) + U256::ONE;
    assert_eq!(
        mul_div_floor(a, MAX - U256::from(2), U256::ONE << 255),
        Ok(MAX - U256::ONE)
    );
    assert_eq!(
        mul_div_ceil(a, MAX - U256::from(2), U256::ONE << 255),
        Ok(MAX)
    );
    // (2^255 + 1)(2^256 - 2) = 2^255 * (2^256 - 2) + 2^256 - 2 = 2^255 * (2^256) - 2: floor 2^256 - 1, ceiling 2^256.
    assert_eq!(mul_div_floor(a, MAX - U256::ONE, U256::ONE << 255), Ok(MAX));
    assert_eq!(
        mul_div_ceil(a, MAX - U256::ONE, U256::ONE << 255),
        Err(MathError::Overflow)
    );
}

#[test]
fn values_report_length_price_and_range() {
    let one = amounts(&[1, 1]);
    assert_eq!(
        nav_floor(&one, &prices(&[1])),
        Err(MathError::LengthMismatch {
            got: 1,
            expected: 2
        })
    );
    assert_eq!(
        nav_floor(&one, &prices(&[1, 0])),
        Err(MathError::PriceZero { index: 1 })
    );
    let mut short = [Value::ZERO];
    assert_eq!(
        values_floor(&one, &prices(&[1, 1]), &mut short),
        Err(MathError::LengthMismatch {
            got: 1,
            expected: 2
        })
    );
    let mut values = [Value::ZERO; 2];
    assert_eq!(
        values_floor(&one, &prices(&[0, 0]), &mut values),
        Err(MathError::PriceZero { index: 0 })
    );
    assert_eq!(
        values_floor(&one, &prices(&[1, 1, 1]), &mut values),
        Err(MathError::LengthMismatch {
            got: 3,
            expected: 2
        })
    );
    assert_eq!(
        value_floor(Amount::new(MAX), Price::new(MAX)),
        Err(MathError::Overflow)
    );
    let half = Amount::new(U256::ONE << 255);
    assert_eq!(
        nav_floor(&[half, half], &prices(&[1, 1])),
        Err(MathError::Overflow)
    );
    assert_eq!(
        amount_floor(Value::new(U256::ONE), Price::ZERO),
        Err(MathError::DivisionByZero)
    );
}

#[test]
fn decisions_report_length_and_an_empty_portfolio() {
    let values = [Value::new(WAD), Value::new(WAD)];
    let nav = Value::new(WAD);
    let half = Weight::from_bps(5_000);
    let mismatch = MathError::LengthMismatch {
        got: 1,
        expected: 2,
    };
    assert_eq!(
        weights_floor(&values, nav, &mut [Weight::ZERO]),
        Err(mismatch)
    );
    assert_eq!(
        weights_floor(&values, Value::ZERO, &mut [Weight::ZERO; 2]),
        Err(MathError::NavZero)
    );
    assert_eq!(max_drift_ceil(&values, nav, &[half]), Err(mismatch));
    assert_eq!(
        max_drift_ceil(&values, Value::ZERO, &[half, half]),
        Err(MathError::NavZero)
    );
    assert_eq!(
        max_drift_ceil(&[Value::new(MAX)], Value::new(U256::ONE), &[half]),
        Err(MathError::Overflow)
    );
    assert_eq!(
        drift_away(values[0], Value::ZERO, half),
        Err(MathError::NavZero)
    );
    assert_eq!(
        drift_away(Value::new(MAX), Value::new(U256::ONE), half),
        Err(MathError::Overflow)
    );
    assert_eq!(
        is_breached(values[0], Value::ZERO, half, half),
        Err(MathError::NavZero)
    );
    assert_eq!(is_any_breached(&values, nav, &[half], half), Err(mismatch));
    assert_eq!(
        is_any_breached(&values, Value::ZERO, &[half, half], half),
        Err(MathError::NavZero)
    );
    assert_eq!(loss_ceil(Value::ZERO, nav), Err(MathError::NavZero));
    assert_eq!(
        loss_ceil(Value::new(U256::ONE), Value::new(MAX)),
        Err(MathError::Overflow)
    );
    assert_eq!(
        budget_floor(Value::new(MAX), Weight::from_bps(10_001)),
        Err(MathError::Overflow)
    );
}

#[test]
fn shares_report_supply_and_range() {
    let balance = Amount::new(U256::from(5));
    let one = Shares::new(U256::ONE);
    assert_eq!(
        deposit_amount_ceil(balance, one, Shares::ZERO),
        Err(MathError::SupplyZero)
    );
    assert_eq!(
        deposit_amount_ceil(balance, one, Shares::new(MAX)),
        Err(MathError::Overflow)
    );
    assert_eq!(
        deposit_amount_ceil(Amount::new(MAX), Shares::new(MAX), one),
        Err(MathError::Overflow)
    );
    assert_eq!(
        redeem_amount_floor(
            balance,
            Shares::new(U256::from(7)),
            Shares::new(U256::from(6))
        ),
        Err(MathError::SharesAboveSupply {
            got: U256::from(7),
            supply: U256::from(6)
        })
    );
    assert_eq!(
        redeem_amount_floor(balance, one, Shares::new(MAX)),
        Err(MathError::Overflow)
    );
}

#[test]
fn plan_reports_each_bad_input() {
    let (two, even, half) = (amounts(&[1, 1]), prices(&[1, 1]), weights(&[5_000, 5_000]));
    let one_percent = Weight::from_bps(100);
    let count = |got| MathError::AssetCountOutOfRange {
        got,
        minimum: 2,
        maximum: 32,
    };
    assert_eq!(plan_of(&[], &[], &[], one_percent, 31), Err(count(0)));
    assert_eq!(
        plan_of(
            &amounts(&[1]),
            &prices(&[1]),
            &weights(&[10_000]),
            one_percent,
            31
        ),
        Err(count(1))
    );
    let many = 33;
    let (amounts_33, prices_33) = (vec![two[0]; many], vec![even[0]; many]);
    assert_eq!(
        plan_of(
            &amounts_33,
            &prices_33,
            &vec![half[0]; many],
            one_percent,
            33
        ),
        Err(count(33))
    );
    assert_eq!(
        plan_of(&two, &prices(&[1]), &half, one_percent, 31),
        Err(MathError::LengthMismatch {
            got: 1,
            expected: 2
        })
    );
    assert_eq!(
        plan_of(
            &two,
            &even,
            &weights(&[5_000, 4_000, 1_000]),
            one_percent,
            31
        ),
        Err(MathError::LengthMismatch {
            got: 3,
            expected: 2
        })
    );
    assert_eq!(
        plan_of(&two, &even, &weights(&[5_000, 4_999]), one_percent, 31),
        Err(MathError::WeightsDoNotSumToOne {
            sum: U256::from(9_999) * ten(14)
        })
    );
    assert_eq!(
        plan_of(&two, &even, &[Weight::new(MAX), half[0]], one_percent, 31),
        Err(MathError::WeightsDoNotSumToOne { sum: MAX })
    );
    let above = WAD + U256::ONE;
    assert_eq!(
        plan_of(&two, &even, &half, Weight::new(above), 31),
        Err(MathError::ToleranceAboveOne { got: above })
    );
    assert_eq!(
        plan_of(&two, &even, &half, one_percent, 0),
        Err(MathError::LengthMismatch {
            got: 0,
            expected: 1
        })
    );
    assert_eq!(
        plan_of(&two, &prices(&[1, 0]), &half, one_percent, 1),
        Err(MathError::PriceZero { index: 1 })
    );
    assert_eq!(
        plan_of(&two, &prices(&[0, 1]), &half, one_percent, 1),
        Err(MathError::PriceZero { index: 0 })
    );
    assert_eq!(
        plan_of(&amounts(&[0, 0]), &even, &half, one_percent, 1),
        Err(MathError::NavZero)
    );
    let huge = [Amount::new(MAX), Amount::new(MAX)];
    assert_eq!(
        plan_of(&huge, &even, &half, one_percent, 1),
        Err(MathError::Overflow)
    );
}

#[test]
fn min_out_reports_its_bad_inputs() {
    let (amount, price) = (Amount::new(WAD), Price::new(ten(36)));
    assert_eq!(
        min_out_ceil(amount, price, Price::ZERO, Weight::ZERO),
        Err(MathError::DivisionByZero)
    );
    assert_eq!(
        min_out_ceil(Amount::new(MAX), Price::new(MAX), price, Weight::ZERO),
        Err(MathError::Overflow)
    );
    let above = Weight::new(MAX);
    assert_eq!(
        min_out_ceil(amount, price, price, above),
        Err(MathError::ToleranceAboveOne { got: MAX })
    );
}

#[test]
fn errors_print_their_numbers() {
    let shown = [
        (MathError::Overflow, "result out of the 256-bit range"),
        (MathError::DivisionByZero, "division by zero"),
        (MathError::LogarithmOfZero, "logarithm of zero"),
        (
            MathError::LengthMismatch {
                got: 1,
                expected: 2,
            },
            "1 entries where 2 are expected",
        ),
        (
            MathError::AssetCountOutOfRange {
                got: 1,
                minimum: 2,
                maximum: 32,
            },
            "1 assets, allowed are 2 to 32",
        ),
        (
            MathError::WeightsDoNotSumToOne { sum: U256::from(5) },
            "target weights sum to 5, not to 1e18",
        ),
        (MathError::NavZero, "net asset value is zero"),
        (
            MathError::PriceZero { index: 3 },
            "price of asset 3 is zero",
        ),
        (
            MathError::ToleranceAboveOne { got: U256::from(9) },
            "tolerance 9 is above 1e18",
        ),
        (MathError::SupplyZero, "share supply is zero"),
        (
            MathError::SharesAboveSupply {
                got: U256::from(2),
                supply: U256::ONE,
            },
            "2 shares of a supply of 1",
        ),
    ];
    for (error, text) in shown {
        assert_eq!(error.to_string(), text);
    }
}
