//! Variances: counting rounds that were missed, and reading what has been counted.
//!
//! Storage: the two words of a feed's [`Memory`] are entries of the mappings at slots 0 and 1, by the feed's id, laid out
//! as Solidity does. They are written by [`observe`] alone, which anyone may call and nobody can steer.

use crate::memory::Memory;
use crate::walk::{Walked, walk};
use alloy_primitives::{B256, U256};
use kit::abi::{
    Fact, Feed,
    IObserver::Observed,
    IOracle::{IOracleErrors, PriceFromFuture},
    Sequencer, Variance,
};
use kit::dispatch::revert;
use kit::feed::{self, aggregator, answer, refuse, round_of};
use kit::storage::{self, slot};
use kit::{Revert, VM, event::emit};
use stylus_sdk::prelude::*;

/// The slots of the two mappings.
const WORDS: [B256; 2] = [slot(0), slot(1)];

/// Counts the rounds that each feed has had since, and says how many are left.
///
/// # Errors
/// Those of a last answer when a feed is observed for the first time or cannot be asked; `PriceFromFuture` for a first
/// answer; `GasTooLow`.
pub(crate) fn observe(vm: &VM, feeds: &[Feed]) -> Result<Vec<U256>, Revert> {
    feeds.iter().map(|feed| observe_one(vm, feed)).collect()
}

/// Price, age and variance of each feed.
///
/// # Errors
/// Those of a read.
pub(crate) fn facts(vm: &VM, feeds: &[Feed], sequencer: &Sequencer) -> Result<Vec<Fact>, Revert> {
    let timestamp = vm.block_timestamp();
    feed::check_sequencer(vm, sequencer, timestamp).map_err(refuse)?;
    let facts = feeds.iter().map(|feed| fact(vm, feed, timestamp));
    facts.collect::<Result<_, _>>().map_err(refuse)
}

/// The variance of a feed; all zero for one that was never observed.
pub(crate) fn variance(feed: &Feed) -> Variance {
    described(recall(feed::feed_id(feed)).as_ref())
}

fn fact(vm: &VM, feed: &Feed, timestamp: u64) -> Result<Fact, IOracleErrors> {
    let round = round_of(vm, feed)?;
    let price = answer::price_e36(feed, &round, timestamp)?;
    let now = U256::from(timestamp);
    let variance = variance(feed);
    Ok(Fact {
        priceE36: price,
        ageSeconds: now.saturating_sub(round.updated_at),
        varianceE27: variance.varianceE27,
        coveredSeconds: variance.coveredSeconds,
        varianceAgeSeconds: now.saturating_sub(variance.updatedAt),
    })
}

fn observe_one(vm: &VM, feed: &Feed) -> Result<U256, Revert> {
    let feed_id = feed::feed_id(feed);
    let now = vm.block_timestamp();
    let latest = round_of(vm, feed).map_err(refuse)?;
    let before = recall(feed_id);
    let walked = match before {
        Some(memory) => walk(
            memory,
            latest.round_id,
            now,
            |id| aggregator::past_round(vm, feed.aggregator, id),
            |round| {
                answer::last_price_e36(feed, round).ok()?;
                Some(round.answer.into_raw())
            },
        )
        .map_err(revert)?,
        None => begin(feed, &latest, now).map_err(refuse)?,
    };
    if before != Some(walked.memory) {
        remember(feed_id, walked.memory);
        let variance = described(Some(&walked.memory));
        emit(
            vm,
            &Observed {
                feedId: feed_id,
                roundId: variance.roundId,
                updatedAt: variance.updatedAt,
                varianceE27: variance.varianceE27,
                rounds: U256::from(walked.counted),
            },
        );
    }
    Ok(U256::from(walked.left))
}

/// The latest round is the first that is known of a feed.
fn begin(feed: &Feed, latest: &answer::Round, now: u64) -> Result<Walked, IOracleErrors> {
    answer::last_price_e36(feed, latest)?;
    let future = || {
        IOracleErrors::PriceFromFuture(PriceFromFuture {
            aggregator: feed.aggregator,
            updatedAt: latest.updated_at,
            timestamp: U256::from(now),
        })
    };
    let time = u64::try_from(latest.updated_at)
        .ok()
        .filter(|time| *time <= now);
    let memory = Memory::beginning(
        latest.round_id,
        latest.answer.into_raw(),
        time.ok_or_else(future)?,
    );
    Ok(Walked {
        memory: memory.ok_or_else(future)?,
        counted: 0,
        left: 0,
    })
}

fn described(memory: Option<&Memory>) -> Variance {
    let Some(memory) = memory else {
        return Variance::default();
    };
    let variance = memory
        .variance()
        .map_or(u128::MAX, |variance| variance.raw());
    Variance {
        varianceE27: U256::from(variance),
        coveredSeconds: U256::from(memory.covered),
        roundId: memory.round_id,
        updatedAt: U256::from(memory.updated_at),
    }
}

fn recall(feed_id: B256) -> Option<Memory> {
    Memory::of_words(WORDS.map(|map| storage::load(&storage::entry(&map, &feed_id))))
}

fn remember(feed_id: B256, memory: Memory) {
    for (map, word) in WORDS.iter().zip(memory.to_words()) {
        storage::store(&storage::entry(map, &feed_id), &word);
    }
}
