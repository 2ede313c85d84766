//! Tokens of every odd kind as constituents: the rows of SECURITY.md's table, one story each. The ways of misbehaving in a single
//! call are in `bad_input/tokens.rs`, those of calling back in `attack_reentry.rs`.

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolError,
};
use anyhow::ensure;
use client::bindings::{IFactory, IOracle, IVault, IVaultViews, VaultConfig};
use e2e::{
    actors::{ActorToken, IActorToken, Manner},
    hostile::with_token,
    portfolio::Portfolio,
    refusal::refused,
    stage::story,
    vault::{Vault, approve, deposit_call},
    world::World,
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const DECIMALS_MAX: u8 = 36;

#[test]
fn story_tokens_of_zero_to_thirty_six_decimals_are_held_priced_and_rebalanced() {
    for decimals in 0..=DECIMALS_MAX {
        story(async |world| {
            let (chain, people) = (&world.chain, world.chain.people);
            let config = of_decimals(world, decimals).await?;
            let vault = world.vault_of(world.suite(), config).await?;
            world.fund(people.alice, &vault.tokens()).await?;

            // One whole token costs what it costs, whatever its decimals are.
            let whole = U256::from(10).pow(U256::from(decimals));
            let value = Portfolio::value_e36(chain, &vault.config.assets[2], whole).await?;
            let price = vault.view(chain, &IVaultViews::pricesCall {}).await?[2];
            let stated = price * whole / WAD;
            ensure!(
                stated <= value && value - stated <= whole / WAD + U256::ONE,
                "{decimals} decimals: {stated}, expected {value}"
            );

            let paid = vault.deposit(chain, people.alice, WAD).await?;
            let received = vault.redeem(chain, people.alice, WAD).await?;
            ensure!(
                paid.iter()
                    .zip(&received)
                    .all(|(paid, received)| received <= paid)
            );
            ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
            let decision = vault.decision(chain).await?;
            // A token of whole units only has targets between its units; any other is at them.
            ensure!(decimals < 3 || decision.maxDriftWad < WAD / U256::from(1_000));
            Ok(())
        });
    }
}

#[test]
fn story_a_token_of_more_than_thirty_six_decimals_is_refused_at_birth() {
    story(async |world| {
        let owner = world.chain.people.owner;
        let config = of_decimals(world, DECIMALS_MAX + 1).await?;
        let create = IFactory::createCall {
            suite: world.suite(),
            config,
            amounts: vec![U256::ONE; 3],
        };
        let error = IOracle::DecimalsOutOfRange {
            got: DECIMALS_MAX + 1,
            maximum: DECIMALS_MAX,
        };
        refused(&world.chain, owner, world.factory(), &create, &error).await?;
        Ok(())
    });
}

#[test]
fn story_a_token_that_refuses_to_move_nothing_is_never_asked_to() {
    story(async |world| {
        let (chain, owner) = (&world.chain, world.chain.people.owner);
        let (token, vault) = with_token(world).await?;
        token.behave(chain, Manner::RefuseZero).await?;
        // A single unit of shares is worth less than a unit of any asset.
        let received = vault.redeem(chain, owner, U256::ONE).await?;
        ensure!(received[2] == U256::ZERO, "{received:?}");
        ensure!(vault.redeem(chain, owner, WAD).await?[2] > U256::ZERO);
        Ok(())
    });
}

#[test]
fn story_an_account_that_a_token_blocks_is_paid_elsewhere_and_nobody_else_notices() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (token, vault) = with_token(world).await?;
        world.fund(people.alice, &vault.tokens()).await?;
        vault.deposit(chain, people.alice, WAD).await?;
        token.block(chain, people.alice).await?;

        let half = WAD / U256::from(2);
        let elsewhere = IVault::redeemInKindCall {
            receiver: people.carol,
            ..vault.redeem_call(half, people.alice)
        };
        let value = preview(world, &vault, half).await?[2];
        vault.send(chain, people.alice, &elsewhere).await?;
        ensure!(held(world, &token, people.carol).await? == value);
        // To herself she is paid everything else, and owed this.
        let owed = vault.redeem(chain, people.alice, half).await?[2];
        ensure!(owed > U256::ZERO && owed_to(world, &vault, &token, people.alice).await? == owed);
        ensure!(
            held(world, &token, vault.address).await? == vault.balances(chain).await?[2] + owed
        );
        let reason = IActorToken::TransferRefused {
            from: vault.address,
            to: people.alice,
            value: owed,
        };
        let error = reverted(&token, reason.abi_encode());
        let claim = IVault::claimCall {
            token: token.address,
            owner: people.alice,
        };
        refused(chain, people.bob, vault.address, &claim, &error).await?;
        token.unblock(chain, people.alice).await?;
        vault.send(chain, people.bob, &claim).await?;
        vault.redeem(chain, people.owner, WAD).await?;
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        Ok(())
    });
}

#[test]
fn story_a_fee_that_a_token_takes_later_is_paid_by_whoever_leaves() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (token, vault) = with_token(world).await?;
        token.behave(chain, Manner::TakeFee).await?;
        let paid = vault.redeem(chain, people.owner, WAD).await?[2];
        let arrived = held(world, &token, people.owner).await?;
        ensure!(
            arrived == paid - paid / U256::from(100),
            "{arrived} of {paid}"
        );
        // Those who stay lose nothing, and nobody can come in.
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        world.fund(people.alice, &vault.tokens()).await?;
        for asset in vault.tokens() {
            approve(chain, asset, people.alice, vault.address, U256::MAX).await?;
        }
        let amounts = vault
            .view(
                chain,
                &IVaultViews::previewDepositInKindCall { shares: WAD },
            )
            .await?;
        let error = IVault::AmountNotReceived {
            token: token.address,
            received: amounts[2] - amounts[2] / U256::from(100),
            expected: amounts[2],
        };
        let call = deposit_call(WAD, vec![U256::MAX; 3], people.alice);
        refused(chain, people.alice, vault.address, &call, &error).await?;
        Ok(())
    });
}

#[test]
fn story_a_token_that_grows_by_itself_changes_nothing() {
    story(async |world| {
        let chain = &world.chain;
        let (token, vault) = with_token(world).await?;
        let (before, worth) = (
            vault.views(chain).await?,
            preview(world, &vault, WAD).await?,
        );
        let price = vault.decision(chain).await?;
        let grown = before.balances[2] / U256::from(10);
        token.mint(chain, vault.address, grown).await?;
        ensure!(vault.views(chain).await? == before);
        ensure!(preview(world, &vault, WAD).await? == worth);
        let after = vault.decision(chain).await?;
        ensure!((after.navWad, after.maxDriftWad) == (price.navWad, price.maxDriftWad));
        Ok(())
    });
}

#[test]
fn story_a_token_that_shrinks_by_itself_pays_those_who_leave_first() {
    story(async |world| {
        let (chain, owner) = (&world.chain, world.chain.people.owner);
        let (token, vault) = with_token(world).await?;
        let supply = vault.supply(chain).await?;
        let half = vault.balances(chain).await?[2] / U256::from(2);
        token.shrink(chain, vault.address, half).await?;

        // The loss is not shared: it is its holders' risk, as SECURITY.md says.
        let most = supply * U256::from(4) / U256::from(10);
        vault.redeem(chain, owner, most).await?;
        let rest = supply - most;
        let (has, needs) = (
            held(world, &token, vault.address).await?,
            preview(world, &vault, rest).await?[2],
        );
        ensure!(has < needs);
        // Whoever comes last is owed what is left, and no more.
        vault.redeem(chain, owner, rest).await?;
        ensure!(
            owed_to(world, &vault, &token, owner).await? == has - vault.balances(chain).await?[2]
        );
        let claim = IVault::claimCall {
            token: token.address,
            owner,
        };
        vault.send(chain, owner, &claim).await?;
        ensure!(held(world, &token, vault.address).await? == vault.balances(chain).await?[2]);
        Ok(())
    });
}

#[test]
fn story_a_token_that_burns_all_gas_is_named() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (token, vault) = with_token(world).await?;
        world.fund(people.alice, &vault.tokens()).await?;
        for asset in vault.tokens() {
            approve(chain, asset, people.alice, vault.address, U256::MAX).await?;
        }
        token.behave(chain, Manner::BurnGas).await?;
        let error = reverted(&token, Vec::new());
        let deposit = deposit_call(WAD, vec![U256::MAX; 3], people.alice);
        refused(chain, people.alice, vault.address, &deposit, &error).await?;
        let redeem = vault.redeem_call(WAD, people.owner);
        vault.send(chain, people.owner, &redeem).await?;
        let owed = owed_to(world, &vault, &token, people.owner).await?;
        ensure!(owed > U256::ZERO, "and it stops nobody's exit");
        Ok(())
    });
}

/// A token that has a price, and a configuration with it as the third asset.
async fn of_decimals(world: &World, decimals: u8) -> anyhow::Result<VaultConfig> {
    let token = ActorToken::deploy(&world.chain, decimals).await?;
    let mut config = world.config_with(3, 2, token.address);
    config.assets[2].feed.tokenDecimals = decimals;
    Ok(config)
}

async fn preview(world: &World, vault: &Vault, shares: U256) -> anyhow::Result<Vec<U256>> {
    let call = IVaultViews::previewRedeemInKindCall { shares };
    Ok(vault.view(&world.chain, &call).await?)
}

async fn held(world: &World, token: &ActorToken, who: Address) -> anyhow::Result<U256> {
    let held = e2e::vault::holdings(&world.chain, &[token.address], who).await?;
    Ok(held[0])
}

async fn owed_to(
    world: &World,
    vault: &Vault,
    token: &ActorToken,
    owner: Address,
) -> anyhow::Result<U256> {
    let call = IVaultViews::owedCall {
        token: token.address,
        owner,
    };
    Ok(vault.view(&world.chain, &call).await?)
}

fn reverted(token: &ActorToken, reason: Vec<u8>) -> IVault::TokenCallReverted {
    IVault::TokenCallReverted {
        token: token.address,
        reason: Bytes::from(reason),
    }
}
