//! What one instruction costs in ink, before anything the host adds.
//!
//! The numbers are facts of the production VM, the same for Stylus versions 1 and 2. An instruction without a price
//! costs more than any program has: code that holds one may be activated but never run that block.

use wasmparser::Operator;

use super::module::Module;

/// Added to the cost of every basic block.
pub(super) const BLOCK_HEADER: u64 = 2_450;
/// Per byte of memory.fill and memory.copy, charged when the size is known.
pub(super) const BULK_BYTE: i64 = 100;

const BR_TABLE_BASE: u64 = 2_400;
const BR_TABLE_TARGET: u64 = 325;
const CALL_INDIRECT_BASE: u64 = 13_610;
const CALL_INDIRECT_PARAM: u64 = 650;
const UNPRICED: u64 = u64::MAX;

/// The ink an instruction adds to its basic block.
pub(super) fn of(op: &Operator<'_>, module: &Module<'_>) -> u64 {
    use Operator as O;
    match op {
        O::Unreachable
        | O::Return
        | O::Nop
        | O::Block { .. }
        | O::Loop { .. }
        | O::Else
        | O::End => 1,
        O::I32Const { .. } | O::I64Const { .. } => 1,
        O::Drop => 9,
        O::Br { .. } | O::BrIf { .. } | O::If { .. } => 765,
        O::BrTable { targets } => BR_TABLE_BASE + BR_TABLE_TARGET * u64::from(targets.len()),
        O::Call { .. } => 3_800,
        O::CallIndirect { type_index, .. } => match module.type_at(*type_index) {
            Some(ty) => CALL_INDIRECT_BASE + CALL_INDIRECT_PARAM * ty.params().len() as u64,
            None => UNPRICED,
        },
        O::Select => 1_250,
        O::LocalGet { .. } | O::LocalTee { .. } => 75,
        O::LocalSet { .. } => 210,
        O::GlobalGet { .. } => 225,
        O::GlobalSet { .. } => 575,
        _ => of_memory(op).or_else(|| of_integer(op)).unwrap_or(UNPRICED),
    }
}

fn of_memory(op: &Operator<'_>) -> Option<u64> {
    use Operator as O;
    Some(match op {
        O::I32Load { .. }
        | O::I32Load8S { .. }
        | O::I32Load8U { .. }
        | O::I32Load16S { .. }
        | O::I32Load16U { .. } => 670,
        O::I64Load { .. }
        | O::I64Load8S { .. }
        | O::I64Load8U { .. }
        | O::I64Load16S { .. }
        | O::I64Load16U { .. }
        | O::I64Load32S { .. }
        | O::I64Load32U { .. } => 680,
        O::I32Store { .. } | O::I32Store8 { .. } | O::I32Store16 { .. } => 825,
        O::I64Store { .. } | O::I64Store8 { .. } | O::I64Store16 { .. } | O::I64Store32 { .. } => {
            950
        }
        O::MemorySize { .. } => 3_000,
        O::MemoryGrow { .. } => 8_050,
        O::MemoryCopy { .. } | O::MemoryFill { .. } => 950,
        _ => return None,
    })
}

fn of_integer(op: &Operator<'_>) -> Option<u64> {
    use Operator as O;
    Some(match op {
        O::I32Eqz | O::I32Eq | O::I32Ne => 170,
        O::I32LtS
        | O::I32LtU
        | O::I32GtS
        | O::I32GtU
        | O::I32LeS
        | O::I32LeU
        | O::I32GeS
        | O::I32GeU => 170,
        O::I64Eqz | O::I64Eq | O::I64Ne => 225,
        O::I64LtS
        | O::I64LtU
        | O::I64GtS
        | O::I64GtU
        | O::I64LeS
        | O::I64LeU
        | O::I64GeS
        | O::I64GeU => 225,
        O::I32Clz | O::I32Ctz | O::I64Clz | O::I64Ctz => 210,
        O::I32Add | O::I32Sub => 70,
        O::I64Add | O::I64Sub => 100,
        O::I32Mul | O::I64Mul => 160,
        O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => 1_120,
        O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => 1_270,
        O::I32And
        | O::I32Or
        | O::I32Xor
        | O::I32Shl
        | O::I32ShrS
        | O::I32ShrU
        | O::I32Rotl
        | O::I32Rotr => 70,
        O::I64And
        | O::I64Or
        | O::I64Xor
        | O::I64Shl
        | O::I64ShrS
        | O::I64ShrU
        | O::I64Rotl
        | O::I64Rotr => 100,
        O::I32Popcnt => 2_650,
        O::I64Popcnt => 6_000,
        O::I32WrapI64 | O::I64ExtendI32S | O::I64ExtendI32U => 100,
        O::I32Extend8S | O::I32Extend16S | O::I64Extend8S | O::I64Extend16S | O::I64Extend32S => {
            100
        }
        _ => return None,
    })
}
