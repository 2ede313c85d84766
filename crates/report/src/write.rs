//! Where a page goes: looked at before the work that it is about, written whole or not at all.

use crate::model::Report;
use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a page cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// There is no such folder.
    #[error("{path} cannot be written: there is no folder {folder}")]
    FolderMissing {
        /// The file.
        path: PathBuf,
        /// Where it was to be.
        folder: PathBuf,
    },
    /// It is a folder.
    #[error("{path} cannot be written: it is a folder")]
    FileIsFolder {
        /// What was named.
        path: PathBuf,
    },
    /// The system refused.
    #[error("{path} cannot be written: {source}")]
    FileUnusable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A file that a page can be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination(PathBuf);

impl Destination {
    /// Looks at a place and changes nothing.
    ///
    /// # Errors
    /// `FolderMissing`, `FileIsFolder`.
    pub fn at(path: &Path) -> Result<Self, ReportError> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if !folder.is_dir() {
            return Err(ReportError::FolderMissing {
                path: path.to_owned(),
                folder: folder.to_owned(),
            });
        }
        if path.is_dir() || path.file_name().is_none() {
            return Err(ReportError::FileIsFolder {
                path: path.to_owned(),
            });
        }
        Ok(Self(path.to_owned()))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a page in place of what was there.
    ///
    /// # Errors
    /// `FileUnusable`; what was there is still there.
    pub fn write(&self, report: &Report) -> Result<(), ReportError> {
        let mut name = self.0.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = self.0.with_file_name(name);
        let done =
            std::fs::write(&part, report.html()).and_then(|()| std::fs::rename(&part, &self.0));
        done.map_err(|source| {
            // It may not be there.
            let _removed = std::fs::remove_file(&part);
            ReportError::FileUnusable {
                path: self.0.clone(),
                source,
            }
        })
    }
}
