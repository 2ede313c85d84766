//! A wire between client and node that notes every JSON-RPC call: what the client really asked, not what it printed.

use anyhow::Context;
use serde_json::Value;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// The calls since the last look.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<String>>>);

/// A recording wire.
pub(super) struct Recorder {
    address: SocketAddr,
    calls: Calls,
}

impl Recorder {
    /// Listens on a free port and passes everything on to `node`.
    pub(super) async fn before(node: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .context("no free port on 127.0.0.1")?;
        let address = listener.local_addr().context("the wire's own address")?;
        let calls = Calls::default();
        let noted = calls.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, node, noted.clone()));
            }
        });
        Ok(Self { address, calls })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The calls since the last time, in order.
    pub(super) fn take(&self) -> Vec<String> {
        let mut calls = self.calls.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut calls)
    }
}

async fn pass(client: TcpStream, node: SocketAddr, calls: Calls) -> std::io::Result<()> {
    let server = TcpStream::connect(node).await?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let answers = async { tokio::io::copy(&mut from_server, &mut to_client).await };
    let questions = async {
        let mut seen = Vec::new();
        let mut chunk = vec![0; 64 << 10];
        loop {
            let count = from_client.read(&mut chunk).await?;
            if count == 0 {
                return to_server.shutdown().await;
            }
            let bytes = chunk.get(..count).unwrap_or_default();
            seen.extend_from_slice(bytes);
            note(&mut seen, &calls);
            to_server.write_all(bytes).await?;
        }
    };
    tokio::try_join!(answers, questions).map(|_| ())
}

/// Notes the complete requests in `seen` and removes them.
fn note(seen: &mut Vec<u8>, calls: &Calls) {
    while let Some((body, rest)) = first_request(seen) {
        if let Ok(request) = serde_json::from_slice::<Value>(&body) {
            let mut calls = calls.0.lock().unwrap_or_else(PoisonError::into_inner);
            match request {
                Value::Array(batch) => calls.extend(batch.iter().map(describe)),
                one => calls.push(describe(&one)),
            }
        }
        seen.drain(..rest);
    }
}

/// Body of the first HTTP request, and where it ends.
fn first_request(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let head_end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(bytes.get(..head_end)?).to_lowercase();
    let length: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .and_then(|value| value.trim().parse().ok())
        .unwrap_or(0);
    let start = head_end.checked_add(4)?;
    let end = start.checked_add(length)?;
    Some((bytes.get(start..end)?.to_vec(), end))
}

/// The method; for a call also whom it asks and with which selector.
fn describe(request: &Value) -> String {
    let method = request["method"].as_str().unwrap_or("?");
    let first = &request["params"][0];
    let text = |name: &str| first[name].as_str();
    match (method, text("to"), text("input").or_else(|| text("data"))) {
        ("eth_call" | "eth_estimateGas", to, data) => {
            let to = to.unwrap_or("create");
            let selector = data.and_then(|data| data.get(..10)).unwrap_or("");
            format!("{method} {} {selector}", short(to))
        }
        _ => method.to_owned(),
    }
}

/// An address without its leading zeros, or its first bytes.
fn short(address: &str) -> String {
    let digits = address.trim_start_matches("0x");
    let significant = digits.trim_start_matches('0');
    if digits.len() == 40 && significant.len() <= 4 {
        return format!("0x{significant}");
    }
    address.get(..10).unwrap_or(address).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn note_takes_whole_requests_and_leaves_the_rest() {
        let request = |body: &str| {
            format!(
                "POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
        };
        let call = r#"{"method":"eth_call","params":[{"to":"0x0000000000000000000000000000000000000071","input":"0xd70c0ca700"}]}"#;
        let batch = r#"[{"method":"eth_chainId"},{"method":"eth_gasPrice"}]"#;
        let mut seen = request(call).into_bytes();
        seen.extend(request(batch).into_bytes());
        seen.extend(b"POST / HTTP/1.1\r\nContent-Le");
        let calls = Calls::default();
        note(&mut seen, &calls);
        assert_eq!(
            *calls.0.lock().expect("nobody panicked"),
            ["eth_call 0x71 0xd70c0ca7", "eth_chainId", "eth_gasPrice"]
        );
        assert_eq!(seen, b"POST / HTTP/1.1\r\nContent-Le");
    }
}
