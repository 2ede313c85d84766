//! One leg after the other: find the pool, let it trade, pay when it asks, look at what it did.
//!
//! A pool sends the output to the caller first, then calls back for its input, then checks that it came. So nobody has
//! to approve anything, and what is unpaid is undone by the pool itself.

use crate::{
    context::{self, Leg as Running},
    pool::{self, Side},
};
use alloy_primitives::{Address, I256, U256};
use alloy_sol_types::sol;
use kit::abi::{
    Fill,
    IProgram::MathOverflow,
    IRouter::{
        AmountInNotTaken, AmountInZero, AmountOutBelowMinimum, CallbackNotFromPool, LegsEmpty,
        PaymentUnexpected, PoolCallFailed, PoolMissing, SwapInProgress,
    },
    IVault, Leg, Venue,
};
use kit::call::{ANSWER_BYTES_MAX, ask, send};
use kit::dispatch::revert;
use kit::{Revert, VM, codec};
use stylus_sdk::prelude::*;

sol! {
    /// The one function of a pool that the router calls.
    #[allow(missing_docs, reason = "Uniswap V3 itself")]
    interface IUniswapV3Pool {
        function swap(address recipient, bool zeroForOne, int256 amountSpecified, uint160 sqrtPriceLimitX96, bytes data)
            external returns (int256 amount0, int256 amount1);
    }
}

kit::fields! {
    IUniswapV3Pool::swapCall { recipient, zeroForOne, amountSpecified, sqrtPriceLimitX96, data }
    IUniswapV3Pool::swapReturn { amount0, amount1 }
}

/// Swaps the legs in order, for the caller.
pub(crate) fn swap(vm: &VM, venue: &Venue, legs: &[Leg]) -> Result<Vec<Fill>, Revert> {
    if context::is_running() {
        return Err(revert(SwapInProgress {}));
    }
    if legs.is_empty() {
        return Err(revert(LegsEmpty {}));
    }
    let payer = vm.msg_sender();
    legs.iter()
        .enumerate()
        .map(|(index, leg)| swap_leg(vm, venue, payer, index, leg))
        .collect()
}

/// Pays the pool of the running leg.
pub(crate) fn callback(vm: &VM, amount0_delta: I256, amount1_delta: I256) -> Result<(), Revert> {
    let caller = vm.msg_sender();
    // Refused below unless the caller is the running pool, and then its transient write is undone with it.
    let running = context::take_owed();
    let Some(leg) = running.as_ref().filter(|leg| leg.pool == caller) else {
        let expected = running.map_or(Address::ZERO, |leg| leg.pool);
        return Err(revert(CallbackNotFromPool { caller, expected }));
    };
    let (due, other) = match leg.side {
        Side::Zero => (amount0_delta, amount1_delta),
        Side::One => (amount1_delta, amount0_delta),
    };
    let amount = due.into_raw();
    if !due.is_positive() || other.is_positive() || amount > leg.owed {
        let owed = leg.owed;
        return Err(revert(PaymentUnexpected {
            amount0Delta: amount0_delta,
            amount1Delta: amount1_delta,
            owed,
        }));
    }
    ask(
        vm,
        leg.payer,
        &IVault::payCall {
            token: leg.token,
            amount,
            to: leg.pool,
        },
    )?;
    Ok(())
}

fn swap_leg(
    vm: &VM,
    venue: &Venue,
    payer: Address,
    index: usize,
    leg: &Leg,
) -> Result<Fill, Revert> {
    if leg.amountIn.is_zero() {
        return Err(revert(AmountInZero {
            index: U256::from(index),
        }));
    }
    let pool = pool::pool_of(venue, leg.tokenIn, leg.tokenOut, leg.poolFee);
    let side = Side::of(leg.tokenIn, leg.tokenOut);
    context::open(&Running {
        pool,
        side,
        payer,
        token: leg.tokenIn,
        owed: leg.amountIn,
    });
    let (taken, amount_out) = ask_pool(vm, pool, side, payer, leg.amountIn)?;
    context::close();

    if taken != leg.amountIn {
        return Err(revert(AmountInNotTaken {
            pool,
            taken,
            amountIn: leg.amountIn,
        }));
    }
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

/// Swaps exactly `amount_in`; returns what the pool took and what it gave.
fn ask_pool(
    vm: &VM,
    pool: Address,
    side: Side,
    payer: Address,
    amount_in: U256,
) -> Result<(U256, U256), Revert> {
    let specified = I256::from_raw(amount_in);
    if specified.is_negative() {
        return Err(revert(MathOverflow {}));
    }
    let call = IUniswapV3Pool::swapCall {
        recipient: payer,
        zeroForOne: side == Side::Zero,
        amountSpecified: specified,
        sqrtPriceLimitX96: side.price_limit(),
        data: Default::default(),
    };
    let answer = match send(vm, pool, &codec::encode_call(&call), ANSWER_BYTES_MAX) {
        Ok(answer) => answer,
        Err(reason) if reason.is_empty() => return Err(revert(PoolCallFailed { pool })),
        Err(reason) => return Err(reason),
    };
    let Some(deltas) = codec::decode_result::<IUniswapV3Pool::swapReturn>(&answer) else {
        // A call to an account without code succeeds, with nothing in return.
        let is_absent = vm.code_size(pool) == 0;
        return Err(if is_absent {
            revert(PoolMissing { pool })
        } else {
            revert(PoolCallFailed { pool })
        });
    };
    let (taken, given) = match side {
        Side::Zero => (deltas.amount0, deltas.amount1),
        Side::One => (deltas.amount1, deltas.amount0),
    };
    Ok((magnitude(taken), magnitude(given.wrapping_neg())))
}

/// A positive number; anything else counts as nothing.
fn magnitude(number: I256) -> U256 {
    if number.is_positive() {
        number.into_raw()
    } else {
        U256::ZERO
    }
}
