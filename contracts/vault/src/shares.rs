//! The share token: ERC-20 with the errors of ERC-6093.
//!
//! Moving shares never moves assets. While a flow is running even an approval is `Locked`, so that nothing a flow has
//! read can change under it.

use alloy_primitives::{Address, U256};
use kit::abi::IVault;
use kit::dispatch::{overflow, revert};
use kit::event::emit;
use kit::{Revert, lock};
use rebalance_math::Shares;
use stylus_sdk::prelude::*;

use crate::storage::Vault;

/// Of the share token, whatever its assets have.
pub(crate) const DECIMALS: u8 = 18;

impl Vault {
    pub(crate) fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Revert> {
        lock::check_free()?;
        self.move_shares(self.vm.msg_sender(), to, value)?;
        Ok(true)
    }

    pub(crate) fn transfer_from(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<bool, Revert> {
        lock::check_free()?;
        self.spend_allowance(from, self.vm.msg_sender(), value)?;
        self.move_shares(from, to, value)?;
        Ok(true)
    }

    pub(crate) fn approve(&mut self, spender: Address, value: U256) -> Result<bool, Revert> {
        lock::check_free()?;
        let owner = self.vm.msg_sender();
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
        Ok(true)
    }

    /// Lowers an allowance by exactly `value`, unless it is infinite.
    pub(crate) fn spend_allowance(
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

    pub(crate) fn mint(&mut self, to: Address, value: U256) -> Result<(), Revert> {
        check_receiver(to)?;
        // The supply is the sum of all balances, so a balance is in range whenever the supply is.
        let supply = self
            .supply()
            .checked_add(Shares::new(value))
            .map_err(overflow)?;
        self.set_supply(supply);
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

    pub(crate) fn burn(&mut self, from: Address, value: U256) -> Result<(), Revert> {
        self.debit(from, value)?;
        let supply = self
            .supply()
            .checked_sub(Shares::new(value))
            .map_err(overflow)?;
        self.set_supply(supply);
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

    fn move_shares(&mut self, from: Address, to: Address, value: U256) -> Result<(), Revert> {
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
        let balance = self.shares_of(from);
        let Some(left) = balance.checked_sub(value) else {
            return Err(revert(IVault::ERC20InsufficientBalance {
                sender: from,
                balance,
                needed: value,
            }));
        };
        self.set_shares_of(from, left);
        Ok(())
    }

    fn credit(&mut self, to: Address, value: U256) {
        self.set_shares_of(to, self.shares_of(to).saturating_add(value));
    }
}

/// Shares sent to nobody would be lost.
pub(crate) fn check_receiver(receiver: Address) -> Result<(), Revert> {
    if receiver.is_zero() {
        Err(revert(IVault::ERC20InvalidReceiver { receiver }))
    } else {
        Ok(())
    }
}

fn check_approval(owner: Address, spender: Address) -> Result<(), Revert> {
    if owner.is_zero() {
        return Err(revert(IVault::ERC20InvalidApprover { approver: owner }));
    }
    if spender.is_zero() {
        return Err(revert(IVault::ERC20InvalidSpender { spender }));
    }
    Ok(())
}
