//! The same instrumented modules under wasmtime and under wasmi: results, traps, memory, host calls and meters agree.
//!
//! The engines share nothing but the module. Host functions are a deterministic model, the same code for both: it charges
//! the base ink, reads and writes the program's memory where the real ones do, and answers from a counter. What it answers does
//! not matter; that both engines see the same does.
//!
//! `KEEL_DIFFERENTIAL=N` runs N generated modules instead of the default.

mod first;
mod host;
mod second;

use devnet::program::{StylusParams, activate};

use host::{Ending, Start};

use crate::generated;
use crate::stylus_vectors::{bytes, load, params, wasm};

/// Ink of a run: enough for a few hundred thousand instructions.
const INK: u64 = 1_000_000_000;
/// Ink of generated modules, which loop for ever more often than not.
const GENERATED_INK: u64 = 40_000_000;
const DEFAULT_GENERATED: usize = 300;

/// Endings counted by kind, to know that the tests reach them.
#[derive(Debug, Default)]
struct Reached(std::collections::BTreeMap<String, usize>);

impl Reached {
    fn count(&mut self, ending: &Ending) {
        let kind = match &ending.result {
            Ok(_) => "returned",
            Err(_) if ending.ink_status == 1 => "out of ink",
            Err(_) if ending.stack_left == 0 => "out of stack",
            Err(reason) if reason.starts_with("Exit") => "exit",
            Err(reason) => reason,
        };
        *self.0.entry(kind.to_owned()).or_default() += 1;
    }

    fn of(&self, kind: &str) -> usize {
        self.0.get(kind).copied().unwrap_or(0)
    }
}

/// Runs `wasm` on both engines and compares everything.
fn agree(
    engines: &(wasmtime::Engine, wasmi::Engine),
    instrumented: &[u8],
    start: &Start<'_>,
    name: &str,
) -> Ending {
    let one = first::run(&engines.0, instrumented, start);
    let other = second::run(&engines.1, instrumented, start);
    assert_eq!(one.result, other.result, "{name}: results");
    assert_eq!(one.calls, other.calls, "{name}: host calls");
    assert_eq!(one.ink_left, other.ink_left, "{name}: ink");
    assert_eq!(one.stack_left, other.stack_left, "{name}: stack");
    assert!(one.memory == other.memory, "{name}: memory");
    assert_eq!(one.ink_status, other.ink_status, "{name}: ink status");
    one
}

/// Deep recursion of a program is recursion of wasmtime's compiled code: give it room.
fn with_a_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(128 << 20)
            .spawn_scoped(scope, work)
            .expect("a thread")
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

#[test]
fn engines_agree_on_every_measured_program() {
    let reached = with_a_large_stack(|| {
        let engines = (first::engine(), second::engine());
        let mut reached = Reached::default();
        for vector in load().iter().filter(|vector| vector["kind"] == "run") {
            let module = wasm(vector).expect("module");
            let params = params(vector);
            let activated = activate(&module, &params, 0, false).expect("accepted");
            let start = Start {
                ink: INK.min(vector["expect"]["ink_in"].as_u64().unwrap_or(INK)),
                stack: params.max_stack_depth,
                calldata: &bytes(vector["calldata"].as_str().expect("calldata")),
            };
            let name = vector["name"].to_string();
            let ending = agree(&engines, &activated.instrumented, &start, &name);
            reached.count(&ending);
        }
        reached
    });
    let total: usize = reached.0.values().sum();
    assert!(total >= 595, "{total} programs");
    for kind in [
        "returned",
        "out of ink",
        "out of stack",
        "exit",
        "unreachable",
    ] {
        assert!(reached.of(kind) > 0, "{kind} was not reached: {reached:?}");
    }
}

#[test]
fn engines_agree_on_generated_programs() {
    let wanted = match std::env::var("KEEL_DIFFERENTIAL") {
        Ok(number) => number.parse().expect("KEEL_DIFFERENTIAL is a number"),
        Err(_) => DEFAULT_GENERATED,
    };
    let reached = with_a_large_stack(|| {
        let engines = (first::engine(), second::engine());
        let params = StylusParams::for_arbos(51);
        let mut reached = Reached::default();
        for (seed, module) in generated::accepted(&params).take(wanted) {
            let start = Start {
                ink: GENERATED_INK,
                stack: 2_000,
                calldata: &[seed as u8; 40],
            };
            let name = format!("seed {seed}");
            let ending = agree(&engines, &module.instrumented, &start, &name);
            reached.count(&ending);
        }
        reached
    });
    let total: usize = reached.0.values().sum();
    assert_eq!(total, wanted);
    if wanted >= DEFAULT_GENERATED {
        for kind in [
            "returned",
            "out of ink",
            "out of stack",
            "unreachable",
            "memory",
        ] {
            assert!(reached.of(kind) > 0, "{kind} was not reached: {reached:?}");
        }
    }
}
