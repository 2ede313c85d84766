//! The share token as its holders call it: ERC-20.
//!
//! While a flow is running even an approval is `Locked`, so that nothing a flow has read can change under it.

use alloy_primitives::{Address, U256};
use kit::abi::IVault;
use kit::event::emit;
use kit::vault::check_approval;
use kit::{Revert, lock};
use stylus_sdk::prelude::*;

use crate::Vault;

/// Of the share token, whatever its assets have.
pub(crate) const DECIMALS: u8 = 18;

impl Vault {
    pub(crate) fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Revert> {
        lock::check_free()?;
        let caller = self.vm.msg_sender();
        self.move_shares(caller, to, value)?;
        Ok(true)
    }

    pub(crate) fn transfer_from(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<bool, Revert> {
        lock::check_free()?;
        let caller = self.vm.msg_sender();
        self.spend_allowance(from, caller, value)?;
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
}
