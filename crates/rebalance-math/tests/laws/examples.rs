//! Worked numbers, computed by hand.

use rebalance_math::{
    Amount, Price, Shares, SignedWeight, Trade, U256, Value, Weight, deposit_amount_ceil,
    drift_away, exceeds_budget, is_any_breached, is_breached, loss_ceil, max_drift_ceil, plan,
    redeem_amount_floor, values_floor, weights_floor,
};

use crate::inputs::ten;

fn amount(whole: u64, digits: u32) -> Amount {
    Amount::new(U256::from(whole) * ten(digits))
}

/// Dollars per token of some decimals, as E36.
fn price(dollars: u64, decimals: u32) -> Price {
    Price::new(U256::from(dollars) * ten(54 - decimals))
}

fn wad(raw: u64) -> Weight {
    Weight::new(U256::from(raw))
}

/// 40,000 USDC (six decimals), 15 ETH (eighteen), 0.6 BTC (eight); targets 40/30/30; ETH fell from 2,000 to 1,500.
///
/// Values 40,000 + 22,500 + 30,000 = 92,500; targets 37,000, 27,750, 27,750. BTC sells its surplus of 2,250, which is
/// 0.045 BTC, for at least 2,250 * 0.99 = 2,227.50. The hub may spend 3,000 + 2,227.50 = 5,227.50 of the 5,250 that ETH
/// lacks, for at least 5,227.50 * 0.99 / 1,500 = 3.45015 ETH.
#[test]
fn plan_brings_three_assets_back_after_a_fall() {
    let amounts = [amount(40_000, 6), amount(15, 18), amount(6, 7)];
    let prices = [price(1, 6), price(1_500, 18), price(50_000, 8)];
    let targets = [
        Weight::from_bps(4_000),
        Weight::from_bps(3_000),
        Weight::from_bps(3_000),
    ];

    let mut values = [Value::ZERO; 3];
    let nav = values_floor(&amounts, &prices, &mut values).unwrap();
    assert_eq!(nav, Value::new(U256::from(92_500) * ten(18)));
    assert_eq!(values[1], Value::new(U256::from(22_500) * ten(18)));

    // 22,500 / 92,500 = 0.243243...: 0.056756756756756756... below its target.
    let mut weights = [Weight::ZERO; 3];
    weights_floor(&values, nav, &mut weights).unwrap();
    assert_eq!(weights[1], wad(243_243_243_243_243_243));
    assert_eq!(
        drift_away(values[1], nav, targets[1]),
        Ok(SignedWeight::new(wad(56_756_756_756_756_757), true))
    );
    assert_eq!(
        max_drift_ceil(&values, nav, &targets),
        Ok(wad(56_756_756_756_756_757))
    );
    assert_eq!(wad(56_756_756_756_756_757).to_bps_ceil(), U256::from(568));
    assert_eq!(
        is_any_breached(&values, nav, &targets, Weight::from_bps(567)),
        Ok(true)
    );
    assert_eq!(
        is_any_breached(&values, nav, &targets, Weight::from_bps(568)),
        Ok(false)
    );

    let mut trades = [Trade::EMPTY; 2];
    assert_eq!(
        plan(
            &amounts,
            &prices,
            &targets,
            Weight::from_bps(100),
            &mut trades
        ),
        Ok(2)
    );
    assert_eq!(
        trades[0],
        Trade {
            sell: 2,
            buy: 0,
            amount_in: amount(45, 5),
            min_out: amount(22_275, 5)
        }
    );
    assert_eq!(
        trades[1],
        Trade {
            sell: 0,
            buy: 1,
            amount_in: amount(52_275, 5),
            min_out: amount(345_015, 13)
        }
    );
}

/// Two deficits share a hub that can pay for half of them: 100 dollars wanted by each, 100 dollars to spend.
#[test]
fn plan_shrinks_buys_pro_rata_when_the_hub_is_short() {
    // Values 300, 500, 100, 100 of 1,000; targets 20/40/20/20: the hub has 100 above its target, asset 1 as well, and
    // the others lack 100 each. At a tolerance of 50 % the sell brings 50 at least, so 150 of 200 are spent.
    let amounts = [
        amount(300, 6),
        amount(500, 18),
        amount(100, 18),
        amount(100, 18),
    ];
    let prices = [price(1, 6), price(1, 18), price(1, 18), price(1, 18)];
    let targets = [2_000, 4_000, 2_000, 2_000].map(Weight::from_bps);
    let mut trades = [Trade::EMPTY; 3];
    assert_eq!(
        plan(
            &amounts,
            &prices,
            &targets,
            Weight::from_bps(5_000),
            &mut trades
        ),
        Ok(3)
    );
    assert_eq!(
        trades[0],
        Trade {
            sell: 1,
            buy: 0,
            amount_in: amount(100, 18),
            min_out: amount(50, 6)
        }
    );
    assert_eq!(
        trades[1],
        Trade {
            sell: 0,
            buy: 2,
            amount_in: amount(75, 6),
            min_out: amount(375, 17)
        }
    );
    assert_eq!(
        trades[2],
        Trade {
            sell: 0,
            buy: 3,
            amount_in: amount(75, 6),
            min_out: amount(375, 17)
        }
    );
}

/// A hub below its target keeps what the sells bring until it is whole.
#[test]
fn plan_fills_the_hub_before_it_buys() {
    // Values 100, 700, 200 of 1,000; targets 30/40/30: sells 300 for at least 297; the hub lacks 200, so 97 are spent.
    let amounts = [amount(100, 6), amount(700, 18), amount(200, 18)];
    let prices = [price(1, 6), price(1, 18), price(1, 18)];
    let targets = [3_000, 4_000, 3_000].map(Weight::from_bps);
    let mut trades = [Trade::EMPTY; 2];
    assert_eq!(
        plan(
            &amounts,
            &prices,
            &targets,
            Weight::from_bps(100),
            &mut trades
        ),
        Ok(2)
    );
    assert_eq!(
        trades[0],
        Trade {
            sell: 1,
            buy: 0,
            amount_in: amount(300, 18),
            min_out: amount(297, 6)
        }
    );
    assert_eq!(
        trades[1],
        Trade {
            sell: 0,
            buy: 2,
            amount_in: amount(97, 6),
            min_out: amount(9_603, 16)
        }
    );
}

#[test]
fn plan_of_a_balanced_portfolio_is_empty() {
    let amounts = [amount(500, 6), amount(500, 18)];
    let prices = [price(1, 6), price(1, 18)];
    let half = [Weight::from_bps(5_000); 2];
    assert_eq!(
        plan(
            &amounts,
            &prices,
            &half,
            Weight::from_bps(100),
            &mut [Trade::EMPTY]
        ),
        Ok(0)
    );
}

/// Breached, and yet nothing to trade: every trade is dust, or the tolerance leaves no room for rounding.
#[test]
fn plan_is_empty_when_rounding_could_break_every_minimum() {
    let prices = [price(1, 6), price(1, 6)];
    let half = [Weight::from_bps(5_000); 2];
    let one_percent = Weight::from_bps(100);
    let mut trades = [Trade::EMPTY];
    let mut count = |hub: u64, other: u64, tolerance| {
        let amounts = [Amount::new(U256::from(hub)), Amount::new(U256::from(other))];
        plan(&amounts, &prices, &half, tolerance, &mut trades).unwrap()
    };
    // Ten units of each side are 1 % of 2,000: min_out 1,980 = 2,000 - 10 - 10 still clears, one unit less does not.
    assert_eq!(count(0, 4_000, one_percent), 1);
    assert_eq!(count(0, 3_998, one_percent), 0);
    assert_eq!(count(4_000, 0, one_percent), 1);
    assert_eq!(count(0, 18, one_percent), 0);
    assert_eq!(count(0, 4_000_000_000, Weight::ZERO), 0);
    // At a tolerance of one the minimum is zero: twenty units are the least that survives the loss of ten and ten.
    assert_eq!(count(0, 40, Weight::ONE), 1);
    assert_eq!(count(0, 38, Weight::ONE), 0);
}

#[test]
fn breach_is_strict_at_the_band() {
    let nav = Value::new(U256::from(1_000));
    let (half, band) = (Weight::from_bps(5_000), Weight::from_bps(500));
    let breached =
        |value: u64| is_breached(Value::new(U256::from(value)), nav, half, band).unwrap();
    assert!(!breached(550) && breached(551) && !breached(450) && breached(449));
}

#[test]
fn loss_is_signed_and_its_budget_is_strict() {
    let before = Value::new(U256::from(10_000));
    let after = |raw: u64| Value::new(U256::from(raw));
    assert_eq!(
        loss_ceil(before, after(9_970)),
        Ok(SignedWeight::new(Weight::from_bps(30), false))
    );
    assert_eq!(
        loss_ceil(before, after(10_001)),
        Ok(SignedWeight::new(Weight::from_bps(1), true))
    );
    assert_eq!(loss_ceil(before, before), Ok(SignedWeight::ZERO));
    assert_eq!(
        loss_ceil(before, after(10_001)).unwrap().to_bps_ceil(),
        Ok(-1)
    );
    assert!(!exceeds_budget(before, after(9_970), Weight::from_bps(30)));
    assert!(exceeds_budget(before, after(9_969), Weight::from_bps(30)));
    assert!(!exceeds_budget(before, after(10_001), Weight::ZERO));
}

#[test]
fn shares_in_kind_cost_and_pay_the_pro_rata_part() {
    // A thousand shares of eighteen decimals hold 5,000.000000: one share is 5 less 5 * 1e6 / (1e21 + 1e6) = 5e-15.
    let (balance, supply, one) = (amount(5_000, 6), Shares::new(ten(21)), Shares::new(ten(18)));
    assert_eq!(deposit_amount_ceil(balance, one, supply), Ok(amount(5, 6)));
    assert_eq!(
        redeem_amount_floor(balance, one, supply),
        Ok(Amount::new(U256::from(4_999_999)))
    );
    assert_eq!(
        redeem_amount_floor(balance, supply, supply),
        Ok(Amount::new(U256::from(4_999_999_999_u64)))
    );
    assert_eq!(
        redeem_amount_floor(balance, Shares::ZERO, Shares::ZERO),
        Ok(Amount::ZERO)
    );
}
