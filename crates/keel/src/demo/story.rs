//! The story: a vault is born, two users come in, the market moves, a stranger rebalances, one user leaves.

use super::{
    numbers::{self, PoolSwap},
    options::{Options, target_weights},
    report::{AssetLine, Chain, Gas, ProgramLine, Report, TradeLine},
    scene::{SEQUENCER_GRACE_S, Scene},
};
use crate::progress::Progress;
use alloy::{
    primitives::{Address, U256},
    providers::Provider,
    rpc::types::TransactionReceipt,
    sol,
    sol_types::SolEvent,
};
use anyhow::{Context, bail};
use client::{
    bindings::{Decision, Fill, IFactory, IVault, Policy, Reason, VaultConfig},
    transaction::During,
};
use protocols::market::MarketAsset;
use rebalance_math::mul_div_floor;
use std::collections::BTreeMap;

/// The treasury seeds the vault with this much.
const SEED_USD: u64 = 200_000;
/// Feeds of the demo are quiet between the market's moves.
const MAX_AGE_S: u32 = 86_400;
const MIN_INTERVAL_S: u32 = 3_600;
const TOLERANCE_BPS: u16 = 100;
const MAX_LOSS_BPS: u16 = 100;
const VENUE: &str = "uniswap-v3";
/// The asset whose price moves.
const MOVED: usize = 1;

sol! {
    #[sol(rpc)]
    interface IErc20 {
        function approve(address spender, uint256 value) external returns (bool);
    }
}

/// A vault and what its birth cost.
struct Born {
    vault: Address,
    gas: u64,
}

/// What came of the rebalance; nothing when the band was not breached.
struct Rebalance {
    event: IVault::Rebalanced,
    impacts_bps: Vec<u64>,
    gas: u64,
}

/// Plays the story and reports it.
pub(super) async fn tell(
    scene: &Scene,
    options: &Options,
    progress: &Progress,
) -> anyhow::Result<Report> {
    let born = create_vault(scene, options, progress).await?;
    let deposit_gas = deposits(scene, options, &born, progress).await?;

    progress.step(&format!(
        "the price of {} moves by {} bps",
        scene.market.asset(MOVED)?.symbol,
        options.move_bps
    ));
    scene.market.move_price(MOVED, options.move_bps).await?;

    let before = look(scene, born.vault).await?;
    progress.step(&format!(
        "largest drift {} bps, band {} bps",
        numbers::drift_bps(before.decision.maxDriftWad)?,
        options.band
    ));
    let rebalance = match before.decision.reason {
        Reason::BandBreached => Some(rebalance(scene, &born, progress).await?),
        Reason::BandNotBreached => {
            progress.step("the band is not breached: nothing to do");
            None
        }
        _ => bail!(
            "the vault is not eligible before {}",
            before.decision.eligibleAt
        ),
    };
    let after = look(scene, born.vault).await?;
    let redeem_gas = redeem(scene, &born, progress).await?;

    let seen = Seen {
        before,
        after,
        rebalance,
    };
    report(scene, options, &born, seen, deposit_gas, redeem_gas).await
}

async fn create_vault(
    scene: &Scene,
    options: &Options,
    progress: &Progress,
) -> anyhow::Result<Born> {
    progress.step("the treasury creates and seeds a vault through the factory");
    let market = &scene.market;
    let treasury = scene.people.treasury;
    let targets: Vec<U256> = target_weights(options.assets)?
        .into_iter()
        .map(U256::from)
        .collect();
    let config = VaultConfig {
        name: "Keel demo portfolio".to_owned(),
        symbol: "KEEL".to_owned(),
        owner: treasury,
        sequencer: market.sequencer_with_grace(SEQUENCER_GRACE_S),
        venue: market.venue(),
        policy: Policy {
            bandBps: options.band,
            minIntervalSeconds: MIN_INTERVAL_S,
            toleranceBps: TOLERANCE_BPS,
            maxLossBps: MAX_LOSS_BPS,
        },
        assets: market.vault_assets(&targets, MAX_AGE_S),
    };
    let suite = scene.deployment.deployed.suite();
    let factory = scene.deployment.deployed.factory.address;
    let vault = IFactory::new(factory, &scene.provider)
        .predict(treasury, suite.clone(), config.clone())
        .call()
        .await
        .during("predicting the vault's address")?;

    let mut amounts = Vec::with_capacity(targets.len());
    for (index, target) in targets.iter().enumerate() {
        let worth = market.worth(index, SEED_USD).await?;
        let amount = numbers::part(worth, *target)?;
        hand(scene, index, treasury, vault, amount).await?;
        amounts.push(amount);
    }
    let call = IFactory::createCall {
        suite,
        config,
        amounts,
    };
    let receipt = scene
        .send("creating the vault", treasury, factory, &call)
        .await?;
    Ok(Born {
        vault,
        gas: receipt.gas_used,
    })
}

/// Alice and Bob deposit in kind; returns the gas of the last deposit.
async fn deposits(
    scene: &Scene,
    options: &Options,
    born: &Born,
    progress: &Progress,
) -> anyhow::Result<u64> {
    let supply = IVault::new(born.vault, &scene.provider)
        .totalSupply()
        .call()
        .await
        .during("reading the supply")?;
    let mut gas = 0;
    for (name, holder, salt) in [
        ("Alice", scene.people.alice, 1),
        ("Bob", scene.people.bob, 2),
    ] {
        // Between 10 and 40 per cent of the seed, by the demo's seed.
        let percent = 10
            + options
                .seed
                .wrapping_mul(2_654_435_761)
                .wrapping_add(salt * 97)
                % 31;
        let shares =
            mul_div_floor(supply, U256::from(percent), U256::from(100)).context("shares")?;
        let vault = IVault::new(born.vault, &scene.provider);
        let amounts = vault
            .previewDepositInKind(shares)
            .call()
            .await
            .during("previewing a deposit")?;
        for (index, amount) in amounts.iter().enumerate() {
            hand(scene, index, holder, born.vault, *amount).await?;
        }
        let call = IVault::depositInKindCall {
            shares,
            maxAmounts: amounts,
            receiver: holder,
            deadline: U256::MAX,
        };
        let receipt = scene
            .send("depositing in kind", holder, born.vault, &call)
            .await?;
        gas = receipt.gas_used;
        progress.step(&format!(
            "{name} deposits in kind for {} shares",
            numbers::decimal(shares, 2)
        ));
    }
    Ok(gas)
}

/// Gives tokens to an account, which approves the vault for exactly them.
async fn hand(
    scene: &Scene,
    index: usize,
    holder: Address,
    vault: Address,
    amount: U256,
) -> anyhow::Result<()> {
    scene.market.give(index, holder, amount).await?;
    let token = scene.market.asset(index)?.token;
    let call = IErc20::approveCall {
        spender: vault,
        value: amount,
    };
    scene
        .send("approving the vault", holder, token, &call)
        .await?;
    Ok(())
}

/// A vault at one moment.
struct Look {
    decision: Decision,
    amounts: Vec<U256>,
    prices_e36: Vec<U256>,
}

async fn look(scene: &Scene, vault: Address) -> anyhow::Result<Look> {
    let vault = IVault::new(vault, &scene.provider);
    Ok(Look {
        decision: vault
            .previewRebalance()
            .call()
            .await
            .during("asking what would happen")?,
        amounts: vault
            .balances()
            .call()
            .await
            .during("reading the balances")?,
        prices_e36: vault.prices().call().await.during("reading the prices")?,
    })
}

async fn rebalance(scene: &Scene, born: &Born, progress: &Progress) -> anyhow::Result<Rebalance> {
    progress.step("a stranger calls rebalance");
    // Before the trades: each pool is traded on once, so this is the price that each trade met.
    let mut spot = BTreeMap::new();
    for asset in &scene.market.assets {
        if let Some(pool) = asset.pool {
            let price = pool.sqrt_price(&scene.provider).await?;
            spot.insert(pool.address, (U256::from(price), pool.fee));
        }
    }
    let latest = scene
        .provider
        .get_block_by_number(alloy::eips::BlockNumberOrTag::Latest)
        .await?
        .context("the chain has a latest block")?;
    let call = IVault::rebalanceCall {
        deadline: U256::from(latest.header.timestamp.saturating_add(600)),
    };
    let receipt = scene
        .send("rebalancing", scene.people.keeper, born.vault, &call)
        .await?;
    let event = rebalanced(&receipt, born.vault)?;
    let impact = |fill: &Fill| {
        let (sqrt_price_x96, fee) = *spot
            .get(&fill.pool)
            .with_context(|| format!("{} is no pool of the market", fill.pool))?;
        numbers::impact_bps(&PoolSwap {
            token_in: fill.tokenIn,
            token_out: fill.tokenOut,
            amount_in: fill.amountIn,
            amount_out: fill.amountOut,
            sqrt_price_x96,
            fee,
        })
    };
    Ok(Rebalance {
        impacts_bps: event
            .fills
            .iter()
            .map(impact)
            .collect::<anyhow::Result<_>>()?,
        event,
        gas: receipt.gas_used,
    })
}

fn rebalanced(receipt: &TransactionReceipt, vault: Address) -> anyhow::Result<IVault::Rebalanced> {
    receipt
        .inner
        .logs()
        .iter()
        .filter(|log| log.address() == vault)
        .find_map(|log| IVault::Rebalanced::decode_log(&log.inner).ok())
        .map(|log| log.data)
        .context("the rebalance emitted no Rebalanced event")
}

/// Bob redeems half of his shares in kind; returns the gas.
async fn redeem(scene: &Scene, born: &Born, progress: &Progress) -> anyhow::Result<u64> {
    let bob = scene.people.bob;
    let vault = IVault::new(born.vault, &scene.provider);
    let held = vault
        .balanceOf(bob)
        .call()
        .await
        .during("reading Bob's shares")?;
    let shares = held / U256::from(2);
    let amounts = vault
        .previewRedeemInKind(shares)
        .call()
        .await
        .during("previewing a redemption")?;
    let call = IVault::redeemInKindCall {
        shares,
        minAmounts: amounts,
        receiver: bob,
        owner: bob,
        deadline: U256::MAX,
    };
    let receipt = scene
        .send("redeeming in kind", bob, born.vault, &call)
        .await?;
    progress.step(&format!(
        "Bob redeems {} shares in kind",
        numbers::decimal(shares, 2)
    ));
    Ok(receipt.gas_used)
}

/// Everything that was seen.
struct Seen {
    before: Look,
    after: Look,
    rebalance: Option<Rebalance>,
}

async fn report(
    scene: &Scene,
    options: &Options,
    born: &Born,
    seen: Seen,
    deposit_gas: u64,
    redeem_gas: u64,
) -> anyhow::Result<Report> {
    let mut deploy_gas: BTreeMap<String, u64> = scene
        .deployment
        .gas
        .iter()
        .map(|(name, gas)| ((*name).to_owned(), gas.create.saturating_add(gas.activate)))
        .collect();
    deploy_gas.insert("vault_clone_and_seed".to_owned(), born.gas);
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
        vault: born.vault.to_string(),
        assets: asset_lines(scene, options, &seen)?,
        band_bps: options.band,
        move_bps: options.move_bps,
        reason: reason(before.reason).to_owned(),
        max_drift_before_bps: numbers::drift_bps(before.maxDriftWad)?,
        max_drift_after_bps: numbers::drift_bps(drift_after)?,
        nav_before: before.navWad.to_string(),
        nav_after: nav_after.to_string(),
        nav_loss_bps: numbers::loss_bps(before.navWad, nav_after)?,
        trades: trade_lines(scene, &seen)?,
        gas: Gas {
            deploy: deploy_gas,
            deposit: deposit_gas,
            rebalance: seen.rebalance.as_ref().map(|done| done.gas),
            redeem: redeem_gas,
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
