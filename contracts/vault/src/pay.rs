//! Paying a pool, inside a running trade.

use alloy_primitives::{Address, U256};
use kit::{Revert, erc20, lock};
use stylus_sdk::prelude::*;

use crate::Vault;

impl Vault {
    /// Transfers what a swap of the running rebalance owes. The lock knows the one caller and what is left to spend,
    /// so whatever the router does, no more of a token leaves than the plan sells; what must come back for it is
    /// proved afterwards.
    pub(crate) fn pay(&mut self, token: Address, amount: U256, to: Address) -> Result<(), Revert> {
        lock::spend(self.vm.msg_sender(), token, amount)?;
        erc20::transfer(&self.vm, token, to, amount)
    }
}
