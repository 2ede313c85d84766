//! Any bytes as the arguments of every public function of the math crate, one target for each of its rooms.
//!
//! The programs in `src/bin` hand libFuzzer's inputs to [`TARGETS`]; `cargo keel fuzz math` builds them with coverage feedback,
//! debug assertions and overflow checks, and runs them in turn. Without libFuzzer this is an ordinary library: its tests
//! run every seed.
//!
//! Promises checked, beside that nothing panics and no overflow goes unnoticed:
//! 1. what is rounded down is at most what is rounded up, and they are as near as the function says;
//! 2. results keep their bounds: weights sum to exactly one, parts to the whole, changes to nothing;
//! 3. an error's numbers show the error: what was got is not what is allowed.

pub mod arithmetic;
pub mod execution;
pub mod portfolio;
mod refusal;
pub mod seeds;
mod shapes;
pub mod strategy;
pub mod trade;
pub mod trigger;
pub mod volatility;

/// What runs one input.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: [(&str, Target); 7] = [
    ("arithmetic", arithmetic::run),
    ("portfolio", portfolio::run),
    ("trigger", trigger::run),
    ("trade", trade::run),
    ("volatility", volatility::run),
    ("strategy", strategy::run),
    ("execution", execution::run),
];
