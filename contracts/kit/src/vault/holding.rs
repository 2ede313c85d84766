//! What one account holds: its shares, and those of them that are held back since a priced deposit.
//!
//! All of it is one word, so holding back costs no further access: `until u40 | locked u104 | balance u112`.

use alloy_primitives::{B256, U256};

use crate::codec::word;

/// The most shares there can be, 5e15 whole ones: a balance has 112 bits.
pub const SUPPLY_MAX: U256 = U256::from_limbs([u64::MAX, 0xffff_ffff_ffff, 0, 0]);
/// The most shares of an account that can be held back, 2e13 whole ones: a lot has 104 bits.
pub const LOT_MAX: U256 = U256::from_limbs([u64::MAX, 0xff_ffff_ffff, 0, 0]);

/// The shares of one account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// All of them, at most [`SUPPLY_MAX`].
    pub balance: U256,
    /// Those held back while the lot runs, at most [`LOT_MAX`] and at most the balance.
    pub locked: U256,
    /// First timestamp at which they are free.
    pub until: u64,
}

impl Holding {
    /// What is held back at a moment, and until when; zeros when nothing is.
    #[must_use]
    pub const fn running(&self, now: u64) -> (U256, u64) {
        if now < self.until {
            (self.locked, self.until)
        } else {
            (U256::ZERO, 0)
        }
    }

    pub(super) fn from_word(word: B256) -> Self {
        let [l0, l1, l2, l3] = word::number(&word.0).into_limbs();
        Self {
            balance: U256::from_limbs([l0, l1 & 0xffff_ffff_ffff, 0, 0]),
            locked: U256::from_limbs([
                (l1 >> 48) | (l2 << 16),
                (l2 >> 48) | ((l3 & 0xff_ffff) << 16),
                0,
                0,
            ]),
            until: l3 >> 24,
        }
    }

    /// The parts are within their limits.
    pub(super) fn to_word(self) -> B256 {
        let [b0, b1, ..] = self.balance.into_limbs();
        let [k0, k1, ..] = self.locked.into_limbs();
        word::of(U256::from_limbs([
            b0,
            b1 | (k0 << 48),
            (k0 >> 16) | (k1 << 48),
            (k1 >> 16) | (self.until << 24),
        ]))
        .into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn to_word_has_the_documented_layout() {
        let holding = Holding {
            balance: U256::from(0x0102),
            locked: U256::from(0x0304),
            until: 0x0506,
        };
        let mut expected = [0; 32];
        expected[3..5].copy_from_slice(&[5, 6]);
        expected[16..18].copy_from_slice(&[3, 4]);
        expected[30..].copy_from_slice(&[1, 2]);
        assert_eq!(holding.to_word().0, expected);
        let full = Holding {
            balance: SUPPLY_MAX,
            locked: LOT_MAX,
            until: (1 << 40) - 1,
        };
        assert_eq!(full.to_word(), B256::repeat_byte(0xff));
        assert_eq!(SUPPLY_MAX, (U256::ONE << 112) - U256::ONE);
        assert_eq!(LOT_MAX, (U256::ONE << 104) - U256::ONE);
    }

    #[test]
    fn running_ends_with_the_first_free_second() {
        let holding = Holding {
            balance: U256::from(9),
            locked: U256::from(4),
            until: 100,
        };
        assert_eq!(holding.running(99), (U256::from(4), 100));
        assert_eq!(holding.running(100), (U256::ZERO, 0));
    }

    proptest! {
        #[test]
        fn prop_from_word_inverts_to_word_and_the_other_way_round(bytes: [u8; 32]) {
            let word = B256::from(bytes);
            let holding = Holding::from_word(word);
            prop_assert_eq!(holding.to_word(), word);
            prop_assert!(holding.balance <= SUPPLY_MAX && holding.locked <= LOT_MAX && holding.until < 1 << 40);
        }
    }
}
