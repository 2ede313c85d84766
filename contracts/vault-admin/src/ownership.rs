//! The owner: handed over in two steps, and able to pause.
//!
//! Pausing stops deposits, seeding and rebalances, never a redemption or a transfer of shares.

use alloy_primitives::Address;
use kit::abi::IVault;
use kit::dispatch::revert;
use kit::event::emit;
use kit::vault::Hot;
use kit::{Revert, lock};
use stylus_sdk::prelude::*;

use crate::Vault;

impl Vault {
    /// Names the next owner, who must accept. Naming nobody withdraws an earlier offer.
    pub(crate) fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), Revert> {
        lock::check_free()?;
        let previous_owner = self.check_owner()?;
        self.set_pending_owner(new_owner);
        emit(
            &self.vm,
            &IVault::OwnershipTransferStarted {
                previousOwner: previous_owner,
                newOwner: new_owner,
            },
        );
        Ok(())
    }

    pub(crate) fn accept_ownership(&mut self) -> Result<(), Revert> {
        lock::check_free()?;
        let (caller, pending_owner) = (self.vm.msg_sender(), self.pending_owner());
        if caller != pending_owner || caller.is_zero() {
            return Err(revert(IVault::NotPendingOwner {
                caller,
                pendingOwner: pending_owner,
            }));
        }
        let previous_owner = self.owner();
        self.set_owner(caller);
        self.set_pending_owner(Address::ZERO);
        emit(
            &self.vm,
            &IVault::OwnershipTransferred {
                previousOwner: previous_owner,
                newOwner: caller,
            },
        );
        Ok(())
    }

    pub(crate) fn pause(&mut self) -> Result<(), Revert> {
        lock::check_free()?;
        let account = self.check_owner()?;
        self.check_running()?;
        self.set_paused(true);
        emit(&self.vm, &IVault::Paused { account });
        Ok(())
    }

    pub(crate) fn unpause(&mut self) -> Result<(), Revert> {
        lock::check_free()?;
        let account = self.check_owner()?;
        if !self.hot().is_paused {
            return Err(revert(IVault::ExpectedPause {}));
        }
        self.set_paused(false);
        emit(&self.vm, &IVault::Unpaused { account });
        Ok(())
    }

    fn set_paused(&mut self, is_paused: bool) {
        let hot = self.hot();
        self.set_hot(Hot { is_paused, ..hot });
    }
}
