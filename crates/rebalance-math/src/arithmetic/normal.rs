//! The normal distribution.
//!
//! # Method
//! Marsaglia's series, all of whose terms are positive (G. Marsaglia, "Evaluating the Normal Distribution", Journal of
//! Statistical Software 11(4), 2004): with the density `d(z) = e^(-z^2 / 2) / sqrt(2 pi)`,
//!
//! `P(Z <= z) = 1/2 + d(z) * (z + z^3 / 3 + z^5 / (3 * 5) + z^7 / (3 * 5 * 7) + …)`
//!
//! The sum starts with `d(z) z` and every next term is the last one times `z^2 / (2n + 3)`, so it never exceeds a half.
//! Beyond nine deviations either way the truth is within one wad unit of zero or one.
//!
//! # Error
//! In ulps of `2^-168` of `1e18 / 2^60 / 16` of the probability. A step adds at most `8 * 256 / (2n + 3) + 1 < 700`. Later
//! steps multiply that, in sum over all of them, by at most `(P - 1/2) / (d(z) z)`, which is below `2^56` at nine
//! deviations and less before. There are at most 192 steps: `700 * 192 * 2^56 < 2^74`. The first term is relatively
//! within `2^-150`, less than `2^18` ulps of any sum. The terms left out are together below the last one, `2^-140`:
//! `2^28`. Less than `2^75` ulps together; multiplied by 16 and in units of a wad that is `2^-29`, and `2^-28` is allowed.

use ruint::aliases::U256;

use crate::arithmetic::constants::{INVERSE_ROOT_OF_TAU, ONE_PER_WAD, TWICE_LOG2_E};
use crate::arithmetic::exponential::{CONSTANT_SCALE, Exponent};
use crate::arithmetic::fixed::Fixed;
use crate::arithmetic::rounding::{Direction, directed};
use crate::arithmetic::signed::Signed;
use crate::units::WAD;

/// Bits behind the point before rounding, and what a probability is allowed to be off in them.
const FRACTION: u32 = 64;
const BOUND: u64 = 1 << 36;

/// Terms of the series; 150 are enough at nine deviations.
const MOST_TERMS: u64 = 192;

/// The probability that a standard normal variable is at most `z`.
///
/// `z` is a wad with a sign, in deviations; the result is a wad from zero to one.
///
/// # Rounding
/// Down: never above the truth and less than `1 + 2^-27` wad units below it. Exact for zero.
#[must_use]
pub fn normal_cdf_floor(z: Signed) -> U256 {
    normal_cdf(z, Direction::Down)
}

/// The probability that a standard normal variable is at most `z`, rounded up.
///
/// As [`normal_cdf_floor`], but never below the truth and less than `1 + 2^-27` wad units above it.
#[must_use]
pub fn normal_cdf_ceil(z: Signed) -> U256 {
    normal_cdf(z, Direction::Up)
}

fn normal_cdf(z: Signed, direction: Direction) -> U256 {
    let half = WAD.wrapping_shr(1);
    if z.is_zero() {
        return half;
    }
    let nine = WAD.wrapping_mul(U256::from(9));
    if z.magnitude() >= nine {
        return match (z.is_negative(), direction) {
            (true, Direction::Down) => U256::ZERO,
            (true, Direction::Up) => U256::ONE,
            (false, Direction::Down) => WAD.wrapping_sub(U256::ONE),
            (false, Direction::Up) => WAD,
        };
    }
    let distance = distance_from_half(z.magnitude());
    let half = half.wrapping_shl(64);
    let probability = if z.is_negative() {
        half.wrapping_sub(distance)
    } else {
        half.wrapping_add(distance)
    };
    directed(probability, BOUND, FRACTION, direction).min(WAD)
}

/// `|P - 1/2|` in wad, with 64 bits behind the point. `z` is below nine.
fn distance_from_half(z: U256) -> U256 {
    // A 16th of z and a 256th of its square: both below one.
    let (mantissa, length) = Fixed::mantissa(z);
    let scale = i32::try_from(length).unwrap_or(0);
    // Nine in wad has 63 bits.
    let down = CONSTANT_SCALE.wrapping_add(4).wrapping_sub(scale);
    let z = mantissa
        .times(Fixed::constant(&ONE_PER_WAD))
        .shifted_down(u32::try_from(down).unwrap_or(0));
    let square = z.times(z);
    // z^2 / 2 * log2(e) / 256, a quarter of twice the constant.
    let exponent = square.times(Fixed::constant(&TWICE_LOG2_E)).shifted_down(2);
    let mut term = Exponent::of(exponent, 8, true)
        .power()
        .fraction()
        .times(Fixed::constant(&INVERSE_ROOT_OF_TAU))
        .times(z);
    let mut sum = term;
    for n in 0..MOST_TERMS {
        // Ends when the term is below 2^-140.
        let [_, rest @ ..] = term.0;
        if rest == [0; 5] {
            break;
        }
        let odd = n.wrapping_mul(2).wrapping_add(3);
        term = term.times(square).times_small(256).over_small(odd);
        sum = sum.plus(term);
    }
    // Times 16 and 2^60, of 168 bits behind the point 64 are left: 168 - 64 - 60 - 4.
    sum.ulps().wrapping_shr(40)
}
