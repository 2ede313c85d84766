//! Engines of risk, and feeds that they cannot speak of.

use super::{Row, row};
use alloy::primitives::{Address, aliases::U80};
use client::{
    bindings::{Feed, IRiskEngine},
    triggers::Triggers,
};
use e2e::{
    portfolio::IAggregator,
    refusal::{Refused, refused},
    risk::{feeds, observe, risk_suite},
    vault::{Vault, rebalance_call},
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "NotARiskEngine",
            "the program itself is asked what it is made of",
            bare
        ),
        row!(
            "ProgramWithoutCode",
            "a risk engine shall ask an account without code",
            codeless
        ),
        row!(
            "VarianceMissing",
            "nobody has observed a feed whose variance is needed",
            missing
        ),
        row!(
            "VarianceStale",
            "a feed has rounds that nobody observed for too long",
            stale
        ),
    ]
}

async fn bare(world: &World) -> anyhow::Result<Refused> {
    let (chain, program) = (&world.chain, world.deployed.risk_engine.address);
    let call = IRiskEngine::partsCall {};
    let error = IRiskEngine::NotARiskEngine {};
    refused(chain, chain.people.mallory, program, &call, &error).await
}

async fn codeless(world: &World) -> anyhow::Result<Refused> {
    let (chain, program) = (&world.chain, world.deployed.risk_engine.address);
    let nobody = Address::repeat_byte(0x77);
    let call = IRiskEngine::createCall {
        engine: world.deployed.engine.address,
        risk: world.deployed.risk.address,
        observer: nobody,
    };
    let error = IRiskEngine::ProgramWithoutCode { program: nobody };
    refused(chain, chain.people.mallory, program, &call, &error).await
}

/// A vault that needs variances of an hour at most, and its second feed.
async fn vault(world: &World) -> anyhow::Result<(Vault, Feed)> {
    let triggers = Triggers {
        tracking_error_bps: Some(1),
        variance_age_hours: 1,
        ..Triggers::default()
    };
    let mut config = world.config(3);
    config.policy.triggers = triggers.word();
    let vault = world.vault_of(risk_suite(world).await?, config).await?;
    Ok((vault, feeds(world, 3).remove(1)))
}

async fn missing(world: &World) -> anyhow::Result<Refused> {
    let (vault, feed) = vault(world).await?;
    observe(world, feeds(world, 3)[..1].to_vec()).await?;
    let error = IRiskEngine::VarianceMissing {
        observer: world.deployed.observer.address,
        aggregator: feed.aggregator,
    };
    rebalance(world, &vault, &error).await
}

async fn stale(world: &World) -> anyhow::Result<Refused> {
    let (vault, feed) = vault(world).await?;
    observe(world, feeds(world, 3)).await?;
    world.chain.pass_time(3_601).await?;
    world.move_answer(1, 10).await?;
    let call = IAggregator::latestRoundDataCall {};
    let latest = world.chain.view(feed.aggregator, &call).await?.roundId;
    let error = IRiskEngine::VarianceStale {
        observer: world.deployed.observer.address,
        aggregator: feed.aggregator,
        roundId: latest - U80::from(1),
        latestRoundId: latest,
    };
    rebalance(world, &vault, &error).await
}

async fn rebalance(
    world: &World,
    vault: &Vault,
    error: &impl alloy::sol_types::SolError,
) -> anyhow::Result<Refused> {
    let keeper = world.chain.people.keeper;
    refused(
        &world.chain,
        keeper,
        vault.address,
        &rebalance_call(),
        error,
    )
    .await
}
