//! Bounds the stack a program uses, in words that do not depend on how it is compiled.
//!
//! A function's frame = most operand values alive at once in its metered body + declared locals (parameters are
//! their caller's operands) + [`FRAME_OVERHEAD`]. On entry more than that must be left (strictly); it is taken,
//! and given back before every return and at the end of the body. A branch to the outermost block jumps past that
//! end and keeps the words it took: a quirk of the production VM, kept here because programs can see it.

use super::effect::Effect;
use super::instrument::{Added, Globals, Instruction};
use super::limits;
use super::module::Module;
use super::refusal::Refusal;

/// Words of a frame besides operands and locals.
const FRAME_OVERHEAD: u32 = 4;

/// Puts stack accounting around a function.
///
/// # Errors
/// [`Refusal::OperandStackLimit`] and [`Refusal::FrameLimit`], and instructions programs may not use.
pub(super) fn apply<'a>(
    mut body: Vec<Instruction<'a>>,
    module: &Module<'_>,
    globals: Globals,
    function: usize,
    locals: u64,
) -> Result<Vec<Instruction<'a>>, Refusal> {
    let frame = frame_words(&body, module, function, locals)?.cast_signed();
    let mut out = Vec::with_capacity(body.len() + 32);
    out.extend(take(frame, globals).map(Instruction::Added));
    let last = body.pop();
    for instruction in body {
        if let Instruction::Original(wasmparser::Operator::Return, _) = &instruction {
            out.extend(give_back(frame, globals).map(Instruction::Added));
        }
        out.push(instruction);
    }
    out.extend(give_back(frame, globals).map(Instruction::Added));
    out.push(Instruction::Added(Added::Return));
    out.extend(last);
    Ok(out)
}

fn take(frame: i32, Globals { stack_left, .. }: Globals) -> [Added; 12] {
    [
        Added::GlobalGet(stack_left),
        Added::I32Const(frame),
        Added::I32LeU,
        Added::If,
        Added::I32Const(0),
        Added::GlobalSet(stack_left),
        Added::Unreachable,
        Added::End,
        Added::GlobalGet(stack_left),
        Added::I32Const(frame),
        Added::I32Sub,
        Added::GlobalSet(stack_left),
    ]
}

fn give_back(frame: i32, Globals { stack_left, .. }: Globals) -> [Added; 4] {
    [
        Added::GlobalGet(stack_left),
        Added::I32Const(frame),
        Added::I32Add,
        Added::GlobalSet(stack_left),
    ]
}

fn frame_words(
    body: &[Instruction<'_>],
    module: &Module<'_>,
    function: usize,
    locals: u64,
) -> Result<u32, Refusal> {
    let operands = most_operands(body, module)?;
    if operands > limits::MAX_OPERANDS {
        return Err(Refusal::OperandStackLimit {
            function,
            operands,
            limit: limits::MAX_OPERANDS,
        });
    }
    let locals = u32::try_from(locals).unwrap_or(u32::MAX);
    let words = operands
        .saturating_add(locals)
        .saturating_add(FRAME_OVERHEAD);
    if words > limits::MAX_FRAME_WORDS {
        return Err(Refusal::FrameLimit {
            function,
            words,
            limit: limits::MAX_FRAME_WORDS,
        });
    }
    Ok(words)
}

fn most_operands(body: &[Instruction<'_>], module: &Module<'_>) -> Result<u32, Refusal> {
    let mut operands = Height::default();
    // The function itself is the outermost scope.
    let mut scopes = vec![0];
    for instruction in body {
        match instruction.effect(module)? {
            Effect::Net(change) if change >= 0 => operands.push(change.unsigned_abs()),
            Effect::Net(change) => operands.pop(change.unsigned_abs()),
            Effect::Open { takes, results } => {
                operands.pop(takes);
                operands.push(results);
                scopes.push(operands.now);
            }
            Effect::Else => operands.now = scopes.last().copied().unwrap_or(0),
            Effect::Close => operands.now = scopes.pop().unwrap_or(0),
            Effect::Call { takes, results } => {
                operands.push(results);
                operands.pop(takes);
            }
        }
    }
    Ok(operands.most)
}

/// Height of the operand stack; it stays at 0 in unreachable code that takes more than there is.
#[derive(Default)]
struct Height {
    now: u32,
    most: u32,
}

impl Height {
    fn push(&mut self, values: u32) {
        self.now = self.now.saturating_add(values);
        self.most = self.most.max(self.now);
    }

    fn pop(&mut self, values: u32) {
        self.now = self.now.saturating_sub(values);
    }
}
