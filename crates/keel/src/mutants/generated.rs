//! The mutants that cargo-mutants finds in the math crate, each tried against the laws.
//!
//! The crate `mutation` weaves them all into one build, so that a run takes minutes where a build for each would take a day.

use crate::{cargo_tool::CargoTool, progress::Progress, workspace};
use anyhow::{Context, bail};
use comfy_table::{Table, presets};
use mutation::{
    hunt::Hunt,
    report::{Fate, Report},
};
use std::{collections::BTreeMap, fs, path::Path};

const TOOL: CargoTool = CargoTool {
    name: "cargo-mutants",
    version: "27.1.0",
    rustflags: None,
    build_time: "a few minutes",
};
const FATES: [(Fate, &str); 5] = [
    (Fate::Caught, "caught"),
    (Fate::TimedOut, "timeout"),
    (Fate::Unviable, "unviable"),
    (Fate::Equivalent, "equivalent"),
    (Fate::Missed, "MISSED"),
];

/// The `k`-th of `n` equal parts of the list.
#[derive(Clone, Copy)]
pub(super) struct Shard {
    k: usize,
    n: usize,
}

impl Shard {
    pub(super) const WHOLE: Self = Self { k: 1, n: 1 };
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text
            .split_once('/')
            .and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        match parts {
            Some((k, n)) if k >= 1 && k <= n => Ok(Self { k, n }),
            _ => Err(format!("'{text}' is not a part like 1/4")),
        }
    }
}

/// How the verb was asked to run.
pub(super) struct Request<'a> {
    pub(super) names: &'a [String],
    pub(super) shard: Shard,
    /// Mutants tried at the same time; as many as there are processors when it is not said.
    pub(super) jobs: Option<usize>,
    /// Whether to forget what earlier runs found.
    pub(super) again: bool,
    pub(super) json: bool,
}

pub(super) fn run(request: &Request<'_>) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(false);
    let tool = TOOL.ensure(&root, &progress)?;
    let hunt = Hunt {
        inside: "crates/rebalance-math".into(),
        package: "rebalance-math".to_owned(),
        tests: vec!["lib".to_owned(), "laws".to_owned()],
        equivalent: "crates/rebalance-math/tests/equivalent_mutants.toml".into(),
        folder: root.join("target/mutants-generated"),
        tool,
        quick: 48,
        thorough: 1_024,
        jobs: request
            .jobs
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)),
        names: request.names.to_vec(),
        shard: (request.shard.k, request.shard.n),
        again: request.again,
        root: root.clone(),
    };
    let report = hunt.run(&|text| progress.step(text))?;
    save(&root, &report)?;
    if request.json {
        println!("{}", serde_json::to_string_pretty(&summary(&report))?);
    } else {
        print(&report);
    }
    let missed = report.count(Fate::Missed);
    let wrong = report.wrong_entries.len();
    if missed > 0 || wrong > 0 {
        bail!("{missed} mutants were missed, {wrong} entries of the list of equivalents are wrong");
    }
    Ok(())
}

fn summary(report: &Report) -> serde_json::Value {
    let counts: BTreeMap<String, usize> = FATES
        .iter()
        .map(|(fate, word)| (word.to_lowercase(), report.count(*fate)))
        .collect();
    serde_json::json!({
        "listed": report.listed,
        "tried": report.outcomes.len(),
        "counts": counts,
        "wrong_entries": report.wrong_entries,
        "mutants": report.outcomes,
    })
}

/// The whole report, for whoever wants to look a mutant up.
fn save(root: &Path, report: &Report) -> anyhow::Result<()> {
    let path = root.join("target/keel/mutants.json");
    fs::write(&path, serde_json::to_vec_pretty(&summary(report))?)
        .with_context(|| path.display().to_string())
}

fn print(report: &Report) {
    let mut rows: BTreeMap<&str, [usize; FATES.len()]> = BTreeMap::new();
    for outcome in &report.outcomes {
        let row = rows.entry(outcome.file.as_str()).or_default();
        for ((fate, _), count) in FATES.iter().zip(row) {
            *count = count.saturating_add(usize::from(*fate == outcome.fate));
        }
    }
    let mut table = Table::new();
    let words = FATES.iter().map(|(_, word)| *word);
    table
        .load_style(presets::ASCII_MARKDOWN)
        .set_header(["file"].into_iter().chain(words));
    for (file, counts) in rows {
        let counts = counts.iter().map(usize::to_string);
        table.add_row([file.to_owned()].into_iter().chain(counts));
    }
    println!("{table}");
    for outcome in &report.outcomes {
        if outcome.fate == Fate::Missed {
            println!("missed: {}\n    {}", outcome.mutant, outcome.line);
        }
    }
    for entry in &report.wrong_entries {
        println!("list of equivalents: {entry}");
    }
    let counts: Vec<String> = FATES
        .iter()
        .map(|(fate, word)| format!("{} {word}", report.count(*fate)))
        .collect();
    println!(
        "{} of {} mutants: {}; all of them in target/keel/mutants.json",
        report.outcomes.len(),
        report.listed,
        counts.join(", ")
    );
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn a_shard_is_one_of_so_many() {
        let shard: Shard = "2/3".parse().expect("the second of three");
        assert_eq!((shard.k, shard.n), (2, 3));
        for wrong in ["0/3", "4/3", "2", "2/", "a/b"] {
            assert_eq!(
                wrong.parse::<Shard>().err(),
                Some(format!("'{wrong}' is not a part like 1/4"))
            );
        }
    }
}
