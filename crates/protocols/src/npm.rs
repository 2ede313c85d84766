//! The npm packages that real protocols come in: fetched once, pinned by hash, verified at every use.
//!
//! `packages.toml` says which ones. Single tarballs are unpacked into `target/keel/npm`, tools with dependencies are
//! installed into `node/node_modules`. Whatever is read from either has the sha256 that the manifest pins, or the
//! read ends in [`NpmError::PackageDamaged`].

mod client;
mod compile;
mod hash;
mod manifest;
mod tarball;
mod tool;

pub use compile::{Harness, harness, solidity};
pub use tool::tool;

use client::Client;
use manifest::{Manifest, Package};
use std::path::{Path, PathBuf};

/// Why the packages cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NpmError {
    /// A package is not what is pinned.
    #[error("npm package {name} is damaged: {part} has hash {got}, expected {expected}; {remedy}")]
    PackageDamaged {
        /// `name@version`.
        name: String,
        /// The tarball, or the file inside the package.
        part: String,
        /// The pinned hash.
        expected: String,
        /// The hash that was found.
        got: String,
        /// What to do about it.
        remedy: String,
    },
    /// A package is not there.
    #[error("npm package {name} is not set up: {file} is absent; run `cargo keel setup`")]
    PackageAbsent {
        /// `name@version`.
        name: String,
        /// The file that was looked for.
        file: String,
    },
    /// A package does not have a file that the manifest lists.
    #[error("npm package {name} does not contain {file}; packages.toml does not fit this version")]
    PackageIncomplete {
        /// `name@version`.
        name: String,
        /// The file that is absent.
        file: String,
    },
    /// The manifest has no such package or file.
    #[error("packages.toml does not list {file} of {name}; list it with its sha256")]
    NotListed {
        /// `name@version`.
        name: String,
        /// The file.
        file: String,
    },
    /// No package has the tool for this machine.
    #[error(
        "there is no {command} for {platform} among the pinned packages; there is one for {known}"
    )]
    PlatformUnknown {
        /// The tool's command.
        command: String,
        /// This machine.
        platform: String,
        /// Machines that it is pinned for.
        known: String,
    },
    /// Node.js or npm is not installed.
    #[error("{program} could not be run ({source}); install Node.js 20 or newer, which brings npm")]
    ClientMissing {
        /// `node` or `npm`.
        program: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// Node.js or npm failed.
    #[error(
        "`{command}` failed ({status}): {output}; check that the npm registry is reachable (`npm ping`)"
    )]
    ClientFailed {
        /// The command line.
        command: String,
        /// Its exit status.
        status: String,
        /// What it said.
        output: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    FileUnusable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// `packages.toml` cannot be read.
    #[error("crates/protocols/packages.toml: {reason}")]
    ManifestUnreadable {
        /// What the parser said.
        reason: String,
    },
    /// The Solidity compiler refused the sources of a package.
    #[error(
        "solc refused {contract}: {reason}; packages.toml and its solc version do not fit each other"
    )]
    CompilationRefused {
        /// The contract.
        contract: String,
        /// The compiler's own message.
        reason: String,
    },
}

impl NpmError {
    fn file(path: &Path, source: std::io::Error) -> Self {
        Self::FileUnusable {
            path: path.to_owned(),
            source,
        }
    }
}

/// How one package stands, for a report.
#[derive(Debug, Clone)]
pub struct PackageStatus {
    /// The package's name.
    pub name: String,
    /// The pinned version.
    pub version: String,
    /// What is wrong with it; `None` when it is present and every pinned hash is right.
    pub problem: Option<String>,
}

/// Sets up every package; quick and silent when all is there. `report` is told each step.
///
/// # Errors
/// Any [`NpmError`]; a damaged package is reported, never silently replaced.
pub fn ensure(root: &Path, report: &mut dyn FnMut(&str)) -> Result<(), NpmError> {
    let manifest = Manifest::load()?;
    let absent: Vec<&Package> = manifest
        .packages
        .iter()
        .filter(|package| !package.is_unpacked(root))
        .collect();
    for package in absent {
        report(&format!("fetching npm package {}", package.spec()));
        tarball::fetch(root, &[package])?;
    }
    if !tree_is_current(root)? {
        report("installing the node tools (npm ci in node/)");
        install_tree(root)?;
    }
    for package in &manifest.packages {
        verify(package, &package.unpacked(root))?;
    }
    for package in &manifest.trees {
        verify_lock(root, package)?;
        verify(package, &package.installed(root))?;
    }
    compile::ensure(root, report)
}

/// Sets up one package alone, for a step that needs no other.
///
/// # Errors
/// As [`ensure`].
pub fn ensure_package(
    root: &Path,
    name: &str,
    report: &mut dyn FnMut(&str),
) -> Result<(), NpmError> {
    let manifest = Manifest::load()?;
    for package in manifest
        .packages
        .iter()
        .filter(|package| package.name == name)
    {
        if !package.is_unpacked(root) {
            report(&format!("fetching npm package {}", package.spec()));
            tarball::fetch(root, &[package])?;
        }
        verify(package, &package.unpacked(root))?;
    }
    Ok(())
}

/// Sets up the packages that `cargo keel gas` compares us with; nothing else needs them.
///
/// # Errors
/// As [`ensure`].
pub fn ensure_peers(root: &Path, report: &mut dyn FnMut(&str)) -> Result<(), NpmError> {
    for package in &Manifest::load()?.peers {
        if !package.unpacked(root).exists() {
            report(&format!("fetching npm package {}", package.spec()));
            tarball::fetch(root, &[package])?;
        }
        verify(package, &package.unpacked(root))?;
    }
    Ok(())
}

/// How every package stands. Changes nothing.
///
/// # Errors
/// `ManifestUnreadable` only; whatever is wrong with a package is in its status.
pub fn status(root: &Path) -> Result<Vec<PackageStatus>, NpmError> {
    let manifest = Manifest::load()?;
    let single = manifest
        .packages
        .iter()
        .map(|package| package_status(package, verify(package, &package.unpacked(root))));
    let trees = manifest.trees.iter().map(|package| {
        let outcome =
            verify_lock(root, package).and_then(|()| verify(package, &package.installed(root)));
        package_status(package, outcome)
    });
    let compiled = manifest.compiled.iter().map(|contract| PackageStatus {
        name: format!("{} of {}", contract.name, contract.package),
        version: "compiled".to_owned(),
        problem: compile::creation(root, &contract.name)
            .err()
            .map(|error| error.to_string()),
    });
    Ok(single.chain(trees).chain(compiled).collect())
}

fn package_status(package: &Package, outcome: Result<(), NpmError>) -> PackageStatus {
    PackageStatus {
        name: package.name.clone(),
        version: package.version.clone(),
        problem: outcome.err().map(|error| error.to_string()),
    }
}

/// The wasm optimiser of the pinned `binaryen`, to be run with `node`.
///
/// # Errors
/// `PackageAbsent` before set-up, `PackageDamaged` when it was changed.
pub fn wasm_opt(root: &Path) -> Result<PathBuf, NpmError> {
    file("binaryen", "bin/package.json", root)?;
    file("binaryen", "bin/wasm-opt", root)
}

/// Path of a listed file, after checking its hash. `name` is the package's name, or `name@version` where two
/// versions of one package are listed.
///
/// # Errors
/// `NotListed`, `PackageAbsent` or `PackageDamaged`.
pub fn file(name: &str, path: &str, root: &Path) -> Result<PathBuf, NpmError> {
    locate(name, path, root).map(|(path, _)| path)
}

/// Content of a listed file, after checking its hash.
///
/// # Errors
/// As [`file`].
pub fn read(name: &str, path: &str, root: &Path) -> Result<Vec<u8>, NpmError> {
    locate(name, path, root).map(|(_, bytes)| bytes)
}

/// Paths of every listed file of a package whose name ends in `suffix`.
///
/// # Errors
/// `NotListed` when there is no such package.
fn listed(name: &str, suffix: &str) -> Result<Vec<String>, NpmError> {
    let manifest = Manifest::load()?;
    let package = find(&manifest, name)
        .ok_or_else(|| not_listed(name, suffix))?
        .0;
    Ok(package
        .files
        .keys()
        .filter(|file| file.ends_with(suffix))
        .cloned()
        .collect())
}

/// Creation code of a contract that set-up compiled, in hexadecimal.
///
/// # Errors
/// `NotListed`, `PackageAbsent` or `PackageDamaged`.
pub(crate) fn compiled(root: &Path, name: &str) -> Result<String, NpmError> {
    compile::creation(root, name)
}

fn locate(name: &str, path: &str, root: &Path) -> Result<(PathBuf, Vec<u8>), NpmError> {
    let manifest = Manifest::load()?;
    let (package, is_tree) = find(&manifest, name).ok_or_else(|| not_listed(name, path))?;
    let sha256 = package
        .files
        .get(path)
        .ok_or_else(|| not_listed(name, path))?;
    let folder = if is_tree {
        package.installed(root)
    } else {
        package.unpacked(root)
    };
    let bytes = verify_file(package, &folder, path, sha256)?;
    Ok((folder.join(path), bytes))
}

fn find<'a>(manifest: &'a Manifest, name: &str) -> Option<(&'a Package, bool)> {
    let matches = |package: &&Package| package.name == name || package.spec() == name;
    let single = manifest
        .packages
        .iter()
        .chain(&manifest.peers)
        .find(matches)
        .map(|package| (package, false));
    single.or_else(|| {
        manifest
            .trees
            .iter()
            .find(matches)
            .map(|package| (package, true))
    })
}

fn not_listed(name: &str, file: &str) -> NpmError {
    NpmError::NotListed {
        name: name.to_owned(),
        file: file.to_owned(),
    }
}

fn verify(package: &Package, folder: &Path) -> Result<(), NpmError> {
    for (file, sha256) in &package.files {
        verify_file(package, folder, file, sha256)?;
    }
    Ok(())
}

fn verify_file(
    package: &Package,
    folder: &Path,
    file: &str,
    sha256: &str,
) -> Result<Vec<u8>, NpmError> {
    let path = folder.join(file);
    if !folder.exists() {
        return Err(NpmError::PackageAbsent {
            name: package.spec(),
            file: file.to_owned(),
        });
    }
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        // A set-up package without one of its files is a damaged one: fetching is not tried behind the user's back.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(source) => return Err(NpmError::file(&path, source)),
    };
    tarball::expect_file(package, file, sha256, &bytes)?;
    Ok(bytes)
}

/// The lockfile is what `npm ci` obeys, so it must pin the hash that the manifest pins.
fn verify_lock(root: &Path, package: &Package) -> Result<(), NpmError> {
    let path = manifest::node_folder(root).join("package-lock.json");
    let lock: serde_json::Value = serde_json::from_slice(&hash::read(&path)?)
        .map_err(|source| NpmError::file(&path, std::io::Error::other(source)))?;
    let got = lock
        .pointer("/packages")
        .and_then(|packages| packages.get(format!("node_modules/{}", package.name)))
        .and_then(|entry| entry.get("integrity"))
        .and_then(|integrity| integrity.as_str())
        .unwrap_or("none");
    if got == package.integrity {
        return Ok(());
    }
    Err(NpmError::PackageDamaged {
        name: package.spec(),
        part: "its entry in node/package-lock.json".to_owned(),
        expected: package.integrity.clone(),
        got: got.to_owned(),
        remedy: "restore node/package-lock.json from git".to_owned(),
    })
}

/// Stamp inside the installed tree: the lockfile that it was installed from.
fn stamp(root: &Path) -> PathBuf {
    manifest::modules_folder(root).join(".keel-lock-sha256")
}

fn lock_hash(root: &Path) -> Result<String, NpmError> {
    let lock = hash::read(&manifest::node_folder(root).join("package-lock.json"))?;
    Ok(hash::sha256(&lock))
}

fn tree_is_current(root: &Path) -> Result<bool, NpmError> {
    let wanted = lock_hash(root)?;
    Ok(std::fs::read_to_string(stamp(root)).is_ok_and(|found| found == wanted))
}

fn install_tree(root: &Path) -> Result<(), NpmError> {
    client::run(
        Client::Npm,
        &[
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--silent",
        ],
        &manifest::node_folder(root),
    )?;
    let stamp = stamp(root);
    std::fs::write(&stamp, lock_hash(root)?).map_err(|source| NpmError::file(&stamp, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_refuses_what_the_manifest_does_not_list() {
        let error =
            file("binaryen", "bin/wasm2js", Path::new("/nonexistent")).expect_err("not listed");
        assert!(matches!(error, NpmError::NotListed { .. }), "{error}");
    }

    #[test]
    fn file_says_absent_before_set_up() {
        let error = wasm_opt(Path::new("/nonexistent")).expect_err("absent");
        assert!(matches!(error, NpmError::PackageAbsent { .. }), "{error}");
    }

    #[test]
    fn verify_file_says_damaged_when_a_byte_changed() {
        let manifest = Manifest::load().expect("manifest");
        let package = manifest.packages.first().expect("package");
        let folder = std::env::temp_dir().join(format!("keel-npm-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("folder");
        std::fs::write(folder.join("a.json"), b"abd").expect("file");
        let error =
            verify_file(package, &folder, "a.json", &hash::sha256(b"abc")).expect_err("damaged");
        match error {
            NpmError::PackageDamaged { expected, got, .. } => {
                assert_eq!(expected, hash::sha256(b"abc"));
                assert_eq!(got, hash::sha256(b"abd"));
            }
            other => panic!("{other}"),
        }
        std::fs::remove_dir_all(folder).expect("clean");
    }
}
