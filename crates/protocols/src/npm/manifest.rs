//! What `packages.toml` says: which packages, which versions, which hashes.

use super::NpmError;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// The manifest is part of the program: a run never depends on a file that somebody could have edited.
const MANIFEST: &str = include_str!("../../packages.toml");

/// The whole of `packages.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// Packages of which the tarball alone is fetched.
    #[serde(rename = "package")]
    pub(crate) packages: Vec<Package>,
    /// Packages that come with their dependencies, by `npm ci`.
    #[serde(rename = "tree")]
    pub(crate) trees: Vec<Package>,
    /// Programs for one platform, fetched when they are wanted.
    #[serde(rename = "tool")]
    pub(crate) tools: Vec<Package>,
    /// Packages of which the tarball alone is fetched, by what compares us with them.
    #[serde(rename = "peer")]
    pub(crate) peers: Vec<Package>,
    /// Contracts that are compiled from a package's sources.
    #[serde(rename = "compiled")]
    pub(crate) compiled: Vec<Compiled>,
    /// How each package's sources are compiled, by `name@version`.
    #[serde(rename = "build")]
    pub(crate) builds: BTreeMap<String, Build>,
}

/// How a package's sources are compiled.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Build {
    /// `name@version` of the compiler.
    pub(crate) solc: String,
    /// The compiler's settings, but for what it should print.
    pub(crate) settings: serde_json::Map<String, serde_json::Value>,
}

/// One contract that no package ships as bytecode.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Compiled {
    /// The contract's name.
    pub(crate) name: String,
    /// `name@version` of the package with the sources.
    pub(crate) package: String,
    /// The source file inside the package.
    pub(crate) source: String,
    /// Hash of the creation code.
    pub(crate) sha256: String,
}

/// One pinned package.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Subresource integrity of the tarball, as the registry reports it.
    pub(crate) integrity: String,
    /// `OS-ARCHITECTURE` in Rust's words, where the package runs on one platform only.
    #[serde(default)]
    pub(crate) platform: Option<String>,
    /// Files that are read or run, with their sha256.
    pub(crate) files: BTreeMap<String, String>,
}

impl Manifest {
    /// Parses the committed manifest.
    ///
    /// # Errors
    /// `ManifestUnreadable` when it is not what this code expects.
    pub(crate) fn load() -> Result<Self, NpmError> {
        toml::from_str(MANIFEST).map_err(|source| NpmError::ManifestUnreadable {
            reason: source.to_string(),
        })
    }
}

impl Package {
    /// `name@version`, as the npm client spells it.
    pub(crate) fn spec(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }

    /// Where the listed files of a tarball are unpacked.
    pub(crate) fn unpacked(&self, root: &Path) -> PathBuf {
        let flat = self.name.trim_start_matches('@').replace('/', "-");
        packages_folder(root).join(format!("{flat}-{}", self.version))
    }

    /// Whether all listed files are there, damaged or not: what an earlier manifest did not list has to be fetched.
    pub(crate) fn is_unpacked(&self, root: &Path) -> bool {
        let folder = self.unpacked(root);
        self.files.keys().all(|file| folder.join(file).exists())
    }

    /// Where `npm ci` installs it.
    pub(crate) fn installed(&self, root: &Path) -> PathBuf {
        modules_folder(root).join(&self.name)
    }
}

/// Folder of the unpacked tarballs.
pub(crate) fn packages_folder(root: &Path) -> PathBuf {
    root.join("target/keel/npm")
}

/// Folder of what was compiled from sources.
pub(crate) fn compiled_folder(root: &Path) -> PathBuf {
    root.join("target/keel/solc")
}

/// Folder with the project's package.json and lockfile.
pub(crate) fn node_folder(root: &Path) -> PathBuf {
    root.join("node")
}

/// Folder that `npm ci` fills.
pub(crate) fn modules_folder(root: &Path) -> PathBuf {
    node_folder(root).join("node_modules")
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    #[test]
    fn load_accepts_the_committed_manifest() {
        let manifest = Manifest::load().expect("packages.toml");
        assert!(!manifest.packages.is_empty() && !manifest.trees.is_empty());
        let everything = manifest
            .packages
            .iter()
            .chain(&manifest.trees)
            .chain(&manifest.tools)
            .chain(&manifest.peers);
        for package in everything {
            assert!(
                package.integrity.starts_with("sha512-"),
                "{}",
                package.spec()
            );
            assert!(!package.files.is_empty(), "{}", package.spec());
            for (file, hash) in &package.files {
                assert_eq!(hash.len(), 64, "{file}");
                assert!(
                    !file.starts_with('/') && !file.split('/').any(|part| part == ".."),
                    "{file}"
                );
            }
        }
    }

    #[test]
    fn every_tool_names_its_platform() {
        let manifest = Manifest::load().expect("packages.toml");
        for tool in &manifest.tools {
            let platform = tool.platform.as_deref().unwrap_or_default();
            assert!(platform.contains('-'), "{}", tool.spec());
        }
    }
}
