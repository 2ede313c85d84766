//! A chain, a client with a key, and two contracts assembled by hand.

use alloy::network::{EthereumWallet, TransactionBuilder};
use alloy::primitives::{Address, B256, Bytes, U256, hex};
use alloy::providers::{DynProvider, Provider, ProviderBuilder};
use alloy::rpc::types::{TransactionReceipt, TransactionRequest};
use alloy::signers::local::PrivateKeySigner;
use alloy::transports::http::reqwest;
use devnet::{DevnetConfig, Handle};
use serde_json::{Value, json};

/// Returns slot 0 if called without data, stores one word there and logs it (topic: the caller) if called with one, and
/// reverts with its own data if called with more.
///
/// ```text
/// 00 CALLDATASIZE PUSH1 0c JUMPI               any data? go to 0c
/// 04 PUSH0 SLOAD PUSH0 MSTORE PUSH1 20 PUSH0 RETURN
/// 0c JUMPDEST CALLDATASIZE PUSH1 20 LT PUSH1 21 JUMPI   more than a word? go to 21
/// 14 PUSH0 CALLDATALOAD DUP1 PUSH0 SSTORE PUSH0 MSTORE CALLER PUSH1 20 PUSH0 LOG1 STOP
/// 21 JUMPDEST CALLDATASIZE PUSH0 PUSH0 CALLDATACOPY CALLDATASIZE PUSH0 REVERT
/// ```
const REGISTER: &[u8] =
    &hex!("36600c575f545f5260205ff35b366020106021575f35805f555f523360205fa1005b365f5f37365ffd");

/// Returns NUMBER, TIMESTAMP, BASEFEE, CHAINID, PREVRANDAO and the caller's BALANCE, one word each.
pub(crate) const ENVIRONMENT: &[u8] =
    &hex!("435f5242602052486040524660605244608052333160a05260c05ff3");

/// Stores its word in slots 0 and 1; without data it returns both.
pub(crate) const TWINS: &[u8] = &hex!("366012575f545f5260015460205260405ff35b5f35805f5560015500");

/// A JSON-RPC error object.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: i64,
    pub(crate) message: String,
    pub(crate) data: Option<Bytes>,
}

/// Client and chain; the chain stops with it.
pub(crate) struct Net {
    pub(crate) handle: Handle,
    pub(crate) client: DynProvider,
    pub(crate) me: Address,
}

pub(crate) async fn net() -> Net {
    with(DevnetConfig::default()).await
}

pub(crate) async fn with(config: DevnetConfig) -> Net {
    let handle = devnet::serve(config).await.expect("a free port exists");
    let me = handle.accounts()[0].address;
    Net {
        client: client(&handle, 0),
        handle,
        me,
    }
}

pub(crate) fn signer(handle: &Handle, account: usize) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&handle.accounts()[account].key)
        .expect("the chain hands out valid keys")
}

/// A client that signs as one of the funded accounts.
pub(crate) fn client(handle: &Handle, account: usize) -> DynProvider {
    ProviderBuilder::new()
        .wallet(EthereumWallet::from(signer(handle, account)))
        .connect_http(handle.url().parse().expect("the chain's URL is one"))
        .erased()
}

impl Net {
    pub(crate) fn account(&self, index: usize) -> Address {
        self.handle.accounts()[index].address
    }

    pub(crate) async fn run(&self, tx: TransactionRequest) -> TransactionReceipt {
        self.client
            .send_transaction(tx)
            .await
            .expect("the transaction is accepted")
            .get_receipt()
            .await
            .expect("it is mined")
    }

    /// Deploys `runtime` as it is.
    pub(crate) async fn deploy(&self, runtime: &[u8]) -> Address {
        let receipt = self
            .run(TransactionRequest::default().with_deploy_code(initcode(runtime)))
            .await;
        assert!(receipt.status(), "deployment succeeds");
        receipt
            .contract_address
            .expect("a deployment names its contract")
    }

    pub(crate) async fn deploy_register(&self) -> Address {
        self.deploy(REGISTER).await
    }

    pub(crate) async fn store(&self, register: Address, value: u64) -> TransactionReceipt {
        let tx = TransactionRequest::default()
            .with_to(register)
            .with_input(word(value));
        self.run(tx).await
    }

    pub(crate) async fn ask<
        T: serde::de::DeserializeOwned + std::fmt::Debug + Send + Sync + Unpin + 'static,
    >(
        &self,
        method: &'static str,
        params: Value,
    ) -> T {
        self.client
            .raw_request::<Value, T>(method.into(), params)
            .await
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The error that `method` answers with.
    pub(crate) async fn refused(&self, method: &'static str, params: Value) -> Refusal {
        let error = self
            .client
            .raw_request::<Value, Value>(method.into(), params)
            .await
            .expect_err("the request is refused");
        let answer = error
            .as_error_resp()
            .expect("the node answers with an error object");
        Refusal {
            code: answer.code,
            message: answer.message.to_string(),
            data: answer
                .data
                .as_ref()
                .and_then(|data| serde_json::from_str(data.get()).ok()),
        }
    }

    pub(crate) async fn digest(&self, except: &[Address]) -> B256 {
        self.ask("keel_stateDigest", json!([except])).await
    }

    /// What the node answers to `body`, whatever that is.
    pub(crate) async fn post(&self, body: impl Into<reqwest::Body>) -> Value {
        let response = reqwest::Client::new()
            .post(self.handle.url())
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .expect("the node answers");
        let text = response.text().await.expect("the answer is text");
        serde_json::from_str(&text).unwrap_or(Value::String(text))
    }
}

/// `PUSH1 len DUP1 PUSH1 9 PUSH0 CODECOPY PUSH0 RETURN`, then `runtime`.
pub(crate) fn initcode(runtime: &[u8]) -> Bytes {
    let len = u8::try_from(runtime.len()).expect("test contracts are short");
    let mut code = vec![0x60, len, 0x80, 0x60, 0x09, 0x5f, 0x39, 0x5f, 0xf3];
    code.extend(runtime);
    code.into()
}

pub(crate) fn word(value: u64) -> Bytes {
    U256::from(value).to_be_bytes::<32>().into()
}

pub(crate) fn words(bytes: &Bytes) -> Vec<U256> {
    bytes.chunks(32).map(U256::from_be_slice).collect()
}
