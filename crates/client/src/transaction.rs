//! Sending signed transactions and waiting for them, with readable reasons when they fail.

use crate::revert::Revert;
use alloy::{
    eips::BlockId,
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, Bytes, TxHash},
    providers::{DynProvider, Provider, ProviderBuilder},
    rpc::types::{TransactionReceipt, TransactionRequest},
    transports::TransportError,
};
use std::time::Duration;

/// How long a transaction may take to be mined.
const PATIENCE: Duration = Duration::from_secs(120);

/// A local chain mines at once, a public one within a second: the wait between two looks doubles between these.
const FIRST_WAIT: Duration = Duration::from_millis(1);
const LONGEST_WAIT: Duration = Duration::from_millis(250);

/// An estimate is of this moment, and the block is a later one: a pool, say, writes an observation the first time that it is
/// touched in a second, which costs a storage word that no estimate of the second before has seen. Unused gas is not paid.
const GAS_MARGIN_PERCENT: u64 = 25;

/// Why a transaction did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransactionError {
    /// A contract refused it.
    #[error("{action}: {reason}")]
    Reverted {
        /// What was being done.
        action: String,
        /// The contract's own reason.
        reason: Revert,
    },
    /// The node could not be asked, or did not accept the request.
    #[error("{action}: {source}")]
    Refused {
        /// What was being done.
        action: String,
        /// The node's own reason.
        source: TransportError,
    },
    /// It was sent, and no block took it.
    #[error(
        "{action}: transaction {hash} was not mined within {seconds} s; look for it before sending it again"
    )]
    NotMined {
        /// What was being done.
        action: String,
        /// The transaction.
        hash: TxHash,
        /// How long was waited.
        seconds: u64,
    },
    /// A creation was mined and made nothing.
    #[error("{action}: no contract came out of transaction {hash}")]
    NothingCreated {
        /// What was being done.
        action: String,
        /// The transaction.
        hash: TxHash,
    },
    /// A contract answered with something else than its interface says.
    #[error("{action}: the answer cannot be read: {reason}")]
    AnswerMalformed {
        /// What was being done.
        action: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The address of a node is no address.
    #[error("'{url}' is not a URL of a JSON-RPC node: {reason}")]
    UrlMalformed {
        /// What was given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl TransactionError {
    /// Sorts a node's error into a revert or anything else.
    pub fn from_node(action: &str, source: TransportError) -> Self {
        let action = action.to_owned();
        match Revert::of(&source) {
            Some(reason) => Self::Reverted { action, reason },
            None => Self::Refused { action, source },
        }
    }

    /// The contract's reason, when a contract refused.
    pub fn revert(&self) -> Option<&Revert> {
        match self {
            Self::Reverted { reason, .. } => Some(reason),
            _ => None,
        }
    }
}

/// Turns an error of a generated binding into one that says what was being done.
pub trait During<T> {
    /// Names the action.
    ///
    /// # Errors
    /// The same failure, with the action and the decoded revert.
    fn during(self, action: &str) -> Result<T, TransactionError>;
}

impl<T> During<T> for Result<T, alloy::contract::Error> {
    fn during(self, action: &str) -> Result<T, TransactionError> {
        self.map_err(|error| match error {
            alloy::contract::Error::TransportError(source) => {
                TransactionError::from_node(action, source)
            }
            other => TransactionError::AnswerMalformed {
                action: action.to_owned(),
                reason: other.to_string(),
            },
        })
    }
}

impl<T> During<T> for Result<T, TransportError> {
    fn during(self, action: &str) -> Result<T, TransactionError> {
        self.map_err(|source| TransactionError::from_node(action, source))
    }
}

/// A connection that signs with whichever of the wallet's keys a transaction is `from`.
///
/// # Errors
/// `UrlMalformed`; nothing is sent yet.
pub fn connect(url: &str, wallet: EthereumWallet) -> Result<DynProvider, TransactionError> {
    let parsed = url
        .parse()
        .map_err(|reason| TransactionError::UrlMalformed {
            url: url.to_owned(),
            reason: format!("{reason}"),
        })?;
    // Nonces are asked for each time: a chain may be put back, and a key may be used elsewhere.
    Ok(ProviderBuilder::default()
        .with_gas_estimation()
        .with_simple_nonce_management()
        .fetch_chain_id()
        .wallet(wallet)
        .connect_http(parsed)
        .erased())
}

/// Sends a transaction and waits until a block has it.
///
/// # Errors
/// `Reverted` with the contract's reason, also when it was found out only in the block.
pub async fn send(
    provider: &DynProvider,
    action: &str,
    mut request: TransactionRequest,
) -> Result<TransactionReceipt, TransactionError> {
    if request.gas.is_none() {
        let estimate = provider
            .estimate_gas(request.clone())
            .await
            .during(action)?;
        request.gas = Some(with_margin(estimate));
    }
    let pending = provider
        .send_transaction(request.clone())
        .await
        .during(action)?;
    let receipt = wait(provider, action, *pending.tx_hash()).await?;
    if receipt.status() {
        return Ok(receipt);
    }
    Err(why_failed(provider, action, request, &receipt).await)
}

fn with_margin(estimate: u64) -> u64 {
    let margin = estimate.saturating_mul(GAS_MARGIN_PERCENT).div_ceil(100);
    estimate.saturating_add(margin)
}

/// Creates a contract from its creation code and constructor arguments.
///
/// # Errors
/// As [`send`], and `NothingCreated`.
pub async fn create(
    provider: &DynProvider,
    action: &str,
    from: Address,
    code: Bytes,
) -> Result<(Address, TransactionReceipt), TransactionError> {
    let request = TransactionRequest::default()
        .with_from(from)
        .with_deploy_code(code);
    let receipt = send(provider, action, request).await?;
    match receipt.contract_address {
        Some(address) => Ok((address, receipt)),
        None => Err(TransactionError::NothingCreated {
            action: action.to_owned(),
            hash: receipt.transaction_hash,
        }),
    }
}

/// Waits for the receipt of a transaction that was sent.
///
/// # Errors
/// `NotMined` when patience ends.
pub async fn wait(
    provider: &DynProvider,
    action: &str,
    hash: TxHash,
) -> Result<TransactionReceipt, TransactionError> {
    let started = std::time::Instant::now();
    let mut pause = FIRST_WAIT;
    loop {
        if let Some(receipt) = provider
            .get_transaction_receipt(hash)
            .await
            .during(action)?
        {
            return Ok(receipt);
        }
        if started.elapsed() > PATIENCE {
            return Err(TransactionError::NotMined {
                action: action.to_owned(),
                hash,
                seconds: PATIENCE.as_secs(),
            });
        }
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2).min(LONGEST_WAIT);
    }
}

/// A receipt only says that it failed; the same call on the state of its block says why.
async fn why_failed(
    provider: &DynProvider,
    action: &str,
    request: TransactionRequest,
    receipt: &TransactionReceipt,
) -> TransactionError {
    let block = receipt
        .block_number
        .map_or(BlockId::latest(), BlockId::number);
    match provider.call(request).block(block).await {
        Err(source) => TransactionError::from_node(action, source),
        Ok(_) => TransactionError::Reverted {
            action: action.to_owned(),
            reason: Revert::decode(&Bytes::new()),
        },
    }
}
