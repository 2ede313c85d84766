//! The committed gas figures: nobody changes what Keel takes without a word.

use serde_json::Value;
use std::process::Command;

/// `cargo keel gas --quick` fails when a figure is another than in `bench/gas.json`, or when one of them was not measured.
#[test]
fn gas_of_ours_and_of_the_floors_is_what_the_snapshot_says() {
    let output = Command::new(env!("CARGO_BIN_EXE_keel"))
        .args(["gas", "--quick", "--json"])
        .output()
        .expect("the built command line runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    let rows = report["rows"].as_array().expect("rows");
    for (op, floor, ours) in [
        ("deposit_in_kind", "floor_in_kind", "keel"),
        ("redeem_in_kind", "floor_in_kind", "keel"),
        ("deposit_4626", "floor_priced", "keel"),
        ("rebalance", "floor_v3_feeds", "keel_v3"),
        ("oracle_read", "floor_oracle", "keel"),
    ] {
        for n in [3, 5, 10] {
            let find = |id: &str| {
                let is_it = |row: &&Value| row["op"] == op && row["row"] == id && row["n"] == n;
                rows.iter()
                    .find(is_it)
                    .unwrap_or_else(|| panic!("no {op} of {id} with {n}"))
            };
            let gas = |row: &Value| row["gas_used"].as_u64().expect("gas");
            let (floor, ours, uncached) =
                (find(floor), find(ours), find(&format!("{ours}_uncached")));
            assert!(
                gas(uncached) > gas(ours),
                "{op} with {n}: the cache is worth nothing"
            );
            assert!(gas(floor) > 21_000 && gas(ours) > 21_000, "{op} with {n}");
            assert!(ours["met"].is_boolean(), "{op} with {n} has no goal");
        }
    }
}
