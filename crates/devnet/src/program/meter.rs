//! Charges ink for instructions, one basic block at a time.
//!
//! A block is charged before it runs, all of it, so what a program pays never depends on where inside a block it
//! trapped. Cost = prices of its instructions, also unreachable ones, + [`prices::BLOCK_HEADER`]. With less ink
//! left than that, the status becomes 1 and the program traps, its ink untouched.

use wasmparser::Operator;

use super::instrument::{Added, Globals, Instruction};
use super::module::Module;
use super::prices;

/// Puts a charge in front of every basic block.
pub(super) fn apply<'a>(
    body: Vec<Instruction<'a>>,
    module: &Module<'_>,
    globals: Globals,
) -> Vec<Instruction<'a>> {
    let mut out = Vec::with_capacity(body.len() * 2);
    let mut block = Vec::new();
    let mut cost = prices::BLOCK_HEADER;
    for instruction in body {
        let mut ends_block = false;
        if let Instruction::Original(op, _) = &instruction {
            cost = cost.saturating_add(prices::of(op, module));
            ends_block = ends_basic_block(op);
        }
        block.push(instruction);
        if ends_block {
            out.extend(charge(cost, globals).map(Instruction::Added));
            out.append(&mut block);
            cost = prices::BLOCK_HEADER;
        }
    }
    out.append(&mut block);
    out
}

fn ends_basic_block(op: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        op,
        O::End
            | O::Else
            | O::Return
            | O::Loop { .. }
            | O::Br { .. }
            | O::BrTable { .. }
            | O::BrIf { .. }
            | O::If { .. }
            | O::Call { .. }
            | O::CallIndirect { .. }
    )
}

fn charge(cost: u64, globals: Globals) -> [Added; 12] {
    let Globals {
        ink_left,
        ink_status,
        ..
    } = globals;
    let cost = Added::I64Const(cost.cast_signed());
    [
        Added::GlobalGet(ink_left),
        cost,
        Added::I64LtU,
        Added::If,
        Added::I32Const(1),
        Added::GlobalSet(ink_status),
        Added::Unreachable,
        Added::End,
        Added::GlobalGet(ink_left),
        cost,
        Added::I64Sub,
        Added::GlobalSet(ink_left),
    ]
}
