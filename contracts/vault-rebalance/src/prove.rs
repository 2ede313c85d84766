//! The law of a rebalance: what must be true before and after it, whatever oracle-priced plan an engine made and
//! whatever a router says it did.
//!
//! 1. The interval has elapsed and the band is breached by the vault's own sum, whatever the engine says: else 5 would
//!    bound each call and not what many calls in one transaction lose.
//! 2. The fills are the legs of the plan, in its order; none sold more.
//! 3. Every fill returns at least its oracle value less the tolerance, and at least what the plan asked for.
//! 4. The real balance of every traded token moved by exactly what the fills say.
//! 5. At the same prices, NAV lost at most the policy's part of it and the largest drift became smaller.
//!
//! 6. What it may have lost at the worst prices within the feeds' errors fits the window of losses (`budget`).
//!
//! Values are rounded down on both sides of a comparison, drifts up; losses are compared in parts of NAV of 1e-10, rounded up.

use alloy_primitives::U256;
use kit::Revert;
use kit::abi::{Fill, IVault};
use kit::dispatch::{overflow, revert};
use kit::policy::Constitution;
use rebalance_math::portfolio::{
    Loss, LossBudget, nav_parts_ceil, nav_parts_floor, worst_loss_ceil,
};
use rebalance_math::{
    Amount, Price, Value, Weight, budget_floor, eligible_at, max_drift_ceil, min_out_ceil,
    value_ceil, value_floor, values_floor,
};

use crate::budget::{Charge, charge};
use crate::plan::{Plan, Traded};
use kit::vault::Hot;

/// What a rebalance starts from.
pub(crate) struct Opening {
    pub(crate) constitution: Constitution,
    pub(crate) hot: Hot,
    pub(crate) amounts: Vec<Amount>,
    pub(crate) timestamp: u64,
}

/// What the router did, and what the vault saw of it.
pub(crate) struct Execution {
    pub(crate) fills: Vec<Fill>,
    pub(crate) traded: Vec<Traded>,
}

/// What is proved to have come of it.
pub(crate) struct Proof {
    pub(crate) amounts: Vec<Amount>,
    pub(crate) before: Standing,
    pub(crate) after: Standing,
    pub(crate) charge: Charge,
}

/// What the fills come to.
struct Booked {
    amounts: Vec<Amount>,
    /// Lost at the worst prices within the feeds' errors, in parts of NAV.
    worst: u64,
}

/// A portfolio at given prices.
pub(crate) struct Standing {
    pub(crate) nav: Value,
    pub(crate) max_drift: Weight,
}

/// The interval and the band allow a rebalance; returns where the portfolio stands before it.
///
/// # Errors
/// `IntervalNotElapsed`, `BandNotBreached`.
pub(crate) fn prove_due(opening: &Opening, prices: &[Price]) -> Result<Standing, Revert> {
    let policy = &opening.constitution.policy;
    let eligible_at = eligible_at(
        opening.hot.last_rebalanced_at,
        u64::from(policy.minIntervalSeconds),
    );
    if opening.timestamp < eligible_at {
        return Err(revert(IVault::IntervalNotElapsed {
            timestamp: U256::from(opening.timestamp),
            eligibleAt: U256::from(eligible_at),
        }));
    }
    let before = standing(opening, &opening.amounts, prices)?;
    let band = Weight::from_bps(policy.bandBps);
    if before.max_drift > band {
        Ok(before)
    } else {
        Err(revert(IVault::BandNotBreached {
            maxDriftWad: before.max_drift.raw(),
            bandWad: band.raw(),
        }))
    }
}

/// What came of the plan, proved.
///
/// # Errors
/// `FillNotPlanned`, `FillBelowFloor`, `FillNotMeasured`, `LossAboveBudget`, `DriftNotReduced`, `LossAboveWindow`.
pub(crate) fn prove(
    opening: &Opening,
    before: Standing,
    prices: &[Price],
    plan: &Plan,
    execution: &Execution,
) -> Result<Proof, Revert> {
    let Booked { amounts, worst } = book(opening, &before, prices, plan, &execution.fills)?;
    prove_measured(opening, &amounts, &execution.traded)?;
    let after = standing(opening, &amounts, prices)?;
    let lost = Value::new(before.nav.raw().saturating_sub(after.nav.raw()));
    let mid = nav_parts_ceil(lost, before.nav);
    prove_worth(opening, &before, &after, mid)?;
    let charge = charge(opening, Loss { worst, mid })?;
    Ok(Proof {
        amounts,
        charge,
        before,
        after,
    })
}

/// The accounted balances after the fills, which are the legs of the plan in its order, each worth its price.
fn book(
    opening: &Opening,
    before: &Standing,
    prices: &[Price],
    plan: &Plan,
    fills: &[Fill],
) -> Result<Booked, Revert> {
    let Plan { trades, legs } = plan;
    let mut amounts = opening.amounts.clone();
    let mut worst = 0_u64;
    if fills.len() != legs.len() {
        return Err(not_planned(fills.len().min(legs.len())));
    }
    let tolerance = Weight::from_bps(opening.constitution.policy.toleranceBps);
    for (index, ((trade, leg), fill)) in trades.iter().zip(legs).zip(fills).enumerate() {
        if fill.tokenIn != leg.tokenIn
            || fill.tokenOut != leg.tokenOut
            || fill.amountIn > leg.amountIn
        {
            return Err(not_planned(index));
        }
        let (sell, buy) = (usize::from(trade.sell), usize::from(trade.buy));
        let (Some(price_in), Some(price_out)) = (prices.get(sell), prices.get(buy)) else {
            return Err(not_planned(index));
        };
        let (amount_in, amount_out) = (Amount::new(fill.amountIn), Amount::new(fill.amountOut));
        let floor = min_out_ceil(amount_in, *price_in, *price_out, tolerance).map_err(overflow)?;
        let floor = floor.raw().max(leg.minOut);
        if fill.amountOut < floor {
            return Err(revert(IVault::FillBelowFloor {
                tokenIn: fill.tokenIn,
                tokenOut: fill.tokenOut,
                amountOut: fill.amountOut,
                floor,
            }));
        }
        let given = value_ceil(amount_in, *price_in).map_err(overflow)?;
        let received = value_floor(amount_out, *price_out).map_err(overflow)?;
        worst = worst.saturating_add(worst_loss_ceil(
            nav_parts_ceil(given, before.nav),
            error_bps_of(opening, sell),
            nav_parts_floor(received, before.nav),
            error_bps_of(opening, buy),
        ));
        if let Some(sold) = amounts.get_mut(sell) {
            *sold = sold
                .checked_sub(amount_in)
                .map_err(|_| not_planned(index))?;
        }
        if let Some(bought) = amounts.get_mut(buy) {
            *bought = bought.checked_add(amount_out).map_err(overflow)?;
        }
    }
    Ok(Booked { amounts, worst })
}

/// How far the price of an asset may be off.
fn error_bps_of(opening: &Opening, index: usize) -> u16 {
    let asset = opening.constitution.assets.get(index);
    asset.map_or(0, |asset| asset.errorBps)
}

/// Every traded token really moved as booked.
fn prove_measured(opening: &Opening, booked: &[Amount], traded: &[Traded]) -> Result<(), Revert> {
    for Traded {
        index,
        token,
        before,
        after,
        ..
    } in traded
    {
        let (Some(held), Some(booked)) = (opening.amounts.get(*index), booked.get(*index)) else {
            return Err(not_planned(*index));
        };
        // What the vault holds beyond its accounts, it held before: before - held = expected - booked.
        let expected = Amount::new(*before)
            .checked_add(*booked)
            .and_then(|sum| sum.checked_sub(*held));
        let expected = expected.map_err(overflow)?.raw();
        if *after != expected {
            return Err(revert(IVault::FillNotMeasured {
                token: *token,
                balance: *after,
                expected,
            }));
        }
    }
    Ok(())
}

fn standing(opening: &Opening, amounts: &[Amount], prices: &[Price]) -> Result<Standing, Revert> {
    let mut values = vec![Value::ZERO; amounts.len()];
    let nav = values_floor(amounts, prices, &mut values).map_err(overflow)?;
    let targets: Vec<_> = opening
        .constitution
        .assets
        .iter()
        .map(|asset| Weight::new(asset.targetWad))
        .collect();
    let max_drift = max_drift_ceil(&values, nav, &targets).map_err(overflow)?;
    Ok(Standing { nav, max_drift })
}

/// The loss is within the budget, and it bought a smaller drift.
///
/// A loss rounded up to parts exceeds a whole number of them exactly when the loss itself does.
fn prove_worth(
    opening: &Opening,
    before: &Standing,
    after: &Standing,
    lost_parts: u64,
) -> Result<(), Revert> {
    let max_loss_bps = opening.constitution.policy.maxLossBps;
    if lost_parts > LossBudget::from_bps(max_loss_bps, 0).capacity {
        let budget = Weight::from_bps(max_loss_bps);
        return Err(revert(IVault::LossAboveBudget {
            lossWad: before.nav.raw().saturating_sub(after.nav.raw()),
            budgetWad: budget_floor(before.nav, budget).map_err(overflow)?.raw(),
        }));
    }
    if after.max_drift >= before.max_drift {
        return Err(revert(IVault::DriftNotReduced {
            beforeWad: before.max_drift.raw(),
            afterWad: after.max_drift.raw(),
        }));
    }
    Ok(())
}

#[cold]
fn not_planned(index: usize) -> Revert {
    revert(IVault::FillNotPlanned {
        index: U256::from(index),
    })
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    use alloy_primitives::{Address, B256, uint};
    use alloy_sol_types::SolError;
    use kit::abi::{
        Asset, Decision, FlowPolicy, LossLimits, Policy, Reason, Sequencer, Suite, Trade, Venue,
    };
    use proptest::prelude::*;
    use rebalance_math::fair_out_floor;
    use rebalance_math::portfolio::LossLevels;

    use kit::title::Title;

    use super::*;

    const ONE: U256 = uint!(1_000_000_000_000_000_000_U256);

    /// A dollar of six decimals at 1, an asset of eighteen at 3,000 and one of eight at 60,000.
    fn prices() -> Vec<Price> {
        let per_unit: [U256; 3] = [
            uint!(1_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_U256),
            uint!(3_000_000_000_000_000_000_000_000_000_000_000_000_000_U256),
            uint!(600_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_U256),
        ];
        per_unit.into_iter().map(Price::new).collect()
    }

    /// Targets of 20, 40 and 40 %, and amounts worth 18,000, 60,000 and 42,000: the second is 10 % above its target.
    fn opening() -> Opening {
        let asset = |token: u8, percent: u64| Asset {
            token: Address::repeat_byte(token),
            targetWad: ONE / U256::from(100) * U256::from(percent),
            ..Asset::default()
        };
        Opening {
            constitution: Constitution {
                suite: Suite::default(),
                sequencer: Sequencer::default(),
                venue: Venue::default(),
                policy: Policy {
                    bandBps: 500,
                    minIntervalSeconds: 3_600,
                    toleranceBps: 100,
                    maxLossBps: 100,
                    triggers: B256::ZERO,
                },
                loss_limits: LossLimits {
                    windowBps: 50,
                    windowSeconds: 604_800,
                    fuseBps: 300,
                    fuseSeconds: 31_536_000,
                },
                flow_policy: FlowPolicy::default(),
                assets: vec![asset(1, 20), asset(2, 40), asset(3, 40)],
                title: Title::default(),
            },
            hot: Hot {
                constitution: 1,
                last_rebalanced_at: 1_000_000,
                epoch: 7,
                asset_count: 3,
                ..Hot::default()
            },
            amounts: [18_000_000_000_u64, 0, 70_000_000]
                .map(U256::from)
                .into_iter()
                .zip([U256::ZERO, ONE * U256::from(20), U256::ZERO])
                .map(|(small, large)| Amount::new(small + large))
                .collect(),
            timestamp: 1_003_600,
        }
    }

    /// Sells 4 of the second for 12,000 dollars, and buys 0.1 of the third for 6,000 of them, less the tolerance.
    fn trades() -> Vec<Trade> {
        let trade = |sell, buy, amount_in: U256, min_out: u64| Trade {
            sell,
            buy,
            amountIn: amount_in,
            minOut: U256::from(min_out),
        };
        vec![
            trade(1, 0, ONE * U256::from(4), 11_880_000_000),
            trade(0, 2, U256::from(5_400_000_000_u64), 8_910_000),
        ]
    }

    fn plan(opening: &Opening, trades: Vec<Trade>) -> Plan {
        let decision = Decision {
            reason: Reason::BandBreached,
            trades,
            navWad: U256::ZERO,
            maxDriftWad: U256::ZERO,
            bandWad: U256::ZERO,
            eligibleAt: 0,
            weightsWad: Vec::new(),
            readings: Vec::new(),
        };
        Plan::of(decision, opening.timestamp, &opening.constitution.assets).unwrap()
    }

    /// Fills that give `lost_bps` less than the oracle's value, and balances that moved with them; the vault really
    /// holds `donated` more of everything than it accounts for.
    fn execution(opening: &Opening, plan: &Plan, lost_bps: u16, donated: u64) -> Execution {
        let prices = prices();
        let mut booked = opening.amounts.clone();
        let mut fills = Vec::new();
        for (trade, leg) in plan.trades.iter().zip(&plan.legs) {
            let (sell, buy) = (usize::from(trade.sell), usize::from(trade.buy));
            let fair =
                fair_out_floor(Amount::new(leg.amountIn), prices[sell], prices[buy]).unwrap();
            let out = fair.raw() * U256::from(10_000 - lost_bps) / U256::from(10_000);
            booked[sell] = Amount::new(booked[sell].raw() - leg.amountIn);
            booked[buy] = Amount::new(booked[buy].raw() + out);
            fills.push(Fill {
                tokenIn: leg.tokenIn,
                tokenOut: leg.tokenOut,
                pool: Address::ZERO,
                amountIn: leg.amountIn,
                amountOut: out,
                minOut: leg.minOut,
            });
        }
        let mut traded = plan.traded(&opening.constitution.assets).unwrap();
        for traded in &mut traded {
            traded.before = opening.amounts[traded.index].raw() + U256::from(donated);
            traded.after = booked[traded.index].raw() + U256::from(donated);
        }
        Execution { fills, traded }
    }

    fn proved(opening: &Opening, plan: &Plan, execution: &Execution) -> Result<Proof, Revert> {
        let before = prove_due(opening, &prices())?;
        prove(opening, before, &prices(), plan, execution)
    }

    fn refused_with<E: SolError>(error: E, change: impl FnOnce(&mut Execution)) {
        let opening = opening();
        let plan = plan(&opening, trades());
        let mut execution = execution(&opening, &plan, 50, 0);
        change(&mut execution);
        assert_eq!(
            proved(&opening, &plan, &execution).err(),
            Some(error.abi_encode())
        );
    }

    #[test]
    fn prove_books_what_honest_fills_moved() {
        let opening = opening();
        let plan = plan(&opening, trades());
        let proof = proved(&opening, &plan, &execution(&opening, &plan, 50, 0)).unwrap();
        // 4 * 3,000 * 0.995 = 11,940; 5,400 / 60,000 * 0.995 = 0.08955
        let expected = [
            U256::from(18_000_000_000_u64 + 11_940_000_000 - 5_400_000_000),
            ONE * U256::from(16),
            U256::from(70_000_000 + 8_955_000),
        ];
        assert_eq!(proof.amounts, expected.map(Amount::new));
        assert_eq!(proof.before.nav.raw(), ONE * U256::from(120_000));
        assert_eq!(proof.before.max_drift.raw(), ONE / U256::from(10));
        assert_eq!(proof.after.nav.raw(), ONE * U256::from(119_913));
    }

    #[test]
    fn prove_takes_no_notice_of_donations() {
        let opening = opening();
        let plan = plan(&opening, trades());
        let without = proved(&opening, &plan, &execution(&opening, &plan, 50, 0)).unwrap();
        let with = proved(&opening, &plan, &execution(&opening, &plan, 50, 1_234_567)).unwrap();
        assert_eq!(with.amounts, without.amounts);
        assert_eq!(with.after.nav, without.after.nav);
        assert_eq!(with.after.max_drift, without.after.max_drift);
    }

    #[test]
    fn prove_refuses_fills_that_are_not_the_plan() {
        let index = |index: u64| IVault::FillNotPlanned {
            index: U256::from(index),
        };
        refused_with(index(1), |execution| execution.fills.truncate(1));
        refused_with(index(2), |execution| {
            let again = execution.fills[0].clone();
            execution.fills.push(again);
        });
        refused_with(index(0), |execution| execution.fills.swap(0, 1));
        refused_with(index(1), |execution| {
            execution.fills[1].tokenOut = Address::repeat_byte(2);
        });
        refused_with(index(0), |execution| {
            execution.fills[0].amountIn += U256::ONE
        });
    }

    #[test]
    fn prove_refuses_a_fill_one_unit_below_its_floor() {
        let below = IVault::FillBelowFloor {
            tokenIn: Address::repeat_byte(2),
            tokenOut: Address::repeat_byte(1),
            amountOut: U256::from(11_879_999_999_u64),
            floor: U256::from(11_880_000_000_u64),
        };
        refused_with(below, |execution| {
            execution.fills[0].amountOut = U256::from(11_879_999_999_u64);
        });
    }

    #[test]
    fn prove_holds_its_own_floor_against_a_plan_that_asks_for_nothing() {
        let opening = opening();
        let mut trades = trades();
        trades[0].minOut = U256::ZERO;
        let plan = plan(&opening, trades);
        let mut execution = execution(&opening, &plan, 50, 0);
        execution.fills[0].amountOut = U256::ONE;
        let below = IVault::FillBelowFloor {
            tokenIn: Address::repeat_byte(2),
            tokenOut: Address::repeat_byte(1),
            amountOut: U256::ONE,
            floor: U256::from(11_880_000_000_u64),
        };
        assert_eq!(
            proved(&opening, &plan, &execution).err(),
            Some(below.abi_encode())
        );
    }

    #[test]
    fn prove_refuses_a_balance_that_is_off_by_one_unit_either_way() {
        for up in [true, false] {
            let booked = U256::from(78_955_000);
            let balance = if up {
                booked + U256::ONE
            } else {
                booked - U256::ONE
            };
            let unmeasured = IVault::FillNotMeasured {
                token: Address::repeat_byte(3),
                balance,
                expected: booked,
            };
            refused_with(unmeasured, |execution| execution.traded[2].after = balance);
        }
    }

    #[test]
    fn prove_refuses_a_loss_above_the_budget() {
        let mut opening = opening();
        // 60 + 27 dollars of 120,000 are 7.25 bps.
        opening.constitution.policy.maxLossBps = 7;
        let plan = plan(&opening, trades());
        let above = IVault::LossAboveBudget {
            lossWad: ONE * U256::from(87),
            budgetWad: ONE * U256::from(84),
        };
        let execution = execution(&opening, &plan, 50, 0);
        assert_eq!(
            proved(&opening, &plan, &execution).err(),
            Some(above.abi_encode())
        );
        opening.constitution.policy.maxLossBps = 8;
        assert!(proved(&opening, &plan, &execution).is_ok());
    }

    /// 12,000 at 1.0025 for 11,940 at 0.9975, and 5,400 for 5,373: 119.85 and 53.9325 dollars of 120,000, 87 at the prices.
    #[test]
    fn prove_charges_the_worst_prices_to_the_window_and_refuses_one_part_more() {
        let mut opening = opening();
        for asset in &mut opening.constitution.assets {
            asset.errorBps = 25;
        }
        let plan = plan(&opening, trades());
        let execution = execution(&opening, &plan, 50, 0);
        let loss = Loss {
            worst: 14_481_875,
            mid: 7_250_000,
        };
        let proof = proved(&opening, &plan, &execution).unwrap();
        assert_eq!(proof.charge.loss, loss);
        // Half a percent fits: to the last part.
        opening.hot.levels = LossLevels {
            window: 50_000_000 - loss.worst,
            fuse: 1_000_000,
            at: opening.timestamp,
        };
        let full = LossLevels {
            window: 50_000_000,
            fuse: 8_250_000,
            at: opening.timestamp,
        };
        let proof = proved(&opening, &plan, &execution).unwrap();
        assert_eq!(proof.charge.levels, full);
        opening.hot.levels.window += 1;
        let above = IVault::LossAboveWindow {
            lossWad: U256::from(1_448_187_500_000_000_u64),
            roomWad: U256::from(1_448_187_400_000_000_u64),
        };
        let refused = proved(&opening, &plan, &execution).err();
        assert_eq!(refused, Some(above.abi_encode()));
    }

    #[test]
    fn prove_refuses_a_plan_that_drifts_away() {
        let opening = opening();
        let away = Trade {
            sell: 0,
            buy: 1,
            amountIn: U256::from(3_000_000_000_u64),
            minOut: U256::ZERO,
        };
        let plan = plan(&opening, vec![away]);
        let further = IVault::DriftNotReduced {
            beforeWad: ONE / U256::from(10),
            afterWad: ONE / U256::from(8),
        };
        assert_eq!(
            proved(&opening, &plan, &execution(&opening, &plan, 0, 0)).err(),
            Some(further.abi_encode())
        );
    }

    #[test]
    fn prove_due_refuses_before_the_interval_has_elapsed() {
        let mut opening = opening();
        opening.timestamp -= 1;
        let early = IVault::IntervalNotElapsed {
            timestamp: U256::from(1_003_599),
            eligibleAt: U256::from(1_003_600),
        };
        assert_eq!(
            prove_due(&opening, &prices()).err(),
            Some(early.abi_encode())
        );
    }

    #[test]
    fn prove_due_refuses_a_drift_of_exactly_the_band() {
        let mut opening = opening();
        opening.constitution.policy.bandBps = 1_000;
        let inside = IVault::BandNotBreached {
            maxDriftWad: ONE / U256::from(10),
            bandWad: ONE / U256::from(10),
        };
        assert_eq!(
            prove_due(&opening, &prices()).err(),
            Some(inside.abi_encode())
        );
        opening.constitution.policy.bandBps = 999;
        assert!(prove_due(&opening, &prices()).is_ok());
    }

    proptest! {
        #[test]
        fn prop_prove_accepts_no_fills_worth_less_than_tolerance_and_budget_allow(
            sold in 1_u64..8_000, out in any::<u64>(), bought in 0_u64..20_000_000_000,
        ) {
            let opening = opening();
            let amount_in = ONE * U256::from(sold) / U256::from(1_000);
            let trade = Trade { sell: 1, buy: 0, amountIn: amount_in, minOut: U256::ZERO };
            let plan = plan(&opening, vec![trade]);
            let mut execution = execution(&opening, &plan, 0, bought);
            let out = U256::from(out % 30_000_000_000);
            execution.fills[0].amountOut = out;
            execution.traded[0].after = execution.traded[0].before + out;
            // 3 dollars for each thousandth, less one percent.
            let floor = U256::from(sold) * U256::from(2_970_000_u64);
            match proved(&opening, &plan, &execution) {
                Ok(proof) => {
                    prop_assert!(out >= floor);
                    let lost = proof.before.nav.raw().saturating_sub(proof.after.nav.raw());
                    prop_assert!(lost * U256::from(100) <= proof.before.nav.raw());
                    prop_assert!(proof.after.max_drift < proof.before.max_drift);
                }
                Err(error) if out < floor => {
                    prop_assert_eq!(&error[..4], IVault::FillBelowFloor::SELECTOR);
                }
                // Enough was paid, so much that the first asset is now beyond its target by more.
                Err(error) => prop_assert_eq!(&error[..4], IVault::DriftNotReduced::SELECTOR),
            }
        }
    }
}
