//! What anyone may read. During a flow every answer is that of the state before it.

use alloy_primitives::U256;
use kit::Revert;
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

    pub(crate) fn epoch(&self) -> U256 {
        U256::from(self.hot().epoch)
    }
}

pub(crate) fn raw(amounts: Vec<Amount>) -> Vec<U256> {
    amounts.into_iter().map(Amount::raw).collect()
}
