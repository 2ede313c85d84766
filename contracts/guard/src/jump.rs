//! Has the answer jumped, and has it cooled down since?
//!
//! A round whose answer is more than the allowed part away from that of the round before it is not believed at once: prices
//! stop until the cooldown has passed since the round's own time, whoever asks and whenever it was first seen. Rounds that
//! follow do not shorten that, unless [`CONFIRMATIONS`] of them have come without another jump.
//!
//! A round whose predecessor cannot be had (the first of a new phase of the proxy) is one that nothing confirms: it cools
//! down, too.

use crate::refused;
use alloy_primitives::{I256, U256, aliases::U80};
use kit::Revert;
use kit::abi::{
    Guard,
    IGuard::{AnswerJumped, RoundUnconfirmed},
};
use kit::feed::answer::Round;

/// So many rounds without a jump end a cooldown early.
pub(crate) const CONFIRMATIONS: u32 = 4;
const BPS_ONE: u64 = 10_000;

/// Looks back from the latest round, as far as the cooldown or the confirmations reach. `fetch` gives an earlier round.
///
/// # Errors
/// `AnswerJumped`, `RoundUnconfirmed`.
pub(crate) fn check(
    guard: &Guard,
    latest: &Round,
    now: u64,
    mut fetch: impl FnMut(U80) -> Option<Round>,
) -> Result<(), Revert> {
    if guard.jumpBps == 0 {
        return Ok(());
    }
    let mut later = *latest;
    for _ in 0..CONFIRMATIONS {
        let until = later
            .updated_at
            .saturating_add(U256::from(guard.cooldownSeconds));
        if U256::from(now) >= until {
            return Ok(());
        }
        let earlier = match before(later.round_id) {
            Some(id) => fetch(id).filter(|round| is_answered(round, id)),
            None => None,
        };
        let Some(earlier) = earlier else {
            return Err(refused(RoundUnconfirmed {
                aggregator: guard.aggregator,
                roundId: later.round_id,
                until,
            }));
        };
        if is_jump(earlier.answer, later.answer, guard.jumpBps) {
            return Err(refused(AnswerJumped {
                aggregator: guard.aggregator,
                earlier: earlier.answer,
                answer: later.answer,
                until,
            }));
        }
        later = earlier;
    }
    Ok(())
}

/// The round before, in the same phase.
fn before(id: U80) -> Option<U80> {
    let id = id.to::<u128>();
    let number = u64::try_from(id & u128::from(u64::MAX)).ok()?;
    (number > 1).then(|| U80::from(id.saturating_sub(1)))
}

fn is_answered(round: &Round, id: U80) -> bool {
    round.round_id == id && round.answer.is_positive() && !round.updated_at.is_zero()
}

/// Exactly: `|later - earlier| > bps * earlier`. An answer that is not positive has jumped.
fn is_jump(earlier: I256, later: I256, bps: u16) -> bool {
    let (earlier, is_price) = (earlier.into_raw(), later.is_positive());
    let moved = earlier.abs_diff(later.into_raw());
    let sides = moved
        .checked_mul(U256::from(BPS_ONE))
        .zip(earlier.checked_mul(U256::from(bps)));
    !is_price || sides.is_none_or(|(moved, allowed)| moved > allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::Address;
    use kit::dispatch::revert;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const NOW: u64 = 1_800_000_000;

    fn guard() -> Guard {
        Guard {
            aggregator: Address::repeat_byte(7),
            jumpBps: 500,
            cooldownSeconds: 1_800,
            ..Guard::default()
        }
    }

    fn round(number: u64, answer: i64, age: u64) -> Round {
        let id = U80::from((1_u128 << 64) | u128::from(number));
        Round {
            round_id: id,
            answer: I256::try_from(answer).unwrap(),
            started_at: U256::from(NOW - age),
            updated_at: U256::from(NOW - age),
            answered_in: id,
        }
    }

    /// Answers and ages, the earliest first.
    fn look(rounds: &[(i64, u64)]) -> Result<(), Revert> {
        let rounds: BTreeMap<U80, Round> = (1..)
            .zip(rounds)
            .map(|(number, (answer, age))| round(number, *answer, *age))
            .map(|round| (round.round_id, round))
            .collect();
        let latest = rounds.last_key_value().unwrap().1;
        check(&guard(), latest, NOW, |id| rounds.get(&id).copied())
    }

    fn jumped(earlier: i64, answer: i64, age: u64) -> Result<(), Revert> {
        Err(revert(AnswerJumped {
            aggregator: guard().aggregator,
            earlier: I256::try_from(earlier).unwrap(),
            answer: I256::try_from(answer).unwrap(),
            until: U256::from(NOW - age + 1_800),
        }))
    }

    #[test]
    fn check_refuses_a_jump_of_more_than_allowed_and_not_one_of_exactly_that() {
        assert_eq!(look(&[(10_000, 9_000), (10_500, 10)]), Ok(()));
        assert_eq!(look(&[(10_000, 9_000), (9_500, 10)]), Ok(()));
        assert_eq!(
            look(&[(10_000, 9_000), (10_501, 10)]),
            jumped(10_000, 10_501, 10)
        );
        assert_eq!(
            look(&[(10_000, 9_000), (9_499, 10)]),
            jumped(10_000, 9_499, 10)
        );
    }

    #[test]
    fn check_believes_a_jump_once_it_has_cooled_down_by_its_own_time() {
        assert_eq!(
            look(&[(10_000, 9_000), (20_000, 1_799)]),
            jumped(10_000, 20_000, 1_799)
        );
        assert_eq!(look(&[(10_000, 9_000), (20_000, 1_800)]), Ok(()));
    }

    #[test]
    fn check_is_not_talked_out_of_a_jump_by_a_round_that_repeats_it() {
        let calm = [(20_000, 30), (20_001, 20), (20_002, 10)];
        for more in 1..=calm.len() {
            let rounds = [&[(10_000, 9_000), (20_000, 40)], &calm[..more]].concat();
            assert_eq!(look(&rounds), jumped(10_000, 20_000, 40), "{more}");
        }
        let four = [
            &[(10_000, 9_000), (20_000, 40)],
            calm.as_slice(),
            &[(20_003, 5)],
        ]
        .concat();
        assert_eq!(look(&four), Ok(()));
    }

    #[test]
    fn check_lets_a_round_that_nothing_confirms_cool_down() {
        let unconfirmed = |age: u64| {
            Err(revert(RoundUnconfirmed {
                aggregator: guard().aggregator,
                roundId: round(1, 1, 0).round_id,
                until: U256::from(NOW - age + 1_800),
            }))
        };
        assert_eq!(look(&[(10_000, 1_799)]), unconfirmed(1_799));
        assert_eq!(look(&[(10_000, 1_800)]), Ok(()));
        let silent = |_: U80| None;
        let latest = round(9, 10_000, 0);
        assert!(check(&guard(), &latest, NOW, silent).is_err());
        let off = Guard {
            jumpBps: 0,
            ..guard()
        };
        assert_eq!(check(&off, &latest, NOW, silent), Ok(()));
    }

    proptest! {
        /// O7, against a direct reading of the rule: within the cooldown, none of the last four steps is a jump.
        #[test]
        fn inv_o7_prices_flow_only_when_no_recent_step_is_a_jump(
            steps in prop::collection::vec((9_000..11_200_i64, 1..900_u64), 2..9),
        ) {
            let mut answer = 1_000_000_i64;
            let mut age: u64 = steps.iter().map(|(_, gap)| gap).sum();
            let mut rounds = vec![(answer, age)];
            for (factor, gap) in &steps {
                answer = answer * factor / 10_000;
                age -= gap;
                rounds.push((answer, age));
            }
            let recent = rounds.windows(2).rev().take(4);
            let mut expected = true;
            for pair in recent {
                if pair[1].1 >= 1_800 {
                    break;
                }
                expected &= (pair[1].0 - pair[0].0).abs() * 10_000 <= 500 * pair[0].0;
            }
            // Nothing confirms the first round; it matters while it is looked at.
            if rounds.len() <= 4 && rounds[0].1 < 1_800 {
                expected = false;
            }
            prop_assert_eq!(look(&rounds).is_ok(), expected);
        }

        #[test]
        fn prop_no_answers_panic(earlier in any::<[u64; 4]>(), later in any::<[u64; 4]>(), bps: u16) {
            let _ = is_jump(I256::from_limbs(earlier), I256::from_limbs(later), bps);
        }
    }
}
