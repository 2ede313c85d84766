//! Does the vault's engine take the triggers of a policy?
//!
//! Which kinds there are is the engine's to know: a plain one refuses those of risk by name, so no vault is left with a policy
//! by which it never trades. A policy without triggers is one that every engine takes.

use alloy_primitives::Address;
use kit::abi::{IEngine::checkCall, Policy};
use kit::{Revert, call};

use crate::Vault;

impl Vault {
    /// Passes for a policy that `engine` takes.
    ///
    /// # Errors
    /// Those of the engine, such as `TriggersOutOfRange`; `ProgramCallFailed`.
    pub(crate) fn check_triggers(&self, engine: Address, policy: &Policy) -> Result<(), Revert> {
        if policy.triggers.is_zero() {
            return Ok(());
        }
        let policy = policy.clone();
        call::view(&self.vm, engine, &checkCall { policy }).map(drop)
    }
}
