//! Which feeds have been checked against their aggregator.
//!
//! Storage: slot 0 is `mapping(bytes32 feedId => bytes32 hash of the description)`, laid out as Solidity does. Append-only:
//! parameters are in the id, so an entry can be neither changed nor taken over.

use alloy_primitives::{B256, keccak256};
use kit::abi::{
    Feed,
    IOracle::{FeedDecimalsMismatch, FeedRegistered, IOracleErrors, PriceMissing},
};
use kit::feed::{aggregator, answer, feed_id, refuse};
use kit::storage::{self, slot};
use kit::{Revert, VM, event::emit};

const REGISTERED: B256 = slot(0);

pub(crate) fn is_registered(vm: &VM, feed_id: B256) -> bool {
    !pinned_description(vm, feed_id).is_zero()
}

/// keccak256 of what the aggregator said at registration that it prices; zero for a feed that is not registered.
pub(crate) fn pinned_description(_: &VM, feed_id: B256) -> B256 {
    storage::load(&storage::entry(&REGISTERED, &feed_id))
}

/// Registers a feed by anyone, once it agrees with what its aggregator says about itself. Again is no event.
pub(crate) fn register(vm: &VM, feed: Feed) -> Result<B256, Revert> {
    let feed_id = feed_id(&feed);
    if is_registered(vm, feed_id) {
        return Ok(feed_id);
    }
    let description = check_live(vm, &feed).map_err(refuse)?;
    storage::store(
        &storage::entry(&REGISTERED, &feed_id),
        &keccak256(description.as_bytes()),
    );
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
