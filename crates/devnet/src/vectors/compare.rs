//! What a vector expects against what was observed.

use std::collections::BTreeMap;
use std::fmt::Debug;

use alloy_primitives::{Address, U256, hex};
use revm::interpreter::InstructionResult;
use serde_json::Value;

use super::case::{Case, quantity};
use super::run::Observed;
use crate::program::record::asm_estimate_kb;
use crate::program::{activate, costs};
use crate::vm::{HostCall, ProgramEnd};

/// Longest bytes shown in full.
const FULL_ARGUMENT: usize = 160;
const FULL_OUTPUT: usize = 512;

/// Collects differences, one line each.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn note<T: PartialEq + Debug>(&mut self, what: &str, expected: T, actual: T) {
        if expected != actual {
            self.0
                .push(format!("{what}: expected {expected:?}, got {actual:?}"));
        }
    }

    /// Compares a number, unless the vector leaves it open.
    fn number(&mut self, expect: &Value, what: &str, actual: u64) {
        if let Some(expected) = expect.get(what).filter(|value| !value.is_null()) {
            self.note(what, expected.as_u64(), Some(actual));
        }
    }
}

/// Compares what activating the module predicts.
pub(super) fn activation(case: &Case, expect: &Value) -> Vec<String> {
    let mut differences = Differences::default();
    let empty = Value::Null;
    let expect = expect.get("activation").unwrap_or(&empty);
    let accepted = expect.get("accepted").and_then(Value::as_bool);
    let activated = activate(&case.wasm, &case.stylus, 0, false);
    differences.note("accepted", accepted, Some(activated.is_ok()));
    let Ok(activated) = activated else {
        return differences.0;
    };
    let info = activated.info;
    let params = &case.stylus;
    let (program_init_gas, _) =
        costs::program_init_gas(params, info.init_cost, info.cached_init_cost);
    let numbers = [
        ("footprint", u64::from(info.footprint)),
        ("init_cost", u64::from(info.init_cost)),
        ("cached_init_cost", u64::from(info.cached_init_cost)),
        ("asm_estimate", u64::from(info.asm_estimate)),
        ("wasm_len", u64::from(info.wasm_len)),
        ("activation_gas_variable", info.activation_gas_variable),
        ("init_gas", costs::init_gas(params, info.init_cost)),
        (
            "cached_gas",
            costs::cached_gas(params, info.cached_init_cost),
        ),
        ("program_init_gas", program_init_gas),
        ("page_gas", costs::page_cost(params, 0, 0, info.footprint)),
        (
            "asm_estimate_kb",
            u64::from(asm_estimate_kb(info.asm_estimate)),
        ),
    ];
    for (what, actual) in numbers {
        differences.number(expect, what, actual);
    }
    if let Some(expected) = expect
        .get("data_fee_wei_at_zero_demand")
        .and_then(Value::as_str)
    {
        let fee = costs::data_fee_wei(
            costs::data_demand(0, 0, info.asm_estimate),
            info.asm_estimate,
        );
        differences.note("data fee", expected, &fee.to_string());
    }
    differences.0
}

/// Compares a run.
pub(super) fn run(case: &Case, observed: &Observed, expect: &Value) -> Vec<String> {
    let mut differences = Differences(activation(case, expect));
    let outcome = &observed.outcome;
    let expected_status = expect
        .get("status")
        .and_then(Value::as_str)
        .unwrap_or_default();
    differences.note("status", expected_status, status(observed));
    let expected_output = expect
        .get("output")
        .and_then(Value::as_str)
        .unwrap_or_default();
    differences.note(
        "output",
        expected_output,
        &digested(&outcome.output, FULL_OUTPUT),
    );
    differences.number(expect, "gas_used", outcome.gas_used);
    differences.number(expect, "pages_ever", u64::from(outcome.pages_ever));
    differences.number(
        expect,
        "refund",
        u64::try_from(outcome.refund).unwrap_or(u64::MAX),
    );
    match &outcome.last_program {
        None => differences.0.push("no program ran".to_owned()),
        Some(program) => {
            let ran = program.end != ProgramEnd::NotStarted;
            differences.note("ran", expect.get("ran").and_then(Value::as_bool), Some(ran));
            differences.number(expect, "page_gas", program.entry.page_gas);
            differences.number(expect, "init_gas", program.entry.init_gas);
            differences.number(expect, "cached_gas", program.entry.cached_gas);
            differences.number(expect, "ink_in", program.ink_in);
            differences.number(expect, "ink_used", program.ink_used);
            differences.number(expect, "memory_pages_at_exit", program.memory_pages);
        }
    }
    logs(&mut differences, observed, expect);
    state(&mut differences, observed, expect);
    trace(&mut differences, &outcome.host_calls, expect);
    differences.0
}

fn status(observed: &Observed) -> &'static str {
    let trapped = observed
        .outcome
        .last_program
        .is_some_and(|program| program.end == ProgramEnd::Trap);
    match observed.outcome.result {
        result if result.is_ok() => "success",
        InstructionResult::Revert if trapped => "trap",
        InstructionResult::Revert => "revert",
        InstructionResult::OutOfGas => "out_of_gas",
        InstructionResult::StackOverflow => "out_of_stack",
        _ => "another failure",
    }
}

/// Bytes as the vectors show them: long ones by their hash.
fn digested(bytes: &[u8], longest: usize) -> String {
    if bytes.len() <= longest {
        return format!("0x{}", hex::encode(bytes));
    }
    format!("sha256:{}:{}", hex::encode(sha256(bytes)), bytes.len())
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    revm::precompile::crypto().sha256(bytes)
}

fn logs(differences: &mut Differences, observed: &Observed, expect: &Value) {
    let expected = expect
        .get("logs")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let actual: Vec<Value> = observed
        .outcome
        .logs
        .iter()
        .map(|log| {
            let topics: Vec<String> = log
                .topics()
                .iter()
                .map(|topic| format!("{topic:#x}"))
                .collect();
            serde_json::json!({
                "address": format!("{:#x}", log.address),
                "topics": topics,
                "data": format!("{:#x}", log.data.data),
            })
        })
        .collect();
    differences.note("logs", expected.len(), actual.len());
    for (expected, actual) in expected.iter().zip(&actual) {
        let data = |log: &Value| log.get("data").and_then(Value::as_str).map(shortened);
        differences.note(
            "log address",
            expected.get("address"),
            actual.get("address"),
        );
        differences.note("log topics", expected.get("topics"), actual.get("topics"));
        differences.note("log data", data(expected), data(actual));
    }
}

/// Log data may be long; its hash tells as much.
fn shortened(text: &str) -> String {
    if text.starts_with("sha256:") {
        return text.to_owned();
    }
    hex::decode(text).map_or_else(|_| text.to_owned(), |bytes| digested(&bytes, FULL_OUTPUT))
}

fn state(differences: &mut Differences, observed: &Observed, expect: &Value) {
    let mut storage: BTreeMap<Address, BTreeMap<U256, U256>> = BTreeMap::new();
    for (address, slots) in expect
        .get("storage_after")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let entry = storage
            .entry(address.parse().unwrap_or_default())
            .or_default();
        for (slot, value) in slots.as_object().into_iter().flatten() {
            let value = value.as_str().unwrap_or_default();
            entry.insert(
                quantity(slot).unwrap_or_default(),
                quantity(value).unwrap_or_default(),
            );
        }
        entry.retain(|_, value| !value.is_zero());
    }
    storage.retain(|_, slots| !slots.is_empty());
    differences.note("storage", &storage, &observed.storage);
    let mut balances: BTreeMap<Address, U256> = BTreeMap::new();
    for (address, balance) in expect
        .get("balances_after")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let balance = quantity(balance.as_str().unwrap_or_default()).unwrap_or_default();
        balances.insert(address.parse().unwrap_or_default(), balance);
    }
    balances.retain(|_, balance| !balance.is_zero());
    differences.note("balances", &balances, &observed.balances);
}

type Row = (String, String, String, u64, u64, u64);

fn trace(differences: &mut Differences, calls: &[HostCall], expect: &Value) {
    let actual: Vec<Row> = calls.iter().map(row).collect();
    if let Some(expected) = expect.get("trace").and_then(Value::as_array) {
        rows(differences, "trace", expected, &actual);
        differences.note("trace length", expected.len(), actual.len());
        return;
    }
    differences.number(
        expect,
        "trace_len",
        u64::try_from(actual.len()).unwrap_or(u64::MAX),
    );
    let part = |name: &str| {
        expect
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    rows(differences, "trace head", &part("trace_head"), &actual);
    let tail = part("trace_tail");
    let from = actual.len().saturating_sub(tail.len());
    rows(
        differences,
        "trace tail",
        &tail,
        actual.get(from..).unwrap_or_default(),
    );
    let mut text = String::new();
    for (name, args, outs, start, end, depth) in &actual {
        text.push_str(&format!("{name}|{args}|{outs}|{start}|{end}|{depth}\n"));
    }
    let expected = expect
        .get("trace_sha256")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let digest = hex::encode(sha256(text.as_bytes()));
    differences.note("trace digest", expected.trim_start_matches("0x"), &digest);
}

fn row(call: &HostCall) -> Row {
    (
        call.name.to_owned(),
        digested(&call.args, FULL_ARGUMENT),
        digested(&call.outs, FULL_ARGUMENT),
        call.start_ink,
        call.end_ink,
        u64::try_from(call.depth).unwrap_or(u64::MAX),
    )
}

/// Reports the first row that differs; what follows it is seldom news.
fn rows(differences: &mut Differences, what: &str, expected: &[Value], actual: &[Row]) {
    for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
        let (name, args, outs, start, end, depth) = actual;
        let actual = serde_json::json!([name, args, outs, start, end, depth]);
        if *expected != actual {
            differences
                .0
                .push(format!("{what} {index}: expected {expected}, got {actual}"));
            return;
        }
    }
}
