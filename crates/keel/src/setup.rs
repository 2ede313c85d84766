//! `cargo keel setup`: the toolchain parts and npm packages that everything else needs.

use crate::{progress::Progress, workspace};
use anyhow::{Context, bail};
use std::{
    path::Path,
    process::{Command, Stdio},
};

pub(crate) fn run() -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(false);
    toolchain(&root, &progress)?;
    packages(&root, &progress)?;
    progress.step("everything is in place");
    Ok(())
}

/// Toolchain and packages, in a few milliseconds when nothing is missing.
pub(crate) fn ensure(root: &Path, progress: &Progress) -> anyhow::Result<()> {
    toolchain(root, progress)?;
    packages(root, progress)
}

/// A part of the pinned toolchain that the canonical recipe needs, and whether it is there.
pub(crate) struct ToolchainPart {
    pub(crate) name: &'static str,
    pub(crate) present: bool,
}

/// Looks at the toolchain's own folder: quick, and true even where rustup is absent but the parts are there.
pub(crate) fn toolchain_parts(root: &Path) -> anyhow::Result<Vec<ToolchainPart>> {
    let output = Command::new("rustc")
        .args(["--print", "sysroot"])
        .current_dir(root)
        .output()
        .context("rustc could not be run: install rustup, then run `cargo keel setup`")?;
    if !output.status.success() {
        bail!(
            "rustc --print sysroot failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let sysroot = String::from_utf8(output.stdout).context("the toolchain's path is not UTF-8")?;
    let sysroot = Path::new(sysroot.trim());
    let part = |name, path: &str| ToolchainPart {
        name,
        present: sysroot.join(path).exists(),
    };
    Ok(vec![
        part("rust-src", "lib/rustlib/src/rust/library/core/src/lib.rs"),
        part(
            "wasm32-unknown-unknown",
            "lib/rustlib/wasm32-unknown-unknown/lib",
        ),
        part("rustfmt", "bin/rustfmt"),
        part("clippy", "bin/cargo-clippy"),
    ])
}

fn toolchain(root: &Path, progress: &Progress) -> anyhow::Result<()> {
    let missing: Vec<_> = toolchain_parts(root)?
        .into_iter()
        .filter(|part| !part.present)
        .map(|part| part.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    progress.step(&format!(
        "installing the toolchain of rust-toolchain.toml (missing: {})",
        missing.join(", ")
    ));
    // Without arguments rustup reads rust-toolchain.toml; it works where auto-install is off, plain cargo does not.
    let status = Command::new("rustup")
        .args(["toolchain", "install"])
        .current_dir(root)
        .env_remove("RUSTUP_TOOLCHAIN")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .context("rustup could not be run")?;
    let still: Vec<_> = toolchain_parts(root)?
        .into_iter()
        .filter(|part| !part.present)
        .map(|part| part.name)
        .collect();
    if !still.is_empty() {
        bail!(
            "toolchain parts are still missing after `rustup toolchain install` ({status}): {}; \
             run it in this folder to see why, or `cargo keel doctor` for alternatives",
            still.join(", ")
        );
    }
    Ok(())
}

fn packages(root: &Path, progress: &Progress) -> anyhow::Result<()> {
    protocols::npm::ensure(root, &mut |line| progress.step(line))?;
    Ok(())
}
