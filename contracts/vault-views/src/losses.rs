//! What is left of the loss budgets.

use kit::Revert;
use kit::abi::IVaultViews::lossRoomReturn;
use kit::policy::Constitution;
use kit::vault::loss_budgets;
use rebalance_math::portfolio::{LossLevels, parts_to_wad};
use stylus_sdk::prelude::*;

use crate::Vault;

impl Vault {
    /// What of a window is left now, in parts of NAV.
    pub(crate) fn window_room(&self, constitution: &Constitution) -> u64 {
        let window = loss_budgets(&constitution.loss_limits).window;
        let used = self.levels(constitution).window;
        window.capacity.saturating_sub(used)
    }

    pub(crate) fn loss_room(&self) -> Result<lossRoomReturn, Revert> {
        let constitution = self.constitution()?;
        let budgets = loss_budgets(&constitution.loss_limits);
        let used = self.levels(&constitution).fuse;
        Ok(lossRoomReturn {
            windowWad: parts_to_wad(self.window_room(&constitution)),
            fuseWad: parts_to_wad(budgets.fuse.capacity.saturating_sub(used)),
            paceWad: parts_to_wad(budgets.pace_floor(self.hot().levels)),
        })
    }

    fn levels(&self, constitution: &Constitution) -> LossLevels {
        loss_budgets(&constitution.loss_limits)
            .emptied(self.hot().levels, self.vm.block_timestamp())
    }
}
