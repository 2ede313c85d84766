//! `cargo keel test`: everything that CI runs, in order from the quickest to the slowest.
//!
//! Every step runs even when an earlier one failed, so that one run shows all that is wrong. The last line is the
//! summary that CI reads.

use crate::{fuzz, programs, progress::Progress, setup, wasm::openzeppelin, workspace};
use anyhow::{Context, bail};
use clap::Args;
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    time::SystemTime,
};

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Cases per property
    #[arg(long, default_value_t = 10_000)]
    cases: u32,

    /// Only the properties of the math crate, a million cases each, and 20 million calls of a vault (hours)
    #[arg(long, conflicts_with = "cases")]
    long: bool,

    /// Draw the cases from this seed [default: 7, with --long a new one]
    #[arg(long)]
    seed: Option<u64>,

    /// Draw the cases from a new seed
    #[arg(long, conflicts_with = "seed")]
    fresh: bool,
}

impl Options {
    /// The ordinary run draws the same cases for everybody, so that a red one can be seen again; new ones are asked for.
    fn seed(&self) -> anyhow::Result<u64> {
        match self.seed {
            Some(seed) => Ok(seed),
            None if !self.fresh && !self.long => Ok(7),
            None => {
                let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
                Ok(now.context("the clock stands before 1970")?.as_secs())
            }
        }
    }
}

/// Cases per property of the long profile.
const LONG_CASES: &str = "1000000";

/// How many checks passed and failed: a test each, and each other step counts as one.
#[derive(Default, Clone, Copy)]
struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.passed = self.passed.saturating_add(other.passed);
        self.failed = self.failed.saturating_add(other.failed);
    }
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(false);
    let seed = options.seed()?.to_string();
    println!("the random tests draw their cases from seed {seed}");
    if options.long {
        return long_profile(&root, &progress, &seed);
    }
    setup::ensure(&root, &progress)?;

    let mut tally = Tally::default();
    let mut failures = Vec::new();
    let mut record = |name: &str, outcome: anyhow::Result<Tally>| {
        let counted = outcome.unwrap_or_else(|error| {
            println!("{name}: {error:#}");
            Tally {
                passed: 0,
                failed: 1,
            }
        });
        tally.add(counted);
        if counted.failed > 0 {
            failures.push(name.to_owned());
        }
    };

    progress.step("fmt");
    record("fmt", cargo(&root, &["fmt", "--all", "--check"]));
    record("wasm build and size budget", build_programs(&progress));
    record("OpenZeppelin's token", build_reference(&root, &progress));
    progress.step("abi drift");
    record("abi drift", abi_drift(&root));
    progress.step("unit, property and story tests");
    let cases = options.cases.to_string();
    record("tests", tests(&root, &["--workspace"], &cases, &seed));
    progress.step("fuzz targets, a minute each for the chain and ten seconds each for the math");
    record("fuzz", fuzz_targets(&root));
    progress.step("clippy on the host crates");
    record("clippy", clippy_host(&root));
    progress.step("clippy on the programs, for wasm32");
    record("clippy for wasm32", clippy_programs(&root));
    progress.step("the README's commands");
    record("README", readme_commands(&root));

    if !failures.is_empty() {
        println!("failed: {}", failures.join(", "));
    }
    println!("keel: {} passed, {} failed", tally.passed, tally.failed);
    if tally.failed > 0 {
        bail!("{} checks failed", tally.failed);
    }
    Ok(())
}

/// A step that is one check.
fn one(passed: bool) -> Tally {
    Tally {
        passed: u64::from(passed),
        failed: u64::from(!passed),
    }
}

fn command(root: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::null());
    command
}

fn cargo(root: &Path, arguments: &[&str]) -> anyhow::Result<Tally> {
    let status = command(root, "cargo", arguments)
        .status()
        .with_context(|| format!("cargo {} could not be run", arguments.join(" ")))?;
    Ok(one(status.success()))
}

fn build_programs(progress: &Progress) -> anyhow::Result<Tally> {
    let built = programs::build(&programs::ALL, progress)?;
    println!("{}", programs::table(&built));
    Ok(one(true))
}

fn build_reference(root: &Path, progress: &Progress) -> anyhow::Result<Tally> {
    openzeppelin::build(root, &mut |line| progress.step(line))?;
    Ok(one(true))
}

fn abi_drift(root: &Path) -> anyhow::Result<Tally> {
    let drift = client::abi::drift(&root.join("abi"))?;
    if !drift.is_empty() {
        println!("abi/ differs from abi/Keel.sol: {}", drift.join(", "));
    }
    Ok(one(drift.is_empty()))
}

fn clippy_host(root: &Path) -> anyhow::Result<Tally> {
    let mut arguments = vec!["clippy", "--release", "--workspace", "--all-targets"];
    for program in programs::ALL {
        arguments.extend(["--exclude", program]);
    }
    arguments.extend(["--", "-D", "warnings"]);
    cargo(root, &arguments)
}

fn clippy_programs(root: &Path) -> anyhow::Result<Tally> {
    let mut arguments = vec!["clippy", "--release", "--target", "wasm32-unknown-unknown"];
    // A folder of its own: these flags would otherwise rebuild what the recipe built.
    arguments.extend(["--target-dir", "target/wasm-check"]);
    for program in programs::ALL {
        arguments.extend(["-p", program]);
    }
    arguments.extend(["-p", "kit", "-p", "rebalance-math", "--lib"]);
    arguments.extend(["--", "-D", "warnings"]);
    cargo(root, &arguments)
}

/// Fuzzes the chain's targets for a minute, both at the same time, and those of the math crate for ten seconds each; each
/// counts as a check.
fn fuzz_targets(root: &Path) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    let mut record = |finished: anyhow::Result<String>| {
        let passed = finished.is_ok();
        match finished {
            Ok(summary) => println!("{summary}"),
            Err(error) => println!("{error:#}"),
        }
        tally.add(one(passed));
    };
    fuzz::build(root, &fuzz::Target::MATH)?;
    for target in fuzz::Target::MATH {
        record(fuzz::Session::start(root, target, 10).and_then(fuzz::Session::finish));
    }
    fuzz::build(root, &fuzz::Target::CHAIN)?;
    let sessions = fuzz::Target::CHAIN.map(|target| fuzz::Session::start(root, target, 60));
    for session in sessions {
        record(session.and_then(fuzz::Session::finish));
    }
    Ok(tally)
}

/// The properties of the math crate and the sequences on native code, each with a hundred times the cases of CI.
fn long_profile(root: &Path, progress: &Progress, seed: &str) -> anyhow::Result<()> {
    progress.step("random sequences on the programs' native code, 20 million calls");
    let mut tally = tests(root, &["-p", "twin"], LONG_CASES, seed)?;
    progress.step(&format!(
        "the properties of the math crate, {LONG_CASES} cases each"
    ));
    let package = ["-p", "rebalance-math", "--lib", "--test", "laws"];
    let selection = [&package[..], &["--", "prop_"]].concat();
    tally.add(tests(root, &selection, LONG_CASES, seed)?);
    println!("keel: {} passed, {} failed", tally.passed, tally.failed);
    if tally.failed > 0 {
        bail!("{} tests failed", tally.failed);
    }
    Ok(())
}

/// Runs the tests that `selection` names, passing their output on, and adds up the runner's own summary lines.
fn tests(root: &Path, selection: &[&str], cases: &str, seed: &str) -> anyhow::Result<Tally> {
    let arguments = [&["test", "--release", "--no-fail-fast"], selection].concat();
    let mut child = command(root, "cargo", &arguments)
        .env("PROPTEST_CASES", cases)
        .env("PROPTEST_RNG_SEED", seed)
        .env("KEEL_SEED", seed)
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo test could not be run")?;
    let output = child.stdout.take().context("cargo test has no output")?;
    let mut tally = Tally::default();
    for line in BufReader::new(output).lines() {
        let line = line.context("cargo test's output is not text")?;
        println!("{line}");
        if let Some(summary) = line.strip_prefix("test result: ") {
            tally.passed = tally.passed.saturating_add(count(summary, " passed"));
            tally.failed = tally.failed.saturating_add(count(summary, " failed"));
        }
    }
    std::io::stdout().flush().context("standard output")?;
    let status = child.wait().context("cargo test did not end")?;
    if !status.success() && tally.failed == 0 {
        // It did not compile, or a test binary died before its summary.
        tally.failed = 1;
    }
    if status.success() && tally.passed == 0 {
        bail!("cargo test ran no test");
    }
    Ok(tally)
}

/// The number before `word` in a summary like `ok. 12 passed; 0 failed; 0 ignored`.
fn count(summary: &str, word: &str) -> u64 {
    summary
        .split([';', '.'])
        .find_map(|part| part.strip_suffix(word)?.trim().parse().ok())
        .unwrap_or(0)
}

/// Runs every `$ cargo keel …` line of the README, but this verb itself.
fn readme_commands(root: &Path) -> anyhow::Result<Tally> {
    let readme = std::fs::read_to_string(root.join("README.md")).context("README.md")?;
    let mut tally = Tally::default();
    for line in readme.lines() {
        let Some(shown) = line.strip_prefix("$ cargo keel ") else {
            continue;
        };
        let words: Vec<_> = shown.split_whitespace().collect();
        if words.first() == Some(&"test") {
            continue;
        }
        println!("README: cargo keel {shown}");
        let mut arguments = vec!["keel"];
        arguments.extend(words);
        let outcome = cargo(root, &arguments)?;
        tally.passed = tally.passed.saturating_add(outcome.passed);
        tally.failed = tally.failed.saturating_add(outcome.failed);
    }
    if tally.passed == 0 && tally.failed == 0 {
        bail!("README.md shows no command");
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn count_reads_the_runner_summary() {
        let summary =
            "ok. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(count(summary, " passed"), 12);
        assert_eq!(count(summary, " failed"), 3);
        assert_eq!(count("FAILED. 0 passed; 7 failed; 0 ignored", " failed"), 7);
    }
}
