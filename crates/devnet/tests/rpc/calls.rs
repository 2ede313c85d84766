//! `eth_call` and `eth_estimateGas`.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U64, U256};
use alloy::providers::Provider;
use alloy::rpc::types::TransactionRequest;
use serde_json::json;

use crate::harness::{ENVIRONMENT, TWINS, net, word, words};

#[tokio::test]
async fn call_reads_what_a_transaction_stored() {
    let net = net().await;
    let register = net.deploy_register().await;
    net.store(register, 77).await;
    let read = TransactionRequest::default().with_to(register);
    assert_eq!(net.client.call(read.clone()).await.unwrap(), word(77));
    // The state of an earlier block is still there.
    net.store(register, 78).await;
    assert_eq!(
        net.client.call(read.clone()).block(2.into()).await.unwrap(),
        word(77)
    );
    assert_eq!(net.client.call(read).await.unwrap(), word(78));
}

#[tokio::test]
async fn call_that_reverts_gives_code_3_and_the_revert_bytes() {
    let net = net().await;
    let register = net.deploy_register().await;
    let data = Bytes::from(vec![0xab; 36]);
    let call = json!([{ "to": register, "data": data }, "latest"]);
    for method in ["eth_call", "eth_estimateGas"] {
        let error = net.refused(method, call.clone()).await;
        assert_eq!(
            (error.code, error.message.as_str()),
            (3, "execution reverted")
        );
        assert_eq!(error.data.as_ref(), Some(&data));
    }
}

#[tokio::test]
async fn call_names_the_reason_of_a_solidity_revert() {
    let net = net().await;
    let register = net.deploy_register().await;
    let data = alloy::sol_types::SolError::abi_encode(&alloy::sol_types::Revert::from("too late"));
    let error = net
        .refused(
            "eth_call",
            json!([{ "to": register, "input": Bytes::from(data) }]),
        )
        .await;
    assert_eq!(
        (error.code, error.message.as_str()),
        (3, "execution reverted: too late")
    );
}

#[tokio::test]
async fn call_sees_arbitrums_environment() {
    let net = net().await;
    let environment = net.deploy(ENVIRONMENT).await;
    let seen = net
        .client
        .call(
            TransactionRequest::default()
                .with_to(environment)
                .with_from(net.me),
        )
        .await
        .unwrap();
    let latest = net.client.get_block(1.into()).await.unwrap().unwrap();
    let seen = words(&seen);
    assert!(
        seen[0] >= U256::from(20_000_000),
        "block.number is L1's, not {}",
        seen[0]
    );
    assert_eq!(seen[1], U256::from(latest.header.timestamp));
    assert_eq!(seen[3], U256::from(412_346));
    assert_eq!(seen[4], U256::from(1));
    assert_eq!(seen[5], net.client.get_balance(net.me).await.unwrap());
}

#[tokio::test]
async fn overrides_change_one_call_and_nothing_else() {
    let net = net().await;
    let before = net.digest(&[]).await;
    let ghost = Address::repeat_byte(0x99);
    let caller = Address::repeat_byte(0x98);
    let code = Bytes::from_static(ENVIRONMENT);
    let overrides = json!({
        ghost.to_string(): { "code": code },
        caller.to_string(): { "balance": "0x7b", "nonce": "0x5" },
    });
    let block = json!({ "number": "0x10", "time": "0x20", "baseFee": "0x0" });
    let params = json!([{ "to": ghost, "from": caller }, "latest", overrides, block]);
    let seen = words(&net.ask("eth_call", params).await);
    assert_eq!(seen[0], U256::from(0x10));
    assert_eq!(seen[1], U256::from(0x20));
    assert_eq!(seen[5], U256::from(0x7b));

    let twins = net.deploy(TWINS).await;
    net.run(
        TransactionRequest::default()
            .with_to(twins)
            .with_input(word(3)),
    )
    .await;
    let key = B256::ZERO;
    let value = B256::with_last_byte(9);
    let replaced = json!([{ "to": twins }, "latest", { twins.to_string(): { "state": { key.to_string(): value } } }]);
    assert_eq!(
        words(&net.ask("eth_call", replaced).await),
        [U256::from(9), U256::ZERO]
    );
    let amended = json!([{ "to": twins }, "latest", { twins.to_string(): { "stateDiff": { key.to_string(): value } } }]);
    assert_eq!(
        words(&net.ask("eth_call", amended).await),
        [U256::from(9), U256::from(3)]
    );
    let both =
        json!({ "state": { key.to_string(): value }, "stateDiff": { key.to_string(): value } });
    let error = net
        .refused(
            "eth_call",
            json!([{ "to": twins }, "latest", { twins.to_string(): both }]),
        )
        .await;
    assert_eq!(error.code, -32_602);

    assert_eq!(
        words(&net.ask("eth_call", json!([{ "to": twins }])).await),
        [U256::from(3), U256::from(3)]
    );
    assert_eq!(net.client.get_balance(caller).await.unwrap(), U256::ZERO);
    assert_ne!(
        net.digest(&[]).await,
        before,
        "only the two transactions changed the state"
    );
}

#[tokio::test]
async fn estimate_is_exact_for_a_transfer_and_tight_for_a_call() {
    let net = net().await;
    let transfer = TransactionRequest::default()
        .with_to(Address::repeat_byte(1))
        .with_value(U256::from(1));
    assert_eq!(
        net.client
            .estimate_gas(transfer.with_from(net.me))
            .await
            .unwrap(),
        21_000
    );
    let register = net.deploy_register().await;
    let store = TransactionRequest::default()
        .with_from(net.me)
        .with_to(register)
        .with_input(word(5));
    let estimate = net.client.estimate_gas(store.clone()).await.unwrap();
    assert!(
        net.run(store.clone().with_gas_limit(estimate))
            .await
            .status()
    );
    // Stored values differ, so that the second run pays for the same kind of write.
    let store = store.with_input(word(0));
    let estimate = net.client.estimate_gas(store.clone()).await.unwrap();
    let receipt = net.run(store.with_gas_limit(estimate)).await;
    assert!(receipt.status());
    assert!(
        estimate > receipt.gas_used,
        "clearing a slot needs more gas than it ends up paying for"
    );
}

#[tokio::test]
async fn estimate_refuses_what_the_sender_cannot_pay() {
    let net = net().await;
    let poor = Address::repeat_byte(0x55);
    let params = json!([{ "from": poor, "to": net.me, "value": "0x1" }]);
    let error = net.refused("eth_estimateGas", params).await;
    assert_eq!(error.code, -32_000);
    assert!(
        error.message.starts_with("insufficient funds"),
        "{}",
        error.message
    );
    let endless = json!([{ "to": null, "data": "0x5b5f56" }]);
    let error = net.refused("eth_estimateGas", endless).await;
    assert_eq!(error.message, "gas required exceeds allowance (32000000)");
}

#[tokio::test]
async fn call_that_never_ends_ends_at_the_gas_cap() {
    let net = net().await;
    let error = net
        .refused("eth_call", json!([{ "data": "0x5b5f56", "gas": U64::MAX }]))
        .await;
    assert_eq!(
        (error.code, error.message.as_str()),
        (-32_000, "out of gas")
    );
}

#[tokio::test]
async fn call_at_an_unknown_block_is_refused() {
    let net = net().await;
    let error = net
        .refused("eth_call", json!([{ "to": net.me }, "0x64"]))
        .await;
    assert_eq!(
        (error.code, error.message.as_str()),
        (-32_000, "header not found")
    );
}
