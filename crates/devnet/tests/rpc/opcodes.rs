//! go-ethereum's tracers beside the two everybody uses: opcodes, selectors, flat calls, several at once.

use alloy::network::TransactionBuilder;
use alloy::primitives::{B256, Bytes, hex};
use alloy::rpc::types::TransactionRequest;
use serde_json::{Value, json};

use crate::harness::{net, word};

/// JUMPDEST PUSH0 JUMP: runs until its gas is gone.
const LOOP: &[u8] = &hex!("5b5f56");

fn word_of(value: u8) -> String {
    B256::with_last_byte(value).to_string()
}

#[tokio::test]
async fn default_tracer_shows_every_opcode_with_stack_and_storage() {
    let net = net().await;
    let register = net.deploy_register().await;
    let stored = net.store(register, 6).await;
    let trace: Value = net
        .ask("debug_traceTransaction", json!([stored.transaction_hash]))
        .await;
    assert_eq!(trace["failed"], false);
    assert_eq!(trace["gas"], stored.gas_used);
    let steps = trace["structLogs"].as_array().unwrap();
    let ops: Vec<_> = steps
        .iter()
        .map(|step| step["op"].as_str().unwrap())
        .collect();
    // By hand from the contract's listing in `harness`.
    assert_eq!(ops[..4], ["CALLDATASIZE", "PUSH1", "JUMPI", "JUMPDEST"]);
    assert_eq!(ops[ops.len() - 2..], ["LOG1", "STOP"]);
    assert!(!ops.contains(&"SLOAD"), "{ops:?}");
    assert_eq!(steps[2]["stack"], json!(["0x20", "0xc"]));
    assert_eq!(
        (&steps[0]["pc"], &steps[0]["depth"]),
        (&json!(0), &json!(1))
    );
    let sstore = steps.iter().find(|step| step["op"] == "SSTORE").unwrap();
    assert_eq!(sstore["storage"], json!({ word_of(0): word_of(6) }));
    let bare = json!({ "disableStack": true, "disableStorage": true, "enableMemory": true });
    let trace: Value = net
        .ask(
            "debug_traceTransaction",
            json!([stored.transaction_hash, bare]),
        )
        .await;
    assert_eq!(trace["structLogs"][2]["stack"], Value::Null);
    assert!(
        trace["structLogs"]
            .as_array()
            .unwrap()
            .iter()
            .any(|step| step["memory"].is_array())
    );
}

#[tokio::test]
async fn opcode_trace_of_an_endless_loop_is_refused_unless_it_is_limited() {
    let net = net().await;
    let endless = net.deploy(LOOP).await;
    let call = json!({ "to": endless, "gas": "0xf42400" });
    let refusal = net
        .refused("debug_traceCall", json!([call, "latest", {}]))
        .await;
    assert!(
        refusal.message.contains("more than 500000 steps"),
        "{}",
        refusal.message
    );
    let trace: Value = net
        .ask("debug_traceCall", json!([call, "latest", { "limit": 10 }]))
        .await;
    assert_eq!(trace["structLogs"].as_array().map(Vec::len), Some(10));
    assert_eq!(trace["failed"], true);
}

#[tokio::test]
async fn other_tracers_answer_in_their_own_form() {
    let net = net().await;
    let register = net.deploy_register().await;
    let call = TransactionRequest::default()
        .with_to(register)
        .with_input(word(6))
        .with_gas_limit(100_000);
    let hash = net.run(call).await.transaction_hash;
    let trace = async |options: Value| -> Value {
        net.ask("debug_traceTransaction", json!([hash, options]))
            .await
    };
    assert_eq!(trace(json!({ "tracer": "noopTracer" })).await, json!({}));
    let selectors = trace(json!({ "tracer": "4byteTracer" })).await;
    assert_eq!(selectors, json!({ "0x00000000-28": 1 }));
    let flat = trace(json!({ "tracer": "flatCallTracer" })).await;
    assert_eq!(flat[0]["action"]["to"], json!(register));
    assert_eq!(flat[0]["transactionHash"], json!(hash));
    let same: Value = net.ask("trace_transaction", json!([hash])).await;
    assert_eq!(same, flat);
    let block: Value = net.ask("trace_block", json!(["latest"])).await;
    assert_eq!(block, flat);
    let several =
        json!({ "tracer": "muxTracer", "tracerConfig": { "callTracer": {}, "4byteTracer": null } });
    let several = trace(several).await;
    assert_eq!(several["callTracer"]["to"], json!(register));
    assert_eq!(several["4byteTracer"], selectors);
    let pruned = json!({ "tracer": "prestateTracer", "tracerConfig": { "disableCode": true, "disableStorage": true } });
    let pruned = trace(pruned).await;
    let account = &pruned[register.to_string().to_lowercase()];
    assert_eq!(
        (&account["code"], &account["storage"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(account["balance"], "0x0");

    for (tracer, said) in [
        (
            "callTracers",
            "tracer \"callTracers\" is not supported; use callTracer",
        ),
        (
            "{ result: () => 1 }",
            "JavaScript tracers are not supported",
        ),
    ] {
        let refusal = net
            .refused(
                "debug_traceTransaction",
                json!([hash, { "tracer": tracer }]),
            )
            .await;
        assert_eq!(refusal.code, -32_602);
        assert!(refusal.message.starts_with(said), "{}", refusal.message);
    }
    let unknown = net
        .ask::<Value>("trace_transaction", json!([B256::ZERO]))
        .await;
    assert_eq!(unknown, Value::Null);
}

#[tokio::test]
async fn raw_forms_hash_to_what_they_are_of() {
    let net = net().await;
    let register = net.deploy_register().await;
    let receipt = net.store(register, 6).await;
    let header: Bytes = net.ask("debug_getRawHeader", json!(["latest"])).await;
    assert_eq!(
        Some(alloy::primitives::keccak256(&header)),
        receipt.block_hash
    );
    let block: Bytes = net.ask("debug_getRawBlock", json!(["latest"])).await;
    assert!(
        block
            .windows(header.len())
            .any(|part| part == header.as_ref())
    );
    let raw: Bytes = net
        .ask("debug_getRawTransaction", json!([receipt.transaction_hash]))
        .await;
    assert_eq!(alloy::primitives::keccak256(&raw), receipt.transaction_hash);
    let same: Bytes = net
        .ask(
            "eth_getRawTransactionByBlockNumberAndIndex",
            json!(["latest", "0x0"]),
        )
        .await;
    assert_eq!(same, raw);
    let receipts: Vec<Bytes> = net.ask("debug_getRawReceipts", json!(["latest"])).await;
    let trie = alloy_trie::root::ordered_trie_root_with_encoder(&receipts, |item, out| {
        out.extend_from_slice(item);
    });
    let latest: Value = net
        .ask("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(latest["receiptsRoot"], json!(trie));
}
