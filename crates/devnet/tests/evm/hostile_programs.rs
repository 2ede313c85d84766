//! Programs that want to harm their host end in the protocol's own error, within the gas or the limits they were given.

use devnet::evm::{Outcome, ProgramRun};
use devnet::program::refusal::Counted;
use devnet::program::{Refusal, code};
use devnet::vm::ProgramEnd;

use revm::context::result::{ExecutionResult, HaltReason};
use revm::primitives::{TxKind, U256};

use crate::world::{self, GAS, World};

/// A module of one page that may grow, with these functions beside its imports.
fn module(functions: &str) -> String {
    format!(
        r#"(module
          (import "vm_hooks" "pay_for_memory_grow" (func $pay (param i32)))
          (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
          (import "vm_hooks" "native_keccak256" (func $keccak (param i32 i32 i32)))
          (memory (export "memory") 1)
          {functions})"#
    )
}

fn entry(body: &str) -> String {
    module(&format!(
        r#"(func (export "user_entrypoint") (param i32) (result i32) {body})"#
    ))
}

/// Calls a program of this source with `gas`.
fn run(source: &str, gas: u64) -> (Outcome, ProgramRun) {
    let mut world = World::new();
    let program = world.deploy_program(source);
    let outcome = world.send(TxKind::Call(program), U256::ZERO, [], gas);
    let run = outcome.last_program.expect("it was started");
    (outcome, run)
}

/// All gas is gone and nothing came back.
fn assert_consumed(outcome: &Outcome, gas: u64) {
    assert!(outcome.result.is_halt(), "{:?}", outcome.result);
    assert_eq!(outcome.result.tx_gas_used(), gas);
    assert!(outcome.result.logs().is_empty());
}

#[test]
fn endless_loop_runs_out_of_gas() {
    let (outcome, run) = run(&entry("(loop (br 0)) (i32.const 0)"), 1_000_000);
    assert_consumed(&outcome, 1_000_000);
    assert_eq!((run.end, run.ink_used), (ProgramEnd::OutOfInk, run.ink_in));
}

#[test]
fn endless_loop_of_costly_host_calls_runs_out_of_gas() {
    let hash =
        "(loop (call $keccak (i32.const 0) (i32.const 65536) (i32.const 0)) (br 0)) (i32.const 0)";
    let (outcome, run) = run(&entry(hash), 1_000_000);
    assert_consumed(&outcome, 1_000_000);
    assert_eq!(run.end, ProgramEnd::OutOfInk);
}

#[test]
fn memory_bomb_stops_at_128_pages_whatever_it_pays() {
    let bomb = "(loop (drop (memory.grow (i32.const 1))) (br 0)) (i32.const 0)";
    let (outcome, run) = run(&entry(bomb), 1 << 40);
    assert_consumed(&outcome, 1 << 40);
    assert_eq!((run.end, run.memory_pages), (ProgramEnd::OutOfInk, 128));
    // The page it could not pay for is still counted: reverts do not undo the count.
    assert_eq!(outcome.pages_ever, 129);
}

#[test]
fn memory_bomb_in_one_step_never_gets_its_memory() {
    for (pages, end) in [(65_535, ProgramEnd::OutOfInk), (65_536, ProgramEnd::Revert)] {
        // A grow by 65,536 pages is charged as none, and fails: -1 becomes the status.
        let (_, run) = run(&entry(&format!("(memory.grow (i32.const {pages}))")), GAS);
        assert_eq!((run.end, run.memory_pages), (end, 1), "{pages}");
    }
}

#[test]
fn endless_recursion_runs_out_of_stack() {
    let source = module(
        r#"(func $deeper (result i32) (i32.add (call $deeper) (i32.const 1)))
           (func (export "user_entrypoint") (param i32) (result i32) (call $deeper))"#,
    );
    let (outcome, run) = run(&source, GAS);
    assert_consumed(&outcome, GAS);
    assert_eq!(run.end, ProgramEnd::OutOfStack);
    let overflow = matches!(&outcome.result, ExecutionResult::Halt { reason, .. } if *reason == HaltReason::StackOverflow);
    assert!(overflow, "{:?}", outcome.result);
    // 22,000 words are a few thousand calls: far less ink than there was.
    assert!(run.ink_in > 200_000_000_000);
}

#[test]
fn recursion_with_the_largest_frames_runs_out_of_stack_too() {
    // 340 locals that are all alive across the call.
    let locals: String = (0..340).map(|i| format!("(local $l{i} i64)")).collect();
    let set: String = (0..340)
        .map(|i| {
            format!("(local.set $l{i} (i64.extend_i32_u (i32.add (local.get 0) (i32.const {i}))))")
        })
        .collect();
    let sum: String = (0..340)
        .map(|i| format!("(local.set $sum (i64.add (local.get $sum) (local.get $l{i})))"))
        .collect();
    let source = module(&format!(
        r#"(func $deeper (param i32) (result i64) (local $sum i64) {locals} {set}
             (local.set $sum (call $deeper (i32.add (local.get 0) (i32.const 1)))) {sum} (local.get $sum))
           (func (export "user_entrypoint") (param i32) (result i32)
             (i32.wrap_i64 (call $deeper (local.get 0))))"#
    ));
    let (outcome, run) = run(&source, GAS);
    assert_consumed(&outcome, GAS);
    assert_eq!(run.end, ProgramEnd::OutOfStack);
}

#[test]
fn ten_megabytes_of_result_trap_because_no_memory_holds_them() {
    let ten = entry("(call $write_result (i32.const 0) (i32.const 10485760)) (i32.const 0)");
    let (outcome, run) = run(&ten, GAS);
    assert_eq!(run.end, ProgramEnd::Trap);
    let empty =
        matches!(&outcome.result, ExecutionResult::Revert { output, .. } if output.is_empty());
    assert!(empty, "{:?}", outcome.result);
    // The reading is paid before it fails, twice 55 ink a byte; the rest comes back.
    let least = 2 * 55 * 10_485_728 / 10_000;
    let used = outcome.result.tx_gas_used();
    assert!(used > least && used < least + 60_000, "{used}");
}

#[test]
fn eight_megabytes_of_result_cost_what_the_evm_takes_for_the_memory() {
    let eight = entry(
        "(drop (memory.grow (i32.const 127)))
         (call $write_result (i32.const 0) (i32.const 8388608)) (i32.const 0)",
    );
    // 262,144 words: 3 each, and their square over 512.
    let floor = 262_144 * 3 + 262_144 * 262_144 / 512;
    let (outcome, _) = run(&eight, 100_000_000);
    assert_consumed(&outcome, 100_000_000);
    let (outcome, run) = run(&eight, 200_000_000);
    assert_eq!(run.end, ProgramEnd::Success);
    assert_eq!(outcome.result.tx_gas_used(), 21_000 + floor);
    assert_eq!(world::output(&outcome).len(), 8_388_608);
}

/// Why the activation of this module was refused.
fn refusal(source: &str) -> Refusal {
    let mut world = World::new();
    let wasm = wat::parse_str(source).expect("the program is valid text");
    let program = world.deploy(&code::encode(&wasm));
    let outcome = world.activate(program);
    assert_eq!(outcome.result.tx_gas_used(), GAS);
    outcome.activation_refused.expect("refused")
}

#[test]
fn nesting_is_bounded_by_the_opcodes_it_costs() {
    let nested = |depth: usize| {
        entry(&format!(
            "{} {} (i32.const 0)",
            "block ".repeat(depth),
            "end ".repeat(depth)
        ))
    };
    // A nested block costs itself, its end and the 12 opcodes of that end's meter.
    let found = match refusal(&nested(8_000)) {
        Refusal::Limit {
            what: Counted::Opcodes,
            found,
            limit: 65_536,
        } => found,
        other => panic!("{other}"),
    };
    assert!((14 * 8_000..14 * 8_000 + 100).contains(&found), "{found}");
    let (outcome, run) = run(&nested(4_600), GAS);
    assert!(outcome.result.is_success());
    assert_eq!(run.end, ProgramEnd::Success);
}

#[test]
fn deep_expressions_are_bounded_by_the_operands_they_hold() {
    let deep = |depth: usize| {
        let operands = "i32.const 1 ".repeat(depth);
        entry(&format!(
            "{operands} {} drop i32.const 0",
            "i32.add ".repeat(depth - 1)
        ))
    };
    // The meter of the block holds two more.
    assert_eq!(
        refusal(&deep(4_097)),
        Refusal::OperandStackLimit {
            function: 0,
            operands: 4_097,
            limit: 4_096
        }
    );
    assert!(run(&deep(4_090), GAS).0.result.is_success());
}

#[test]
fn branch_tables_cost_what_they_weigh_and_run() {
    let targets = "0 ".repeat(50_000);
    let source = entry(&format!(
        "(block (br_table {targets} 0 (local.get 0))) (i32.const 0)"
    ));
    let (outcome, run) = run(&source, GAS);
    assert!(outcome.result.is_success());
    // 2,400 and 325 for each target but the default.
    assert!(
        (16_250_000..16_300_000).contains(&run.ink_used),
        "{}",
        run.ink_used
    );
}

#[test]
fn tables_and_locals_beyond_the_limits_are_refused_with_the_numbers() {
    let table = entry("(i32.const 0)").replace("(memory", "(table 4097 funcref) (memory");
    let limit = |what, found, limit| Refusal::Limit { what, found, limit };
    assert_eq!(refusal(&table), limit(Counted::TableEntries, 4_097, 4_096));
    let locals = "(local i32)".repeat(349);
    let locals = entry(&format!("{locals} (i32.const 0)"));
    assert_eq!(refusal(&locals), limit(Counted::Locals, 349, 348));
    let segments = r#"(data (i32.const 0) "x")"#.repeat(129);
    let segments = module(&format!(
        r#"{segments} (func (export "user_entrypoint") (param i32) (result i32) (i32.const 0))"#
    ));
    assert_eq!(refusal(&segments), limit(Counted::DataSegments, 129, 128));
}

#[test]
fn code_that_is_slow_to_compile_is_bounded_by_its_size() {
    // Every local is alive everywhere: what register allocation likes least, within all limits.
    let locals: String = (0..340).map(|i| format!("(local $l{i} i64)")).collect();
    let mixed: String = (0..1_200)
        .map(|i| {
            let (a, b) = (i % 340, (i * 7 + 13) % 340);
            format!("(if (i64.eqz (local.get $l{a})) (then (local.set $l{b} (i64.add (local.get $l{a}) (local.get $l{b})))))")
        })
        .collect();
    let (outcome, run) = run(&entry(&format!("{locals} {mixed} (i32.const 0)")), GAS);
    assert!(outcome.result.is_success());
    assert_eq!(run.end, ProgramEnd::Success);
}

#[test]
fn brotli_bomb_is_no_program_and_costs_the_fixed_part_only() {
    let mut world = World::new();
    let bomb = code::encode(&vec![0; 64 << 20]);
    let program = world.deploy(&bomb);
    let outcome = world.activate(program);
    assert!(matches!(&outcome.result, ExecutionResult::Revert { .. }));
    // 1,659,168 fixed, 21,000 of the transaction, some reads: the module was not even looked at.
    let used = outcome.result.tx_gas_used();
    assert!((1_680_168..1_690_000).contains(&used), "{used}");
    assert_eq!(outcome.activation_refused, None);
}
