//! `cargo keel mutants`: breaks the code in each of the ways of `tests/mutants/` and says whether the named test noticed.
//!
//! Works in a tree of its own under `target/mutants`, made from the last commit, so that the checkout is left alone. A mutant is
//! caught when it compiles and the one test that its header names runs and fails; anything else is a miss.

mod generated;
mod hits;

use crate::{programs, progress::Progress, workspace};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use comfy_table::{Table, presets};
use hits::Hits;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

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

/// The checkout of the last commit that is broken and mended again.
struct Tree {
    root: PathBuf,
    folder: PathBuf,
}

impl Tree {
    fn new(root: &Path, progress: &Progress) -> anyhow::Result<Self> {
        let folder = root.join("target/mutants");
        progress.step("checking out the last commit into target/mutants");
        let tree = Self {
            root: root.to_path_buf(),
            folder,
        };
        if tree.folder.join("Cargo.toml").is_file() {
            tree.mend()?;
            let head = run_in(root, "git", &["rev-parse", "HEAD"])?;
            run_in(
                &tree.folder,
                "git",
                &["checkout", "--quiet", "--detach", head.trim()],
            )?;
        } else {
            run_in(root, "git", &["worktree", "prune"])?;
            let path = tree.folder.to_string_lossy().into_owned();
            run_in(
                root,
                "git",
                &["worktree", "add", "--quiet", "--force", "--detach", &path],
            )?;
        }
        Ok(tree)
    }

    fn mend(&self) -> anyhow::Result<()> {
        run_in(&self.folder, "git", &["checkout", "--quiet", "--", "."]).map(drop)
    }

    /// The stories run from the checkout; only the programs come from the broken tree.
    fn prepare_stories(&self, progress: &Progress) -> anyhow::Result<()> {
        progress.step("building the stories and the programs as they are");
        run_in(
            &self.root,
            "cargo",
            &[
                "test",
                "--release",
                "--quiet",
                "-p",
                "e2e",
                "--test",
                "stories",
                "--no-run",
            ],
        )?;
        self.build(&[]).map(drop)
    }

    /// Runs the properties that must catch a mutant, on the code as it is: the runner counts their cases.
    fn count_hits(&self, mutants: &[Mutant], progress: &Progress) -> anyhow::Result<Vec<Hits>> {
        let mut properties: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for mutant in mutants {
            if let Breaks::Package { package, test } = &mutant.breaks {
                let of_binary = properties.entry((package, test)).or_default();
                of_binary.insert(&mutant.caught_by);
            }
        }
        let folder = self.root.join("target/mutants-hits");
        let mut all = Vec::new();
        for ((package, test), names) in properties {
            progress.step(&format!(
                "running the {} tests of {package} on the code as it is",
                names.len()
            ));
            hits::clear(&folder)?;
            let mut arguments = vec![
                "test",
                "--release",
                "--quiet",
                "-p",
                package,
                "--test",
                test,
            ];
            arguments.extend(["--", "--exact"]);
            arguments.extend(&names);
            let output = cargo(
                &self.folder,
                &self.root.join("target/mutants-build"),
                &arguments,
                &[("KEEL_HITS", &folder)],
            )
            .map_err(anyhow::Error::msg)?;
            let summary = String::from_utf8_lossy(&output.stdout);
            if !summary.contains(&format!("ok. {} passed; 0 failed", names.len())) {
                bail!(
                    "the {} tests of {package} do not all pass on the code as it is:\n{summary}",
                    names.len()
                );
            }
            all.extend(hits::read(&folder)?);
        }
        Ok(all)
    }

    fn build(&self, program: &[&str]) -> anyhow::Result<()> {
        let keel = std::env::current_exe().context("the running command line has no path")?;
        let output = Command::new(keel)
            .arg("build")
            .args(program)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()
            .context("the programs could not be built")?;
        if !output.status.success() {
            bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(())
    }

    fn try_out(&self, mutant: &Mutant) -> anyhow::Result<Outcome> {
        let patch = mutant.patch.to_string_lossy().into_owned();
        let why = match run_in(&self.folder, "git", &["apply", &patch]) {
            Ok(_) => self.watch(mutant),
            Err(_) => Err("the patch does not apply".to_owned()),
        };
        self.mend()?;
        if let Breaks::Program(program) = mutant.breaks {
            self.build(&[program])?;
        }
        Ok(Outcome {
            mutant: mutant.name.clone(),
            caught_by: mutant.caught_by.clone(),
            caught: why.is_ok(),
            why: why.unwrap_or_else(|why| why),
        })
    }

    /// Runs the test that must notice: `Ok` says what failed, `Err` why the mutant was missed.
    fn watch(&self, mutant: &Mutant) -> Result<String, String> {
        let filter = ["--", "--exact", &mutant.caught_by];
        let output = match &mutant.breaks {
            Breaks::Package { package, test } => {
                let build = [
                    "test",
                    "--release",
                    "--quiet",
                    "-p",
                    package,
                    "--test",
                    test,
                ];
                let target = self.root.join("target/mutants-build");
                let compiled = cargo(
                    &self.folder,
                    &target,
                    &[&build[..], &["--no-run"]].concat(),
                    &[],
                )?;
                if !compiled.status.success() {
                    return Err("it does not compile".to_owned());
                }
                cargo(&self.folder, &target, &[&build[..], &filter].concat(), &[])?
            }
            Breaks::Program(program) => {
                self.build(&[program])
                    .map_err(|_| "it does not compile".to_owned())?;
                let build = [
                    "test",
                    "--release",
                    "--quiet",
                    "-p",
                    "e2e",
                    "--test",
                    "stories",
                ];
                let built = self.folder.join("target/keel/programs");
                let environment = [("KEEL_PROGRAMS", built.as_path())];
                cargo(
                    &self.root,
                    &self.root.join("target"),
                    &[&build[..], &filter].concat(),
                    &environment,
                )?
            }
        };
        verdict(&String::from_utf8_lossy(&output.stdout))
    }
}

/// What the test runner's summary says of the one test that ran.
fn verdict(stdout: &str) -> Result<String, String> {
    if stdout.contains("no world to play in") {
        // The chain did not even start: that says nothing about the mutant.
        return Err("the story could not be played".to_owned());
    }
    if stdout.contains("FAILED. 0 passed; 1 failed") {
        Ok("its test fails".to_owned())
    } else if stdout.contains("ok. 1 passed; 0 failed") {
        Err("its test passes".to_owned())
    } else {
        Err("its test did not run".to_owned())
    }
}

fn cargo(
    folder: &Path,
    target: &Path,
    arguments: &[&str],
    environment: &[(&str, &Path)],
) -> Result<Output, String> {
    Command::new("cargo")
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cargo could not be run: {error}"))
}

fn run_in(folder: &Path, program: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{program} could not be run"))?;
    if !output.status.success() {
        bail!(
            "{program} {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
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

#[cfg(test)]
mod tests {
    use super::verdict;

    #[test]
    fn only_a_test_that_ran_and_failed_catches() {
        let summary = |text: &str| format!("test result: {text}; 0 ignored\n");
        assert!(verdict(&summary("FAILED. 0 passed; 1 failed")).is_ok());
        assert_eq!(
            verdict(&summary("ok. 1 passed; 0 failed")),
            Err("its test passes".to_owned())
        );
        assert_eq!(
            verdict(&summary("ok. 0 passed; 0 failed")),
            Err("its test did not run".to_owned())
        );
        assert_eq!(verdict(""), Err("its test did not run".to_owned()));
        let broken = format!(
            "no world to play in\n{}",
            summary("FAILED. 0 passed; 1 failed")
        );
        assert_eq!(
            verdict(&broken),
            Err("the story could not be played".to_owned())
        );
    }
}
