//! Long division of 512 bits by 256, in digits of 28 bits (after Knuth, TAOCP volume 2, 4.3.1, algorithm D).
//!
//! Divisor and numerator are scaled by the same power of two until the divisor fills its ten digits and two bits more;
//! the quotient does not change. A trial digit is the remainder's leading digits over the divisor's, rounded up, so it
//! is never too large and nothing is ever added back. With a remainder below `(1 + e)` divisors it is too small by
//! at most `(1 + e) * 2^28 / 2^29 + 1`, the next `e`: from zero it stays below 3. So a digit of the quotient may exceed 28
//! bits, which carries repair at the end, the leading digits stay below `2^60`, and at most three divisors are left
//! in the last remainder and are taken out one by one. As many digits are computed as the lengths of the operands ask
//! for.
//!
//! # Cost
//! Ink (1/10,000 gas) of `mul_div_floor` as one program, at optimisation level 3, with operands of 97, 60 and 100
//! bits, of 256 bits each, and of 30, 30 and 60 bits:
//!
//! | method | 97 * 60 / 100 | 256 * 256 / 256 | 30 * 30 / 60 | bytes of the program |
//! |---|---|---|---|---|
//! | this one | 292,526 | 479,845 | 288,011 | 3,699 |
//! | Knuth's in digits of 32 bits | 1,374,053 | 2,263,124 | 1,273,288 | 3,913 |
//! | ruint's, in words with wide products | 669,512 | 1,709,828 | 249,476 | 16,806 |
//!
//! Operands of three words or less, which those of portfolios are, take [`narrow`](super::narrow) instead, at 245,000 ink. Its method
//! is this one.
//!
//! The method of Uniswap's FullMath, exact division by the inverse modulo `2^256`, needs the remainder first; on the EVM
//! that is one instruction, and here it is this division.
//!
//! The machine has neither a carry flag nor the upper half of a product, and a branch costs as much as fifteen additions.
//! Digits of 28 bits leave room for both in a word, so that a step is one multiplication and one masked carry.

use ruint::aliases::U256;

use crate::arithmetic::digits::{
    Double, Single, carried, carried_wide, columns, join, shifted_up, split, split_scaled,
    split_wide,
};
use crate::arithmetic::narrow::divide_narrow;
use crate::arithmetic::wide::U512;

/// Bits of a digit.
const BITS: u32 = 28;
/// Digits of a divisor and of a quotient.
const SINGLE: usize = 10;
/// Digits of a numerator with ten zeros below and one digit above for what scaling pushes there.
const PADDED: usize = 31;

/// The quotient, rounded down, of `numerator` and a `divisor` that is not zero, and whether it is exact; `None` when it
/// does not fit in 256 bits.
pub(crate) fn divide(numerator: U512, divisor: U256) -> Option<(U256, bool)> {
    let divisor = Divisor::<BITS>::new(divisor)?;
    let bits = u32::try_from(numerator.bit_len()).ok()?;
    let numerator = split_wide(numerator).map(|digit| digit.wrapping_shl(divisor.bits));
    let (quotient, is_exact) = divisor.divide(numerator, bits)?;
    Some((join(quotient)?, is_exact))
}

/// As [`divide`], of the numerator `a * b`.
pub(crate) fn divide_product(a: U256, b: U256, divisor: U256) -> Option<(U256, bool)> {
    if let Some(found) = divide_narrow(a, b, divisor) {
        return Some(found);
    }
    let divisor = Divisor::<BITS>::new(divisor)?;
    let bits = u32::try_from(a.bit_len().wrapping_add(b.bit_len())).ok()?;
    let a = shifted_up::<BITS>(split(a), divisor.bits);
    let (quotient, is_exact) = divisor.divide(columns(&a, &split(b)), bits)?;
    Some((join(quotient)?, is_exact))
}

/// A divisor that is scaled to fill ten digits of `B` bits and two bits more in the highest.
///
/// `B` is 28 in every program. With digits of two bits the same lines divide 40 bits by 20, and the tests run through
/// every operand of 16 and 8 bits.
struct Divisor<const B: u32> {
    digits: Single,
    /// Bits before scaling, at least one.
    length: u32,
    /// Whole digits of the scale.
    skipped: usize,
    /// Bits of the scale beyond whole digits; numerators come scaled by them.
    bits: u32,
}

impl Divisor<BITS> {
    /// None for zero.
    fn new(divisor: U256) -> Option<Self> {
        let (digits, length) = split_scaled(divisor);
        Self::scaled(digits, length)
    }
}

impl<const B: u32> Divisor<B> {
    /// From scaled digits and the length before scaling.
    fn scaled(digits: Single, length: u32) -> Option<Self> {
        if length == 0 {
            return None;
        }
        let scale = B.wrapping_mul(10).wrapping_add(2).wrapping_sub(length);
        Some(Self {
            digits,
            length,
            skipped: usize::try_from(scale.checked_div(B)?).ok()?,
            bits: scale.checked_rem(B)?,
        })
    }

    /// The quotient's digits and whether it is exact; `None` when it has more than ten digits.
    ///
    /// `columns` is the numerator times `2^self.bits`, not carried yet; the numerator is below `2^bits`.
    fn divide(&self, columns: Double, bits: u32) -> Option<(Single, bool)> {
        // The quotient is below 2^(bits - length + 1).
        let length = bits.wrapping_add(1).saturating_sub(self.length).div_ceil(B);
        let length = usize::try_from(length).ok()?;
        let mut quotient = [0; SINGLE];
        let slots = quotient.get_mut(..length)?;

        // Zeros below, so that scaling by whole digits is a matter of where to read.
        let (digits, over) = carried_wide::<B>(columns);
        let padded = padded(digits, over);
        let start = SINGLE.checked_add(length)?.checked_sub(self.skipped)?;
        // What lies above the quotient's digits is below one divisor.
        let mut rest = window::<B>(&padded, start)?;

        let [.., leading] = self.digits;
        let leading = leading.wrapping_add(1);
        let below = padded.get(start.saturating_sub(length)..start)?;
        for (slot, next) in slots.iter_mut().zip(below).rev() {
            let [.., r8, r9] = rest;
            let first = r9.wrapping_shl(B).wrapping_add(r8);
            // At least 2^(B + 1), so not zero.
            *slot = first.checked_div(leading).unwrap_or(0);
            rest = self.less(rest, *next, *slot);
        }
        // At most three are left.
        while !rest.iter().rev().lt(self.digits.iter().rev()) {
            let [r0, r1, r2, r3, r4, r5, r6, r7, r8, r9] = rest;
            rest = self.less([r1, r2, r3, r4, r5, r6, r7, r8, r9, 0], r0, 1);
            let [lowest, ..] = &mut quotient;
            *lowest = lowest.wrapping_add(1);
        }
        Some((carried::<B>(quotient), rest.iter().all(|digit| *digit == 0)))
    }

    /// `rest * 2^B + next - self * digit`, which is not negative and below four divisors.
    #[inline]
    fn less(&self, rest: Single, next: u64, digit: u64) -> Single {
        let [r0, r1, r2, r3, r4, r5, r6, r7, r8, r9] = rest;
        let [v0, v1, v2, v3, v4, v5, v6, v7, v8, v9] = self.digits;
        let less = |r: u64, v: u64| r.wrapping_sub(digit.wrapping_mul(v));
        carried::<B>([
            less(next, v0),
            less(r0, v1),
            less(r1, v2),
            less(r2, v3),
            less(r3, v4),
            less(r4, v5),
            less(r5, v6),
            less(r6, v7),
            less(r7, v8),
            less(r9.wrapping_shl(B).wrapping_add(r8), v9),
        ])
    }
}

/// Ten zeros, the digits, and one digit more.
#[inline]
fn padded(digits: Double, over: u64) -> [u64; PADDED] {
    let [d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, upper @ ..] = digits;
    let [u0, u1, u2, u3, u4, u5, u6, u7, u8, u9] = upper;
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, u0, u1, u2, u3, u4,
        u5, u6, u7, u8, u9, over,
    ]
}

/// Ten digits from a place on, the eleventh in the highest.
fn window<const B: u32>(digits: &[u64; PADDED], start: usize) -> Option<Single> {
    let [window @ .., over] = *digits.get(start..)?.first_chunk::<{ SINGLE + 1 }>()?;
    let [.., highest] = &window;
    let highest = highest.wrapping_add(over.wrapping_shl(B));
    let [d0, d1, d2, d3, d4, d5, d6, d7, d8, _] = window;
    Some([d0, d1, d2, d3, d4, d5, d6, d7, d8, highest])
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

    /// `PROPTEST_CASES` cases, but never fewer than 20,000: a division takes nanoseconds.
    fn config() -> ProptestConfig {
        let config = ProptestConfig::default();
        ProptestConfig {
            cases: config.cases.max(20_000),
            failure_persistence: None,
            ..config
        }
    }

    proptest! {
        #![proptest_config(config())]

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

    /// Digits of two bits: a word of 8 bits has four of the ten, and its double eight of the twenty.
    fn narrow<const N: usize>(number: u32) -> [u64; N] {
        core::array::from_fn(|i| {
            u64::from(
                number
                    .checked_shr(2 * u32::try_from(i).unwrap())
                    .unwrap_or(0)
                    & 3,
            )
        })
    }

    /// A divisor of 8 bits, scaled to 22: four in the highest digit, two in each other.
    fn narrow_divisor(divisor: u32) -> Option<Divisor<2>> {
        let length = 32 - divisor.leading_zeros();
        let scaled = divisor << (22 - length);
        let mut digits = narrow::<10>(scaled);
        digits[9] = u64::from(scaled >> 18);
        Divisor::scaled(digits, length)
    }

    #[test]
    fn divide_is_right_for_every_numerator_of_16_bits_and_divisor_of_8() {
        for number in 1_u32..256 {
            let divisor = narrow_divisor(number).unwrap();
            for numerator in 0_u32..65_536 {
                let columns = narrow(numerator).map(|digit| digit << divisor.bits);
                let (quotient, is_exact) = divisor
                    .divide(columns, 32 - numerator.leading_zeros())
                    .unwrap();
                let digits = quotient.iter().rev();
                let quotient = digits.fold(0, |sum, digit| sum * 4 + digit);
                assert_eq!(
                    (quotient, is_exact),
                    (u64::from(numerator / number), numerator % number == 0)
                );
            }
        }
        assert!(narrow_divisor(0).is_none());
    }

    #[test]
    fn products_are_right_for_every_pair_of_8_bits() {
        for a in 0_u32..256 {
            for b in 0_u32..256 {
                let (digits, over) = carried_wide::<2>(columns(&narrow(a), &narrow(b)));
                let product = digits.iter().rev().fold(0, |sum, digit| sum * 4 + digit);
                assert_eq!((product, over), (u64::from(a * b), 0));
            }
        }
    }

    #[test]
    fn divide_takes_out_what_trial_digits_left() {
        // The trial digits of a divisor that starts with 2^28 - 1 and goes on with ones fall short of the quotient.
        let divisor = U256::MAX >> 1;
        for quotient in [U256::MAX, U256::MAX - U256::ONE, U256::ONE << 255] {
            let product: U512 = quotient.widening_mul(divisor);
            assert_eq!(divide(product, divisor), Some((quotient, true)));
        }
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
