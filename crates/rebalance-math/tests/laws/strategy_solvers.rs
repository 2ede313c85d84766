//! The solvers, judged by their first-order conditions in exact rationals and by brute force on small portfolios.

use std::sync::atomic::{AtomicU32, Ordering};

use num_bigint::BigInt;
use num_traits::{Signed as _, Zero};
use proptest::prelude::*;
use rebalance_math::strategy::{
    RISK_TOLERANCE_WAD, RiskModel, VARIANCE_TOLERANCE_WAD, equal_risk_weights, max_risk_gap,
    minimum_variance_weights, portfolio_volatility_ceil, risk_budget_weights,
    risk_budget_weights_boxed, variance_gap,
};
use rebalance_math::{MathError, U256, WAD, Weight};

use crate::covariances::is_semidefinite;
use crate::inputs::{config, targets};
use crate::reference::{Q, q, sum};

const ONE: i64 = 1_000_000_000_000_000_000;

/// How often the solver with bounds found nothing where there is something.
static GIVEN_UP: AtomicU32 = AtomicU32::new(0);

/// A model that owns its numbers.
#[derive(Clone, Debug)]
pub(crate) struct Assets {
    pub(crate) volatilities: Vec<u64>,
    pub(crate) correlations: Vec<i64>,
}

impl Assets {
    pub(crate) fn model(&self) -> RiskModel<'_> {
        RiskModel::new(&self.volatilities, &self.correlations).expect("the parts fit together")
    }

    fn count(&self) -> usize {
        self.volatilities.len()
    }

    /// `(Sigma w)_i`, exactly, in the square of the volatilities' unit.
    fn marginals(&self, weights: &[Weight]) -> Vec<Q> {
        let count = self.count();
        (0..count)
            .map(|row| {
                let with_all = sum((0..count).map(|column| {
                    rational(self.correlations[row * count + column])
                        * rational(self.volatilities[column])
                        * q(weights[column].raw())
                }));
                with_all * rational(self.volatilities[row]) / rational(ONE) / q(WAD)
            })
            .collect()
    }

    /// `w_i (Sigma w)_i / (w' Sigma w)`, exactly.
    fn contributions(&self, weights: &[Weight]) -> Vec<Q> {
        let parts: Vec<Q> = self
            .marginals(weights)
            .into_iter()
            .zip(weights)
            .map(|(marginal, weight)| marginal * q(weight.raw()))
            .collect();
        let total = sum(parts.iter().cloned());
        parts.into_iter().map(|part| part / &total).collect()
    }

    fn variance(&self, weights: &[Weight]) -> Q {
        sum(self
            .marginals(weights)
            .into_iter()
            .zip(weights)
            .map(|(marginal, weight)| marginal * q(weight.raw()) / q(WAD)))
    }
}

fn rational(x: impl Into<BigInt>) -> Q {
    Q::from_integer(x.into())
}

/// Correlations `(1 - shrink) L L' + shrink I`, normalised, from random factor loadings: positive definite, with
/// correlations of either sign up to `1 - shrink`.
fn correlations(count: usize, loadings: &[i32], shrink_percent: i128) -> Vec<i64> {
    const FACTORS: usize = 3;
    let rows: Vec<&[i32]> = loadings.chunks(FACTORS).take(count).collect();
    let product = |a: &[i32], b: &[i32]| -> i128 {
        a.iter()
            .zip(b)
            .map(|(a, b)| i128::from(*a) * i128::from(*b))
            .sum()
    };
    let mut matrix = vec![ONE; count * count];
    for row in 0..count {
        for column in 0..row {
            let own = product(rows[row], rows[row]).max(1);
            let other = product(rows[column], rows[column]).max(1);
            let scale = ((own * other) as u128).isqrt() as i128 + 1;
            let together = product(rows[row], rows[column]);
            let rho = together * i128::from(ONE) / scale * (100 - shrink_percent) / 100;
            let rho = i64::try_from(rho).expect("a correlation is at most one");
            matrix[row * count + column] = rho;
            matrix[column * count + row] = rho;
        }
    }
    matrix
}

/// Assets of which some hedge others nearly perfectly.
pub(crate) fn assets_of(count: impl Strategy<Value = usize>) -> impl Strategy<Value = Assets> {
    shrunk_assets(count, -1_000, 10)
}

/// Assets as markets have them: moving mostly together.
fn mild_assets(count: impl Strategy<Value = usize>) -> impl Strategy<Value = Assets> {
    shrunk_assets(count, -300, 30)
}

fn shrunk_assets(
    count: impl Strategy<Value = usize>,
    least_loading: i32,
    least_shrink: i128,
) -> impl Strategy<Value = Assets> {
    let volatility = prop_oneof![
        6 => (50_u64..2_000).prop_map(|bps| bps * 100_000_000_000_000),
        1 => 1_000_000_000_000_000_u64..3_000_000_000_000_000_000,
    ];
    (
        count,
        prop::collection::vec(volatility, 32),
        prop::collection::vec(least_loading..1_400, 96),
        least_shrink..=100,
    )
        .prop_map(|(count, volatilities, loadings, shrink)| Assets {
            volatilities: volatilities[..count].to_vec(),
            correlations: correlations(count, &loadings, shrink),
        })
}

fn any_count() -> impl Strategy<Value = usize> {
    prop_oneof![3 => 1_usize..=4, 3 => 5_usize..=12, 1 => 13_usize..=32]
}

/// Budgets above zero.
fn budgets(count: usize) -> impl Strategy<Value = Vec<Weight>> {
    prop::collection::vec(1_u64..100, count).prop_map(|parts| {
        let total: u64 = parts.iter().sum();
        let mut raw: Vec<u64> = parts
            .iter()
            .map(|part| (u128::from(*part) * 1_000_000_000_000_000_000 / u128::from(total)) as u64)
            .collect();
        raw[0] += 1_000_000_000_000_000_000 - raw.iter().sum::<u64>();
        raw.into_iter()
            .map(|raw| Weight::new(U256::from(raw)))
            .collect()
    })
}

fn total(weights: &[Weight]) -> U256 {
    weights
        .iter()
        .fold(U256::ZERO, |sum, weight| sum + weight.raw())
}

fn wad(raw: u64) -> Q {
    q(U256::from(raw)) / q(WAD)
}

#[test]
fn equal_risk_agrees_with_maillard_roncalli_and_teiletche() {
    // Volatilities 10, 20, 30, 40 %, rho_12 = 0.8, rho_34 = -0.5: 38.361251 / 19.180625 / 24.261785 / 18.196339 %.
    let percent = 10_000_000_000_000_000_u64;
    let mut correlations = vec![0; 16];
    for (at, rho) in [
        (0, ONE),
        (5, ONE),
        (10, ONE),
        (15, ONE),
        (1, ONE / 10 * 8),
        (4, ONE / 10 * 8),
        (11, -ONE / 2),
        (14, -ONE / 2),
    ] {
        correlations[at] = rho;
    }
    let assets = Assets {
        volatilities: vec![10 * percent, 20 * percent, 30 * percent, 40 * percent],
        correlations,
    };
    let mut weights = [Weight::ZERO; 4];
    equal_risk_weights(&assets.model(), &mut weights).unwrap();
    let digits = weights.map(|weight| {
        (weight.raw() + U256::from(5_000_000_000_u64)) / U256::from(10_000_000_000_u64)
    });
    assert_eq!(
        digits,
        [38_361_251, 19_180_625, 24_261_785, 18_196_339].map(U256::from)
    );
}

/// Two assets: equal risk is inverse volatility whatever the correlation, 2/3 and 1/3 at 10 and 20 %.
#[test]
fn equal_risk_of_two_assets_ignores_their_correlation() {
    for rho in [-ONE / 10 * 9, 0, ONE / 2, ONE] {
        let assets = Assets {
            volatilities: vec![10, 20],
            correlations: vec![ONE, rho, rho, ONE],
        };
        let mut weights = [Weight::ZERO; 2];
        equal_risk_weights(&assets.model(), &mut weights).unwrap();
        let off = weights[0]
            .raw()
            .abs_diff(U256::from(666_666_666_666_666_667_u64));
        assert!(off < U256::from(100), "{weights:?}");
    }
}

/// Two uncorrelated assets of 10 and 20 %: 4/5 and 1/5 have the least variance, 0.8 % squared; a cap of 60 % binds.
#[test]
fn minimum_variance_of_two_assets_is_the_textbook_one() {
    let assets = Assets {
        volatilities: vec![100, 200],
        correlations: vec![ONE, 0, 0, ONE],
    };
    let mut weights = [Weight::ZERO; 2];
    let (zero, one) = ([Weight::ZERO; 2], [Weight::ONE; 2]);
    minimum_variance_weights(&assets.model(), &zero, &one, &mut weights).unwrap();
    assert!(
        weights[0].raw().abs_diff(Weight::from_bps(8_000).raw()) < U256::from(1_000_000_000_u64)
    );
    let caps = [Weight::from_bps(6_000), Weight::ONE];
    minimum_variance_weights(&assets.model(), &zero, &caps, &mut weights).unwrap();
    assert_eq!(weights, [Weight::from_bps(6_000), Weight::from_bps(4_000)]);
    // At a correlation of one, all goes to the calmer asset.
    let together = Assets {
        volatilities: vec![100, 200],
        correlations: vec![ONE; 4],
    };
    minimum_variance_weights(&together.model(), &zero, &one, &mut weights).unwrap();
    assert_eq!(weights, [Weight::ONE, Weight::ZERO]);
}

/// An exact bound on how far measured risk may be from a rational one.
fn tolerance() -> Q {
    wad(RISK_TOLERANCE_WAD) * rational(11) / rational(10)
}

/// Checks the conditions of budgets within bounds in exact rationals.
fn check_boxed(
    assets: &Assets,
    budgets: &[Weight],
    lower: &[Weight],
    upper: &[Weight],
    weights: &[Weight],
) {
    let contributions = assets.contributions(weights);
    let inside: Vec<usize> = (0..weights.len())
        .filter(|index| weights[*index] > lower[*index] && weights[*index] < upper[*index])
        .collect();
    let shared = sum(inside.iter().map(|index| contributions[*index].clone()));
    let budgeted = sum(inside.iter().map(|index| q(budgets[*index].raw()) / q(WAD)));
    assert!(budgeted.is_zero() || shared.is_positive(), "{shared}");
    for index in 0..weights.len() {
        assert!(weights[index] >= lower[index] && weights[index] <= upper[index]);
        if budgeted.is_zero() {
            continue;
        }
        let due = &shared * q(budgets[index].raw()) / q(WAD);
        let gap = (&contributions[index] * &budgeted - due) / &budgeted;
        let is_at_lower = weights[index] == lower[index] && !gap.is_negative();
        let is_at_upper = weights[index] == upper[index] && gap.is_negative();
        assert!(
            is_at_lower || is_at_upper || gap.abs() <= tolerance(),
            "asset {index} of {weights:?}: {gap}"
        );
    }
}

fn boxes(count: usize) -> impl Strategy<Value = (Vec<Weight>, Vec<Weight>)> {
    let part = 1_000_000_000_000_000_000 / count as u64;
    (
        prop::collection::vec(prop_oneof![Just(0), 0..=part], count),
        prop::collection::vec(
            prop_oneof![
                Just(1_000_000_000_000_000_000),
                (part + 32).min(1_000_000_000_000_000_000)..=1_000_000_000_000_000_000
            ],
            count,
        ),
    )
        .prop_map(|(lower, upper)| {
            let weights = |raw: Vec<u64>| {
                raw.into_iter()
                    .map(|raw| Weight::new(U256::from(raw)))
                    .collect()
            };
            (weights(lower), weights(upper))
        })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_risk_contributions_meet_their_budgets(
        (assets, budgets) in mild_assets(any_count()).prop_flat_map(|assets| {
            let count = assets.count();
            (Just(assets), budgets(count))
        }),
    ) {
        let mut weights = vec![Weight::ZERO; assets.count()];
        prop_assert_eq!(risk_budget_weights(&assets.model(), &budgets, &mut weights), Ok(()));
        prop_assert_eq!(total(&weights), WAD);
        for (part, budget) in assets.contributions(&weights).iter().zip(&budgets) {
            prop_assert!((part - q(budget.raw()) / q(WAD)).abs() <= tolerance());
        }
    }

    #[test]
    fn prop_risk_contributions_meet_their_budgets_when_assets_hedge_each_other(
        (assets, budgets) in assets_of(any_count()).prop_flat_map(|assets| {
            let count = assets.count();
            (Just(assets), budgets(count))
        }),
    ) {
        let mut weights = vec![Weight::ZERO; assets.count()];
        prop_assert_eq!(risk_budget_weights(&assets.model(), &budgets, &mut weights), Ok(()));
        prop_assert_eq!(total(&weights), WAD);
        for (part, budget) in assets.contributions(&weights).iter().zip(&budgets) {
            prop_assert!((part - q(budget.raw()) / q(WAD)).abs() <= tolerance());
        }
    }

    /// Whatever the matrix: a model only if it is one of correlations; then weights that meet their budgets, or an error
    /// that says by how much they do not.
    #[test]
    fn prop_risk_budgets_are_met_or_refused(
        count in 1_usize..=5, volatilities in prop::collection::vec(1_u64.., 5), rhos in prop::collection::vec(-ONE..=ONE, 10),
    ) {
        let mut correlations = vec![ONE; count * count];
        let mut rhos = rhos.into_iter();
        for row in 0..count {
            for column in 0..row {
                let rho = rhos.next().unwrap();
                correlations[row * count + column] = rho;
                correlations[column * count + row] = rho;
            }
        }
        let assets = Assets { volatilities: volatilities[..count].to_vec(), correlations };
        let exact = |own: Q| -> Vec<Vec<Q>> {
            let rows = assets.correlations.chunks(count).enumerate();
            rows.map(|(i, row)| (0..count).map(|j| rational(row[j]) + if i == j { own.clone() } else { Q::zero() }).collect()).collect()
        };
        match RiskModel::new(&assets.volatilities, &assets.correlations) {
            Ok(_) => prop_assert!(is_semidefinite(exact(rational(ONE) * wad(4_000_000)))),
            Err(error) => {
                let MathError::NotPositiveSemidefinite { pivot } = error else { panic!("{error}") };
                let leading = exact(Q::zero())[..=pivot].iter().map(|row| row[..=pivot].to_vec()).collect();
                prop_assert!(!is_semidefinite(leading));
                return Ok(());
            }
        }
        let mut weights = vec![Weight::ZERO; count];
        match equal_risk_weights(&assets.model(), &mut weights) {
            Ok(()) => {
                prop_assert_eq!(total(&weights), WAD);
                let equal = Q::new(1.into(), (count as i64).into());
                for part in assets.contributions(&weights) {
                    prop_assert!((part - &equal).abs() <= tolerance());
                }
            }
            Err(MathError::NotConverged { residual, .. }) => prop_assert!(residual > U256::from(RISK_TOLERANCE_WAD)),
            Err(other) => prop_assert!(false, "{other}"),
        }
        let (lower, upper) = (vec![Weight::ZERO; count], vec![Weight::ONE; count]);
        match minimum_variance_weights(&assets.model(), &lower, &upper, &mut weights) {
            Ok(()) => prop_assert_eq!(total(&weights), WAD),
            Err(MathError::NotConverged { residual, .. }) => prop_assert!(residual > U256::from(VARIANCE_TOLERANCE_WAD)),
            Err(MathError::VarianceNotPositive) => prop_assert!(assets.variance(&weights) <= wad(1)),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn prop_risk_gap_is_the_rational_one(
        (assets, budgets, weights) in assets_of(any_count()).prop_flat_map(|assets| {
            let count = assets.count();
            (Just(assets), budgets(count), budgets(count))
        }),
    ) {
        let exact = assets.contributions(&weights).iter().zip(&budgets)
            .map(|(part, budget)| (part - q(budget.raw()) / q(WAD)).abs()).max().unwrap();
        let got = q(max_risk_gap(&assets.model(), &budgets, &weights).unwrap().raw()) / q(WAD);
        prop_assert!((got - exact).abs() < wad(10_000_000), "1e-11 of the risk");
    }

    /// With one correlation for all pairs, equal risk is inverse volatility.
    #[test]
    fn prop_equal_risk_is_inverse_volatility_when_correlations_are_equal(
        volatilities in prop::collection::vec(1_000_u64..1_000_000, 1..=12), rho in 0..=ONE / 10 * 9,
    ) {
        let count = volatilities.len();
        let mut correlations = vec![rho; count * count];
        for own in 0..count {
            correlations[own * count + own] = ONE;
        }
        let assets = Assets { volatilities, correlations };
        let mut weights = vec![Weight::ZERO; count];
        equal_risk_weights(&assets.model(), &mut weights).unwrap();
        let whole = sum(assets.volatilities.iter().map(|volatility| rational(*volatility).recip()));
        for (weight, volatility) in weights.iter().zip(&assets.volatilities) {
            let exact = rational(*volatility).recip() / &whole;
            prop_assert!((q(weight.raw()) / q(WAD) - exact).abs() <= tolerance());
        }
    }

    #[test]
    fn prop_boxed_budgets_meet_the_conditions_of_the_optimum(
        (assets, budgets, (lower, upper)) in mild_assets(any_count()).prop_flat_map(|assets| {
            let count = assets.count();
            (Just(assets), budgets(count), boxes(count))
        }),
    ) {
        let mut weights = vec![Weight::ZERO; assets.count()];
        match risk_budget_weights_boxed(&assets.model(), &budgets, &lower, &upper, &mut weights) {
            Ok(()) => {
                prop_assert_eq!(total(&weights), WAD);
                check_boxed(&assets, &budgets, &lower, &upper, &weights);
            }
            Err(MathError::NotConverged { residual, .. }) => {
                // Only lower bounds can force what the budgets would not hold.
                prop_assert!(residual > U256::from(RISK_TOLERANCE_WAD));
                prop_assert!(lower.iter().any(|lower| !lower.is_zero()));
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    /// Where no two assets move against each other, no bound can force a hedge: there is an answer, and at least 99 times in
    /// 100 it is found. Otherwise the solver says that it has not.
    #[test]
    fn prop_boxed_budgets_are_found_when_no_asset_hedges(
        (assets, budgets, (lower, upper)) in shrunk_assets(any_count(), 0, 30).prop_flat_map(|assets| {
            let count = assets.count();
            (Just(assets), budgets(count), boxes(count))
        }),
    ) {
        let mut weights = vec![Weight::ZERO; assets.count()];
        match risk_budget_weights_boxed(&assets.model(), &budgets, &lower, &upper, &mut weights) {
            Ok(()) => {
                prop_assert_eq!(total(&weights), WAD);
                check_boxed(&assets, &budgets, &lower, &upper, &weights);
            }
            Err(error) => {
                prop_assert!(matches!(error, MathError::NotConverged { .. }), "{}", error);
                let given_up = GIVEN_UP.fetch_add(1, Ordering::Relaxed);
                prop_assert!(given_up <= config().cases / 100, "gave up {} times: {}", given_up, error);
            }
        }
    }

    #[test]
    fn prop_boxed_budgets_without_bounds_are_the_budgets(
        (assets, budgets) in mild_assets(1_usize..=8).prop_flat_map(|assets| {
            let count = assets.count();
            (Just(assets), budgets(count))
        }),
    ) {
        let count = assets.count();
        let (mut boxed, mut free) = (vec![Weight::ZERO; count], vec![Weight::ZERO; count]);
        let (lower, upper) = (vec![Weight::ZERO; count], vec![Weight::ONE; count]);
        prop_assert_eq!(risk_budget_weights_boxed(&assets.model(), &budgets, &lower, &upper, &mut boxed), Ok(()));
        prop_assert_eq!(risk_budget_weights(&assets.model(), &budgets, &mut free), Ok(()));
        for (boxed, free) in boxed.iter().zip(&free) {
            prop_assert!(boxed.raw().abs_diff(free.raw()) < U256::from(100_000_000_000_u64), "1e-7");
        }
    }

    /// No feasible portfolio is less risky, against random ones and against every point of a grid.
    #[test]
    fn prop_minimum_variance_is_not_beaten(
        (assets, (lower, upper), others) in assets_of(any_count()).prop_flat_map(|assets| {
            let count = assets.count();
            (Just(assets), boxes(count), prop::collection::vec(prop::collection::vec(1_u64..1_000_000, count), 4))
        }),
    ) {
        let count = assets.count();
        let mut weights = vec![Weight::ZERO; count];
        prop_assert_eq!(minimum_variance_weights(&assets.model(), &lower, &upper, &mut weights), Ok(()));
        prop_assert_eq!(total(&weights), WAD);
        let in_bounds = |weights: &[Weight]| (0..count).all(|at| weights[at] >= lower[at] && weights[at] <= upper[at]);
        prop_assert!(in_bounds(&weights));
        let least = assets.variance(&weights) * (rational(1) - wad(2 * VARIANCE_TOLERANCE_WAD));
        for scores in others {
            let scores: Vec<U256> = scores.into_iter().map(U256::from).collect();
            let mut other = vec![Weight::ZERO; count];
            rebalance_math::portfolio::cap_in_proportion(&scores, &lower, &upper, &mut other).unwrap();
            prop_assert!(assets.variance(&other) >= least);
        }
        if count == 3 {
            for first in 0..=10_u64 {
                for second in 0..=10 - first {
                    let grid = [first, second, 10 - first - second].map(|tenth| Weight::from_bps(tenth as u16 * 1_000));
                    prop_assert!(!in_bounds(&grid) || assets.variance(&grid) >= least);
                }
            }
        }
        let gap = variance_gap(&assets.model(), &lower, &upper, &weights).unwrap();
        let marginals = assets.marginals(&weights);
        let most = (0..count).filter(|at| weights[*at] > lower[*at]).map(|at| marginals[at].clone()).max();
        let least = (0..count).filter(|at| weights[*at] < upper[*at]).map(|at| marginals[at].clone()).min();
        let exact = match (most, least) {
            (Some(most), Some(least)) if most > least => (most - least) / assets.variance(&weights),
            _ => Q::zero(),
        };
        prop_assert!((q(gap.raw()) / q(WAD) - exact).abs() < wad(100_000_000), "1e-10");
    }

    #[test]
    fn prop_portfolio_volatility_is_the_root_of_the_variance_rounded_up(
        (assets, weights) in assets_of(any_count()).prop_flat_map(|assets| {
            let count = assets.count();
            (Just(assets), targets(count))
        }),
    ) {
        let got = q(portfolio_volatility_ceil(&assets.model(), &weights).unwrap());
        let exact = assets.variance(&weights);
        prop_assert!(&got * &got >= exact);
        let below = got - rational(2);
        prop_assert!(below.is_negative() || &below * &below < exact);
    }
}
