//! Long division of 512 bits by 256, in digits of 32 bits (Knuth, TAOCP volume 2, 4.3.1, algorithm D).
//!
//! The digits are half a machine word, so that two of them and every step between fit into one: on the machine that
//! runs the contracts this needs no division wider than 64 bits, no table of reciprocals, and a fifth of the code of
//! a general big-integer library.
//!
//! Divisor and numerator are scaled by the same power of two until the divisor's highest bit is set; the quotient does
//! not change, and a trial digit made of the two leading digits is then at most two too large. Trial digits that are
//! still one too large show as a borrow and are put right.

use ruint::aliases::U256;

use crate::arithmetic::wide::U512;

/// Digits of a divisor, in 64-bit words that hold 32 bits each, lowest first.
const DIVISOR: usize = 8;
/// Digits of a numerator that was scaled by up to 255 bits, and one more.
const NUMERATOR: usize = 25;
/// Digits of a quotient.
const QUOTIENT: usize = 16;
const DIGIT_BITS: u32 = 32;
const DIGIT: u64 = 0xffff_ffff;

/// The quotient, rounded down, of `numerator` and a `divisor` that is not zero, and whether it is exact; `None` when it
/// does not fit in 256 bits.
pub(crate) fn divide(numerator: U512, divisor: U256) -> Option<(U256, bool)> {
    // A divisor of zero would be scaled by 256 bits, for which there is no room.
    let scale = u32::try_from(divisor.leading_zeros())
        .ok()
        .filter(|scale| *scale < 256)?;
    let mut divisor_digits = [0; DIVISOR];
    scaled(divisor.as_limbs(), scale, &mut divisor_digits);
    let mut rest = [0; NUMERATOR];
    scaled(numerator.as_limbs(), scale, &mut rest);

    let mut quotient = [0; QUOTIENT];
    for at in (0..=QUOTIENT).rev() {
        // Nine digits, of which the divisor's eight cover the lower ones.
        let window = rest.get_mut(at..)?.first_chunk_mut::<9>()?;
        let digit = take_digit(window, &divisor_digits);
        match quotient.get_mut(at) {
            Some(slot) => *slot = digit,
            None if digit == 0 => {}
            None => return None,
        }
    }
    let (low, high) = quotient.split_first_chunk::<DIVISOR>()?;
    if high.iter().any(|digit| *digit != 0) {
        return None;
    }
    let [d0, d1, d2, d3, d4, d5, d6, d7] = *low;
    let limbs = [
        joined(d0, d1),
        joined(d2, d3),
        joined(d4, d5),
        joined(d6, d7),
    ];
    Some((
        U256::from_limbs(limbs),
        rest.iter().all(|digit| *digit == 0),
    ))
}

/// The digits of `limbs * 2^scale`. There is room for all of them.
fn scaled(limbs: &[u64], scale: u32, digits: &mut [u64]) {
    let skipped = usize::try_from(scale.wrapping_div(DIGIT_BITS)).unwrap_or(usize::MAX);
    let bits = scale.wrapping_rem(DIGIT_BITS);
    let mut carry = 0;
    let unscaled = limbs
        .iter()
        .flat_map(|limb| [limb & DIGIT, limb.wrapping_shr(DIGIT_BITS)]);
    for (slot, digit) in digits.iter_mut().skip(skipped).zip(unscaled.chain([0])) {
        let shifted = digit.wrapping_shl(bits) | carry;
        *slot = shifted & DIGIT;
        carry = shifted.wrapping_shr(DIGIT_BITS);
    }
}

/// Divides the nine digits of `window` by the divisor, whose highest bit is set and which is larger than the upper
/// eight of them. Returns the one digit of the quotient and leaves the remainder.
fn take_digit(window: &mut [u64; 9], divisor: &[u64; DIVISOR]) -> u64 {
    let [.., w6, w7, w8] = *window;
    let [.., v6, v7] = *divisor;
    if w8 == 0 && w7 < v7 {
        // The common case: a quotient is far shorter than the longest one.
        return 0;
    }
    // None of these can leave its range: w8 <= v7 < 2^32, so the trial digit is at most 2^32 before the loop, and the
    // loop ends before the partial remainder passes 2^32.
    let leading = joined(w7, w8);
    // The divisor's highest digit is not zero, so neither alternative is ever taken.
    let mut digit = leading.checked_div(v7).unwrap_or(0);
    let mut partial = leading.checked_rem(v7).unwrap_or(0);
    while digit > DIGIT || digit.wrapping_mul(v6) > joined(w6, partial) {
        digit = digit.wrapping_sub(1);
        partial = partial.wrapping_add(v7);
        if partial > DIGIT {
            break;
        }
    }
    if subtract(window, divisor, digit) {
        digit = digit.wrapping_sub(1);
        add(window, divisor);
    }
    digit
}

/// `window -= divisor * digit`; whether it went below zero, in which case it is too large by `2^288`.
fn subtract(window: &mut [u64; 9], divisor: &[u64; DIVISOR], digit: u64) -> bool {
    let (mut carry, mut borrow) = (0_u64, 0);
    for (slot, factor) in window.iter_mut().zip(divisor.iter().chain([&0])) {
        // (2^32 - 1)^2 + 2^32 - 1 < 2^64
        let product = factor.wrapping_mul(digit).wrapping_add(carry);
        carry = product.wrapping_shr(DIGIT_BITS);
        let difference = slot.wrapping_sub(product & DIGIT).wrapping_sub(borrow);
        *slot = difference & DIGIT;
        borrow = difference.wrapping_shr(63);
    }
    borrow != 0
}

/// `window += divisor`, modulo `2^288`.
fn add(window: &mut [u64; 9], divisor: &[u64; DIVISOR]) {
    let mut carry = 0;
    for (slot, summand) in window.iter_mut().zip(divisor.iter().chain([&0])) {
        let sum = slot.wrapping_add(*summand).wrapping_add(carry);
        *slot = sum & DIGIT;
        carry = sum.wrapping_shr(DIGIT_BITS);
    }
}

const fn joined(low: u64, high: u64) -> u64 {
    high.wrapping_shl(DIGIT_BITS) | low
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers whose digits are often all ones or all zeros: where trial digits go wrong.
    fn limb() -> impl Strategy<Value = u64> {
        prop_oneof![
            2 => any::<u64>(),
            1 => Just(0),
            1 => Just(u64::MAX),
            1 => Just(1 << 63),
            1 => Just(0x8000_0000),
            1 => Just(0xffff_ffff),
            1 => Just(0xffff_ffff_0000_0000),
            1 => Just(1),
        ]
    }

    fn divisor() -> impl Strategy<Value = U256> {
        (prop::array::uniform4(limb()), 0_usize..256)
            .prop_map(|(limbs, shift)| (U256::from_limbs(limbs) >> shift).max(U256::ONE))
    }

    fn numerator() -> impl Strategy<Value = U512> {
        (prop::array::uniform8(limb()), 0_usize..512)
            .prop_map(|(limbs, shift)| U512::from_limbs(limbs) >> shift)
    }

    fn expected(numerator: U512, divisor: U256) -> Option<(U256, bool)> {
        let (quotient, remainder) = numerator.div_rem(U512::from(divisor));
        Some((
            U256::checked_from_limbs_slice(quotient.as_limbs())?,
            remainder.is_zero(),
        ))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn prop_divide_agrees_with_another_division(numerator in numerator(), divisor in divisor()) {
            prop_assert_eq!(divide(numerator, divisor), expected(numerator, divisor));
        }

        #[test]
        fn prop_divide_inverts_multiplication(quotient in divisor(), divisor in divisor(), remainder in divisor()) {
            let remainder = remainder % divisor;
            let product: U512 = quotient.widening_mul(divisor);
            prop_assert_eq!(
                divide(product + U512::from(remainder), divisor),
                Some((quotient, remainder.is_zero()))
            );
        }
    }

    #[test]
    fn divide_puts_right_a_trial_digit_that_is_one_too_large() {
        // 3 * 0x20000000_00000000_00000001 is less than the numerator, and its leading digits alone look like 4.
        let divisor = U256::from_limbs([1, 0x2000_0000, 0, 0]);
        let numerator = U512::from_limbs([3, 0x8000_0000, 0, 0, 0, 0, 0, 0]);
        assert_eq!(divide(numerator, divisor), Some((U256::from(3), false)));
    }

    #[test]
    fn divide_is_none_when_the_divisor_is_zero_or_the_quotient_too_wide() {
        assert_eq!(divide(U512::from(1), U256::ZERO), None);
        assert_eq!(divide(U512::MAX, U256::ONE), None);
        assert_eq!(divide(U512::MAX, U256::MAX), None);
        let widest: U512 = U256::MAX.widening_mul(U256::MAX);
        assert_eq!(divide(widest, U256::MAX), Some((U256::MAX, true)));
        assert_eq!(divide(widest, U256::MAX - U256::ONE), None);
    }
}
