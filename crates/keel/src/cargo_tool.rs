//! Subcommands of cargo that verbs need: installed once from the registry, pinned, into a folder of the checkout.

use crate::{progress::Progress, workspace};
use anyhow::{Context, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A package of the registry that brings a subcommand of the same name.
pub(crate) struct CargoTool {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// Flags that it has to be compiled with, instead of those of the environment.
    pub(crate) rustflags: Option<&'static str>,
    /// Processor time of the build, in words.
    pub(crate) build_time: &'static str,
}

impl CargoTool {
    /// The installed binary.
    pub(crate) fn ensure(&self, root: &Path, progress: &Progress) -> anyhow::Result<PathBuf> {
        let folder = root.join("target/keel").join(self.name);
        let binary =
            folder
                .join("bin")
                .join(format!("{}{}", self.name, std::env::consts::EXE_SUFFIX));
        if self.answers(&binary) {
            return Ok(binary);
        }
        progress.step(&format!(
            "installing {} {} into {} ({} of processor time, once)",
            self.name,
            self.version,
            workspace::relative(root, &folder),
            self.build_time
        ));
        self.install(root, &folder)?;
        if !self.answers(&binary) {
            bail!(
                "{} does not answer as {} {}",
                binary.display(),
                self.name,
                self.version
            );
        }
        Ok(binary)
    }

    fn answers(&self, binary: &Path) -> bool {
        let subcommand = self.name.strip_prefix("cargo-").unwrap_or(self.name);
        let Ok(output) = Command::new(binary)
            .args([subcommand, "--version"])
            .output()
        else {
            return false;
        };
        String::from_utf8_lossy(&output.stdout)
            .split_whitespace()
            .any(|word| word == self.version)
    }

    fn install(&self, root: &Path, folder: &Path) -> anyhow::Result<()> {
        let build = folder.join("build");
        // Unoptimised: its speed does not matter here, and the build takes a third of the time.
        let mut cargo = Command::new("cargo");
        if let Some(flags) = self.rustflags {
            cargo.env("RUSTFLAGS", flags);
        }
        let status = cargo
            .args(["install", self.name, "--locked", "--debug", "--force"])
            .args(["--version", &format!("={}", self.version)])
            .arg("--root")
            .arg(folder)
            .arg("--target-dir")
            .arg(&build)
            .current_dir(root)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .context("cargo could not be run")?;
        if !status.success() {
            bail!(
                "cargo install {} failed ({status}); its messages are above",
                self.name
            );
        }
        // The tools are some megabytes, what they were built from thirty times that.
        fs::remove_dir_all(&build).context("the build folder could not be removed")
    }
}
