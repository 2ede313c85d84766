//! May prices be used at all: is the chain's sequencer up, and for long enough?
//!
//! While a sequencer is down feeds cannot be updated, and when it comes back those who were first could trade against
//! answers from before the outage; so prices are refused for a grace period after it. A network without a sequencer
//! feed names the zero address. Chainlink: answer 0 is up; `startedAt` is when the status last changed.

use super::answer::Round;
use crate::abi::{
    IOracle::{IOracleErrors, SequencerDown, SequencerInGrace},
    Sequencer,
};
use alloy_primitives::U256;

/// Checks a sequencer feed's latest round.
///
/// # Errors
/// `SequencerDown` for any status but "up" and for a feed that never reported one; `SequencerInGrace` until more than
/// the grace period has passed.
pub fn check(sequencer: &Sequencer, round: &Round, timestamp: u64) -> Result<(), IOracleErrors> {
    let since = round.started_at;
    if !round.answer.is_zero() || since.is_zero() {
        return Err(IOracleErrors::SequencerDown(SequencerDown {
            feed: sequencer.feed,
            since,
        }));
    }
    let grace = U256::from(sequencer.graceSeconds);
    // A start in the future is a status that has not begun: still in grace.
    let past_grace = U256::from(timestamp)
        .checked_sub(since)
        .is_some_and(|up_for| up_for > grace);
    if past_grace {
        return Ok(());
    }
    Err(IOracleErrors::SequencerInGrace(SequencerInGrace {
        feed: sequencer.feed,
        startedAt: since,
        graceSeconds: grace,
    }))
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails"
)]
mod tests {
    use super::*;
    use alloy_primitives::{Address, I256, aliases::U80};
    use proptest::prelude::*;

    const FEED: Address = Address::repeat_byte(0x5e);
    const NOW: u64 = 1_800_000_000;

    fn status(answer: i64, started_at: u64) -> Round {
        Round {
            round_id: U80::from(1),
            answer: I256::try_from(answer).unwrap(),
            started_at: U256::from(started_at),
            updated_at: U256::from(started_at),
            answered_in: U80::from(1),
        }
    }

    fn down(since: u64) -> Result<(), IOracleErrors> {
        Err(IOracleErrors::SequencerDown(SequencerDown {
            feed: FEED,
            since: U256::from(since),
        }))
    }

    fn in_grace(started_at: u64, grace: u32) -> Result<(), IOracleErrors> {
        Err(IOracleErrors::SequencerInGrace(SequencerInGrace {
            feed: FEED,
            startedAt: U256::from(started_at),
            graceSeconds: U256::from(grace),
        }))
    }

    #[test]
    fn check_refuses_any_status_but_up() {
        let sequencer = Sequencer {
            feed: FEED,
            graceSeconds: 3_600,
        };
        for answer in [1, 2, -1] {
            assert_eq!(check(&sequencer, &status(answer, 5), NOW), down(5));
        }
        assert_eq!(check(&sequencer, &status(0, 0), NOW), down(0));
    }

    #[test]
    fn check_waits_until_more_than_the_grace_has_passed() {
        let sequencer = Sequencer {
            feed: FEED,
            graceSeconds: 3_600,
        };
        assert_eq!(
            check(&sequencer, &status(0, NOW - 3_600), NOW),
            in_grace(NOW - 3_600, 3_600)
        );
        assert_eq!(check(&sequencer, &status(0, NOW - 3_601), NOW), Ok(()));
        assert_eq!(
            check(&sequencer, &status(0, NOW + 9), NOW),
            in_grace(NOW + 9, 3_600)
        );
    }

    proptest! {
        #[test]
        fn prop_prices_flow_only_when_up_and_past_grace(
            answer in -1..=1_i64, started_at in 0..2 * NOW, grace: u32, now in 0..2 * NOW,
        ) {
            let allowed = answer == 0 && started_at != 0 && i128::from(now) - i128::from(started_at) > i128::from(grace);
            let sequencer = Sequencer { feed: FEED, graceSeconds: grace };
            prop_assert_eq!(check(&sequencer, &status(answer, started_at), now).is_ok(), allowed);
        }
    }
}
