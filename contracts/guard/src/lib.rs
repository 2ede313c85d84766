//! A guarded feed: a Chainlink-compatible aggregator that passes another one's rounds on, and refuses where a plain feed
//! would answer. Whoever wants the guard names this feed instead of the other; plain feeds pay nothing for it.
//!
//! Each guarded feed is a minimal proxy of this program with its parameters behind the code of the proxy, so they are in
//! its address and can never change; there is no owner, no setting and no storage.
//!
//! 1. An answer at or beyond a bound is refused ([`bounds`]); bounds lie within those that the aggregator clamps to.
//! 2. A round that jumped from the one before it is refused until it has cooled down ([`jump`]).
//! 3. For the shares of an ERC-4626 vault an answer is that of its asset times the shares' rate, whose growth is capped per
//!    time since the feed was made ([`rate`]): a rate that is pumped up prices nothing.
//! 4. A refusal is a typed error; no answer is ever altered but by the rate.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod bounds;
mod create;
mod jump;
mod parameters;
mod rate;
mod rounds;

use kit::abi::IGuard::{
    IGuardCalls, createCall, decimalsCall, descriptionCall, getRoundDataCall, guardCall,
    latestRoundDataCall, versionCall,
};
use kit::dispatch::{Answer, decode, reply, reply_several};
use kit::{Revert, VM};

use alloy_primitives::U256;
use alloy_sol_types::SolError;
use kit::codec::Fields;

kit::entrypoint!(answer);

/// The version of Chainlink's interface that is spoken.
const VERSION: u64 = 4;

/// One call, from calldata to result.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    match decode(calldata)? {
        IGuardCalls::latestRoundData(_) => {
            reply_several::<latestRoundDataCall>(rounds::latest(&vm))
        }
        IGuardCalls::getRoundData(call) => {
            reply_several::<getRoundDataCall>(rounds::past(&vm, call.id))
        }
        IGuardCalls::decimals(_) => {
            reply::<decimalsCall>(parameters::own(&vm).map(|own| own.pins.feedDecimals))
        }
        IGuardCalls::description(_) => reply::<descriptionCall>(rounds::description(&vm)),
        IGuardCalls::version(_) => reply::<versionCall>(Ok(U256::from(VERSION))),
        IGuardCalls::guard(_) => {
            reply_several::<guardCall>(parameters::own(&vm).map(|own| (own.guard, own.pins).into()))
        }
        IGuardCalls::create(call) => reply::<createCall>(create::create(&vm, call.guard)),
    }
}

/// A typed error, encoded; for `map_err`.
#[cold]
fn refused<E: SolError + Fields>(error: E) -> Revert {
    kit::dispatch::revert(error)
}
