//! What a module adds to a program.

use crate::wasm::BuiltProgram;
use anyhow::Context;
use serde::Serialize;

/// Programs with one module each, and what of it they use.
const MODULES: [(&str, &str); 7] = [
    (
        "arithmetic",
        "mul_div, sqrt, cbrt, exp, exp2, ln, log2, pow, normal_cdf",
    ),
    (
        "portfolio",
        "values, weights, max_drift, targets_by_largest_remainder, deposit_amount, redeem_amount",
    ),
    (
        "trigger",
        "is_any_breached, is_any_relative_breached, scaled_band, is_elapsed",
    ),
    ("trade", "plan"),
    ("volatility", "log_return, Decay, update_covariances"),
    ("strategy", "RiskModel, equal_risk_weights"),
    (
        "execution",
        "ConstantProduct, sandwich_safe_chunk, DutchAuction",
    ),
];

/// The program without any.
const BARE: &str = "math-bare";

/// A module's size in a program.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Size {
    pub(crate) name: &'static str,
    /// What the program uses of it, and all that these need.
    pub(crate) functions: &'static str,
    /// Bytes of deployed code above the bare program: packed by brotli.
    pub(crate) code_bytes: usize,
    /// Bytes of the module before packing, above the bare program.
    pub(crate) wasm_bytes: usize,
}

/// All programs of the benchmark.
pub(crate) fn programs() -> Vec<String> {
    let modules = MODULES.iter().map(|(name, _)| format!("math-{name}"));
    [BARE.to_owned()].into_iter().chain(modules).collect()
}

/// What each module adds.
pub(crate) fn of(built: &[BuiltProgram]) -> anyhow::Result<Vec<Size>> {
    let find = |name: &str| {
        built
            .iter()
            .find(|program| program.name == name)
            .with_context(|| format!("{name} was not built"))
    };
    let bare = find(BARE)?;
    MODULES
        .iter()
        .map(|(name, functions)| {
            let program = find(&format!("math-{name}"))?;
            Ok(Size {
                name,
                functions,
                code_bytes: program.code_bytes.saturating_sub(bare.code_bytes),
                wasm_bytes: program.wasm_bytes.saturating_sub(bare.wasm_bytes),
            })
        })
        .collect()
}
