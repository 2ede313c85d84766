//! Runs tests while a mutant is on.

use crate::{limit, limit::End};
use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
    time::Duration,
};

/// The variable that names the mutant that is on.
const MUTANT: &str = "KEEL_MUTANT";
/// The variable that names the file where reached switches are recorded.
const REACHED: &str = "KEEL_REACHED";
/// Processor time that every test may use, whatever it used without a mutant.
const LEAST_LIMIT: Duration = Duration::from_secs(4);
/// Processor time that no test may exceed. The survey asks for it first, so that a system that does not grant it is found there.
const MOST_LIMIT: Duration = Duration::from_secs(600);
/// How many times its own time a test may take.
const SLOWDOWN: u32 = 30;
/// How many times slower a test is at most where it was built without optimisation.
const UNOPTIMISED: u32 = 15;

/// One test of a binary.
#[derive(Clone, Debug)]
pub struct Test {
    /// The place of its binary among those of the runner.
    binary: usize,
    /// Its path in the binary.
    pub name: String,
    /// The processor time that it took without a mutant, of as many cases as the survey ran.
    pub took: Duration,
    /// The mutants whose switches it passes.
    pub reaches: BTreeSet<u32>,
}

/// How a run of tests ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// This test failed.
    Caught(String),
    /// This test did not end in time.
    TimedOut(String),
    /// There was nothing to run: it does not compile.
    Unviable,
    /// Every test passed.
    Missed,
}

/// What is run, where and how.
pub struct Runner {
    /// The test binaries.
    pub binaries: Vec<PathBuf>,
    /// The crate's folder, where cargo would run them.
    pub folder: PathBuf,
    /// A folder for what tests record.
    pub scratch: PathBuf,
    /// Cases per property of the survey.
    pub surveyed: u32,
}

impl Test {
    /// Whether it takes random cases: only then does it do more when it is asked for more of them.
    pub fn is_property(&self) -> bool {
        self.name
            .rsplit("::")
            .next()
            .is_some_and(|name| name.starts_with("prop_"))
    }
}

impl Runner {
    /// Every test of the binaries with its time and what it reaches, the quickest first; a test that fails without a mutant is
    /// an error.
    ///
    /// # Errors
    /// A binary cannot be run, or a test fails.
    pub fn survey(&self) -> anyhow::Result<Vec<Test>> {
        fs::create_dir_all(&self.scratch).context("the scratch folder")?;
        let mut tests = Vec::new();
        for (index, binary) in self.binaries.iter().enumerate() {
            let output = Command::new(binary)
                .args(["--list", "--format", "terse"])
                .current_dir(&self.folder)
                .output()
                .with_context(|| binary.display().to_string())?;
            for line in String::from_utf8_lossy(&output.stdout).lines() {
                if let Some(name) = line.strip_suffix(": test") {
                    tests.push(self.measure(index, name)?);
                }
            }
        }
        tests.sort_by_key(|test| test.took);
        Ok(tests)
    }

    fn measure(&self, binary: usize, name: &str) -> anyhow::Result<Test> {
        let record = self.scratch.join("reached");
        fs::write(&record, "").context("the record of switches")?;
        let (end, took) = self.run(binary, name, self.surveyed, MOST_LIMIT, |command| {
            command.env(MUTANT, "record").env(REACHED, &record);
        })?;
        if end != End::Passed {
            bail!("{name} fails without a mutant");
        }
        let reaches = fs::read_to_string(&record)
            .context("the record of switches")?
            .lines()
            .filter_map(|line| line.parse().ok())
            .collect();
        Ok(Test {
            binary,
            name: name.to_owned(),
            took,
            reaches,
        })
    }

    /// Runs the tests in turn until one notices the mutant that is switched on, and says what processor time that took.
    ///
    /// # Errors
    /// A binary cannot be run.
    pub fn try_switch<'a>(
        &self,
        mutant: u32,
        tests: impl IntoIterator<Item = &'a Test>,
        cases: u32,
    ) -> anyhow::Result<(Verdict, Duration)> {
        self.try_all(Some(mutant), tests, cases, 1)
    }

    /// Runs the tests in turn until one fails, in binaries that were built with one mutant and without optimisation.
    ///
    /// # Errors
    /// A binary cannot be run.
    pub fn try_alone<'a>(
        &self,
        tests: impl IntoIterator<Item = &'a Test>,
        cases: u32,
    ) -> anyhow::Result<(Verdict, Duration)> {
        self.try_all(None, tests, cases, UNOPTIMISED)
    }

    fn try_all<'a>(
        &self,
        mutant: Option<u32>,
        tests: impl IntoIterator<Item = &'a Test>,
        cases: u32,
        slower: u32,
    ) -> anyhow::Result<(Verdict, Duration)> {
        let mut total = Duration::ZERO;
        for test in tests {
            let limit = self.limit(test, cases, slower);
            let (end, used) = self.run(test.binary, &test.name, cases, limit, |command| {
                if let Some(mutant) = mutant {
                    command.env(MUTANT, mutant.to_string());
                }
            })?;
            total = total.saturating_add(used);
            match end {
                End::Passed => {}
                End::Failed => return Ok((Verdict::Caught(test.name.clone()), total)),
                End::TimedOut => return Ok((Verdict::TimedOut(test.name.clone()), total)),
            }
        }
        Ok((Verdict::Missed, total))
    }

    /// What a test may take: a multiple of what it took in the survey, for as many times the cases.
    fn limit(&self, test: &Test, cases: u32, slower: u32) -> Duration {
        let more = cases.div_ceil(self.surveyed.max(1)).max(1);
        let multiple = test.took.saturating_mul(SLOWDOWN).saturating_mul(more);
        LEAST_LIMIT
            .max(multiple)
            .saturating_mul(slower)
            .min(MOST_LIMIT)
    }

    fn run(
        &self,
        binary: usize,
        name: &str,
        cases: u32,
        limit: Duration,
        prepare: impl FnOnce(&mut Command),
    ) -> anyhow::Result<(End, Duration)> {
        let binary = self.binaries.get(binary).context("a test of no binary")?;
        limit::run(binary, &["--exact", name], limit, |command| {
            command
                .current_dir(&self.folder)
                .env("PROPTEST_CASES", cases.to_string())
                // A failure is all that is asked for: not the smallest input that shows it, nor where it came from.
                .env("PROPTEST_MAX_SHRINK_ITERS", "0")
                .env("RUST_BACKTRACE", "0");
            prepare(command);
        })
    }
}

/// The tests that reach each mutant, the quickest first.
pub fn by_mutant(tests: &[Test]) -> BTreeMap<u32, Vec<&Test>> {
    let mut by_mutant: BTreeMap<u32, Vec<&Test>> = BTreeMap::new();
    for test in tests {
        for mutant in &test.reaches {
            by_mutant.entry(*mutant).or_default().push(test);
        }
    }
    by_mutant
}
