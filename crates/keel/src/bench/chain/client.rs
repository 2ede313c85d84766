//! A JSON-RPC client that costs next to nothing: prepared requests over one keep-alive connection.

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    time::Duration,
};

/// An answer that takes longer has been lost.
const PATIENCE: Duration = Duration::from_secs(120);

/// The bytes of an HTTP request with this body.
pub(crate) fn post(body: &Value) -> Vec<u8> {
    let body = body.to_string();
    format!(
        "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The bytes of a JSON-RPC request.
pub(crate) fn request(method: &str, params: &Value) -> Vec<u8> {
    post(&call(method, params))
}

/// A JSON-RPC request.
pub(crate) fn call(method: &str, params: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}

/// One connection.
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    filled: usize,
}

impl Connection {
    /// Connects to a node of this machine.
    pub(crate) fn open(port: u16) -> std::io::Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream,
            received: vec![0; 64 << 10],
            filled: 0,
        })
    }

    /// Sends a prepared request and returns the body of the answer.
    pub(crate) fn exchange(&mut self, request: &[u8]) -> anyhow::Result<&[u8]> {
        self.stream.write_all(request)?;
        self.filled = 0;
        let (start, length) = loop {
            self.receive()?;
            if let Some(head) = head(&self.received[..self.filled])? {
                break head;
            }
        };
        let end = start.saturating_add(length);
        while self.filled < end {
            self.receive()?;
        }
        ensure!(self.filled == end, "the node sent more than it said");
        Ok(&self.received[start..end])
    }

    /// As [`Self::exchange`]; an answer without a result is an error.
    pub(crate) fn demand(&mut self, request: &[u8]) -> anyhow::Result<&[u8]> {
        let body = self.exchange(request)?;
        if contains(body, b"\"result\":") && !contains(body, b"\"error\":") {
            return Ok(body);
        }
        bail!("the node answered {}", String::from_utf8_lossy(body))
    }

    /// The result of a call.
    pub(crate) fn result(&mut self, method: &str, params: &Value) -> anyhow::Result<Value> {
        let body = self
            .demand(&request(method, params))
            .with_context(|| method.to_owned())?;
        let mut answer: Value = serde_json::from_slice(body)?;
        Ok(answer["result"].take())
    }

    fn receive(&mut self) -> anyhow::Result<()> {
        if self.filled == self.received.len() {
            self.received.resize(self.filled.saturating_mul(2), 0);
        }
        let read = self.stream.read(&mut self.received[self.filled..])?;
        ensure!(read > 0, "the node closed the connection");
        self.filled = self.filled.saturating_add(read);
        Ok(())
    }
}

/// Where the body starts and how long it is, once the head has arrived.
fn head(received: &[u8]) -> anyhow::Result<Option<(usize, usize)>> {
    const END: &[u8] = b"\r\n\r\n";
    let Some(end) = received.windows(END.len()).position(|at| at == END) else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&received[..end])?;
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .context("the answer has no content-length")?
        .1
        .trim()
        .parse()?;
    Ok(Some((end.saturating_add(END.len()), length)))
}

/// Whether `part` occurs in `bytes`.
pub(crate) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|at| at == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_waits_for_the_blank_line_and_reads_the_length_in_any_case() {
        assert_eq!(
            head(b"HTTP/1.1 200 OK\r\nContent-Len").expect("partial"),
            None
        );
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
        assert_eq!(head(whole).expect("whole"), Some((38, 7)));
        assert!(head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn request_says_how_long_its_body_is() {
        let bytes = request("eth_chainId", &json!([]));
        let (start, length) = head(&bytes).expect("head").expect("whole");
        assert_eq!(bytes.len(), start + length);
    }
}
