//! Why a module may not become a program.

/// The reason an activation is refused, with the numbers that decided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The module uses a WebAssembly feature that programs do not have.
    #[error("module needs an unsupported WebAssembly feature: {0}")]
    UnsupportedFeature(String),
    /// The module is not valid WebAssembly.
    #[error("module is not valid: {0}")]
    Malformed(String),
    /// The module has a section programs may not have.
    #[error("section {id} is not supported")]
    UnsupportedSection {
        /// Section number.
        id: u8,
    },
    /// The module uses an instruction programs may not use.
    #[error("instruction {0} is not supported")]
    UnsupportedOpcode(String),
    /// A function computes with floats.
    #[error("instruction {0} computes with floats, for which programs have no implementation")]
    FloatOperation(String),
    /// A function or block has several results, or a block has parameters.
    #[error("several results, or blocks with parameters, are not supported")]
    MultiValue,
    /// The module has a start function.
    #[error("start function is not allowed")]
    StartFunction,
    /// An import is not a function.
    #[error("import {module}.{name} is not a function")]
    ImportKind {
        /// Import module.
        module: String,
        /// Import name.
        name: String,
    },
    /// The chain does not offer the import.
    #[error("import {module}.{name} is unknown")]
    UnknownImport {
        /// Import module.
        module: String,
        /// Import name.
        name: String,
    },
    /// Only debug chains offer the import.
    #[error("import {module}.{name} exists on debug chains only")]
    DebugImport {
        /// Import module.
        module: String,
        /// Import name.
        name: String,
    },
    /// An import has another signature than the chain's function.
    #[error("import {name} has the wrong signature")]
    ImportSignature {
        /// Import name.
        name: String,
    },
    /// The same function is imported with two types.
    #[error("import {module}.{name} appears with two types")]
    InconsistentImports {
        /// Import module.
        module: String,
        /// Import name.
        name: String,
    },
    /// An import has a reserved name.
    #[error("import {name} has a name starting with \"stylus\", which is reserved")]
    ReservedImport {
        /// Import name.
        name: String,
    },
    /// An export has a reserved name.
    #[error("export {name} has a name starting with \"stylus\", which is reserved")]
    ReservedExport {
        /// Export name.
        name: String,
    },
    /// An export is named like an import.
    #[error("export {name} has the name of an import")]
    ExportImportCollision {
        /// Name of both.
        name: String,
    },
    /// No memory is exported as `memory`.
    #[error("no memory is exported as \"memory\"")]
    MissingMemory,
    /// The initial memory is too large.
    #[error("initial memory of {pages} pages is more than the {limit} available")]
    MemoryTooLarge {
        /// Initial pages.
        pages: u64,
        /// Most pages allowed now.
        limit: u64,
    },
    /// No function is exported as `user_entrypoint`.
    #[error("no function is exported as \"user_entrypoint\"")]
    MissingEntrypoint,
    /// The entry function has another type than `(i32) -> i32`.
    #[error("\"user_entrypoint\" is not of type (i32) -> i32")]
    EntrypointType,
    /// Memory may grow, but the function that pays for it is not imported.
    #[error("memory may grow, but vm_hooks.pay_for_memory_grow is not imported")]
    MissingPayForMemoryGrow,
    /// The function that pays for memory is imported with a wrong type.
    #[error("vm_hooks.pay_for_memory_grow is not of type (i32) -> ()")]
    PayForMemoryGrowType,
    /// A global's initial value is not a single constant.
    #[error("global {index} is not initialised by a single constant")]
    GlobalInitializer {
        /// Index among the module's own globals.
        index: u32,
    },
    /// A data segment does not fit into the initial memory.
    #[error("data segment {index} ends outside of the initial memory")]
    DataOutOfBounds {
        /// Segment number.
        index: usize,
    },
    /// An element segment does not fit into the initial table.
    #[error("element segment {index} ends outside of the initial table")]
    ElementOutOfBounds {
        /// Segment number.
        index: usize,
    },
    /// A function needs more operand values at once than allowed.
    #[error("function {function} holds {operands} operand values at once, allowed are {limit}")]
    OperandStackLimit {
        /// Local function number.
        function: usize,
        /// Values held.
        operands: u32,
        /// Most values allowed.
        limit: u32,
    },
    /// A function's frame is larger than allowed.
    #[error("function {function} has a frame of {words} words, allowed are {limit}")]
    FrameLimit {
        /// Local function number.
        function: usize,
        /// Size of the frame.
        words: u32,
        /// Largest frame allowed.
        limit: u32,
    },
    /// The module has more of something than allowed.
    #[error("{found} {what}, allowed are {limit}")]
    Limit {
        /// What is counted.
        what: Counted,
        /// How many there are.
        found: u64,
        /// How many may be.
        limit: u64,
    },
    /// A predicted cost does not fit its field in the program record.
    #[error("{what} of {cost} units does not fit its field")]
    CostOverflow {
        /// Which cost.
        what: &'static str,
        /// The cost.
        cost: u64,
    },
}

/// What a [`Refusal::Limit`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Opcodes of one function, after instrumentation.
    Opcodes,
    /// Declared locals of one function.
    Locals,
    /// Local functions.
    Functions,
    /// Data segments.
    DataSegments,
    /// Element segments.
    ElementSegments,
    /// Bytes of all element segments.
    ElementBytes,
    /// Initial table entries.
    TableEntries,
    /// Imports.
    Imports,
    /// Exports.
    Exports,
    /// Globals, those of the instrumentation included.
    Globals,
    /// Bytes of an export's name.
    ExportNameBytes,
    /// Bytes of the module's name.
    ModuleNameBytes,
}

impl std::fmt::Display for Counted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Opcodes => "opcodes in a function",
            Self::Locals => "locals in a function",
            Self::Functions => "functions",
            Self::DataSegments => "data segments",
            Self::ElementSegments => "element segments",
            Self::ElementBytes => "bytes of element segments",
            Self::TableEntries => "table entries",
            Self::Imports => "imports",
            Self::Exports => "exports",
            Self::Globals => "globals",
            Self::ExportNameBytes => "bytes in an export name",
            Self::ModuleNameBytes => "bytes in the module name",
        })
    }
}

impl Refusal {
    /// The name of the reason's class, as in the conformance vectors.
    pub fn class(&self) -> &'static str {
        match self {
            Self::UnsupportedFeature(_) => "unsupported_feature",
            Self::Malformed(_) | Self::GlobalInitializer { .. } => "malformed_or_invalid",
            Self::UnsupportedSection { .. } => "unsupported_section",
            Self::UnsupportedOpcode(_) => "unsupported_opcode",
            Self::FloatOperation(_) => "float_operation",
            Self::MultiValue => "multi_value",
            Self::StartFunction => "start_function",
            Self::ImportKind { .. } => "import_kind",
            Self::UnknownImport { .. } => "unknown_import",
            Self::DebugImport { .. } => "debug_import",
            Self::ImportSignature { .. } => "import_signature",
            Self::InconsistentImports { .. } => "inconsistent_imports",
            Self::ReservedImport { .. } => "reserved_import",
            Self::ReservedExport { .. } => "reserved_export",
            Self::ExportImportCollision { .. } => "export_import_collision",
            Self::MissingMemory => "missing_memory",
            Self::MemoryTooLarge { .. } => "memory_too_large",
            Self::MissingEntrypoint => "missing_entrypoint",
            Self::EntrypointType => "entrypoint_type",
            Self::MissingPayForMemoryGrow => "missing_pay_for_memory_grow",
            Self::PayForMemoryGrowType => "pay_for_memory_grow_type",
            Self::DataOutOfBounds { .. } => "data_out_of_bounds",
            Self::ElementOutOfBounds { .. } => "element_out_of_bounds",
            Self::OperandStackLimit { .. } => "operand_stack_limit",
            Self::FrameLimit { .. } => "limit_frame",
            Self::CostOverflow { .. } => "init_cost_overflow",
            Self::Limit { what, .. } => match what {
                Counted::Opcodes => "limit_opcodes",
                Counted::Locals => "limit_locals",
                Counted::Functions => "limit_functions",
                Counted::DataSegments => "limit_datas",
                Counted::ElementSegments => "limit_elements",
                Counted::ElementBytes => "limit_element",
                Counted::TableEntries => "limit_table",
                Counted::Imports => "limit_imports",
                Counted::Exports => "limit_exports",
                Counted::Globals => "limit_globals",
                Counted::ExportNameBytes => "limit_name",
                Counted::ModuleNameBytes => "limit_module_name",
            },
        }
    }

    /// `Err` if `found` is more than `limit`.
    pub(super) fn check(what: Counted, found: u64, limit: u64) -> Result<(), Self> {
        if found > limit {
            Err(Self::Limit { what, found, limit })
        } else {
            Ok(())
        }
    }
}

impl From<wasmparser::Error> for Refusal {
    fn from(error: wasmparser::Error) -> Self {
        match error.missing_wasm_feature() {
            Some(_) => Self::UnsupportedFeature(error.to_string()),
            None => Self::Malformed(error.to_string()),
        }
    }
}
