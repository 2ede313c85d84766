//! What the steps came to.

use comfy_table::{CellAlignment, Table, presets};
use std::time::Duration;

/// One command and its outcome.
pub(super) struct Step {
    pub(super) name: String,
    pub(super) took: Duration,
    /// What was seen on the chain, if all is well.
    pub(super) seen: String,
    pub(super) failure: Option<String>,
    /// The JSON-RPC calls it made, in order.
    pub(super) calls: Vec<String>,
}

/// A row per step.
pub(super) fn table(steps: &[Step]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "cargo stylus",
        "result",
        "seconds",
        "calls",
        "seen on the chain",
    ]);
    for step in steps {
        table.add_row([
            step.name.clone(),
            if step.failure.is_none() {
                "pass"
            } else {
                "FAIL"
            }
            .to_owned(),
            format!("{:.1}", step.took.as_secs_f64()),
            step.calls.len().to_string(),
            step.seen.clone(),
        ]);
    }
    for column in table.column_iter_mut().skip(2).take(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// The calls of every step, repetitions in a row counted.
pub(super) fn calls(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        let mut counted: Vec<(&str, usize)> = Vec::new();
        for call in &step.calls {
            match counted.last_mut() {
                Some((last, count)) if *last == call.as_str() => *count = count.saturating_add(1),
                _ => counted.push((call, 1)),
            }
        }
        let calls: Vec<_> = counted
            .into_iter()
            .map(|(call, count)| match count {
                1 => call.to_owned(),
                _ => format!("{call} x{count}"),
            })
            .collect();
        text.push_str(&format!("{}: {}\n", step.name, calls.join(", ")));
    }
    text
}
