//! The story: a vault is born, two users come in, the market moves, a stranger rebalances, one user leaves.

use super::{
    numbers::{self, PoolSwap},
    options::{Options, target_weights},
    scene::{SEQUENCER_GRACE_S, Scene},
};
use crate::{chronicle::Chronicle, progress::Progress};
use alloy::{
    primitives::{Address, B256, U256},
    providers::Provider,
    rpc::types::TransactionReceipt,
    sol,
    sol_types::SolEvent,
};
use anyhow::{Context, bail};
use client::{
    bindings::{
        Decision, Fill, IFactory, IVault, IVaultRebalance, IVaultViews, Policy, Reason, VaultConfig,
    },
    transaction::During,
};
use rebalance_math::mul_div_floor;
use std::collections::BTreeMap;

/// The treasury seeds the vault with this much.
const SEED_USD: u64 = 200_000;
/// Feeds of the demo are quiet between the market's moves.
const MAX_AGE_S: u32 = 86_400;
const MIN_INTERVAL_S: u32 = 3_600;
const TOLERANCE_BPS: u16 = 100;
const MAX_LOSS_BPS: u16 = 100;
/// The asset whose price moves.
const MOVED: usize = 1;

sol! {
    #[sol(rpc)]
    interface IErc20 {
        function approve(address spender, uint256 value) external returns (bool);
    }
}

/// A vault and what its birth cost.
pub(super) struct Born {
    pub(super) vault: Address,
    pub(super) gas: u64,
}

/// What came of the rebalance; nothing when the band was not breached.
pub(super) struct Rebalance {
    pub(super) event: IVault::Rebalanced,
    pub(super) impacts_bps: Vec<u64>,
    pub(super) gas: u64,
}

/// Everything that was seen.
pub(super) struct Seen {
    pub(super) born: Born,
    pub(super) before: Look,
    pub(super) after: Look,
    pub(super) rebalance: Option<Rebalance>,
    pub(super) deposit_gas: u64,
    pub(super) redeem_gas: u64,
    pub(super) chronicle: Chronicle,
}

/// Plays the story; `summary` makes the report of what was seen.
pub(super) async fn tell(
    scene: &Scene,
    options: &Options,
    progress: &Progress,
) -> anyhow::Result<Seen> {
    let born = create_vault(scene, options, progress).await?;
    let lens = scene.deployment.deployed.lens.address;
    let mut chronicle = Chronicle::of(scene.provider.clone(), lens, born.vault).await?;
    chronicle.note("The vault is born at its targets.", &chronicle.ask().await?);
    let deposit_gas = deposits(scene, options, &born, progress).await?;
    chronicle.note(
        "Alice and Bob have deposited in kind.",
        &chronicle.ask().await?,
    );

    progress.step(&format!(
        "the price of {} moves by {} bps",
        scene.market.asset(MOVED)?.symbol,
        options.move_bps
    ));
    scene.market.move_price(MOVED, options.move_bps).await?;

    let moved = chronicle.ask().await?;
    let label = format!(
        "The price of {} has moved by {} %.",
        scene.market.asset(MOVED)?.symbol,
        f64::from(options.move_bps) / 100.0
    );
    chronicle.note_decision(&label, &moved);

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
        Reason::LossWindowFull => {
            bail!("what is to be traded costs more than trading may lose in a week")
        }
        _ => bail!(
            "the vault is not eligible before {}",
            before.decision.eligibleAt
        ),
    };
    let after = look(scene, born.vault).await?;
    if let Some(done) = &rebalance {
        let rebalanced = chronicle.ask().await?;
        let label = "A stranger has called rebalance.";
        chronicle.note_rebalance(label, &moved, &done.event, &rebalanced)?;
        chronicle.decide("Could it be called again?", &rebalanced);
    }
    let redeem_gas = redeem(scene, &born, progress).await?;
    chronicle.note(
        "Bob has redeemed half of his shares in kind.",
        &chronicle.ask().await?,
    );

    Ok(Seen {
        born,
        before,
        after,
        rebalance,
        deposit_gas,
        redeem_gas,
        chronicle,
    })
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
            triggers: B256::ZERO,
        },
        lossLimits: super::LOSS_LIMITS,
        flowPolicy: super::flow_policy(),
        assets: market.vault_assets(&targets, MAX_AGE_S, super::FEED_ERROR_BPS),
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
        let amounts = IVaultViews::new(born.vault, &scene.provider)
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
pub(super) struct Look {
    pub(super) decision: Decision,
    pub(super) amounts: Vec<U256>,
    pub(super) prices_e36: Vec<U256>,
}

async fn look(scene: &Scene, vault: Address) -> anyhow::Result<Look> {
    let views = IVaultViews::new(vault, &scene.provider);
    Ok(Look {
        decision: views
            .previewRebalance()
            .call()
            .await
            .during("asking what would happen")?,
        amounts: views
            .balances()
            .call()
            .await
            .during("reading the balances")?,
        prices_e36: views.prices().call().await.during("reading the prices")?,
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
    let call = IVaultRebalance::rebalanceCall {
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
    let amounts = IVaultViews::new(born.vault, &scene.provider)
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
