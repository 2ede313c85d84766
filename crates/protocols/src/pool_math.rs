//! Integer arithmetic of Uniswap V3 pools: square-root prices and the amounts between two of them.
//!
//! A pool's price is base units of token1 for one of token0, kept as `sqrtPriceX96 = sqrt(price) * 2^96`. Everything
//! here is exact 512-bit integer arithmetic; each function names its rounding.

use alloy::primitives::{U160, U256, U512};

/// Hundredths of a bip in one: the unit of fee tiers.
const FEE_UNIT: u64 = 1_000_000;
/// The bounds of every pool, from Uniswap's TickMath: sqrt(1.0001^±887272) * 2^96.
const MIN_SQRT_PRICE: u64 = 4_295_128_739;
const MAX_SQRT_PRICE: &str = "1461446703485210103287273052203988822378723970342";
/// The outermost ticks that Uniswap's TickMath knows.
const MAX_TICK: i32 = 887_272;

/// One side of a pool: what a whole token is worth and how many base units it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// Price of a whole token, in any unit that both sides share.
    pub price: U256,
    /// Decimals of the token.
    pub decimals: u8,
}

/// `sqrtPriceX96` of a pool at the prices of its two tokens, rounded down; `None` outside a pool's bounds.
///
/// `price = p0 * 10^d1 / (p1 * 10^d0)`.
pub fn sqrt_price_x96(token0: Side, token1: Side) -> Option<U160> {
    let numerator = wide(token0.price).checked_mul(power_of_ten(token1.decimals))?;
    let denominator = wide(token1.price).checked_mul(power_of_ten(token0.decimals))?;
    let scaled = numerator.checked_mul(U512::from(1_u8) << 192)?;
    let root = floor_sqrt(scaled.checked_div(denominator)?);
    let root = U160::checked_from_limbs_slice(root.as_limbs())?;
    let maximum: U160 = MAX_SQRT_PRICE.parse().ok()?;
    (root > U160::from(MIN_SQRT_PRICE) && root < maximum).then_some(root)
}

/// Input that moves `liquidity` from one price to another, before the fee, rounded up. It is token0 when the price
/// falls and token1 when it rises.
pub fn input_between(liquidity: u128, from: U160, to: U160) -> Option<U256> {
    let (from, to) = (U512::from(from), U512::from(to));
    let liquidity = U512::from(liquidity);
    let amount = if to < from {
        // L * 2^96 * (from - to) / (from * to)
        let moved = liquidity
            .checked_mul(from.checked_sub(to)?)?
            .checked_mul(U512::from(1_u8) << 96)?;
        ceil_div(moved, from.checked_mul(to)?)?
    } else {
        // L * (to - from) / 2^96
        ceil_div(
            liquidity.checked_mul(to.checked_sub(from)?)?,
            U512::from(1_u8) << 96,
        )?
    };
    narrow(amount)
}

/// What has to be paid so that `amount` is left after the pool's fee, rounded up.
pub fn with_fee(amount: U256, fee: u32) -> Option<U256> {
    let left = FEE_UNIT.checked_sub(u64::from(fee))?;
    let scaled = wide(amount).checked_mul(U512::from(FEE_UNIT))?;
    narrow(ceil_div(scaled, U512::from(left))?)
}

/// The widest range of ticks at a spacing, as lower and upper tick.
pub fn full_range(tick_spacing: i32) -> Option<(i32, i32)> {
    let upper = MAX_TICK
        .checked_div(tick_spacing)?
        .checked_mul(tick_spacing)?;
    Some((upper.checked_neg()?, upper))
}

/// Base units of a token worth `value` whole units of account, rounded down. `price` has `price_decimals`.
pub fn base_units(value: U256, token: Side, price_decimals: u8) -> Option<U256> {
    let scaled = wide(value)
        .checked_mul(power_of_ten(price_decimals))?
        .checked_mul(power_of_ten(token.decimals))?;
    narrow(scaled.checked_div(wide(token.price))?)
}

fn wide(value: U256) -> U512 {
    U512::from(value)
}

fn narrow(value: U512) -> Option<U256> {
    U256::checked_from_limbs_slice(value.as_limbs())
}

fn power_of_ten(exponent: u8) -> U512 {
    U512::from(10_u8).pow(U512::from(exponent))
}

fn ceil_div(numerator: U512, denominator: U512) -> Option<U512> {
    if denominator.is_zero() {
        return None;
    }
    Some(numerator.div_ceil(denominator))
}

/// Newton's iteration from above, which falls strictly until it is the floor of the root.
fn floor_sqrt(value: U512) -> U512 {
    if value.is_zero() {
        return value;
    }
    let bits = value.bit_len().div_ceil(2);
    let mut guess = U512::from(1_u8) << bits;
    loop {
        let next: U512 = (guess + value / guess) >> 1;
        if next >= guess {
            return guess;
        }
        guess = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(price: u64, decimals: u8) -> Side {
        Side {
            price: U256::from(price),
            decimals,
        }
    }

    /// 2^96 and its square root relations by hand: price 1 is 2^96, price 4 is 2^97, price 1/4 is 2^95.
    #[test]
    fn sqrt_price_x96_is_exact_at_square_prices() {
        let one = U160::from(1_u8) << 96;
        assert_eq!(sqrt_price_x96(side(7, 18), side(7, 18)), Some(one));
        assert_eq!(sqrt_price_x96(side(4, 6), side(1, 6)), Some(one << 1));
        assert_eq!(sqrt_price_x96(side(1, 8), side(4, 8)), Some(one >> 1));
        // A token of 6 decimals against one of 18 at equal prices: 10^12 base units, root 10^6.
        assert_eq!(
            sqrt_price_x96(side(1, 6), side(1, 18)),
            Some(one * U160::from(1_000_000_u64))
        );
    }

    /// `encodePriceSqrt(121, 100)` of Uniswap's own test suite is 2^96 * 1.1.
    #[test]
    fn sqrt_price_x96_rounds_down() {
        let got = sqrt_price_x96(side(121, 0), side(100, 0)).expect("in range");
        assert_eq!(got.to_string(), "87150978765690771352898345369");
        assert_eq!(sqrt_price_x96(side(0, 0), side(100, 0)), None);
        assert_eq!(sqrt_price_x96(side(100, 0), side(0, 0)), None);
    }

    /// Uniswap's SqrtPriceMath tests: liquidity 1e18 from price 1 to 1.21 takes 0.1e18 of token1, and back from 1.21 to 1
    /// takes 90909090909090910 of token0 (1e18 * (1 - 1/1.1), rounded up).
    #[test]
    fn input_between_matches_uniswaps_own_vectors() {
        let one = U160::from(1_u8) << 96;
        let higher: U160 = "87150978765690771352898345369".parse().expect("number");
        let liquidity = 1_000_000_000_000_000_000_u128;
        assert_eq!(
            input_between(liquidity, one, higher),
            Some(U256::from(100_000_000_000_000_000_u64))
        );
        assert_eq!(
            input_between(liquidity, higher, one),
            Some(U256::from(90_909_090_909_090_910_u64))
        );
        assert_eq!(input_between(liquidity, one, one), Some(U256::ZERO));
    }

    #[test]
    fn with_fee_rounds_up_and_full_range_keeps_the_spacing() {
        assert_eq!(
            with_fee(U256::from(997_u64), 3_000),
            Some(U256::from(1_000_u64))
        );
        assert_eq!(with_fee(U256::from(1_u64), 500), Some(U256::from(2_u64)));
        assert_eq!(full_range(60), Some((-887_220, 887_220)));
        assert_eq!(full_range(10), Some((-887_270, 887_270)));
        assert_eq!(full_range(0), None);
    }

    /// 50,000,000 USD at 2.50 USD (8 decimals) are 20,000,000 tokens.
    #[test]
    fn base_units_counts_whole_values() {
        let got = base_units(U256::from(50_000_000_u64), side(250_000_000, 6), 8);
        assert_eq!(got, Some(U256::from(20_000_000_000_000_u64)));
    }
}
