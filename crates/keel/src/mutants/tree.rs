//! The tree in which code is broken and mended again, and the tests that are run in it.

use super::{
    Breaks, Mutant, Outcome,
    hits::{self, Hits},
};
use crate::progress::Progress;
use anyhow::{Context, bail};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// The checkout of the last commit that is broken and mended again.
pub(super) struct Tree {
    root: PathBuf,
    folder: PathBuf,
}

impl Tree {
    pub(super) fn new(root: &Path, progress: &Progress) -> anyhow::Result<Self> {
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
    pub(super) fn prepare_stories(&self, progress: &Progress) -> anyhow::Result<()> {
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
    pub(super) fn count_hits(
        &self,
        mutants: &[Mutant],
        progress: &Progress,
    ) -> anyhow::Result<Vec<Hits>> {
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
            let mut arguments = test_of(package, test);
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

    pub(super) fn try_out(&self, mutant: &Mutant) -> anyhow::Result<Outcome> {
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
                let build = test_of(package, test);
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

/// Runs a test of a package. What is broken is built once for each patch and run for seconds, so the package is not optimised:
/// that takes a quarter of the time.
fn test_of<'a>(package: &'a str, test: &'a str) -> Vec<&'a str> {
    vec![
        "test",
        "--release",
        "--quiet",
        "--config",
        "profile.release.opt-level=0",
        "--config",
        "profile.release.package.'*'.opt-level=2",
        "-p",
        package,
        "--test",
        test,
    ]
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
