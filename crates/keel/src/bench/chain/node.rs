//! The two nodes: starting them, asking how much memory they hold, ending them.

use super::client::{Connection, request};
use anyhow::{Context, bail};
use serde_json::json;
use std::{
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Chain id of both, so that the same signed transactions fit both.
pub(crate) const CHAIN_ID: u64 = 412_346;

/// A node that does not answer by then will not.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whose node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Ours.
    Keel,
    /// Foundry's.
    Anvil,
}

/// Where the programs are.
pub(crate) struct Binaries {
    keel: PathBuf,
    anvil: PathBuf,
}

impl Binaries {
    /// Ours is the program that is running.
    pub(crate) fn new(anvil: PathBuf) -> anyhow::Result<Self> {
        let keel = std::env::current_exe().context("this program's own path")?;
        Ok(Self { keel, anvil })
    }
}

/// A running node; ended when dropped.
pub(crate) struct Node {
    child: Child,
    port: u16,
    /// From the start of the process to its first answer.
    pub(crate) startup: Duration,
}

impl Node {
    /// Starts a node with its ordinary settings and waits for its first answer.
    pub(crate) fn start(binaries: &Binaries, kind: Kind) -> anyhow::Result<Self> {
        let port = free_port()?;
        let mut command = match kind {
            Kind::Keel => {
                let mut command = Command::new(&binaries.keel);
                command.arg("devnet");
                command
            }
            Kind::Anvil => {
                let mut command = Command::new(&binaries.anvil);
                command.arg("--silent");
                command
            }
        };
        command
            .args(["--port", &port.to_string()])
            .args(["--chain-id", &CHAIN_ID.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let started = Instant::now();
        let mut node = Self {
            child: command
                .spawn()
                .with_context(|| format!("{kind:?} could not be started"))?,
            port,
            startup: Duration::ZERO,
        };
        node.wait_until_it_answers(started)
            .with_context(|| format!("{kind:?}"))?;
        node.startup = started.elapsed();
        Ok(node)
    }

    fn wait_until_it_answers(&mut self, started: Instant) -> anyhow::Result<()> {
        let question = request("eth_blockNumber", &json!([]));
        loop {
            if let Ok(mut connection) = self.connect()
                && connection.demand(&question).is_ok()
            {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the node ended with {status}");
            }
            if started.elapsed() > PATIENCE {
                bail!("no answer after {} s", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// A connection of its own.
    pub(crate) fn connect(&self) -> std::io::Result<Connection> {
        Connection::open(self.port)
    }

    /// For clients that want one.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Memory that the process occupies, in MiB.
    pub(crate) fn resident_mib(&self) -> anyhow::Result<f64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&path)
            .with_context(|| format!("{path}: memory can only be measured on Linux"))?;
        let kib: u32 = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.split_whitespace().next())
            .with_context(|| format!("{path} has no VmRSS"))?
            .parse()?;
        Ok(f64::from(kib) / 1024.0)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it remains after this.
        let _killed = self.child.kill();
        let _status = self.child.wait();
    }
}

fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
