//! Whatever a client sends, a method answers or refuses; it never fails on our side.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::chain::Chain;
use crate::config::DevnetConfig;

/// Mostly what some method expects, so that requests get past the parser, and else what has broken parsers before.
fn value() -> impl Strategy<Value = Value> {
    let plausible = select(vec![
        json!("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        json!("0x0000000000000000000000000000000000000071"),
        json!(format!("0x{}", "1".repeat(64))),
        json!("0x5"),
        json!("latest"),
        json!({ "from": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "data": "0x5b5f56" }),
    ]);
    prop_oneof![3 => plausible, 1 => odd()]
}

fn odd() -> impl Strategy<Value = Value> {
    let leaf = select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("0x"),
        json!("0x0"),
        json!("0x5"),
        json!("0xzz"),
        json!("0x1"),
        json!(format!("0x{}", "f".repeat(16))),
        json!(format!("0x{}", "f".repeat(64))),
        json!(format!("0x{}", "f".repeat(65))),
        json!("latest"),
        json!("pending"),
        json!("earliest"),
        json!("nonsense \u{0} \u{10ffff}"),
        json!("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        json!("0x00000000000000000000000000000000000000a4"),
        json!(["0x0"]),
        json!({}),
        json!({ "from": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "data": "0x5b5f56" }),
        json!({ "to": "0x0000000000000000000000000000000000000071", "data": "0xd70c0ca7" }),
        json!({ "fromBlock": "0x0", "toBlock": format!("0x{}", "f".repeat(16)) }),
        json!({ "blockHash": format!("0x{}", "0".repeat(64)) }),
        json!({ "tracer": "callTracer" }),
        json!({ "tracer": "prestateTracer", "tracerConfig": { "diffMode": true } }),
        json!({ "timestamp": format!("0x{}", "f".repeat(16)) }),
        json!({ "f39Fd6e51aad88F6F4ce6aB8827279cffFb92266": { "code": "0xef0100" } }),
        json!({ "time": format!("0x{}", "f".repeat(16)), "number": format!("0x{}", "f".repeat(64)) }),
    ]);
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            (
                select(vec!["to", "data", "gas", "address", "topics", "x"]),
                inner
            )
                .prop_map(|(key, value)| json!({ key: value })),
        ]
    })
}

#[test]
fn prop_no_parameters_make_a_method_fail_on_our_side() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let config = DevnetConfig {
        call_gas_cap: 200_000,
        tx_gas_cap: 200_000,
        ..DevnetConfig::default()
    };
    let signers = crate::accounts::derive(&config.mnemonic, 2).expect("the standard mnemonic");
    let chain = Arc::new(Chain::new(&config, signers).expect("an executor"));
    let module = super::module(chain, 8).expect("names are unique");
    let methods: Vec<&'static str> = module
        .method_names()
        .filter(|name| !name.ends_with("subscribe"))
        .collect();
    let strategy = (select(methods), proptest::collection::vec(value(), 0..4));
    proptest!(ProptestConfig::with_cases(20_000), |((method, params) in strategy)| {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let (answer, _) = runtime
            .block_on(module.raw_json_request(&request.to_string(), 1))
            .expect("the request is one");
        let answer: Value = serde_json::from_str(answer.get()).expect("the answer is JSON");
        let failed = answer["error"]["code"] == -32_603;
        prop_assert!(!failed, "{request} was answered by {answer}");
        prop_assert!(answer.get("result").is_some() || answer.get("error").is_some());
    });
}
