//! Integers with a sign: each operation equals the one of unbounded integers, rounded along the number line.

use num_traits::Signed as _;
use proptest::prelude::*;
use rebalance_math::{MathError, Signed, U256, signed_mul_div_ceil, signed_mul_div_floor};

use crate::inputs::{config, edge, near};
use crate::reference::{Q, fits, q, ratio};

fn exact(x: Signed) -> Q {
    let magnitude = q(x.magnitude());
    if x.is_negative() {
        -magnitude
    } else {
        magnitude
    }
}

/// What a function that answers with a sign must return for an exact result that is already whole.
fn fits_signed(exact: Q) -> Result<Signed, MathError> {
    let is_negative = exact.is_negative();
    Ok(Signed::new(fits(exact.abs())?, is_negative))
}

fn signed() -> impl Strategy<Value = Signed> {
    (edge(), any::<bool>()).prop_map(|(magnitude, is_negative)| Signed::new(magnitude, is_negative))
}

/// Two operands whose magnitudes are often equal or one apart.
fn close() -> impl Strategy<Value = (Signed, Signed)> {
    (near(), any::<[bool; 2]>())
        .prop_map(|((a, b), signs)| (Signed::new(a, signs[0]), Signed::new(b, signs[1])))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_signed_is_its_magnitude_and_sign_with_one_zero(magnitude in edge(), is_negative in any::<bool>()) {
        let x = Signed::new(magnitude, is_negative);
        let sign = is_negative && magnitude != U256::ZERO;
        prop_assert_eq!(x.raw(), (magnitude, sign));
        prop_assert_eq!((x.magnitude(), x.is_negative()), (magnitude, sign));
        prop_assert_eq!(x.is_zero(), magnitude == U256::ZERO);
        prop_assert_eq!(x.neg().neg(), x);
        prop_assert_eq!(exact(x.neg()), -exact(x));
        prop_assert_eq!(x.to_unsigned(), if sign { Err(MathError::Overflow) } else { Ok(magnitude) });
        prop_assert_eq!(Signed::from(magnitude), Signed::new(magnitude, false));
    }

    #[test]
    fn prop_signed_comes_from_any_primitive_integer(value in prop_oneof![any::<i128>(), Just(i128::MIN), Just(0), Just(-1)]) {
        prop_assert_eq!(exact(Signed::from(value)), Q::from_integer(value.into()));
    }

    #[test]
    fn prop_signed_adds_and_subtracts_like_integers((a, b) in close()) {
        prop_assert_eq!(a.checked_add(b), fits_signed(exact(a) + exact(b)));
        prop_assert_eq!(a.checked_sub(b), fits_signed(exact(a) - exact(b)));
        let (x, y) = (a.magnitude(), b.magnitude());
        prop_assert_eq!(Ok(Signed::difference(x, y)), fits_signed(q(x) - q(y)));
    }

    #[test]
    fn prop_signed_is_ordered_along_the_number_line((a, b) in close()) {
        prop_assert_eq!(a.cmp(&b), exact(a).cmp(&exact(b)));
        prop_assert_eq!(a.partial_cmp(&b), exact(a).partial_cmp(&exact(b)));
    }

    #[test]
    fn prop_signed_mul_div_rounds_along_the_number_line((a, d) in close(), b in signed()) {
        let truth = ratio(exact(a) * exact(b), exact(d));
        prop_assert_eq!(signed_mul_div_floor(a, b, d), truth.clone().and_then(|truth| fits_signed(truth.floor())));
        prop_assert_eq!(signed_mul_div_ceil(a, b, d), truth.and_then(|truth| fits_signed(truth.ceil())));
    }
}

#[test]
fn signed_mul_div_rounds_a_half_both_ways() {
    let [one, two] = [1_i128, 2].map(Signed::from);
    let floor = |a: Signed| signed_mul_div_floor(a, one, two);
    let ceil = |a: Signed| signed_mul_div_ceil(a, one, two);
    assert_eq!(floor(one), Ok(Signed::ZERO));
    assert_eq!(ceil(one), Ok(one));
    assert_eq!(floor(one.neg()), Ok(one.neg()));
    assert_eq!(ceil(one.neg()), Ok(Signed::ZERO));
}

#[test]
fn signed_range_is_symmetric() {
    assert_eq!(Signed::MAX.neg(), Signed::MIN);
    assert_eq!(Signed::MAX.checked_add(Signed::MIN), Ok(Signed::ZERO));
    assert_eq!(
        Signed::MIN.checked_sub(Signed::from(1)),
        Err(MathError::Overflow)
    );
}
