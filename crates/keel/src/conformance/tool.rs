//! cargo-stylus, installed once from the registry into a folder of the checkout.

use crate::{progress::Progress, workspace};
use anyhow::{Context, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The version that the local chain is held against.
pub(super) const VERSION: &str = "0.10.10";

/// `replay` loads the contract as a library that finds its host functions in the tool itself, so the tool has to export them;
/// installed without this it stops at an undefined symbol. Exporting keeps one function of wasmer alive that refers to a
/// symbol newer compilers do not have; it is never called.
const EXPORT_HOST_FUNCTIONS: &str = if cfg!(target_os = "linux") {
    "-Clink-arg=-rdynamic -Clink-arg=-Wl,--defsym=__rust_probestack=0"
} else {
    "-Clink-arg=-rdynamic"
};

/// The installed binary.
pub(super) fn ensure(root: &Path, progress: &Progress) -> anyhow::Result<PathBuf> {
    let folder = root.join("target/keel/cargo-stylus");
    let binary = folder
        .join("bin")
        .join(format!("cargo-stylus{}", std::env::consts::EXE_SUFFIX));
    if is_installed(&binary) {
        return Ok(binary);
    }
    progress.step(&format!(
        "installing cargo-stylus {VERSION} into {} (ten minutes of processor time, once)",
        workspace::relative(root, &folder)
    ));
    install(root, &folder)?;
    if !is_installed(&binary) {
        bail!(
            "{} does not answer as cargo-stylus {VERSION}",
            binary.display()
        );
    }
    Ok(binary)
}

fn is_installed(binary: &Path) -> bool {
    let Ok(output) = Command::new(binary).args(["stylus", "--version"]).output() else {
        return false;
    };
    String::from_utf8_lossy(&output.stdout)
        .split_whitespace()
        .any(|word| word == VERSION)
}

fn install(root: &Path, folder: &Path) -> anyhow::Result<()> {
    let build = folder.join("build");
    // Unoptimised: its speed does not matter here, and the build takes a third of the time.
    let status = Command::new("cargo")
        .args(["install", "cargo-stylus", "--locked", "--debug", "--force"])
        .args(["--version", &format!("={VERSION}")])
        .arg("--root")
        .arg(folder)
        .arg("--target-dir")
        .arg(&build)
        .current_dir(root)
        .env("RUSTFLAGS", EXPORT_HOST_FUNCTIONS)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .context("cargo could not be run")?;
    if !status.success() {
        bail!("cargo install cargo-stylus failed ({status}); its messages are above");
    }
    // The tool is 40 MB, what it was built from thirty times that.
    fs::remove_dir_all(&build).context("the build folder could not be removed")
}
