//! `ArbDebug`, on debug chains.

use revm::Database;

use super::abi::ArbDebug::{self, ArbDebugCalls};
use super::{Call, Purity, Stop, give};
use crate::evm::arbos::AddressSet;
use crate::program::costs::activation_gas::WRITE_SLOT;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbDebugCalls,
) -> Result<Vec<u8>, Stop> {
    call.open(Purity::Write)?;
    match method {
        ArbDebugCalls::becomeChainOwner(_) => {
            call.burn(WRITE_SLOT)?;
            let caller = call.caller;
            call.arbos()
                .add(AddressSet::Owners, caller)
                .map_err(Stop::state)?;
            give!(
                ArbDebug::becomeChainOwnerCall,
                ArbDebug::becomeChainOwnerReturn {}
            )
        }
    }
}
