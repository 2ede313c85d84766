//! How much may be swapped at once so that nobody earns by trading around it.
//!
//! In a constant-product pool with reserve `x` and fee `f`, an attacker who moves the price by the victim's tolerance `s`
//! before a swap of `d` and back after it earns about `s (d - f x)`: what the victim loses, less two fees on the attacker's
//! own volume. So `d <= f x` earns nothing at any tolerance. The first order is near: for f = 30 bp, d/x = 2 %, s = 50 bp and
//! x = 1e6 an attack that is played out swap by swap earns 86.2, and the formula says 85. Compare Heimbach and Wattenhofer,
//! arXiv 2202.03762; a law plays attacks out against chunks of this size.
//! Liquidity that others add around the swap, and flow in the same block, are not priced in.

use ruint::aliases::U256;

use crate::execution::constant_product::ConstantProduct;
use crate::execution::swap_step::PIPS;
use crate::{Amount, MathError, mul_div_floor};

/// The largest input that is safe at any tolerance: `f x`.
///
/// # Rounding
/// Down: a smaller chunk is safe as well.
///
/// # Errors
/// [`MathError::ReserveZero`], [`MathError::FeeOutOfRange`].
pub fn sandwich_safe_chunk_floor(pool: &ConstantProduct) -> Result<Amount, MathError> {
    pool.check()?;
    mul_div_floor(
        U256::from(pool.reserve_in),
        U256::from(pool.fee_pips),
        U256::from(PIPS),
    )
    .map(Amount::new)
}

/// How many safe chunks make up `total`, the last of which may be smaller.
///
/// # Rounding
/// Up.
///
/// # Errors
/// As [`sandwich_safe_chunk_floor`]; [`MathError::DivisionByZero`] when no amount is safe, as in a pool without a fee.
pub fn sandwich_safe_chunks(pool: &ConstantProduct, total: Amount) -> Result<U256, MathError> {
    let chunk = sandwich_safe_chunk_floor(pool)?;
    if chunk.is_zero() {
        return Err(MathError::DivisionByZero);
    }
    Ok(total.raw().div_ceil(chunk.raw()))
}
