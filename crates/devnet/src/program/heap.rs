//! Makes programs pay for memory: the host is told before every memory.grow how many pages are asked for.
//!
//! The fee is due even if the grow then fails.

use wasmparser::Operator;

use super::instrument::{Added, Globals, Instruction};

/// Puts a call of `pay`, an imported function `(i32 pages) -> ()`, in front of every memory.grow.
pub(super) fn apply<'a>(
    body: Vec<Instruction<'a>>,
    globals: Globals,
    pay: u32,
) -> Vec<Instruction<'a>> {
    let Globals { scratch, .. } = globals;
    let payment = [
        Added::GlobalSet(scratch),
        Added::GlobalGet(scratch),
        Added::CallTaking1(pay),
        Added::GlobalGet(scratch),
    ];
    let mut out = Vec::with_capacity(body.len());
    for instruction in body {
        if let Instruction::Original(Operator::MemoryGrow { .. }, _) = &instruction {
            out.extend(payment.map(Instruction::Added));
        }
        out.push(instruction);
    }
    out
}
