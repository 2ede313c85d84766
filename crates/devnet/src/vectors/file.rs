//! Vector files on disk: plain JSON or gzip.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A vector file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read: {source}", path.display())]
pub struct FileError {
    /// Which one.
    pub path: PathBuf,
    /// What the operating system or the decoder said.
    pub source: io::Error,
}

/// The text of a vector file; a name ending in `.gz` is unpacked.
///
/// # Errors
/// [`FileError`] if it is not there, not readable or not text.
pub fn read_file(path: &Path) -> Result<String, FileError> {
    let read = || {
        if path.extension() != Some(OsStr::new("gz")) {
            return std::fs::read_to_string(path);
        }
        let mut text = String::new();
        flate2::read::GzDecoder::new(std::fs::File::open(path)?).read_to_string(&mut text)?;
        Ok(text)
    };
    read().map_err(|source| FileError {
        path: path.to_owned(),
        source,
    })
}

/// The files of a folder that may hold vectors (`*.json`, `*.json.gz`), in the order of their names.
///
/// # Errors
/// [`FileError`] if the folder cannot be listed.
pub fn vector_files(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let list = || {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_file() && (name.ends_with(".json") || name.ends_with(".json.gz")) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    };
    list().map_err(|source| FileError {
        path: folder.to_owned(),
        source,
    })
}
