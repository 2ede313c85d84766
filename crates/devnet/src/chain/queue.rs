//! Transactions that are accepted but not mined: out of order, or waiting for `evm_mine`.

use std::collections::BTreeSet;
use std::sync::Arc;

use alloy_consensus::transaction::Recovered;
use alloy_consensus::{Transaction, TxEnvelope};
use alloy_primitives::{Address, B256};

use super::error::ChainError;

/// Most transactions that may wait at once.
const LIMIT: usize = 10_000;

/// Waiting transactions by sender and nonce.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    waiting: imbl::OrdMap<(Address, u64), Waiting>,
    arrivals: u64,
}

/// A waiting transaction.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    /// The transaction and its sender.
    pub(crate) tx: Arc<Recovered<TxEnvelope>>,
    arrival: u64,
}

impl Queue {
    /// Adds `tx` and returns it; one of the same sender and nonce is replaced if `tx` pays at least a tenth more.
    ///
    /// # Errors
    /// [`ChainError::AlreadyKnown`], [`ChainError::Underpriced`] or [`ChainError::QueueFull`].
    pub(crate) fn add(
        &mut self,
        tx: Recovered<TxEnvelope>,
    ) -> Result<Arc<Recovered<TxEnvelope>>, ChainError> {
        let key = (tx.signer(), tx.nonce());
        if let Some(Waiting { tx: known, .. }) = self.waiting.get(&key) {
            if known.hash() == tx.hash() {
                return Err(ChainError::AlreadyKnown);
            }
            let price = known.max_fee_per_gas();
            if tx.max_fee_per_gas() < price.saturating_add(price.div_ceil(10)) {
                return Err(ChainError::Underpriced);
            }
        } else if self.waiting.len() >= LIMIT {
            return Err(ChainError::QueueFull { limit: LIMIT });
        }
        let tx = Arc::new(tx);
        let waiting = Waiting {
            tx: tx.clone(),
            arrival: self.arrivals,
        };
        self.arrivals = self.arrivals.saturating_add(1);
        self.waiting.insert(key, waiting);
        Ok(tx)
    }

    /// Takes out the transaction of `sender` with `nonce`.
    pub(crate) fn take(
        &mut self,
        sender: Address,
        nonce: u64,
    ) -> Option<Arc<Recovered<TxEnvelope>>> {
        self.waiting
            .remove(&(sender, nonce))
            .map(|waiting| waiting.tx)
    }

    /// Every transaction that can be mined if those before it succeed: per sender in a row from its next nonce, senders
    /// interleaved by arrival.
    pub(crate) fn ready(&self, next_nonce: impl Fn(Address) -> u64) -> Vec<(Address, u64)> {
        let mut due: BTreeSet<(u64, Address, u64)> = BTreeSet::new();
        let mut last_sender = None;
        for (sender, _) in self.waiting.keys() {
            if last_sender.replace(*sender) != Some(*sender) {
                due.extend(self.due(*sender, next_nonce(*sender)));
            }
        }
        let mut ready = Vec::new();
        while let Some((_, sender, nonce)) = due.pop_first() {
            ready.push((sender, nonce));
            due.extend(self.due(sender, nonce.saturating_add(1)));
        }
        ready
    }

    fn due(&self, sender: Address, nonce: u64) -> Option<(u64, Address, u64)> {
        let waiting = self.waiting.get(&(sender, nonce))?;
        Some((waiting.arrival, sender, nonce))
    }

    /// The first nonce from `nonce` on that `sender` has no waiting transaction for.
    pub(crate) fn next_gap(&self, sender: Address, nonce: u64) -> u64 {
        let mut next = nonce;
        while self.waiting.contains_key(&(sender, next)) {
            next = next.saturating_add(1);
        }
        next
    }

    /// The waiting transaction of this hash.
    pub(crate) fn find(&self, hash: B256) -> Option<&Arc<Recovered<TxEnvelope>>> {
        self.waiting
            .values()
            .map(|waiting| &waiting.tx)
            .find(|tx| *tx.hash() == hash)
    }

    /// All waiting transactions, by sender and nonce.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Recovered<TxEnvelope>>> {
        self.waiting.values().map(|waiting| &waiting.tx)
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Removes the transaction of this hash and tells whether it was there.
    pub(crate) fn drop_hash(&mut self, hash: B256) -> bool {
        let key = self
            .waiting
            .iter()
            .find(|(_, waiting)| *waiting.tx.hash() == hash)
            .map(|(key, _)| *key);
        key.is_some_and(|key| self.waiting.remove(&key).is_some())
    }

    /// Removes what `sender` has waiting.
    pub(crate) fn drop_sender(&mut self, sender: Address) {
        let theirs: Vec<_> = self
            .waiting
            .keys()
            .filter(|(owner, _)| *owner == sender)
            .copied()
            .collect();
        for key in theirs {
            self.waiting.remove(&key);
        }
    }

    /// Removes every transaction.
    pub(crate) fn clear(&mut self) {
        self.waiting = imbl::OrdMap::new();
    }
}
