//! Wide integers in digits of 28 bits, lowest first.
//!
//! The machine that runs the contracts multiplies words of 64 bits, keeps the lower half, and has no carry flag. With
//! digits of 28 bits neither matters: a column of products fits a word, and carries are passed on once, at the end.
//! Everything here is written out digit by digit: as loops over memory it would cost ten times as much.

use ruint::aliases::U256;

use crate::arithmetic::wide::U512;

/// Digits of 256 bits.
pub(crate) type Single = [u64; 10];
/// Digits, or columns not carried yet, of 512 bits.
pub(crate) type Double = [u64; 20];

const MASK: u64 = 0xfff_ffff;

/// The digits of a number.
pub(crate) fn split(number: U256) -> Single {
    let [w0, w1, w2, w3] = *number.as_limbs();
    [
        w0 & MASK,
        w0.wrapping_shr(28) & MASK,
        (w0.wrapping_shr(56) | w1.wrapping_shl(8)) & MASK,
        w1.wrapping_shr(20) & MASK,
        (w1.wrapping_shr(48) | w2.wrapping_shl(16)) & MASK,
        w2.wrapping_shr(12) & MASK,
        (w2.wrapping_shr(40) | w3.wrapping_shl(24)) & MASK,
        w3.wrapping_shr(4) & MASK,
        w3.wrapping_shr(32) & MASK,
        w3.wrapping_shr(60),
    ]
}

/// The digits of a number scaled to 282 bits, 30 of them in the highest digit, and how many bits the number has. Zero has
/// none.
pub(crate) fn split_scaled(number: U256) -> (Single, u32) {
    let [mut w0, mut w1, mut w2, mut w3] = *number.as_limbs();
    let mut length = 256_u32;
    while w3 == 0 && length != 0 {
        [w0, w1, w2, w3] = [0, w0, w1, w2];
        length = length.wrapping_sub(64);
    }
    let up = w3.leading_zeros() & 63;
    // In two steps, since a word cannot be shifted by its length.
    let down = 63_u32.wrapping_sub(up);
    let join = |low: u64, high: u64| high.wrapping_shl(up) | low.wrapping_shr(1).wrapping_shr(down);
    let (w3, w2, w1, w0) = (join(w2, w3), join(w1, w2), join(w0, w1), join(0, w0));
    let digits = [
        w0.wrapping_shl(26) & MASK,
        w0.wrapping_shr(2) & MASK,
        w0.wrapping_shr(30) & MASK,
        (w0.wrapping_shr(58) | w1.wrapping_shl(6)) & MASK,
        w1.wrapping_shr(22) & MASK,
        (w1.wrapping_shr(50) | w2.wrapping_shl(14)) & MASK,
        w2.wrapping_shr(14) & MASK,
        (w2.wrapping_shr(42) | w3.wrapping_shl(22)) & MASK,
        w3.wrapping_shr(6) & MASK,
        w3.wrapping_shr(34),
    ];
    (digits, length.wrapping_sub(up))
}

/// The digits of a number of 512 bits.
pub(crate) fn split_wide(number: U512) -> Double {
    let [w0, w1, w2, w3, w4, w5, w6, w7] = *number.as_limbs();
    [
        w0 & MASK,
        w0.wrapping_shr(28) & MASK,
        (w0.wrapping_shr(56) | w1.wrapping_shl(8)) & MASK,
        w1.wrapping_shr(20) & MASK,
        (w1.wrapping_shr(48) | w2.wrapping_shl(16)) & MASK,
        w2.wrapping_shr(12) & MASK,
        (w2.wrapping_shr(40) | w3.wrapping_shl(24)) & MASK,
        w3.wrapping_shr(4) & MASK,
        w3.wrapping_shr(32) & MASK,
        (w3.wrapping_shr(60) | w4.wrapping_shl(4)) & MASK,
        w4.wrapping_shr(24) & MASK,
        (w4.wrapping_shr(52) | w5.wrapping_shl(12)) & MASK,
        w5.wrapping_shr(16) & MASK,
        (w5.wrapping_shr(44) | w6.wrapping_shl(20)) & MASK,
        w6.wrapping_shr(8) & MASK,
        w6.wrapping_shr(36),
        w7 & MASK,
        w7.wrapping_shr(28) & MASK,
        w7.wrapping_shr(56),
        0,
    ]
}

/// The number that digits make; none when the highest of them exceeds its four bits.
pub(crate) fn join(digits: Single) -> Option<U256> {
    let [d0, d1, d2, d3, d4, d5, d6, d7, d8, d9] = digits;
    let words = [
        d0 | d1.wrapping_shl(28) | d2.wrapping_shl(56),
        d2.wrapping_shr(8) | d3.wrapping_shl(20) | d4.wrapping_shl(48),
        d4.wrapping_shr(16) | d5.wrapping_shl(12) | d6.wrapping_shl(40),
        d6.wrapping_shr(24) | d7.wrapping_shl(4) | d8.wrapping_shl(32) | d9.wrapping_shl(60),
    ];
    (d9 <= 0xf).then(|| U256::from_limbs(words))
}

/// The number below `2^512` that digits make.
pub(crate) fn join_wide(digits: Double) -> U512 {
    let [d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, rest @ ..] = digits;
    let [d10, d11, d12, d13, d14, d15, d16, d17, d18, _] = rest;
    U512::from_limbs([
        d0 | d1.wrapping_shl(28) | d2.wrapping_shl(56),
        d2.wrapping_shr(8) | d3.wrapping_shl(20) | d4.wrapping_shl(48),
        d4.wrapping_shr(16) | d5.wrapping_shl(12) | d6.wrapping_shl(40),
        d6.wrapping_shr(24) | d7.wrapping_shl(4) | d8.wrapping_shl(32) | d9.wrapping_shl(60),
        d9.wrapping_shr(4) | d10.wrapping_shl(24) | d11.wrapping_shl(52),
        d11.wrapping_shr(12) | d12.wrapping_shl(16) | d13.wrapping_shl(44),
        d13.wrapping_shr(20) | d14.wrapping_shl(8) | d15.wrapping_shl(36),
        d16 | d17.wrapping_shl(28) | d18.wrapping_shl(56),
    ])
}

/// Passes on what exceeds a digit of `B` bits, or is missing in it; the highest keeps it.
pub(crate) fn carried<const B: u32>(digits: Single) -> Single {
    let mask = 1_u64.wrapping_shl(B).wrapping_sub(1);
    let over = |digit: u64| digit.cast_signed().wrapping_shr(B).cast_unsigned();
    let [d0, d1, d2, d3, d4, d5, d6, d7, d8, d9] = digits;
    let d1 = d1.wrapping_add(over(d0));
    let d2 = d2.wrapping_add(over(d1));
    let d3 = d3.wrapping_add(over(d2));
    let d4 = d4.wrapping_add(over(d3));
    let d5 = d5.wrapping_add(over(d4));
    let d6 = d6.wrapping_add(over(d5));
    let d7 = d7.wrapping_add(over(d6));
    let d8 = d8.wrapping_add(over(d7));
    let d9 = d9.wrapping_add(over(d8));
    [
        d0 & mask,
        d1 & mask,
        d2 & mask,
        d3 & mask,
        d4 & mask,
        d5 & mask,
        d6 & mask,
        d7 & mask,
        d8 & mask,
        d9,
    ]
}

/// `digits * 2^bits` for fewer bits than a digit has; the highest digit keeps what exceeds it.
pub(crate) fn shifted_up<const B: u32>(digits: Single, bits: u32) -> Single {
    let [d0, d1, d2, d3, d4, d5, d6, d7, d8, d9] = digits;
    let up = |digit: u64| digit.wrapping_shl(bits);
    carried::<B>([
        up(d0),
        up(d1),
        up(d2),
        up(d3),
        up(d4),
        up(d5),
        up(d6),
        up(d7),
        up(d8),
        up(d9),
    ])
}

/// Passes on what exceeds a digit of `B` bits; what is left over after the highest comes separately.
pub(crate) fn carried_wide<const B: u32>(columns: Double) -> (Double, u64) {
    let [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, upper @ ..] = columns;
    let mask = 1_u64.wrapping_shl(B).wrapping_sub(1);
    let [d0, d1, d2, d3, d4, d5, d6, d7, d8, d9] =
        carried::<B>([c0, c1, c2, c3, c4, c5, c6, c7, c8, c9]);
    let [u0, u1, u2, u3, u4, u5, u6, u7, u8, u9] = upper;
    let u0 = u0.wrapping_add(d9.wrapping_shr(B));
    let [u0, u1, u2, u3, u4, u5, u6, u7, u8, u9] =
        carried::<B>([u0, u1, u2, u3, u4, u5, u6, u7, u8, u9]);
    (
        [
            d0,
            d1,
            d2,
            d3,
            d4,
            d5,
            d6,
            d7,
            d8,
            d9 & mask,
            u0,
            u1,
            u2,
            u3,
            u4,
            u5,
            u6,
            u7,
            u8,
            u9 & mask,
        ],
        u9.wrapping_shr(B),
    )
}

/// The columns of a product. Digits of one factor may have 31 bits. Upper halves that are zero, as they mostly are, are
/// left out.
pub(crate) fn columns(a: &Single, b: &Single) -> Double {
    let halves = |[d0, d1, d2, d3, d4, d5, d6, d7, d8, d9]: Single| {
        ([d0, d1, d2, d3, d4], [d5, d6, d7, d8, d9])
    };
    let ((a_low, a_high), (b_low, b_high)) = (halves(*a), halves(*b));
    let mut columns: Double = [0; 20];
    let mut add = |at: usize, a: [u64; 5], b: [u64; 5]| {
        let products = half_columns(a, b);
        for (column, product) in columns.iter_mut().skip(at).zip(products) {
            // Ten products of 28 by 31 bits at most.
            *column = column.wrapping_add(product);
        }
    };
    add(0, a_low, b_low);
    let is_zero = |[d0, d1, d2, d3, d4]: [u64; 5]| d0 | d1 | d2 | d3 | d4 == 0;
    if !is_zero(a_high) {
        add(5, a_high, b_low);
    }
    if !is_zero(b_high) {
        add(5, a_low, b_high);
        add(10, a_high, b_high);
    }
    columns
}

fn half_columns(a: [u64; 5], b: [u64; 5]) -> [u64; 9] {
    let ([a0, a1, a2, a3, a4], [b0, b1, b2, b3, b4]) = (a, b);
    let sum = |terms: &[(u64, u64)]| {
        terms
            .iter()
            .fold(0_u64, |sum, (a, b)| sum.wrapping_add(a.wrapping_mul(*b)))
    };
    [
        sum(&[(a0, b0)]),
        sum(&[(a0, b1), (a1, b0)]),
        sum(&[(a0, b2), (a1, b1), (a2, b0)]),
        sum(&[(a0, b3), (a1, b2), (a2, b1), (a3, b0)]),
        sum(&[(a0, b4), (a1, b3), (a2, b2), (a3, b1), (a4, b0)]),
        sum(&[(a1, b4), (a2, b3), (a3, b2), (a4, b1)]),
        sum(&[(a2, b4), (a3, b3), (a4, b2)]),
        sum(&[(a3, b4), (a4, b3)]),
        sum(&[(a4, b4)]),
    ]
}
