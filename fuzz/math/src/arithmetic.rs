//! Any bytes as numbers: every function of the arithmetic room.

use rebalance_math::arithmetic::*;
use rebalance_math::{MathError, U256, WAD};

use crate::refusal::answer;
use crate::shapes::Shapes;

/// Results below this are within one unit of the truth, and a part of one that shows where it is nearly whole.
const EXACT_BITS: usize = 110;

/// Runs one input.
///
/// # Panics
/// If a promise is broken.
pub fn run(input: &[u8]) {
    let mut shapes = Shapes::new(input);
    let (a, b, d) = (shapes.integer(), shapes.integer(), shapes.integer());
    divisions(a, b, d);
    signed_divisions(&mut shapes);
    signed_numbers(shapes.signed(), shapes.signed(), a, b);
    roots(a);
    exponentials(shapes.exponent());
    logarithms(b);
    powers(shapes.bits(72), shapes.exponent());
    powers(a, shapes.signed());
    normal(shapes.exponent());
}

fn divisions(a: U256, b: U256, d: U256) {
    let pair = (mul_div_floor(a, b, d), mul_div_ceil(a, b, d));
    if let Some(floor) = exactly(pair) {
        // The remainder, modulo 2^256, is below the divisor, and the ceiling is higher only if there is one.
        let rest = a.wrapping_mul(b).wrapping_sub(floor.wrapping_mul(d));
        assert!(rest < d, "{a} * {b} / {d} = {floor}, rest {rest}");
        if let Ok(ceil) = pair.1 {
            assert_eq!(ceil > floor, !rest.is_zero(), "{a} * {b} / {d}");
        }
    }
    let pair = (mul_wad_floor(a, b), mul_wad_ceil(a, b));
    exactly(pair);
    assert_eq!(pair.0, mul_div_floor(a, b, WAD));
    assert_eq!(pair.1, mul_div_ceil(a, b, WAD));
    let pair = (div_wad_floor(a, b), div_wad_ceil(a, b));
    exactly(pair);
    assert_eq!(pair.0, mul_div_floor(a, WAD, b));
    assert_eq!(pair.1, mul_div_ceil(a, WAD, b));
}

fn signed_divisions(shapes: &mut Shapes<'_>) {
    let (a, b, d) = (shapes.signed(), shapes.signed(), shapes.signed());
    let floor = answer(signed_mul_div_floor(a, b, d));
    let ceil = answer(signed_mul_div_ceil(a, b, d));
    if let Some((floor, ceil)) = floor.zip(ceil) {
        let gap = ceil
            .checked_sub(floor)
            .and_then(Signed::to_unsigned)
            .expect("ceil is above floor");
        assert!(gap <= U256::ONE, "{a:?} {b:?} {d:?}");
    }
    assert_eq!(
        signed_mul_div_floor(a.neg(), b, d).map(Signed::neg),
        signed_mul_div_ceil(a, b, d)
    );
}

fn signed_numbers(x: Signed, y: Signed, a: U256, b: U256) {
    let (magnitude, is_negative) = x.raw();
    assert_eq!(Signed::new(magnitude, is_negative), x);
    assert_eq!(
        (x.magnitude(), x.is_negative()),
        (magnitude, is_negative),
        "{x:?}"
    );
    assert_eq!(x.is_zero(), x == Signed::ZERO);
    assert_eq!(x.to_unsigned().is_ok(), !x.is_negative());
    assert_eq!(x.cmp(&y).reverse(), x.neg().cmp(&y.neg()));
    if let Some(sum) = answer(x.checked_add(y)) {
        assert_eq!(sum.checked_sub(y), Ok(x));
        assert_eq!(Ok(sum), y.checked_add(x));
    }
    assert_eq!(x.checked_sub(y), x.checked_add(y.neg()));
    assert_eq!(
        Signed::difference(a, b),
        Signed::from(a)
            .checked_sub(Signed::from(b))
            .expect("differences have room")
    );
}

fn roots(x: U256) {
    let square = |root: U256| root.checked_mul(root);
    let cube = |root: U256| square(root).and_then(|square| square.checked_mul(root));
    let is_at_most = |power: Option<U256>| power.is_some_and(|power| power <= x);
    for (floor, ceil, power) in [
        (
            sqrt_floor(x),
            sqrt_ceil(x),
            &square as &dyn Fn(U256) -> Option<U256>,
        ),
        (cbrt_floor(x), cbrt_ceil(x), &cube),
    ] {
        assert!(is_at_most(power(floor)) && !is_at_most(power(floor + U256::ONE)));
        assert_eq!(
            ceil,
            if power(floor) == Some(x) {
                floor
            } else {
                floor + U256::ONE
            }
        );
    }
    for (floor, ceil) in [
        (sqrt_wad_floor(x), sqrt_wad_ceil(x)),
        (cbrt_wad_floor(x), cbrt_wad_ceil(x)),
    ] {
        assert!(ceil - floor <= U256::ONE, "{x}: {floor} {ceil}");
    }
    if let Some(scaled) = x.checked_mul(WAD) {
        assert_eq!(sqrt_wad_floor(x), sqrt_floor(scaled));
        assert_eq!(sqrt_wad_ceil(x), sqrt_ceil(scaled));
        if let Some(scaled) = scaled.checked_mul(WAD) {
            assert_eq!(cbrt_wad_floor(x), cbrt_floor(scaled));
            assert_eq!(cbrt_wad_ceil(x), cbrt_ceil(scaled));
        }
    }
}

fn exponentials(x: Signed) {
    let unit = Signed::from(U256::ONE);
    for (floor, ceil) in [
        (
            exp_floor as fn(Signed) -> Result<U256, MathError>,
            exp_ceil as fn(Signed) -> Result<U256, MathError>,
        ),
        (exp2_floor, exp2_ceil),
    ] {
        directed((floor(x), ceil(x)));
        if let (Ok(own), Ok(next)) = (floor(x), x.checked_add(unit).and_then(floor)) {
            assert!(own <= next, "{x:?}: {own} {next}");
        }
        if let (Ok(own), Ok(next)) = (ceil(x), x.checked_add(unit).and_then(ceil)) {
            assert!(own <= next, "{x:?}: {own} {next}");
        }
    }
}

fn logarithms(x: U256) {
    for (floor, ceil, back_floor, back_ceil) in [
        (
            ln_floor as fn(U256) -> Result<Signed, MathError>,
            ln_ceil as fn(U256) -> Result<Signed, MathError>,
            exp_floor as fn(Signed) -> Result<U256, MathError>,
            exp_ceil as fn(Signed) -> Result<U256, MathError>,
        ),
        (log2_floor, log2_ceil, exp2_floor, exp2_ceil),
    ] {
        let (low, high) = (answer(floor(x)), answer(ceil(x)));
        assert_eq!(low.is_some(), !x.is_zero());
        let Some((low, high)) = low.zip(high) else {
            continue;
        };
        let gap = high.checked_sub(low).and_then(Signed::to_unsigned);
        assert!(
            gap.is_ok_and(|gap| gap <= U256::from(2)),
            "{x}: {low:?} {high:?}"
        );
        if let Ok(back) = back_floor(low) {
            assert!(back <= x, "{x}: {low:?} {back}");
        }
        if let Ok(back) = back_ceil(high) {
            assert!(back >= x, "{x}: {high:?} {back}");
        }
        if let Ok(next) = floor(x.saturating_add(U256::ONE)) {
            assert!(low <= next, "{x}: {low:?} {next:?}");
        }
    }
}

fn powers(x: U256, y: Signed) {
    directed((pow_floor(x, y), pow_ceil(x, y)));
    assert_eq!(pow_floor(x, Signed::ZERO), Ok(WAD));
    assert_eq!(pow_ceil(x, Signed::from(WAD)), Ok(x));
    let one = (pow_floor(WAD, y), pow_ceil(WAD, y));
    assert_eq!(one, (Ok(WAD), Ok(WAD)), "{y:?}");
}

fn normal(z: Signed) {
    let (floor, ceil) = (normal_cdf_floor(z), normal_cdf_ceil(z));
    assert!(floor <= ceil && ceil - floor <= U256::ONE && ceil <= WAD);
    // Both tails together are the whole.
    let other = (normal_cdf_floor(z.neg()), normal_cdf_ceil(z.neg()));
    assert!(floor + other.0 <= WAD && ceil + other.1 >= WAD, "{z:?}");
}

/// A floor and a ceiling of the same exact number: equal or one apart, and refused for the same reason.
fn exactly(pair: (Result<U256, MathError>, Result<U256, MathError>)) -> Option<U256> {
    let (floor, ceil) = (answer(pair.0), answer(pair.1));
    match (floor, ceil) {
        (Some(floor), Some(ceil)) => {
            assert!(ceil == floor || Some(ceil) == floor.checked_add(U256::ONE));
        }
        (Some(floor), None) => assert_eq!(floor, U256::MAX, "only the ceiling overflows"),
        (None, ceil) => assert_eq!((pair.0.err(), ceil), (pair.1.err(), None)),
    }
    floor
}

/// A floor and a ceiling that are never beyond the truth, and near it while it is small.
fn directed(pair: (Result<U256, MathError>, Result<U256, MathError>)) {
    let (floor, ceil) = (answer(pair.0), answer(pair.1));
    if let Some((floor, ceil)) = floor.zip(ceil) {
        assert!(floor <= ceil, "{floor} {ceil}");
        if ceil.bit_len() < EXACT_BITS {
            assert!(ceil - floor <= U256::from(2), "{floor} {ceil}");
        }
    }
    assert!(floor.is_some() || ceil.is_none(), "{pair:?}");
}
