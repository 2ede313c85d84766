//! The whole run: list, weave, build, survey, try each mutant, report.

use crate::{
    equivalent, list,
    list::Mutant,
    tree::Tree,
    trial::{self, Runner, Test, Verdict},
    woven_build,
};
use anyhow::Context;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fs,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    thread,
};

/// What is to be hunted, and how.
pub struct Hunt {
    /// The root of the workspace.
    pub root: PathBuf,
    /// The crate's folder, from the root.
    pub inside: PathBuf,
    /// The crate's name.
    pub package: String,
    /// Its test binaries that are run: `lib` for the tests in its sources, else the name.
    pub tests: Vec<String>,
    /// The list of equivalent mutants, from the root.
    pub equivalent: PathBuf,
    /// A folder for copies and builds.
    pub folder: PathBuf,
    /// The cargo-mutants that lists the mutants.
    pub tool: PathBuf,
    /// Cases per property at first.
    pub quick: u32,
    /// Cases per property for mutants that the first run missed.
    pub thorough: u32,
    /// Mutants tried at the same time.
    pub jobs: usize,
    /// Only mutants whose name contains one of these; all when there is none.
    pub names: Vec<String>,
    /// Only every so manieth mutant: the `k`-th of `n`, from one.
    pub shard: (usize, usize),
}

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
    /// How many mutants met this fate.
    pub fn count(&self, fate: Fate) -> usize {
        self.outcomes
            .iter()
            .filter(|outcome| outcome.fate == fate)
            .count()
    }
}

impl Hunt {
    /// Tries every mutant that is asked for; `note` is told what is being done.
    ///
    /// # Errors
    /// Something cannot be read, built or run, or a test fails without a mutant.
    pub fn run(&self, note: &(dyn Fn(&str) + Sync)) -> anyhow::Result<Report> {
        let mutants = list::all(&self.tool, &self.root, &self.package)?;
        let entries = equivalent::read(&self.root.join(&self.equivalent))?;
        let resolved = equivalent::resolve(&entries, &mutants, &self.root)?;
        let chosen = self.choose(&mutants);
        note(&format!("{} of {} mutants", chosen.len(), mutants.len()));

        let woven = Tree::copy(
            &self.root,
            &self.inside,
            &self.package,
            &self.folder.join("woven"),
        )?;
        let left_out = woven_build::weave_all(&woven, &self.root, &self.inside, &mutants, note)?;
        note("building the tests with every mutant behind a switch");
        let binaries = woven
            .build_tests("release", &self.tests)?
            .context("the tests do not compile against the woven crate")?;
        let runner = Runner {
            folder: woven.crate_folder(),
            scratch: self.folder.join("scratch"),
        };
        let tests = runner.survey(&binaries, self.quick)?;
        note(&format!("{} tests; trying the mutants", tests.len()));

        let (alone, switched): (Vec<u32>, Vec<u32>) = chosen
            .into_iter()
            .partition(|number| left_out.contains(number));
        let known: BTreeSet<u32> = resolved.iter().flatten().copied().collect();
        let mut fates = self.switch(&runner, &tests, &mutants, &switched, &known, note)?;
        fates.extend(self.alone(&mutants, &alone, note)?);
        self.report(&mutants, fates, &entries, &resolved, &known)
    }

    fn choose(&self, mutants: &[Mutant]) -> Vec<u32> {
        let (k, n) = self.shard;
        (0_u32..)
            .zip(mutants)
            .filter(|(_, mutant)| {
                self.names.is_empty() || self.names.iter().any(|name| mutant.name.contains(name))
            })
            .map(|(number, _)| number)
            .skip(k.saturating_sub(1))
            .step_by(n.max(1))
            .collect()
    }

    fn switch(
        &self,
        runner: &Runner,
        tests: &[Test],
        mutants: &[Mutant],
        switched: &[u32],
        known: &BTreeSet<u32>,
        note: &(dyn Fn(&str) + Sync),
    ) -> anyhow::Result<BTreeMap<u32, (Verdict, Option<usize>)>> {
        let reaching = trial::by_mutant(tests);
        let queue: Mutex<VecDeque<u32>> = Mutex::new(switched.iter().copied().collect());
        let fates = Mutex::new(BTreeMap::new());
        let work = || -> anyhow::Result<()> {
            loop {
                let next = queue
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .pop_front();
                let Some(number) = next else {
                    return Ok(());
                };
                let tests = reaching.get(&number).map_or(&[][..], Vec::as_slice);
                let mut verdict = runner.try_switch(number, tests.iter().copied(), self.quick)?;
                if verdict == Verdict::Missed && !known.contains(&number) {
                    let properties = tests.iter().copied().filter(|test| test.is_property());
                    verdict = runner.try_switch(number, properties, self.thorough)?;
                }
                if verdict == Verdict::Missed
                    && !known.contains(&number)
                    && let Some(mutant) =
                        usize::try_from(number).ok().and_then(|at| mutants.get(at))
                {
                    note(&format!(
                        "no test fails: {} ({} reach it)",
                        mutant.name,
                        tests.len()
                    ));
                }
                fates
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(number, (verdict, Some(tests.len())));
            }
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..self.jobs.max(1)).map(|_| scope.spawn(work)).collect();
            for worker in workers {
                match worker.join() {
                    Ok(done) => done?,
                    Err(_) => anyhow::bail!("a worker panicked"),
                }
            }
            Ok(())
        })?;
        Ok(fates.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Compiles each mutant by itself; a missing verdict stands for one that does not compile.
    fn alone(
        &self,
        mutants: &[Mutant],
        numbers: &[u32],
        note: &(dyn Fn(&str) + Sync),
    ) -> anyhow::Result<BTreeMap<u32, (Verdict, Option<usize>)>> {
        let mut fates = BTreeMap::new();
        if numbers.is_empty() {
            return Ok(fates);
        }
        note(&format!(
            "{} mutants are compiled by themselves",
            numbers.len()
        ));
        let tree = Tree::copy(
            &self.root,
            &self.inside,
            &self.package,
            &self.folder.join("alone"),
        )?;
        let runner = Runner {
            folder: tree.crate_folder(),
            scratch: self.folder.join("scratch"),
        };
        for number in numbers {
            let Some(mutant) = usize::try_from(*number).ok().and_then(|at| mutants.get(at)) else {
                continue;
            };
            let source = fs::read_to_string(self.root.join(&mutant.file))
                .with_context(|| mutant.file.clone())?;
            let range = mutant
                .span
                .bytes(&source)
                .context("a mutant outside of its file")?;
            let mut mutated = source.clone();
            mutated.replace_range(range, &mutant.replacement);
            tree.write(&mutant.file, &mutated)?;
            let compiles = tree
                .cargo(&["check", "--lib", "--profile", "mutant"])?
                .status
                .success();
            if compiles && let Some(binaries) = tree.build_tests("mutant", &self.tests)? {
                let verdict = runner.try_binaries(&binaries, self.quick)?;
                if verdict == Verdict::Missed {
                    note(&format!("no test fails: {}", mutant.name));
                }
                fates.insert(*number, (verdict, None));
            } else {
                fates.insert(*number, (Verdict::Unviable, None));
            }
            tree.write(&mutant.file, &source)?;
        }
        Ok(fates)
    }

    fn report(
        &self,
        mutants: &[Mutant],
        mut fates: BTreeMap<u32, (Verdict, Option<usize>)>,
        entries: &[equivalent::Equivalent],
        resolved: &[Vec<u32>],
        known: &BTreeSet<u32>,
    ) -> anyhow::Result<Report> {
        let mut wrong_entries = Vec::new();
        for (entry, numbers) in entries.iter().zip(resolved) {
            if numbers.is_empty() {
                wrong_entries.push(format!("no such mutant: {} {}", entry.name, entry.place()));
            }
            for number in numbers {
                if let Some((Verdict::Caught(test) | Verdict::TimedOut(test), _)) =
                    fates.get(number)
                {
                    wrong_entries.push(format!("{test} notices {} {}", entry.name, entry.place()));
                }
            }
        }
        let mut outcomes = Vec::new();
        for (number, mutant) in (0_u32..).zip(mutants) {
            let Some((verdict, reached_by)) = fates.remove(&number) else {
                continue;
            };
            let (fate, by) = match verdict {
                Verdict::Caught(test) => (Fate::Caught, Some(test)),
                Verdict::TimedOut(test) => (Fate::TimedOut, Some(test)),
                Verdict::Unviable => (Fate::Unviable, None),
                Verdict::Missed if known.contains(&number) => (Fate::Equivalent, None),
                Verdict::Missed => (Fate::Missed, None),
            };
            outcomes.push(Outcome {
                mutant: mutant.name.clone(),
                file: mutant.file.clone(),
                line: equivalent::line_of(mutant, &self.root)?,
                fate,
                by,
                reached_by,
            });
        }
        Ok(Report {
            listed: mutants.len(),
            outcomes,
            wrong_entries,
        })
    }
}
