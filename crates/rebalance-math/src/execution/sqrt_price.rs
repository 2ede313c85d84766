//! How far an amount moves the price of a Uniswap V3 pool, and which amounts move it between two prices, bit for bit.
//!
//! With `L` the liquidity in range and `s = sqrt(P)` in Q64.96: `L = amount_0 * s_a * s_b / (s_b - s_a)` and
//! `L = amount_1 / (s_b - s_a)` (whitepaper, section 6.2). What a pool receives is rounded up and what it pays down, and
//! the price is rounded so that it moves no further than was paid for.

use ruint::aliases::U256;

use crate::{MathError, mul_div_ceil, mul_div_floor};

/// 2^96.
pub(crate) const Q96: U256 = U256::from_limbs([0, 0x1_0000_0000, 0, 0]);
const SQRT_PRICE_BITS: usize = 160;

/// Which way an amount that belongs to the pool is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// As the pool receives.
    Up,
    /// As the pool pays.
    Down,
}

/// The amount of token 0 between two square-root prices: `L * (1 / s_a - 1 / s_b)`, in base units.
///
/// Prices are Q64.96, in either order.
///
/// # Rounding
/// As `rounding` says, twice: first the product by the higher price, then what is left by the lower one, as a pool does.
///
/// # Errors
/// [`MathError::DivisionByZero`] when the lower price is zero; [`MathError::Overflow`] beyond 256 bits.
pub fn amount0_delta(
    sqrt_a_x96: U256,
    sqrt_b_x96: U256,
    liquidity: u128,
    rounding: Rounding,
) -> Result<U256, MathError> {
    let (low, high) = ordered(sqrt_a_x96, sqrt_b_x96);
    if low.is_zero() {
        return Err(MathError::DivisionByZero);
    }
    let scaled = scaled_liquidity(liquidity);
    let width = high.wrapping_sub(low);
    match rounding {
        // Dividing by the product's own division keeps a second one out of a program.
        Rounding::Up => mul_div_ceil(mul_div_ceil(scaled, width, high)?, U256::ONE, low),
        Rounding::Down => mul_div_floor(mul_div_floor(scaled, width, high)?, U256::ONE, low),
    }
}

/// The amount of token 1 between two square-root prices: `L * (s_b - s_a)`, in base units.
///
/// Prices are Q64.96, in either order.
///
/// # Rounding
/// As `rounding` says, once.
///
/// # Errors
/// [`MathError::Overflow`] beyond 256 bits.
pub fn amount1_delta(
    sqrt_a_x96: U256,
    sqrt_b_x96: U256,
    liquidity: u128,
    rounding: Rounding,
) -> Result<U256, MathError> {
    let (low, high) = ordered(sqrt_a_x96, sqrt_b_x96);
    let width = high.wrapping_sub(low);
    let liquidity = U256::from(liquidity);
    match rounding {
        Rounding::Up => mul_div_ceil(liquidity, width, Q96),
        Rounding::Down => mul_div_floor(liquidity, width, Q96),
    }
}

/// The square-root price, Q64.96, after `amount_in` base units of token 0 (`zero_for_one`) or token 1 came in, without any fee.
///
/// # Rounding
/// Towards the old price: the pool never moves further than it was paid for.
///
/// # Errors
/// [`MathError::LiquidityZero`]; [`MathError::SqrtPriceOutOfRange`] for a price of zero; [`MathError::Overflow`] when
/// the new price does not fit in 160 bits, or the token 0 of the liquidity and `amount_in` together not in 256.
pub fn next_sqrt_price_from_input(
    sqrt_price_x96: U256,
    liquidity: u128,
    amount_in: U256,
    zero_for_one: bool,
) -> Result<U256, MathError> {
    check_curve(sqrt_price_x96, liquidity)?;
    if zero_for_one {
        with_more_of_token0(sqrt_price_x96, liquidity, amount_in)
    } else {
        with_more_of_token1(sqrt_price_x96, liquidity, amount_in)
    }
}

/// The square-root price, Q64.96, after `amount_out` base units of token 1 (`zero_for_one`) or token 0 went out, without any fee.
///
/// # Rounding
/// Away from the old price: the pool always moves far enough for what it pays.
///
/// # Errors
/// [`MathError::LiquidityZero`]; [`MathError::SqrtPriceOutOfRange`] for a price of zero; [`MathError::Overflow`] when
/// the liquidity holds no more than `amount_out`, or the new price does not fit in 160 bits.
pub fn next_sqrt_price_from_output(
    sqrt_price_x96: U256,
    liquidity: u128,
    amount_out: U256,
    zero_for_one: bool,
) -> Result<U256, MathError> {
    check_curve(sqrt_price_x96, liquidity)?;
    if zero_for_one {
        with_less_of_token1(sqrt_price_x96, liquidity, amount_out)
    } else {
        with_less_of_token0(sqrt_price_x96, liquidity, amount_out)
    }
}

fn check_curve(sqrt_price_x96: U256, liquidity: u128) -> Result<(), MathError> {
    if liquidity == 0 {
        Err(MathError::LiquidityZero)
    } else if sqrt_price_x96.is_zero() {
        Err(MathError::SqrtPriceOutOfRange {
            got: sqrt_price_x96,
        })
    } else {
        Ok(())
    }
}

/// `L s / (L + amount s)`, rounded up.
fn with_more_of_token0(sqrt: U256, liquidity: u128, amount: U256) -> Result<U256, MathError> {
    if amount.is_zero() {
        return Ok(sqrt);
    }
    let scaled = scaled_liquidity(liquidity);
    let exact = amount
        .checked_mul(sqrt)
        .and_then(|moved| scaled.checked_add(moved));
    match exact {
        Some(divisor) => mul_div_ceil(scaled, sqrt, divisor),
        // The pool's way out where the product has more than 256 bits: the same number, rounded once more.
        None => {
            let divisor = mul_div_floor(scaled, U256::ONE, sqrt)?
                .checked_add(amount)
                .ok_or(MathError::Overflow)?;
            mul_div_ceil(scaled, U256::ONE, divisor)
        }
    }
}

/// `L s / (L - amount s)`, rounded up.
fn with_less_of_token0(sqrt: U256, liquidity: u128, amount: U256) -> Result<U256, MathError> {
    if amount.is_zero() {
        return Ok(sqrt);
    }
    let scaled = scaled_liquidity(liquidity);
    let moved = amount.checked_mul(sqrt).ok_or(MathError::Overflow)?;
    let divisor = scaled.checked_sub(moved).ok_or(MathError::Overflow)?;
    if divisor.is_zero() {
        return Err(MathError::Overflow);
    }
    as_sqrt_price(mul_div_ceil(scaled, sqrt, divisor)?)
}

/// `s + amount / L`, rounded down.
fn with_more_of_token1(sqrt: U256, liquidity: u128, amount: U256) -> Result<U256, MathError> {
    let moved = mul_div_floor(amount, Q96, U256::from(liquidity))?;
    as_sqrt_price(sqrt.checked_add(moved).ok_or(MathError::Overflow)?)
}

/// `s - amount / L`, rounded down.
fn with_less_of_token1(sqrt: U256, liquidity: u128, amount: U256) -> Result<U256, MathError> {
    let moved = mul_div_ceil(amount, Q96, U256::from(liquidity))?;
    sqrt.checked_sub(moved)
        .filter(|sqrt| !sqrt.is_zero())
        .ok_or(MathError::Overflow)
}

fn as_sqrt_price(sqrt: U256) -> Result<U256, MathError> {
    if sqrt.bit_len() > SQRT_PRICE_BITS {
        Err(MathError::Overflow)
    } else {
        Ok(sqrt)
    }
}

fn scaled_liquidity(liquidity: u128) -> U256 {
    U256::from(liquidity).wrapping_shl(96)
}

fn ordered(a: U256, b: U256) -> (U256, U256) {
    if a > b { (b, a) } else { (a, b) }
}
