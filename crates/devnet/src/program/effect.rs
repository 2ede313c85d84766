//! What an instruction does to the height of the operand stack, as the VM counts it statically.
//!
//! The count is the VM's own, not the specification's: a block's result slots exist from its entry on, and code
//! after an unconditional branch is counted as if it ran. Frame sizes depend on it.

use wasmparser::{BlockType, FuncType, Operator};

use super::module::Module;
use super::refusal::Refusal;

/// The effect of one instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The height changes by so much.
    Net(i32),
    /// A scope opens: operands are taken, then its result slots reserved.
    Open {
        /// Operands taken.
        takes: u32,
        /// Result slots.
        results: u32,
    },
    /// The height returns to what it was when the scope opened.
    Else,
    /// The scope closes.
    Close,
    /// Results are pushed first, then operands taken.
    Call {
        /// Operands taken.
        takes: u32,
        /// Results pushed.
        results: u32,
    },
}

/// The effect of an instruction of the original module.
///
/// # Errors
/// [`Refusal::FloatOperation`] and [`Refusal::UnsupportedOpcode`] for instructions programs may not use,
/// [`Refusal::MultiValue`] for blocks with parameters or several results and for calls with several results.
pub(super) fn of(op: &Operator<'_>, module: &Module<'_>) -> Result<Effect, Refusal> {
    use Operator as O;
    match op {
        O::Block { blockty } | O::Loop { blockty } => Ok(Effect::Open {
            takes: 0,
            results: slots(blockty)?,
        }),
        O::If { blockty } => Ok(Effect::Open {
            takes: 1,
            results: slots(blockty)?,
        }),
        O::Else => Ok(Effect::Else),
        O::End => Ok(Effect::Close),
        O::Call { function_index } => call(module.function_type(*function_index), 0),
        O::CallIndirect { type_index, .. } => call(module.type_at(*type_index), 1),
        _ if is_float_arithmetic(op) => Err(Refusal::FloatOperation(name(op))),
        _ => net(op)
            .map(Effect::Net)
            .ok_or_else(|| Refusal::UnsupportedOpcode(name(op))),
    }
}

fn name(op: &Operator<'_>) -> String {
    format!("{op:?}")
}

fn slots(block: &BlockType) -> Result<u32, Refusal> {
    match block {
        BlockType::Empty => Ok(0),
        BlockType::Type(_) => Ok(1),
        BlockType::FuncType(_) => Err(Refusal::MultiValue),
    }
}

fn call(ty: Option<&FuncType>, table_operand: u32) -> Result<Effect, Refusal> {
    let ty =
        ty.ok_or_else(|| Refusal::Malformed("call of a function without a type".to_owned()))?;
    match ty.results().len() {
        0 | 1 => Ok(Effect::Call {
            takes: ty.params().len() as u32 + table_operand,
            results: ty.results().len() as u32,
        }),
        _ => Err(Refusal::MultiValue),
    }
}

fn net(op: &Operator<'_>) -> Option<i32> {
    use Operator as O;
    Some(match op {
        O::LocalGet { .. } | O::GlobalGet { .. } | O::MemorySize { .. } => 1,
        O::I32Const { .. } | O::I64Const { .. } | O::F32Const { .. } | O::F64Const { .. } => 1,
        O::Nop
        | O::Unreachable
        | O::Br { .. }
        | O::Return
        | O::LocalTee { .. }
        | O::MemoryGrow { .. } => 0,
        O::I32Load { .. } | O::I64Load { .. } | O::F32Load { .. } | O::F64Load { .. } => 0,
        O::I32Load8S { .. } | O::I32Load8U { .. } | O::I32Load16S { .. } | O::I32Load16U { .. } => {
            0
        }
        O::I64Load8S { .. } | O::I64Load8U { .. } | O::I64Load16S { .. } | O::I64Load16U { .. } => {
            0
        }
        O::I64Load32S { .. } | O::I64Load32U { .. } => 0,
        O::I32Eqz | O::I64Eqz => 0,
        O::I32Clz | O::I32Ctz | O::I32Popcnt | O::I64Clz | O::I64Ctz | O::I64Popcnt => 0,
        O::I32WrapI64 | O::I64ExtendI32S | O::I64ExtendI32U => 0,
        O::I32Extend8S | O::I32Extend16S | O::I64Extend8S | O::I64Extend16S | O::I64Extend32S => 0,
        O::I32ReinterpretF32
        | O::I64ReinterpretF64
        | O::F32ReinterpretI32
        | O::F64ReinterpretI64 => 0,
        O::Drop | O::BrIf { .. } | O::BrTable { .. } | O::LocalSet { .. } | O::GlobalSet { .. } => {
            -1
        }
        O::I32Eq | O::I32Ne | O::I32LtS | O::I32LtU | O::I32GtS | O::I32GtU => -1,
        O::I32LeS | O::I32LeU | O::I32GeS | O::I32GeU => -1,
        O::I64Eq | O::I64Ne | O::I64LtS | O::I64LtU | O::I64GtS | O::I64GtU => -1,
        O::I64LeS | O::I64LeU | O::I64GeS | O::I64GeU => -1,
        O::I32Add | O::I32Sub | O::I32Mul | O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => -1,
        O::I64Add | O::I64Sub | O::I64Mul | O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => -1,
        O::I32And
        | O::I32Or
        | O::I32Xor
        | O::I32Shl
        | O::I32ShrS
        | O::I32ShrU
        | O::I32Rotl
        | O::I32Rotr => -1,
        O::I64And
        | O::I64Or
        | O::I64Xor
        | O::I64Shl
        | O::I64ShrS
        | O::I64ShrU
        | O::I64Rotl
        | O::I64Rotr => -1,
        O::Select => -2,
        O::I32Store { .. } | O::I64Store { .. } | O::F32Store { .. } | O::F64Store { .. } => -2,
        O::I32Store8 { .. } | O::I32Store16 { .. } => -2,
        O::I64Store8 { .. } | O::I64Store16 { .. } | O::I64Store32 { .. } => -2,
        O::MemoryFill { .. } | O::MemoryCopy { .. } => -3,
        _ => return None,
    })
}

/// Whether an instruction computes, compares or converts floats. Moving floats around is allowed.
#[rustfmt::skip]
fn is_float_arithmetic(op: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        op,
        O::F32Eq | O::F32Ne | O::F32Lt | O::F32Gt | O::F32Le | O::F32Ge
            | O::F64Eq | O::F64Ne | O::F64Lt | O::F64Gt | O::F64Le | O::F64Ge
            | O::F32Abs | O::F32Neg | O::F32Ceil | O::F32Floor | O::F32Trunc | O::F32Nearest | O::F32Sqrt
            | O::F64Abs | O::F64Neg | O::F64Ceil | O::F64Floor | O::F64Trunc | O::F64Nearest | O::F64Sqrt
            | O::F32Add | O::F32Sub | O::F32Mul | O::F32Div | O::F32Min | O::F32Max | O::F32Copysign
            | O::F64Add | O::F64Sub | O::F64Mul | O::F64Div | O::F64Min | O::F64Max | O::F64Copysign
            | O::I32TruncF32S | O::I32TruncF32U | O::I32TruncF64S | O::I32TruncF64U
            | O::I64TruncF32S | O::I64TruncF32U | O::I64TruncF64S | O::I64TruncF64U
            | O::F32ConvertI32S | O::F32ConvertI32U | O::F32ConvertI64S | O::F32ConvertI64U | O::F32DemoteF64
            | O::F64ConvertI32S | O::F64ConvertI32U | O::F64ConvertI64S | O::F64ConvertI64U | O::F64PromoteF32
            | O::I32TruncSatF32S | O::I32TruncSatF32U | O::I32TruncSatF64S | O::I32TruncSatF64U
            | O::I64TruncSatF32S | O::I64TruncSatF32U | O::I64TruncSatF64S | O::I64TruncSatF64U
    )
}
