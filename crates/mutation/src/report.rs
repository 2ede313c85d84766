//! What a run found, mutant by mutant.

use crate::{equivalent, equivalent::Equivalent, ledger::Trial, list::Mutant, trial::Verdict};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// A test failed.
    Caught,
    /// A test did not end in time.
    TimedOut,
    /// It does not compile.
    Unviable,
    /// It is listed as equivalent, and no test failed.
    Equivalent,
    /// No test failed.
    Missed,
}

/// One mutant of the report.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// The mutant's name.
    pub mutant: String,
    /// The file that it changes.
    pub file: String,
    /// The line that it changes.
    pub line: String,
    /// What became of it.
    pub fate: Fate,
    /// The test that noticed, if one did.
    pub by: Option<String>,
    /// How many tests reach the change; `None` when it was compiled by itself.
    pub reached_by: Option<usize>,
    /// Processor time of its tests, in milliseconds.
    pub milliseconds: u64,
}

/// The result of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Mutants that cargo-mutants lists for the crate.
    pub listed: usize,
    /// What became of those that were tried, in the order of the list.
    pub outcomes: Vec<Outcome>,
    /// Entries of the list of equivalents that name no mutant, or one that was noticed.
    pub wrong_entries: Vec<String>,
}

impl Report {
    /// Puts what was tried beside the list of equivalents: `resolved` are the mutants that each entry means.
    ///
    /// # Errors
    /// A source cannot be read.
    pub fn new(
        mutants: &[Mutant],
        trials: Vec<Trial>,
        entries: &[Equivalent],
        resolved: &[Vec<u32>],
        root: &Path,
    ) -> anyhow::Result<Self> {
        let known: BTreeSet<u32> = resolved.iter().flatten().copied().collect();
        let mut trials: BTreeMap<u32, Trial> = trials
            .into_iter()
            .map(|trial| (trial.number, trial))
            .collect();
        let mut wrong_entries = Vec::new();
        for (entry, numbers) in entries.iter().zip(resolved) {
            if numbers.is_empty() {
                wrong_entries.push(format!("no such mutant: {} {}", entry.name, entry.place()));
            }
            for number in numbers {
                if let Some(Verdict::Caught(test) | Verdict::TimedOut(test)) =
                    trials.get(number).map(|trial| &trial.verdict)
                {
                    wrong_entries.push(format!("{test} notices {} {}", entry.name, entry.place()));
                }
            }
        }
        let mut outcomes = Vec::new();
        for (number, mutant) in (0_u32..).zip(mutants) {
            let Some(trial) = trials.remove(&number) else {
                continue;
            };
            let (fate, by) = match trial.verdict {
                Verdict::Caught(test) => (Fate::Caught, Some(test)),
                Verdict::TimedOut(test) => (Fate::TimedOut, Some(test)),
                Verdict::Unviable => (Fate::Unviable, None),
                Verdict::Missed if known.contains(&number) => (Fate::Equivalent, None),
                Verdict::Missed => (Fate::Missed, None),
            };
            outcomes.push(Outcome {
                mutant: mutant.name.clone(),
                file: mutant.file.clone(),
                line: equivalent::line_of(mutant, root)?,
                fate,
                by,
                reached_by: trial.reached_by,
                milliseconds: trial.milliseconds,
            });
        }
        Ok(Self {
            listed: mutants.len(),
            outcomes,
            wrong_entries,
        })
    }

    /// How many mutants met this fate.
    pub fn count(&self, fate: Fate) -> usize {
        self.outcomes
            .iter()
            .filter(|outcome| outcome.fate == fate)
            .count()
    }
}
