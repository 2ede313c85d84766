//! The whole path: a portfolio drifts past its band, and a stranger brings it back in one transaction.

use alloy::primitives::U256;
use anyhow::ensure;
use client::bindings::IVault;
use e2e::{
    portfolio::{Portfolio, bps_ceil, ensure_close},
    refusal::refused,
    stage::story,
    vault::{Vault, rebalance_call},
    world::World,
};

/// Index of the asset whose price moves.
const MOVED: usize = 1;

#[test]
fn story_a_stranger_brings_a_drifted_portfolio_back_in_one_transaction() {
    story(async |world| {
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        let vault = world.vault(3).await?;
        let drift = vault.decision(chain).await?.maxDriftWad;
        let inside = IVault::BandNotBreached {
            maxDriftWad: drift,
            bandWad: band_wad(&vault),
        };
        refused(chain, keeper, vault.address, &rebalance_call(), &inside).await?;

        world.move_price(MOVED, 2_500).await?;
        let before = Portfolio::of(chain, &vault).await?;
        ensure!(
            before.max_drift_wad() > band_wad(&vault),
            "drift {}",
            before.max_drift_wad()
        );
        let (supply, real) = (
            vault.supply(chain).await?,
            vault.real_balances(chain).await?,
        );
        let (receipt, rebalanced) = vault.rebalance(chain, keeper).await?;
        let after = Portfolio::of(chain, &vault).await?;
        println!(
            "rebalance of 3 assets with {} trades: {} gas; drift {} -> {} bps",
            rebalanced.fills.len(),
            receipt.gas_used,
            bps_ceil(before.max_drift_wad()),
            bps_ceil(after.max_drift_wad())
        );

        ensure!(
            after.max_drift_wad() <= band_wad(&vault),
            "drift {}",
            after.max_drift_wad()
        );
        ensure!(
            before.drift_wad(MOVED).1,
            "the price rose, so the weight is above its target"
        );
        event_agrees_with_what_was_measured(world, &vault, &rebalanced, &real).await?;
        ensure_close("NAV before", rebalanced.navBeforeWad, before.nav_wad(), 10)?;
        ensure_close("NAV after", rebalanced.navAfterWad, after.nav_wad(), 10)?;
        ensure_close(
            "drift before",
            rebalanced.maxDriftBeforeWad,
            before.max_drift_wad(),
            10,
        )?;
        ensure_close(
            "drift after",
            rebalanced.maxDriftAfterWad,
            after.max_drift_wad(),
            10,
        )?;
        ensure!(rebalanced.keeper == keeper && rebalanced.epoch == U256::from(1));

        // Nobody's shares changed, and each lost at most the policy's budget.
        ensure!(vault.supply(chain).await? == supply);
        let budget = U256::from(10_000 - vault.config.policy.maxLossBps);
        ensure!(after.nav_e36() * U256::from(10_000) >= before.nav_e36() * budget);
        Ok(())
    });
}

#[test]
fn story_the_interval_holds_back_a_second_rebalance_until_it_has_passed() {
    story(async |world| {
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        let vault = world.vault(3).await?;
        world.move_price(MOVED, 2_500).await?;
        vault.rebalance(chain, keeper).await?;
        world.move_price(MOVED, 2_500).await?;
        let last = vault.views(chain).await?.last_rebalanced_at;
        let eligible_at = last + U256::from(vault.config.policy.minIntervalSeconds);
        // To the second.
        let eligible_s = eligible_at.to::<u64>();
        chain.next_block_at(eligible_s - 1).await?;
        let early = IVault::IntervalNotElapsed {
            timestamp: eligible_at - U256::ONE,
            eligibleAt: eligible_at,
        };
        refused(chain, keeper, vault.address, &rebalance_call(), &early).await?;
        chain.next_block_at(eligible_s).await?;
        let (_, rebalanced) = vault.rebalance(chain, keeper).await?;
        ensure!(rebalanced.epoch == U256::from(2));
        Ok(())
    });
}

#[test]
fn story_portfolios_of_2_3_5_and_10_assets_come_back_from_a_rise() {
    for assets in [2, 3, 5, 10] {
        story(async |world| comes_back(world, assets, 3_500).await);
    }
}

#[test]
fn story_portfolios_of_2_3_5_and_10_assets_come_back_from_a_fall() {
    for assets in [2, 3, 5, 10] {
        story(async |world| comes_back(world, assets, -3_500).await);
    }
}

/// A rise makes the moved asset be sold and the others bought; a fall the other way round.
async fn comes_back(world: &World, assets: usize, move_bps: i32) -> anyhow::Result<()> {
    let (chain, keeper) = (&world.chain, world.chain.people.keeper);
    let vault = world.vault(assets).await?;
    world.move_price(MOVED, move_bps).await?;
    let before = Portfolio::of(chain, &vault).await?;
    ensure!(
        before.max_drift_wad() > band_wad(&vault),
        "{assets} assets, {move_bps} bps: no breach"
    );
    let real = vault.real_balances(chain).await?;
    let (receipt, rebalanced) = vault.rebalance(chain, keeper).await?;
    let after = Portfolio::of(chain, &vault).await?;
    println!(
        "rebalance of {assets} assets with {} trades after {move_bps} bps: {} gas; drift {} -> {} bps",
        rebalanced.fills.len(),
        receipt.gas_used,
        bps_ceil(before.max_drift_wad()),
        bps_ceil(after.max_drift_wad())
    );
    event_agrees_with_what_was_measured(world, &vault, &rebalanced, &real).await?;
    ensure!(
        after.max_drift_wad() <= band_wad(&vault),
        "drift {}",
        after.max_drift_wad()
    );
    let tokens = vault.tokens();
    let sold_moved = rebalanced
        .fills
        .iter()
        .any(|fill| fill.tokenIn == tokens[MOVED]);
    let bought_moved = rebalanced
        .fills
        .iter()
        .any(|fill| fill.tokenOut == tokens[MOVED]);
    ensure!(sold_moved == (move_bps > 0) && bought_moved == (move_bps < 0));
    ensure!(
        rebalanced
            .fills
            .iter()
            .all(|fill| fill.tokenIn == tokens[0] || fill.tokenOut == tokens[0])
    );
    Ok(())
}

/// The event is the vault's word; the tokens' balances are the fact.
async fn event_agrees_with_what_was_measured(
    world: &World,
    vault: &Vault,
    rebalanced: &IVault::Rebalanced,
    real_before: &[U256],
) -> anyhow::Result<()> {
    let real_after = vault.real_balances(&world.chain).await?;
    ensure!(
        vault.balances(&world.chain).await? == real_after,
        "accounts differ from real balances"
    );
    for (index, token) in vault.tokens().into_iter().enumerate() {
        let paid: U256 = rebalanced
            .fills
            .iter()
            .filter(|fill| fill.tokenIn == token)
            .map(|fill| fill.amountIn)
            .sum();
        let got: U256 = rebalanced
            .fills
            .iter()
            .filter(|fill| fill.tokenOut == token)
            .map(|fill| fill.amountOut)
            .sum();
        ensure!(
            real_before[index] + got == real_after[index] + paid,
            "asset {index} moved otherwise than the event says"
        );
    }
    for fill in &rebalanced.fills {
        ensure!(fill.amountOut >= fill.minOut && fill.amountIn > U256::ZERO);
    }
    Ok(())
}

fn band_wad(vault: &Vault) -> U256 {
    U256::from(vault.config.policy.bandBps) * U256::from(100_000_000_000_000_u64)
}
