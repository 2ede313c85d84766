//! A hostile engine or oracle in a vault's suite, alone or together with the router.

use crate::attack_router::caught;
use alloy::primitives::U256;

use anyhow::ensure;

use client::bindings::{Decision, IEngine, IOracle, IVault, IVaultViews, Reason, Snapshot, Trade};

use e2e::{
    actors::{Puppet, Script},
    hostile::{Deed, Stooge, teach_reason, teach_trades, with_engine, with_oracle},
    portfolio::Portfolio,
    refusal::{refused, refused_at},
    stage::story,
    vault::rebalance_call,
    world::World,
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

const ONE: U256 = U256::ONE;

#[test]
fn attack_an_engine_cannot_name_trades_that_are_none() {
    story(async |world| {
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        let (engine, vault) = with_engine(world, world.suite(), world.config(3)).await?;
        world.move_price(1, 3_000).await?;
        let trade = |sell, buy| Trade {
            sell,
            buy,
            amountIn: WAD,
            minOut: U256::ZERO,
        };
        // Out of range either way, with itself, and past the hub.
        for bad in [
            trade(3, 0),
            trade(0, 3),
            trade(255, 0),
            trade(1, 1),
            trade(0, 0),
            trade(1, 2),
        ] {
            teach_trades(chain, engine, vec![bad]).await?;
            let range = IVault::TradeOutOfRange { index: U256::ZERO };
            refused(chain, keeper, vault.address, &rebalance_call(), &range).await?;
            teach_trades(chain, engine, vec![trade(1, 0), trade(0, 9)]).await?;
            let range = IVault::TradeOutOfRange { index: ONE };
            refused(chain, keeper, vault.address, &rebalance_call(), &range).await?;
        }
        teach_trades(chain, engine, Vec::new()).await?;
        let nothing = IVault::NothingToTrade {
            maxDriftWad: U256::ZERO,
            bandWad: U256::ZERO,
        };
        refused(chain, keeper, vault.address, &rebalance_call(), &nothing).await?;
        Ok(())
    });
}

#[test]
fn attack_an_engine_cannot_make_the_vault_trade_away_from_its_targets() {
    story(async |world| {
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        let puppet = Stooge::order(world, world.config(2)).await?;
        let (engine, vault) =
            with_engine(world, puppet.vault.suite.clone(), puppet.vault.config).await?;
        let stooge = Stooge {
            router: puppet.router,
            vault,
        };
        // The second asset is too heavy, and it orders to buy a tenth of the hub's worth more; the router fills at the
        // oracle's very price.
        world.move_price(1, 2_500).await?;
        let before = Portfolio::of(chain, &stooge.vault).await?;
        let amounts = stooge.vault.balances(chain).await?;
        let sold = amounts[0] / U256::from(10);
        let value = Portfolio::value_e36(chain, &stooge.vault.config.assets[0], sold).await?;
        let unit = Portfolio::value_e36(chain, &stooge.vault.config.assets[1], ONE).await?;
        let bought = value.div_ceil(unit);
        let trade = Trade {
            sell: 0,
            buy: 1,
            amountIn: sold,
            minOut: bought,
        };
        teach_trades(chain, engine, vec![trade.clone()]).await?;
        let deeds = [Deed::honest(&stooge.vault.tokens(), &trade)];
        let after = [amounts[0] - sold, amounts[1] + bought];
        let after = Portfolio::at(chain, &stooge.vault, &after).await?;
        let away = IVault::DriftNotReduced {
            beforeWad: before.reported_drift_wad(),
            afterWad: after.reported_drift_wad(),
        };
        caught(world, &stooge, &deeds, &away).await?;

        // Nor trade in a circle that leaves the drift as it was.
        let deeds = stooge_circle(world, &stooge, engine, Reason::BandBreached).await?;
        let same = Portfolio::of(chain, &stooge.vault)
            .await?
            .reported_drift_wad();
        stooge.rehearse(chain, &deeds).await?;
        let still = IVault::DriftNotReduced {
            beforeWad: same,
            afterWad: same,
        };
        refused(
            chain,
            keeper,
            stooge.vault.address,
            &rebalance_call(),
            &still,
        )
        .await?;
        Ok(())
    });
}

#[test]
fn attack_an_engine_cannot_say_go_inside_the_band_or_before_the_interval_is_over() {
    story(async |world| {
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        let puppet = Stooge::order(world, world.config(2)).await?;
        let (engine, vault) =
            with_engine(world, puppet.vault.suite.clone(), puppet.vault.config).await?;
        let stooge = Stooge {
            router: puppet.router,
            vault,
        };
        // A loss of the whole tolerance, in a trade that nothing called for: repeated, it would drain the vault.
        let deeds = stooge_circle(world, &stooge, engine, Reason::BandBreached).await?;
        let drift = Portfolio::of(chain, &stooge.vault)
            .await?
            .reported_drift_wad();
        let inside = IVault::BandNotBreached {
            maxDriftWad: drift,
            bandWad: WAD / U256::from(20),
        };
        caught(world, &stooge, &deeds, &inside).await?;
        // Nor by calling it a trigger.
        let deeds = stooge_circle(world, &stooge, engine, Reason::Triggered).await?;
        caught(world, &stooge, &deeds, &inside).await?;

        // Once in the interval it may trade, and not again.
        world.move_price(1, 4_000).await?;
        let decision = real_decision(world, &stooge).await?;
        teach_trades(chain, engine, decision.trades.clone()).await?;
        let deeds = [Deed::honest(&stooge.vault.tokens(), &decision.trades[0])];
        stooge.rehearse(chain, &deeds).await?;
        stooge.vault.rebalance(chain, keeper).await?;
        world.move_price(1, 6_000).await?;
        let last = stooge.vault.views(chain).await?.last_rebalanced_at;
        refused_at(
            chain,
            keeper,
            stooge.vault.address,
            &rebalance_call(),
            |timestamp| IVault::IntervalNotElapsed {
                timestamp: U256::from(timestamp),
                eligibleAt: last + U256::from(600),
            },
        )
        .await?;
        Ok(())
    });
}

/// What the real engine would decide for this vault.
async fn real_decision(world: &World, stooge: &Stooge) -> anyhow::Result<Decision> {
    let (chain, vault) = (&world.chain, &stooge.vault);
    let snapshot = Snapshot {
        amounts: vault.balances(chain).await?,
        pricesE36: vault.view(chain, &IVaultViews::pricesCall {}).await?,
        targetsWad: vault
            .config
            .assets
            .iter()
            .map(|asset| asset.targetWad)
            .collect(),
        lastRebalancedAt: 0,
        timestamp: chain.now().await?,
        vault: vault.address,
        epoch: 0,
    };
    let call = IEngine::decideCall {
        policy: vault.config.policy.clone(),
        snapshot,
    };
    Ok(chain.view(world.suite().engine, &call).await?)
}

/// Sells a unit of the second asset and buys it back, at exact prices.
async fn stooge_circle(
    world: &World,
    stooge: &Stooge,
    engine: Puppet,
    reason: Reason,
) -> anyhow::Result<Vec<Deed>> {
    let config = &stooge.vault.config;
    let value = Portfolio::value_e36(&world.chain, &config.assets[1], WAD).await?;
    let unit = Portfolio::value_e36(&world.chain, &config.assets[0], ONE).await?;
    let hub = value.div_ceil(unit);
    let there = Trade {
        sell: 1,
        buy: 0,
        amountIn: WAD,
        minOut: hub,
    };
    let back = Trade {
        sell: 0,
        buy: 1,
        amountIn: hub,
        minOut: WAD,
    };
    let trades = vec![there.clone(), back.clone()];
    teach_reason(&world.chain, engine, reason, trades).await?;
    let tokens = stooge.vault.tokens();
    Ok(vec![
        Deed::honest(&tokens, &there),
        Deed::honest(&tokens, &back),
    ])
}

#[test]
fn attack_engine_and_router_together_lose_at_most_the_budget() {
    story(async |world| {
        let mut config = world.config(2);
        config.policy.toleranceBps = 1_000;
        config.policy.maxLossBps = 50;
        let stooge = Stooge::order(world, config).await?;
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        world.move_price(1, 4_000).await?;
        // The plan's floors allow a loss of a tenth of what is sold, more than the whole rebalance may lose.
        let deeds = stooge.honest_deeds(chain).await?;
        let before = Portfolio::of(chain, &stooge.vault).await?;
        let mut amounts = stooge.vault.balances(chain).await?;
        amounts[1] -= deeds[0].pays.expect("it sells").1;
        amounts[0] += deeds[0].said_out();
        let after = Portfolio::at(chain, &stooge.vault, &amounts).await?;
        let (nav_before, nav_after) = (before.reported_nav_wad(), after.reported_nav_wad());
        let above = IVault::LossAboveBudget {
            lossWad: nav_before - nav_after,
            budgetWad: nav_before * U256::from(50) / U256::from(10_000),
        };
        caught(world, &stooge, &deeds, &above).await?;

        // Within the budget the same trade passes: it delivers the fair price less a hundredth of it.
        let mut fair = deeds.clone();
        let (token, floor) = fair[0].delivers.expect("it buys");
        let better = floor * U256::from(11) / U256::from(10);
        fair[0].delivers = Some((token, better));
        fair[0].says.as_mut().expect("it says").amountOut = better;
        stooge.rehearse(chain, &fair).await?;
        stooge.vault.rebalance(chain, keeper).await?;
        Ok(())
    });
}

#[test]
fn attack_an_oracle_that_lies_in_form_is_caught_and_one_that_lies_in_numbers_moves_no_token_by_itself()
 {
    story(async |world| {
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        let (oracle, vault) = with_oracle(world, world.config(3)).await?;
        let answer = async |prices: Vec<U256>| {
            oracle
                .learn::<IOracle::readCall>(chain, Script::answering::<IOracle::readCall>(&prices))
                .await
        };
        let honest = world
            .vault(3)
            .await?
            .view(chain, &IVaultViews::pricesCall {})
            .await?;
        let failed = IVault::ProgramCallFailed {
            program: oracle.address,
        };
        for count in [0, 2, 4] {
            answer(vec![WAD; count]).await?;
            refused(chain, keeper, vault.address, &rebalance_call(), &failed).await?;
        }
        let mut zero = honest.clone();
        zero[2] = U256::ZERO;
        answer(zero).await?;
        refused(chain, keeper, vault.address, &rebalance_call(), &failed).await?;

        // A doubled price starts a rebalance, but no real pool sells at it: the router refuses for the floor.
        let mut doubled = honest;
        doubled[1] *= U256::from(2);
        answer(doubled).await?;
        let data = alloy::sol_types::SolCall::abi_encode(&rebalance_call()).into();
        let before = chain.digest(&[keeper]).await?;
        let (reason, _) = chain.fail(keeper, vault.address, data).await?;
        ensure!(reason.is("AmountOutBelowMinimum"), "{reason}");
        ensure!(chain.digest(&[keeper]).await? == before);
        Ok(())
    });
}
