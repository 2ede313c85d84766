//! What programs spent their ink on, frame by frame and host call by host call.

use super::{grouped, names::Names, tree::Frame};
use alloy::primitives::Address;
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write};

/// Ink in one unit of gas, as Nitro prices it unless a chain's owner says otherwise.
const INK_PER_GAS: u64 = 10_000;

/// A host call as `stylusTracer` gives it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Step {
    name: String,
    start_ink: u64,
    end_ink: u64,
    address: Option<Address>,
    #[serde(default)]
    steps: Vec<Step>,
}

/// Calls of one kind in one frame.
#[derive(Default)]
struct Sum {
    count: u64,
    ink: u64,
}

/// A table for every program that ran, the callers before those they called.
pub(crate) fn table(root: &Frame, steps: Vec<Step>, names: &Names) -> String {
    let mut text = String::from("\nink by host call\n");
    if steps.is_empty() {
        text.push_str("  no program ran\n");
        return text;
    }
    frame(&mut text, root.to, &steps, names);
    text
}

fn frame(text: &mut String, who: Option<Address>, steps: &[Step], names: &Names) {
    let programs: Vec<&[Step]> = runs(steps);
    for run in programs {
        // Entry and return both carry the ink of the entry: what is left is known from the last host call.
        if let (Some(first), Some(left)) = (run.first(), run.iter().map(|step| step.end_ink).min())
        {
            let total = first.start_ink.saturating_sub(left);
            let name = who.map_or_else(|| "a program".to_owned(), |who| names.of(who));
            let gas = total.div_ceil(INK_PER_GAS);
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "  {name}: {} ink ({} gas)",
                grouped(total),
                grouped(gas)
            );
            sums(text, run, total);
        }
    }
    for step in steps.iter().filter(|step| !step.steps.is_empty()) {
        frame(text, step.address, &step.steps, names);
    }
}

/// The parts of a list that are one program's run each: from its entry to its return. What EVM code called stands beside them.
fn runs(steps: &[Step]) -> Vec<&[Step]> {
    let mut runs = Vec::new();
    let mut start = None;
    for (index, step) in steps.iter().enumerate() {
        match step.name.as_str() {
            "user_entrypoint" => start = Some(index),
            "user_returned" => {
                if let Some(run) = start.take().and_then(|start| steps.get(start..=index)) {
                    runs.push(run);
                }
            }
            _ => {}
        }
    }
    // A program that trapped never returned.
    if let Some(run) = start.and_then(|start| steps.get(start..)) {
        runs.push(run);
    }
    runs
}

fn sums(text: &mut String, run: &[Step], total: u64) {
    let mut by_name: BTreeMap<&str, Sum> = BTreeMap::new();
    let mut in_host_calls = 0_u64;
    for step in run {
        if matches!(step.name.as_str(), "user_entrypoint" | "user_returned") {
            continue;
        }
        let ink = step.start_ink.saturating_sub(step.end_ink);
        in_host_calls = in_host_calls.saturating_add(ink);
        let sum = by_name.entry(&step.name).or_default();
        sum.count = sum.count.saturating_add(1);
        sum.ink = sum.ink.saturating_add(ink);
    }
    let mut rows: Vec<_> = by_name.into_iter().collect();
    rows.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.ink));
    let own = total.saturating_sub(in_host_calls);
    let _ = writeln!(
        text,
        "    {:>16}  {:>6}  own instructions",
        grouped(own),
        ""
    );
    for (name, sum) in rows {
        let count = format!("x{}", sum.count);
        let _ = writeln!(text, "    {:>16}  {count:>6}  {name}", grouped(sum.ink));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn table_adds_up_each_frame_and_leaves_the_rest_to_its_instructions() {
        let inner = json!([
            { "name": "user_entrypoint", "startInk": 500, "endInk": 500 },
            { "name": "write_result", "startInk": 400, "endInk": 300 },
            { "name": "user_returned", "startInk": 500, "endInk": 500 },
        ]);
        let steps: Vec<Step> = serde_json::from_value(json!([
            { "name": "user_entrypoint", "startInk": 10_000, "endInk": 10_000 },
            { "name": "read_args", "startInk": 9_000, "endInk": 8_000 },
            { "name": "read_args", "startInk": 8_000, "endInk": 7_500 },
            { "name": "call_contract", "startInk": 7_000, "endInk": 4_000,
              "address": Address::repeat_byte(7), "steps": inner },
            { "name": "write_result", "startInk": 2_000, "endInk": 1_000 },
            { "name": "user_returned", "startInk": 10_000, "endInk": 10_000 },
        ]))
        .expect("steps");
        let root: Frame = serde_json::from_value(json!({
            "type": "CALL", "from": Address::ZERO, "to": Address::repeat_byte(6), "gasUsed": "0x1",
        }))
        .expect("a frame");
        let text = table(&root, steps, &Names::well_known());
        let lines: Vec<_> = text.lines().skip(2).map(str::trim).collect();
        let words = |line: &str| {
            line.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert!(lines[0].ends_with("9,000 ink (1 gas)"), "{text}");
        assert_eq!(words(lines[1]), ["3,500", "own", "instructions"], "{text}");
        assert_eq!(words(lines[2]), ["3,000", "x1", "call_contract"], "{text}");
        assert_eq!(words(lines[3]), ["1,500", "x2", "read_args"], "{text}");
        assert_eq!(words(lines[4]), ["1,000", "x1", "write_result"], "{text}");
        assert!(lines[5].ends_with("200 ink (1 gas)"), "{text}");
    }
}
