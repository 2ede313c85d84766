//! Activation: from a module to an instrumented program and the costs the chain will charge for it.
//!
//! All predictions are integer formulas over sizes of the module, rounded down term by term.

use super::instrument;
use super::module::Module;
use super::params::{ARBOS_CHARGING_FIXES, StylusParams};
use super::refusal::Refusal;
use super::validate;

/// The numbers an activation yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModuleInfo {
    /// Initial pages.
    pub footprint: u16,
    /// Cost units of a start.
    pub init_cost: u16,
    /// Cost units of a start from cache.
    pub cached_init_cost: u16,
    /// Estimated native size in bytes.
    pub asm_estimate: u32,
    /// Bytes of the module.
    pub wasm_len: u32,
    /// Activation gas that depends on the module.
    pub activation_gas_variable: u64,
    /// Opcodes of all functions after instrumentation.
    pub opcodes: u64,
    /// Local functions.
    pub functions: u32,
}

/// A program ready to run.
#[derive(Clone, Debug)]
pub struct Activated {
    /// Its costs.
    pub info: ModuleInfo,
    /// The instrumented module, see [`super::INK_LEFT_EXPORT`] and its neighbours for what it exports.
    pub instrumented: Vec<u8>,
}

/// Validates a module, predicts its costs and instruments it.
///
/// `open_pages` are the pages the transaction has open: together with the module's they must stay within the
/// page limit. `debug` says that this is a debug chain, which offers more imports and keeps all exports.
///
/// # Errors
/// The first rule the module breaks, see [`Refusal`].
pub fn activate(
    wasm: &[u8],
    params: &StylusParams,
    open_pages: u16,
    debug: bool,
) -> Result<Activated, Refusal> {
    let module = Module::parse(wasm)?;
    let shape = validate::check(&module, params, open_pages, debug)?;
    let instrumented = instrument::instrument(&module, &shape)?;
    let sizes = Sizes::of(&module, shape.footprint, instrumented.opcodes);
    Ok(Activated {
        info: sizes.predict(params)?,
        instrumented: instrumented.wasm,
    })
}

/// What the predictions depend on.
struct Sizes {
    wasm_len: u64,
    functions: u64,
    /// Parameters and results of all local functions.
    type_values: u64,
    /// Globals, those of the instrumentation included.
    globals: u64,
    /// Data segments as encoded, each with its header.
    data_entries: u64,
    /// The bytes in data segments.
    data_bytes: u64,
    /// Element segments as encoded, each with its header.
    element_entries: u64,
    footprint: u16,
    opcodes: u64,
}

impl Sizes {
    fn of(module: &Module<'_>, footprint: u16, opcodes: u64) -> Self {
        let values_of = |index: &u32| match module.type_at(*index) {
            Some(ty) => (ty.params().len() + ty.results().len()) as u64,
            None => 0,
        };
        Self {
            wasm_len: module.wasm.len() as u64,
            functions: module.bodies.len() as u64,
            type_values: module.functions.iter().map(values_of).sum(),
            globals: u64::from(module.globals) + u64::from(validate::ADDED_GLOBALS),
            data_entries: module
                .data
                .iter()
                .map(|segment| segment.range.end - segment.range.start)
                .sum(),
            data_bytes: module
                .data
                .iter()
                .map(|segment| segment.data.len() as u64)
                .sum(),
            element_entries: validate::element_bytes(module),
            footprint,
            opcodes,
        }
    }

    fn predict(&self, params: &StylusParams) -> Result<ModuleInfo, Refusal> {
        let asm_estimate = self.asm_estimate();
        let cached_init_cost = self.cached_init_cost();
        let init_cost = self.init_cost()
            + if params.version < 2 {
                cached_init_cost
            } else {
                0
            };
        Ok(ModuleInfo {
            footprint: self.footprint,
            init_cost: fit(init_cost, "init cost")?,
            cached_init_cost: fit(cached_init_cost, "cached init cost")?,
            asm_estimate: fit(asm_estimate, "native size estimate")?,
            wasm_len: fit(self.wasm_len, "module length")?,
            activation_gas_variable: self.activation_gas(params),
            opcodes: self.opcodes,
            functions: fit(self.functions, "function count")?,
        })
    }

    fn asm_estimate(&self) -> u64 {
        512_000
            + self.functions * 996_829 / 1_000
            + self.type_values * 11_416 / 1_000
            + self.wasm_len * 62_628 / 10_000
    }

    fn cached_init_cost(&self) -> u64 {
        self.functions * 13_420 / 100_000
            + self.type_values * 89 / 100_000
            + self.wasm_len * 122 / 100_000
            + self.globals * 1_628 / 1_000
            + (self.data_entries + self.element_entries) * 75_244 / 100_000
            + u64::from(self.footprint) * 5
    }

    fn init_cost(&self) -> u64 {
        self.functions * 8_252 / 1_000
            + self.type_values * 1_059 / 1_000
            + self.wasm_len * 1_286 / 10_000
    }

    /// The formula counts microseconds, of which one costs 28 gas.
    fn activation_gas(&self, params: &StylusParams) -> u64 {
        const GAS_PER_MICROSECOND: u64 = 28;
        let length = if params.arbos >= ARBOS_CHARGING_FIXES {
            self.wasm_len * 31_733 / 100_000
        } else {
            0
        };
        let microseconds = [
            length,
            self.functions * 17_263 / 100_000,
            self.data_bytes * 17_376 / 100_000,
            self.element_entries * 17_376 / 100_000,
            u64::from(self.footprint) * 2_217,
            self.opcodes * 535 / 1_000,
        ];
        microseconds.iter().sum::<u64>() * GAS_PER_MICROSECOND
    }
}

fn fit<T: TryFrom<u64>>(cost: u64, what: &'static str) -> Result<T, Refusal> {
    T::try_from(cost).map_err(|_| Refusal::CostOverflow { what, cost })
}
