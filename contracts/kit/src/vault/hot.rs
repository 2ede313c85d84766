//! The word that every flow reads.

use alloy_primitives::B256;
use rebalance_math::portfolio::LossLevels;

use crate::codec::word;

const FIVES: u64 = 0xff_ffff_ffff;
const PAUSED: u8 = 1;
const KEEPERS_ONLY: u8 = 2;

/// What is in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hot {
    /// Which of the contracts that the vault has made is its constitution, counted from one; zero until it is
    /// initialised.
    pub constitution: u16,
    /// How full the loss budgets were left, in parts of NAV of 1e-10.
    pub levels: LossLevels,
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
    /// By limbs, and nothing is cut: every field is masked to its width.
    pub(super) fn from_word(word: B256) -> Self {
        let [low, mid, high, top] = word::number(&word.0).into_limbs();
        let flags = low & 0xff;
        Self {
            constitution: ((top >> 24) & 0xffff).try_into().unwrap_or_default(),
            levels: LossLevels {
                window: (top & FIVES >> 16) << 16 | high >> 48,
                fuse: high >> 8 & FIVES,
                at: (high & 0xff) << 32 | mid >> 32,
            },
            last_rebalanced_at: (mid & 0xffff_ffff) << 8 | low >> 56,
            epoch: low >> 16 & FIVES,
            asset_count: ((low >> 8) & 0xff).try_into().unwrap_or_default(),
            is_paused: flags & u64::from(PAUSED) != 0,
            keepers_only: flags & u64::from(KEEPERS_ONLY) != 0,
        }
    }

    /// Five bytes hold timestamps for 34,000 years, more rebalances than there are seconds in them, and a hundred times
    /// the whole of NAV in parts of 1e-10.
    pub(super) fn to_word(self) -> B256 {
        let LossLevels { window, fuse, at } = self.levels;
        let mut word = [0; 32];
        let [_, _, _, n0, n1, fives @ .., asset_count, flags] = &mut word;
        [*n0, *n1] = self.constitution.to_be_bytes();
        let numbers = [window, fuse, at, self.last_rebalanced_at, self.epoch];
        let (fives, _) = fives.as_chunks_mut::<5>();
        for (five, number) in fives.iter_mut().zip(numbers) {
            let [_, _, _, low @ ..] = number.to_be_bytes();
            *five = low;
        }
        *asset_count = self.asset_count;
        let paused = if self.is_paused { PAUSED } else { 0 };
        let keepers_only = if self.keepers_only { KEEPERS_ONLY } else { 0 };
        *flags = paused | keepers_only;
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
            constitution: 0xc2c3,
            levels: LossLevels {
                window: 0x11_1213_1415,
                fuse: 0x21_2223_2425,
                at: 0x31_3233_3435,
            },
            last_rebalanced_at: 0x01_0203_0405,
            epoch: 0x0a_0b0c_0d0e,
            asset_count: 32,
            is_paused: true,
            keepers_only: false,
        };
        let mut expected = [
            0, 0, 0, 0xc2, 0xc3, 0x11, 0x12, 0x13, 0x14, 0x15, 0x21, 0x22, 0x23, 0x24, 0x25, 0x31,
            0x32, 0x33, 0x34, 0x35, 1, 2, 3, 4, 5, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 32, 1,
        ];
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
        fn prop_from_word_inverts_to_word(constitution: u16, numbers in proptest::array::uniform5(0..1_u64 << 40), asset_count: u8, is_paused: bool, keepers_only: bool) {
            let [window, fuse, at, last_rebalanced_at, epoch] = numbers;
            let levels = LossLevels { window, fuse, at };
            let hot = Hot { constitution, levels, last_rebalanced_at, epoch, asset_count, is_paused, keepers_only };
            prop_assert_eq!(Hot::from_word(hot.to_word()), hot);
        }
    }
}
