//! Making a vault.

use alloy_primitives::{Address, B256, keccak256};
use kit::abi::IFactory::{CloneFailed, SuiteWithoutCode, VaultCreated, VaultExists, createCall, predictCall};
use kit::abi::IVault;
use kit::dispatch::revert;
use kit::event::emit;
use kit::{Revert, VM, call, clone, codec, lock};
use stylus_sdk::hostio;
use stylus_sdk::prelude::*;

use crate::registry;

/// Bytes of a selector, which stand before the arguments of a call.
const SELECTOR: usize = 4;

/// Clones, initialises and seeds; the sender has approved the predicted vault.
///
/// The tokens are called while this runs. The lock keeps a hook of theirs from making another vault meanwhile, whose place in
/// the registry this one would overwrite.
pub(crate) fn create(vm: &VM, call: createCall) -> Result<Address, Revert> {
    lock::take()?;
    let creator = vm.msg_sender();
    let createCall { suite, config, amounts } = call;
    let implementation = suite.implementation;
    if vm.code_size(implementation) == 0 {
        return Err(revert(SuiteWithoutCode { program: implementation }));
    }
    let parameters = predictCall { creator, suite, config };
    let salt = salt(&parameters);
    let expected = clone::address_of(vm.contract_address(), salt, implementation);
    if vm.code_size(expected) != 0 {
        return Err(revert(VaultExists { vault: expected }));
    }
    let vault = make_clone(implementation, salt)?;
    let predictCall { creator, suite, config } = parameters;
    call::ask(vm, vault, &IVault::initializeCall { suite, config, seeder: creator, amounts })?;
    registry::add(vault, implementation)?;
    emit(vm, &VaultCreated { vault, creator, implementation, salt });
    lock::release();
    Ok(vault)
}

/// Where `create` would put the vault.
pub(crate) fn predict(vm: &VM, parameters: &predictCall) -> Address {
    clone::address_of(vm.contract_address(), salt(parameters), parameters.suite.implementation)
}

/// `keccak256(abi.encode(creator, suite, config))`: the arguments of `predict` are just that.
fn salt(parameters: &predictCall) -> B256 {
    let calldata = codec::encode_call(parameters);
    keccak256(calldata.get(SELECTOR..).unwrap_or_default())
}

fn make_clone(implementation: Address, salt: B256) -> Result<Address, Revert> {
    let code = clone::init_code(implementation);
    let endowment = B256::ZERO;
    let mut vault = Address::ZERO;
    let mut revert_length = 0;
    // SAFETY: the host reads the code and two 32-byte words, and writes 20 bytes of address and one length.
    unsafe {
        hostio::create2(
            code.as_ptr(),
            code.len(),
            endowment.as_ptr(),
            salt.as_ptr(),
            vault.as_mut_ptr(),
            &raw mut revert_length,
        );
    }
    if vault.is_zero() { Err(revert(CloneFailed {})) } else { Ok(vault) }
}
