//! The storage cache of one program frame.
//!
//! Reads and writes go to the cache; only an explicit flush reaches the journal. A slot is dirty while its value differs
//! from the value known to be in the trie; a blind write knows nothing, so it is always flushed. The access counters
//! belong to the frame and never reset, not even when the cache is cleared.

use std::collections::BTreeMap;

use alloy_primitives::B256;

/// Accesses up to the first bound are free, up to the second they cost the middle fee, then the last.
struct Fees {
    free: u64,
    cheap: u64,
    cheap_gas: u64,
    full_gas: u64,
}

const READ: Fees = Fees {
    free: 32,
    cheap: 128,
    cheap_gas: 2,
    full_gas: 10,
};

const WRITE: Fees = Fees {
    free: 8,
    cheap: 64,
    cheap_gas: 7,
    full_gas: 10,
};

impl Fees {
    fn of(&self, nth: u64) -> u64 {
        if nth <= self.free {
            0
        } else if nth <= self.cheap {
            self.cheap_gas
        } else {
            self.full_gas
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    value: B256,
    known: Option<B256>,
}

/// Values read or written by one frame.
#[derive(Debug, Default)]
pub(crate) struct StorageCache {
    slots: BTreeMap<B256, Slot>,
    reads: u64,
    writes: u64,
}

impl StorageCache {
    /// Counts a read and returns its fee in gas.
    pub(crate) fn read_fee(&mut self) -> u64 {
        self.reads = self.reads.saturating_add(1);
        READ.of(self.reads)
    }

    /// Counts a write and returns its fee in gas.
    pub(crate) fn write_fee(&mut self) -> u64 {
        self.writes = self.writes.saturating_add(1);
        WRITE.of(self.writes)
    }

    /// The cached value of `key`, if there is one.
    pub(crate) fn get(&self, key: &B256) -> Option<B256> {
        self.slots.get(key).map(|slot| slot.value)
    }

    /// Remembers what the trie holds at `key`.
    pub(crate) fn learn(&mut self, key: B256, value: B256) {
        self.slots.insert(
            key,
            Slot {
                value,
                known: Some(value),
            },
        );
    }

    /// Sets `key` without touching the trie.
    pub(crate) fn set(&mut self, key: B256, value: B256) {
        self.slots
            .entry(key)
            .and_modify(|slot| slot.value = value)
            .or_insert(Slot { value, known: None });
    }

    /// Takes the dirty slots, now considered written; with `clear` the cache forgets everything else too.
    pub(crate) fn take_dirty(&mut self, clear: bool) -> Vec<(B256, B256)> {
        let mut dirty = Vec::new();
        for (key, slot) in &mut self.slots {
            if slot.known != Some(slot.value) {
                slot.known = Some(slot.value);
                dirty.push((*key, slot.value));
            }
        }
        if clear {
            self.slots.clear();
        }
        dirty
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(byte: u8) -> B256 {
        B256::repeat_byte(byte)
    }

    #[test]
    fn take_dirty_returns_a_blind_write_even_if_the_trie_may_hold_it() {
        let mut cache = StorageCache::default();
        cache.set(word(1), word(9));
        assert_eq!(cache.take_dirty(false), vec![(word(1), word(9))]);
        assert!(cache.take_dirty(false).is_empty());
    }

    #[test]
    fn take_dirty_is_empty_when_a_known_value_is_written_back() {
        let mut cache = StorageCache::default();
        cache.learn(word(1), word(9));
        cache.set(word(1), word(8));
        cache.set(word(1), word(9));
        assert!(cache.take_dirty(true).is_empty());
        assert_eq!(cache.get(&word(1)), None);
    }

    #[test]
    fn fees_step_up_at_the_33rd_and_129th_read_and_the_9th_and_65th_write() {
        let mut cache = StorageCache::default();
        let reads: Vec<u64> = (0..129).map(|_| cache.read_fee()).collect();
        assert_eq!(
            [reads[31], reads[32], reads[127], reads[128]],
            [0, 2, 2, 10]
        );
        let writes: Vec<u64> = (0..65).map(|_| cache.write_fee()).collect();
        assert_eq!(
            [writes[7], writes[8], writes[63], writes[64]],
            [0, 7, 7, 10]
        );
    }
}
