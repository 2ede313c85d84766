//! Intervals of big integers that hold the truth: an evaluation of the functions that shares nothing with the crate.
//!
//! Numbers have [`BITS`] bits behind the point. Every operation rounds its lower end down and its upper end up. The
//! series are others than the crate's: Taylor's for the exponential after halvings, the alternating one for the normal
//! distribution, one reduction by octaves alone for the logarithm.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::One;
use rebalance_math::{Signed, U256};

/// Bits behind the point.
pub(crate) const BITS: usize = 640;

/// A truth between two numbers.
#[derive(Clone, Debug)]
pub(crate) struct Interval {
    pub(crate) low: BigInt,
    pub(crate) high: BigInt,
}

fn shift_up(x: &BigInt) -> BigInt {
    -((-x) >> BITS)
}

fn div_ceil(a: &BigInt, b: &BigInt) -> BigInt {
    -(-a).div_floor(b)
}

impl Interval {
    /// `numerator / denominator` for a positive denominator.
    pub(crate) fn ratio(numerator: &BigInt, denominator: &BigInt) -> Self {
        let numerator: BigInt = numerator << BITS;
        Self {
            low: numerator.div_floor(denominator),
            high: div_ceil(&numerator, denominator),
        }
    }

    fn whole(value: i64) -> Self {
        Self::ratio(&BigInt::from(value), &BigInt::one())
    }

    pub(crate) fn plus(&self, rhs: &Self) -> Self {
        Self {
            low: &self.low + &rhs.low,
            high: &self.high + &rhs.high,
        }
    }

    pub(crate) fn negated(&self) -> Self {
        Self {
            low: -&self.high,
            high: -&self.low,
        }
    }

    pub(crate) fn times(&self, rhs: &Self) -> Self {
        let products = [
            &self.low * &rhs.low,
            &self.low * &rhs.high,
            &self.high * &rhs.low,
            &self.high * &rhs.high,
        ];
        Self {
            low: products.iter().min().expect("there are four") >> BITS,
            high: shift_up(products.iter().max().expect("there are four")),
        }
    }

    /// The quotient by a positive whole number.
    fn over(&self, divisor: i64) -> Self {
        let divisor = BigInt::from(divisor);
        Self {
            low: self.low.div_floor(&divisor),
            high: div_ceil(&self.high, &divisor),
        }
    }

    /// The inverse of a positive number.
    fn inverse(&self) -> Self {
        let one: BigInt = BigInt::one() << (2 * BITS);
        Self {
            low: one.div_floor(&self.high),
            high: div_ceil(&one, &self.low),
        }
    }

    /// Wider by so many units in the last place, for what a series leaves out.
    fn widened(&self, by: u32) -> Self {
        Self {
            low: &self.low - by,
            high: &self.high + by,
        }
    }

    /// `e^self`, by Taylor's series of a 2^64th and 64 squarings.
    pub(crate) fn exp(&self) -> Self {
        const HALVINGS: usize = 64;
        let x = Self {
            low: &self.low >> HALVINGS,
            high: -((-&self.high) >> HALVINGS),
        };
        // Below 2^-55 in magnitude wherever this is used: sixteen terms leave less than 2^-900.
        let mut sum = Self::whole(1);
        for k in (1..16).rev() {
            sum = Self::whole(1).plus(&x.times(&sum).over(k));
        }
        let mut power = sum.widened(1);
        for _ in 0..HALVINGS {
            power = power.times(&power);
        }
        power
    }

    /// `2 * atanh(self)` for a magnitude of at most a third.
    fn twice_atanh(&self) -> Self {
        let square = self.times(self);
        let mut sum = Self::whole(0);
        // A ninth to the 205th is below 2^-649.
        for k in (0..205).rev() {
            sum = Self::whole(1).over(2 * k + 1).plus(&square.times(&sum));
        }
        let sum = sum.widened(1).times(self);
        sum.plus(&sum)
    }

    /// `ln(numerator / denominator)` of positive integers.
    pub(crate) fn ln(numerator: &BigInt, denominator: &BigInt) -> Self {
        let octaves = numerator.bits() as i64 - denominator.bits() as i64;
        let (mut n, mut d) = (numerator.clone(), denominator.clone());
        if octaves > 0 {
            d <<= octaves;
        } else {
            n <<= -octaves;
        }
        // n / d is from a half to two, so the argument from -1/3 to 1/3.
        let rest = Self::ratio(&(&n - &d), &(&n + &d)).twice_atanh();
        let ln_2 = Self::ratio(&BigInt::one(), &BigInt::from(3)).twice_atanh();
        let whole = Self {
            low: &ln_2.low * octaves,
            high: &ln_2.high * octaves,
        };
        let whole = Self {
            low: whole.low.clone().min(whole.high.clone()),
            high: whole.low.max(whole.high),
        };
        whole.plus(&rest)
    }

    /// The inverse of `ln(2)`.
    pub(crate) fn log2_e() -> Self {
        Self::ln(&BigInt::from(2), &BigInt::one()).inverse()
    }

    /// Pi, by Euler's `atan(1/2) + atan(1/3) = pi / 4`.
    fn pi() -> Self {
        let atan = |x: i64| {
            let (square, mut sum) = (Self::whole(1).over(x * x), Self::whole(0));
            for k in (0..340).rev() {
                sum = Self::whole(1)
                    .over(2 * k + 1)
                    .plus(&square.times(&sum).negated());
            }
            sum.widened(1).over(x)
        };
        let quarter = atan(2).plus(&atan(3));
        quarter.plus(&quarter).plus(&quarter).plus(&quarter)
    }

    /// The normal distribution at a magnitude below ten, by its alternating series.
    pub(crate) fn normal_cdf(&self) -> Self {
        let square = self.times(self).over(2);
        let mut term = self.clone();
        let mut sum = self.clone();
        // 50^400 / 400! is below 2^-620.
        for n in 1..400 {
            term = term.times(&square).over(n).negated();
            sum = sum.plus(&term.over(2 * n + 1));
        }
        let tau = Self::pi().times(&Self::whole(2));
        // The root of an inverse by integers: floor and ceiling of the ends.
        let inverse = tau.inverse();
        let root = Self {
            low: (inverse.low << BITS).sqrt(),
            high: (inverse.high << BITS).sqrt() + 1,
        };
        sum.widened(1 << 20)
            .times(&root)
            .plus(&Self::whole(1).over(2))
    }

    /// The truth in wad, as a floor and a ceiling; none when the interval is too wide to tell.
    pub(crate) fn wad(&self) -> Option<(BigInt, BigInt)> {
        let wad = BigInt::from(10).pow(18);
        let (low, high) = (&self.low * &wad, &self.high * &wad);
        let (floor, ceil) = (&low >> BITS, shift_up(&high));
        (&ceil - &floor <= BigInt::one()).then_some((floor, ceil))
    }
}

/// An integer of the crate as a big one.
pub(crate) fn big(x: Signed) -> BigInt {
    let (magnitude, is_negative) = x.raw();
    let magnitude = BigInt::from_bytes_le(num_bigint::Sign::Plus, &magnitude.to_le_bytes::<32>());
    if is_negative { -magnitude } else { magnitude }
}

/// An unsigned integer of the crate as a big one.
pub(crate) fn big_u(x: U256) -> BigInt {
    big(Signed::from(x))
}
