//! The instrumentation alone, against values measured on the production VM.
//!
//! Programs run in wasmtime with a host that replays the measured trace: it answers each host function as
//! recorded and sets the ink to the recorded value. What is left to compare is what the instrumentation itself decides: the ink
//! at every host function and at the end, running out of ink or stack, and the pages of memory.

use crate::stylus_vectors::{bytes, load, number, params, wasm};
use devnet::program::host::{HostFunction, Value as Type};
use devnet::program::{
    ENTRY_EXPORT, INK_LEFT_EXPORT, INK_STATUS_EXPORT, MEMORY_EXPORT, STACK_LEFT_EXPORT, activate,
};
use serde_json::Value;
use wasmtime::{
    Caller, Config, Engine, FuncType, Global, Instance, Linker, Memory, Module, Store, Val, ValType,
};

/// Why the replaying host stopped a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// The recorded program ended inside this host function.
    AsRecorded,
    /// `exit_early` was called.
    Exit,
    /// The answer is recorded only as a hash.
    Unknown,
}

/// The measured host functions of the top-level frame, still to be replayed.
struct Replay {
    entries: std::vec::IntoIter<Value>,
    calldata: Vec<u8>,
    stop: Option<Stop>,
    differences: Vec<String>,
}

/// What became of a program.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Returned(i32),
    OutOfGas,
    OutOfStack,
    Trap,
    Host(Stop),
}

struct Run {
    outcome: Outcome,
    ink_left: u64,
    pages: u64,
    differences: Vec<String>,
}

#[test]
fn metering_matches_every_run_measured() {
    let mut config = Config::new();
    // More native stack than the deepest program can use, so that the counted stack always ends first.
    config.max_wasm_stack(64 << 20).async_stack_size(65 << 20);
    let engine = Engine::new(&config).expect("engine");
    let vectors = load();
    let runs: Vec<Value> = vectors
        .into_iter()
        .filter(|v| v["expect"]["trace"].is_array() && v["expect"]["ran"] == true)
        .collect();
    assert!(runs.len() > 550, "{} runs", runs.len());
    let (sender, receiver) = std::sync::mpsc::channel();
    let all = std::thread::Builder::new()
        .stack_size(128 << 20)
        .spawn(move || {
            let mut compared = 0;
            for vector in &runs {
                let found = compare(&engine, vector);
                compared += usize::from(found.is_some());
                let found = found.unwrap_or_default();
                if !found.is_empty() {
                    sender
                        .send((vector["name"].to_string(), found))
                        .expect("receiver lives");
                }
            }
            compared
        });
    let compared = all.expect("thread").join().expect("no panic");
    let differing: Vec<_> = receiver.into_iter().collect();
    assert!(
        differing.is_empty(),
        "{} differ: {differing:#?}",
        differing.len()
    );
    assert!(compared > 500, "{compared} compared");
}

/// Every difference, or nothing if the trace does not say enough to replay the program.
fn compare(engine: &Engine, vector: &Value) -> Option<Vec<String>> {
    let expect = &vector["expect"];
    let run = replay(engine, vector);
    if run.outcome == Outcome::Host(Stop::Unknown) {
        return None;
    }
    let mut differences = run.differences;
    let status = expect["status"].as_str().expect("status");
    let fits = match run.outcome {
        Outcome::Returned(0) => status == "success" || expect["ink_used"].is_null(),
        Outcome::Returned(_) => status == "revert",
        Outcome::OutOfGas => status == "out_of_gas",
        Outcome::OutOfStack => status == "out_of_stack",
        Outcome::Trap => status == "trap",
        Outcome::Host(Stop::Exit) => status == "success" || status == "revert",
        Outcome::Host(_) => status == "out_of_gas" || status == "trap",
    };
    if !fits {
        differences.push(format!("{:?}, measured {status}", run.outcome));
    }
    // A host function that ended the program took ink the replay does not know of.
    let ended_by_itself = !matches!(
        run.outcome,
        Outcome::Host(Stop::AsRecorded) | Outcome::OutOfGas | Outcome::OutOfStack
    );
    if ended_by_itself && let Some(ink_used) = expect["ink_used"].as_u64() {
        let left = number(expect, "ink_in") - ink_used;
        if run.ink_left != left {
            differences.push(format!("ink left {}, measured {left}", run.ink_left));
        }
    }
    let measured_pages = expect["memory_pages_at_exit"].as_u64();
    if measured_pages.is_some_and(|measured| measured != run.pages) {
        differences.push(format!("{} pages, measured {measured_pages:?}", run.pages));
    }
    Some(differences)
}

fn replay(engine: &Engine, vector: &Value) -> Run {
    let params = params(vector);
    let activated = activate(&wasm(vector).expect("module"), &params, 0, false).expect("accepted");
    let module = Module::new(engine, &activated.instrumented).expect("compiles");
    let trace = vector["expect"]["trace"].as_array().expect("trace");
    let own = |entry: &&Value| {
        let around =
            ["user_entrypoint", "user_returned"].contains(&entry[0].as_str().expect("name"));
        entry[5] == 0 && !around
    };
    let entries: Vec<Value> = trace.iter().filter(own).cloned().collect();
    let calldata = bytes(vector["calldata"].as_str().expect("calldata"));
    let length = i32::try_from(calldata.len()).expect("short");
    let replay = Replay {
        entries: entries.into_iter(),
        calldata,
        stop: None,
        differences: Vec::new(),
    };
    let mut store = Store::new(engine, replay);
    let instance = linker(engine)
        .instantiate(&mut store, &module)
        .expect("instantiates");
    let ink = global(&instance, &mut store, INK_LEFT_EXPORT);
    let status = global(&instance, &mut store, INK_STATUS_EXPORT);
    let stack = global(&instance, &mut store, STACK_LEFT_EXPORT);
    let ink_in = trace
        .iter()
        .find(|entry| entry[5] == 0)
        .and_then(|entry| entry[3].as_u64())
        .expect("start ink");
    ink.set(&mut store, Val::I64(ink_in.cast_signed()))
        .expect("mutable");
    stack
        .set(&mut store, Val::I32(params.max_stack_depth.cast_signed()))
        .expect("mutable");
    let entry = instance
        .get_typed_func::<i32, i32>(&mut store, ENTRY_EXPORT)
        .expect("entry");
    let outcome = match entry.call(&mut store, length) {
        Ok(status) => Outcome::Returned(status),
        Err(_) if store.data().stop.is_some() => {
            Outcome::Host(store.data().stop.expect("just seen"))
        }
        Err(_) if status.get(&mut store).unwrap_i32() == 1 => Outcome::OutOfGas,
        Err(_) if stack.get(&mut store).unwrap_i32() == 0 => Outcome::OutOfStack,
        Err(_) => Outcome::Trap,
    };
    let ink_left = ink.get(&mut store).unwrap_i64().cast_unsigned();
    let pages = instance
        .get_memory(&mut store, MEMORY_EXPORT)
        .expect("memory")
        .size(&store);
    let mut differences = std::mem::take(&mut store.data_mut().differences);
    let rest = store.data().entries.len();
    if rest > 0 && outcome != Outcome::Host(Stop::Unknown) {
        differences.push(format!("{rest} measured host functions were not called"));
    }
    Run {
        outcome,
        ink_left,
        pages,
        differences,
    }
}

fn global(instance: &Instance, store: &mut Store<Replay>, name: &str) -> Global {
    instance
        .get_global(store, name)
        .expect("added by the instrumentation")
}

fn linker(engine: &Engine) -> Linker<Replay> {
    let mut linker = Linker::new(engine);
    for function in HostFunction::ALL {
        let params = function.params().iter().map(native);
        let results = function.result().into_iter().map(|value| native(&value));
        let ty = FuncType::new(engine, params, results);
        let answer =
            |mut caller: Caller<'_, Replay>, params: &[Val], results: &mut [Val]| match answer(
                *function,
                &mut caller,
                params,
                results,
            ) {
                Ok(()) => Ok(()),
                Err(stop) => {
                    caller.data_mut().stop = Some(stop);
                    Err(wasmtime::Error::msg("stopped by the host"))
                }
            };
        linker
            .func_new(function.module(), function.name(), ty, answer)
            .expect("new name");
    }
    linker
}

fn native(value: &Type) -> ValType {
    match value {
        Type::I32 => ValType::I32,
        Type::I64 => ValType::I64,
        Type::F32 => ValType::F32,
        Type::F64 => ValType::F64,
    }
}

/// Answers one host function as recorded.
fn answer(
    function: HostFunction,
    caller: &mut Caller<'_, Replay>,
    params: &[Val],
    results: &mut [Val],
) -> Result<(), Stop> {
    let ink = caller
        .get_export(INK_LEFT_EXPORT)
        .and_then(|export| export.into_global())
        .expect("ink");
    let memory = caller
        .get_export(MEMORY_EXPORT)
        .and_then(|export| export.into_memory())
        .expect("memory");
    let Some(entry) = caller.data_mut().entries.next() else {
        return Err(Stop::AsRecorded);
    };
    let ink_left = ink.get(&mut *caller).unwrap_i64().cast_unsigned();
    if entry[0] != function.name() || entry[3].as_u64() != Some(ink_left) {
        let found = format!(
            "{} at ink {ink_left}, measured {} at {}",
            function.name(),
            entry[0],
            entry[3]
        );
        caller.data_mut().differences.push(found);
    }
    ink.set(
        &mut *caller,
        Val::I64(entry[4].as_u64().expect("ink").cast_signed()),
    )
    .expect("mutable");
    let outs = match entry[2].as_str().expect("outs") {
        hashed if hashed.starts_with("sha256") && function == HostFunction::ReadArgs => {
            caller.data().calldata.clone()
        }
        hashed if hashed.starts_with("sha256") => return Err(Stop::Unknown),
        plain => bytes(plain),
    };
    give(function, caller, memory, params, &outs, results)
}

/// Puts the recorded answer where the program expects it.
fn give(
    function: HostFunction,
    caller: &mut Caller<'_, Replay>,
    memory: Memory,
    params: &[Val],
    outs: &[u8],
    results: &mut [Val],
) -> Result<(), Stop> {
    use HostFunction as F;
    let at = |index: usize| params[index].unwrap_i32().cast_unsigned() as usize;
    let (destination, data, result): (Option<usize>, &[u8], u64) = match function {
        F::WriteResult
        | F::StorageCacheBytes32
        | F::StorageFlushCache
        | F::TransientStoreBytes32 => (None, &[], 0),
        F::EmitLog | F::PayForMemoryGrow => (None, &[], 0),
        F::ExitEarly => return Err(Stop::Exit),
        F::Create1 | F::Create2 => return Err(Stop::Unknown),
        F::CallContract | F::DelegateCallContract | F::StaticCallContract => {
            let mut length: [u8; 4] = outs[..4].try_into().expect("length");
            length.reverse();
            memory
                .write(&mut *caller, at(params.len() - 1), &length)
                .expect("in bounds");
            (None, &[], u64::from(outs[4]))
        }
        F::ReadReturnData => (Some(at(0)), outs, outs.len() as u64),
        F::AccountCode => (Some(at(3)), outs, outs.len() as u64),
        F::StorageLoadBytes32
        | F::TransientLoadBytes32
        | F::AccountBalance
        | F::AccountCodehash => (Some(at(1)), outs, 0),
        F::NativeKeccak256 => (Some(at(2)), outs, 0),
        _ if function.result().is_some() => (
            None,
            &[],
            outs.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        ),
        _ => (Some(at(0)), outs, 0),
    };
    if let Some(destination) = destination.filter(|_| !data.is_empty()) {
        memory
            .write(&mut *caller, destination, data)
            .expect("in bounds");
    }
    match function.result() {
        Some(Type::I32) => results[0] = Val::I32((result as u32).cast_signed()),
        Some(Type::I64) => results[0] = Val::I64(result.cast_signed()),
        _ => {}
    }
    Ok(())
}
