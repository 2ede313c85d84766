//! The ledger of claims: what a token refused to pay, by token and owner.
//!
//! What is owed is in no accounted balance, so it is in no share, NAV or trade; it stays owed whatever becomes of the
//! assets of the vault. The sum of a token's claims is kept beside them.

use alloy_primitives::{Address, U256};

use super::State;
use crate::Revert;
use crate::abi::{IProgram, IVault};
use crate::dispatch::revert;
use crate::event::emit;

impl State {
    /// Owes `amount` of `token` to `owner`, more than before.
    ///
    /// # Errors
    /// `MathOverflow`.
    pub fn owe(&mut self, token: Address, owner: Address, amount: U256) -> Result<(), Revert> {
        // A claim is at most the sum, so it is in range whenever the sum is.
        let total = self.owed_total(token).checked_add(amount);
        let total = total.ok_or_else(|| revert(IProgram::MathOverflow {}))?;
        self.set_owed_total(token, total);
        let owed = self.owed(token, owner).saturating_add(amount);
        self.set_owed(token, owner, owed);
        emit(
            &self.vm,
            &IVault::Owed {
                token,
                owner,
                amount,
            },
        );
        Ok(())
    }

    /// Ends the claim of `owner`, who is paid by the caller, and returns what it was.
    ///
    /// # Errors
    /// `NothingOwed`.
    pub fn settle(&mut self, token: Address, owner: Address) -> Result<U256, Revert> {
        let amount = self.owed(token, owner);
        if amount.is_zero() {
            return Err(revert(IVault::NothingOwed { token, owner }));
        }
        self.set_owed(token, owner, U256::ZERO);
        // The sum has this claim in it.
        let rest = self.owed_total(token).saturating_sub(amount);
        self.set_owed_total(token, rest);
        emit(
            &self.vm,
            &IVault::Claimed {
                token,
                owner,
                amount,
            },
        );
        Ok(amount)
    }
}
