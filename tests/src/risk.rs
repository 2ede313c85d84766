//! Engines of risk, made by anyone; and weather: rounds that real aggregators take and that the observer is shown.

use crate::world::World;
use alloy::{
    primitives::{Address, I256},
    sol_types::SolCall,
};
use anyhow::{Context, ensure};
use client::bindings::{Feed, IObserver::observeCall, IRiskEngine::createCall, Suite};

/// Between two rounds of a feed.
const ROUND_S: u64 = 14_400;

/// The engine of risk that asks the suite's own programs.
///
/// # Errors
/// When the program refuses.
pub async fn risk_engine(world: &World) -> anyhow::Result<Address> {
    let deployed = &world.deployed;
    let call = createCall {
        engine: deployed.engine.address,
        risk: deployed.risk.address,
        observer: deployed.observer.address,
    };
    made(world, &call).await
}

/// Makes one; the same programs make the same one.
///
/// # Errors
/// When the program refuses.
pub async fn made(world: &World, call: &createCall) -> anyhow::Result<Address> {
    let (chain, program) = (&world.chain, world.deployed.risk_engine.address);
    let engine = chain.view(program, call).await?;
    chain.send(chain.people.mallory, program, call).await?;
    ensure!(
        !chain.code(engine).await?.is_empty(),
        "{:02x?}",
        call.abi_encode()
    );
    Ok(engine)
}

/// The suite with an engine of risk in place of the plain one.
///
/// # Errors
/// As [`risk_engine`].
pub async fn risk_suite(world: &World) -> anyhow::Result<Suite> {
    Ok(Suite {
        engine: risk_engine(world).await?,
        ..world.suite()
    })
}

/// Feeds of the market's first assets, as every vault names them.
pub fn feeds(world: &World, assets: usize) -> Vec<Feed> {
    let assets = world.config(assets).assets.into_iter();
    assets.map(|asset| asset.feed).collect()
}

/// Has anybody observe the feeds, until no round is left.
///
/// # Errors
/// When the observer refuses, or comes to no end.
pub async fn observe(world: &World, feeds: Vec<Feed>) -> anyhow::Result<()> {
    let (chain, observer) = (&world.chain, world.deployed.observer.address);
    let call = observeCall { feeds };
    for _ in 0..16 {
        let left = chain.view(observer, &call).await?;
        chain.send(chain.people.bob, observer, &call).await?;
        if left.iter().all(|left| left.is_zero()) {
            return Ok(());
        }
    }
    anyhow::bail!("rounds without end")
}

/// Rounds of one asset, a few hours apart, that swing between its price and `bps` above it, and end at its price. Then every feed
/// repeats its answer, and all are observed, as they are before. Ends an hour later, so that what comes next is no jump in no time.
///
/// # Errors
/// When a feed refuses.
pub async fn weather(world: &World, index: usize, bps: i64, rounds: usize) -> anyhow::Result<()> {
    let price = world.market.answer(index).await?;
    let factor = I256::try_from(10_000_i64.checked_add(bps).context("bps")?)?;
    let other = price * factor / I256::try_from(10_000_i64)?;
    observe(world, feeds(world, 10)).await?;
    for _ in 0..rounds {
        for answer in [other, price] {
            world.chain.pass_time(ROUND_S).await?;
            world.market.submit(index, answer).await?;
        }
    }
    world.refresh_answers().await?;
    observe(world, feeds(world, 10)).await?;
    world.chain.pass_time(3_600).await
}
