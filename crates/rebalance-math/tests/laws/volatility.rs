//! Variances and covariances against exact rationals and power series.

use num_traits::{Signed as _, Zero};
use proptest::prelude::*;
use rebalance_math::arithmetic::Signed;
use rebalance_math::portfolio::{exceeds_tracking_error, tracking_error_ceil};
use rebalance_math::volatility::{
    CovarianceRate, Decay, LogReturn, VarianceRate, check_semidefinite,
    constant_correlation_covariances, correlation_towards_zero, covariance_towards_zero,
    log_return, one_factor_covariances, packed_len, parkinson_variance, unpack_covariances,
    update_covariances, updated_variance, winsorise,
};
use rebalance_math::{MathError, Price, SignedWeight, U256, WAD, Weight};

use crate::analytic::{exp, ln};
use crate::inputs::{config, ten};
use crate::reference::{Q, floor, one, q, sum};

fn int(x: i128) -> Q {
    let magnitude = q(U256::from(x.unsigned_abs()));
    if x < 0 { -magnitude } else { magnitude }
}

fn two() -> Q {
    one() + one()
}

fn rate27() -> Q {
    q(ten(27))
}

/// Returns from nothing over basis points to the largest.
fn any_return() -> impl Strategy<Value = LogReturn> {
    prop_oneof![
        1 => Just(0_i64),
        2 => -1_000_i64..1_000,
        4 => -100_000_000_000_000_000_i64..100_000_000_000_000_000,
        1 => -i64::MAX..=i64::MAX,
    ]
    .prop_map(|raw| LogReturn::new(raw).unwrap())
}

/// Returns of a market: up to ten percent.
fn market_return() -> impl Strategy<Value = LogReturn> {
    (-100_000_000_000_000_000_i64..100_000_000_000_000_000)
        .prop_map(|raw| LogReturn::new(raw).unwrap())
}

fn variance() -> impl Strategy<Value = VarianceRate> {
    (any::<u128>(), 32_u32..128)
        .prop_map(|(raw, shift)| VarianceRate::new(raw >> shift.max(32)).unwrap())
}

fn elapsed() -> impl Strategy<Value = u64> {
    prop_oneof![
        1_u64..60,
        1_u64..100_000,
        1_u64..10_000_000,
        1_u64..u64::from(u32::MAX)
    ]
}

fn time_constant() -> impl Strategy<Value = u32> {
    prop_oneof![1_u32..100, Just(432_000), 1_u32..10_000_000, Just(u32::MAX)]
}

/// `1 - e^(-min(dt, tau) / tau)`.
fn alpha(elapsed: u64, time_constant: u32) -> Q {
    let gone = q(U256::from(elapsed.min(u64::from(time_constant)))) / q(U256::from(time_constant));
    one() - exp(&-gone)
}

/// A matrix that is a product of a vector with itself, summed over a few vectors, plus a diagonal.
fn semidefinite() -> impl Strategy<Value = (usize, Vec<CovarianceRate>)> {
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
fn is_semidefinite(mut rows: Vec<Vec<Q>>) -> bool {
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
    fn prop_updated_variance_is_the_exponential_average_to_two_units(
        variance in variance(), log_return in any_return(), last in 0_u64..1 << 40, elapsed in elapsed(), tau in time_constant(),
    ) {
        let decay = Decay::over(last, last + elapsed, tau).unwrap();
        let (estimate, square) = (int(variance.raw().cast_signed()), int(i128::from(log_return.raw()).pow(2)));
        let observed = square * rate27() / q(ten(36)) / q(U256::from(elapsed));
        let alpha = alpha(elapsed, tau);
        let expected = &estimate + &alpha * (&observed - &estimate);
        let got = updated_variance(variance, log_return, &decay);
        let tolerance = two() + int(3) / q(WAD) * (&estimate + &observed);
        match got {
            Ok(got) => {
                let got = int(got.raw().cast_signed());
                prop_assert!((&got - &expected).abs() <= tolerance, "{} for {}", got, expected);
                // E8: between the two, up to the rounding.
                prop_assert!(got <= estimate.clone().max(observed) + tolerance);
            }
            Err(error) => {
                prop_assert_eq!(error, MathError::RateOutOfRange);
                prop_assert!(expected + tolerance > int(VarianceRate::MAX.raw().cast_signed()));
            }
        }
    }

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
    fn prop_return_is_cut_exactly_beyond_the_limit_and_believed_the_second_time(
        variance in variance(), raw in any_return(), elapsed in elapsed(), limit in any::<u64>(), near in 0_u8..4,
    ) {
        let square = q(U256::from(limit)).pow(2) * int(variance.raw().cast_signed()) * q(U256::from(elapsed)) / rate27();
        // Half of the returns lie at the limit.
        let edge = floor(square.floor()).ok().and_then(|square| u128::try_from(square).ok()).map(u128::isqrt);
        let log_return = match (near, edge.and_then(|edge| i64::try_from(edge).ok())) {
            (0, Some(edge)) => LogReturn::new(edge).unwrap(),
            (1, Some(edge)) => LogReturn::new(-edge.saturating_add(1)).unwrap(),
            _ => raw,
        };
        let own = int(i128::from(log_return.raw())).pow(2);
        let got = winsorise(log_return, variance, elapsed, limit, false).unwrap();
        prop_assert_eq!(got.was_cut, own > square);
        if got.was_cut {
            let cut = int(i128::from(got.log_return.raw()));
            let sign = int(i128::from(log_return.raw().signum()));
            prop_assert!(cut.clone().pow(2) <= square && (cut.abs() + one()).pow(2) > square);
            prop_assert!(!(cut * sign).is_negative());
        } else {
            prop_assert_eq!(got.log_return, log_return);
        }
        let again = winsorise(log_return, variance, elapsed, limit, true).unwrap();
        prop_assert_eq!(again.log_return, log_return);
        prop_assert!(!again.was_cut);
    }

    #[test]
    fn prop_log_return_is_the_logarithm_towards_zero_and_the_way_back_is_its_negative(
        a in 1_u128.., b in 1_u128.., shift in 0_u32..120, is_near in any::<bool>(),
    ) {
        let a = (a >> shift).max(1);
        let b = if is_near { a.saturating_add(b >> shift >> 20) } else { (b >> shift).max(1) };
        let price = |raw: u128| Price::new(U256::from(raw));
        let exact = ln(&(q(U256::from(b)) / q(U256::from(a)))) * q(WAD);
        match log_return(price(a), price(b)) {
            Ok(got) => {
                let short = exact.abs() - int(i128::from(got.raw())).abs();
                prop_assert!(!short.is_negative() && short < int(3), "{} short of {}", short, exact);
                prop_assert!(got.raw() == 0 || (got.raw() < 0) == exact.is_negative());
                prop_assert_eq!(log_return(price(b), price(a)).map(LogReturn::raw), Ok(-got.raw()));
            }
            Err(error) => {
                prop_assert_eq!(error, MathError::ReturnOutOfRange);
                prop_assert!(exact.abs() > int(i128::from(i64::MAX)));
            }
        }
    }

    #[test]
    fn prop_parkinson_is_the_squared_range_over_four_ln_two(low in 1_u64.., range in any::<u64>(), shift in 0_u32..64, elapsed in elapsed()) {
        let high = u128::from(low) + u128::from(range >> shift);
        let (low, high) = (U256::from(low), U256::from(high));
        let exact_range = ln(&(q(high) / q(low)));
        let exact = exact_range.pow(2) / (int(4) * ln(&two())) / q(U256::from(elapsed)) * rate27();
        let got = parkinson_variance(Price::new(high), Price::new(low), elapsed).unwrap();
        let short = &exact - int(got.raw().cast_signed());
        // The logarithm is short by three units of 1e-18: twice that, of the range.
        let slack = two() + int(6) / q(WAD) * exact_range / (int(4) * ln(&two())) / q(U256::from(elapsed)) * rate27()
            + &exact / q(ten(26));
        prop_assert!(!short.is_negative() && short <= slack, "{} short of {}", short, exact);
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
        let got = tracking_error_ceil(&[drift], &covariances);
        assert_eq!(got, Ok(Weight::new(U256::from(expected))));
    }
}

/// Constant 80 % volatility, seen through hourly squares of exactly that size, stays 80 %.
#[test]
fn steady_squares_leave_the_variance_where_it_is() {
    // 0.64 / 31,536,000 per second
    let rate = VarianceRate::new(20_294_266_869_609_335_362).unwrap();
    // The root of 0.64 / 8760: 0.0085474768...
    let hourly = LogReturn::new(8_547_476_863_413_764).unwrap();
    let mut estimate = rate;
    let mut clock = 0;
    for gap in [3_600_u64; 48] {
        let decay = Decay::over(clock, clock + gap, 432_000).unwrap();
        clock += gap;
        estimate = updated_variance(estimate, hourly, &decay).unwrap();
    }
    let off = estimate.raw().abs_diff(rate.raw());
    assert!(off < rate.raw() / 10_000_000_000, "{off}");
}

#[test]
fn volatility_reports_each_bad_input() {
    let rate = |raw| CovarianceRate::new(raw).unwrap();
    let mismatch = |got, expected| Err(MathError::LengthMismatch { got, expected });
    let none = MathError::AssetCountOutOfRange {
        got: 0,
        minimum: 1,
        maximum: 32,
    };
    let many = MathError::AssetCountOutOfRange {
        got: 33,
        minimum: 1,
        maximum: 32,
    };
    assert_eq!(VarianceRate::new(1 << 96), Err(MathError::RateOutOfRange));
    assert_eq!(
        CovarianceRate::new(-(1 << 96)),
        Err(MathError::RateOutOfRange)
    );
    assert_eq!(
        CovarianceRate::new(i128::MIN),
        Err(MathError::RateOutOfRange)
    );
    assert_eq!(
        rate(-1).variance(4),
        Err(MathError::VarianceNegative { index: 4 })
    );
    assert_eq!(LogReturn::new(i64::MIN), Err(MathError::ReturnOutOfRange));

    assert_eq!(
        Decay::over(5, 4, 1),
        Err(MathError::TimeRunsBackwards { last: 5, now: 4 })
    );
    assert_eq!(Decay::over(5, 5, 1), Err(MathError::TimeStandsStill));
    assert_eq!(Decay::over(4, 5, 0), Err(MathError::DivisionByZero));
    assert_eq!(
        Decay::over(0, u64::MAX, 7),
        Decay::over(0, u64::from(u32::MAX), 7)
    );

    let (price, huge) = (Price::new(WAD), Price::new(U256::MAX));
    assert_eq!(
        log_return(Price::ZERO, price),
        Err(MathError::PriceZero { index: 0 })
    );
    assert_eq!(
        log_return(price, Price::ZERO),
        Err(MathError::PriceZero { index: 1 })
    );
    assert_eq!(
        log_return(price, Price::new(WAD * ten(5))),
        Err(MathError::ReturnOutOfRange)
    );
    assert_eq!(log_return(price, huge), Err(MathError::ReturnOutOfRange));
    assert_eq!(
        log_return(Price::new(U256::ONE), huge),
        Err(MathError::Overflow)
    );
    assert_eq!(
        parkinson_variance(price, price, 0),
        Err(MathError::TimeStandsStill)
    );
    assert_eq!(
        parkinson_variance(price, Price::ZERO, 1),
        Err(MathError::PriceZero { index: 0 })
    );
    assert_eq!(
        parkinson_variance(price, huge, 1),
        Err(MathError::HighBelowLow {
            high: WAD,
            low: U256::MAX
        })
    );
    assert_eq!(
        parkinson_variance(huge, price, 1),
        Err(MathError::RateOutOfRange)
    );
    assert_eq!(
        parkinson_variance(huge, Price::new(U256::ONE), 1),
        Err(MathError::Overflow)
    );
    let unit = LogReturn::new(1).unwrap();
    assert_eq!(
        winsorise(unit, VarianceRate::ZERO, 0, 1, false),
        Err(MathError::TimeStandsStill)
    );
    let cut = winsorise(unit, VarianceRate::ZERO, 1, u64::MAX, false).unwrap();
    assert_eq!((cut.log_return, cut.was_cut), (LogReturn::ZERO, true));

    let decay = Decay::over(0, 1, 1).unwrap();
    let most = LogReturn::new(i64::MAX).unwrap();
    assert_eq!(
        updated_variance(VarianceRate::MAX, most, &decay),
        Err(MathError::RateOutOfRange)
    );
    let mut entries = [CovarianceRate::ZERO; 3];
    assert_eq!(update_covariances(&mut [], &[], &decay), Err(none));
    assert_eq!(
        update_covariances(&mut entries, &[unit], &decay),
        mismatch(3, 1)
    );
    let full = [VarianceRate::MAX.with_itself(); 3];
    assert_eq!(
        update_covariances(&mut full.clone(), &[most; 2], &decay),
        Err(MathError::RateOutOfRange)
    );
    assert_eq!(unpack_covariances(&[], 0, &mut []), Err(none));
    assert_eq!(unpack_covariances(&full, 33, &mut []), Err(many));
    assert_eq!(
        unpack_covariances(&full[..2], 2, &mut entries),
        mismatch(2, 3)
    );
    assert_eq!(unpack_covariances(&full, 2, &mut entries), mismatch(3, 4));

    let variance = |raw| VarianceRate::new(raw).unwrap();
    let over = |magnitude, is_negative| {
        Err(MathError::CorrelationOutOfRange {
            magnitude,
            is_negative,
        })
    };
    assert_eq!(
        correlation_towards_zero(rate(-2), variance(1), variance(1)),
        over(U256::from(2) * WAD, true)
    );
    let beyond = Signed::new(WAD + U256::ONE, true);
    assert_eq!(
        covariance_towards_zero(beyond, variance(1), variance(1)).map(|_| Signed::ZERO),
        over(beyond.magnitude(), true)
    );
    let third = U256::from(333_333_333_333_333_334_u64);
    let four = [variance(1); 4];
    let mut matrix = [CovarianceRate::ZERO; 16];
    assert_eq!(
        constant_correlation_covariances(&four, Signed::new(third, true), &mut matrix),
        Err(MathError::CorrelationOutOfRange {
            magnitude: third,
            is_negative: true
        })
    );
    assert_eq!(
        constant_correlation_covariances(&four, Signed::new(third - U256::ONE, true), &mut matrix),
        Ok(())
    );
    assert_eq!(
        constant_correlation_covariances(&four, beyond.neg(), &mut matrix).map(|()| Signed::ZERO),
        over(beyond.magnitude(), false)
    );
    assert_eq!(
        constant_correlation_covariances(&[], Signed::ZERO, &mut []),
        Err(none)
    );
    assert_eq!(
        constant_correlation_covariances(&four, Signed::ZERO, &mut matrix[..15]),
        mismatch(15, 16)
    );
    let (beta, flat) = (Signed::from(WAD), [Signed::ZERO; 4]);
    assert_eq!(
        one_factor_covariances(&[], &[], variance(1), &mut []),
        Err(none)
    );
    assert_eq!(
        one_factor_covariances(&four, &flat[..3], variance(1), &mut matrix),
        mismatch(3, 4)
    );
    assert_eq!(
        one_factor_covariances(&four, &flat, variance(1), &mut matrix[..3]),
        mismatch(3, 16)
    );
    assert_eq!(
        one_factor_covariances(&four[..2], &[beta, beta], variance(2), &mut matrix[..4]),
        Err(MathError::FactorAboveVariance { index: 0 })
    );
    let wide = Signed::from(U256::ONE << 64);
    assert_eq!(
        one_factor_covariances(&four[..1], &[wide], variance(0), &mut matrix[..1]),
        Err(MathError::Overflow)
    );

    assert_eq!(check_semidefinite(&[], 0), Err(none));
    assert_eq!(check_semidefinite(&full, 2), mismatch(3, 4));
    let check = |raw: [i128; 4]| check_semidefinite(&raw.map(rate), 2);
    assert_eq!(
        check([1, 0, 0, -1]),
        Err(MathError::VarianceNegative { index: 1 })
    );
    assert_eq!(
        check([1, 0, 1, 1]),
        Err(MathError::NotSymmetric { row: 1, column: 0 })
    );
    assert_eq!(
        check([1, 2, 2, 1]),
        Err(MathError::NotPositiveSemidefinite { pivot: 1 })
    );
    assert_eq!(
        check([0, 1, 1, 1 << 90]),
        Err(MathError::NotPositiveSemidefinite { pivot: 1 })
    );
    assert_eq!(
        check([1 << 90, 1, 1, 0]),
        Err(MathError::NotPositiveSemidefinite { pivot: 1 })
    );
    assert_eq!(
        check([1, 1 << 95, 1 << 95, 1]),
        Err(MathError::NotPositiveSemidefinite { pivot: 1 })
    );
    assert_eq!(check([0; 4]), Ok(()));

    let drift = |raw: u64, sign| SignedWeight::new(Weight::new(U256::from(raw)), sign);
    let opposite = [drift(1_000_000_000, false), drift(1_000_000_000, true)];
    let bad = [1, 2, 2, 1].map(rate);
    assert_eq!(
        tracking_error_ceil(&opposite, &bad),
        Err(MathError::NotPositiveSemidefinite { pivot: 2 })
    );
    assert_eq!(tracking_error_ceil(&[], &[]), Err(none));
    assert_eq!(
        tracking_error_ceil(&opposite, &full),
        mismatch(3, 4).map(|()| Weight::ZERO)
    );
    let above = SignedWeight::new(Weight::new(WAD + U256::ONE), true);
    assert_eq!(
        exceeds_tracking_error(&[above], &full[..1], Weight::ONE),
        Err(MathError::WeightAboveOne {
            got: WAD + U256::ONE
        })
    );
    assert_eq!(
        exceeds_tracking_error(&[drift(1, false)], &full[..1], Weight::new(U256::MAX)),
        Ok(false)
    );
}
