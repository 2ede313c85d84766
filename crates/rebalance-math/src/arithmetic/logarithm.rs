//! Logarithms of a wad: `ln` and `log2`.
//!
//! # Method
//! `x / 1e18 = 2^(i / 16) * y / w`, where `w` is `1e18 / 2^60` and `y` is `x` shifted by whole bits and then multiplied by those of
//! `2^(-1/16)`, `2^(-1/8)`, `2^(-1/4)` and `2^(-1/2)` that bring it next to `w`. Which ones follows from the first 28 bits with a
//! parabola that is off by less than 0.0077, so `|log2(y / w)| <= (1/2 + 16 * 0.0077) / 16 < 0.03896`. With
//! `s = (y - w) / (y + w)`, which is below `tanh(0.03896 * ln(2) / 2) < 0.0136`,
//!
//! `log2(x / 1e18) = i / 16 + (2 / ln 2) * (s + s^3 / 3 + s^5 / 5 + …)`
//!
//! The series is summed in `s^2` to the fourteenth term and multiplied by `s`, whose leading zeros are shifted out
//! before the division. Around one (`i = 0`) nothing was multiplied, so the result keeps its relative accuracy however
//! small it is.
//!
//! # Error
//! In ulps of `2^-168`, for the logarithm to base two.
//! - Input: at most 2 beyond `2^168`. The constants are 1, 9, 25 and 57 too small, each the square of the one before, and a
//!   product adds 7: `y` is at most `2 + 4 * 7 + 2 * (1 + 9 + 25 + 57) = 214` off, and the logarithm, with a slope of
//!   `2.886 / (y + w) < 1.69`, by 362. By nothing when `i = 0`.
//! - `q`, the quotient that is left of `s` after the shift: 4. It is above 0.14 and below 0.3, the dividend being at least 1/2
//!   and twice the divisor between 3.4 and 3.6.
//! - `s^2`: 8, since `s` is off by at most 9 and below 1/64, and the product by 7.
//! - The series: 8 a level, `8 / (1 - 2^-12)` for all, 3 from `s^2` by the slope below 0.34, 1 that is left out; times
//!   `2 / ln 2`, which is below 2.886, and 8 more: 43.
//! - `q * series`: `4 * 2.887 + 43 * 0.3 + 7 < 32`. It is above 0.4, so its relative error is below `2^-161`.
//!
//! The sum with `i / 16` is kept as a 256th of itself, which adds less than 1: together less than
//! `(2 * 32 + 362) / 256 + 1 < 3` ulps. `ln` and `log2` multiply that by `2^68` and a constant below one: 3 + 1 + 7 = 11
//! ulps of `2^-100`, and 16 are allowed. A result is therefore the truth rounded the right way unless the truth is within
//! `2^-95` of a whole wad unit, and then it is one off at most.

use ruint::aliases::U256;

use crate::MathError;
use crate::arithmetic::constants::{Constant, LN_2_WAD, ONE_WAD, SIXTEENTH_DOWN, TWICE_LOG2_E};
use crate::arithmetic::fixed::Fixed;
use crate::arithmetic::rounding::{Direction, directed};
use crate::arithmetic::signed::Signed;
use crate::units::WAD;

/// Ulps that a logarithm is allowed to be off, before it is rounded.
const BOUND: u64 = 16;

/// Terms of the series.
const TERMS: u64 = 14;

/// The natural logarithm: `ln(x / 1e18) * 1e18`.
///
/// `x` is a wad and so is the result. Source: the series of the inverse hyperbolic tangent after a reduction to a
/// sixteenth of an octave; the derivation of its error heads the file.
///
/// # Rounding
/// Down, towards minus infinity: never above the truth and less than `1 + 2^-94` wad units below it. Exact for one.
///
/// # Errors
/// [`MathError::LogarithmOfZero`] when `x` is zero.
pub fn ln_floor(x: U256) -> Result<Signed, MathError> {
    ln(x, Direction::Down)
}

/// The natural logarithm: `ln(x / 1e18) * 1e18`, rounded up.
///
/// As [`ln_floor`], but never below the truth and less than `1 + 2^-94` wad units above it.
///
/// # Errors
/// [`MathError::LogarithmOfZero`] when `x` is zero.
pub fn ln_ceil(x: U256) -> Result<Signed, MathError> {
    ln(x, Direction::Up)
}

/// The logarithm to base two: `log2(x / 1e18) * 1e18`.
///
/// `x` is a wad and so is the result.
///
/// # Rounding
/// Down, towards minus infinity: never above the truth and less than `1 + 2^-94` wad units below it, and less than one below
/// it next to a whole power of two. Exact for every whole power of two, so that it never falls as `x` grows past one.
///
/// # Errors
/// [`MathError::LogarithmOfZero`] when `x` is zero.
pub fn log2_floor(x: U256) -> Result<Signed, MathError> {
    log2(x, Direction::Down)
}

/// The logarithm to base two: `log2(x / 1e18) * 1e18`, rounded up.
///
/// As [`log2_floor`], but never below the truth and less than `1 + 2^-94` wad units above it.
///
/// # Errors
/// [`MathError::LogarithmOfZero`] when `x` is zero.
pub fn log2_ceil(x: U256) -> Result<Signed, MathError> {
    log2(x, Direction::Up)
}

fn ln(x: U256, direction: Direction) -> Result<Signed, MathError> {
    if x == WAD {
        return Ok(Signed::ZERO);
    }
    let logarithm = Logarithm::of(x)?;
    Ok(logarithm.times(&LN_2_WAD, direction))
}

fn log2(x: U256, direction: Direction) -> Result<Signed, MathError> {
    let logarithm = Logarithm::of(x)?;
    if let Some((octaves, is_negative)) = whole_octaves(x) {
        return Ok(Signed::new(WAD.wrapping_mul(octaves), is_negative));
    }
    let rounded = logarithm.times(&ONE_WAD, direction);
    // Next to a whole power, which is exact, a unit of error would be a step back.
    let (lowest, highest) = octave(x);
    Ok(match direction {
        Direction::Down => rounded.max(lowest),
        Direction::Up => rounded.min(highest),
    })
}

/// The whole numbers on either side of `log2(x / 1e18)`, in wad, of an `x` that is not zero.
fn octave(x: U256) -> (Signed, Signed) {
    let length = x.bit_len();
    // With both shifted to the top, a mantissa below that of one lies in the octave before.
    let is_before = x.wrapping_shl(256_usize.wrapping_sub(length)) < WAD.wrapping_shl(196);
    let lower = if is_before { 61 } else { 60 };
    // 60 bits are those of one.
    let whole = |octaves: usize, is_negative| {
        Signed::new(WAD.wrapping_mul(U256::from(octaves)), is_negative)
    };
    let lowest = whole(length.abs_diff(lower), length < lower);
    let above = length.wrapping_add(1);
    (lowest, whole(above.abs_diff(lower), above < lower))
}

/// `log2(x / 1e18)` and whether it is negative, if it is whole.
fn whole_octaves(x: U256) -> Option<(U256, bool)> {
    let (x_twos, one_twos) = (x.trailing_zeros(), WAD.trailing_zeros());
    let is_whole = x.wrapping_shr(x_twos) == WAD.wrapping_shr(one_twos);
    is_whole.then(|| (U256::from(x_twos.abs_diff(one_twos)), x_twos < one_twos))
}

/// A logarithm to base two: `sixteenths / 16 ± rest / 2^shift`.
pub(crate) struct Logarithm {
    /// From -957 to 3139.
    pub(crate) sixteenths: i32,
    /// Zero, or from 0.4 to 0.9.
    pub(crate) rest: Fixed,
    /// How far the rest is shifted down.
    pub(crate) shift: u32,
    /// Whether the rest is to be subtracted.
    pub(crate) is_rest_negative: bool,
}

impl Logarithm {
    /// The logarithm of a wad.
    pub(crate) fn of(x: U256) -> Result<Self, MathError> {
        let (mantissa, length) = Fixed::mantissa(x);
        if length == 0 {
            return Err(MathError::LogarithmOfZero);
        }
        let place = nearest_sixteenth(mantissa.top());
        // One in wad has 60 bits, and the places from 16 on belong to the octave that starts with it.
        let octave = i32::try_from(length)
            .unwrap_or(0)
            .wrapping_sub(61)
            .wrapping_mul(16);
        let sixteenths = i32::try_from(place).unwrap_or(0).wrapping_add(octave);
        let y = if place < 16 {
            mantissa.plus(mantissa)
        } else {
            mantissa
        };
        let (y, one) = (lowered(y, place & 15), Fixed::constant(&ONE_WAD));
        let is_rest_negative = y.is_below(one);
        let distance = if is_rest_negative {
            one.minus(y)
        } else {
            y.minus(one)
        };
        let (dividend, shift) = distance.normalised();
        let sum = y.plus(one);
        let quotient = dividend.divided_by(sum.plus(sum));
        // The distance is below 1/16, so at least four bits were shifted out; one of them makes up for twice the divisor.
        let shift = shift.saturating_sub(1);
        Ok(Self {
            sixteenths,
            rest: quotient.times(series(quotient.shifted_down(shift))),
            shift,
            is_rest_negative,
        })
    }

    /// Whether it is below zero.
    pub(crate) const fn is_negative(&self) -> bool {
        self.sixteenths < 0 || (self.sixteenths == 0 && self.is_rest_negative)
    }

    /// Its magnitude divided by 256, less than 3 ulps off.
    pub(crate) fn magnitude_over_256(&self) -> Fixed {
        let rest = self.rest.shifted_down(self.shift.wrapping_add(8));
        // A sixteenth of a 256th is the highest digit's bit 16.
        let whole = u64::from(self.sixteenths.unsigned_abs()).wrapping_shl(16);
        let whole = Fixed::ZERO.with_top(whole);
        // A sixteenth is more than any rest.
        if self.sixteenths == 0 || (self.sixteenths < 0) == self.is_rest_negative {
            whole.plus(rest)
        } else {
            whole.minus(rest)
        }
    }

    /// The logarithm times a unit that is given in 60 bits, rounded.
    fn times(&self, unit: &Constant, direction: Direction) -> Signed {
        let is_negative = self.is_negative();
        let direction = if is_negative {
            direction.opposite()
        } else {
            direction
        };
        let product = self
            .magnitude_over_256()
            .times(Fixed::constant(unit))
            .ulps();
        // 168 bits behind the point, less 8 for the 256th and 60 for the unit.
        Signed::new(directed(product, BOUND, 100, direction), is_negative)
    }
}

/// `y * 2^(-sixteenths / 16)` for up to 15 sixteenths.
fn lowered(y: Fixed, sixteenths: u64) -> Fixed {
    let (mut y, mut rest) = (y, sixteenths);
    let mut down = Fixed::constant(&SIXTEENTH_DOWN);
    while rest != 0 {
        if rest & 1 == 1 {
            y = y.times(down);
        }
        down = down.times(down);
        rest = rest.wrapping_shr(1);
    }
    y
}

/// `2 / ln(2) * (1 + s^2 / 3 + s^4 / 5 + …)`.
fn series(s: Fixed) -> Fixed {
    let square = s.times(s);
    let mut sum = Fixed::ZERO;
    for term in (0..TERMS).rev() {
        let odd = term.wrapping_mul(2).wrapping_add(1);
        sum = sum.times(square).plus(Fixed::ONE.over_small(odd));
    }
    sum.times(Fixed::constant(&TWICE_LOG2_E))
}

/// The sixteenth of an octave that is nearest to a mantissa given by its first 28 bits: 3 to 19, where 16 is one in wad.
fn nearest_sixteenth(top: u64) -> u64 {
    const HALF: u64 = 1 << 27;
    /// 0.3465 in 27 bits, and 16 * log2(2^60 / 1e18) + 1/2, which is 3.7847, in 23.
    const BEND: u64 = 46_506_442;
    const OFFSET: u64 = 31_748_437;
    // With the mantissa (1 + u) / 2, its logarithm is close to u - 1 + 0.3465 * u * (1 - u).
    let u = top.saturating_sub(HALF);
    let arch = u.wrapping_mul(HALF.wrapping_sub(u)).wrapping_shr(27);
    let bend = arch.wrapping_mul(BEND).wrapping_shr(27);
    u.wrapping_add(bend).wrapping_add(OFFSET).wrapping_shr(23)
}
