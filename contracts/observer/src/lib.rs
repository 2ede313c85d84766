//! What has been seen of feeds: which check keeps one from having a price, and how much its answers move. Nobody owns this
//! program, and nothing that settles depends on it: a vault reads prices from the oracle alone.
//!
//! 1. A view names the check that fails, and the numbers ([`status`](mod@status)).
//! 2. Variances count every round, in order, whoever calls and however often ([`observe`](mod@observe), [`walk`]); what a
//!    round does to them is [`memory`].
//! 3. Unpriced means a typed error here, too, and never zero.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod memory;
mod observe;
mod status;
mod walk;

use kit::VM;
use kit::abi::IObserver::{
    IObserverCalls, factsCall, observeCall, statusCall, varianceCall, variancesCall,
};
use kit::dispatch::{Answer, decode, reply, reply_several};

kit::entrypoint!(answer);

/// One call, from calldata to result.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    match decode(calldata)? {
        IObserverCalls::observe(call) => reply::<observeCall>(observe::observe(&vm, &call.feeds)),
        IObserverCalls::facts(call) => {
            reply::<factsCall>(observe::facts(&vm, &call.feeds, &call.sequencer))
        }
        IObserverCalls::variance(call) => reply::<varianceCall>(Ok(observe::variance(&call.feed))),
        IObserverCalls::variances(call) => {
            let variances = call.feeds.iter().map(observe::variance);
            reply::<variancesCall>(Ok(variances.collect()))
        }
        IObserverCalls::status(call) => reply_several::<statusCall>(Ok(status::status(
            &vm,
            call.oracle,
            &call.feeds,
            &call.sequencer,
        ))),
    }
}
