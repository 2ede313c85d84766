//! Many clients at once: nothing is lost, nothing is half done.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use alloy::network::TransactionBuilder;
use alloy::providers::Provider;
use alloy::rpc::types::TransactionRequest;

use crate::harness::{TWINS, client, net, word, words};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_never_see_half_of_a_write() {
    let net = net().await;
    let twins = net.deploy(TWINS).await;
    let done = Arc::new(AtomicBool::new(false));
    let mut readers = Vec::new();
    for _ in 0..2 {
        let (client, done) = (net.client.clone(), done.clone());
        readers.push(tokio::spawn(async move {
            let mut reads = 0_u32;
            while !done.load(Ordering::Relaxed) || reads == 0 {
                let seen = client
                    .call(TransactionRequest::default().with_to(twins))
                    .await
                    .unwrap();
                let seen = words(&seen);
                assert_eq!(seen[0], seen[1], "a torn state");
                reads += 1;
            }
            reads
        }));
    }
    let mut writers = Vec::new();
    for account in 1..5_usize {
        let client = client(&net.handle, account);
        writers.push(tokio::spawn(async move {
            let mut blocks = Vec::new();
            for round in 0..10_u64 {
                let value = u64::try_from(account).unwrap() * 1_000 + round;
                let tx = TransactionRequest::default()
                    .with_to(twins)
                    .with_input(word(value))
                    .with_gas_limit(100_000);
                let receipt = client
                    .send_transaction(tx)
                    .await
                    .unwrap()
                    .get_receipt()
                    .await
                    .unwrap();
                assert!(receipt.status());
                blocks.push(receipt.block_number.unwrap());
            }
            blocks
        }));
    }
    let mut blocks = BTreeSet::new();
    for writer in writers {
        blocks.extend(writer.await.unwrap());
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
    assert_eq!(
        blocks,
        (2..=41).collect(),
        "one block per transaction, none lost"
    );
    assert_eq!(net.client.get_block_number().await.unwrap(), 41);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn node_numbers_unlocked_transactions_that_arrive_together() {
    let net = net().await;
    let mut sent = Vec::new();
    for _ in 0..20 {
        let (client, from, to) = (net.client.clone(), net.account(2), net.account(3));
        sent.push(tokio::spawn(async move {
            let tx = serde_json::json!([{ "from": from, "to": to, "value": "0x1" }]);
            client
                .raw_request::<_, alloy::primitives::B256>("eth_sendTransaction".into(), tx)
                .await
                .unwrap()
        }));
    }
    let mut hashes = BTreeSet::new();
    for task in sent {
        hashes.insert(task.await.unwrap());
    }
    assert_eq!(hashes.len(), 20);
    assert_eq!(
        net.client
            .get_transaction_count(net.account(2))
            .await
            .unwrap(),
        20
    );
}
