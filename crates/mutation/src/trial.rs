//! Runs tests while a mutant is on.

use anyhow::{Context, bail};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The variable that names the mutant that is on.
const MUTANT: &str = "KEEL_MUTANT";
/// The variable that names the file where reached switches are recorded.
const REACHED: &str = "KEEL_REACHED";
/// What every test may take, whatever it took without a mutant: the machine may be busy.
const LEAST_LIMIT: Duration = Duration::from_secs(8);
/// How many times its own time a test may take.
const SLOWDOWN: u32 = 30;

/// One test of a binary.
#[derive(Clone, Debug)]
pub struct Test {
    binary: PathBuf,
    /// Its path in the binary.
    pub name: String,
    /// What it took without a mutant.
    pub took: Duration,
    /// The mutants whose switches it passes.
    pub reaches: BTreeSet<u32>,
}

/// How a run of tests ended.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Where and how tests are run.
pub struct Runner {
    /// The crate's folder, where cargo would run them.
    pub folder: PathBuf,
    /// A folder for what tests record.
    pub scratch: PathBuf,
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
    /// Every test of the binaries with its time and what it reaches; a test that fails without a mutant is an error.
    ///
    /// # Errors
    /// A binary cannot be run, or a test fails.
    pub fn survey(&self, binaries: &[PathBuf], cases: u32) -> anyhow::Result<Vec<Test>> {
        fs::create_dir_all(&self.scratch).context("the scratch folder")?;
        let mut tests = Vec::new();
        for binary in binaries {
            let output = Command::new(binary)
                .args(["--list", "--format", "terse"])
                .current_dir(&self.folder)
                .output()
                .with_context(|| binary.display().to_string())?;
            for line in String::from_utf8_lossy(&output.stdout).lines() {
                let Some(name) = line.strip_suffix(": test") else {
                    continue;
                };
                tests.push(self.measure(binary, name, cases)?);
            }
        }
        tests.sort_by_key(|test| test.took);
        Ok(tests)
    }

    fn measure(&self, binary: &Path, name: &str, cases: u32) -> anyhow::Result<Test> {
        let record = self.scratch.join("reached");
        fs::write(&record, "").context("the record of switches")?;
        let start = Instant::now();
        let mut command = self.command(binary, name, cases);
        command.env(MUTANT, "record").env(REACHED, &record);
        let status = command
            .status()
            .with_context(|| binary.display().to_string())?;
        if !status.success() {
            bail!("{name} fails without a mutant");
        }
        let reaches = fs::read_to_string(&record)
            .context("the record of switches")?
            .lines()
            .filter_map(|line| line.parse().ok())
            .collect();
        Ok(Test {
            binary: binary.to_path_buf(),
            name: name.to_owned(),
            took: start.elapsed(),
            reaches,
        })
    }

    /// Runs the tests in turn until one notices the mutant.
    ///
    /// # Errors
    /// A binary cannot be run.
    pub fn try_switch<'a>(
        &self,
        mutant: u32,
        tests: impl IntoIterator<Item = &'a Test>,
        cases: u32,
    ) -> anyhow::Result<Verdict> {
        for test in tests {
            let mut command = self.command(&test.binary, &test.name, cases);
            command.env(MUTANT, mutant.to_string());
            let child = command.spawn().context("a test could not be started")?;
            let limit = LEAST_LIMIT.max(test.took.saturating_mul(SLOWDOWN));
            match wait(child, limit)? {
                None => return Ok(Verdict::TimedOut(test.name.clone())),
                Some(status) if !status.success() => return Ok(Verdict::Caught(test.name.clone())),
                Some(_) => {}
            }
        }
        Ok(Verdict::Missed)
    }

    /// Runs all tests of binaries that were built with one mutant.
    ///
    /// # Errors
    /// A binary cannot be run.
    pub fn try_binaries(&self, binaries: &[PathBuf], cases: u32) -> anyhow::Result<Verdict> {
        for binary in binaries {
            let mut command = Command::new(binary);
            self.surround(&mut command, cases);
            let child = command.spawn().context("a test could not be started")?;
            let name = binary
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            match wait(child, Duration::from_secs(600))? {
                None => return Ok(Verdict::TimedOut(name)),
                Some(status) if !status.success() => return Ok(Verdict::Caught(name)),
                Some(_) => {}
            }
        }
        Ok(Verdict::Missed)
    }

    fn command(&self, binary: &Path, name: &str, cases: u32) -> Command {
        let mut command = Command::new(binary);
        command.args(["--exact", name]);
        self.surround(&mut command, cases);
        command
    }

    fn surround(&self, command: &mut Command, cases: u32) {
        command
            .current_dir(&self.folder)
            .env("PROPTEST_CASES", cases.to_string())
            // A failure is all that is asked for: not the smallest input that shows it.
            .env("PROPTEST_MAX_SHRINK_ITERS", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
    }
}

/// Waits for the end, or kills what takes longer than `limit`.
fn wait(mut child: Child, limit: Duration) -> anyhow::Result<Option<ExitStatus>> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(500);
    loop {
        if let Some(status) = child.try_wait().context("a test could not be waited for")? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit {
            child.kill().context("a test could not be ended")?;
            child.wait().context("a test could not be waited for")?;
            return Ok(None);
        }
        thread::sleep(pause);
        pause = pause.saturating_mul(2).min(Duration::from_millis(10));
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
