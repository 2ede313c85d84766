//! The mutants of a crate, as cargo-mutants lists them.

use anyhow::Context;
use serde::Deserialize;
use std::{ops::Range, path::Path, process::Command};

/// A place in a text: lines and columns count from one, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// From a place up to, but without, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Span {
    /// The first character.
    pub start: Place,
    /// The first character that is not part of it.
    pub end: Place,
}

impl Span {
    /// The bytes of `text` that the span covers; `None` when the text has no such place.
    pub fn bytes(self, text: &str) -> Option<Range<usize>> {
        Some(offset(text, self.start)?..offset(text, self.end)?)
    }
}

fn offset(text: &str, place: Place) -> Option<usize> {
    let mut before: usize = 0;
    for (line, number) in text.split_inclusive('\n').zip(1_usize..) {
        if number == place.line {
            let column = place.column.checked_sub(1)?;
            let within = line
                .char_indices()
                .map(|(at, _)| at)
                .chain([line.len()])
                .nth(column)?;
            return before.checked_add(within);
        }
        before = before.checked_add(line.len())?;
    }
    None
}

/// What kind of change a mutant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Genre {
    /// A function returns a fixed value.
    FnValue,
    /// Another operator between two operands.
    BinaryOperator,
    /// No operator before an operand.
    UnaryOperator,
    /// A match without one of its arms.
    MatchArm,
    /// A guard that is always or never true.
    MatchArmGuard,
    /// A struct literal without one of its fields.
    StructField,
}

/// The function that a mutant is in.
#[derive(Clone, Debug, Deserialize)]
pub struct Function {
    /// Its name, with the type that it belongs to.
    pub function_name: String,
}

/// One change of the source.
#[derive(Clone, Debug, Deserialize)]
pub struct Mutant {
    /// File, place and change in one line: no two mutants share it.
    pub name: String,
    /// The file, from the root of the workspace.
    pub file: String,
    /// The function that is changed, if it is one.
    pub function: Option<Function>,
    /// The text that is replaced.
    pub span: Span,
    /// What it is replaced by.
    pub replacement: String,
    /// The kind of change.
    pub genre: Genre,
}

impl Mutant {
    /// The name without line and column, which every edit above would change.
    pub fn lasting_name(&self) -> String {
        let place = format!(":{}:{}: ", self.span.start.line, self.span.start.column);
        self.name.replacen(&place, ": ", 1)
    }
}

/// Asks `tool`, a cargo-mutants, for the mutants of `package` in the workspace at `root`.
///
/// # Errors
/// The tool fails, or its answer is not the JSON that this version prints.
pub fn all(tool: &Path, root: &Path, package: &str) -> anyhow::Result<Vec<Mutant>> {
    let output = Command::new(tool)
        .args([
            "mutants",
            "--list",
            "--json",
            "--no-config",
            "--package",
            package,
        ])
        .arg("--dir")
        .arg(root)
        .output()
        .with_context(|| format!("{} could not be run", tool.display()))?;
    anyhow::ensure!(
        output.status.success(),
        "cargo mutants --list failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    serde_json::from_slice(&output.stdout).context("cargo mutants --list printed another JSON")
}
