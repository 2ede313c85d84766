//! Paying a pool, inside a running trade.
//!
//! The lock knows the one account that may ask, and what is left to spend: whatever pool or router do, no more of a token
//! leaves than the plan sells. What must come back for it is proved afterwards.

use alloy_primitives::{Address, U256};
use kit::abi::IVault::uniswapV3SwapCallbackCall;
use kit::codec::word;
use kit::{Revert, erc20, lock};
use stylus_sdk::prelude::*;

use crate::Vault;

impl Vault {
    /// Transfers what a swap of the running rebalance owes, for the payer: the router or a pool.
    pub(crate) fn pay(&mut self, token: Address, amount: U256, to: Address) -> Result<(), Revert> {
        lock::spend(self.vm.msg_sender(), token, amount)?;
        erc20::transfer(&self.vm, token, to, amount)
    }

    /// Pays a pool of Uniswap V3 that the vault itself is trading with. A pool asks for what is positive of its two deltas;
    /// one that asks for nothing gets nothing, and sees to that itself.
    pub(crate) fn pay_pool(&mut self, call: &uniswapV3SwapCallbackCall) -> Result<(), Revert> {
        let due = call.amount0Delta.max(call.amount1Delta);
        let amount = if due.is_positive() {
            due.into_raw()
        } else {
            U256::ZERO
        };
        self.pay(token_in(&call.data), amount, self.vm.msg_sender())
    }
}

/// The word that the vault has sent along; zero, which nothing may be paid of, for anything else.
fn token_in(data: &[u8]) -> Address {
    data.try_into()
        .map_or(Address::ZERO, |word: &[u8; 32]| word::address(word))
}
