//! Headers: how a list of executed transactions becomes a block with a hash.

use alloy_consensus::proofs::{calculate_receipt_root, calculate_transaction_root};
use alloy_consensus::transaction::Recovered;
use alloy_consensus::{EMPTY_OMMER_ROOT_HASH, Header, ReceiptEnvelope, TxEnvelope};
use alloy_primitives::{Address, B64, B256, Bloom, Bytes, Log, Sealable, U256, address};
use alloy_rlp::{Encodable, length_of_length};

use super::record::{Block, Mined};

/// The address Arbitrum's sequencer signs blocks with; tips, if there were any, would go there.
pub(crate) const SEQUENCER: Address = address!("a4b000000000000000000073657175656e636572");

/// Gas limit in every header of an Arbitrum chain.
pub(crate) const BLOCK_GAS_LIMIT: u64 = 1 << 50;

/// What a block's header says that does not follow from its transactions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draft {
    pub(crate) number: u64,
    pub(crate) parent_hash: B256,
    pub(crate) timestamp: u64,
    pub(crate) l1_number: u64,
    pub(crate) base_fee: u64,
    pub(crate) arbos_version: u64,
    pub(crate) coinbase: Address,
}

impl Draft {
    /// The block of `transactions` that leaves the state at `state_root`.
    pub(crate) fn seal(self, state_root: B256, transactions: Vec<Mined>) -> Block {
        let envelopes: Vec<&TxEnvelope> =
            transactions.iter().map(|mined| mined.tx.inner()).collect();
        let receipts: Vec<&ReceiptEnvelope<Log>> =
            transactions.iter().map(|mined| &mined.receipt).collect();
        let header = Header {
            parent_hash: self.parent_hash,
            ommers_hash: EMPTY_OMMER_ROOT_HASH,
            beneficiary: self.coinbase,
            state_root,
            transactions_root: calculate_transaction_root(&envelopes),
            receipts_root: calculate_receipt_root(&receipts),
            logs_bloom: bloom(&transactions),
            difficulty: U256::ONE,
            number: self.number,
            gas_limit: BLOCK_GAS_LIMIT,
            gas_used: transactions.last().map_or(0, |last| {
                alloy_consensus::TxReceipt::cumulative_gas_used(&last.receipt)
            }),
            timestamp: self.timestamp,
            // Nitro keeps the root and count of messages to L1 here; a local chain has no L1 to send any to.
            extra_data: Bytes::copy_from_slice(B256::ZERO.as_slice()),
            mix_hash: self.mix_hash(),
            nonce: B64::ZERO,
            base_fee_per_gas: Some(self.base_fee),
            ..Header::default()
        };
        let size = encoded_length(&header, &transactions);
        Block {
            header: header.seal_slow(),
            l1_number: self.l1_number,
            size,
            transactions,
        }
    }

    /// Nitro's packing: send count, L1 block number, ArbOS version, each in eight bytes.
    fn mix_hash(&self) -> B256 {
        let mut packed = [0_u8; 32];
        packed[8..16].copy_from_slice(&self.l1_number.to_be_bytes());
        packed[16..24].copy_from_slice(&self.arbos_version.to_be_bytes());
        B256::from(packed)
    }
}

fn bloom(transactions: &[Mined]) -> Bloom {
    transactions.iter().fold(Bloom::ZERO, |bloom, mined| {
        bloom | alloy_consensus::TxReceipt::bloom(&mined.receipt)
    })
}

/// Length of `rlp([header, [transactions], []])`.
pub(super) fn encoded_length(header: &Header, transactions: &[Mined]) -> usize {
    let list = |payload: usize| payload.saturating_add(length_of_length(payload));
    let body: usize = transactions
        .iter()
        .map(|mined| Recovered::inner(&mined.tx).length())
        .sum();
    let empty_ommers = 1;
    list(
        header
            .length()
            .saturating_add(list(body))
            .saturating_add(empty_ommers),
    )
}
