//! What we take.

use super::{
    portfolio::Portfolio,
    rows::{Measured, Op},
    stage::{Call, Stage},
};
use client::bindings::IOracle;

/// Whether our programs are in the chain's cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cache {
    Empty,
    Filled,
}

/// Every operation on a portfolio.
pub(crate) async fn measure(
    stage: &Stage,
    portfolio: &Portfolio,
    cache: Cache,
) -> anyhow::Result<Vec<Measured>> {
    let (plain, rebalance) = match cache {
        Cache::Empty => ("keel_uncached", "keel_v3_uncached"),
        Cache::Filled => ("keel", "keel_v3"),
    };
    let (alice, keeper) = (stage.people.alice, stage.people.keeper);
    let read = IOracle::readCall {
        feeds: portfolio
            .config
            .assets
            .iter()
            .map(|asset| asset.feed.clone())
            .collect(),
        sequencer: portfolio.config.sequencer.clone(),
    };
    let oracle = stage.deployed.oracle.address;
    let calls = [
        (Op::DepositInKind, plain, portfolio.deposit_in_kind(alice)),
        (Op::RedeemInKind, plain, portfolio.redeem_in_kind(alice)),
        (Op::Deposit4626, plain, portfolio.deposit_hub(alice)),
        (Op::Rebalance, rebalance, portfolio.rebalance(keeper)),
        (Op::OracleRead, plain, Call::new(keeper, oracle, &read)),
    ];
    let mut measured = Vec::new();
    for (op, id, call) in calls {
        let spent = stage
            .spend(&format!("{} of {id}", op.name()), &call)
            .await?;
        measured.push(spent.row(op, id, portfolio.size()));
    }
    Ok(measured)
}
