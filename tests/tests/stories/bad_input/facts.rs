//! Prices and the sequencer.

use super::{Row, row};
use alloy::primitives::{Address, I256, U256, aliases::U80};
use client::bindings::{Feed, IOracle, Sequencer};
use e2e::{
    actors::Script,
    hostile::puppet_feed,
    portfolio::IAggregator,
    refusal::{Refused, refused},
    vault::{Vault, rebalance_call},
    world::{GRACE_S, MAX_AGE_S, World},
};
use protocols::chainlink::{Limits, PriceFeed};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "PriceMissing",
            "a feed has never had an answer",
            never_answered
        ),
        row!("PriceMissing", "a feed is an account without code", no_feed),
        row!("PriceNotPositive", "the answer is zero", zero),
        row!("PriceNotPositive", "the answer is negative", negative),
        row!("PriceStale", "the answer is a second too old", stale),
        row!("PriceFromFuture", "the answer was written tomorrow", future),
        row!(
            "PriceOutOfRange",
            "the answer is beyond any market",
            out_of_range
        ),
        row!(
            "PriceCarriedOver",
            "the answer is one of an earlier round",
            carried_over
        ),
        row!("SequencerDown", "the sequencer is down", sequencer_down),
        row!(
            "SequencerInGrace",
            "the sequencer has just come back",
            sequencer_in_grace
        ),
        row!(
            "SequencerMissing",
            "the uptime feed is an account without code",
            no_sequencer_feed
        ),
        row!(
            "FeedDecimalsMismatch",
            "a feed is registered with other decimals than it has",
            feed_decimals
        ),
        row!(
            "DecimalsOutOfRange",
            "a feed is registered with impossible decimals",
            decimals
        ),
        row!(
            "MaxAgeZero",
            "a feed is registered that is always stale",
            max_age_zero
        ),
    ]
}

/// Whoever asks, the keeper of a drifted vault is told why there is no price.
async fn unpriced(
    world: &World,
    vault: &Vault,
    error: &impl alloy::sol_types::SolError,
) -> anyhow::Result<Refused> {
    refused(
        &world.chain,
        world.chain.people.keeper,
        vault.address,
        &rebalance_call(),
        error,
    )
    .await
}

async fn drifted(world: &World) -> anyhow::Result<(Vault, Address)> {
    let vault = world.vault(3).await?;
    world.move_price(1, 3_000).await?;
    let aggregator = vault.config.assets[1].feed.aggregator;
    Ok((vault, aggregator))
}

async fn never_answered(world: &World) -> anyhow::Result<Refused> {
    let market = &world.market;
    let oracle = market.roles.oracle;
    let silent = PriceFeed::deploy(
        &market.creator,
        market.link,
        oracle,
        "NEW / USD",
        Limits::default(),
    )
    .await?;
    let vault = repriced(world, silent.proxy, Sequencer::default()).await?;
    unpriced(
        world,
        &vault,
        &IOracle::PriceMissing {
            aggregator: silent.proxy,
        },
    )
    .await
}

/// A vault whose third asset is priced by another aggregator after its birth amounts were computed by the usual one.
async fn repriced(
    world: &World,
    aggregator: Address,
    sequencer: Sequencer,
) -> anyhow::Result<Vault> {
    let amounts = world.amounts(&world.config(3), e2e::world::NAV_USD).await?;
    let mut config = world.config(3);
    config.assets[2].feed.aggregator = aggregator;
    if sequencer != Sequencer::default() {
        config.sequencer = sequencer;
    }
    let owner = world.chain.people.owner;
    for (asset, amount) in config.assets.iter().zip(&amounts) {
        world.mint(asset.token, owner, *amount).await?;
    }
    Vault::create(
        &world.chain,
        world.factory(),
        owner,
        world.suite(),
        config,
        amounts,
    )
    .await
}

async fn no_feed(world: &World) -> anyhow::Result<Refused> {
    let aggregator = Address::repeat_byte(0x79);
    let feed = Feed {
        aggregator,
        maxAgeSeconds: 60,
        feedDecimals: 8,
        tokenDecimals: 18,
    };
    let call = IOracle::readCall {
        feeds: vec![feed],
        sequencer: Sequencer::default(),
    };
    let error = IOracle::PriceMissing { aggregator };
    refused(
        &world.chain,
        world.chain.people.mallory,
        world.suite().oracle,
        &call,
        &error,
    )
    .await
}

async fn zero(world: &World) -> anyhow::Result<Refused> {
    let (vault, aggregator) = drifted(world).await?;
    world.market.submit(1, I256::ZERO).await?;
    unpriced(
        world,
        &vault,
        &IOracle::PriceNotPositive {
            aggregator,
            answer: I256::ZERO,
        },
    )
    .await
}

async fn negative(world: &World) -> anyhow::Result<Refused> {
    let (vault, aggregator) = drifted(world).await?;
    let answer = -world.market.answer(1).await?;
    world.market.submit(1, answer).await?;
    unpriced(
        world,
        &vault,
        &IOracle::PriceNotPositive { aggregator, answer },
    )
    .await
}

async fn stale(world: &World) -> anyhow::Result<Refused> {
    let (vault, _) = drifted(world).await?;
    // The first feed of the portfolio that is too old is named: the hub's.
    let hub = vault.config.assets[0].feed.aggregator;
    let round = world
        .chain
        .view(hub, &IAggregator::latestRoundDataCall {})
        .await?;
    let last = round.updatedAt.to::<u64>() + u64::from(MAX_AGE_S);
    let error = IOracle::PriceStale {
        aggregator: hub,
        updatedAt: round.updatedAt,
        maxAgeSeconds: U256::from(MAX_AGE_S),
    };
    // To the second: at exactly the maximum age there is a price, a second later there is none.
    world.chain.next_block_at(last).await?;
    world.chain.pass_time(0).await?;
    vault.decision(&world.chain).await?;
    world.chain.next_block_at(last + 1).await?;
    unpriced(world, &vault, &error).await
}

async fn future(world: &World) -> anyhow::Result<Refused> {
    let tomorrow = U256::from(world.chain.now().await? + 86_400);
    let feed = puppet_feed(&world.chain, I256::try_from(100_000_000)?, tomorrow).await?;
    let vault = repriced(world, feed.address, Sequencer::default()).await?;
    e2e::refusal::refused_at(
        &world.chain,
        world.chain.people.keeper,
        vault.address,
        &rebalance_call(),
        |timestamp| IOracle::PriceFromFuture {
            aggregator: feed.address,
            updatedAt: tomorrow,
            timestamp: U256::from(timestamp),
        },
    )
    .await
}

async fn out_of_range(world: &World) -> anyhow::Result<Refused> {
    let now = U256::from(world.chain.now().await?);
    let feed = puppet_feed(&world.chain, I256::MAX, now).await?;
    let vault = repriced(world, feed.address, Sequencer::default()).await?;
    unpriced(
        world,
        &vault,
        &IOracle::PriceOutOfRange {
            aggregator: feed.address,
            answer: I256::MAX,
        },
    )
    .await
}

async fn carried_over(world: &World) -> anyhow::Result<Refused> {
    let now = U256::from(world.chain.now().await?);
    let feed = puppet_feed(&world.chain, I256::try_from(100_000_000)?, now).await?;
    let round = IAggregator::latestRoundDataReturn {
        roundId: U80::from(9),
        answer: I256::try_from(100_000_000)?,
        startedAt: now,
        updatedAt: now,
        answeredInRound: U80::from(8),
    };
    feed.learn::<IAggregator::latestRoundDataCall>(
        &world.chain,
        Script::answering::<IAggregator::latestRoundDataCall>(&round),
    )
    .await?;
    let vault = repriced(world, feed.address, Sequencer::default()).await?;
    unpriced(
        world,
        &vault,
        &IOracle::PriceCarriedOver {
            aggregator: feed.address,
            roundId: U80::from(9),
            answeredInRound: U80::from(8),
        },
    )
    .await
}

async fn sequencer_down(world: &World) -> anyhow::Result<Refused> {
    let (vault, _) = drifted(world).await?;
    world.report_sequencer(true).await?;
    let since = world
        .market
        .sequencer
        .status(world.chain.provider())
        .await?
        .since;
    unpriced(
        world,
        &vault,
        &IOracle::SequencerDown {
            feed: vault.config.sequencer.feed,
            since,
        },
    )
    .await
}

async fn sequencer_in_grace(world: &World) -> anyhow::Result<Refused> {
    let (vault, _) = drifted(world).await?;
    world.report_sequencer(true).await?;
    world.chain.pass_time(60).await?;
    world.report_sequencer(false).await?;
    let started_at = world
        .market
        .sequencer
        .status(world.chain.provider())
        .await?
        .since;
    let feed = vault.config.sequencer.feed;
    let error = IOracle::SequencerInGrace {
        feed,
        startedAt: started_at,
        graceSeconds: U256::from(GRACE_S),
    };
    unpriced(world, &vault, &error).await?;
    // To the second: exactly the grace is still too early, one more is not.
    let over = started_at.to::<u64>() + u64::from(GRACE_S);
    world.chain.next_block_at(over).await?;
    let refused = unpriced(world, &vault, &error).await?;
    world.chain.next_block_at(over + 1).await?;
    vault
        .rebalance(&world.chain, world.chain.people.keeper)
        .await?;
    Ok(refused)
}

async fn no_sequencer_feed(world: &World) -> anyhow::Result<Refused> {
    let config = world.config(3);
    // It has code, or the vault would not have been made, and is no feed.
    let feed = config.assets[1].token;
    let usual = config.assets[2].feed.aggregator;
    let vault = repriced(
        world,
        usual,
        Sequencer {
            feed,
            graceSeconds: GRACE_S,
        },
    )
    .await?;
    unpriced(world, &vault, &IOracle::SequencerMissing { feed }).await
}

async fn register(
    world: &World,
    feed: Feed,
    error: &impl alloy::sol_types::SolError,
) -> anyhow::Result<Refused> {
    let oracle = world.suite().oracle;
    refused(
        &world.chain,
        world.chain.people.mallory,
        oracle,
        &IOracle::registerCall { feed },
        error,
    )
    .await
}

fn good_feed(world: &World) -> Feed {
    world.config(2).assets[1].feed.clone()
}

async fn feed_decimals(world: &World) -> anyhow::Result<Refused> {
    let feed = Feed {
        feedDecimals: 18,
        maxAgeSeconds: 77,
        ..good_feed(world)
    };
    let error = IOracle::FeedDecimalsMismatch {
        aggregator: feed.aggregator,
        got: 8,
        expected: 18,
    };
    register(world, feed, &error).await
}

async fn decimals(world: &World) -> anyhow::Result<Refused> {
    let feed = Feed {
        feedDecimals: 19,
        maxAgeSeconds: 77,
        ..good_feed(world)
    };
    register(
        world,
        feed,
        &IOracle::DecimalsOutOfRange {
            got: 19,
            maximum: 18,
        },
    )
    .await?;
    let feed = Feed {
        tokenDecimals: 37,
        maxAgeSeconds: 77,
        ..good_feed(world)
    };
    register(
        world,
        feed,
        &IOracle::DecimalsOutOfRange {
            got: 37,
            maximum: 36,
        },
    )
    .await
}

async fn max_age_zero(world: &World) -> anyhow::Result<Refused> {
    let feed = Feed {
        maxAgeSeconds: 0,
        ..good_feed(world)
    };
    let error = IOracle::MaxAgeZero {
        aggregator: feed.aggregator,
    };
    register(world, feed, &error).await
}
