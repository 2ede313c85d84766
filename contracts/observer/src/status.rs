//! Why is there no price: which check fails, and by how much?
//!
//! The checks are those of a read, run by the same functions; what they refuse with is put in numbers here. Two more that
//! a read has no time for come last: whether the aggregator still says what it said when an oracle registered the feed.

use alloy_primitives::{Address, B256, I256, U256, aliases::U80, keccak256};
use kit::abi::{
    Feed, FeedCheck, FeedStatus,
    IObserver::statusReturn,
    IOracle::{IOracleErrors, descriptionHashOfCall},
    Sequencer, SequencerCheck, SequencerStatus,
};
use kit::feed::answer::{self, Round};
use kit::feed::{aggregator, check_sequencer, feed_id, round_of};
use kit::{VM, call};
use stylus_sdk::prelude::*;

/// A check that fails, the number that fails it, and what that is held against.
type Finding = (FeedCheck, U256, U256);

/// The sequencer and each feed, looked at one by one: one that is dead hides no other.
pub(crate) fn status(
    vm: &VM,
    oracle: Address,
    feeds: &[Feed],
    sequencer: &Sequencer,
) -> statusReturn {
    let timestamp = vm.block_timestamp();
    let feed_statuses = feeds
        .iter()
        .map(|feed| feed_status(vm, oracle, feed, timestamp));
    statusReturn {
        sequencerStatus: sequencer_status(check_sequencer(vm, sequencer, timestamp), timestamp),
        feedStatuses: feed_statuses.collect(),
    }
}

fn sequencer_status(checked: Result<(), IOracleErrors>, timestamp: u64) -> SequencerStatus {
    match checked {
        Ok(()) => bare(SequencerCheck::Passed),
        Err(IOracleErrors::SequencerDown(error)) => SequencerStatus {
            check: SequencerCheck::Down,
            since: error.since,
            graceLeftSeconds: U256::ZERO,
        },
        Err(IOracleErrors::SequencerInGrace(error)) => SequencerStatus {
            check: SequencerCheck::InGrace,
            since: error.startedAt,
            // Prices flow once more than the grace has passed.
            graceLeftSeconds: error
                .startedAt
                .saturating_add(error.graceSeconds)
                .saturating_add(U256::ONE)
                .saturating_sub(U256::from(timestamp)),
        },
        Err(_) => bare(SequencerCheck::Missing),
    }
}

fn bare(check: SequencerCheck) -> SequencerStatus {
    SequencerStatus {
        check,
        since: U256::ZERO,
        graceLeftSeconds: U256::ZERO,
    }
}

fn feed_status(vm: &VM, oracle: Address, feed: &Feed, timestamp: u64) -> FeedStatus {
    let feed_id = feed_id(feed);
    // An account that is no oracle has registered nothing.
    let pinned =
        call::view(vm, oracle, &descriptionHashOfCall { feedId: feed_id }).unwrap_or_default();
    let round = round_of(vm, feed);
    let priced = match &round {
        Ok(round) => answer::price_e36(feed, round, timestamp),
        Err(error) => Err(error.clone()),
    };
    let description = aggregator::description(vm, feed.aggregator).unwrap_or_default();
    let (check, got, allowed) = match &priced {
        Err(error) => finding(error, feed, timestamp),
        Ok(_) => changed(
            feed,
            aggregator::decimals(vm, feed.aggregator),
            &description,
            pinned,
        ),
    };
    let round = round.unwrap_or(Round {
        round_id: U80::ZERO,
        answer: I256::ZERO,
        started_at: U256::ZERO,
        updated_at: U256::ZERO,
        answered_in: U80::ZERO,
    });
    let age = if round.updated_at.is_zero() {
        U256::ZERO
    } else {
        U256::from(timestamp).saturating_sub(round.updated_at)
    };
    FeedStatus {
        feedId: feed_id,
        isRegistered: !pinned.is_zero(),
        check,
        got,
        allowed,
        priceE36: priced.unwrap_or_default(),
        answer: round.answer,
        roundId: round.round_id,
        updatedAt: round.updated_at,
        ageSeconds: age,
        description,
    }
}

/// What a read refuses with, in numbers.
fn finding(error: &IOracleErrors, feed: &Feed, timestamp: u64) -> Finding {
    let timestamp = U256::from(timestamp);
    match error {
        IOracleErrors::DecimalsOutOfRange(error) => (
            FeedCheck::DecimalsOutOfRange,
            U256::from(error.got),
            U256::from(error.maximum),
        ),
        IOracleErrors::MaxAgeZero(_) => (FeedCheck::MaxAgeZero, U256::ZERO, U256::ONE),
        IOracleErrors::PriceFromFuture(error) => {
            (FeedCheck::FromFuture, error.updatedAt, error.timestamp)
        }
        IOracleErrors::PriceStale(error) => (
            FeedCheck::Stale,
            timestamp.saturating_sub(error.updatedAt),
            error.maxAgeSeconds,
        ),
        IOracleErrors::PriceCarriedOver(error) => (
            FeedCheck::CarriedOver,
            U256::from(error.answeredInRound),
            U256::from(error.roundId),
        ),
        IOracleErrors::PriceNotPositive(error) => {
            (FeedCheck::NotPositive, error.answer.into_raw(), U256::ONE)
        }
        IOracleErrors::PriceOutOfRange(error) => (
            FeedCheck::OutOfRange,
            error.answer.into_raw(),
            answer::largest_answer(feed).unwrap_or_default(),
        ),
        _ => (FeedCheck::Missing, U256::ZERO, U256::ZERO),
    }
}

/// Whether the aggregator still is what was registered.
fn changed(feed: &Feed, decimals: Option<u8>, description: &str, pinned: B256) -> Finding {
    let expected = U256::from(feed.feedDecimals);
    let got = decimals.map_or(U256::MAX, U256::from);
    if got != expected {
        return (FeedCheck::DecimalsChanged, got, expected);
    }
    let said = keccak256(description.as_bytes());
    if !pinned.is_zero() && said != pinned {
        return (FeedCheck::DescriptionChanged, said.into(), pinned.into());
    }
    (FeedCheck::Passed, U256::ZERO, U256::ZERO)
}
