//! The local chain as a user starts it: `cargo keel devnet` as a process of its own.

use anyhow::{Context, bail};
use std::{
    net::{SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long starting may take; the first start fetches and compiles what is deployed at genesis.
const START: Duration = Duration::from_secs(300);

/// A running chain; it ends with this.
pub(super) struct Node {
    process: Child,
    address: SocketAddr,
}

impl Node {
    pub(super) fn start() -> anyhow::Result<Self> {
        let address = free_address()?;
        let program = std::env::current_exe().context("this program's own path is unknown")?;
        let process = Command::new(program)
            .args(["devnet", "--port", &address.port().to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .context("the local chain could not be started")?;
        let mut node = Self { process, address };
        node.wait_until_it_listens()?;
        Ok(node)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    fn wait_until_it_listens(&mut self) -> anyhow::Result<()> {
        let start = Instant::now();
        while start.elapsed() < START {
            if let Some(status) = self.process.try_wait().context("the local chain")? {
                bail!("the local chain ended at once ({status}); its messages are above");
            }
            if std::net::TcpStream::connect(self.address).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!(
            "the local chain did not listen within {} s",
            START.as_secs()
        )
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended by itself, which is what is wanted.
        let _ended = self.process.kill();
        let _status = self.process.wait();
    }
}

fn free_address() -> anyhow::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .context("no free port on 127.0.0.1")
}
