//! One step of a Uniswap V3 swap: as far as one range of constant liquidity, the price limit or the amount goes.

use ruint::aliases::U256;

use crate::execution::sqrt_price::{
    Rounding, amount0_delta, amount1_delta, next_sqrt_price_from_input, next_sqrt_price_from_output,
};
use crate::{MathError, mul_div_ceil, mul_div_floor};

/// Hundredths of a basis point that make one; the unit of a pool's fee.
pub const PIPS: u32 = 1_000_000;

/// What is fixed about a swap, and the other side follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwapAmount {
    /// Base units that go in, fee included.
    ExactIn(U256),
    /// Base units that come out.
    ExactOut(U256),
}

/// What one step took and gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SwapStep {
    /// The square-root price after the step, Q64.96.
    pub sqrt_price_x96: U256,
    /// Base units that went in, without the fee.
    pub amount_in: U256,
    /// Base units that came out.
    pub amount_out: U256,
    /// Base units of the fee, on top of `amount_in`.
    pub fee_amount: U256,
}

/// Swaps `remaining` between the current price and a target price, at a fee of `fee_pips` millionths of the input.
///
/// The direction follows from the two prices: downwards, token 0 comes in and token 1 goes out. The result is that of
/// a pool, integer for integer.
///
/// # Rounding
/// Input up, output down, fee up; when an exact input ends before the target, all that is left of it is fee.
///
/// # Errors
/// [`MathError::FeeOutOfRange`] for a fee of one or more; [`MathError::SqrtPriceOutOfRange`] for a price of zero;
/// [`MathError::Overflow`].
pub fn swap_step(
    current_x96: U256,
    target_x96: U256,
    liquidity: u128,
    remaining: SwapAmount,
    fee_pips: u32,
) -> Result<SwapStep, MathError> {
    let kept_pips = kept_pips(fee_pips)?;
    if current_x96.is_zero() || target_x96.is_zero() {
        return Err(MathError::SqrtPriceOutOfRange { got: U256::ZERO });
    }
    let curve = Curve {
        current_x96,
        liquidity,
        is_down: current_x96 >= target_x96,
    };
    match remaining {
        SwapAmount::ExactIn(remaining) => {
            curve.exact_in(target_x96, remaining, fee_pips, kept_pips)
        }
        SwapAmount::ExactOut(remaining) => {
            curve.exact_out(target_x96, remaining, fee_pips, kept_pips)
        }
    }
}

/// One less the fee, in millionths.
pub(crate) fn kept_pips(fee_pips: u32) -> Result<U256, MathError> {
    PIPS.checked_sub(fee_pips)
        .filter(|kept| *kept != 0)
        .map(U256::from)
        .ok_or(MathError::FeeOutOfRange { got: fee_pips })
}

/// A range of constant liquidity, walked from the current price.
struct Curve {
    current_x96: U256,
    liquidity: u128,
    is_down: bool,
}

impl Curve {
    fn exact_in(
        &self,
        target_x96: U256,
        remaining: U256,
        fee_pips: u32,
        kept_pips: U256,
    ) -> Result<SwapStep, MathError> {
        let without_fee = mul_div_floor(remaining, kept_pips, U256::from(PIPS))?;
        let to_target = self.input_to(target_x96)?;
        let next = if without_fee >= to_target {
            target_x96
        } else {
            next_sqrt_price_from_input(self.current_x96, self.liquidity, without_fee, self.is_down)?
        };
        let (amount_in, fee_amount) = if next == target_x96 {
            (to_target, fee_on(to_target, fee_pips, kept_pips)?)
        } else {
            let amount_in = self.input_to(next)?;
            let fee = remaining
                .checked_sub(amount_in)
                .ok_or(MathError::Overflow)?;
            (amount_in, fee)
        };
        Ok(SwapStep {
            sqrt_price_x96: next,
            amount_in,
            amount_out: self.output_to(next)?,
            fee_amount,
        })
    }

    fn exact_out(
        &self,
        target_x96: U256,
        remaining: U256,
        fee_pips: u32,
        kept_pips: U256,
    ) -> Result<SwapStep, MathError> {
        let to_target = self.output_to(target_x96)?;
        let next = if remaining >= to_target {
            target_x96
        } else {
            next_sqrt_price_from_output(self.current_x96, self.liquidity, remaining, self.is_down)?
        };
        let amount_in = self.input_to(next)?;
        let amount_out = if next == target_x96 {
            to_target
        } else {
            self.output_to(next)?
        };
        Ok(SwapStep {
            sqrt_price_x96: next,
            amount_in,
            amount_out: amount_out.min(remaining),
            fee_amount: fee_on(amount_in, fee_pips, kept_pips)?,
        })
    }

    fn input_to(&self, sqrt_x96: U256) -> Result<U256, MathError> {
        if self.is_down {
            amount0_delta(sqrt_x96, self.current_x96, self.liquidity, Rounding::Up)
        } else {
            amount1_delta(self.current_x96, sqrt_x96, self.liquidity, Rounding::Up)
        }
    }

    fn output_to(&self, sqrt_x96: U256) -> Result<U256, MathError> {
        if self.is_down {
            amount1_delta(sqrt_x96, self.current_x96, self.liquidity, Rounding::Down)
        } else {
            amount0_delta(self.current_x96, sqrt_x96, self.liquidity, Rounding::Down)
        }
    }
}

/// The fee on top of an input that is free of it.
fn fee_on(amount_in: U256, fee_pips: u32, kept_pips: U256) -> Result<U256, MathError> {
    mul_div_ceil(amount_in, U256::from(fee_pips), kept_pips)
}
