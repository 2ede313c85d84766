//! Activation, program lifetime and the owners' switches, through the precompiles of ArbOS.

use alloy_sol_types::{SolCall, SolError, SolEvent, sol};
use devnet::evm::{ChainRules, Mode, Outcome};
use devnet::program::{StylusParams, activate, code, costs};

use revm::Database;
use revm::context::TxEnv;
use revm::context::result::ExecutionResult;
use revm::primitives::{Address, Bytes, TxKind, U256, address, hex, keccak256};

use crate::script::{self, Kind, Script};
use crate::world::{self, ARB_WASM, GAS, SENDER, World, evm_forwarder, forward, minimal_proxy};

sol! {
    event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
    error ProgramNotWasm();
    error ProgramNotActivated();
    error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
    error ProgramExpired(uint64 ageInSeconds);
    error ProgramUpToDate();
    error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
    error ProgramInsufficientValue(uint256 have, uint256 want);

    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    function codehashKeepalive(bytes32 codehash) external payable;
    function codehashVersion(bytes32 codehash) external view returns (uint16);
    function programVersion(address program) external view returns (uint16);
    function programInitGas(address program) external view returns (uint64 gas, uint64 cached);
    function programTimeLeft(address program) external view returns (uint64);
    function inkPrice() external view returns (uint32);
    function cacheProgram(address program) external;
    function codehashIsCached(bytes32 codehash) external view returns (bool);
    function becomeChainOwner() external;
    function setInkPrice(uint32 price) external;
    function isChainOwner(address addr) external view returns (bool);
    function arbBlockNumber() external view returns (uint256);
    function arbChainID() external view returns (uint256);
    function arbOSVersion() external view returns (uint256);
}

const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");
const EVM: Address = address!("e0e0000000000000000000000000000000000001");
const DAY_S: u64 = 86_400;

fn script_wasm() -> Vec<u8> {
    wat::parse_str(script::SOURCE).expect("valid text")
}

fn ask<C: SolCall>(world: &mut World, to: Address, call: C) -> C::Return {
    let outcome = world.call(to, call.abi_encode());
    C::abi_decode_returns(&world::output(&outcome)).expect("decodable results")
}

fn revert_data(outcome: &Outcome) -> Bytes {
    match &outcome.result {
        ExecutionResult::Revert { output, .. } => output.clone(),
        other => panic!("expected a revert, got {other:?}"),
    }
}

fn ether(n: u64) -> U256 {
    U256::from(n) * U256::from(10).pow(U256::from(18))
}

#[test]
fn activate_program_charges_exact_gas_and_fee_and_returns_the_surplus() {
    let mut world = World::new();
    let wasm = script_wasm();
    let program = world.deploy(&code::encode(&wasm));
    let params = StylusParams::for_arbos(51);
    let info = activate(&wasm, &params, 0, true)
        .expect("a valid program")
        .info;
    let fee = U256::from(costs::data_fee_wei(
        costs::data_demand(0, 0, info.asm_estimate),
        info.asm_estimate,
    ));

    let before = world.balance(SENDER);
    let call = activateProgramCall { program }.abi_encode();
    let outcome = world.send(TxKind::Call(ARB_WASM), ether(1), call.clone(), GAS);
    let returned =
        activateProgramCall::abi_decode_returns(&world::output(&outcome)).expect("two results");
    assert_eq!((returned.version, returned.dataFee), (2, fee));

    let calldata_gas: u64 = call
        .iter()
        .map(|byte| if *byte == 0 { 4 } else { 16 })
        .sum();
    let inside = costs::activation_gas_total(&params, info.activation_gas_variable, 0);
    assert_eq!(outcome.result.tx_gas_used(), 21_000 + calldata_gas + inside);
    let gas_fee = U256::from(outcome.result.tx_gas_used()) * U256::from(100_000_000);
    assert_eq!(before - world.balance(SENDER), fee + gas_fee);
    assert_eq!(world.balance(ARB_WASM), U256::ZERO);

    let log = ProgramActivated::decode_log(&outcome.result.logs()[0]).expect("the event");
    assert_eq!(
        (log.codehash, log.program, log.dataFee),
        (keccak256(code::encode(&wasm)), program, fee)
    );
}

#[test]
fn activate_program_reverts_when_already_active_or_underpaid_or_no_wasm() {
    let mut world = World::new();
    let program = world.deploy(&code::encode(&script_wasm()));
    let call = activateProgramCall { program }.abi_encode();
    let unpaid = revert_data(&world.call(ARB_WASM, call.clone()));
    let error = ProgramInsufficientValue::abi_decode(&unpaid).expect("the typed error");
    assert_eq!(error.have, U256::ZERO);
    assert!(error.want > U256::ZERO);
    assert!(world.activate(program).result.is_success());
    assert_eq!(
        revert_data(&world.activate(program)),
        ProgramUpToDate {}.abi_encode()
    );
    // The same code elsewhere is the same program.
    let twin = world.deploy(&code::encode(&script_wasm()));
    assert_eq!(
        revert_data(&world.activate(twin)),
        ProgramUpToDate {}.abi_encode()
    );
    world.place(EVM, &evm_forwarder());
    assert_eq!(
        revert_data(&world.activate(EVM)),
        ProgramNotWasm {}.abi_encode()
    );
    assert_eq!(
        revert_data(&world.activate(Address::ZERO)),
        ProgramNotWasm {}.abi_encode()
    );
}

#[test]
fn activate_program_consumes_everything_when_the_module_is_refused() {
    let mut world = World::new();
    let wasm = wat::parse_str(r#"(module (memory (export "memory") 1 1))"#).expect("valid text");
    let program = world.deploy(&code::encode(&wasm));
    let outcome = world.activate(program);
    assert_eq!(revert_data(&outcome), Bytes::new());
    assert_eq!(outcome.result.tx_gas_used(), GAS);
    let reason = outcome.activation_refused.expect("the reason").to_string();
    assert!(reason.contains("user_entrypoint"), "{reason}");
}

#[test]
fn activate_program_works_when_called_by_evm_code_and_by_programs() {
    let mut world = World::new();
    let program = world.deploy(&code::encode(&script_wasm()));
    world.place(EVM, &evm_forwarder());
    let call = activateProgramCall { program }.abi_encode();
    // The forwarder passes its value on; the surplus comes back to it.
    let outcome = world.send(TxKind::Call(EVM), ether(1), forward(ARB_WASM, &call), GAS);
    let returned =
        activateProgramCall::abi_decode_returns(&world::output(&outcome)).expect("two results");
    assert_eq!(world.balance(EVM), ether(1) - returned.dataFee);
    let other = wat::parse_str(script::SOURCE.replace("131000", "131004")).expect("valid text");
    let other = world.deploy(&code::encode(&other));
    let call = activateProgramCall { program: other }.abi_encode();
    let wei = 100_000_000_000_000_000;
    let script = Script::new().call(Kind::Call, ARB_WASM, wei, &call);
    let outcome = world.send(TxKind::Call(program), ether(1), script.bytes(), GAS);
    assert_eq!(world::output(&outcome)[0], 0);
    assert!(world.call(other, Script::new().bytes()).result.is_success());
}

#[test]
fn reverted_activation_leaves_no_trace() {
    let mut world = World::new();
    let program = world.deploy_script();
    let other = wat::parse_str(script::SOURCE.replace("131000", "131004")).expect("valid text");
    let other = world.deploy(&code::encode(&other));
    let call = activateProgramCall { program: other }.abi_encode();
    let script = Script::new()
        .call(Kind::Call, ARB_WASM, 100_000_000_000_000_000, &call)
        .exit(1);
    let outcome = world.send(TxKind::Call(program), ether(1), script.bytes(), GAS);
    assert_eq!(revert_data(&outcome)[0], 0);
    let outcome = world.call(ARB_WASM, programVersionCall { program: other }.abi_encode());
    assert_eq!(revert_data(&outcome), ProgramNotActivated {}.abi_encode());
}

#[test]
fn program_expires_after_a_year_and_is_prolonged_by_keepalive() {
    let mut world = World::new();
    let program = world.deploy_script();
    let codehash = keccak256(code::encode(&script_wasm()));
    let keepalive = codehashKeepaliveCall { codehash }.abi_encode();
    let early = revert_data(&world.send(TxKind::Call(ARB_WASM), ether(1), keepalive.clone(), GAS));
    assert!(ProgramKeepaliveTooSoon::abi_decode(&early).is_ok());
    let left = ask(&mut world, ARB_WASM, programTimeLeftCall { program });
    assert!(left <= 365 * DAY_S && left > 364 * DAY_S);

    world.block.evm.timestamp += U256::from(32 * DAY_S);
    assert!(
        world
            .send(TxKind::Call(ARB_WASM), ether(1), keepalive, GAS)
            .result
            .is_success()
    );
    world.block.evm.timestamp += U256::from(364 * DAY_S);
    assert!(
        world
            .call(program, Script::new().bytes())
            .result
            .is_success()
    );
    world.block.evm.timestamp += U256::from(2 * DAY_S);
    let outcome = world.call(program, Script::new().bytes());
    assert_eq!(outcome.result.tx_gas_used(), GAS);
    let expired = revert_data(&world.call(ARB_WASM, codehashVersionCall { codehash }.abi_encode()));
    assert!(ProgramExpired::abi_decode(&expired).is_ok());
    assert!(world.activate(program).result.is_success());
    assert!(
        world
            .call(program, Script::new().bytes())
            .result
            .is_success()
    );
}

#[test]
fn cached_program_starts_without_its_init_gas() {
    let mut world = World::new();
    let program = world.deploy_script();
    let cache = cacheProgramCall { program }.abi_encode();
    let stranger = world.call(ARB_WASM_CACHE, cache.clone());
    assert_eq!(stranger.result.tx_gas_used(), GAS);
    let cold = world
        .call(program, Script::new().bytes())
        .result
        .tx_gas_used();
    assert!(
        world
            .call(ARB_DEBUG, becomeChainOwnerCall {}.abi_encode())
            .result
            .is_success()
    );
    assert!(world.call(ARB_WASM_CACHE, cache).result.is_success());
    let codehash = keccak256(code::encode(&script_wasm()));
    assert!(ask(
        &mut world,
        ARB_WASM_CACHE,
        codehashIsCachedCall { codehash }
    ));
    let gas = ask(&mut world, ARB_WASM, programInitGasCall { program });
    let warm = world
        .call(program, Script::new().bytes())
        .result
        .tx_gas_used();
    assert_eq!(cold - warm, gas.gas - gas.cached);
}

#[test]
fn recent_programs_start_at_the_cached_price_from_arbos_60_on() {
    for (arbos, saves) in [(51, false), (60, true)] {
        let mut world = World::with_rules(ChainRules::for_arbos(412_346, arbos));
        let program = world.deploy_script();
        let first = world
            .call(program, Script::new().bytes())
            .result
            .tx_gas_used();
        let second = world
            .call(program, Script::new().bytes())
            .result
            .tx_gas_used();
        assert_eq!(first > second, saves, "ArbOS {arbos}: {first} and {second}");
        world.recent = devnet::evm::RecentPrograms::default();
        assert_eq!(
            world
                .call(program, Script::new().bytes())
                .result
                .tx_gas_used(),
            first
        );
    }
}

#[test]
fn owners_change_parameters_for_free_and_strangers_lose_their_gas() {
    let mut world = World::new();
    let set = setInkPriceCall { price: 5_000 }.abi_encode();
    assert_eq!(world.call(ARB_OWNER, set.clone()).result.tx_gas_used(), GAS);
    assert!(
        world
            .call(ARB_DEBUG, becomeChainOwnerCall {}.abi_encode())
            .result
            .is_success()
    );
    let outcome = world.call(ARB_OWNER, set.clone());
    assert!(outcome.result.is_success());
    let calldata_gas: u64 = set.iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum();
    assert_eq!(outcome.result.tx_gas_used(), 21_000 + calldata_gas);
    assert_eq!(ask(&mut world, ARB_WASM, inkPriceCall {}), 5_000);
    assert!(ask(
        &mut world,
        ARB_OWNER,
        isChainOwnerCall { addr: SENDER }
    ));
    let zero = world.call(ARB_OWNER, setInkPriceCall { price: 0 }.abi_encode());
    assert!(!zero.result.is_success());
}

#[test]
fn arb_sys_tells_the_chains_own_numbers() {
    let mut world = World::new();
    assert_eq!(
        ask(&mut world, ARB_SYS, arbBlockNumberCall {}),
        U256::from(1_234)
    );
    assert_eq!(
        ask(&mut world, ARB_SYS, arbChainIDCall {}),
        U256::from(412_346)
    );
    assert_eq!(
        ask(&mut world, ARB_SYS, arbOSVersionCall {}),
        U256::from(55 + 51)
    );
}

#[test]
fn precompiles_have_code_and_refuse_unknown_methods_and_delegate_calls() {
    let mut world = World::new();
    let program = world.deploy_script();
    let code = world.call(program, Script::new().code(ARB_WASM).bytes());
    assert_eq!(world::output(&code), [0xfe]);
    for data in [
        &hex!("")[..],
        &hex!("01"),
        &hex!("deadbeef"),
        &hex!("58c780c2"),
    ] {
        let outcome = world.call(ARB_WASM, data.to_vec());
        assert_eq!(
            (revert_data(&outcome).len(), outcome.result.tx_gas_used()),
            (0, GAS)
        );
    }
    world.place(EVM, &minimal_proxy(ARB_SYS));
    let delegated = world.call(EVM, arbBlockNumberCall {}.abi_encode());
    assert_eq!(revert_data(&delegated), Bytes::new());
}

#[test]
fn debug_precompile_consumes_everything_when_the_chain_is_no_debug_chain() {
    let mut world = World::with_rules(ChainRules {
        debug: false,
        ..ChainRules::dev()
    });
    let outcome = world.call(ARB_DEBUG, becomeChainOwnerCall {}.abi_encode());
    assert_eq!(revert_data(&outcome), Bytes::new());
    assert_eq!(outcome.result.tx_gas_used(), GAS);
    assert!(!ask(
        &mut world,
        address!("000000000000000000000000000000000000006b"),
        isChainOwnerCall { addr: SENDER }
    ));
}

#[test]
fn calls_need_neither_balance_nor_nonce_when_they_are_no_transactions() {
    let mut world = World::new();
    let program = world.deploy_script();
    let poor = address!("0000000000000000000000000000000000abcdef");
    let tx = TxEnv::builder()
        .caller(poor)
        .kind(TxKind::Call(program))
        .value(U256::from(5))
        .nonce(99)
        .gas_limit(GAS)
        .data(Script::new().whoami().bytes().into())
        .build()
        .expect("a complete call");
    let block = world.block.clone();
    let outcome = world
        .executor
        .transact(&mut world.state, &block, &mut world.recent, tx, Mode::Call)
        .expect("a call is never refused");
    assert_eq!(world::output(&outcome)[20..40], *poor.as_slice());
    assert!(world.state.basic(poor).expect("infallible").is_none());
}

#[test]
fn fragmented_program_activates_and_runs_from_arbos_60_on() {
    let wasm = script_wasm();
    let stream = code::encode(&wasm).split_off(4);
    let (head, tail) = stream.split_at(stream.len() / 2);
    let mut world = World::with_rules(ChainRules::for_arbos(412_346, 60));
    let mut root = hex!("eff00200").to_vec();
    root.extend_from_slice(&u32::try_from(wasm.len()).expect("small").to_be_bytes());
    for part in [head, tail] {
        let fragment = world.deploy(&[&hex!("eff001")[..], part].concat());
        root.extend_from_slice(fragment.as_slice());
        assert_eq!(
            revert_data(&world.activate(fragment)),
            ProgramNotWasm {}.abi_encode()
        );
    }
    let program = world.deploy(&root);
    assert!(world.activate(program).result.is_success());
    let script = Script::new().set(1, 5).flush().get(1);
    let outcome = world.call(program, script.bytes());
    assert_eq!(world::output(&outcome), U256::from(5).to_be_bytes::<32>());
}

#[test]
fn activation_does_not_warm_the_program_it_looks_at() {
    let mut world = World::new();
    let program = world.deploy_script();
    let idle = world.deploy(&hex!("00"));
    let view = programVersionCall { program: idle }.abi_encode();
    let touch = |script: Script| script.call(Kind::Call, idle, 0, &[]);
    let ask = |script: Script| script.call(Kind::Static, ARB_WASM, 0, &view);
    let first = world
        .call(program, touch(ask(Script::new())).bytes())
        .result
        .tx_gas_used();
    let last = world
        .call(program, ask(touch(Script::new())).bytes())
        .result
        .tx_gas_used();
    assert_eq!(first, last);
}
