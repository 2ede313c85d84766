//! Writes the accounting of ink, stack and memory into a module.
//!
//! Each function body passes through [`super::meter`] (ink per basic block), [`super::dynamic`] (ink per byte of
//! bulk memory), [`super::depth`] (stack words) and [`super::heap`] (pages), in this order: a later pass sees, and
//! its limits count, what earlier ones added. Only the first charges for instructions, so additions are free.
//!
//! The result has four more globals, three of them exported for whoever runs it; custom sections and exports the
//! VM does not use are gone; everything else is copied byte by byte.

use wasm_encoder::{
    BlockType, CodeSection, Encode, ExportKind, ExportSection, Instruction as Wasm, RawSection,
};
use wasmparser::{ExternalKind, FunctionBody, Operator};

use super::effect::{self, Effect};
use super::limits;
use super::module::{Module, section};
use super::refusal::{Counted, Refusal};
use super::validate::{ADDED_GLOBALS, Shape};
use super::{INK_LEFT_EXPORT, INK_STATUS_EXPORT, STACK_LEFT_EXPORT, depth, dynamic, heap, meter};

/// One instruction of a body under instrumentation.
#[derive(Clone, Debug)]
pub(super) enum Instruction<'a> {
    /// From the module: copied as encoded.
    Original(Operator<'a>, &'a [u8]),
    /// Written by a pass.
    Added(Added),
}

/// The instructions passes write.
#[derive(Clone, Copy, Debug)]
pub(super) enum Added {
    GlobalGet(u32),
    GlobalSet(u32),
    I32Const(i32),
    I64Const(i64),
    I32LeU,
    I32Add,
    I32Sub,
    I64LtU,
    I64Sub,
    I64Mul,
    I64ExtendI32U,
    If,
    End,
    Unreachable,
    Return,
    /// Calls a function that takes one value and gives none.
    CallTaking1(u32),
}

impl Added {
    fn effect(self) -> Effect {
        match self {
            Self::GlobalGet(_) | Self::I32Const(_) | Self::I64Const(_) => Effect::Net(1),
            Self::I64ExtendI32U | Self::Unreachable | Self::Return => Effect::Net(0),
            Self::I32LeU
            | Self::I32Add
            | Self::I32Sub
            | Self::I64LtU
            | Self::I64Sub
            | Self::I64Mul => Effect::Net(-1),
            Self::GlobalSet(_) => Effect::Net(-1),
            Self::If => Effect::Open {
                takes: 1,
                results: 0,
            },
            Self::End => Effect::Close,
            Self::CallTaking1(_) => Effect::Call {
                takes: 1,
                results: 0,
            },
        }
    }

    fn encode(self, sink: &mut Vec<u8>) {
        match self {
            Self::GlobalGet(index) => Wasm::GlobalGet(index),
            Self::GlobalSet(index) => Wasm::GlobalSet(index),
            Self::I32Const(value) => Wasm::I32Const(value),
            Self::I64Const(value) => Wasm::I64Const(value),
            Self::I32LeU => Wasm::I32LeU,
            Self::I32Add => Wasm::I32Add,
            Self::I32Sub => Wasm::I32Sub,
            Self::I64LtU => Wasm::I64LtU,
            Self::I64Sub => Wasm::I64Sub,
            Self::I64Mul => Wasm::I64Mul,
            Self::I64ExtendI32U => Wasm::I64ExtendI32U,
            Self::If => Wasm::If(BlockType::Empty),
            Self::End => Wasm::End,
            Self::Unreachable => Wasm::Unreachable,
            Self::Return => Wasm::Return,
            Self::CallTaking1(index) => Wasm::Call(index),
        }
        .encode(sink);
    }
}

impl Instruction<'_> {
    /// What the instruction does to the operand stack.
    pub(super) fn effect(&self, module: &Module<'_>) -> Result<Effect, Refusal> {
        match self {
            Self::Original(op, _) => effect::of(op, module),
            Self::Added(added) => Ok(added.effect()),
        }
    }
}

/// Numbers of the globals the instrumentation adds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Globals {
    pub(super) ink_left: u32,
    pub(super) ink_status: u32,
    pub(super) scratch: u32,
    pub(super) stack_left: u32,
}

impl Globals {
    fn after(own: u32) -> Self {
        Self {
            ink_left: own,
            ink_status: own + 1,
            scratch: own + 2,
            stack_left: own + 3,
        }
    }
}

/// An instrumented module.
#[derive(Debug)]
pub(super) struct Instrumented {
    /// The module's bytes.
    pub(super) wasm: Vec<u8>,
    /// Opcodes of all functions together.
    pub(super) opcodes: u64,
}

/// Instruments every function and writes the module anew.
///
/// # Errors
/// Instructions programs may not use, and the limits that count after instrumentation.
pub(super) fn instrument(module: &Module<'_>, shape: &Shape<'_>) -> Result<Instrumented, Refusal> {
    let globals = Globals::after(module.globals);
    let mut code = CodeSection::new();
    let mut opcodes = 0u64;
    for (function, body) in module.bodies.iter().enumerate() {
        let locals = LocalDeclarations::of(module, body)?;
        let instructions = instrument_body(module, shape, globals, function, body, &locals)?;
        opcodes += instructions.len() as u64;
        code.raw(&encode_body(&locals, &instructions));
    }
    Ok(Instrumented {
        wasm: encode_module(module, shape, globals, &code),
        opcodes,
    })
}

/// The declared locals of a function.
struct LocalDeclarations<'a> {
    count: u64,
    bytes: &'a [u8],
}

impl<'a> LocalDeclarations<'a> {
    fn of(module: &Module<'a>, body: &FunctionBody<'a>) -> Result<Self, Refusal> {
        let mut count = 0u64;
        for declaration in body.get_locals_reader()? {
            count += u64::from(declaration?.0);
        }
        Refusal::check(Counted::Locals, count, limits::MAX_LOCALS)?;
        let code_start = body.get_binary_reader_for_operators()?.original_position();
        Ok(Self {
            count,
            bytes: module.bytes(body.range().start..code_start)?,
        })
    }
}

fn instrument_body<'a>(
    module: &Module<'a>,
    shape: &Shape<'_>,
    globals: Globals,
    function: usize,
    body: &FunctionBody<'a>,
    locals: &LocalDeclarations<'_>,
) -> Result<Vec<Instruction<'a>>, Refusal> {
    let instructions = read_body(module, body)?;
    let instructions = meter::apply(instructions, module, globals);
    let instructions = dynamic::apply(instructions, globals);
    let instructions = depth::apply(instructions, module, globals, function, locals.count)?;
    let instructions = match shape.pay_for_memory_grow {
        Some(pay) => heap::apply(instructions, globals, pay),
        None => instructions,
    };
    Refusal::check(
        Counted::Opcodes,
        instructions.len() as u64,
        limits::MAX_OPCODES as u64,
    )?;
    Ok(instructions)
}

fn read_body<'a>(
    module: &Module<'a>,
    body: &FunctionBody<'a>,
) -> Result<Vec<Instruction<'a>>, Refusal> {
    let mut reader = body.get_operators_reader()?;
    let mut instructions = Vec::new();
    while !reader.eof() {
        let (op, start) = reader.read_with_offset()?;
        let bytes = module.bytes(start..reader.original_position())?;
        instructions.push(Instruction::Original(op, bytes));
    }
    // Instrumentation only adds: refusing here bounds the memory a hostile body takes.
    Refusal::check(
        Counted::Opcodes,
        instructions.len() as u64,
        limits::MAX_OPCODES as u64,
    )?;
    Ok(instructions)
}

fn encode_body(locals: &LocalDeclarations<'_>, instructions: &[Instruction<'_>]) -> Vec<u8> {
    let mut bytes = Vec::from(locals.bytes);
    for instruction in instructions {
        match instruction {
            Instruction::Original(_, original) => bytes.extend_from_slice(original),
            Instruction::Added(added) => added.encode(&mut bytes),
        }
    }
    bytes
}

fn encode_module(
    module: &Module<'_>,
    shape: &Shape<'_>,
    globals: Globals,
    code: &CodeSection,
) -> Vec<u8> {
    let mut out = wasm_encoder::Module::new();
    let before_globals = |id: u8| id < section::GLOBAL;
    for &(id, data) in module.sections.iter().filter(|(id, _)| before_globals(*id)) {
        out.section(&RawSection { id, data });
    }
    out.section(&RawSection {
        id: section::GLOBAL,
        data: &encode_globals(module),
    });
    out.section(&encode_exports(shape, globals));
    for &(id, data) in module
        .sections
        .iter()
        .filter(|(id, _)| *id > section::START)
    {
        match id {
            section::CODE => out.section(code),
            _ => out.section(&RawSection { id, data }),
        };
    }
    out.finish()
}

/// The module's globals, then ink left (i64), ink status, scratch and stack left (i32), mutable and zero.
fn encode_globals(module: &Module<'_>) -> Vec<u8> {
    const I32: u8 = 0x7f;
    const I64: u8 = 0x7e;
    const MUTABLE: u8 = 1;
    let mut bytes = Vec::new();
    (module.globals + ADDED_GLOBALS).encode(&mut bytes);
    bytes.extend_from_slice(module.global_entries);
    bytes.extend_from_slice(&[I64, MUTABLE]);
    Wasm::I64Const(0).encode(&mut bytes);
    Wasm::End.encode(&mut bytes);
    for _ in 1..ADDED_GLOBALS {
        bytes.extend_from_slice(&[I32, MUTABLE]);
        Wasm::I32Const(0).encode(&mut bytes);
        Wasm::End.encode(&mut bytes);
    }
    bytes
}

fn encode_exports(shape: &Shape<'_>, globals: Globals) -> ExportSection {
    let mut exports = ExportSection::new();
    for export in &shape.exports {
        let kind = match export.kind {
            ExternalKind::Func | ExternalKind::FuncExact => ExportKind::Func,
            ExternalKind::Table => ExportKind::Table,
            ExternalKind::Memory => ExportKind::Memory,
            ExternalKind::Global => ExportKind::Global,
            ExternalKind::Tag => ExportKind::Tag,
        };
        exports.export(export.name, kind, export.index);
    }
    exports.export(INK_LEFT_EXPORT, ExportKind::Global, globals.ink_left);
    exports.export(INK_STATUS_EXPORT, ExportKind::Global, globals.ink_status);
    exports.export(STACK_LEFT_EXPORT, ExportKind::Global, globals.stack_left);
    exports
}
