//! WebSocket on the same port: requests, and blocks and logs as they come.

use alloy::primitives::{Address, B256};
use serde_json::{Value, json};
use soketto::handshake::{Client, ServerResponse};
use soketto::{Receiver, Sender};
use tokio::net::TcpStream;
use tokio_util::compat::{Compat, TokioAsyncReadCompatExt};

use crate::harness::{Net, net, word};

pub(crate) struct Socket {
    sender: Sender<Compat<TcpStream>>,
    receiver: Receiver<Compat<TcpStream>>,
}

impl Socket {
    pub(crate) async fn open(net: &Net) -> Self {
        let address = net.handle.address();
        let stream = TcpStream::connect(address).await.unwrap();
        let host = address.to_string();
        let mut client = Client::new(stream.compat(), &host, "/");
        assert!(matches!(
            client.handshake().await.unwrap(),
            ServerResponse::Accepted { .. }
        ));
        let (sender, receiver) = client.into_builder().finish();
        Self { sender, receiver }
    }

    pub(crate) async fn ask(&mut self, method: &str, params: Value) -> Value {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        self.say(&request.to_string()).await
    }

    /// Sends `text` as it is and returns what comes next.
    pub(crate) async fn say(&mut self, text: &str) -> Value {
        self.sender.send_text(text).await.unwrap();
        self.sender.flush().await.unwrap();
        self.next().await
    }

    async fn next(&mut self) -> Value {
        let mut message = Vec::new();
        let read = self.receiver.receive_data(&mut message);
        tokio::time::timeout(std::time::Duration::from_secs(20), read)
            .await
            .expect("the node has something to say")
            .unwrap();
        serde_json::from_slice(&message).unwrap()
    }
}

#[tokio::test]
async fn subscriptions_deliver_heads_and_matching_logs() {
    let net = net().await;
    let register = net.deploy_register().await;
    let other = net.deploy_register().await;
    let mut heads = Socket::open(&net).await;
    let id = heads.ask("eth_subscribe", json!(["newHeads"])).await["result"].clone();
    assert!(id.as_str().is_some_and(|id| id.starts_with("0x")), "{id}");
    let mut logs = Socket::open(&net).await;
    logs.ask("eth_subscribe", json!(["logs", { "address": register }]))
        .await;
    net.store(other, 1).await;
    let receipt = net.store(register, 2).await;

    let log = logs.next().await;
    assert_eq!(log["method"], "eth_subscription");
    assert_eq!(log["params"]["result"]["data"], json!(word(2)));
    assert_eq!(
        log["params"]["result"]["transactionHash"],
        json!(receipt.transaction_hash)
    );
    for number in ["0x3", "0x4"] {
        let head = heads.next().await;
        assert_eq!(head["params"]["subscription"], id);
        assert_eq!(head["params"]["result"]["number"], number);
    }
    assert_eq!(
        heads.ask("eth_unsubscribe", json!([id])).await["result"],
        true
    );
}

#[tokio::test]
async fn pending_transactions_and_bad_subscriptions_are_answered() {
    let net = net().await;
    let mut socket = Socket::open(&net).await;
    let error = socket.ask("eth_subscribe", json!(["noSuchThing"])).await;
    assert_eq!(error["error"]["code"], -32_602);
    socket
        .ask("eth_subscribe", json!(["newPendingTransactions"]))
        .await;
    let tx = json!([{ "from": net.me, "to": Address::repeat_byte(1), "value": "0x1" }]);
    let hash: B256 = net.ask("eth_sendTransaction", tx).await;
    assert_eq!(socket.next().await["params"]["result"], json!(hash));
}
