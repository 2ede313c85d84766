//! `debug_trace*` of EVM code; programs are in `stylus`.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U256, hex};
use alloy::rpc::types::TransactionRequest;
use serde_json::{Value, json};

use crate::harness::{net, word};

/// Calls the address in its first 20 bytes with the rest, and stops whatever came of it.
///
/// ```text
/// PUSH1 14 CALLDATASIZE SUB DUP1 PUSH1 14 PUSH0 CALLDATACOPY          memory = data[20..], keep its length
/// PUSH0 PUSH0 DUP3 PUSH0 PUSH0 PUSH0 CALLDATALOAD PUSH1 60 SHR GAS CALL STOP
/// ```
const FORWARDER: &[u8] = &hex!("601436038060145f375f5f825f5f5f3560601c5af100");

fn through(to: Address, data: &[u8]) -> Bytes {
    [to.as_slice(), data].concat().into()
}

#[tokio::test]
async fn call_tracer_shows_inner_calls_logs_and_failures() {
    let net = net().await;
    let register = net.deploy_register().await;
    let forwarder = net.deploy(FORWARDER).await;
    let tx = |data: Bytes| {
        TransactionRequest::default()
            .with_to(forwarder)
            .with_input(data)
            .with_gas_limit(200_000)
    };
    let stored = net.run(tx(through(register, &word(6)))).await;
    let failed = net.run(tx(through(register, &[0xee; 40]))).await;
    assert!(
        stored.status() && failed.status(),
        "the forwarder ignores failures"
    );

    let options = json!({ "tracer": "callTracer", "tracerConfig": { "withLog": true } });
    let trace: Value = net
        .ask(
            "debug_traceTransaction",
            json!([stored.transaction_hash, options]),
        )
        .await;
    assert_eq!(trace["type"], "CALL");
    assert_eq!(trace["from"], json!(net.me));
    assert_eq!(trace["to"], json!(forwarder));
    assert_eq!(trace["gas"], format!("{:#x}", 200_000));
    assert_eq!(trace["gasUsed"], format!("{:#x}", stored.gas_used));
    let inner = &trace["calls"][0];
    assert_eq!(
        (&inner["from"], &inner["to"]),
        (&json!(forwarder), &json!(register))
    );
    assert_eq!(inner["input"], json!(word(6)));
    assert_eq!(inner["logs"][0]["data"], json!(word(6)));
    assert_eq!(inner["error"], Value::Null);

    let trace: Value = net
        .ask(
            "debug_traceTransaction",
            json!([failed.transaction_hash, options]),
        )
        .await;
    assert_eq!(trace["error"], Value::Null);
    assert_eq!(trace["calls"][0]["error"], "execution reverted");
    assert_eq!(
        trace["calls"][0]["output"],
        json!(Bytes::from(vec![0xee; 40]))
    );

    let top = json!({ "tracer": "callTracer", "tracerConfig": { "onlyTopCall": true } });
    let trace: Value = net
        .ask(
            "debug_traceTransaction",
            json!([stored.transaction_hash, top]),
        )
        .await;
    assert_eq!(trace["calls"], Value::Null);
}

#[tokio::test]
async fn transaction_is_traced_on_the_state_it_ran_on() {
    let net = net().await;
    let register = net.deploy_register().await;
    let first = net.store(register, 1).await;
    let _set: Value = net
        .ask("anvil_setStorageAt", json!([register, "0x0", "0x63"]))
        .await;
    let second = net.store(register, 2).await;
    net.store(register, 3).await;
    let options = json!({ "tracer": "prestateTracer", "tracerConfig": { "diffMode": true } });
    let slot = B256::ZERO.to_string();
    for (receipt, before, after) in [(first, None, 1_u8), (second, Some(0x63_u8), 2)] {
        let diff: Value = net
            .ask(
                "debug_traceTransaction",
                json!([receipt.transaction_hash, options]),
            )
            .await;
        let key = register.to_string().to_lowercase();
        let before = before.map_or(Value::Null, |value| json!(B256::with_last_byte(value)));
        assert_eq!(diff["pre"][&key]["storage"][&slot], before);
        assert_eq!(
            diff["post"][&key]["storage"][&slot],
            json!(B256::with_last_byte(after))
        );
    }
}

#[tokio::test]
async fn calls_are_traced_without_being_made() {
    let net = net().await;
    let register = net.deploy_register().await;
    let digest = net.digest(&[]).await;
    let call = json!({ "from": net.me, "to": register, "data": word(5) });
    let trace: Value = net
        .ask(
            "debug_traceCall",
            json!([call, "latest", { "tracer": "callTracer" }]),
        )
        .await;
    assert_eq!(trace["to"], json!(register));
    let before: Value = net
        .ask(
            "debug_traceCall",
            json!([call, "latest", { "tracer": "prestateTracer" }]),
        )
        .await;
    let me = net.me.to_string().to_lowercase();
    let balance: U256 = serde_json::from_value(before[&me]["balance"].clone()).unwrap();
    assert!(!balance.is_zero());
    assert_eq!(net.digest(&[]).await, digest);
    for options in [json!({ "tracer": 7 }), json!({ "tracer": "noSuchTracer" })] {
        let error = net
            .refused("debug_traceCall", json!([call, "latest", options]))
            .await;
        assert_eq!(error.code, -32_602);
    }
    let unknown = json!([B256::ZERO, { "tracer": "callTracer" }]);
    assert_eq!(
        net.refused("debug_traceTransaction", unknown).await.code,
        -32_000
    );
}
