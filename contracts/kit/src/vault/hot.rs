//! The word that every flow reads.

use alloy_primitives::{Address, B256};

const PAUSED: u8 = 1;
const KEEPERS_ONLY: u8 = 2;

/// What is in it.
#[derive(Clone, Copy)]
pub struct Hot {
    /// Where the constitution is; zero until the vault is initialised.
    pub constitution: Address,
    /// Timestamp of the last rebalance; zero before the first.
    pub last_rebalanced_at: u64,
    /// Number of rebalances.
    pub epoch: u64,
    /// Number of constituents.
    pub asset_count: u8,
    /// Whether flows of one asset and rebalances are stopped, unless the pause has ended by itself.
    pub is_paused: bool,
    /// Whether only keepers may rebalance.
    pub keepers_only: bool,
}

impl Hot {
    pub(super) fn from_word(word: B256) -> Self {
        let [
            constitution @ ..,
            t0,
            t1,
            t2,
            t3,
            t4,
            e0,
            e1,
            e2,
            e3,
            e4,
            asset_count,
            flags,
        ] = word.0;
        Self {
            constitution: Address::new(constitution),
            last_rebalanced_at: u64::from_be_bytes([0, 0, 0, t0, t1, t2, t3, t4]),
            epoch: u64::from_be_bytes([0, 0, 0, e0, e1, e2, e3, e4]),
            asset_count,
            is_paused: flags & PAUSED != 0,
            keepers_only: flags & KEEPERS_ONLY != 0,
        }
    }

    /// Five bytes hold timestamps for 34,000 years, and more rebalances than there are seconds in them.
    pub(super) fn to_word(self) -> B256 {
        let [_, _, _, t0, t1, t2, t3, t4] = self.last_rebalanced_at.to_be_bytes();
        let [_, _, _, e0, e1, e2, e3, e4] = self.epoch.to_be_bytes();
        let paused = if self.is_paused { PAUSED } else { 0 };
        let keepers_only = if self.keepers_only { KEEPERS_ONLY } else { 0 };
        let flags = paused | keepers_only;
        let mut word = [0; 32];
        if let Some(high) = word.first_chunk_mut() {
            *high = self.constitution.into_array();
        }
        if let Some(low) = word.last_chunk_mut() {
            *low = [
                t0,
                t1,
                t2,
                t3,
                t4,
                e0,
                e1,
                e2,
                e3,
                e4,
                self.asset_count,
                flags,
            ];
        }
        word.into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn to_word_has_the_documented_layout() {
        let hot = Hot {
            constitution: Address::repeat_byte(0xcc),
            last_rebalanced_at: 0x01_0203_0405,
            epoch: 0x0a_0b0c_0d0e,
            asset_count: 32,
            is_paused: true,
            keepers_only: false,
        };
        let mut expected = [0xcc; 32];
        expected[20..].copy_from_slice(&[1, 2, 3, 4, 5, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 32, 1]);
        assert_eq!(hot.to_word().0, expected);
        expected[31] = 2;
        let hot = Hot {
            is_paused: false,
            keepers_only: true,
            ..hot
        };
        assert_eq!(hot.to_word().0, expected);
    }

    proptest! {
        #[test]
        fn prop_from_word_inverts_to_word(constitution: [u8; 20], last in 0..1_u64 << 40, epoch in 0..1_u64 << 40, asset_count: u8, is_paused: bool, keepers_only: bool) {
            let hot = Hot { constitution: constitution.into(), last_rebalanced_at: last, epoch, asset_count, is_paused, keepers_only };
            let read = Hot::from_word(hot.to_word());
            prop_assert_eq!(read.constitution, hot.constitution);
            prop_assert_eq!(read.last_rebalanced_at, last);
            prop_assert_eq!(read.epoch, epoch);
            prop_assert_eq!(read.asset_count, asset_count);
            prop_assert_eq!(read.is_paused, is_paused);
            prop_assert_eq!(read.keepers_only, keepers_only);
        }
    }
}
