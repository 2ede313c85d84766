//! Execution: exact-in swaps on Uniswap V3 and V2, at the best division among the pools that a vault allows.
//!
//! The router holds nothing: outputs go from the pool to the caller, inputs from the caller to the pool, and between
//! transactions its storage is empty. It stands between the two because a pool asks whoever called it to pay: the
//! router answers that question for exactly one pool at a time, the one of the running leg.
//!
//! 1. A pool's address is computed from the venue, never taken from anyone ([`uniswap_v3`], [`uniswap_v2`]).
//! 2. A pool is paid once: Uniswap V3 in its callback, which is answered once, to the running pool, for at most its part of
//!    the leg ([`context`]); Uniswap V2 before it is called.
//! 3. No swap starts inside another one.
//! 4. Each leg takes its whole input and brings at least its floor; else everything is undone ([`swap`]).
//! 5. With several pools, the parts sum to the leg exactly, and return no less than the best single one of them ([`division`]).
//! 6. A pool that is absent, closed, empty or broken is left out before anything moves ([`read`]).
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

mod best;
mod context;
mod division;
mod liquidity;
mod menu;
mod read;
mod swap;
mod uniswap_v2;
mod uniswap_v3;

use kit::VM;
use kit::abi::IRouter::{IRouterCalls, poolOfCall, quoteCall, swapCall};
use kit::dispatch::{Answer, decode, done, reply};

kit::entrypoint!(answer);

/// One call, from calldata to result.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    match decode(calldata)? {
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
        IRouterCalls::quote(call) => reply::<quoteCall>(swap::quote(&vm, &call.venue, &call.leg)),
    }
}
