//! When is an aggregator's answer a price, and which one?
//!
//! `priceE36 = answer * 10^(54 - feedDecimals - tokenDecimals)`: with it `amount * priceE36 / 1e36` is the value in
//! numeraire wad of `amount` token base units. The exponent is never negative within the decimals allowed here, so
//! nothing is rounded: whoever computes with the price rounds once, in the direction it needs.
//!
//! Unpriced means an error, never zero. The aggregator is trusted for the answer's value, not for its form.

use crate::abi::{
    Feed,
    IOracle::{
        DecimalsOutOfRange, IOracleErrors, MaxAgeZero, PriceCarriedOver, PriceFromFuture,
        PriceMissing, PriceNotPositive, PriceOutOfRange, PriceStale,
    },
};
use alloy_primitives::{I256, U256, aliases::U80};
use rebalance_math::mul_div_floor;

/// Chainlink answers carry 8 or 18 decimals.
pub const FEED_DECIMALS_MAX: u8 = 18;
/// No fungible token in use has more; with the feed's it keeps the scaling exponent at or above zero.
pub const TOKEN_DECIMALS_MAX: u8 = 36;
/// 36 of the price's own scale and 18 of the wad that values are counted in.
const SCALE: u8 = 54;

/// Prices stay below 2^224, so that an amount of 128 bits times a price, over 1e36, still is a 256-bit value. Chainlink
/// answers are 192-bit integers; one that leaves this range is a fault of the feed and not a market price.
const PRICE_BITS_MAX: usize = 224;

/// The fields of `latestRoundData` that a price depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// The phase of the proxy in the high 16 bits, and the number of the round in it.
    pub round_id: U80,
    /// The price, in units of 10^-feedDecimals; for a sequencer feed 0 is up and 1 is down.
    pub answer: I256,
    /// When the round began; for a sequencer feed, when the status last changed.
    pub started_at: U256,
    /// When the answer was written; zero for a round that has none.
    pub updated_at: U256,
    /// The round that the answer is of; an earlier one when this one had no answer of its own.
    pub answered_in: U80,
}

/// Checks the parameters of a feed, which reach us in calldata.
///
/// # Errors
/// `DecimalsOutOfRange` and `MaxAgeZero`, with the number at fault.
pub fn check_feed(feed: &Feed) -> Result<(), IOracleErrors> {
    for (got, maximum) in [
        (feed.feedDecimals, FEED_DECIMALS_MAX),
        (feed.tokenDecimals, TOKEN_DECIMALS_MAX),
    ] {
        if got > maximum {
            return Err(IOracleErrors::DecimalsOutOfRange(DecimalsOutOfRange {
                got,
                maximum,
            }));
        }
    }
    if feed.maxAgeSeconds == 0 {
        return Err(IOracleErrors::MaxAgeZero(MaxAgeZero {
            aggregator: feed.aggregator,
        }));
    }
    Ok(())
}

/// The price of one token base unit, at `timestamp`.
///
/// # Errors
/// The first of these that is wrong: the round is complete (`PriceMissing`), not from the future, not older than the
/// feed allows (`PriceStale`; an answer of exactly the maximum age is good), of this round (`PriceCarriedOver`), positive,
/// and representable.
pub fn price_e36(feed: &Feed, round: &Round, timestamp: u64) -> Result<U256, IOracleErrors> {
    let aggregator = feed.aggregator;
    let updated_at = round.updated_at;
    if updated_at.is_zero() {
        return Err(IOracleErrors::PriceMissing(PriceMissing { aggregator }));
    }
    let timestamp = U256::from(timestamp);
    let Some(age) = timestamp.checked_sub(updated_at) else {
        return Err(IOracleErrors::PriceFromFuture(PriceFromFuture {
            aggregator,
            updatedAt: updated_at,
            timestamp,
        }));
    };
    let max_age = U256::from(feed.maxAgeSeconds);
    if age > max_age {
        return Err(IOracleErrors::PriceStale(PriceStale {
            aggregator,
            updatedAt: updated_at,
            maxAgeSeconds: max_age,
        }));
    }
    if round.answered_in < round.round_id {
        return Err(IOracleErrors::PriceCarriedOver(PriceCarriedOver {
            aggregator,
            roundId: round.round_id,
            answeredInRound: round.answered_in,
        }));
    }
    last_price_e36(feed, round)
}

/// The price of one token base unit when the answer was written.
///
/// # Errors
/// The first of these that is wrong: the round is complete (`PriceMissing`), positive, and representable.
pub fn last_price_e36(feed: &Feed, round: &Round) -> Result<U256, IOracleErrors> {
    let aggregator = feed.aggregator;
    if round.updated_at.is_zero() {
        return Err(IOracleErrors::PriceMissing(PriceMissing { aggregator }));
    }
    if !round.answer.is_positive() {
        return Err(IOracleErrors::PriceNotPositive(PriceNotPositive {
            aggregator,
            answer: round.answer,
        }));
    }
    scale(feed, round.answer.into_raw()).ok_or(IOracleErrors::PriceOutOfRange(PriceOutOfRange {
        aggregator,
        answer: round.answer,
    }))
}

fn scale(feed: &Feed, answer: U256) -> Option<U256> {
    let price = answer.checked_mul(power(feed)?)?;
    (price.bit_len() <= PRICE_BITS_MAX).then_some(price)
}

/// The largest answer of a feed that is a price.
#[must_use]
pub fn largest_answer(feed: &Feed) -> Option<U256> {
    let largest = U256::ONE
        .checked_shl(PRICE_BITS_MAX)?
        .checked_sub(U256::ONE)?;
    mul_div_floor(largest, U256::ONE, power(feed)?).ok()
}

fn power(feed: &Feed) -> Option<U256> {
    let exponent = SCALE
        .checked_sub(feed.feedDecimals)?
        .checked_sub(feed.tokenDecimals)?;
    U256::from(10).checked_pow(U256::from(exponent))
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails"
)]
mod tests {
    use super::*;
    use alloy_primitives::Address;
    use proptest::prelude::*;

    const AGGREGATOR: Address = Address::repeat_byte(0xaa);
    const NOW: u64 = 1_800_000_000;

    fn feed(feed_decimals: u8, token_decimals: u8) -> Feed {
        Feed {
            aggregator: AGGREGATOR,
            maxAgeSeconds: 3_600,
            feedDecimals: feed_decimals,
            tokenDecimals: token_decimals,
        }
    }

    fn round(answer: i128, updated_at: u64) -> Round {
        let answer = I256::try_from(answer).unwrap();
        round_of(answer, U256::from(updated_at))
    }

    fn round_of(answer: I256, updated_at: U256) -> Round {
        Round {
            round_id: U80::from(1),
            answer,
            started_at: updated_at,
            updated_at,
            answered_in: U80::from(1),
        }
    }

    fn ten_to(exponent: u32) -> U256 {
        U256::from(10).pow(U256::from(exponent))
    }

    #[test]
    fn price_e36_scales_by_both_decimals() {
        // One dollar per USDC: 1e18 wad for 1e6 base units, times 1e36.
        assert_eq!(
            price_e36(&feed(8, 6), &round(100_000_000, NOW), NOW),
            Ok(ten_to(48))
        );
        // 2,000 dollars per ether, answers with 8 and with 18 decimals.
        let ether = U256::from(2_000) * ten_to(36);
        assert_eq!(
            price_e36(&feed(8, 18), &round(200_000_000_000, NOW), NOW),
            Ok(ether)
        );
        assert_eq!(
            price_e36(&feed(18, 18), &round(2_000 * 10_i128.pow(18), NOW), NOW),
            Ok(ether)
        );
        // The extremes of what is allowed: no scaling at all, and scaling by 10^54.
        assert_eq!(
            price_e36(&feed(18, 36), &round(7, NOW), NOW),
            Ok(U256::from(7))
        );
        assert_eq!(price_e36(&feed(0, 0), &round(1, NOW), NOW), Ok(ten_to(54)));
    }

    #[test]
    fn price_e36_refuses_an_incomplete_round() {
        let refused = IOracleErrors::PriceMissing(PriceMissing {
            aggregator: AGGREGATOR,
        });
        assert_eq!(price_e36(&feed(8, 18), &round(1, 0), NOW), Err(refused));
    }

    #[test]
    fn price_e36_accepts_the_maximum_age_and_refuses_one_second_more() {
        assert!(price_e36(&feed(8, 18), &round(1, NOW - 3_600), NOW).is_ok());
        let stale = PriceStale {
            aggregator: AGGREGATOR,
            updatedAt: U256::from(NOW - 3_601),
            maxAgeSeconds: U256::from(3_600),
        };
        assert_eq!(
            price_e36(&feed(8, 18), &round(1, NOW - 3_601), NOW),
            Err(IOracleErrors::PriceStale(stale))
        );
    }

    #[test]
    fn last_price_e36_takes_an_answer_of_any_age_and_no_missing_or_negative_one() {
        let fresh = price_e36(&feed(8, 18), &round(7, NOW), NOW);
        for updated_at in [1, NOW - 3_601, NOW, NOW + 1] {
            assert_eq!(
                last_price_e36(&feed(8, 18), &round(7, updated_at)),
                fresh,
                "{updated_at}"
            );
        }
        let missing = IOracleErrors::PriceMissing(PriceMissing {
            aggregator: AGGREGATOR,
        });
        assert_eq!(last_price_e36(&feed(8, 18), &round(7, 0)), Err(missing));
        for answer in [0, -1] {
            let refused = IOracleErrors::PriceNotPositive(PriceNotPositive {
                aggregator: AGGREGATOR,
                answer: round(answer, NOW).answer,
            });
            assert_eq!(
                last_price_e36(&feed(8, 18), &round(answer, NOW)),
                Err(refused)
            );
        }
    }

    #[test]
    fn price_e36_refuses_an_answer_that_was_carried_over_from_an_earlier_round() {
        let carried = Round {
            round_id: U80::from(7),
            answered_in: U80::from(6),
            ..round(1, NOW)
        };
        let refused = IOracleErrors::PriceCarriedOver(PriceCarriedOver {
            aggregator: AGGREGATOR,
            roundId: U80::from(7),
            answeredInRound: U80::from(6),
        });
        assert_eq!(price_e36(&feed(8, 18), &carried, NOW), Err(refused));
        let own = Round {
            answered_in: U80::from(8),
            ..carried
        };
        assert!(price_e36(&feed(8, 18), &own, NOW).is_ok());
        assert!(last_price_e36(&feed(8, 18), &carried).is_ok());
    }

    #[test]
    fn price_e36_refuses_the_future() {
        let future = PriceFromFuture {
            aggregator: AGGREGATOR,
            updatedAt: U256::from(NOW + 1),
            timestamp: U256::from(NOW),
        };
        assert_eq!(
            price_e36(&feed(8, 18), &round(1, NOW + 1), NOW),
            Err(IOracleErrors::PriceFromFuture(future))
        );
    }

    #[test]
    fn price_e36_refuses_zero_and_negative_answers() {
        for answer in [0, -1, i128::MIN] {
            let answer = round(answer, NOW);
            let refused = PriceNotPositive {
                aggregator: AGGREGATOR,
                answer: answer.answer,
            };
            assert_eq!(
                price_e36(&feed(8, 18), &answer, NOW),
                Err(IOracleErrors::PriceNotPositive(refused))
            );
        }
    }

    #[test]
    fn price_e36_refuses_an_answer_of_no_real_market() {
        for (answer, feed) in [
            (I256::MAX, feed(0, 0)),
            (I256::MAX, feed(18, 36)),
            (I256::ONE << 224, feed(18, 36)),
        ] {
            let round = round_of(answer, U256::from(NOW));
            let refused = PriceOutOfRange {
                aggregator: AGGREGATOR,
                answer,
            };
            assert_eq!(
                price_e36(&feed, &round, NOW),
                Err(IOracleErrors::PriceOutOfRange(refused))
            );
        }
        let largest = (I256::ONE << 224) - I256::ONE;
        let round = round_of(largest, U256::from(NOW));
        assert_eq!(
            price_e36(&feed(18, 36), &round, NOW),
            Ok(largest.into_raw())
        );
    }

    #[test]
    fn check_feed_names_the_number_at_fault() {
        assert_eq!(check_feed(&feed(18, 36)), Ok(()));
        let refused = |got, maximum| {
            Err(IOracleErrors::DecimalsOutOfRange(DecimalsOutOfRange {
                got,
                maximum,
            }))
        };
        assert_eq!(check_feed(&feed(19, 6)), refused(19, 18));
        assert_eq!(check_feed(&feed(8, 37)), refused(37, 36));
        let ageless = Feed {
            maxAgeSeconds: 0,
            ..feed(8, 18)
        };
        let refused = IOracleErrors::MaxAgeZero(MaxAgeZero {
            aggregator: AGGREGATOR,
        });
        assert_eq!(check_feed(&ageless), Err(refused));
    }

    proptest! {
        /// One whole token is worth the answer, in wad: counted here by moving the decimal point of the answer alone.
        #[test]
        fn prop_one_whole_token_is_worth_the_answer(
            feed_decimals in 0..=FEED_DECIMALS_MAX,
            token_decimals in 0..=TOKEN_DECIMALS_MAX,
            answer in 1..=i128::from(u32::MAX),
        ) {
            let price = price_e36(&feed(feed_decimals, token_decimals), &round(answer, NOW), NOW);
            let whole = ten_to(token_decimals.into());
            let value_wad = price.unwrap().checked_mul(whole).unwrap() / ten_to(36);
            prop_assert_eq!(value_wad, U256::try_from(answer).unwrap() * ten_to(u32::from(18 - feed_decimals)));
        }

        /// Whatever an aggregator says, the result is a positive price below 2^224 or an error, and never a panic.
        #[test]
        fn prop_no_answer_panics_or_prices_at_zero(
            answer: [u64; 4],
            updated_at: [u64; 4],
            age in 0..10_000_u64,
            is_recent: bool,
            feed_decimals: u8,
            token_decimals: u8,
        ) {
            let updated_at = if is_recent { U256::from(NOW - age) } else { U256::from_limbs(updated_at) };
            let round = round_of(I256::from_limbs(answer), updated_at);
            if let Ok(price) = price_e36(&feed(feed_decimals, token_decimals), &round, NOW) {
                prop_assert!(!price.is_zero() && price.bit_len() <= PRICE_BITS_MAX);
                prop_assert!(is_recent && age <= 3_600 && round.answer.is_positive());
            }
        }
    }
}
