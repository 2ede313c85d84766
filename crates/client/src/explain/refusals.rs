//! Who did not answer, and why.

use super::{numbers::span, symbol};
use crate::{
    abi,
    bindings::{Fault, IOracle, IRiskEngine, Portfolio, Trouble},
    revert::Revert,
};
use alloy::{
    primitives::{Address, Selector, U256, aliases::U80},
    sol_types::SolInterface,
};
use std::{collections::HashMap, sync::LazyLock};

/// Every function of the suite by its selector.
static FUNCTIONS: LazyLock<HashMap<Selector, String>> = LazyLock::new(|| {
    let contracts = abi::contracts().into_iter();
    contracts
        .flat_map(|(_, abi)| abi.functions.into_values().flatten())
        .map(|function| (function.selector(), function.name))
        .collect()
});

/// What the oracle refused with: a number of seconds is worth more than an error's name.
pub(super) fn oracle_says(obstacle: &Fault, portfolio: &Portfolio) -> String {
    use IOracle::IOracleErrors as Error;
    let now = portfolio.timestamp;
    let since = |then: U256| span(now.saturating_sub(then.saturating_to()));
    let whose = constituent(obstacle, portfolio);
    match Error::abi_decode(&obstacle.data) {
        Ok(Error::SequencerDown(error)) if error.since.is_zero() => {
            "the sequencer has never reported that it is up".to_owned()
        }
        Ok(Error::SequencerDown(error)) => {
            format!("the sequencer has been down for {}", since(error.since))
        }
        Ok(Error::SequencerInGrace(error)) => {
            let until = error.startedAt.saturating_add(error.graceSeconds);
            let left = until.saturating_to::<u64>().saturating_sub(now);
            format!(
                "the sequencer came back {} ago, and prices wait {} more",
                since(error.startedAt),
                span(left)
            )
        }
        Ok(Error::SequencerMissing(error)) => {
            format!("the sequencer's feed {} does not answer", error.feed)
        }
        Ok(Error::PriceStale(error)) => format!(
            "the price of {whose} is stale: it is {} old, and may be {}",
            since(error.updatedAt),
            span(error.maxAgeSeconds.saturating_to())
        ),
        Ok(Error::PriceMissing(error)) => {
            format!(
                "{whose} has no price: its feed {} has no answer",
                error.aggregator
            )
        }
        Ok(Error::PriceNotPositive(error)) => {
            format!("{whose} has no price: its feed answers {}", error.answer)
        }
        Ok(Error::PriceFromFuture(error)) => {
            let ahead = error.updatedAt.saturating_to::<u64>().saturating_sub(now);
            format!(
                "the price of {whose} is from the future, by {}",
                span(ahead)
            )
        }
        Ok(Error::PriceOutOfRange(error)) => {
            format!(
                "the price of {whose} is out of range: its feed answers {}",
                error.answer
            )
        }
        _ => unanswered(obstacle, portfolio),
    }
}

/// What an engine of risk refused with: somebody may do something about it.
pub(super) fn engine_says(obstacle: &Fault, portfolio: &Portfolio) -> String {
    use IRiskEngine::IRiskEngineErrors as Error;
    let whose = |aggregator: Address| {
        let mut known = portfolio.constituents.iter();
        let found = known.find(|it| it.asset.feed.aggregator == aggregator);
        found.map_or_else(String::new, |it| format!(" of {}", symbol(it)))
    };
    match Error::abi_decode(&obstacle.data) {
        Ok(Error::VarianceMissing(error)) => format!(
            "Nobody has observed the feed {}{} yet; anyone may, by observe() of {}",
            error.aggregator,
            whose(error.aggregator),
            error.observer
        ),
        Ok(Error::VarianceStale(error)) => format!(
            "The feed {}{} was observed up to round {}, and has round {}; anyone may observe it, by observe() of {}",
            error.aggregator,
            whose(error.aggregator),
            round_number(error.roundId),
            round_number(error.latestRoundId),
            error.observer
        ),
        _ => unanswered(obstacle, portfolio),
    }
}

/// A round's number within its phase, which is in the upper bits.
fn round_number(id: U80) -> u64 {
    (id & U80::from(u64::MAX)).to()
}

/// A question, who did not answer it, and how that ended.
pub(super) fn unanswered(fault: &Fault, portfolio: &Portfolio) -> String {
    let function = FUNCTIONS
        .get(&fault.selector)
        .map_or_else(|| fault.selector.to_string(), |name| format!("{name}()"));
    let about = match fault.token.is_zero() || fault.token == fault.asked {
        true => String::new(),
        false => format!(" about {}", constituent(fault, portfolio)),
    };
    let why = match fault.trouble {
        Trouble::Reverted => Revert::decode(&fault.data).to_string(),
        Trouble::Unreadable => "the answer cannot be read".to_owned(),
        Trouble::WithoutCode => "there is no code".to_owned(),
        _ => format!(
            "there was too little gas to be sure ({})",
            Revert::decode(&fault.data)
        ),
    };
    format!("{function} of {}{about}: {why}", fault.asked)
}

fn constituent(fault: &Fault, portfolio: &Portfolio) -> String {
    let mut known = portfolio.constituents.iter();
    known
        .find(|it| it.asset.token == fault.token)
        .map_or_else(|| fault.token.to_string(), symbol)
}
