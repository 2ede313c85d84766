//! `cargo keel mutants`: breaks the code in each of the ways of `tests/mutants/` and says whether the named test noticed.
//!
//! Works in a tree of its own under `target/mutants`, made from the last commit, so that the checkout is left alone. A mutant is
//! caught when it compiles and the one test that its header names runs and fails; anything else is a miss.

mod generated;
mod hits;
mod tree;

use crate::{programs, progress::Progress, workspace};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use comfy_table::{Table, presets};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tree::Tree;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Only the patches whose name contains one of these
    names: Vec<String>,

    /// Which mutants: of the math crate (minutes), of the programs (a build and a story each), or both
    #[arg(long, value_enum, default_value_t = Room::Math)]
    room: Room,

    /// Instead of the patches, all that cargo-mutants would change in the math crate, against all of its tests
    #[arg(long, conflicts_with = "room")]
    generated: bool,

    /// With --generated: only the k-th of n equal parts, like 1/4
    #[arg(long, requires = "generated", value_name = "K/N")]
    shard: Option<generated::Shard>,

    /// With --generated: mutants tried at the same time; one for each processor when it is not given
    #[arg(long, requires = "generated", value_name = "N")]
    jobs: Option<usize>,

    /// With --generated: forget what earlier runs of the same code found, instead of going on where they stopped
    #[arg(long, requires = "generated")]
    again: bool,

    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

/// A folder of patches.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Room {
    Math,
    Contracts,
    All,
}

/// One patch and its header.
struct Mutant {
    name: String,
    patch: PathBuf,
    caught_by: String,
    breaks: Breaks,
}

/// What a patch breaks, and so what has to be built before its test can notice.
enum Breaks {
    /// The package whose own test is run.
    Package { package: String, test: String },
    /// The program that is built before a story plays it.
    Program(&'static str),
}

/// What became of a mutant.
#[derive(Serialize)]
struct Outcome {
    mutant: String,
    caught_by: String,
    caught: bool,
    why: String,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    if options.generated {
        let shard = options.shard.unwrap_or(generated::Shard::WHOLE);
        return generated::run(&generated::Request {
            names: &options.names,
            shard,
            jobs: options.jobs,
            again: options.again,
            json: options.json,
        });
    }
    let root = workspace::root()?;
    let progress = Progress::new(options.json);
    let mutants = select(&root, &options)?;
    let tree = Tree::new(&root, &progress)?;
    if mutants
        .iter()
        .any(|mutant| matches!(mutant.breaks, Breaks::Program(_)))
    {
        tree.prepare_stories(&progress)?;
    }
    let hits = tree.count_hits(&mutants, &progress)?;
    let mut outcomes = Vec::new();
    for mutant in &mutants {
        let outcome = tree.try_out(mutant)?;
        let word = if outcome.caught { "caught" } else { "MISSED" };
        progress.step(&format!("{word}: {} ({})", mutant.name, outcome.why));
        outcomes.push(outcome);
    }

    let missed = outcomes.iter().filter(|outcome| !outcome.caught).count();
    if options.json {
        let report = serde_json::json!({
            "total": outcomes.len(),
            "caught": outcomes.len().saturating_sub(missed),
            "missed": missed,
            "mutants": outcomes,
            "properties": hits,
        });
        println!("{report:#}");
    } else {
        println!("{}", table(&outcomes));
        println!("{}", hits::table(&hits));
        println!("{} mutants, {missed} missed", outcomes.len());
    }
    if missed > 0 {
        bail!("{missed} of {} mutants were missed", outcomes.len());
    }
    Ok(())
}

/// The patches that are asked for, in order of their names.
fn select(root: &Path, options: &Options) -> anyhow::Result<Vec<Mutant>> {
    let rooms: &[&str] = match options.room {
        Room::Math => &["math"],
        Room::Contracts => &["contracts"],
        Room::All => &["math", "contracts"],
    };
    let mut mutants = Vec::new();
    for room in rooms {
        let folder = root.join("tests/mutants").join(room);
        for entry in
            fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?
        {
            let patch = entry.context("tests/mutants cannot be listed")?.path();
            if patch
                .extension()
                .is_some_and(|extension| extension == "patch")
            {
                mutants.push(read(patch)?);
            }
        }
    }
    mutants.sort_by(|one, other| one.name.cmp(&other.name));
    mutants.retain(|mutant| {
        options.names.is_empty() || options.names.iter().any(|name| mutant.name.contains(name))
    });
    if mutants.is_empty() {
        bail!("no mutant's name contains {}", options.names.join(" or "));
    }
    Ok(mutants)
}

fn read(patch: PathBuf) -> anyhow::Result<Mutant> {
    let name = patch
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .context("a patch without a name")?;
    let text = fs::read_to_string(&patch).with_context(|| format!("{name} cannot be read"))?;
    let header = |key: &str| {
        text.lines()
            .take_while(|line| !line.starts_with("--- "))
            .find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
            .map(str::to_owned)
    };
    let caught_by = header("Caught-by")
        .with_context(|| format!("{name} does not say which test catches it"))?;
    let breaks = match (header("Program"), header("Package"), header("Test")) {
        (Some(program), _, _) => match programs::ALL.iter().find(|known| **known == program) {
            Some(known) => Breaks::Program(known),
            None => bail!(
                "{name} breaks the program '{program}'; there are {}",
                programs::ALL.join(", ")
            ),
        },
        (None, Some(package), Some(test)) => Breaks::Package { package, test },
        _ => bail!("{name} names neither a program nor a package with its test"),
    };
    Ok(Mutant {
        name,
        patch,
        caught_by,
        breaks,
    })
}

fn table(outcomes: &[Outcome]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "mutant",
        "must be caught by",
        "outcome",
    ]);
    for outcome in outcomes {
        let word = if outcome.caught { "caught" } else { "MISSED" };
        table.add_row([
            &outcome.mutant,
            &outcome.caught_by,
            &format!("{word}: {}", outcome.why),
        ]);
    }
    table
}
