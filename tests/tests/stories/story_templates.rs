//! Every template of `deploy/templates/` makes a vault through the factory, and that vault keeps itself at its targets.

use alloy::primitives::{Address, U256};
use anyhow::ensure;
use client::{
    bindings::{ILens, Portfolio, Verdict},
    network::{Network, NetworkAsset, SequencerFeed, Sourced, UniswapV3},
    template::Template,
    triggers::needs_risk,
};
use e2e::{
    risk::{feeds, observe, risk_suite},
    stage::story,
    vault::Vault,
    workspace,
    world::{ERROR_BPS, MAX_AGE_S, World},
};
use std::collections::BTreeMap;

const FEED_DECIMALS: u8 = 8;
const WETH: usize = 1;

fn sourced(address: Address) -> Sourced {
    Sourced {
        address,
        source: "this world".to_owned(),
        note: None,
    }
}

/// The world's market as a network's file would have it.
fn network(world: &World) -> Network {
    let market = &world.market;
    let assets = market.assets.iter().map(|asset| {
        let known = NetworkAsset {
            token: sourced(asset.token),
            decimals: asset.decimals,
            feed: sourced(asset.feed.proxy),
            feed_decimals: FEED_DECIMALS,
            max_age_s: MAX_AGE_S,
            error_bps: ERROR_BPS,
        };
        (asset.symbol.to_owned(), known)
    });
    Network {
        name: "world".to_owned(),
        chain_id: world.deployed.chain_id,
        uniswap_v3: Some(UniswapV3 {
            factory: sourced(market.uniswap.factory),
            pool_init_code_hash: market.uniswap.pool_init_code_hash,
            quoter_v2: None,
            position_manager: None,
            swap_router: None,
        }),
        sequencer: Some(SequencerFeed {
            feed: sourced(market.sequencer.proxy),
            grace_s: world.grace_s,
        }),
        contracts: BTreeMap::new(),
        assets: assets.collect(),
    }
}

async fn portfolio(world: &World, vault: &Vault) -> anyhow::Result<Portfolio> {
    let call = ILens::portfolioCall {
        vault: vault.address,
    };
    Ok(world.chain.view(world.lens(), &call).await?)
}

#[test]
fn story_every_template_makes_a_vault_that_comes_back_to_its_targets() {
    for name in [
        "60-40",
        "three-fund",
        "equal-weight",
        "risk-parity",
        "cost-aware",
        "risk-aware",
    ] {
        story(async |world| {
            let file = workspace::root().join(format!("deploy/templates/{name}.toml"));
            let template = Template::load(&file)?;
            let owner = world.chain.people.owner;
            let config = template.config(&network(world), owner)?;
            let suite = match needs_risk(config.policy.triggers) {
                true => risk_suite(world).await?,
                false => world.suite(),
            };
            observe(world, feeds(world, 10)).await?;
            let vault = world.vault_of(suite, config).await?;
            let seen = portfolio(world, &vault).await?;
            ensure!((&seen.name, &seen.symbol) == (&template.name, &template.symbol));
            ensure!(
                seen.verdict == Verdict::BandNotBreached && seen.faults.is_empty(),
                "{name}"
            );
            let targets: Vec<U256> = seen
                .constituents
                .iter()
                .map(|it| it.asset.targetWad)
                .collect();
            ensure!(targets == template.targets()?, "{name}");

            world
                .chain
                .pass_time(u64::from(template.policy.min_interval_s))
                .await?;
            world.refresh_answers().await?;
            world.move_price(WETH, 5_000).await?;
            let seen = portfolio(world, &vault).await?;
            ensure!(seen.verdict == Verdict::Due, "{name}: {:?}", seen.verdict);
            vault
                .rebalance(&world.chain, world.chain.people.keeper)
                .await?;
            let seen = portfolio(world, &vault).await?;
            // Where a trade may end short of the target, the rest is beyond the band and calls for nothing.
            let at_rest = match template.policy.triggers.return_percent {
                0 => Verdict::BandNotBreached,
                _ => Verdict::NotTriggered,
            };
            ensure!(
                seen.verdict == at_rest && seen.epoch == U256::ONE,
                "{name}: {:?}",
                seen.verdict
            );
            Ok(())
        });
    }
}
