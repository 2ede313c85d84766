//! What the chain remembers of a block: its header and its transactions with their receipts.

use alloy_consensus::transaction::Recovered;
use alloy_consensus::{Header, ReceiptEnvelope, Sealed, TxEnvelope};
use alloy_primitives::{Address, B256, Log};

/// A mined block.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The header with its hash.
    pub(crate) header: Sealed<Header>,
    /// Number of the L1 block its transactions saw as `block.number`.
    pub(crate) l1_number: u64,
    /// Length of the block's RLP encoding.
    pub(crate) size: usize,
    /// Its transactions in order.
    pub(crate) transactions: Vec<Mined>,
}

/// A transaction in a block, with what it did.
#[derive(Clone, Debug)]
pub(crate) struct Mined {
    /// The transaction and its sender.
    pub(crate) tx: Recovered<TxEnvelope>,
    /// Its receipt.
    pub(crate) receipt: ReceiptEnvelope<Log>,
    /// Gas it paid for, refunds taken off.
    pub(crate) gas_used: u64,
    /// Contract it created or, if it failed, would have.
    pub(crate) created: Option<Address>,
    /// Position of its first log among the block's logs.
    pub(crate) first_log: u64,
}

impl Block {
    /// Its hash.
    pub(crate) fn hash(&self) -> B256 {
        self.header.hash()
    }

    /// Its height on the local chain.
    pub(crate) fn number(&self) -> u64 {
        self.header.number
    }

    /// Its timestamp.
    pub(crate) fn timestamp(&self) -> u64 {
        self.header.timestamp
    }
}
