//! Storage slots that a transaction changed.

use super::names::Names;
use alloy::primitives::{Address, B256};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write};

/// What `prestateTracer` gives in its diff mode.
#[derive(Debug, Deserialize)]
pub(crate) struct Diff {
    pre: BTreeMap<Address, Account>,
    post: BTreeMap<Address, Account>,
}

#[derive(Debug, Default, Deserialize)]
struct Account {
    #[serde(default)]
    storage: BTreeMap<B256, B256>,
}

/// A line for every changed slot: before and after.
pub(crate) fn table(diff: &Diff, names: &Names) -> String {
    let mut text = String::from("\nstorage written\n");
    let mut addresses: Vec<_> = diff.pre.keys().chain(diff.post.keys()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    let none = Account::default();
    let mut lines = 0_usize;
    for address in addresses {
        let before = &diff.pre.get(address).unwrap_or(&none).storage;
        let after = &diff.post.get(address).unwrap_or(&none).storage;
        let mut slots: Vec<_> = before.keys().chain(after.keys()).collect();
        slots.sort_unstable();
        slots.dedup();
        for slot in slots {
            let value = |side: &BTreeMap<B256, B256>| side.get(slot).copied().unwrap_or_default();
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "  {} [{}] {} -> {}",
                names.of(*address),
                word(*slot),
                word(value(before)),
                word(value(after))
            );
            lines = lines.saturating_add(1);
        }
    }
    if lines == 0 {
        text.push_str("  none\n");
    }
    text
}

/// A word without the zeros before it.
fn word(word: B256) -> String {
    let digits = format!("{word:x}");
    let digits = digits.trim_start_matches("0x").trim_start_matches('0');
    format!("0x{}", if digits.is_empty() { "0" } else { digits })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn table_shows_slots_that_came_changed_and_went() {
        let (a, slot) = (Address::repeat_byte(1), B256::with_last_byte);
        let diff: Diff = serde_json::from_value(json!({
            "pre": { (a.to_string()): { "balance": "0x1", "storage": {
                (slot(1).to_string()): slot(5), (slot(2).to_string()): slot(6) } } },
            "post": { (a.to_string()): { "storage": {
                (slot(1).to_string()): slot(7), (slot(3).to_string()): slot(8) } } },
        }))
        .expect("a diff");
        let text = table(&diff, &Names::well_known());
        for line in ["[0x1] 0x5 -> 0x7", "[0x2] 0x6 -> 0x0", "[0x3] 0x0 -> 0x8"] {
            assert!(text.contains(line), "{text}");
        }
    }
}
