//! Facts: prices from Chainlink-compatible feeds. Nobody owns this program.
//!
//! A feed's id is the hash of its parameters, so nothing about a registered feed can ever change. Readers send the
//! feeds along: a read touches no storage, whoever asks.
//!
//! 1. Unpriced means a typed error, never zero ([`kit::feed::answer`]).
//! 2. No price while the sequencer is down or has just come back ([`kit::feed::sequencer`]).
//! 3. A last answer ([`read::read_last`]) is a price whatever its age: it is to look at, and nothing is settled at it.
//! 4. A feed is registered only with the decimals that its aggregator states ([`registry`]); its description is pinned.
//!
//! An aggregator is trusted for what it answers, not for how: its calls may fail, return nothing or return too much.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod read;
mod registry;

use kit::VM;
use kit::abi::IOracle::{
    IOracleCalls, descriptionHashOfCall, feedIdOfCall, isRegisteredCall, readCall, readLastCall,
    registerCall,
};
use kit::dispatch::{Answer, decode, reply};
use kit::feed::feed_id;

kit::entrypoint!(answer);

/// One call, from calldata to result.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    match decode(calldata)? {
        IOracleCalls::read(call) => {
            reply::<readCall>(read::read(&vm, &call.feeds, &call.sequencer))
        }
        IOracleCalls::readLast(call) => reply::<readLastCall>(read::read_last(&vm, &call.feeds)),
        IOracleCalls::register(call) => reply::<registerCall>(registry::register(&vm, call.feed)),
        IOracleCalls::feedIdOf(call) => reply::<feedIdOfCall>(Ok(feed_id(&call.feed))),
        IOracleCalls::isRegistered(call) => {
            reply::<isRegisteredCall>(Ok(registry::is_registered(&vm, call.feedId)))
        }
        IOracleCalls::descriptionHashOf(call) => {
            reply::<descriptionHashOfCall>(Ok(registry::pinned_description(&vm, call.feedId)))
        }
    }
}
