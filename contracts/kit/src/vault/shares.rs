//! The ledger of shares: who has how many, and who may spend them; with the errors of ERC-6093.
//!
//! The sum of all balances is the supply, but for fees that nobody has collected yet (`supply`). Moving shares never
//! moves assets.

use alloy_primitives::{Address, U256};
use rebalance_math::Shares;

use super::{State, Supply};
use crate::Revert;
use crate::abi::IVault;
use crate::dispatch::{overflow, revert};
use crate::event::emit;

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
    /// `ERC20InvalidReceiver`, `SupplyAboveMaximum`.
    pub fn mint(&mut self, to: Address, value: U256) -> Result<(), Revert> {
        check_receiver(to)?;
        // The supply is at least the sum of all balances, so a balance is in range whenever the supply is.
        let supply = self.supply_word();
        self.set_supply(Supply {
            held: supply.held.saturating_add(value),
            ..supply
        })?;
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

    /// Ends shares.
    ///
    /// # Errors
    /// `ERC20InsufficientBalance`, `MathOverflow`.
    pub fn burn(&mut self, from: Address, value: U256) -> Result<(), Revert> {
        self.debit(from, value)?;
        let supply = self.supply_word();
        let held = Shares::new(supply.held)
            .checked_sub(Shares::new(value))
            .map_err(overflow)?
            .raw();
        self.set_supply(Supply { held, ..supply })?;
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
    /// `ERC20InvalidSender`, `ERC20InvalidReceiver`, `ERC20InsufficientBalance`.
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
