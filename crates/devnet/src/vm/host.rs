//! What wasmtime's store carries for one program frame.

use alloy_primitives::{Address, B256, Bytes, U256};
use wasmtime::{Global, Memory, StoreLimits};

use super::mailbox::Mailbox;
use super::storage::StorageCache;
use super::trace::TraceSink;
use crate::program::ink;

/// Everything a program can read about its call, its transaction and its block.
#[derive(Clone, Debug)]
pub(crate) struct FrameEnv {
    pub(crate) arbos_version: u64,
    pub(crate) ink_price: u32,
    pub(crate) calldata: Bytes,
    /// The acting account, whose storage the program uses.
    pub(crate) address: Address,
    pub(crate) sender: Address,
    pub(crate) value: U256,
    pub(crate) reentrant: bool,
    pub(crate) origin: Address,
    pub(crate) gas_price: U256,
    pub(crate) base_fee: U256,
    pub(crate) coinbase: Address,
    pub(crate) chain_id: u64,
    /// L1 block number, as the EVM's `NUMBER` opcode returns it on Arbitrum.
    pub(crate) block_number: u64,
    pub(crate) block_gas_limit: u64,
    pub(crate) timestamp: u64,
    pub(crate) max_code_size: u64,
    /// How many program frames are below this one (for traces only).
    pub(crate) depth: usize,
}

/// Handles into the instance, fetched once after instantiation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handles {
    pub(crate) memory: Memory,
    pub(crate) ink_left: Global,
    pub(crate) ink_status: Global,
    pub(crate) stack_left: Global,
}

/// Store data of one program frame.
pub(crate) struct Host {
    pub(crate) env: FrameEnv,
    pub(crate) mail: Mailbox,
    pub(crate) handles: Option<Handles>,
    pub(crate) storage: StorageCache,
    /// Bytes of the last `write_result`.
    pub(crate) result: Vec<u8>,
    /// Output of the last call or creation.
    pub(crate) return_data: Bytes,
    /// The last code read by `account_code`; a repeat of the same address is free of gas.
    pub(crate) last_code: Option<(Address, Bytes)>,
    pub(crate) trace: Option<TraceSink>,
    pub(crate) limits: StoreLimits,
}

impl Host {
    /// Gas for an API request that is not answered from the cache.
    pub(crate) fn api_gas(&self) -> u64 {
        // Before ArbOS 32 the ink constant was charged as if it were gas.
        if self.env.arbos_version < 32 {
            ink::EVM_API
        } else {
            ink::to_gas_floor(ink::EVM_API, self.env.ink_price)
        }
    }
}

/// A word as the 32 big-endian bytes programs see.
pub(crate) fn word(value: U256) -> B256 {
    B256::from(value)
}
