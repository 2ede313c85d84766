//! The whole run: list, weave, build, survey, try each mutant, report.

use crate::{
    equivalent, ledger,
    ledger::{Ledger, Trial},
    list,
    list::Mutant,
    report::Report,
    tree::Tree,
    trial::{self, Runner, Test, Verdict},
    woven_build,
};
use anyhow::Context;
use std::{
    collections::{BTreeSet, VecDeque},
    fs,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    thread,
    time::Duration,
};

/// After how many mutants the run says how far it is.
const PER_NOTE: usize = 100;

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
    /// Whether to forget what earlier runs found.
    pub again: bool,
}

/// What is told of what is being done.
type Note<'a> = &'a (dyn Fn(&str) + Sync);

/// What every trial of a run looks at.
struct Session<'a> {
    mutants: &'a [Mutant],
    /// The mutants that are listed as equivalent.
    known: &'a BTreeSet<u32>,
    ledger: &'a Ledger,
    note: Note<'a>,
}

impl Session<'_> {
    /// Writes down how a trial ended, and says so where no test failed.
    fn end(&self, trial: Trial) -> anyhow::Result<()> {
        if trial.verdict == Verdict::Missed
            && !self.known.contains(&trial.number)
            && let Some(mutant) = mutant(self.mutants, trial.number)
        {
            let reached = trial
                .reached_by
                .map_or_else(String::new, |tests| format!(" ({tests} reach it)"));
            (self.note)(&format!("no test fails: {}{reached}", mutant.name));
        }
        self.ledger.note(trial)
    }
}

impl Hunt {
    /// Tries every mutant that is asked for and that no earlier run of the same code has tried; `note` is told what is being
    /// done.
    ///
    /// # Errors
    /// Something cannot be read, built or run, or a test fails without a mutant.
    pub fn run(&self, note: Note<'_>) -> anyhow::Result<Report> {
        let mutants = list::all(&self.tool, &self.root, &self.package)?;
        // From here on all is read from a copy: the checkout may be edited while the run goes on.
        let copy = self.copy("alone")?;
        let entries = equivalent::read(&copy.root().join(&self.equivalent))?;
        let resolved = equivalent::resolve(&entries, &mutants, copy.root())?;
        let known: BTreeSet<u32> = resolved.iter().flatten().copied().collect();
        let chosen = self.choose(&mutants);
        let mut ledger = self.ledger(&mutants, &copy)?;
        let is_done = |number: &u32| {
            ledger
                .trial(*number)
                .is_some_and(|trial| self.is_final(&trial, &known))
        };
        let open: Vec<u32> = chosen
            .iter()
            .copied()
            .filter(|number| !is_done(number))
            .collect();
        note(&format!(
            "{} of {} mutants, of which {} have been tried before",
            chosen.len(),
            mutants.len(),
            chosen.len().saturating_sub(open.len())
        ));
        if !open.is_empty() {
            self.try_open(&mutants, &copy, &open, &known, &mut ledger, note)?;
        }
        let trials = chosen
            .iter()
            .filter_map(|number| ledger.trial(*number))
            .collect();
        Report::new(&mutants, trials, &entries, &resolved, copy.root())
    }

    fn copy(&self, name: &str) -> anyhow::Result<Tree> {
        let folder = self.folder.join(name);
        Tree::copy(&self.root, &self.inside, &self.package, &folder)
    }

    fn ledger(&self, mutants: &[Mutant], copy: &Tree) -> anyhow::Result<Ledger> {
        let path = self.folder.join("results.jsonl");
        if self.again {
            Ledger::forget(&path)?;
        }
        let cases = [self.quick, self.thorough];
        let code = ledger::digest(
            copy.root(),
            &self.inside,
            &self.equivalent,
            &copy.build()?,
            mutants,
            &cases,
        )?;
        Ledger::open(&path, &code)
    }

    /// Whether a mutant need not be tried any more: what is taken off the list of equivalents has yet to be tried thoroughly.
    fn is_final(&self, trial: &Trial, known: &BTreeSet<u32>) -> bool {
        trial.verdict != Verdict::Missed
            || trial.reached_by.is_none()
            || trial.cases >= self.thorough
            || known.contains(&trial.number)
    }

    fn try_open(
        &self,
        mutants: &[Mutant],
        copy: &Tree,
        open: &[u32],
        known: &BTreeSet<u32>,
        ledger: &mut Ledger,
        note: Note<'_>,
    ) -> anyhow::Result<()> {
        let woven = self.copy("woven")?;
        let left_out = woven_build::weave_all(
            &woven,
            copy.root(),
            &self.inside,
            mutants,
            ledger.left_out(),
            note,
        )?;
        ledger.note_left_out(&left_out)?;
        note("building the tests with every mutant behind a switch");
        let binaries = woven
            .build_tests("release", &self.tests)?
            .context("the tests do not compile against the woven crate")?;
        let runner = Runner {
            binaries,
            folder: woven.crate_folder(),
            scratch: self.folder.join("scratch"),
            surveyed: self.quick,
        };
        note("running each test to see which mutants it reaches");
        let tests = runner.survey()?;
        let (alone, switched): (Vec<u32>, Vec<u32>) = open
            .iter()
            .copied()
            .partition(|number| left_out.contains(number));
        note(&format!(
            "{} tests; trying {} mutants",
            tests.len(),
            switched.len()
        ));
        let session = Session {
            mutants,
            known,
            ledger,
            note,
        };
        self.switch(&session, &runner, &tests, &switched)?;
        self.alone(&session, copy, &tests, &alone)
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
        session: &Session<'_>,
        runner: &Runner,
        tests: &[Test],
        switched: &[u32],
    ) -> anyhow::Result<()> {
        let reaching = trial::by_mutant(tests);
        let queue: Mutex<VecDeque<u32>> = Mutex::new(switched.iter().copied().collect());
        let work = || -> anyhow::Result<()> {
            loop {
                let (next, left) = {
                    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
                    (queue.pop_front(), queue.len())
                };
                let Some(number) = next else {
                    return Ok(());
                };
                let tests = reaching.get(&number).map_or(&[][..], Vec::as_slice);
                let (mut verdict, mut used) =
                    runner.try_switch(number, tests.iter().copied(), self.quick)?;
                let mut cases = self.quick;
                if verdict == Verdict::Missed && !session.known.contains(&number) {
                    let properties = tests.iter().copied().filter(|test| test.is_property());
                    let (thorough, more) = runner.try_switch(number, properties, self.thorough)?;
                    (verdict, cases) = (thorough, self.thorough);
                    used = used.saturating_add(more);
                }
                session.end(Trial {
                    number,
                    verdict,
                    cases,
                    reached_by: Some(tests.len()),
                    milliseconds: milliseconds(used),
                })?;
                if left > 0 && left.is_multiple_of(PER_NOTE) {
                    (session.note)(&format!("{left} to go"));
                }
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
        })
    }

    /// Compiles each mutant by itself, in `tree`, which is otherwise as it was copied.
    fn alone(
        &self,
        session: &Session<'_>,
        tree: &Tree,
        tests: &[Test],
        numbers: &[u32],
    ) -> anyhow::Result<()> {
        if numbers.is_empty() {
            return Ok(());
        }
        (session.note)(&format!(
            "{} mutants are compiled by themselves",
            numbers.len()
        ));
        for (number, left) in numbers.iter().zip((0..numbers.len()).rev()) {
            let Some(mutant) = mutant(session.mutants, *number) else {
                continue;
            };
            let source = fs::read_to_string(tree.root().join(&mutant.file))
                .with_context(|| mutant.file.clone())?;
            let range = mutant
                .span
                .bytes(&source)
                .context("a mutant outside of its file")?;
            let mut mutated = source.clone();
            mutated.replace_range(range, &mutant.replacement);
            tree.write(&mutant.file, &mutated)?;
            let (verdict, used) = self.try_alone(tree, tests)?;
            tree.write(&mutant.file, &source)?;
            session.end(Trial {
                number: *number,
                verdict,
                cases: self.quick,
                reached_by: None,
                milliseconds: milliseconds(used),
            })?;
            if left > 0 && left.is_multiple_of(PER_NOTE / 10) {
                (session.note)(&format!("{left} to go"));
            }
        }
        Ok(())
    }

    /// Builds a tree with one mutant and runs its tests.
    fn try_alone(&self, tree: &Tree, tests: &[Test]) -> anyhow::Result<(Verdict, Duration)> {
        let unviable = (Verdict::Unviable, Duration::ZERO);
        let check = tree.cargo(&["check", "--lib", "--profile", "mutant"])?;
        if !check.status.success() {
            return Ok(unviable);
        }
        let Some(binaries) = tree.build_tests("mutant", &self.tests)? else {
            return Ok(unviable);
        };
        let runner = Runner {
            binaries,
            folder: tree.crate_folder(),
            scratch: self.folder.join("scratch"),
            surveyed: self.quick,
        };
        runner.try_alone(tests, self.quick)
    }
}

fn mutant(mutants: &[Mutant], number: u32) -> Option<&Mutant> {
    usize::try_from(number).ok().and_then(|at| mutants.get(at))
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
