//! Call depth: how far programs and EVM code can nest, and that the host survives it.

use devnet::evm::{ChainRules, Mode};

use revm::context::TxEnv;
use revm::primitives::{Address, Bytes, TxKind, U256, address};

use crate::world::{self, SENDER, World, evm_forwarder};

const EVM: Address = address!("e0e0000000000000000000000000000000000001");
const BLOCK_GAS: u64 = 1 << 50;

/// Calls `to` (bytes 1 to 20 of the calldata) with its own calldata again; with flag byte 1 its own address goes first, for
/// an EVM forwarder. Returns one more than its callee, or 1 if the call fails.
const NEST: &str = r#"(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "contract_address" (func $self (param i32)))
  (import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
  (import "vm_hooks" "read_return_data" (func $read_return (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (local $from i32)
    (call $read_args (i32.const 32))
    (call $self (i32.const 12))
    (local.set $from (select (i32.const 0) (i32.const 32) (i32.load8_u (i32.const 32))))
    (if (i32.eqz (call $call (i32.const 33) (local.get $from)
          (i32.sub (i32.const 53) (local.get $from)) (i32.const 512) (i64.const -1) (i32.const 600)))
      (then (drop (call $read_return (i32.const 700) (i32.const 0) (i32.const 4)))))
    (i32.store (i32.const 700) (i32.add (i32.load (i32.const 700)) (i32.const 1)))
    (call $write_result (i32.const 700) (i32.const 4))
    (i32.const 0)))"#;

fn world(free_pages: u16) -> (World, Address) {
    let mut rules = ChainRules::dev();
    rules.stylus.free_pages = free_pages;
    let mut world = World::with_rules(rules);
    let program = world.deploy_program(NEST);
    world.place(EVM, &evm_forwarder());
    (world, program)
}

fn calldata(flag: u8, to: Address) -> Bytes {
    [&[flag], to.as_slice()].concat().into()
}

fn levels(world: &mut World, program: Address, data: Bytes) -> u32 {
    let outcome = world.send(TxKind::Call(program), U256::ZERO, data, BLOCK_GAS);
    let output = world::output(&outcome);
    u32::from_le_bytes(output.try_into().expect("four bytes"))
}

#[test]
fn programs_nest_to_depth_1024_when_pages_are_free() {
    let (mut world, program) = world(2_000);
    assert_eq!(levels(&mut world, program, calldata(0, program)), 1_025);
}

#[test]
fn programs_and_evm_code_alternate_to_depth_1024_when_pages_are_free() {
    let (mut world, program) = world(2_000);
    assert_eq!(levels(&mut world, program, calldata(1, EVM)), 513);
}

/// As [`NEST`], but it recurses 46 functions deep with 300 live locals each before it calls: two thirds of the stack words a
/// program has, on every one of the native stacks.
fn recursing_nest() -> String {
    let each = |text: fn(usize) -> String| (0..300).map(text).collect::<String>();
    let locals = each(|i| format!("(local $l{i} i64)"));
    let fill = each(|i| {
        format!("(local.set $l{i} (i64.extend_i32_u (i32.add (local.get $depth) (i32.const {i}))))")
    });
    let sum = each(|i| format!("(local.set $sum (i64.add (local.get $sum) (local.get $l{i})))"));
    format!(
        r#"(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "contract_address" (func $self (param i32)))
  (import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
  (import "vm_hooks" "read_return_data" (func $read_return (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (func $nest (local $from i32)
    (call $self (i32.const 12))
    (local.set $from (select (i32.const 0) (i32.const 32) (i32.load8_u (i32.const 32))))
    (if (i32.eqz (call $call (i32.const 33) (local.get $from)
          (i32.sub (i32.const 53) (local.get $from)) (i32.const 512) (i64.const -1) (i32.const 600)))
      (then (drop (call $read_return (i32.const 700) (i32.const 0) (i32.const 4)))))
    (i32.store (i32.const 700) (i32.add (i32.load (i32.const 700)) (i32.const 1))))
  (func $deeper (param $depth i32) (result i64) (local $sum i64) {locals}
    {fill}
    (if (local.get $depth)
      (then (local.set $sum (call $deeper (i32.sub (local.get $depth) (i32.const 1)))))
      (else (call $nest)))
    {sum}
    (local.get $sum))
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (call $read_args (i32.const 32))
    (i64.store (i32.const 800) (call $deeper (i32.const 45)))
    (call $write_result (i32.const 700) (i32.const 4))
    (i32.const 0)))"#
    )
}

#[test]
fn programs_nest_to_depth_1024_when_each_recurses_with_large_frames() {
    let mut rules = ChainRules::dev();
    rules.stylus.free_pages = 2_000;
    let mut world = World::with_rules(rules);
    let program = world.deploy_program(&recursing_nest());
    world.place(EVM, &evm_forwarder());
    assert_eq!(levels(&mut world, program, calldata(0, program)), 1_025);
    assert_eq!(levels(&mut world, program, calldata(1, EVM)), 513);
}

#[test]
fn programs_nest_to_128_pages_when_pages_have_their_price() {
    let (mut world, program) = world(2);
    assert_eq!(levels(&mut world, program, calldata(0, program)), 128);
}

#[test]
fn deep_transactions_run_side_by_side_when_the_pool_has_too_few_slots() {
    let (world, program) = world(2_000);
    let run = || {
        let tx = TxEnv::builder()
            .caller(SENDER)
            .kind(TxKind::Call(program))
            .data(calldata(0, program))
            .gas_limit(BLOCK_GAS)
            .build()
            .expect("a complete transaction");
        let outcome = world
            .executor
            .transact(
                world.state.clone(),
                &world.block,
                &mut world.recent.clone(),
                tx,
                Mode::Call,
            )
            .expect("the host has room");
        world::output(&outcome)
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("no panic"), 1_025_u32.to_le_bytes());
        }
    });
}
