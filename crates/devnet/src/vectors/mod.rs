//! Conformance vectors of the Stylus VM: reads them, runs them, and says what differs.
//!
//! The format is described in `vectors/SCHEMA.md` beside this crate's sources. Whatever the schema calls binding is
//! compared, host-call traces included.

mod case;
mod compare;
mod run;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::evm::{ChainRules, ExecError, Executor};

/// How a file of vectors fared.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Names of the vectors without a difference.
    pub passed: Vec<String>,
    /// The others.
    pub failed: Vec<Failure>,
}

/// A vector that did not come out as measured.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Its name.
    pub name: String,
    /// What differs, one line each.
    pub differences: Vec<String>,
}

/// The file cannot be run at all.
#[derive(Debug, thiserror::Error)]
pub enum VectorError {
    /// It is no JSON, or JSON of another shape.
    #[error("the vectors cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// The machine could not be set up.
    #[error(transparent)]
    Machine(#[from] ExecError),
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    vectors: Vec<&'a RawValue>,
}

/// Runs every vector of a file.
///
/// # Errors
/// [`VectorError`] if the text is no vector file; a vector that differs is in the report instead.
pub fn run_vectors(json: &str) -> Result<Report, VectorError> {
    let file: File<'_> = serde_json::from_str(json)?;
    let executor = Executor::new(ChainRules {
        debug: false,
        ..ChainRules::dev()
    })?;
    let mut report = Report::default();
    for text in file.vectors {
        let vector: Value = serde_json::from_str(text.get())?;
        let name = vector
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or("unnamed")
            .to_owned();
        let differences = check(&executor, text, &vector).unwrap_or_else(|error| vec![error]);
        if differences.is_empty() {
            report.passed.push(name);
        } else {
            report.failed.push(Failure { name, differences });
        }
    }
    Ok(report)
}

fn check(executor: &Executor, text: &RawValue, vector: &Value) -> Result<Vec<String>, String> {
    let case = case::Case::read(text, vector)?;
    let expect = vector.get("expect").ok_or("no expectation")?;
    match vector.get("kind").and_then(Value::as_str) {
        Some("activate") => Ok(compare::activation(&case, expect)),
        Some("run") => {
            let observed = run::run(executor, &case)?;
            Ok(compare::run(&case, &observed, expect))
        }
        other => Err(format!("unknown kind {other:?}")),
    }
}
