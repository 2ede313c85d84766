//! wasmtime, configured as little as possible.

use devnet::program::host::{HostFunction, Value as Type};
use devnet::program::{
    ENTRY_EXPORT, INK_LEFT_EXPORT, INK_STATUS_EXPORT, MEMORY_EXPORT, STACK_LEFT_EXPORT,
};

use super::host::{Ending, Host, Machine, Start, serve};
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
