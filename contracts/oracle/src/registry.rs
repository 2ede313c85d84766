//! Which feeds have been checked against their aggregator.
//!
//! Storage: slot 0 is `mapping(bytes32 feedId => bool)`, laid out as Solidity does. Append-only: parameters are in the
//! id, so an entry can be neither changed nor taken over.

use crate::{aggregator, answer, refuse};
use alloy_primitives::{B256, U256, keccak256};
use kit::abi::{
    Feed,
    IOracle::{FeedDecimalsMismatch, FeedRegistered, IOracleErrors, PriceMissing},
};
use kit::{Revert, VM, codec, event::emit};
use stylus_sdk::prelude::*;

const REGISTERED_SLOT: B256 = B256::ZERO;
const YES: B256 = B256::with_last_byte(1);

/// keccak256(abi.encode(feed)).
pub(crate) fn feed_id(feed: &Feed) -> B256 {
    keccak256(codec::encode_result(feed))
}

pub(crate) fn is_registered(vm: &VM, feed_id: B256) -> bool {
    !vm.storage_load_bytes32(slot_of(feed_id)).is_zero()
}

/// Registers a feed by anyone, once it agrees with what its aggregator says about itself. Again is no event.
pub(crate) fn register(vm: &VM, feed: Feed) -> Result<B256, Revert> {
    let feed_id = feed_id(&feed);
    if is_registered(vm, feed_id) {
        return Ok(feed_id);
    }
    let description = check_live(vm, &feed).map_err(refuse)?;
    // SAFETY: the word is ours alone; the SDK marks the write unsafe because its own storage types are bypassed, and
    // this program uses none.
    unsafe { vm.storage_cache_bytes32(slot_of(feed_id), YES) };
    emit(
        vm,
        &FeedRegistered {
            feedId: feed_id,
            aggregator: feed.aggregator,
            feed,
            description,
        },
    );
    Ok(feed_id)
}

/// Returns the aggregator's description.
fn check_live(vm: &VM, feed: &Feed) -> Result<String, IOracleErrors> {
    answer::check_feed(feed)?;
    let aggregator = feed.aggregator;
    let missing = || IOracleErrors::PriceMissing(PriceMissing { aggregator });
    let got = aggregator::decimals(vm, aggregator).ok_or_else(missing)?;
    let expected = feed.feedDecimals;
    if got != expected {
        return Err(IOracleErrors::FeedDecimalsMismatch(FeedDecimalsMismatch {
            aggregator,
            got,
            expected,
        }));
    }
    aggregator::description(vm, aggregator).ok_or_else(missing)
}

fn slot_of(feed_id: B256) -> U256 {
    keccak256([feed_id.0, REGISTERED_SLOT.0].as_flattened()).into()
}
