//! What the engine decides, and questions that it cannot answer.

use super::{Row, not_rebalanced, row};

use alloy::{
    primitives::{Address, I256, U256},
    sol_types::SolError,
};

use client::{
    bindings::{IEngine, IProgram, IRouter, IVault, Policy, Snapshot},
    triggers::Triggers,
};

use e2e::{
    portfolio::Portfolio,
    refusal::{Refused, refused, refused_at},
    vault::rebalance_call,
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "BandNotBreached",
            "the portfolio is inside its band",
            inside
        ),
        row!(
            "NotTriggered",
            "the drift is beyond the band, and no trigger is met",
            untriggered
        ),
        row!(
            "TriggersOutOfRange",
            "a policy declares a trigger that there is not",
            engine_triggers
        ),
        row!(
            "IntervalNotElapsed",
            "the last rebalance was a moment ago",
            interval
        ),
        row!(
            "NothingToTrade",
            "the tolerance leaves no room for rounding",
            nothing
        ),
        row!(
            "AmountOutBelowMinimum",
            "the pool's price is off the oracle's by more than the tolerance",
            off
        ),
        row!(
            "LengthMismatch",
            "a snapshot has a price too few",
            engine_length
        ),
        row!(
            "AssetCountOutOfRange",
            "a snapshot has one asset",
            engine_count
        ),
        row!(
            "WeightsDoNotSumToOne",
            "a snapshot's targets sum to half",
            engine_weights
        ),
        row!("NavZero", "a snapshot holds nothing", engine_nav),
        row!("PriceZero", "a snapshot has a price of zero", engine_price),
        row!(
            "PolicyOutOfRange",
            "a policy's band is wider than the whole",
            engine_policy
        ),
        row!(
            "MathOverflow",
            "a snapshot's values exceed 256 bits",
            engine_overflow
        ),
    ]
}

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

const E36: U256 = U256::from_limbs([12_919_594_847_110_692_864, 54_210_108_624_275_221, 0, 0]);

async fn inside(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(3).await?;
    world.move_price(1, 500).await?;
    let drift = Portfolio::of(&world.chain, &vault)
        .await?
        .reported_drift_wad();
    let error = IVault::BandNotBreached {
        maxDriftWad: drift,
        bandWad: WAD / U256::from(20),
    };
    not_rebalanced(world, &vault, &error).await
}

async fn untriggered(world: &World) -> anyhow::Result<Refused> {
    let mut config = world.config(3);
    config.policy.triggers = Triggers {
        absolute_bps: Some(5_000),
        ..Triggers::default()
    }
    .word();
    let vault = world.vault_of(world.suite(), config).await?;
    world.move_price(1, 3_000).await?;
    let drift = Portfolio::of(&world.chain, &vault)
        .await?
        .reported_drift_wad();
    let error = IVault::NotTriggered {
        maxDriftWad: drift,
        bandWad: WAD / U256::from(20),
    };
    not_rebalanced(world, &vault, &error).await
}

async fn engine_triggers(world: &World) -> anyhow::Result<Refused> {
    let error = IEngine::TriggersOutOfRange {
        field: "kinds".to_owned(),
        got: I256::unchecked_from(64),
        minimum: I256::ONE,
        maximum: I256::unchecked_from(15),
    };
    undecided(world, |policy, _| policy.triggers.0[0] = 64, &error).await
}

async fn interval(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(3).await?;
    world.move_price(1, 3_000).await?;
    vault
        .rebalance(&world.chain, world.chain.people.keeper)
        .await?;
    world.move_price(1, 4_000).await?;
    let last = vault.views(&world.chain).await?.last_rebalanced_at;
    let eligible_at = last + U256::from(vault.config.policy.minIntervalSeconds);
    refused_at(
        &world.chain,
        world.chain.people.keeper,
        vault.address,
        &rebalance_call(),
        |timestamp| IVault::IntervalNotElapsed {
            timestamp: U256::from(timestamp),
            eligibleAt: eligible_at,
        },
    )
    .await
}

async fn nothing(world: &World) -> anyhow::Result<Refused> {
    let mut config = world.config(3);
    config.policy.toleranceBps = 0;
    let vault = world.vault_of(world.suite(), config).await?;
    world.move_price(1, 3_000).await?;
    let drift = Portfolio::of(&world.chain, &vault)
        .await?
        .reported_drift_wad();
    let error = IVault::NothingToTrade {
        maxDriftWad: drift,
        bandWad: WAD / U256::from(20),
    };
    not_rebalanced(world, &vault, &error).await
}

async fn off(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    // The feed says that the second asset rose; its pool does not agree, so nobody pays that price for it.
    world.move_answer(1, 3_000).await?;
    let trade = vault.decision(&world.chain).await?.trades.remove(0);
    let pool = world
        .market
        .asset(1)?
        .pool
        .expect("the second asset has a pool");
    let amount_out = world
        .market
        .uniswap
        .quote(
            world.chain.provider(),
            &pool,
            vault.tokens()[usize::from(trade.sell)],
            trade.amountIn,
        )
        .await?;
    let error = IRouter::AmountOutBelowMinimum {
        pool: pool.address,
        amountOut: amount_out,
        minOut: trade.minOut,
    };
    not_rebalanced(world, &vault, &error).await
}

fn snapshot() -> Snapshot {
    Snapshot {
        amounts: vec![WAD, WAD],
        pricesE36: vec![E36, E36],
        targetsWad: vec![WAD / U256::from(2); 2],
        lastRebalancedAt: 0,
        timestamp: 1,
        vault: Address::ZERO,
        epoch: 0,
    }
}

async fn undecided(
    world: &World,
    edit: impl FnOnce(&mut Policy, &mut Snapshot),
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    let (mut policy, mut snapshot) = (world.config(2).policy, snapshot());
    edit(&mut policy, &mut snapshot);
    let call = IEngine::decideCall { policy, snapshot };
    refused(
        &world.chain,
        world.chain.people.mallory,
        world.suite().engine,
        &call,
        error,
    )
    .await
}

async fn engine_length(world: &World) -> anyhow::Result<Refused> {
    let error = IEngine::LengthMismatch {
        got: U256::ONE,
        expected: U256::from(2),
    };
    undecided(world, |_, snapshot| snapshot.pricesE36.truncate(1), &error).await
}

async fn engine_count(world: &World) -> anyhow::Result<Refused> {
    let error = IEngine::AssetCountOutOfRange {
        got: U256::ONE,
        minimum: U256::from(2),
        maximum: U256::from(32),
    };
    undecided(world, |_, snapshot| snapshot.amounts.truncate(1), &error).await
}

async fn engine_weights(world: &World) -> anyhow::Result<Refused> {
    let error = IEngine::WeightsDoNotSumToOne {
        sumWad: WAD / U256::from(2) + U256::ONE,
        expectedWad: WAD,
    };
    undecided(
        world,
        |_, snapshot| snapshot.targetsWad[1] = U256::ONE,
        &error,
    )
    .await
}

async fn engine_nav(world: &World) -> anyhow::Result<Refused> {
    undecided(
        world,
        |_, snapshot| snapshot.amounts = vec![U256::ZERO; 2],
        &IEngine::NavZero {},
    )
    .await
}

async fn engine_price(world: &World) -> anyhow::Result<Refused> {
    let error = IEngine::PriceZero { index: U256::ONE };
    undecided(
        world,
        |_, snapshot| snapshot.pricesE36[1] = U256::ZERO,
        &error,
    )
    .await
}

async fn engine_policy(world: &World) -> anyhow::Result<Refused> {
    let error = IEngine::PolicyOutOfRange {
        got: U256::from(10_001),
        maximum: U256::from(10_000),
    };
    undecided(world, |policy, _| policy.bandBps = 10_001, &error).await
}

async fn engine_overflow(world: &World) -> anyhow::Result<Refused> {
    let huge = |_: &mut Policy, snapshot: &mut Snapshot| {
        snapshot.amounts = vec![U256::MAX; 2];
        snapshot.pricesE36 = vec![U256::MAX; 2];
    };
    undecided(world, huge, &IProgram::MathOverflow {}).await
}
