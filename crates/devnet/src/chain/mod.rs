//! The chain: blocks made of transactions, and everything that can be asked about them.
//!
//! All of it is one immutable [`Head`]. Readers take the current one and work on it for as long as they like; a writer
//! builds the next one aside, under a lock that only writers take, and puts it in place in one step. So a call never
//! blocks a transaction, and no client ever sees half of a change.

mod access_list;
mod admission;
mod call;
mod clock;
mod deal;
mod dump;
mod edit;
mod error;
mod estimate;
mod gateway;
mod geth;
mod head;
mod interval;
mod load;
mod logs;
mod mine;
mod node_interface;
mod pending;
mod point;
mod pricing;
mod queue;
mod record;
mod replay;
mod seal;
mod simulate;
mod transaction;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use alloy_consensus::TxEnvelope;
use alloy_consensus::transaction::Recovered;
use alloy_primitives::Address;
use alloy_signer_local::PrivateKeySigner;
use tokio::sync::{broadcast, watch};

pub(crate) use call::CallSpec;
pub(crate) use error::ChainError;
pub(crate) use head::Head;
pub use load::LoadError;
pub(crate) use logs::Found;
pub(crate) use record::{Block, Mined};
pub(crate) use replay::{Trace, Watch};
pub(crate) use simulate::Simulated;
pub(crate) use transaction::decode;

use crate::config::DevnetConfig;
use crate::evm::{Executor, GenesisError};

/// How many blocks a slow subscriber may fall behind before it misses some.
const SUBSCRIPTION_BACKLOG: usize = 1_024;

/// A running chain, shared by every connection.
pub(crate) struct Chain {
    head: RwLock<Arc<Head>>,
    genesis: Arc<Head>,
    // The copy on which what waits is mined, beside the chain it was made from.
    pending: Mutex<Option<(Arc<Head>, Arc<Head>)>>,
    writer: Mutex<Writer>,
    executor: Executor,
    signers: Vec<PrivateKeySigner>,
    state_history: u64,
    call_gas_cap: u64,
    tx_gas_cap: u64,
    interval: watch::Sender<Option<Duration>>,
    new_blocks: broadcast::Sender<Arc<Block>>,
    new_transactions: broadcast::Sender<Arc<Recovered<TxEnvelope>>>,
}

/// What only writers use.
#[derive(Debug)]
struct Writer {
    snapshots: BTreeMap<u64, Arc<Head>>,
    next_snapshot: u64,
    impersonated: BTreeSet<Address>,
    impersonate_all: bool,
    automine: bool,
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Its keys and its state are nobody's reading matter.
        formatter
            .debug_struct("Chain")
            .field("id", &self.id())
            .field("block", &self.head().number())
            .finish_non_exhaustive()
    }
}

impl Chain {
    /// A chain at its genesis block.
    ///
    /// # Errors
    /// [`GenesisError`] if the executor cannot start on this machine, or a step of the genesis is refused.
    pub(crate) fn new(
        config: &DevnetConfig,
        signers: Vec<PrivateKeySigner>,
    ) -> Result<Self, GenesisError> {
        let mut rules = config.rules();
        // The first funded account owns the chain, so that ArbOwner can be used without a ceremony.
        rules
            .owners
            .extend(signers.first().map(PrivateKeySigner::address));
        let executor = Executor::new(rules)?;
        let genesis = Arc::new(Head::genesis(config, &executor, &signers)?);
        Ok(Self {
            head: RwLock::new(genesis.clone()),
            genesis,
            pending: Mutex::new(None),
            writer: Mutex::new(Writer {
                snapshots: BTreeMap::new(),
                next_snapshot: 1,
                impersonated: BTreeSet::new(),
                impersonate_all: false,
                automine: config.automine && config.block_time.is_none(),
            }),
            executor,
            signers,
            state_history: config.state_history,
            call_gas_cap: config.call_gas_cap,
            tx_gas_cap: config.tx_gas_cap,
            interval: watch::Sender::new(config.block_time),
            new_blocks: broadcast::channel(SUBSCRIPTION_BACKLOG).0,
            new_transactions: broadcast::channel(SUBSCRIPTION_BACKLOG).0,
        })
    }

    /// The chain as it is now.
    pub(crate) fn head(&self) -> Arc<Head> {
        self.head
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// EIP-155 chain id.
    pub(crate) fn id(&self) -> u64 {
        self.executor.rules().chain_id
    }

    /// ArbOS version in force.
    pub(crate) fn arbos_version(&self) -> u64 {
        self.executor.rules().arbos_version
    }

    /// Addresses the node can sign for.
    pub(crate) fn accounts(&self) -> Vec<Address> {
        self.signers.iter().map(PrivateKeySigner::address).collect()
    }

    /// The key of `address`, if it is one of the funded accounts.
    pub(crate) fn signer(&self, address: Address) -> Option<&PrivateKeySigner> {
        self.signers
            .iter()
            .find(|signer| signer.address() == address)
    }

    /// Blocks as they are mined, from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Arc<Block>> {
        self.new_blocks.subscribe()
    }

    /// Transactions as they are accepted, from now on.
    pub(crate) fn subscribe_transactions(&self) -> broadcast::Receiver<Arc<Recovered<TxEnvelope>>> {
        self.new_transactions.subscribe()
    }

    // A poisoned lock means that a writer panicked before it published; what is published is whole.
    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts `next` in place and returns what was there; the caller holds the writer's lock.
    fn replace(&self, next: impl Into<Arc<Head>>) -> Arc<Head> {
        let mut head = self.head.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *head, next.into())
    }

    /// Puts `next` in place and tells subscribers of its new blocks; the caller holds the writer's lock.
    fn publish(&self, next: Head) {
        let next = Arc::new(next);
        let before = self.replace(next.clone());
        for number in before.number().saturating_add(1)..=next.number() {
            if let Some(block) = next.block(number) {
                // Without subscribers there is nobody to tell.
                let _delivered = self.new_blocks.send(block.clone());
            }
        }
    }
}
