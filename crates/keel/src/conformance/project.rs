//! The Stylus project that the steps work on: a copy of `crates/keel/conformance`, because the tool builds in place and hashes
//! whatever lies beside the sources.

use anyhow::Context;
use std::{
    fs,
    path::{Path, PathBuf},
};

const FILES: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    "Stylus.toml",
    ".cargo/config.toml",
    "src/lib.rs",
    "src/main.rs",
];

/// Writes the project, keeping what an earlier run built; returns its folder.
pub(super) fn write(root: &Path) -> anyhow::Result<PathBuf> {
    let template = root.join("crates/keel/conformance");
    let folder = root.join("target/keel/conformance");
    for file in FILES {
        copy(&template.join(file), &folder.join(file))?;
    }
    // cargo-stylus wants a numbered channel beside the manifest; the checkout's own is one.
    copy(
        &root.join("rust-toolchain.toml"),
        &folder.join("rust-toolchain.toml"),
    )?;
    Ok(folder)
}

/// Copies a file if it differs, so that cargo sees no change where there is none.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let text = fs::read(from).with_context(|| format!("{} could not be read", from.display()))?;
    if fs::read(to).is_ok_and(|present| present == text) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} could not be made", folder.display()))?;
    }
    fs::write(to, text).with_context(|| format!("{} could not be written", to.display()))
}
