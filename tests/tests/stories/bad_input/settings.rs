//! Settings beyond their limits, or of what is not there.

use super::{
    Row, row,
    timelocks::{by, governed, not_executed},
};

use alloy::primitives::{
    Address, U256,
    aliases::{U24, U112},
};

use client::bindings::{
    Fees, FlowPolicy, IVault, IVaultAdmin, IVaultPriced, IVaultViews, LossLimits, Policy, Venue,
};

use e2e::{
    governance::{Governed, execute_call},
    refusal::Refused,
    world::{ERROR_BPS, MAX_AGE_S, World},
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "PolicyOutOfRange",
            "a policy beyond its limits is executed",
            policy
        ),
        row!(
            "LossLimitsOutOfRange",
            "loss limits beyond theirs are executed",
            loss_limits
        ),
        row!("PolicyOutOfRange", "the hub is given a pool", hub_pool),
        row!(
            "SuiteWithoutCode",
            "a venue without code is executed",
            venue
        ),
        row!("TargetZero", "a target of zero is executed", target_zero),
        row!("TargetZero", "a retired asset is retired", retired_twice),
        row!(
            "LengthMismatch",
            "targets of another number of assets are executed",
            targets_length
        ),
        row!(
            "WeightsDoNotSumToOne",
            "targets that sum to less are executed",
            targets_sum
        ),
        row!(
            "TargetNotZero",
            "an asset that is not retired is removed",
            not_retired
        ),
        row!(
            "FlowPolicyOutOfRange",
            "a flow policy beyond its limits is executed",
            flow_policy
        ),
        row!(
            "FlowPolicyOutOfRange",
            "an asset is added whose error is too large for the base fee",
            added_error
        ),
        row!(
            "FlowPolicyOutOfRange",
            "a feed is set whose error is too large for the base fee",
            feed_error
        ),
        row!("FlowPolicyOutOfRange", "a cap is raised", raised_cap),
        row!(
            "TargetZero",
            "a retired asset is deposited",
            retired_deposited
        ),
        row!("HubNotRemovable", "the hub is retired", hub_retired),
        row!(
            "AssetBalanceNotZero",
            "an asset is removed that is still held",
            still_held
        ),
        row!("AssetUnknown", "an asset that is none is retired", no_asset),
        row!("AssetDuplicate", "an asset is added twice", added_twice),
        row!(
            "FeedTokenMismatch",
            "a feed for other decimals is executed",
            feed_decimals
        ),
        row!(
            "FeeOutOfRange",
            "a management fee above five percent is executed",
            management_above
        ),
        row!(
            "FeeOutOfRange",
            "a performance fee above thirty percent is executed",
            performance_above
        ),
        row!(
            "FeeOutOfRange",
            "more than half of the fees go to the protocol",
            protocol_above
        ),
        row!(
            "FeeRecipientZero",
            "fees for nobody are executed",
            fees_for_nobody
        ),
        row!("PriceTooFar", "another feed says something else", too_far),
    ]
}

async fn policy(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let policy = IVaultAdmin::setPolicyCall {
        newPolicy: Policy {
            maxLossBps: 501,
            ..governed.vault.config.policy.clone()
        },
    };
    let error = IVault::PolicyOutOfRange {
        got: U256::from(501),
        maximum: U256::from(500),
    };
    not_executed(world, &governed, &policy, &error).await
}

async fn loss_limits(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let limits = IVaultAdmin::setLossLimitsCall {
        newLossLimits: LossLimits {
            windowBps: 1_001,
            ..governed.vault.config.lossLimits.clone()
        },
    };
    let error = IVault::LossLimitsOutOfRange {
        got: U256::from(1_001),
        minimum: U256::ONE,
        maximum: U256::from(1_000),
    };
    not_executed(world, &governed, &limits, &error).await
}

async fn flow_policy(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let flows = FlowPolicy {
        dailyFlowBps: 10_001,
        ..governed.vault.config.flowPolicy.clone()
    };
    let call = IVaultAdmin::setFlowPolicyCall {
        newFlowPolicy: flows,
    };
    let error = out_of_flows(10_001, 10_000);
    not_executed(world, &governed, &call, &error).await
}

fn out_of_flows(got: u16, maximum: u16) -> IVault::FlowPolicyOutOfRange {
    IVault::FlowPolicyOutOfRange {
        got: U256::from(got),
        maximum: U256::from(maximum),
    }
}

/// The smallest error of a feed that is too large for a vault's base fee.
fn error_too_large(governed: &Governed) -> u16 {
    1_001 - governed.vault.config.flowPolicy.baseFeeBps
}

async fn added_error(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let mut asset = world
        .market
        .vault_assets(&[super::WAD; 4], MAX_AGE_S, ERROR_BPS)[3]
        .clone();
    asset.errorBps = error_too_large(&governed);
    let mut targets = targets(&governed);
    targets.push(U256::ONE);
    targets[0] -= U256::ONE;
    let call = IVaultAdmin::addAssetCall {
        asset,
        targetsWad: targets,
    };
    not_executed(world, &governed, &call, &out_of_flows(1_001, 1_000)).await
}

async fn feed_error(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let asset = governed.vault.config.assets[1].clone();
    let call = IVaultAdmin::setFeedCall {
        token: asset.token,
        feed: asset.feed,
        errorBps: error_too_large(&governed),
    };
    not_executed(world, &governed, &call, &out_of_flows(1_001, 1_000)).await
}

async fn raised_cap(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let flows = governed.vault.config.flowPolicy.clone();
    let more = IVaultAdmin::lowerCapsCall {
        dailyFlowBps: flows.dailyFlowBps + 1,
        shareCap: flows.shareCap,
    };
    let error = out_of_flows(flows.dailyFlowBps + 1, flows.dailyFlowBps);
    by(world, &governed, governed.guardian, &more, &error).await?;
    // One that is lower does not pay for the other.
    let lower = IVaultAdmin::lowerCapsCall {
        dailyFlowBps: flows.dailyFlowBps,
        shareCap: U112::from(1_000),
    };
    let chain = &world.chain;
    governed
        .vault
        .send(chain, governed.guardian, &lower)
        .await?;
    let more = IVaultAdmin::lowerCapsCall {
        dailyFlowBps: 0,
        shareCap: U112::from(1_001),
    };
    by(
        world,
        &governed,
        governed.curator,
        &more,
        &out_of_flows(1_001, 1_000),
    )
    .await
}

async fn retired_deposited(world: &World) -> anyhow::Result<Refused> {
    let mut governed = governed(world).await?;
    let token = governed.vault.tokens()[1];
    governed
        .set(world, &IVaultAdmin::retireAssetCall { token })
        .await?;
    let call = IVaultPriced::depositAssetCall {
        token,
        amount: U256::from(1_000),
        minShares: U256::ZERO,
        receiver: governed.owner,
        deadline: U256::MAX,
    };
    let error = IVault::TargetZero { token };
    by(world, &governed, governed.owner, &call, &error).await
}

async fn hub_pool(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let call = IVaultAdmin::setPoolFeeCall {
        token: governed.vault.tokens()[0],
        poolFee: U24::from(500),
    };
    let error = IVault::PolicyOutOfRange {
        got: U256::from(500),
        maximum: U256::ZERO,
    };
    not_executed(world, &governed, &call, &error).await
}

async fn venue(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let program = Address::repeat_byte(0x77);
    let call = IVaultAdmin::setVenueCall {
        newVenue: Venue {
            factory: program,
            ..governed.vault.config.venue.clone()
        },
    };
    not_executed(
        world,
        &governed,
        &call,
        &IVault::SuiteWithoutCode { program },
    )
    .await
}

fn targets(governed: &Governed) -> Vec<U256> {
    let assets = &governed.vault.config.assets;
    assets.iter().map(|asset| asset.targetWad).collect()
}

async fn target_zero(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let mut targets = targets(&governed);
    let freed = core::mem::take(&mut targets[1]);
    targets[2] += freed;
    let error = IVault::TargetZero {
        token: governed.vault.tokens()[1],
    };
    let call = IVaultAdmin::setTargetsCall {
        targetsWad: targets,
    };
    not_executed(world, &governed, &call, &error).await
}

async fn retired_twice(world: &World) -> anyhow::Result<Refused> {
    let mut governed = governed(world).await?;
    let token = governed.vault.tokens()[1];
    let call = IVaultAdmin::retireAssetCall { token };
    governed.set(world, &call).await?;
    not_executed(world, &governed, &call, &IVault::TargetZero { token }).await
}

async fn targets_length(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let mut targets = targets(&governed);
    targets.push(U256::ZERO);
    let error = IVault::LengthMismatch {
        got: U256::from(4),
        expected: U256::from(3),
    };
    let call = IVaultAdmin::setTargetsCall {
        targetsWad: targets,
    };
    not_executed(world, &governed, &call, &error).await
}

async fn targets_sum(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let mut targets = targets(&governed);
    targets[1] -= U256::ONE;
    let error = IVault::WeightsDoNotSumToOne {
        sumWad: super::WAD - U256::ONE,
        expectedWad: super::WAD,
    };
    let call = IVaultAdmin::setTargetsCall {
        targetsWad: targets,
    };
    not_executed(world, &governed, &call, &error).await
}

async fn not_retired(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let token = governed.vault.tokens()[1];
    let error = IVault::TargetNotZero {
        token,
        targetWad: targets(&governed)[1],
    };
    not_executed(
        world,
        &governed,
        &IVaultAdmin::removeAssetCall { token },
        &error,
    )
    .await
}

async fn hub_retired(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let token = governed.vault.tokens()[0];
    let error = IVault::HubNotRemovable { token };
    let call = IVaultAdmin::removeAssetCall { token };
    not_executed(world, &governed, &call, &error).await?;
    not_executed(
        world,
        &governed,
        &IVaultAdmin::retireAssetCall { token },
        &error,
    )
    .await
}

async fn still_held(world: &World) -> anyhow::Result<Refused> {
    let mut governed = governed(world).await?;
    let token = governed.vault.tokens()[1];
    governed
        .set(world, &IVaultAdmin::retireAssetCall { token })
        .await?;
    let error = IVault::AssetBalanceNotZero {
        token,
        balance: governed.vault.balances(&world.chain).await?[1],
    };
    not_executed(
        world,
        &governed,
        &IVaultAdmin::removeAssetCall { token },
        &error,
    )
    .await
}

async fn no_asset(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let token = world.market.asset(5)?.token;
    let error = IVault::AssetUnknown { token };
    not_executed(
        world,
        &governed,
        &IVaultAdmin::retireAssetCall { token },
        &error,
    )
    .await
}

async fn added_twice(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let asset = governed.vault.config.assets[1].clone();
    let mut targets = targets(&governed);
    targets.push(U256::ONE);
    targets[0] -= U256::ONE;
    let error = IVault::AssetDuplicate { token: asset.token };
    let call = IVaultAdmin::addAssetCall {
        asset,
        targetsWad: targets,
    };
    not_executed(world, &governed, &call, &error).await
}

async fn feed_decimals(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let asset = governed.vault.config.assets[1].clone();
    let mut feed = asset.feed.clone();
    feed.tokenDecimals += 1;
    let error = IVault::FeedTokenMismatch {
        token: asset.token,
        feedTokenDecimals: feed.tokenDecimals,
        tokenDecimals: asset.feed.tokenDecimals,
    };
    let call = IVaultAdmin::setFeedCall {
        token: asset.token,
        feed,
        errorBps: asset.errorBps,
    };
    not_executed(world, &governed, &call, &error).await
}

async fn too_far(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let token = governed.vault.tokens()[1];
    // Another asset's feed, scaled for this token.
    let mut feed = world
        .market
        .vault_assets(&[super::WAD; 3], MAX_AGE_S, ERROR_BPS)[2]
        .feed
        .clone();
    feed.tokenDecimals = governed.vault.config.assets[1].feed.tokenDecimals;
    let call = IVaultAdmin::setFeedCall {
        token,
        feed,
        errorBps: 0,
    };
    let executable_at = governed.submit(world, &call).await?;
    governed.wait_until(world, executable_at).await?;
    let prices = governed
        .vault
        .view(&world.chain, &IVaultViews::pricesCall {})
        .await?;
    let scale = |decimals: u8| U256::from(10).pow(U256::from(decimals));
    let assets = &governed.vault.config.assets;
    let error = IVault::PriceTooFar {
        token,
        previousPriceE36: prices[1],
        newPriceE36: prices[2] * scale(assets[2].feed.tokenDecimals)
            / scale(assets[1].feed.tokenDecimals),
        maximumBps: U256::from(500),
    };
    let who = world.chain.people.mallory;
    by(world, &governed, who, &execute_call(&call), &error).await
}

fn fees(world: &World) -> Fees {
    Fees {
        managementBps: 500,
        performanceBps: 3_000,
        protocolBps: 5_000,
        manager: world.chain.people.alice,
        protocol: world.chain.people.keeper,
    }
}

async fn fee_above(world: &World, fees: Fees, got: u64) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let call = IVaultAdmin::setFeesCall { newFees: fees };
    let error = IVault::FeeOutOfRange {
        gotBps: U256::from(got),
        maximumBps: U256::from(got - 1),
    };
    not_executed(world, &governed, &call, &error).await
}

async fn management_above(world: &World) -> anyhow::Result<Refused> {
    let fees = Fees {
        managementBps: 501,
        ..fees(world)
    };
    fee_above(world, fees, 501).await
}

async fn performance_above(world: &World) -> anyhow::Result<Refused> {
    let fees = Fees {
        performanceBps: 3_001,
        ..fees(world)
    };
    fee_above(world, fees, 3_001).await
}

async fn protocol_above(world: &World) -> anyhow::Result<Refused> {
    let fees = Fees {
        protocolBps: 5_001,
        ..fees(world)
    };
    fee_above(world, fees, 5_001).await
}

async fn fees_for_nobody(world: &World) -> anyhow::Result<Refused> {
    let mut governed = governed(world).await?;
    for nobody in [
        Fees {
            manager: Address::ZERO,
            ..fees(world)
        },
        Fees {
            protocol: Address::ZERO,
            ..fees(world)
        },
        Fees {
            managementBps: 1,
            ..Fees::default()
        },
    ] {
        let call = IVaultAdmin::setFeesCall { newFees: nobody };
        not_executed(world, &governed, &call, &IVault::FeeRecipientZero {}).await?;
    }
    // The limits themselves pass.
    let call = IVaultAdmin::setFeesCall {
        newFees: fees(world),
    };
    governed.set(world, &call).await?;
    let call = IVaultAdmin::setFeesCall {
        newFees: Fees {
            performanceBps: 1,
            ..Fees::default()
        },
    };
    not_executed(world, &governed, &call, &IVault::FeeRecipientZero {}).await
}
