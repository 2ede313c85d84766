//! `cargo keel explain VAULT`: why a vault rebalances now or does not, in sentences.
//!
//! One question to the lens, and one simulated `rebalance` when the lens says go: the vault proves more than the engine decides.

use crate::{progress::Progress, trace, workspace};
use alloy::{
    primitives::{Address, U256, keccak256},
    providers::{DynProvider, Provider},
};
use anyhow::{Context, bail, ensure};
use clap::Args;
use client::{
    bindings::{Explanation, Fault, ILens, IVaultRebalance, Portfolio, Trade, Verdict},
    deployed::Deployed,
    explain::{amount, bps, sentences, symbol, value},
    revert::Revert,
    transaction::{During, TransactionError},
    triggers::Reading,
};
use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value, json};

/// Options of the verb, and of `poke`, which begins with the same question.
#[derive(Args)]
pub(crate) struct Options {
    /// The vault
    #[arg(value_name = "VAULT")]
    pub(crate) vault: Address,

    /// Node
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8547")]
    pub(crate) rpc: String,

    /// The lens; without it, the one of the deployments in deploy/deployed/ that is on the node's chain
    #[arg(long, value_name = "ADDRESS")]
    lens: Option<Address>,

    /// Print one JSON object instead of sentences
    #[arg(long)]
    pub(crate) json: bool,
}

/// A node, its chain, and the lens that is asked there.
pub(crate) struct Lens {
    pub(crate) provider: DynProvider,
    pub(crate) chain_id: u64,
    address: Address,
}

/// What would become of a rebalance at this moment.
pub(crate) enum Simulated {
    /// It goes through, with so many swaps.
    Done(usize),
    /// It is refused.
    Refused(Revert),
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let progress = Progress::new(options.json);
    tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(async {
            let lens = Lens::reach(&options, &progress).await?;
            let explanation = lens.explain(options.vault).await?;
            let simulated = match explanation.portfolio.verdict {
                Verdict::NotAVault => {
                    bail!("{}", sentences(&explanation).join(" "))
                }
                Verdict::Due => Some(simulate(&lens.provider, options.vault).await?),
                _ => None,
            };
            match options.json {
                true => println!("{:#}", report(&explanation, simulated.as_ref())),
                false => print!("{}", text(&explanation, simulated.as_ref())),
            }
            Ok(())
        })
}

/// The deployment to this chain whose lens still has the code it was deployed with.
pub(crate) async fn known_deployment(
    provider: &DynProvider,
    chain_id: u64,
) -> anyhow::Result<Option<Deployed>> {
    let folder = workspace::root()?.join("deploy/deployed");
    let files = std::fs::read_dir(&folder).into_iter().flatten();
    for entry in files {
        let path = entry.context("deploy/deployed cannot be listed")?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let Some(deployed) = Deployed::load(&path)?.filter(|file| file.chain_id == chain_id) else {
            continue;
        };
        // A local chain that was started anew has other things at the same addresses.
        let code = provider.get_code_at(deployed.lens.address).await?;
        if keccak256(&code) == deployed.lens.code_hash {
            return Ok(Some(deployed));
        }
    }
    Ok(None)
}

async fn known_lens(provider: &DynProvider, chain_id: u64) -> anyhow::Result<Address> {
    match known_deployment(provider, chain_id).await? {
        Some(deployed) => Ok(deployed.lens.address),
        None => bail!(
            "no lens is known on chain {chain_id}: no file of deploy/deployed/ has one that is there. `cargo keel deploy` makes one; \
             --lens ADDRESS names another (`cargo keel devnet --suite` prints its own)"
        ),
    }
}

impl Lens {
    /// The lens that the options name or that is known, on the node that they name.
    pub(crate) async fn reach(options: &Options, progress: &Progress) -> anyhow::Result<Self> {
        let provider = trace::connect(&options.rpc)?;
        let chain_id = provider
            .get_chain_id()
            .await
            .with_context(|| format!("asking {}", options.rpc))?;
        let address = match options.lens {
            Some(lens) => lens,
            None => known_lens(&provider, chain_id).await?,
        };
        progress.step(&format!("asking the lens {address} on chain {chain_id}"));
        Ok(Self {
            provider,
            chain_id,
            address,
        })
    }

    /// Asks why a vault rebalances or does not.
    pub(crate) async fn explain(&self, vault: Address) -> anyhow::Result<Explanation> {
        ask(&self.provider, self.address, vault).await
    }
}

/// Asks a lens, and says so when it is none.
pub(crate) async fn ask(
    provider: &DynProvider,
    lens: Address,
    vault: Address,
) -> anyhow::Result<Explanation> {
    let code = provider
        .get_code_at(lens)
        .await
        .context("reading the lens")?;
    ensure!(
        !code.is_empty(),
        "there is no lens at {lens}: the account has no code"
    );
    let contract = ILens::new(lens, provider);
    let asked = contract.explain(vault).call().await;
    match asked.during("asking the lens") {
        Ok(explanation) => Ok(explanation),
        Err(
            error @ (TransactionError::Reverted { .. } | TransactionError::AnswerMalformed { .. }),
        ) => {
            bail!("{lens} is not a lens: {error}")
        }
        Err(other) => Err(other.into()),
    }
}

/// Has a rebalance played on the state of this moment, and changes nothing.
pub(crate) async fn simulate(provider: &DynProvider, vault: Address) -> anyhow::Result<Simulated> {
    let contract = IVaultRebalance::new(vault, provider);
    let played = contract.rebalance(U256::MAX).call().await;
    match played.during("simulating a rebalance") {
        Ok(fills) => Ok(Simulated::Done(fills.len())),
        Err(TransactionError::Reverted { reason, .. }) => Ok(Simulated::Refused(reason)),
        Err(other) => Err(other.into()),
    }
}

impl Simulated {
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Done(1) => "Simulated: a rebalance goes through, with one swap.".to_owned(),
            Self::Done(swaps) => {
                format!("Simulated: a rebalance goes through, with {swaps} swaps.")
            }
            Self::Refused(reason) => format!("Simulated: a rebalance is refused with {reason}."),
        }
    }
}

fn text(explanation: &Explanation, simulated: Option<&Simulated>) -> String {
    let portfolio = &explanation.portfolio;
    let nav = match portfolio.navWad.is_zero() {
        true => "of unknown value".to_owned(),
        false => format!("worth {}", value(portfolio.navWad)),
    };
    let mut lines = vec![
        format!(
            "{} ({}), {nav}, rebalanced {} times",
            portfolio.name, portfolio.symbol, portfolio.epoch
        ),
        String::new(),
    ];
    lines.extend(sentences(explanation));
    lines.extend(simulated.map(Simulated::sentence));
    format!("{}\n\n{}\n", lines.join("\n"), table(portfolio))
}

fn table(portfolio: &Portfolio) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "asset",
        "amount",
        "value",
        "weight",
        "target",
        "drift bps",
        "price",
    ]);
    for it in &portfolio.constituents {
        let percent = |wad: U256| format!("{} %", value(wad.saturating_mul(U256::from(100))));
        let sign = if it.driftWad.is_negative() { "-" } else { "+" };
        let price = match (it.priceE36.is_zero(), it.isFresh) {
            (true, _) => "none",
            (false, true) => "fresh",
            (false, false) => "not fresh",
        };
        table.add_row([
            symbol(it),
            amount(it.amount, it.decimals),
            value(it.valueWad),
            percent(it.weightWad),
            percent(it.asset.targetWad),
            format!("{sign}{}", bps(it.driftWad.unsigned_abs())),
            price.to_owned(),
        ]);
    }
    for column in table.column_iter_mut().skip(1).take(5) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Integers beyond 53 bits are strings.
fn report(explanation: &Explanation, simulated: Option<&Simulated>) -> Value {
    let Explanation {
        obstacle,
        decision,
        portfolio,
    } = explanation;
    let constituents: Vec<_> = portfolio
        .constituents
        .iter()
        .map(|it| {
            json!({
                "token": it.asset.token, "symbol": it.symbol, "decimals": it.decimals,
                "amount": it.amount.to_string(), "owed": it.owed.to_string(),
                "price_e36": it.priceE36.to_string(), "is_fresh": it.isFresh,
                "value_wad": it.valueWad.to_string(), "weight_wad": it.weightWad.to_string(),
                "target_wad": it.asset.targetWad.to_string(), "drift_wad": it.driftWad.to_string(),
            })
        })
        .collect();
    let trade = |trade: &Trade| {
        json!({
            "sell": trade.sell, "buy": trade.buy,
            "amount_in": trade.amountIn.to_string(), "min_out": trade.minOut.to_string(),
        })
    };
    let reading = |reading: &Reading| {
        json!({
            "trigger": reading.name(), "got": reading.got.to_string(), "limit": reading.limit.to_string(),
            "is_met": reading.is_met(),
        })
    };
    let readings = Reading::all(&decision.readings);
    let simulated = simulated.map(|simulated| match simulated {
        Simulated::Done(swaps) => json!({ "ok": true, "swaps": swaps }),
        Simulated::Refused(reason) => json!({ "ok": false, "reason": reason.to_string() }),
    });
    let has_obstacle = !obstacle.asked.is_zero();
    json!({
        "vault": portfolio.vault,
        "name": portfolio.name,
        "symbol": portfolio.symbol,
        "timestamp": portfolio.timestamp,
        "verdict": format!("{:?}", portfolio.verdict),
        "sentences": sentences(explanation),
        "obstacle": has_obstacle.then(|| fault(obstacle)),
        "nav_wad": portfolio.navWad.to_string(),
        "max_drift_wad": decision.maxDriftWad.to_string(),
        "band_wad": decision.bandWad.to_string(),
        "eligible_at": decision.eligibleAt,
        "readings": readings.iter().map(reading).collect::<Vec<_>>(),
        "plan": decision.trades.iter().map(trade).collect::<Vec<_>>(),
        "simulated": simulated,
        "supply": portfolio.supply.to_string(),
        "epoch": portfolio.epoch.to_string(),
        "last_rebalanced_at": portfolio.lastRebalancedAt.to_string(),
        "is_paused": portfolio.isPaused,
        "is_fresh": portfolio.isFresh,
        "constituents": constituents,
        "faults": portfolio.faults.iter().map(fault).collect::<Vec<_>>(),
    })
}

fn fault(fault: &Fault) -> Value {
    json!({
        "token": fault.token,
        "asked": fault.asked,
        "selector": fault.selector,
        "trouble": format!("{:?}", fault.trouble),
        "data": fault.data,
        "reason": Revert::decode(&fault.data).to_string(),
    })
}
