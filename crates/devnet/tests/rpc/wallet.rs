//! What the node signs, fills in and keeps waiting for its own accounts.

use std::str::FromStr;

use alloy::consensus::TxEnvelope;
use alloy::consensus::transaction::SignerRecoverable;
use alloy::eips::eip2718::Decodable2718;
use alloy::primitives::{Address, B256, Bytes, Signature, U256, b256};
use alloy::providers::Provider;
use serde_json::{Value, json};

use crate::harness::{net, word};

/// The example of EIP-712, whose digest the EIP states.
fn mail() -> Value {
    json!({
        "types": {
            "EIP712Domain": [
                { "name": "name", "type": "string" },
                { "name": "version", "type": "string" },
                { "name": "chainId", "type": "uint256" },
                { "name": "verifyingContract", "type": "address" },
            ],
            "Person": [{ "name": "name", "type": "string" }, { "name": "wallet", "type": "address" }],
            "Mail": [
                { "name": "from", "type": "Person" },
                { "name": "to", "type": "Person" },
                { "name": "contents", "type": "string" },
            ],
        },
        "primaryType": "Mail",
        "domain": {
            "name": "Ether Mail", "version": "1", "chainId": 1,
            "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC",
        },
        "message": {
            "from": { "name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826" },
            "to": { "name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" },
            "contents": "Hello, Bob!",
        },
    })
}

#[tokio::test]
async fn typed_data_is_signed_over_the_digest_that_eip_712_states() {
    let net = net().await;
    let digest = b256!("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
    for data in [mail(), json!(mail().to_string())] {
        let signed: Bytes = net.ask("eth_signTypedData_v4", json!([net.me, data])).await;
        let signature = Signature::from_raw(&signed).unwrap();
        assert_eq!(
            signature.recover_address_from_prehash(&digest).unwrap(),
            net.me
        );
    }
    let stranger = Address::repeat_byte(9);
    let refusal = net
        .refused("eth_signTypedData_v4", json!([stranger, mail()]))
        .await;
    assert!(
        refusal.message.contains("unknown account"),
        "{}",
        refusal.message
    );
    let mut broken = mail();
    broken["primaryType"] = json!("Letter");
    let refusal = net
        .refused("eth_signTypedData_v4", json!([net.me, broken]))
        .await;
    assert_eq!(refusal.code, -32_602);
}

#[tokio::test]
async fn transaction_is_signed_without_being_sent_and_filled_without_being_signed() {
    let net = net().await;
    let request = json!({ "from": net.account(1), "to": net.account(2), "value": "0x5" });
    let raw: Bytes = net.ask("eth_signTransaction", json!([request])).await;
    let tx = TxEnvelope::decode_2718_exact(&raw).unwrap();
    assert_eq!(tx.recover_signer().unwrap(), net.account(1));
    assert_eq!(net.client.get_block_number().await.unwrap(), 0);
    let hash: B256 = net.ask("eth_sendRawTransaction", json!([raw])).await;
    assert_eq!(hash, *tx.tx_hash());
    let stranger = json!({ "from": Address::repeat_byte(9), "to": net.me, "gas": "0x5208" });
    let refusal = net.refused("eth_signTransaction", json!([stranger])).await;
    assert!(
        refusal.message.contains("unknown account"),
        "{}",
        refusal.message
    );

    let filled: Value = net.ask("eth_fillTransaction", json!([request])).await;
    assert_eq!(filled["tx"]["nonce"], "0x1");
    assert_eq!(filled["tx"]["chainId"], "0x64aba");
    let gas = U256::from_str(filled["tx"]["gas"].as_str().unwrap()).unwrap();
    assert!(
        gas >= U256::from(21_000) && gas < U256::from(22_000),
        "{gas}"
    );
    assert!(filled["raw"].as_str().unwrap().starts_with("0x02"));

    let receipt: Value = net.ask("eth_sendTransactionSync", json!([request])).await;
    assert_eq!(
        (&receipt["status"], &receipt["blockNumber"]),
        (&json!("0x1"), &json!("0x2"))
    );
    let found: Value = net
        .ask(
            "eth_getTransactionBySenderAndNonce",
            json!([net.account(1), "0x1"]),
        )
        .await;
    assert_eq!(found["hash"], receipt["transactionHash"]);
    let none: Value = net
        .ask(
            "eth_getTransactionBySenderAndNonce",
            json!([net.account(1), "0x7"]),
        )
        .await;
    assert_eq!(none, Value::Null);
    let unsigned =
        json!([{ "from": Address::ZERO, "to": net.me, "gas": "0x5208", "gasPrice": "0x0" }]);
    let refusal = net.refused("eth_sendUnsignedTransaction", unsigned).await;
    assert!(
        refusal
            .message
            .contains("max fee per gas less than block base fee"),
        "{}",
        refusal.message
    );
}

#[tokio::test]
async fn pool_and_pending_block_show_what_waits() {
    let net = net().await;
    let register = net.deploy_register().await;
    let filter: String = net.ask("eth_newPendingTransactionFilter", json!([])).await;
    let _: Value = net.ask("evm_setAutomine", json!([false])).await;
    let send = |nonce: u64, value: u64| json!([{ "from": net.account(1), "to": register, "data": word(value), "gas": "0x186a0", "nonce": format!("{nonce:#x}") }]);
    let first: B256 = net.ask("eth_sendTransaction", send(0, 31)).await;
    let gap: B256 = net.ask("eth_sendTransaction", send(5, 32)).await;

    let status: Value = net.ask("txpool_status", json!([])).await;
    assert_eq!(status, json!({ "pending": "0x1", "queued": "0x1" }));
    let content: Value = net.ask("txpool_content", json!([])).await;
    let sender = net.account(1).to_string().to_lowercase();
    let side = |side: &Value| {
        side.as_object()
            .unwrap()
            .iter()
            .find(|(key, _)| key.to_lowercase() == sender)
            .map(|(_, value)| value.clone())
            .unwrap()
    };
    assert_eq!(side(&content["pending"])["0"]["hash"], json!(first));
    assert_eq!(side(&content["queued"])["5"]["hash"], json!(gap));
    let from: Value = net.ask("txpool_contentFrom", json!([net.account(1)])).await;
    assert_eq!(from["queued"]["5"]["hash"], json!(gap));
    let inspect: Value = net.ask("txpool_inspect", json!([])).await;
    let line = side(&inspect["pending"])["0"].as_str().unwrap().to_owned();
    assert!(line.contains("0 wei + 100000 gas"), "{line}");
    let news: Vec<B256> = net.ask("eth_getFilterChanges", json!([filter])).await;
    assert_eq!(
        news,
        [first, gap],
        "announced when accepted, not when mined"
    );

    // `latest` does not know of it, `pending` does.
    let call = json!({ "to": register });
    let latest: Bytes = net.ask("eth_call", json!([call, "latest"])).await;
    let pending: Bytes = net.ask("eth_call", json!([call, "pending"])).await;
    assert_eq!((latest, pending), (word(0), word(31)));
    let slot: B256 = net
        .ask("eth_getStorageAt", json!([register, "0x0", "pending"]))
        .await;
    assert_eq!(slot, B256::from(U256::from(31)));
    let block: Value = net
        .ask("eth_getBlockByNumber", json!(["pending", false]))
        .await;
    assert_eq!(block["transactions"], json!([first]));
    assert_eq!(net.client.get_block_number().await.unwrap(), 1);

    let _: Value = net
        .ask("anvil_removePoolTransactions", json!([net.account(1)]))
        .await;
    let status: Value = net.ask("txpool_status", json!([])).await;
    assert_eq!(status, json!({ "pending": "0x0", "queued": "0x0" }));
}
