//! Which of an account's shares are held back since a priced deposit (`kit::vault`), and where one makes it (ERC-7575).

use alloy_primitives::{Address, U256};
use kit::Revert;
use kit::abi::IVaultAdmin::lockedSharesReturn;
use rebalance_math::HUB;
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

    /// Shares are the vault's own token.
    pub(crate) fn share(&self) -> Address {
        self.vm.contract_address()
    }

    /// The vault is the entry of ERC-4626 for its hub, which never changes; there is no other.
    pub(crate) fn entry_of(&self, token: Address) -> Result<Address, Revert> {
        let assets = self.constitution()?.assets;
        let hub = assets.get(HUB).map(|asset| asset.token);
        Ok(if hub == Some(token) {
            self.vm.contract_address()
        } else {
            Address::ZERO
        })
    }
}
