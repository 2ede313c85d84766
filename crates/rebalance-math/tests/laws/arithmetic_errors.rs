//! The ends of the functions' domains: each error is reached exactly where the documentation says.

use rebalance_math::{
    MathError, Signed, U256, WAD, div_wad_ceil, div_wad_floor, exp_ceil, exp_floor, exp2_ceil,
    exp2_floor, ln_ceil, ln_floor, log2_ceil, log2_floor, mul_wad_ceil, mul_wad_floor,
    normal_cdf_ceil, normal_cdf_floor, pow_ceil, pow_floor, signed_mul_div_ceil,
    signed_mul_div_floor,
};

const MAX: U256 = U256::MAX;

fn signed(value: i128) -> Signed {
    Signed::from(value)
}

#[test]
fn logarithms_refuse_zero() {
    for logarithm in [ln_floor, ln_ceil, log2_floor, log2_ceil] {
        assert_eq!(logarithm(U256::ZERO), Err(MathError::LogarithmOfZero));
        assert!(logarithm(U256::ONE).is_ok());
    }
}

#[test]
fn exp_overflows_from_the_first_exponent_that_is_too_large() {
    // ln(2^256 / 1e18) * 1e18 rounded down, and the next.
    let last = signed(135_999_146_549_453_176_898);
    let first = signed(135_999_146_549_453_176_899);
    for exp in [exp_floor, exp_ceil] {
        assert!(exp(last).is_ok());
        assert_eq!(exp(first), Err(MathError::Overflow));
        assert_eq!(exp(Signed::MAX), Err(MathError::Overflow));
    }
    assert_eq!(exp_floor(Signed::MIN), Ok(U256::ZERO));
    assert_eq!(exp_ceil(Signed::MIN), Ok(U256::ONE));
}

#[test]
fn exp_is_zero_from_the_first_exponent_that_is_too_small() {
    assert_eq!(
        exp_floor(signed(-41_446_531_673_892_822_312)),
        Ok(U256::ONE)
    );
    assert_eq!(
        exp_floor(signed(-41_446_531_673_892_822_313)),
        Ok(U256::ZERO)
    );
    assert_eq!(exp_ceil(signed(-41_446_531_673_892_822_313)), Ok(U256::ONE));
}

#[test]
fn exp2_overflows_from_the_first_exponent_that_is_too_large() {
    // log2(2^256 / 1e18) * 1e18 rounded down, and the next.
    for exp2 in [exp2_floor, exp2_ceil] {
        assert!(exp2(signed(196_205_294_292_027_477_738)).is_ok());
        assert_eq!(
            exp2(signed(196_205_294_292_027_477_739)),
            Err(MathError::Overflow)
        );
        assert_eq!(
            exp2(signed(197 * 10_i128.pow(18))),
            Err(MathError::Overflow)
        );
        assert_eq!(exp2(Signed::MAX), Err(MathError::Overflow));
    }
    assert_eq!(exp2_floor(Signed::MIN), Ok(U256::ZERO));
    assert_eq!(exp2_ceil(Signed::MIN), Ok(U256::ONE));
}

#[test]
fn pow_refuses_a_negative_power_of_zero_and_overflows() {
    for pow in [pow_floor, pow_ceil] {
        assert_eq!(pow(U256::ZERO, signed(-1)), Err(MathError::DivisionByZero));
        assert_eq!(pow(U256::ZERO, Signed::MIN), Err(MathError::DivisionByZero));
        assert_eq!(pow(U256::ZERO, Signed::ZERO), Ok(WAD));
        assert_eq!(pow(U256::ZERO, Signed::MAX), Ok(U256::ZERO));
        assert_eq!(pow(MAX, Signed::MAX), Err(MathError::Overflow));
        assert_eq!(pow(U256::ONE, Signed::MIN), Err(MathError::Overflow));
    }
    assert_eq!(pow_floor(MAX, Signed::MIN), Ok(U256::ZERO));
    assert_eq!(pow_ceil(MAX, Signed::MIN), Ok(U256::ONE));
}

#[test]
fn wads_report_division_by_zero_and_overflow() {
    for mul in [mul_wad_floor, mul_wad_ceil] {
        assert_eq!(mul(MAX, WAD), Ok(MAX));
        assert_eq!(mul(MAX, WAD + U256::ONE), Err(MathError::Overflow));
    }
    for div in [div_wad_floor, div_wad_ceil] {
        assert_eq!(div(MAX, U256::ZERO), Err(MathError::DivisionByZero));
        assert_eq!(div(MAX, WAD), Ok(MAX));
        assert_eq!(div(MAX, WAD - U256::ONE), Err(MathError::Overflow));
    }
}

#[test]
fn signed_mul_div_reports_division_by_zero_and_overflow() {
    let two = signed(2);
    for mul_div in [signed_mul_div_floor, signed_mul_div_ceil] {
        assert_eq!(
            mul_div(Signed::MIN, two, Signed::ZERO),
            Err(MathError::DivisionByZero)
        );
        assert_eq!(
            mul_div(Signed::MIN, two, signed(-1)),
            Err(MathError::Overflow)
        );
        assert_eq!(mul_div(Signed::MIN, two, signed(-2)), Ok(Signed::MAX));
    }
}

#[test]
fn normal_cdf_stays_between_zero_and_one() {
    let below_one = WAD - U256::ONE;
    assert_eq!(normal_cdf_floor(Signed::MAX), below_one);
    assert_eq!(normal_cdf_ceil(Signed::MAX), WAD);
    assert_eq!(normal_cdf_floor(Signed::MIN), U256::ZERO);
    assert_eq!(normal_cdf_ceil(Signed::MIN), U256::ONE);
    // Around nine deviations, where the series ends.
    for z in [8_999_999_999_999_999_999, 9_000_000_000_000_000_000] {
        assert_eq!(normal_cdf_floor(signed(z)), below_one);
        assert_eq!(normal_cdf_ceil(signed(z)), WAD);
        assert_eq!(normal_cdf_floor(signed(-z)), U256::ZERO);
        assert_eq!(normal_cdf_ceil(signed(-z)), U256::ONE);
    }
}
