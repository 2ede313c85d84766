//! How far an asset's weight is from its target.
//!
//! `drift_i = value_i / NAV - target_i = (value_i * 1e18 - target_i * NAV) / (NAV * 1e18)`: the numerator is exact in
//! 512 bits, so one rounded division is all that separates the result from the rational number.

use ruint::aliases::U256;

use crate::arithmetic::wide::{U512, difference, product, quotient_ceil};
use crate::portfolio::value::check_length;
use crate::{MathError, SignedWeight, Value, WAD, Weight, mul_div_ceil};

/// The signed drift of one asset: negative below its target.
///
/// # Rounding
/// Away from zero: a drift is never reported too small.
///
/// # Errors
/// [`MathError::NavZero`]; [`MathError::Overflow`] when the drift exceeds 256 bits, which takes a value far above
/// the NAV.
pub fn drift_away(value: Value, nav: Value, target: Weight) -> Result<SignedWeight, MathError> {
    check_nav(nav)?;
    let (numerator, is_negative) = scaled(value, nav, target);
    Ok(SignedWeight::new(
        Weight::new(quotient_ceil(numerator, nav.raw())?),
        is_negative,
    ))
}

/// The largest absolute drift of all assets.
///
/// # Rounding
/// Up. A ceiling exceeds a whole number exactly when the number it rounds does, so `max_drift_ceil(..) > band` holds
/// if and only if some asset [`is_breached`](crate::is_breached).
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::NavZero`], [`MathError::Overflow`].
pub fn max_drift_ceil(
    values: &[Value],
    nav: Value,
    targets: &[Weight],
) -> Result<Weight, MathError> {
    check_length(targets.len(), values.len())?;
    check_nav(nav)?;
    // One NAV divides them all, so the largest numerator is the largest drift and a single division suffices.
    if let Some(largest) = narrow::largest(values, nav, targets) {
        return mul_div_ceil(largest, U256::ONE, nav.raw()).map(Weight::new);
    }
    let largest = values
        .iter()
        .zip(targets)
        .map(|(value, target)| scaled(*value, nav, *target).0)
        .max()
        .unwrap_or(U512::ZERO);
    quotient_ceil(largest, nav.raw()).map(Weight::new)
}

/// `|value * 1e18 - target * nav|`, that is drift times NAV, in wad squared; and whether the drift is negative.
pub(crate) fn scaled(value: Value, nav: Value, target: Weight) -> (U512, bool) {
    difference(product(value.raw(), WAD), product(target.raw(), nav.raw()))
}

/// Drift of values and a NAV below `2^128` and targets below `2^63`, which those of every real portfolio are: three words hold its
/// numerator.
mod narrow {
    use ruint::aliases::U256;

    use crate::{Value, WAD, Weight};

    /// Half a word.
    const HALF: u32 = 32;

    /// The largest `|value * 1e18 - target * nav|`; none when a number is too long.
    pub(super) fn largest(values: &[Value], nav: Value, targets: &[Weight]) -> Option<U256> {
        let [nav_low, nav_high, 0, 0] = *nav.raw().as_limbs() else {
            return None;
        };
        let [wad, ..] = *WAD.as_limbs();
        let mut largest = [0_u64; 3];
        let mut beyond = 0;
        for (value, target) in values.iter().zip(targets) {
            let [low, high, v2, v3] = *value.raw().as_limbs();
            let [target, t1, t2, t3] = *target.raw().as_limbs();
            beyond |= v2 | v3 | t1 | t2 | t3 | target.wrapping_shr(63);
            let away = distance(times(low, high, wad), times(nav_low, nav_high, target));
            if away.iter().rev().gt(largest.iter().rev()) {
                largest = away;
            }
        }
        let [w0, w1, w2] = largest;
        (beyond == 0).then(|| U256::from_limbs([w0, w1, w2, 0]))
    }

    /// A number of two words times one of one.
    fn times(low: u64, high: u64, factor: u64) -> [u64; 3] {
        let (w0, carry) = wide(low, factor);
        let (w1, w2) = wide(high, factor);
        let (w1, is_over) = w1.overflowing_add(carry);
        [w0, w1, w2.wrapping_add(u64::from(is_over))]
    }

    /// A product of two words, low word first. As a product of 128 bits it would be a call.
    fn wide(a: u64, b: u64) -> (u64, u64) {
        const MASK: u64 = 0xffff_ffff;
        let (a0, a1) = (a & MASK, a.wrapping_shr(HALF));
        let (b0, b1) = (b & MASK, b.wrapping_shr(HALF));
        let low = a0.wrapping_mul(b0);
        let first = a1.wrapping_mul(b0).wrapping_add(low.wrapping_shr(HALF));
        let second = a0.wrapping_mul(b1).wrapping_add(first & MASK);
        (
            second.wrapping_shl(HALF) | low & MASK,
            a1.wrapping_mul(b1)
                .wrapping_add(first.wrapping_shr(HALF))
                .wrapping_add(second.wrapping_shr(HALF)),
        )
    }

    /// `|a - b|` of numbers below `2^191`.
    fn distance(a: [u64; 3], b: [u64; 3]) -> [u64; 3] {
        let ([a0, a1, a2], [b0, b1, b2]) = (a, b);
        let (d0, borrow) = a0.overflowing_sub(b0);
        let (d1, first) = a1.overflowing_sub(b1);
        let (d1, second) = d1.overflowing_sub(u64::from(borrow));
        let d2 = a2.wrapping_sub(b2).wrapping_sub(u64::from(first | second));
        // All ones when it is negative.
        let sign = d2.cast_signed().wrapping_shr(63).cast_unsigned();
        let (d0, carry) = (d0 ^ sign).overflowing_add(sign & 1);
        let (d1, carry) = (d1 ^ sign).overflowing_add(u64::from(carry));
        [d0, d1, (d2 ^ sign).wrapping_add(u64::from(carry))]
    }
}

/// Refuses a portfolio that is worth nothing.
pub(crate) fn check_nav(nav: Value) -> Result<(), MathError> {
    if nav.is_zero() {
        Err(MathError::NavZero)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn largest(value: U256, nav: U256, target: U256) -> Option<U256> {
        narrow::largest(
            &[Value::new(value)],
            Value::new(nav),
            &[Weight::new(target)],
        )
    }

    proptest! {
        /// Numbers of a real portfolio are answered in three words, and as in any number of them.
        #[test]
        fn prop_three_words_answer_for_real_portfolios(value: u128, nav: u128, target in 0_u64..1 << 63) {
            let (value, nav, target) = (U256::from(value), U256::from(nav), U256::from(target));
            let (wide, _) = scaled(Value::new(value), Value::new(nav), Weight::new(target));
            prop_assert_eq!(largest(value, nav, target).map(|found| product(found, U256::ONE)), Some(wide));
        }
    }

    /// A single bit beyond what three words answer for, in any word of any number, is left to the general way.
    #[test]
    fn three_words_do_not_answer_for_what_is_too_long() {
        let one = U256::ONE;
        assert!(largest(one, one, one).is_some());
        for word in [128_usize, 192] {
            let bit = one.wrapping_shl(word);
            assert_eq!(largest(bit, one, one), None);
            assert_eq!(largest(one, bit, one), None);
        }
        for bit in [63_usize, 64, 128, 192] {
            assert_eq!(largest(one, one, one.wrapping_shl(bit)), None);
        }
    }
}
