//! A chain without a socket: requests go in as bytes and come out as bytes, through everything they pass on a server.

use std::sync::Arc;

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method};
use http_body_util::BodyExt;
use jsonrpsee::Methods;
use jsonrpsee::server::{
    HttpBody, HttpRequest, ServerBuilder, ServerHandle, StopHandle, stop_channel,
};
use tokio::runtime::Handle;
use tower::Service;

use crate::accounts::DevAccount;
use crate::chain::{Chain, LoadError};
use crate::config::DevnetConfig;
use crate::server::{DevnetError, INTAKE, found, limits};
use crate::{notification, rpc};

/// A chain that listens nowhere; it runs on the tokio runtime it was made on.
#[derive(Debug)]
pub struct InProcess {
    chain: Arc<Chain>,
    accounts: Vec<DevAccount>,
    methods: Methods,
    stop: StopHandle,
    // Dropping it would say that the server has stopped.
    _running: ServerHandle,
}

/// Starts a chain as `config` says, without listening on its address.
///
/// ```no_run
/// # async fn example() -> Result<(), devnet::DevnetError> {
/// let chain = devnet::in_process(devnet::DevnetConfig::default()).await?;
/// let answer = chain.request(br#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}"#).await;
/// println!("{}", String::from_utf8_lossy(&answer));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`DevnetError`] if the mnemonic is invalid or the machine lacks what the executor needs.
pub async fn in_process(config: DevnetConfig) -> Result<InProcess, DevnetError> {
    let (chain, accounts) = found(config).await?;
    Chain::mine_at_intervals(&chain);
    let threads = Handle::current().metrics().num_workers();
    let module = rpc::module(chain.clone(), threads)
        .map_err(|error| DevnetError::Setup(error.to_string()))?;
    let (stop, running) = stop_channel();
    Ok(InProcess {
        chain,
        accounts,
        methods: module.into(),
        stop,
        _running: running,
    })
}

impl InProcess {
    /// What a server answers to an HTTP request with this body: JSON, also where the body is none; nothing to a notification.
    pub async fn request(&self, body: &[u8]) -> Vec<u8> {
        let mut server = ServerBuilder::with_config(limits())
            .set_http_middleware(
                tower::ServiceBuilder::new()
                    .map_response(notification::silence)
                    .layer(INTAKE),
            )
            .to_service_builder()
            .build(self.methods.clone(), self.stop.clone());
        let mut request = HttpRequest::new(HttpBody::from(body.to_vec()));
        *request.method_mut() = Method::POST;
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, json);
        let Ok(response) = server.call(request).await else {
            return Vec::new();
        };
        match response.into_body().collect().await {
            Ok(body) => body.to_bytes().to_vec(),
            Err(_) => Vec::new(),
        }
    }

    /// The funded accounts.
    #[must_use]
    pub fn accounts(&self) -> &[DevAccount] {
        &self.accounts
    }

    /// As [`crate::Handle::dump`].
    ///
    /// # Errors
    /// [`std::io::Error`] if the dump could not be encoded.
    pub fn dump(&self) -> std::io::Result<Vec<u8>> {
        self.chain.dump()
    }

    /// As [`crate::Handle::load`].
    ///
    /// # Errors
    /// [`LoadError`] if it is not a dump that fits this chain.
    pub fn load(&self, dump: &[u8]) -> Result<(), LoadError> {
        self.chain.load(dump)
    }
}
