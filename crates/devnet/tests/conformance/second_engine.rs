//! The same instrumented modules under wasmtime and under wasmi: results, traps, memory, host calls and meters agree.
//!
//! The engines share nothing but the module. Host functions are a deterministic model, the same code for both: it charges
//! the base ink, reads and writes the program's memory where the real ones do, and answers from a counter. What it answers does
//! not matter; that both engines see the same does.
//!
//! `KEEL_DIFFERENTIAL=N` runs N generated modules instead of the default.

use devnet::program::host::{HostFunction, Value as Type};
use devnet::program::{
    ENTRY_EXPORT, INK_LEFT_EXPORT, INK_STATUS_EXPORT, MEMORY_EXPORT, STACK_LEFT_EXPORT,
    StylusParams, activate,
};

use crate::generated;
use crate::stylus_vectors::{bytes, load, params, wasm};

/// Ink of a run: enough for a few hundred thousand instructions.
const INK: u64 = 1_000_000_000;
/// Ink of generated modules, which loop for ever more often than not.
const GENERATED_INK: u64 = 40_000_000;
const MOST_HOST_CALLS: usize = 2_000;
const DEFAULT_GENERATED: usize = 300;

/// A host call as the program made it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Call {
    function: HostFunction,
    args: Vec<u64>,
    ink: u64,
}

/// Why the host ended a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    Exit(u32),
    OutOfInk,
    OutOfBounds,
    TooManyCalls,
}

/// What the host knows during a run.
#[derive(Default)]
struct Host {
    calldata: Vec<u8>,
    calls: Vec<Call>,
    stop: Option<Stop>,
}

/// How a run ended, and everything it left.
#[derive(Debug, PartialEq, Eq)]
struct Ending {
    result: Result<u32, String>,
    ink_left: u64,
    ink_status: u32,
    stack_left: u32,
    memory: Vec<u8>,
    calls: Vec<Call>,
}

/// A program in the middle of a host call, on either engine.
trait Machine {
    fn host(&mut self) -> &mut Host;
    fn ink(&mut self) -> u64;
    fn set_ink(&mut self, ink: u64);
    fn set_exhausted(&mut self);
    fn memory(&mut self) -> &mut [u8];
}

/// Serves one host call; the answer is the function's result, if it has one.
fn serve(machine: &mut impl Machine, function: HostFunction, args: Vec<u64>) -> Result<u64, Stop> {
    let answered = answer(machine, function, args);
    if let Err(stop) = answered {
        machine.host().stop = Some(stop);
    }
    answered
}

fn answer(machine: &mut impl Machine, function: HostFunction, args: Vec<u64>) -> Result<u64, Stop> {
    let ink = machine.ink();
    let pointer = |index: usize| args[index] as usize;
    machine.host().calls.push(Call {
        function,
        args: args.clone(),
        ink,
    });
    let count = machine.host().calls.len();
    if count > MOST_HOST_CALLS {
        return Err(Stop::TooManyCalls);
    }
    let pages = args.first().copied().unwrap_or(0) & 0xffff;
    let price = match function {
        HostFunction::PayForMemoryGrow => 8_400 + pages * 1_000_000,
        _ => function.base_ink(),
    };
    let Some(left) = ink.checked_sub(price) else {
        machine.set_ink(0);
        machine.set_exhausted();
        return Err(Stop::OutOfInk);
    };
    machine.set_ink(left);
    // A word that differs from call to call.
    let word: Vec<u8> = (0..32_u8)
        .map(|byte| byte.wrapping_mul(37) ^ count as u8)
        .collect();
    use HostFunction as F;
    match function {
        F::ExitEarly => Err(Stop::Exit(args[0] as u32)),
        F::ReadArgs => {
            let calldata = machine.host().calldata.clone();
            write(machine, pointer(0), &calldata)
        }
        F::WriteResult => read(machine, pointer(0), pointer(1)),
        F::EmitLog => read(machine, pointer(0), pointer(1)),
        F::StorageCacheBytes32 | F::TransientStoreBytes32 => {
            read(machine, pointer(0), 32)?;
            read(machine, pointer(1), 32)
        }
        F::StorageLoadBytes32 | F::TransientLoadBytes32 => {
            read(machine, pointer(0), 32)?;
            write(machine, pointer(1), &word)
        }
        F::AccountBalance | F::AccountCodehash => write(machine, pointer(1), &word),
        F::NativeKeccak256 => {
            read(machine, pointer(0), pointer(1))?;
            write(machine, pointer(2), &word)
        }
        F::MathDiv | F::MathMod | F::MathPow | F::MathAddMod | F::MathMulMod => {
            write(machine, pointer(0), &word)
        }
        F::BlockCoinbase | F::ContractAddress | F::MsgSender | F::TxOrigin => {
            write(machine, pointer(0), &word[..20])
        }
        F::BlockBasefee | F::MsgValue | F::TxGasPrice => write(machine, pointer(0), &word),
        F::CallContract | F::DelegateCallContract | F::StaticCallContract => {
            read(machine, pointer(1), pointer(2))?;
            write(machine, pointer(args.len() - 1), &32_u32.to_le_bytes())?;
            Ok(if count % 3 == 0 { 2 } else { 0 })
        }
        F::ReadReturnData => {
            let part = &word[..pointer(2).min(32)];
            write(machine, pointer(0), part)?;
            Ok(part.len() as u64)
        }
        _ => Ok(u64::from_le_bytes(
            word[..8].try_into().expect("eight bytes"),
        )),
    }
}

fn write(machine: &mut impl Machine, at: usize, bytes: &[u8]) -> Result<u64, Stop> {
    let end = at.checked_add(bytes.len()).ok_or(Stop::OutOfBounds)?;
    let target = machine.memory().get_mut(at..end).ok_or(Stop::OutOfBounds)?;
    target.copy_from_slice(bytes);
    Ok(0)
}

fn read(machine: &mut impl Machine, at: usize, len: usize) -> Result<u64, Stop> {
    let end = at.checked_add(len).ok_or(Stop::OutOfBounds)?;
    machine.memory().get(at..end).ok_or(Stop::OutOfBounds)?;
    Ok(0)
}

/// wasmtime, configured as little as possible.
mod first {
    use super::*;
    use wasmtime::{
        Caller, Config, Engine, Extern, FuncType, Linker, Module, Store, Trap, Val, ValType,
    };

    struct Called<'a>(Caller<'a, Host>);

    impl Called<'_> {
        fn global(&mut self, name: &str) -> wasmtime::Global {
            let export = self.0.get_export(name).and_then(Extern::into_global);
            export.expect("added by the instrumentation")
        }
    }

    impl Machine for Called<'_> {
        fn host(&mut self) -> &mut Host {
            self.0.data_mut()
        }

        fn ink(&mut self) -> u64 {
            let global = self.global(INK_LEFT_EXPORT);
            global.get(&mut self.0).unwrap_i64().cast_unsigned()
        }

        fn set_ink(&mut self, ink: u64) {
            let global = self.global(INK_LEFT_EXPORT);
            let value = Val::I64(ink.cast_signed());
            global.set(&mut self.0, value).expect("mutable");
        }

        fn set_exhausted(&mut self) {
            let global = self.global(INK_STATUS_EXPORT);
            global.set(&mut self.0, Val::I32(1)).expect("mutable");
        }

        fn memory(&mut self) -> &mut [u8] {
            let memory = self.0.get_export(MEMORY_EXPORT);
            let memory = memory.and_then(Extern::into_memory).expect("exported");
            memory.data_mut(&mut self.0)
        }
    }

    pub(super) fn engine() -> Engine {
        let mut config = Config::new();
        // More native stack than the deepest program can use, so that the counted stack always ends first.
        config.max_wasm_stack(64 << 20).async_stack_size(65 << 20);
        Engine::new(&config).expect("engine")
    }

    fn linker(engine: &Engine) -> Linker<Host> {
        let mut linker = Linker::new(engine);
        for function in HostFunction::ALL {
            let params = function.params().iter().map(value_type);
            let results = function.result().into_iter().map(|ty| value_type(&ty));
            let ty = FuncType::new(engine, params, results);
            linker
                .func_new(
                    function.module(),
                    function.name(),
                    ty,
                    move |caller, args, out| {
                        let args = args.iter().map(number).collect();
                        let value = serve(&mut Called(caller), *function, args)
                            .map_err(|stop| wasmtime::Error::msg(format!("{stop:?}")))?;
                        match function.result() {
                            Some(Type::I32) => out[0] = Val::I32((value as u32).cast_signed()),
                            Some(Type::I64) => out[0] = Val::I64(value.cast_signed()),
                            _ => {}
                        }
                        Ok(())
                    },
                )
                .expect("a new name");
        }
        linker
    }

    fn value_type(ty: &Type) -> ValType {
        match ty {
            Type::I32 => ValType::I32,
            Type::I64 => ValType::I64,
            Type::F32 => ValType::F32,
            Type::F64 => ValType::F64,
        }
    }

    fn number(value: &Val) -> u64 {
        match value {
            Val::I32(value) => u64::from(value.cast_unsigned()),
            Val::I64(value) => value.cast_unsigned(),
            _ => 0,
        }
    }

    pub(super) fn run(engine: &Engine, wasm: &[u8], start: &Start<'_>) -> Ending {
        let module = Module::new(engine, wasm).expect("an activated module compiles");
        let mut store = Store::new(engine, start.host());
        let instance = linker(engine)
            .instantiate(&mut store, &module)
            .expect("an activated module starts");
        let mut global = |name| instance.get_global(&mut store, name).expect("added");
        let [ink, status, stack] =
            [INK_LEFT_EXPORT, INK_STATUS_EXPORT, STACK_LEFT_EXPORT].map(&mut global);
        let value = Val::I64(start.ink.cast_signed());
        ink.set(&mut store, value).expect("mutable");
        let value = Val::I32(start.stack.cast_signed());
        stack.set(&mut store, value).expect("mutable");
        let entry = instance
            .get_typed_func::<u32, u32>(&mut store, ENTRY_EXPORT)
            .expect("entry");
        let result = entry
            .call(&mut store, start.calldata.len() as u32)
            .map_err(|error| match (store.data().stop, error.downcast_ref()) {
                (Some(stop), _) => format!("{stop:?}"),
                (None, Some(trap)) => trap_name(*trap),
                (None, None) => panic!("{error:#}"),
            });
        let memory = instance
            .get_memory(&mut store, MEMORY_EXPORT)
            .expect("memory");
        Ending {
            result,
            ink_left: ink.get(&mut store).unwrap_i64().cast_unsigned(),
            ink_status: status.get(&mut store).unwrap_i32().cast_unsigned(),
            stack_left: stack.get(&mut store).unwrap_i32().cast_unsigned(),
            memory: memory.data(&store).to_vec(),
            calls: std::mem::take(&mut store.data_mut().calls),
        }
    }

    fn trap_name(trap: Trap) -> String {
        let name = match trap {
            Trap::UnreachableCodeReached => "unreachable",
            Trap::MemoryOutOfBounds => "memory",
            Trap::TableOutOfBounds => "table",
            Trap::IndirectCallToNull => "null",
            Trap::BadSignature => "signature",
            Trap::IntegerDivisionByZero => "division by zero",
            Trap::IntegerOverflow => "overflow",
            other => panic!("no program may end in {other}"),
        };
        name.to_owned()
    }
}

/// wasmi, an interpreter by other people.
mod second {
    use super::*;
    use wasmi::TrapCode;
    use wasmi::{
        Caller, Config, Engine, Error, Extern, FuncType, Linker, Module, Store, Val, ValType,
    };

    struct Called<'a>(Caller<'a, Host>);

    impl Called<'_> {
        fn global(&mut self, name: &str) -> wasmi::Global {
            let export = self.0.get_export(name).and_then(Extern::into_global);
            export.expect("added by the instrumentation")
        }
    }

    impl Machine for Called<'_> {
        fn host(&mut self) -> &mut Host {
            self.0.data_mut()
        }

        fn ink(&mut self) -> u64 {
            let global = self.global(INK_LEFT_EXPORT);
            number(&global.get(&self.0))
        }

        fn set_ink(&mut self, ink: u64) {
            let global = self.global(INK_LEFT_EXPORT);
            let value = Val::I64(ink.cast_signed());
            global.set(&mut self.0, value).expect("mutable");
        }

        fn set_exhausted(&mut self) {
            let global = self.global(INK_STATUS_EXPORT);
            global.set(&mut self.0, Val::I32(1)).expect("mutable");
        }

        fn memory(&mut self) -> &mut [u8] {
            let memory = self.0.get_export(MEMORY_EXPORT);
            let memory = memory.and_then(Extern::into_memory).expect("exported");
            memory.data_mut(&mut self.0)
        }
    }

    pub(super) fn engine() -> Engine {
        let mut config = Config::default();
        // As above: the counted stack must end first.
        config
            .set_max_recursion_depth(1 << 20)
            .set_max_stack_height(256 << 20);
        Engine::new(&config)
    }

    fn linker(engine: &Engine) -> Linker<Host> {
        let mut linker = Linker::new(engine);
        for function in HostFunction::ALL {
            let params: Vec<_> = function.params().iter().map(value_type).collect();
            let results: Vec<_> = function.result().iter().map(value_type).collect();
            let ty = FuncType::new(params, results);
            linker
                .func_new(
                    function.module(),
                    function.name(),
                    ty,
                    move |caller, args, out| {
                        let args = args.iter().map(number).collect();
                        let value = serve(&mut Called(caller), *function, args)
                            .map_err(|stop| Error::new(format!("{stop:?}")))?;
                        match function.result() {
                            Some(Type::I32) => out[0] = Val::I32((value as u32).cast_signed()),
                            Some(Type::I64) => out[0] = Val::I64(value.cast_signed()),
                            _ => {}
                        }
                        Ok(())
                    },
                )
                .expect("a new name");
        }
        linker
    }

    fn value_type(ty: &Type) -> ValType {
        match ty {
            Type::I32 => ValType::I32,
            Type::I64 => ValType::I64,
            Type::F32 => ValType::F32,
            Type::F64 => ValType::F64,
        }
    }

    fn number(value: &Val) -> u64 {
        match value {
            Val::I32(value) => u64::from(value.cast_unsigned()),
            Val::I64(value) => value.cast_unsigned(),
            _ => 0,
        }
    }

    pub(super) fn run(engine: &Engine, wasm: &[u8], start: &Start<'_>) -> Ending {
        let module = Module::new(engine, wasm).expect("an activated module translates");
        let mut store = Store::new(engine, start.host());
        let instance = linker(engine)
            .instantiate_and_start(&mut store, &module)
            .expect("an activated module starts");
        let [ink, status, stack] = [INK_LEFT_EXPORT, INK_STATUS_EXPORT, STACK_LEFT_EXPORT]
            .map(|name| instance.get_global(&store, name).expect("added"));
        let value = Val::I64(start.ink.cast_signed());
        ink.set(&mut store, value).expect("mutable");
        let value = Val::I32(start.stack.cast_signed());
        stack.set(&mut store, value).expect("mutable");
        let entry = instance
            .get_typed_func::<u32, u32>(&store, ENTRY_EXPORT)
            .expect("entry");
        let result = entry
            .call(&mut store, start.calldata.len() as u32)
            .map_err(|error| match (store.data().stop, error.as_trap_code()) {
                (Some(stop), _) => format!("{stop:?}"),
                (None, Some(trap)) => trap_name(trap),
                (None, None) => panic!("{error}"),
            });
        let memory = instance.get_memory(&store, MEMORY_EXPORT).expect("memory");
        Ending {
            result,
            ink_left: number(&ink.get(&store)),
            ink_status: number(&status.get(&store)) as u32,
            stack_left: number(&stack.get(&store)) as u32,
            memory: memory.data(&store).to_vec(),
            calls: std::mem::take(&mut store.data_mut().calls),
        }
    }

    fn trap_name(trap: TrapCode) -> String {
        let name = match trap {
            TrapCode::UnreachableCodeReached => "unreachable",
            TrapCode::MemoryOutOfBounds => "memory",
            TrapCode::TableOutOfBounds => "table",
            TrapCode::IndirectCallToNull => "null",
            TrapCode::BadSignature => "signature",
            TrapCode::IntegerDivisionByZero => "division by zero",
            TrapCode::IntegerOverflow => "overflow",
            other => panic!("no program may end in {other:?}"),
        };
        name.to_owned()
    }
}

/// What a run starts with.
struct Start<'a> {
    ink: u64,
    stack: u32,
    calldata: &'a [u8],
}

impl Start<'_> {
    fn host(&self) -> Host {
        Host {
            calldata: self.calldata.to_vec(),
            ..Host::default()
        }
    }
}

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
