//! Exact numbers to compare with.

use num_bigint::{BigInt, BigUint, Sign};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use rebalance_math::{MathError, U256};

/// An exact rational.
pub(crate) type Q = BigRational;

/// The integer as an exact rational.
pub(crate) fn q(x: U256) -> Q {
    let digits: Vec<u32> = x
        .as_limbs()
        .iter()
        .flat_map(|limb| [(limb & 0xffff_ffff) as u32, (limb >> 32) as u32])
        .collect();
    Q::from_integer(BigInt::from_biguint(Sign::Plus, BigUint::new(digits)))
}

/// `10^n`.
pub(crate) fn ten(n: u32) -> Q {
    Q::from_integer(BigInt::from(10).pow(n))
}

/// What a function that answers in 256 bits must return for an exact result that is already whole.
pub(crate) fn fits(exact: Q) -> Result<U256, MathError> {
    assert!(
        exact.is_integer() && !exact.is_negative(),
        "not a whole number: {exact}"
    );
    let digits = exact.to_integer().magnitude().to_u64_digits();
    U256::checked_from_limbs_slice(&digits).ok_or(MathError::Overflow)
}

/// The exact result rounded down, if it fits.
pub(crate) fn floor(exact: Q) -> Result<U256, MathError> {
    fits(exact.floor())
}

/// The exact result rounded up, if it fits.
pub(crate) fn ceil(exact: Q) -> Result<U256, MathError> {
    fits(exact.ceil())
}

/// `a / b` with a zero divisor reported as the crate does.
pub(crate) fn ratio(a: Q, b: Q) -> Result<Q, MathError> {
    if b.is_zero() {
        Err(MathError::DivisionByZero)
    } else {
        Ok(a / b)
    }
}

/// One.
pub(crate) fn one() -> Q {
    Q::one()
}

/// The sum of exact numbers.
pub(crate) fn sum(items: impl IntoIterator<Item = Q>) -> Q {
    items.into_iter().fold(Q::zero(), |sum, item| sum + item)
}
