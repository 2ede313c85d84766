//! Is a rebalance due? And having it done.
//!
//! The question is asked of the vault's own view, and of what stops every rebalance before its plan: a pause, and a list of
//! keepers that this contract is not on. What is left is what only a rebalance itself can find out.

use crate::refused;
use alloy_primitives::{Address, U256};
use kit::abi::{
    IUpkeep::{NotDue, Poked, VaultMalformed},
    IVault::{EnforcedPause, NotKeeper, NothingToTrade},
    IVaultAdmin::{isKeeperCall, keepersOnlyCall, pausedCall},
    IVaultRebalance::rebalanceCall,
    IVaultViews::previewRebalanceCall,
    Reason,
};
use kit::call::{ask, view};
use kit::{Revert, VM, codec, event::emit};
use stylus_sdk::prelude::*;

/// An address, ABI-encoded.
const VAULT_BYTES: usize = 32;

/// The vault that data of an upkeep name.
///
/// # Errors
/// `VaultMalformed`.
pub(crate) fn vault_of(data: &[u8]) -> Result<Address, Revert> {
    let vault = codec::decode_result(data).filter(|_| data.len() == VAULT_BYTES);
    vault.ok_or_else(|| {
        refused(VaultMalformed {
            gotBytes: U256::from(data.len()),
            expectedBytes: U256::from(VAULT_BYTES),
        })
    })
}

/// Whether a rebalance would go through now, as far as a view can tell.
///
/// # Errors
/// What it would end in: `EnforcedPause`, `NotKeeper`, `NotDue`, `NothingToTrade`, or the vault's own.
pub(crate) fn check(vm: &VM, vault: Address) -> Result<(), Revert> {
    if view(vm, vault, &pausedCall {})? {
        return Err(refused(EnforcedPause {}));
    }
    let caller = vm.contract_address();
    if view(vm, vault, &keepersOnlyCall {})? && !view(vm, vault, &isKeeperCall { account: caller })?
    {
        return Err(refused(NotKeeper { caller }));
    }
    let decision = view(vm, vault, &previewRebalanceCall {})?;
    if ![Reason::BandBreached, Reason::Triggered].contains(&decision.reason) {
        return Err(refused(NotDue {
            reason: decision.reason,
            maxDriftWad: decision.maxDriftWad,
            bandWad: decision.bandWad,
            eligibleAt: U256::from(decision.eligibleAt),
        }));
    }
    if decision.trades.is_empty() {
        return Err(refused(NothingToTrade {
            maxDriftWad: decision.maxDriftWad,
            bandWad: decision.bandWad,
        }));
    }
    Ok(())
}

/// Has the vault rebalance, with all the gas that may be passed on.
///
/// # Errors
/// The vault's own, unchanged; `ProgramCallFailed` when it ran out of gas or is no vault.
pub(crate) fn rebalance(vm: &VM, vault: Address, deadline: U256) -> Result<(), Revert> {
    let _fills = ask(vm, vault, &rebalanceCall { deadline })?;
    emit(
        vm,
        &Poked {
            vault,
            caller: vm.msg_sender(),
        },
    );
    Ok(())
}
