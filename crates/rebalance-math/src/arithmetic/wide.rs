//! 512-bit intermediates: the product of two 256-bit integers, exactly, and its quotient.

use ruint::Uint;
use ruint::aliases::U256;

use crate::MathError;
use crate::arithmetic::digits::{carried_wide, columns, join_wide, split};
use crate::arithmetic::division::divide;

/// Wide enough for any product of two raw units.
pub(crate) type U512 = Uint<512, 8>;

/// `a * b`; never overflows.
pub(crate) fn product(a: U256, b: U256) -> U512 {
    // Digits: a product of whole words is a call on the machine that runs the contracts.
    join_wide(carried_wide::<28>(columns(&split(a), &split(b))).0)
}

/// `numerator / divisor`: the floor, and whether something was cut off.
///
/// # Errors
/// [`MathError::DivisionByZero`]; [`MathError::Overflow`] when the floor exceeds 256 bits.
pub(crate) fn quotient(numerator: U512, divisor: U256) -> Result<(U256, bool), MathError> {
    if divisor.is_zero() {
        return Err(MathError::DivisionByZero);
    }
    let (floor, is_exact) = divide(numerator, divisor).ok_or(MathError::Overflow)?;
    Ok((floor, !is_exact))
}

/// `numerator / divisor` rounded up.
///
/// # Errors
/// As [`quotient`]; also [`MathError::Overflow`] when only the rounding leaves the range.
pub(crate) fn quotient_ceil(numerator: U512, divisor: U256) -> Result<U256, MathError> {
    match quotient(numerator, divisor)? {
        (floor, false) => Ok(floor),
        (floor, true) => floor.checked_add(U256::ONE).ok_or(MathError::Overflow),
    }
}

/// `|a - b|` and whether `a < b`.
pub(crate) fn difference(a: U512, b: U512) -> (U512, bool) {
    (a.abs_diff(b), a < b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_of_nothing_and_beyond_the_range_are_refused() {
        let most = product(U256::MAX, U256::MAX);
        assert_eq!(quotient(most, U256::ZERO), Err(MathError::DivisionByZero));
        assert_eq!(
            quotient_ceil(most, U256::ZERO),
            Err(MathError::DivisionByZero)
        );
        assert_eq!(quotient(most, U256::MAX), Ok((U256::MAX, false)));
        assert_eq!(quotient(most, U256::ONE), Err(MathError::Overflow));
        // A unit more is cut off by the floor, and leaves the range with the ceiling.
        let above = most + U512::from(1);
        assert_eq!(quotient(above, U256::MAX), Ok((U256::MAX, true)));
        assert_eq!(quotient_ceil(above, U256::MAX), Err(MathError::Overflow));
    }
}
