//! Conformance vectors of the Stylus VM: reads them, runs them, and says what differs.
//!
//! The format is described in `vectors/SCHEMA.md` beside this crate's sources. Whatever the schema calls binding is
//! compared, host-call traces included; a field the schema does not know fails its vector instead of going unread.

mod case;
mod compare;
mod difference;
mod file;
mod run;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::evm::{ChainRules, ExecError, Executor};

pub use difference::Difference;
pub use file::{FileError, read_file, vector_files};

/// What a vector file calls itself.
pub const FORMAT: &str = "stylus-vm-conformance-1";

/// How a file of vectors fared.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Names of the vectors without a difference.
    pub passed: Vec<String>,
    /// The others.
    pub failed: Vec<Failure>,
    /// The number of vectors the file announces, if it is not the number it holds.
    pub announced: Option<u64>,
}

/// A vector that did not come out as measured.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Its name.
    pub name: String,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// The file cannot be run at all.
#[derive(Debug, thiserror::Error)]
pub enum VectorError {
    /// It is no JSON, or JSON of another shape.
    #[error("not a vector file: {0}")]
    Json(#[from] serde_json::Error),
    /// It is of another format.
    #[error("format is {found:?}, expected {FORMAT:?}")]
    Format {
        /// What the file calls itself.
        found: String,
    },
    /// The machine could not be set up.
    #[error(transparent)]
    Machine(#[from] ExecError),
}

#[derive(Deserialize)]
struct File<'a> {
    format: String,
    count: Option<u64>,
    #[serde(borrow)]
    vectors: Vec<&'a RawValue>,
}

/// Runs every vector of a file.
///
/// # Errors
/// [`VectorError`] if the text is no vector file; a vector that differs is in the report instead.
pub fn run_vectors(json: &str) -> Result<Report, VectorError> {
    let file: File<'_> = serde_json::from_str(json)?;
    if file.format != FORMAT {
        return Err(VectorError::Format { found: file.format });
    }
    let executor = Executor::new(ChainRules {
        debug: false,
        ..ChainRules::dev()
    })?;
    let held = u64::try_from(file.vectors.len()).unwrap_or(u64::MAX);
    let mut report = Report {
        announced: file.count.filter(|announced| *announced != held),
        ..Report::default()
    };
    for text in file.vectors {
        let vector: Value = serde_json::from_str(text.get())?;
        let name = vector
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or("(unnamed)")
            .to_owned();
        let differences = check(&executor, text, &vector)
            .unwrap_or_else(|problem| vec![Difference::unusable(problem)]);
        if differences.is_empty() {
            report.passed.push(name);
        } else {
            report.failed.push(Failure { name, differences });
        }
    }
    Ok(report)
}

fn check(executor: &Executor, text: &RawValue, vector: &Value) -> Result<Vec<Difference>, String> {
    let kind = vector.get("kind").and_then(Value::as_str);
    if !matches!(kind, Some("activate" | "run")) {
        return Err(format!("kind {kind:?} is neither \"activate\" nor \"run\""));
    }
    let case = case::Case::read(text, vector)?;
    let expect = vector.get("expect").ok_or("there is no expectation")?;
    if kind == Some("activate") {
        return compare::activate(&case, expect);
    }
    let observed = run::run(executor, &case)?;
    compare::run(&case, &observed, expect)
}
