//! Feeds, as everyone sees them who looks at one: what an aggregator says, whether that is a price, and whether prices may be
//! used at all.
//!
//! | module | question it answers |
//! |---|---|
//! | [`aggregator`] | what does the aggregator say? |
//! | [`answer`](mod@answer) | is that a price, and which one? |
//! | [`sequencer`] | may prices be used at this moment? |

pub mod aggregator;
pub mod answer;
pub mod sequencer;

use alloy_primitives::{B256, keccak256};

use crate::abi::{
    Feed,
    IOracle::{IOracleErrors, PriceMissing, SequencerMissing},
    Sequencer,
};
use crate::dispatch::revert;
use crate::{Revert, VM, codec};
use answer::Round;

/// keccak256(abi.encode(feed)): its parameters are its name.
#[must_use]
pub fn feed_id(feed: &Feed) -> B256 {
    keccak256(codec::encode_result(feed))
}

/// The latest round of a feed whose parameters can be right.
///
/// # Errors
/// `DecimalsOutOfRange`, `MaxAgeZero`; `PriceMissing` when the aggregator has no round.
pub fn round_of(vm: &VM, feed: &Feed) -> Result<Round, IOracleErrors> {
    answer::check_feed(feed)?;
    let aggregator = feed.aggregator;
    aggregator::latest_round(vm, aggregator)
        .ok_or(IOracleErrors::PriceMissing(PriceMissing { aggregator }))
}

/// Whether prices may be used. A network without a sequencer feed names the zero address; any other one has to answer.
///
/// # Errors
/// `SequencerMissing`, `SequencerDown`, `SequencerInGrace`.
pub fn check_sequencer(
    vm: &VM,
    sequencer: &Sequencer,
    timestamp: u64,
) -> Result<(), IOracleErrors> {
    let feed = sequencer.feed;
    if feed.is_zero() {
        return Ok(());
    }
    let round = aggregator::latest_round(vm, feed)
        .ok_or(IOracleErrors::SequencerMissing(SequencerMissing { feed }))?;
    sequencer::check(sequencer, &round, timestamp)
}

/// Encodes what is wrong with a feed.
#[cold]
#[must_use]
pub fn refuse(error: IOracleErrors) -> Revert {
    match error {
        IOracleErrors::PriceMissing(error) => revert(error),
        IOracleErrors::PriceNotPositive(error) => revert(error),
        IOracleErrors::PriceStale(error) => revert(error),
        IOracleErrors::PriceFromFuture(error) => revert(error),
        IOracleErrors::PriceOutOfRange(error) => revert(error),
        IOracleErrors::PriceCarriedOver(error) => revert(error),
        IOracleErrors::SequencerMissing(error) => revert(error),
        IOracleErrors::SequencerDown(error) => revert(error),
        IOracleErrors::SequencerInGrace(error) => revert(error),
        IOracleErrors::FeedDecimalsMismatch(error) => revert(error),
        IOracleErrors::DecimalsOutOfRange(error) => revert(error),
        IOracleErrors::MaxAgeZero(error) => revert(error),
    }
}
