//! Finding events.

use alloy::primitives::{Address, B256, U64, U256};
use alloy::providers::Provider;
use alloy::rpc::types::{Filter, Log};
use serde_json::{Value, json};

use crate::harness::{Net, net, word};

async fn three_logs(net: &Net) -> (Address, Address) {
    let first = net.deploy_register().await;
    let second = net.deploy_register().await;
    for (register, value) in [(first, 1), (second, 2), (first, 3)] {
        net.store(register, value).await;
    }
    (first, second)
}

fn values(logs: &[Log]) -> Vec<U256> {
    logs.iter()
        .map(|log| U256::from_be_slice(&log.inner.data.data))
        .collect()
}

#[tokio::test]
async fn logs_are_found_by_address_topic_and_range() {
    let net = net().await;
    let (first, second) = three_logs(&net).await;
    let logs = async |filter: Filter| values(&net.client.get_logs(&filter).await.unwrap());
    let all = Filter::new().from_block(0);
    let topic = B256::left_padding_from(net.me.as_slice());
    assert_eq!(logs(all.clone()).await, [1, 2, 3].map(U256::from));
    assert_eq!(
        logs(all.clone().address(first)).await,
        [1, 3].map(U256::from)
    );
    assert_eq!(
        logs(all.clone().address(vec![first, second])).await,
        [1, 2, 3].map(U256::from)
    );
    assert_eq!(
        logs(all.clone().address(second).event_signature(topic)).await,
        [2].map(U256::from)
    );
    assert!(
        logs(all.clone().event_signature(B256::repeat_byte(1)))
            .await
            .is_empty()
    );
    assert!(logs(all.clone().topic1(topic)).await.is_empty());
    assert_eq!(
        logs(all.from_block(4).to_block(4)).await,
        [2].map(U256::from)
    );
    assert_eq!(
        logs(Filter::new()).await,
        [3].map(U256::from),
        "the default is the latest block"
    );
    let hash = net
        .client
        .get_block(3.into())
        .await
        .unwrap()
        .unwrap()
        .header
        .hash;
    assert_eq!(
        logs(Filter::new().at_block_hash(hash)).await,
        [1].map(U256::from)
    );
}

#[tokio::test]
async fn log_says_where_it_happened() {
    let net = net().await;
    let register = net.deploy_register().await;
    let receipt = net.store(register, 7).await;
    let logs = net
        .client
        .get_logs(&Filter::new().address(register))
        .await
        .unwrap();
    assert_eq!(logs, receipt.inner.logs());
    let log = &logs[0];
    assert_eq!(log.inner.data.data, word(7));
    assert_eq!(
        (log.block_number, log.block_hash),
        (receipt.block_number, receipt.block_hash)
    );
    assert_eq!(log.transaction_hash, Some(receipt.transaction_hash));
    assert_eq!(
        (log.log_index, log.transaction_index, log.removed),
        (Some(0), Some(0), false)
    );
}

#[tokio::test]
async fn bad_ranges_are_refused() {
    let net = net().await;
    let reversed = net
        .refused(
            "eth_getLogs",
            json!([{ "fromBlock": "0x5", "toBlock": "0x1" }]),
        )
        .await;
    assert_eq!(reversed.code, -32_602);
    let unknown = net
        .refused(
            "eth_getLogs",
            json!([{ "blockHash": B256::repeat_byte(1) }]),
        )
        .await;
    assert_eq!(
        (unknown.code, unknown.message.as_str()),
        (-32_000, "header not found")
    );
}

#[tokio::test]
async fn filters_tell_each_log_and_block_once() {
    let net = net().await;
    let (first, _) = three_logs(&net).await;
    let logs: U64 = net
        .ask("eth_newFilter", json!([{ "address": first }]))
        .await;
    let blocks: U64 = net.ask("eth_newBlockFilter", json!([])).await;
    assert!(
        net.ask::<Vec<Log>>("eth_getFilterChanges", json!([logs]))
            .await
            .is_empty()
    );
    let receipt = net.store(first, 9).await;
    let seen: Vec<Log> = net.ask("eth_getFilterChanges", json!([logs])).await;
    assert_eq!(values(&seen), [9].map(U256::from));
    assert!(
        net.ask::<Vec<Log>>("eth_getFilterChanges", json!([logs]))
            .await
            .is_empty()
    );
    let hashes: Vec<B256> = net.ask("eth_getFilterChanges", json!([blocks])).await;
    assert_eq!(hashes, [receipt.block_hash.unwrap()]);
    assert!(net.ask::<bool>("eth_uninstallFilter", json!([logs])).await);
    let gone: Value = json!([logs]);
    assert_eq!(
        net.refused("eth_getFilterChanges", gone).await.message,
        "filter not found"
    );
}
