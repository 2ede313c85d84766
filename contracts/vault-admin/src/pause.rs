//! Pausing: what can be done at once, because it only reduces risk.
//!
//! 1. A pause stops flows of one asset, seeding and rebalances: what a wrong price could harm, or must wait. Flows in kind
//!    and transfers of shares harm nobody, and go on.
//! 2. It ends by itself [`PAUSE_SECONDS_MAX`] after it was last asked for. Asking again needs no waiting, also while it
//!    runs: whoever is trusted to pause is trusted to go on, and is replaced by the owner at once.
//! 3. Only the owner ends it earlier.

use alloy_primitives::U256;
use kit::abi::IVault;
use kit::dispatch::revert;
use kit::event::emit;
use kit::vault::{Guard, Hot};
use kit::{Revert, lock};
use stylus_sdk::prelude::*;

use crate::Vault;

/// Fourteen days: enough to submit a setting, wait a week for it, and execute it.
const PAUSE_SECONDS_MAX: u64 = 1_209_600;

impl Vault {
    pub(crate) fn pause(&mut self) -> Result<(), Revert> {
        lock::check_free()?;
        let guard = self.guard();
        if !self.is_called_by(guard.guardian) && !self.is_called_by(self.owner()) {
            return Err(self.not_guardian());
        }
        let now = self.vm.block_timestamp();
        self.set_guard(Guard {
            paused_until: now.saturating_add(PAUSE_SECONDS_MAX),
            ..guard
        });
        self.set_paused(true);
        emit(
            &self.vm,
            &IVault::Paused {
                account: self.vm.msg_sender(),
            },
        );
        Ok(())
    }

    pub(crate) fn unpause(&mut self) -> Result<(), Revert> {
        lock::check_free()?;
        let account = self.check_owner()?;
        if !self.is_paused() {
            return Err(revert(IVault::ExpectedPause {}));
        }
        self.set_paused(false);
        emit(&self.vm, &IVault::Unpaused { account });
        Ok(())
    }

    pub(crate) fn paused_until(&self) -> U256 {
        U256::from(self.guard().paused_until)
    }

    /// Passes for those who may reduce risk: guardian, curator and owner.
    pub(crate) fn check_reducer(&self) -> Result<(), Revert> {
        let roles = [self.guard().guardian, self.curator(), self.owner()];
        if roles.into_iter().any(|role| self.is_called_by(role)) {
            Ok(())
        } else {
            Err(self.not_guardian())
        }
    }

    #[cold]
    fn not_guardian(&self) -> Revert {
        revert(IVault::NotGuardian {
            caller: self.vm.msg_sender(),
            guardian: self.guard().guardian,
        })
    }

    fn set_paused(&mut self, is_paused: bool) {
        let hot = self.hot();
        self.set_hot(Hot { is_paused, ..hot });
    }
}
