//! The committed figures: gas is deterministic, so any other figure has a reason that belongs into a commit.

use super::{
    report::Report,
    rows::{Party, ROWS},
};
use anyhow::{Context, bail};
use serde_json::Value;
use std::path::Path;

const REMEDY: &str = "`cargo keel gas --save` writes it (with --quick, ours and the floors alone)";

/// Writes the figures; rows of peers that were not measured stay as they were.
pub(crate) fn save(path: &Path, report: &Report) -> anyhow::Result<()> {
    let mut found = serde_json::to_value(report)?;
    if let Ok(text) = std::fs::read_to_string(path) {
        let kept: Value =
            serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        let names: Vec<_> = rows_of(&found).iter().map(name).collect();
        let peers: Vec<_> = rows_of(&kept)
            .iter()
            .filter(|row| is_peer(row) && !names.contains(&name(row)))
            .cloned()
            .collect();
        if let Some(rows) = found.get_mut("rows").and_then(Value::as_array_mut) {
            rows.extend(peers);
        }
    }
    std::fs::write(path, text(&found)).with_context(|| path.display().to_string())
}

/// Only what was measured, a row to a line: what follows from it need not be kept.
fn text(report: &Value) -> String {
    let rows: Vec<_> = rows_of(report)
        .iter()
        .map(|row| {
            let (op, id) = (&row["op"], &row["row"]);
            let (n, gas_used, exec) = (&row["n"], &row["gas_used"], &row["exec"]);
            format!(
                "    {{ \"op\": {op}, \"row\": {id}, \"n\": {n}, \"gas_used\": {gas_used}, \"exec\": {exec} }}"
            )
        })
        .collect();
    format!("{{\n  \"rows\": [\n{}\n  ]\n}}\n", rows.join(",\n"))
}

/// Fails when a figure of this run is not what the snapshot says, or when the snapshot has a row that this run lacks (those of
/// peers excepted, which a quick run does not measure).
pub(crate) fn compare(path: &Path, report: &Report) -> anyhow::Result<()> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("{}: {REMEDY}", path.display()))?;
    let kept = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let differences = differences(&kept, &serde_json::to_value(report)?);
    if differences.is_empty() {
        return Ok(());
    }
    bail!(
        "gas differs from {}; if that is meant, {REMEDY}:\n{}",
        path.display(),
        differences.join("\n")
    )
}

fn differences(kept: &Value, found: &Value) -> Vec<String> {
    let (kept, found) = (rows_of(kept), rows_of(found));
    let mut differences = Vec::new();
    for row in found {
        let name = name(row);
        match kept.iter().find(|other| self::name(other) == name) {
            Some(other) if gas(other) == gas(row) => {}
            Some(other) => differences.push(format!(
                "{name}: {} (exec {}), the snapshot says {} (exec {})",
                row["gas_used"], row["exec"], other["gas_used"], other["exec"]
            )),
            None => differences.push(format!(
                "{name}: {}, the snapshot does not know it",
                row["gas_used"]
            )),
        }
    }
    for row in kept {
        let name = name(row);
        if !is_peer(row) && !found.iter().any(|other| self::name(other) == name) {
            differences.push(format!("{name}: in the snapshot, and not measured"));
        }
    }
    differences
}

fn rows_of(report: &Value) -> &[Value] {
    report
        .get("rows")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn name(row: &Value) -> String {
    let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
    format!("{} of {} with {}", word("op"), word("row"), row["n"])
}

fn gas(row: &Value) -> (&Value, &Value) {
    (&row["gas_used"], &row["exec"])
}

fn is_peer(row: &Value) -> bool {
    ROWS.iter().any(|kind| {
        kind.party == Party::Peer && row["row"] == kind.id && row["op"] == kind.op.name()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report(gas_used: u64) -> Value {
        json!({ "rows": [{ "op": "rebalance", "row": "keel_v3", "n": 3, "gas_used": gas_used, "exec": 7 }] })
    }

    fn peer() -> Value {
        json!({ "rows": [{ "op": "deposit_4626", "row": "peer_solady_4626", "n": 1, "gas_used": 5, "exec": 1 }] })
    }

    #[test]
    fn differences_name_the_figure_and_both_values() {
        assert_eq!(differences(&report(5), &report(5)), Vec::<String>::new());
        assert_eq!(
            differences(&report(5), &report(6)),
            ["rebalance of keel_v3 with 3: 6 (exec 7), the snapshot says 5 (exec 7)"]
        );
    }

    #[test]
    fn differences_name_rows_that_one_side_lacks_but_peers_that_were_not_measured() {
        let none = json!({ "rows": [] });
        assert_eq!(
            differences(&none, &report(5)),
            ["rebalance of keel_v3 with 3: 5, the snapshot does not know it"]
        );
        assert_eq!(
            differences(&report(5), &none),
            ["rebalance of keel_v3 with 3: in the snapshot, and not measured"]
        );
        assert_eq!(differences(&peer(), &none), Vec::<String>::new());
        assert_eq!(
            differences(&none, &peer()),
            ["deposit_4626 of peer_solady_4626 with 1: 5, the snapshot does not know it"]
        );
    }

    #[test]
    fn text_is_what_differences_reads() {
        let kept = serde_json::from_str(&text(&report(5))).expect("JSON");
        assert_eq!(differences(&kept, &report(5)), Vec::<String>::new());
    }
}
