//! Configurations that no vault may have, and seeds that no vault can begin with.

use super::{Row, row};

use alloy::primitives::{Address, I256, U256};

use alloy::sol_types::SolError;

use client::{
    bindings::{IFactory, IVault, Suite, VaultConfig},
    triggers::Triggers,
};

use e2e::{
    actors::ActorToken,
    refusal::{Refused, refused},
    risk::risk_engine,
    vault::approve,
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!("OwnerZero", "nobody would own the vault", owner_zero),
        row!("TextTooLong", "the name has 65 bytes", name),
        row!("TextTooLong", "the symbol has 33 bytes", symbol),
        row!("AssetCountOutOfRange", "there is one asset", one_asset),
        row!("AssetCountOutOfRange", "there are 33 assets", many_assets),
        row!("AssetDuplicate", "an asset is listed twice", duplicate),
        row!("TargetZero", "a target is zero", target_zero),
        row!(
            "WeightsDoNotSumToOne",
            "the targets sum to one unit more",
            weights_above
        ),
        row!(
            "WeightsDoNotSumToOne",
            "the targets sum to one unit less",
            weights_below
        ),
        row!(
            "LossLimitsOutOfRange",
            "a loss budget is nothing, boundless, or gone and back in no time",
            loss_limits
        ),
        row!(
            "FlowPolicyOutOfRange",
            "a flow may cost or be held back too much",
            flow_policy
        ),
        row!(
            "PolicyOutOfRange",
            "the band is zero or wider than half",
            band
        ),
        row!(
            "PolicyOutOfRange",
            "tolerance, loss, interval or a pool fee are beyond their limits",
            policy
        ),
        row!(
            "TriggersOutOfRange",
            "a field of the triggers is beyond its bounds, or of a trigger that is not declared",
            triggers
        ),
        row!(
            "FeedTokenMismatch",
            "the feed is scaled for other decimals than the token has",
            mismatch
        ),
        row!(
            "TokenWithoutCode",
            "an asset is an account without code",
            no_token
        ),
        row!("AmountZero", "a seed leaves an asset out", amount_zero),
        row!(
            "LengthMismatch",
            "a seed has an amount too few",
            seed_length
        ),
        row!(
            "BalanceOutOfRange",
            "a seed has more than 128 bits of an asset",
            out_of_range
        ),
    ]
}

/// The factory refuses the edited configuration.
async fn not_created(
    world: &World,
    edit: impl FnOnce(&mut VaultConfig),
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    let mut config = world.config(3);
    edit(&mut config);
    not_created_of(world, world.suite(), config, error).await
}

async fn not_created_of(
    world: &World,
    suite: Suite,
    config: VaultConfig,
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    let amounts = vec![U256::from(1_000_000); config.assets.len()];
    let call = IFactory::createCall {
        suite,
        config,
        amounts,
    };
    refused(
        &world.chain,
        world.chain.people.owner,
        world.factory(),
        &call,
        error,
    )
    .await
}

fn out_of(got: u64, maximum: u64) -> IVault::PolicyOutOfRange {
    IVault::PolicyOutOfRange {
        got: U256::from(got),
        maximum: U256::from(maximum),
    }
}

async fn owner_zero(world: &World) -> anyhow::Result<Refused> {
    not_created(
        world,
        |config| config.owner = Address::ZERO,
        &IVault::OwnerZero {},
    )
    .await
}

async fn name(world: &World) -> anyhow::Result<Refused> {
    let error = IVault::TextTooLong {
        got: U256::from(65),
        maximum: U256::from(64),
    };
    not_created(world, |config| config.name = "n".repeat(65), &error).await
}

async fn symbol(world: &World) -> anyhow::Result<Refused> {
    let error = IVault::TextTooLong {
        got: U256::from(33),
        maximum: U256::from(32),
    };
    not_created(world, |config| config.symbol = "s".repeat(33), &error).await
}

fn count(got: u64) -> IVault::AssetCountOutOfRange {
    IVault::AssetCountOutOfRange {
        got: U256::from(got),
        minimum: U256::from(2),
        maximum: U256::from(32),
    }
}

async fn one_asset(world: &World) -> anyhow::Result<Refused> {
    not_created(world, |config| config.assets.truncate(1), &count(1)).await
}

async fn many_assets(world: &World) -> anyhow::Result<Refused> {
    let repeat = |config: &mut VaultConfig| {
        let asset = config.assets[2].clone();
        config.assets.resize(33, asset);
    };
    not_created(world, repeat, &count(33)).await
}

async fn duplicate(world: &World) -> anyhow::Result<Refused> {
    let token = world.market.asset(1)?.token;
    not_created(
        world,
        |config| config.assets[2].token = token,
        &IVault::AssetDuplicate { token },
    )
    .await
}

async fn target_zero(world: &World) -> anyhow::Result<Refused> {
    let token = world.market.asset(2)?.token;
    not_created(
        world,
        |config| config.assets[2].targetWad = U256::ZERO,
        &IVault::TargetZero { token },
    )
    .await
}

fn sum(sum_wad: u64) -> IVault::WeightsDoNotSumToOne {
    IVault::WeightsDoNotSumToOne {
        sumWad: U256::from(sum_wad),
        expectedWad: U256::from(1_000_000_000_000_000_000_u64),
    }
}

async fn weights_above(world: &World) -> anyhow::Result<Refused> {
    not_created(
        world,
        |c| c.assets[2].targetWad += U256::ONE,
        &sum(1_000_000_000_000_000_001),
    )
    .await
}

async fn weights_below(world: &World) -> anyhow::Result<Refused> {
    not_created(
        world,
        |c| c.assets[2].targetWad -= U256::ONE,
        &sum(999_999_999_999_999_999),
    )
    .await
}

async fn band(world: &World) -> anyhow::Result<Refused> {
    not_created(world, |c| c.policy.bandBps = 0, &out_of(0, 5_000)).await?;
    not_created(world, |c| c.policy.bandBps = 5_001, &out_of(5_001, 5_000)).await
}

async fn policy(world: &World) -> anyhow::Result<Refused> {
    not_created(
        world,
        |c| c.policy.toleranceBps = 1_001,
        &out_of(1_001, 1_000),
    )
    .await?;
    not_created(world, |c| c.policy.maxLossBps = 501, &out_of(501, 500)).await?;
    not_created(
        world,
        |c| c.policy.minIntervalSeconds = 31_536_001,
        &out_of(31_536_001, 31_536_000),
    )
    .await?;
    let fee = world.config(2).assets[1].poolFee;
    not_created(world, |c| c.assets[0].poolFee = fee, &out_of(fee.to(), 0)).await?;
    not_created(
        world,
        |c| c.assets[1].poolFee = alloy::primitives::aliases::U24::ZERO,
        &out_of(0, 999_999),
    )
    .await
}

async fn triggers(world: &World) -> anyhow::Result<Refused> {
    let absolute = Triggers {
        absolute_bps: Some(300),
        ..Triggers::default()
    };
    let out_of = |field: &str, got: i64, minimum: i64, maximum: i64| IVault::TriggersOutOfRange {
        field: field.to_owned(),
        got: I256::unchecked_from(got),
        minimum: I256::unchecked_from(minimum),
        maximum: I256::unchecked_from(maximum),
    };
    let wide = Triggers {
        absolute_bps: Some(10_001),
        ..absolute
    };
    let refusal = out_of("absoluteBps", 10_001, 1, 10_000);
    not_created(world, |c| c.policy.triggers = wide.word(), &refusal).await?;
    let restless = Triggers {
        return_percent: 91,
        ..absolute
    };
    let refusal = out_of("returnPercent", 91, 0, 90);
    not_created(world, |c| c.policy.triggers = restless.word(), &refusal).await?;
    let undeclared = Triggers {
        phase_s: 7,
        ..absolute
    };
    let refusal = out_of("phaseSeconds", 7, 0, 0);
    not_created(world, |c| c.policy.triggers = undeclared.word(), &refusal).await?;
    // What needs variances is none of a plain engine's.
    let risky = Triggers {
        tracking_error_bps: Some(200),
        variance_age_hours: 24,
        ..absolute
    };
    let refusal = out_of("kinds", 17, 1, 15);
    not_created(world, |c| c.policy.triggers = risky.word(), &refusal).await?;
    let engine = risk_engine(world).await?;
    let blind = Triggers {
        variance_age_hours: 0,
        ..risky
    };
    let refusal = out_of("varianceAgeHours", 0, 1, 255);
    let suite = Suite {
        engine,
        ..world.suite()
    };
    let mut config = world.config(3);
    config.policy.triggers = blind.word();
    not_created_of(world, suite, config, &refusal).await
}

async fn loss_limits(world: &World) -> anyhow::Result<Refused> {
    let out_of = |got: u32, minimum: u32, maximum: u32| IVault::LossLimitsOutOfRange {
        got: U256::from(got),
        minimum: U256::from(minimum),
        maximum: U256::from(maximum),
    };
    for bps in [0, 1_001, u16::MAX] {
        let error = out_of(bps.into(), 1, 1_000);
        not_created(world, |c| c.lossLimits.windowBps = bps, &error).await?;
    }
    for seconds in [0, 1, 86_399, 2_592_001, u32::MAX] {
        let error = out_of(seconds, 86_400, 2_592_000);
        not_created(world, |c| c.lossLimits.windowSeconds = seconds, &error).await?;
    }
    for bps in [0, 2_001, u16::MAX] {
        let error = out_of(bps.into(), 1, 2_000);
        not_created(world, |c| c.lossLimits.fuseBps = bps, &error).await?;
    }
    for seconds in [0, 1, 2_591_999] {
        let error = out_of(seconds, 2_592_000, 315_360_000);
        not_created(world, |c| c.lossLimits.fuseSeconds = seconds, &error).await?;
    }
    not_created(
        world,
        |c| c.lossLimits.fuseSeconds = 315_360_001,
        &out_of(315_360_001, 2_592_000, 315_360_000),
    )
    .await
}

async fn flow_policy(world: &World) -> anyhow::Result<Refused> {
    let out_of = |got: u32, maximum: u32| IVault::FlowPolicyOutOfRange {
        got: U256::from(got),
        maximum: U256::from(maximum),
    };
    not_created(world, |c| c.flowPolicy.driftFeeBps = 11, &out_of(11, 10)).await?;
    not_created(
        world,
        |c| c.flowPolicy.minHoldSeconds = 604_801,
        &out_of(604_801, 604_800),
    )
    .await?;
    not_created(
        world,
        |c| c.flowPolicy.dailyFlowBps = 10_001,
        &out_of(10_001, 10_000),
    )
    .await?;
    not_created(world, |c| c.assets[1].errorBps = 991, &out_of(1_001, 1_000)).await
}

async fn mismatch(world: &World) -> anyhow::Result<Refused> {
    let asset = world.market.asset(1)?;
    let error = IVault::FeedTokenMismatch {
        token: asset.token,
        feedTokenDecimals: 17,
        tokenDecimals: asset.decimals,
    };
    not_created(
        world,
        |config| config.assets[1].feed.tokenDecimals = 17,
        &error,
    )
    .await
}

async fn no_token(world: &World) -> anyhow::Result<Refused> {
    let token = Address::repeat_byte(0x7b);
    not_created(
        world,
        |config| config.assets[2].token = token,
        &IVault::TokenWithoutCode { token },
    )
    .await
}

/// The factory refuses to seed with these amounts, although the owner has them and approved them.
async fn not_seeded(
    world: &World,
    config: VaultConfig,
    amounts: Vec<U256>,
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    let (chain, owner) = (&world.chain, world.chain.people.owner);
    let (suite, factory) = (world.suite(), world.factory());
    let predict = IFactory::predictCall {
        creator: owner,
        suite: suite.clone(),
        config: config.clone(),
    };
    let address = chain.view(factory, &predict).await?;
    for (asset, amount) in config.assets.iter().zip(&amounts) {
        world.mint(asset.token, owner, *amount).await?;
        approve(chain, asset.token, owner, address, *amount).await?;
    }
    refused(
        chain,
        owner,
        factory,
        &IFactory::createCall {
            suite,
            config,
            amounts,
        },
        error,
    )
    .await
}

async fn amount_zero(world: &World) -> anyhow::Result<Refused> {
    let config = world.config(2);
    let error = IVault::AmountZero {
        token: config.assets[1].token,
    };
    not_seeded(world, config, vec![U256::from(1_000), U256::ZERO], &error).await
}

async fn seed_length(world: &World) -> anyhow::Result<Refused> {
    let error = IVault::LengthMismatch {
        got: U256::from(1),
        expected: U256::from(2),
    };
    not_seeded(world, world.config(2), vec![U256::from(1_000)], &error).await
}

async fn out_of_range(world: &World) -> anyhow::Result<Refused> {
    let token = ActorToken::deploy(&world.chain, 18).await?;
    let config = world.config_with(3, 2, token.address);
    let balance = U256::ONE << 128;
    let error = IVault::BalanceOutOfRange {
        token: token.address,
        balance,
    };
    not_seeded(
        world,
        config,
        vec![U256::from(1_000), U256::from(1_000), balance],
        &error,
    )
    .await
}
