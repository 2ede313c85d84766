//! Making a receiver: parameters that can be right, in code that can never change.

use crate::parameters;
use crate::refused;
use alloy_primitives::{Address, B256, keccak256};
use kit::abi::{
    IUpkeep::{
        ForwarderZero, NameWithoutOwner, ReceiverMade, ReceiverNotMade, VaultZero,
        WorkflowNotPinned,
    },
    Upkeep,
};
use kit::{Revert, VM, account, event::emit, policy};
use stylus_sdk::prelude::*;

/// Makes the receiver, or finds it where the same parameters have made it before.
///
/// # Errors
/// `NotTheImplementation`; the parameter that is missing.
pub(crate) fn create(vm: &VM, upkeep: Upkeep) -> Result<Address, Revert> {
    parameters::check_implementation(vm)?;
    check(&upkeep)?;
    let implementation = vm.contract_address();
    let code = parameters::encode(implementation, &upkeep);
    let Some(init_code) = policy::init_code(&code) else {
        return Err(refused(ReceiverNotMade {
            receiver: Address::ZERO,
        }));
    };
    let receiver = implementation.create2(B256::ZERO, keccak256(&init_code));
    if vm.code_size(receiver) != 0 {
        return Ok(receiver);
    }
    if account::create2(&init_code, B256::ZERO) != Some(receiver) {
        return Err(refused(ReceiverNotMade { receiver }));
    }
    emit(
        vm,
        &ReceiverMade {
            receiver,
            vault: upkeep.vault,
            upkeep,
        },
    );
    Ok(receiver)
}

fn check(upkeep: &Upkeep) -> Result<(), Revert> {
    if upkeep.forwarder.is_zero() {
        return Err(refused(ForwarderZero {}));
    }
    if upkeep.vault.is_zero() {
        return Err(refused(VaultZero {}));
    }
    let has_owner = !upkeep.workflowOwner.is_zero();
    if !has_owner && !upkeep.workflowName.is_zero() {
        return Err(refused(NameWithoutOwner {
            workflowName: upkeep.workflowName,
        }));
    }
    if !has_owner && upkeep.workflowId.is_zero() {
        return Err(refused(WorkflowNotPinned {}));
    }
    Ok(())
}
