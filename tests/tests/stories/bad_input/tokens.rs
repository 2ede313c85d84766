//! Tokens that misbehave on the way in or on the way out.

use super::{Row, row};

use alloy::primitives::{Address, Bytes, U256};

use alloy::sol_types::SolError;

use client::bindings::{IVault, IVaultViews};

use e2e::{
    actors::{ActorToken, IActorToken, Manner},
    hostile::with_token,
    refusal::{Refused, refused, refused_for_gas},
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
            "a token returns false when its claim is paid",
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
            "a token reverts when its claim is paid",
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
        row!(
            "TokenWithoutCode",
            "a token has no code any more when its claim is paid",
            code_gone
        ),
        row!("NothingOwed", "there is no claim", nothing_owed),
        row!("NothingOwed", "a claim was paid", nothing_owed_any_more),
        row!(
            "GasTooLow",
            "a redemption has too little gas to give a token its part",
            gas_too_low
        ),
    ]
}

/// Enough for all that comes before the first payment, and too little for what a payment needs.
const LOW_GAS: u64 = 500_000;
/// What must be left before the first payment of a redemption: 450,000 for the token after a 64th is kept, 10,000 for the
/// call, 60,000 for a claim, 100,000 for the end.
const REDEMPTION_GAS: U256 = U256::from_limbs([457_152 + 10_000 + 60_000 + 100_000, 0, 0, 0]);

/// Shares of the deposits and redemptions below.
const SHARES: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// Alice may deposit into a vault whose third token has these manners; returns what she would pay of it.
async fn ill_mannered(world: &World, manner: Manner) -> anyhow::Result<(ActorToken, Vault, U256)> {
    let (chain, alice) = (&world.chain, world.chain.people.alice);
    let (token, vault) = with_token(world).await?;
    world.fund(alice, &vault.tokens()).await?;
    let amounts = vault
        .view(
            chain,
            &IVaultViews::previewDepositInKindCall { shares: SHARES },
        )
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

/// The owner leaves with a part, which the token still refuses to pay when it is claimed.
async fn not_claimed(
    world: &World,
    token: &ActorToken,
    vault: &Vault,
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    let (chain, owner) = (&world.chain, world.chain.people.owner);
    vault.redeem(chain, owner, SHARES).await?;
    let call = claim_call(token, owner);
    refused(chain, world.chain.people.carol, vault.address, &call, error).await
}

fn claim_call(token: &ActorToken, owner: Address) -> IVault::claimCall {
    IVault::claimCall {
        token: token.address,
        owner,
    }
}

async fn code_gone(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::Honest).await?;
    world
        .chain
        .replace_code(token.address, Bytes::new())
        .await?;
    let error = IVault::TokenWithoutCode {
        token: token.address,
    };
    not_claimed(world, &token, &vault, &error).await
}

async fn nothing_owed(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::Honest).await?;
    let (carol, owner) = (world.chain.people.carol, world.chain.people.owner);
    vault.redeem(&world.chain, owner, SHARES).await?;
    let error = IVault::NothingOwed {
        token: token.address,
        owner,
    };
    let call = claim_call(&token, owner);
    refused(&world.chain, carol, vault.address, &call, &error).await
}

async fn nothing_owed_any_more(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::Refuse).await?;
    let (carol, owner) = (world.chain.people.carol, world.chain.people.owner);
    vault.redeem(&world.chain, owner, SHARES).await?;
    token.behave(&world.chain, Manner::Honest).await?;
    let call = claim_call(&token, owner);
    vault.send(&world.chain, carol, &call).await?;
    let error = IVault::NothingOwed {
        token: token.address,
        owner,
    };
    refused(&world.chain, carol, vault.address, &call, &error).await
}

async fn gas_too_low(world: &World) -> anyhow::Result<Refused> {
    let (_, vault, _) = ill_mannered(world, Manner::Honest).await?;
    let owner = world.chain.people.owner;
    let call = vault.redeem_call(SHARES, owner);
    refused_for_gas(
        &world.chain,
        owner,
        vault.address,
        &call,
        LOW_GAS,
        |came: IVault::GasTooLow| IVault::GasTooLow {
            got: came
                .got
                .min(REDEMPTION_GAS - U256::ONE)
                .min(U256::from(LOW_GAS)),
            needed: REDEMPTION_GAS,
        },
    )
    .await
}

async fn false_out(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::ReturnFalse).await?;
    not_claimed(
        world,
        &token,
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
            &IVaultViews::previewRedeemInKindCall { shares: SHARES },
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
    not_claimed(world, &token, &vault, &error).await
}

async fn reverts_silently(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::RefuseSilently).await?;
    let error = IVault::TokenCallReverted {
        token: token.address,
        reason: Bytes::new(),
    };
    not_deposited(world, &vault, &error).await?;
    not_claimed(world, &token, &vault, &error).await
}

async fn reverts_loudly(world: &World) -> anyhow::Result<Refused> {
    let (token, vault, _) = ill_mannered(world, Manner::RefuseWithMegabyte).await?;
    let error = IVault::TokenCallReverted {
        token: token.address,
        reason: vec![0; 256].into(),
    };
    not_deposited(world, &vault, &error).await?;
    not_claimed(world, &token, &vault, &error).await
}
