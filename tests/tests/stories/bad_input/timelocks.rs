//! Roles in the wrong hands, and operations at the wrong time.

use super::{Row, row};

use alloy::{
    primitives::{Address, U256, keccak256},
    sol_types::{SolCall, SolError},
};

use client::bindings::{IVault, IVaultAdmin, Policy};

use e2e::{
    governance::{
        GRACE_S, Governed, TIMELOCK_MAX_S, TIMELOCK_MIN_S, TIMELOCK_S, data_of, execute_call,
        revoke_call, submit_call,
    },
    refusal::{Refused, refused, refused_at},
    vault::rebalance_call,
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!("NotCurator", "a stranger submits", stranger_submits),
        row!("NotCurator", "there is no curator", no_curator),
        row!("NotGuardian", "a stranger pauses", stranger_pauses),
        row!("NotGuardian", "a stranger revokes", stranger_revokes),
        row!(
            "NotKeeper",
            "a stranger rebalances a vault with keepers",
            stranger_keeps
        ),
        row!("NotKeeper", "nobody's keeper is dismissed", not_dismissed),
        row!(
            "SettingUnknown",
            "what is submitted is no setting",
            no_setting
        ),
        row!(
            "SettingUnknown",
            "the timelock of no setting is asked for",
            no_timelock
        ),
        row!("TimelockSkipped", "a setting is called", skipped),
        row!("TimelockOutOfRange", "a timelock is too long", too_long),
        row!("TimelockOutOfRange", "a timelock is too short", too_short),
        row!(
            "TimelockShorter",
            "a timelock is shortened at once",
            shortened
        ),
        row!(
            "SelectorAbdicated",
            "an abdicated setting is submitted",
            abdicated
        ),
        row!(
            "OperationPending",
            "an operation is submitted twice",
            pending
        ),
        row!(
            "OperationUnknown",
            "what was not submitted is executed",
            not_submitted
        ),
        row!(
            "OperationUnknown",
            "what was not submitted is revoked",
            not_revoked
        ),
        row!(
            "TimelockNotElapsed",
            "an operation is executed early",
            early
        ),
        row!("OperationExpired", "an operation is executed late", late),
    ]
}

pub(super) async fn governed(world: &World) -> anyhow::Result<Governed> {
    Governed::order(world, 3).await
}

fn setting(governed: &Governed) -> IVaultAdmin::setPolicyCall {
    IVaultAdmin::setPolicyCall {
        newPolicy: Policy {
            bandBps: 77,
            ..governed.vault.config.policy.clone()
        },
    }
}

pub(super) async fn by(
    world: &World,
    governed: &Governed,
    who: Address,
    call: &impl SolCall,
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    refused(&world.chain, who, governed.vault.address, call, error).await
}

/// Submitted and waited for, the setting is refused when it is executed.
pub(super) async fn not_executed(
    world: &World,
    governed: &Governed,
    setting: &impl SolCall,
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    let executable_at = governed.submit(world, setting).await?;
    governed.wait_until(world, executable_at).await?;
    let who = world.chain.people.mallory;
    by(world, governed, who, &execute_call(setting), error).await
}

async fn stranger_submits(world: &World) -> anyhow::Result<Refused> {
    let (governed, mallory) = (governed(world).await?, world.chain.people.mallory);
    let error = IVault::NotCurator {
        caller: mallory,
        curator: governed.curator,
    };
    by(
        world,
        &governed,
        mallory,
        &submit_call(&setting(&governed)),
        &error,
    )
    .await
}

async fn no_curator(world: &World) -> anyhow::Result<Refused> {
    let (vault, owner) = (world.vault(2).await?, world.chain.people.owner);
    let submit = submit_call(&IVaultAdmin::retireAssetCall {
        token: vault.tokens()[1],
    });
    let error = IVault::NotCurator {
        caller: owner,
        curator: Address::ZERO,
    };
    refused(&world.chain, owner, vault.address, &submit, &error).await
}

async fn stranger_pauses(world: &World) -> anyhow::Result<Refused> {
    let (governed, mallory) = (governed(world).await?, world.chain.people.mallory);
    let error = IVault::NotGuardian {
        caller: mallory,
        guardian: governed.guardian,
    };
    by(
        world,
        &governed,
        mallory,
        &IVaultAdmin::pauseCall {},
        &error,
    )
    .await
}

async fn stranger_revokes(world: &World) -> anyhow::Result<Refused> {
    let (governed, mallory) = (governed(world).await?, world.chain.people.mallory);
    governed.submit(world, &setting(&governed)).await?;
    let error = IVault::NotGuardian {
        caller: mallory,
        guardian: governed.guardian,
    };
    by(
        world,
        &governed,
        mallory,
        &revoke_call(&setting(&governed)),
        &error,
    )
    .await
}

async fn stranger_keeps(world: &World) -> anyhow::Result<Refused> {
    let (mut governed, mallory) = (governed(world).await?, world.chain.people.mallory);
    let call = IVaultAdmin::setKeepersCall {
        added: vec![],
        removed: vec![],
        newKeepersOnly: true,
    };
    governed.set(world, &call).await?;
    let error = IVault::NotKeeper { caller: mallory };
    by(world, &governed, mallory, &rebalance_call(), &error).await
}

async fn not_dismissed(world: &World) -> anyhow::Result<Refused> {
    let (governed, keeper) = (governed(world).await?, world.chain.people.keeper);
    let error = IVault::NotKeeper { caller: keeper };
    let call = IVaultAdmin::dismissKeeperCall { keeper };
    by(world, &governed, governed.guardian, &call, &error).await
}

async fn no_setting(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let error = |selector: [u8; 4]| IVault::SettingUnknown {
        selector: selector.into(),
    };
    for data in [
        vec![],
        vec![1, 2],
        data_of(&IVaultAdmin::pauseCall {}).to_vec(),
    ] {
        let mut selector = [0; 4];
        for (to, from) in selector.iter_mut().zip(&data) {
            *to = *from;
        }
        let call = IVaultAdmin::submitCall { data: data.into() };
        by(world, &governed, governed.curator, &call, &error(selector)).await?;
    }
    // A timelock of what has none.
    let abdicate = IVaultAdmin::abdicateCall {
        selector: IVault::redeemInKindCall::SELECTOR.into(),
    };
    let error = error(IVault::redeemInKindCall::SELECTOR);
    by(
        world,
        &governed,
        governed.curator,
        &submit_call(&abdicate),
        &error,
    )
    .await
}

async fn no_timelock(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let selector = IVault::redeemInKindCall::SELECTOR.into();
    let call = IVaultAdmin::timelockCall { selector };
    let who = world.chain.people.mallory;
    by(
        world,
        &governed,
        who,
        &call,
        &IVault::SettingUnknown { selector },
    )
    .await
}

async fn skipped(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let error = IVault::TimelockSkipped {
        selector: IVaultAdmin::setPolicyCall::SELECTOR.into(),
    };
    by(
        world,
        &governed,
        governed.curator,
        &setting(&governed),
        &error,
    )
    .await
}

fn timelock(seconds: u64) -> IVaultAdmin::setTimelockCall {
    IVaultAdmin::setTimelockCall {
        selector: IVaultAdmin::setPolicyCall::SELECTOR.into(),
        delaySeconds: U256::from(seconds),
    }
}

fn out_of_range(got: U256) -> IVault::TimelockOutOfRange {
    IVault::TimelockOutOfRange {
        gotSeconds: got,
        minimumSeconds: U256::from(TIMELOCK_MIN_S),
        maximumSeconds: U256::from(TIMELOCK_MAX_S),
    }
}

async fn too_long(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let mut call = timelock(0);
    for got in [
        U256::MAX,
        U256::from(1_u64 << 32),
        U256::from(TIMELOCK_MAX_S + 1),
    ] {
        call.delaySeconds = got;
        by(world, &governed, governed.owner, &call, &out_of_range(got)).await?;
    }
    by(
        world,
        &governed,
        governed.curator,
        &call,
        &out_of_range(call.delaySeconds),
    )
    .await
}

async fn too_short(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let error = out_of_range(U256::from(TIMELOCK_MIN_S - 1));
    not_executed(world, &governed, &timelock(TIMELOCK_MIN_S - 1), &error).await
}

async fn shortened(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let error = IVault::TimelockShorter {
        selector: IVaultAdmin::setPolicyCall::SELECTOR.into(),
        gotSeconds: U256::from(TIMELOCK_S - 1),
        currentSeconds: U256::from(TIMELOCK_S),
    };
    by(
        world,
        &governed,
        governed.owner,
        &timelock(TIMELOCK_S - 1),
        &error,
    )
    .await
}

async fn abdicated(world: &World) -> anyhow::Result<Refused> {
    let mut governed = governed(world).await?;
    let selector = IVaultAdmin::setPolicyCall::SELECTOR.into();
    governed
        .set(world, &IVaultAdmin::abdicateCall { selector })
        .await?;
    let call = submit_call(&setting(&governed));
    let error = IVault::SelectorAbdicated { selector };
    by(world, &governed, governed.curator, &call, &error).await
}

async fn pending(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let executable_at = governed.submit(world, &setting(&governed)).await?;
    let error = IVault::OperationPending {
        operation: keccak256(data_of(&setting(&governed))),
        executableAt: U256::from(executable_at),
    };
    by(
        world,
        &governed,
        governed.curator,
        &submit_call(&setting(&governed)),
        &error,
    )
    .await
}

fn unknown(setting: &impl SolCall) -> IVault::OperationUnknown {
    IVault::OperationUnknown {
        operation: keccak256(data_of(setting)),
    }
}

async fn not_submitted(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let setting = setting(&governed);
    by(
        world,
        &governed,
        governed.owner,
        &execute_call(&setting),
        &unknown(&setting),
    )
    .await
}

async fn not_revoked(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let setting = setting(&governed);
    by(
        world,
        &governed,
        governed.owner,
        &revoke_call(&setting),
        &unknown(&setting),
    )
    .await
}

async fn early(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let setting = setting(&governed);
    let executable_at = governed.submit(world, &setting).await?;
    let (chain, to) = (&world.chain, governed.vault.address);
    refused_at(
        chain,
        governed.owner,
        to,
        &execute_call(&setting),
        |timestamp| IVault::TimelockNotElapsed {
            timestamp: U256::from(timestamp),
            executableAt: U256::from(executable_at),
        },
    )
    .await
}

async fn late(world: &World) -> anyhow::Result<Refused> {
    let governed = governed(world).await?;
    let setting = setting(&governed);
    let expired_at = governed.submit(world, &setting).await? + GRACE_S;
    governed.wait_until(world, expired_at + 1).await?;
    let (chain, to) = (&world.chain, governed.vault.address);
    refused_at(
        chain,
        governed.owner,
        to,
        &execute_call(&setting),
        |timestamp| IVault::OperationExpired {
            timestamp: U256::from(timestamp),
            expiredAt: U256::from(expired_at),
        },
    )
    .await
}
