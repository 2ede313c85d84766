//! Fractions of 168 bits in six digits of 28 bits: the working numbers of roots, exponentials and logarithms.
//!
//! The machine that runs the contracts multiplies words of 64 bits, keeps the lower half, and has no carry flag. Digits
//! of 28 bits make both harmless: a product of two has 56 bits, a column of six such products fits a word, and one
//! pass of carries at the end of a multiplication is enough. That is a third of the instructions of the same
//! product in full words.
//!
//! # Errors
//! One *ulp* is `2^-168`, the weight of the lowest digit's lowest bit. Every operation rounds towards zero, and its
//! item says by how many ulps; the modules that compute functions add these up to a bound.

use ruint::aliases::U256;

use crate::arithmetic::constants::Constant;

/// Digits of a [`Fixed`].
pub(crate) const DIGITS: usize = 6;

/// A non-negative fraction in digits of `B` bits, lowest first: the sum of `digit[i] * 2^(B * (i - 6))`.
///
/// Every digit but the highest is below `2^B`; the highest is below `2^(B + 3)`, so the value is below 8.
/// `B` is 28 in every program. Narrower digits run through the same lines in the tests, exhaustively.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fixed<const B: u32 = 28>(pub(crate) [u64; DIGITS]);

impl<const B: u32> Fixed<B> {
    const MASK: u64 = 1_u64.wrapping_shl(B).wrapping_sub(1);

    /// Zero.
    pub(crate) const ZERO: Self = Self([0; DIGITS]);

    /// Bits behind the point.
    pub(crate) const BITS: u32 = B.wrapping_mul(6);

    /// One.
    pub(crate) const ONE: Self = Self([0, 0, 0, 0, 0, 1_u64.wrapping_shl(B)]);

    /// The highest digit.
    pub(crate) const fn top(self) -> u64 {
        let [.., top] = self.0;
        top
    }

    /// The same digits with another highest one.
    pub(crate) const fn with_top(self, top: u64) -> Self {
        let [d0, d1, d2, d3, d4, _] = self.0;
        Self([d0, d1, d2, d3, d4, top])
    }

    /// Moves what exceeds a digit to the next one. Digits are sums below `2^63`, or differences of them in two's
    /// complement as long as the value is not negative.
    fn carried(digits: [u64; DIGITS]) -> Self {
        let [d0, d1, d2, d3, d4, d5] = digits;
        let over = |digit: u64| digit.cast_signed().wrapping_shr(B).cast_unsigned();
        let d1 = d1.wrapping_add(over(d0));
        let d2 = d2.wrapping_add(over(d1));
        let d3 = d3.wrapping_add(over(d2));
        let d4 = d4.wrapping_add(over(d3));
        let d5 = d5.wrapping_add(over(d4));
        Self([
            d0 & Self::MASK,
            d1 & Self::MASK,
            d2 & Self::MASK,
            d3 & Self::MASK,
            d4 & Self::MASK,
            d5,
        ])
    }

    /// The sum, exact. It must stay below 8.
    pub(crate) fn plus(self, rhs: Self) -> Self {
        let ([a0, a1, a2, a3, a4, a5], [b0, b1, b2, b3, b4, b5]) = (self.0, rhs.0);
        Self::carried([
            a0.wrapping_add(b0),
            a1.wrapping_add(b1),
            a2.wrapping_add(b2),
            a3.wrapping_add(b3),
            a4.wrapping_add(b4),
            a5.wrapping_add(b5),
        ])
    }

    /// The difference, exact. `rhs` must not be larger.
    pub(crate) fn minus(self, rhs: Self) -> Self {
        let ([a0, a1, a2, a3, a4, a5], [b0, b1, b2, b3, b4, b5]) = (self.0, rhs.0);
        Self::carried([
            a0.wrapping_sub(b0),
            a1.wrapping_sub(b1),
            a2.wrapping_sub(b2),
            a3.wrapping_sub(b3),
            a4.wrapping_sub(b4),
            a5.wrapping_sub(b5),
        ])
    }

    /// Whether this is smaller than `rhs`.
    pub(crate) fn is_below(self, rhs: Self) -> bool {
        self.0.iter().rev().lt(rhs.0.iter().rev())
    }

    /// The product, at most 7 ulps too small and never too large. It must stay below 8.
    ///
    /// Columns below the one whose carry reaches the lowest digit are left out: at most
    /// `(5 + 4 * 2^-B + …) * 2^(2B)` of `2^(2B)` to the ulp, so less than 6; the last carry drops less than one.
    #[inline]
    pub(crate) fn times(self, rhs: Self) -> Self {
        let ([a0, a1, a2, a3, a4, a5], [b0, b1, b2, b3, b4, b5]) = (self.0, rhs.0);
        let column = |terms: &[(u64, u64)]| {
            terms
                .iter()
                .fold(0_u64, |sum, (a, b)| sum.wrapping_add(a.wrapping_mul(*b)))
        };
        let below = column(&[(a0, b5), (a1, b4), (a2, b3), (a3, b2), (a4, b1), (a5, b0)]);
        Self::carried([
            column(&[(a1, b5), (a2, b4), (a3, b3), (a4, b2), (a5, b1)])
                .wrapping_add(below.wrapping_shr(B)),
            column(&[(a2, b5), (a3, b4), (a4, b3), (a5, b2)]),
            column(&[(a3, b5), (a4, b4), (a5, b3)]),
            column(&[(a4, b5), (a5, b4)]),
            a5.wrapping_mul(b5),
            0,
        ])
    }

    /// `self * factor` for a factor below `2^32`, exact. It must stay below 8.
    pub(crate) fn times_small(self, factor: u64) -> Self {
        Self::carried(self.0.map(|digit| digit.wrapping_mul(factor)))
    }

    /// `self / divisor` for a divisor from 1 to `2^32`, less than one ulp too small.
    pub(crate) fn over_small(self, divisor: u64) -> Self {
        let mut digits = self.0;
        let mut rest = 0_u64;
        for digit in digits.iter_mut().rev() {
            let dividend = rest.wrapping_shl(B).wrapping_add(*digit);
            // Callers pass constants and counters from one.
            *digit = dividend.checked_div(divisor).unwrap_or(0);
            rest = dividend.wrapping_sub(digit.wrapping_mul(divisor));
        }
        Self(digits)
    }

    /// `self / 2^bits`, less than one ulp too small.
    pub(crate) fn shifted_down(self, bits: u32) -> Self {
        let [mut d0, mut d1, mut d2, mut d3, mut d4, mut d5] = self.0;
        let mut bits = bits.min(Self::BITS.wrapping_add(B));
        while bits >= B {
            [d0, d1, d2, d3, d4, d5] = [d1, d2, d3, d4, d5 & Self::MASK, d5.wrapping_shr(B)];
            bits = bits.wrapping_sub(B);
        }
        let up = B.wrapping_sub(bits);
        let join =
            |low: u64, high: u64| low.wrapping_shr(bits) | (high.wrapping_shl(up) & Self::MASK);
        Self([
            join(d0, d1),
            join(d1, d2),
            join(d2, d3),
            join(d3, d4),
            join(d4, d5),
            d5.wrapping_shr(bits),
        ])
    }

    /// A value below one, shifted up until it is at least a half, and by how many bits. Exact.
    ///
    /// Zero stays as it is.
    pub(crate) fn normalised(self) -> (Self, u32) {
        let [mut d0, mut d1, mut d2, mut d3, mut d4, mut d5] = self.0;
        let mut shift = 0_u32;
        while d5 == 0 && shift < Self::BITS {
            [d0, d1, d2, d3, d4, d5] = [0, d0, d1, d2, d3, d4];
            shift = shift.wrapping_add(B);
        }
        let up = d5.leading_zeros().wrapping_sub(64_u32.wrapping_sub(B)) & 31;
        let down = B.wrapping_sub(up);
        let join =
            |low: u64, high: u64| (high.wrapping_shl(up) & Self::MASK) | low.wrapping_shr(down);
        (
            Self([
                d0.wrapping_shl(up) & Self::MASK,
                join(d0, d1),
                join(d1, d2),
                join(d2, d3),
                join(d3, d4),
                join(d4, d5),
            ]),
            shift.wrapping_add(up),
        )
    }

    /// `self / divisor` for a value of at most one and a divisor from 2 to 8, at most 4 ulps too small and never too
    /// large. The quotient must stay below 8.
    ///
    /// Long division with trial digits that are never too large and never corrected. With the remainder below
    /// `(1 + e)` divisors, a trial digit made of its leading digits and the divisor's, rounded up, is too small by at most
    /// `(1 + e) * 2^B / (2 * 2^B) + 1`, which is the next `e`: it starts at zero and stays below 3. So a digit may
    /// exceed `2^B`, which the carries at the end repair, the leading digits stay below `4 * 2^(2B + 3)`, and
    /// less than 4 ulps of quotient are left in the last remainder.
    pub(crate) fn divided_by(self, divisor: Self) -> Self {
        let [v0, v1, v2, v3, v4, v5] = divisor.0;
        let above = v5.wrapping_add(1);
        let (mut quotient, mut rest) = ([0; DIGITS], self.0);
        for _ in 0..DIGITS {
            let [r0, r1, r2, r3, r4, r5] = rest;
            let leading = r5.wrapping_shl(B).wrapping_add(r4);
            // The divisor is at least 2.
            let digit = leading.checked_div(above).unwrap_or(0);
            let less = |r: u64, v: u64| r.wrapping_sub(digit.wrapping_mul(v));
            rest = Self::carried([
                less(0, v0),
                less(r0, v1),
                less(r1, v2),
                less(r2, v3),
                less(r3, v4),
                less(leading, v5),
            ])
            .0;
            let [q0, q1, q2, q3, q4, _] = quotient;
            quotient = [digit, q0, q1, q2, q3, q4];
        }
        Self::carried(quotient)
    }
}

impl Fixed {
    /// A constant from its digits.
    #[inline]
    pub(crate) fn constant(digits: &Constant) -> Self {
        Self(digits.map(u64::from))
    }

    /// The mantissa and the length of an integer: `value = mantissa * 2^length`, the mantissa from a half to one.
    ///
    /// Exact below `2^168`; else at most one ulp too small. Zero has length zero.
    pub(crate) fn mantissa(value: U256) -> (Self, u32) {
        let mut shift = 0_u32;
        let [mut w0, mut w1, mut w2, mut w3] = *value.as_limbs();
        while w3 == 0 && shift < 256 {
            [w0, w1, w2, w3] = [0, w0, w1, w2];
            shift = shift.wrapping_add(64);
        }
        let up = w3.leading_zeros() & 63;
        let join = |low: u64, high: u64| {
            // In two steps, since a word cannot be shifted by its length.
            high.wrapping_shl(up) | low.wrapping_shr(1).wrapping_shr(63_u32.wrapping_sub(up))
        };
        let (w3, w2, w1) = (join(w2, w3), join(w1, w2), join(w0, w1));
        let digits = [
            w1.wrapping_shr(24),
            w1.wrapping_shr(52) | w2.wrapping_shl(12),
            w2.wrapping_shr(16),
            w2.wrapping_shr(44) | w3.wrapping_shl(20),
            w3.wrapping_shr(8),
            w3.wrapping_shr(36),
        ];
        (
            Self(digits.map(|digit| digit & Self::MASK)),
            256_u32.saturating_sub(shift.wrapping_add(up)),
        )
    }

    /// The number of ulps, `self * 2^168`.
    pub(crate) fn ulps(self) -> U256 {
        let [d0, d1, d2, d3, d4, d5] = self.0;
        U256::from_limbs([
            d0 | d1.wrapping_shl(28) | d2.wrapping_shl(56),
            d2.wrapping_shr(8) | d3.wrapping_shl(20) | d4.wrapping_shl(48),
            d4.wrapping_shr(16) | d5.wrapping_shl(12),
            0,
        ])
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    use super::*;

    /// `value * 2^-(6 * B)`, the highest digit taking all that is left.
    fn fraction<const B: u32>(value: u64) -> Fixed<B> {
        let mask = (1 << B) - 1;
        let digit = |i: u32| value >> (B * i) & mask;
        Fixed([
            digit(0),
            digit(1),
            digit(2),
            digit(3),
            digit(4),
            value >> (5 * B),
        ])
    }

    fn ulps<const B: u32>(value: Fixed<B>) -> u64 {
        let digits = value.0;
        assert!(
            digits[..5].iter().all(|digit| *digit < 1 << B),
            "{digits:?}"
        );
        digits.iter().rev().fold(0, |sum, digit| (sum << B) + digit)
    }

    #[test]
    fn times_is_at_most_seven_ulps_too_small_for_every_pair_of_12_bits() {
        for a in 0..=4_096 {
            for b in 0..=4_096 {
                let product = ulps(fraction::<2>(a).times(fraction(b)));
                assert!(product * 4_096 <= a * b, "{a} * {b}");
                assert!((product + 7) * 4_096 > a * b, "{a} * {b}");
            }
        }
    }

    #[test]
    fn divided_by_is_at_most_four_ulps_too_small_for_every_pair_of_12_bits() {
        for divisor in 2 * 4_096..8 * 4_096_u64 {
            let by = fraction::<2>(divisor);
            // Every dividend, over a cycle of divisors.
            for dividend in (divisor % 16..=4_096).step_by(16) {
                let quotient = ulps(fraction::<2>(dividend).divided_by(by));
                assert!(
                    quotient * divisor <= dividend * 4_096,
                    "{dividend} / {divisor}"
                );
                assert!(
                    (quotient + 4) * divisor > dividend * 4_096,
                    "{dividend} / {divisor}"
                );
            }
        }
    }

    #[test]
    fn divided_by_is_at_most_four_ulps_too_small_for_every_pair_of_6_bits() {
        for divisor in 2 * 64..8 * 64_u64 {
            for dividend in 0..=64 {
                let quotient = ulps(fraction::<1>(dividend).divided_by(fraction(divisor)));
                assert!(
                    quotient * divisor <= dividend * 64,
                    "{dividend} / {divisor}"
                );
                assert!(
                    (quotient + 4) * divisor > dividend * 64,
                    "{dividend} / {divisor}"
                );
            }
        }
    }

    #[test]
    fn sums_differences_and_shifts_are_right_for_every_value_of_12_bits() {
        for a in 0..=4_096_u64 {
            let x = fraction::<2>(a);
            assert_eq!(ulps(x), a);
            for small in 1..32 {
                assert_eq!(ulps(x.over_small(small)), a / small);
            }
            for small in 0..8 {
                assert_eq!(ulps(x.times_small(small)), a * small);
            }
            for bits in 0..20 {
                assert_eq!(ulps(x.shifted_down(bits)), a >> bits);
            }
            for b in (0..=4_096).step_by(13) {
                let y = fraction::<2>(b);
                assert_eq!(x.is_below(y), a < b);
                assert_eq!(ulps(x.plus(y)), a + b);
                if a >= b {
                    assert_eq!(ulps(x.minus(y)), a - b);
                }
            }
        }
        for a in 1..4_096_u64 {
            let (mantissa, shift) = fraction::<2>(a).normalised();
            assert!(ulps(mantissa) >= 2_048);
            assert_eq!(ulps(mantissa), a << shift);
        }
        assert_eq!(Fixed::<2>::ZERO.normalised().0, Fixed::ZERO);
    }

    #[test]
    fn mantissa_and_ulps_are_inverse_to_each_other() {
        for bits in 0..=256_usize {
            let value = U256::MAX.wrapping_shr(256 - bits);
            let (mantissa, length) = Fixed::mantissa(value);
            assert_eq!(usize::try_from(length), Ok(bits));
            let kept = bits.min(168);
            assert_eq!(mantissa.ulps() >> (168 - kept), value >> (bits - kept));
        }
    }
}
