//! What is an answer for the asset of an ERC-4626 vault worth for one of its shares?
//!
//! `answer * rate / 10^assetDecimals`, with the rate the assets of one whole share. A rate can be pumped up by a donation,
//! so no more of it is believed than `pinned * (1 + growth * time)` since the feed was made; a rate that falls is a loss and
//! is believed at once.

use alloy_primitives::{I256, U256};
use kit::abi::{Guard, Pins};
use rebalance_math::{MathError, mul_div_floor};

const YEAR_S: u64 = 31_536_000;
const BPS_ONE: u64 = 10_000;

/// The most that a rate is believed to be.
///
/// # Rounding
/// Down: nobody gains by a pump of less than a unit.
///
/// # Errors
/// None that can occur: all factors together are below 2^256.
pub(crate) fn cap_floor(guard: &Guard, pins: &Pins, now: u64) -> Result<U256, MathError> {
    let elapsed = now.saturating_sub(pins.rateAt);
    let whole = U256::from(BPS_ONE)
        .checked_mul(U256::from(YEAR_S))
        .ok_or(MathError::Overflow)?;
    let growth = U256::from(guard.growthBpsPerYear)
        .checked_mul(U256::from(elapsed))
        .ok_or(MathError::Overflow)?;
    let factor = whole.checked_add(growth).ok_or(MathError::Overflow)?;
    mul_div_floor(U256::from(pins.rate), factor, whole)
}

/// An answer for one whole share.
///
/// # Rounding
/// Down, by less than one unit of the answer.
///
/// # Errors
/// `Overflow` for an answer that no price has.
pub(crate) fn answer_floor(answer: I256, rate: U256, pins: &Pins) -> Result<I256, MathError> {
    if !answer.is_positive() {
        return Ok(answer);
    }
    let one = U256::from(10)
        .checked_pow(U256::from(pins.assetDecimals))
        .ok_or(MathError::Overflow)?;
    let scaled = mul_div_floor(answer.into_raw(), rate, one)?;
    I256::try_from(scaled).map_err(|_| MathError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AT: u64 = 1_800_000_000;

    fn pins(rate: u128) -> Pins {
        Pins {
            feedDecimals: 8,
            shareDecimals: 18,
            assetDecimals: 6,
            rate,
            rateAt: AT,
        }
    }

    fn growing(bps: u16) -> Guard {
        Guard {
            growthBpsPerYear: bps,
            ..Guard::default()
        }
    }

    #[test]
    fn cap_floor_grows_by_the_part_of_a_year_that_has_passed() {
        let pins = pins(1_050_000);
        for (elapsed, expected) in [
            (0, 1_050_000_u64),
            (YEAR_S / 2, 1_102_500),
            (YEAR_S, 1_155_000),
            (2 * YEAR_S, 1_260_000),
            // 1,050,000 * 10 % * 300 s / 31,536,000 s is 0.9989.
            (300, 1_050_000),
            (301, 1_050_001),
        ] {
            let cap = cap_floor(&growing(1_000), &pins, AT + elapsed).unwrap();
            assert_eq!(cap, U256::from(expected), "{elapsed}");
        }
        assert_eq!(
            cap_floor(&growing(1_000), &pins, AT - 1),
            Ok(U256::from(1_050_000))
        );
        assert_eq!(
            cap_floor(&growing(0), &pins, u64::MAX),
            Ok(U256::from(1_050_000))
        );
    }

    #[test]
    fn answer_floor_is_the_answer_times_the_assets_of_a_share() {
        let one_dollar = I256::try_from(100_000_001).unwrap();
        assert_eq!(
            answer_floor(one_dollar, U256::from(1_050_000), &pins(1)),
            Ok(I256::try_from(105_000_001).unwrap())
        );
        for answer in [I256::ZERO, I256::MINUS_ONE, I256::MIN] {
            assert_eq!(answer_floor(answer, U256::from(7), &pins(1)), Ok(answer));
        }
        assert_eq!(
            answer_floor(I256::MAX, U256::MAX, &pins(1)),
            Err(MathError::Overflow)
        );
    }

    proptest! {
        #[test]
        fn prop_no_rate_or_time_overflows_the_cap(rate: u128, bps: u16, now: u64) {
            let cap = cap_floor(&growing(bps), &pins(rate), now).unwrap();
            prop_assert!(cap >= U256::from(rate));
        }
    }
}
