//! May this module become a program? The rules of the VM, on a module that is valid WebAssembly.
//!
//! What depends on the instrumented code (opcode, operand and frame limits) is checked by
//! [`super::instrument`] instead.

use std::collections::{HashMap, HashSet};

use wasmparser::{
    DataKind, ElementItems, ElementKind, Export, ExternalKind, MemoryType, Operator,
    OperatorsReader, ValType,
};

use super::host::{HostFunction, VM_HOOKS};
use super::limits;
use super::module::Module;
use super::params::{ARBOS_CHARGING_FIXES, ARBOS_FRAGMENTS, StylusParams};
use super::refusal::{Counted, Refusal};
use super::{ENTRY_EXPORT, MEMORY_EXPORT};

/// Names starting so are the VM's own.
const RESERVED_PREFIX: &str = "stylus";
const PAGE_BYTES: u64 = 65_536;
/// Globals the instrumentation adds.
pub(super) const ADDED_GLOBALS: u32 = 4;

/// What the instrumentation and the cost prediction need to know about a module that passed.
#[derive(Debug)]
pub(super) struct Shape<'a> {
    /// Initial pages.
    pub(super) footprint: u16,
    /// Function number of the import that pays for memory growth, if memory may grow.
    pub(super) pay_for_memory_grow: Option<u32>,
    /// The exports that stay.
    pub(super) exports: Vec<Export<'a>>,
}

/// Checks a module against every rule that does not need its instrumented code.
///
/// # Errors
/// The first rule broken, see [`Refusal`].
pub(super) fn check<'a>(
    module: &Module<'a>,
    params: &StylusParams,
    open_pages: u16,
    debug: bool,
) -> Result<Shape<'a>, Refusal> {
    if module.has_start {
        return Err(Refusal::StartFunction);
    }
    check_names(module)?;
    let memory = exported_memory(module)?;
    let footprint = check_memory(memory, params, open_pages)?;
    let pay_for_memory_grow = check_growth(module, memory)?;
    check_entrypoint(module)?;
    check_imports(module, debug)?;
    check_results(module, params)?;
    let exports = kept_exports(module, debug);
    check_counts(module, params, &exports)?;
    check_data(module, memory)?;
    check_elements(module)?;
    Ok(Shape {
        footprint,
        pay_for_memory_grow,
        exports,
    })
}

/// Imports must be consistent; exports must not be confused with imports or with the VM's own names.
fn check_names(module: &Module<'_>) -> Result<(), Refusal> {
    let mut types = HashMap::new();
    for import in &module.imports {
        // Type numbers are compared, not types: so does the production VM.
        if types
            .insert((import.module, import.name), import.type_index)
            .is_some_and(|ty| ty != import.type_index)
        {
            return Err(Refusal::InconsistentImports {
                module: import.module.into(),
                name: import.name.into(),
            });
        }
    }
    let exported: HashSet<&str> = module
        .exports
        .iter()
        .map(|export| last_part(export.name))
        .collect();
    for import in &module.imports {
        if exported.contains(import.name) {
            return Err(Refusal::ExportImportCollision {
                name: import.name.into(),
            });
        }
    }
    if let Some(name) = exported
        .into_iter()
        .find(|name| name.starts_with(RESERVED_PREFIX))
    {
        return Err(Refusal::ReservedExport { name: name.into() });
    }
    match module
        .imports
        .iter()
        .find(|import| import.name.starts_with(RESERVED_PREFIX))
    {
        Some(import) => Err(Refusal::ReservedImport {
            name: import.name.into(),
        }),
        None => Ok(()),
    }
}

/// The part of an export's name that is compared with imports: what follows the last `__`.
fn last_part(name: &str) -> &str {
    name.rsplit("__").next().unwrap_or(name)
}

fn exported_memory<'m>(module: &'m Module<'_>) -> Result<&'m MemoryType, Refusal> {
    let export = module
        .exports
        .iter()
        .find(|export| export.name == MEMORY_EXPORT)
        .ok_or(Refusal::MissingMemory)?;
    match export.kind {
        ExternalKind::Memory => module.memories.first().ok_or(Refusal::MissingMemory),
        _ => Err(Refusal::MissingMemory),
    }
}

fn check_memory(
    memory: &MemoryType,
    params: &StylusParams,
    open_pages: u16,
) -> Result<u16, Refusal> {
    let available = u64::from(params.page_limit.saturating_sub(open_pages));
    let limit = limits::MAX_PAGES.min(available);
    let too_large = Refusal::MemoryTooLarge {
        pages: memory.initial,
        limit,
    };
    match u16::try_from(memory.initial) {
        Ok(pages) if memory.initial <= limit => Ok(pages),
        _ => Err(too_large),
    }
}

/// Memory that may grow must be able to pay for it. Memory of fixed size is left alone, even if it could pay.
fn check_growth(module: &Module<'_>, memory: &MemoryType) -> Result<Option<u32>, Refusal> {
    if memory.maximum == Some(memory.initial) {
        return Ok(None);
    }
    let pay = HostFunction::PayForMemoryGrow;
    let (index, import) = (0..)
        .zip(&module.imports)
        .find(|(_, import)| import.module == VM_HOOKS && import.name == pay.name())
        .ok_or(Refusal::MissingPayForMemoryGrow)?;
    let ty = module
        .type_at(import.type_index)
        .ok_or(Refusal::PayForMemoryGrowType)?;
    if !pay.has_signature(ty.params(), ty.results()) {
        return Err(Refusal::PayForMemoryGrowType);
    }
    Ok(Some(index))
}

fn check_entrypoint(module: &Module<'_>) -> Result<(), Refusal> {
    let entry = module
        .exports
        .iter()
        .find(|export| export.name == ENTRY_EXPORT && export.kind == ExternalKind::Func)
        .ok_or(Refusal::MissingEntrypoint)?;
    let ty = module
        .function_type(entry.index)
        .ok_or(Refusal::MissingEntrypoint)?;
    if ty.params() == [ValType::I32] && ty.results() == [ValType::I32] {
        Ok(())
    } else {
        Err(Refusal::EntrypointType)
    }
}

fn check_imports(module: &Module<'_>, debug: bool) -> Result<(), Refusal> {
    for import in &module.imports {
        let named = || (import.module.to_owned(), import.name.to_owned());
        let Some(function) = HostFunction::find(import.module, import.name) else {
            let (module, name) = named();
            return Err(Refusal::UnknownImport { module, name });
        };
        if function.is_debug() && !debug {
            let (module, name) = named();
            return Err(Refusal::DebugImport { module, name });
        }
        let fits = module
            .type_at(import.type_index)
            .is_some_and(|ty| function.has_signature(ty.params(), ty.results()));
        if !fits {
            return Err(Refusal::ImportSignature {
                name: import.name.into(),
            });
        }
    }
    Ok(())
}

/// ArbOS 60 refuses every type with several results; before, only functions that have them cannot be compiled.
fn check_results(module: &Module<'_>, params: &StylusParams) -> Result<(), Refusal> {
    let several = |index: &u32| {
        module
            .type_at(*index)
            .is_some_and(|ty| ty.results().len() > 1)
    };
    let any_type =
        params.arbos >= ARBOS_FRAGMENTS && module.types.iter().any(|ty| ty.results().len() > 1);
    if any_type || module.functions.iter().any(several) {
        Err(Refusal::MultiValue)
    } else {
        Ok(())
    }
}

/// Debug chains keep all exports, others only what the VM itself uses.
fn kept_exports<'a>(module: &Module<'a>, debug: bool) -> Vec<Export<'a>> {
    let kept =
        |export: &&Export<'a>| debug || export.name == MEMORY_EXPORT || export.name == ENTRY_EXPORT;
    module.exports.iter().filter(kept).copied().collect()
}

fn check_counts(
    module: &Module<'_>,
    params: &StylusParams,
    exports: &[Export<'_>],
) -> Result<(), Refusal> {
    let at_most =
        |what, found: usize, limit: usize| Refusal::check(what, found as u64, limit as u64);
    if params.arbos >= ARBOS_CHARGING_FIXES {
        at_most(Counted::Imports, module.imports.len(), limits::MAX_IMPORTS)?;
    }
    at_most(
        Counted::DataSegments,
        module.data.len(),
        limits::MAX_DATA_SEGMENTS,
    )?;
    at_most(
        Counted::ElementSegments,
        module.elements.len(),
        limits::MAX_ELEMENT_SEGMENTS,
    )?;
    at_most(Counted::Exports, exports.len(), limits::MAX_EXPORTS)?;
    at_most(
        Counted::Functions,
        module.bodies.len(),
        limits::MAX_FUNCTIONS,
    )?;
    let globals = u64::from(module.globals) + u64::from(ADDED_GLOBALS);
    Refusal::check(Counted::Globals, globals, u64::from(limits::MAX_GLOBALS))?;
    let entries = module
        .tables
        .iter()
        .fold(0u64, |sum, table| sum.saturating_add(table.initial));
    Refusal::check(Counted::TableEntries, entries, limits::MAX_TABLE_ENTRIES)?;
    Refusal::check(
        Counted::ElementBytes,
        element_bytes(module),
        limits::MAX_ELEMENT_BYTES,
    )?;
    for export in exports {
        at_most(
            Counted::ExportNameBytes,
            export.name.len(),
            limits::MAX_NAME_LEN,
        )?;
    }
    at_most(
        Counted::ModuleNameBytes,
        module.name_len,
        limits::MAX_NAME_LEN,
    )
}

/// Encoded bytes of all element segments, each with its header.
pub(super) fn element_bytes(module: &Module<'_>) -> u64 {
    module
        .elements
        .iter()
        .map(|segment| segment.range.end - segment.range.start)
        .sum()
}

fn check_data(module: &Module<'_>, memory: &MemoryType) -> Result<(), Refusal> {
    let memory_bytes = memory.initial.saturating_mul(PAGE_BYTES);
    for (index, segment) in module.data.iter().enumerate() {
        if let DataKind::Active { offset_expr, .. } = &segment.kind {
            let offset = constant_offset(offset_expr.get_operators_reader())?;
            if offset.saturating_add(segment.data.len() as u64) > memory_bytes {
                return Err(Refusal::DataOutOfBounds { index });
            }
        }
    }
    Ok(())
}

fn check_elements(module: &Module<'_>) -> Result<(), Refusal> {
    for (index, segment) in module.elements.iter().enumerate() {
        let ElementKind::Active {
            table_index,
            offset_expr,
        } = &segment.kind
        else {
            continue;
        };
        let out_of_bounds = Refusal::ElementOutOfBounds { index };
        let ElementItems::Functions(functions) = &segment.items else {
            return Err(Refusal::UnsupportedFeature(
                "element segment of expressions".to_owned(),
            ));
        };
        let offset = constant_offset(offset_expr.get_operators_reader())?;
        let table = usize::try_from(table_index.unwrap_or(0))
            .ok()
            .and_then(|table| module.tables.get(table));
        match table {
            Some(table) if offset.saturating_add(u64::from(functions.count())) <= table.initial => {
            }
            _ => return Err(out_of_bounds),
        }
    }
    Ok(())
}

/// The value of an offset expression, which must be a single constant.
fn constant_offset(mut expression: OperatorsReader<'_>) -> Result<u64, Refusal> {
    match (expression.read()?, expression.read()?) {
        // Offsets are unsigned: the bits of the signed constant count.
        (Operator::I32Const { value }, Operator::End) => Ok(u64::from(value.cast_unsigned())),
        (op, _) => Err(Refusal::Malformed(format!(
            "segment offset is not a constant but {op:?}"
        ))),
    }
}
