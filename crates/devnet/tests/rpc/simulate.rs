//! Trying things out: access lists, simulated blocks, chained calls.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::providers::Provider;
use alloy::rpc::types::{AccessListResult, TransactionRequest};
use serde_json::{Value, json};

use crate::harness::{TWINS, net, word};

#[tokio::test]
async fn access_list_names_the_slots_and_makes_the_transaction_cost_what_it_says() {
    let net = net().await;
    let twins = net.deploy(TWINS).await;
    let call = TransactionRequest::default()
        .with_from(net.me)
        .with_to(twins)
        .with_input(word(8));
    let answer: AccessListResult = net.client.create_access_list(&call).await.unwrap();
    assert_eq!(answer.access_list.0.len(), 1);
    assert_eq!(answer.access_list.0[0].address, twins);
    let slots = [B256::ZERO, B256::with_last_byte(1)];
    assert_eq!(answer.access_list.0[0].storage_keys, slots);
    assert_eq!(answer.error, None);
    let receipt = net.run(call.with_access_list(answer.access_list)).await;
    assert_eq!(U256::from(receipt.gas_used), answer.gas_used);

    let register = net.deploy_register().await;
    let failing = json!([{ "from": net.me, "to": register, "data": Bytes::from(vec![7; 40]) }]);
    let answer: Value = net.ask("eth_createAccessList", failing).await;
    assert!(
        answer["error"]
            .as_str()
            .unwrap()
            .starts_with("execution reverted"),
        "{answer}"
    );
}

#[tokio::test]
async fn simulated_blocks_build_on_each_other_and_leave_no_trace() {
    let net = net().await;
    let register = net.deploy_register().await;
    let digest = net.digest(&[]).await;
    let poor = Address::repeat_byte(0x77);
    let payload = json!({
        "blockStateCalls": [
            {
                "stateOverrides": { poor.to_string(): { "balance": "0xde0b6b3a7640000" } },
                "calls": [
                    { "from": poor, "to": register, "data": word(9) },
                    { "from": poor, "to": Address::repeat_byte(1), "value": "0x5" },
                ],
            },
            {
                "blockOverrides": { "time": "0xffffffff", "baseFeePerGas": "0x9" },
                "calls": [
                    { "from": poor, "to": register },
                    { "from": poor, "to": register, "data": Bytes::from(vec![7; 40]) },
                ],
            },
        ],
        "traceTransfers": true,
    });
    let blocks: Value = net.ask("eth_simulateV1", json!([payload, "latest"])).await;
    assert_eq!(
        (&blocks[0]["number"], &blocks[1]["number"]),
        (&json!("0x2"), &json!("0x3"))
    );
    assert_eq!(blocks[1]["parentHash"], blocks[0]["hash"]);
    assert_eq!(blocks[1]["timestamp"], "0xffffffff");
    assert_eq!(blocks[1]["baseFeePerGas"], "0x9");
    let stored = &blocks[0]["calls"][0];
    assert_eq!(
        (&stored["status"], &stored["logs"][0]["data"]),
        (&json!("0x1"), &json!(word(9)))
    );
    assert_eq!(stored["logs"][0]["blockHash"], blocks[0]["hash"]);
    let transfer = &blocks[0]["calls"][1]["logs"][0];
    assert_eq!(
        transfer["address"],
        "0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"
    );
    assert_eq!(transfer["data"], json!(word(5)));
    assert_eq!(
        blocks[1]["calls"][0]["returnData"],
        json!(word(9)),
        "the first block's write is seen"
    );
    let reverted = &blocks[1]["calls"][1];
    assert_eq!(
        (&reverted["status"], &reverted["error"]["code"]),
        (&json!("0x0"), &json!(3))
    );
    assert_eq!(reverted["error"]["data"], json!(Bytes::from(vec![7; 40])));
    assert_eq!(net.digest(&[]).await, digest);
    assert_eq!(net.client.get_block_number().await.unwrap(), 1);
}

#[tokio::test]
async fn simulation_refuses_with_the_codes_of_its_specification() {
    let net = net().await;
    let poor = Address::repeat_byte(0x77);
    let pay = json!({ "from": poor, "to": net.me, "value": "0x1" });
    let nonce = json!({ "from": net.me, "to": net.me, "nonce": "0x0", "gas": "0x5208" });
    net.store(net.deploy_register().await, 1).await;
    let cases = [
        (json!({ "blockStateCalls": [{ "calls": [pay] }] }), -38_014),
        (
            json!({ "blockStateCalls": [{ "calls": [nonce] }], "validation": true }),
            -38_010,
        ),
        (
            json!({ "blockStateCalls": [{ "blockOverrides": { "number": "0x1" } }] }),
            -38_020,
        ),
        (
            json!({ "blockStateCalls": [{ "blockOverrides": { "time": "0x1" } }] }),
            -38_021,
        ),
        (json!({ "blockStateCalls": vec![json!({}); 257] }), -38_026),
    ];
    for (payload, code) in cases {
        let refusal = net
            .refused("eth_simulateV1", json!([payload, "latest"]))
            .await;
        assert_eq!(refusal.code, code, "{}", refusal.message);
    }
}

#[tokio::test]
async fn chained_calls_see_what_the_ones_before_did() {
    let net = net().await;
    let register = net.deploy_register().await;
    let bundles = json!([{ "transactions": [
        { "from": net.me, "to": register, "data": word(3) },
        { "from": net.me, "to": register },
        { "from": net.me, "to": register, "data": Bytes::from(vec![7; 40]) },
    ]}]);
    let answers: Value = net
        .ask(
            "eth_callMany",
            json!([bundles, { "blockNumber": "latest" }]),
        )
        .await;
    assert_eq!(answers[0][1]["value"], json!(word(3)));
    assert!(
        answers[0][2]["error"]
            .as_str()
            .unwrap()
            .starts_with("execution reverted")
    );
    let now: Bytes = net
        .ask("eth_call", json!([{ "to": register }, "latest"]))
        .await;
    assert_eq!(now, word(0));
}
