//! Powers of two and of e with a wad in the exponent: `exp2` and `exp`.
//!
//! # Method
//! The exponent becomes `t`, a power of two: `x / 1e18` for `exp2`, `x / 1e18 * log2(e)` for `exp`, in one multiplication of
//! the exact `x` by a constant. With `k` its whole part and `f` its fraction,
//!
//! `1e18 * 2^t = 2^k * 1e18 * e^(f ln 2) = 2^k * 1e18 * (1 + r + r^2 / 2! + … + r^14 / 14!)^256, r = f * ln(2) / 256`
//!
//! that is, a short series and eight squarings, without any table. A negative exponent becomes `-k - 1` and
//! `1 - fraction`.
//!
//! # Error
//! In ulps of `2^-168` of the value before it is shifted by `60 + k` bits, which lies between 0.86 and 1.74. All of them
//! are in one direction.
//! - `x` times its constant: 1 of the constant and 7 of the product, doubled by at most one bit of normalising, 1 by the
//!   shift: `t / 256` is at most 17 too small, `t` itself at most 4352. Its effect is at most `4352 * ln(2) * 1.74 < 5300`.
//! - `r` is below `2^-8.5` and at most `8 / 256 + 1 < 1.1` too small. A level of the series divides what the next one
//!   left, at most `7 + 1.1`, by its number and drops less than 1: the last one leaves less than 9. With `r`, and less
//!   than 1 for `r^15 / 15!` and beyond, less than 11.2.
//! - A squaring doubles the relative error and adds 7: `256 * 11.2 + 255 * 7 < 4653` after eight. The product with
//!   `1e18 / 2^60`, which is exact: `4653 * 1.74 + 7 < 8104`.
//!
//! Together less than 13,404; 16,384 are allowed. So the result is the truth rounded the right way unless the truth is
//! within `2^-153` of itself of a whole wad unit: one unit off at most below `2^150`, and relatively `2^-149` beyond.
//!
//! # Monotone
//! `exp` and `exp2` never fall when the exponent rises. One wad unit more multiplies the truth by more than `1 + 2^-61`,
//! which is far more than the error of both approximations: they rise strictly, bounds included, and rounding keeps
//! the order.

use ruint::aliases::U256;

use crate::MathError;
use crate::arithmetic::constants::{Constant, LN_2, LOG2_E_PER_WAD, ONE_PER_WAD, ONE_WAD};
use crate::arithmetic::fixed::Fixed;
use crate::arithmetic::rounding::{Direction, directed};
use crate::arithmetic::signed::Signed;
use crate::units::WAD;

/// Ulps that an exponential is allowed to be off, before it is rounded.
const BOUND: u64 = 16_384;

/// Terms of the series beyond the first, and how often it is squared.
const TERMS: u64 = 14;
const SQUARINGS: u32 = 8;

/// Both constants are multiplied by `2^59`.
pub(crate) const CONSTANT_SCALE: i32 = 59;

/// The exponential: `e^(x / 1e18) * 1e18`.
///
/// `x` is a wad with a sign, the result a wad.
///
/// # Rounding
/// Down: never above the truth; less than `1 + 2^-2` wad units below it while the result is below `2^150`, and relatively
/// less than `2^-149` beyond. Exact for zero. It never falls when `x` rises.
///
/// Below `ln(1e-18)`, from `x = -41446531673892822313` on, the result is zero.
///
/// # Errors
/// [`MathError::Overflow`] when the result exceeds 256 bits: above `x = 135999146549453176898` (135.999 in wad).
pub fn exp_floor(x: Signed) -> Result<U256, MathError> {
    natural(x, Direction::Down)
}

/// The exponential: `e^(x / 1e18) * 1e18`, rounded up.
///
/// As [`exp_floor`], but never below the truth, and so never zero.
///
/// # Errors
/// [`MathError::Overflow`] when the result exceeds 256 bits.
pub fn exp_ceil(x: Signed) -> Result<U256, MathError> {
    natural(x, Direction::Up)
}

/// A power of two: `2^(x / 1e18) * 1e18`.
///
/// `x` is a wad with a sign, the result a wad.
///
/// # Rounding
/// Down: never above the truth; less than `1 + 2^-2` wad units below it while the result is below `2^150`, and relatively
/// less than `2^-149` beyond. Exact for whole exponents (down to -18; below, the exact power rounded). It never falls
/// when `x` rises.
///
/// # Errors
/// [`MathError::Overflow`] when the result exceeds 256 bits: from `x = 196.206` in wad on.
pub fn exp2_floor(x: Signed) -> Result<U256, MathError> {
    binary(x, Direction::Down)
}

/// A power of two: `2^(x / 1e18) * 1e18`, rounded up.
///
/// As [`exp2_floor`], but never below the truth, and so never zero.
///
/// # Errors
/// [`MathError::Overflow`] when the result exceeds 256 bits.
pub fn exp2_ceil(x: Signed) -> Result<U256, MathError> {
    binary(x, Direction::Up)
}

fn natural(x: Signed, direction: Direction) -> Result<U256, MathError> {
    if x.is_zero() {
        return Ok(WAD);
    }
    exponential(x, &LOG2_E_PER_WAD, direction)
}

fn binary(x: Signed, direction: Direction) -> Result<U256, MathError> {
    if let Some(octaves) = whole_octaves(x) {
        let mantissa = Fixed::constant(&ONE_WAD);
        return Power { mantissa, octaves }.rounded(0, direction);
    }
    exponential(x, &ONE_PER_WAD, direction)
}

/// `x / 1e18` if it is whole and below 296 in magnitude, and so wherever the result is in range.
fn whole_octaves(x: Signed) -> Option<i32> {
    /// `5^18`; with 18 twos it makes `1e18`.
    const FIVES: u64 = 3_814_697_265_625;
    let [low, high, 0, 0] = *x.magnitude().as_limbs() else {
        return None;
    };
    if high > 15 || low.trailing_zeros() < 18 {
        return None;
    }
    let rest = low.wrapping_shr(18) | high.wrapping_shl(46);
    let octaves = rest.checked_div(FIVES)?;
    let is_whole = octaves.wrapping_mul(FIVES) == rest;
    let octaves = i32::try_from(octaves).ok().filter(|_| is_whole)?;
    Some(if x.is_negative() {
        octaves.wrapping_neg()
    } else {
        octaves
    })
}

fn exponential(x: Signed, per_wad: &Constant, direction: Direction) -> Result<U256, MathError> {
    let (mantissa, length) = Fixed::mantissa(x.magnitude());
    let length = i32::try_from(length).unwrap_or(0);
    let product = mantissa.times(Fixed::constant(per_wad));
    let exponent = Exponent::of(
        product,
        length.wrapping_sub(CONSTANT_SCALE),
        x.is_negative(),
    );
    exponent.power().rounded(BOUND, direction)
}

/// An exponent of two.
pub(crate) struct Exponent {
    /// Its magnitude divided by 256, below one; none when it is 256 or more.
    over_256: Option<Fixed>,
    is_negative: bool,
}

impl Exponent {
    /// `value * 2^scale` with a sign, for a value below one and above zero.
    pub(crate) fn of(value: Fixed, scale: i32, is_negative: bool) -> Self {
        let (mantissa, shift) = value.normalised();
        let down = i32::try_from(shift).unwrap_or(0).wrapping_sub(scale);
        // None of the two is near the ends of its type: scales stay within a few hundred.
        let over_256 = u32::try_from(down.wrapping_add(8))
            .ok()
            .map(|down| mantissa.shifted_down(down));
        Self {
            over_256,
            is_negative,
        }
    }

    /// Two to this power.
    pub(crate) fn power(&self) -> Power {
        let Some(over_256) = self.over_256 else {
            return Power {
                mantissa: Fixed::ONE,
                octaves: if self.is_negative { -256 } else { 256 },
            };
        };
        let top = over_256.top();
        let whole = i32::try_from(top.wrapping_shr(20)).unwrap_or(0);
        let fraction = over_256.with_top(top & 0xf_ffff).times_small(256);
        let (octaves, fraction) = if self.is_negative {
            (
                whole.wrapping_neg().wrapping_sub(1),
                Fixed::ONE.minus(fraction),
            )
        } else {
            (whole, fraction)
        };
        Power {
            mantissa: two_to(fraction).times(Fixed::constant(&ONE_WAD)),
            octaves,
        }
    }
}

/// `2^fraction`, for a fraction of at most one.
fn two_to(fraction: Fixed) -> Fixed {
    let rest = fraction
        .times(Fixed::constant(&LN_2))
        .shifted_down(SQUARINGS);
    let mut power = Fixed::ONE;
    for term in (1..=TERMS).rev() {
        power = power.times(rest).over_small(term);
        // Below one, so that there is nothing to carry.
        power = power.with_top(power.top().wrapping_add(Fixed::<28>::ONE.top()));
    }
    for _ in 0..SQUARINGS {
        power = power.times(power);
    }
    power
}

/// A wad, `mantissa * 2^(60 + octaves)`.
pub(crate) struct Power {
    mantissa: Fixed,
    octaves: i32,
}

impl Power {
    /// The wad over `2^60`, for a power below one.
    pub(crate) fn fraction(&self) -> Fixed {
        let down = u32::try_from(self.octaves.wrapping_neg()).unwrap_or(0);
        self.mantissa.shifted_down(down)
    }

    /// The wad as a whole number, for a mantissa that is at most `bound` ulps off.
    pub(crate) fn rounded(&self, bound: u64, direction: Direction) -> Result<U256, MathError> {
        let ulps = self.mantissa.ulps();
        // 168 bits behind the point, 60 of which make the wad.
        let down = 108_i32.wrapping_sub(self.octaves);
        match u32::try_from(down) {
            Ok(down) if down > 200 => Ok(match direction {
                Direction::Down => U256::ZERO,
                Direction::Up => U256::ONE,
            }),
            Ok(down) => Ok(directed(ulps, bound, down, direction)),
            Err(_) => {
                let bounded = directed(ulps, bound, 0, direction);
                let up = usize::try_from(down.unsigned_abs()).unwrap_or(usize::MAX);
                if bounded.leading_zeros() < up {
                    return Err(MathError::Overflow);
                }
                Ok(bounded.wrapping_shl(up))
            }
        }
    }
}
