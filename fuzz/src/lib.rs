//! What the fuzz targets of the local chain do with one input, and the inputs they start from.
//!
//! The programs in `src/bin` hand libFuzzer's inputs to [`wasm::run`] and [`rpc::run`]; `cargo keel fuzz` builds them with coverage
//! feedback and runs them. Without libFuzzer this is an ordinary library: its tests run every seed.
//!
//! A target panics when the chain breaks a promise. A program or a request may be as hostile as it likes: that is no finding.

pub mod rpc;
pub mod seeds;
pub mod wasm;
