//! `ArbOwnerPublic`: who owns the chain, and what the owners have decided.

use alloy_primitives::Address;
use revm::Database;

use super::abi::ArbOwnerPublic::{self, ArbOwnerPublicCalls};
use super::owner::{ARBOS_NATIVE_TOKENS, ARBOS_PARENT_FLOOR};
use super::{Call, Purity, Stop, give};
use crate::evm::arbos::AddressSet;
use crate::evm::setting::Setting;
use crate::program::costs::activation_gas::READ_SLOT;
use crate::program::params::{ARBOS_FRAGMENTS, ARBOS_MAX_WASM_SIZE};

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbOwnerPublicCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbOwnerPublicCalls as M;
    match &method {
        M::isNativeTokenOwner(_) | M::getAllNativeTokenOwners(_) => {
            call.since(ARBOS_NATIVE_TOKENS)?;
        }
        M::getNativeTokenManagementFrom(_) | M::getParentGasFloorPerToken(_) => {
            call.since(ARBOS_PARENT_FLOOR)?;
        }
        M::isCalldataPriceIncreaseEnabled(_) => call.since(ARBOS_MAX_WASM_SIZE)?,
        M::getMaxStylusContractFragments(_) => call.since(ARBOS_FRAGMENTS)?,
        _ => {}
    }
    call.open(match &method {
        M::rectifyChainOwner(_) => Purity::Write,
        _ => Purity::View,
    })?;
    match method {
        M::isChainOwner(m) => {
            let is = call.is_member(AddressSet::Owners, m.addr)?;
            give!(ArbOwnerPublic::isChainOwnerCall, is)
        }
        M::getAllChainOwners(_) => {
            let owners = call.members(AddressSet::Owners)?;
            give!(ArbOwnerPublic::getAllChainOwnersCall, owners)
        }
        M::rectifyChainOwner(m) => rectify(call, m.ownerToRectify),
        M::isNativeTokenOwner(m) => {
            let is = call.is_member(AddressSet::NativeTokenOwners, m.addr)?;
            give!(ArbOwnerPublic::isNativeTokenOwnerCall, is)
        }
        M::getAllNativeTokenOwners(_) => {
            let owners = call.members(AddressSet::NativeTokenOwners)?;
            give!(ArbOwnerPublic::getAllNativeTokenOwnersCall, owners)
        }
        M::getNativeTokenManagementFrom(_) => {
            let from = call.read_u64(Setting::NativeTokensFrom)?;
            give!(ArbOwnerPublic::getNativeTokenManagementFromCall, from)
        }
        M::getNetworkFeeAccount(_) => {
            call.burn(READ_SLOT)?;
            let account = call.arbos().network_fee_account().map_err(Stop::state)?;
            give!(ArbOwnerPublic::getNetworkFeeAccountCall, account)
        }
        M::getInfraFeeAccount(_) => {
            let account = call.read_address(Setting::InfraFeeAccount)?;
            give!(ArbOwnerPublic::getInfraFeeAccountCall, account)
        }
        M::getBrotliCompressionLevel(_) => {
            let level = call.read_u64(Setting::BrotliLevel)?;
            give!(ArbOwnerPublic::getBrotliCompressionLevelCall, level)
        }
        M::getScheduledUpgrade(_) => {
            let upgrade = scheduled_upgrade(call)?;
            give!(ArbOwnerPublic::getScheduledUpgradeCall, upgrade)
        }
        M::isCalldataPriceIncreaseEnabled(_) => {
            let on = !call.read(Setting::CalldataPriceIncrease)?.is_zero();
            give!(ArbOwnerPublic::isCalldataPriceIncreaseEnabledCall, on)
        }
        M::getParentGasFloorPerToken(_) => {
            let floor = call.read_u64(Setting::ParentGasFloor)?;
            give!(ArbOwnerPublic::getParentGasFloorPerTokenCall, floor)
        }
        M::getMaxStylusContractFragments(_) => {
            let count = call.params()?.max_fragment_count;
            give!(ArbOwnerPublic::getMaxStylusContractFragmentsCall, count)
        }
    }
}

/// An upgrade to a version that the chain has reached is none.
fn scheduled_upgrade<DB: Database>(
    call: &mut Call<'_, DB>,
) -> Result<ArbOwnerPublic::getScheduledUpgradeReturn, Stop> {
    let version = call.read_u64(Setting::UpgradeVersion)?;
    let time = call.read_u64(Setting::UpgradeTime)?;
    let (version, time) = match version > call.version() {
        true => (version, time),
        false => (0, 0),
    };
    Ok(ArbOwnerPublic::getScheduledUpgradeReturn {
        arbosVersion: version,
        scheduledForTimestamp: time,
    })
}

/// Repairs an owner whose place in the set is wrong, as an early version of ArbOS could leave it. None is here, so that it is
/// refused after everything was looked at.
fn rectify<DB: Database>(call: &mut Call<'_, DB>, owner: Address) -> Result<Vec<u8>, Stop> {
    if call.is_member(AddressSet::Owners, owner)? {
        call.burn(3 * READ_SLOT)?;
    }
    Err(Stop::Refused)
}
