//! A wad to the power of a wad.
//!
//! # Method
//! `x^y = 2^(y * log2(x))`, with the logarithm as a mantissa and a scale, so that a base within one wad unit of one is as
//! accurate as any other. The two halves are those of `ln` and of `exp`.
//!
//! # Error
//! Relative to the exponent `t = y * log2(x)`, which is below 197 in magnitude wherever the result is in range:
//! - the logarithm: `2^-161` around one, and 3 ulps of `2^-168` of a 256th elsewhere. There it is at least 0.0235, so
//!   its 256th at least `2^-13.5`, and the relative error at most `2^-152.9`;
//! - its product with `1 / 1e18`: 7 ulps and 1 of the constant, of a value above 0.2; the product with the mantissa of
//!   `y`: 7 ulps and 1 for a mantissa beyond 168 bits, of a value above 0.25. Both below `2^-162`.
//!
//! Below `2^-152.8` together. `t / 256` is below 0.77, so `t` is at most `2^-145.1` off, and the power of two
//! `ln(2) * 1.74` times as much and 13,404 ulps more: less than `2^-144.8`. `2^-144`, which is `2^24` ulps, is allowed.
//!
//! # Exact results
//! An approximation with a bound cannot tell a whole number from its neighbourhood. So when the bound reaches across a
//! whole number, `x^y` is tried as an exact fraction: with `x / 1e18 = n / m` and `y / 1e18 = p / q` in lowest terms, the
//! result is whole only if `n` and `m` are exact `q`-th powers, and `m^(p / q)` divides `1e18`. That is whole-number
//! arithmetic without any approximation, and covers roots (`4^0.5`) and negative powers (`2^-3`) too.

use ruint::aliases::U256;

use crate::MathError;
use crate::arithmetic::constants::ONE_PER_WAD;
use crate::arithmetic::digits::{join, split};
use crate::arithmetic::exponential::{CONSTANT_SCALE, Exponent};
use crate::arithmetic::fixed::Fixed;
use crate::arithmetic::logarithm::Logarithm;
use crate::arithmetic::root::sqrt_floor;
use crate::arithmetic::rounding::Direction;
use crate::arithmetic::signed::Signed;
use crate::arithmetic::wide::product;
use crate::units::WAD;

/// Ulps that a power is allowed to be off, before it is rounded.
const BOUND: u64 = 1 << 24;

/// A power: `(x / 1e18)^(y / 1e18) * 1e18`.
///
/// `x` is a wad, `y` a wad with a sign, the result a wad. `0^0` is one.
///
/// # Rounding
/// Down: never above the truth; less than `1 + 2^-32` wad units below it while the result is below `2^110`, less than
/// `1 + 2^-2` below `2^140`, and relatively less than `2^-139` beyond. Exact wherever the truth is a whole number of wad
/// units: `x^0`, `x^1`, `1^y`, whole powers, and roots that come out even.
///
/// # Errors
/// [`MathError::DivisionByZero`] when `x` is zero and `y` negative; [`MathError::Overflow`] when the result exceeds
/// 256 bits.
pub fn pow_floor(x: U256, y: Signed) -> Result<U256, MathError> {
    pow(x, y, Direction::Down)
}

/// A power: `(x / 1e18)^(y / 1e18) * 1e18`, rounded up.
///
/// As [`pow_floor`], but never below the truth.
///
/// # Errors
/// [`MathError::DivisionByZero`] when `x` is zero and `y` negative; [`MathError::Overflow`] when the result exceeds
/// 256 bits.
pub fn pow_ceil(x: U256, y: Signed) -> Result<U256, MathError> {
    pow(x, y, Direction::Up)
}

fn pow(x: U256, y: Signed, direction: Direction) -> Result<U256, MathError> {
    if y.is_zero() || x == WAD {
        return Ok(WAD);
    }
    if x.is_zero() {
        return if y.is_negative() {
            Err(MathError::DivisionByZero)
        } else {
            Ok(U256::ZERO)
        };
    }
    let power = exponent(x, y)?.power();
    let down = power.rounded(BOUND, Direction::Down);
    let up = power.rounded(BOUND, Direction::Up);
    // The truth is strictly between the bounds. With no whole number strictly between them it is none.
    let is_clear = match (down, up) {
        (Ok(down), Ok(up)) => up.wrapping_sub(down) <= U256::ONE,
        _ => false,
    };
    if !is_clear && let Some(exact) = exact_power(x, y) {
        return Ok(exact);
    }
    match direction {
        Direction::Down => down,
        Direction::Up => up,
    }
}

/// `y * log2(x)`.
fn exponent(x: U256, y: Signed) -> Result<Exponent, MathError> {
    let logarithm = Logarithm::of(x)?;
    let (value, scale) = if logarithm.sixteenths == 0 {
        let shift = i32::try_from(logarithm.shift).unwrap_or(0);
        (logarithm.rest, shift.wrapping_neg())
    } else {
        let (value, shift) = logarithm.magnitude_over_256().normalised();
        (value, 8_i32.wrapping_sub(i32::try_from(shift).unwrap_or(0)))
    };
    let (per_wad, shift) = value.times(Fixed::constant(&ONE_PER_WAD)).normalised();
    let (mantissa, length) = Fixed::mantissa(y.magnitude());
    let scale = scale
        .wrapping_sub(CONSTANT_SCALE)
        .wrapping_sub(i32::try_from(shift).unwrap_or(0))
        .wrapping_add(i32::try_from(length).unwrap_or(0));
    let is_negative = logarithm.is_negative() != y.is_negative();
    Ok(Exponent::of(mantissa.times(per_wad), scale, is_negative))
}

/// `x^y` in wad if it is a whole number. `x` is neither zero nor one.
#[cold]
#[inline(never)]
fn exact_power(x: U256, y: Signed) -> Option<U256> {
    // A whole number in 256 bits is no more than a 256th power, and no root of more than the 256th order is whole.
    let (p, q) = in_lowest_terms(y.magnitude());
    let (p, q) = (up_to_256(p)?, up_to_256(q)?);
    let (n, m) = in_lowest_terms(x);
    let (n, m) = if y.is_negative() { (m, n) } else { (n, m) };
    let (n, m) = (exact_root(n, q)?, exact_root(m, q)?);
    let divisor = checked_power(m, p).filter(|divisor| *divisor <= WAD)?;
    // m^p is coprime to n^p, so it has to divide 1e18 itself: it is a product of at most 18 twos and 18 fives.
    let (rest, divisor) = in_lowest_terms(divisor);
    checked_product(checked_power(n, p)?, divisor).filter(|_| rest == U256::ONE)
}

fn up_to_256(value: U256) -> Option<u32> {
    u32::try_from(value).ok().filter(|value| *value <= 256)
}

/// `value / 1e18` in lowest terms.
#[inline(never)]
fn in_lowest_terms(value: U256) -> (U256, U256) {
    let twos = value.trailing_zeros().min(18);
    let mut numerator = value.wrapping_shr(twos);
    let mut denominator = 1_u64.wrapping_shl(18_u32.wrapping_sub(u32::try_from(twos).unwrap_or(0)));
    let mut fives = 18_u32;
    while fives != 0
        && let Some(fifth) = fifth(numerator)
    {
        numerator = fifth;
        fives = fives.wrapping_sub(1);
    }
    // 2^18 * 5^18 at most.
    denominator = denominator.wrapping_mul(5_u64.wrapping_pow(fives));
    (numerator, U256::from(denominator))
}

/// A fifth, if it is whole.
fn fifth(value: U256) -> Option<U256> {
    let mut digits = split(value);
    let mut rest = 0_u64;
    for digit in digits.iter_mut().rev() {
        let dividend = rest.wrapping_shl(28) | *digit;
        *digit = dividend.wrapping_div(5);
        rest = dividend.wrapping_rem(5);
    }
    join(digits).filter(|_| rest == 0)
}

/// The product if it fits.
fn checked_product(a: U256, b: U256) -> Option<U256> {
    let [w0, w1, w2, w3, 0, 0, 0, 0] = *product(a, b).as_limbs() else {
        return None;
    };
    Some(U256::from_limbs([w0, w1, w2, w3]))
}

/// `base^exponent` if it fits.
#[inline(never)]
fn checked_power(base: U256, exponent: u32) -> Option<U256> {
    let (mut power, mut square, mut rest) = (U256::ONE, base, exponent);
    loop {
        if rest & 1 == 1 {
            power = checked_product(power, square)?;
        }
        rest = rest.wrapping_shr(1);
        if rest == 0 {
            return Some(power);
        }
        square = checked_product(square, square)?;
    }
}

/// The root of that order if it is whole; the order is a product of twos and fives, at most 256.
#[inline(never)]
fn exact_root(mut value: U256, mut order: u32) -> Option<U256> {
    // Not by calling itself: a contract's stack must have a bound that can be read off the program.
    while order & 1 == 0 && value != U256::ONE {
        let root = sqrt_floor(value);
        if checked_product(root, root) != Some(value) {
            return None;
        }
        (value, order) = (root, order.wrapping_shr(1));
    }
    if order == 1 || value == U256::ONE {
        return Some(value);
    }
    let longest = 255_u32.wrapping_div(order);
    let mut root = U256::ZERO;
    for bit in (0..=longest).rev() {
        let trial = root | U256::ONE.wrapping_shl(usize::try_from(bit).unwrap_or(0));
        if checked_power(trial, order).is_some_and(|power| power <= value) {
            root = trial;
        }
    }
    (checked_power(root, order) == Some(value)).then_some(root)
}
