//! A room of the router: the best price over the pools that a menu names.
//!
//! The router delegates here when a vault's venue is a menu: address, caller and transient words are the router's, who also
//! answers the pools' callbacks. So what the router promises is kept here as well ([`kit::router`]):
//!
//! 1. A pool's address is computed from the menu, never taken from anyone ([`best`]).
//! 2. A pool is paid once: Uniswap V3 in its callback, for at most its part of the leg; Uniswap V2 before it is called.
//! 3. No swap starts inside another one.
//! 4. Each leg takes its whole input and brings at least its floor; else everything is undone ([`swap`]).
//! 5. The parts sum to the leg exactly, and return no less than the best single one of the pools ([`division`]).
//! 6. A pool that is absent, closed, empty or broken is left out before anything moves ([`read`]).
//!
//! Called directly, and not by the router, it can quote and nothing else: whoever is asked to pay knows the router alone.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
mod best;
mod curve;
mod division;
mod liquidity;
mod menu;
mod read;
mod swap;
mod uniswap_v2;

use kit::VM;
use kit::abi::IRouterMenu::{IRouterMenuCalls, quoteCall, swapCall};
use kit::dispatch::{Answer, decode, reply};

kit::entrypoint!(answer);

/// One call, from calldata to result.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    match decode(calldata)? {
        IRouterMenuCalls::swap(call) => reply::<swapCall>(swap::swap(&vm, &call.venue, &call.legs)),
        IRouterMenuCalls::quote(call) => {
            reply::<quoteCall>(swap::quote(&vm, &call.venue, &call.leg))
        }
    }
}
