//! One difference between what a vector expects and what was observed.

use std::fmt::Display;

use serde_json::Value;

/// A field that did not come out as measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which field.
    pub field: String,
    /// What the vector says.
    pub expected: String,
    /// What was observed.
    pub got: String,
}

impl Difference {
    /// The vector itself cannot be run.
    pub(super) fn unusable(problem: String) -> Self {
        Self {
            field: "vector".to_owned(),
            expected: "one of the schema".to_owned(),
            got: problem,
        }
    }
}

impl Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            field,
            expected,
            got,
        } = self;
        write!(f, "{field}: expected {expected}, got {got}")
    }
}

/// Collects differences.
#[derive(Default)]
pub(super) struct Differences(Vec<Difference>);

impl Differences {
    pub(super) fn into_vec(self) -> Vec<Difference> {
        self.0
    }

    /// Notes `field` if its values differ.
    pub(super) fn note(&mut self, field: &str, expected: impl Display, got: impl Display) {
        let (expected, got) = (expected.to_string(), got.to_string());
        if expected != got {
            self.0.push(Difference {
                field: field.to_owned(),
                expected,
                got,
            });
        }
    }

    /// Notes every key of `holder` the schema does not name: what it asks for cannot be checked.
    pub(super) fn unknown(&mut self, holder: &Value, what: &str, known: &[&str]) {
        for key in holder.as_object().into_iter().flat_map(|map| map.keys()) {
            if !known.contains(&key.as_str()) {
                self.note(&format!("{what}.{key}"), "a field of the schema", "another");
            }
        }
    }

    /// Compares a field that must be there.
    pub(super) fn field(&mut self, holder: &Value, name: &str, got: impl Into<Value>) {
        match holder.get(name) {
            Some(expected) => self.note(name, plain(expected), plain(&got.into())),
            None => self.note(name, "the schema's field", "a vector without it"),
        }
    }

    /// Compares a field that may be left open by null.
    pub(super) fn nullable(&mut self, holder: &Value, name: &str, got: impl Into<Value>) {
        if holder.get(name) != Some(&Value::Null) {
            self.field(holder, name, got);
        }
    }

    /// Compares a field that may be absent.
    pub(super) fn optional(&mut self, holder: &Value, name: &str, got: impl Into<Value>) {
        if holder.get(name).is_some() {
            self.field(holder, name, got);
        }
    }
}

/// A value as a reader wants to see it: strings without quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
