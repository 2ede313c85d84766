//! The plan: E3 and E4 against exact rationals, and that it does the work it may do.

use num_traits::{Signed, Zero};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{TestCaseResult, TestRunner};
use rebalance_math::{DUST_UNITS, HUB, MAX_ASSETS, MAX_TRADES, MathError, Trade, U256, WAD, plan};

use crate::inputs::{Market, coarse_market, config, market, wild_market};
use crate::reference::{Q, one, q, sum, ten};

/// A market and its plan in exact numbers.
struct Exact {
    /// Worth of one base unit of each asset, wad.
    unit: Vec<Q>,
    values: Vec<Q>,
    targets: Vec<Q>,
    nav: Q,
    tolerance: Q,
    trades: Vec<Trade>,
}

impl Exact {
    fn of(market: &Market) -> Result<Self, MathError> {
        let mut slots = [Trade::EMPTY; MAX_TRADES];
        let count = plan(
            &market.amounts,
            &market.prices,
            &market.targets,
            market.tolerance,
            &mut slots,
        )?;
        let unit: Vec<_> = market
            .prices
            .iter()
            .map(|price| q(price.raw()) / ten(36))
            .collect();
        let values: Vec<_> = market
            .amounts
            .iter()
            .zip(&unit)
            .map(|(amount, unit)| q(amount.raw()) * unit)
            .collect();
        Ok(Self {
            nav: sum(values.iter().cloned()),
            targets: market
                .targets
                .iter()
                .map(|target| q(target.raw()) / q(WAD))
                .collect(),
            tolerance: q(market.tolerance.raw()) / q(WAD),
            trades: slots[..count].to_vec(),
            unit,
            values,
        })
    }

    /// Value above the target; negative below it.
    fn surplus(&self, index: usize) -> Q {
        &self.values[index] - &self.targets[index] * &self.nav
    }

    fn value_in(&self, trade: &Trade) -> Q {
        q(trade.amount_in.raw()) * &self.unit[usize::from(trade.sell)]
    }

    fn min_value_out(&self, trade: &Trade) -> Q {
        q(trade.min_out.raw()) * &self.unit[usize::from(trade.buy)]
    }

    fn sells(&self) -> impl Iterator<Item = &Trade> {
        self.trades
            .iter()
            .filter(|trade| usize::from(trade.buy) == HUB)
    }

    fn buys(&self) -> impl Iterator<Item = &Trade> {
        self.trades
            .iter()
            .filter(|trade| usize::from(trade.sell) == HUB)
    }

    /// What the hub may spend: its own surplus and the sells' minimums.
    fn budget(&self) -> Q {
        self.surplus(HUB) + sum(self.sells().map(|trade| self.min_value_out(trade)))
    }

    /// Values are known to a wad unit per asset, and so is the NAV.
    fn slack(&self) -> Q {
        q(U256::from(self.values.len() + 2))
    }

    /// Whether a trade of at least `amount` base units survives the loss of its dust, with room for all rounding.
    fn is_clearly_no_dust(&self, amount: Q, sell: usize, buy: usize) -> bool {
        let rate = &self.unit[sell] / &self.unit[buy];
        let lost = q(DUST_UNITS);
        amount > lost && amount * &rate * &self.tolerance >= &lost * rate + &lost + q(U256::from(4))
    }
}

/// `sum |value_i - target_i * NAV|`.
fn distance(values: &[Q], targets: &[Q]) -> Q {
    let nav = sum(values.iter().cloned());
    sum(values
        .iter()
        .zip(targets)
        .map(|(value, target)| (value - target * &nav).abs()))
}

fn check_shape(exact: &Exact) -> TestCaseResult {
    let mut last = (false, 0);
    for trade in &exact.trades {
        prop_assert!((usize::from(trade.sell) == HUB) != (usize::from(trade.buy) == HUB));
        // Sells before buys, each group in the order of assets: so no asset appears twice.
        let key = (usize::from(trade.sell) == HUB, trade.sell.max(trade.buy));
        prop_assert!(key > last, "{:?} is out of order", trade);
        prop_assert!(usize::from(key.1) < exact.values.len());
        last = key;
    }
    let traded: std::collections::BTreeSet<_> = exact
        .trades
        .iter()
        .map(|trade| trade.sell.max(trade.buy))
        .collect();
    prop_assert_eq!(traded.len(), exact.trades.len());
    Ok(())
}

fn check_sizes(market: &Market, exact: &Exact) -> TestCaseResult {
    for trade in exact.sells() {
        let sold = usize::from(trade.sell);
        prop_assert!(trade.amount_in <= market.amounts[sold]);
        prop_assert!(exact.value_in(trade) <= exact.surplus(sold));
        prop_assert!(
            exact.value_in(trade) > exact.surplus(sold) - exact.slack() - &exact.unit[sold]
        );
    }
    for trade in exact.buys() {
        prop_assert!(exact.value_in(trade) <= -exact.surplus(usize::from(trade.buy)));
    }
    Ok(())
}

/// E3: the hub never runs dry and never ends below its target, even when every sell fills at its minimum.
fn check_conservation(market: &Market, exact: &Exact) -> TestCaseResult {
    let spent = sum(exact.buys().map(|trade| q(trade.amount_in.raw())));
    let received = sum(exact.sells().map(|trade| q(trade.min_out.raw())));
    prop_assert!(spent <= q(market.amounts[HUB].raw()) + received);
    let spent_value = sum(exact.buys().map(|trade| exact.value_in(trade)));
    prop_assert!(spent_value.is_zero() || spent_value <= exact.budget());
    Ok(())
}

fn check_minimums(exact: &Exact) -> TestCaseResult {
    for trade in &exact.trades {
        let out = &exact.unit[usize::from(trade.buy)];
        let bound = exact.value_in(trade) * (one() - &exact.tolerance);
        let minimum = exact.min_value_out(trade);
        prop_assert!(minimum >= bound && minimum < bound + q(U256::from(2)) * out);
        // The dust rule: less ten units of each side, the oracle's price still clears the minimum.
        let lost = q(DUST_UNITS);
        let paid = exact.value_in(trade) - &lost * &exact.unit[usize::from(trade.sell)];
        prop_assert!(paid >= minimum + lost * out);
    }
    Ok(())
}

/// Nothing that should trade is left out or sized too small.
fn check_completeness(exact: &Exact) -> TestCaseResult {
    let count = exact.values.len();
    let slack = exact.slack();
    let wanted = sum((1..count)
        .map(|index| exact.surplus(index))
        .filter(Signed::is_negative)
        .map(|gap| -gap));
    let budget = exact.budget() - q(U256::from(4)) * &slack;
    for index in 1..count {
        let surplus = exact.surplus(index);
        if surplus.is_positive() {
            let least = (&surplus - &slack) / &exact.unit[index] - one();
            if exact.is_clearly_no_dust(least, index, HUB) {
                prop_assert!(
                    exact.sells().any(|trade| usize::from(trade.sell) == index),
                    "asset {} is not sold",
                    index
                );
            }
        } else if budget.is_positive() && !wanted.is_zero() {
            let deficit = -surplus;
            let share = if budget < wanted {
                &budget / &wanted
            } else {
                one()
            };
            let least_value = (&deficit - &slack) * share - one();
            let least = &least_value / &exact.unit[HUB] - one();
            let found = exact.buys().find(|trade| usize::from(trade.buy) == index);
            if exact.is_clearly_no_dust(least.clone(), HUB, index) {
                prop_assert!(found.is_some(), "asset {} is not bought", index);
            }
            if let Some(trade) = found {
                prop_assert!(
                    q(trade.amount_in.raw()) >= least,
                    "asset {} is bought too little",
                    index
                );
            }
        }
    }
    Ok(())
}

/// No buy takes more than its pro-rata part of what the hub may spend.
fn check_fairness(exact: &Exact) -> TestCaseResult {
    let count = exact.values.len();
    let deficits = (1..count)
        .map(|index| exact.surplus(index))
        .filter(Signed::is_negative)
        .map(|gap| -gap);
    let wanted = sum(deficits) - q(U256::from(count)) * exact.slack();
    let budget = exact.budget();
    if wanted.is_positive() && budget < wanted {
        for trade in exact.buys() {
            let deficit = -exact.surplus(usize::from(trade.buy));
            prop_assert!(exact.value_in(trade) <= deficit * &budget / &wanted);
        }
    }
    Ok(())
}

/// E4 at plan prices: any trades, in either order, each filled in any part.
fn check_contraction_at_plan_prices(
    exact: &Exact,
    parts: &[(u32, u32)],
    is_reversed: bool,
) -> TestCaseResult {
    let mut values = exact.values.clone();
    let mut before = distance(&values, &exact.targets);
    let mut order: Vec<_> = exact.trades.iter().zip(parts).collect();
    if is_reversed {
        order.reverse();
    }
    for (trade, (part, _)) in order {
        let moved = exact.value_in(trade) * per_million(*part);
        values[usize::from(trade.sell)] -= &moved;
        values[usize::from(trade.buy)] += moved;
        let after = distance(&values, &exact.targets);
        prop_assert!(after <= before);
        before = after;
    }
    Ok(())
}

/// E4 below plan prices: in order, sells filled in any part anywhere between minimum and oracle value; buys after
/// them when all sells are complete.
fn check_contraction_at_any_legal_price(
    exact: &Exact,
    parts: &[(u32, u32)],
    is_complete: bool,
) -> TestCaseResult {
    let mut values = exact.values.clone();
    let mut before = distance(&values, &exact.targets);
    for (trade, (part, price)) in exact.trades.iter().zip(parts) {
        if usize::from(trade.sell) == HUB && !is_complete {
            break;
        }
        let part = if is_complete && usize::from(trade.buy) == HUB {
            one()
        } else {
            per_million(*part)
        };
        let (fair, minimum) = (exact.value_in(trade), exact.min_value_out(trade));
        let out = &minimum + (&fair - &minimum) * per_million(*price);
        values[usize::from(trade.sell)] -= fair * &part;
        values[usize::from(trade.buy)] += out * part;
        prop_assert!(!values[usize::from(trade.sell)].is_negative());
        let after = distance(&values, &exact.targets);
        prop_assert!(after <= before);
        before = after;
    }
    Ok(())
}

fn per_million(part: u32) -> Q {
    q(U256::from(part)) / ten(6)
}

fn parts() -> impl Strategy<Value = Vec<(u32, u32)>> {
    let part = || prop_oneof![Just(0_u32), Just(1_000_000_u32), 0_u32..=1_000_000];
    prop::collection::vec((part(), part()), MAX_TRADES)
}

fn check_laws(market: &Market, exact: &Exact) -> TestCaseResult {
    check_shape(exact)?;
    check_sizes(market, exact)?;
    check_conservation(market, exact)?;
    check_minimums(exact)?;
    check_completeness(exact)?;
    check_fairness(exact)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_plan_keeps_its_laws_in_real_markets(market in market()) {
        if let Ok(exact) = Exact::of(&market) {
            check_laws(&market, &exact)?;
        }
    }

    #[test]
    fn prop_plan_keeps_its_laws_when_units_are_coarse(market in coarse_market()) {
        if let Ok(exact) = Exact::of(&market) {
            check_laws(&market, &exact)?;
        }
    }

    #[test]
    fn prop_plan_keeps_its_laws_or_returns_an_error_for_any_numbers(market in wild_market()) {
        if let Ok(exact) = Exact::of(&market) {
            check_laws(&market, &exact)?;
        }
    }

    #[test]
    fn inv_plan_contracts_at_plan_prices(
        market in prop_oneof![4 => market(), 1 => coarse_market(), 1 => wild_market()], parts in parts(),
        is_reversed in any::<bool>(),
    ) {
        if let Ok(exact) = Exact::of(&market) {
            check_contraction_at_plan_prices(&exact, &parts, is_reversed)?;
        }
    }

    #[test]
    fn inv_plan_contracts_at_any_legal_price(
        market in prop_oneof![4 => market(), 1 => coarse_market(), 1 => wild_market()], parts in parts(),
        is_complete in any::<bool>(),
    ) {
        if let Ok(exact) = Exact::of(&market) {
            check_contraction_at_any_legal_price(&exact, &parts, is_complete)?;
        }
    }

    /// E5: filled at the oracle's value, the plan leaves no drift beyond what the tolerance held back.
    #[test]
    fn prop_plan_filled_at_plan_prices_leaves_no_drift_beyond_the_tolerance(market in market()) {
        let Ok(exact) = Exact::of(&market) else { return Ok(()) };
        let count = exact.values.len();
        let open = (1..count).filter(|index| !exact.surplus(*index).is_zero()).count();
        if exact.trades.len() < open {
            return Ok(());
        }
        let mut values = exact.values.clone();
        for trade in &exact.trades {
            values[usize::from(trade.sell)] -= exact.value_in(trade);
            values[usize::from(trade.buy)] += exact.value_in(trade);
        }
        let rounding = sum(exact.unit.iter().map(|unit| unit + &exact.unit[HUB] + q(U256::from(4)) * exact.slack()));
        let held_back = &exact.tolerance * sum(exact.sells().map(|trade| exact.value_in(trade)));
        for (value, target) in values.iter().zip(&exact.targets) {
            prop_assert!((value - target * &exact.nav).abs() <= &held_back + &rounding);
        }
    }

    /// E11: the caller's slice is written only where trades are, and the same input gives the same plan.
    #[test]
    fn prop_plan_leaves_the_rest_of_the_slice_alone(market in market(), extra in 0_usize..4) {
        let marker = Trade { sell: 77, buy: 77, ..Trade::EMPTY };
        let mut slots = vec![marker; market.amounts.len() - 1 + extra];
        let result = plan(&market.amounts, &market.prices, &market.targets, market.tolerance, &mut slots);
        let Ok(exact) = Exact::of(&market) else {
            prop_assert!(result.is_err());
            return Ok(());
        };
        let count = result.unwrap();
        prop_assert_eq!(&slots[..count], &exact.trades[..]);
        prop_assert!(slots[count..].iter().all(|slot| *slot == marker));
    }
}

/// The laws above are not vacuous: of 4,000 markets at least 1,000 plan each kind of trade, and each rare path occurs.
#[test]
fn plan_inputs_reach_every_kind_of_plan() {
    let mut runner = TestRunner::deterministic();
    let (mut sold, mut bought, mut both, mut scaled, mut dust, mut empty, mut largest) =
        (0, 0, 0, 0, 0, 0, 0);
    for _ in 0..4_000 {
        let market = market().new_tree(&mut runner).unwrap().current();
        let Ok(exact) = Exact::of(&market) else {
            continue;
        };
        let (sells, buys) = (exact.sells().count(), exact.buys().count());
        let open = (1..exact.values.len())
            .filter(|index| exact.surplus(*index).is_positive())
            .count();
        let lack = sum((1..exact.values.len())
            .map(|index| exact.surplus(index))
            .filter(Signed::is_negative));
        sold += usize::from(sells > 0);
        bought += usize::from(buys > 0);
        both += usize::from(sells > 0 && buys > 0);
        scaled += usize::from(buys > 1 && exact.budget() < -lack);
        dust += usize::from(sells < open);
        empty += usize::from(exact.trades.is_empty());
        largest = largest.max(exact.values.len());
    }
    println!(
        "sold {sold}, bought {bought}, both {both}, scaled {scaled}, dust {dust}, empty {empty}, largest {largest}"
    );
    assert!(
        sold >= 1_000
            && bought >= 1_000
            && both >= 1_000
            && scaled >= 300
            && dust >= 100
            && empty >= 50
    );
    assert_eq!(largest, MAX_ASSETS);
}
