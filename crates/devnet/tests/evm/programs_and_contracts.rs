//! Programs and EVM contracts calling each other, creating each other, and failing on each other.

use devnet::evm::NotRunnable;
use devnet::program::code;

use revm::context::result::{ExecutionResult, HaltReason, OutOfGasError};
use revm::primitives::{Address, TxKind, U256, address, hex};

use crate::script::{self, Kind, Script, word};
use crate::world::{self, GAS, SENDER, World, evm_forwarder, forward, minimal_proxy, output};

const EVM: Address = address!("e0e0000000000000000000000000000000000001");
const PROXY: Address = address!("e0e0000000000000000000000000000000000002");

/// Stores 7 in slot 1.
const STORE: [u8; 6] = hex!("600760015500");
/// Stores 7 in slot 1, then reverts with one word.
const STORE_THEN_REVERT: [u8; 10] = hex!("600760015560206000fd");
/// Stores 7 in slot 1, then fails.
const STORE_THEN_FAIL: [u8; 6] = hex!("6007600155fe");

#[test]
fn evm_call_reaches_program_and_its_callback_when_all_succeed() {
    let mut world = World::new();
    let program = world.deploy_script();
    world.place(EVM, &evm_forwarder());
    world.place(PROXY, &STORE);
    let script = Script::new()
        .set(5, 55)
        .flush()
        .call(Kind::Call, PROXY, 0, &[])
        .get(5);
    let outcome = world.call(EVM, forward(program, &script.bytes()));
    assert_eq!(output(&outcome), [&[0][..], &word(55)].concat());
    assert_eq!(world.slot(program, 5), U256::from(55));
    assert_eq!(world.slot(PROXY, 1), U256::from(7));
}

#[test]
fn callee_writes_vanish_but_program_goes_on_when_callee_reverts() {
    let mut world = World::new();
    let program = world.deploy_script();
    world.place(EVM, &STORE_THEN_REVERT);
    let outcome = world.call(
        program,
        Script::new()
            .set(5, 55)
            .flush()
            .call(Kind::Call, EVM, 0, &[])
            .bytes(),
    );
    assert_eq!(output(&outcome), [&[2][..], &word(0)].concat());
    assert_eq!(world.slot(program, 5), U256::from(55));
    assert_eq!(world.slot(EVM, 1), U256::ZERO);
}

#[test]
fn callee_failure_burns_63_of_64_parts_when_it_hits_invalid() {
    let mut world = World::new();
    let program = world.deploy_script();
    world.place(EVM, &STORE_THEN_FAIL);
    let outcome = world.call(
        program,
        Script::new()
            .call(Kind::Call, EVM, 0, &[])
            .set(5, 1)
            .flush()
            .bytes(),
    );
    assert_eq!(output(&outcome), [2]);
    assert_eq!(world.slot(program, 5), U256::from(1));
    assert!(outcome.result.tx_gas_used() > GAS * 62 / 64);
    assert!(outcome.result.tx_gas_used() < GAS);
}

#[test]
fn program_and_callee_writes_vanish_when_program_exits_with_a_status() {
    let mut world = World::new();
    let program = world.deploy_script();
    world.place(EVM, &STORE);
    let script = Script::new()
        .set(5, 55)
        .flush()
        .call(Kind::Call, EVM, 0, &[])
        .exit(1);
    let outcome = world.call(program, script.bytes());
    assert!(
        matches!(&outcome.result, ExecutionResult::Revert { output, .. } if output.as_ref() == [0])
    );
    assert_eq!(world.slot(program, 5), U256::ZERO);
    assert_eq!(world.slot(EVM, 1), U256::ZERO);
}

#[test]
fn trap_reverts_without_data_and_returns_the_gas() {
    let mut world = World::new();
    let program = world.deploy_script();
    let outcome = world.call(program, Script::new().set(5, 55).flush().trap().bytes());
    assert!(matches!(&outcome.result, ExecutionResult::Revert { output, .. } if output.is_empty()));
    assert!(outcome.result.tx_gas_used() < 200_000);
    assert_eq!(world.slot(program, 5), U256::ZERO);
}

#[test]
fn proxy_gives_program_its_own_storage_sender_and_value() {
    let mut world = World::new();
    let program = world.deploy_script();
    world.place(PROXY, &minimal_proxy(program));
    let script = Script::new().set(5, 55).flush().whoami();
    let outcome = world.send(TxKind::Call(PROXY), U256::from(9), script.bytes(), GAS);
    let expected = [PROXY.as_slice(), SENDER.as_slice(), &word(9)].concat();
    assert_eq!(output(&outcome), expected);
    assert_eq!(world.slot(PROXY, 5), U256::from(55));
    assert_eq!(world.slot(program, 5), U256::ZERO);
}

#[test]
fn program_behind_a_proxy_is_called_back_through_evm_and_sees_itself_reentered() {
    let mut world = World::new();
    let program = world.deploy_script();
    world.place(PROXY, &minimal_proxy(program));
    world.place(EVM, &evm_forwarder());
    let inner = Script::new()
        .reentrant()
        .set_transient(1, 3)
        .get(5)
        .set(6, 66)
        .flush();
    let script = Script::new()
        .reentrant()
        .set(5, 55)
        .flush()
        .call(Kind::Call, EVM, 0, &forward(PROXY, &inner.bytes()))
        .get_transient(1)
        .get(6);
    let outcome = world.call(PROXY, script.bytes());
    let returned = [&[1][..], &word(55)].concat();
    let expected = [&[0][..], &[0], &returned, &word(3), &word(66)].concat();
    assert_eq!(output(&outcome), expected);
    assert_eq!(world.slot(PROXY, 6), U256::from(66));
}

#[test]
fn delegate_calls_do_not_make_a_frame_reentrant() {
    let mut world = World::new();
    let program = world.deploy_script();
    let inner = Script::new().reentrant().whoami();
    let outcome = world.call(
        program,
        Script::new()
            .call(Kind::Delegate, program, 0, &inner.bytes())
            .bytes(),
    );
    let expected = [&[0, 0][..], program.as_slice(), SENDER.as_slice(), &word(0)].concat();
    assert_eq!(output(&outcome), expected);
}

#[test]
fn program_delegates_into_evm_code_with_its_own_storage() {
    let mut world = World::new();
    let program = world.deploy_script();
    world.place(EVM, &STORE);
    let outcome = world.call(
        program,
        Script::new()
            .call(Kind::Delegate, EVM, 0, &[])
            .get(1)
            .bytes(),
    );
    assert_eq!(output(&outcome), [&[0][..], &word(7)].concat());
    assert_eq!(world.slot(program, 1), U256::from(7));
    assert_eq!(world.slot(EVM, 1), U256::ZERO);
}

#[test]
fn static_call_lets_a_program_read_but_not_write() {
    let mut world = World::new();
    let program = world.deploy_script();
    let other = world.deploy_program(&script::SOURCE.replace("131000", "131004"));
    world.call(other, Script::new().set(1, 11).flush().bytes());
    let attempts = [
        Script::new().get(1),
        Script::new().set(1, 12).flush(),
        Script::new().set_transient(1, 12),
        Script::new().log(0, b"x"),
        Script::new().create(None, 0, &[]),
        Script::new().call(Kind::Call, EVM, 1, &[]),
    ];
    let mut script = Script::new();
    for attempt in &attempts {
        script = script.call(Kind::Static, other, 0, &attempt.bytes());
    }
    let outcome = world.call(program, script.bytes());
    // The last one fails its inner call and goes on: status 0, with the inner status 2.
    let expected = [&[0][..], &word(11), &[2, 2, 2, 2], &[0, 2]].concat();
    assert_eq!(output(&outcome), expected);
    assert_eq!(world.slot(other, 1), U256::from(11));
    // Host failures give the gas back.
    assert!(outcome.result.tx_gas_used() < 1_000_000);
}

#[test]
fn program_reaches_ethereum_and_arbos_precompiles() {
    let mut world = World::new();
    let program = world.deploy_script();
    let identity = Address::with_last_byte(4);
    let arb_sys = Address::with_last_byte(0x64);
    let script = Script::new()
        .call(Kind::Call, identity, 0, b"abc")
        .call(Kind::Static, arb_sys, 0, &hex!("a3b1b31d"))
        .call(Kind::Static, arb_sys, 0, &hex!("ffffffff"))
        .number();
    let outcome = world.call(program, script.bytes());
    let expected = [
        &[0][..],
        b"abc",
        &[0],
        &word(1234),
        &[2],
        &77_u64.to_le_bytes(),
    ]
    .concat();
    assert_eq!(output(&outcome), expected);
}

#[test]
fn logs_of_programs_appear_in_order_and_vanish_with_a_reverting_callee() {
    let mut world = World::new();
    let program = world.deploy_script();
    let lost = Script::new().log(0, b"lost").exit(1);
    let topic = [word(1).as_slice(), b"kept"].concat();
    let script = Script::new()
        .log(0, b"first")
        .call(Kind::Call, program, 0, &lost.bytes())
        .log(1, &topic);
    let outcome = world.call(program, script.bytes());
    assert_eq!(output(&outcome), [2]);
    let logs = outcome.result.logs();
    let data: Vec<&[u8]> = logs.iter().map(|log| log.data.data.as_ref()).collect();
    assert_eq!(data, [&b"first"[..], b"kept"]);
    assert_eq!(logs[1].topics().len(), 1);
    assert_eq!(logs[1].address, program);
}

#[test]
fn program_creates_contracts_and_programs_but_no_other_ef_code() {
    let mut world = World::new();
    let program = world.deploy_script();
    let script = Script::new()
        .create(None, 0, &code::initcode(&STORE))
        .create(Some(5), 0, &code::initcode(&hex!("eff00000aabb")))
        .create(None, 0, &code::initcode(&hex!("ef00aa")))
        .create(None, 0, &hex!("60206000fd"))
        .create(None, 1_000_000, &[]);
    let outcome = world.call(program, script.bytes());
    let output = output(&outcome);
    let created: Vec<Address> = output.chunks(20).map(Address::from_slice).collect();
    assert_eq!(created[0], program.create(1));
    let init = code::initcode(&hex!("eff00000aabb"));
    assert_eq!(created[1], program.create2_from_code(word(5), init));
    assert_eq!(created[2..5], [Address::ZERO; 3]);
    let read = world.call(
        program,
        Script::new().code(created[0]).code(created[1]).bytes(),
    );
    assert_eq!(
        world::output(&read),
        [&STORE[..], &hex!("eff00000aabb")].concat()
    );
}

#[test]
fn value_moves_through_programs() {
    let mut world = World::new();
    let program = world.deploy_script();
    let fresh = address!("00000000000000000000000000000000f4e54000");
    let script = Script::new()
        .call(Kind::Call, fresh, 6, &[])
        .call(Kind::Call, fresh, 1_000, &[]);
    let outcome = world.send(TxKind::Call(program), U256::from(10), script.bytes(), GAS);
    assert_eq!(output(&outcome), [0, 2]);
    assert_eq!(world.balance(fresh), U256::from(6));
    assert_eq!(world.balance(program), U256::from(4));
}

#[test]
fn creation_refuses_ef_code_that_is_no_program() {
    let mut world = World::new();
    for (runtime, allowed) in [
        (&hex!("eff00000")[..], true),
        (&hex!("ef00")[..], false),
        (&hex!("eff1000000")[..], false),
        (&hex!("eff00100")[..], false),
        (&hex!("eff000")[..], false),
    ] {
        let outcome = world.send(TxKind::Create, U256::ZERO, code::initcode(runtime), GAS);
        assert_eq!(
            outcome.result.is_success(),
            allowed,
            "{}",
            hex::encode(runtime)
        );
    }
}

#[test]
fn call_of_a_program_nobody_activated_loses_all_gas() {
    let mut world = World::new();
    let wasm = wat::parse_str(script::SOURCE).expect("valid text");
    let program = world.deploy(&code::encode(&wasm));
    let outcome = world.send(
        TxKind::Call(program),
        U256::ZERO,
        Script::new().bytes(),
        100_000,
    );
    assert!(matches!(outcome.result, ExecutionResult::Halt { .. }));
    assert_eq!(outcome.result.tx_gas_used(), 100_000);
    assert_eq!(outcome.failures.len(), 1);
    assert_eq!(outcome.failures[0].reason, NotRunnable::NotActivated);
    assert_eq!(outcome.failures[0].address, program);
}

#[test]
fn program_halts_out_of_gas_when_entry_cannot_be_paid() {
    let mut world = World::new();
    let program = world.deploy_script();
    let outcome = world.send(
        TxKind::Call(program),
        U256::ZERO,
        Script::new().bytes(),
        23_000,
    );
    let expected = HaltReason::OutOfGas(OutOfGasError::Basic);
    assert!(matches!(&outcome.result, ExecutionResult::Halt { reason, .. } if *reason == expected));
}

#[test]
fn pages_stay_open_for_callees_and_are_closed_after_them() {
    let mut world = World::new();
    let program = world.deploy_script();
    let alone = world.call(program, Script::new().bytes());
    assert_eq!(alone.pages_ever, 2);
    let nested = Script::new()
        .grow(1)
        .call(Kind::Call, program, 0, &Script::new().grow(2).bytes())
        .call(Kind::Call, program, 0, &[]);
    let outcome = world.call(program, nested.bytes());
    assert_eq!(output(&outcome), [0, 0]);
    assert_eq!(outcome.pages_ever, 7);
}
