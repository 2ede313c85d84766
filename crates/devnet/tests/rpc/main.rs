//! The chain as a client sees it: every test starts its own and talks to it through its URL only.

mod blocks;
mod calls;
mod develop;
mod dump;
mod harness;
mod logs;
mod node_interface;
mod opcodes;
mod protocol;
mod robust;
mod simulate;
mod socket;
mod stylus;
mod tracing;
mod transactions;
mod wallet;
mod writers;
