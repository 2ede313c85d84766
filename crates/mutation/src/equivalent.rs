//! The list of mutants that no test can tell from the original, each with the reason.

use crate::list::Mutant;
use anyhow::Context;
use serde::Deserialize;
use std::{fs, path::Path};

/// One entry: every mutant of this name, of them those on a line of this text, of them the `nth`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equivalent {
    /// The mutant's name without its place.
    pub name: String,
    /// The line that it changes, without the space around it; any line when it is not given.
    pub line: Option<String>,
    /// Which of several, counted from one; all of them when it is not given.
    pub nth: Option<usize>,
    /// Why it makes no difference.
    pub reason: String,
}

impl Equivalent {
    /// Where it says that the mutants are, for messages.
    pub(crate) fn place(&self) -> String {
        let line = self
            .line
            .as_ref()
            .map_or_else(|| "on any line".to_owned(), |line| format!("on `{line}`"));
        match self.nth {
            Some(nth) => format!("{line}, number {nth}"),
            None => line,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    mutant: Vec<Equivalent>,
}

/// Reads the list; there is none where there is no file.
///
/// # Errors
/// The file does not parse, or an entry has no reason.
pub fn read(path: &Path) -> anyhow::Result<Vec<Equivalent>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let file: File = toml::from_str(&text).with_context(|| path.display().to_string())?;
    for entry in &file.mutant {
        anyhow::ensure!(
            !entry.reason.trim().is_empty(),
            "{} is listed as equivalent without a reason",
            entry.name
        );
    }
    Ok(file.mutant)
}

/// For each entry, the numbers of the mutants that it means.
///
/// # Errors
/// A mutant lies outside of its file, or the file cannot be read.
pub fn resolve(
    entries: &[Equivalent],
    mutants: &[Mutant],
    root: &Path,
) -> anyhow::Result<Vec<Vec<u32>>> {
    let mut resolved = vec![Vec::new(); entries.len()];
    for (number, mutant) in (0_u32..).zip(mutants) {
        let name = mutant.lasting_name();
        for (entry, numbers) in entries.iter().zip(&mut resolved) {
            if entry.name == name
                && match &entry.line {
                    Some(line) => *line == line_of(mutant, root)?,
                    None => true,
                }
            {
                numbers.push(number);
            }
        }
    }
    for (entry, numbers) in entries.iter().zip(&mut resolved) {
        if let Some(nth) = entry.nth {
            let chosen = nth.checked_sub(1).and_then(|at| numbers.get(at).copied());
            *numbers = chosen.into_iter().collect();
        }
    }
    Ok(resolved)
}

/// The first line that a mutant changes.
pub(crate) fn line_of(mutant: &Mutant, root: &Path) -> anyhow::Result<String> {
    let text = fs::read_to_string(root.join(&mutant.file)).with_context(|| mutant.file.clone())?;
    let index = mutant.span.start.line.saturating_sub(1);
    let line = text.lines().nth(index).with_context(|| {
        format!(
            "{} has {} lines, and a mutant on line {}",
            mutant.file,
            text.lines().count(),
            mutant.span.start.line
        )
    })?;
    Ok(line.trim().to_owned())
}
