//! Blocks that prove themselves: every hash and root is recomputed from what the node says.

use alloy::consensus::proofs::{calculate_receipt_root, calculate_transaction_root};
use alloy::consensus::{ReceiptEnvelope, TxEnvelope};
use alloy::eips::{BlockId, BlockNumberOrTag};
use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U64, U256, keccak256};
use alloy::providers::Provider;
use alloy::rpc::types::{EIP1186AccountProofResponse, TransactionRequest};
use alloy_trie::proof::verify_proof;
use alloy_trie::{Nibbles, TrieAccount};
use serde_json::{Value, json};

use crate::harness::net;

#[tokio::test]
async fn block_hash_and_roots_follow_from_its_content() {
    let net = net().await;
    let _off: bool = net.ask("evm_setAutomine", json!([false])).await;
    let mut hashes = Vec::new();
    for value in 1..=3_u64 {
        let tx = TransactionRequest::default()
            .with_to(Address::repeat_byte(9))
            .with_value(U256::from(value));
        hashes.push(*net.client.send_transaction(tx).await.unwrap().tx_hash());
    }
    let _mined: Value = net.ask("evm_mine", json!([])).await;
    let block = net
        .client
        .get_block(1.into())
        .full()
        .await
        .unwrap()
        .expect("block 1 exists");
    assert_eq!(block.header.hash, block.header.inner.hash_slow());
    let genesis = net.client.get_block(0.into()).await.unwrap().unwrap();
    assert_eq!(block.header.parent_hash, genesis.header.hash);
    let txs: Vec<TxEnvelope> = block
        .transactions
        .txns()
        .map(|tx| tx.inner.inner().clone())
        .collect();
    assert_eq!(txs.iter().map(|tx| *tx.hash()).collect::<Vec<_>>(), hashes);
    assert_eq!(
        block.header.transactions_root,
        calculate_transaction_root(&txs)
    );
    let receipts = net
        .client
        .get_block_receipts(1.into())
        .await
        .unwrap()
        .unwrap();
    let envelopes: Vec<ReceiptEnvelope> = receipts
        .iter()
        .map(|receipt| receipt.inner.clone().map_logs(|log| log.inner))
        .collect();
    assert_eq!(
        block.header.receipts_root,
        calculate_receipt_root(&envelopes)
    );
    assert_eq!(block.header.gas_used, 63_000);
    let cumulative: Vec<u64> = receipts
        .iter()
        .map(|receipt| receipt.inner.cumulative_gas_used())
        .collect();
    assert_eq!(cumulative, [21_000, 42_000, 63_000]);
}

#[tokio::test]
async fn state_root_proves_accounts_and_storage() {
    let net = net().await;
    let register = net.deploy_register().await;
    net.store(register, 0xbeef).await;
    let root = net
        .client
        .get_block(2.into())
        .await
        .unwrap()
        .unwrap()
        .header
        .state_root;
    let params = json!([register, ["0x0", "0x1"], "latest"]);
    let proof: EIP1186AccountProofResponse = net.ask("eth_getProof", params).await;
    let code = net.client.get_code_at(register).await.unwrap();
    let account = TrieAccount::new(
        proof.nonce,
        proof.balance,
        proof.storage_hash,
        keccak256(&code),
    );
    let path = Nibbles::unpack(keccak256(register));
    verify_proof(
        root,
        path,
        Some(alloy_rlp::encode(account)),
        &proof.account_proof,
    )
    .expect("the account is proven");
    let expected = [Some(alloy_rlp::encode(U256::from(0xbeef))), None];
    for ((slot, expected), key) in proof.storage_proof.iter().zip(expected).zip(0_u8..) {
        let path = Nibbles::unpack(keccak256(B256::with_last_byte(key)));
        verify_proof(proof.storage_hash, path, expected, &slot.proof).expect("the slot is proven");
    }
}

#[tokio::test]
async fn blocks_are_found_by_every_name() {
    let net = net().await;
    let register = net.deploy_register().await;
    net.store(register, 1).await;
    let latest = net
        .client
        .get_block(BlockId::latest())
        .await
        .unwrap()
        .unwrap();
    for tag in [
        BlockNumberOrTag::Safe,
        BlockNumberOrTag::Finalized,
        BlockNumberOrTag::Number(2),
    ] {
        let block = net.client.get_block_by_number(tag).await.unwrap().unwrap();
        assert_eq!(block.header.hash, latest.header.hash);
    }
    let by_hash = net
        .client
        .get_block_by_hash(latest.header.hash)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(by_hash.header.number, 2);
    assert_eq!(
        net.client
            .get_block(BlockId::earliest())
            .await
            .unwrap()
            .unwrap()
            .header
            .number,
        0
    );
    assert_eq!(
        net.client
            .get_block(BlockId::pending())
            .await
            .unwrap()
            .unwrap()
            .header
            .number,
        3
    );
    assert!(net.client.get_block(7.into()).await.unwrap().is_none());
    let count: U64 = net
        .ask(
            "eth_getBlockTransactionCountByHash",
            json!([latest.header.hash]),
        )
        .await;
    assert_eq!(count, U64::from(1));
    let tx: Value = net
        .ask(
            "eth_getTransactionByBlockNumberAndIndex",
            json!(["0x2", "0x0"]),
        )
        .await;
    let same: Value = net
        .ask(
            "eth_getTransactionByBlockHashAndIndex",
            json!([latest.header.hash, "0x0"]),
        )
        .await;
    assert_eq!(tx, same);
    assert_eq!(tx["blockNumber"], "0x2");
    let none: Value = net
        .ask(
            "eth_getTransactionByBlockNumberAndIndex",
            json!(["0x2", "0x1"]),
        )
        .await;
    assert_eq!(none, Value::Null);
}

#[tokio::test]
async fn blocks_and_receipts_carry_nitros_fields() {
    let net = net().await;
    let register = net.deploy_register().await;
    let receipt = net.store(register, 1).await;
    let raw: Value = net
        .ask(
            "eth_getTransactionReceipt",
            json!([receipt.transaction_hash]),
        )
        .await;
    let block: Value = net
        .ask("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(raw["l1BlockNumber"], block["l1BlockNumber"]);
    assert_eq!(raw["gasUsedForL1"], "0x0");
    assert_eq!(block["sendCount"], "0x0");
    assert_eq!(block["gasLimit"], "0x4000000000000");
    assert_eq!(block["transactions"], json!([receipt.transaction_hash]));
    // mixHash: send count, L1 block number, ArbOS version.
    let mix: Bytes = serde_json::from_value(block["mixHash"].clone()).unwrap();
    assert_eq!(U256::from_be_slice(&mix[16..24]), U256::from(51));
    let l1: U64 = serde_json::from_value(block["l1BlockNumber"].clone()).unwrap();
    assert_eq!(U256::from_be_slice(&mix[8..16]), U256::from(l1));
}

#[tokio::test]
async fn fee_history_covers_the_blocks_asked_for() {
    let net = net().await;
    let register = net.deploy_register().await;
    net.store(register, 1).await;
    let history = net
        .client
        .get_fee_history(2, BlockNumberOrTag::Latest, &[20.0, 80.0])
        .await
        .unwrap();
    assert_eq!(history.oldest_block, 1);
    assert_eq!(history.base_fee_per_gas, [100_000_000; 3]);
    assert_eq!(history.gas_used_ratio.len(), 2);
    assert_eq!(history.reward, Some(vec![vec![0, 0], vec![0, 0]]));
    assert_eq!(net.client.get_gas_price().await.unwrap(), 100_000_000);
}
