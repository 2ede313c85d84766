//! Reading a dump: a chain that was, put in the place of the one that is.
//!
//! Anvil's dumps are understood too. They are of another machine's blocks, so that only their `accounts` are taken over, laid
//! over those that are here.

use std::collections::BTreeMap;
use std::io::Read;

use alloy_consensus::transaction::Recovered;
use alloy_consensus::{Header, Sealable, TxEnvelope};
use alloy_eips::eip2718::Decodable2718;
use alloy_primitives::{Address, B256};
use alloy_rlp::Decodable;
use flate2::read::MultiGzDecoder;
use revm::state::{AccountInfo, Bytecode};
use serde::Deserialize;

use super::Chain;
use super::dump::{AccountDump, BlockDump, Dump, FORMAT, MinedDump, TransactionDump, VERSION};
use super::head::{Head, Restored};
use super::mine::receipt;
use super::queue::Queue;
use super::record::{Block, Mined};
use super::seal::encoded_length;
use super::transaction::impersonate;
use crate::evm::GenesisAccount;
use crate::state::State;

/// Largest dump in bytes when decompressed: a small file may promise any amount.
const SIZE_LIMIT: u64 = 1 << 30;

/// Why a dump cannot be loaded; the chain is unchanged then.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Not a dump, or a damaged one.
    #[error("this is no state dump: {0}")]
    Unreadable(String),
    /// It grows beyond bounds when decompressed.
    #[error("the state dump is larger than {limit} bytes")]
    Oversized {
        /// The bound.
        limit: u64,
    },
    /// Of a layout that this version does not know.
    #[error("the state dump has version {got}; this node reads version {allowed}")]
    Version {
        /// Its version.
        got: u32,
        /// The version that can be read.
        allowed: u32,
    },
    /// Of a chain under other rules: the records in its state would be misread.
    #[error("the state dump is of ArbOS {got}, this chain runs ArbOS {allowed}")]
    ArbosVersion {
        /// Its ArbOS version.
        got: u64,
        /// This chain's.
        allowed: u64,
    },
    /// Of a chain with another id, which no transaction of it fits.
    #[error("the state dump is of chain {got}, this is chain {allowed}")]
    ChainId {
        /// Its chain id.
        got: u64,
        /// This chain's.
        allowed: u64,
    },
    /// The blocks are no chain.
    #[error("block {number} of the state dump {reason}")]
    Block {
        /// Place in the list.
        number: u64,
        /// What is wrong with it.
        reason: String,
    },
}

/// What can be told of any dump before its layout is known.
#[derive(Deserialize)]
struct Kind {
    format: Option<String>,
    version: Option<u32>,
}

/// A dump made elsewhere.
#[derive(Deserialize)]
struct Foreign {
    accounts: BTreeMap<Address, AccountDump>,
}

impl Chain {
    /// Puts the chain of `dump` in place of this one; [`Self::revert`] to an earlier snapshot still works.
    ///
    /// # Errors
    /// [`LoadError`] if it is not a dump that fits this chain.
    pub(crate) fn load(&self, dump: &[u8]) -> Result<(), LoadError> {
        let json = decompress(dump)?;
        let kind: Kind = parse(&json)?;
        let _writer = self.writer();
        let mut next = Head::clone(&self.head());
        match (kind.format.as_deref(), kind.version) {
            (Some(FORMAT), Some(VERSION)) => next = self.restore(&parse(&json)?)?,
            (Some(FORMAT), version) => {
                return Err(LoadError::Version {
                    got: version.unwrap_or_default(),
                    allowed: VERSION,
                });
            }
            (Some(other), _) => {
                return Err(LoadError::Unreadable(format!("its format is {other:?}")));
            }
            (None, _) => {
                let foreign: Foreign = parse(&json)?;
                next.state
                    .overlay(foreign.accounts.into_iter().map(account));
            }
        }
        self.replace(next);
        Ok(())
    }

    fn restore(&self, dump: &Dump) -> Result<Head, LoadError> {
        if dump.chain_id != self.id() {
            return Err(LoadError::ChainId {
                got: dump.chain_id,
                allowed: self.id(),
            });
        }
        if dump.arbos_version != self.arbos_version() {
            return Err(LoadError::ArbosVersion {
                got: dump.arbos_version,
                allowed: self.arbos_version(),
            });
        }
        let mut queue = Queue::default();
        for waiting in &dump.queue {
            let tx = transaction(waiting).map_err(|reason| {
                LoadError::Unreadable(format!("a waiting transaction {reason}"))
            })?;
            queue
                .add(tx)
                .map_err(|error| LoadError::Unreadable(error.to_string()))?;
        }
        let accounts = dump.accounts.iter();
        Ok(Head::restored(Restored {
            state: State::from_genesis(
                accounts.map(|(address, known)| account((*address, known.clone()))),
            ),
            blocks: blocks(&dump.blocks)?,
            queue,
            clock: dump.clock,
            base_fee: dump.base_fee,
            coinbase: dump.coinbase,
            arbos_version: dump.arbos_version,
        }))
    }
}

/// `bytes` as they were before compression; uncompressed JSON is taken as it is.
fn decompress(bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes.to_vec());
    }
    let mut json = Vec::new();
    let read = MultiGzDecoder::new(bytes)
        .take(SIZE_LIMIT.saturating_add(1))
        .read_to_end(&mut json)
        .map_err(|error| LoadError::Unreadable(error.to_string()))?;
    if u64::try_from(read).unwrap_or(u64::MAX) > SIZE_LIMIT {
        return Err(LoadError::Oversized { limit: SIZE_LIMIT });
    }
    Ok(json)
}

fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, LoadError> {
    serde_json::from_slice(json).map_err(|error| LoadError::Unreadable(error.to_string()))
}

fn account((address, dump): (Address, AccountDump)) -> GenesisAccount {
    let code = Bytecode::new_raw_checked(dump.code.clone())
        .unwrap_or_else(|_| Bytecode::new_legacy(dump.code));
    GenesisAccount {
        address,
        info: AccountInfo {
            balance: dump.balance,
            nonce: dump.nonce.to(),
            code_hash: code.hash_slow(),
            code: Some(code),
            ..AccountInfo::default()
        },
        storage: dump.storage.into_iter().collect(),
    }
}

/// The blocks, checked to be a chain: they are found by their place in it.
fn blocks(dumps: &[BlockDump]) -> Result<Vec<Block>, LoadError> {
    let mut parent = B256::ZERO;
    let mut blocks = Vec::with_capacity(dumps.len());
    for (number, dump) in (0_u64..).zip(dumps) {
        let fail = |reason: String| LoadError::Block { number, reason };
        let block = block(dump).map_err(fail)?;
        if block.number() != number {
            return Err(fail(format!("has number {}", block.number())));
        }
        if block.header.parent_hash != parent {
            return Err(fail(format!(
                "has parent {}, but the block before is {parent}",
                block.header.parent_hash
            )));
        }
        parent = block.hash();
        blocks.push(block);
    }
    if blocks.is_empty() {
        return Err(LoadError::Block {
            number: 0,
            reason: "is missing".to_owned(),
        });
    }
    Ok(blocks)
}

fn block(dump: &BlockDump) -> Result<Block, String> {
    let header = Header::decode(&mut dump.header.as_ref()).map_err(|error| error.to_string())?;
    let mut cumulative = 0_u64;
    let mut first_log = 0_u64;
    let mut transactions = Vec::with_capacity(dump.transactions.len());
    for known in &dump.transactions {
        cumulative = cumulative.saturating_add(known.gas_used);
        transactions.push(mined(known, cumulative, first_log)?);
        let logs = u64::try_from(known.logs.len()).unwrap_or(u64::MAX);
        first_log = first_log.saturating_add(logs);
    }
    Ok(Block {
        size: encoded_length(&header, &transactions),
        header: header.seal_slow(),
        l1_number: dump.l1_number,
        transactions,
    })
}

fn mined(dump: &MinedDump, cumulative: u64, first_log: u64) -> Result<Mined, String> {
    let tx = transaction(&dump.transaction)?;
    Ok(Mined {
        receipt: receipt(&tx, dump.success, cumulative, dump.logs.clone()),
        tx,
        gas_used: dump.gas_used,
        created: dump.created,
        first_log,
    })
}

fn transaction(dump: &TransactionDump) -> Result<Recovered<TxEnvelope>, String> {
    let tx = TxEnvelope::decode_2718_exact(&dump.raw).map_err(|error| error.to_string())?;
    Ok(if dump.impersonated {
        impersonate(tx.into(), dump.from)
    } else {
        Recovered::new_unchecked(tx, dump.from)
    })
}
