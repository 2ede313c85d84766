//! Deposits, redemptions and seeds.

use super::{Row, WAD, invalid_receiver, not_allowed, of_vault, row, sends};

use alloy::primitives::{Address, U256};

use client::bindings::{IVault, IVaultAdmin, IVaultViews};

use e2e::{
    refusal::{Refused, refused},
    vault::{NO_DEADLINE, Vault, deposit_call, rebalance_call},
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "ERC20InsufficientBalance",
            "more is redeemed than owned",
            redeem_above
        ),
        row!(
            "ERC20InsufficientAllowance",
            "a stranger redeems",
            redeem_from
        ),
        row!(
            "ERC20InvalidReceiver",
            "a deposit is for nobody",
            deposit_for_nobody
        ),
        row!(
            "ERC20InvalidReceiver",
            "a redemption pays nobody",
            redeem_for_nobody
        ),
        row!(
            "ERC20InvalidReceiver",
            "a redemption pays the vault",
            redeem_for_vault
        ),
        row!("SharesZero", "nothing is deposited", deposit_nothing),
        row!("SharesZero", "nothing is redeemed", redeem_nothing),
        row!(
            "SharesAboveSupply",
            "a preview redeems more than there is",
            above_supply
        ),
        row!("SupplyNotZero", "a living vault is seeded", seed_again),
        row!(
            "SupplyZero",
            "an empty vault is deposited into",
            deposit_into_empty
        ),
        row!(
            "NothingToTrade",
            "an empty vault is rebalanced",
            rebalance_empty
        ),
        row!(
            "LengthMismatch",
            "a deposit has a maximum too many",
            deposit_length
        ),
        row!(
            "LengthMismatch",
            "a redemption has a minimum too few",
            redeem_length
        ),
        row!(
            "AmountAboveMaximum",
            "a deposit costs more than the user allows",
            above_maximum
        ),
        row!(
            "AmountBelowMinimum",
            "a redemption pays less than the user demands",
            below_minimum
        ),
    ]
}

async fn redeem_above(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    of_vault(world, |vault| {
        sends!(
            alice,
            vault.redeem_call(WAD, alice),
            IVault::ERC20InsufficientBalance {
                sender: alice,
                balance: U256::ZERO,
                needed: WAD
            }
        )
    })
    .await
}

async fn redeem_from(world: &World) -> anyhow::Result<Refused> {
    let people = world.chain.people;
    of_vault(world, |vault| {
        let call = IVault::redeemInKindCall {
            receiver: people.mallory,
            ..vault.redeem_call(WAD, people.owner)
        };
        sends!(people.mallory, call, not_allowed(people.mallory))
    })
    .await
}

async fn deposit_for_nobody(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let vault = world.vault(2).await?;
    world.fund(alice, &vault.tokens()).await?;
    for token in vault.tokens() {
        e2e::vault::approve(&world.chain, token, alice, vault.address, U256::MAX).await?;
    }
    let call = deposit_call(WAD, vec![U256::MAX; 2], Address::ZERO);
    refused(
        &world.chain,
        alice,
        vault.address,
        &call,
        &invalid_receiver(Address::ZERO),
    )
    .await
}

async fn redeem_for_nobody(world: &World) -> anyhow::Result<Refused> {
    let owner = world.chain.people.owner;
    of_vault(world, |vault| {
        let call = IVault::redeemInKindCall {
            receiver: Address::ZERO,
            ..vault.redeem_call(WAD, owner)
        };
        sends!(owner, call, invalid_receiver(Address::ZERO))
    })
    .await
}

async fn redeem_for_vault(world: &World) -> anyhow::Result<Refused> {
    let owner = world.chain.people.owner;
    of_vault(world, |vault| {
        let call = IVault::redeemInKindCall {
            receiver: vault.address,
            ..vault.redeem_call(WAD, owner)
        };
        sends!(owner, call, invalid_receiver(vault.address))
    })
    .await
}

async fn deposit_nothing(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let call = deposit_call(U256::ZERO, vec![U256::MAX; 2], alice);
    of_vault(world, |_| sends!(alice, call, IVault::SharesZero {})).await
}

async fn redeem_nothing(world: &World) -> anyhow::Result<Refused> {
    let owner = world.chain.people.owner;
    of_vault(world, |vault| {
        sends!(
            owner,
            vault.redeem_call(U256::ZERO, owner),
            IVault::SharesZero {}
        )
    })
    .await
}

async fn above_supply(world: &World) -> anyhow::Result<Refused> {
    let supply = U256::from(1_000) * WAD;
    let shares = supply + U256::ONE;
    let call = IVaultViews::previewRedeemInKindCall { shares };
    of_vault(world, |_| {
        sends!(
            world.chain.people.alice,
            call,
            IVault::SharesAboveSupply { shares, supply }
        )
    })
    .await
}

async fn seed_again(world: &World) -> anyhow::Result<Refused> {
    let owner = world.chain.people.owner;
    let call = IVaultAdmin::seedCall {
        amounts: vec![U256::ONE; 2],
        receiver: owner,
    };
    let error = IVault::SupplyNotZero {
        supply: U256::from(1_000) * WAD,
    };
    of_vault(world, |_| sends!(owner, call, error)).await
}

/// A vault that everybody has left.
async fn emptied(world: &World) -> anyhow::Result<Vault> {
    let vault = world.vault(2).await?;
    let owner = world.chain.people.owner;
    let shares = vault.shares_of(&world.chain, owner).await?;
    vault.redeem(&world.chain, owner, shares).await?;
    Ok(vault)
}

async fn deposit_into_empty(world: &World) -> anyhow::Result<Refused> {
    let (vault, alice) = (emptied(world).await?, world.chain.people.alice);
    let call = deposit_call(WAD, vec![U256::MAX; 2], alice);
    refused(
        &world.chain,
        alice,
        vault.address,
        &call,
        &IVault::SupplyZero {},
    )
    .await
}

/// What is left is the dust that rounding left behind.
async fn rebalance_empty(world: &World) -> anyhow::Result<Refused> {
    let (vault, keeper) = (emptied(world).await?, world.chain.people.keeper);
    let decision = vault.decision(&world.chain).await?;
    let nothing = IVault::NothingToTrade {
        maxDriftWad: decision.maxDriftWad,
        bandWad: decision.bandWad,
    };
    let call = rebalance_call();
    refused(&world.chain, keeper, vault.address, &call, &nothing).await
}

fn length(got: u64) -> IVault::LengthMismatch {
    IVault::LengthMismatch {
        got: U256::from(got),
        expected: U256::from(2),
    }
}

async fn deposit_length(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let call = deposit_call(WAD, vec![U256::MAX; 3], alice);
    of_vault(world, |_| sends!(alice, call, length(3))).await
}

async fn redeem_length(world: &World) -> anyhow::Result<Refused> {
    let owner = world.chain.people.owner;
    let call = IVault::redeemInKindCall {
        shares: WAD,
        minAmounts: vec![U256::ZERO; 1],
        receiver: owner,
        owner,
        deadline: NO_DEADLINE,
    };
    of_vault(world, |_| sends!(owner, call, length(1))).await
}

async fn above_maximum(world: &World) -> anyhow::Result<Refused> {
    let (vault, alice) = (world.vault(2).await?, world.chain.people.alice);
    let quoted = vault
        .view(
            &world.chain,
            &IVaultViews::previewDepositInKindCall { shares: WAD },
        )
        .await?;
    let maximum = quoted[0] - U256::ONE;
    let call = deposit_call(WAD, vec![maximum, U256::MAX], alice);
    let error = IVault::AmountAboveMaximum {
        token: vault.tokens()[0],
        amount: quoted[0],
        maximum,
    };
    refused(&world.chain, alice, vault.address, &call, &error).await
}

async fn below_minimum(world: &World) -> anyhow::Result<Refused> {
    let (vault, owner) = (world.vault(2).await?, world.chain.people.owner);
    let quoted = vault
        .view(
            &world.chain,
            &IVaultViews::previewRedeemInKindCall { shares: WAD },
        )
        .await?;
    let minimum = quoted[1] + U256::ONE;
    let mut call = vault.redeem_call(WAD, owner);
    call.minAmounts[1] = minimum;
    let error = IVault::AmountBelowMinimum {
        token: vault.tokens()[1],
        amount: quoted[1],
        minimum,
    };
    refused(&world.chain, owner, vault.address, &call, &error).await
}
