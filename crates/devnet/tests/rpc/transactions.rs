//! Sending value and code, and being refused.

use alloy::consensus::{
    SignableTransaction, TxEip1559, TxEip2930, TxEip7702, TxEnvelope, TxLegacy,
};
use alloy::eips::Encodable2718;
use alloy::eips::eip7702::Authorization;
use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, TxKind, U256};
use alloy::providers::Provider;
use alloy::rpc::types::TransactionRequest;
use alloy::signers::SignerSync;
use serde_json::json;

use crate::harness::{Net, net, signer, word};

const FEE: u128 = 200_000_000;

fn transfer(nonce: u64) -> TxEip1559 {
    TxEip1559 {
        chain_id: 412_346,
        nonce,
        gas_limit: 21_000,
        max_fee_per_gas: FEE,
        max_priority_fee_per_gas: 0,
        to: TxKind::Call(Address::repeat_byte(0x77)),
        value: U256::from(5),
        ..TxEip1559::default()
    }
}

fn signed(
    net: &Net,
    account: usize,
    tx: impl SignableTransaction<alloy::primitives::Signature>
    + Into<alloy::consensus::TypedTransaction>,
) -> TxEnvelope {
    let signature = signer(&net.handle, account)
        .sign_hash_sync(&tx.signature_hash())
        .expect("local keys sign");
    TxEnvelope::new_unhashed(tx.into(), signature)
}

fn raw(tx: &TxEnvelope) -> serde_json::Value {
    json!([Bytes::from(tx.encoded_2718())])
}

#[tokio::test]
async fn transfer_moves_value_and_charges_the_base_fee_only() {
    let net = net().await;
    let to = Address::repeat_byte(0x42);
    let before = net.client.get_balance(net.me).await.unwrap();
    let tx = TransactionRequest::default()
        .with_to(to)
        .with_value(U256::from(1_000))
        .with_max_fee_per_gas(10 * FEE)
        .with_max_priority_fee_per_gas(FEE);
    let receipt = net.run(tx).await;
    assert_eq!(receipt.gas_used, 21_000);
    assert_eq!(receipt.effective_gas_price, 100_000_000);
    let paid = U256::from(21_000_u64 * 100_000_000 + 1_000);
    assert_eq!(net.client.get_balance(net.me).await.unwrap(), before - paid);
    assert_eq!(net.client.get_balance(to).await.unwrap(), U256::from(1_000));
    assert_eq!(net.client.get_transaction_count(net.me).await.unwrap(), 1);
}

#[tokio::test]
async fn every_supported_transaction_type_is_mined_and_read_back() {
    let net = net().await;
    let to = TxKind::Call(Address::repeat_byte(0x77));
    let legacy = TxLegacy {
        chain_id: Some(412_346),
        nonce: 0,
        gas_price: FEE,
        gas_limit: 21_000,
        to,
        ..TxLegacy::default()
    };
    let listed = TxEip2930 {
        chain_id: 412_346,
        nonce: 1,
        gas_price: FEE,
        gas_limit: 30_000,
        to,
        ..TxEip2930::default()
    };
    let unprotected = TxLegacy {
        chain_id: None,
        nonce: 3,
        ..legacy.clone()
    };
    let txs = [
        signed(&net, 0, legacy),
        signed(&net, 0, listed),
        signed(&net, 0, transfer(2)),
        signed(&net, 0, unprotected),
    ];
    for tx in txs {
        let hash: B256 = net.ask("eth_sendRawTransaction", raw(&tx)).await;
        assert_eq!(hash, *tx.hash());
        let found = net
            .client
            .get_transaction_by_hash(hash)
            .await
            .unwrap()
            .expect("it is known");
        assert_eq!(found.inner.inner(), &tx);
        assert_eq!(found.inner.signer(), net.me);
        let receipt = net
            .client
            .get_transaction_receipt(hash)
            .await
            .unwrap()
            .expect("it is mined");
        assert!(receipt.status());
        assert_eq!(receipt.transaction_type(), tx.tx_type());
        let bytes: Bytes = net.ask("eth_getRawTransactionByHash", json!([hash])).await;
        assert_eq!(bytes, tx.encoded_2718());
    }
}

#[tokio::test]
async fn authorization_delegates_the_code_of_an_account() {
    let net = net().await;
    let register = net.deploy_register().await;
    let authorization = Authorization {
        chain_id: U256::from(412_346),
        address: register,
        nonce: 0,
    };
    let signature = signer(&net.handle, 1)
        .sign_hash_sync(&authorization.signature_hash())
        .unwrap();
    let delegate = net.account(1);
    let tx = TxEip7702 {
        chain_id: 412_346,
        nonce: 1,
        gas_limit: 200_000,
        max_fee_per_gas: FEE,
        max_priority_fee_per_gas: 0,
        to: delegate,
        input: word(9),
        authorization_list: vec![authorization.into_signed(signature)],
        ..TxEip7702::default()
    };
    let hash: B256 = net
        .ask("eth_sendRawTransaction", raw(&signed(&net, 0, tx)))
        .await;
    assert!(
        net.client
            .get_transaction_receipt(hash)
            .await
            .unwrap()
            .unwrap()
            .status()
    );
    let stored = net
        .client
        .get_storage_at(delegate, U256::ZERO)
        .await
        .unwrap();
    assert_eq!(stored, U256::from(9));
    let code = net.client.get_code_at(delegate).await.unwrap();
    assert_eq!(&code[3..], register.as_slice());
    // A delegated account can still send.
    let own: B256 = net
        .ask("eth_sendRawTransaction", raw(&signed(&net, 1, transfer(1))))
        .await;
    assert!(
        net.client
            .get_transaction_receipt(own)
            .await
            .unwrap()
            .unwrap()
            .status()
    );
}

#[tokio::test]
async fn used_nonce_is_refused_and_changes_nothing() {
    let net = net().await;
    let _first: B256 = net
        .ask("eth_sendRawTransaction", raw(&signed(&net, 0, transfer(0))))
        .await;
    let before = net.digest(&[]).await;
    let mut again = transfer(0);
    again.value = U256::from(6);
    let error = net
        .refused("eth_sendRawTransaction", raw(&signed(&net, 0, again)))
        .await;
    assert_eq!(error.code, -32_000);
    assert_eq!(error.message, "nonce too low: next nonce 1, tx nonce 0");
    assert_eq!(net.digest(&[]).await, before);
}

#[tokio::test]
async fn early_nonce_waits_until_the_gap_is_filled() {
    let net = net().await;
    let second: B256 = net
        .ask("eth_sendRawTransaction", raw(&signed(&net, 0, transfer(1))))
        .await;
    assert!(
        net.client
            .get_transaction_receipt(second)
            .await
            .unwrap()
            .is_none()
    );
    let waiting = net
        .client
        .get_transaction_by_hash(second)
        .await
        .unwrap()
        .expect("it is known");
    assert_eq!(waiting.block_number, None);
    let again = net
        .refused("eth_sendRawTransaction", raw(&signed(&net, 0, transfer(1))))
        .await;
    assert_eq!(again.message, "already known");
    let first: B256 = net
        .ask("eth_sendRawTransaction", raw(&signed(&net, 0, transfer(0))))
        .await;
    let receipts = [first, second].map(|hash| net.client.get_transaction_receipt(hash));
    for (receipt, block) in receipts.into_iter().zip(1..) {
        assert_eq!(
            receipt.await.unwrap().expect("it is mined").block_number,
            Some(block)
        );
    }
}

#[tokio::test]
async fn unacceptable_transactions_are_refused_in_known_words() {
    let net = net().await;
    let me = net.me;
    let mut cases = Vec::new();
    cases.push((
        TxEip1559 {
            chain_id: 1,
            ..transfer(0)
        },
        "invalid chain id for signer: have 1 want 412346".to_owned(),
    ));
    cases.push((
        TxEip1559 {
            gas_limit: 20_999,
            ..transfer(0)
        },
        "intrinsic gas too low: have 20999, want 21000".to_owned(),
    ));
    cases.push((
        TxEip1559 { max_fee_per_gas: 99_999_999, ..transfer(0) },
        format!("max fee per gas less than block base fee: address {me}, maxFeePerGas: 99999999, baseFee: 100000000"),
    ));
    cases.push((
        TxEip1559 { max_priority_fee_per_gas: FEE + 1, ..transfer(0) },
        format!("max priority fee per gas higher than max fee per gas: address {me}, maxPriorityFeePerGas: {}, maxFeePerGas: {FEE}", FEE + 1),
    ));
    let balance = net.client.get_balance(me).await.unwrap();
    let want = balance + U256::from(21_000 * FEE);
    cases.push((
        TxEip1559 {
            value: balance,
            ..transfer(0)
        },
        format!(
            "insufficient funds for gas * price + value: address {me} have {balance} want {want}"
        ),
    ));
    let digest = net.digest(&[]).await;
    for (tx, message) in cases {
        let error = net
            .refused("eth_sendRawTransaction", raw(&signed(&net, 0, tx)))
            .await;
        assert_eq!(
            (error.code, error.message.as_str()),
            (-32_000, message.as_str())
        );
    }
    let garbage = net
        .refused("eth_sendRawTransaction", json!(["0x02deadbeef"]))
        .await;
    assert_eq!(garbage.code, -32_000);
    assert_eq!(net.digest(&[]).await, digest);
    assert_eq!(net.client.get_block_number().await.unwrap(), 0);
}

#[tokio::test]
async fn failing_transaction_is_mined_with_status_zero_and_costs_only_its_sender() {
    let net = net().await;
    let register = net.deploy_register().await;
    let except = [net.me, fee_collector(&net).await];
    let before = net.digest(&except).await;
    let exact = net.digest(&[]).await;
    let tx = TransactionRequest::default()
        .with_to(register)
        .with_input(vec![1_u8; 40])
        .with_gas_limit(100_000);
    let receipt = net.run(tx).await;
    assert!(!receipt.status());
    assert!(receipt.inner.logs().is_empty());
    assert_eq!(net.digest(&except).await, before);
    assert_ne!(net.digest(&[]).await, exact);
}

/// Whoever received the fee of the newest transaction, found by looking instead of by knowing.
async fn fee_collector(net: &Net) -> Address {
    let candidates = [
        "0xa4b000000000000000000073657175656e636572",
        "0x00000000000000000000000000000000000000fe",
    ];
    for candidate in candidates {
        let address: Address = candidate.parse().unwrap();
        if !net.client.get_balance(address).await.unwrap().is_zero() {
            return address;
        }
    }
    Address::ZERO
}
