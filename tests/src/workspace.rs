//! Where the checkout and its built programs are.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is in the checkout")
        .to_path_buf()
}

/// Where `cargo keel build` puts the programs.
pub fn programs() -> PathBuf {
    root().join("target/keel/programs")
}
