//! How a program ends, and the errors host functions stop it with.

use wasmtime::Trap;

/// How a program frame ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgramEnd {
    /// The entry point returned 0: the frame succeeds with the written result.
    Success,
    /// The entry point returned another status: the frame reverts with the written result.
    Revert,
    /// Ink ran out: the frame fails and everything is consumed.
    OutOfInk,
    /// The wasm stack ran out: the frame fails and everything is consumed.
    OutOfStack,
    /// Any other trap or failing host function: the frame reverts without data and keeps its remaining gas.
    Trap,
    /// The entry charge could not be paid, so nothing ran.
    NotStarted,
}

/// Why a host function stopped its program.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The program could not pay.
    #[error("out of ink")]
    OutOfInk,
    /// `exit_early` was called with this status.
    #[error("the program exited with status {0}")]
    Exit(u32),
    /// The call is not allowed here or its arguments make no sense.
    #[error("host function failed: {0}")]
    Refused(&'static str),
    /// A pointer of the program leaves its memory.
    #[error("{len} bytes at {ptr} are outside the program's memory")]
    OutOfBounds {
        /// Start of the range.
        ptr: u32,
        /// Length of the range.
        len: u32,
    },
    /// The host is at fault: the mailbox was answered with something else than was asked.
    #[error("the host answered a different question")]
    Protocol,
}

/// What an error that came out of wasmtime means for the frame, before the metering globals are consulted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// `exit_early(status)`.
    Exit(u32),
    /// Out of ink, noticed by a host function.
    OutOfInk,
    /// The native stack ended before the metered one.
    NativeStack,
    /// Everything else.
    Trap,
    /// The host broke its own protocol; not the program's fault.
    Host,
}

impl Stop {
    pub(crate) fn classify(error: &wasmtime::Error) -> Self {
        if let Some(fault) = error.downcast_ref::<Fault>() {
            return match fault {
                Fault::OutOfInk => Self::OutOfInk,
                Fault::Exit(status) => Self::Exit(*status),
                Fault::Refused(_) | Fault::OutOfBounds { .. } => Self::Trap,
                Fault::Protocol => Self::Host,
            };
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::StackOverflow) => Self::NativeStack,
            _ => Self::Trap,
        }
    }
}
