//! The ledger of shares: who has how many, and who may spend them; with the errors of ERC-6093.
//!
//! The sum of all balances is the supply, but for fees that nobody has collected yet (`supply`). Moving shares never
//! moves assets.
//!
//! Shares that were minted at a price are held back for a while, as one lot of their account:
//!
//! 1. What is held back leaves the account on no path: everything that takes shares goes through [`State::burn`] or
//!    [`State::move_shares`].
//! 2. Nobody can hold back shares that an account has: a lot is made of minted shares only, and while one is running
//!    only its own account may add to it.

use alloy_primitives::aliases::U112;
use alloy_primitives::{Address, U256};
use rebalance_math::Shares;

use super::holding::{Holding, LOT_MAX, SUPPLY_MAX};
use super::{State, Supply};
use crate::Revert;
use crate::abi::IVault;
use crate::dispatch::{overflow, revert};
use crate::event::emit;
use stylus_sdk::prelude::*;

impl State {
    /// Lowers an allowance by exactly `value`, unless it is infinite.
    ///
    /// # Errors
    /// `ERC20InsufficientAllowance`, `ERC20InvalidApprover`, `ERC20InvalidSpender`.
    pub fn spend_allowance(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
    ) -> Result<(), Revert> {
        let allowance = self.allowance(owner, spender);
        if allowance == U256::MAX {
            return Ok(());
        }
        let Some(left) = allowance.checked_sub(value) else {
            return Err(revert(IVault::ERC20InsufficientAllowance {
                spender,
                allowance,
                needed: value,
            }));
        };
        check_approval(owner, spender)?;
        self.set_allowance(owner, spender, left);
        Ok(())
    }

    /// Lets `spender` spend so much of `owner`, whatever was allowed before.
    ///
    /// # Errors
    /// `ERC20InvalidApprover`, `ERC20InvalidSpender`.
    pub fn allow(&mut self, owner: Address, spender: Address, value: U256) -> Result<(), Revert> {
        check_approval(owner, spender)?;
        self.set_allowance(owner, spender, value);
        emit(
            &self.vm,
            &IVault::Approval {
                owner,
                spender,
                value,
            },
        );
        Ok(())
    }

    /// Makes shares.
    ///
    /// # Errors
    /// `ERC20InvalidReceiver`, `SupplyOutOfRange`, `MathOverflow`.
    pub fn mint(&mut self, to: Address, value: U256) -> Result<(), Revert> {
        let supply = self.supply_word();
        self.mint_onto(supply, to, value)
    }

    /// Makes shares in addition to those that there are, which the caller has counted.
    ///
    /// # Errors
    /// Those of [`Self::mint`].
    pub fn mint_onto(&mut self, supply: Supply, to: Address, value: U256) -> Result<(), Revert> {
        check_receiver(to)?;
        // No balance is larger than the supply, so each is in range whenever the supply is.
        let total = supply
            .total()
            .checked_add(Shares::new(value))
            .map_err(overflow)?
            .raw();
        if total > SUPPLY_MAX {
            return Err(revert(IVault::SupplyOutOfRange {
                supply: total,
                maximum: SUPPLY_MAX,
            }));
        }
        self.set_supply(supply.minted(value));
        self.credit(to, value);
        emit(
            &self.vm,
            &IVault::Transfer {
                from: Address::ZERO,
                to,
                value,
            },
        );
        Ok(())
    }

    /// Makes shares that are held back for `seconds`, at the order of `sender`. With those that `to` itself ordered
    /// before they are one lot, which ends with the later of both.
    ///
    /// # Errors
    /// Those of [`Self::mint`]; `LotRunning`, `LotOutOfRange`.
    pub fn mint_locked(
        &mut self,
        sender: Address,
        to: Address,
        value: U256,
        seconds: u32,
    ) -> Result<(), Revert> {
        if seconds == 0 {
            return self.mint(to, value);
        }
        let now = self.vm.block_timestamp();
        let (held, held_until) = self.holding(to).running(now);
        if sender != to && !held.is_zero() {
            return Err(revert(IVault::LotRunning {
                account: to,
                until: U256::from(held_until),
            }));
        }
        let locked = held.saturating_add(value);
        if locked > LOT_MAX {
            return Err(revert(IVault::LotOutOfRange {
                shares: locked,
                maximum: LOT_MAX,
            }));
        }
        self.mint(to, value)?;
        let until = now.saturating_add(u64::from(seconds)).max(held_until);
        let balance = self.holding(to).balance;
        self.set_holding(
            to,
            Holding {
                balance,
                locked,
                until,
            },
        );
        emit(
            &self.vm,
            &IVault::SharesHeld {
                account: to,
                shares: locked,
                until: U256::from(until),
            },
        );
        Ok(())
    }

    /// Passes when there are no more shares than a vault's cap.
    ///
    /// # Errors
    /// `ShareCapExceeded`.
    pub fn check_share_cap(&self, cap: U112) -> Result<(), Revert> {
        let (supply, cap) = (self.supply().raw(), U256::from(cap));
        if supply > cap {
            return Err(revert(IVault::ShareCapExceeded { supply, cap }));
        }
        Ok(())
    }

    /// Ends shares.
    ///
    /// # Errors
    /// `SharesLocked`, `ERC20InsufficientBalance`.
    pub fn burn(&mut self, from: Address, value: U256) -> Result<(), Revert> {
        self.debit(from, value)?;
        let supply = self.supply_word();
        self.set_supply(supply.burnt(value));
        emit(
            &self.vm,
            &IVault::Transfer {
                from,
                to: Address::ZERO,
                value,
            },
        );
        Ok(())
    }

    /// Moves shares from one account to another.
    ///
    /// # Errors
    /// `ERC20InvalidSender`, `ERC20InvalidReceiver`, `ERC20InsufficientBalance`, `SharesLocked`.
    pub fn move_shares(&mut self, from: Address, to: Address, value: U256) -> Result<(), Revert> {
        if from.is_zero() {
            return Err(revert(IVault::ERC20InvalidSender { sender: from }));
        }
        check_receiver(to)?;
        self.debit(from, value)?;
        self.credit(to, value);
        emit(&self.vm, &IVault::Transfer { from, to, value });
        Ok(())
    }

    fn debit(&mut self, from: Address, value: U256) -> Result<(), Revert> {
        let mut holding = self.holding(from);
        let balance = holding.balance;
        let Some(left) = balance.checked_sub(value) else {
            return Err(revert(IVault::ERC20InsufficientBalance {
                sender: from,
                balance,
                needed: value,
            }));
        };
        if holding.until != 0 {
            let (locked, until) = holding.running(self.vm.block_timestamp());
            if left < locked {
                return Err(revert(IVault::SharesLocked {
                    account: from,
                    free: balance.saturating_sub(locked),
                    needed: value,
                    until: U256::from(until),
                }));
            }
            (holding.locked, holding.until) = (locked, until);
        }
        holding.balance = left;
        self.set_holding(from, holding);
        Ok(())
    }

    fn credit(&mut self, to: Address, value: U256) {
        let mut holding = self.holding(to);
        holding.balance = holding.balance.saturating_add(value);
        self.set_holding(to, holding);
    }
}

/// Shares sent to nobody would be lost.
///
/// # Errors
/// `ERC20InvalidReceiver`.
pub fn check_receiver(receiver: Address) -> Result<(), Revert> {
    if receiver.is_zero() {
        Err(revert(IVault::ERC20InvalidReceiver { receiver }))
    } else {
        Ok(())
    }
}

/// Nobody can neither give nor get an allowance.
///
/// # Errors
/// `ERC20InvalidApprover`, `ERC20InvalidSpender`.
fn check_approval(owner: Address, spender: Address) -> Result<(), Revert> {
    if owner.is_zero() {
        return Err(revert(IVault::ERC20InvalidApprover { approver: owner }));
    }
    if spender.is_zero() {
        return Err(revert(IVault::ERC20InvalidSpender { spender }));
    }
    Ok(())
}
