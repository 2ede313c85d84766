//! What has been found so far, kept in a file: a run that was stopped goes on where it was.

use crate::{list::Mutant, trial::Verdict};
use anyhow::Context;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    fs::File,
    io,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// What became of one mutant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Its place in the list.
    pub number: u32,
    /// How the tests ended.
    pub verdict: Verdict,
    /// Cases of each property, the last time that they were run.
    pub cases: u32,
    /// How many tests reach the change; `None` when it was compiled by itself.
    pub reached_by: Option<usize>,
    /// Processor time of its tests, in milliseconds.
    pub milliseconds: u64,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// The code that all that follows is about.
    Code(String),
    /// The mutants that have no switch.
    LeftOut(BTreeSet<u32>),
    /// A mutant that was tried.
    Trial(Trial),
}

/// The file, and what is in it.
pub struct Ledger {
    file: Mutex<File>,
    left_out: Option<BTreeSet<u32>>,
    trials: Mutex<BTreeMap<u32, Trial>>,
}

impl Ledger {
    /// Reads what was found for this code and goes on there. What was found for another is dropped; so is a last line
    /// that was cut off.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn open(path: &Path, code: &str) -> anyhow::Result<Self> {
        let name = || path.display().to_string();
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text.with_context(name)?,
        };
        let mut lines = text
            .lines()
            .map_while(|line| serde_json::from_str::<Line>(line).ok());
        let is_same = matches!(lines.next(), Some(Line::Code(there)) if there == code);
        let (mut left_out, mut trials) = (None, BTreeMap::new());
        for line in lines.filter(|_| is_same) {
            match line {
                Line::Code(_) => {}
                Line::LeftOut(numbers) => left_out = Some(numbers),
                Line::Trial(trial) => drop(trials.insert(trial.number, trial)),
            }
        }
        let mut file = File::create(path).with_context(name)?;
        let all = [Line::Code(code.to_owned())]
            .into_iter()
            .chain(left_out.clone().map(Line::LeftOut))
            .chain(trials.values().cloned().map(Line::Trial));
        for line in all {
            writeln!(file, "{}", serde_json::to_string(&line)?).with_context(name)?;
        }
        Ok(Self {
            file: Mutex::new(file),
            left_out,
            trials: Mutex::new(trials),
        })
    }

    /// Forgets everything, so that a run starts anew.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn forget(path: &Path) -> anyhow::Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(error).with_context(|| path.display().to_string())
            }
            _ => Ok(()),
        }
    }

    /// The mutants that have no switch, if that is known.
    pub fn left_out(&self) -> Option<&BTreeSet<u32>> {
        self.left_out.as_ref()
    }

    /// What became of a mutant, if it was tried.
    pub fn trial(&self, number: u32) -> Option<Trial> {
        let trials = self.trials.lock().unwrap_or_else(PoisonError::into_inner);
        trials.get(&number).cloned()
    }

    /// Writes down which mutants have no switch.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn note_left_out(&mut self, numbers: &BTreeSet<u32>) -> anyhow::Result<()> {
        self.write(&Line::LeftOut(numbers.clone()))?;
        self.left_out = Some(numbers.clone());
        Ok(())
    }

    /// Writes down what became of a mutant.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn note(&self, trial: Trial) -> anyhow::Result<()> {
        self.write(&Line::Trial(trial.clone()))?;
        let mut trials = self.trials.lock().unwrap_or_else(PoisonError::into_inner);
        trials.insert(trial.number, trial);
        Ok(())
    }

    fn write(&self, line: &Line) -> anyhow::Result<()> {
        let line = serde_json::to_string(line)?;
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{line}").context("the file of results")
    }
}

/// A digest of all that decides what becomes of a mutant: the crate with its tests, what it is built with and of (`build`), the list
/// of mutants, and how many cases are run. The list of equivalents is not part of it, since it only names what was found.
///
/// # Errors
/// A file cannot be read.
pub fn digest(
    root: &Path,
    inside: &Path,
    equivalent: &Path,
    build: &str,
    mutants: &[Mutant],
    cases: &[u32],
) -> anyhow::Result<String> {
    let mut files = Vec::new();
    collect(&root.join(inside), &mut files)?;
    files.retain(|file| *file != root.join(equivalent));
    let mut hasher = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(bytes);
    };
    for file in files {
        let name = file.strip_prefix(root).unwrap_or(&file);
        add(name.to_string_lossy().as_bytes());
        add(&fs::read(&file).with_context(|| file.display().to_string())?);
    }
    add(build.as_bytes());
    for mutant in mutants {
        add(mutant.name.as_bytes());
    }
    for cases in cases {
        add(&cases.to_le_bytes());
    }
    Ok(hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

/// The files of a folder and of those in it, in order of their names.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let name = || folder.display().to_string();
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).with_context(name)? {
        entries.push(entry.with_context(name)?.path());
    }
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect(&entry, files)?;
        } else {
            files.push(entry);
        }
    }
    Ok(())
}
