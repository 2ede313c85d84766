//! The block-local list of recently called programs, which ArbOS 60 charges at the cached price.

use std::collections::VecDeque;

use alloy_primitives::B256;

/// Least-recently-used code hashes of the programs called in one block.
///
/// The caller owns one per block and passes it to every transaction of that block; it is not journaled, so a reverted
/// call still makes the next one cheaper. `eth_call` starts with an empty one.
#[derive(Clone, Debug, Default)]
pub struct RecentPrograms {
    // Newest last. The list is at most a few dozen entries long, so a scan beats a map.
    order: VecDeque<B256>,
}

impl RecentPrograms {
    /// Notes a call of `code_hash` and tells whether it was in the list; keeps the newest `capacity` entries.
    pub(crate) fn touch(&mut self, code_hash: B256, capacity: u16) -> bool {
        let position = self.order.iter().position(|known| *known == code_hash);
        if let Some(position) = position {
            self.order.remove(position);
        }
        self.order.push_back(code_hash);
        while self.order.len() > usize::from(capacity) {
            self.order.pop_front();
        }
        position.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touch_forgets_the_oldest_when_the_list_is_full() {
        let hash = |byte| B256::repeat_byte(byte);
        let mut recent = RecentPrograms::default();
        assert!(!recent.touch(hash(1), 2));
        assert!(!recent.touch(hash(2), 2));
        assert!(recent.touch(hash(1), 2));
        assert!(!recent.touch(hash(3), 2));
        assert!(!recent.touch(hash(2), 2));
    }
}
