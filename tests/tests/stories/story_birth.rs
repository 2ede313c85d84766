//! A vault is cloned, initialised and seeded in one transaction, at an address that commits to creator and parameters.

use alloy::primitives::{Address, U256, aliases::U112, hex};
use alloy::sol_types::SolCall;
use anyhow::ensure;
use client::bindings::{
    IFactory, IVault, IVaultAdmin, IVaultRebalance, IVaultViews, Suite, VaultConfig,
};
use e2e::{
    refusal::refused,
    stage::story,
    vault::{Vault, approve, event},
    world::World,
};

#[test]
fn story_create_puts_a_seeded_vault_where_predict_said_and_registers_it() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let factory = world.factory();
        let count = chain.view(factory, &IFactory::vaultCountCall {}).await?;
        let (suite, config) = (world.suite(), world.config(3));
        let amounts = funded(world, people.owner, &config).await?;
        let predict = IFactory::predictCall {
            creator: people.owner,
            suite: suite.clone(),
            config: config.clone(),
        };
        let address = chain.view(factory, &predict).await?;
        ensure!(
            chain.code(address).await?.is_empty(),
            "nothing is there before"
        );

        let vault = Vault::create(
            chain,
            factory,
            people.owner,
            suite.clone(),
            config.clone(),
            amounts.clone(),
        )
        .await?;
        ensure!(vault.address == address);
        let code = chain.code(address).await?;
        let proxy = [
            &hex!("363d3d373d3d3d363d73")[..],
            suite.rebalance.as_slice(),
            &hex!("73")[..],
            suite.implementation.as_slice(),
            &hex!("3d3560e01c63")[..],
            &IVaultRebalance::rebalanceCall::SELECTOR,
            &hex!("14604257905b505af43d82803e903d91605157fd5bf3")[..],
        ];
        ensure!(
            code[..] == proxy.concat(),
            "a vault is a minimal proxy of core and rebalance, and nothing more"
        );

        ensure!(chain.view(factory, &IFactory::vaultCountCall {}).await? == count + U256::from(1));
        ensure!(
            chain
                .view(factory, &IFactory::vaultAtCall { index: count })
                .await?
                == address
        );
        let implementation = IFactory::implementationOfCall { vault: address };
        ensure!(chain.view(factory, &implementation).await? == suite.implementation);
        let stranger = IFactory::implementationOfCall {
            vault: people.mallory,
        };
        ensure!(
            chain.view(factory, &stranger).await? == Address::ZERO,
            "nobody else is registered"
        );

        is_as_configured(world, &vault, &suite, &config, &amounts).await
    });
}

#[test]
fn story_the_same_parameters_make_one_vault_for_each_creator() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let factory = world.factory();
        let (suite, config) = (world.suite(), world.config(2));
        let amounts = funded(world, people.owner, &config).await?;
        let first = Vault::create(
            chain,
            factory,
            people.owner,
            suite.clone(),
            config.clone(),
            amounts.clone(),
        )
        .await?;
        let again = IFactory::createCall {
            suite: suite.clone(),
            config: config.clone(),
            amounts: amounts.clone(),
        };
        refused(
            chain,
            people.owner,
            factory,
            &again,
            &IFactory::VaultExists {
                vault: first.address,
            },
        )
        .await?;

        funded(world, people.bob, &config).await?;
        let second = Vault::create(chain, factory, people.bob, suite, config, amounts).await?;
        ensure!(first.address != second.address);
        let owner = second.view(chain, &IVaultAdmin::ownerCall {}).await?;
        ensure!(
            owner == people.owner,
            "the owner is a parameter, the creator only pays"
        );
        Ok(())
    });
}

#[test]
fn story_predict_commits_to_every_parameter() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (suite, config) = (world.suite(), world.config(3));
        let predict = async |creator: Address, suite: &Suite, config: &VaultConfig| {
            let call = IFactory::predictCall {
                creator,
                suite: suite.clone(),
                config: config.clone(),
            };
            chain.view(world.factory(), &call).await
        };
        let mut seen = vec![predict(people.owner, &suite, &config).await?];
        seen.push(predict(people.alice, &suite, &config).await?);
        let suite_edits: [fn(&mut Suite); 10] = [
            |s| s.implementation = Address::repeat_byte(1),
            |s| s.admin = Address::repeat_byte(1),
            |s| s.priced = Address::repeat_byte(1),
            |s| s.fees = Address::repeat_byte(1),
            |s| s.permits = Address::repeat_byte(1),
            |s| s.views = Address::repeat_byte(1),
            |s| s.rebalance = Address::repeat_byte(1),
            |s| s.oracle = Address::repeat_byte(1),
            |s| s.engine = Address::repeat_byte(1),
            |s| s.router = Address::repeat_byte(1),
        ];
        for edit in suite_edits {
            let mut suite = suite.clone();
            edit(&mut suite);
            seen.push(predict(people.owner, &suite, &config).await?);
        }
        let config_edits: [fn(&mut VaultConfig); 28] = [
            |c| c.name.push('x'),
            |c| c.symbol.push('x'),
            |c| c.owner = Address::repeat_byte(1),
            |c| c.sequencer.feed = Address::repeat_byte(1),
            |c| c.sequencer.graceSeconds += 1,
            |c| c.venue.factory = Address::repeat_byte(1),
            |c| c.venue.poolInitCodeHash.0[31] ^= 1,
            |c| c.policy.bandBps += 1,
            |c| c.policy.minIntervalSeconds += 1,
            |c| c.policy.toleranceBps += 1,
            |c| c.policy.maxLossBps += 1,
            |c| c.lossLimits.windowBps -= 1,
            |c| c.lossLimits.windowSeconds += 1,
            |c| c.lossLimits.fuseBps -= 1,
            |c| c.lossLimits.fuseSeconds += 1,
            |c| c.flowPolicy.baseFeeBps += 1,
            |c| c.flowPolicy.driftFeeBps += 1,
            |c| c.flowPolicy.minHoldSeconds += 1,
            |c| c.flowPolicy.dailyFlowBps += 1,
            |c| c.flowPolicy.shareCap -= "1".parse::<U112>().expect("a number"),
            |c| c.assets[2].errorBps += 1,
            |c| c.assets[2].token = Address::repeat_byte(1),
            |c| c.assets[2].targetWad += U256::from(1),
            |c| c.assets[2].poolFee = "1".parse().expect("a number"),
            |c| c.assets[2].feed.aggregator = Address::repeat_byte(1),
            |c| c.assets[2].feed.maxAgeSeconds += 1,
            |c| c.assets[2].feed.feedDecimals += 1,
            |c| c.assets[2].feed.tokenDecimals += 1,
        ];
        for edit in config_edits {
            let mut config = config.clone();
            edit(&mut config);
            seen.push(predict(people.owner, &suite, &config).await?);
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        ensure!(
            seen.len() == count,
            "{} of {count} parameter sets share an address",
            count - seen.len()
        );
        Ok(())
    });
}

/// Gives an account what a seed of the configuration takes.
async fn funded(world: &World, who: Address, config: &VaultConfig) -> anyhow::Result<Vec<U256>> {
    let tokens: Vec<_> = config.assets.iter().map(|asset| asset.token).collect();
    world.fund(who, &tokens).await?;
    world.amounts(config, 10_000).await
}

async fn is_as_configured(
    world: &World,
    vault: &Vault,
    suite: &Suite,
    config: &VaultConfig,
    amounts: &[U256],
) -> anyhow::Result<()> {
    let chain = &world.chain;
    ensure!(vault.view(chain, &IVault::nameCall {}).await? == config.name);
    ensure!(vault.view(chain, &IVault::symbolCall {}).await? == config.symbol);
    ensure!(vault.view(chain, &IVault::decimalsCall {}).await? == 18);
    ensure!(vault.view(chain, &IVaultViews::assetsCall {}).await? == config.assets);
    ensure!(vault.view(chain, &IVaultAdmin::policyCall {}).await? == config.policy);
    ensure!(vault.view(chain, &IVaultAdmin::flowPolicyCall {}).await? == config.flowPolicy);
    ensure!(vault.view(chain, &IVaultViews::suiteCall {}).await? == *suite);
    ensure!(vault.view(chain, &IVaultAdmin::sequencerCall {}).await? == config.sequencer);
    ensure!(vault.view(chain, &IVaultAdmin::venueCall {}).await? == config.venue);
    ensure!(
        vault.balances(chain).await? == amounts && vault.real_balances(chain).await? == amounts
    );
    let views = vault.views(chain).await?;
    ensure!(views.owner == config.owner && !views.is_paused && views.epoch == U256::ZERO);
    ensure!(
        vault.shares_of(chain, chain.people.owner).await? == views.supply,
        "the seeder has every share"
    );
    Ok(())
}

#[test]
fn story_the_seeder_can_withhold_an_approval_and_then_nothing_is_made() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (suite, config) = (world.suite(), world.config(2));
        let amounts = funded(world, people.owner, &config).await?;
        let predict = IFactory::predictCall {
            creator: people.owner,
            suite: suite.clone(),
            config: config.clone(),
        };
        let address = chain.view(world.factory(), &predict).await?;
        approve(
            chain,
            config.assets[0].token,
            people.owner,
            address,
            amounts[0],
        )
        .await?;
        let before = chain.digest(&[people.owner]).await?;
        let create = IFactory::createCall {
            suite: suite.clone(),
            config: config.clone(),
            amounts: amounts.clone(),
        };
        let data = alloy::sol_types::SolCall::abi_encode(&create).into();
        let (reason, _) = chain.fail(people.owner, world.factory(), data).await?;
        ensure!(reason.is("TokenCallReverted"), "{reason}");
        ensure!(
            chain.digest(&[people.owner]).await? == before,
            "a failed creation leaves a trace"
        );
        approve(
            chain,
            config.assets[1].token,
            people.owner,
            address,
            amounts[1],
        )
        .await?;
        let receipt = chain.send(people.owner, world.factory(), &create).await?;
        ensure!(event::<IFactory::VaultCreated>(&receipt)?.vault == address);
        Ok(())
    });
}
