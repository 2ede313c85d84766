//! How much each flow of ERC-4626 would take now: never more than it does, and zero where it takes nothing.
//!
//! They never revert: whatever stops a flow (pause, no fresh price, no shares yet, a spent cap) makes its maximum zero.
//! Each is the bound in value that the caps leave, sent through the inverse of the flow's own rule, so that it is reached.

use alloy_primitives::{Address, U256};
use kit::Revert;
use kit::vault::{Answers, LOT_MAX, SUPPLY_MAX};
use rebalance_math::VIRTUAL_SHARES;
use rebalance_math::portfolio::VIRTUAL_VALUE;
use rebalance_math::portfolio::{mint_shares_floor, redeem_value_floor};
use rebalance_math::{Amount, HUB, Shares, Value, amount_floor, mul_div_floor, value_floor};
use stylus_sdk::prelude::*;

use crate::Vault;
use crate::market::{Crossing, Market, refused};

/// A balance is stored in 128 bits.
const BALANCE_MAX: U256 = U256::from_limbs([u64::MAX, u64::MAX, 0, 0]);

impl Vault {
    pub(crate) fn max_deposit(&self, receiver: Address) -> U256 {
        self.most(|market, crossing| {
            let shares = self.share_room(market, receiver);
            // The largest credit that mints no more than that, and the flow that is credited it.
            let credit = mul_div_floor(
                shares,
                market.nav_high.checked_add(VIRTUAL_VALUE)?.raw(),
                market.supply.checked_add(VIRTUAL_SHARES)?.raw(),
            )?;
            let flow = crossing.side.entry_flow_ceil(Value::new(credit))?;
            amount_floor(flow.min(self.entry_room(market, crossing)?), crossing.price)
                .map(Amount::raw)
        })
        .filter(|amount| self.mints_something(*amount))
        .unwrap_or(U256::ZERO)
    }

    pub(crate) fn max_mint(&self, receiver: Address) -> U256 {
        self.most(|market, crossing| {
            let flow = self.entry_room(market, crossing)?;
            let credit = flow.checked_sub(crossing.side.entry_fee_ceil(flow)?)?;
            let shares = mint_shares_floor(credit, market.nav_high, market.supply)?;
            Ok(shares.raw().min(self.share_room(market, receiver)))
        })
        .unwrap_or(U256::ZERO)
    }

    pub(crate) fn max_withdraw(&self, owner: Address) -> U256 {
        self.most(|market, crossing| {
            let cost = redeem_value_floor(self.free_shares(owner), market.nav_low, market.supply)?;
            let flow = crossing.side.exit_flow_floor(cost)?;
            amount_floor(flow.min(self.exit_room(market, crossing)?), crossing.price)
                .map(Amount::raw)
        })
        .unwrap_or(U256::ZERO)
    }

    pub(crate) fn max_redeem(&self, owner: Address) -> U256 {
        self.most(|market, crossing| {
            let cost = crossing.exit_cost(self.exit_room(market, crossing)?)?;
            // The largest number of shares that costs no more.
            let shares = mint_shares_floor(cost, market.nav_low, market.supply)?;
            Ok(shares.min(self.free_shares(owner)).raw())
        })
        .filter(|shares| self.pays_something(*shares))
        .unwrap_or(U256::ZERO)
    }
}

/// What a maximum is computed from.
type Rule<T> = Result<T, rebalance_math::MathError>;

impl Vault {
    /// A maximum in the hub; `None` where nothing may cross.
    fn most(&self, rule: impl FnOnce(&Market, &Crossing<'_>) -> Rule<U256>) -> Option<U256> {
        let most = || -> Result<U256, Revert> {
            self.check_running()?;
            self.check_supply()?;
            let market = self.market(Answers::Fresh)?;
            let crossing = market.crossing(HUB)?;
            rule(&market, &crossing).map_err(refused)
        };
        most().ok()
    }

    /// The value that may come in: what the day allows, and what the hub's balance can hold.
    fn entry_room(&self, market: &Market, crossing: &Crossing<'_>) -> Rule<Value> {
        let space = BALANCE_MAX.saturating_sub(crossing.held.raw());
        let space = value_floor(Amount::new(space), crossing.price)?;
        Ok(space.min(self.value_room(market)?))
    }

    /// The value that may go out: what the day allows, and what there is of the hub.
    fn exit_room(&self, market: &Market, crossing: &Crossing<'_>) -> Rule<Value> {
        Ok(crossing.value.min(self.value_room(market)?))
    }

    /// The shares that may be minted for a receiver: what the vault's cap leaves, and the receiver's lot. Nobody but the
    /// receiver adds to a running lot; a question from nobody is taken as the receiver's own.
    fn share_room(&self, market: &Market, receiver: Address) -> U256 {
        let sender = self.vm.msg_sender();
        let (held, _) = self.holding(receiver).running(self.vm.block_timestamp());
        let is_own = sender == receiver || sender.is_zero();
        if receiver.is_zero() || (!held.is_zero() && !is_own) {
            return U256::ZERO;
        }
        let policy = &market.constitution.flow_policy;
        let cap = U256::from(policy.shareCap).min(SUPPLY_MAX);
        let room = cap.saturating_sub(market.supply.raw());
        if policy.minHoldSeconds == 0 {
            room
        } else {
            room.min(LOT_MAX.saturating_sub(held))
        }
    }

    /// What an account may burn.
    fn free_shares(&self, owner: Address) -> Shares {
        let holding = self.holding(owner);
        let (held, _) = holding.running(self.vm.block_timestamp());
        Shares::new(holding.balance.saturating_sub(held))
    }

    fn mints_something(&self, amount: U256) -> bool {
        self.preview_deposit(HUB, amount)
            .is_ok_and(|shares| !shares.is_zero())
    }

    fn pays_something(&self, shares: U256) -> bool {
        self.preview_redeem(HUB, shares)
            .is_ok_and(|amount| !amount.is_zero())
    }
}
