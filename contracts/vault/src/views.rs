//! What anyone may read. During a flow every answer is that of the state before it.

use kit::Revert;

use crate::Vault;

impl Vault {
    pub(crate) fn name(&self) -> Result<String, Revert> {
        Ok(self.constitution()?.name)
    }

    pub(crate) fn symbol(&self) -> Result<String, Revert> {
        Ok(self.constitution()?.symbol)
    }
}
