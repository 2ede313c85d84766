//! The committed figures: gas is deterministic, so any other figure has a reason that belongs into a commit.

use anyhow::{Context, bail};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};

/// Fails when a figure of this run is not what the snapshot says.
pub(crate) fn compare(path: &Path, found: &Value) -> anyhow::Result<()> {
    const REMEDY: &str = "`cargo keel bench math --save` writes it";
    let text =
        std::fs::read_to_string(path).with_context(|| format!("{}: {REMEDY}", path.display()))?;
    let kept = gas_of(&serde_json::from_str(&text).with_context(|| path.display().to_string())?);
    let differences: Vec<_> = gas_of(found)
        .into_iter()
        .filter_map(|(what, gas)| match kept.get(&what) {
            Some(kept) if *kept == gas => None,
            Some(kept) => Some(format!("{what}: {gas}, the snapshot says {kept}")),
            None => Some(format!("{what}: {gas}, the snapshot does not know it")),
        })
        .collect();
    if differences.is_empty() {
        return Ok(());
    }
    bail!(
        "gas differs from {}; if that is meant, {REMEDY}:\n{}",
        path.display(),
        differences.join("\n")
    )
}

/// Every figure called `gas` or `bytes`, by the names that lead to it.
fn gas_of(report: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(report, "", &mut found);
    found
}

fn collect(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, path, found)),
        Value::Object(fields) => {
            let name = |key| fields.get(key).and_then(Value::as_str);
            let own: Vec<_> = [name("name"), name("arguments")]
                .into_iter()
                .flatten()
                .collect();
            let path = format!("{path}/{}", own.join(", "));
            for (key, value) in fields {
                if value.is_number() && (key.contains("gas") || key.contains("bytes")) {
                    found.insert(format!("{path} {key}"), value.to_string());
                } else {
                    collect(value, &path, found);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report(ours: f64, theirs: f64) -> Value {
        json!({ "functions": [
            { "name": "exp", "arguments": "small", "gas": ours, "peers": [{ "name": "Other exp", "gas": theirs }] },
        ] })
    }

    fn compared(kept: &Value, found: &Value) -> anyhow::Result<()> {
        let path = std::env::temp_dir().join(format!(
            "keel-snapshot-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        ));
        std::fs::write(&path, kept.to_string()).expect("a file");
        let outcome = compare(&path, found);
        std::fs::remove_file(&path).expect("clean");
        outcome
    }

    #[test]
    fn compare_names_the_figure_that_differs() {
        let error = compared(&report(81.25, 400.0), &report(81.5, 400.0)).expect_err("other gas");
        let error = error.to_string();
        assert!(
            error.ends_with("//exp, small gas: 81.5, the snapshot says 81.25"),
            "{error}"
        );
    }

    #[test]
    fn compare_accepts_a_run_that_measured_less() {
        let mut less = report(81.25, 0.0);
        less["functions"][0]["peers"] = json!([]);
        compared(&report(81.25, 400.0), &less).expect("the same gas");
    }

    #[test]
    fn compare_refuses_what_the_snapshot_does_not_know() {
        let error = compared(&json!({}), &report(1.0, 2.0)).expect_err("unknown");
        assert!(error.to_string().contains("the snapshot does not know it"));
    }
}
