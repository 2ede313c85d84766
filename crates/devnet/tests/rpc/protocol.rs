//! JSON-RPC itself: what is not a request, who answers, and on which port.

use alloy::providers::Provider;
use alloy::transports::http::reqwest;
use devnet::{DevnetConfig, DevnetError};
use serde_json::{Value, json};

use crate::harness::{client, net};

#[tokio::test]
async fn malformed_requests_get_the_errors_of_the_specification() {
    let net = net().await;
    let cases = [
        ("{\"jsonrpc\":\"2.0\",\"method\":", -32_700),
        ("not json", -32_700),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_noSuchMethod\"}",
            -32_601,
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBalance\",\"params\":[]}",
            -32_602,
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBalance\",\"params\":[7]}",
            -32_602,
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBalance\",\"params\":{\"a\":1}}",
            -32_602,
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[\"0x\",\"nowhere\"]}",
            -32_602,
        ),
        ("[]", -32_600),
    ];
    for (body, code) in cases {
        assert_eq!(net.post(body).await["error"]["code"], code, "{body}");
    }
    let deep = "[".repeat(100_000);
    net.post(deep).await;
    net.post(vec![b'x'; 20 << 20]).await;
    assert_eq!(
        net.client.get_chain_id().await.unwrap(),
        412_346,
        "the node is still there"
    );
}

#[tokio::test]
async fn notifications_are_not_answered() {
    let net = net().await;
    let notification = json!({ "jsonrpc": "2.0", "method": "eth_chainId", "params": [] });
    for body in [notification.clone(), json!([notification])] {
        let response = reqwest::Client::new()
            .post(net.handle.url())
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .expect("a response");
        assert_eq!(response.status().as_u16(), 200, "{body}");
        assert_eq!(response.text().await.expect("a body"), "", "{body}");
    }
}

#[tokio::test]
async fn batch_is_answered_in_order() {
    let net = net().await;
    let batch = json!([
        { "jsonrpc": "2.0", "id": 1, "method": "eth_chainId" },
        { "jsonrpc": "2.0", "id": 2, "method": "evm_mine", "params": [] },
        { "jsonrpc": "2.0", "id": 3, "method": "eth_blockNumber", "params": [] },
        { "jsonrpc": "2.0", "id": 4, "method": "eth_noSuchMethod", "params": [] },
    ]);
    let answers = net.post(batch.to_string()).await;
    assert_eq!(answers[0]["result"], "0x64aba");
    assert_eq!(answers[2]["result"], "0x1");
    assert_eq!(answers[3]["error"]["code"], -32_601);
    assert_eq!(answers.as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn node_says_who_it_is() {
    let net = net().await;
    let version: String = net.ask("web3_clientVersion", json!([])).await;
    assert!(version.starts_with("keel-devnet/v"), "{version}");
    assert_eq!(net.ask::<String>("net_version", json!([])).await, "412346");
    assert!(net.ask::<bool>("net_listening", json!([])).await);
    assert_eq!(net.ask::<Value>("eth_syncing", json!([])).await, false);
}

#[tokio::test]
async fn serve_names_the_port_that_is_busy() {
    let net = net().await;
    let port = net.handle.address().port();
    let config = DevnetConfig {
        port,
        ..DevnetConfig::default()
    };
    let error = devnet::serve(config).await.expect_err("the port is taken");
    assert!(
        matches!(error, DevnetError::PortBusy { port: named } if named == port),
        "{error}"
    );
}

#[tokio::test]
async fn serve_refuses_a_mnemonic_that_is_none() {
    let config = DevnetConfig {
        mnemonic: "twelve words that are not a mnemonic at all so it must fail".to_owned(),
        ..DevnetConfig::default()
    };
    let error = devnet::serve(config)
        .await
        .expect_err("the checksum is wrong");
    assert!(matches!(error, DevnetError::Mnemonic(_)), "{error}");
}

#[tokio::test]
async fn stop_closes_the_port() {
    let net = net().await;
    let late = client(&net.handle, 1);
    let port = net.handle.address().port();
    net.handle.stop().await;
    assert!(late.get_chain_id().await.is_err());
    let config = DevnetConfig {
        port,
        ..DevnetConfig::default()
    };
    let again = devnet::serve(config).await.expect("the port is free again");
    assert_eq!(again.address().port(), port);
}
