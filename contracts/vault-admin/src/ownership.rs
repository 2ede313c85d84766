//! The owner, handed over in two steps, and whom it appoints.
//!
//! The owner appoints curator and guardian at once: neither can do anything that does not wait for a timelock or reduce
//! risk. Nobody appoints itself or the owner, and there is always an owner.

use alloy_primitives::Address;
use kit::abi::IVault;
use kit::dispatch::revert;
use kit::event::emit;
use kit::vault::Guard;
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
        if !self.is_called_by(pending_owner) {
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

    /// Naming nobody leaves the role empty.
    pub(crate) fn appoint_curator(&mut self, new_curator: Address) -> Result<(), Revert> {
        lock::check_free()?;
        self.check_owner()?;
        let previous_curator = self.curator();
        self.set_curator(new_curator);
        emit(
            &self.vm,
            &IVault::CuratorSet {
                previousCurator: previous_curator,
                newCurator: new_curator,
            },
        );
        Ok(())
    }

    /// Naming nobody leaves the role empty. A pause that runs goes on.
    pub(crate) fn appoint_guardian(&mut self, new_guardian: Address) -> Result<(), Revert> {
        lock::check_free()?;
        self.check_owner()?;
        let guard = self.guard();
        self.set_guard(Guard {
            guardian: new_guardian,
            ..guard
        });
        emit(
            &self.vm,
            &IVault::GuardianSet {
                previousGuardian: guard.guardian,
                newGuardian: new_guardian,
            },
        );
        Ok(())
    }
}
