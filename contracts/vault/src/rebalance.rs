//! One rebalance: snapshot, prices, decision, execution, proof, commit; all or nothing.
//!
//! Anyone may call it. Oracle, engine and router are each asked once, with everything in calldata, and each is told no
//! more than it needs. What they answer is not trusted:
//!
//! 1. The router can spend at most what the plan sells, of the tokens that it sells (`pay`).
//! 2. Every traded token is measured before and after; its balance moved by exactly what the fills say.
//! 3. Every fill returns at least its oracle value less the tolerance, whatever minimum the engine set.
//! 4. At the same prices, NAV lost at most the policy's maximum and the largest drift became smaller.
//! 5. Tokens outside the plan cannot move: nobody holds an allowance of the vault, and `pay` refuses them.
//! 6. The interval has elapsed and the band is breached by the vault's own sum, whatever the engine says: else 4 would
//!    bound each call and not what many calls in one transaction lose.
//!
//! Prices that would move a decision are read once and used throughout.

use alloy_primitives::{Address, U256};
use kit::abi::{Decision, Fill, IEngine, IOracle, IRouter, IVault, Leg, Reason, Snapshot, Trade};
use kit::dispatch::{overflow, revert};
use kit::event::emit;
use kit::policy::Constitution;
use kit::{Revert, call, erc20, lock};
use rebalance_math::{
    Amount, HUB, Price, Value, Weight, budget_floor, eligible_at, exceeds_budget, max_drift_ceil,
    min_out_ceil, values_floor,
};
use stylus_sdk::prelude::*;

use crate::storage::{Hot, Vault};
use crate::views::raw;

/// What a rebalance starts from.
struct Opening {
    constitution: Constitution,
    hot: Hot,
    amounts: Vec<Amount>,
    timestamp: u64,
}

/// What the router did, and what the vault saw of it.
struct Execution {
    fills: Vec<Fill>,
    traded: Vec<Traded>,
}

/// A token of the plan: what of it is sold, and its real balance.
struct Traded {
    index: usize,
    token: Address,
    sold: Amount,
    before: U256,
    after: U256,
}

/// What is proved to have come of it.
struct Proof {
    amounts: Vec<Amount>,
    before: Standing,
    after: Standing,
}

/// A portfolio at given prices.
struct Standing {
    nav: Value,
    max_drift: Weight,
}

impl Vault {
    pub(crate) fn rebalance(&mut self, deadline: U256) -> Result<Vec<Fill>, Revert> {
        let opening = self.open(deadline)?;
        let prices = self.oracle_prices(&opening.constitution)?;
        let decision = self.ask_engine(&opening, &prices)?;
        let trades = trades_of(decision, opening.timestamp)?;
        let before = prove_due(&opening, &prices)?;
        let legs = legs_of(&opening.constitution, &trades)?;
        let execution = self.send_to_router(&opening.constitution, &trades, &legs)?;
        let proof = prove(&opening, before, &prices, &trades, &legs, &execution)?;
        self.close(opening, proof, execution.fills)
    }

    /// What `rebalance` would decide, also while paused.
    pub(crate) fn preview_rebalance(&self) -> Result<Decision, Revert> {
        let opening = self.look()?;
        let prices = self.oracle_prices(&opening.constitution)?;
        self.ask_engine(&opening, &prices)
    }

    /// The oracle's price of every asset.
    pub(crate) fn prices(&self) -> Result<Vec<U256>, Revert> {
        Ok(self
            .oracle_prices(&self.constitution()?)?
            .into_iter()
            .map(Price::raw)
            .collect())
    }

    fn open(&mut self, deadline: U256) -> Result<Opening, Revert> {
        self.check_deadline(deadline)?;
        lock::take()?;
        self.check_running()?;
        if self.supply().is_zero() {
            return Err(revert(IVault::SupplyZero {}));
        }
        self.look()
    }

    fn look(&self) -> Result<Opening, Revert> {
        Ok(Opening {
            constitution: self.constitution()?,
            hot: self.hot(),
            amounts: self.amounts(),
            timestamp: self.vm.block_timestamp(),
        })
    }

    fn oracle_prices(&self, constitution: &Constitution) -> Result<Vec<Price>, Revert> {
        let Constitution {
            suite,
            sequencer,
            assets,
            ..
        } = constitution;
        let feeds = assets.iter().map(|asset| asset.feed.clone()).collect();
        let prices = call::view(
            &self.vm,
            suite.oracle,
            &IOracle::readCall {
                feeds,
                sequencer: sequencer.clone(),
            },
        )?;
        if prices.len() != assets.len() {
            return Err(revert(IVault::ProgramCallFailed {
                program: suite.oracle,
            }));
        }
        Ok(prices.into_iter().map(Price::new).collect())
    }

    fn ask_engine(&self, opening: &Opening, prices: &[Price]) -> Result<Decision, Revert> {
        let Constitution {
            suite,
            policy,
            assets,
            ..
        } = &opening.constitution;
        let snapshot = Snapshot {
            amounts: raw(opening.amounts.clone()),
            pricesE36: prices.iter().copied().map(Price::raw).collect(),
            targetsWad: assets.iter().map(|asset| asset.targetWad).collect(),
            lastRebalancedAt: opening.hot.last_rebalanced_at,
            timestamp: opening.timestamp,
        };
        call::view(
            &self.vm,
            suite.engine,
            &IEngine::decideCall {
                policy: policy.clone(),
                snapshot,
            },
        )
    }

    fn send_to_router(
        &mut self,
        constitution: &Constitution,
        trades: &[Trade],
        legs: &[Leg],
    ) -> Result<Execution, Revert> {
        let Constitution { suite, venue, .. } = constitution;
        let us = self.vm.contract_address();
        let mut traded = traded_of(constitution, trades)?;
        for traded in &mut traded {
            traded.before = erc20::balance_of(&self.vm, traded.token, us)?;
            lock::allow(traded.token, traded.sold.raw());
        }
        lock::start_paying(suite.router);
        let call = IRouter::swapCall {
            venue: venue.clone(),
            legs: legs.to_vec(),
        };
        let fills = call::ask(&self.vm, suite.router, &call)?;
        lock::stop_paying();
        for traded in &mut traded {
            // What a router left unspent would be spendable in the next rebalance of this transaction.
            lock::allow(traded.token, U256::ZERO);
            traded.after = erc20::balance_of(&self.vm, traded.token, us)?;
        }
        Ok(Execution { fills, traded })
    }

    fn close(
        &mut self,
        opening: Opening,
        proof: Proof,
        fills: Vec<Fill>,
    ) -> Result<Vec<Fill>, Revert> {
        let Opening {
            constitution,
            hot,
            timestamp,
            ..
        } = opening;
        self.set_amounts(&constitution.assets, &proof.amounts)?;
        let epoch = hot.epoch.saturating_add(1);
        self.set_hot(Hot {
            epoch,
            last_rebalanced_at: timestamp,
            ..hot
        });
        let rebalanced = IVault::Rebalanced {
            epoch: U256::from(epoch),
            keeper: self.vm.msg_sender(),
            navBeforeWad: proof.before.nav.raw(),
            navAfterWad: proof.after.nav.raw(),
            maxDriftBeforeWad: proof.before.max_drift.raw(),
            maxDriftAfterWad: proof.after.max_drift.raw(),
            fills,
        };
        emit(&self.vm, &rebalanced);
        lock::release();
        Ok(rebalanced.fills)
    }
}

/// The engine's plan, or why there is none.
fn trades_of(decision: Decision, timestamp: u64) -> Result<Vec<Trade>, Revert> {
    let Decision {
        reason,
        maxDriftWad,
        bandWad,
        eligibleAt,
        trades,
        ..
    } = decision;
    match reason {
        Reason::BandBreached if trades.is_empty() => Err(revert(IVault::NothingToTrade {
            maxDriftWad,
            bandWad,
        })),
        Reason::BandBreached => Ok(trades),
        Reason::IntervalNotElapsed => Err(revert(IVault::IntervalNotElapsed {
            timestamp: U256::from(timestamp),
            eligibleAt: U256::from(eligibleAt),
        })),
        Reason::BandNotBreached | Reason::__Invalid => Err(revert(IVault::BandNotBreached {
            maxDriftWad,
            bandWad,
        })),
    }
}

/// Every trade is between the hub and one other asset, whose pool fee it uses.
fn legs_of(constitution: &Constitution, trades: &[Trade]) -> Result<Vec<Leg>, Revert> {
    let mut legs = Vec::with_capacity(trades.len());
    for (index, trade) in trades.iter().enumerate() {
        let (sell, buy) = (usize::from(trade.sell), usize::from(trade.buy));
        let has_one_hub = (sell == HUB) != (buy == HUB);
        match (constitution.assets.get(sell), constitution.assets.get(buy)) {
            (Some(token_in), Some(token_out)) if has_one_hub => legs.push(Leg {
                tokenIn: token_in.token,
                tokenOut: token_out.token,
                poolFee: if sell == HUB {
                    token_out.poolFee
                } else {
                    token_in.poolFee
                },
                amountIn: trade.amountIn,
                minOut: trade.minOut,
            }),
            _ => {
                return Err(revert(IVault::TradeOutOfRange {
                    index: U256::from(index),
                }));
            }
        }
    }
    Ok(legs)
}

/// The tokens that the plan touches.
fn traded_of(constitution: &Constitution, trades: &[Trade]) -> Result<Vec<Traded>, Revert> {
    let mut traded = Vec::with_capacity(constitution.assets.len());
    for (index, asset) in constitution.assets.iter().enumerate() {
        let mut sold = Amount::ZERO;
        let mut is_touched = false;
        for trade in trades {
            if usize::from(trade.sell) == index {
                sold = sold
                    .checked_add(Amount::new(trade.amountIn))
                    .map_err(overflow)?;
                is_touched = true;
            }
            is_touched |= usize::from(trade.buy) == index;
        }
        if is_touched {
            traded.push(Traded {
                index,
                token: asset.token,
                sold,
                before: U256::ZERO,
                after: U256::ZERO,
            });
        }
    }
    Ok(traded)
}

/// The interval and the band allow a rebalance; returns where the portfolio stands before it.
fn prove_due(opening: &Opening, prices: &[Price]) -> Result<Standing, Revert> {
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

fn prove(
    opening: &Opening,
    before: Standing,
    prices: &[Price],
    trades: &[Trade],
    legs: &[Leg],
    execution: &Execution,
) -> Result<Proof, Revert> {
    let amounts = book(opening, prices, trades, legs, &execution.fills)?;
    prove_measured(opening, &amounts, &execution.traded)?;
    let after = standing(opening, &amounts, prices)?;
    prove_worth(opening, &before, &after)?;
    Ok(Proof {
        amounts,
        before,
        after,
    })
}

/// The accounted balances after the fills, which are the legs of the plan in its order, each worth its price.
fn book(
    opening: &Opening,
    prices: &[Price],
    trades: &[Trade],
    legs: &[Leg],
    fills: &[Fill],
) -> Result<Vec<Amount>, Revert> {
    let mut amounts = opening.amounts.clone();
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
        if let Some(sold) = amounts.get_mut(sell) {
            *sold = sold
                .checked_sub(amount_in)
                .map_err(|_| not_planned(index))?;
        }
        if let Some(bought) = amounts.get_mut(buy) {
            *bought = bought.checked_add(amount_out).map_err(overflow)?;
        }
    }
    Ok(amounts)
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
fn prove_worth(opening: &Opening, before: &Standing, after: &Standing) -> Result<(), Revert> {
    let budget = Weight::from_bps(opening.constitution.policy.maxLossBps);
    if exceeds_budget(before.nav, after.nav, budget) {
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
