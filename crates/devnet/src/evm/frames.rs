//! The open frames of a transaction: who acts in each, and which of them are running programs.

use alloy_primitives::Address;
use revm::handler::{EthFrame, FrameData};
use revm::interpreter::{FrameInput, InstructionResult, InterpreterAction};

use super::program_run::LiveProgram;
use crate::program::code;

/// What we keep beside one of revm's frames.
struct Slot {
    acting: Address,
    /// Delegate calls run in another frame's name, so they do not make it reentrant.
    own: bool,
    program: Option<Box<LiveProgram>>,
}

/// One slot per frame on revm's stack, in the same order.
#[derive(Default)]
pub(super) struct Frames {
    slots: Vec<Slot>,
}

impl Frames {
    /// Notes that revm pushed `frame` at `index`.
    pub(super) fn opened(&mut self, index: usize, frame: &EthFrame) {
        let own = match &frame.input {
            FrameInput::Call(call) => {
                !call.scheme.is_delegate_call() && !call.scheme.is_call_code()
            }
            FrameInput::Create(_) | FrameInput::Empty => true,
        };
        self.slots.truncate(index);
        self.slots.push(Slot {
            acting: frame.interpreter.input.target_address,
            own,
            program: None,
        });
    }

    /// Notes that the top frame is gone, dropping whatever still ran in it.
    pub(super) fn closed(&mut self) {
        self.slots.pop();
    }

    /// Drops everything, suspended programs included.
    pub(super) fn clear(&mut self) {
        self.slots.clear();
    }

    /// Whether `address` acts in more than one open frame of its own.
    pub(super) fn is_reentrant(&self, address: Address) -> bool {
        let open = self
            .slots
            .iter()
            .filter(|slot| slot.own && slot.acting == address);
        open.take(2).count() > 1
    }

    /// How many programs are running or suspended.
    pub(super) fn programs(&self) -> usize {
        self.slots
            .iter()
            .filter(|slot| slot.program.is_some())
            .count()
    }

    /// Whether the top frame has a program in progress.
    pub(super) fn top_runs(&self) -> bool {
        self.slots.last().is_some_and(|slot| slot.program.is_some())
    }

    /// Takes the program out of the top frame, to run it.
    pub(super) fn take_top(&mut self) -> Option<Box<LiveProgram>> {
        self.slots.last_mut()?.program.take()
    }

    /// Puts a suspended program into the top frame.
    pub(super) fn suspend_top(&mut self, program: Box<LiveProgram>) {
        if let Some(slot) = self.slots.last_mut() {
            slot.program = Some(program);
        }
    }

    /// The program suspended in the top frame.
    pub(super) fn top_mut(&mut self) -> Option<&mut LiveProgram> {
        self.slots.last_mut()?.program.as_deref_mut()
    }
}

/// Whether `frame` was opened by a call to program code. Init code never runs as a program, whatever it starts with.
pub(super) fn calls_program(frame: &EthFrame) -> bool {
    matches!(frame.data, FrameData::Call(_))
        && code::is_program(frame.interpreter.bytecode.original_byte_slice())
}

/// Applies EIP-3541 to a finished creation, with the program prefixes let through.
pub(super) fn forbid_foreign_ef(
    frame: &EthFrame,
    action: &mut InterpreterAction,
    arbos_version: u64,
) {
    let InterpreterAction::Return(result) = action else {
        return;
    };
    let creates = matches!(frame.data, FrameData::Create(_));
    if creates
        && result.result.is_ok()
        && result.output.first() == Some(&0xef)
        && !code::may_be_deployed(&result.output, arbos_version)
    {
        result.result = InstructionResult::CreateContractStartingWithEF;
    }
}
