//! Any bytes as the body of a JSON-RPC request, over HTTP to a chain with funded accounts.
//!
//! Promises checked:
//! 1. the answer is an HTTP error of the client's making, or JSON-RPC: a result or an error for every request of the body;
//! 2. the server never panics and never answers with an error of its own (HTTP 5xx);
//! 3. methods that only read leave the state digest as it was.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::time::Duration;

use devnet::{DevnetConfig, Handle};
use serde_json::Value;
use tokio::runtime::Runtime;

/// The chain is replaced after so many inputs, or what they did to it would pile up for hours.
const INPUTS_PER_CHAIN: u32 = 4_000;
/// No answer takes longer, whatever was asked.
const PATIENCE: Duration = Duration::from_secs(20);

/// A chain and a connection to it.
struct Chain {
    runtime: Runtime,
    handle: Option<Handle>,
    connection: Option<BufReader<TcpStream>>,
    inputs: u32,
}

static CHAIN: Mutex<Option<Chain>> = Mutex::new(None);
/// Set by a panic on any thread: the server would hide one behind an error of its own.
static PANICKED: AtomicBool = AtomicBool::new(false);
static WATCH: Once = Once::new();

/// Runs one input.
///
/// # Panics
/// If a promise is broken.
pub fn run(input: &[u8]) {
    WATCH.call_once(|| {
        let earlier = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICKED.store(true, Ordering::SeqCst);
            earlier(panic);
        }));
    });
    let mut chain = CHAIN.lock().unwrap_or_else(PoisonError::into_inner);
    if chain
        .as_ref()
        .is_some_and(|chain| chain.inputs >= INPUTS_PER_CHAIN)
    {
        *chain = None;
    }
    chain.get_or_insert_with(Chain::new).run(input);
    assert!(!PANICKED.load(Ordering::SeqCst), "the server panicked");
}

/// What came back for one request body.
struct Reply {
    status: u16,
    body: Vec<u8>,
}

impl Chain {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        // A fixed clock: the same input meets the same chain.
        let config = DevnetConfig {
            timestamp: Some(1_700_000_000),
            ..DevnetConfig::default()
        };
        let handle = runtime.block_on(devnet::serve(config)).expect("a chain");
        Self {
            runtime,
            handle: Some(handle),
            connection: None,
            inputs: 0,
        }
    }

    fn run(&mut self, input: &[u8]) {
        self.inputs = self.inputs.saturating_add(1);
        let request: Option<Value> = serde_json::from_slice(input).ok();
        let only_reads = request.as_ref().is_some_and(only_reads);
        let before = only_reads.then(|| self.digest());
        let reply = self.post(input);
        assert!(reply.status < 500, "HTTP {}", reply.status);
        if reply.status == 200 && !reply.body.is_empty() {
            let answer: Value = serde_json::from_slice(&reply.body).expect("the answer is JSON");
            check_answer(input, &answer);
        }
        if request.as_ref().is_some_and(starts_a_clock) {
            self.inputs = INPUTS_PER_CHAIN;
        }
        if let Some(before) = before {
            assert_eq!(
                before,
                self.digest(),
                "a method that reads changed the state"
            );
        }
    }

    /// The chain's own digest of everything it holds.
    fn digest(&mut self) -> Value {
        let reply =
            self.post(br#"{"jsonrpc":"2.0","id":1,"method":"keel_stateDigest","params":[]}"#);
        let mut answer: Value = serde_json::from_slice(&reply.body).expect("a digest");
        answer["result"].take()
    }

    fn post(&mut self, body: &[u8]) -> Reply {
        // The server may close a connection it has answered badly on: then a fresh one must work.
        if let Some(reply) = self.try_post(body) {
            return reply;
        }
        self.connection = None;
        self.try_post(body)
            .expect("the server answers on a fresh connection")
    }

    fn try_post(&mut self, body: &[u8]) -> Option<Reply> {
        let address = self.handle.as_ref()?.address();
        if self.connection.is_none() {
            let stream = TcpStream::connect(address).ok()?;
            stream.set_nodelay(true).ok()?;
            stream.set_read_timeout(Some(PATIENCE)).ok()?;
            self.connection = Some(BufReader::new(stream));
        }
        let connection = self.connection.as_mut()?;
        let head = format!(
            "POST / HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let request = [head.as_bytes(), body].concat();
        connection.get_mut().write_all(&request).ok()?;
        read_reply(connection)
    }
}

impl Drop for Chain {
    fn drop(&mut self) {
        self.connection = None;
        if let Some(handle) = self.handle.take() {
            self.runtime.block_on(handle.stop());
        }
    }
}

/// Reads one HTTP response; nothing if the connection ended instead.
fn read_reply(connection: &mut BufReader<TcpStream>) -> Option<Reply> {
    let mut line = String::new();
    connection.read_line(&mut line).ok()?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut length = 0;
    loop {
        line.clear();
        connection.read_line(&mut line).ok()?;
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body).ok()?;
    Some(Reply { status, body })
}

/// A JSON-RPC answer: one response, or a list of them.
fn check_answer(request: &[u8], answer: &Value) {
    assert!(
        !answer.is_null(),
        "{} is answered by null",
        String::from_utf8_lossy(request)
    );
    match answer {
        Value::Array(list) => {
            assert!(!list.is_empty(), "an empty batch of answers");
            list.iter().for_each(check_response);
        }
        single => check_response(single),
    }
}

fn check_response(response: &Value) {
    assert_eq!(response["jsonrpc"], "2.0", "{response}");
    assert!(response.get("id").is_some(), "no id: {response}");
    match (response.get("result"), response.get("error")) {
        (Some(_), None) => {}
        (None, Some(error)) => {
            assert!(error["code"].is_i64(), "{response}");
            assert!(error["message"].is_string(), "{response}");
        }
        _ => panic!("neither a result nor an error: {response}"),
    }
}

/// Whether the body may make the chain mine by itself: then nothing could be said about its state any more.
fn starts_a_clock(body: &Value) -> bool {
    let is_clock = |request: &Value| {
        let method = request["method"].as_str();
        method.is_some_and(|method| method.ends_with("IntervalMining"))
    };
    match body {
        Value::Array(batch) => batch.iter().any(is_clock),
        single => is_clock(single),
    }
}

/// Whether the body is a single request of a method that only reads.
fn only_reads(request: &Value) -> bool {
    const READS: [&str; 5] = ["eth_get", "net_", "web3_", "debug_", "keel_"];
    const MORE: [&str; 6] = [
        "eth_call",
        "eth_estimateGas",
        "eth_feeHistory",
        "eth_createAccessList",
        "eth_simulateV1",
        "eth_sign",
    ];
    let method = request["method"].as_str().unwrap_or_default();
    MORE.contains(&method) || READS.iter().any(|prefix| method.starts_with(prefix))
}
