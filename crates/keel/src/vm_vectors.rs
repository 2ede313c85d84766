//! `cargo keel vm-vectors FILE…`: runs conformance vectors of the Stylus VM and says what differs.
//!
//! One line per difference: vector, field, what was expected, what was got. With `--json` the lines go to standard error and
//! standard output holds the summary alone.

use anyhow::{Context, bail};
use clap::Args;
use devnet::vectors::{Failure, VectorError, read_file, run_vectors, vector_files};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Vector files (JSON, or JSON packed with gzip); of a folder, every vector file in it
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Print a summary as JSON: {"total","passed","failed":[names]}
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Default, Serialize)]
struct Summary {
    total: usize,
    passed: usize,
    failed: Vec<String>,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let mut summary = Summary::default();
    for path in &options.files {
        if path.is_dir() {
            run_folder(path, &options, &mut summary)?;
        } else {
            let text = read_file(path)?;
            run_text(path, &text, &options, &mut summary)
                .with_context(|| path.display().to_string())?;
        }
    }
    if options.json {
        println!("{}", serde_json::to_string(&summary)?);
    } else {
        let failed = summary.failed.len();
        println!("{} passed, {failed} failed", summary.passed);
    }
    match summary.failed.len() {
        0 => Ok(()),
        failed => bail!("{failed} of {} vectors differ", summary.total),
    }
}

/// Runs the vector files of a folder; other JSON may lie beside them, but not nothing else.
fn run_folder(folder: &Path, options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    let mut ran = false;
    for path in vector_files(folder)? {
        let text = read_file(&path)?;
        match run_text(&path, &text, options, summary) {
            Ok(()) => ran = true,
            Err(error @ (VectorError::Json(_) | VectorError::Format { .. })) => {
                eprintln!("skipped {}: {error}", path.display());
            }
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        }
    }
    if !ran {
        bail!("{} holds no vector file", folder.display());
    }
    Ok(())
}

fn run_text(
    path: &Path,
    text: &str,
    options: &Options,
    summary: &mut Summary,
) -> Result<(), VectorError> {
    let report = run_vectors(text)?;
    let held = report.passed.len().saturating_add(report.failed.len());
    if let Some(announced) = report.announced {
        eprintln!(
            "warning: {} announces {announced} vectors and holds {held}",
            path.display()
        );
    }
    for failure in &report.failed {
        show(failure, options.json);
    }
    summary.total = summary.total.saturating_add(held);
    summary.passed = summary.passed.saturating_add(report.passed.len());
    let names = report.failed.into_iter().map(|failure| failure.name);
    summary.failed.extend(names);
    Ok(())
}

fn show(failure: &Failure, json: bool) {
    for difference in &failure.differences {
        let line = format!("{}: {difference}", failure.name);
        if json {
            eprintln!("{line}");
        } else {
            println!("{line}");
        }
    }
}
