//! State overrides of `eth_call`: a world that never was, for one call.

use alloy_primitives::{Address, U256};
use alloy_rpc_types::state::{AccountOverride, StateOverride};
use revm::state::Bytecode;

use super::World;

/// Why an override set makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OverrideError {
    /// `state` replaces the storage and `stateDiff` amends it; both at once contradict each other.
    #[error("account {0} has both 'state' and 'stateDiff'")]
    StateAndDiff(Address),
    /// Precompiles are part of the rules here, not accounts that could move.
    #[error("account {0}: 'movePrecompileToAddress' is not supported")]
    MovePrecompile(Address),
}

impl World {
    /// This world with `overrides` in place.
    ///
    /// # Errors
    /// [`OverrideError`] if an override contradicts itself.
    pub(crate) fn overridden(mut self, overrides: StateOverride) -> Result<Self, OverrideError> {
        for (address, change) in overrides {
            self.override_account(address, change)?;
        }
        Ok(self)
    }

    fn override_account(
        &mut self,
        address: Address,
        change: AccountOverride,
    ) -> Result<(), OverrideError> {
        if change.state.is_some() && change.state_diff.is_some() {
            return Err(OverrideError::StateAndDiff(address));
        }
        if change.move_precompile_to.is_some() {
            return Err(OverrideError::MovePrecompile(address));
        }
        let mut info = self.info(address);
        if let Some(balance) = change.balance {
            info.balance = balance;
        }
        if let Some(nonce) = change.nonce {
            info.nonce = nonce;
        }
        if let Some(code) = change.code {
            // Malformed delegation designators are run as the ordinary bytes they are.
            let code = Bytecode::new_raw_checked(code.clone())
                .unwrap_or_else(|_| Bytecode::new_legacy(code));
            info.code_hash = code.hash_slow();
            info.code = Some(code);
        }
        self.set_info(address, info);
        if change.state.is_some() {
            self.clear_storage(address);
        }
        for (slot, value) in change.state.into_iter().chain(change.state_diff).flatten() {
            self.set_slot(
                address,
                U256::from_be_bytes(slot.0),
                U256::from_be_bytes(value.0),
            );
        }
        Ok(())
    }
}
