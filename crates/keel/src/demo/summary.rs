//! From what was seen to the report.

use super::{
    numbers,
    options::{Options, target_weights},
    report::{AssetLine, Chain, Gas, ProgramLine, Report, TradeLine},
    scene::Scene,
    story::Seen,
};
use alloy::primitives::{Address, U256};
use anyhow::Context;
use client::bindings::{Fill, Reason};
use protocols::market::MarketAsset;
use std::collections::BTreeMap;

const VENUE: &str = "uniswap-v3";

/// The report of a story.
pub(super) async fn of(scene: &Scene, options: &Options, seen: &Seen) -> anyhow::Result<Report> {
    let mut deploy_gas: BTreeMap<String, u64> = scene
        .deployment
        .gas
        .iter()
        .map(|(name, gas)| ((*name).to_owned(), gas.create.saturating_add(gas.activate)))
        .collect();
    deploy_gas.insert("vault_clone_and_seed".to_owned(), seen.born.gas);
    let before = &seen.before.decision;
    let (nav_after, drift_after) = match &seen.rebalance {
        Some(done) => (done.event.navAfterWad, done.event.maxDriftAfterWad),
        None => (before.navWad, before.maxDriftWad),
    };
    Ok(Report {
        ok: true,
        rpc: options.keep_running.then(|| scene.url()),
        chain: Chain {
            id: scene.deployment.deployed.chain_id,
            stylus: true,
        },
        vault: seen.born.vault.to_string(),
        assets: asset_lines(scene, options, seen)?,
        band_bps: options.band,
        move_bps: options.move_bps,
        reason: reason(before.reason).to_owned(),
        max_drift_before_bps: numbers::drift_bps(before.maxDriftWad)?,
        max_drift_after_bps: numbers::drift_bps(drift_after)?,
        nav_before: before.navWad.to_string(),
        nav_after: nav_after.to_string(),
        nav_loss_bps: numbers::loss_bps(before.navWad, nav_after)?,
        trades: trade_lines(scene, seen)?,
        gas: Gas {
            deploy: deploy_gas,
            deposit: seen.deposit_gas,
            rebalance: seen.rebalance.as_ref().map(|done| done.gas),
            redeem: seen.redeem_gas,
        },
        programs: program_lines(scene).await?,
        protocols: scene
            .market
            .protocols()
            .into_iter()
            .map(|(name, address)| (name.to_owned(), address.to_string()))
            .collect(),
        pool_depth_usd_a_side: scene.depth_usd,
    })
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::BandBreached => "BandBreached",
        Reason::IntervalNotElapsed => "IntervalNotElapsed",
        Reason::Triggered => "Triggered",
        Reason::NotTriggered => "NotTriggered",
        Reason::LossWindowFull => "LossWindowFull",
        _ => "BandNotBreached",
    }
}

fn asset_lines(scene: &Scene, options: &Options, seen: &Seen) -> anyhow::Result<Vec<AssetLine>> {
    let targets = target_weights(options.assets)?;
    let pick = |values: &[U256], index: usize| {
        values
            .get(index)
            .copied()
            .context("the vault lists every asset")
    };
    let line = |(index, (asset, target)): (usize, (&MarketAsset, u64))| {
        let price = pick(&seen.before.prices_e36, index)?;
        let (before, after) = (
            pick(&seen.before.amounts, index)?,
            pick(&seen.after.amounts, index)?,
        );
        Ok(AssetLine {
            symbol: asset.symbol.to_owned(),
            address: asset.token.to_string(),
            decimals: asset.decimals,
            target_bps: numbers::weight_bps(U256::from(target))?,
            weight_before_bps: numbers::weight_bps(pick(&seen.before.decision.weightsWad, index)?)?,
            weight_after_bps: numbers::weight_bps(pick(&seen.after.decision.weightsWad, index)?)?,
            amount_before: before.to_string(),
            amount_after: after.to_string(),
            price_usd: numbers::decimal(numbers::price_wad(price, asset.decimals)?, 4),
            value_before_usd: numbers::decimal(numbers::value_wad(before, price)?, 2),
            value_after_usd: numbers::decimal(numbers::value_wad(after, price)?, 2),
        })
    };
    scene
        .market
        .assets
        .iter()
        .zip(targets)
        .enumerate()
        .map(line)
        .collect()
}

fn trade_lines(scene: &Scene, seen: &Seen) -> anyhow::Result<Vec<TradeLine>> {
    let Some(done) = &seen.rebalance else {
        return Ok(Vec::new());
    };
    let find = |token: Address| {
        let assets = scene.market.assets.iter().zip(&seen.before.prices_e36);
        assets
            .into_iter()
            .find(|(asset, _)| asset.token == token)
            .with_context(|| format!("{token} is no asset of the market"))
    };
    let line = |(fill, impact): (&Fill, &u64)| {
        let (sold, price_in) = find(fill.tokenIn)?;
        let (bought, price_out) = find(fill.tokenOut)?;
        let value_in = numbers::value_wad(fill.amountIn, *price_in)?;
        let value_out = numbers::value_wad(fill.amountOut, *price_out)?;
        Ok(TradeLine {
            sell: sold.symbol.to_owned(),
            buy: bought.symbol.to_owned(),
            amount_in: fill.amountIn.to_string(),
            amount_out: fill.amountOut.to_string(),
            min_out: fill.minOut.to_string(),
            venue: VENUE.to_owned(),
            pool: fill.pool.to_string(),
            price_impact_bps: *impact,
            cost_against_oracle_bps: numbers::loss_bps(value_in, value_out)?,
        })
    };
    done.event
        .fills
        .iter()
        .zip(&done.impacts_bps)
        .map(line)
        .collect()
}

async fn program_lines(scene: &Scene) -> anyhow::Result<BTreeMap<String, ProgramLine>> {
    let mut lines = BTreeMap::new();
    for (name, program) in scene.deployment.deployed.programs() {
        let facts = client::deploy::facts(&scene.provider, program.address).await?;
        let line = ProgramLine {
            address: program.address.to_string(),
            brotli_bytes: u64::try_from(program.brotli_bytes)?,
            initial_pages: facts.initial_pages,
            entry_gas_cached: facts.entry_gas_cached,
            entry_gas_uncached: facts.entry_gas_uncached,
        };
        lines.insert(name.to_owned(), line);
    }
    Ok(lines)
}
