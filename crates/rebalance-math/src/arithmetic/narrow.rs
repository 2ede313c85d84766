//! `a * b / d` of factors below `2^192` and `2^128`, a divisor below `2^192` and a quotient below `2^128`: amounts, prices, values
//! and weights of real portfolios.
//!
//! The method is that of [`division`](super::division). Here all three numbers are shifted up first, until their highest bit is set,
//! and the quotient is shifted down in the end. So every digit has its place before the program runs, nothing is looked up in memory,
//! and a division takes a fifth of what the general one does.
//!
//! With `A = a * 2^i`, `B = b * 2^j` and `D = d * 2^k`, `A * B / D` is `2^(i + j - k)` times what is wanted, and below `2^129`: five
//! digits of 28 bits.

use ruint::aliases::U256;

/// Bits of a digit.
const BITS: u32 = 28;

/// Three words.
type Words = [u64; 3];
/// Digits of the wide factor and of the divisor; the highest has 30 bits.
type Seven = [u64; 7];
/// Digits of the other factor and of the quotient.
type Five = [u64; 5];

/// The quotient, rounded down, and whether it is exact. `None` when an operand or the quotient is too long, or the divisor zero.
pub(crate) fn divide_narrow(a: U256, b: U256, divisor: U256) -> Option<(U256, bool)> {
    let ([a0, a1, a2, 0], [b0, b1, b2, 0], [d0, d1, d2, 0]) =
        (*a.as_limbs(), *b.as_limbs(), *divisor.as_limbs())
    else {
        return None;
    };
    let (wide, low, high) = match (a2, b2) {
        (_, 0) => ([a0, a1, a2], b0, b1),
        (0, _) => ([b0, b1, b2], a0, a1),
        _ => return None,
    };
    let (divisor, down) = normalised([d0, d1, d2])?;
    let (Some((wide, up)), Some((narrow, more))) = (normalised(wide), normalised([0, low, high]))
    else {
        return Some((U256::ZERO, true));
    };
    let shift = up.wrapping_add(more).checked_sub(down)?;
    let (quotient, is_whole) = divide::<BITS>(digits(wide), narrow_digits(narrow), digits(divisor));
    let [q0, q1, q2, q3, q4] = quotient;
    let words = [
        q0 | q1.wrapping_shl(28) | q2.wrapping_shl(56),
        q2.wrapping_shr(8) | q3.wrapping_shl(20) | q4.wrapping_shl(48),
        q4.wrapping_shr(16),
    ];
    let ([w0, w1, w2], lost) = shifted_down(words, shift);
    Some((U256::from_limbs([w0, w1, w2, 0]), is_whole && lost == 0))
}

/// Shifted up until the highest bit is set, and by how much; none for zero.
#[inline]
fn normalised([mut w0, mut w1, mut w2]: Words) -> Option<(Words, u32)> {
    let mut shift = 0_u32;
    while w2 == 0 {
        if shift == 128 {
            return None;
        }
        [w0, w1, w2] = [0, w0, w1];
        shift = shift.wrapping_add(64);
    }
    let up = w2.leading_zeros();
    // In two steps, since a word cannot be shifted by its length.
    let down = 63_u32.wrapping_sub(up);
    let join = |low: u64, high: u64| high.wrapping_shl(up) | low.wrapping_shr(1).wrapping_shr(down);
    Some((
        [join(0, w0), join(w0, w1), join(w1, w2)],
        shift.wrapping_add(up),
    ))
}

/// Shifted down, and all the bits that were lost.
#[inline]
fn shifted_down([mut w0, mut w1, mut w2]: Words, mut shift: u32) -> (Words, u64) {
    let mut lost = 0;
    while shift >= 64 {
        lost |= w0;
        [w0, w1, w2] = [w1, w2, 0];
        shift = shift.wrapping_sub(64);
    }
    let up = 63_u32.wrapping_sub(shift);
    let join =
        |low: u64, high: u64| low.wrapping_shr(shift) | high.wrapping_shl(1).wrapping_shl(up);
    lost |= w0.wrapping_shl(1).wrapping_shl(up);
    ([join(w0, w1), join(w1, w2), join(w2, 0)], lost)
}

/// The digits of 192 bits times `2^6`.
#[inline]
fn digits([w0, w1, w2]: Words) -> Seven {
    const MASK: u64 = 0xfff_ffff;
    [
        w0.wrapping_shl(6) & MASK,
        w0.wrapping_shr(22) & MASK,
        (w0.wrapping_shr(50) | w1.wrapping_shl(14)) & MASK,
        w1.wrapping_shr(14) & MASK,
        (w1.wrapping_shr(42) | w2.wrapping_shl(22)) & MASK,
        w2.wrapping_shr(6) & MASK,
        w2.wrapping_shr(34),
    ]
}

/// The digits of the upper 128 bits of 192.
#[inline]
fn narrow_digits([_, w1, w2]: Words) -> Five {
    const MASK: u64 = 0xfff_ffff;
    [
        w1 & MASK,
        w1.wrapping_shr(28) & MASK,
        (w1.wrapping_shr(56) | w2.wrapping_shl(8)) & MASK,
        w2.wrapping_shr(20) & MASK,
        w2.wrapping_shr(48),
    ]
}

/// The quotient of a product, and whether it is whole. The highest digit of the divisor has two bits more than the others, all of
/// them in use, and the product is below `2^(5 B)` divisors.
///
/// [`division`](super::division) says why trial digits need no correction but the last.
#[inline]
fn divide<const B: u32>(a: Seven, b: Five, divisor: Seven) -> (Five, bool) {
    let [n0, n1, n2, n3, n4, rest @ ..] = product::<B>(a, b);
    let [.., leading] = divisor;
    let leading = leading.wrapping_add(1);
    let step = |rest: Seven, next: u64| {
        let [.., r5, r6] = rest;
        // At least 2^(B + 1), so not zero.
        let digit = r6
            .wrapping_shl(B)
            .wrapping_add(r5)
            .checked_div(leading)
            .unwrap_or(0);
        (digit, less::<B>(rest, next, divisor, digit))
    };
    let (q4, rest) = step(rest, n4);
    let (q3, rest) = step(rest, n3);
    let (q2, rest) = step(rest, n2);
    let (q1, rest) = step(rest, n1);
    let (mut q0, mut rest) = step(rest, n0);
    // At most three are left.
    loop {
        let [r0, above @ ..] = rest;
        let [r1, r2, r3, r4, r5, r6] = above;
        let left = less::<B>([r1, r2, r3, r4, r5, r6, 0], r0, divisor, 1);
        let [.., highest] = left;
        if highest.cast_signed() < 0 {
            break;
        }
        rest = left;
        q0 = q0.wrapping_add(1);
    }
    let over = |digit: u64| digit.wrapping_shr(B);
    let mask = 1_u64.wrapping_shl(B).wrapping_sub(1);
    let q1 = q1.wrapping_add(over(q0));
    let q2 = q2.wrapping_add(over(q1));
    let q3 = q3.wrapping_add(over(q2));
    let q4 = q4.wrapping_add(over(q3));
    let [r0, r1, r2, r3, r4, r5, r6] = rest;
    (
        [q0 & mask, q1 & mask, q2 & mask, q3 & mask, q4],
        r0 | r1 | r2 | r3 | r4 | r5 | r6 == 0,
    )
}

/// The digits of a product; the highest keeps what exceeds it.
#[inline]
fn product<const B: u32>(a: Seven, b: Five) -> [u64; 12] {
    let [a0, a1, a2, a3, a4, a5, a6] = a;
    let [b0, b1, b2, b3, b4] = b;
    // Five products of 28 by 30 bits at most.
    let sum = |terms: &[(u64, u64)]| {
        terms
            .iter()
            .fold(0_u64, |sum, (a, b)| sum.wrapping_add(a.wrapping_mul(*b)))
    };
    let columns = [
        sum(&[(a0, b0)]),
        sum(&[(a0, b1), (a1, b0)]),
        sum(&[(a0, b2), (a1, b1), (a2, b0)]),
        sum(&[(a0, b3), (a1, b2), (a2, b1), (a3, b0)]),
        sum(&[(a0, b4), (a1, b3), (a2, b2), (a3, b1), (a4, b0)]),
        sum(&[(a1, b4), (a2, b3), (a3, b2), (a4, b1), (a5, b0)]),
        sum(&[(a2, b4), (a3, b3), (a4, b2), (a5, b1), (a6, b0)]),
        sum(&[(a3, b4), (a4, b3), (a5, b2), (a6, b1)]),
        sum(&[(a4, b4), (a5, b3), (a6, b2)]),
        sum(&[(a5, b4), (a6, b3)]),
        sum(&[(a6, b4)]),
    ];
    let [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10] = columns;
    let mask = 1_u64.wrapping_shl(B).wrapping_sub(1);
    let over = |column: u64| column.wrapping_shr(B);
    let c1 = c1.wrapping_add(over(c0));
    let c2 = c2.wrapping_add(over(c1));
    let c3 = c3.wrapping_add(over(c2));
    let c4 = c4.wrapping_add(over(c3));
    let c5 = c5.wrapping_add(over(c4));
    let c6 = c6.wrapping_add(over(c5));
    let c7 = c7.wrapping_add(over(c6));
    let c8 = c8.wrapping_add(over(c7));
    let c9 = c9.wrapping_add(over(c8));
    let c10 = c10.wrapping_add(over(c9));
    [
        c0 & mask,
        c1 & mask,
        c2 & mask,
        c3 & mask,
        c4 & mask,
        c5 & mask,
        c6 & mask,
        c7 & mask,
        c8 & mask,
        c9 & mask,
        c10 & mask,
        over(c10),
    ]
}

/// `rest * 2^B + next - divisor * digit`, carried; the highest digit keeps what exceeds it, or is missing.
#[inline]
fn less<const B: u32>(rest: Seven, next: u64, divisor: Seven, digit: u64) -> Seven {
    let [r0, r1, r2, r3, r4, r5, r6] = rest;
    let [v0, v1, v2, v3, v4, v5, v6] = divisor;
    let mask = 1_u64.wrapping_shl(B).wrapping_sub(1);
    let over = |digit: u64| digit.cast_signed().wrapping_shr(B).cast_unsigned();
    let less = |r: u64, v: u64| r.wrapping_sub(digit.wrapping_mul(v));
    let d0 = less(next, v0);
    let d1 = less(r0, v1).wrapping_add(over(d0));
    let d2 = less(r1, v2).wrapping_add(over(d1));
    let d3 = less(r2, v3).wrapping_add(over(d2));
    let d4 = less(r3, v4).wrapping_add(over(d3));
    let d5 = less(r4, v5).wrapping_add(over(d4));
    let d6 = less(r6.wrapping_shl(B).wrapping_add(r5), v6).wrapping_add(over(d5));
    [
        d0 & mask,
        d1 & mask,
        d2 & mask,
        d3 & mask,
        d4 & mask,
        d5 & mask,
        d6,
    ]
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::arithmetic::division::divide as divide_wide;

    /// Digits of two bits.
    fn digits_of<const N: usize>(number: u64) -> [u64; N] {
        let mut digits = core::array::from_fn(|i| number >> (2 * i) & 3);
        digits[N - 1] = number >> (2 * (N - 1));
        digits
    }

    #[test]
    fn divide_is_right_for_every_divisor_of_16_bits() {
        for divisor in 1 << 15..1_u64 << 16 {
            // Other factors for every divisor; and those where trial digits go wrong.
            for a in [
                1 << 15,
                (1 << 16) - 1,
                divisor,
                divisor - 1,
                divisor * 40_503 % 65_536,
            ] {
                for b in [
                    1,
                    2,
                    255,
                    256,
                    511,
                    divisor % 509,
                    divisor % 512,
                    divisor * 7 % 503,
                ] {
                    let (quotient, is_whole) =
                        divide::<2>(digits_of(a), digits_of(b), digits_of(divisor));
                    let quotient = quotient.iter().rev().fold(0, |sum, digit| sum * 4 + digit);
                    assert_eq!(
                        (quotient, is_whole),
                        (a * b / divisor, a * b % divisor == 0),
                        "{a} * {b} / {divisor}"
                    );
                }
            }
        }
    }

    /// Of any length up to `bits`, and often all ones or a power of two.
    fn number(bits: usize) -> impl Strategy<Value = U256> {
        (any::<[u64; 4]>(), 0..=bits, 0..6).prop_map(|(limbs, length, kind)| {
            // The checked shift of a U256 is none where bits are lost.
            let ones = U256::MAX.wrapping_shr(256 - length);
            match kind {
                0 => ones,
                1 => ones ^ (ones >> 1),
                _ => U256::from_limbs(limbs) & ones,
            }
        })
    }

    proptest! {
        #[test]
        fn prop_divide_narrow_is_the_general_division_where_it_applies(
            a in number(200), b in number(140), divisor in number(200), is_swapped: bool,
        ) {
            let found = if is_swapped { divide_narrow(b, a, divisor) } else { divide_narrow(a, b, divisor) };
            let general = divide_wide(a.widening_mul(b), divisor);
            if let Some(found) = found {
                prop_assert_eq!(Some(found), general);
            } else {
                let is_long = a.max(b).bit_len() > 192 || a.min(b).bit_len() > 128 || divisor.bit_len() > 192;
                let is_large = general.is_none_or(|(quotient, _)| quotient.bit_len() > 127);
                prop_assert!(is_long || is_large, "{} * {} / {}", a, b, divisor);
            }
        }
    }

    #[test]
    fn divide_narrow_is_none_for_a_zero_divisor_and_zero_for_a_zero_factor() {
        assert_eq!(divide_narrow(U256::ONE, U256::ONE, U256::ZERO), None);
        let zero = Some((U256::ZERO, true));
        assert_eq!(divide_narrow(U256::ZERO, U256::ONE, U256::ONE), zero);
        assert_eq!(divide_narrow(U256::ONE, U256::ZERO, U256::ONE), zero);
    }
}
