//! Shares as a token.

use super::{Row, WAD, invalid_receiver, not_allowed, of_vault, row, sends};

use alloy::primitives::{Address, U256};

use anyhow::Context;

use client::bindings::{IVault, IVaultAdmin, IVaultViews};

use e2e::{
    permit::{self, Permit, Signed},
    refusal::{Refused, refused, refused_to_answer},
    vault::Vault,
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "ERC20InsufficientBalance",
            "more is transferred than owned",
            transfer_above
        ),
        row!(
            "ERC20InsufficientAllowance",
            "a stranger transfers",
            transfer_from
        ),
        row!(
            "ERC20InvalidReceiver",
            "shares are sent to nobody",
            to_nobody
        ),
        row!(
            "ERC20InvalidApprover",
            "nothing is transferred from nobody",
            from_nobody
        ),
        row!("ERC20InvalidSpender", "nobody is approved", approve_nobody),
        row!(
            "ERC20InvalidSender",
            "nobody asks for a transfer",
            nobody_transfers
        ),
        row!(
            "ERC2612ExpiredSignature",
            "a permit comes after its deadline",
            permit_late
        ),
        row!(
            "ERC2612InvalidSigner",
            "somebody else signs a permit",
            permit_of_another
        ),
        row!(
            "ERC2612InvalidSigner",
            "a permit is brought twice",
            permit_twice
        ),
        row!(
            "ERC2612InvalidSigner",
            "a permit is for another chain",
            permit_elsewhere
        ),
        row!(
            "ECDSAInvalidSignature",
            "a permit has a signature that no key can make",
            permit_of_nobody
        ),
        row!(
            "ECDSAInvalidSignatureS",
            "a permit has the other form of a signature",
            permit_in_upper_form
        ),
        row!(
            "AssetUnknown",
            "the balance of a foreign token is asked for",
            asset_unknown
        ),
    ]
}

async fn transfer_above(world: &World) -> anyhow::Result<Refused> {
    let people = world.chain.people;
    let balance = U256::from(1_000) * WAD;
    let needed = balance + U256::ONE;
    of_vault(world, |_| {
        sends!(
            people.owner,
            IVault::transferCall {
                to: people.alice,
                value: needed
            },
            IVault::ERC20InsufficientBalance {
                sender: people.owner,
                balance,
                needed
            }
        )
    })
    .await
}

async fn transfer_from(world: &World) -> anyhow::Result<Refused> {
    let people = world.chain.people;
    let call = IVault::transferFromCall {
        from: people.owner,
        to: people.mallory,
        value: WAD,
    };
    of_vault(world, |_| {
        sends!(people.mallory, call, not_allowed(people.mallory))
    })
    .await
}

async fn to_nobody(world: &World) -> anyhow::Result<Refused> {
    let call = IVault::transferCall {
        to: Address::ZERO,
        value: WAD,
    };
    of_vault(world, |_| {
        sends!(
            world.chain.people.owner,
            call,
            invalid_receiver(Address::ZERO)
        )
    })
    .await
}

async fn from_nobody(world: &World) -> anyhow::Result<Refused> {
    let mallory = world.chain.people.mallory;
    let call = IVault::transferFromCall {
        from: Address::ZERO,
        to: mallory,
        value: U256::ZERO,
    };
    of_vault(world, |_| {
        sends!(
            mallory,
            call,
            IVault::ERC20InvalidApprover {
                approver: Address::ZERO
            }
        )
    })
    .await
}

/// No transaction is nobody's, but a question may be: wallets ask without an account.
async fn nobody_transfers(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let nobody = Address::ZERO;
    let call = IVault::transferCall {
        to: world.chain.people.alice,
        value: U256::ZERO,
    };
    let error = IVault::ERC20InvalidSender { sender: nobody };
    refused_to_answer(&world.chain, nobody, vault.address, &call, &error).await
}

async fn approve_nobody(world: &World) -> anyhow::Result<Refused> {
    let call = IVault::approveCall {
        spender: Address::ZERO,
        value: WAD,
    };
    let error = IVault::ERC20InvalidSpender {
        spender: Address::ZERO,
    };
    of_vault(world, |_| sends!(world.chain.people.owner, call, error)).await
}

/// A permit of the owner's shares to bob that nothing is wrong with, and its signature by `signer`.
async fn permitted(
    world: &World,
    vault: &Vault,
    signer: Address,
) -> anyhow::Result<(Permit, Signed)> {
    let (chain, people) = (&world.chain, world.chain.people);
    let permit = Permit {
        owner: people.owner,
        spender: people.bob,
        value: WAD,
        nonce: U256::ZERO,
        deadline: U256::MAX,
    };
    let domain = permit::domain_of(chain, vault).await?;
    let signed = permit::sign(chain.signer(signer)?, &permit, &domain)?;
    Ok((permit, signed))
}

async fn permit_late(world: &World) -> anyhow::Result<Refused> {
    let (vault, people) = (world.vault(2).await?, world.chain.people);
    let (permit, signed) = permitted(world, &vault, people.owner).await?;
    let call = IVaultAdmin::permitCall {
        deadline: U256::ONE,
        ..signed.call(&permit)
    };
    let error = IVault::ERC2612ExpiredSignature {
        deadline: U256::ONE,
    };
    refused(&world.chain, people.bob, vault.address, &call, &error).await
}

async fn permit_of_another(world: &World) -> anyhow::Result<Refused> {
    let (vault, people) = (world.vault(2).await?, world.chain.people);
    let (permit, signed) = permitted(world, &vault, people.mallory).await?;
    let error = IVault::ERC2612InvalidSigner {
        signer: people.mallory,
        owner: people.owner,
    };
    let call = signed.call(&permit);
    refused(&world.chain, people.bob, vault.address, &call, &error).await
}

/// Whoever seems to have signed what the vault reads: found by a library.
async fn seeming(
    world: &World,
    vault: &Vault,
    read: &Permit,
    signed: Signed,
) -> anyhow::Result<IVault::ERC2612InvalidSigner> {
    let domain = permit::domain_of(&world.chain, vault).await?;
    Ok(IVault::ERC2612InvalidSigner {
        signer: signed.signer(read, &domain).context("some key")?,
        owner: read.owner,
    })
}

async fn permit_twice(world: &World) -> anyhow::Result<Refused> {
    let (vault, people) = (world.vault(2).await?, world.chain.people);
    let (permit, signed) = permitted(world, &vault, people.owner).await?;
    let call = signed.call(&permit);
    vault.send(&world.chain, people.bob, &call).await?;
    let read = Permit {
        nonce: U256::ONE,
        ..permit
    };
    let error = seeming(world, &vault, &read, signed).await?;
    refused(&world.chain, people.bob, vault.address, &call, &error).await
}

async fn permit_elsewhere(world: &World) -> anyhow::Result<Refused> {
    let (vault, people) = (world.vault(2).await?, world.chain.people);
    let (permit, _) = permitted(world, &vault, people.owner).await?;
    let domain = permit::domain(&vault.config.name, 1, vault.address);
    let signed = permit::sign(world.chain.signer(people.owner)?, &permit, &domain)?;
    let error = seeming(world, &vault, &permit, signed).await?;
    let call = signed.call(&permit);
    refused(&world.chain, people.bob, vault.address, &call, &error).await
}

async fn permit_of_nobody(world: &World) -> anyhow::Result<Refused> {
    let (vault, people) = (world.vault(2).await?, world.chain.people);
    let (permit, signed) = permitted(world, &vault, people.owner).await?;
    let call = IVaultAdmin::permitCall {
        v: 29,
        ..signed.call(&permit)
    };
    let error = IVault::ECDSAInvalidSignature {};
    refused(&world.chain, people.bob, vault.address, &call, &error).await
}

async fn permit_in_upper_form(world: &World) -> anyhow::Result<Refused> {
    let (vault, people) = (world.vault(2).await?, world.chain.people);
    let (permit, signed) = permitted(world, &vault, people.owner).await?;
    let upper = signed.with_high_s();
    let error = IVault::ECDSAInvalidSignatureS { s: upper.s };
    let call = upper.call(&permit);
    refused(&world.chain, people.bob, vault.address, &call, &error).await
}

async fn asset_unknown(world: &World) -> anyhow::Result<Refused> {
    let token = world.market.asset(5)?.token;
    let call = IVaultViews::assetBalanceCall { token };
    of_vault(world, |_| {
        sends!(
            world.chain.people.alice,
            call,
            IVault::AssetUnknown { token }
        )
    })
    .await
}
