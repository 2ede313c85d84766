//! `cargo keel fuzz TARGET`: coverage-guided fuzzing of the local chain and of the math crate with libFuzzer, on the pinned
//! stable toolchain.
//!
//! The crates under test are compiled with coverage counters, everything below them is taken as built for the other verbs: cargo
//! calls this very program in place of rustc for workspace crates ([`wrap_rustc`]), which adds the flags. Corpus, crashes and
//! dictionary live under `target/fuzz/TARGET`, so that a run goes on where the last one stopped.

use crate::{progress::Progress, workspace};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum, builder::PossibleValue};
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
};

/// Set for the build of the targets only: this program then stands in for rustc.
const WRAPPING: &str = "KEEL_FUZZ_WRAPS_RUSTC";
/// Crates that get coverage counters, beside the targets' own programs.
const INSTRUMENTED: [&str; 4] = ["devnet", "fuzz", "rebalance_math", "fuzz_math"];
/// The program that writes every target's seeds; it is not fuzzed itself.
const SEEDS: &str = "fuzz-seeds";
/// Longest input: a program's code may have 24 KiB, a module 128 KiB.
const MOST_BYTES: &str = "-max_len=65536";
/// Seconds an input may take before it counts as a hang.
const HANG: &str = "-timeout=25";
/// Memory a target may take before it counts as a leak.
const MEMORY: &str = "-rss_limit_mb=4096";

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// What to fuzz
    target: Choice,

    /// How long each target
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
}

/// What can be fuzzed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// Any bytes as a program: activation, then a call with bounded gas
    Wasm,
    /// Any bytes as a JSON-RPC request body
    Rpc,
    /// The math crate: whole and fixed-point numbers
    Arithmetic,
    /// The math crate: values, weights, drifts, shares, fees
    Portfolio,
    /// The math crate: bands, intervals, forecasts
    Trigger,
    /// The math crate: plans, matches, sizes
    Trade,
    /// The math crate: returns, variances, covariances
    Volatility,
    /// The math crate: rules and solvers for weights
    Strategy,
    /// The math crate: pools, schedules, auctions
    Execution,
}

impl Target {
    /// Of the local chain.
    pub(crate) const CHAIN: [Self; 2] = [Self::Wasm, Self::Rpc];

    /// Of the math crate: one for each of its rooms.
    pub(crate) const MATH: [Self; 7] = [
        Self::Arithmetic,
        Self::Portfolio,
        Self::Trigger,
        Self::Trade,
        Self::Volatility,
        Self::Strategy,
        Self::Execution,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Wasm => "wasm",
            Self::Rpc => "rpc",
            Self::Arithmetic => "arithmetic",
            Self::Portfolio => "portfolio",
            Self::Trigger => "trigger",
            Self::Trade => "trade",
            Self::Volatility => "volatility",
            Self::Strategy => "strategy",
            Self::Execution => "execution",
        }
    }

    /// The package that it is a program of.
    fn package(self) -> &'static str {
        match self {
            Self::Wasm | Self::Rpc => "fuzz",
            _ => "fuzz-math",
        }
    }
}

/// What the command line names: a target, or all those of the math crate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    One(Target),
    Math,
}

impl Choice {
    fn targets(&self) -> &[Target] {
        match self {
            Self::One(target) => std::slice::from_ref(target),
            Self::Math => &Target::MATH,
        }
    }
}

impl ValueEnum for Choice {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self::One(Target::Wasm),
            Self::One(Target::Rpc),
            Self::Math,
            Self::One(Target::Arithmetic),
            Self::One(Target::Portfolio),
            Self::One(Target::Trigger),
            Self::One(Target::Trade),
            Self::One(Target::Volatility),
            Self::One(Target::Strategy),
            Self::One(Target::Execution),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::One(target) => target.to_possible_value(),
            Self::Math => {
                Some(PossibleValue::new("math").help("The seven of the math crate in turn"))
            }
        }
    }
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(false);
    let targets = options.target.targets();
    progress.step("building the targets with coverage counters");
    build(&root, targets)?;
    for target in targets {
        progress.step(&format!(
            "fuzzing {} for {} s",
            target.name(),
            options.seconds
        ));
        let session = Session::start(&root, *target, options.seconds)?;
        println!("{}", session.finish()?);
    }
    Ok(())
}

/// Builds targets of one package; the first time this compiles libFuzzer, which needs a C++ compiler.
pub(crate) fn build(root: &Path, targets: &[Target]) -> anyhow::Result<()> {
    let Some(package) = targets.first().map(|target| target.package()) else {
        return Ok(());
    };
    let wrapper = std::env::current_exe().context("this program's own path")?;
    let mut programs = cargo_build(root, package);
    programs
        .args(["--features", &format!("{package}/libfuzzer")])
        .env("RUSTC_WORKSPACE_WRAPPER", wrapper)
        .env(WRAPPING, "1");
    for target in targets {
        programs.args(["--bin", &format!("fuzz-{}", target.name())]);
    }
    let mut inputs = cargo_build(root, "fuzz");
    inputs.args(["--bin", SEEDS]);
    for (mut command, hint) in [(programs, "; they need a C++ compiler"), (inputs, "")] {
        let status = command.status().context("cargo could not be run")?;
        if !status.success() {
            bail!("the fuzz targets do not build{hint}");
        }
    }
    Ok(())
}

fn cargo_build(root: &Path, package: &str) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(["build", "--release", "--quiet"])
        // The package `keel` is named for its features alone: with them, dependencies are shared with the other verbs.
        .args(["-p", "keel", "-p", package])
        .current_dir(root)
        .stdin(Stdio::null());
    command
}

/// Where a target keeps what it learns.
struct Folders {
    corpus: PathBuf,
    seeds: PathBuf,
    crashes: PathBuf,
    dictionary: PathBuf,
    log: PathBuf,
}

impl Folders {
    fn prepare(root: &Path, target: Target) -> anyhow::Result<Self> {
        let base = root.join("target/fuzz").join(target.name());
        let folders = Self {
            corpus: base.join("corpus"),
            seeds: base.join("seeds"),
            crashes: base.join("crashes"),
            dictionary: base.join("words.dict"),
            log: base.join("log"),
        };
        for folder in [&folders.corpus, &folders.seeds, &folders.crashes] {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        let status = Command::new(root.join("target/release").join(SEEDS))
            .arg(target.name())
            .args([&folders.seeds, &folders.dictionary])
            .stdout(Stdio::null())
            .status()
            .with_context(|| format!("{SEEDS} could not be run"))?;
        if !status.success() {
            bail!("the seeds of {} could not be written", target.name());
        }
        Ok(folders)
    }
}

/// A target being fuzzed.
pub(crate) struct Session {
    target: Target,
    /// Everything libFuzzer prints.
    log: PathBuf,
    fuzzer: Child,
}

impl Session {
    pub(crate) fn start(root: &Path, target: Target, seconds: u64) -> anyhow::Result<Self> {
        let folders = Folders::prepare(root, target)?;
        let log =
            fs::File::create(&folders.log).with_context(|| folders.log.display().to_string())?;
        let mut prefix = OsString::from("-artifact_prefix=");
        prefix.push(&folders.crashes);
        prefix.push("/");
        let mut dictionary = OsString::from("-dict=");
        dictionary.push(&folders.dictionary);
        let fuzzer = Command::new(root.join(format!("target/release/fuzz-{}", target.name())))
            .args([&folders.corpus, &folders.seeds])
            .arg(format!("-max_total_time={seconds}"))
            .args([MOST_BYTES, HANG, MEMORY, "-print_final_stats=1"])
            .args([prefix, dictionary])
            .current_dir(root)
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .with_context(|| format!("fuzz-{} could not be run", target.name()))?;
        Ok(Self {
            target,
            log: folders.log,
            fuzzer,
        })
    }

    /// Waits for the end and returns a line about it.
    ///
    /// # Errors
    /// If an input broke a promise, with what the target said and where the input is.
    pub(crate) fn finish(mut self) -> anyhow::Result<String> {
        let name = self.target.name();
        let status = self.fuzzer.wait().context("the fuzzer did not end")?;
        let log = fs::read(&self.log).with_context(|| self.log.display().to_string())?;
        let mut report = Report::default();
        String::from_utf8_lossy(&log)
            .lines()
            .for_each(|line| report.take(line));
        if status.success() {
            return Ok(report.summary(name));
        }
        match &report.input {
            Some(path) => bail!(
                "{name}: an input breaks a promise\n{}\nthe input is {path}; run it again with target/release/fuzz-{name} {path}",
                report.tail.join("\n")
            ),
            None => bail!(
                "{name}: the fuzzer ended with {status}, see {}\n{}",
                self.log.display(),
                report.tail.join("\n")
            ),
        }
    }
}

/// What libFuzzer says, as far as it matters.
#[derive(Default)]
struct Report {
    executions: Option<u64>,
    per_second: Option<u64>,
    coverage: Option<String>,
    input: Option<String>,
    /// The last lines, for when it fails.
    tail: Vec<String>,
}

impl Report {
    const TAIL: usize = 30;

    fn take(&mut self, line: &str) {
        let number = |label: &str| line.strip_prefix(label)?.trim().parse().ok();
        self.executions = number("stat::number_of_executed_units:").or(self.executions);
        self.per_second = number("stat::average_exec_per_sec:").or(self.per_second);
        if let Some(path) = line.split("Test unit written to ").nth(1) {
            self.input = Some(path.trim().to_owned());
        }
        if let Some((_, rest)) = line.split_once(" cov: ") {
            self.coverage = rest.split(' ').next().map(str::to_owned);
            return; // Progress lines are no part of a failure.
        }
        self.tail.push(line.to_owned());
        if self.tail.len() > Self::TAIL {
            self.tail.remove(0);
        }
    }

    fn summary(&self, name: &str) -> String {
        let shown = |number: Option<u64>| number.map_or("?".to_owned(), |n| n.to_string());
        format!(
            "{name}: {} inputs, {} a second, {} code edges, no finding",
            shown(self.executions),
            shown(self.per_second),
            self.coverage.as_deref().unwrap_or("?"),
        )
    }
}

/// Stands in for rustc if cargo calls this program so: runs it with coverage flags where they are wanted.
pub(crate) fn wrap_rustc() -> Option<ExitCode> {
    std::env::var_os(WRAPPING)?;
    let mut arguments = std::env::args_os().skip(1);
    let rustc = arguments.next()?;
    let arguments: Vec<OsString> = arguments.collect();
    let flags = coverage_flags(&arguments);
    let status = Command::new(rustc).args(&arguments).args(flags).status();
    let code = status.ok().and_then(|status| status.code()).unwrap_or(1);
    Some(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

/// What libFuzzer needs: counters and comparisons. Assertions and overflow checks turn silent mistakes into findings.
fn coverage_flags(arguments: &[OsString]) -> &'static [&'static str] {
    let name = arguments
        .iter()
        .position(|argument| argument == "--crate-name")
        .and_then(|index| arguments.get(index.checked_add(1)?)?.to_str());
    let is_target = |name: &str| {
        let of = name.strip_prefix("fuzz_");
        of.is_some_and(|of| {
            Target::value_variants()
                .iter()
                .any(|target| target.name() == of)
        })
    };
    if !name.is_some_and(|name| INSTRUMENTED.contains(&name) || is_target(name)) {
        return &[];
    }
    &[
        "-Cpasses=sancov-module",
        "-Cllvm-args=-sanitizer-coverage-level=4",
        "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
        "-Cllvm-args=-sanitizer-coverage-pc-table",
        "-Cllvm-args=-sanitizer-coverage-trace-compares",
        "-Cdebug-assertions=yes",
        "-Coverflow-checks=yes",
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_flags_are_given_to_what_is_fuzzed_only() {
        let flags = |name: &str| {
            let arguments = ["--crate-name", name, "--edition=2024"].map(OsString::from);
            coverage_flags(&arguments).len()
        };
        assert_eq!(
            [
                flags("devnet"),
                flags("fuzz_rpc"),
                flags("rebalance_math"),
                flags("fuzz_strategy"),
                flags("fuzz_seeds"),
                flags("keel"),
                flags("___")
            ],
            [7, 7, 7, 7, 0, 0, 0]
        );
        assert!(coverage_flags(&[OsString::from("-vV")]).is_empty());
    }

    #[test]
    fn report_reads_what_libfuzzer_prints() {
        let mut report = Report::default();
        for line in [
            "#2\tINITED cov: 811 ft: 812 corp: 1/1b exec/s: 0 rss: 60Mb",
            "#4096\tpulse  cov: 1234 ft: 3456 corp: 99/12Kb lim: 80 exec/s: 2048 rss: 90Mb",
            "stat::number_of_executed_units: 123456",
            "stat::average_exec_per_sec:     2057",
        ] {
            report.take(line);
        }
        assert_eq!(
            report.summary("rpc"),
            "rpc: 123456 inputs, 2057 a second, 1234 code edges, no finding"
        );
        report.take("artifact_prefix='x/'; Test unit written to x/crash-ab12");
        assert_eq!(report.input.as_deref(), Some("x/crash-ab12"));
    }
}
