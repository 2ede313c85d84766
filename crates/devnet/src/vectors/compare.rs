//! What a vector expects against what was observed.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, Bytes, U256, hex};
use revm::interpreter::InstructionResult;
use serde_json::Value;

use super::case::{Case, address, quantity};
use super::difference::{Difference, Differences};
use super::run::Observed;
use crate::program::record::asm_estimate_kb;
use crate::program::{StylusParams, activate as activate_module, code, costs};
use crate::vm::{HostCall, ProgramEnd};

/// Longest bytes shown in full.
const FULL_ARGUMENT: usize = 160;
const FULL_OUTPUT: usize = 512;

/// Fields of `expect` in a `run` vector.
const RUN_FIELDS: [&str; 23] = [
    "activation",
    "activation_by_account",
    "status",
    "ran",
    "output",
    "output_len",
    "page_gas",
    "init_gas",
    "cached_gas",
    "ink_in",
    "ink_used",
    "gas_used",
    "memory_pages_at_exit",
    "pages_ever",
    "refund",
    "logs",
    "storage_after",
    "balances_after",
    "trace",
    "trace_len",
    "trace_head",
    "trace_tail",
    "trace_sha256",
];
/// Fields of an activation.
const ACTIVATION_FIELDS: [&str; 14] = [
    "accepted",
    "error_class",
    "footprint",
    "init_cost",
    "cached_init_cost",
    "asm_estimate",
    "wasm_len",
    "activation_gas_variable",
    "init_gas",
    "cached_gas",
    "program_init_gas",
    "page_gas",
    "asm_estimate_kb",
    "data_fee_wei_at_zero_demand",
];

/// Compares what activating the module predicts, and what its deployed form unpacks to.
pub(super) fn activate(case: &Case, expect: &Value) -> Result<Vec<Difference>, String> {
    let mut differences = Differences::default();
    differences.unknown(expect, "expect", &["activation"]);
    main_activation(&mut differences, case, expect)?;
    if let Some(deployed) = &case.code {
        let unpacked = code::decode(deployed, case.stylus.max_wasm_size)
            .map(|module| module == case.wasm)
            .map_err(|error| error.to_string());
        match unpacked {
            Ok(same) => differences.note("code_hex unpacks to the module", true, same),
            Err(error) => differences.note("code_hex", "the module", error),
        }
    }
    Ok(differences.into_vec())
}

fn main_activation(
    differences: &mut Differences,
    case: &Case,
    expect: &Value,
) -> Result<(), String> {
    let expected = expect
        .get("activation")
        .ok_or("there is no expected activation")?;
    activation(differences, &case.wasm, &case.stylus, expected);
    Ok(())
}

fn activation(differences: &mut Differences, wasm: &[u8], params: &StylusParams, expect: &Value) {
    differences.unknown(expect, "activation", &ACTIVATION_FIELDS);
    let activated = activate_module(wasm, params, 0, false);
    differences.field(expect, "accepted", activated.is_ok());
    let accepted = expect.get("accepted") == Some(&Value::Bool(true));
    let Ok(activated) = activated else {
        return;
    };
    if !accepted {
        return;
    }
    let info = activated.info;
    for (what, actual) in [
        ("footprint", u64::from(info.footprint)),
        ("init_cost", u64::from(info.init_cost)),
        ("cached_init_cost", u64::from(info.cached_init_cost)),
        ("asm_estimate", u64::from(info.asm_estimate)),
    ] {
        differences.field(expect, what, actual);
    }
    let (program_init_gas, cached_gas) =
        costs::program_init_gas(params, info.init_cost, info.cached_init_cost);
    let page_gas = costs::page_cost(params, 0, 0, info.footprint);
    let asm_estimate_kb = u64::from(asm_estimate_kb(info.asm_estimate));
    for (what, actual) in [
        ("wasm_len", u64::from(info.wasm_len)),
        ("activation_gas_variable", info.activation_gas_variable),
        ("init_gas", costs::init_gas(params, info.init_cost)),
        ("cached_gas", cached_gas),
        ("program_init_gas", program_init_gas),
        ("page_gas", page_gas),
        ("asm_estimate_kb", asm_estimate_kb),
    ] {
        differences.optional(expect, what, actual);
    }
    let demand = costs::data_demand(0, 0, info.asm_estimate);
    let fee = costs::data_fee_wei(demand, info.asm_estimate);
    differences.optional(expect, "data_fee_wei_at_zero_demand", fee.to_string());
}

/// Compares a run.
pub(super) fn run(
    case: &Case,
    observed: &Observed,
    expect: &Value,
) -> Result<Vec<Difference>, String> {
    let mut differences = Differences::default();
    differences.unknown(expect, "expect", &RUN_FIELDS);
    main_activation(&mut differences, case, expect)?;
    other_activations(&mut differences, case, expect)?;
    let outcome = &observed.outcome;
    differences.field(expect, "status", status(observed));
    differences.field(expect, "output", digested(&outcome.output, FULL_OUTPUT));
    differences.optional(expect, "output_len", outcome.output.len());
    differences.field(expect, "gas_used", outcome.gas_used);
    differences.field(expect, "pages_ever", outcome.pages_ever);
    differences.field(expect, "refund", outcome.refund);
    match &outcome.last_program {
        None => differences.note("ran", "a program called", "no program called"),
        Some(program) => {
            let ran = program.end != ProgramEnd::NotStarted;
            differences.field(expect, "ran", ran);
            differences.nullable(expect, "page_gas", program.entry.page_gas);
            differences.nullable(expect, "init_gas", program.entry.init_gas);
            differences.nullable(expect, "cached_gas", program.entry.cached_gas);
            differences.nullable(expect, "ink_in", program.ink_in);
            differences.nullable(expect, "ink_used", program.ink_used);
            differences.nullable(expect, "memory_pages_at_exit", program.memory_pages);
        }
    }
    logs(&mut differences, observed, expect)?;
    storage(&mut differences, observed, expect)?;
    balances(&mut differences, observed, expect)?;
    trace(&mut differences, &outcome.host_calls, expect);
    Ok(differences.into_vec())
}

fn other_activations(
    differences: &mut Differences,
    case: &Case,
    expect: &Value,
) -> Result<(), String> {
    let Some(expected) = expect.get("activation_by_account") else {
        return Ok(());
    };
    let expected = expected
        .as_object()
        .ok_or("activation_by_account is no map")?;
    for (key, expected) in expected {
        let address = address(key)?;
        let account = case
            .accounts
            .iter()
            .find(|account| account.address == address);
        let wasm = account
            .and_then(|account| account.wasm.as_deref())
            .ok_or_else(|| format!("activation_by_account names {key}, which has no module"))?;
        activation(differences, wasm, &case.stylus, expected);
    }
    Ok(())
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

fn logs(differences: &mut Differences, observed: &Observed, expect: &Value) -> Result<(), String> {
    let expected = expect
        .get("logs")
        .and_then(Value::as_array)
        .ok_or("logs is no list")?;
    let logs = &observed.outcome.logs;
    differences.note("number of logs", expected.len(), logs.len());
    for (index, (expected, log)) in expected.iter().zip(logs).enumerate() {
        let named = |part: &str| format!("log {index} {part}");
        let text = |part: &str| expected.get(part).and_then(Value::as_str);
        let topics: Vec<String> = log.topics().iter().map(ToString::to_string).collect();
        let expected_topics: Vec<&str> = expected
            .get("topics")
            .and_then(Value::as_array)
            .ok_or("a log without topics")?
            .iter()
            .map(|topic| topic.as_str().unwrap_or_default())
            .collect();
        differences.note(
            &named("address"),
            text("address").ok_or("a log without address")?,
            format!("{:#x}", log.address),
        );
        differences.note(
            &named("topics"),
            expected_topics.join(" "),
            topics.join(" "),
        );
        differences.note(
            &named("data"),
            shortened(text("data").ok_or("a log without data")?)?,
            digested(&log.data.data, FULL_OUTPUT),
        );
    }
    Ok(())
}

/// Log data may be long; its hash tells as much.
fn shortened(text: &str) -> Result<String, String> {
    if text.starts_with("sha256:") {
        return Ok(text.to_owned());
    }
    let bytes: Bytes = text
        .parse()
        .map_err(|_| format!("{text:?} are no log data"))?;
    Ok(digested(&bytes, FULL_OUTPUT))
}

fn storage(
    differences: &mut Differences,
    observed: &Observed,
    expect: &Value,
) -> Result<(), String> {
    let mut expected: BTreeMap<(Address, U256), U256> = BTreeMap::new();
    let accounts = expect
        .get("storage_after")
        .and_then(Value::as_object)
        .ok_or("storage_after is no map")?;
    for (account, slots) in accounts {
        let account = address(account)?;
        for (slot, value) in slots
            .as_object()
            .ok_or("an account's storage_after is no map")?
        {
            let value = value.as_str().ok_or("a storage value is no string")?;
            expected.insert((account, quantity(slot)?), quantity(value)?);
        }
    }
    expected.retain(|_, value| !value.is_zero());
    let actual: BTreeMap<(Address, U256), U256> = observed
        .storage
        .iter()
        .flat_map(|(account, slots)| {
            slots
                .iter()
                .map(|(slot, value)| ((*account, *slot), *value))
        })
        .collect();
    let places: BTreeSet<_> = expected.keys().chain(actual.keys()).collect();
    for place in places {
        let (account, slot) = place;
        let value = |values: &BTreeMap<_, U256>| values.get(place).copied().unwrap_or_default();
        differences.note(
            &format!("storage_after of {account:#x} at {slot:#x}"),
            format!("{:#x}", value(&expected)),
            format!("{:#x}", value(&actual)),
        );
    }
    Ok(())
}

fn balances(
    differences: &mut Differences,
    observed: &Observed,
    expect: &Value,
) -> Result<(), String> {
    let mut expected: BTreeMap<Address, U256> = BTreeMap::new();
    let accounts = expect
        .get("balances_after")
        .and_then(Value::as_object)
        .ok_or("balances_after is no map")?;
    for (account, balance) in accounts {
        let balance = balance.as_str().ok_or("a balance is no string")?;
        expected.insert(address(account)?, quantity(balance)?);
    }
    let accounts: BTreeSet<_> = expected.keys().chain(observed.balances.keys()).collect();
    for account in accounts {
        let balance =
            |balances: &BTreeMap<_, U256>| balances.get(account).copied().unwrap_or_default();
        differences.note(
            &format!("balances_after of {account:#x}"),
            balance(&expected),
            balance(&observed.balances),
        );
    }
    Ok(())
}

fn trace(differences: &mut Differences, calls: &[HostCall], expect: &Value) {
    let actual: Vec<Row> = calls.iter().map(Row::from).collect();
    if let Some(expected) = expect.get("trace") {
        match expected.as_array() {
            Some(expected) => {
                rows(differences, "trace", expected, &actual);
                differences.note("trace length", expected.len(), actual.len());
            }
            None => differences.note("trace", "a list", expected),
        }
        return;
    }
    differences.field(expect, "trace_len", actual.len());
    let part = |name: &str| {
        let list = expect.get(name).and_then(Value::as_array);
        list.cloned().unwrap_or_default()
    };
    rows(differences, "trace_head", &part("trace_head"), &actual);
    let tail = part("trace_tail");
    let from = actual.len().saturating_sub(tail.len());
    let last = actual.get(from..).unwrap_or_default();
    rows(differences, "trace_tail", &tail, last);
    let text: String = actual.iter().map(Row::line).collect();
    let digest = hex::encode(sha256(text.as_bytes()));
    differences.field(expect, "trace_sha256", digest);
}

/// An entry of a trace, as the vectors show it.
struct Row {
    name: &'static str,
    args: String,
    outs: String,
    start_ink: u64,
    end_ink: u64,
    depth: usize,
}

impl From<&HostCall> for Row {
    fn from(call: &HostCall) -> Self {
        Self {
            name: call.name,
            args: digested(&call.args, FULL_ARGUMENT),
            outs: digested(&call.outs, FULL_ARGUMENT),
            start_ink: call.start_ink,
            end_ink: call.end_ink,
            depth: call.depth,
        }
    }
}

impl Row {
    fn json(&self) -> Value {
        serde_json::json!([
            self.name,
            self.args,
            self.outs,
            self.start_ink,
            self.end_ink,
            self.depth
        ])
    }

    /// The form that is hashed.
    fn line(&self) -> String {
        let Self {
            name,
            args,
            outs,
            start_ink,
            end_ink,
            depth,
        } = self;
        format!("{name}|{args}|{outs}|{start_ink}|{end_ink}|{depth}\n")
    }
}

/// Reports the first row that differs; what follows it is seldom news.
fn rows(differences: &mut Differences, what: &str, expected: &[Value], actual: &[Row]) {
    for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
        let actual = actual.json();
        if *expected != actual {
            differences.note(&format!("{what} entry {index}"), expected, actual);
            return;
        }
    }
}
