//! The chain in a file: what a dump holds, and what it refuses to be loaded into.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U256, hex};
use alloy::providers::Provider;
use alloy::rpc::types::{Filter, TransactionRequest};
use devnet::{DevnetConfig, LoadError};
use serde_json::{Value, json};
use std::io::{Read, Write};

use crate::harness::{net, with, word};

fn gzip(json: &Value) -> Vec<u8> {
    let mut file = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    file.write_all(json.to_string().as_bytes()).unwrap();
    file.finish().unwrap()
}

fn gunzip(dump: &[u8]) -> Value {
    let mut text = String::new();
    flate2::read::GzDecoder::new(dump)
        .read_to_string(&mut text)
        .unwrap();
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn load_brings_back_accounts_blocks_receipts_logs_time_and_what_waits() {
    let net = net().await;
    let register = net.deploy_register().await;
    let written = net.store(register, 77).await;
    let stranger = Address::repeat_byte(0xab);
    let _: Value = net
        .ask("anvil_setBalance", json!([stranger, "0xde0b6b3a7640000"]))
        .await;
    let _: Value = net.ask("anvil_impersonateAccount", json!([stranger])).await;
    let tx = json!([{ "from": stranger, "to": net.account(1), "value": "0x7" }]);
    let impersonated: B256 = net.ask("eth_sendTransaction", tx).await;
    let _: Value = net.ask("evm_increaseTime", json!([86_400])).await;
    let _: Value = net.ask("evm_mine", json!([])).await;
    let _: Value = net.ask("evm_setAutomine", json!([false])).await;
    let tx = json!([{ "from": net.account(2), "to": net.account(3), "value": "0x5" }]);
    let waiting: B256 = net.ask("eth_sendTransaction", tx).await;
    let root: B256 = net.ask("keel_stateRoot", json!([])).await;
    let before = net.client.get_block_number().await.unwrap();
    let dump = net.handle.dump().unwrap();
    let block: Value = net.ask("eth_getBlockByNumber", json!(["0x3", true])).await;
    let receipt: Value = net
        .ask("eth_getTransactionReceipt", json!([impersonated]))
        .await;
    net.handle.stop().await;

    let again = with(DevnetConfig {
        accounts: 4,
        ..DevnetConfig::default()
    })
    .await;
    again.handle.load(&dump).unwrap();
    assert_eq!(again.client.get_block_number().await.unwrap(), before);
    assert_eq!(again.ask::<B256>("keel_stateRoot", json!([])).await, root);
    assert_eq!(
        again
            .ask::<Value>("eth_getBlockByNumber", json!(["0x3", true]))
            .await,
        block
    );
    assert_eq!(
        again
            .ask::<Value>("eth_getTransactionReceipt", json!([impersonated]))
            .await,
        receipt
    );
    let logs = again
        .client
        .get_logs(&Filter::new().address(register).from_block(0))
        .await
        .unwrap();
    assert_eq!(logs.len(), 1);
    assert_eq!(logs[0].transaction_hash, Some(written.transaction_hash));
    let seen = again
        .client
        .call(TransactionRequest::default().with_to(register))
        .await
        .unwrap();
    assert_eq!(seen, word(77));
    let pending: Value = again
        .ask("eth_getTransactionByHash", json!([waiting]))
        .await;
    assert_eq!(pending["blockNumber"], Value::Null);
    let _: Value = again.ask("evm_mine", json!([])).await;
    assert_eq!(
        again.client.get_balance(again.account(3)).await.unwrap() % U256::from(10),
        U256::from(5)
    );
    let later = again
        .client
        .get_block(alloy::eips::BlockId::latest())
        .await
        .unwrap()
        .unwrap();
    let noon = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    assert!(
        later.header.timestamp >= noon + 86_390,
        "time stays shifted"
    );
    assert_eq!(later.header.number, before + 1);
    // The state before the dump's last block is not in it, and nothing pretends that it is.
    let refusal = again
        .refused("eth_getBalance", json!([net.me, "0x2"]))
        .await;
    assert!(
        refusal.message.contains("no longer kept"),
        "{}",
        refusal.message
    );
}

#[tokio::test]
async fn rpc_dump_and_load_round_trip_as_hexadecimal() {
    let net = net().await;
    let register = net.deploy_register().await;
    net.store(register, 5).await;
    let dump: Bytes = net.ask("anvil_dumpState", json!([])).await;
    assert!(dump.starts_with(&[0x1f, 0x8b]), "gzip, as anvil's");
    net.store(register, 6).await;
    assert!(net.ask::<bool>("anvil_loadState", json!([dump])).await);
    assert_eq!(net.client.get_block_number().await.unwrap(), 2);
    let call = TransactionRequest::default().with_to(register);
    assert_eq!(net.client.call(call).await.unwrap(), word(5));
    // The chain goes on from there.
    let tx = json!([{ "from": net.me, "to": register, "data": word(7) }]);
    let receipt: Value = net.ask("eth_sendTransactionSync", tx).await;
    assert_eq!(receipt["blockNumber"], "0x3");
}

#[tokio::test]
async fn load_refuses_what_does_not_fit_and_changes_nothing() {
    let net = net().await;
    net.deploy_register().await;
    let dump = gunzip(&net.handle.dump().unwrap());
    let digest = net.digest(&[]).await;
    let altered = |key: &str, value: Value| {
        let mut dump = dump.clone();
        dump[key] = value;
        gzip(&dump)
    };
    let load = |bytes: &[u8]| net.handle.load(bytes).unwrap_err();
    assert!(matches!(load(b"nothing"), LoadError::Unreadable(_)));
    assert!(matches!(
        load(&[0x1f, 0x8b, 1, 2]),
        LoadError::Unreadable(_)
    ));
    let other = load(&altered("chainId", json!(1)));
    assert!(
        matches!(
            other,
            LoadError::ChainId {
                got: 1,
                allowed: 412_346
            }
        ),
        "{other}"
    );
    let other = load(&altered("arbosVersion", json!(60)));
    assert!(
        matches!(
            other,
            LoadError::ArbosVersion {
                got: 60,
                allowed: 51
            }
        ),
        "{other}"
    );
    let other = load(&altered("version", json!(9)));
    assert!(
        matches!(other, LoadError::Version { got: 9, allowed: 1 }),
        "{other}"
    );
    let other = load(&altered("blocks", json!([dump["blocks"][1]])));
    assert!(
        matches!(other, LoadError::Block { number: 0, .. }),
        "{other}"
    );
    let refusal = net.refused("anvil_loadState", json!(["0x1234"])).await;
    assert_eq!(refusal.code, -32_602);
    assert_eq!(net.digest(&[]).await, digest);
}

#[tokio::test]
async fn load_lays_an_anvil_dump_over_the_accounts_that_are_here() {
    let net = net().await;
    let register = net.deploy_register().await;
    net.store(register, 5).await;
    let moved = Address::repeat_byte(0x77);
    // The layout that anvil 1.x writes.
    let code = net.client.get_code_at(register).await.unwrap();
    let anvil = json!({
        "block": { "number": "0x9", "timestamp": "0x1" },
        "accounts": { (moved.to_string()): {
            "nonce": 3, "balance": "0x2a", "code": code,
            "storage": { (format!("0x{}", "0".repeat(64))): format!("0x{}63", "0".repeat(62)) },
        } },
        "best_block_number": 9, "blocks": [], "transactions": [],
    });
    net.handle.load(anvil.to_string().as_bytes()).unwrap();
    assert_eq!(net.client.get_balance(moved).await.unwrap(), U256::from(42));
    assert_eq!(net.client.get_transaction_count(moved).await.unwrap(), 3);
    let call = |to| TransactionRequest::default().with_to(to);
    assert_eq!(net.client.call(call(moved)).await.unwrap(), word(0x63));
    assert_eq!(net.client.call(call(register)).await.unwrap(), word(5));
    assert_eq!(net.client.get_block_number().await.unwrap(), 2);
}

#[tokio::test]
async fn in_process_answers_as_the_server_does() {
    let chain = devnet::in_process(DevnetConfig::default()).await.unwrap();
    let ask = async |body: &[u8]| -> Value {
        let answer = chain.request(body).await;
        serde_json::from_slice(&answer).unwrap_or(Value::Null)
    };
    let one = ask(br#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}"#).await;
    assert_eq!(
        one,
        json!({ "jsonrpc": "2.0", "id": 1, "result": "0x64aba" })
    );
    let batch = ask(br#"[{"jsonrpc":"2.0","id":1,"method":"evm_mine"},{"jsonrpc":"2.0","id":2,"method":"eth_blockNumber"}]"#).await;
    assert_eq!(batch[1]["result"], "0x1");
    for (body, code) in [
        (&b"not json"[..], -32_700),
        (&b"\xff\xfe"[..], -32_700),
        (&b"{}"[..], -32_600),
        (&hex!("7b226a736f6e72706322")[..], -32_700),
        (&b"[]"[..], -32_600),
    ] {
        assert_eq!(ask(body).await["error"]["code"], code, "{body:?}");
    }
    let dump = chain.dump().unwrap();
    chain.load(&dump).unwrap();
    assert_eq!(chain.accounts().len(), 10);
}
