//! At the edges of what a vault may be: as many assets as allowed, tokens of every old habit, and programs that have expired.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, U256},
    rpc::types::TransactionRequest,
    sol_types::SolCall,
};
use anyhow::ensure;
use client::{
    arb_wasm::{ARB_WASM, ArbWasm},
    bindings::{Asset, IVault, VaultConfig},
};
use e2e::{
    actors::{ActorToken, Manner},
    chain::reverted,
    hostile::{Stooge, with_token},
    stage::story,
    vault::{Vault, rebalance_call},
    world::World,
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const MAX_ASSETS: usize = 32;
/// What one transaction may use on Arbitrum One.
const TRANSACTION_GAS_MAX: u64 = 32_000_000;
const YEAR_S: u64 = 365 * 86_400;

#[test]
fn story_a_vault_of_thirty_two_assets_is_born_used_and_rebalanced_within_a_transactions_gas() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        // Only the router is not the real one: nobody opens 31 pools for a test. It fills every trade at its floor.
        let stooge = Stooge::order(world, widest(world).await?).await?;
        let vault = &stooge.vault;
        world.fund(people.alice, &vault.tokens()).await?;
        vault.deposit(chain, people.alice, WAD).await?;
        vault.redeem(chain, people.alice, WAD).await?;

        world.move_price(1, 6_000).await?;
        let deeds = stooge.honest_deeds(chain).await?;
        ensure!(deeds.len() == MAX_ASSETS - 1, "{} trades", deeds.len());
        stooge.rehearse(chain, &deeds).await?;
        let (receipt, rebalanced) = vault.rebalance(chain, people.keeper).await?;
        println!(
            "rebalance of {MAX_ASSETS} assets with {} trades, with a router of a few calls: {} gas",
            rebalanced.fills.len(),
            receipt.gas_used
        );
        ensure!(receipt.gas_used < TRANSACTION_GAS_MAX);
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        Ok(())
    });
}

/// The market's assets and 22 actor tokens at the prices of the market's last one.
async fn widest(world: &World) -> anyhow::Result<VaultConfig> {
    let mut config = world.config(10);
    let model = config.assets[9].clone();
    let part = WAD / U256::from(50);
    while config.assets.len() < MAX_ASSETS {
        let token = ActorToken::deploy(&world.chain, 18).await?;
        let mut feed = model.feed.clone();
        feed.tokenDecimals = 18;
        config.assets.push(Asset {
            token: token.address,
            feed,
            ..model.clone()
        });
    }
    for asset in config.assets.iter_mut().skip(2) {
        asset.targetWad = part;
    }
    config.assets[0].targetWad = WAD / U256::from(10);
    config.assets[1].targetWad =
        WAD - config.assets[0].targetWad - part * U256::from(MAX_ASSETS - 2);
    Ok(config)
}

#[test]
fn story_tokens_that_return_nothing_or_a_megabyte_are_held_like_any_other() {
    for manner in [Manner::ReturnNothing, Manner::ReturnMegabyte] {
        story(async |world| {
            let (chain, alice) = (&world.chain, world.chain.people.alice);
            let (token, vault) = with_token(world).await?;
            world.fund(alice, &vault.tokens()).await?;
            token.behave(chain, manner).await?;
            let paid = vault.deposit(chain, alice, WAD).await?;
            let received = vault.redeem(chain, alice, WAD).await?;
            ensure!(paid[2] > U256::ZERO && received[2] > U256::ZERO && received[2] <= paid[2]);
            if manner == Manner::ReturnMegabyte {
                // A megabyte takes more gas than a token is given on the way out, so it is owed, and claimed with all gas.
                let claim = IVault::claimCall {
                    token: token.address,
                    owner: alice,
                };
                vault.send(chain, alice, &claim).await?;
            }
            ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
            Ok(())
        });
    }
}

#[test]
fn story_expired_programs_come_back_as_they_were_when_anyone_activates_them() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(3).await?;
        let views = vault.views(chain).await?;
        chain.pass_time(YEAR_S + 3_600).await?;
        let call = vault.redeem_call(WAD, people.owner).abi_encode();
        let dead = reverted(chain.ask(people.owner, vault.address, call.into()).await)?;
        ensure!(dead.data.is_empty(), "an expired program says {dead}");

        for program in programs(world) {
            let activate = ArbWasm::activateProgramCall { program };
            let request = TransactionRequest::default()
                .with_from(people.mallory)
                .with_to(ARB_WASM)
                .with_value(WAD)
                .with_input(activate.abi_encode());
            chain.submit("activating again", request).await?;
        }
        ensure!(vault.views(chain).await? == views);
        vault.redeem(chain, people.owner, WAD).await?;
        world.refresh_answers().await?;
        works(world, &vault).await
    });
}

fn programs(world: &World) -> [Address; 8] {
    let suite = world.suite();
    [
        suite.implementation,
        suite.admin,
        suite.views,
        suite.rebalance,
        suite.oracle,
        suite.engine,
        suite.router,
        world.factory(),
    ]
}

async fn works(world: &World, vault: &Vault) -> anyhow::Result<()> {
    world.move_price(1, 3_000).await?;
    let keeper = world.chain.people.keeper;
    vault.send(&world.chain, keeper, &rebalance_call()).await?;
    Ok(())
}
