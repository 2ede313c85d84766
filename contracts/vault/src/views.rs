//! What anyone may read. During a flow every answer is that of the state before it.

use kit::Revert;
use kit::vault::unborn;

use crate::Vault;

impl Vault {
    pub(crate) fn symbol(&self) -> Result<String, Revert> {
        self.constitution()?.title.symbol().ok_or_else(unborn)
    }
}
