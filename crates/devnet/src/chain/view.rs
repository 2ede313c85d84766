//! What a transaction can read: a state, and the hashes of earlier blocks.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use alloy_primitives::{Address, B256, Keccak256, U256};
use revm::DatabaseRef;
use revm::state::{AccountInfo, Bytecode};

use super::record::Block;
use crate::state::World;

/// A world with the blocks before it.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// The accounts.
    pub(crate) world: World,
    /// Blocks of the local chain.
    pub(crate) blocks: imbl::Vector<Arc<Block>>,
    /// Hashes a call wants to see instead.
    pub(crate) hash_overrides: BTreeMap<u64, B256>,
}

impl DatabaseRef for View {
    type Error = Infallible;

    fn basic_ref(&self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        self.world.basic_ref(address)
    }

    fn code_by_hash_ref(&self, code_hash: B256) -> Result<Bytecode, Infallible> {
        self.world.code_by_hash_ref(code_hash)
    }

    fn storage_ref(&self, address: Address, index: U256) -> Result<U256, Infallible> {
        self.world.storage_ref(address, index)
    }

    /// `ArbSys` asks for local heights and `BLOCKHASH` for L1 numbers; the two ranges are far apart (see `clock`).
    fn block_hash_ref(&self, number: u64) -> Result<B256, Infallible> {
        if let Some(hash) = self.hash_overrides.get(&number) {
            return Ok(*hash);
        }
        let local = usize::try_from(number)
            .ok()
            .and_then(|at| self.blocks.get(at));
        Ok(local.map_or_else(|| l1_hash(number), |block| block.hash()))
    }
}

/// There is no L1 here; its hashes are as arbitrary as real ones, but the same on every run.
fn l1_hash(number: u64) -> B256 {
    let mut hasher = Keccak256::new();
    hasher.update(b"keel local L1 block");
    hasher.update(number.to_be_bytes());
    hasher.finalize()
}
