//! The share token as its holders call it: ERC-20, and ERC-165 about it.
//!
//! While a flow is running even an approval is `Locked`, so that nothing a flow has read can change under it.

use alloy_primitives::{Address, FixedBytes, U256};
use kit::{Revert, lock};
use stylus_sdk::prelude::*;

use crate::Vault;

/// Of the share token, whatever its assets have.
pub(crate) const DECIMALS: u8 = 18;

/// Whether the token has an interface: ERC-165 itself, ERC-20, its metadata, permits (EIP-2612) and their domain (EIP-5267), and both sides of ERC-7575.
/// Answered here, because who asks gives 30,000 gas.
pub(crate) const fn supports_interface(id: FixedBytes<4>) -> bool {
    matches!(
        u32::from_be_bytes(id.0),
        0x01ff_c9a7
            | 0x3637_2b07
            | 0xa219_a025
            | 0x9d8f_f7da
            | 0x84b0_196e
            | 0x2f0a_18c5
            | 0xf815_c03d
    )
}

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
        self.allow(owner, spender, value)?;
        Ok(true)
    }
}
