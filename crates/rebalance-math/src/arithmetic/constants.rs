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
