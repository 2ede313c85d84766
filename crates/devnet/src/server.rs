//! Starting and stopping: a chain behind one port that speaks HTTP and WebSocket.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use alloy_signer_local::LocalSignerError;
use jsonrpsee::server::{BatchRequestConfig, ServerBuilder, ServerConfig, ServerHandle};
use tokio::runtime::Runtime;
use tower_http::cors::CorsLayer;

use crate::accounts::{DevAccount, derive};
use crate::chain::{Chain, LoadError};
use crate::config::DevnetConfig;
use crate::evm::GenesisError;
use crate::intake::IntakeLayer;
use crate::{notification, rpc};

/// Largest request in bytes; a transaction is at most a tenth of this.
const REQUEST_BYTES: u32 = 16 << 20;

/// Largest answer in bytes: logs and traces can be long.
const RESPONSE_BYTES: u32 = 256 << 20;

/// Most connections at once.
const CONNECTIONS: u32 = 2_048;

/// Fewest threads that serve, also where there are fewer processors: a method may keep one of them busy for a while.
const THREADS: usize = 8;

/// Most requests in one batch.
const BATCH: u32 = 2_000;

/// How long a client may take to send its first request, and to go on with a request that it has begun.
const PATIENCE: Duration = Duration::from_secs(10);

/// How requests are taken in.
pub(crate) const INTAKE: IntakeLayer = IntakeLayer {
    limit: REQUEST_BYTES,
    patience: PATIENCE,
};

/// How long the requests that are being answered may take when the chain is stopped to be dumped.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// Why a chain could not be started.
#[derive(Debug, thiserror::Error)]
pub enum DevnetError {
    /// Another process listens on the port.
    #[error("port {port} is already in use; stop the other process or choose another port")]
    PortBusy {
        /// The port.
        port: u16,
    },
    /// The address cannot be listened on for another reason.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// The mnemonic is not a valid one.
    #[error("the mnemonic gives no accounts: {0}")]
    Mnemonic(#[from] LocalSignerError),
    /// The executor cannot run on this machine, or a step of the genesis was refused.
    #[error(transparent)]
    Genesis(#[from] GenesisError),
    /// Starting was interrupted or the method table is inconsistent.
    #[error("the server could not be set up: {0}")]
    Setup(String),
}

/// A running chain. It stops when this is dropped.
#[derive(Debug)]
pub struct Handle {
    address: SocketAddr,
    chain: Arc<Chain>,
    accounts: Vec<DevAccount>,
    server: ServerHandle,
    _threads: Threads,
}

/// The threads that serve. They end with this, without being waited for, since that is not allowed where other tasks run.
#[derive(Debug)]
struct Threads(Option<Runtime>);

impl Threads {
    fn start(count: usize) -> Result<Self, DevnetError> {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(count)
            .thread_name("keel-devnet")
            .enable_all()
            .build()
            .map(|runtime| Self(Some(runtime)))
            .map_err(|error| DevnetError::Setup(error.to_string()))
    }

    /// Runs `setup` where it can spawn tasks onto these threads.
    fn enter<T>(&self, setup: impl FnOnce() -> T) -> T {
        let _inside = self.0.as_ref().map(Runtime::enter);
        setup()
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Handle {
    /// URL for JSON-RPC over HTTP.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// URL for JSON-RPC over WebSocket, on the same port.
    #[must_use]
    pub fn ws_url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// Where it listens, with the port it got if it asked for any.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The funded accounts.
    #[must_use]
    pub fn accounts(&self) -> &[DevAccount] {
        &self.accounts
    }

    /// The chain behind the server.
    pub(crate) fn chain(&self) -> &Arc<Chain> {
        &self.chain
    }

    /// The whole chain as it is now, to be kept in a file and given to [`Self::load`]: accounts, programs, blocks with their
    /// receipts, waiting transactions, time. States before the newest block's are left out.
    ///
    /// # Errors
    /// [`io::Error`] if the dump could not be encoded.
    pub fn dump(&self) -> io::Result<Vec<u8>> {
        self.chain.dump()
    }

    /// Puts the chain of `dump` in place of this one. A dump that anvil made is accepted as well; its accounts are laid over
    /// those that are here.
    ///
    /// # Errors
    /// [`LoadError`] if it is not a dump that fits this chain, which is then unchanged.
    pub fn load(&self, dump: &[u8]) -> Result<(), LoadError> {
        self.chain.load(dump)
    }

    /// Stops the chain and returns the dump of how it ended, with every transaction that a client was told of. A client that
    /// does not let go of its connection is not waited for.
    ///
    /// # Errors
    /// [`io::Error`] if the dump could not be encoded.
    pub async fn stop_and_dump(self) -> io::Result<Vec<u8>> {
        let chain = self.chain.clone();
        // What is not answered by then, nobody was told of.
        let _in_time = tokio::time::timeout(LAST_ANSWERS, self.stop()).await;
        chain.dump()
    }

    /// Stops the chain and waits until its connections are closed.
    pub async fn stop(self) {
        // An error only says that it has stopped already.
        let _already = self.server.stop();
        self.server.stopped().await;
    }
}

/// Starts a chain as `config` says; it runs on threads of its own.
///
/// # Errors
/// [`DevnetError`] if the port is taken, the mnemonic is invalid or the machine lacks what the executor needs.
pub async fn serve(config: DevnetConfig) -> Result<Handle, DevnetError> {
    let address = SocketAddr::new(config.host, config.port);
    let listener = listen(address).await?;
    let address = listener
        .local_addr()
        .map_err(|source| DevnetError::Listen { address, source })?;
    let (chain, accounts) = found(config).await?;
    let count = std::thread::available_parallelism()
        .map_or(THREADS, usize::from)
        .max(THREADS);
    let threads = Threads::start(count)?;
    let server = threads.enter(|| {
        Chain::mine_at_intervals(&chain);
        let module = rpc::module(chain.clone(), count)
            .map_err(|error| DevnetError::Setup(error.to_string()))?;
        // Pages served from elsewhere may use a development chain, as they may use any public node.
        let http = tower::ServiceBuilder::new()
            .layer(CorsLayer::permissive())
            .map_response(notification::silence)
            .layer(INTAKE);
        ServerBuilder::with_config(limits())
            .set_http_middleware(http)
            .build_from_tcp(listener)
            .map(|server| server.start(module))
            .map_err(|source| DevnetError::Listen { address, source })
    })?;
    Ok(Handle {
        address,
        chain,
        accounts,
        server,
        _threads: threads,
    })
}

/// The chain at genesis and its funded accounts.
pub(crate) async fn found(
    config: DevnetConfig,
) -> Result<(Arc<Chain>, Vec<DevAccount>), DevnetError> {
    // Key derivation and the wasm engine take a moment that other tasks should not wait for.
    let (chain, accounts) = tokio::task::spawn_blocking(move || {
        let signers = derive(&config.mnemonic, config.accounts)?;
        let accounts = signers.iter().map(DevAccount::from).collect();
        Ok::<_, DevnetError>((Chain::new(&config, signers)?, accounts))
    })
    .await
    .map_err(|error| DevnetError::Setup(error.to_string()))??;
    Ok((Arc::new(chain), accounts))
}

async fn listen(address: SocketAddr) -> Result<TcpListener, DevnetError> {
    let listening = async {
        // Tokio's listener queues more connections than the standard library's.
        tokio::net::TcpListener::bind(address).await?.into_std()
    };
    listening.await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => DevnetError::PortBusy {
            port: address.port(),
        },
        _ => DevnetError::Listen { address, source },
    })
}

pub(crate) fn limits() -> ServerConfig {
    ServerConfig::builder()
        .max_request_body_size(REQUEST_BYTES)
        .max_response_body_size(RESPONSE_BYTES)
        .max_connections(CONNECTIONS)
        .set_batch_request_config(BatchRequestConfig::Limit(BATCH))
        .set_first_request_timeout(Some(PATIENCE))
        .set_tcp_no_delay(true)
        .set_id_provider(rpc::HexIds::default())
        .build()
}
