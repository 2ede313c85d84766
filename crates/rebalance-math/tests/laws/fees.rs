//! Fees: never more than stated, never more by asking more often, never charged twice, and split to the last unit.

use num_traits::Signed;
use proptest::prelude::*;
use rebalance_math::portfolio::{
    MAX_FEE_PERIOD_SECONDS, MAX_MANAGEMENT_FEE, MAX_PERFORMANCE_FEE, SECONDS_PER_YEAR,
    management_fee_floor, performance_fee, share_price_floor, split_fee,
};
use rebalance_math::{MathError, Price, Shares, U256, VIRTUAL_SHARES, Value, WAD, Weight};

use crate::inputs::{config, edge, targets, ten};
use crate::reference::{Q, ceil, floor, one, q, sum};

fn supply() -> impl Strategy<Value = U256> {
    prop_oneof![
        (0_u64..100).prop_map(U256::from),
        any::<u64>().prop_map(U256::from),
        any::<u128>().prop_map(U256::from),
    ]
}

fn rate() -> impl Strategy<Value = Weight> {
    prop_oneof![
        Just(MAX_MANAGEMENT_FEE),
        Just(Weight::ZERO),
        Just(Weight::new(U256::ONE)),
        (0_u64..=50_000_000_000_000_000).prop_map(|raw| Weight::new(U256::from(raw))),
    ]
}

fn seconds() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 1_u64..100, 1_u64..100_000, 1_u64..15_768_000]
}

/// The manager's part of all shares after a fee: rate times years.
fn part(rate: Weight, seconds: u64) -> Q {
    q(rate.raw()) * q(U256::from(seconds)) / (q(WAD) * q(U256::from(SECONDS_PER_YEAR)))
}

proptest! {
    #![proptest_config(config())]

    /// F1.
    #[test]
    fn prop_management_fee_is_the_floored_rational(
        supply in edge(), rate in rate(), last in any::<u64>(), elapsed in prop_oneof![seconds(), 0..=MAX_FEE_PERIOD_SECONDS],
    ) {
        prop_assume!(last.checked_add(elapsed).is_some());
        let x = part(rate, elapsed);
        let got = management_fee_floor(Shares::new(supply), rate, last, last + elapsed).map(Shares::raw);
        prop_assert_eq!(got, floor(q(supply) * &x / (one() - &x)));
        // The manager's part of the supply after the fee is at most what the rate says.
        let minted = q(got.unwrap());
        prop_assert!(minted.clone() <= (q(supply) + minted) * x);
    }

    /// F2: any number of accruals take no more than one, and hardly less.
    #[test]
    fn prop_management_fee_accrued_often_never_takes_more_and_hardly_less(
        supply in supply(), rate in rate(), steps in prop::collection::vec(seconds(), 1..20),
    ) {
        let (mut held, mut clock) = (supply, 1_000_u64);
        for step in &steps {
            held += management_fee_floor(Shares::new(held), rate, clock, clock + step).unwrap().raw();
            clock += step;
        }
        let once = management_fee_floor(Shares::new(supply), rate, 1_000, clock).unwrap().raw();
        let often = held - supply;
        prop_assert!(often <= once);
        let x = part(rate, clock - 1_000);
        let rest = one() - &x;
        let two = one() + one();
        let bound = q(supply) * (&x * &x / &rest - &x * &x / two) + q(U256::from(steps.len())) / rest;
        prop_assert!(q(once) - q(often) <= bound, "{} - {} > {}", once, often, bound);
    }

    /// F3.
    #[test]
    fn prop_performance_fee_is_worth_at_most_its_part_of_the_gain_and_is_charged_once(
        nav in supply(), supply in supply(), drop in 0_u64..2_000_000, rate in 0_u64..=500_000_000_000_000_000,
    ) {
        let (nav, supply, rate) = (Value::new(nav), Shares::new(supply), Weight::new(U256::from(rate)));
        let price = share_price_floor(nav, supply).unwrap();
        let worth = q(nav.raw()) + one();
        let shares = q(supply.raw()) + q(VIRTUAL_SHARES.raw());
        prop_assert_eq!(Ok(price.raw()), floor(&worth * q(ten(36)) / &shares));
        // A mark from nothing up to twice the price.
        let mark = Price::new(floor(q(price.raw()) * q(U256::from(drop)) / q(U256::from(1_000_000))).unwrap());
        let fee = performance_fee(nav, supply, mark, rate).unwrap();
        prop_assert!(fee.mark >= mark);
        let gain = &worth / &shares - q(mark.raw()) / q(ten(36));
        if !gain.is_positive() {
            prop_assert_eq!(fee.shares, Shares::ZERO);
            prop_assert_eq!(fee.mark, mark);
            return Ok(());
        }
        let minted = q(fee.shares.raw());
        let after = &worth / (&shares + &minted);
        let charged = &after * &minted;
        let allowed = q(rate.raw()) / q(WAD) * &gain * q(supply.raw());
        prop_assert!(charged <= allowed);
        // And it is hardly less: three roundings of the value, one of the shares.
        let slack = q(supply.raw()) / q(ten(36)) + one() + one() + (one() + one()) * &worth / &shares;
        prop_assert!(allowed - charged <= slack);
        // The holders' price never falls below the old mark, the new mark is what it fell to, and nothing is left to charge.
        prop_assert!(&after * q(ten(36)) >= q(mark.raw()));
        if price > mark {
            prop_assert_eq!(Ok(fee.mark.raw()), ceil(after * q(ten(36))));
        }
        let diluted = Shares::new(supply.raw() + fee.shares.raw());
        let again = performance_fee(nav, diluted, fee.mark, rate).unwrap();
        prop_assert_eq!(again.shares, Shares::ZERO);
        prop_assert_eq!(again.mark, fee.mark);
    }

    /// F6.
    #[test]
    fn prop_fee_splits_to_exactly_the_fee(fee in edge(), parts in (1_usize..=32).prop_flat_map(targets)) {
        let mut split = vec![Shares::ZERO; parts.len()];
        split_fee(Shares::new(fee), &parts, &mut split).unwrap();
        prop_assert_eq!(sum(split.iter().map(|share| q(share.raw()))), q(fee));
        for (index, (share, part)) in split.iter().zip(&parts).enumerate() {
            let over = q(share.raw()) - q(fee) * q(part.raw()) / q(WAD);
            if index == 0 {
                prop_assert!(!over.is_negative() && over < q(U256::from(parts.len())));
            } else {
                prop_assert!(!over.is_positive() && over > -one());
            }
        }
    }
}

/// 2 % a year on 1,000 shares: 1,000 * 0.02 / 0.98 = 20.408163265306122448... shares, which are 2 % of 1,020.408...
#[test]
fn management_fee_of_two_percent_owns_two_percent() {
    let supply = Shares::new(U256::from(1_000) * ten(18));
    let fee = management_fee_floor(supply, Weight::from_bps(200), 0, SECONDS_PER_YEAR);
    assert_eq!(
        fee,
        Ok(Shares::new(U256::from(20_408_163_265_306_122_448_u128)))
    );
}

/// A share from 1.00 to 1.25 with the mark at 1.00 and a fee of 20 %: worth 0.05 per share, 50 of 1,250.
/// 50 / 1,200 of 1,000 shares are 41.666..., after which a share is worth 1.2: the gain less the fee.
#[test]
fn performance_fee_of_a_fifth_takes_a_fifth_of_the_gain() {
    let supply = Shares::new(U256::from(1_000) * ten(18));
    let nav = Value::new(U256::from(1_250) * ten(18));
    let mark = Price::new(ten(36));
    let fee = performance_fee(nav, supply, mark, Weight::from_bps(2_000)).unwrap();
    let expected = U256::from(41_666_666_666_666_666_666_u128);
    assert!(
        expected - fee.shares.raw() < U256::from(1_000_000),
        "{:?}",
        fee.shares
    );
    let price = fee.mark.raw() / ten(22);
    assert_eq!(price, U256::from(120_000_000_000_000_u64 - 1), "{price}");
    let loss = performance_fee(
        Value::new(U256::from(900) * ten(18)),
        supply,
        mark,
        MAX_PERFORMANCE_FEE,
    );
    assert_eq!(loss.unwrap().shares, Shares::ZERO);
}

#[test]
fn fees_report_rate_time_and_range() {
    let supply = Shares::new(ten(18));
    let above = Weight::new(MAX_MANAGEMENT_FEE.raw() + U256::ONE);
    assert_eq!(
        management_fee_floor(supply, above, 0, 1),
        Err(MathError::FeeRateAboveMaximum {
            got: above.raw(),
            maximum: U256::from(5) * ten(16)
        })
    );
    assert_eq!(
        management_fee_floor(supply, MAX_MANAGEMENT_FEE, 7, 6),
        Err(MathError::TimeRunsBackwards { last: 7, now: 6 })
    );
    assert_eq!(
        management_fee_floor(supply, MAX_MANAGEMENT_FEE, 0, 315_360_001),
        Err(MathError::FeePeriodTooLong {
            got: 315_360_001,
            maximum: 315_360_000
        })
    );
    let greedy = Weight::new(MAX_PERFORMANCE_FEE.raw() + U256::ONE);
    assert_eq!(
        performance_fee(Value::new(WAD), supply, Price::ZERO, greedy),
        Err(MathError::FeeRateAboveMaximum {
            got: greedy.raw(),
            maximum: U256::from(5) * ten(17)
        })
    );
    assert_eq!(
        performance_fee(
            Value::new(U256::MAX),
            supply,
            Price::ZERO,
            MAX_PERFORMANCE_FEE
        ),
        Err(MathError::Overflow)
    );
    assert_eq!(
        split_fee(supply, &[], &mut []),
        Err(MathError::AssetCountOutOfRange {
            got: 0,
            minimum: 1,
            maximum: 32
        })
    );
    assert_eq!(
        split_fee(supply, &[Weight::ONE], &mut []),
        Err(MathError::LengthMismatch {
            got: 0,
            expected: 1
        })
    );
    let half = Weight::from_bps(5_000);
    assert_eq!(
        split_fee(supply, &[half], &mut [Shares::ZERO]),
        Err(MathError::WeightsDoNotSumToOne { sum: half.raw() })
    );
}
