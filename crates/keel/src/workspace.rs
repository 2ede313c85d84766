//! Where the checkout is: every path of the command line starts from it.

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

/// The root of the checkout: the folder above this crate's manifest when run by cargo, else the nearest folder upwards
/// from the current one that holds `abi/Keel.sol`.
pub(crate) fn root() -> anyhow::Result<PathBuf> {
    let start = match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(manifest_dir) => PathBuf::from(manifest_dir),
        None => std::env::current_dir().context("the current folder cannot be read")?,
    };
    for folder in start.ancestors() {
        if folder.join("abi/Keel.sol").is_file() {
            return Ok(folder.to_path_buf());
        }
    }
    bail!(
        "no Keel checkout at or above {}: run this inside the cloned repository",
        start.display()
    )
}

/// `path` without the root, for messages.
pub(crate) fn relative<'a>(root: &Path, path: &'a Path) -> std::path::Display<'a> {
    path.strip_prefix(root).unwrap_or(path).display()
}
