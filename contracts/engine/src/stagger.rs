//! Against herding: what differs between vaults of the same policy, so that they do not all trade in the same block.
//!
//! Drawn from the vault's address and a counter, so that anyone can compute it beforehand: it staggers, it hides nothing.
//!
//! 1. A band's jitter is within `1 - percent .. 1 + percent`, and changes with each rebalance.
//! 2. A date of the calendar is late by at most `percent` of a period, so the dates of two periods keep their order and a
//!    date that has passed never comes again. It depends on the number of the period and not on that of the rebalance: else
//!    a rebalance would move the date that it has just served.

use alloy_primitives::{Address, U256, keccak256};
use kit::triggers::Triggers;
use rebalance_math::WAD;

use crate::bands::percents;

/// How wide this vault's bands are (wad), as a part of what its policy says.
pub(crate) fn band_jitter(triggers: &Triggers, vault: Address, epoch: u64) -> U256 {
    let reach = percents(triggers.jitter_percent);
    if reach.is_zero() {
        return WAD;
    }
    let [word, ..] = *reach.as_limbs();
    let more = draw(b'b', vault, epoch, word.saturating_mul(2));
    WAD.saturating_sub(reach).saturating_add(U256::from(more))
}

/// The last date of the calendar that has passed; `None` before the first.
pub(crate) fn last_date(triggers: &Triggers, vault: Address, timestamp: u64) -> Option<u64> {
    let (period, phase) = (u64::from(triggers.period_s), u64::from(triggers.phase_s));
    let late = period
        .saturating_mul(u64::from(triggers.jitter_percent))
        .checked_div(100)?;
    let date = |number: u64| {
        let start = number.saturating_mul(period).saturating_add(phase);
        start.saturating_add(draw(b'd', vault, number, late))
    };
    let number = timestamp.checked_sub(phase)?.checked_div(period)?;
    match date(number) {
        own if own <= timestamp => Some(own),
        _ => number.checked_sub(1).map(date),
    }
}

/// A number from zero to `most`.
fn draw(purpose: u8, vault: Address, counter: u64, most: u64) -> u64 {
    if most == 0 {
        return 0;
    }
    let digest = keccak256(
        [
            [purpose].as_slice(),
            vault.as_slice(),
            &counter.to_be_bytes(),
        ]
        .concat(),
    );
    let number = u64::from_be_bytes(digest.0.first_chunk().copied().unwrap_or_default());
    number.checked_rem(most.saturating_add(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn calendar(period_s: u32, phase_s: u32, jitter_percent: u8) -> Triggers {
        Triggers {
            kinds: kit::triggers::CALENDAR,
            period_s,
            phase_s,
            jitter_percent,
            ..Triggers::default()
        }
    }

    #[test]
    fn last_date_is_the_start_of_the_period_in_its_phase() {
        let daily = calendar(86_400, 3_600, 0);
        let dates =
            [3_599, 3_600, 3_601, 89_999, 90_000].map(|now| last_date(&daily, Address::ZERO, now));
        assert_eq!(
            dates,
            [None, Some(3_600), Some(3_600), Some(3_600), Some(90_000)]
        );
    }

    #[test]
    fn band_jitter_is_none_without_a_percentage() {
        assert_eq!(band_jitter(&calendar(60, 0, 0), Address::ZERO, 1), WAD);
    }

    #[test]
    fn a_thousand_vaults_share_no_moment() {
        let monthly = calendar(2_592_000, 0, 10);
        let now = 2_592_000 * 700 + 300_000;
        let mut dates: Vec<_> = (0..1_000_u64)
            .filter_map(|vault| {
                last_date(
                    &monthly,
                    Address::left_padding_from(&vault.to_be_bytes()),
                    now,
                )
            })
            .collect();
        dates.sort_unstable();
        // Uniform over 259,200 seconds: 1,000 draws share a second about twice, and no hour has a tenth of them.
        let busiest = dates
            .iter()
            .map(|date| {
                dates
                    .iter()
                    .filter(|other| date.abs_diff(**other) < 1_800)
                    .count()
            })
            .max();
        assert!(busiest < Some(50), "{busiest:?}");
        dates.dedup();
        assert!(dates.len() > 980, "{}", dates.len());
    }

    proptest! {
        /// E7: whatever the clock does, a date that a rebalance has served is not due again.
        #[test]
        fn inv_e7_a_date_is_served_once(
            period in 60..31_536_000_u32, phase: u32, jitter in 0..=25_u8, vault: [u8; 20],
            served in 0..4_000_000_000_u64, later in 0..200_000_u64,
        ) {
            let calendar = calendar(period, phase % period, jitter);
            let vault = Address::new(vault);
            let date = |now| last_date(&calendar, vault, now);
            // Served at this moment: nothing is due at it, nor at any earlier one.
            prop_assert!(date(served) <= Some(served));
            prop_assert!(date(served.saturating_sub(later)) <= Some(served));
            // Dates come in order, and one comes at least every period and its jitter.
            prop_assert!(date(served) <= date(served + later));
            let whole = u64::from(period) + u64::from(period) * u64::from(jitter) / 100;
            prop_assert!(date(served + whole + u64::from(phase % period)) > Some(0));
            let next = date(served + whole);
            prop_assert!(served < u64::from(phase % period) || next > date(served), "{:?}", next);
        }

        #[test]
        fn prop_band_jitter_is_bounded_and_moves_with_the_epoch(percent in 1..=25_u8, vault: [u8; 20], epoch: u64) {
            let triggers = calendar(60, 0, percent);
            let jitter = |epoch| band_jitter(&triggers, Address::new(vault), epoch);
            prop_assert!(jitter(epoch) >= WAD - percents(percent) && jitter(epoch) <= WAD + percents(percent));
            prop_assert_ne!(jitter(epoch), jitter(epoch ^ 1));
        }
    }
}
