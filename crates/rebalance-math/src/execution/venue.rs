//! A place to trade, as the split of an order sees it: what an input returns, and which input moves its price how far.

use ruint::aliases::U256;

use crate::arithmetic::sqrt_floor;
use crate::execution::concentrated::{ConcentratedPool, ConcentratedSwap};
use crate::execution::constant_product::ConstantProduct;
use crate::execution::sqrt_price::{Q96, Rounding, amount0_delta, amount1_delta};
use crate::execution::swap_step::{PIPS, SwapAmount, kept_pips};
use crate::execution::tick::{MAX_SQRT_RATIO, MIN_SQRT_RATIO, sqrt_ratio_at_tick};
use crate::execution::weighted::WeightedPool;
use crate::{MathError, mul_div_ceil, mul_div_floor};

/// A pool and the direction of the trade through it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Venue<'a> {
    /// A Uniswap V2 pool or its like.
    ConstantProduct(ConstantProduct),
    /// A pool of two weighted reserves.
    Weighted(WeightedPool),
    /// A Uniswap V3 pool that sells token 0 (`zero_for_one`) or token 1.
    Concentrated {
        /// The pool.
        pool: ConcentratedPool<'a>,
        /// Whether token 0 goes in.
        zero_for_one: bool,
    },
}

impl Venue<'_> {
    /// What the pool returns for `amount_in`: integer for integer, but of weighted pools a lower bound.
    ///
    /// # Rounding
    /// Down, as the pool does.
    ///
    /// # Errors
    /// Those of [`ConstantProduct::amount_out_floor`], [`WeightedPool::amount_out_floor`] and [`ConcentratedPool::swap`];
    /// [`MathError::LiquidityBelowAmount`] when the pool runs out of liquidity before it has taken all of the input.
    pub fn amount_out_floor(&self, amount_in: U256) -> Result<U256, MathError> {
        match self {
            Self::ConstantProduct(pool) => pool.amount_out_floor(amount_in),
            Self::Weighted(pool) => pool.amount_out_floor(amount_in),
            Self::Concentrated { pool, zero_for_one } => {
                // Without this bound, the pool would look through thousands of empty words for more liquidity.
                let end_x96 = furthest_price(pool, *zero_for_one)?;
                let nothing = ConcentratedSwap {
                    amount_in: U256::ZERO,
                    amount_out: U256::ZERO,
                    sqrt_price_x96: pool.sqrt_price_x96,
                    tick: pool.tick,
                    liquidity: pool.liquidity,
                };
                let swap = if end_x96 == pool.sqrt_price_x96 {
                    pool.check()?;
                    nothing
                } else {
                    pool.swap(SwapAmount::ExactIn(amount_in), *zero_for_one, Some(end_x96))?
                };
                if swap.amount_in == amount_in {
                    Ok(swap.amount_out)
                } else {
                    Err(MathError::LiquidityBelowAmount {
                        got: swap.amount_in,
                        needed: amount_in,
                    })
                }
            }
        }
    }

    /// The input that moves the pool's marginal price, output per input after the fee, down to the square of
    /// `sqrt_price_x96`; zero when it is already lower.
    ///
    /// # Rounding
    /// Down, by a few base units.
    ///
    /// # Errors
    /// Whether a concentrated pool can have its numbers is asked by [`Venue::amount_out_floor`], and not again here.
    /// [`MathError::ReserveZero`], [`MathError::FeeOutOfRange`], [`MathError::DivisionByZero`] at a price of zero,
    /// [`MathError::TickOutOfRange`], [`MathError::Overflow`].
    pub fn input_at_price_floor(&self, sqrt_price_x96: U256) -> Result<U256, MathError> {
        match self {
            Self::ConstantProduct(pool) => constant_product_input(pool, sqrt_price_x96),
            Self::Weighted(pool) => pool.input_at_price_floor(sqrt_price_x96),
            Self::Concentrated { pool, zero_for_one } => {
                concentrated_input(pool, *zero_for_one, sqrt_price_x96)
            }
        }
    }

    pub(crate) fn as_constant_product(&self) -> Option<&ConstantProduct> {
        match self {
            Self::ConstantProduct(pool) => Some(pool),
            Self::Weighted(_) | Self::Concentrated { .. } => None,
        }
    }
}

/// `(sqrt(g x y / price) - x) / g`.
fn constant_product_input(pool: &ConstantProduct, sqrt_price_x96: U256) -> Result<U256, MathError> {
    let kept = pool.check()?;
    let (root, scale) = scaled_root(pool, kept, U256::from(PIPS))?;
    let divisor = sqrt_price_x96
        .checked_mul(U256::ONE.wrapping_shl(scale))
        .ok_or(MathError::Overflow)?;
    let moved = mul_div_floor(root, Q96, divisor)?;
    let Some(added) = moved.checked_sub(U256::from(pool.reserve_in)) else {
        return Ok(U256::ZERO);
    };
    mul_div_floor(added, U256::from(PIPS), kept)
}

/// `floor(sqrt(x y * numerator / divisor) * 2^scale)` and the scale, at most 64, that leaves room for it.
pub(crate) fn scaled_root(
    pool: &ConstantProduct,
    numerator: U256,
    divisor: U256,
) -> Result<(U256, usize), MathError> {
    // Reserves have 128 bits.
    let invariant = U256::from(pool.reserve_in).wrapping_mul(U256::from(pool.reserve_out));
    let unscaled = mul_div_floor(invariant, numerator, divisor)?;
    let scale = 255_usize
        .saturating_sub(unscaled.bit_len())
        .wrapping_shr(1)
        .min(64);
    let root = root_at_scale(pool, numerator, divisor, scale)?;
    Ok((root, scale))
}

/// As [`scaled_root`], at a scale that is known to leave room.
pub(crate) fn root_at_scale(
    pool: &ConstantProduct,
    numerator: U256,
    divisor: U256,
    scale: usize,
) -> Result<U256, MathError> {
    let invariant = U256::from(pool.reserve_in).wrapping_mul(U256::from(pool.reserve_out));
    // The scale is at most 64 and the numerator at most 2^20.
    let numerator = numerator.wrapping_shl(scale.wrapping_mul(2));
    Ok(sqrt_floor(mul_div_floor(invariant, numerator, divisor)?))
}

/// The sum over the ranges between the current price and the one at which the marginal price is reached.
fn concentrated_input(
    pool: &ConcentratedPool<'_>,
    zero_for_one: bool,
    sqrt_price_x96: U256,
) -> Result<U256, MathError> {
    let kept = kept_pips(pool.fee_pips)?;
    // sqrt(g) in Q96.
    let root_kept = sqrt_floor(kept.wrapping_shl(192).wrapping_div(U256::from(PIPS)));
    let stop_x96 = if zero_for_one {
        mul_div_ceil(sqrt_price_x96, Q96, root_kept)?
    } else {
        mul_div_floor(root_kept, Q96, sqrt_price_x96)?
    };
    let without_fee = input_to(pool, zero_for_one, stop_x96)?;
    mul_div_floor(without_fee, U256::from(PIPS), kept)
}

/// The input without fee from the current price to `stop_x96`, or to the end of the liquidity.
fn input_to(
    pool: &ConcentratedPool<'_>,
    zero_for_one: bool,
    stop_x96: U256,
) -> Result<U256, MathError> {
    let mut ranges = Ranges {
        total: U256::ZERO,
        at_x96: pool.sqrt_price_x96,
        liquidity: pool.liquidity,
        zero_for_one,
    };
    // Past the last tick no liquidity is known; without any tick it is the same everywhere.
    let mut is_known = pool.ticks.is_empty();
    // The split of the ticks into those ahead and those behind, in the order in which they are met.
    let ahead = pool.ticks.partition_point(|entry| entry.tick <= pool.tick);
    if zero_for_one {
        let stop_x96 = stop_x96.max(MIN_SQRT_RATIO);
        for entry in pool.ticks.iter().take(ahead).rev() {
            let edge_x96 = sqrt_ratio_at_tick(entry.tick)?;
            if edge_x96 <= stop_x96 {
                is_known = true;
                break;
            }
            ranges.walk_to(edge_x96)?;
            ranges.cross(entry.liquidity_net)?;
        }
        if is_known && stop_x96 < ranges.at_x96 {
            ranges.walk_to(stop_x96)?;
        }
    } else {
        let stop_x96 = stop_x96.min(MAX_SQRT_RATIO);
        for entry in pool.ticks.iter().skip(ahead) {
            let edge_x96 = sqrt_ratio_at_tick(entry.tick)?;
            if edge_x96 >= stop_x96 {
                is_known = true;
                break;
            }
            ranges.walk_to(edge_x96)?;
            ranges.cross(entry.liquidity_net)?;
        }
        if is_known && stop_x96 > ranges.at_x96 {
            ranges.walk_to(stop_x96)?;
        }
    }
    Ok(ranges.total)
}

/// A walk through ranges of constant liquidity that adds up the input.
struct Ranges {
    total: U256,
    at_x96: U256,
    liquidity: u128,
    zero_for_one: bool,
}

impl Ranges {
    fn walk_to(&mut self, edge_x96: U256) -> Result<(), MathError> {
        let part = if self.zero_for_one {
            amount0_delta(edge_x96, self.at_x96, self.liquidity, Rounding::Down)?
        } else {
            amount1_delta(self.at_x96, edge_x96, self.liquidity, Rounding::Down)?
        };
        self.total = self.total.checked_add(part).ok_or(MathError::Overflow)?;
        self.at_x96 = edge_x96;
        Ok(())
    }

    fn cross(&mut self, net: i128) -> Result<(), MathError> {
        let magnitude = net.unsigned_abs();
        let liquidity = if (net < 0) == self.zero_for_one {
            self.liquidity.checked_add(magnitude)
        } else {
            self.liquidity.checked_sub(magnitude)
        };
        self.liquidity = liquidity.ok_or(MathError::Overflow)?;
        Ok(())
    }
}

/// Where the liquidity that is known ends, in the direction of the swap.
fn furthest_price(pool: &ConcentratedPool<'_>, zero_for_one: bool) -> Result<U256, MathError> {
    if zero_for_one {
        let lowest = MIN_SQRT_RATIO.wrapping_add(U256::ONE);
        match pool.ticks.first() {
            Some(entry) => Ok(sqrt_ratio_at_tick(entry.tick)?
                .max(lowest)
                .min(pool.sqrt_price_x96)),
            None => Ok(lowest.min(pool.sqrt_price_x96)),
        }
    } else {
        let highest = MAX_SQRT_RATIO.wrapping_sub(U256::ONE);
        match pool.ticks.last() {
            Some(entry) => Ok(sqrt_ratio_at_tick(entry.tick)?
                .min(highest)
                .max(pool.sqrt_price_x96)),
            None => Ok(highest),
        }
    }
}
