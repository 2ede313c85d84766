//! What the vault accounts for, and since when.

use alloy_primitives::{Address, U256};
use kit::Revert;
use kit::abi::IVault;
use kit::dispatch::revert;

use crate::Vault;

impl Vault {
    pub(crate) fn asset_balance(&self, token: Address) -> Result<U256, Revert> {
        let assets = self.constitution()?.assets;
        let held = assets
            .iter()
            .zip(self.amounts())
            .find(|(asset, _)| asset.token == token);
        held.map(|(_, amount)| amount.raw())
            .ok_or_else(|| revert(IVault::AssetUnknown { token }))
    }

    pub(crate) fn last_rebalanced_at(&self) -> U256 {
        U256::from(self.hot().last_rebalanced_at)
    }
}
