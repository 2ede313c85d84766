//! Every error of targets, bounds and drift measures is reached, with its exact numbers.

use rebalance_math::portfolio::{
    cap_in_proportion, max_relative_drift_ceil, mint_shares_floor, mint_value_ceil,
    project_to_simplex, redeem_value_floor, share_price_floor, targets_by_largest_remainder,
    targets_with_residue_at, turnover_ceil, withdraw_shares_ceil,
};
use rebalance_math::trigger::is_any_relative_breached;
use rebalance_math::{MathError, Shares, SignedWeight, U256, Value, WAD, Weight};

use crate::inputs::ten;

const MAX: U256 = U256::MAX;
const NO_ASSET: MathError = MathError::AssetCountOutOfRange {
    got: 0,
    minimum: 1,
    maximum: 32,
};

fn mismatch(got: usize, expected: usize) -> MathError {
    MathError::LengthMismatch { got, expected }
}

#[test]
fn targets_report_count_length_scores_and_range() {
    let one = [U256::ONE];
    let mut slots = [Weight::ZERO; 33];
    assert_eq!(targets_by_largest_remainder(&[], &mut []), Err(NO_ASSET));
    assert_eq!(targets_with_residue_at(&[], 0, &mut []), Err(NO_ASSET));
    let many = MathError::AssetCountOutOfRange {
        got: 33,
        minimum: 1,
        maximum: 32,
    };
    assert_eq!(
        targets_by_largest_remainder(&[U256::ONE; 33], &mut slots),
        Err(many)
    );
    assert_eq!(
        targets_by_largest_remainder(&one, &mut []),
        Err(mismatch(0, 1))
    );
    assert_eq!(
        targets_with_residue_at(&one, 0, &mut slots[..2]),
        Err(mismatch(2, 1))
    );
    for scores in [[U256::ZERO; 2], [MAX, U256::ONE]] {
        let expected = if scores[0].is_zero() {
            MathError::ScoresZero
        } else {
            MathError::Overflow
        };
        assert_eq!(
            targets_by_largest_remainder(&scores, &mut slots[..2]),
            Err(expected)
        );
        assert_eq!(
            targets_with_residue_at(&scores, 1, &mut slots[..2]),
            Err(expected)
        );
    }
    assert_eq!(
        targets_with_residue_at(&one, 1, &mut slots[..1]),
        Err(MathError::AssetCountOutOfRange {
            got: 2,
            minimum: 1,
            maximum: 1
        })
    );
}

#[test]
fn bounds_report_each_way_to_be_wrong() {
    let bps = |bps: [u16; 2]| bps.map(Weight::from_bps);
    let run = |lower: &[Weight], upper: &[Weight]| {
        let wanted = [SignedWeight::ZERO; 2];
        let projected = project_to_simplex(&wanted, lower, upper, &mut [Weight::ZERO; 2]);
        let capped = cap_in_proportion(&[U256::ONE; 2], lower, upper, &mut [Weight::ZERO; 2]);
        assert_eq!(projected, capped);
        projected
    };
    assert_eq!(run(&bps([0, 0])[..1], &bps([1, 1])), Err(mismatch(1, 2)));
    assert_eq!(run(&bps([0, 0]), &[]), Err(mismatch(0, 2)));
    let above = Weight::from_bps(10_001);
    assert_eq!(
        run(&bps([0, 0]), &[Weight::ONE, above]),
        Err(MathError::WeightAboveOne { got: above.raw() })
    );
    assert_eq!(
        run(&bps([0, 2]), &bps([5_000, 1])),
        Err(MathError::BoundsCrossed { index: 1 })
    );
    let unreachable = |lowest: u64, highest: u64| MathError::BoundsUnreachable {
        lowest: U256::from(lowest) * ten(14),
        highest: U256::from(highest) * ten(14),
        wanted: WAD,
    };
    assert_eq!(
        run(&bps([6_000, 4_001]), &bps([10_000, 10_000])),
        Err(unreachable(10_001, 20_000))
    );
    assert_eq!(
        run(&bps([1, 1]), &bps([6_000, 3_999])),
        Err(unreachable(2, 9_999))
    );
    assert_eq!(project_to_simplex(&[], &[], &[], &mut []), Err(NO_ASSET));
    assert_eq!(cap_in_proportion(&[], &[], &[], &mut []), Err(NO_ASSET));
    let (zero, one) = (bps([0, 0]), bps([10_000, 10_000]));
    assert_eq!(
        project_to_simplex(&[SignedWeight::ZERO; 2], &zero, &one, &mut []),
        Err(mismatch(0, 2))
    );
    assert_eq!(
        cap_in_proportion(&[U256::ONE; 2], &zero, &one, &mut []),
        Err(mismatch(0, 2))
    );
    let wide = SignedWeight::new(Weight::new(U256::ONE << 120), true);
    assert_eq!(
        project_to_simplex(
            &[wide, SignedWeight::ZERO],
            &zero,
            &one,
            &mut [Weight::ZERO; 2]
        ),
        Err(MathError::Overflow)
    );
    for scores in [[U256::ONE << 190, U256::ZERO], [MAX, MAX]] {
        assert_eq!(
            cap_in_proportion(&scores, &zero, &one, &mut [Weight::ZERO; 2]),
            Err(MathError::Overflow)
        );
    }
    // Only the asset without a score has room.
    assert_eq!(
        cap_in_proportion(
            &[U256::ZERO, U256::ONE],
            &zero,
            &bps([10_000, 5_000]),
            &mut [Weight::ZERO; 2]
        ),
        Err(unreachable(0, 5_000))
    );
}

#[test]
fn drift_measures_report_length_nav_target_and_range() {
    let (values, half) = ([Value::new(WAD); 2], Weight::from_bps(5_000));
    let nav = Value::new(U256::from(2) * WAD);
    let measures = |values: &[Value], nav, targets: &[Weight]| {
        [
            turnover_ceil(values, nav, targets).map(|_| false),
            max_relative_drift_ceil(values, nav, targets).map(|_| false),
            is_any_relative_breached(values, nav, targets, half),
        ]
    };
    assert_eq!(measures(&values, nav, &[half]), [Err(mismatch(1, 2)); 3]);
    assert_eq!(
        measures(&values, Value::ZERO, &[half; 2]),
        [Err(MathError::NavZero); 3]
    );
    assert_eq!(
        max_relative_drift_ceil(&values, nav, &[Weight::ONE, Weight::ZERO]),
        Err(MathError::TargetZero { index: 1 })
    );
    assert_eq!(
        max_relative_drift_ceil(&[Value::ZERO], nav, &[Weight::ZERO]),
        Ok(Weight::ZERO)
    );
    assert_eq!(
        max_relative_drift_ceil(&values, Value::new(MAX), &[half; 2]),
        Err(MathError::Overflow)
    );
    let huge = [Value::new(MAX)];
    assert_eq!(
        turnover_ceil(&huge, Value::new(U256::ONE), &[half]),
        Err(MathError::Overflow)
    );
    assert_eq!(
        turnover_ceil(&values, nav, &[Weight::new(MAX); 2]).map(|_| ()),
        Ok(()),
        "a product of two 256-bit integers always has room"
    );
    assert_eq!(
        is_any_relative_breached(&values, nav, &[half; 2], Weight::new(MAX)),
        Err(MathError::Overflow)
    );
}

#[test]
fn priced_shares_report_supply_and_range() {
    let (one, max) = (U256::ONE, U256::MAX);
    let above = MathError::SharesAboveSupply {
        got: one,
        supply: U256::ZERO,
    };
    assert_eq!(
        redeem_value_floor(Shares::new(one), Value::ZERO, Shares::ZERO),
        Err(above)
    );
    assert_eq!(
        withdraw_shares_ceil(
            Value::new(one),
            Value::new(U256::from(1_000_000)),
            Shares::ZERO
        ),
        Err(above)
    );
    for (nav, supply) in [(max, U256::ZERO), (U256::ZERO, max)] {
        let (nav, supply) = (Value::new(nav), Shares::new(supply));
        let value = Value::new(one);
        assert_eq!(
            mint_shares_floor(value, nav, supply),
            Err(MathError::Overflow)
        );
        assert_eq!(
            mint_value_ceil(Shares::new(one), nav, supply),
            Err(MathError::Overflow)
        );
        assert_eq!(
            redeem_value_floor(Shares::ZERO, nav, supply),
            Err(MathError::Overflow)
        );
        assert_eq!(
            withdraw_shares_ceil(value, nav, supply),
            Err(MathError::Overflow)
        );
        assert_eq!(share_price_floor(nav, supply), Err(MathError::Overflow));
    }
}

#[test]
fn errors_of_portfolio_trigger_trade_and_volatility_print_their_numbers() {
    let n = U256::from(7);
    let shown = [
        (MathError::ScoresZero, "all scores are zero"),
        (
            MathError::BoundsCrossed { index: 3 },
            "lower bound of asset 3 is above its upper bound",
        ),
        (
            MathError::BoundsUnreachable {
                lowest: U256::ONE,
                highest: n,
                wanted: U256::from(9),
            },
            "bounds sum to 1 up to 7, not to 9",
        ),
        (
            MathError::TargetZero { index: 3 },
            "target weight of asset 3 is zero",
        ),
        (
            MathError::WeightAboveOne { got: n },
            "weight 7 is above 1e18",
        ),
        (
            MathError::LossAboveBudget {
                got: U256::from(9),
                maximum: n,
            },
            "loss of 9, allowed are 7",
        ),
        (
            MathError::WeightHasNoOdds { got: n },
            "weight 7 is not between 0 and 1e18",
        ),
        (
            MathError::FeeRateAboveMaximum {
                got: n,
                maximum: U256::ONE,
            },
            "fee rate 7, allowed are 1",
        ),
        (
            MathError::FeePeriodTooLong { got: 7, maximum: 6 },
            "fee period of 7 s, allowed are 6 s",
        ),
        (
            MathError::TimeRunsBackwards { last: 7, now: 6 },
            "time 6 is before 7",
        ),
        (MathError::TimeStandsStill, "no time has passed"),
        (
            MathError::VarianceNegative { index: 3 },
            "variance of asset 3 is negative",
        ),
        (MathError::RateOutOfRange, "variance rate of 2^96 or more"),
        (
            MathError::ReturnOutOfRange,
            "logarithmic return beyond 63 bits",
        ),
        (
            MathError::CorrelationOutOfRange {
                magnitude: n,
                is_negative: true,
            },
            "correlation -7 is out of range",
        ),
        (
            MathError::FactorAboveVariance { index: 3 },
            "asset 3 is less risky than its part of the factor",
        ),
        (
            MathError::NotSymmetric { row: 2, column: 1 },
            "entries (2, 1) and (1, 2) differ",
        ),
        (
            MathError::NotPositiveSemidefinite { pivot: 3 },
            "covariance matrix is not positive semi-definite at pivot 3",
        ),
        (
            MathError::HighBelowLow {
                high: U256::ONE,
                low: n,
            },
            "high 1 is below low 7",
        ),
        (
            MathError::ExponentOutOfRange {
                magnitude: n,
                is_negative: false,
            },
            "exponent 7 is not within one",
        ),
        (
            MathError::TradesUnbalanced {
                sold: n,
                bought: U256::ONE,
            },
            "7 sold but 1 bought",
        ),
        (MathError::ReserveZero, "pool without a reserve"),
    ];
    for (error, text) in shown {
        assert_eq!(error.to_string(), text);
    }
}
