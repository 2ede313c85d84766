//! The static side of the Stylus VM: what a program is, whether it may run, and what it will cost.
//!
//! Nothing here executes a program or touches chain state. The flow of an activation is
//! [`code`] (deployed bytes to module) -> [`module`] (sections) -> [`validate`] (rules) ->
//! [`instrument`] (ink, stack and memory accounting written into the module) -> [`activation`] (costs).
//!
//! The rules and numbers are those of ArbOS 30 to 60; [`params::StylusParams`] says which apply. They are
//! checked against vectors measured on the production VM, see `crates/devnet/vectors/SCHEMA.md`.

pub mod activation;
pub mod code;
pub mod costs;
mod depth;
mod dynamic;
mod effect;
mod heap;
pub mod host;
pub mod ink;
mod instrument;
mod limits;
mod meter;
mod module;
pub mod params;
mod prices;
pub mod record;
pub mod refusal;
mod validate;

pub use activation::{Activated, ModuleInfo, activate};
pub use params::StylusParams;
pub use record::ProgramRecord;
pub use refusal::Refusal;

/// Export name of a program's memory.
pub const MEMORY_EXPORT: &str = "memory";
/// Export name of a program's entry function, `(i32 args_len) -> (i32 status)`.
pub const ENTRY_EXPORT: &str = "user_entrypoint";
/// Export name of the ink counter (mutable i64) in an instrumented module.
pub const INK_LEFT_EXPORT: &str = "stylus_ink_left";
/// Export name of the ink status (mutable i32): 1 after the program ran out of ink.
pub const INK_STATUS_EXPORT: &str = "stylus_ink_status";
/// Export name of the stack words left (mutable i32): 0 after the program ran out of stack.
pub const STACK_LEFT_EXPORT: &str = "stylus_stack_left";
