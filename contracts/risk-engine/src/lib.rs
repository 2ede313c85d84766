//! An engine for triggers that need variances: what a vault names in place of the plain engine when tracking errors or forecasts
//! shall call for its rebalances, or its bands shall follow volatility.
//!
//! Each risk engine is a minimal proxy of this program with three addresses behind the code of the proxy, so they are in
//! its address and can never change: the plain engine, which decides everything else and plans every trade, the program that
//! measures risk, and the observer, whose variances it is told. There is no owner, no setting and no storage.
//!
//! | module | question it answers |
//! |---|---|
//! | [`decide`](mod@decide) | trade now, and what? |
//! | [`plain`] | what does the plain engine say? |
//! | [`variances`] | how much do the prices of this vault's assets move? |
//! | [`create`] | how is a risk engine made? |
//! | [`parameters`] | what is it made of? |
//!
//! 1. What a policy declares besides is the plain engine's word: its question is the one that came, but for the word of triggers.
//! 2. A risk trigger can withhold a rebalance or call for one, never widen what a vault proves by itself.
//! 3. Whenever the feeds of a vault have prices, enough calls of `observe`, by anyone, give it a decision: no vault waits for
//!    somebody in particular.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod create;
mod decide;
mod parameters;
mod plain;
mod variances;

use alloy_primitives::I256;
use alloy_sol_types::SolError;
use kit::abi::{
    IEngine::TriggersOutOfRange,
    IRiskEngine::{IRiskEngineCalls, createCall, partsCall},
};
use kit::codec::Fields;
use kit::dispatch::{Answer, decode, done, reply, reply_several};
use kit::triggers::OutOfRange;
use kit::{Revert, VM};

kit::entrypoint!(answer);

/// One call, from calldata to result.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    match decode(calldata)? {
        IRiskEngineCalls::decide(call) => {
            decide::answer(&vm, calldata, &call.policy, call.snapshot)
        }
        IRiskEngineCalls::check(call) => done(decide::check(&vm, calldata, &call.policy)),
        IRiskEngineCalls::create(call) => reply::<createCall>(create::create(&vm, call.into())),
        IRiskEngineCalls::parts(_) => {
            reply_several::<partsCall>(parameters::own(&vm).map(Into::into))
        }
    }
}

/// A typed error, encoded; for `map_err`.
#[cold]
fn refused<E: SolError + Fields>(error: E) -> Revert {
    kit::dispatch::revert(error)
}

#[cold]
fn out_of_range(error: OutOfRange) -> Revert {
    // Every field has fewer than 64 bits.
    let number = |number: i64| I256::try_from(number).unwrap_or_default();
    refused(TriggersOutOfRange {
        field: error.field.into(),
        got: number(error.got),
        minimum: number(error.minimum),
        maximum: number(error.maximum),
    })
}
