//! A moment of the chain that a request names, with the state and the block environment that belong to it.

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{Address, B256, U256};
use revm::context::BlockEnv;

use super::error::ChainError;
use super::head::Head;
use super::record::Block;
use super::seal::{BLOCK_GAS_LIMIT, Draft};
use crate::evm::BlockContext;
use crate::state::State;

/// A state and the block that code run on it believes to be in.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// The accounts.
    pub(crate) state: State,
    /// The block environment.
    pub(crate) context: BlockContext,
}

impl Head {
    /// Height that `tag` names; `pending` counts as the newest block.
    pub(crate) fn height(&self, tag: BlockNumberOrTag) -> u64 {
        match tag {
            BlockNumberOrTag::Number(number) => number,
            BlockNumberOrTag::Earliest => 0,
            // One node orders everything here, so that its newest block is as final as any.
            BlockNumberOrTag::Latest
            | BlockNumberOrTag::Safe
            | BlockNumberOrTag::Finalized
            | BlockNumberOrTag::Pending => self.number(),
        }
    }

    /// The mined block that `id` names, if it exists.
    pub(crate) fn find(&self, id: BlockId) -> Option<&std::sync::Arc<Block>> {
        match id {
            BlockId::Hash(hash) => self.block_by_hash(hash.block_hash),
            BlockId::Number(tag) => self.block(self.height(tag)),
        }
    }

    /// State that `id` names.
    ///
    /// # Errors
    /// [`ChainError`] if there is no such block or its state was dropped.
    pub(crate) fn state_of(&self, id: BlockId) -> Result<&State, ChainError> {
        self.state_at(self.find(id).ok_or(ChainError::UnknownBlock)?.number())
    }

    /// State and environment for a call at `id`.
    ///
    /// # Errors
    /// As [`Self::state_of`].
    pub(crate) fn point(&self, id: BlockId) -> Result<Point, ChainError> {
        if id == BlockId::pending() {
            return Ok(Point {
                state: self.state.clone(),
                context: self.draft().context(),
            });
        }
        let block = self.find(id).ok_or(ChainError::UnknownBlock)?;
        Ok(Point {
            state: self.state_at(block.number())?.clone(),
            context: block.context(),
        })
    }
}

impl Block {
    /// The environment its transactions saw.
    pub(crate) fn context(&self) -> BlockContext {
        context(
            self.number(),
            self.l1_number,
            self.timestamp(),
            self.header.base_fee_per_gas.unwrap_or_default(),
            self.header.beneficiary,
        )
    }
}

impl Draft {
    /// The environment its transactions will see.
    pub(crate) fn context(&self) -> BlockContext {
        context(
            self.number,
            self.l1_number,
            self.timestamp,
            self.base_fee,
            self.coinbase,
        )
    }
}

fn context(
    l2_number: u64,
    l1_number: u64,
    timestamp: u64,
    base_fee: u64,
    beneficiary: Address,
) -> BlockContext {
    let evm = BlockEnv {
        number: U256::from(l1_number),
        beneficiary,
        timestamp: U256::from(timestamp),
        gas_limit: BLOCK_GAS_LIMIT,
        basefee: base_fee,
        difficulty: U256::ONE,
        prevrandao: Some(B256::with_last_byte(1)),
        ..BlockEnv::default()
    };
    BlockContext {
        evm,
        l2_number,
        trace_host_calls: false,
    }
}
