//! `eth_getLogs`: which events match?

use alloy_primitives::{B256, Log};
use alloy_rpc_types::{Filter, FilterBlockOption};

use super::error::ChainError;
use super::head::Head;
use super::record::Block;

/// A log with where it happened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'a> {
    /// The event.
    pub(crate) log: &'a Log,
    /// Its block.
    pub(crate) block: &'a Block,
    /// Hash of its transaction.
    pub(crate) transaction_hash: B256,
    /// Position of its transaction in the block.
    pub(crate) transaction_index: u64,
    /// Position among the block's logs.
    pub(crate) log_index: u64,
}

impl Head {
    /// Every log that `filter` asks for, oldest first.
    ///
    /// # Errors
    /// [`ChainError::UnknownBlock`] for an unknown block hash, [`ChainError::BadRange`] for a reversed range.
    pub(crate) fn logs(&self, filter: &Filter) -> Result<Vec<Found<'_>>, ChainError> {
        let (from, to) = self.range(filter)?;
        let mut found = Vec::new();
        for number in from..=to {
            if let Some(block) = self.block(number) {
                found.extend(block.matching(filter));
            }
        }
        Ok(found)
    }

    fn range(&self, filter: &Filter) -> Result<(u64, u64), ChainError> {
        match filter.block_option {
            FilterBlockOption::AtBlockHash(hash) => {
                let number = self
                    .block_by_hash(hash)
                    .ok_or(ChainError::UnknownBlock)?
                    .number();
                Ok((number, number))
            }
            FilterBlockOption::Range {
                from_block,
                to_block,
            } => {
                let latest = self.number();
                let from = from_block.map_or(latest, |tag| self.height(tag));
                let to = to_block.map_or(latest, |tag| self.height(tag));
                if from > to {
                    return Err(ChainError::BadRange(format!(
                        "invalid block range params: fromBlock {from} is after toBlock {to}"
                    )));
                }
                Ok((from, to.min(latest)))
            }
        }
    }
}

impl Block {
    /// Its logs that `filter` asks for; the filter's block range is not looked at.
    pub(crate) fn matching(&self, filter: &Filter) -> Vec<Found<'_>> {
        if !filter.matches_bloom(self.header.logs_bloom) {
            return Vec::new();
        }
        self.logs()
            .filter(|found| filter.matches(found.log))
            .collect()
    }

    /// All its logs in order.
    pub(crate) fn logs(&self) -> impl Iterator<Item = Found<'_>> {
        self.transactions
            .iter()
            .zip(0_u64..)
            .flat_map(move |(mined, transaction_index)| {
                let numbered = mined.receipt.logs().iter().zip(mined.first_log..);
                numbered.map(move |(log, log_index)| Found {
                    log,
                    block: self,
                    transaction_hash: *mined.tx.hash(),
                    transaction_index,
                    log_index,
                })
            })
    }
}
