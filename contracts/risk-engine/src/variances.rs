//! How much the prices of a vault's assets move, from the observer.
//!
//! The feeds are those that the vault says it has, when it is asked in the middle of its own question. A variance that is
//! older than the policy allows is taken all the same when its feed has had no round since: nothing has happened that
//! somebody could have observed. So what is refused here can be mended by whoever calls `observe`.

use alloy_primitives::{Address, U256};
use kit::abi::{
    Asset, Feed,
    IEngine::LengthMismatch,
    IObserver::variancesCall,
    IRiskEngine::{VarianceMissing, VarianceStale},
    IVaultViews::assetsCall,
    Variance,
};
use kit::feed::{refuse, round_of};
use kit::{Revert, VM, call};

use crate::refused;

/// Whose variances, as of when, and how old they may be.
pub(crate) struct Question {
    pub(crate) vault: Address,
    pub(crate) observer: Address,
    pub(crate) assets: usize,
    pub(crate) timestamp: u64,
    pub(crate) age_s: u64,
}

/// A variance per second (1e27) of each asset.
///
/// # Errors
/// `VarianceMissing`, `VarianceStale`; `LengthMismatch` for a vault that has another number of assets, or an observer that
/// answers with another one; `PriceMissing` for a feed that says nothing; `ProgramCallFailed`.
#[inline(never)]
pub(crate) fn ask(vm: &VM, question: &Question) -> Result<Vec<U256>, Revert> {
    let assets: Vec<Asset> = call::view(vm, question.vault, &assetsCall {})?;
    check_length(assets.len(), question.assets)?;
    let feeds: Vec<Feed> = assets.into_iter().map(|asset| asset.feed).collect();
    let observed = variancesCall { feeds };
    let variances = call::view(vm, question.observer, &observed)?;
    check_length(variances.len(), question.assets)?;
    let mut rates = Vec::with_capacity(variances.len());
    for (feed, variance) in observed.feeds.iter().zip(variances) {
        check_age(vm, question, feed, &variance)?;
        rates.push(variance.varianceE27);
    }
    Ok(rates)
}

fn check_length(got: usize, expected: usize) -> Result<(), Revert> {
    if got == expected {
        Ok(())
    } else {
        Err(refused(LengthMismatch {
            got: U256::from(got),
            expected: U256::from(expected),
        }))
    }
}

fn check_age(vm: &VM, question: &Question, feed: &Feed, variance: &Variance) -> Result<(), Revert> {
    let (observer, aggregator) = (question.observer, feed.aggregator);
    if variance.roundId.is_zero() {
        return Err(refused(VarianceMissing {
            observer,
            aggregator,
        }));
    }
    let until = variance
        .updatedAt
        .saturating_add(U256::from(question.age_s));
    if until >= U256::from(question.timestamp) {
        return Ok(());
    }
    let latest = round_of(vm, feed).map_err(refuse)?.round_id;
    if variance.roundId >= latest {
        return Ok(());
    }
    Err(refused(VarianceStale {
        observer,
        aggregator,
        roundId: variance.roundId,
        latestRoundId: latest,
    }))
}
