//! Tokens that misbehave on the way in or on the way out.

use super::{Row, row};

use alloy::primitives::{Bytes, U256};

use alloy::sol_types::SolError;

use client::bindings::IVault;

use e2e::{
    actors::{ActorToken, IActorToken, Manner},
    hostile::with_token,
    refusal::{Refused, refused},
    vault::{Vault, approve, deposit_call},
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!("AmountNotReceived", "a token takes a fee", takes_fee),
        row!(
            "AmountNotReceived",
            "a token only pretends to move",
            pretends
        ),
        row!(
            "TokenReturnedFalse",
            "a token returns false on the way in",
            false_in
        ),
        row!(
            "TokenReturnedFalse",
            "a token returns false on the way out",
            false_out
        ),
        row!(
            "TokenReturnedFalse",
            "a token returns a number that is no boolean",
            returns_two
        ),
        row!(
            "TokenCallReverted",
            "a token reverts on the way in",
            reverts_in
        ),
        row!(
            "TokenCallReverted",
            "a token reverts on the way out",
            reverts_out
        ),
        row!(
            "TokenCallReverted",
            "a token reverts without a reason",
            reverts_silently
        ),
        row!(
            "TokenCallReverted",
            "a token reverts with a megabyte, of which 256 bytes are kept",
            reverts_loudly
        ),
    ]
}

/// Shares of the deposits and redemptions below.
const SHARES: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// Alice may deposit into a vault whose third token has these manners; returns what she would pay of it.
async fn ill_mannered(world: &World, manner: Manner) -> anyhow::Result<(ActorToken, Vault, U256)> {
    let (chain, alice) = (&world.chain, world.chain.people.alice);
    let (token, vault) = with_token(world).await?;
    world.fund(alice, &vault.tokens()).await?;
    let amounts = vault
        .view(chain, &IVault::previewDepositInKindCall { shares: SHARES })
        .await?;
    for (asset, amount) in vault.tokens().into_iter().zip(&amounts) {
        approve(chain, asset, alice, vault.address, *amount).await?;
    }
    token.behave(chain, manner).await?;
    Ok((token, vault, amounts[2]))
}

async fn not_deposited(
    world: &World,
    vault: &Vault,
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let call = deposit_call(SHARES, vec![U256::MAX; 3], alice);
    refused(&world.chain, alice, vault.address, &call, error).await
}

async fn takes_fee(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, expected) = ill_mannered(world, Manner::TakeFee).await?;
    let received = expected - expected / U256::from(100);
    not_deposited(
        world,
        &vault,
        &IVault::AmountNotReceived {
            token: token.address,
            received,
            expected,
        },
    )
    .await
}

async fn pretends(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, expected) = ill_mannered(world, Manner::Pretend).await?;
    let error = IVault::AmountNotReceived {
        token: token.address,
        received: U256::ZERO,
        expected,
    };
    not_deposited(world, &vault, &error).await
}

async fn false_in(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::ReturnFalse).await?;
    not_deposited(
        world,
        &vault,
        &IVault::TokenReturnedFalse {
            token: token.address,
        },
    )
    .await
}

async fn returns_two(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::ReturnTwo).await?;
    not_deposited(
        world,
        &vault,
        &IVault::TokenReturnedFalse {
            token: token.address,
        },
    )
    .await
}

async fn not_redeemed(
    world: &World,
    vault: &Vault,
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    let owner = world.chain.people.owner;
    refused(
        &world.chain,
        owner,
        vault.address,
        &vault.redeem_call(SHARES, owner),
        error,
    )
    .await
}

async fn false_out(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::ReturnFalse).await?;
    not_redeemed(
        world,
        &vault,
        &IVault::TokenReturnedFalse {
            token: token.address,
        },
    )
    .await
}

async fn reverts_in(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, value) = ill_mannered(world, Manner::Refuse).await?;
    let reason = IActorToken::TransferRefused {
        from: world.chain.people.alice,
        to: vault.address,
        value,
    };
    let error = IVault::TokenCallReverted {
        token: token.address,
        reason: reason.abi_encode().into(),
    };
    not_deposited(world, &vault, &error).await
}

async fn reverts_out(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::Refuse).await?;
    let owner = world.chain.people.owner;
    let amounts = vault
        .view(
            &world.chain,
            &IVault::previewRedeemInKindCall { shares: SHARES },
        )
        .await?;
    let reason = IActorToken::TransferRefused {
        from: vault.address,
        to: owner,
        value: amounts[2],
    };
    let error = IVault::TokenCallReverted {
        token: token.address,
        reason: reason.abi_encode().into(),
    };
    not_redeemed(world, &vault, &error).await
}

async fn reverts_silently(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::RefuseSilently).await?;
    let error = IVault::TokenCallReverted {
        token: token.address,
        reason: Bytes::new(),
    };
    not_deposited(world, &vault, &error).await?;
    not_redeemed(world, &vault, &error).await
}

async fn reverts_loudly(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::RefuseWithMegabyte).await?;
    let error = IVault::TokenCallReverted {
        token: token.address,
        reason: vec![0; 256].into(),
    };
    not_deposited(world, &vault, &error).await?;
    not_redeemed(world, &vault, &error).await
}
