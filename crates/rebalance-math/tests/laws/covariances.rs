//! Covariances, correlations and what makes a matrix one of covariances, against exact rationals.

use num_traits::{Signed as _, Zero};
use proptest::prelude::*;
use rebalance_math::arithmetic::Signed;
use rebalance_math::portfolio::{exceeds_tracking_error, tracking_error_ceil};
use rebalance_math::volatility::{
    CovarianceMatrix, CovarianceRate, Decay, LogReturn, VarianceRate, check_semidefinite,
    constant_correlation_covariances, correlation_towards_zero, covariance_towards_zero,
    one_factor_covariances, packed_len, unpack_covariances, update_covariances, updated_variance,
};
use rebalance_math::{MathError, SignedWeight, U256, WAD, Weight};

use crate::inputs::{config, ten};
use crate::reference::{Q, floor, one, q, sum};
use crate::volatility::{alpha, elapsed, int, rate27, time_constant, two, variance};

/// Returns of a market: up to ten percent.
fn market_return() -> impl Strategy<Value = LogReturn> {
    (-100_000_000_000_000_000_i64..100_000_000_000_000_000)
        .prop_map(|raw| LogReturn::new(raw).unwrap())
}

/// A matrix that is a product of a vector with itself, summed over a few vectors, plus a diagonal.
pub(crate) fn semidefinite() -> impl Strategy<Value = (usize, Vec<CovarianceRate>)> {
    (1_usize..=7, 0_usize..4, 0_u32..60).prop_flat_map(|(count, rank, shift)| {
        (
            prop::collection::vec(
                prop::collection::vec(-1_000_000_i128..1_000_000, count),
                rank,
            ),
            prop::collection::vec(
                prop_oneof![Just(0_i128), 0_i128..3, 0_i128..1_000_000_000_000],
                count,
            ),
            prop::collection::vec(0_u32..8, count),
        )
            .prop_map(move |(vectors, own, sizes)| {
                let mut matrix = Vec::new();
                for i in 0..count {
                    for j in 0..count {
                        let common: i128 = vectors
                            .iter()
                            .map(|v| (v[i] << sizes[i]) * (v[j] << sizes[j]))
                            .sum();
                        let raw = common + if i == j { own[i] } else { 0 };
                        matrix.push(CovarianceRate::new(raw << (shift % 32)).unwrap());
                    }
                }
                (count, matrix)
            })
    })
}

/// Whether an exact symmetric matrix is positive semi-definite, by elimination.
pub(crate) fn is_semidefinite(mut rows: Vec<Vec<Q>>) -> bool {
    for pivot in 0..rows.len() {
        let diagonal = rows[pivot][pivot].clone();
        if diagonal.is_negative() {
            return false;
        }
        if diagonal.is_zero() {
            if rows[pivot][pivot..].iter().any(|entry| !entry.is_zero()) {
                return false;
            }
            continue;
        }
        let top = rows[pivot].clone();
        for row in rows.iter_mut().skip(pivot + 1) {
            let factor = &row[pivot] / &diagonal;
            for (entry, above) in row.iter_mut().zip(&top).skip(pivot) {
                *entry -= &factor * above;
            }
        }
    }
    true
}

fn exact_rows(matrix: &[CovarianceRate], count: usize, extra: &Q) -> Vec<Vec<Q>> {
    matrix
        .chunks(count)
        .enumerate()
        .map(|(i, row)| {
            row.iter()
                .enumerate()
                .map(|(j, entry)| int(entry.raw()) * if i == j { one() + extra } else { one() })
                .collect()
        })
        .collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_updated_matrix_is_the_exponential_average_of_each_pair_and_stays_semidefinite(
        rounds in (1_usize..=6).prop_flat_map(|count| prop::collection::vec(
            (prop::collection::vec(market_return(), count), elapsed()), 1..6)),
        tau in time_constant(),
    ) {
        let count = rounds[0].0.len();
        let mut packed = vec![CovarianceRate::ZERO; packed_len(count)];
        let mut matrix = vec![CovarianceRate::ZERO; count * count];
        let mut clock = 0;
        for (returns, elapsed) in &rounds {
            let before = packed.clone();
            let decay = Decay::over(clock, clock + elapsed, tau).unwrap();
            clock += elapsed;
            prop_assume!(update_covariances(&mut packed, returns, &decay).is_ok());
            let alpha = alpha(*elapsed, tau);
            for i in 0..count {
                for j in 0..=i {
                    let at = i * (i + 1) / 2 + j;
                    let product = i128::from(returns[i].raw()) * i128::from(returns[j].raw());
                    let observed = int(product) * rate27() / q(ten(36)) / q(U256::from(*elapsed));
                    let estimate = int(before[at].raw());
                    let expected = &estimate + &alpha * (&observed - &estimate);
                    let tolerance = two() + int(3) / q(WAD) * (estimate.abs() + observed.abs());
                    prop_assert!((int(packed[at].raw()) - expected).abs() <= tolerance);
                }
                let diagonal = i * (i + 1) / 2 + i;
                let own = updated_variance(before[diagonal].variance(i).unwrap(), returns[i], &decay);
                prop_assert_eq!(own.map(VarianceRate::with_itself), Ok(packed[diagonal]));
            }
            unpack_covariances(&packed, count, &mut matrix).unwrap();
            for i in 0..count {
                for j in 0..count {
                    prop_assert_eq!(matrix[i * count + j], packed[i.max(j) * (i.max(j) + 1) / 2 + i.min(j)]);
                }
            }
            // Entries of a few units are nothing but rounding.
            if (0..count).all(|i| matrix[i * (count + 1)].raw() > 1_000_000_000_000_000) {
                prop_assert_eq!(check_semidefinite(&matrix, count), Ok(()));
            }
        }
    }

    #[test]
    fn prop_correlation_and_covariance_are_exact_roots_towards_zero(
        i in variance(), j in variance(), raw in any::<i128>(), shift in 32_u32..127, rho in -1_000_000_000_000_000_000_i64..=1_000_000_000_000_000_000,
    ) {
        let variances = int(i.raw().cast_signed()) * int(j.raw().cast_signed());
        let covariance = CovarianceRate::new(raw >> shift).unwrap();
        let square = int(covariance.raw()).pow(2) * q(ten(36));
        let got = correlation_towards_zero(covariance, i, j);
        if variances.is_zero() {
            let none = MathError::NotPositiveSemidefinite { pivot: 1 };
            prop_assert_eq!(got, if covariance.raw() == 0 { Ok(Signed::ZERO) } else { Err(none) });
        } else {
            let is_legal = square < (q(WAD) + one()).pow(2) * &variances;
            prop_assert_eq!(got.is_ok(), is_legal);
            if let Ok(got) = got {
                let magnitude = q(got.magnitude());
                prop_assert!(magnitude.clone().pow(2) * &variances <= square);
                prop_assert!((magnitude + one()).pow(2) * &variances > square);
                prop_assert!(got.is_zero() || got.is_negative() == (covariance.raw() < 0));
            }
        }
        let back = int(covariance_towards_zero(Signed::from(i128::from(rho)), i, j).unwrap().raw());
        let square = int(i128::from(rho)).pow(2) * &variances / q(ten(36));
        prop_assert!(back.clone().pow(2) <= square && (back.abs() + one()).pow(2) > square);
        prop_assert!(!(back * int(i128::from(rho))).is_negative());
    }

    #[test]
    fn prop_factor_and_constant_correlation_matrices_are_semidefinite(
        rows in prop::collection::vec((1_u128..1 << 70, -3_000_000_000_000_000_000_i128..3_000_000_000_000_000_000), 1..=12),
        factor in 0_u128..1 << 60, rho in 0_u64..=1_000_000_000_000_000_000, is_negative in any::<bool>(),
    ) {
        let count = rows.len();
        let loadings: Vec<Signed> = rows.iter().map(|(_, loading)| Signed::from(*loading)).collect();
        let explained = |i: usize, j: usize| int(rows[i].1) * int(rows[j].1) * int(factor.cast_signed()) / q(ten(36));
        // Each asset's variance is what the factor explains and something of its own.
        let variances: Vec<VarianceRate> = (0..count)
            .map(|i| VarianceRate::new(u128::try_from(floor(explained(i, i).ceil()).unwrap()).unwrap() + rows[i].0).unwrap())
            .collect();
        let factor_variance = VarianceRate::new(factor).unwrap();
        let mut matrix = vec![CovarianceRate::ZERO; count * count];
        one_factor_covariances(&variances, &loadings, factor_variance, &mut matrix).unwrap();
        for i in 0..count {
            for j in 0..count {
                let got = int(matrix[i * count + j].raw());
                if i == j {
                    prop_assert_eq!(got, int(variances[i].raw().cast_signed()));
                } else {
                    prop_assert_eq!(got, explained(i, j).trunc());
                }
            }
        }
        if rows.iter().all(|(own, _)| *own > 1 << 50) {
            prop_assert_eq!(check_semidefinite(&matrix, count), Ok(()));
        }
        let correlation = Signed::new(U256::from(rho), is_negative);
        let got = constant_correlation_covariances(&variances, correlation, &mut matrix);
        let is_legal = !is_negative || q(U256::from(rho)) * q(U256::from(count - 1)) <= q(WAD);
        prop_assert_eq!(got.is_ok(), is_legal);
        if is_legal && variances.iter().all(|variance| variance.raw() > 1 << 50) {
            prop_assert_eq!(check_semidefinite(&matrix, count), Ok(()));
            for i in 0..count {
                prop_assert_eq!(matrix[i * (count + 1)], variances[i].with_itself());
            }
        }
    }

    /// Every semi-definite matrix is accepted.
    #[test]
    fn prop_semidefinite_matrices_are_accepted((count, matrix) in semidefinite()) {
        prop_assert!(is_semidefinite(exact_rows(&matrix, count, &Q::zero())));
        prop_assert_eq!(check_semidefinite(&matrix, count), Ok(()));
    }

    /// No other one is, beyond 4e-12 of its diagonal.
    #[test]
    fn prop_accepted_matrices_are_semidefinite_within_the_tolerance(
        (count, mut matrix) in semidefinite(), at in any::<prop::sample::Index>(), moved in any::<i64>(), shift in 0_u32..63,
    ) {
        let place = at.index(count * count);
        let (i, j) = (place / count, place % count);
        let bent = CovarianceRate::new(matrix[place].raw() + (i128::from(moved) >> shift)).unwrap();
        matrix[place] = bent;
        matrix[j * count + i] = bent;
        match check_semidefinite(&matrix, count) {
            Ok(()) => {
                let tolerance = int(4) / q(ten(12));
                prop_assert!(is_semidefinite(exact_rows(&matrix, count, &tolerance)));
            }
            Err(MathError::VarianceNegative { index }) => prop_assert!(matrix[index * (count + 1)].raw() < 0),
            Err(MathError::NotPositiveSemidefinite { pivot }) => {
                // The assets up to the pivot are enough to show it, and those before it are not.
                let rows = exact_rows(&matrix, count, &Q::zero());
                let leading = |n: usize| rows[..n].iter().map(|row| row[..n].to_vec()).collect::<Vec<_>>();
                prop_assert!(!is_semidefinite(leading(pivot + 1)));
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn prop_tracking_error_is_the_root_of_the_exact_form_rounded_up(
        (count, matrix) in semidefinite(), raw in prop::collection::vec(-1_000_000_000_000_000_000_i64..=1_000_000_000_000_000_000, 7),
    ) {
        let drifts: Vec<SignedWeight> = raw[..count]
            .iter()
            .map(|raw| SignedWeight::new(Weight::new(U256::from(raw.unsigned_abs())), *raw < 0))
            .collect();
        let form = sum((0..count).flat_map(|i| (0..count).map(move |j| (i, j))).map(|(i, j)| {
            int(i128::from(raw[i])) * int(i128::from(raw[j])) * int(matrix[i * count + j].raw())
        }));
        let square = form * q(U256::from(31_536_000)) / rate27();
        let matrix = CovarianceMatrix::new(&matrix, count).unwrap();
        let got = tracking_error_ceil(&drifts, &matrix).unwrap();
        let root = q(got.raw());
        prop_assert!(root.clone().pow(2) >= square);
        prop_assert!(root.is_zero() || (root - one()).pow(2) < square);
        prop_assert_eq!(exceeds_tracking_error(&drifts, &matrix, got), Ok(false));
        if let Some(less) = got.raw().checked_sub(U256::ONE) {
            prop_assert_eq!(exceeds_tracking_error(&drifts, &matrix, Weight::new(less)), Ok(true));
        }
    }
}

/// A drift of 1e-9 under 1e-27 and 3.2e-26 per second: squares of 0.031536 and 1.009152 units, whose roots are above nought
/// and one.
#[test]
fn tracking_error_of_a_part_of_a_unit_is_the_next_unit() {
    let drift = SignedWeight::new(Weight::new(ten(9)), true);
    for (rate, expected) in [(0, 0_u64), (1, 1), (31, 1), (32, 2)] {
        let covariances = [CovarianceRate::new(rate).unwrap()];
        let matrix = CovarianceMatrix::new(&covariances, 1).unwrap();
        let got = tracking_error_ceil(&[drift], &matrix);
        assert_eq!(got, Ok(Weight::new(U256::from(expected))));
    }
}
