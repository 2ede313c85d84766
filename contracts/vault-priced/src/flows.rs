//! One asset in or out, and shares the other way.
//!
//! Every flow is checked, priced and counted before a token moves, and committed afterwards; what comes in is measured. A
//! token that calls back while it moves sees the state before, and every state-changing entry `Locked`.

use alloy_primitives::{Address, U256};
use kit::abi::IVault;
use kit::abi::IVaultPriced::{depositAssetCall, redeemAssetCall};
use kit::dispatch::{overflow, revert};
use kit::event::emit;
use kit::vault::Answers;
use kit::{Revert, erc20, lock, prepaid};
use rebalance_math::{Amount, HUB};
use stylus_sdk::prelude::*;

use crate::Vault;
use crate::market::{Crossing, Market};
use crate::quote::Quote;

/// A rule of `quote`: amounts to shares, or shares to amounts.
type Rule = fn(&Market, &Crossing<'_>, U256) -> Result<Quote, Revert>;

/// What the caller insists on.
struct Entry {
    index: usize,
    given: U256,
    min_shares: U256,
    receiver: Address,
}

struct Exit {
    index: usize,
    given: U256,
    min_amount: U256,
    receiver: Address,
    owner: Address,
}

impl Vault {
    pub(crate) fn deposit(&mut self, assets: U256, receiver: Address) -> Result<U256, Revert> {
        let entry = Entry {
            index: HUB,
            given: assets,
            min_shares: U256::ZERO,
            receiver,
        };
        Ok(self.enter(entry, Market::quote_deposit)?.shares.raw())
    }

    pub(crate) fn mint_priced(&mut self, shares: U256, receiver: Address) -> Result<U256, Revert> {
        let entry = Entry {
            index: HUB,
            given: shares,
            min_shares: U256::ZERO,
            receiver,
        };
        Ok(self.enter(entry, Market::quote_mint)?.amount.raw())
    }

    pub(crate) fn withdraw(
        &mut self,
        assets: U256,
        receiver: Address,
        owner: Address,
    ) -> Result<U256, Revert> {
        let exit = Exit {
            index: HUB,
            given: assets,
            min_amount: U256::ZERO,
            receiver,
            owner,
        };
        Ok(self.leave(exit, Market::quote_withdraw)?.shares.raw())
    }

    pub(crate) fn redeem(
        &mut self,
        shares: U256,
        receiver: Address,
        owner: Address,
    ) -> Result<U256, Revert> {
        let exit = Exit {
            index: HUB,
            given: shares,
            min_amount: U256::ZERO,
            receiver,
            owner,
        };
        Ok(self.leave(exit, Market::quote_redeem)?.amount.raw())
    }

    pub(crate) fn deposit_asset(&mut self, call: depositAssetCall) -> Result<U256, Revert> {
        self.check_deadline(call.deadline)?;
        let entry = Entry {
            index: self.index_of(call.token)?,
            given: call.amount,
            min_shares: call.minShares,
            receiver: call.receiver,
        };
        Ok(self.enter(entry, Market::quote_deposit)?.shares.raw())
    }

    pub(crate) fn redeem_asset(&mut self, call: redeemAssetCall) -> Result<U256, Revert> {
        self.check_deadline(call.deadline)?;
        let exit = Exit {
            index: self.index_of(call.token)?,
            given: call.shares,
            min_amount: call.minAmount,
            receiver: call.receiver,
            owner: call.owner,
        };
        Ok(self.leave(exit, Market::quote_redeem)?.amount.raw())
    }

    fn enter(&mut self, entry: Entry, rule: Rule) -> Result<Quote, Revert> {
        let market = self.open()?;
        let crossing = market.crossing(entry.index)?;
        let quote = rule(&market, &crossing, entry.given)?;
        check_flow(&crossing, &quote)?;
        if quote.shares.raw() < entry.min_shares {
            return Err(revert(IVault::SharesBelowMinimum {
                shares: quote.shares.raw(),
                minimum: entry.min_shares,
            }));
        }
        self.charge_flow(&market, quote.flow)?;
        let mut sender = prepaid::payer();
        let is_prepaid = !sender.is_zero();
        if !is_prepaid {
            sender = self.vm.msg_sender();
        }
        let receiver = entry.receiver;
        let policy = &market.constitution.flow_policy;
        let (token, amount, shares) =
            (crossing.asset.token, quote.amount.raw(), quote.shares.raw());
        self.mint_locked(sender, receiver, shares, policy.minHoldSeconds)?;
        self.check_share_cap(policy.shareCap)?;
        let held = crossing.held.checked_add(quote.amount).map_err(overflow)?;
        self.book(&market, entry.index, held)?;

        // For a deposit the amount is what was asked for, so what was paid before is exactly this.
        if !is_prepaid {
            erc20::pull(&self.vm, token, sender, amount)?;
        }
        if entry.index == HUB {
            emit(
                &self.vm,
                &IVault::Deposit {
                    sender,
                    owner: receiver,
                    assets: amount,
                    shares,
                },
            );
        } else {
            emit(
                &self.vm,
                &IVault::AssetDeposited {
                    sender,
                    receiver,
                    token,
                    amount,
                    shares,
                },
            );
        }
        lock::release();
        Ok(quote)
    }

    fn leave(&mut self, exit: Exit, rule: Rule) -> Result<Quote, Revert> {
        let market = self.open()?;
        let (receiver, owner) = (exit.receiver, exit.owner);
        self.check_payee(receiver)?;
        let crossing = market.crossing(exit.index)?;
        let quote = rule(&market, &crossing, exit.given)?;
        check_flow(&crossing, &quote)?;
        let (token, amount, shares) =
            (crossing.asset.token, quote.amount.raw(), quote.shares.raw());
        if amount < exit.min_amount {
            return Err(revert(IVault::AmountBelowMinimum {
                token,
                amount,
                minimum: exit.min_amount,
            }));
        }
        self.charge_flow(&market, quote.flow)?;
        let sender = self.vm.msg_sender();
        if sender != owner {
            self.spend_allowance(owner, sender, shares)?;
        }
        self.burn(owner, shares)?;
        let held = crossing.held.checked_sub(quote.amount).map_err(overflow)?;
        self.book(&market, exit.index, held)?;

        erc20::transfer(&self.vm, token, receiver, amount)?;
        if exit.index == HUB {
            emit(
                &self.vm,
                &IVault::Withdraw {
                    sender,
                    receiver,
                    owner,
                    assets: amount,
                    shares,
                },
            );
        } else {
            emit(
                &self.vm,
                &IVault::AssetRedeemed {
                    sender,
                    receiver,
                    owner,
                    token,
                    amount,
                    shares,
                },
            );
        }
        lock::release();
        Ok(quote)
    }

    /// Takes the lock and prices a portfolio that has shares, after what is due of a gain: the first ones are made by a seed.
    fn open(&mut self) -> Result<Market, Revert> {
        self.charge_due()?;
        lock::take()?;
        self.check_running()?;
        self.check_supply()?;
        self.market(Answers::Fresh)
    }

    /// Passes when there are shares.
    ///
    /// # Errors
    /// `SupplyZero`.
    pub(crate) fn check_supply(&self) -> Result<(), Revert> {
        if self.supply().is_zero() {
            Err(revert(IVault::SupplyZero {}))
        } else {
            Ok(())
        }
    }

    /// Accounts for another amount of one asset.
    fn book(&mut self, market: &Market, index: usize, amount: Amount) -> Result<(), Revert> {
        let mut held = market.held.clone();
        if let Some(held) = held.get_mut(index) {
            *held = amount;
        }
        self.set_amounts(&market.constitution.assets, &held)
    }
}

/// Nobody gives something for nothing, on either side.
fn check_flow(crossing: &Crossing<'_>, quote: &Quote) -> Result<(), Revert> {
    if quote.amount.is_zero() {
        return Err(revert(IVault::AmountZero {
            token: crossing.asset.token,
        }));
    }
    if quote.shares.is_zero() {
        return Err(revert(IVault::SharesZero {}));
    }
    Ok(())
}
