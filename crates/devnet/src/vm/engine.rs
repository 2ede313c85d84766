//! The wasmtime engines and how a program's wasm becomes a ready-to-start module.
//!
//! Two engines share one configuration. The pooled one starts a program in a few microseconds, but its stacks and slots are
//! counted; the roomy one maps what it needs on demand and has stacks for the deepest stack limit ArbOS ever used.
//! Gas does not depend on which one runs, because metering is compiled into the module.

use wasmtime::{
    Config, Engine, InstanceAllocationStrategy, InstancePre, Linker, Module, OptLevel,
    PoolingAllocationConfig,
};

use super::cache::{ModuleCache, ModuleKey};
use super::host::Host;
use super::hostio;

/// Frames of one transaction (depth 0 to 1024), with some room for a second transaction running at the same time.
const POOL_SLOTS: u32 = 1200;
/// 128 pages, the largest memory a program can have.
const MEMORY_BYTES: usize = 128 * 65_536;
/// Deepest metered stack, in words, that the pooled engine's native stacks can hold at 64 bytes a word.
const POOLED_STACK_WORDS: u32 = 22_000;
const POOLED_STACK: usize = 2 << 20;
const ROOMY_STACK: usize = 20 << 20;
/// What host functions need below the program on the same native stack.
const HOST_STACK: usize = 512 << 10;

/// The runtime cannot run this program, for a reason that is not the program's.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    /// The engine could not be set up on this machine.
    #[error("the wasm engine cannot be set up: {0}")]
    Setup(String),
    /// An activated program does not compile, which activation should have found out.
    #[error("an activated program does not compile: {0}")]
    Compile(String),
}

struct Backend {
    engine: Engine,
    linker: Linker<Host>,
    modules: ModuleCache,
}

/// Where a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Slots allocated in advance.
    Pooled,
    /// Mapped on demand; never short of slots.
    Roomy,
}

/// Engines, host functions and compiled modules, shared by all transactions.
pub struct Runtime {
    pooled: Option<Backend>,
    roomy: Backend,
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime")
            .field("pooled", &self.pooled.is_some())
            .finish_non_exhaustive()
    }
}

impl Runtime {
    /// Sets up the engines; `debug_chain` adds the `console` and `debug` host modules.
    ///
    /// # Errors
    /// [`RuntimeError::Setup`] if wasmtime does not support this machine.
    pub fn new(debug_chain: bool) -> Result<Self, RuntimeError> {
        let roomy = Backend::new(&config(ROOMY_STACK), debug_chain)
            .map_err(|error| RuntimeError::Setup(error.to_string()))?;
        let mut pooling = config(POOLED_STACK);
        pooling.allocation_strategy(InstanceAllocationStrategy::Pooling(pool()));
        // A machine without the address space for a pool still runs everything, a little slower.
        let pooled = Backend::new(&pooling, debug_chain).ok();
        Ok(Self { pooled, roomy })
    }

    /// Where a program with this metered stack limit should run.
    pub(crate) fn place(&self, max_stack_words: u32) -> Place {
        if self.pooled.is_some() && max_stack_words <= POOLED_STACK_WORDS {
            Place::Pooled
        } else {
            Place::Roomy
        }
    }

    /// The compiled module of `key`, if it is there.
    pub(crate) fn cached(&self, place: Place, key: &ModuleKey) -> Option<InstancePre<Host>> {
        self.backend(place).modules.get(key)
    }

    /// Compiles an instrumented module and keeps it.
    ///
    /// # Errors
    /// [`RuntimeError::Compile`] if the module does not compile.
    pub(crate) fn compile(
        &self,
        place: Place,
        key: ModuleKey,
        instrumented: &[u8],
    ) -> Result<InstancePre<Host>, RuntimeError> {
        let backend = self.backend(place);
        let module = backend
            .compile(instrumented)
            .map_err(|error| RuntimeError::Compile(format!("{error:#}")))?;
        backend.modules.insert(key, module.clone());
        Ok(module)
    }

    fn backend(&self, place: Place) -> &Backend {
        match (place, &self.pooled) {
            (Place::Pooled, Some(pooled)) => pooled,
            _ => &self.roomy,
        }
    }
}

impl Backend {
    fn new(config: &Config, debug_chain: bool) -> wasmtime::Result<Self> {
        let engine = Engine::new(config)?;
        let mut linker = Linker::new(&engine);
        hostio::link(&mut linker, debug_chain)?;
        Ok(Self {
            engine,
            linker,
            modules: ModuleCache::default(),
        })
    }

    fn compile(&self, wasm: &[u8]) -> wasmtime::Result<InstancePre<Host>> {
        let module = Module::new(&self.engine, wasm)?;
        self.linker.instantiate_pre(&module)
    }
}

fn config(wasm_stack: usize) -> Config {
    let mut config = Config::new();
    // Metering is compiled into the program, so wasmtime's own counters stay off, and everything nondeterministic too.
    config
        .consume_fuel(false)
        .epoch_interruption(false)
        .cranelift_nan_canonicalization(true)
        .cranelift_opt_level(OptLevel::Speed)
        .wasm_relaxed_simd(false)
        .wasm_simd(false)
        .wasm_multi_memory(false)
        .wasm_memory64(false)
        .wasm_tail_call(false)
        .wasm_extended_const(false)
        .wasm_backtrace_max_frames(None)
        .generate_address_map(false)
        .max_wasm_stack(wasm_stack)
        .async_stack_size(wasm_stack.saturating_add(HOST_STACK))
        .memory_reservation(u64::try_from(MEMORY_BYTES).unwrap_or(u64::MAX))
        .memory_guard_size(65_536)
        .memory_may_move(false);
    config
}

fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_core_instances(POOL_SLOTS)
        .total_memories(POOL_SLOTS)
        .total_tables(POOL_SLOTS)
        .total_stacks(POOL_SLOTS)
        .max_memory_size(MEMORY_BYTES)
        .table_elements(4096)
        .max_core_instance_size(2 << 20)
        .linear_memory_keep_resident(64 << 10);
    pool
}
