//! Everything a Rust client of Keel needs: typed bindings, readable errors and values, deployment.
//!
//! The bindings are generated from `abi/Keel.sol`, the very file that the contracts dispatch on, so they cannot
//! disagree with the programs.

pub mod abi;
pub mod arb_wasm;
pub mod bindings;
pub mod deploy;
pub mod deployed;
pub mod explain;
pub mod network;
pub mod renewal;
pub mod revert;
pub mod template;
pub mod transaction;
pub mod triggers;
pub mod value;
