//! How many shares there are: those that somebody has, those that fees have made and nobody has collected yet, and those
//! that the management fee makes while time passes.
//!
//! All of it is in one word, which every flow reads and writes anyway, so that accruing costs a flow nothing:
//!
//! ```text
//! management fee bps 2 | accrued at 5 | unclaimed 12 | held 13      (bytes, high first)
//! ```
//!
//! 1. The supply is held + unclaimed + what has accrued since; the sum of all balances is what is held.
//! 2. What accrues is written before any change of the supply or of the rate, so neither is retroactive; accruing often
//!    takes no more than accruing once (`rebalance_math::management_fee_floor`).
//! 3. Accruing never fails and calls nobody: it cannot close the way out. What would not fit is given up.
//! 4. Without a fee the word is the number of shares, as it would be if there were no fees.

use alloy_primitives::{B256, U256};
use rebalance_math::{MAX_FEE_PERIOD_SECONDS, Shares, Weight, management_fee_floor};
use stylus_sdk::prelude::*;

use super::State;
use super::layout;
use crate::Revert;
use crate::abi::IVault;
use crate::dispatch::revert;
use crate::storage::{load, store};

/// The most shares that accounts can have: 2^104 - 1, twenty billion times what a vault begins with.
const HELD_MAX: U256 = U256::from_limbs([u64::MAX, 0xff_ffff_ffff, 0, 0]);
/// The most shares that can be unclaimed: 2^96 - 1.
const UNCLAIMED_MAX: U256 = U256::from_limbs([u64::MAX, 0xffff_ffff, 0, 0]);

/// The word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supply {
    /// Annual rate of the management fee.
    pub management_bps: u16,
    /// Until when it has accrued; means nothing while there is none.
    pub accrued_at: u64,
    /// Fee shares that nobody has yet.
    pub unclaimed: U256,
    /// The sum of all balances.
    pub held: U256,
}

impl Supply {
    pub(super) fn from_word(word: B256) -> Self {
        let [r0, r1, t0, t1, t2, t3, t4, rest @ ..] = word.0;
        let (unclaimed, held) = rest.split_at(12);
        Self {
            management_bps: u16::from_be_bytes([r0, r1]),
            accrued_at: u64::from_be_bytes([0, 0, 0, t0, t1, t2, t3, t4]),
            unclaimed: U256::from_be_slice(unclaimed),
            held: U256::from_be_slice(held),
        }
    }

    /// Both numbers of shares are within their limits.
    pub(super) fn to_word(self) -> B256 {
        let [_, _, _, t0, t1, t2, t3, t4] = self.accrued_at.to_be_bytes();
        let [r0, r1] = self.management_bps.to_be_bytes();
        let mut word = [0; 32];
        if let Some(high) = word.first_chunk_mut() {
            *high = [r0, r1, t0, t1, t2, t3, t4];
        }
        let numbers = self.unclaimed.wrapping_shl(104) | self.held;
        for (to, from) in word.iter_mut().zip(numbers.to_be_bytes::<32>()).skip(7) {
            *to = from;
        }
        word.into()
    }

    /// Everything there is at `now`.
    #[must_use]
    pub fn total(&self, now: u64) -> Shares {
        let Self {
            unclaimed, held, ..
        } = self.accrued(now);
        Shares::new(held.saturating_add(unclaimed))
    }

    /// The word at `now`.
    #[must_use]
    pub fn accrued(self, now: u64) -> Self {
        if self.management_bps == 0 {
            return self;
        }
        let last = self.accrued_at;
        let until = now.clamp(last, last.saturating_add(MAX_FEE_PERIOD_SECONDS));
        let total = Shares::new(self.held.saturating_add(self.unclaimed));
        let rate = Weight::from_bps(self.management_bps);
        Self {
            accrued_at: now.max(last),
            ..match management_fee_floor(total, rate, last, until) {
                Ok(fee) => self.with_unclaimed(fee),
                // Not reached: rate, order and period are within the limits. Nothing is the holders' side of it.
                Err(_) => self,
            }
        }
    }

    /// With more unclaimed shares, as far as they fit.
    #[must_use]
    pub fn with_unclaimed(self, fee: Shares) -> Self {
        Self {
            unclaimed: self.unclaimed.saturating_add(fee.raw()).min(UNCLAIMED_MAX),
            ..self
        }
    }
}

impl State {
    /// The word as it is at this moment: what has accrued is in it, written or not.
    #[must_use]
    pub fn supply_word(&self) -> Supply {
        let supply = Supply::from_word(load(&layout::SUPPLY));
        if supply.management_bps == 0 {
            supply
        } else {
            supply.accrued(self.vm.block_timestamp())
        }
    }

    /// Number of shares, unclaimed and accrued ones among them.
    #[must_use]
    pub fn supply(&self) -> Shares {
        let Supply {
            unclaimed, held, ..
        } = self.supply_word();
        Shares::new(held.saturating_add(unclaimed))
    }

    /// Writes the word.
    ///
    /// # Errors
    /// `SupplyAboveMaximum`.
    pub fn set_supply(&mut self, supply: Supply) -> Result<(), Revert> {
        if supply.held > HELD_MAX {
            return Err(revert(IVault::SupplyAboveMaximum {
                supply: supply.held,
                maximum: HELD_MAX,
            }));
        }
        store(&layout::SUPPLY, &supply.to_word());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const YEAR: u64 = 31_536_000;

    fn supply(management_bps: u16, held: u64, unclaimed: u64) -> Supply {
        Supply {
            management_bps,
            accrued_at: 1_000,
            unclaimed: U256::from(unclaimed),
            held: U256::from(held),
        }
    }

    #[test]
    fn to_word_has_the_documented_layout() {
        let supply = Supply {
            management_bps: 0x0102,
            accrued_at: 0x03_0405_0607,
            unclaimed: UNCLAIMED_MAX,
            held: U256::from(0x2a),
        };
        let mut expected = [0; 32];
        expected[..7].copy_from_slice(&[1, 2, 3, 4, 5, 6, 7]);
        expected[7..19].fill(0xff);
        expected[31] = 0x2a;
        assert_eq!(supply.to_word().0, expected);
        // Without fees it is the plain number.
        let plain = Supply {
            management_bps: 0,
            accrued_at: 0,
            unclaimed: U256::ZERO,
            held: HELD_MAX,
        };
        assert_eq!(plain.to_word(), B256::from(HELD_MAX));
        assert_eq!(HELD_MAX, (U256::ONE << 104) - U256::ONE);
        assert_eq!(UNCLAIMED_MAX, (U256::ONE << 96) - U256::ONE);
    }

    /// 5 % a year of 900 held and 100 unclaimed, after a year: 1,000 * 0.05 / 0.95 = 52.63.
    #[test]
    fn accrued_makes_what_the_rate_says_of_all_shares() {
        let after = supply(500, 900, 100).accrued(1_000 + YEAR);
        assert_eq!(after.unclaimed, U256::from(152));
        assert_eq!(after.held, U256::from(900));
        assert_eq!(after.accrued_at, 1_000 + YEAR);
        assert_eq!(
            supply(500, 900, 100).total(1_000 + YEAR).raw(),
            U256::from(1_052)
        );
    }

    #[test]
    fn accrued_changes_nothing_without_a_fee_and_never_fails() {
        assert_eq!(supply(0, 900, 0).accrued(u64::MAX >> 24), supply(0, 900, 0));
        // A clock that stands still or goes back, and a thousand years: ten years' fee at most.
        assert_eq!(supply(500, 900, 100).accrued(1_000), supply(500, 900, 100));
        assert_eq!(supply(500, 900, 100).accrued(1), supply(500, 900, 100));
        let ten = supply(500, 900, 100).accrued(1_000 + 10 * YEAR).unclaimed;
        assert_eq!(
            supply(500, 900, 100)
                .accrued(1_000 + 1_000 * YEAR)
                .unclaimed,
            ten
        );
        let full = Supply {
            unclaimed: UNCLAIMED_MAX,
            held: HELD_MAX,
            ..supply(500, 0, 0)
        };
        assert_eq!(full.accrued(1_000 + YEAR).unclaimed, UNCLAIMED_MAX);
    }

    proptest! {
        #[test]
        fn prop_from_word_inverts_to_word(management_bps: u16, accrued_at in 0..1_u64 << 40, unclaimed: [u64; 2], held: [u64; 2]) {
            let number = |[low, high]: [u64; 2]| U256::from_limbs([low, high, 0, 0]);
            let supply = Supply {
                management_bps,
                accrued_at,
                unclaimed: number(unclaimed) & UNCLAIMED_MAX,
                held: number(held) & HELD_MAX,
            };
            prop_assert_eq!(Supply::from_word(supply.to_word()), supply);
        }

        #[test]
        fn prop_accruing_often_takes_no_more_than_accruing_once(
            rate in 0_u16..=500, held: u64, waits in proptest::collection::vec(0_u64..YEAR, 1..20),
        ) {
            let mut often = supply(rate, held, 0);
            let mut now = often.accrued_at;
            for wait in waits {
                now += wait;
                often = often.accrued(now);
            }
            let once = supply(rate, held, 0).accrued(now);
            prop_assert!(often.unclaimed <= once.unclaimed);
        }
    }
}
