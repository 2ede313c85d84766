//! Whatever comes over the wire, the node answers by the rules or closes the connection, and serves everybody else meanwhile.

use std::time::{Duration, Instant};

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, U256};
use alloy::providers::Provider;
use alloy::rpc::types::TransactionRequest;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{Net, client, net};
use crate::socket::Socket;

async fn connect(net: &Net) -> TcpStream {
    TcpStream::connect(net.handle.address())
        .await
        .expect("the node accepts")
}

/// Everything the node says on `stream` until it closes it.
async fn rest(stream: &mut TcpStream, patience: Duration) -> String {
    let mut bytes = Vec::new();
    // A reset is as good an end as any.
    let _ended = tokio::time::timeout(patience, stream.read_to_end(&mut bytes))
        .await
        .expect("the node closes the connection in time");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn post(body: &str) -> String {
    let len = body.len();
    format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {len}\r\n\r\n{body}"
    )
}

const CHAIN_ID: &str = r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}"#;

async fn is_well(net: &Net) {
    assert_eq!(net.client.get_chain_id().await.unwrap(), 412_346);
}

#[tokio::test]
async fn nonsense_is_refused_with_the_specification_s_codes() {
    let net = net().await;
    let deep_params = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"eth_call","params":{}{}}}"#,
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    let cases: Vec<(Vec<u8>, i64)> = vec![
        (
            b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\xfe\"}".to_vec(),
            -32_600,
        ),
        ("[".repeat(100_000).into_bytes(), -32_700),
        ("{\"a\":".repeat(100_000).into_bytes(), -32_700),
        (deep_params.into_bytes(), -32_602),
        (b"{}".to_vec(), -32_600),
        (b"7".to_vec(), -32_600),
        (b"null".to_vec(), -32_600),
        (b"\"eth_chainId\"".to_vec(), -32_600),
        (br#"{"id":1,"method":"eth_chainId"}"#.to_vec(), -32_600),
        (br#"{"jsonrpc":"2.0","id":1,"method":7}"#.to_vec(), -32_600),
        (
            br#"{"jsonrpc":"2.0","id":1,"method":"eth_getCode","params":"x"}"#.to_vec(),
            -32_602,
        ),
        (
            br#"{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["0x1","latest"]}"#
                .to_vec(),
            -32_602,
        ),
        (
            br#"{"jsonrpc":"2.0","id":1,"method":"eth_\u0000"}"#.to_vec(),
            -32_601,
        ),
    ];
    let mut wrong = Vec::new();
    for (body, code) in cases {
        let shown = String::from_utf8_lossy(&body[..body.len().min(70)]).into_owned();
        let answer = net.post(body).await;
        if answer["error"]["code"] != code {
            wrong.push(format!("{shown}: {answer}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // A batch with one thing in it that is no request.
    let nested = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    assert_eq!(net.post(nested).await[0]["error"]["code"], -32_600);
    let huge = net.post(vec![b'['; 20 << 20]).await;
    assert!(
        huge.to_string().to_lowercase().contains("too big")
            || huge.to_string().contains("too large"),
        "{huge}"
    );
    is_well(&net).await;
}

#[tokio::test]
async fn batch_beyond_the_limit_is_refused_as_a_whole_and_one_within_is_answered() {
    let net = net().await;
    let batch = |count: usize| format!("[{}]", vec![CHAIN_ID; count].join(","));
    let refused = net.post(batch(10_000)).await;
    assert!(refused["error"]["code"].is_number(), "{refused}");
    let answers = net.post(batch(2_000)).await;
    assert_eq!(answers.as_array().map(Vec::len), Some(2_000));
    let mixed = net
        .post(r#"[1,{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},{"foo":1}]"#)
        .await;
    assert_eq!(mixed[0]["error"]["code"], -32_600);
    assert_eq!(mixed[1]["result"], "0x64aba");
    is_well(&net).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousand_connections_are_served_at_once() {
    let net = net().await;
    let mut streams = Vec::new();
    for _ in 0..1_000 {
        streams.push(connect(&net).await);
    }
    for stream in &mut streams {
        stream.write_all(post(CHAIN_ID).as_bytes()).await.unwrap();
    }
    for stream in &mut streams {
        let mut answer = vec![0; 512];
        let read = tokio::time::timeout(Duration::from_secs(30), stream.read(&mut answer))
            .await
            .expect("everybody is answered")
            .unwrap();
        let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
        assert!(answer.contains("0x64aba"), "{answer}");
    }
    is_well(&net).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_closed_slow_and_silent_clients_cost_nobody_else_anything() {
    let net = net().await;
    // Says all it wants and closes its side: answered or let go, but not kept.
    let mut half = connect(&net).await;
    half.write_all(post(CHAIN_ID).as_bytes()).await.unwrap();
    half.shutdown().await.unwrap();
    rest(&mut half, Duration::from_secs(5)).await;
    // Closes in the middle of its request.
    let mut cut = connect(&net).await;
    cut.write_all(&post(CHAIN_ID).as_bytes()[..60])
        .await
        .unwrap();
    cut.shutdown().await.unwrap();
    rest(&mut cut, Duration::from_secs(5)).await;
    // Drip their heads or bodies, or say nothing: let go after a while, and all at the same time.
    let started = Instant::now();
    let mut silent = connect(&net).await;
    let mut slow_head = connect(&net).await;
    slow_head
        .write_all(b"POST / HTTP/1.1\r\nhost: ")
        .await
        .unwrap();
    let mut slow_body = connect(&net).await;
    let request = post(CHAIN_ID);
    slow_body
        .write_all(&request.as_bytes()[..request.len() - 10])
        .await
        .unwrap();
    let patience = Duration::from_secs(20);
    tokio::join!(
        rest(&mut silent, patience),
        rest(&mut slow_head, patience),
        rest(&mut slow_body, patience),
        is_well(&net),
    );
    assert!(
        started.elapsed() >= Duration::from_secs(9),
        "an honest slow client gets its time"
    );
    // Not HTTP at all.
    let mut other = connect(&net).await;
    other
        .write_all(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n")
        .await
        .unwrap();
    rest(&mut other, Duration::from_secs(15)).await;
    is_well(&net).await;
}

#[tokio::test]
async fn junk_on_a_web_socket_is_answered_or_ends_that_socket_only() {
    let net = net().await;
    let mut socket = Socket::open(&net).await;
    for (text, code) in [
        ("{", -32_700),
        ("[]", -32_600),
        ("{}", -32_700),
        ("\u{0}", -32_700),
    ] {
        let answer = socket.say(text).await;
        assert_eq!(answer["error"]["code"], code, "{text:?}: {answer}");
    }
    assert_eq!(
        socket.ask("eth_chainId", json!([])).await["result"],
        "0x64aba"
    );
    // Frames that no client sends: unmasked, reserved opcode, a length of 2^63.
    for junk in [
        &b"\x81\x05hello"[..],
        &b"\x8f\x80\0\0\0\0"[..],
        &b"\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"[..],
    ] {
        let mut stream = connect(&net).await;
        stream
            .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .await
            .unwrap();
        let mut head = [0; 512];
        let read = stream.read(&mut head).await.unwrap();
        assert!(head[..read].starts_with(b"HTTP/1.1 101"));
        stream.write_all(junk).await.unwrap();
        stream.shutdown().await.unwrap();
        rest(&mut stream, Duration::from_secs(10)).await;
    }
    is_well(&net).await;
}

#[tokio::test]
async fn subscriptions_are_bounded_and_one_that_nobody_reads_blocks_nobody() {
    let net = net().await;
    let mut greedy = Socket::open(&net).await;
    let mut refused = None;
    for _ in 0..5_000 {
        let answer = greedy.ask("eth_subscribe", json!(["syncing"])).await;
        if answer["error"].is_object() {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a connection has a limit");
    assert!(refused["error"]["code"].is_number(), "{refused}");
    // Subscribes to everything and never reads a byte of it.
    let mut deaf = Socket::open(&net).await;
    for kind in ["newHeads", "logs", "newPendingTransactions"] {
        deaf.ask("eth_subscribe", json!([kind])).await;
    }
    let started = Instant::now();
    let _: Value = net.ask("anvil_mine", json!(["0x4e20"])).await;
    net.deploy_register().await;
    assert!(started.elapsed() < Duration::from_secs(30));
    is_well(&net).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn block_its_receipts_and_its_balances_agree_while_others_write() {
    let net = net().await;
    let sink = Address::repeat_byte(0x5a);
    let mut writers = Vec::new();
    for account in 1..4_usize {
        let client = client(&net.handle, account);
        writers.push(tokio::spawn(async move {
            for _ in 0..25 {
                let tx = TransactionRequest::default()
                    .with_to(sink)
                    .with_value(U256::ONE)
                    .with_gas_limit(21_000);
                let receipt = client
                    .send_transaction(tx)
                    .await
                    .unwrap()
                    .get_receipt()
                    .await;
                assert!(receipt.unwrap().status());
            }
        }));
    }
    let mut checked = 0;
    while checked < 10 || writers.iter().any(|writer| !writer.is_finished()) {
        let block: Value = net
            .ask("eth_getBlockByNumber", json!(["latest", true]))
            .await;
        let at = json!({ "blockHash": block["hash"] });
        let balance: U256 = net.ask("eth_getBalance", json!([sink, at])).await;
        let number: U256 = serde_json::from_value(block["number"].clone()).unwrap();
        assert_eq!(balance, number, "each block pays one wei");
        let receipts: Value = net.ask("eth_getBlockReceipts", json!([at])).await;
        for (tx, receipt) in block["transactions"]
            .as_array()
            .unwrap()
            .iter()
            .zip(receipts.as_array().unwrap())
        {
            assert_eq!(tx["hash"], receipt["transactionHash"]);
            assert_eq!(receipt["blockHash"], block["hash"]);
            assert_eq!(receipt["cumulativeGasUsed"], block["gasUsed"]);
            let nonce: U256 = net
                .ask("eth_getTransactionCount", json!([tx["from"], at]))
                .await;
            let used: U256 = serde_json::from_value(tx["nonce"].clone()).unwrap();
            assert_eq!(nonce, used + U256::ONE);
        }
        let parent: Value = net
            .ask("eth_getBlockByHash", json!([block["parentHash"], false]))
            .await;
        if number > U256::ZERO {
            let parent: U256 = serde_json::from_value(parent["number"].clone()).unwrap();
            assert_eq!(parent + U256::ONE, number);
        }
        checked += 1;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let root: B256 = net.ask("keel_stateRoot", json!(["latest"])).await;
    let latest: Value = net
        .ask("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(
        (&latest["stateRoot"], &latest["number"]),
        (&json!(root), &json!("0x4b"))
    );
}
