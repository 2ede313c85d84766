//! `cargo keel prove`: has z3 prove the lemmas of `proofs/` and refute their mutants.
//!
//! A file holds goals, each an `(echo "lemma: …")` or `(echo "mutant: …")` before one `(check-sat)` of the negated claim. A
//! lemma is proved by `unsat`; a mutant, which is the same law with one mistake, must be `sat`: z3 has found numbers
//! that break it, so the lemma was not empty.

use crate::{progress::Progress, workspace};
use anyhow::{Context, bail};
use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

/// The solver, from Python's registry.
const SOLVER: &str = "z3-solver==5.4.0.0";

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Only the files whose name begins so, for example V3
    names: Vec<String>,

    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,

    /// Seconds for each goal before it counts as not proved
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    timeout: u32,
}

/// What a goal claims.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Lemma,
    Mutant,
}

/// One goal and what z3 said.
#[derive(Serialize, Debug, PartialEq)]
struct Goal {
    kind: Kind,
    claim: String,
    /// `unsat`, `sat`, `unknown`, `timeout` or z3's complaint.
    answer: String,
    ok: bool,
}

/// One file of `proofs/`.
#[derive(Serialize)]
struct Proof {
    law: String,
    goals: Vec<Goal>,
    milliseconds: u128,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(options.json);
    let files = select(&root.join("proofs"), &options.names)?;
    let solver = solver(&root, &progress)?;
    let mut proofs = Vec::new();
    for file in &files {
        proofs.push(prove(&solver, file, options.timeout)?);
    }

    let goals = || proofs.iter().flat_map(|proof| &proof.goals);
    let (total, failed) = (goals().count(), goals().filter(|goal| !goal.ok).count());
    if options.json {
        let report = serde_json::json!({ "total": total, "failed": failed, "proofs": proofs });
        println!("{report:#}");
    } else {
        println!("{}", table(&proofs));
        for proof in &proofs {
            for goal in proof.goals.iter().filter(|goal| !goal.ok) {
                println!(
                    "{}: {:?}: {}: {}",
                    proof.law, goal.kind, goal.claim, goal.answer
                );
            }
        }
        println!("{total} goals, {failed} failed");
    }
    if failed > 0 {
        bail!("{failed} of {total} goals failed");
    }
    Ok(())
}

/// The files of `folder` that are asked for, in order.
fn select(folder: &Path, names: &[String]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?
    {
        let path = entry.context("proofs/ cannot be listed")?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "smt2")
        {
            files.push(path);
        }
    }
    files.sort();
    for name in names {
        if !files
            .iter()
            .any(|file| law(file).starts_with(name.as_str()))
        {
            let known: Vec<_> = files.iter().map(|file| law(file)).collect();
            bail!(
                "no proof begins with '{name}'; there are {}",
                known.join(", ")
            );
        }
    }
    files.retain(|file| {
        names.is_empty()
            || names
                .iter()
                .any(|name| law(file).starts_with(name.as_str()))
    });
    Ok(files)
}

fn law(file: &Path) -> String {
    file.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// z3 of the pinned version, installed into a folder of the checkout when it is not there.
fn solver(root: &Path, progress: &Progress) -> anyhow::Result<PathBuf> {
    let home = root.join("target/keel").join(SOLVER.replace("==", "-"));
    let binary = home.join("bin/z3");
    if binary.is_file() {
        return Ok(binary);
    }
    progress.step(&format!("installing {SOLVER} from Python's registry"));
    step(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&home),
    )
    .context("python3 with its venv module is needed to install z3")?;
    step(Command::new(home.join("bin/python")).args(["-m", "pip", "install", "--quiet", SOLVER]))
        .with_context(|| format!("{SOLVER} could not be installed"))?;
    if !binary.is_file() {
        bail!("{SOLVER} brought no bin/z3");
    }
    Ok(binary)
}

fn step(command: &mut Command) -> anyhow::Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| {
        format!(
            "{} could not be run",
            command.get_program().to_string_lossy()
        )
    })?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

fn prove(solver: &Path, file: &Path, timeout_s: u32) -> anyhow::Result<Proof> {
    let started = Instant::now();
    let source =
        fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let output = Command::new(solver)
        .arg(format!("-t:{}", u64::from(timeout_s).saturating_mul(1_000)))
        .arg(file)
        .stdin(Stdio::null())
        .output()
        .context("z3 could not be run")?;
    let answers = String::from_utf8_lossy(&output.stdout);
    let goals = read_answers(&source, &answers)
        .with_context(|| format!("{} is not a file of goals", file.display()))?;
    Ok(Proof {
        law: law(file),
        goals,
        milliseconds: started.elapsed().as_millis(),
    })
}

/// Pairs each goal that the source states with what z3 answered after its echo; a goal without an answer has failed.
fn read_answers(source: &str, answers: &str) -> anyhow::Result<Vec<Goal>> {
    let stated: Vec<_> = source.lines().filter_map(stated_goal).collect();
    let has = |kind| stated.iter().any(|(stated, _)| *stated == kind);
    if !has(Kind::Lemma) || !has(Kind::Mutant) {
        bail!(
            "it states {} goals; at least a lemma and a mutant are needed",
            stated.len()
        );
    }
    if source.matches("(check-sat)").count() != stated.len() {
        bail!(
            "it states {} goals, but asks (check-sat) another number of times",
            stated.len()
        );
    }
    let goals = stated
        .into_iter()
        .map(|(kind, claim)| {
            let echo = match kind {
                Kind::Lemma => format!("lemma: {claim}"),
                Kind::Mutant => format!("mutant: {claim}"),
            };
            let mut after = answers.lines().skip_while(|line| *line != echo).skip(1);
            let answer = after.next().unwrap_or("no answer").to_owned();
            let ok = match kind {
                Kind::Lemma => answer == "unsat",
                Kind::Mutant => answer == "sat",
            };
            Goal {
                kind,
                claim,
                answer,
                ok,
            }
        })
        .collect();
    Ok(goals)
}

fn stated_goal(line: &str) -> Option<(Kind, String)> {
    let echoed = line.strip_prefix("(echo \"")?.strip_suffix("\")")?;
    let (kind, claim) = echoed.split_once(": ")?;
    let kind = match kind {
        "lemma" => Kind::Lemma,
        "mutant" => Kind::Mutant,
        _ => return None,
    };
    Some((kind, claim.to_owned()))
}

fn table(proofs: &[Proof]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "law",
        "lemmas proved",
        "mutants refuted",
        "ms",
    ]);
    for proof in proofs {
        let share = |kind| {
            let of_kind = || proof.goals.iter().filter(move |goal| goal.kind == kind);
            format!(
                "{} of {}",
                of_kind().filter(|goal| goal.ok).count(),
                of_kind().count()
            )
        };
        table.add_row([
            proof.law.clone(),
            share(Kind::Lemma),
            share(Kind::Mutant),
            proof.milliseconds.to_string(),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Goal, Kind, read_answers};

    const SOURCE: &str =
        "(echo \"lemma: a\")\n(push) (check-sat) (pop)\n(echo \"mutant: b\")\n(check-sat)\n";

    fn outcome(answers: &str) -> Vec<bool> {
        let goals = read_answers(SOURCE, answers).expect("the source states two goals");
        goals.iter().map(|goal: &Goal| goal.ok).collect()
    }

    #[test]
    fn only_unsat_proves_a_lemma_and_only_sat_refutes_a_mutant() {
        assert_eq!(outcome("lemma: a\nunsat\nmutant: b\nsat\n"), [true, true]);
        assert_eq!(outcome("lemma: a\nsat\nmutant: b\nunsat\n"), [false, false]);
        assert_eq!(
            outcome("lemma: a\nunknown\nmutant: b\ntimeout\n"),
            [false, false]
        );
    }

    #[test]
    fn a_goal_without_an_answer_has_failed() {
        assert_eq!(outcome("(error \"line 1\")\n"), [false, false]);
        assert_eq!(outcome("lemma: a\nunsat\nmutant: b\n"), [true, false]);
    }

    #[test]
    fn a_file_without_a_mutant_is_refused() {
        assert!(read_answers("(echo \"lemma: a\")\n(check-sat)\n", "").is_err());
    }

    #[test]
    fn a_question_without_a_claim_is_refused() {
        let source = format!("{SOURCE}(check-sat)\n");
        assert!(read_answers(&source, "").is_err());
        assert_eq!(
            read_answers(SOURCE, "").expect("two goals")[1].kind,
            Kind::Mutant
        );
    }
}
