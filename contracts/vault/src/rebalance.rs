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
//!
//! Prices that would move a decision are read once and used throughout.

use alloy_primitives::{Address, U256};
use kit::abi::{Decision, Fill, IEngine, IOracle, IRouter, IVault, Leg, Reason, Snapshot, Trade};
use kit::dispatch::{overflow, revert};
use kit::policy::Constitution;
use kit::{Revert, call, erc20, lock};
use rebalance_math::{
    Amount, HUB, Price, Value, Weight, budget_floor, exceeds_budget, max_drift_ceil, min_out_ceil, values_floor,
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
    measured: Vec<Measured>,
}

/// The real balance of one traded token.
struct Measured {
    index: usize,
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
        let execution = self.send_to_router(&opening.constitution, &trades)?;
        let proof = prove(&opening, &prices, &trades, &execution)?;
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
        Ok(self.oracle_prices(&self.constitution()?)?.into_iter().map(Price::raw).collect())
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
        let Constitution { suite, sequencer, assets, .. } = constitution;
        let feeds = assets.iter().map(|asset| asset.feed.clone()).collect();
        let prices = call::view(&self.vm, suite.oracle, &IOracle::readCall { feeds, sequencer: sequencer.clone() })?;
        if prices.len() != assets.len() {
            return Err(revert(IVault::ProgramCallFailed { program: suite.oracle }));
        }
        Ok(prices.into_iter().map(Price::new).collect())
    }

    fn ask_engine(&self, opening: &Opening, prices: &[Price]) -> Result<Decision, Revert> {
        let Constitution { suite, policy, assets, .. } = &opening.constitution;
        let snapshot = Snapshot {
            amounts: raw(opening.amounts.clone()),
            pricesE36: prices.iter().copied().map(Price::raw).collect(),
            targetsWad: assets.iter().map(|asset| asset.targetWad).collect(),
            lastRebalancedAt: opening.hot.last_rebalanced_at,
            timestamp: opening.timestamp,
        };
        call::view(&self.vm, suite.engine, &IEngine::decideCall { policy: policy.clone(), snapshot })
    }

    fn send_to_router(&mut self, constitution: &Constitution, trades: &[Trade]) -> Result<Execution, Revert> {
        let Constitution { suite, venue, .. } = constitution;
        let legs = legs_of(constitution, trades)?;
        let mut measured = self.measure(constitution, trades)?;
        for (token, amount) in sold_of(constitution, trades)? {
            lock::allow(token, amount);
        }
        lock::start_paying(suite.router);
        let fills = call::ask(&self.vm, suite.router, &IRouter::swapCall { venue: venue.clone(), legs })?;
        lock::stop_paying();
        let us = self.vm.contract_address();
        for traded in &mut measured {
            let token = token_at(constitution, traded.index)?;
            // What a router left unspent would be spendable in the next rebalance of this transaction.
            lock::allow(token, U256::ZERO);
            traded.after = erc20::balance_of(&self.vm, token, us)?;
        }
        Ok(Execution { fills, measured })
    }

    /// The tokens that `trades` touch, with their real balances before.
    fn measure(&self, constitution: &Constitution, trades: &[Trade]) -> Result<Vec<Measured>, Revert> {
        let us = self.vm.contract_address();
        let touches = |index: &usize| {
            trades.iter().any(|trade| usize::from(trade.sell) == *index || usize::from(trade.buy) == *index)
        };
        (0..constitution.assets.len())
            .filter(touches)
            .map(|index| {
                let before = erc20::balance_of(&self.vm, token_at(constitution, index)?, us)?;
                Ok(Measured { index, before, after: before })
            })
            .collect()
    }

    fn close(&mut self, opening: Opening, proof: Proof, fills: Vec<Fill>) -> Result<Vec<Fill>, Revert> {
        let Opening { constitution, hot, timestamp, .. } = opening;
        self.set_amounts(&constitution.assets, &proof.amounts)?;
        let epoch = hot.epoch.saturating_add(1);
        self.set_hot(Hot { epoch, last_rebalanced_at: timestamp, ..hot });
        self.vm.log(IVault::Rebalanced {
            epoch: U256::from(epoch),
            keeper: self.vm.msg_sender(),
            navBeforeWad: proof.before.nav.raw(),
            navAfterWad: proof.after.nav.raw(),
            maxDriftBeforeWad: proof.before.max_drift.raw(),
            maxDriftAfterWad: proof.after.max_drift.raw(),
            fills: fills.clone(),
        });
        lock::release();
        Ok(fills)
    }
}

/// The engine's plan, or why there is none.
fn trades_of(decision: Decision, timestamp: u64) -> Result<Vec<Trade>, Revert> {
    let Decision { reason, maxDriftWad, bandWad, eligibleAt, trades, .. } = decision;
    match reason {
        Reason::BandBreached if trades.is_empty() => Err(revert(IVault::NothingToTrade { maxDriftWad, bandWad })),
        Reason::BandBreached => Ok(trades),
        Reason::IntervalNotElapsed => Err(revert(IVault::IntervalNotElapsed {
            timestamp: U256::from(timestamp),
            eligibleAt: U256::from(eligibleAt),
        })),
        Reason::BandNotBreached | Reason::__Invalid => Err(revert(IVault::BandNotBreached { maxDriftWad, bandWad })),
    }
}

/// Every trade is between the hub and one other asset, whose pool fee it uses.
fn legs_of(constitution: &Constitution, trades: &[Trade]) -> Result<Vec<Leg>, Revert> {
    let leg = |(index, trade): (usize, &Trade)| {
        let (sell, buy) = (usize::from(trade.sell), usize::from(trade.buy));
        let other = if sell == HUB { buy } else { sell };
        match (constitution.assets.get(sell), constitution.assets.get(buy), constitution.assets.get(other)) {
            (Some(token_in), Some(token_out), Some(other)) if sell != buy && (sell == HUB || buy == HUB) => Ok(Leg {
                tokenIn: token_in.token,
                tokenOut: token_out.token,
                poolFee: other.poolFee,
                amountIn: trade.amountIn,
                minOut: trade.minOut,
            }),
            _ => Err(revert(IVault::TradeOutOfRange { index: U256::from(index) })),
        }
    };
    trades.iter().enumerate().map(leg).collect()
}

/// What the plan sells of each token.
fn sold_of(constitution: &Constitution, trades: &[Trade]) -> Result<Vec<(Address, U256)>, Revert> {
    let mut sold: Vec<(Address, U256)> = Vec::with_capacity(trades.len());
    for trade in trades {
        let token = token_at(constitution, usize::from(trade.sell))?;
        match sold.iter_mut().find(|(earlier, _)| *earlier == token) {
            Some((_, amount)) => {
                *amount = Amount::new(*amount).checked_add(Amount::new(trade.amountIn)).map_err(overflow)?.raw();
            }
            None => sold.push((token, trade.amountIn)),
        }
    }
    Ok(sold)
}

fn prove(opening: &Opening, prices: &[Price], trades: &[Trade], execution: &Execution) -> Result<Proof, Revert> {
    prove_floors(opening, prices, trades, &execution.fills)?;
    let amounts = book(opening, trades, &execution.fills)?;
    prove_measured(opening, &amounts, &execution.measured)?;
    let before = standing(opening, &opening.amounts, prices)?;
    let after = standing(opening, &amounts, prices)?;
    prove_worth(opening, &before, &after)?;
    Ok(Proof { amounts, before, after })
}

/// Fills are the trades of the plan in its order, and each is worth its price.
fn prove_floors(opening: &Opening, prices: &[Price], trades: &[Trade], fills: &[Fill]) -> Result<(), Revert> {
    if fills.len() != trades.len() {
        return Err(not_planned(fills.len().min(trades.len())));
    }
    let tolerance = Weight::from_bps(opening.constitution.policy.toleranceBps);
    for (index, (trade, fill)) in trades.iter().zip(fills).enumerate() {
        let (sell, buy) = (usize::from(trade.sell), usize::from(trade.buy));
        let (Some(price_in), Some(price_out)) = (prices.get(sell), prices.get(buy)) else {
            return Err(not_planned(index));
        };
        if fill.tokenIn != token_at(&opening.constitution, sell)?
            || fill.tokenOut != token_at(&opening.constitution, buy)?
            || fill.amountIn > trade.amountIn
        {
            return Err(not_planned(index));
        }
        let floor = min_out_ceil(Amount::new(fill.amountIn), *price_in, *price_out, tolerance).map_err(overflow)?;
        let floor = floor.raw().max(trade.minOut);
        if fill.amountOut < floor {
            return Err(revert(IVault::FillBelowFloor {
                tokenIn: fill.tokenIn,
                tokenOut: fill.tokenOut,
                amountOut: fill.amountOut,
                floor,
            }));
        }
    }
    Ok(())
}

/// The accounted balances after the fills.
fn book(opening: &Opening, trades: &[Trade], fills: &[Fill]) -> Result<Vec<Amount>, Revert> {
    let mut amounts = opening.amounts.clone();
    for (index, (trade, fill)) in trades.iter().zip(fills).enumerate() {
        if let Some(sold) = amounts.get_mut(usize::from(trade.sell)) {
            *sold = sold.checked_sub(Amount::new(fill.amountIn)).map_err(|_| not_planned(index))?;
        }
        if let Some(bought) = amounts.get_mut(usize::from(trade.buy)) {
            *bought = bought.checked_add(Amount::new(fill.amountOut)).map_err(overflow)?;
        }
    }
    Ok(amounts)
}

/// Every traded token really moved as booked.
fn prove_measured(opening: &Opening, booked: &[Amount], measured: &[Measured]) -> Result<(), Revert> {
    for Measured { index, before, after } in measured {
        let (Some(held), Some(booked)) = (opening.amounts.get(*index), booked.get(*index)) else {
            return Err(not_planned(*index));
        };
        // What the vault holds beyond its accounts, it held before: before - held = expected - booked.
        let expected = Amount::new(*before).checked_add(*booked).and_then(|sum| sum.checked_sub(*held));
        let expected = expected.map_err(overflow)?.raw();
        if *after != expected {
            let token = token_at(&opening.constitution, *index)?;
            return Err(revert(IVault::FillNotMeasured { token, balance: *after, expected }));
        }
    }
    Ok(())
}

fn standing(opening: &Opening, amounts: &[Amount], prices: &[Price]) -> Result<Standing, Revert> {
    let mut values = vec![Value::ZERO; amounts.len()];
    let nav = values_floor(amounts, prices, &mut values).map_err(overflow)?;
    let targets: Vec<_> = opening.constitution.assets.iter().map(|asset| Weight::new(asset.targetWad)).collect();
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

fn token_at(constitution: &Constitution, index: usize) -> Result<Address, Revert> {
    constitution.assets.get(index).map(|asset| asset.token).ok_or_else(|| not_planned(index))
}

#[cold]
fn not_planned(index: usize) -> Revert {
    revert(IVault::FillNotPlanned { index: U256::from(index) })
}
