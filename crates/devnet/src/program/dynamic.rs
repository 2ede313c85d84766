//! Charges memory.fill and memory.copy for the bytes they touch, which are known only when they run.
//!
//! The size on top of the stack is kept aside, its price taken off the ink, and the size put back. A price above
//! the ink left makes the counter wrap around, which shows as more ink than before: then the status becomes 1 and
//! the program traps.

use wasmparser::Operator;

use super::instrument::{Added, Globals, Instruction};
use super::prices;

/// Puts a charge in front of every bulk memory instruction.
pub(super) fn apply<'a>(body: Vec<Instruction<'a>>, globals: Globals) -> Vec<Instruction<'a>> {
    let mut out = Vec::with_capacity(body.len());
    for instruction in body {
        if let Instruction::Original(Operator::MemoryFill { .. } | Operator::MemoryCopy { .. }, _) =
            &instruction
        {
            out.extend(charge(globals).map(Instruction::Added));
        }
        out.push(instruction);
    }
    out
}

fn charge(globals: Globals) -> [Added; 17] {
    let Globals {
        ink_left,
        ink_status,
        scratch,
        ..
    } = globals;
    [
        Added::GlobalSet(scratch),
        Added::GlobalGet(ink_left), // compared with what remains, below
        Added::GlobalGet(ink_left),
        Added::GlobalGet(scratch),
        Added::I64ExtendI32U,
        Added::I64Const(prices::BULK_BYTE),
        Added::I64Mul,
        Added::I64Sub,
        Added::GlobalSet(ink_left),
        Added::GlobalGet(ink_left),
        Added::I64LtU,
        Added::If,
        Added::I32Const(1),
        Added::GlobalSet(ink_status),
        Added::Unreachable,
        Added::End,
        Added::GlobalGet(scratch),
    ]
}
