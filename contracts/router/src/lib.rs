//! Execution: exact-in swaps on Uniswap V3, paid in the callback.
//!
//! The router holds nothing: outputs go from the pool to the caller, inputs from the caller to the pool, and between
//! transactions its storage is empty. It stands between the two because a pool asks whoever called it to pay: the
//! router answers that question for exactly one pool at a time, the one of the running leg.
//!
//! 1. A pool's address is computed from the venue, never taken from anyone ([`uniswap_v3`]).
//! 2. The callback is answered once per leg, to that pool, for at most the leg's input ([`kit::router::running`]).
//! 3. No swap starts inside another one.
//! 4. Each leg takes its whole input and brings at least its floor; else everything is undone ([`swap`]).
//!
//! A venue that is a menu of pools is the work of a room, `contracts/router-menu`, which acts in the router's place ([`menu`]).
//! So the plain path, one pool of Uniswap V3, pays for none of it.
//!
//! Venue and legs are the caller's word. Whoever names a hostile venue can lose what it agrees to `pay`, and nothing of
//! anybody else's.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod menu;
mod swap;

use kit::VM;
use kit::abi::IRouter::{IRouterCalls, poolOfCall, swapCall};
use kit::dispatch::{Answer, decode, done, reply};
use kit::uniswap_v3;

kit::entrypoint!(answer);

/// One call, from calldata to result.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    match decode(calldata)? {
        IRouterCalls::swap(call) if call.venue.poolInitCodeHash.is_zero() => {
            menu::forward(&vm, &call.venue, calldata)
        }
        IRouterCalls::swap(call) => reply::<swapCall>(swap::swap(&vm, &call.venue, &call.legs)),
        IRouterCalls::uniswapV3SwapCallback(call) => {
            done(swap::callback(&vm, call.amount0Delta, call.amount1Delta))
        }
        IRouterCalls::poolOf(call) => reply::<poolOfCall>(Ok(uniswap_v3::pool_at(
            &call.venue,
            call.tokenA,
            call.tokenB,
            call.poolFee,
        ))),
    }
}
