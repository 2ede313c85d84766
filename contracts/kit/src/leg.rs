//! A leg, whoever trades it: what must hold before, and what was made of it.

use alloy_primitives::{Address, U256};

use crate::Revert;
use crate::abi::{
    Fill,
    IRouter::{AmountInZero, AmountOutBelowMinimum},
    Leg,
};
use crate::dispatch::revert;

/// Passes for a leg that sells something.
///
/// # Errors
/// `AmountInZero`.
pub fn check_amount(index: usize, leg: &Leg) -> Result<(), Revert> {
    if leg.amountIn.is_zero() {
        Err(revert(AmountInZero {
            index: U256::from(index),
        }))
    } else {
        Ok(())
    }
}

/// The leg as it was made, all of its input in, if it brought enough. Of several pools, `pool` is the one that took most.
///
/// # Errors
/// `AmountOutBelowMinimum`.
pub fn filled(leg: &Leg, pool: Address, amount_out: U256) -> Result<Fill, Revert> {
    if amount_out < leg.minOut {
        return Err(revert(AmountOutBelowMinimum {
            pool,
            amountOut: amount_out,
            minOut: leg.minOut,
        }));
    }
    Ok(Fill {
        tokenIn: leg.tokenIn,
        tokenOut: leg.tokenOut,
        pool,
        amountIn: leg.amountIn,
        amountOut: amount_out,
        minOut: leg.minOut,
    })
}
