//! The contracts as native code, on a chain in memory.
//!
//! What runs here is the code of the programs itself, from calldata to error data: their crates, linked to host functions of our own
//! ([`hooks`]) in place of the Stylus VM's. Around them are small models of what is not ours: a token, a feed, a pool. A call takes
//! microseconds, so random sequences of ten million calls end in minutes; and since the same sequence can be played on the
//! local chain, where the programs are WASM and the protocols real, the two are held against each other, word for word.
//!
//! There is no gas here. What depends on it (frozen tokens that burn it, reserves, limits) is tested on the local chain alone.
#![allow(
    clippy::missing_panics_doc,
    reason = "a hook that no program calls, or a market that cannot be made, is a mistake of a test"
)]

pub mod chain;
pub mod feed;
mod flows;
mod frame;
mod governor;
mod hooks;
pub mod laws;
mod market;
pub mod play;
pub mod player;
pub mod pool;
pub mod token;
pub mod world;

pub use chain::{Account, Chain, Log, Outcome, Program};
pub use world::World;
