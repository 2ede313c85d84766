//! All prices of one moment, or none: the sequencer first, then every feed in order.

use alloy_primitives::U256;
use kit::abi::{Feed, IOracle::IOracleErrors, Sequencer};
use kit::feed::{answer, check_sequencer, refuse, round_of};
use kit::{Revert, VM};
use stylus_sdk::prelude::*;

/// One price per feed, in their order.
pub(crate) fn read(vm: &VM, feeds: &[Feed], sequencer: &Sequencer) -> Result<Vec<U256>, Revert> {
    let timestamp = vm.block_timestamp();
    check_sequencer(vm, sequencer, timestamp).map_err(refuse)?;
    let prices = feeds.iter().map(|feed| price(vm, feed, timestamp));
    prices.collect::<Result<_, _>>().map_err(refuse)
}

/// The last answer of every feed, whatever its age and whatever the sequencer. A feed that has none is still an error.
pub(crate) fn read_last(vm: &VM, feeds: &[Feed]) -> Result<Vec<U256>, Revert> {
    let prices = feeds.iter().map(|feed| {
        let round = round_of(vm, feed)?;
        answer::last_price_e36(feed, &round)
    });
    prices.collect::<Result<_, _>>().map_err(refuse)
}

fn price(vm: &VM, feed: &Feed, timestamp: u64) -> Result<U256, IOracleErrors> {
    let round = round_of(vm, feed)?;
    answer::price_e36(feed, &round, timestamp)
}
