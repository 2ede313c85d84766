//! `ArbOwnerPublic`: who owns the chain.

use alloy_primitives::Address;
use revm::Database;

use super::abi::ArbOwnerPublic::{self, ArbOwnerPublicCalls};
use super::{Call, Purity, Stop, give};
use crate::evm::arbos::AddressSet;
use crate::program::costs::activation_gas::READ_SLOT;
use crate::program::params::ARBOS_FRAGMENTS;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbOwnerPublicCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbOwnerPublicCalls as M;
    call.open(Purity::View)?;
    match method {
        M::isChainOwner(m) => {
            call.burn(READ_SLOT)?;
            let is = call.arbos().contains(AddressSet::Owners, m.addr);
            give!(ArbOwnerPublic::isChainOwnerCall, is.map_err(Stop::state)?)
        }
        M::getAllChainOwners(_) => {
            let owners = owners(call)?;
            give!(ArbOwnerPublic::getAllChainOwnersCall, owners)
        }
        M::getNetworkFeeAccount(_) | M::getInfraFeeAccount(_) => {
            call.burn(READ_SLOT)?;
            let account = call.arbos().network_fee_account().map_err(Stop::state)?;
            give!(ArbOwnerPublic::getNetworkFeeAccountCall, account)
        }
        M::getMaxStylusContractFragments(_) if call.version() >= ARBOS_FRAGMENTS => {
            let params = call.params()?;
            give!(
                ArbOwnerPublic::getMaxStylusContractFragmentsCall,
                params.max_fragment_count
            )
        }
        M::getMaxStylusContractFragments(_) => Err(Stop::Broken),
    }
}

/// All owners, at the price of reading them.
pub(super) fn owners<DB: Database>(call: &mut Call<'_, DB>) -> Result<Vec<Address>, Stop> {
    let owners = call
        .arbos()
        .members(AddressSet::Owners)
        .map_err(Stop::state)?;
    for _ in 0..=owners.len() {
        call.burn(READ_SLOT)?;
    }
    Ok(owners)
}
