//! Calldata, ether and deadlines.

use super::{Row, row};

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::{SolCall, SolError},
};

use client::bindings::{IEngine, ILens, IProgram, IVault, IVaultAdmin, IVaultRebalance};

use e2e::{
    refusal::{Refused, refused, refused_at, refused_raw, refused_with_value},
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "SelectorUnknown",
            "no function has the selector",
            selector_unknown
        ),
        row!(
            "SelectorUnknown",
            "the calldata is shorter than a selector",
            selector_too_short
        ),
        row!(
            "CalldataMalformed",
            "an argument is missing",
            calldata_short
        ),
        row!(
            "CalldataMalformed",
            "an address has dirty high bits",
            calldata_dirty
        ),
        row!(
            "ValueNotAccepted",
            "ether comes with a call to a vault",
            value_to_vault
        ),
        row!(
            "ValueNotAccepted",
            "ether comes with a call to a program",
            value_to_program
        ),
        row!(
            "DeadlineExpired",
            "a rebalance comes too late",
            deadline_of_rebalance
        ),
        row!(
            "DeadlineExpired",
            "a redemption comes too late",
            deadline_of_redemption
        ),
        row!(
            "ListTooLong",
            "a lens is asked for seventeen vaults",
            list_too_long
        ),
    ]
}

async fn selector_unknown(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let expected: Bytes = IProgram::SelectorUnknown {
        selector: [0xde, 0xad, 0xbe, 0xef].into(),
    }
    .abi_encode()
    .into();
    let data = Bytes::from_static(&[0xde, 0xad, 0xbe, 0xef, 1, 2, 3]);
    refused_raw(
        &world.chain,
        world.chain.people.mallory,
        vault.address,
        data,
        |_| expected,
    )
    .await
}

async fn selector_too_short(world: &World) -> anyhow::Result<Refused> {
    let expected: Bytes = IProgram::SelectorUnknown {
        selector: [0xa9, 0x05, 0x00, 0x00].into(),
    }
    .abi_encode()
    .into();
    let data = Bytes::from_static(&[0xa9, 0x05]);
    refused_raw(
        &world.chain,
        world.chain.people.mallory,
        world.suite().engine,
        data,
        |_| expected,
    )
    .await
}

async fn calldata_short(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let mut data = IVault::transferCall {
        to: vault.address,
        value: U256::ONE,
    }
    .abi_encode();
    data.truncate(67);
    malformed(world, vault.address, data).await
}

async fn calldata_dirty(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let mut data = IVault::transferCall {
        to: vault.address,
        value: U256::ONE,
    }
    .abi_encode();
    data[4] = 1;
    malformed(world, vault.address, data).await
}

async fn malformed(world: &World, to: Address, data: Vec<u8>) -> anyhow::Result<Refused> {
    let expected: Bytes = IProgram::CalldataMalformed {
        selector: IVault::transferCall::SELECTOR.into(),
    }
    .abi_encode()
    .into();
    refused_raw(
        &world.chain,
        world.chain.people.mallory,
        to,
        data.into(),
        |_| expected,
    )
    .await
}

async fn value_to_vault(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    value(world, vault.address, IVaultAdmin::pauseCall {}.abi_encode()).await
}

async fn value_to_program(world: &World) -> anyhow::Result<Refused> {
    value(
        world,
        world.suite().engine,
        IEngine::decideCall::SELECTOR.to_vec(),
    )
    .await
}

async fn value(world: &World, to: Address, data: Vec<u8>) -> anyhow::Result<Refused> {
    let value = U256::from(7);
    let error = IProgram::ValueNotAccepted { value };
    refused_with_value(
        &world.chain,
        world.chain.people.owner,
        to,
        data.into(),
        value,
        &error,
    )
    .await
}

async fn deadline_of_rebalance(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    world.move_price(1, 3_000).await?;
    let deadline = U256::from(world.chain.now().await? - 1);
    let call = IVaultRebalance::rebalanceCall { deadline };
    refused_at(
        &world.chain,
        world.chain.people.keeper,
        vault.address,
        &call,
        |timestamp| IVault::DeadlineExpired {
            deadline,
            timestamp: U256::from(timestamp),
        },
    )
    .await
}

async fn deadline_of_redemption(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let last = world.chain.now().await? + 100;
    let (owner, deadline) = (world.chain.people.owner, U256::from(last));
    let call = IVault::redeemInKindCall {
        deadline,
        ..vault.redeem_call(U256::ONE, owner)
    };
    // To the second: at the deadline it is good, a second later it is not.
    world.chain.next_block_at(last).await?;
    vault.send(&world.chain, owner, &call).await?;
    world.chain.next_block_at(last + 1).await?;
    let error = IVault::DeadlineExpired {
        deadline,
        timestamp: deadline + U256::ONE,
    };
    refused(&world.chain, owner, vault.address, &call, &error).await
}

async fn list_too_long(world: &World) -> anyhow::Result<Refused> {
    let call = ILens::portfoliosCall {
        vaults: vec![world.suite().implementation; 17],
    };
    let error = ILens::ListTooLong {
        got: U256::from(17),
        maximum: U256::from(16),
    };
    let mallory = world.chain.people.mallory;
    refused(&world.chain, mallory, world.lens(), &call, &error).await
}
