//! The whole chain as one file: `anvil_dumpState`, `anvil_loadState` and `cargo keel devnet --state FILE`.
//!
//! A dump is gzipped JSON:
//!
//! ```text
//! format        "keel-devnet", version 1
//! chainId, arbosVersion, baseFee, coinbase
//! clock         genesis time, shift against the wall clock, timestamps set for blocks to come
//! accounts      address -> nonce, balance, code, storage (everything, ArbOS' own records too)
//! blocks        oldest first: RLP header, number of the L1 block, transactions with what they did
//! queue         transactions that wait
//! ```
//!
//! Stylus programs need nothing of their own: their code is in `accounts`, their activation in the storage of the ArbOS state
//! account. The states of blocks before the newest are not kept.

use std::collections::BTreeMap;
use std::io::Write;

use alloy_consensus::TxEnvelope;
use alloy_consensus::transaction::Recovered;
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, Bytes, Log, U64, U256};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use super::Chain;
use super::clock::Clock;
use super::record::{Block, Mined};
use super::transaction::is_impersonated;
use crate::state::{Account, State};

/// What a dump of ours says it is.
pub(super) const FORMAT: &str = "keel-devnet";

/// Version of the layout.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dump {
    pub(super) format: String,
    pub(super) version: u32,
    pub(super) chain_id: u64,
    pub(super) arbos_version: u64,
    pub(super) base_fee: u64,
    pub(super) coinbase: Address,
    pub(super) clock: Clock,
    pub(super) accounts: BTreeMap<Address, AccountDump>,
    pub(super) blocks: Vec<BlockDump>,
    pub(super) queue: Vec<TransactionDump>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct AccountDump {
    pub(super) nonce: U64,
    pub(super) balance: U256,
    #[serde(default)]
    pub(super) code: Bytes,
    #[serde(default)]
    pub(super) storage: BTreeMap<U256, U256>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BlockDump {
    pub(super) header: Bytes,
    pub(super) l1_number: u64,
    pub(super) transactions: Vec<MinedDump>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MinedDump {
    pub(super) transaction: TransactionDump,
    pub(super) success: bool,
    pub(super) gas_used: u64,
    pub(super) created: Option<Address>,
    pub(super) logs: Vec<Log>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct TransactionDump {
    pub(super) raw: Bytes,
    pub(super) from: Address,
    /// Nobody signed it; its hash covers the sender instead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) impersonated: bool,
}

impl Chain {
    /// The chain as it is now, for [`Self::load`].
    ///
    /// # Errors
    /// [`std::io::Error`] if it could not be encoded.
    pub(crate) fn dump(&self) -> std::io::Result<Vec<u8>> {
        let head = self.head();
        let dump = Dump {
            format: FORMAT.to_owned(),
            version: VERSION,
            chain_id: self.id(),
            arbos_version: self.arbos_version(),
            base_fee: head.base_fee,
            coinbase: head.coinbase,
            clock: head.clock,
            accounts: accounts(&head.state),
            blocks: head.blocks().iter().map(|block| block.dump()).collect(),
            queue: head.queue.iter().map(|tx| transaction(tx)).collect(),
        };
        let mut file = GzEncoder::new(Vec::new(), Compression::fast());
        serde_json::to_writer(&mut file, &dump)?;
        file.flush()?;
        file.finish()
    }
}

fn accounts(state: &State) -> BTreeMap<Address, AccountDump> {
    let accounts = state.world().accounts();
    accounts
        .map(|(address, account)| (*address, account_dump(account)))
        .collect()
}

fn account_dump(account: &Account) -> AccountDump {
    let code = account.info.code.as_ref();
    AccountDump {
        nonce: U64::from(account.info.nonce),
        balance: account.info.balance,
        code: code.map_or(Bytes::new(), |code| code.original_bytes()),
        storage: account
            .storage
            .iter()
            .map(|(slot, value)| (*slot, *value))
            .collect(),
    }
}

impl Block {
    fn dump(&self) -> BlockDump {
        BlockDump {
            header: alloy_rlp::encode(self.header.inner()).into(),
            l1_number: self.l1_number,
            transactions: self.transactions.iter().map(mined).collect(),
        }
    }
}

fn mined(mined: &Mined) -> MinedDump {
    MinedDump {
        transaction: transaction(&mined.tx),
        success: mined.receipt.status(),
        gas_used: mined.gas_used,
        created: mined.created,
        logs: mined.receipt.logs().to_vec(),
    }
}

fn transaction(tx: &Recovered<TxEnvelope>) -> TransactionDump {
    TransactionDump {
        raw: tx.encoded_2718().into(),
        from: tx.signer(),
        impersonated: is_impersonated(tx),
    }
}
