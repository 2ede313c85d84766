//! Programs nobody wrote: valid modules from seeds, within what Stylus accepts.

use arbitrary::Unstructured;
use devnet::program::host::{HostFunction, VM_HOOKS, Value as Type};
use devnet::program::{Activated, StylusParams, activate};
use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    Instruction, MemorySection, MemoryType, TypeSection, ValType,
};
use wasm_smith::{Config, InstructionKind, InstructionKinds};

/// Generated modules that may become programs, with the seeds they come from.
pub(crate) fn accepted(params: &StylusParams) -> impl Iterator<Item = (u64, Activated)> + '_ {
    (0..).filter_map(|seed| {
        let module = generate(seed)?;
        let activated = activate(&module, params, 0, false).ok()?;
        Some((seed, activated))
    })
}

/// The module of a seed, or nothing if the seed's bytes do not suffice for one.
fn generate(seed: u64) -> Option<Vec<u8>> {
    let entropy = entropy(seed);
    let mut input = Unstructured::new(&entropy);
    // Infinite loops are welcome: ink ends them.
    let module = wasm_smith::Module::new(config(seed), &mut input).ok()?;
    Some(module.to_bytes())
}

/// SplitMix64, the same on every machine.
fn entropy(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x2545_f491_4f6c_dd1d);
    let mut bytes = Vec::with_capacity(4_096);
    while bytes.len() < 4_096 {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bytes.extend_from_slice(&(z ^ (z >> 31)).to_le_bytes());
    }
    bytes
}

fn config(seed: u64) -> Config {
    use InstructionKind as K;
    Config {
        module_shape: Some(shape(seed)),
        allowed_instructions: InstructionKinds::new(&[
            K::NumericInt,
            K::Parametric,
            K::Variable,
            K::Table,
            K::MemoryInt,
            K::Control,
        ]),
        allow_floats: false,
        // Programs may not have the data count section that comes with bulk memory.
        bulk_memory_enabled: false,
        exceptions_enabled: false,
        gc_enabled: false,
        compact_imports_enabled: false,
        extended_const_enabled: false,
        memory64_enabled: false,
        multi_value_enabled: false,
        reference_types_enabled: false,
        relaxed_simd_enabled: false,
        simd_enabled: false,
        saturating_float_to_int_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        allow_start_export: false,
        max_memories: 1,
        max_tables: 1,
        max_table_elements: 64,
        max_instructions: 200,
        max_funcs: 12,
        max_globals: 8,
        ..Config::default()
    }
}

/// A module with the imports and exports the generated one shall have: every third host function, starting from the seed.
fn shape(seed: u64) -> Vec<u8> {
    let mut types = TypeSection::new();
    let mut imports = ImportSection::new();
    let chosen = HostFunction::ALL
        .iter()
        .enumerate()
        .filter(|(index, function)| {
            let paying = **function == HostFunction::PayForMemoryGrow;
            let turn = (*index as u64).wrapping_add(seed).is_multiple_of(3);
            function.module() == VM_HOOKS && (paying || turn)
        });
    for (index, (_, function)) in chosen.enumerate() {
        let params = function.params().iter().map(native);
        let results = function.result().into_iter().map(|ty| native(&ty));
        types.ty().function(params, results);
        let ty = EntityType::Function(u32::try_from(index).unwrap_or(u32::MAX));
        imports.import(VM_HOOKS, function.name(), ty);
    }
    let entry = types.len();
    types.ty().function([ValType::I32], [ValType::I32]);
    let mut functions = FunctionSection::new();
    functions.function(entry);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: seed % 3,
        maximum: seed.is_multiple_of(2).then_some(8),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("user_entrypoint", ExportKind::Func, imports.len());
    let mut code = CodeSection::new();
    let mut body = Function::new([]);
    body.instruction(&Instruction::I32Const(0))
        .instruction(&Instruction::End);
    code.function(&body);
    let mut module = wasm_encoder::Module::new();
    module.section(&types).section(&imports).section(&functions);
    module.section(&memories).section(&exports).section(&code);
    module.finish()
}

fn native(ty: &Type) -> ValType {
    match ty {
        Type::I32 => ValType::I32,
        Type::I64 => ValType::I64,
        Type::F32 => ValType::F32,
        Type::F64 => ValType::F64,
    }
}
