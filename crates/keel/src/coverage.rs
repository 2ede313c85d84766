//! `cargo keel coverage`: which lines of the math crate do its own tests not run?
//!
//! The tests in its sources and its laws are compiled with LLVM's counters by cargo-llvm-cov. Any line that no test runs is printed
//! and fails the verb: it has to be reached by a test, or to go.

use crate::{cargo_tool::CargoTool, progress::Progress, workspace};
use anyhow::{Context, bail, ensure};
use clap::Args;
use comfy_table::{Table, presets};
use serde::{Serialize, Serializer};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

const TOOL: CargoTool = CargoTool {
    name: "cargo-llvm-cov",
    version: "0.9.1",
    rustflags: None,
    build_time: "a few minutes",
};
/// The sources that count, from the root of the checkout.
const SOURCES: &str = "crates/rebalance-math/src/";

/// The line where a source's own tests begin.
const TESTS: &str = "#[cfg(test)]";

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Cases per property: few are enough, what they reach by chance alone would not be there the next time
    #[arg(long, default_value_t = 64)]
    cases: u32,

    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

/// What was counted in one file.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Lines {
    #[serde(rename = "lines", serialize_with = "count")]
    all: Vec<usize>,
    uncovered: Vec<usize>,
}

fn count<S: Serializer>(lines: &[usize], serializer: S) -> Result<S::Ok, S::Error> {
    lines.len().serialize(serializer)
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(options.json);
    let tool = TOOL.ensure(&root, &progress)?;
    add_llvm_tools(&root)?;
    progress
        .step("building the tests with counters (some minutes, the first time), and running them");
    let trace = measure(&root, &tool, options.cases)?;
    let files = without_tests(read(&trace, &root)?, &root)?;
    ensure!(!files.is_empty(), "nothing of {SOURCES} was counted");

    let lines: usize = files.values().map(|file| file.all.len()).sum();
    let uncovered: usize = files.values().map(|file| file.uncovered.len()).sum();
    if options.json {
        let report = serde_json::json!({ "lines": lines, "uncovered": uncovered, "files": files });
        println!("{report:#}");
    } else {
        println!("{}", table(&files));
        println!("{uncovered} of {lines} lines are not covered");
    }
    if uncovered > 0 {
        bail!("{uncovered} lines are run by no test");
    }
    Ok(())
}

/// The part of the toolchain that reads the counters; the pinned toolchain is that of the checkout's folder.
fn add_llvm_tools(root: &Path) -> anyhow::Result<()> {
    let output = Command::new("rustup")
        .args(["component", "add", "llvm-tools"])
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .context("rustup could not be run")?;
    ensure!(
        output.status.success(),
        "rustup component add llvm-tools: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}

/// Runs the tests and returns what was counted, in lcov's format.
fn measure(root: &Path, tool: &Path, cases: u32) -> anyhow::Result<String> {
    let trace = root.join("target/keel/coverage.lcov");
    let output = Command::new(tool)
        .args(["llvm-cov", "test", "--release", "-p", "rebalance-math"])
        .args(["--lib", "--test", "laws", "--lcov", "--output-path"])
        .arg(&trace)
        .current_dir(root)
        .env("PROPTEST_CASES", cases.to_string())
        // More of the optimiser would move lines into each other.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{} could not be run", tool.display()))?;
    ensure!(
        output.status.success(),
        "the tests did not pass with counters:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    fs::read_to_string(&trace).with_context(|| trace.display().to_string())
}

/// The lines of each source file: `SF:` opens one, `DA:line,count` is a line with code.
fn read(trace: &str, root: &Path) -> anyhow::Result<BTreeMap<String, Lines>> {
    let mut files: BTreeMap<String, Lines> = BTreeMap::new();
    let mut file: Option<String> = None;
    for record in trace.lines() {
        if let Some(path) = record.strip_prefix("SF:") {
            let path = workspace::relative(root, Path::new(path)).to_string();
            let path = path.replace('\\', "/");
            file = path.strip_prefix(SOURCES).map(str::to_owned);
        } else if let (Some(counted), Some(file)) = (record.strip_prefix("DA:"), &file) {
            let (line, count) = counted
                .split_once(',')
                .with_context(|| format!("'{record}' is not lcov"))?;
            let lines = files.entry(file.clone()).or_default();
            let line = line
                .parse()
                .with_context(|| format!("'{record}' is not lcov"))?;
            lines.all.push(line);
            if count == "0" {
                lines.uncovered.push(line);
            }
        }
    }
    Ok(files)
}

/// The lines before each file's tests, which lie at its end: a test may have lines for failures only.
fn without_tests(
    mut files: BTreeMap<String, Lines>,
    root: &Path,
) -> anyhow::Result<BTreeMap<String, Lines>> {
    for (file, counted) in &mut files {
        let path = root.join(SOURCES).join(file);
        let source = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        if let Some(end) = source.lines().position(|line| line == TESTS) {
            counted.all.retain(|line| *line <= end);
            counted.uncovered.retain(|line| *line <= end);
        }
    }
    Ok(files)
}

fn table(files: &BTreeMap<String, Lines>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "file",
        "lines",
        "covered",
        "not covered",
    ]);
    for (file, counted) in files {
        let uncovered: Vec<String> = counted.uncovered.iter().map(usize::to_string).collect();
        table.add_row([
            file.clone(),
            counted.all.len().to_string(),
            counted
                .all
                .len()
                .saturating_sub(uncovered.len())
                .to_string(),
            uncovered.join(" "),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Lines, SOURCES, TESTS, read, without_tests};
    use std::{collections::BTreeMap, fs, path::Path};

    #[test]
    fn tests_at_the_end_of_a_source_are_not_counted() {
        let root = std::env::temp_dir().join(format!("keel-coverage-{}", std::process::id()));
        let folder = root.join(SOURCES);
        fs::create_dir_all(&folder).expect("a folder");
        let source = format!("fn a() {{}}\nfn b() {{}}\n\n{TESTS}\nmod tests {{}}\n");
        fs::write(folder.join("a.rs"), source).expect("a file");
        let counted = Lines {
            all: vec![1, 2, 5],
            uncovered: vec![2, 5],
        };
        let files = BTreeMap::from([("a.rs".to_owned(), counted)]);
        let kept = without_tests(files, &root);
        fs::remove_dir_all(&root).expect("the folder goes");
        let expected = Lines {
            all: vec![1, 2],
            uncovered: vec![2],
        };
        assert_eq!(kept.expect("it is there").get("a.rs"), Some(&expected));
    }

    #[test]
    fn read_counts_the_lines_of_the_crate_alone() {
        let trace = "SF:/keel/crates/rebalance-math/src/trade/plan.rs\nDA:3,7\nDA:4,0\nDA:12,0\nend_of_record\n\
                     SF:/keel/crates/client/src/lib.rs\nDA:1,0\nend_of_record\n";
        let files = read(trace, Path::new("/keel")).expect("it is lcov");
        assert_eq!(files.len(), 1);
        let expected = Lines {
            all: vec![3, 4, 12],
            uncovered: vec![4, 12],
        };
        assert_eq!(files.get("trade/plan.rs"), Some(&expected));
        assert!(
            read(
                "SF:/keel/crates/rebalance-math/src/a.rs\nDA:x\n",
                Path::new("/keel")
            )
            .is_err()
        );
    }
}
