//! Snapshots, time, and setting anything.

use std::time::Duration;

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U64, U256, hex};
use alloy::providers::Provider;
use alloy::rpc::types::TransactionRequest;
use devnet::DevnetConfig;
use serde_json::{Value, json};

use crate::harness::{net, with, word};

#[tokio::test]
async fn revert_restores_the_exact_state_and_height() {
    let net = net().await;
    let register = net.deploy_register().await;
    net.store(register, 1).await;
    let (digest, root) = (
        net.digest(&[]).await,
        net.ask::<B256>("keel_stateRoot", json!([])).await,
    );
    let id: U64 = net.ask("evm_snapshot", json!([])).await;
    let later = net.store(register, 2).await;
    let inner: U64 = net.ask("evm_snapshot", json!([])).await;
    net.store(register, 3).await;
    assert_ne!(net.digest(&[]).await, digest);
    assert!(!net.ask::<bool>("evm_revert", json!(["0x99"])).await);
    assert!(net.ask::<bool>("evm_revert", json!([id])).await);
    assert_eq!(net.digest(&[]).await, digest);
    assert_eq!(net.ask::<B256>("keel_stateRoot", json!([])).await, root);
    assert_eq!(net.client.get_block_number().await.unwrap(), 2);
    assert!(
        net.client
            .get_transaction_receipt(later.transaction_hash)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        net.client
            .get_block_by_hash(later.block_hash.unwrap())
            .await
            .unwrap()
            .is_none()
    );
    // Both are used up: the one reverted to and the one made after it.
    for used in [id, inner] {
        assert!(!net.ask::<bool>("evm_revert", json!([used])).await);
    }
}

#[tokio::test]
async fn time_moves_forward_and_never_back() {
    let net = with(DevnetConfig {
        timestamp: Some(1_800_000_000),
        ..DevnetConfig::default()
    })
    .await;
    let stamp = async || {
        net.client
            .get_block(alloy::eips::BlockId::latest())
            .await
            .unwrap()
            .unwrap()
            .header
            .timestamp
    };
    assert_eq!(stamp().await, 1_800_000_000);
    let _next: Value = net
        .ask("evm_setNextBlockTimestamp", json!([1_800_001_000_u64]))
        .await;
    let _mined: Value = net.ask("evm_mine", json!([])).await;
    assert_eq!(stamp().await, 1_800_001_000);
    let l1_before: Value = net
        .ask("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    let _shift: i64 = net.ask("evm_increaseTime", json!(["0xe10"])).await;
    let _mined: Value = net.ask("evm_mine", json!([])).await;
    let now = stamp().await;
    assert!((1_800_004_600..1_800_004_660).contains(&now), "{now}");
    let l1_after: Value = net
        .ask("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    let l1 = |block: &Value| {
        serde_json::from_value::<U64>(block["l1BlockNumber"].clone())
            .unwrap()
            .to::<u64>()
    };
    assert!(
        l1(&l1_after) - l1(&l1_before) >= 300,
        "an hour holds 300 L1 blocks"
    );
    let error = net
        .refused("evm_setNextBlockTimestamp", json!([1_800_000_000_u64]))
        .await;
    assert!(
        error
            .message
            .contains("is before the latest block's timestamp"),
        "{}",
        error.message
    );
    let _mined: Value = net.ask("anvil_mine", json!(["0x3", "0x64"])).await;
    assert!(stamp().await >= now + 200);
    assert_eq!(net.client.get_block_number().await.unwrap(), 5);
}

#[tokio::test]
async fn anything_can_be_set() {
    let net = net().await;
    let target = Address::repeat_byte(0x31);
    let _done: Value = net.ask("anvil_setBalance", json!([target, "0x64"])).await;
    let _done: Value = net.ask("hardhat_setNonce", json!([target, "0x7"])).await;
    let _done: Value = net
        .ask("anvil_setCode", json!([target, "0x5f545f5260205ff3"]))
        .await;
    let _done: Value = net
        .ask(
            "hardhat_setStorageAt",
            json!([target, "0x0", B256::with_last_byte(0x55)]),
        )
        .await;
    assert_eq!(
        net.client.get_balance(target).await.unwrap(),
        U256::from(100)
    );
    assert_eq!(net.client.get_transaction_count(target).await.unwrap(), 7);
    assert_eq!(
        net.client.get_code_at(target).await.unwrap(),
        Bytes::from_static(&[0x5f, 0x54, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3])
    );
    let read = net
        .client
        .call(TransactionRequest::default().with_to(target))
        .await
        .unwrap();
    assert_eq!(read, word(0x55));
}

#[tokio::test]
async fn impersonated_account_acts_without_a_key_until_stopped() {
    let net = net().await;
    let whale = Address::repeat_byte(0x66);
    let _done: Value = net
        .ask("anvil_setBalance", json!([whale, "0xde0b6b3a7640000"]))
        .await;
    let tx = json!([{ "from": whale, "to": net.me, "value": "0x5" }]);
    let error = net.refused("eth_sendTransaction", tx.clone()).await;
    assert_eq!(error.message, format!("unknown account {whale}"));
    let _done: Value = net.ask("anvil_impersonateAccount", json!([whale])).await;
    let hash: B256 = net.ask("eth_sendTransaction", tx.clone()).await;
    let receipt = net
        .client
        .get_transaction_receipt(hash)
        .await
        .unwrap()
        .unwrap();
    assert!(receipt.status());
    assert_eq!(receipt.from, whale);
    let _done: Value = net
        .ask("anvil_stopImpersonatingAccount", json!([whale]))
        .await;
    net.refused("eth_sendTransaction", tx).await;
}

#[tokio::test]
async fn funded_accounts_are_unlocked() {
    let net = net().await;
    let accounts: Vec<Address> = net.ask("eth_accounts", json!([])).await;
    assert_eq!(accounts.len(), 10);
    let tx = json!([{ "from": accounts[3], "to": accounts[4], "value": "0x5" }]);
    let hash: B256 = net.ask("eth_sendTransaction", tx).await;
    let tx = net
        .client
        .get_transaction_by_hash(hash)
        .await
        .unwrap()
        .unwrap();
    let recovered =
        alloy::consensus::transaction::SignerRecoverable::recover_signer(tx.inner.inner()).unwrap();
    assert_eq!(recovered, accounts[3], "it is really signed");
}

#[tokio::test]
async fn old_state_is_dropped_and_says_so() {
    let net = with(DevnetConfig {
        state_history: 2,
        ..DevnetConfig::default()
    })
    .await;
    let _mined: Value = net.ask("anvil_mine", json!(["0x5"])).await;
    let kept: U256 = net.ask("eth_getBalance", json!([net.me, "0x4"])).await;
    assert!(!kept.is_zero());
    let error = net.refused("eth_getBalance", json!([net.me, "0x1"])).await;
    assert_eq!(
        error.message,
        "state of block 1 is no longer kept (the oldest kept is 4)"
    );
    assert!(net.client.get_block(1.into()).await.unwrap().is_some());
}

#[tokio::test]
async fn blocks_come_at_intervals_until_told_otherwise() {
    let net = with(DevnetConfig {
        block_time: Some(Duration::from_millis(40)),
        ..DevnetConfig::default()
    })
    .await;
    let tx = TransactionRequest::default()
        .with_to(Address::repeat_byte(1))
        .with_value(U256::from(1));
    let receipt = net.run(tx).await;
    assert!(receipt.status());
    let height = net.client.get_block_number().await.unwrap();
    tokio::time::timeout(Duration::from_secs(20), async {
        while net.client.get_block_number().await.unwrap() < height + 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("blocks keep coming");
    assert!(!net.ask::<bool>("anvil_getAutomine", json!([])).await);
    let _done: Value = net.ask("evm_setIntervalMining", json!([0])).await;
    assert!(net.ask::<bool>("anvil_getAutomine", json!([])).await);
}

#[tokio::test]
async fn transaction_without_end_stops_at_the_cap_and_pays_for_what_it_used() {
    let net = net().await;
    // JUMPDEST PUSH0 JUMP
    let endless = net.deploy(&[0x5b, 0x5f, 0x56]).await;
    let tx = TransactionRequest::default()
        .with_to(endless)
        .with_gas_limit(1 << 40);
    let receipt = net.run(tx).await;
    assert!(!receipt.status());
    assert_eq!(receipt.gas_used, 32_000_000);
}

#[tokio::test]
async fn reset_and_rollback_take_blocks_back() {
    let net = net().await;
    let register = net.deploy_register().await;
    for value in 1..4 {
        net.store(register, value).await;
    }
    let genesis: Value = net.ask("eth_getBlockByNumber", json!(["0x0", false])).await;
    let third: Value = net.ask("eth_getBlockByNumber", json!(["0x3", false])).await;
    let _: Value = net.ask("anvil_rollback", json!([1])).await;
    let latest: Value = net
        .ask("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(latest, third);
    let seen: Bytes = net
        .ask("eth_call", json!([{ "to": register }, "latest"]))
        .await;
    assert_eq!(seen, word(2));
    // Not through the client, which counts nonces by itself.
    let tx = json!([{ "from": net.me, "to": register, "data": word(9) }]);
    let again: Value = net.ask("eth_sendTransactionSync", tx).await;
    assert_eq!(again["blockNumber"], "0x4");
    let refusal = net.refused("anvil_rollback", json!([9])).await;
    assert_eq!(refusal.message, "cannot go back 9 blocks from block 4");

    let _: Value = net.ask("anvil_reset", json!([])).await;
    let latest: Value = net
        .ask("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(latest, genesis);
    assert_eq!(net.client.get_transaction_count(net.me).await.unwrap(), 0);
    let fork = json!([{ "forking": { "jsonRpcUrl": "http://localhost:1" } }]);
    let refusal = net.refused("hardhat_reset", fork).await;
    assert!(
        refusal.message.contains("does not fork"),
        "{}",
        refusal.message
    );
}

#[tokio::test]
async fn tokens_are_dealt_by_finding_the_slot_behind_the_view() {
    let net = net().await;
    // CALLDATALOAD(4) and, for allowance, CALLDATALOAD(36): keccak(owner, spender) SLOAD, as Solidity's mappings hash.
    // PUSH1 04 CALLDATALOAD PUSH0 MSTORE PUSH1 24 CALLDATALOAD PUSH1 20 MSTORE PUSH1 40 PUSH0 KECCAK256 SLOAD PUSH0 MSTORE
    // PUSH1 20 PUSH0 RETURN
    let token = net
        .deploy(&hex!("6004355f5260243560205260405f20545f5260205ff3"))
        .await;
    let (owner, spender) = (Address::repeat_byte(1), Address::repeat_byte(2));
    let _: Value = net
        .ask("anvil_dealERC20", json!([owner, token, "0x64"]))
        .await;
    let ask = |data: Vec<u8>| json!([{ "to": token, "data": Bytes::from(data) }, "latest"]);
    let balance = [&hex!("70a08231")[..], owner.into_word().as_slice()].concat();
    assert_eq!(net.ask::<Bytes>("eth_call", ask(balance)).await, word(100));
    let _: Value = net
        .ask(
            "anvil_setERC20Allowance",
            json!([owner, spender, token, "0x7"]),
        )
        .await;
    let allowance = [
        &hex!("dd62ed3e")[..],
        owner.into_word().as_slice(),
        spender.into_word().as_slice(),
    ]
    .concat();
    assert_eq!(net.ask::<Bytes>("eth_call", ask(allowance)).await, word(7));
    let nothing = net
        .refused("anvil_dealERC20", json!([owner, net.me, "0x1"]))
        .await;
    assert!(
        nothing.message.starts_with("no storage slot of token"),
        "{}",
        nothing.message
    );
}

#[tokio::test]
async fn balance_coinbase_interval_and_identity_are_as_set() {
    let net = net().await;
    let someone = Address::repeat_byte(0x42);
    let _: Value = net.ask("anvil_addBalance", json!([someone, "0x5"])).await;
    let _: Value = net.ask("anvil_addBalance", json!([someone, "0x6"])).await;
    assert_eq!(
        net.client.get_balance(someone).await.unwrap(),
        U256::from(11)
    );
    let _: Value = net.ask("hardhat_setCoinbase", json!([someone])).await;
    let _: Value = net
        .ask("anvil_setBlockTimestampInterval", json!([100]))
        .await;
    let blocks: Value = net
        .ask("anvil_mine_detailed", json!([{ "blocks": 3 }]))
        .await;
    assert_eq!(blocks.as_array().map(Vec::len), Some(3));
    assert_eq!(blocks[0]["miner"], json!(someone));
    let time = |block: &Value| {
        let time: U256 = serde_json::from_value(block["timestamp"].clone()).unwrap();
        time
    };
    assert_eq!(time(&blocks[2]) - time(&blocks[0]), U256::from(200));
    assert!(
        net.ask::<bool>("anvil_removeBlockTimestampInterval", json!([]))
            .await
    );
    assert!(
        !net.ask::<bool>("anvil_removeBlockTimestampInterval", json!([]))
            .await
    );

    assert_eq!(
        net.ask::<Value>("anvil_getIntervalMining", json!([])).await,
        Value::Null
    );
    let _: Value = net.ask("evm_setIntervalMining", json!([60_000])).await;
    assert_eq!(
        net.ask::<Value>("anvil_getIntervalMining", json!([])).await,
        60_000
    );

    let snapshot: String = net.ask("evm_snapshot", json!([])).await;
    let metadata: Value = net.ask("hardhat_metadata", json!([])).await;
    assert_eq!(
        (&metadata["chainId"], &metadata["latestBlockNumber"]),
        (&json!(412_346), &json!(3))
    );
    assert_eq!(metadata["snapshots"][&snapshot][0], 3);
    let info: Value = net.ask("anvil_nodeInfo", json!([])).await;
    assert_eq!(info["environment"]["chainId"], 412_346);
    assert_eq!(info["currentBlockHash"], metadata["latestBlockHash"]);
}

#[tokio::test]
async fn what_makes_no_sense_on_arbitrum_is_refused_with_its_reason() {
    let net = net().await;
    for (method, reason) in [
        (
            "hardhat_setPrevRandao",
            "prevrandao is always 1 on Arbitrum",
        ),
        (
            "anvil_setMinGasPrice",
            "use anvil_setNextBlockBaseFeePerGas",
        ),
        ("evm_setBlockGasLimit", "always 2^50"),
        ("anvil_setRpcUrl", "does not fork"),
    ] {
        let refusal = net.refused(method, json!(["0x1"])).await;
        assert_eq!(refusal.code, -32_004, "{method}");
        assert!(refusal.message.contains(reason), "{}", refusal.message);
    }
}
