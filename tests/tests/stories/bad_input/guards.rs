//! Guarded feeds.

use super::{Row, row};
use alloy::primitives::{Address, I256, U256};
use client::bindings::{Guard, IGuard};
use e2e::{
    guarded::{guarded, unguarded},
    portfolio::IAggregator,
    refusal::{Refused, refused},
    world::World,
};
use protocols::chainlink::{Limits, PriceFeed};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!("NotAGuard", "the program itself is asked for a round", bare),
        row!(
            "NotTheImplementation",
            "a guarded feed is asked to make another",
            nested
        ),
        row!("BoundsEmpty", "no answer lies between the bounds", empty),
        row!(
            "BoundsWiderThanAggregator",
            "the aggregator clamps before the guard refuses",
            wide
        ),
        row!("JumpOutOfRange", "a jump of more than all", jump),
        row!(
            "CooldownOutOfRange",
            "a breaker that never cools down, or is always cool",
            cooldown
        ),
        row!(
            "GrowthOutOfRange",
            "a rate that more than doubles in a year",
            growth
        ),
        row!("RateMissing", "shares that are no vault's", rate),
        row!(
            "AnswerOutOfBounds",
            "the answer is at, or beyond, a bound",
            out_of_bounds
        ),
        row!(
            "AnswerJumped",
            "the answer is not where it was an hour ago",
            jumped
        ),
        row!(
            "RoundUnconfirmed",
            "the first round of a feed has nothing before it",
            unconfirmed
        ),
    ]
}

fn source(world: &World) -> Address {
    world.market.assets[1].feed.proxy
}

async fn refuse(
    world: &World,
    guard: Guard,
    error: &impl alloy::sol_types::SolError,
) -> anyhow::Result<Refused> {
    let program = world.deployed.guard.address;
    let call = IGuard::createCall { guard };
    refused(
        &world.chain,
        world.chain.people.mallory,
        program,
        &call,
        error,
    )
    .await
}

/// Whoever asks `feed` for its latest round is told why there is none.
async fn unanswered(
    world: &World,
    feed: Address,
    error: &impl alloy::sol_types::SolError,
) -> anyhow::Result<Refused> {
    let call = IAggregator::latestRoundDataCall {};
    refused(&world.chain, world.chain.people.mallory, feed, &call, error).await
}

async fn bare(world: &World) -> anyhow::Result<Refused> {
    unanswered(world, world.deployed.guard.address, &IGuard::NotAGuard {}).await
}

async fn nested(world: &World) -> anyhow::Result<Refused> {
    let feed = guarded(world, unguarded(source(world))).await?;
    let call = IGuard::createCall {
        guard: unguarded(source(world)),
    };
    let error = IGuard::NotTheImplementation {};
    refused(
        &world.chain,
        world.chain.people.mallory,
        feed,
        &call,
        &error,
    )
    .await
}

async fn empty(world: &World) -> anyhow::Result<Refused> {
    let guard = Guard {
        minAnswer: 100,
        maxAnswer: 101,
        ..unguarded(source(world))
    };
    let error = IGuard::BoundsEmpty {
        minAnswer: 100,
        maxAnswer: 101,
    };
    refuse(world, guard, &error).await
}

/// A feed that holds its answers to what is between 100 and 1,000.
async fn limited(world: &World) -> anyhow::Result<PriceFeed> {
    let market = &world.market;
    let limits = Limits {
        minimum: I256::try_from(100)?,
        maximum: I256::try_from(1_000)?,
    };
    let oracle = market.roles.oracle;
    let feed = PriceFeed::deploy(&market.creator, market.link, oracle, "LIMITED", limits).await?;
    feed.submit(world.chain.provider(), I256::try_from(500)?)
        .await?;
    Ok(feed)
}

async fn wide(world: &World) -> anyhow::Result<Refused> {
    let feed = limited(world).await?;
    let mut last = None;
    for (minimum, maximum) in [(99, 1_000), (100, 1_001), (0, 1_000), (100, 0)] {
        let guard = Guard {
            minAnswer: minimum,
            maxAnswer: maximum,
            ..unguarded(feed.proxy)
        };
        let error = IGuard::BoundsWiderThanAggregator {
            minAnswer: minimum,
            maxAnswer: maximum,
            ownMinimum: I256::try_from(100)?,
            ownMaximum: I256::try_from(1_000)?,
        };
        last = Some(refuse(world, guard, &error).await?);
    }
    last.ok_or_else(|| anyhow::anyhow!("nothing was tried"))
}

async fn jump(world: &World) -> anyhow::Result<Refused> {
    let guard = Guard {
        jumpBps: 10_001,
        cooldownSeconds: 60,
        ..unguarded(source(world))
    };
    let error = IGuard::JumpOutOfRange {
        got: 10_001,
        maximum: 10_000,
    };
    refuse(world, guard, &error).await
}

async fn cooldown(world: &World) -> anyhow::Result<Refused> {
    for (jump_bps, got, maximum) in [(0, 60, 0), (500, 0, 604_800)] {
        let guard = Guard {
            jumpBps: jump_bps,
            cooldownSeconds: got,
            ..unguarded(source(world))
        };
        refuse(world, guard, &IGuard::CooldownOutOfRange { got, maximum }).await?;
    }
    let guard = Guard {
        jumpBps: 500,
        cooldownSeconds: 604_801,
        ..unguarded(source(world))
    };
    let error = IGuard::CooldownOutOfRange {
        got: 604_801,
        maximum: 604_800,
    };
    refuse(world, guard, &error).await
}

async fn growth(world: &World) -> anyhow::Result<Refused> {
    let without_shares = Guard {
        growthBpsPerYear: 1,
        ..unguarded(source(world))
    };
    let error = IGuard::GrowthOutOfRange { got: 1, maximum: 0 };
    refuse(world, without_shares, &error).await?;
    let guard = Guard {
        shares: source(world),
        growthBpsPerYear: 10_001,
        ..unguarded(source(world))
    };
    let error = IGuard::GrowthOutOfRange {
        got: 10_001,
        maximum: 10_000,
    };
    refuse(world, guard, &error).await
}

async fn rate(world: &World) -> anyhow::Result<Refused> {
    let mut last = None;
    // A token without a rate, and an account without code.
    for shares in [world.market.assets[1].token, world.chain.people.carol] {
        let guard = Guard {
            shares,
            ..unguarded(source(world))
        };
        last = Some(refuse(world, guard, &IGuard::RateMissing { shares }).await?);
    }
    last.ok_or_else(|| anyhow::anyhow!("nothing was tried"))
}

async fn out_of_bounds(world: &World) -> anyhow::Result<Refused> {
    let source = limited(world).await?;
    let guard = Guard {
        minAnswer: 100,
        maxAnswer: 1_000,
        ..unguarded(source.proxy)
    };
    let feed = guarded(world, guard).await?;
    let mut last = None;
    for answer in [101, 100, 999, 1_000] {
        let answer = I256::try_from(answer)?;
        source.submit(world.chain.provider(), answer).await?;
        let error = IGuard::AnswerOutOfBounds {
            aggregator: source.proxy,
            answer,
            minAnswer: 100,
            maxAnswer: 1_000,
        };
        // Strictly between the bounds it passes, at a bound it does not.
        if answer == I256::try_from(101)? || answer == I256::try_from(999)? {
            let call = IAggregator::latestRoundDataCall {};
            anyhow::ensure!(world.chain.view(feed, &call).await?.answer == answer);
        } else {
            last = Some(unanswered(world, feed, &error).await?);
        }
    }
    last.ok_or_else(|| anyhow::anyhow!("nothing was tried"))
}

fn breaker(aggregator: Address) -> Guard {
    Guard {
        jumpBps: 500,
        cooldownSeconds: 1_800,
        ..unguarded(aggregator)
    }
}

async fn jumped(world: &World) -> anyhow::Result<Refused> {
    let feed = guarded(world, breaker(source(world))).await?;
    let earlier = world.market.answer(1).await?;
    world.move_answer(1, 501).await?;
    let latest = IAggregator::latestRoundDataCall {};
    let round = world.chain.view(source(world), &latest).await?;
    let error = IGuard::AnswerJumped {
        aggregator: source(world),
        earlier,
        answer: round.answer,
        until: round.updatedAt + U256::from(1_800),
    };
    let refused = unanswered(world, feed, &error).await?;
    // A round that says the same again is no proof of it.
    world.chain.pass_time(600).await?;
    world.move_answer(1, 0).await?;
    unanswered(world, feed, &error).await?;
    world.chain.pass_time(1_200).await?;
    let later = world.chain.view(feed, &latest).await?;
    anyhow::ensure!(later.answer == round.answer);
    Ok(refused)
}

async fn unconfirmed(world: &World) -> anyhow::Result<Refused> {
    let source = limited(world).await?;
    let guard = Guard {
        minAnswer: 100,
        maxAnswer: 1_000,
        ..breaker(source.proxy)
    };
    let feed = guarded(world, guard).await?;
    let latest = IAggregator::latestRoundDataCall {};
    let round = world.chain.view(source.proxy, &latest).await?;
    let error = IGuard::RoundUnconfirmed {
        aggregator: source.proxy,
        roundId: round.roundId,
        until: round.updatedAt + U256::from(1_800),
    };
    let refused = unanswered(world, feed, &error).await?;
    world.chain.pass_time(1_800).await?;
    world.chain.view(feed, &latest).await?;
    Ok(refused)
}
