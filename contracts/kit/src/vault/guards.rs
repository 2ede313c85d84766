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
        let (caller, owner) = (self.vm.msg_sender(), self.owner());
        if caller == owner && !caller.is_zero() {
            Ok(owner)
        } else {
            Err(revert(IVault::NotOwner { caller, owner }))
        }
    }

    /// Passes while not paused.
    ///
    /// # Errors
    /// `EnforcedPause`.
    pub fn check_running(&self) -> Result<(), Revert> {
        if self.hot().is_paused {
            Err(revert(IVault::EnforcedPause {}))
        } else {
            Ok(())
        }
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
