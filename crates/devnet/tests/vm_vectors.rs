//! The Stylus VM against values measured on Nitro's: results, gas, ink, state and host-call traces.

use std::path::Path;

use devnet::vectors::{Report, VectorError, read_file, run_vectors};
use serde_json::{Value, json};

fn measured() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/stylus_vm.json.gz");
    read_file(&path).expect("the vectors are there")
}

/// The measured file with only the vectors called `names`.
fn only(names: &[&str]) -> Value {
    let mut file: Value = serde_json::from_str(&measured()).expect("the vectors are JSON");
    let all = file["vectors"].as_array_mut().expect("a list");
    all.retain(|vector| names.contains(&vector["name"].as_str().expect("a name")));
    assert_eq!(all.len(), names.len(), "{names:?}");
    file
}

fn run(file: &Value) -> Report {
    run_vectors(&file.to_string()).expect("a vector file")
}

/// The fields in which the only vector of `file` differs.
fn fields(file: &Value) -> Vec<String> {
    let report = run(file);
    assert_eq!(report.passed.len() + report.failed.len(), 1);
    let differences = report.failed.into_iter().flat_map(|one| one.differences);
    differences.map(|difference| difference.field).collect()
}

#[test]
fn run_vectors_finds_no_difference_to_the_measured_vm() {
    let report = run_vectors(&measured()).expect("the vectors can be read");
    for failure in &report.failed {
        for difference in &failure.differences {
            eprintln!("{}: {difference}", failure.name);
        }
    }
    assert_eq!((report.passed.len(), report.failed.len()), (724, 0));
    assert_eq!(report.announced, None);
}

/// Runs that between them have logs, storage, balances, refunds, several programs, a whole trace and a hashed one.
const RUNS: [&str; 4] = [
    "nested_three_programs_inner_revert_outer_ok",
    "nested_refund_from_callee_and_caller",
    "nested_depth_20_self_calls",
    "account_balance_self_with_value",
];

/// A value of the same shape that is wrong, if there is one.
fn wrong(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Bool(flag) => Some(json!(!flag)),
        Value::Number(number) => Some(json!(number.as_u64().expect("unsigned") + 1)),
        Value::String(_) => Some(json!("0x01")),
        Value::Array(list) => {
            let (_, rest) = list.split_first()?;
            Some(json!([&[Value::Null], rest].concat()))
        }
        // Accounts without slots may as well be left out.
        Value::Object(map) if map.values().all(|inner| *inner == json!({})) => None,
        Value::Object(_) => Some(json!({})),
    }
    .filter(|changed| changed != value)
}

#[test]
fn run_vectors_notices_a_change_of_every_field_and_its_absence() {
    let mut seen = std::collections::BTreeSet::new();
    for name in RUNS {
        let original = only(&[name]);
        assert_eq!(fields(&original), Vec::<String>::new());
        let expect = original["vectors"][0]["expect"].as_object().expect("a map");
        for (field, value) in expect {
            let mut file = original.clone();
            if let Some(changed) = wrong(value) {
                file["vectors"][0]["expect"][field] = changed;
                // Fewer programs to compare is no difference.
                let fewer = field == "activation_by_account";
                assert_eq!(fields(&file).is_empty(), fewer, "{name}: {field} changed");
                seen.insert(field.clone());
            }
            let mut file = original.clone();
            let expect = file["vectors"][0]["expect"].as_object_mut();
            expect.expect("a map").remove(field);
            let excess = [
                "output_len",
                "activation_by_account",
                "trace_head",
                "trace_tail",
            ];
            let may_be_absent = excess.contains(&field.as_str());
            assert_eq!(
                fields(&file).is_empty(),
                may_be_absent,
                "{name}: {field} absent"
            );
        }
    }
    assert_eq!(seen.len(), 23, "{seen:?}");
}

#[test]
fn run_vectors_notices_a_change_of_every_number_of_an_activation() {
    let activate = ("act_pages_1_no_max_with_pay", "/expect/activation");
    let nested = (
        "nested_refund_from_callee_and_caller",
        "/expect/activation_by_account",
    );
    for (name, place) in [activate, nested] {
        let original = only(&[name]);
        let mut holder = original["vectors"][0]
            .pointer(place)
            .expect("a map")
            .clone();
        let mut place = place.to_owned();
        if name == nested.0 {
            let (address, inner) = holder
                .as_object()
                .expect("a map")
                .iter()
                .next()
                .expect("one");
            place = format!("{place}/{address}");
            holder = inner.clone();
        }
        for (field, value) in holder.as_object().expect("a map") {
            let mut file = original.clone();
            let target = file["vectors"][0].pointer_mut(&place).expect("a map");
            target[field] = wrong(value).expect("not null");
            assert_eq!(fields(&file), [field.as_str()], "{name}");
        }
    }
}

/// What the only vector of `file` cannot be run for.
fn problem(file: &Value) -> String {
    let report = run(file);
    let [failure] = report.failed.as_slice() else {
        panic!("one failure, not {:?}", report.failed)
    };
    let [difference] = failure.differences.as_slice() else {
        panic!("one difference, not {:?}", failure.differences)
    };
    assert_eq!(difference.field, "vector");
    difference.got.clone()
}

#[test]
fn run_vectors_fails_a_vector_it_cannot_run_as_asked() {
    let original = only(&[RUNS[0]]);
    let cases = [
        ("/kind", json!("trace"), "kind Some(\"trace\") is neither"),
        ("/params/ink_price", json!(0), "ink_price 0 is not"),
        ("/params/ink_price", json!(1 << 24), "16777216 is not"),
        ("/params/arbos", json!(29), "ArbOS 29 has no Stylus"),
        ("/params/stylus_version", json!(3), "stylus_version 3 is"),
        (
            "/params/page_gas",
            json!(65_536),
            "page_gas is out of range",
        ),
        ("/params/page_gas", json!("7"), "page_gas is no number"),
        ("/params/static", json!(1), "static is no flag"),
        ("/params/sender", json!("0x12"), "\"0x12\" is no address"),
        ("/wasm_hex", json!("0x0"), "wasm_hex: "),
        ("/calldata", json!(7), "calldata is no string"),
    ];
    for (place, value, reason) in cases {
        let mut file = original.clone();
        *file["vectors"][0].pointer_mut(place).expect("there") = value;
        let problem = problem(&file);
        assert!(problem.contains(reason), "{place}: {problem}");
    }
    let mut file = original.clone();
    file["vectors"][0]["params"]["block_cache_size"] = json!(1);
    assert_eq!(problem(&file), "parameter \"block_cache_size\" is unknown");
    let mut file = original;
    file["vectors"][0]["expect"]["opcodes"] = json!(1);
    assert_eq!(fields(&file), ["expect.opcodes"]);
}

#[test]
fn run_vectors_refuses_a_file_of_another_shape() {
    let refused = |text: &str| run_vectors(text).expect_err("no vector file");
    assert!(matches!(refused("["), VectorError::Json(_)));
    assert!(matches!(refused(r#"{"vectors":[]}"#), VectorError::Json(_)));
    let other = r#"{"format":"stylus-vm-conformance-2","vectors":[]}"#;
    assert_eq!(
        refused(other).to_string(),
        r#"format is "stylus-vm-conformance-2", expected "stylus-vm-conformance-1""#
    );
    let mut short = only(&[RUNS[0]]);
    short["count"] = json!(2);
    assert_eq!(run(&short).announced, Some(2));
}
