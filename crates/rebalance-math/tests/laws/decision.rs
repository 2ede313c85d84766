//! Weights, drift, bands, intervals and losses: the trigger is the rational definition, at the boundary too.

use num_traits::Signed;
use proptest::prelude::*;
use rebalance_math::{
    MathError, SignedWeight, U256, Value, WAD, Weight, budget_floor, check_sum_to_one, drift_away,
    eligible_at, exceeds_budget, is_any_breached, is_breached, is_elapsed, loss_ceil,
    max_drift_ceil, weight_floor, weights_floor,
};

use crate::inputs::{config, edge, fraction, near, targets};
use crate::reference::{Q, ceil, floor, q, sum};

/// `value / nav - target`, exactly.
fn exact_drift(value: U256, nav: U256, target: Weight) -> Q {
    q(value) / q(nav) - q(target.raw()) / q(WAD)
}

/// A value whose drift is the band, one unit less or one unit more, on either side of the target.
fn value_at_the_band(nav: U256, target: Weight, band: Weight, is_below: bool, step: u8) -> U256 {
    let edge = if is_below {
        q(target.raw()) - q(band.raw())
    } else {
        q(target.raw()) + q(band.raw())
    };
    let exact = (edge * q(nav) / q(WAD)).floor();
    let base = if exact.is_negative() {
        U256::ZERO
    } else {
        floor(exact).unwrap_or(U256::MAX)
    };
    match step {
        0 => base.saturating_sub(U256::ONE),
        1 => base,
        _ => base.saturating_add(U256::ONE),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_weight_equals_the_floored_rational((value, nav) in near()) {
        let expected = if nav.is_zero() { Err(MathError::NavZero) } else { floor(q(value) * q(WAD) / q(nav)) };
        prop_assert_eq!(weight_floor(Value::new(value), Value::new(nav)).map(Weight::raw), expected);
    }

    #[test]
    fn prop_weights_of_a_portfolio_fall_short_of_one_by_less_than_its_count(
        parts in prop::collection::vec(any::<[u64; 3]>(), 1..=32),
    ) {
        let values: Vec<_> = parts.iter().map(|[a, b, c]| Value::new(U256::from_limbs([*a, *b, *c, 0]))).collect();
        let nav = values.iter().try_fold(Value::ZERO, |nav, value| nav.checked_add(*value)).unwrap();
        prop_assume!(!nav.is_zero());
        let mut weights = vec![Weight::ZERO; values.len()];
        weights_floor(&values, nav, &mut weights).unwrap();
        let short = q(WAD) - sum(weights.iter().map(|weight| q(weight.raw())));
        prop_assert!(!short.is_negative() && short < q(U256::from(values.len())));
        for (value, weight) in values.iter().zip(&weights) {
            prop_assert_eq!(weight_floor(*value, nav), Ok(*weight));
        }
    }

    #[test]
    fn prop_targets_are_accepted_exactly_when_they_sum_to_one(
        whole in (1_usize..=32).prop_flat_map(targets), index in any::<prop::sample::Index>(), moved in edge(),
    ) {
        prop_assert_eq!(check_sum_to_one(&whole), Ok(()));
        let mut bent = whole;
        let place = index.index(bent.len());
        bent[place] = Weight::new(bent[place].raw().saturating_add(moved));
        let total = sum(bent.iter().map(|target| q(target.raw())));
        let expected = if total == q(WAD) {
            Ok(())
        } else {
            Err(MathError::WeightsDoNotSumToOne { sum: floor(total).unwrap_or(U256::MAX) })
        };
        prop_assert_eq!(check_sum_to_one(&bent), expected);
    }

    #[test]
    fn prop_drift_is_the_rational_rounded_away_from_zero((value, nav) in near(), target in fraction()) {
        let got = drift_away(Value::new(value), Value::new(nav), target);
        if nav.is_zero() {
            prop_assert_eq!(got, Err(MathError::NavZero));
        } else {
            let exact = exact_drift(value, nav, target);
            let magnitude = ceil(exact.abs() * q(WAD));
            let expected = magnitude.map(|raw| SignedWeight::new(Weight::new(raw), exact.is_negative()));
            prop_assert_eq!(got, expected);
        }
    }

    #[test]
    fn prop_max_drift_is_the_largest_rational_rounded_up(
        values in prop::collection::vec(edge(), 1..=32), nav in edge(), seed in any::<[u64; 32]>(),
    ) {
        prop_assume!(!nav.is_zero());
        let targets: Vec<_> = seed.iter().take(values.len()).map(|raw| Weight::new(U256::from(*raw))).collect();
        let largest = values.iter().zip(&targets).map(|(value, target)| exact_drift(*value, nav, *target).abs()).max();
        let values: Vec<_> = values.into_iter().map(Value::new).collect();
        let got = max_drift_ceil(&values, Value::new(nav), &targets).map(Weight::raw);
        prop_assert_eq!(got, ceil(largest.unwrap() * q(WAD)));
    }

    /// As above, where everything fits into few words, as in every real portfolio, and just where it does not.
    #[test]
    fn prop_max_drift_of_real_portfolios_is_the_largest_rational_rounded_up(
        values in prop::collection::vec(any::<u128>(), 1..=32), nav in 1_u128.., seed in any::<[u64; 32]>(), is_wide: bool,
    ) {
        let nav = U256::from(nav) + if is_wide { U256::from(1) << 128 } else { U256::ZERO };
        let targets: Vec<_> = seed.iter().take(values.len()).map(|raw| Weight::new(U256::from(*raw))).collect();
        let values: Vec<_> = values.into_iter().map(U256::from).collect();
        let largest = values.iter().zip(&targets).map(|(value, target)| exact_drift(*value, nav, *target).abs()).max();
        let values: Vec<_> = values.into_iter().map(Value::new).collect();
        let got = max_drift_ceil(&values, Value::new(nav), &targets).map(Weight::raw);
        prop_assert_eq!(got, ceil(largest.unwrap() * q(WAD)));
    }

    /// E2: equal to the rational definition, strictly outside, for any input.
    #[test]
    fn prop_breach_equals_the_rational_definition((value, nav) in near(), target in edge(), band in edge()) {
        let (target, band) = (Weight::new(target), Weight::new(band));
        let got = is_breached(Value::new(value), Value::new(nav), target, band);
        if nav.is_zero() {
            prop_assert_eq!(got, Err(MathError::NavZero));
        } else {
            prop_assert_eq!(got, Ok(exact_drift(value, nav, target).abs() > q(band.raw()) / q(WAD)));
        }
    }

    /// E2 where it is decided: one value unit on each side of the band's edge.
    #[test]
    fn prop_breach_equals_the_rational_definition_at_the_boundary(
        nav in edge(), target in fraction(), band in fraction(), is_below in any::<bool>(), step in 0_u8..3,
    ) {
        prop_assume!(!nav.is_zero());
        let value = value_at_the_band(nav, target, band, is_below, step);
        let exact = exact_drift(value, nav, target).abs() > q(band.raw()) / q(WAD);
        prop_assert_eq!(is_breached(Value::new(value), Value::new(nav), target, band), Ok(exact));
    }

    #[test]
    fn prop_any_breach_agrees_with_each_breach_and_with_the_reported_drift(
        nav in edge(), targets in (1_usize..=32).prop_flat_map(targets), band in fraction(),
        steps in any::<[(bool, u8); 32]>(),
    ) {
        prop_assume!(!nav.is_zero());
        let values: Vec<_> = targets
            .iter()
            .zip(steps)
            .map(|(target, (is_below, step))| Value::new(value_at_the_band(nav, *target, band, is_below, step % 3)))
            .collect();
        let nav = Value::new(nav);
        let each = values.iter().zip(&targets).any(|(value, target)| is_breached(*value, nav, *target, band).unwrap());
        prop_assert_eq!(is_any_breached(&values, nav, &targets, band), Ok(each));
        if let Ok(drift) = max_drift_ceil(&values, nav, &targets) {
            prop_assert_eq!(drift > band, each);
        }
    }

    #[test]
    fn prop_interval_elapses_exactly_when_enough_seconds_passed(
        last in any::<u64>(), interval in prop_oneof![any::<u64>(), 0_u64..100_000], later in 0_u64..200_000,
    ) {
        let eligible = (u128::from(last) + u128::from(interval)).min(u128::from(u64::MAX));
        prop_assert_eq!(u128::from(eligible_at(last, interval)), eligible);
        let edge = eligible_at(last, interval);
        for timestamp in [last.saturating_add(later), later, edge.saturating_sub(1), edge, edge.saturating_add(1)] {
            prop_assert_eq!(is_elapsed(timestamp, last, interval), u128::from(timestamp) >= eligible);
        }
    }

    #[test]
    fn prop_loss_is_the_rational_rounded_towards_plus_infinity((before, after) in near()) {
        let got = loss_ceil(Value::new(before), Value::new(after));
        if before.is_zero() {
            prop_assert_eq!(got, Err(MathError::NavZero));
        } else {
            let exact = ((q(before) - q(after)) * q(WAD) / q(before)).ceil();
            let expected = floor(exact.abs()).map(|raw| SignedWeight::new(Weight::new(raw), exact.is_negative()));
            prop_assert_eq!(got, expected);
            let bps = ((q(before) - q(after)) * q(U256::from(10_000)) / q(before)).ceil();
            if let (Ok(loss), Ok(bps)) = (got, i64::try_from(bps.to_integer())) {
                prop_assert_eq!(loss.to_bps_ceil(), Ok(bps));
            }
        }
    }

    #[test]
    fn prop_budget_is_exceeded_exactly_by_the_rational_definition(
        before in edge(), after in edge(), budget in fraction(), step in 0_u8..3,
    ) {
        // Half of the cases sit at the edge of the budget.
        let allowed = floor(q(before) * q(budget.raw()) / q(WAD)).unwrap();
        let at_the_edge = match step {
            0 => before - allowed,
            1 => (before - allowed).saturating_sub(U256::ONE),
            _ => (before - allowed).saturating_add(U256::ONE),
        };
        prop_assert_eq!(budget_floor(Value::new(before), budget), Ok(Value::new(allowed)));
        for after in [after, at_the_edge] {
            let lost = q(before) - q(after);
            let expected = !before.is_zero() && lost.is_positive() && lost.clone() / q(before) > q(budget.raw()) / q(WAD);
            prop_assert_eq!(exceeds_budget(Value::new(before), Value::new(after), budget), expected);
            prop_assert_eq!(lost > q(allowed), expected);
        }
    }

    #[test]
    fn prop_budget_overflows_only_above_one(before in edge(), budget in edge()) {
        let exact = q(before) * q(budget) / q(WAD);
        prop_assert_eq!(budget_floor(Value::new(before), Weight::new(budget)).map(Value::raw), floor(exact.clone()));
        prop_assert!(budget > WAD || floor(exact).is_ok());
    }
}

#[test]
fn max_drift_of_no_asset_is_zero() {
    assert_eq!(
        max_drift_ceil(&[], Value::new(U256::ONE), &[]),
        Ok(Weight::ZERO)
    );
}
