//! Flows of one asset, and the limits of shares.

use super::{Row, WAD, row};

use alloy::primitives::{Address, U256, aliases::U112};

use client::bindings::{IVault, IVaultPriced, IVaultViews};

use e2e::{
    actors::ActorToken,
    priced::Model,
    refusal::{Refused, refused},
    vault::{NO_DEADLINE, Vault, approve, deposit_call},
    world::{HOLD_S, World},
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!("SharesLocked", "what is held back is redeemed", held_back),
        row!(
            "LotRunning",
            "a stranger deposits into a running lot",
            lot_running
        ),
        row!(
            "LotOutOfRange",
            "more than 104 bits of shares would be held back",
            lot_too_large
        ),
        row!(
            "SupplyOutOfRange",
            "more than 112 bits of shares would exist",
            supply_too_large
        ),
        row!(
            "ShareCapExceeded",
            "a deposit goes past the vault's cap",
            above_cap
        ),
        row!(
            "FlowAboveDailyCap",
            "more than the day allows comes in",
            above_day
        ),
        row!(
            "FlowAboveHolding",
            "more of the hub is withdrawn than there is",
            above_holding
        ),
        row!(
            "SharesBelowMinimum",
            "a deposit mints less than was insisted on",
            below_minimum
        ),
        row!(
            "AssetUnknown",
            "another token than a constituent comes in",
            unknown_asset
        ),
        row!("AmountZero", "nothing comes in", nothing_in),
        row!("SharesZero", "what comes in is worth no share", no_share),
    ]
}

async fn ready(world: &World, vault: &Vault, who: Address) -> anyhow::Result<()> {
    world.fund(who, &vault.tokens()).await?;
    for token in vault.tokens() {
        approve(&world.chain, token, who, vault.address, U256::MAX).await?;
    }
    Ok(())
}

fn usdc(whole: u64) -> U256 {
    U256::from(whole) * U256::from(1_000_000)
}

fn enter(assets: U256, receiver: Address) -> IVaultPriced::depositCall {
    IVaultPriced::depositCall { assets, receiver }
}

/// An ordinary vault, and alice with a lot of 100 of the hub.
async fn with_lot(world: &World) -> anyhow::Result<(Vault, U256, U256)> {
    let (chain, alice) = (&world.chain, world.chain.people.alice);
    let vault = world.vault(2).await?;
    ready(world, &vault, alice).await?;
    vault.send(chain, alice, &enter(usdc(100), alice)).await?;
    let shares = vault.shares_of(chain, alice).await?;
    let until = U256::from(chain.now().await? + u64::from(HOLD_S));
    Ok((vault, shares, until))
}

async fn held_back(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let (vault, shares, until) = with_lot(world).await?;
    let error = IVault::SharesLocked {
        account: alice,
        free: U256::ZERO,
        needed: shares,
        until,
    };
    let call = vault.redeem_call(shares, alice);
    refused(&world.chain, alice, vault.address, &call, &error).await
}

async fn lot_running(world: &World) -> anyhow::Result<Refused> {
    let people = world.chain.people;
    let (vault, _, until) = with_lot(world).await?;
    ready(world, &vault, people.bob).await?;
    let error = IVault::LotRunning {
        account: people.alice,
        until,
    };
    let call = enter(usdc(1), people.alice);
    refused(&world.chain, people.bob, vault.address, &call, &error).await
}

/// A vault of a hub and a token that anyone can mint, in which alice owns `shares` after a deposit in kind.
async fn vast(world: &World, shares: U256) -> anyhow::Result<Vault> {
    let (chain, alice) = (&world.chain, world.chain.people.alice);
    let token = ActorToken::deploy(chain, 18).await?;
    let mut config = world.config_with(2, 1, token.address);
    config.flowPolicy.dailyFlowBps = 10_000;
    let vault = world.vault_of(world.suite(), config).await?;
    let call = IVaultViews::previewDepositInKindCall { shares };
    let amounts = vault.view(chain, &call).await?;
    for (token, amount) in vault.tokens().into_iter().zip(amounts) {
        world.mint(token, alice, amount << 1).await?;
        approve(chain, token, alice, vault.address, U256::MAX).await?;
    }
    vault.deposit(chain, alice, shares).await?;
    for token in vault.tokens() {
        approve(chain, token, alice, vault.address, U256::MAX).await?;
    }
    Ok(vault)
}

async fn lot_too_large(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let shares = U256::from(1) << 104;
    // The hub has to bring as much as there is in all: it is half of the portfolio.
    let vault = vast(world, shares << 2).await?;
    let error = IVault::LotOutOfRange {
        shares,
        maximum: shares - U256::from(1),
    };
    let call = IVaultPriced::mintCall {
        shares,
        receiver: alice,
    };
    refused(&world.chain, alice, vault.address, &call, &error).await
}

async fn supply_too_large(world: &World) -> anyhow::Result<Refused> {
    let (chain, alice) = (&world.chain, world.chain.people.alice);
    let maximum = (U256::from(1) << 112) - U256::from(1);
    let vault = vast(world, maximum - WAD * U256::from(1_000)).await?;
    let error = IVault::SupplyOutOfRange {
        supply: maximum + U256::from(1),
        maximum,
    };
    let call = deposit_call(U256::from(1), vec![U256::MAX; 2], alice);
    refused(chain, alice, vault.address, &call, &error).await
}

async fn above_cap(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let mut config = world.config(2);
    let cap = WAD * U256::from(1_001);
    config.flowPolicy.shareCap = cap.to::<U112>();
    let vault = world.vault_of(world.suite(), config).await?;
    ready(world, &vault, alice).await?;
    let error = IVault::ShareCapExceeded {
        supply: cap + U256::from(1),
        cap,
    };
    let call = deposit_call(WAD + U256::from(1), vec![U256::MAX; 2], alice);
    refused(&world.chain, alice, vault.address, &call, &error).await
}

async fn above_day(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let vault = world.vault(2).await?;
    ready(world, &vault, alice).await?;
    let model = Model::of(&world.chain, &vault, 0).await?;
    let error = IVault::FlowAboveDailyCap {
        flowWad: (model.value_floor(usdc(60_000)) * WAD).div_ceil(model.nav()),
        roomWad: WAD / U256::from(20),
    };
    let call = enter(usdc(60_000), alice);
    refused(&world.chain, alice, vault.address, &call, &error).await
}

async fn above_holding(world: &World) -> anyhow::Result<Refused> {
    let owner = world.chain.people.owner;
    let vault = world.vault(2).await?;
    let held = vault.balances(&world.chain).await?[0];
    let model = Model::of(&world.chain, &vault, 0).await?;
    let assets = held + usdc(1);
    let error = IVault::FlowAboveHolding {
        token: vault.tokens()[0],
        valueWad: model.value_ceil(assets),
        heldWad: model.values[0],
    };
    let call = IVaultPriced::withdrawCall {
        assets,
        receiver: owner,
        owner,
    };
    refused(&world.chain, owner, vault.address, &call, &error).await
}

async fn below_minimum(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let vault = world.vault(2).await?;
    ready(world, &vault, alice).await?;
    let shares = Model::of(&world.chain, &vault, 0).await?.deposit(usdc(7));
    let error = IVault::SharesBelowMinimum {
        shares,
        minimum: shares + U256::from(1),
    };
    let call = IVaultPriced::depositAssetCall {
        token: vault.tokens()[0],
        amount: usdc(7),
        minShares: error.minimum,
        receiver: alice,
        deadline: NO_DEADLINE,
    };
    refused(&world.chain, alice, vault.address, &call, &error).await
}

async fn unknown_asset(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let vault = world.vault(2).await?;
    let token = world.market.assets[5].token;
    let call = IVaultPriced::depositAssetCall {
        token,
        amount: WAD,
        minShares: U256::ZERO,
        receiver: alice,
        deadline: NO_DEADLINE,
    };
    let error = IVault::AssetUnknown { token };
    refused(&world.chain, alice, vault.address, &call, &error).await
}

async fn nothing_in(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let vault = world.vault(2).await?;
    let error = IVault::AmountZero {
        token: vault.tokens()[0],
    };
    let call = enter(U256::ZERO, alice);
    refused(&world.chain, alice, vault.address, &call, &error).await
}

/// A base unit of a token of 24 decimals is worth less than a share's.
async fn no_share(world: &World) -> anyhow::Result<Refused> {
    let alice = world.chain.people.alice;
    let token = ActorToken::deploy(&world.chain, 24).await?;
    let mut config = world.config_with(2, 1, token.address);
    config.assets[1].feed.tokenDecimals = 24;
    let vault = world.vault_of(world.suite(), config).await?;
    ready(world, &vault, alice).await?;
    let call = IVaultPriced::depositAssetCall {
        token: token.address,
        amount: U256::from(1),
        minShares: U256::ZERO,
        receiver: alice,
        deadline: NO_DEADLINE,
    };
    let error = IVault::SharesZero {};
    refused(&world.chain, alice, vault.address, &call, &error).await
}
