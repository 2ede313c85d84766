//! Risk budgets for the branches that random models hardly ever take; expected values by hand.

use rebalance_math::strategy::{
    MAX_BOXED_SWEEPS, MAX_SWEEPS, RISK_TOLERANCE_WAD, RiskModel, risk_budget_weights,
    risk_budget_weights_boxed,
};
use rebalance_math::{MathError, U256, Weight};

use crate::inputs::ten;

const ONE: i64 = 1_000_000_000_000_000_000;

/// Three assets that hedge each other completely: no part of the risk can be given to any of them. Correlations of a half are no whole
/// number of the 29 bits that Newton's method has, and rounded down they are of no matrix at all: its last pivot is negative, so that there
/// is no step, and the sweeps do not arrive either.
#[test]
fn newton_takes_no_step_where_rounding_leaves_no_matrix() {
    let half = -ONE / 2;
    let correlations = [ONE, half, half, half, ONE, half, half, half, ONE];
    let model = RiskModel::new(&[1, 1, 1], &correlations).unwrap();
    // A third each, but for a millionth that leaves some variance to begin with.
    let third = ten(18) / U256::from(3);
    let budgets = [third + ten(12), third - ten(12), ten(18) - third - third].map(Weight::new);
    let mut weights = [Weight::ZERO; 3];
    let got = risk_budget_weights(&model, &budgets, &mut weights);
    let Err(MathError::NotConverged {
        iterations,
        residual,
    }) = got
    else {
        panic!("{got:?} with {weights:?}");
    };
    assert_eq!(iterations, MAX_SWEEPS, "no step of Newton's is among them");
    assert!(residual > U256::from(RISK_TOLERANCE_WAD), "{residual}");
}

/// Four uncorrelated assets, of which the third is held at its upper bound and the fourth has one weight only. The others share 60 % in
/// the proportion `sqrt(b) / sigma`, 2 to 1. Where the search begins both are at their lower bounds, and at its next value, 16 times as
/// large, at their upper ones: with nothing free there is no ratio to guess by, and the bracket has to be halved from within.
#[test]
fn search_for_lambda_halves_a_bracket_whose_ends_pin_everything() {
    let mut correlations = [0; 16];
    for own in [0, 5, 10, 15] {
        correlations[own] = ONE;
    }
    let model = RiskModel::new(&[1_000, 1_000, 100, 10_000], &correlations).unwrap();
    let budgets = [6_400, 1_600, 1_000, 1_000].map(Weight::from_bps);
    let lower = [3_000, 1_500, 1_000, 1_000].map(Weight::from_bps);
    let upper = [5_000, 2_500, 3_000, 1_000].map(Weight::from_bps);
    let mut weights = [Weight::ZERO; 4];
    risk_budget_weights_boxed(&model, &budgets, &lower, &upper, &mut weights).unwrap();
    let expected = [4_000, 2_000, 3_000, 1_000].map(Weight::from_bps);
    for (got, expected) in weights.iter().zip(expected) {
        assert!(got.raw().abs_diff(expected.raw()) < ten(9), "{weights:?}");
    }
    assert_eq!(weights[2..], expected[2..]);
}

/// Two assets that hedge each other to a thousandth, and two that do to four of them: a sweep brings the pairs nearer to their proportion by a
/// hundredth at most, so that all sweeps together would not arrive. Newton's method takes a few steps.
#[test]
fn newton_arrives_where_sweeps_would_not() {
    let mut correlations = [0; 16];
    for own in [0, 5, 10, 15] {
        correlations[own] = ONE;
    }
    for (pair, rest) in [([1, 4], 1_000), ([11, 14], 250)] {
        for at in pair {
            correlations[at] = ONE / rest - ONE;
        }
    }
    let model = RiskModel::new(&[1; 4], &correlations).unwrap();
    let mut weights = [Weight::ZERO; 4];
    risk_budget_weights(&model, &[Weight::from_bps(2_500); 4], &mut weights).unwrap();
    // y^2 times what the hedge leaves is the same for all: weights in the proportion 2 : 2 : 1 : 1.
    for (weight, part) in weights.iter().zip([2, 2, 1, 1_u64]) {
        let exact = ten(18) * U256::from(part) / U256::from(6);
        assert!(weight.raw().abs_diff(exact) < exact >> 20, "{weights:?}");
    }
}

/// The same four assets within bounds, where sweeps are all there is: at no `lambda` do the exposures settle, and what is stated is every sweep
/// that there may be.
#[test]
fn sweeps_under_bounds_end_where_no_more_are_allowed() {
    let mut correlations = [0; 16];
    for own in [0, 5, 10, 15] {
        correlations[own] = ONE;
    }
    for (pair, rest) in [([1, 4], 1_000), ([11, 14], 250)] {
        for at in pair {
            correlations[at] = ONE / rest - ONE;
        }
    }
    let model = RiskModel::new(&[1; 4], &correlations).unwrap();
    let mut weights = [Weight::ZERO; 4];
    let got = risk_budget_weights_boxed(
        &model,
        &[Weight::from_bps(2_500); 4],
        &[Weight::ZERO; 4],
        &[Weight::ONE; 4],
        &mut weights,
    );
    let Err(MathError::NotConverged {
        iterations,
        residual,
    }) = got
    else {
        panic!("{got:?} with {weights:?}");
    };
    assert_eq!(iterations, MAX_BOXED_SWEEPS);
    assert!(residual > U256::from(RISK_TOLERANCE_WAD), "{residual}");
}
