//! What anyone may read. During a flow every answer is that of the state before it.

use alloy_primitives::{Address, U256};
use kit::Revert;
use kit::abi::IVault;
use kit::dispatch::revert;
use rebalance_math::Amount;

use crate::Vault;

impl Vault {
    pub(crate) fn name(&self) -> Result<String, Revert> {
        Ok(self.constitution()?.name)
    }

    pub(crate) fn symbol(&self) -> Result<String, Revert> {
        Ok(self.constitution()?.symbol)
    }

    pub(crate) fn balances(&self) -> Vec<U256> {
        raw(self.amounts())
    }

    pub(crate) fn asset_balance(&self, token: Address) -> Result<U256, Revert> {
        let assets = self.constitution()?.assets;
        let held = assets
            .iter()
            .zip(self.amounts())
            .find(|(asset, _)| asset.token == token);
        held.map(|(_, amount)| amount.raw())
            .ok_or_else(|| revert(IVault::AssetUnknown { token }))
    }

    pub(crate) fn epoch(&self) -> U256 {
        U256::from(self.hot().epoch)
    }

    pub(crate) fn last_rebalanced_at(&self) -> U256 {
        U256::from(self.hot().last_rebalanced_at)
    }
}

pub(crate) fn raw(amounts: Vec<Amount>) -> Vec<U256> {
    amounts.into_iter().map(Amount::raw).collect()
}
