//! Exponentials and logarithms to 45 digits in whole numbers, by their power series: what the fixed-point ones are held
//! against, and made of nothing of theirs.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::reference::Q;

/// Digits after the point.
const DIGITS: u32 = 50;

fn scale() -> BigInt {
    BigInt::from(10).pow(DIGITS)
}

fn scaled(x: &Q) -> BigInt {
    (x * Q::from_integer(scale())).to_integer()
}

/// `e^x` for `-2 <= x <= 2`, to 45 digits.
pub(crate) fn exp(x: &Q) -> Q {
    let (x, one) = (scaled(x), scale());
    let (mut term, mut sum) = (one.clone(), one.clone());
    for n in 1..80 {
        term = term * &x / (&one * n);
        sum += &term;
    }
    Q::new(sum, one)
}

/// `ln x` of a positive number, to 45 digits.
pub(crate) fn ln(x: &Q) -> Q {
    assert!(x.is_positive());
    // x = 2^k m with 1 <= m < 2
    let two = Q::from_integer(BigInt::from(2));
    let (mut m, mut k) = (x.clone(), 0_i64);
    while m >= two {
        m /= &two;
        k += 1;
    }
    while m < Q::one() {
        m *= &two;
        k -= 1;
    }
    let ln_two = atanh(&Q::new(1.into(), 3.into()));
    let part = atanh(&((&m - Q::one()) / (&m + Q::one())));
    Q::new((ln_two * k + part) * 2, scale())
}

/// `atanh x` for `0 <= x <= 1/3`, scaled.
fn atanh(x: &Q) -> BigInt {
    let (x, one) = (scaled(x), scale());
    let square = &x * &x / &one;
    let (mut power, mut sum) = (x, BigInt::zero());
    for n in 0..60 {
        sum += &power / (2 * n + 1);
        power = power * &square / &one;
    }
    sum
}

#[test]
fn exponential_and_logarithm_are_inverse_and_known_at_one_and_two() {
    let close = |a: &Q, b: &Q| (a - b).abs() < Q::new(1.into(), BigInt::from(10).pow(44));
    // mpmath, 60 digits: exp(1), log(2)
    let parse = |digits: &str| Q::new(digits.parse().unwrap(), BigInt::from(10).pow(46));
    assert!(close(
        &exp(&Q::one()),
        &parse("27182818284590452353602874713526624977572470937")
    ));
    assert!(close(
        &ln(&Q::from_integer(2.into())),
        &parse("6931471805599453094172321214581765680755001344")
    ));
    let x = Q::new(12_345.into(), 10_000.into());
    assert!(close(&ln(&exp(&x)), &x));
    assert!(close(&ln(&exp(&-&x)), &-x));
}
