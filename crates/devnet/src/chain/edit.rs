//! Development calls: set anything, go back to any moment.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use revm::state::Bytecode;

use super::Chain;
use super::error::ChainError;
use super::head::Head;

impl Chain {
    /// Remembers the chain as it is and returns a number to [`Self::revert`] to.
    pub(crate) fn snapshot(&self) -> u64 {
        let mut writer = self.writer();
        let id = writer.next_snapshot;
        writer.next_snapshot = id.saturating_add(1);
        writer.snapshots.insert(id, self.head());
        id
    }

    /// The snapshots there are, each with the number and hash of its newest block.
    pub(crate) fn snapshots(&self) -> BTreeMap<U64, (u64, B256)> {
        let writer = self.writer();
        let snapshots = writer.snapshots.iter();
        snapshots
            .map(|(id, head)| {
                let latest = head.latest();
                (U64::from(*id), (latest.number(), latest.hash()))
            })
            .collect()
    }

    /// Goes back to snapshot `id`, which is used up by this as are all later ones; tells whether there was one.
    pub(crate) fn revert(&self, id: u64) -> bool {
        let mut writer = self.writer();
        let mut later = writer.snapshots.split_off(&id);
        match later.remove(&id) {
            Some(head) => {
                self.publish(Head::clone(&head));
                true
            }
            None => {
                // An unknown number must not cost the caller the snapshots it has.
                writer.snapshots.append(&mut later);
                false
            }
        }
    }

    /// Back to the genesis block: snapshots, waiting transactions and impersonations are forgotten.
    pub(crate) fn reset(&self) {
        let mut writer = self.writer();
        writer.snapshots.clear();
        writer.impersonated.clear();
        writer.impersonate_all = false;
        self.replace(self.genesis.clone());
    }

    /// Takes back the newest `depth` blocks.
    ///
    /// # Errors
    /// [`ChainError::TooDeep`], or [`ChainError::StateDropped`] if that was too long ago.
    pub(crate) fn roll_back(&self, depth: u64) -> Result<(), ChainError> {
        let _writer = self.writer();
        self.replace(self.head().back(depth)?);
        Ok(())
    }

    /// Adds to a balance.
    pub(crate) fn add_balance(&self, address: Address, amount: U256) {
        self.edit(|head| {
            let balance = head.state.world().info(address).balance;
            head.state
                .set_balance(address, balance.saturating_add(amount));
        });
    }

    /// Makes `address` the maker of the blocks to come.
    pub(crate) fn set_coinbase(&self, address: Address) {
        self.edit(|head| head.coinbase = address);
    }

    /// Puts the timestamps of the blocks to come `seconds` apart, or lets the clock decide; tells whether it did not before.
    pub(crate) fn set_timestamp_interval(&self, seconds: Option<u64>) -> bool {
        self.edit(|head| head.clock.set_interval(seconds))
    }

    /// Removes the waiting transactions of `sender`.
    pub(crate) fn drop_sender(&self, sender: Address) {
        self.edit(|head| head.queue.drop_sender(sender));
    }

    /// Sets a balance.
    pub(crate) fn set_balance(&self, address: Address, balance: U256) {
        self.edit(|head| head.state.set_balance(address, balance));
    }

    /// Sets a nonce.
    pub(crate) fn set_nonce(&self, address: Address, nonce: u64) {
        self.edit(|head| head.state.set_nonce(address, nonce));
    }

    /// Sets an account's code.
    pub(crate) fn set_code(&self, address: Address, code: Bytes) {
        let code =
            Bytecode::new_raw_checked(code.clone()).unwrap_or_else(|_| Bytecode::new_legacy(code));
        self.edit(|head| head.state.set_code(address, code));
    }

    /// Sets a storage slot.
    pub(crate) fn set_storage_at(&self, address: Address, slot: U256, value: B256) {
        self.edit(|head| {
            head.state
                .set_slot(address, slot, U256::from_be_bytes(value.0))
        });
    }

    /// Moves time forward; returns the clock's whole shift in seconds.
    pub(crate) fn increase_time(&self, seconds: u64) -> i64 {
        self.edit(|head| head.clock.increase(seconds))
    }

    /// Sets the clock; returns its whole shift in seconds.
    ///
    /// # Errors
    /// [`ChainError::TimestampInThePast`].
    pub(crate) fn set_time(&self, timestamp: u64) -> Result<i64, ChainError> {
        self.edit(|head| {
            let latest = head.latest().timestamp();
            head.clock.set(timestamp, latest)
        })
    }

    /// Sets the next block's timestamp.
    ///
    /// # Errors
    /// [`ChainError::TimestampInThePast`].
    pub(crate) fn set_next_timestamp(&self, timestamp: u64) -> Result<(), ChainError> {
        self.edit(|head| {
            let latest = head.latest().timestamp();
            head.clock.set_next(timestamp, latest)
        })
    }

    /// Sets the base fee of the blocks to come.
    pub(crate) fn set_base_fee(&self, base_fee: u64) {
        self.edit(|head| head.base_fee = base_fee);
    }

    /// Turns mining on arrival on or off.
    pub(crate) fn set_automine(&self, automine: bool) {
        self.writer().set_automine(automine);
    }

    /// Whether transactions are mined on arrival.
    pub(crate) fn automine(&self) -> bool {
        self.writer().automine
    }

    /// Removes a waiting transaction; tells whether there was one.
    pub(crate) fn drop_transaction(&self, hash: B256) -> bool {
        self.edit(|head| head.queue.drop_hash(hash))
    }

    /// Removes all waiting transactions.
    pub(crate) fn drop_all_transactions(&self) {
        self.edit(|head| head.queue.clear());
    }

    fn edit<T>(&self, change: impl FnOnce(&mut Head) -> T) -> T {
        let _writer = self.writer();
        let mut next = Head::clone(&self.head());
        let value = change(&mut next);
        self.publish(next);
        value
    }
}
