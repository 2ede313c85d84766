//! Any bytes as returns, variances and covariances.

use rebalance_math::volatility::*;
use rebalance_math::{MAX_ASSETS, Price, Signed, U256, WAD};

use crate::refusal::answer;
use crate::shapes::Shapes;

/// Runs one input.
///
/// # Panics
/// If a promise is broken.
pub fn run(input: &[u8]) {
    let mut shapes = Shapes::new(input);
    numbers(&mut shapes);
    observations(&mut shapes);
    updates(&mut shapes);
    correlations(&mut shapes);
    made_matrices(&mut shapes);
    any_matrix(&mut shapes);
}

fn numbers(shapes: &mut Shapes<'_>) {
    let raw = shapes.u128();
    if let Some(variance) = answer(VarianceRate::new(raw)) {
        assert_eq!(variance.raw(), raw);
        assert_eq!(variance.with_itself().variance(0), Ok(variance));
    }
    let signed = i128::from_le_bytes(raw.to_le_bytes());
    if let Some(rate) = answer(CovarianceRate::new(signed)) {
        assert_eq!(rate.raw(), signed);
        assert_eq!(answer(rate.variance(3)).is_some(), signed >= 0);
    }
    let short = i64::from_le_bytes(shapes.u64().to_le_bytes());
    if let Some(log_return) = answer(LogReturn::new(short)) {
        assert_eq!(log_return.raw(), short);
    }
}

fn observations(shapes: &mut Shapes<'_>) {
    let (before, now) = (shapes.price(), shapes.price());
    if let Some(there) = answer(log_return(before, now)) {
        assert_eq!(
            log_return(now, before).map(LogReturn::raw),
            Ok(-there.raw())
        );
        assert!(there.raw() == 0 || (there.raw() > 0) == (now > before));
    }
    let elapsed = shapes.u64();
    if let Some(variance) = answer(parkinson_variance(now, before, elapsed)) {
        assert!(now > before || variance == VarianceRate::ZERO);
    }
    answer(parkinson_variance(before, Price::new(U256::ONE), elapsed));
    let (seen, variance) = (shapes.log_return(), shapes.variance());
    let (limit, was_cut) = (shapes.u64(), shapes.flag());
    if let Some(cut) = answer(winsorise(seen, variance, elapsed, limit, was_cut)) {
        assert!(cut.log_return.raw().unsigned_abs() <= seen.raw().unsigned_abs());
        assert!(cut.was_cut || cut.log_return == seen);
        assert!(!(was_cut && cut.was_cut));
    }
}

fn updates(shapes: &mut Shapes<'_>) {
    let (last, now) = shapes.times();
    let time_constant = shapes.u32();
    let Some(decay) = answer(Decay::over(last, now, time_constant)) else {
        assert!(now <= last || time_constant == 0);
        return;
    };
    let (variance, seen) = (shapes.variance(), shapes.log_return());
    let updated = answer(updated_variance(variance, seen, &decay));
    let count = shapes.count();
    let returns = shapes.list(count, Shapes::log_return);
    let length = shapes.near(packed_len(count));
    let mut packed = shapes.list(length, Shapes::rate);
    if let (Some(own), Some(slot)) = (returns.first(), packed.first_mut()) {
        *slot = variance.with_itself();
        if *own == seen {
            let mut one = [*slot];
            let alone = update_covariances(&mut one, &[seen], &decay);
            assert_eq!(
                alone.ok().map(|()| one[0]),
                updated.map(VarianceRate::with_itself)
            );
        }
    }
    let mut matrix = vec![CovarianceRate::ZERO; shapes.near(count * count)];
    answer(update_covariances(&mut packed, &returns, &decay));
    if answer(unpack_covariances(&packed, count, &mut matrix)).is_some() {
        for row in 0..count {
            for column in 0..row {
                assert_eq!(matrix[row * count + column], matrix[column * count + row]);
            }
        }
    }
}

fn correlations(shapes: &mut Shapes<'_>) {
    let (i, j) = (shapes.variance(), shapes.variance());
    let exact = shapes.rate();
    if let Some(correlation) = answer(correlation_towards_zero(exact, i, j)) {
        assert!(correlation.magnitude() <= WAD);
        let back = answer(covariance_towards_zero(correlation, i, j)).expect("a legal correlation");
        assert!(back.raw().unsigned_abs() <= exact.raw().unsigned_abs());
    }
    let correlation = Signed::new(shapes.weight().raw(), shapes.flag());
    if let Some(covariance) = answer(covariance_towards_zero(correlation, i, j)) {
        let back = answer(correlation_towards_zero(covariance, i, j)).expect("a legal covariance");
        assert!(back.magnitude() <= correlation.magnitude());
    }
}

/// Matrices that are semi-definite by their making, up to rounding.
fn made_matrices(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let variances = shapes.list(count, Shapes::variance);
    // Rounding by a unit shows in variances of a few units.
    let is_coarse = variances.iter().any(|variance| variance.raw() < 1 << 50);
    let mut matrix = vec![CovarianceRate::ZERO; shapes.near(count * count)];
    let correlation = Signed::new(shapes.weight().raw(), shapes.flag());
    let made = constant_correlation_covariances(&variances, correlation, &mut matrix);
    if answer(made).is_some() {
        assert!(is_coarse || check_semidefinite(&matrix, count).is_ok());
    }
    let loadings = {
        let length = shapes.near(count);
        shapes.list(length, |shapes| {
            let magnitude = shapes.bits(65);
            Signed::new(magnitude, shapes.flag())
        })
    };
    let factor = VarianceRate::new(shapes.u128() >> 64).unwrap_or_default();
    let made = one_factor_covariances(&variances, &loadings, factor, &mut matrix);
    if answer(made).is_some() {
        assert!(is_coarse || check_semidefinite(&matrix, count).is_ok());
    }
}

fn any_matrix(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let matrix = shapes.matrix(count);
    let checked = answer(check_semidefinite(&matrix, count)).is_some();
    assert_eq!(CovarianceMatrix::new(&matrix, count).is_ok(), checked);
    let trusted = answer(CovarianceMatrix::trusted(&matrix, count));
    assert_eq!(
        trusted.map(|matrix| matrix.count()),
        ((1..=MAX_ASSETS).contains(&count) && matrix.len() == count * count).then_some(count)
    );
    if checked {
        // No pair covaries by more than both vary, within the tolerance.
        for row in 0..count {
            for column in 0..row {
                let own = |index: usize| matrix[index * (count + 1)].raw().unsigned_abs();
                let entry = matrix[row * count + column].raw().unsigned_abs();
                assert!(entry <= own(row).max(own(column)), "{matrix:?}");
            }
        }
    }
}
