//! Targets sum to exactly one and are as near to what was wanted as whole weights within their bounds can be.

use num_traits::{Signed, Zero};
use proptest::prelude::*;
use rebalance_math::portfolio::{
    cap_in_proportion, check_sum_to_one, project_to_simplex, targets_by_largest_remainder,
    targets_with_residue_at,
};
use rebalance_math::{MathError, SignedWeight, U256, WAD, Weight};

use crate::inputs::{config, edge, fraction, ten};
use crate::reference::{Q, floor, one, q, sum};

/// Scores as they come: of any size, of equal size, some zero.
fn scores() -> impl Strategy<Value = Vec<U256>> {
    let score = prop_oneof![
        2 => (0_u64..1_000).prop_map(U256::from),
        1 => Just(U256::ZERO),
        1 => Just(ten(18)),
        2 => any::<u128>().prop_map(U256::from),
        1 => edge().prop_map(|raw| raw >> 6),
    ];
    prop::collection::vec(score, 1..=32)
}

/// A lower and an upper bound for each asset, of which some are equal, closed or open.
fn bounds(count: usize) -> impl Strategy<Value = (Vec<Weight>, Vec<Weight>)> {
    let one = (fraction(), fraction(), 0_u8..6).prop_map(|(a, b, kind)| match kind {
        0 => (Weight::ZERO, Weight::ONE),
        1 => (a, a),
        2 => (Weight::ZERO, a.max(b)),
        3 => (Weight::new(a.min(b).raw() / U256::from(40)), Weight::ONE),
        _ => (Weight::new(a.min(b).raw() / U256::from(20)), a.max(b)),
    });
    prop::collection::vec(one, count).prop_map(|pairs| pairs.into_iter().unzip())
}

/// A wanted weight near the range of weights, or far from it.
fn wanted() -> impl Strategy<Value = SignedWeight> {
    let magnitude = prop_oneof![
        3 => fraction(),
        2 => (0_u64..4_000_000_000_000_000_000).prop_map(|raw| Weight::new(U256::from(raw))),
        1 => (0_u64..5).prop_map(|raw| Weight::new(U256::from(raw))),
        1 => edge().prop_map(|raw| Weight::new(raw >> 136)),
    ];
    (magnitude, any::<bool>()).prop_map(|(magnitude, sign)| SignedWeight::new(magnitude, sign))
}

fn signed(weight: SignedWeight) -> Q {
    let magnitude = q(weight.magnitude().raw());
    if weight.is_negative() {
        -magnitude
    } else {
        magnitude
    }
}

fn total(weights: &[Weight]) -> Q {
    sum(weights.iter().map(|weight| q(weight.raw())))
}

/// Whether weights that sum to one exist, of which those marked can not rise above their lower bound.
fn unreachable(lower: &[Weight], upper: &[Weight], is_stuck: impl Fn(usize) -> bool) -> bool {
    let highest =
        sum((0..upper.len()).map(|i| q(if is_stuck(i) { lower[i] } else { upper[i] }.raw())));
    total(lower) > q(WAD) || highest < q(WAD)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_largest_remainder_sums_to_one_within_a_unit_of_each_rational(scores in scores()) {
        let mut targets = vec![Weight::ZERO; scores.len()];
        let got = targets_by_largest_remainder(&scores, &mut targets);
        let whole = sum(scores.iter().copied().map(q));
        if whole.is_zero() {
            prop_assert_eq!(got, Err(MathError::ScoresZero));
            return Ok(());
        }
        prop_assert_eq!(got, Ok(()));
        prop_assert_eq!(check_sum_to_one(&targets), Ok(()));
        let exact: Vec<Q> = scores.iter().map(|score| q(*score) * q(WAD) / &whole).collect();
        let (mut least_raised, mut most_cut) = (one(), Q::zero());
        for (exact, target) in exact.iter().zip(&targets) {
            let error = q(target.raw()) - exact;
            prop_assert!(error.abs() < one());
            if error.is_positive() {
                least_raised = least_raised.min(one() - error);
            } else {
                most_cut = most_cut.max(-error);
            }
        }
        // Nobody was raised before one whom the floor had cut more.
        prop_assert!(least_raised >= most_cut);
    }

    /// E1: the residue goes to one fixed asset and is less than one unit per asset.
    #[test]
    fn prop_fixed_residue_sums_to_one_and_moves_one_weight(scores in scores(), at in any::<prop::sample::Index>()) {
        let mut targets = vec![Weight::ZERO; scores.len()];
        let at = at.index(scores.len());
        let whole = sum(scores.iter().copied().map(q));
        let got = targets_with_residue_at(&scores, at, &mut targets);
        if whole.is_zero() {
            prop_assert_eq!(got, Err(MathError::ScoresZero));
            return Ok(());
        }
        prop_assert_eq!(got, Ok(()));
        prop_assert_eq!(check_sum_to_one(&targets), Ok(()));
        for (index, (score, target)) in scores.iter().zip(&targets).enumerate() {
            let cut = floor(q(*score) * q(WAD) / &whole).unwrap();
            if index == at {
                prop_assert!(target.raw() >= cut && target.raw() - cut < U256::from(scores.len()));
            } else {
                prop_assert_eq!(target.raw(), cut);
            }
        }
    }

    /// The conditions of Karush, Kuhn and Tucker for whole weights: no unit can move from one asset to another and bring
    /// the weights nearer. The distance is separable and convex, so that no better weights exist.
    #[test]
    fn prop_projection_is_within_bounds_sums_to_one_and_no_unit_moved_brings_it_nearer(
        (wanted, (lower, upper)) in (1_usize..=32)
            .prop_flat_map(|count| (prop::collection::vec(wanted(), count), bounds(count))),
    ) {
        let mut weights = vec![Weight::ZERO; wanted.len()];
        let got = project_to_simplex(&wanted, &lower, &upper, &mut weights);
        if unreachable(&lower, &upper, |_| false) {
            let (lowest, highest) = (floor(total(&lower)).unwrap(), floor(total(&upper)).unwrap());
            prop_assert_eq!(got, Err(MathError::BoundsUnreachable { lowest, highest, wanted: WAD }));
            return Ok(());
        }
        prop_assert_eq!(got, Ok(()));
        prop_assert_eq!(check_sum_to_one(&weights), Ok(()));
        let (mut lowest_of_those_that_can_rise, mut highest_of_those_that_can_fall) = (None::<Q>, None::<Q>);
        for i in 0..weights.len() {
            prop_assert!(lower[i] <= weights[i] && weights[i] <= upper[i]);
            let moved = q(weights[i].raw()) - signed(wanted[i]);
            if weights[i] < upper[i] {
                lowest_of_those_that_can_rise =
                    Some(lowest_of_those_that_can_rise.map_or(moved.clone(), |least| least.min(moved.clone())));
            }
            if weights[i] > lower[i] {
                highest_of_those_that_can_fall =
                    Some(highest_of_those_that_can_fall.map_or(moved.clone(), |most| most.max(moved)));
            }
        }
        if let (Some(least), Some(most)) = (lowest_of_those_that_can_rise, highest_of_those_that_can_fall) {
            // (least + 1)^2 + (most - 1)^2 >= least^2 + most^2
            prop_assert!(most - least <= one());
        }
    }

    /// Weights that satisfy everything are left as they are.
    #[test]
    fn prop_projection_leaves_legal_weights_alone(scores in scores()) {
        let mut targets = vec![Weight::ZERO; scores.len()];
        prop_assume!(targets_by_largest_remainder(&scores, &mut targets).is_ok());
        let wanted: Vec<_> = targets.iter().map(|target| SignedWeight::new(*target, false)).collect();
        let mut weights = vec![Weight::ZERO; scores.len()];
        let (zeros, ones) = (vec![Weight::ZERO; scores.len()], vec![Weight::ONE; scores.len()]);
        prop_assert_eq!(project_to_simplex(&wanted, &zeros, &ones, &mut weights), Ok(()));
        prop_assert_eq!(weights, targets);
    }

    /// One rate explains all weights: whoever can fall has at most it, whoever can rise at least, to a unit.
    #[test]
    fn prop_capped_weights_are_within_bounds_sum_to_one_and_share_one_rate(
        (scores, (lower, upper)) in scores().prop_flat_map(|scores| {
            let count = scores.len();
            (Just(scores), bounds(count))
        }),
    ) {
        let scores: Vec<U256> = scores.into_iter().map(|score| score >> 65).collect();
        let mut weights = vec![Weight::ZERO; scores.len()];
        let got = cap_in_proportion(&scores, &lower, &upper, &mut weights);
        if unreachable(&lower, &upper, |i| scores[i].is_zero()) {
            prop_assert!(matches!(got, Err(MathError::BoundsUnreachable { wanted: WAD, .. })), "{:?}", got);
            return Ok(());
        }
        prop_assert_eq!(got, Ok(()));
        prop_assert_eq!(check_sum_to_one(&weights), Ok(()));
        let (mut rate_at_least, mut rate_at_most) = (Q::zero(), None::<Q>);
        for i in 0..weights.len() {
            prop_assert!(lower[i] <= weights[i] && weights[i] <= upper[i]);
            if scores[i].is_zero() {
                prop_assert_eq!(weights[i], lower[i]);
                continue;
            }
            if weights[i] > lower[i] {
                rate_at_least = rate_at_least.max((q(weights[i].raw()) - one()) / q(scores[i]));
            }
            if weights[i] < upper[i] {
                let rate = (q(weights[i].raw()) + one()) / q(scores[i]);
                rate_at_most = Some(rate_at_most.map_or(rate.clone(), |least| least.min(rate)));
            }
        }
        if let Some(rate_at_most) = rate_at_most {
            prop_assert!(rate_at_least < rate_at_most);
        }
    }
}

/// 0.9, 0.3, 0.1 onto the simplex: 0.1 too much in each; the last can not fall below zero... it lands on it exactly.
#[test]
fn projection_takes_the_same_from_all_that_can_give() {
    let wanted = [9_000, 3_000, 1_000].map(|bps| SignedWeight::new(Weight::from_bps(bps), false));
    let mut weights = [Weight::ZERO; 3];
    project_to_simplex(&wanted, &[Weight::ZERO; 3], &[Weight::ONE; 3], &mut weights).unwrap();
    assert_eq!(weights, [8_000, 2_000, 0].map(Weight::from_bps));
    // With a floor of 0.1 under the last, the others give 0.15 each; with a cap of 0.7 over the first, 0.2 + 0.1 remain.
    let lower = [0, 0, 1_000].map(Weight::from_bps);
    project_to_simplex(&wanted, &lower, &[Weight::ONE; 3], &mut weights).unwrap();
    assert_eq!(weights, [7_500, 1_500, 1_000].map(Weight::from_bps));
    let upper = [7_000, 10_000, 10_000].map(Weight::from_bps);
    project_to_simplex(&wanted, &lower, &upper, &mut weights).unwrap();
    assert_eq!(weights, [7_000, 2_000, 1_000].map(Weight::from_bps));
}

/// Market values 60, 25, 10, 5 under a cap of 40 %: the other 60 % go 25 : 10 : 5, so 37.5, 15, 7.5.
/// Under a cap of 35 % the second meets it too: 35, 35, and 30 % go 10 : 5.
#[test]
fn capped_weights_pass_the_excess_on_in_proportion() {
    let scores = [60_u64, 25, 10, 5].map(U256::from);
    let mut weights = [Weight::ZERO; 4];
    let cap = |bps| [Weight::from_bps(bps); 4];
    cap_in_proportion(&scores, &[Weight::ZERO; 4], &cap(4_000), &mut weights).unwrap();
    assert_eq!(weights, [4_000, 3_750, 1_500, 750].map(Weight::from_bps));
    cap_in_proportion(&scores, &[Weight::ZERO; 4], &cap(3_500), &mut weights).unwrap();
    assert_eq!(weights, [3_500, 3_500, 2_000, 1_000].map(Weight::from_bps));
    cap_in_proportion(&scores, &[Weight::ZERO; 4], &cap(2_500), &mut weights).unwrap();
    assert_eq!(weights, [2_500; 4].map(Weight::from_bps));
    // A floor of 10 % under the last is taken from the others in proportion: 90 % go 60 : 25 : 10 without any cap.
    let lower = [0, 0, 0, 1_000].map(Weight::from_bps);
    cap_in_proportion(&scores, &lower, &[Weight::ONE; 4], &mut weights).unwrap();
    assert_eq!(
        weights.map(|weight| weight.raw().to::<u64>()),
        [
            568_421_052_631_578_947,
            236_842_105_263_157_895,
            94_736_842_105_263_158,
            100_000_000_000_000_000
        ]
    );
}

#[test]
fn equal_scores_of_three_give_the_odd_unit_to_the_first() {
    let mut targets = [Weight::ZERO; 3];
    targets_by_largest_remainder(&[U256::from(7); 3], &mut targets).unwrap();
    let third = U256::from(333_333_333_333_333_333_u64);
    assert_eq!(targets.map(Weight::raw), [third + U256::ONE, third, third]);
    targets_with_residue_at(&[U256::from(7); 3], 2, &mut targets).unwrap();
    assert_eq!(targets.map(Weight::raw), [third, third, third + U256::ONE]);
}
