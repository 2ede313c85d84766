//! Roots, exponentials, logarithms, powers and the normal distribution: on the right side of the truth, and close to it.

use num_bigint::BigInt;
use num_traits::One;
use proptest::prelude::*;
use rebalance_math::{
    MathError, Signed, U256, WAD, cbrt_ceil, cbrt_floor, cbrt_wad_ceil, cbrt_wad_floor, exp_ceil,
    exp_floor, exp2_ceil, exp2_floor, ln_ceil, ln_floor, log2_ceil, log2_floor, normal_cdf_ceil,
    normal_cdf_floor, pow_ceil, pow_floor, sqrt_ceil, sqrt_floor, sqrt_wad_ceil, sqrt_wad_floor,
};

use crate::inputs::{config, edge};
use crate::interval::{Interval, big, big_u};

fn wad() -> BigInt {
    BigInt::from(10).pow(18)
}

/// A fraction of 1e18 as an interval.
fn real(x: Signed) -> Interval {
    Interval::ratio(&big(x), &wad())
}

/// A wad with a sign between two whole numbers, in shapes that reach the ends and the neighbourhood of zero.
fn exponent(low: i128, high: i128) -> impl Strategy<Value = Signed> {
    let unit = 10_i128.pow(18);
    prop_oneof![
        4 => (low * unit..high * unit).prop_map(Signed::from),
        1 => (low..high, -3_i128..4).prop_map(move |(whole, around)| Signed::from(whole * unit + around)),
        1 => (any::<i64>(), 0_u32..64).prop_map(|(any, bits)| Signed::from(i128::from(any >> bits))),
    ]
}

/// A wad next to one.
fn near_one() -> impl Strategy<Value = U256> {
    (any::<u64>(), 5_u32..64, any::<bool>()).prop_map(|(any, bits, is_above)| {
        let distance = U256::from(any >> bits);
        if is_above {
            WAD + distance
        } else {
            WAD - distance
        }
    })
}

/// Anything that has a logarithm.
fn positive() -> impl Strategy<Value = U256> {
    prop_oneof![2 => edge(), 1 => near_one()].prop_map(|x| x.max(U256::ONE))
}

/// Holds two answers against the truth: on the right side, and not more than a unit and a `2^bits`-th of it away.
fn check(
    floor: Result<BigInt, MathError>,
    ceil: Result<BigInt, MathError>,
    truth: &Interval,
    bits: usize,
) -> Result<(), TestCaseError> {
    let Some((low, high)) = truth.wad() else {
        // A whole number within 2^-400: the vectors and the exact points cover those.
        return Err(TestCaseError::reject("the interval holds a whole number"));
    };
    let range = BigInt::one() << 256;
    if low >= range {
        prop_assert_eq!(&floor, &Err(MathError::Overflow));
        prop_assert_eq!(&ceil, &Err(MathError::Overflow));
        return Ok(());
    }
    let slack = (&low >> bits).magnitude().clone();
    let slack = BigInt::from(slack) + 1;
    let floor = floor.map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert!(floor <= low, "{} is above {}", floor, low);
    prop_assert!(&low - &floor <= slack, "{} is below {}", floor, low);
    // Only the ceiling's allowance may leave the range.
    if let Ok(ceil) = ceil {
        prop_assert!(ceil >= high, "{} is below {}", ceil, high);
        prop_assert!(&ceil - &high <= slack, "{} is above {}", ceil, high);
    } else {
        prop_assert!(&high + slack >= range);
    }
    Ok(())
}

fn unsigned(answer: Result<U256, MathError>) -> Result<BigInt, MathError> {
    answer.map(big_u)
}

/// A base and the sign of the exponents whose powers it is for: divisors of one in wad for those below zero, multiples of it
/// for those above, and any for either.
fn base_of_whole_powers() -> impl Strategy<Value = (U256, bool)> {
    let divisor = (0_usize..19, 0_usize..19)
        .prop_map(|(twos, fives)| (U256::ONE << twos) * U256::from(5).pow(U256::from(fives)));
    prop_oneof![
        1 => (edge(), any::<bool>()),
        2 => divisor.prop_map(|x| (x, true)),
        2 => (1_u64..100_000).prop_map(|whole| (U256::from(whole) * WAD, false)),
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_exp_is_on_the_right_side_within_a_unit(x in exponent(-45, 137)) {
        prop_assume!(!x.is_zero());
        check(unsigned(exp_floor(x)), unsigned(exp_ceil(x)), &real(x).exp(), 149)?;
    }

    #[test]
    fn prop_exp2_is_on_the_right_side_within_a_unit(x in exponent(-62, 198)) {
        let ln_2 = Interval::ln(&BigInt::from(2), &BigInt::one());
        prop_assume!(big(x) % wad() != BigInt::ZERO);
        check(unsigned(exp2_floor(x)), unsigned(exp2_ceil(x)), &real(x).times(&ln_2).exp(), 149)?;
    }

    #[test]
    fn prop_ln_is_on_the_right_side_within_a_unit(x in positive()) {
        prop_assume!(x != WAD);
        let truth = Interval::ln(&big_u(x), &wad());
        check(ln_floor(x).map(big), ln_ceil(x).map(big), &truth, 256)?;
    }

    #[test]
    fn prop_log2_is_on_the_right_side_within_a_unit(x in positive()) {
        let truth = Interval::ln(&big_u(x), &wad()).times(&Interval::log2_e());
        check(log2_floor(x).map(big), log2_ceil(x).map(big), &truth, 256)?;
    }

    #[test]
    fn prop_pow_is_on_the_right_side_within_a_unit(x in positive(), t in exponent(-45, 137)) {
        let logarithm = ln_floor(x).unwrap();
        prop_assume!(!logarithm.is_zero());
        // The exponent that brings the result about to e^t.
        let y = big(t) * wad() / big(logarithm);
        let y = Signed::new(
            U256::from_limbs_slice(&y.magnitude().to_u64_digits()),
            y.sign() == num_bigint::Sign::Minus,
        );
        prop_assume!(!y.is_zero() && y != Signed::from(WAD));
        let truth = Interval::ln(&big_u(x), &wad()).times(&real(y)).exp();
        check(unsigned(pow_floor(x, y)), unsigned(pow_ceil(x, y)), &truth, 139)?;
    }

    #[test]
    fn prop_normal_cdf_is_on_the_right_side_within_a_unit(z in exponent(-10, 10)) {
        prop_assume!(!z.is_zero());
        check(Ok(big_u(normal_cdf_floor(z))), Ok(big_u(normal_cdf_ceil(z))), &real(z).normal_cdf(), 256)?;
    }

    #[test]
    fn prop_roots_are_the_exact_ones(x in edge()) {
        let n = big_u(x);
        for (order, radicand, floor, ceil) in [
            (2, n.clone(), sqrt_floor(x), sqrt_ceil(x)),
            (2, &n * wad(), sqrt_wad_floor(x), sqrt_wad_ceil(x)),
            (3, n.clone(), cbrt_floor(x), cbrt_ceil(x)),
            (3, &n * wad() * wad(), cbrt_wad_floor(x), cbrt_wad_ceil(x)),
        ] {
            let floor = big_u(floor);
            let is_exact = floor.pow(order) == radicand;
            prop_assert!(floor.pow(order) <= radicand);
            prop_assert!((&floor + 1_u32).pow(order) > radicand);
            prop_assert_eq!(big_u(ceil), if is_exact { floor } else { floor + 1_u32 });
        }
    }

    #[test]
    fn prop_roots_of_powers_and_their_neighbours_are_exact(root in edge()) {
        // One below a power the root before its last rounding may be the next whole number, of some in a hundred.
        for shift in [128_usize, 131, 150, 170] {
            for below in 0_u32..3 {
                let expected = |root: U256| if below == 2 { root - U256::ONE } else { root };
                let beside = |power: U256| power.wrapping_add(U256::ONE).wrapping_sub(U256::from(below));
                let side: U256 = root >> shift;
                if side > U256::ONE {
                    prop_assert_eq!(sqrt_floor(beside(side * side)), expected(side));
                }
                let side = side >> 43;
                if side > U256::ONE {
                    prop_assert_eq!(cbrt_floor(beside(side * side * side)), expected(side));
                }
            }
        }
    }

    /// Where a power has more digits than its bounds, the exact one is asked for: a root that is not whole is none.
    #[test]
    fn prop_powers_of_a_half_enclose_the_square_root(x in edge()) {
        let x = x | (U256::ONE << 200);
        let half = Signed::from(WAD / U256::from(2));
        let (below, above) = (big_u(pow_floor(x, half).unwrap()), big_u(pow_ceil(x, half).unwrap()));
        let square = big_u(x) * wad();
        if above == below {
            prop_assert_eq!(&below * &below, square);
        } else {
            prop_assert!(&below * &below < square && square < &above * &above);
            prop_assert!(&above - &below <= &below >> 119);
        }
    }

    #[test]
    fn prop_exp_and_ln_and_the_rest_never_fall(x in exponent(-45, 136), by in 0_u64..3, n in positive()) {
        let next = x.checked_add(Signed::from(U256::from(by))).unwrap();
        for f in [exp_floor, exp_ceil, exp2_floor, exp2_ceil] {
            if let (Ok(a), Ok(b)) = (f(x), f(next)) {
                prop_assert!(a <= b);
            }
        }
        prop_assert!(normal_cdf_floor(x) <= normal_cdf_floor(next));
        prop_assert!(normal_cdf_ceil(x) <= normal_cdf_ceil(next));
        let above = n.saturating_add(U256::from(by));
        for f in [ln_floor, ln_ceil, log2_floor, log2_ceil] {
            prop_assert!(f(n).unwrap() <= f(above).unwrap());
        }
    }

    #[test]
    fn prop_pow_never_falls_with_its_base_nor_with_its_exponent(
        x in 1_u64..1 << 62, y in 0_u64..18_000_000_000_000_000_000, by in 0_u64..3
    ) {
        let (x, y, by) = (U256::from(x), U256::from(y), U256::from(by));
        for f in [pow_floor, pow_ceil] {
            if let (Ok(a), Ok(b)) = (f(x, y.into()), f(x + by, y.into())) {
                prop_assert!(a <= b);
            }
            if let (Ok(a), Ok(b)) = (f(x, y.into()), f(x, (y + by).into())) {
                let is_ordered = if x < WAD { a >= b } else { a <= b };
                prop_assert!(is_ordered);
            }
        }
    }

    /// Beside a whole power of two, however near in proportion, the logarithm is on the power's side of it.
    #[test]
    fn prop_log2_never_steps_back_across_a_whole_power(twos in 0_usize..255, away in 1_u64..1_000) {
        let power = (WAD >> 18_usize).checked_shl(twos).unwrap_or(U256::ZERO);
        prop_assume!(!power.is_zero());
        let exact = log2_floor(power).unwrap();
        prop_assert_eq!(log2_ceil(power), Ok(exact));
        let away = U256::from(away);
        if let Some(above) = power.checked_add(away) {
            prop_assert!(log2_floor(above).unwrap() >= exact);
        }
        if let Some(below) = power.checked_sub(away).filter(|below| !below.is_zero()) {
            prop_assert!(log2_ceil(below).unwrap() <= exact);
        }
    }

    #[test]
    fn prop_ln_undoes_exp_within_two_units(x in 0_i128..135 * 10_i128.pow(18)) {
        let back = ln_floor(exp_floor(Signed::from(x)).unwrap()).unwrap();
        let lost = Signed::from(x).checked_sub(back).unwrap();
        prop_assert!(!lost.is_negative() && lost <= Signed::from(2), "{:?}", lost);
    }

    #[test]
    fn prop_whole_powers_are_the_exact_ones((x, is_negative) in base_of_whole_powers(), order in 0_u32..7) {
        prop_assume!(!x.is_zero());
        let y = Signed::new(U256::from(order) * WAD, is_negative);
        let (mut numerator, mut denominator) = (big_u(x).pow(order), wad().pow(order));
        if is_negative {
            (numerator, denominator) = (denominator, numerator);
        }
        let scaled = numerator * wad();
        prop_assume!(&scaled % &denominator == BigInt::ZERO);
        let exact = scaled / denominator;
        let expected = if exact.bits() > 256 { Err(MathError::Overflow) } else { Ok(exact) };
        prop_assert_eq!(unsigned(pow_floor(x, y)), expected.clone());
        prop_assert_eq!(unsigned(pow_ceil(x, y)), expected);
    }

    #[test]
    fn prop_even_roots_come_out_even(root in 1_u64..1 << 30, order in prop_oneof![Just(2_u32), Just(4), Just(5), Just(8)]) {
        let power = U256::from(root).pow(U256::from(order));
        prop_assume!(power.checked_mul(WAD).is_some());
        let y = Signed::from(WAD / U256::from(order));
        let root = U256::from(root) * WAD;
        prop_assert_eq!(pow_floor(power * WAD, y), Ok(root));
        prop_assert_eq!(pow_ceil(power * WAD, y), Ok(root));
    }
}
