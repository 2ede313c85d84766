//! Transactions as they are mined, for whoever runs a chain and wants to show what happens on it.

use std::sync::Arc;

use alloy_consensus::Transaction;
use alloy_primitives::{Address, B256, Bytes, U256};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::chain::Block;
use crate::server::Handle;

/// A transaction that a block has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinedTransaction {
    /// Its hash.
    pub hash: B256,
    /// Height of its block.
    pub block: u64,
    /// Who sent it.
    pub from: Address,
    /// Who was called; nobody if it created a contract.
    pub to: Option<Address>,
    /// The contract it created or, if it failed, would have.
    pub created: Option<Address>,
    /// Wei sent along.
    pub value: U256,
    /// Call data or creation code.
    pub input: Bytes,
    /// Gas it paid for.
    pub gas_used: u64,
    /// Whether it succeeded.
    pub succeeded: bool,
}

/// What to show next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// The transactions of one block, in order.
    Block(Vec<MinedTransaction>),
    /// So many blocks came and went faster than they were taken.
    Missed(u64),
}

/// The blocks of a chain from a moment on.
#[derive(Debug)]
pub struct Feed(Receiver<Arc<Block>>);

impl Handle {
    /// Blocks as they are mined, from now on.
    #[must_use]
    pub fn feed(&self) -> Feed {
        Feed(self.chain().subscribe())
    }
}

impl Feed {
    /// Waits for the next block; `None` when the chain has stopped.
    pub async fn next(&mut self) -> Option<News> {
        match self.0.recv().await {
            Ok(block) => Some(News::Block(transactions(&block))),
            Err(RecvError::Lagged(blocks)) => Some(News::Missed(blocks)),
            Err(RecvError::Closed) => None,
        }
    }
}

fn transactions(block: &Block) -> Vec<MinedTransaction> {
    let mined = block.transactions.iter();
    mined
        .map(|mined| MinedTransaction {
            hash: *mined.tx.hash(),
            block: block.number(),
            from: mined.tx.signer(),
            to: mined.tx.to(),
            created: mined.created,
            value: mined.tx.value(),
            input: mined.tx.input().clone(),
            gas_used: mined.gas_used,
            succeeded: mined.receipt.status(),
        })
        .collect()
}
