//! What the vault accounts for, and since when.

use alloy_primitives::{Address, U256};
use kit::Revert;
use kit::abi::IVault;
use kit::dispatch::revert;
use kit::vault::amounts_of;
use rebalance_math::{Amount, deposit_amount_ceil, redeem_amount_floor};

use crate::Vault;

impl Vault {
    pub(crate) fn balances(&self) -> Vec<U256> {
        self.amounts().into_iter().map(Amount::raw).collect()
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

    pub(crate) fn preview_deposit_in_kind(&self, shares: U256) -> Result<Vec<U256>, Revert> {
        amounts_of(&self.amounts(), shares, self.supply(), deposit_amount_ceil)
    }

    pub(crate) fn preview_redeem_in_kind(&self, shares: U256) -> Result<Vec<U256>, Revert> {
        amounts_of(&self.amounts(), shares, self.supply(), redeem_amount_floor)
    }
}
