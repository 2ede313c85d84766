//! Which rounds are looked at next, and in which order: decided by the aggregator's rounds alone, never by the caller.
//!
//! A round's id is the phase of the proxy (16 bits) and the number in that phase (64 bits). Within a phase every number is
//! looked at, one after the other; what cannot be had or is no price is passed over. When the proxy has gone to another
//! phase, rounds of the old one count up to the first one of the next, and that one is entered at its first round that
//! is later than the last one counted: the aggregator of a new phase may have been running for long.
//!
//! 1. However the calls are spread over time and callers, the rounds that count are the same, and in the same order.
//! 2. One call looks at [`LOOKS_MAX`] rounds at most; the search for where to enter a phase comes on top, at most once
//!    for each phase, and takes as many looks as the number of its rounds has bits.

use crate::memory::Memory;
use alloy_primitives::{U256, aliases::U80};
use kit::feed::answer::Round;

/// Rounds that one call looks at for one feed: two days of an hourly feed.
pub(crate) const LOOKS_MAX: u32 = 48;

/// A memory after a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Walked {
    pub(crate) memory: Memory,
    /// Rounds that counted.
    pub(crate) counted: u64,
    /// Rounds of the latest phase that are still to be looked at.
    pub(crate) left: u64,
}

/// Looks at the rounds after those that are remembered, up to `latest`. `fetch` gives a round, if there is one; `price`
/// its answer, if it is one that the feed takes.
///
/// # Errors
/// Those of `fetch`.
pub(crate) fn walk<E>(
    memory: Memory,
    latest: U80,
    now: u64,
    mut fetch: impl FnMut(U80) -> Result<Option<Round>, E>,
    price: impl Fn(&Round) -> Option<U256>,
) -> Result<Walked, E> {
    let mut memory = memory;
    let mut counted = 0_u64;
    let (last_phase, last_number) = split(latest);
    for _ in 0..LOOKS_MAX {
        let (mut phase, mut number) = split(memory.round_id);
        if (phase, number) >= (last_phase, last_number) {
            break;
        }
        let next = join(phase, number.saturating_add(1));
        let mut round = fetch(next)?;
        if phase < last_phase {
            let entry = join(phase.saturating_add(1), 1);
            let begun = fetch(entry)?.and_then(|round| time_of(&round));
            // An old phase ends where it has no more rounds, or where the next one begins.
            let ends = match (round.as_ref().and_then(time_of), begun) {
                (Some(own), Some(begun)) => own >= begun,
                (own, _) => own.is_none(),
            };
            if ends {
                (phase, number) = (phase.saturating_add(1), 0);
                if phase == last_phase {
                    let after = memory.updated_at;
                    number = first_after(after, last_number, |number| fetch(join(phase, number)))?
                        .saturating_sub(1);
                }
                memory.round_id = join(phase, number);
                continue;
            }
        }
        if round
            .as_ref()
            .and_then(time_of)
            .is_some_and(|time| time > now)
        {
            // Nobody has answered tomorrow's round yet: it waits.
            break;
        }
        let seen = round.take().filter(|round| is_own(round, next));
        let observed = seen
            .as_ref()
            .and_then(|round| price(round).zip(time_of(round)));
        memory = match observed {
            Some((answer, time)) if time > memory.updated_at => {
                counted = counted.saturating_add(1);
                memory.count(next, answer, time)
            }
            _ => memory.passed_over(next),
        };
    }
    let (phase, number) = split(memory.round_id);
    let seen = if phase == last_phase { number } else { 0 };
    Ok(Walked {
        memory,
        counted,
        left: if phase > last_phase {
            0
        } else {
            last_number.saturating_sub(seen)
        },
    })
}

/// The smallest number in `1..=last` whose round is later than `after`; the one after `last` when there is none. Times
/// rise with numbers; a round that is not there counts as early.
fn first_after<E>(
    after: u64,
    last: u64,
    mut fetch: impl FnMut(u64) -> Result<Option<Round>, E>,
) -> Result<u64, E> {
    let (mut low, mut high) = (1_u64, last.saturating_add(1));
    while low < high {
        let middle = low.midpoint(high);
        let is_later = fetch(middle)?
            .and_then(|round| time_of(&round))
            .is_some_and(|time| time > after);
        if is_later {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    Ok(low)
}

/// An answer of its own, and not one of an earlier round.
fn is_own(round: &Round, id: U80) -> bool {
    round.round_id == id && round.answered_in >= id
}

/// When a round was answered; `None` when it was not.
fn time_of(round: &Round) -> Option<u64> {
    let time = u64::try_from(round.updated_at).unwrap_or(u64::MAX);
    (time != 0).then_some(time)
}

fn split(id: U80) -> (u16, u64) {
    let id = id.to::<u128>();
    let phase = u16::try_from(id >> 64).unwrap_or(u16::MAX);
    let number = u64::try_from(id & u128::from(u64::MAX)).unwrap_or(u64::MAX);
    (phase, number)
}

fn join(phase: u16, number: u64) -> U80 {
    U80::from((u128::from(phase) << 64) | u128::from(number))
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, and its model is in floating point"
)]
mod tests {
    use super::*;
    use alloy_primitives::I256;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::convert::Infallible;

    const T0: u64 = 1_800_000_000;

    /// Rounds by phase and number.
    type History = BTreeMap<(u16, u64), (u64, i64)>;

    fn round(id: U80, time: u64, answer: i64) -> Round {
        Round {
            round_id: id,
            answer: I256::try_from(answer).unwrap(),
            started_at: U256::from(time),
            updated_at: U256::from(time),
            answered_in: id,
        }
    }

    fn price(round: &Round) -> Option<U256> {
        round.answer.is_positive().then(|| round.answer.into_raw())
    }

    fn begin(history: &History, id: (u16, u64)) -> Memory {
        let (time, answer) = history[&id];
        Memory::beginning(join(id.0, id.1), U256::try_from(answer).unwrap(), time).unwrap()
    }

    fn go(history: &History, memory: Memory, latest: (u16, u64), now: u64) -> Walked {
        let fetch = |id: U80| -> Result<_, Infallible> {
            let found = history.get(&split(id));
            Ok(found.map(|(time, answer)| round(id, *time, *answer)))
        };
        walk(memory, join(latest.0, latest.1), now, fetch, price).unwrap()
    }

    fn to_the_end(history: &History, mut memory: Memory, latest: (u16, u64)) -> Memory {
        loop {
            let walked = go(history, memory, latest, u64::MAX);
            if walked.left == 0 {
                return walked.memory;
            }
            assert_ne!(walked.memory, memory, "no progress");
            memory = walked.memory;
        }
    }

    fn hourly(phase: u16, numbers: core::ops::RangeInclusive<u64>, start: u64) -> History {
        numbers
            .map(|number| {
                let answer = 100_000_000 + i64::try_from(number * 7_919 % 3_000_000).unwrap();
                ((phase, number), (start + number * 3_600, answer))
            })
            .collect()
    }

    #[test]
    fn walk_looks_at_no_more_rounds_than_it_may_and_says_what_is_left() {
        let history = hourly(1, 1..=100, T0);
        let walked = go(&history, begin(&history, (1, 1)), (1, 100), u64::MAX);
        assert_eq!((walked.counted, walked.left), (48, 51));
        assert_eq!(walked.memory.round_id, join(1, 49));
        let again = go(&history, walked.memory, (1, 100), u64::MAX);
        let last = go(&history, again.memory, (1, 100), u64::MAX);
        assert_eq!((again.counted, again.left), (48, 3));
        assert_eq!((last.counted, last.left), (3, 0));
        assert_eq!(
            go(&history, last.memory, (1, 100), u64::MAX),
            Walked { counted: 0, ..last }
        );
    }

    #[test]
    fn walk_passes_over_what_is_no_price_and_counts_no_time_twice() {
        let mut history = hourly(1, 1..=10, T0);
        history.remove(&(1, 3));
        history.insert((1, 4), (T0 + 4 * 3_600, -5));
        let fifth = history[&(1, 5)];
        history.insert((1, 6), fifth);
        history.insert((1, 7), (T0, 1));
        let walked = go(&history, begin(&history, (1, 1)), (1, 10), u64::MAX);
        assert_eq!((walked.counted, walked.left), (5, 0));
        let mut expected = begin(&history, (1, 1));
        for number in [2, 5, 8, 9, 10] {
            let (time, answer) = history[&(1, number)];
            expected = expected.count(join(1, number), U256::try_from(answer).unwrap(), time);
        }
        assert_eq!(walked.memory, expected);
    }

    #[test]
    fn walk_waits_for_a_round_of_the_future() {
        let history = hourly(1, 1..=10, T0);
        let walked = go(&history, begin(&history, (1, 1)), (1, 10), T0 + 5 * 3_600);
        assert_eq!((walked.counted, walked.left), (4, 5));
    }

    #[test]
    fn walk_does_not_count_an_answer_of_another_round() {
        let history = hourly(1, 1..=4, T0);
        let fetch = |id: U80| -> Result<_, Infallible> {
            let (time, answer) = history[&split(id)];
            let mut round = round(id, time, answer);
            match split(id).1 {
                2 => round.answered_in = join(1, 1),
                3 => round.round_id = join(1, 2),
                _ => {}
            }
            Ok(Some(round))
        };
        let walked = walk(begin(&history, (1, 1)), join(1, 4), u64::MAX, fetch, price).unwrap();
        assert_eq!((walked.counted, walked.left), (1, 0));
    }

    #[test]
    fn walk_goes_from_one_phase_to_the_next_without_a_gap_or_a_round_twice() {
        // The next aggregator has been running since the 41st hour of the old one, which goes on to its hundredth.
        let mut history = hourly(1, 1..=100, T0);
        history.extend(hourly(2, 1..=1_000, T0 + 40 * 3_600 + 1_800));
        let end = to_the_end(&history, begin(&history, (1, 30)), (2, 1_000));
        let mut expected = begin(&history, (1, 30));
        let counted = (31..=41).map(|n| (1, n)).chain((1..=1_000).map(|n| (2, n)));
        for (phase, number) in counted {
            let (time, answer) = history[&(phase, number)];
            expected = expected.count(join(phase, number), U256::try_from(answer).unwrap(), time);
        }
        assert_eq!(end, expected);
        // Whoever was already beyond that enters at the first later round.
        let late = to_the_end(&history, begin(&history, (1, 100)), (2, 61));
        let mut expected = begin(&history, (1, 100));
        for number in 60..=61 {
            let (time, answer) = history[&(2, number)];
            expected = expected.count(join(2, number), U256::try_from(answer).unwrap(), time);
        }
        assert_eq!(late, expected);
    }

    #[test]
    fn walk_goes_through_a_phase_that_never_had_a_round() {
        let mut history = hourly(1, 1..=5, T0);
        history.extend(hourly(4, 1..=5, T0 + 10 * 3_600));
        let walked = go(&history, begin(&history, (1, 5)), (4, 5), u64::MAX);
        assert_eq!((walked.counted, walked.left), (5, 0));
        assert_eq!(walked.memory.round_id, join(4, 5));
    }

    #[test]
    fn walk_never_goes_back_to_an_earlier_phase() {
        let mut history = hourly(1, 1..=5, T0);
        history.extend(hourly(2, 1..=5, T0 + 10 * 3_600));
        let memory = begin(&history, (2, 2));
        let walked = go(&history, memory, (1, 5), u64::MAX);
        assert_eq!((walked.memory, walked.counted, walked.left), (memory, 0, 0));
    }

    proptest! {
        /// Whoever calls, whenever and however often: the rounds that count are the same.
        #[test]
        fn prop_the_variance_does_not_depend_on_who_calls_when(
            answers in prop::collection::vec((1..5_000_u64, -3..2_000_000_i64), 60..200),
            calls in prop::collection::vec(1..60_u64, 1..30),
        ) {
            let mut time = T0;
            let mut history = History::new();
            for (number, (gap, answer)) in (1..).zip(&answers) {
                time += gap;
                history.insert((1, number), (time, *answer));
            }
            history.insert((1, 1), (T0, 1_000_000));
            let last = u64::try_from(answers.len()).unwrap();
            let once = to_the_end(&history, begin(&history, (1, 1)), (1, last));
            let (mut memory, mut seen) = (begin(&history, (1, 1)), 1);
            for more in calls {
                seen = last.min(seen + more);
                memory = go(&history, memory, (1, seen), u64::MAX).memory;
            }
            prop_assert_eq!(to_the_end(&history, memory, (1, last)), once);
        }

        /// Whatever rounds an aggregator says that it has, a walk ends, and no id is looked at that it did not name.
        #[test]
        fn prop_no_latest_round_makes_a_walk_endless(from in any::<u128>(), to in any::<u128>(), time in any::<u64>()) {
            let mask = (1_u128 << 80) - 1;
            let memory = Memory::beginning(U80::from(from & mask), U256::ONE, T0).unwrap();
            let mut looks = 0_u64;
            let walked = walk(memory, U80::from(to & mask), u64::MAX, |id| -> Result<_, Infallible> {
                looks += 1;
                Ok(Some(round(id, time, 5)))
            }, price).unwrap();
            prop_assert!(looks <= 2 * u64::from(LOOKS_MAX) + 65, "{} looks", looks);
            prop_assert!(walked.memory.round_id >= memory.round_id);
        }
    }
}
