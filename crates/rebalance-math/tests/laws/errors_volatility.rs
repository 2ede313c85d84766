//! What the volatility room refuses, with the numbers.

use rebalance_math::arithmetic::Signed;
use rebalance_math::portfolio::{exceeds_tracking_error, tracking_error_ceil};
use rebalance_math::volatility::{
    CovarianceMatrix, CovarianceRate, Decay, LogReturn, VarianceRate, check_semidefinite,
    constant_correlation_covariances, correlation_towards_zero, covariance_towards_zero,
    log_return, one_factor_covariances, parkinson_variance, unpack_covariances, update_covariances,
    updated_variance, winsorise,
};
use rebalance_math::{MathError, Price, SignedWeight, U256, WAD, Weight};

use crate::inputs::ten;

const NONE: MathError = MathError::AssetCountOutOfRange {
    got: 0,
    minimum: 1,
    maximum: 32,
};
const MANY: MathError = MathError::AssetCountOutOfRange {
    got: 33,
    minimum: 1,
    maximum: 32,
};

fn rate(raw: i128) -> CovarianceRate {
    CovarianceRate::new(raw).unwrap()
}

fn variance(raw: u128) -> VarianceRate {
    VarianceRate::new(raw).unwrap()
}

fn mismatch<T>(got: usize, expected: usize) -> Result<T, MathError> {
    Err(MathError::LengthMismatch { got, expected })
}

#[test]
fn rates_returns_and_gaps_are_refused_with_their_numbers() {
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
}

#[test]
fn observations_are_refused_with_their_numbers() {
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
}

#[test]
fn updates_are_refused_with_their_numbers() {
    let decay = Decay::over(0, 1, 1).unwrap();
    let most = LogReturn::new(i64::MAX).unwrap();
    assert_eq!(
        updated_variance(VarianceRate::MAX, most, &decay),
        Err(MathError::RateOutOfRange)
    );
    let unit = LogReturn::new(1).unwrap();
    let mut entries = [CovarianceRate::ZERO; 3];
    assert_eq!(update_covariances(&mut [], &[], &decay), Err(NONE));
    assert_eq!(
        update_covariances(&mut entries, &[unit], &decay),
        mismatch(3, 1)
    );
    let full = [VarianceRate::MAX.with_itself(); 3];
    assert_eq!(
        update_covariances(&mut full.clone(), &[most; 2], &decay),
        Err(MathError::RateOutOfRange)
    );
    assert_eq!(unpack_covariances(&[], 0, &mut []), Err(NONE));
    assert_eq!(unpack_covariances(&full, 33, &mut []), Err(MANY));
    assert_eq!(
        unpack_covariances(&full[..2], 2, &mut entries),
        mismatch(2, 3)
    );
    assert_eq!(unpack_covariances(&full, 2, &mut entries), mismatch(3, 4));
}

#[test]
fn correlations_and_factors_are_refused_with_their_numbers() {
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
        Err(NONE)
    );
    assert_eq!(
        constant_correlation_covariances(&four, Signed::ZERO, &mut matrix[..15]),
        mismatch(15, 16)
    );
    let (beta, flat) = (Signed::from(WAD), [Signed::ZERO; 4]);
    assert_eq!(
        one_factor_covariances(&[], &[], variance(1), &mut []),
        Err(NONE)
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
}

#[test]
fn matrices_are_refused_with_their_numbers() {
    assert_eq!(check_semidefinite(&[], 0), Err(NONE));
    assert_eq!(check_semidefinite(&[rate(1); 3], 2), mismatch(3, 4));
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
    assert_eq!(CovarianceMatrix::trusted(&[], 0), Err(NONE));
    assert_eq!(CovarianceMatrix::trusted(&[rate(1); 3], 2), mismatch(3, 4));
    assert_eq!(CovarianceMatrix::new(&[rate(1); 3], 2), mismatch(3, 4));
    let bad = [1, 2, 2, 1].map(rate);
    assert_eq!(
        CovarianceMatrix::new(&bad, 2),
        Err(MathError::NotPositiveSemidefinite { pivot: 1 })
    );
    assert_eq!(CovarianceMatrix::new(&bad[..1], 1).unwrap().count(), 1);
}

#[test]
fn tracking_errors_are_refused_with_their_numbers() {
    let drift = |raw: u64, sign| SignedWeight::new(Weight::new(U256::from(raw)), sign);
    let opposite = [drift(1_000_000_000, false), drift(1_000_000_000, true)];
    let bad = [1, 2, 2, 1].map(rate);
    let trusted = CovarianceMatrix::trusted(&bad, 2).unwrap();
    assert_eq!(
        tracking_error_ceil(&opposite, &trusted),
        Err(MathError::NotPositiveSemidefinite { pivot: 2 })
    );
    assert_eq!(tracking_error_ceil(&[], &trusted), mismatch(0, 2));
    assert_eq!(
        tracking_error_ceil(&opposite[..1], &trusted),
        mismatch(1, 2)
    );
    let most = [VarianceRate::MAX.with_itself()];
    let most = CovarianceMatrix::new(&most, 1).unwrap();
    let above = SignedWeight::new(Weight::new(WAD + U256::ONE), true);
    assert_eq!(
        exceeds_tracking_error(&[above], &most, Weight::ONE),
        Err(MathError::WeightAboveOne {
            got: WAD + U256::ONE
        })
    );
    assert_eq!(
        exceeds_tracking_error(&[drift(1, false)], &most, Weight::new(U256::MAX)),
        Ok(false)
    );
}
