//! Which of an account's shares are held back since a priced deposit (`kit::vault`).

use alloy_primitives::{Address, U256};
use kit::abi::IVaultAdmin::lockedSharesReturn;
use stylus_sdk::prelude::*;

use crate::Vault;

impl Vault {
    pub(crate) fn locked_shares(&self, account: Address) -> lockedSharesReturn {
        let (shares, until) = self.holding(account).running(self.vm.block_timestamp());
        lockedSharesReturn {
            shares,
            until: U256::from(until),
        }
    }
}
