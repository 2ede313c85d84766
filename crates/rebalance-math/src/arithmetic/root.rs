//! Square and cube roots, exact in their direction for every 256-bit input.
//!
//! # Method
//! A first digit by Newton's iteration in one word, three more iterations in [`Fixed`], each of which doubles the bits:
//! 28, 56, 112, 168. That is a candidate that may be one too small or too large, and whole-number powers of it decide.
//!
//! # Error of the candidate
//! Newton's iteration for a root of order `n` takes a relative error of `e` to at most `(n - 1) / 2 * e^2 * (1 + 2 e)`, and
//! rounding adds what the division and the product inside leave: below 48 ulps of `2^-168`. From `2^-26` in the first
//! digit, the error falls to `2^-51`, `2^-101` and then to rounding alone. Roots have at most 158 bits (`sqrt_wad`), so the
//! candidate is off by less than `48 * 2^-10 < 1/16` before its fraction is dropped.

use ruint::aliases::U256;

use crate::arithmetic::constants::ONE_WAD;
use crate::arithmetic::fixed::Fixed;
use crate::arithmetic::wide::{U512, product};
use crate::units::WAD;

/// The square root of a whole number.
///
/// # Rounding
/// Down: the largest whole number whose square is not above `x`. Exact for squares.
#[must_use]
pub fn sqrt_floor(x: U256) -> U256 {
    root(Order::Square, x, Unit::One).0
}

/// The square root of a whole number.
///
/// # Rounding
/// Up: the smallest whole number whose square is not below `x`. Exact for squares.
#[must_use]
pub fn sqrt_ceil(x: U256) -> U256 {
    ceil(root(Order::Square, x, Unit::One))
}

/// The square root of a wad, as a wad: `sqrt(x / 1e18) * 1e18 = sqrt(x * 1e18)`.
///
/// # Rounding
/// Down: never above the truth and less than one below it.
#[must_use]
pub fn sqrt_wad_floor(x: U256) -> U256 {
    root(Order::Square, x, Unit::Wad).0
}

/// The square root of a wad, as a wad: `sqrt(x / 1e18) * 1e18 = sqrt(x * 1e18)`.
///
/// # Rounding
/// Up: never below the truth and less than one above it.
#[must_use]
pub fn sqrt_wad_ceil(x: U256) -> U256 {
    ceil(root(Order::Square, x, Unit::Wad))
}

/// The cube root of a whole number.
///
/// # Rounding
/// Down: the largest whole number whose cube is not above `x`. Exact for cubes.
#[must_use]
pub fn cbrt_floor(x: U256) -> U256 {
    root(Order::Cube, x, Unit::One).0
}

/// The cube root of a whole number.
///
/// # Rounding
/// Up: the smallest whole number whose cube is not below `x`. Exact for cubes.
#[must_use]
pub fn cbrt_ceil(x: U256) -> U256 {
    ceil(root(Order::Cube, x, Unit::One))
}

/// The cube root of a wad, as a wad: `cbrt(x / 1e18) * 1e18 = cbrt(x * 1e36)`.
///
/// # Rounding
/// Down: never above the truth and less than one below it.
#[must_use]
pub fn cbrt_wad_floor(x: U256) -> U256 {
    root(Order::Cube, x, Unit::Wad).0
}

/// The cube root of a wad, as a wad: `cbrt(x / 1e18) * 1e18 = cbrt(x * 1e36)`.
///
/// # Rounding
/// Up: never below the truth and less than one above it.
#[must_use]
pub fn cbrt_wad_ceil(x: U256) -> U256 {
    ceil(root(Order::Cube, x, Unit::Wad))
}

/// A root rounded down and whether it is exact, rounded up instead. A root is far below `2^256`.
fn ceil((floor, is_exact): (U256, bool)) -> U256 {
    if is_exact {
        floor
    } else {
        floor.wrapping_add(U256::ONE)
    }
}

/// Which root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Square,
    Cube,
}

impl Order {
    const fn number(self) -> u32 {
        match self {
            Self::Square => 2,
            Self::Cube => 3,
        }
    }

    /// `root^order`, for roots that have no more bits than those of this module.
    fn power(self, root: U256) -> U512 {
        match self {
            Self::Square => product(root, root),
            // At most 126 bits: their square is one of 256.
            Self::Cube => product(root.wrapping_mul(root), root),
        }
    }
}

/// What a whole number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    One,
    Wad,
}

/// The root of `x * unit^(order - 1)`, rounded down, and whether it is exact.
fn root(order: Order, x: U256, unit: Unit) -> (U256, bool) {
    if x.is_zero() {
        return (x, true);
    }
    let factor = match (unit, order) {
        (Unit::One, _) => U256::ONE,
        (Unit::Wad, Order::Square) => WAD,
        (Unit::Wad, Order::Cube) => WAD.wrapping_mul(WAD),
    };
    let radicand = product(x, factor);
    let candidate = candidate(order, x, unit);
    // The candidate is the truth, rounded down, or one off.
    let floor = if order.power(candidate) > radicand {
        candidate.wrapping_sub(U256::ONE)
    } else {
        let above = candidate.wrapping_add(U256::ONE);
        if order.power(above) > radicand {
            candidate
        } else {
            above
        }
    };
    (floor, order.power(floor) == radicand)
}

/// The root of `x * unit^(order - 1)`, at most one off.
fn candidate(order: Order, x: U256, unit: Unit) -> U256 {
    let (mut mantissa, mut length) = Fixed::mantissa(x);
    if unit == Unit::Wad {
        // One in wad has 60 bits.
        for _ in 1..order.number() {
            let (shorter, shift) = mantissa.times(Fixed::constant(&ONE_WAD)).normalised();
            mantissa = shorter;
            length = length.wrapping_add(60).wrapping_sub(shift);
        }
    }
    // A whole number of root bits, the mantissa shifted down by what is missing.
    let number = order.number();
    let root_length = length.div_ceil(number);
    let missing = root_length.wrapping_mul(number).wrapping_sub(length);
    let mantissa = mantissa.shifted_down(missing);
    let root = match order {
        Order::Square => mantissa.square_root(),
        Order::Cube => mantissa.cube_root(),
    };
    let dropped = Fixed::<28>::BITS.wrapping_sub(root_length);
    root.ulps()
        .wrapping_shr(usize::try_from(dropped).unwrap_or(0))
}

impl<const B: u32> Fixed<B> {
    /// The square root of a value from a quarter to one, less than 48 ulps off.
    fn square_root(self) -> Self {
        let one = 1_u64.wrapping_shl(B);
        let top = self.top();
        // From the chord between the ends, 6 % off at most: three iterations reach 28 bits.
        let mut digit = top.wrapping_mul(2).wrapping_add(one).wrapping_div(3);
        for _ in 0..3 {
            let quotient = top.wrapping_shl(B).checked_div(digit).unwrap_or(0);
            digit = digit.wrapping_add(quotient).wrapping_shr(1);
        }
        let mut root = Self::ZERO.with_top(digit);
        for _ in 0..3 {
            let quotient = self.divided_by(root.times_small(8)).times_small(8);
            root = root.plus(quotient).shifted_down(1);
        }
        root
    }

    /// The cube root of a value from an eighth to one, less than 48 ulps off.
    fn cube_root(self) -> Self {
        let one = 1_u64.wrapping_shl(B);
        let top = self.top();
        // From the chord between the ends, 11 % off at most: four iterations reach 28 bits.
        let three = one.wrapping_mul(3);
        let mut digit = top.wrapping_mul(4).wrapping_add(three).wrapping_div(7);
        for _ in 0..4 {
            let square = digit.wrapping_mul(digit).wrapping_shr(B);
            let quotient = top.wrapping_shl(B).checked_div(square).unwrap_or(0);
            digit = digit.wrapping_mul(2).wrapping_add(quotient).wrapping_div(3);
        }
        let mut root = Self::ZERO.with_top(digit);
        for _ in 0..3 {
            let square = root.times(root);
            let quotient = self.divided_by(square.times_small(8)).times_small(8);
            root = root.plus(root).plus(quotient).over_small(3);
        }
        root
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    use super::*;

    /// The root of a number of up to 16 bits, as [`candidate`] makes it of one of 256, in digits of four bits.
    fn narrow(order: Order, number: u32) -> u64 {
        let root_length = (32 - number.leading_zeros()).div_ceil(order.number());
        let ulps = u64::from(number) << (24 - root_length * order.number());
        let digit = |i: u32| ulps >> (4 * i) & 0xf;
        let digits = [digit(0), digit(1), digit(2), digit(3), digit(4), ulps >> 20];
        let root = match order {
            Order::Square => Fixed::<4>(digits).square_root(),
            Order::Cube => Fixed::<4>(digits).cube_root(),
        };
        let ulps = root.0.iter().rev().fold(0, |sum, digit| sum * 16 + digit);
        ulps >> (24 - root_length)
    }

    #[test]
    fn roots_are_at_most_one_off_before_they_are_put_right_for_every_number_of_16_bits() {
        for number in 1_u32..65_536 {
            for order in [Order::Square, Order::Cube] {
                let root = narrow(order, number);
                let power = |root: u64| root.pow(order.number());
                assert!(
                    power(root.saturating_sub(1)) <= u64::from(number),
                    "{order:?} {number}"
                );
                assert!(power(root + 2) > u64::from(number), "{order:?} {number}");
            }
        }
    }

    #[test]
    fn roots_are_right_for_every_number_of_16_bits() {
        let (mut square, mut cube) = (0_u64, 0_u64);
        for number in 0..65_536_u64 {
            square += u64::from((square + 1).pow(2) <= number);
            cube += u64::from((cube + 1).pow(3) <= number);
            let (x, up) = (U256::from(number), |is_exact: bool| u64::from(!is_exact));
            assert_eq!(sqrt_floor(x), U256::from(square));
            assert_eq!(
                sqrt_ceil(x),
                U256::from(square + up(square.pow(2) == number))
            );
            assert_eq!(cbrt_floor(x), U256::from(cube));
            assert_eq!(cbrt_ceil(x), U256::from(cube + up(cube.pow(3) == number)));
        }
    }
}
