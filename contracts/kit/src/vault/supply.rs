//! How many shares there are: those that accounts have, those that fees made and nobody has collected yet, and those that
//! the management fee makes while time passes.
//!
//! All of it is one word, which every flow reads and writes anyway, so accruing costs no further access:
//! `performance fee? u1 | management fee bps u11 | accrued at u36 | unclaimed u96 | total u112`.
//!
//! 1. The total is the sum of all balances and of the unclaimed shares.
//! 2. What has accrued is in every word that is read, so in whatever is computed from it and written back: nothing that
//!    changes the supply or a rate reaches back in time, and somebody who accrues just before a flow changes nothing.
//! 3. Accruing often takes no more than accruing once (`rebalance_math::portfolio::management_fee_floor`).
//! 4. Accruing never fails and calls nobody, so it cannot close the way out. What would not fit is given up.
//! 5. Without fees the word is the number of shares.

use alloy_primitives::{B256, U256};
use rebalance_math::portfolio::{MAX_FEE_PERIOD_SECONDS, SECONDS_PER_YEAR};
use rebalance_math::{Shares, mul_div_floor};
use stylus_sdk::prelude::*;

use super::State;
use super::holding::SUPPLY_MAX;
use super::layout;
use crate::codec::word;
use crate::storage::{load, store};

/// The most shares that can be unclaimed, 8e10 whole ones: they have 96 bits.
pub const UNCLAIMED_MAX: U256 = U256::from_limbs([u64::MAX, 0xffff_ffff, 0, 0]);
/// All of a year, in units of the product of a rate and a time.
const WHOLE: u64 = 10_000 * SECONDS_PER_YEAR;
const TOTAL_BITS: usize = 112;
const TIME_SHIFT: u32 = 16;
const TIME_MASK: u64 = 0xf_ffff_ffff;
const RATE_SHIFT: u32 = 52;
const RATE_MASK: u64 = 0x7ff;
const PERFORMANCE: u64 = 1 << 63;

/// The word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Supply(U256);

impl Supply {
    /// All shares, at most [`SUPPLY_MAX`].
    #[must_use]
    pub const fn total(self) -> Shares {
        let [low, high, ..] = self.0.into_limbs();
        Shares::new(U256::from_limbs([low, high & 0xffff_ffff_ffff, 0, 0]))
    }

    /// Fee shares that nobody has yet, at most [`UNCLAIMED_MAX`].
    #[must_use]
    pub fn unclaimed(self) -> U256 {
        self.0.wrapping_shr(TOTAL_BITS) & UNCLAIMED_MAX
    }

    /// The management fee, a year: at most 500 by law.
    #[must_use]
    pub const fn management_bps(self) -> u64 {
        (self.settings() >> RATE_SHIFT) & RATE_MASK
    }

    /// Whether there is a performance fee. The rest of it is only read where there is.
    #[must_use]
    pub const fn has_performance(self) -> bool {
        self.settings() & PERFORMANCE != 0
    }

    /// Until when the management fee has accrued, before the year 4147; means nothing while there is none.
    #[must_use]
    pub const fn accrued_at(self) -> u64 {
        (self.settings() >> TIME_SHIFT) & TIME_MASK
    }

    const fn settings(self) -> u64 {
        let [_, _, _, settings] = self.0.into_limbs();
        settings
    }

    /// With more shares in balances; the caller has checked that they fit.
    #[must_use]
    pub const fn minted(self, shares: U256) -> Self {
        Self(self.0.wrapping_add(shares))
    }

    /// With fewer shares in balances; the caller had them.
    #[must_use]
    pub const fn burnt(self, shares: U256) -> Self {
        Self(self.0.wrapping_sub(shares))
    }

    /// With all fee shares in balances; the caller gives them to somebody.
    #[must_use]
    pub fn collected(self) -> Self {
        Self(
            self.0
                .wrapping_sub(self.unclaimed().wrapping_shl(TOTAL_BITS)),
        )
    }

    /// With more unclaimed shares, as far as they fit.
    #[must_use]
    pub fn with_fee(self, fee: U256) -> Self {
        let fee = fee
            .min(SUPPLY_MAX.wrapping_sub(self.total().raw()))
            .min(UNCLAIMED_MAX.wrapping_sub(self.unclaimed()));
        Self(
            self.0
                .wrapping_add(fee)
                .wrapping_add(fee.wrapping_shl(TOTAL_BITS)),
        )
    }

    /// At other rates, of which the management fee accrues from now on. Without one the time is not kept.
    #[must_use]
    pub fn with_rates(self, management_bps: u16, has_performance: bool, now: u64) -> Self {
        let [l0, l1, l2, settings] = self.0.into_limbs();
        let rate = u64::from(management_bps) << RATE_SHIFT;
        let performance = if has_performance { PERFORMANCE } else { 0 };
        let top = (settings & 0xffff) | rate | performance;
        Self(U256::from_limbs([l0, l1, l2, top])).restarted(now)
    }

    /// With a management fee that accrues from now on.
    #[must_use]
    pub const fn restarted(self, now: u64) -> Self {
        let [l0, l1, l2, settings] = self.0.into_limbs();
        let time = if self.management_bps() == 0 {
            0
        } else {
            now & TIME_MASK
        };
        let top = (settings & !(TIME_MASK << TIME_SHIFT)) | (time << TIME_SHIFT);
        Self(U256::from_limbs([l0, l1, l2, top]))
    }

    /// The word at a later moment: the manager gets the part `x = rate * time` of all shares afterwards, `S * x / (1 - x)`,
    /// rounded down. Who leaves a vault alone for longer than ten years pays for ten.
    #[inline(never)]
    #[must_use]
    pub fn accrued(self, now: u64) -> Self {
        let elapsed = now.saturating_sub(self.accrued_at());
        let part = self
            .management_bps()
            .saturating_mul(elapsed.min(MAX_FEE_PERIOD_SECONDS));
        if part == 0 {
            return self;
        }
        let rest = U256::from(WHOLE.saturating_sub(part));
        // By law the part is at most half, so there is a rest; nothing would be the holders' side of it.
        let fee = mul_div_floor(self.total().raw(), U256::from(part), rest).unwrap_or(U256::ZERO);
        self.with_fee(fee).restarted(now)
    }
}

impl State {
    /// The word as it is at this moment: what has accrued is in it, written or not.
    #[inline(never)]
    #[must_use]
    pub fn supply_word(&self) -> Supply {
        let supply = self.stored_supply();
        if supply.management_bps() == 0 {
            return supply;
        }
        supply.accrued(self.vm.block_timestamp())
    }

    /// The word as it was written. On no shares nothing accrues.
    #[must_use]
    pub fn stored_supply(&self) -> Supply {
        Supply(word::number(&load(&layout::SUPPLY).0))
    }

    /// Number of shares, unclaimed ones among them.
    #[must_use]
    pub fn supply(&self) -> Shares {
        self.supply_word().total()
    }

    /// Writes the word.
    pub fn set_supply(&mut self, supply: Supply) {
        store(&layout::SUPPLY, &supply.to_word());
    }
}

impl Supply {
    pub(super) fn to_word(self) -> B256 {
        word::of(self.0).into()
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use rebalance_math::Weight;
    use rebalance_math::portfolio::management_fee_floor;

    use super::*;

    const YEAR: u64 = 31_536_000;
    const BEGUN: u64 = 1_700_000_000;

    fn n(number: u64) -> U256 {
        U256::from(number)
    }

    /// A supply with a management fee that has accrued until [`BEGUN`].
    fn supply(management_bps: u16, held: U256, unclaimed: U256) -> Supply {
        Supply::default()
            .minted(held)
            .with_fee(unclaimed)
            .with_rates(management_bps, false, BEGUN)
    }

    fn held(supply: Supply) -> U256 {
        supply.total().raw() - supply.unclaimed()
    }

    #[test]
    fn to_word_has_the_documented_layout() {
        let supply = supply(0x123, n(0x0708), n(0x0506)).with_rates(0x123, true, 0x4_5678_9abc);
        let mut expected = [0; 32];
        expected[..6].copy_from_slice(&[0x92, 0x34, 0x56, 0x78, 0x9a, 0xbc]);
        expected[16..18].copy_from_slice(&[5, 6]);
        expected[30..].copy_from_slice(&[0x0c, 0x0e]);
        assert_eq!(supply.to_word().0, expected);
        assert_eq!(UNCLAIMED_MAX, (U256::ONE << 96) - U256::ONE);
        // A vault without fees has the plain number.
        let plain = Supply::default().minted(SUPPLY_MAX);
        assert_eq!(plain.to_word(), B256::from(SUPPLY_MAX));
        let ended = supply.collected().with_rates(0, false, BEGUN);
        assert_eq!(ended.to_word(), B256::from(n(0x0c0e)));
    }

    /// 5 % a year of 900 held and 100 unclaimed shares, after a year: 1,000 * 0.05 / 0.95 = 52.63.
    #[test]
    fn accrued_makes_what_the_rate_says_of_all_shares() {
        let after = supply(500, n(900), n(100)).accrued(BEGUN + YEAR);
        assert_eq!(after, supply(500, n(900), n(152)).restarted(BEGUN + YEAR));
        assert_eq!(after.total(), Shares::new(n(1_052)));
        // Twice at one moment is once.
        assert_eq!(after.accrued(BEGUN + YEAR), after);
    }

    #[test]
    fn accrued_is_the_same_word_without_a_fee_or_while_the_clock_stands() {
        let free = supply(0, n(900), n(7));
        assert_eq!(free.accrued((1 << 36) - 1), free);
        let charged = supply(500, n(900), n(7));
        assert_eq!(charged.accrued(BEGUN), charged);
        assert_eq!(charged.accrued(1), charged);
    }

    #[test]
    fn accrued_after_a_thousand_years_is_ten_years_of_fee() {
        let ten = supply(500, n(900), n(100)).accrued(BEGUN + 10 * YEAR);
        // Half of all shares: as many again.
        assert_eq!(ten.unclaimed(), n(1_100));
        let thousand = supply(500, n(900), n(100)).accrued(BEGUN + 1_000 * YEAR);
        assert_eq!(thousand.unclaimed(), ten.unclaimed());
        assert_eq!(thousand.accrued_at(), BEGUN + 1_000 * YEAR);
    }

    #[test]
    fn fees_that_do_not_fit_are_given_up() {
        let full = supply(500, SUPPLY_MAX - n(8), n(3));
        let after = full.accrued(BEGUN + YEAR);
        assert_eq!(after.unclaimed(), n(8));
        assert_eq!(after.total(), Shares::new(SUPPLY_MAX));
        let heap = supply(0, n(900), U256::MAX);
        assert_eq!(heap.unclaimed(), UNCLAIMED_MAX);
        assert_eq!(held(heap), n(900));
    }

    /// What anyone may do to the supply.
    #[derive(Clone, Debug)]
    enum Deed {
        Mint(u64),
        Burn(u64),
        Collect,
        Rate(u16),
        Look,
    }

    fn deed() -> impl Strategy<Value = Deed> {
        prop_oneof![
            (1_u64..1 << 50).prop_map(Deed::Mint),
            (1_u64..1 << 50).prop_map(Deed::Burn),
            Just(Deed::Collect),
            (0_u16..=500).prop_map(Deed::Rate),
            Just(Deed::Look),
        ]
    }

    /// As the vault does it: every word that is changed is one that was read, so accrued.
    fn done(before: Supply, deed: &Deed, now: u64) -> Supply {
        let supply = before.accrued(now);
        match deed {
            Deed::Mint(shares) => supply.minted(n(*shares)),
            Deed::Burn(shares) => supply.burnt(n(*shares).min(held(supply))),
            Deed::Collect => supply.collected(),
            Deed::Rate(bps) => supply.with_rates(*bps, false, now),
            Deed::Look => before,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn prop_each_part_of_the_word_is_changed_alone(
            held_before: u64, unclaimed: u64, bps in 0_u16..2_048, performance: bool, now in 0_u64..1 << 36, shares: u64,
        ) {
            let before = supply(0, n(held_before), n(unclaimed)).with_rates(bps, performance, now);
            let parts = |supply: Supply| (held(supply), supply.unclaimed(), supply.management_bps(), supply.has_performance(), supply.accrued_at());
            let at = if bps == 0 { 0 } else { now };
            let rates = (u64::from(bps), performance, at);
            prop_assert_eq!(parts(before), (n(held_before), n(unclaimed), rates.0, rates.1, rates.2));
            let minted = before.minted(n(shares));
            prop_assert_eq!(parts(minted), (n(held_before) + n(shares), n(unclaimed), rates.0, rates.1, rates.2));
            prop_assert_eq!(minted.burnt(n(shares)), before);
            prop_assert_eq!(parts(before.collected()), (n(held_before) + n(unclaimed), U256::ZERO, rates.0, rates.1, rates.2));
            prop_assert_eq!(parts(before.with_fee(n(shares))), (n(held_before), n(unclaimed) + n(shares), rates.0, rates.1, rates.2));
        }

        /// F1, for any word that storage may hold: what the arithmetic of fees says, as far as it fits.
        #[test]
        fn prop_accrued_is_the_management_fee_and_leaves_the_rest(
            (held, unclaimed) in (any::<[u64; 2]>(), any::<[u64; 2]>()), bps in 0_u16..=500, wait in 0..=MAX_FEE_PERIOD_SECONDS,
        ) {
            let number = |[low, high]: [u64; 2]| U256::from_limbs([low, high, 0, 0]);
            let begun = supply(bps, number(held) & SUPPLY_MAX, number(unclaimed));
            let after = begun.accrued(BEGUN + wait);
            let fee = management_fee_floor(begun.total(), Weight::from_bps(bps), BEGUN, BEGUN + wait).unwrap().raw();
            let room = (UNCLAIMED_MAX - begun.unclaimed()).min(SUPPLY_MAX - begun.total().raw());
            let fee = fee.min(room);
            prop_assert_eq!(after.total().raw(), begun.total().raw() + fee);
            prop_assert_eq!(after, begun.with_fee(fee).restarted(BEGUN + wait));
            prop_assert!(after.total().raw() <= SUPPLY_MAX && after.unclaimed() <= UNCLAIMED_MAX);
        }

        /// F2 and F5: pokes between any deeds neither take more nor change what one deed does at its moment.
        #[test]
        fn prop_pokes_take_no_more_and_change_no_flow(
            rate in 1_u16..=500, held in 1_000_000_u64..1 << 55, deeds in vec((deed(), 0_u64..YEAR, any::<bool>()), 1..20),
        ) {
            let (mut left_alone, mut poked) = (supply(rate, n(held), U256::ZERO), supply(rate, n(held), U256::ZERO));
            let mut now = BEGUN;
            for (deed, wait, is_poked) in &deeds {
                if *is_poked {
                    poked = poked.accrued(now + wait / 2);
                }
                now += wait;
                // At the very moment of the flow a poke is nothing.
                prop_assert_eq!(done(poked.accrued(now), deed, now).accrued(now), done(poked, deed, now).accrued(now));
                left_alone = done(left_alone, deed, now);
                poked = done(poked, deed, now);
                prop_assert!(poked.accrued(now).total() <= left_alone.accrued(now).total());
            }
        }
    }
}
