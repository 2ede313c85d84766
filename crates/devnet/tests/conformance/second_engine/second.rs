//! wasmi, an interpreter by other people.

use devnet::program::host::{HostFunction, Value as Type};
use devnet::program::{
    ENTRY_EXPORT, INK_LEFT_EXPORT, INK_STATUS_EXPORT, MEMORY_EXPORT, STACK_LEFT_EXPORT,
};

use super::host::{Ending, Host, Machine, Start, serve};
use wasmi::TrapCode;
use wasmi::{Caller, Config, Engine, Error, Extern, FuncType, Linker, Module, Store, Val, ValType};

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
