//! One leg after the other: find the pool, let it trade, pay when it asks, look at what it did.
//!
//! A pool sends the output to the caller first, then calls back for its input, then checks that it came. So nobody has
//! to approve anything, and what is unpaid is undone by the pool itself.

use alloy_primitives::{Address, I256};
use kit::abi::{
    Fill,
    IRouter::{CallbackNotFromPool, LegsEmpty, PaymentUnexpected, SwapInProgress},
    IVault, Leg, Venue,
};
use kit::call::ask;
use kit::dispatch::revert;
use kit::leg::{check_amount, filled};
use kit::router::running;
use kit::uniswap_v3::{self, Side};
use kit::{Revert, VM};
use stylus_sdk::prelude::*;

/// Swaps the legs in order, for the caller.
pub(crate) fn swap(vm: &VM, venue: &Venue, legs: &[Leg]) -> Result<Vec<Fill>, Revert> {
    if running::is_running() {
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
    let running = running::take_owed();
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
    check_amount(index, leg)?;
    let pool = uniswap_v3::pool_at(venue, leg.tokenIn, leg.tokenOut, leg.poolFee);
    let tokens = [leg.tokenIn, leg.tokenOut];
    let amount_out = running::swap(vm, pool, payer, tokens, leg.amountIn)?;
    filled(leg, pool, amount_out)
}
