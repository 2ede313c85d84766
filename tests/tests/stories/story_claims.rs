//! No token can hold up an exit: what one refuses to pay is owed, the rest is paid, and the claim is paid when the token
//! lets it.

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolError,
};
use anyhow::ensure;
use client::bindings::{Asset, IVault, IVaultAdmin, IVaultViews, VaultConfig};
use e2e::{
    actors::{ActorToken, IActorToken, Manner, Memory, step},
    hostile::with_token,
    invariants::{accounts_are_covered, claims_sum_to_total},
    portfolio::Portfolio,
    refusal::refused,
    stage::story,
    vault::{Vault, approve, deposit_call, event, holdings},
    world::World,
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const MAX_ASSETS: usize = 32;
/// What one transaction may use on Arbitrum One.
const TRANSACTION_GAS_MAX: u64 = 32_000_000;

/// How a token refuses: by its manners, or by having no code any more.
#[derive(Debug, Clone, Copy)]
enum Refusal {
    Blocks,
    Behaves(Manner),
    Vanishes,
}

const REFUSALS: [Refusal; 9] = [
    Refusal::Blocks,
    Refusal::Behaves(Manner::Refuse),
    Refusal::Behaves(Manner::RefuseSilently),
    Refusal::Behaves(Manner::RefuseAndHide),
    Refusal::Behaves(Manner::ReturnFalse),
    Refusal::Behaves(Manner::BurnGas),
    Refusal::Behaves(Manner::ReturnMegabyte),
    Refusal::Behaves(Manner::RefuseWithMegabyte),
    Refusal::Vanishes,
];

#[test]
fn story_whatever_a_token_does_the_other_assets_are_paid_and_the_claim_is_paid_later_by_a_stranger()
{
    for refusal in REFUSALS {
        story(async |world| {
            let (chain, people) = (&world.chain, world.chain.people);
            let (token, vault) = with_token(world).await?;
            let code = match refusal {
                Refusal::Blocks => token.block(chain, people.owner).await.map(|()| None)?,
                Refusal::Behaves(manner) => token.behave(chain, manner).await.map(|()| None)?,
                Refusal::Vanishes => Some(chain.replace_code(token.address, Bytes::new()).await?),
            };
            let amounts = preview(world, &vault, WAD).await?;
            let (balances, before) = (
                vault.balances(chain).await?,
                holdings(chain, &vault.tokens()[..2], people.owner).await?,
            );
            let call = vault.redeem_call(WAD, people.owner);
            let receipt = vault.send(chain, people.owner, &call).await?;

            let owed: IVault::Owed = event(&receipt)?;
            ensure!(
                (owed.token, owed.owner, owed.amount) == (token.address, people.owner, amounts[2]),
                "{refusal:?}: {owed:?}"
            );
            let redeemed: IVault::RedeemedInKind = event(&receipt)?;
            ensure!(redeemed.amounts == amounts, "a claim counts like a payment");
            let after = holdings(chain, &vault.tokens()[..2], people.owner).await?;
            for index in 0..2 {
                ensure!(
                    after[index] == before[index] + amounts[index],
                    "{refusal:?}"
                );
            }
            let left: Vec<_> = balances.iter().zip(&amounts).map(|(b, a)| b - a).collect();
            ensure!(vault.balances(chain).await? == left);
            ensure!(owed_to(world, &vault, token.address, people.owner).await? == amounts[2]);

            match code {
                Some(code) => {
                    chain.replace_code(token.address, code).await?;
                }
                None => {
                    token.unblock(chain, people.owner).await?;
                    token.behave(chain, Manner::Honest).await?;
                }
            }
            claims_sum_to_total(chain, &vault, &[people.owner]).await?;
            accounts_are_covered(chain, &vault).await?;
            is_claimed(world, &vault, token.address, people.owner, amounts[2]).await?;
            ensure!(vault.balances(chain).await? == left);
            ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
            Ok(())
        });
    }
}

/// Carol, who has nothing to do with it, claims once, and cannot claim again.
async fn is_claimed(
    world: &World,
    vault: &Vault,
    token: Address,
    owner: Address,
    amount: U256,
) -> anyhow::Result<()> {
    let (chain, carol) = (&world.chain, world.chain.people.carol);
    let before = holdings(chain, &[token], owner).await?[0];
    let claim = IVault::claimCall { token, owner };
    let receipt = vault.send(chain, carol, &claim).await?;
    let claimed: IVault::Claimed = event(&receipt)?;
    ensure!((claimed.token, claimed.owner, claimed.amount) == (token, owner, amount));
    ensure!(holdings(chain, &[token], owner).await?[0] == before + amount);
    let nothing = IVault::NothingOwed { token, owner };
    refused(chain, carol, vault.address, &claim, &nothing).await?;
    Ok(())
}

#[test]
fn story_each_asset_in_turn_and_then_all_of_them_may_be_frozen() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(5).await?;
        let tokens = vault.tokens();
        // A code that refuses, where the real token is.
        let refuses = Bytes::from_static(&[0x5f, 0x5f, 0xfd]);
        let one_by_one = (0..tokens.len()).map(|index| vec![index]);
        for frozen in one_by_one.chain([(0..tokens.len()).collect()]) {
            let amounts = preview(world, &vault, WAD).await?;
            let before = holdings(chain, &tokens, people.owner).await?;
            let mut owed_before = Vec::new();
            for token in &tokens {
                owed_before.push(owed_to(world, &vault, *token, people.owner).await?);
            }
            let mut codes = Vec::new();
            for index in &frozen {
                codes.push(chain.replace_code(tokens[*index], refuses.clone()).await?);
            }
            vault.redeem(chain, people.owner, WAD).await?;
            for (index, code) in frozen.iter().zip(codes) {
                chain.replace_code(tokens[*index], code).await?;
            }
            let after = holdings(chain, &tokens, people.owner).await?;
            for index in 0..tokens.len() {
                let owed = owed_to(world, &vault, tokens[index], people.owner).await?;
                let got = (after[index] - before[index], owed - owed_before[index]);
                let expected = match frozen.contains(&index) {
                    true => (U256::ZERO, amounts[index]),
                    false => (amounts[index], U256::ZERO),
                };
                ensure!(got == expected, "asset {index} of {frozen:?}: {got:?}");
            }
            accounts_are_covered(chain, &vault).await?;
        }
        Ok(())
    });
}

#[test]
fn story_claims_are_no_part_of_shares_prices_or_trades_and_outlive_all_shares() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(3).await?;
        world.fund(people.alice, &vault.tokens()).await?;
        vault
            .deposit(chain, people.alice, WAD * U256::from(300))
            .await?;
        let token = vault.tokens()[1];
        let refuses = Bytes::from_static(&[0x5f, 0x5f, 0xfd]);
        let code = chain.replace_code(token, refuses).await?;
        let owed = vault
            .redeem(chain, people.alice, WAD * U256::from(300))
            .await?[1];
        chain.replace_code(token, code).await?;

        // A third of the balance is owed, and what a share is worth is what is accounted for.
        let worth = Portfolio::of(chain, &vault).await?;
        let decision = vault.decision(chain).await?;
        ensure!(decision.navWad.abs_diff(worth.nav_e36() / WAD / WAD * WAD) < WAD * U256::from(2));
        ensure!(vault.real_balances(chain).await?[1] == vault.balances(chain).await?[1] + owed);
        vault.deposit(chain, people.alice, WAD).await?;
        world.move_price(1, 3_000).await?;
        vault.rebalance(chain, people.keeper).await?;
        ensure!(vault.real_balances(chain).await?[1] == vault.balances(chain).await?[1] + owed);

        vault
            .send(chain, people.owner, &IVaultAdmin::pauseCall {})
            .await?;
        for who in [people.owner, people.alice] {
            let shares = vault.shares_of(chain, who).await?;
            vault.redeem(chain, who, shares).await?;
        }
        ensure!(vault.supply(chain).await? == U256::ZERO);
        is_claimed(world, &vault, token, people.alice, owed).await
    });
}

#[test]
fn story_a_token_that_moves_the_amount_and_says_no_owes_nothing() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (token, vault) = with_token(world).await?;
        for manner in [Manner::MoveAndReturnFalse, Manner::ReturnTwo] {
            token.behave(chain, manner).await?;
            let amount = preview(world, &vault, WAD).await?[2];
            let before = holdings(chain, &[token.address], people.owner).await?[0];
            vault.redeem(chain, people.owner, WAD).await?;
            let after = holdings(chain, &[token.address], people.owner).await?[0];
            ensure!(after == before + amount, "it moved");
            let owed = owed_to(world, &vault, token.address, people.owner).await?;
            ensure!(
                owed == U256::ZERO,
                "{manner:?}: paid {amount}, and {owed} is owed"
            );
            ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        }
        Ok(())
    });
}

#[test]
fn story_a_claim_that_cannot_be_paid_changes_nothing_and_its_hook_finds_the_vault_locked() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (token, vault) = with_token(world).await?;
        token.behave(chain, Manner::Refuse).await?;
        let value = vault.redeem(chain, people.owner, WAD).await?[2];
        let claim = IVault::claimCall {
            token: token.address,
            owner: people.owner,
        };
        let reason = IActorToken::TransferRefused {
            from: vault.address,
            to: people.owner,
            value,
        };
        let error = IVault::TokenCallReverted {
            token: token.address,
            reason: reason.abi_encode().into(),
        };
        refused(chain, people.carol, vault.address, &claim, &error).await?;

        // Paid, it calls back: to be paid again, and to see what is owed.
        token.behave(chain, Manner::Honest).await?;
        let owed = IVaultViews::owedCall {
            token: token.address,
            owner: people.owner,
        };
        let steps = vec![step(vault.address, &claim), step(vault.address, &owed)];
        token.hook_on(chain, Memory::Recording, steps).await?;
        vault.send(chain, people.carol, &claim).await?;
        let outcomes = token.outcomes(chain).await?;
        ensure!(
            outcomes.len() == 2 && !outcomes[0].ok && outcomes[1].ok,
            "{outcomes:?}"
        );
        ensure!(outcomes[0].data[..] == IVault::Locked {}.abi_encode());
        ensure!(
            outcomes[1].data[..] == value.to_be_bytes::<32>(),
            "the state before"
        );
        ensure!(owed_to(world, &vault, token.address, people.owner).await? == U256::ZERO);
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        Ok(())
    });
}

#[test]
fn story_thirty_two_tokens_that_burn_all_gas_do_not_hold_up_an_exit_within_a_transactions_gas() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (actors, config) = burners(world).await?;
        let vault = world.vault_of(world.suite(), config).await?;
        for actor in &actors {
            actor.behave(chain, Manner::BurnGas).await?;
        }
        let call = vault.redeem_call(WAD, people.owner);
        let amounts = preview(world, &vault, WAD).await?;
        let receipt = vault.send(chain, people.owner, &call).await?;
        println!(
            "an exit past {MAX_ASSETS} tokens that burn all gas: {} gas",
            receipt.gas_used
        );
        ensure!(receipt.gas_used < TRANSACTION_GAS_MAX * 2 / 3);
        for (token, amount) in vault.tokens().into_iter().zip(amounts) {
            ensure!(owed_to(world, &vault, token, people.owner).await? == amount);
        }
        Ok(())
    });
}

/// As many actor tokens as a vault may hold, at the price of the market's last asset.
async fn burners(world: &World) -> anyhow::Result<(Vec<ActorToken>, VaultConfig)> {
    let mut config = world.config(10);
    let mut model = config.assets.remove(9);
    model.feed.tokenDecimals = 18;
    model.targetWad = WAD / U256::from(MAX_ASSETS);
    config.assets.clear();
    let mut actors = Vec::new();
    for _ in 0..MAX_ASSETS {
        let actor = ActorToken::deploy(&world.chain, 18).await?;
        config.assets.push(Asset {
            token: actor.address,
            ..model.clone()
        });
        actors.push(actor);
    }
    config.assets[0].poolFee = Default::default();
    Ok((actors, config))
}

#[test]
fn story_a_frozen_token_stops_deposits_and_no_exit_at_all() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (token, vault) = with_token(world).await?;
        world.fund(people.alice, &vault.tokens()).await?;
        for asset in vault.tokens() {
            approve(chain, asset, people.alice, vault.address, U256::MAX).await?;
        }
        token.behave(chain, Manner::RefuseSilently).await?;
        let error = IVault::TokenCallReverted {
            token: token.address,
            reason: Bytes::new(),
        };
        let deposit = deposit_call(WAD, vec![U256::MAX; 3], people.alice);
        refused(chain, people.alice, vault.address, &deposit, &error).await?;
        let all = vault.shares_of(chain, people.owner).await?;
        vault.redeem(chain, people.owner, all).await?;
        ensure!(vault.supply(chain).await? == U256::ZERO);
        Ok(())
    });
}

async fn preview(world: &World, vault: &Vault, shares: U256) -> anyhow::Result<Vec<U256>> {
    let call = IVaultViews::previewRedeemInKindCall { shares };
    Ok(vault.view(&world.chain, &call).await?)
}

async fn owed_to(
    world: &World,
    vault: &Vault,
    token: Address,
    owner: Address,
) -> anyhow::Result<U256> {
    let call = IVaultViews::owedCall { token, owner };
    Ok(vault.view(&world.chain, &call).await?)
}
