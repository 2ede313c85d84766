//! The file that a chain is kept in, and beside it the addresses of the suite that lives on that chain.
//!
//! A file is written aside and renamed, so that whatever happens on exit leaves the old one or the new one. What cannot be
//! read is never written over.

use super::{options::Options, suite::SuiteOnChain};
use anyhow::{Context, bail};
use devnet::Handle;
use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

/// What is read at the start and written at the end.
pub(crate) struct StateFile {
    found: Option<(PathBuf, Vec<u8>)>,
    target: Option<PathBuf>,
    /// The suite on the chain, if there is one.
    pub(crate) suite: Option<SuiteOnChain>,
}

impl StateFile {
    /// Reads what the options name, and makes sure that what is to be written can be.
    ///
    /// # Errors
    /// When a file is absent that must be there, or cannot be read or written, or when a suite is asked for on a kept chain
    /// that has none.
    pub(crate) fn open(options: &Options) -> anyhow::Result<Self> {
        let (source, may_be_absent) = match (&options.state, &options.load_state) {
            (Some(state), _) => (Some(state), true),
            (None, source) => (source.as_ref(), false),
        };
        let found = match source {
            Some(path) => read(path, may_be_absent)?.map(|bytes| (path.clone(), bytes)),
            None => None,
        };
        let target = options.state.clone().or_else(|| options.dump_state.clone());
        if let Some(target) = &target {
            check_writable(target)?;
        }
        let suite = match &found {
            Some((path, _)) => suite_beside(path)?,
            None => None,
        };
        if let (true, Some((path, _)), None) = (options.suite, &found, &suite) {
            bail!(
                "the chain in {} was started without --suite ({} is absent); leave --suite out, or name another file",
                path.display(),
                beside(path).display()
            );
        }
        Ok(Self {
            found,
            target,
            suite,
        })
    }

    /// Puts the chain of the file in place of the new one.
    ///
    /// # Errors
    /// When the file is of something else; it stays as it is.
    pub(crate) fn restore(&mut self, chain: &Handle) -> anyhow::Result<()> {
        let Some((path, bytes)) = self.found.take() else {
            return Ok(());
        };
        chain.load(&bytes).with_context(|| {
            format!(
                "{} cannot be loaded; it is left as it is (name another file, or remove it to start anew)",
                path.display()
            )
        })
    }

    /// Whether there is a file to write.
    pub(crate) fn is_written(&self) -> bool {
        self.target.is_some()
    }

    /// The file to write, for messages.
    pub(crate) fn target(&self) -> String {
        self.target
            .as_ref()
            .map_or_else(String::new, |path| path.display().to_string())
    }

    /// Writes the chain, and the suite's addresses beside it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn save(&self, dump: Vec<u8>) -> anyhow::Result<()> {
        let Some(target) = &self.target else {
            return Ok(());
        };
        write(target, &dump)?;
        if let Some(suite) = &self.suite {
            let mut text = serde_json::to_vec_pretty(suite)?;
            text.push(b'\n');
            write(&beside(target), &text)?;
        }
        Ok(())
    }
}

fn read(path: &Path, may_be_absent: bool) -> anyhow::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if may_be_absent && error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

/// A file that turns out unwritable on exit would cost everything that was done in between.
fn check_writable(target: &Path) -> anyhow::Result<()> {
    if target.is_dir() {
        bail!("{} is a folder; name a file", target.display());
    }
    let aside = aside(target);
    fs::File::create(&aside)
        .and_then(|_| fs::remove_file(&aside))
        .with_context(|| format!("{} cannot be written", target.display()))
}

fn suite_beside(state: &Path) -> anyhow::Result<Option<SuiteOnChain>> {
    let path = beside(state);
    read(&path, true)?
        .map(|text| {
            serde_json::from_slice(&text)
                .with_context(|| format!("{} is not what was saved; remove it", path.display()))
        })
        .transpose()
}

/// Where the suite of the chain in `state` is noted.
fn beside(state: &Path) -> PathBuf {
    with_suffix(state, ".suite.json")
}

fn aside(target: &Path) -> PathBuf {
    with_suffix(target, &format!(".{}.part", std::process::id()))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn write(target: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let aside = aside(target);
    let written = fs::File::create(&aside).and_then(|mut file| {
        file.write_all(bytes)?;
        // Renamed before it is on the disk, it could be empty after a power cut.
        file.sync_all()?;
        fs::rename(&aside, target)
    });
    written.with_context(|| format!("{} could not be written", target.display()))
}
