//! Relative drift and turnover equal their rational definitions, at the boundary too.

use num_traits::{Signed, Zero};
use proptest::prelude::*;
use rebalance_math::portfolio::{max_relative_drift_ceil, turnover_ceil};
use rebalance_math::trigger::is_any_relative_breached;
use rebalance_math::{MathError, U256, Value, WAD, Weight};

use crate::inputs::{config, edge, fraction, targets, ten};
use crate::reference::{Q, ceil, floor, q, sum};

fn exact_drifts(values: &[U256], nav: U256, targets: &[Weight]) -> Vec<Q> {
    values
        .iter()
        .zip(targets)
        .map(|(value, target)| (q(*value) / q(nav) - q(target.raw()) / q(WAD)).abs())
        .collect()
}

fn typed(values: &[U256]) -> Vec<Value> {
    values.iter().copied().map(Value::new).collect()
}

/// Values and targets of the same count.
fn portfolio() -> impl Strategy<Value = (Vec<U256>, Vec<Weight>)> {
    (1_usize..=32).prop_flat_map(|count| (prop::collection::vec(edge(), count), targets(count)))
}

/// A value whose relative drift is the band, a unit less or a unit more.
fn value_near_the_band(nav: U256, target: Weight, band: Weight, is_below: bool, step: u8) -> U256 {
    let one = q(WAD);
    let factor = if is_below {
        &one - q(band.raw())
    } else {
        &one + q(band.raw())
    };
    let base = floor((q(nav) * q(target.raw()) * factor / (&one * &one)).floor()).unwrap();
    match step {
        0 => base.saturating_sub(U256::ONE),
        1 => base,
        _ => base + U256::ONE,
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_turnover_is_half_the_sum_of_drifts_rounded_up((values, targets) in portfolio(), nav in edge()) {
        let got = turnover_ceil(&typed(&values), Value::new(nav), &targets).map(Weight::raw);
        if nav.is_zero() {
            prop_assert_eq!(got, Err(MathError::NavZero));
        } else {
            let exact = sum(exact_drifts(&values, nav, &targets)) / q(U256::from(2));
            prop_assert_eq!(got, ceil(exact * q(WAD)));
        }
    }

    #[test]
    fn prop_relative_drift_is_the_largest_rational_rounded_up((values, targets) in portfolio(), nav in edge()) {
        let got = max_relative_drift_ceil(&typed(&values), Value::new(nav), &targets).map(Weight::raw);
        let unwanted = (0..values.len()).find(|i| targets[*i].is_zero() && !values[*i].is_zero());
        let is_wide = targets.iter().any(|target| floor(q(target.raw()) * q(nav)).is_err());
        if nav.is_zero() {
            prop_assert_eq!(got, Err(MathError::NavZero));
        } else if is_wide {
            prop_assert!(got.is_err());
        } else if let Some(index) = unwanted {
            // Whichever asset comes first decides: one that is not wanted, or one whose drift is out of range.
            let unwanted = MathError::TargetZero { index };
            prop_assert!([Err(unwanted), Err(MathError::Overflow)].contains(&got));
        } else {
            let exact = exact_drifts(&values, nav, &targets)
                .into_iter()
                .zip(&targets)
                .filter(|(_, target)| !target.is_zero())
                .map(|(drift, target)| drift * q(WAD) / q(target.raw()))
                .max()
                .unwrap_or_else(Q::zero);
            prop_assert_eq!(got, ceil(exact * q(WAD)));
        }
    }

    #[test]
    fn prop_relative_breach_equals_the_rational_definition(
        (values, targets) in portfolio(), nav in edge(), band in edge(),
    ) {
        let got = is_any_relative_breached(&typed(&values), Value::new(nav), &targets, Weight::new(band));
        if nav.is_zero() {
            prop_assert_eq!(got, Err(MathError::NavZero));
        } else if targets.iter().any(|target| floor(q(target.raw()) * q(band)).is_err()) {
            prop_assert_eq!(got, Err(MathError::Overflow));
        } else {
            let expected = exact_drifts(&values, nav, &targets)
                .into_iter()
                .zip(&targets)
                .any(|(drift, target)| drift > q(band) / q(WAD) * q(target.raw()) / q(WAD));
            prop_assert_eq!(got, Ok(expected));
        }
    }

    /// E2 where it is decided: one value unit on each side of the band's edge.
    #[test]
    fn prop_relative_breach_equals_the_rational_definition_at_the_boundary(
        nav in edge(), target in fraction(), band in fraction(), is_below in any::<bool>(), step in 0_u8..3,
    ) {
        let nav: U256 = nav >> 4_usize;
        prop_assume!(!nav.is_zero());
        let value = value_near_the_band(nav, target, band, is_below, step);
        let exact = (q(value) / q(nav) - q(target.raw()) / q(WAD)).abs()
            > q(band.raw()) / q(WAD) * q(target.raw()) / q(WAD);
        let got = is_any_relative_breached(&[Value::new(value)], Value::new(nav), &[target], band);
        prop_assert_eq!(got, Ok(exact));
        if let Ok(drift) = max_relative_drift_ceil(&[Value::new(value)], Value::new(nav), &[target]) {
            prop_assert_eq!(drift > band, exact);
        }
    }
}

/// 60 % drifted to 72 %: a fifth of the target (Daryanani's upper band), and 12 % of NAV to be sold.
#[test]
fn a_twenty_percent_band_around_sixty_ends_at_seventy_two() {
    let targets = [Weight::from_bps(6_000), Weight::from_bps(4_000)];
    let nav = Value::new(U256::from(1_000) * ten(18));
    let values = [720_u64, 280].map(|value| Value::new(U256::from(value) * ten(18)));
    assert_eq!(
        turnover_ceil(&values, nav, &targets),
        Ok(Weight::from_bps(1_200))
    );
    // 28 % against 40 % is the larger one: 0.3.
    assert_eq!(
        max_relative_drift_ceil(&values, nav, &targets),
        Ok(Weight::from_bps(3_000))
    );
    let first =
        |band| is_any_relative_breached(&values[..1], nav, &targets[..1], Weight::new(band));
    assert_eq!(first(ten(17) * U256::from(2)), Ok(false));
    assert_eq!(first(ten(17) * U256::from(2) - U256::ONE), Ok(true));
}
