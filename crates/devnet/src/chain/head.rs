//! The chain at one moment: blocks, recent states, the queue and the clock, all persistent, so that a copy is free.

use std::sync::Arc;

use alloy_primitives::{Address, B256};
use alloy_signer_local::PrivateKeySigner;
use revm::database_interface::WrapDatabaseRef;
use revm::state::AccountInfo;

use super::clock::Clock;
use super::error::ChainError;
use super::queue::Queue;
use super::record::{Block, Mined};
use super::seal::{Draft, SEQUENCER};
use crate::config::DevnetConfig;
use crate::evm::{Executor, GenesisAccount, GenesisError, genesis_accounts};
use crate::state::State;

/// Everything there is to know about the chain at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// State after the newest block and any edit made since.
    pub(crate) state: State,
    /// Transactions that wait for a block or for a gap in nonces to be filled.
    pub(crate) queue: Queue,
    /// Where timestamps come from.
    pub(crate) clock: Clock,
    /// Base fee of the next block.
    pub(crate) base_fee: u64,
    /// Who makes the next block.
    pub(crate) coinbase: Address,
    arbos_version: u64,
    blocks: imbl::Vector<Arc<Block>>,
    // Ordered maps although nobody needs the order: they take less memory than hash tries.
    numbers: imbl::OrdMap<B256, u64>,
    places: imbl::OrdMap<B256, Place>,
    // Shared, since an insertion copies its neighbours.
    kept: imbl::OrdMap<u64, Arc<Kept>>,
}

/// States of a recent block. Between two blocks a development call may have changed something, so one block's end is not
/// always the next one's start.
#[derive(Clone, Debug)]
struct Kept {
    before: State,
    after: State,
}

/// Where a transaction is.
#[derive(Clone, Copy, Debug)]
struct Place {
    block: u64,
    index: usize,
}

/// What a chain is put together from again.
#[derive(Debug)]
pub(super) struct Restored {
    pub(super) state: State,
    /// Oldest first, at least one.
    pub(super) blocks: Vec<Block>,
    pub(super) queue: Queue,
    pub(super) clock: Clock,
    pub(super) base_fee: u64,
    pub(super) coinbase: Address,
    pub(super) arbos_version: u64,
}

impl Head {
    /// A chain as it was; of its states only the newest is known.
    pub(super) fn restored(from: Restored) -> Self {
        let mut head = Self {
            state: from.state,
            queue: from.queue,
            clock: from.clock,
            base_fee: from.base_fee,
            coinbase: from.coinbase,
            arbos_version: from.arbos_version,
            blocks: imbl::Vector::new(),
            numbers: imbl::OrdMap::new(),
            places: imbl::OrdMap::new(),
            kept: imbl::OrdMap::new(),
        };
        for block in from.blocks {
            head.index(&block);
            head.blocks.push_back(Arc::new(block));
        }
        head
    }

    /// The chain before its first transaction.
    ///
    /// # Errors
    /// [`GenesisError`] if a step of the genesis is refused.
    pub(crate) fn genesis(
        config: &DevnetConfig,
        executor: &Executor,
        signers: &[PrivateKeySigner],
    ) -> Result<Self, GenesisError> {
        let rules = executor.rules();
        let funded = signers.iter().map(|signer| GenesisAccount {
            address: signer.address(),
            info: AccountInfo::from_balance(config.balance_wei),
            storage: Vec::new(),
        });
        let accounts = genesis_accounts(rules)
            .into_iter()
            .chain(funded)
            .chain(config.genesis.clone());
        let state = State::from_genesis(accounts);
        let clock = Clock::starting_at(config.timestamp);
        let mut head = Self {
            state,
            queue: Queue::default(),
            clock,
            base_fee: config.base_fee_wei,
            coinbase: SEQUENCER,
            arbos_version: rules.arbos_version,
            blocks: imbl::Vector::new(),
            numbers: imbl::OrdMap::new(),
            places: imbl::OrdMap::new(),
            kept: imbl::OrdMap::new(),
        };
        let draft = Draft {
            number: 0,
            parent_hash: B256::ZERO,
            timestamp: clock.genesis(),
            l1_number: clock.l1_number(clock.genesis()),
            base_fee: config.base_fee_wei,
            arbos_version: rules.arbos_version,
            coinbase: SEQUENCER,
        };
        let owner = signers.first().map(PrivateKeySigner::address);
        for step in &config.genesis_steps {
            let view = head.view();
            let changes = executor.genesis_step(
                WrapDatabaseRef(&view),
                &draft.context(),
                owner.unwrap_or_default(),
                step,
            )?;
            head.state.commit(changes);
        }
        let block = draft.seal(head.state.root(), Vec::new());
        let before = head.state.clone();
        head.push(before, block, config.state_history);
        Ok(head)
    }

    /// Height of the newest block.
    pub(crate) fn number(&self) -> u64 {
        u64::try_from(self.blocks.len())
            .unwrap_or(u64::MAX)
            .saturating_sub(1)
    }

    /// The newest block.
    pub(crate) fn latest(&self) -> &Arc<Block> {
        self.blocks
            .last()
            .expect("the genesis block is pushed before the head is handed out")
    }

    /// The block at `number`.
    pub(crate) fn block(&self, number: u64) -> Option<&Arc<Block>> {
        self.blocks.get(usize::try_from(number).ok()?)
    }

    /// The block of this hash.
    pub(crate) fn block_by_hash(&self, hash: B256) -> Option<&Arc<Block>> {
        self.block(*self.numbers.get(&hash)?)
    }

    /// All blocks, oldest first.
    pub(crate) fn blocks(&self) -> &imbl::Vector<Arc<Block>> {
        &self.blocks
    }

    /// The mined transaction of this hash with its block and position.
    pub(crate) fn transaction(&self, hash: B256) -> Option<(&Arc<Block>, usize, &Mined)> {
        let place = self.places.get(&hash)?;
        let block = self.block(place.block)?;
        Some((block, place.index, block.transactions.get(place.index)?))
    }

    /// State after the block at `number`.
    ///
    /// # Errors
    /// [`ChainError::UnknownBlock`], or [`ChainError::StateDropped`] if that was too long ago.
    pub(crate) fn state_at(&self, number: u64) -> Result<&State, ChainError> {
        if number == self.number() {
            return Ok(&self.state);
        }
        self.kept(number).map(|kept| &kept.after)
    }

    /// State the first transaction of the block at `number` ran on.
    ///
    /// # Errors
    /// As [`Self::state_at`].
    pub(crate) fn state_before(&self, number: u64) -> Result<&State, ChainError> {
        self.kept(number).map(|kept| &kept.before)
    }

    fn kept(&self, number: u64) -> Result<&Arc<Kept>, ChainError> {
        self.block(number).ok_or(ChainError::UnknownBlock)?;
        self.kept
            .get(&number)
            .ok_or_else(|| ChainError::StateDropped {
                number,
                oldest: self.kept.get_min().map_or(0, |(oldest, _)| *oldest),
            })
    }

    /// Nonce the next transaction of `sender` needs, counting those that wait in a row.
    pub(crate) fn pending_nonce(&self, sender: Address) -> u64 {
        self.queue
            .next_gap(sender, self.state.world().info(sender).nonce)
    }

    /// The header of the block that would be made now.
    pub(crate) fn draft(&self) -> Draft {
        let parent = self.latest();
        let timestamp = self.clock.next_timestamp(parent.timestamp());
        Draft {
            number: parent.number().saturating_add(1),
            parent_hash: parent.hash(),
            timestamp,
            l1_number: self.clock.l1_number(timestamp),
            base_fee: self.base_fee,
            arbos_version: self.arbos_version,
            coinbase: self.coinbase,
        }
    }

    /// The chain as it was `depth` blocks ago. What waits stays, time goes on.
    ///
    /// # Errors
    /// [`ChainError::TooDeep`], or [`ChainError::StateDropped`] if that was too long ago.
    pub(super) fn back(&self, depth: u64) -> Result<Self, ChainError> {
        let number = self.number();
        let target = number
            .checked_sub(depth)
            .ok_or(ChainError::TooDeep { depth, number })?;
        let mut earlier = self.clone();
        earlier.state = self.state_at(target)?.clone();
        for number in target.saturating_add(1)..=number {
            if let Some(block) = self.block(number) {
                earlier.numbers.remove(&block.hash());
                for mined in &block.transactions {
                    earlier.places.remove(mined.tx.hash());
                }
            }
            earlier.kept.remove(&number);
        }
        let kept = usize::try_from(target.saturating_add(1)).unwrap_or(usize::MAX);
        earlier.blocks = self.blocks.take(kept);
        Ok(earlier)
    }

    /// Appends `block`, which led from `before` to the current state, and drops states more than `history` blocks old.
    pub(crate) fn push(&mut self, before: State, block: Block, history: u64) {
        self.index(&block);
        let number = block.number();
        self.clock.block_made(block.timestamp());
        self.blocks.push_back(Arc::new(block));
        let after = self.state.clone();
        self.kept.insert(number, Arc::new(Kept { before, after }));
        if let Some(expired) = number.checked_sub(history.max(1)) {
            self.kept.remove(&expired);
        }
    }

    /// Notes where `block` and its transactions are.
    fn index(&mut self, block: &Block) {
        let number = block.number();
        for (index, mined) in block.transactions.iter().enumerate() {
            let place = Place {
                block: number,
                index,
            };
            self.places.insert(*mined.tx.hash(), place);
        }
        self.numbers.insert(block.hash(), number);
    }
}
