//! The chain as a client sees it: every test starts its own and talks to it through its URL only.

mod blocks;
mod calls;
mod develop;
mod harness;
mod logs;
mod protocol;
mod socket;
mod stylus;
mod tracing;
mod transactions;
mod writers;
