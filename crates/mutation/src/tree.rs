//! A copy of the crate that can be broken: a workspace of its own under the target folder.

use anyhow::{Context, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// The copy.
pub struct Tree {
    folder: PathBuf,
    /// Where the crate lies, from the root of the workspace.
    inside: PathBuf,
    package: String,
}

impl Tree {
    /// Copies the crate at `inside` of the workspace at `root` into `folder`, as it lies there now.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn copy(root: &Path, inside: &Path, package: &str, folder: &Path) -> anyhow::Result<Self> {
        let copy = folder.join(inside);
        copy_folder(&root.join(inside), &copy)?;
        for file in ["Cargo.lock", "rust-toolchain.toml", "clippy.toml"] {
            if root.join(file).is_file() {
                write_if_other(&folder.join(file), &fs::read(root.join(file))?)?;
            }
        }
        let manifest = fs::read_to_string(root.join("Cargo.toml")).context("Cargo.toml")?;
        let manifest = lone_workspace(&manifest, inside)?;
        write_if_other(&folder.join("Cargo.toml"), manifest.as_bytes())?;
        Ok(Self {
            folder: folder.to_path_buf(),
            inside: inside.to_path_buf(),
            package: package.to_owned(),
        })
    }

    /// The crate's folder in the copy.
    pub fn crate_folder(&self) -> PathBuf {
        self.folder.join(&self.inside)
    }

    /// The root of the copy's workspace.
    pub fn root(&self) -> &Path {
        &self.folder
    }

    /// Writes a source, named from the root of the workspace.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, file: &str, text: &str) -> anyhow::Result<()> {
        write_if_other(&self.folder.join(file), text.as_bytes())
    }

    /// Runs cargo in the copy, for its one package and without the network.
    ///
    /// # Errors
    /// Cargo cannot be run.
    pub fn cargo(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        Command::new("cargo")
            .args(arguments)
            .args(["--offline", "--package", &self.package])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("RUSTFLAGS", "--cap-lints allow")
            .stdin(Stdio::null())
            .output()
            .context("cargo could not be run")
    }

    /// What the crate is built with and of: the compiler, the versions of its dependencies, and the profiles.
    ///
    /// # Errors
    /// Cargo or the compiler cannot be run, or the manifest does not parse.
    pub fn build(&self) -> anyhow::Result<String> {
        let compiler = Command::new("rustc")
            .arg("--version")
            .current_dir(&self.folder)
            .output()
            .context("rustc could not be run")?;
        let versions = self.cargo(&["tree", "--prefix", "none", "--edges", "all"])?;
        if !versions.status.success() {
            bail!(
                "cargo tree: {}",
                String::from_utf8_lossy(&versions.stderr).trim()
            );
        }
        let manifest = fs::read_to_string(self.folder.join("Cargo.toml")).context("Cargo.toml")?;
        let mut manifest: toml::Table = manifest.parse().context("Cargo.toml does not parse")?;
        manifest.retain(|key, _| key == "profile");
        Ok(format!(
            "{}{}{manifest}",
            String::from_utf8_lossy(&compiler.stdout),
            String::from_utf8_lossy(&versions.stdout)
        ))
    }

    /// Builds the named test binaries (`lib` is the crate's own tests) and returns their paths; `None` if they do not compile.
    ///
    /// # Errors
    /// Cargo cannot be run, or says nothing of a binary.
    pub fn build_tests(
        &self,
        profile: &str,
        tests: &[String],
    ) -> anyhow::Result<Option<Vec<PathBuf>>> {
        let mut arguments = vec![
            "test",
            "--no-run",
            "--message-format=json",
            "--profile",
            profile,
        ];
        for test in tests {
            match test.as_str() {
                "lib" => arguments.push("--lib"),
                other => arguments.extend(["--test", other]),
            }
        }
        let output = self.cargo(&arguments)?;
        if !output.status.success() {
            return Ok(None);
        }
        let mut binaries = Vec::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let message: serde_json::Value = serde_json::from_str(line).context("cargo's JSON")?;
            if let Some(binary) = message.get("executable").and_then(|path| path.as_str()) {
                binaries.push(PathBuf::from(binary));
            }
        }
        if binaries.len() != tests.len() {
            bail!(
                "cargo built {} of {} test binaries",
                binaries.len(),
                tests.len()
            );
        }
        Ok(Some(binaries))
    }
}

/// The workspace's manifest with this one member, and the profile in which a single mutant is built.
fn lone_workspace(manifest: &str, inside: &Path) -> anyhow::Result<String> {
    let mut manifest: toml::Table = manifest.parse().context("Cargo.toml does not parse")?;
    let workspace = manifest
        .get_mut("workspace")
        .and_then(toml::Value::as_table_mut)
        .context("Cargo.toml has no workspace")?;
    let member = inside.to_string_lossy().replace('\\', "/");
    workspace.insert(
        "members".to_owned(),
        toml::Value::Array(vec![member.into()]),
    );
    if let Some(dependencies) = workspace
        .get_mut("dependencies")
        .and_then(toml::Value::as_table_mut)
    {
        dependencies.retain(|_, dependency| dependency.get("path").is_none());
    }
    let profile: toml::Table = PROFILE.parse().context("the profile")?;
    if let Some(profiles) = manifest
        .entry("profile")
        .or_insert_with(|| toml::Table::new().into())
        .as_table_mut()
    {
        profiles.extend(profile);
    }
    Ok(manifest.to_string())
}

/// For a mutant by itself: dependencies fast, the crate and its tests quickly built.
const PROFILE: &str = r#"
[mutant]
inherits = "release"
opt-level = 0
codegen-units = 256
incremental = true
debug = false

[mutant.package."*"]
opt-level = 2
"#;

/// Copies what differs, and removes what is no longer there: cargo builds by the time of the last change.
fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    let list = |folder: &Path| -> anyhow::Result<Vec<PathBuf>> {
        fs::read_dir(folder)
            .with_context(|| folder.display().to_string())?
            .map(|entry| Ok(entry?.path()))
            .collect()
    };
    for path in list(from)? {
        let name = path.file_name().context("a file without a name")?;
        let copy = to.join(name);
        if path.is_dir() {
            copy_folder(&path, &copy)?;
        } else {
            write_if_other(&copy, &fs::read(&path)?)?;
        }
    }
    for copy in list(to)? {
        let name = copy.file_name().context("a file without a name")?;
        if !from.join(name).exists() {
            if copy.is_dir() {
                fs::remove_dir_all(&copy)?;
            } else {
                fs::remove_file(&copy)?;
            }
        }
    }
    Ok(())
}

fn write_if_other(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).with_context(|| path.display().to_string())
}
