//! A new Stylus version: what was activated under the old one must be activated again, and nothing else changes.

use alloy_sol_types::{SolCall, SolError, sol};
use devnet::evm::{ARBOS_STATE, ChainRules, NotRunnable, record_word};
use devnet::program::{ProgramRecord, StylusParams, activate, code};

use revm::context::result::ExecutionResult;
use revm::primitives::{Address, Bytes, TxKind, U256, keccak256};

use crate::script::{self, Script};
use crate::world::{ARB_WASM, GAS, World};

sol! {
    error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
    function codehashVersion(bytes32 codehash) external view returns (uint16);
    function codehashKeepalive(bytes32 codehash) external payable;
}

/// A chain at Stylus version 2 with a program that was activated under version 1 and cached.
fn after_the_bump() -> (World, Address) {
    let mut world = World::with_rules(ChainRules::for_arbos(412_346, 51));
    let wasm = wat::parse_str(script::SOURCE).expect("valid text");
    let deployed = code::encode(&wasm);
    let program = world.deploy(&deployed);
    let info = activate(&wasm, &StylusParams::for_arbos(30), 0, false)
        .expect("a valid program")
        .info;
    let record = ProgramRecord {
        cached: true,
        ..ProgramRecord::new(1, &info, 1_699_000_000)
    };
    let (slot, word) = record_word(keccak256(&deployed), &record);
    world
        .state
        .insert_account_storage(ARBOS_STATE, slot, word)
        .expect("an empty database does not fail");
    (world, program)
}

#[test]
fn program_of_an_older_stylus_version_consumes_all_gas_until_it_is_activated_again() {
    let (mut world, program) = after_the_bump();
    let outcome = world.call(program, Script::new().bytes());
    assert!(outcome.result.is_halt(), "{:?}", outcome.result);
    assert_eq!(outcome.result.tx_gas_used(), GAS);
    let needs_upgrade = NotRunnable::NeedsUpgrade {
        activated: 1,
        current: 2,
    };
    assert_eq!(outcome.failures[0].reason, needs_upgrade);

    assert!(world.activate(program).result.is_success());
    let outcome = world.call(program, Script::new().set(1, 5).flush().get(1).bytes());
    assert!(outcome.result.is_success(), "{:?}", outcome.result);
    // The cache manager's wish survives: the start is still cached.
    let entry = outcome.last_program.expect("it ran").entry;
    assert_eq!(entry.init_gas, 0);
    assert!(entry.cached_gas > 0);
}

#[test]
fn views_and_keepalive_name_both_versions_when_a_program_needs_an_upgrade() {
    let (mut world, program) = after_the_bump();
    let codehash = world.code_hash(program);
    let expected: Bytes = ProgramNeedsUpgrade {
        version: 1,
        stylusVersion: 2,
    }
    .abi_encode()
    .into();
    let calls = [
        codehashVersionCall { codehash }.abi_encode(),
        codehashKeepaliveCall { codehash }.abi_encode(),
    ];
    for data in calls {
        let outcome = world.send(TxKind::Call(ARB_WASM), U256::ZERO, data, GAS);
        let refused = matches!(&outcome.result, ExecutionResult::Revert { output, .. } if *output == expected);
        assert!(refused, "{:?}", outcome.result);
    }
}
