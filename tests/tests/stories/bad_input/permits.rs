//! Approvals by signature.

use super::{Row, WAD, of_vault, row, sends};

use alloy::primitives::{Bytes, U256};

use client::bindings::{IVault, IVaultPermits};

use e2e::{
    hostile::with_token,
    refusal::{Refused, refused},
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "PermitRefused",
            "a token does nothing about a permit",
            unpermitted
        ),
        row!(
            "AssetUnknown",
            "a permit is for a token that the vault does not have",
            foreign
        ),
    ]
}

async fn unpermitted(world: &World) -> anyhow::Result<Refused> {
    let (token, vault) = with_token(world).await?;
    let call = IVaultPermits::selfPermitCall {
        token: token.address,
        value: WAD,
        deadline: U256::MAX,
        ..Default::default()
    };
    let error = IVault::PermitRefused {
        token: token.address,
        allowance: U256::ZERO,
        needed: WAD,
        reason: Bytes::new(),
    };
    let alice = world.chain.people.alice;
    refused(&world.chain, alice, vault.address, &call, &error).await
}

async fn foreign(world: &World) -> anyhow::Result<Refused> {
    let token = world.market.assets[7].token;
    let call = IVaultPermits::selfPermitCall {
        token,
        ..Default::default()
    };
    of_vault(world, |_| {
        sends!(
            world.chain.people.alice,
            call,
            IVault::AssetUnknown { token }
        )
    })
    .await
}
