//! Where the checkout and its built programs are.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is in the checkout")
        .to_path_buf()
}

/// Names another folder of built programs: mutated ones, or a release's.
const PROGRAMS_VARIABLE: &str = "KEEL_PROGRAMS";

/// Where `cargo keel build` puts the programs, unless `KEEL_PROGRAMS` says otherwise.
pub fn programs() -> PathBuf {
    match std::env::var_os(PROGRAMS_VARIABLE) {
        Some(folder) => PathBuf::from(folder),
        None => root().join("target/keel/programs"),
    }
}
