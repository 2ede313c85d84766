//! What must hold before a room acts. Together with the lock these are all the conditions on a caller.

use alloy_primitives::{Address, U256};
use stylus_sdk::prelude::*;

use super::State;
use crate::Revert;
use crate::abi::IVault;
use crate::dispatch::revert;

impl State {
    /// Passes for the owner, and returns it.
    ///
    /// # Errors
    /// `NotOwner`.
    pub fn check_owner(&self) -> Result<Address, Revert> {
        let owner = self.owner();
        if self.is_called_by(owner) {
            Ok(owner)
        } else {
            Err(revert(IVault::NotOwner {
                caller: self.vm.msg_sender(),
                owner,
            }))
        }
    }

    /// Whether the caller is `role`. Nobody is the zero address, whatever a node lets a simulated call say.
    #[must_use]
    pub fn is_called_by(&self, role: Address) -> bool {
        let caller = self.vm.msg_sender();
        caller == role && !caller.is_zero()
    }

    /// Whether flows of one asset and rebalances are stopped now. When the pause ends is only read while there is one.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.hot().is_paused && self.vm.block_timestamp() < self.guard().paused_until
    }

    /// Passes while not paused.
    ///
    /// # Errors
    /// `EnforcedPause`.
    pub fn check_running(&self) -> Result<(), Revert> {
        if self.is_paused() {
            Err(revert(IVault::EnforcedPause {}))
        } else {
            Ok(())
        }
    }

    /// Passes for whoever may rebalance. Who is a keeper is only read where only keepers may.
    ///
    /// # Errors
    /// `NotKeeper`.
    pub fn check_keeper(&self) -> Result<(), Revert> {
        let caller = self.vm.msg_sender();
        if self.hot().keepers_only && !self.is_keeper(caller) {
            Err(revert(IVault::NotKeeper { caller }))
        } else {
            Ok(())
        }
    }

    /// Assets sent to nobody, or to the vault as a donation to itself, would be lost.
    ///
    /// # Errors
    /// `ERC20InvalidReceiver`.
    pub fn check_payee(&self, receiver: Address) -> Result<(), Revert> {
        if receiver.is_zero() || receiver == self.vm.contract_address() {
            return Err(revert(IVault::ERC20InvalidReceiver { receiver }));
        }
        Ok(())
    }

    /// Passes until `deadline`.
    ///
    /// # Errors
    /// `DeadlineExpired`.
    pub fn check_deadline(&self, deadline: U256) -> Result<(), Revert> {
        let timestamp = U256::from(self.vm.block_timestamp());
        if timestamp > deadline {
            Err(revert(IVault::DeadlineExpired {
                deadline,
                timestamp,
            }))
        } else {
            Ok(())
        }
    }
}
