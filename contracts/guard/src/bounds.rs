//! Is the answer strictly within the bounds? And do the bounds lie within those that the aggregator clamps to?
//!
//! An aggregator with a minimum and a maximum answers with one of them when the market is beyond: an answer at such a bound
//! is no price. Zero turns a bound off.

use alloy_primitives::I256;
use kit::abi::{
    Guard,
    IGuard::{AnswerOutOfBounds, BoundsEmpty, BoundsWiderThanAggregator},
};

/// # Errors
/// `AnswerOutOfBounds`.
pub(crate) fn check(guard: &Guard, answer: I256) -> Result<(), AnswerOutOfBounds> {
    let is_low = guard.minAnswer != 0 && answer <= whole(guard.minAnswer);
    let is_high = guard.maxAnswer != 0 && answer >= whole(guard.maxAnswer);
    if is_low || is_high {
        return Err(AnswerOutOfBounds {
            aggregator: guard.aggregator,
            answer,
            minAnswer: guard.minAnswer,
            maxAnswer: guard.maxAnswer,
        });
    }
    Ok(())
}

/// # Errors
/// `BoundsEmpty` when no answer is between them.
pub(crate) fn check_order(guard: &Guard) -> Result<(), BoundsEmpty> {
    let (minimum, maximum) = (guard.minAnswer, guard.maxAnswer);
    if maximum != 0 && maximum.saturating_sub(minimum) < 2 {
        return Err(BoundsEmpty {
            minAnswer: minimum,
            maxAnswer: maximum,
        });
    }
    Ok(())
}

/// # Errors
/// `BoundsWiderThanAggregator` when the aggregator would clamp before the guard refuses.
pub(crate) fn check_within(
    guard: &Guard,
    (own_minimum, own_maximum): (I256, I256),
) -> Result<(), BoundsWiderThanAggregator> {
    // Only positive answers are prices, so a bound of the aggregator below that clamps nothing to a price.
    let is_below = own_minimum.is_positive() && whole(guard.minAnswer) < own_minimum;
    let is_above = own_maximum < whole(u128::MAX)
        && (guard.maxAnswer == 0 || whole(guard.maxAnswer) > own_maximum);
    if is_below || is_above {
        return Err(BoundsWiderThanAggregator {
            minAnswer: guard.minAnswer,
            maxAnswer: guard.maxAnswer,
            ownMinimum: own_minimum,
            ownMaximum: own_maximum,
        });
    }
    Ok(())
}

fn whole(bound: u128) -> I256 {
    I256::from_raw(alloy_primitives::U256::from(bound))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::Address;

    fn guard(minimum: u128, maximum: u128) -> Guard {
        Guard {
            aggregator: Address::repeat_byte(7),
            minAnswer: minimum,
            maxAnswer: maximum,
            ..Guard::default()
        }
    }

    fn number(value: i128) -> I256 {
        I256::try_from(value).unwrap()
    }

    #[test]
    fn check_is_strict_at_both_bounds() {
        let guard = guard(100, 200);
        for (answer, is_good) in [
            (99, false),
            (100, false),
            (101, true),
            (199, true),
            (200, false),
            (201, false),
        ] {
            let refused = AnswerOutOfBounds {
                aggregator: guard.aggregator,
                answer: number(answer),
                minAnswer: 100,
                maxAnswer: 200,
            };
            let expected = if is_good { Ok(()) } else { Err(refused) };
            assert_eq!(check(&guard, number(answer)), expected);
        }
    }

    #[test]
    fn check_passes_everything_when_a_bound_is_off() {
        for answer in [I256::MIN, I256::ZERO, I256::MAX] {
            assert_eq!(check(&guard(0, 0), answer), Ok(()));
        }
        assert_eq!(check(&guard(5, 0), I256::MAX), Ok(()));
        assert_eq!(check(&guard(0, 5), I256::MIN), Ok(()));
    }

    #[test]
    fn check_order_wants_an_answer_between_the_bounds() {
        for (minimum, maximum, is_good) in [
            (0, 0, true),
            (7, 0, true),
            (0, 1, false),
            (0, 2, true),
            (7, 7, false),
            (7, 8, false),
            (7, 9, true),
            (9, 7, false),
        ] {
            let refused = BoundsEmpty {
                minAnswer: minimum,
                maxAnswer: maximum,
            };
            let expected = if is_good { Ok(()) } else { Err(refused) };
            assert_eq!(check_order(&guard(minimum, maximum)), expected);
        }
    }

    #[test]
    fn check_within_wants_the_guard_to_refuse_where_the_aggregator_clamps() {
        let own = (number(100), number(1_000));
        for (minimum, maximum, is_good) in [
            (100, 1_000, true),
            (150, 900, true),
            (99, 1_000, false),
            (100, 1_001, false),
            (0, 1_000, false),
            (100, 0, false),
        ] {
            let refused = BoundsWiderThanAggregator {
                minAnswer: minimum,
                maxAnswer: maximum,
                ownMinimum: own.0,
                ownMaximum: own.1,
            };
            let expected = if is_good { Ok(()) } else { Err(refused) };
            assert_eq!(check_within(&guard(minimum, maximum), own), expected);
        }
        // Bounds that no price reaches ask for nothing.
        assert_eq!(check_within(&guard(0, 0), (I256::MIN, I256::MAX)), Ok(()));
    }
}
