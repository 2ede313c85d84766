//! The cargo-stylus that the local chain is held against.

use crate::cargo_tool::CargoTool;

/// `replay` loads the contract as a library that finds its host functions in the tool itself, so the tool has to export them;
/// installed without this it stops at an undefined symbol. Exporting keeps one function of wasmer alive that refers to a
/// symbol newer compilers do not have; it is never called.
const EXPORT_HOST_FUNCTIONS: &str = if cfg!(target_os = "linux") {
    "-Clink-arg=-rdynamic -Clink-arg=-Wl,--defsym=__rust_probestack=0"
} else {
    "-Clink-arg=-rdynamic"
};

pub(super) const TOOL: CargoTool = CargoTool {
    name: "cargo-stylus",
    version: "0.10.10",
    rustflags: Some(EXPORT_HOST_FUNCTIONS),
    build_time: "ten minutes",
};
