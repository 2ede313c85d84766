//! The Stylus virtual machine: runs an activated program in wasmtime, metered in ink.
//!
//! A program is a future. Host functions that only touch the program's own frame run inside it; those that need the
//! chain put a [`Request`] in the frame's [`Mailbox`] and suspend, so that whoever polls the future (the frame loop in
//! [`crate::evm`]) can answer with exclusive access to the state and no recursion on the native stack.
//!
//! Invariants:
//! 1. Base ink is bought before anything else, checks come before payments, payments before effects (the order decides
//!    what a program can observe when it runs short).
//! 2. Every way a program can end is a [`ProgramEnd`]; no wasm input makes the host panic.

mod cache;
mod engine;
mod fault;
mod guest;
mod host;
mod hostio;
mod mailbox;
mod process;
mod storage;
mod trace;

pub use engine::{Runtime, RuntimeError};
pub use fault::ProgramEnd;
pub use trace::HostCall;

pub(crate) use cache::ModuleKey;
pub(crate) use engine::Place;
pub(crate) use host::FrameEnv;
pub(crate) use mailbox::{Answer, CallKind, CallRequest, CreateRequest, FlushOutcome, Request};
pub(crate) use process::{Finished, Process, StartError, Step};
pub(crate) use trace::TraceSink;
