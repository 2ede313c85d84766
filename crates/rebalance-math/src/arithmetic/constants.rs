//! Constants of the functions on wad, as [`Fixed`] digits, each rounded down: less than one ulp too small.
//!
//! There are few on purpose, and no tables: a program pays for every byte of static data in every call, whatever the
//! call does, while a constant that is named in the code costs nothing. The tests check each against an exact integer
//! or the series that defines it.
//!
//! [`Fixed`]: crate::arithmetic::fixed::Fixed

use crate::arithmetic::fixed::DIGITS;

/// The digits of a constant.
pub(crate) type Constant = [u32; DIGITS];

/// `1e18 / 2^60`: one in wad. Exact.
pub(crate) const ONE_WAD: Constant = [
    0x0000000, 0x0000000, 0x0000000, 0x0000000, 0xa764000, 0x0de0b6b3,
];

/// `2^(-1 / 16)`: down by a sixteenth of an octave.
pub(crate) const SIXTEENTH_DOWN: Constant = [
    0x1030867, 0x0fc36f5, 0xc7aed98, 0x2c7b9d0, 0x52486cc, 0x0f5257d1,
];

/// `ln(2)`.
pub(crate) const LN_2: Constant = [
    0x3432672, 0xf6af40f, 0x39803f2, 0xabc9e3b, 0x7d1cf79, 0x0b17217f,
];

/// `2 / ln(2)`.
pub(crate) const TWICE_LOG2_E: Constant = [
    0xdeaa375, 0xfa23ad5, 0xb41a474, 0xeefa1ff, 0x5705fc2, 0x2e2a8eca,
];

/// `log2(e) / 1e18 * 2^59`.
pub(crate) const LOG2_E_PER_WAD: Constant = [
    0x6124660, 0x2a8e5c2, 0xbd35d5b, 0x2792f46, 0x730979b, 0x0d4e77a4,
];

/// `1 / 1e18 * 2^59`.
pub(crate) const ONE_PER_WAD: Constant = [
    0x7f34464, 0x9fcf32d, 0x22e6243, 0x073aff3, 0xe921d5d, 0x09392ee8,
];

/// `ln(2) * 1e18 / 2^60`.
pub(crate) const LN_2_WAD: Constant = [
    0x4dcfc11, 0x8528fdd, 0x6c80e9d, 0xd6acfb9, 0x3256ce5, 0x099e8db0,
];

/// `1 / sqrt(2 * pi)`, the height of the normal density.
pub(crate) const INVERSE_ROOT_OF_TAU: Constant = [
    0x29f3051, 0x38bfd38, 0x1402eae, 0x343f2cf, 0xf50d942, 0x0662114c,
];

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    use num_bigint::BigUint;

    use super::*;

    /// Bits behind the point of the series; far more than their rounding loses.
    const BITS: u32 = 600;

    fn ulps(constant: &Constant) -> BigUint {
        let digits = constant.iter().rev();
        digits.fold(BigUint::ZERO, |sum, digit| (sum << 28) + *digit)
    }

    fn two_to(bits: u32) -> BigUint {
        BigUint::from(1_u32) << bits
    }

    fn wad() -> BigUint {
        BigUint::from(1_000_000_000_000_000_000_u64)
    }

    /// `ln(2)`, the sum of `1 / (k 2^k)`.
    fn ln_2() -> BigUint {
        (1..BITS)
            .map(|k| two_to(BITS - k) / k)
            .fold(BigUint::ZERO, |sum, term| sum + term)
    }

    /// `atan(1 / x)`.
    fn inverse_tangent(x: u32) -> BigUint {
        let (mut plus, mut minus) = (BigUint::ZERO, BigUint::ZERO);
        let mut power = two_to(BITS) / x;
        for k in 0..BITS {
            let term = &power / (2 * k + 1);
            if k % 2 == 0 {
                plus += term;
            } else {
                minus += term;
            }
            power /= x * x;
        }
        plus - minus
    }

    /// Pi by Machin's formula.
    fn pi() -> BigUint {
        (inverse_tangent(5) * 4_u32 - inverse_tangent(239)) * 4_u32
    }

    #[test]
    fn constants_are_the_numbers_they_name_rounded_down() {
        assert_eq!(ulps(&ONE_WAD), wad() << 108);
        assert_eq!(ulps(&ONE_PER_WAD), two_to(227) / wad());
        assert_eq!(ulps(&LN_2), ln_2() >> (BITS - 168));
        assert_eq!(ulps(&LN_2_WAD), (ln_2() * wad()) >> (BITS - 108));
        assert_eq!(ulps(&TWICE_LOG2_E), two_to(169 + BITS) / ln_2());
        assert_eq!(ulps(&LOG2_E_PER_WAD), two_to(227 + BITS) / (ln_2() * wad()));
        let root = ulps(&SIXTEENTH_DOWN);
        assert!(root.pow(16) * 2_u32 <= two_to(16 * 168));
        assert!((root + 1_u32).pow(16) * 2_u32 > two_to(16 * 168));
        let root = ulps(&INVERSE_ROOT_OF_TAU);
        assert!(root.pow(2) * 2_u32 * pi() <= two_to(336 + BITS));
        assert!((root + 1_u32).pow(2) * 2_u32 * pi() > two_to(336 + BITS));
    }
}
