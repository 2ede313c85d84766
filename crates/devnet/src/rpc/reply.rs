//! Blocks, transactions, receipts and logs as clients expect to read them, with Arbitrum's extra fields.

use alloy_consensus::transaction::Recovered;
use alloy_consensus::{ReceiptEnvelope, Transaction as _, TxEnvelope};
use alloy_primitives::{B256, Log, U64, U256};
use alloy_rpc_types as rpc;
use alloy_rpc_types::{BlockTransactions, TransactionReceipt};
use serde::Serialize;

use crate::chain::{Block, Found, Mined};

/// A block with what Nitro adds to one.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BlockReply {
    #[serde(flatten)]
    block: rpc::Block,
    l1_block_number: U64,
    send_count: U64,
    send_root: B256,
}

/// A receipt with what Nitro adds to one.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReceiptReply {
    #[serde(flatten)]
    receipt: TransactionReceipt<ReceiptEnvelope<rpc::Log>>,
    gas_used_for_l1: U64,
    l1_block_number: U64,
}

impl BlockReply {
    /// `block` with its transactions, or only their hashes.
    pub(super) fn new(block: &Block, full: bool) -> Self {
        let transactions = if full {
            BlockTransactions::Full(
                (0..block.transactions.len())
                    .filter_map(|at| mined(block, at))
                    .collect(),
            )
        } else {
            BlockTransactions::Hashes(
                block
                    .transactions
                    .iter()
                    .map(|mined| *mined.tx.hash())
                    .collect(),
            )
        };
        let header = rpc::Header {
            hash: block.hash(),
            inner: block.header.inner().clone(),
            total_difficulty: Some(U256::from(block.number()).saturating_add(U256::ONE)),
            size: Some(U256::from(block.size)),
        };
        Self {
            block: rpc::Block {
                header,
                uncles: Vec::new(),
                transactions,
                withdrawals: None,
            },
            l1_block_number: U64::from(block.l1_number),
            send_count: U64::ZERO,
            send_root: B256::ZERO,
        }
    }
}

/// The transaction at `index` of `block`.
pub(super) fn mined(block: &Block, index: usize) -> Option<rpc::Transaction> {
    let mined = block.transactions.get(index)?;
    Some(rpc::Transaction {
        inner: mined.tx.clone(),
        block_hash: Some(block.hash()),
        block_number: Some(block.number()),
        transaction_index: u64::try_from(index).ok(),
        effective_gas_price: Some(price(block)),
        block_timestamp: Some(block.timestamp()),
    })
}

/// A transaction that waits.
pub(super) fn waiting(tx: &Recovered<TxEnvelope>) -> rpc::Transaction {
    rpc::Transaction {
        inner: tx.clone(),
        block_hash: None,
        block_number: None,
        transaction_index: None,
        effective_gas_price: Some(tx.max_fee_per_gas()),
        block_timestamp: None,
    }
}

impl ReceiptReply {
    /// The receipt of the transaction at `index` of `block`.
    pub(super) fn new(block: &Block, index: usize, mined: &Mined) -> Self {
        let transaction_index = u64::try_from(index).unwrap_or(u64::MAX);
        let transaction_hash = *mined.tx.hash();
        let mut log_index = mined.first_log;
        let inner = mined.receipt.clone().map_logs(|log| {
            let found = Found {
                log: &log,
                block,
                transaction_hash,
                transaction_index,
                log_index,
            };
            log_index = log_index.saturating_add(1);
            log_reply(found)
        });
        Self {
            receipt: TransactionReceipt {
                inner,
                transaction_hash,
                transaction_index: Some(transaction_index),
                block_hash: Some(block.hash()),
                block_number: Some(block.number()),
                gas_used: mined.gas_used,
                effective_gas_price: price(block),
                blob_gas_used: None,
                blob_gas_price: None,
                from: mined.tx.signer(),
                to: mined.tx.to(),
                contract_address: mined.created,
            },
            gas_used_for_l1: U64::ZERO,
            l1_block_number: U64::from(block.l1_number),
        }
    }
}

/// A log with its place in the chain.
pub(super) fn log_reply(found: Found<'_>) -> rpc::Log {
    rpc::Log {
        inner: Log::clone(found.log),
        block_hash: Some(found.block.hash()),
        block_number: Some(found.block.number()),
        block_timestamp: Some(found.block.timestamp()),
        transaction_hash: Some(found.transaction_hash),
        transaction_index: Some(found.transaction_index),
        log_index: Some(found.log_index),
        removed: false,
    }
}

/// Arbitrum collects no tips, so every transaction pays the base fee.
fn price(block: &Block) -> u128 {
    block.header.base_fee_per_gas.map_or(0, u128::from)
}
