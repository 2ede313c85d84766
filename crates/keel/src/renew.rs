//! `cargo keel renew`: keeps the programs of a suite alive, each known by its code hash, with the date each is due.
//!
//! Programs end a year after their activation, and a vault whose core has ended pays nobody. Renewing is anybody's right after a
//! month, for the fee of an activation. Nothing is sent for a program that is not renewable yet, and nothing at all before every
//! program has been looked at.

use crate::{deploy, progress::Progress, trace, workspace};
use alloy::{
    network::EthereumWallet,
    primitives::{Address, B256, U256},
    providers::{DynProvider, Provider},
};
use anyhow::{Context, bail, ensure};
use clap::Args;
use client::{
    bindings::{IRiskEngine, IVaultViews, Suite},
    deployed::Deployed,
    explain::{amount, span},
    renewal::{Kept, Lifetime, Periods, RenewalError},
    transaction::{self, During},
};
use comfy_table::{CellAlignment, Table, presets};
use report::moment;
use serde_json::{Value, json};
use std::{collections::BTreeSet, path::PathBuf};

/// Where the key of whoever pays is looked for.
const KEY_VARIABLE: &str = "KEEL_KEEPER_KEY";
const DAY_S: u64 = 86_400;
const ETHER_DECIMALS: u8 = 18;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Node
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8547")]
    rpc: String,

    /// The suite of this deployment; without it, or one of the next two, all in deploy/deployed/ that are on the node's chain
    #[arg(long, value_name = "FILE")]
    deployed: Option<PathBuf>,

    /// The suite of this vault, as the vault itself names it
    #[arg(long, value_name = "ADDRESS", conflicts_with = "deployed")]
    vault: Option<Address>,

    /// This program, which has to be renewable now; may be given several times
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["deployed", "vault"])]
    program: Vec<Address>,

    /// Renew only what expires within so many days
    #[arg(long, value_name = "DAYS")]
    within: Option<u64>,

    /// Say what would be renewed, and send nothing
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// A program, how long it lives, and what was done about it.
struct Row {
    kept: Kept,
    life: Result<Lifetime, RenewalError>,
    paid: Option<U256>,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let progress = Progress::new(options.json);
    tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(async { renew(&options, &progress).await })
}

async fn renew(options: &Options, progress: &Progress) -> anyhow::Result<()> {
    let provider = trace::connect(&options.rpc)?;
    let chain_id = provider
        .get_chain_id()
        .await
        .with_context(|| format!("asking {}", options.rpc))?;
    let periods = Periods::of(&provider).await?;
    let mut rows = Vec::new();
    for kept in programs(options, &provider, chain_id).await? {
        let life = kept.lifetime(&provider, periods).await;
        if let Err(error @ RenewalError::Transaction(_)) = life {
            return Err(error.into());
        }
        rows.push(Row {
            kept,
            life,
            paid: None,
        });
    }
    let now = latest(&provider).await?;
    for (index, row) in rows.iter().enumerate() {
        // Who names a program wants it renewed, and is told why it is not.
        if let (Some(_), Ok(life)) = (options.program.get(index), &row.life) {
            ensure_renewable(&row.kept, life, now, periods)?;
        }
    }
    let due = rows.iter_mut().filter(|row| row.is_due(options, now));
    let mut due: Vec<_> = due.collect();
    if !due.is_empty() && !options.dry_run {
        let signer = deploy::signer_of(KEY_VARIABLE, chain_id, progress)?;
        let payer = signer.address();
        let signing = transaction::connect(&options.rpc, EthereumWallet::from(signer))?;
        for row in &mut due {
            progress.step(&format!("renewing {}", row.kept.name));
            row.paid = Some(row.kept.renew(&signing, payer, periods).await?);
            row.life = row.kept.lifetime(&provider, periods).await;
        }
    }
    let now = latest(&provider).await?;
    match options.json {
        true => println!("{:#}", told(&rows, options, chain_id, now)),
        false => println!(
            "{}\n{}",
            table(&rows, options, now),
            summary(&rows, options, now)
        ),
    }
    let dead = rows.into_iter().find_map(|row| row.life.err());
    match dead {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}

/// Whose lives are looked after, each code hash once.
async fn programs(
    options: &Options,
    provider: &DynProvider,
    chain_id: u64,
) -> anyhow::Result<Vec<Kept>> {
    let mut named: Vec<(String, Address, Option<B256>)> = Vec::new();
    if let Some(vault) = options.vault {
        let suite = IVaultViews::new(vault, provider).suite().call().await;
        let suite = suite
            .during("asking the vault for its suite")
            .with_context(|| format!("{vault} is no vault"))?;
        named.extend(of_suite(&suite));
        named.extend(behind_engine(provider, suite.engine).await?);
    } else if !options.program.is_empty() {
        let programs = options.program.iter();
        named.extend(programs.map(|address| (address.to_string(), *address, None)));
    } else {
        for deployed in deployments(options, chain_id)? {
            let programs = deployed.programs().into_iter();
            named.extend(programs.map(|(name, program)| {
                (name.to_owned(), program.address, Some(program.code_hash))
            }));
        }
    }
    let (mut kept, mut seen) = (Vec::new(), BTreeSet::new());
    for (name, address, expected) in named {
        let program = Kept::at(provider, &name, address, expected).await?;
        if seen.insert(program.code_hash) {
            kept.push(program);
        }
    }
    Ok(kept)
}

fn of_suite(suite: &Suite) -> Vec<(String, Address, Option<B256>)> {
    [
        ("vault", suite.implementation),
        ("vault-admin", suite.admin),
        ("vault-priced", suite.priced),
        ("vault-fees", suite.fees),
        ("vault-permits", suite.permits),
        ("vault-views", suite.views),
        ("vault-rebalance", suite.rebalance),
        ("oracle", suite.oracle),
        ("router", suite.router),
    ]
    .map(|(name, address)| (name.to_owned(), address, None))
    .into()
}

/// A plain engine is a program. One of risk is a proxy, which lives as long as its code and the programs that it asks.
async fn behind_engine(
    provider: &DynProvider,
    engine: Address,
) -> anyhow::Result<Vec<(String, Address, Option<B256>)>> {
    let code = provider
        .get_code_at(engine)
        .await
        .context("reading the engine")?;
    let programs = match trace::implementation(&code) {
        None => vec![("engine", engine)],
        Some(implementation) => {
            let parts = IRiskEngine::new(engine, provider)
                .parts()
                .call()
                .await
                .during("asking the engine of risk for its parts")?;
            vec![
                ("risk-engine", implementation),
                ("engine", parts.engine),
                ("risk", parts.risk),
                ("observer", parts.observer),
            ]
        }
    };
    let named = |(name, address): (&str, Address)| (name.to_owned(), address, None);
    Ok(programs.into_iter().map(named).collect())
}

fn deployments(options: &Options, chain_id: u64) -> anyhow::Result<Vec<Deployed>> {
    if let Some(path) = &options.deployed {
        let deployed = Deployed::load(path)?;
        let deployed = deployed.with_context(|| format!("{} is absent", path.display()))?;
        ensure!(
            deployed.chain_id == chain_id,
            "{} is of chain {}, the node is on chain {chain_id}",
            path.display(),
            deployed.chain_id
        );
        return Ok(vec![deployed]);
    }
    let folder = workspace::root()?.join("deploy/deployed");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).into_iter().flatten() {
        let path = entry.context("deploy/deployed cannot be listed")?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.extend(Deployed::load(&path)?.filter(|file| file.chain_id == chain_id));
        }
    }
    if found.is_empty() {
        bail!(
            "no file of deploy/deployed/ is of chain {chain_id}; --vault ADDRESS has the suite of a vault renewed, \
             --deployed FILE that of a deployment, --program ADDRESS one program"
        );
    }
    Ok(found)
}

fn ensure_renewable(
    kept: &Kept,
    life: &Lifetime,
    now: u64,
    periods: Periods,
) -> Result<(), RenewalError> {
    match life.fee {
        Some(_) => Ok(()),
        None => Err(RenewalError::TooSoon {
            program: kept.name.clone(),
            code_hash: kept.code_hash,
            age_s: periods
                .keepalive_s
                .saturating_sub(life.renewable_at.saturating_sub(now)),
            renewable_at: life.renewable_at,
        }),
    }
}

async fn latest(provider: &DynProvider) -> anyhow::Result<u64> {
    let block = provider
        .get_block_by_number(alloy::eips::BlockNumberOrTag::Latest)
        .await?;
    Ok(block
        .context("the chain has a latest block")?
        .header
        .timestamp)
}

impl Row {
    fn is_due(&self, options: &Options, now: u64) -> bool {
        let Ok(life) = &self.life else {
            return false;
        };
        let within = options.within.unwrap_or(u64::MAX).saturating_mul(DAY_S);
        life.fee.is_some() && life.expires_at.saturating_sub(now) <= within
    }

    fn state(&self, options: &Options, now: u64) -> &'static str {
        match (&self.life, self.paid) {
            (Err(_), _) => "dead",
            (_, Some(_)) => "renewed",
            (Ok(_), None) if self.is_due(options, now) => "due",
            (Ok(life), None) if life.fee.is_none() => "too soon",
            _ => "left",
        }
    }
}

fn table(rows: &[Row], options: &Options, now: u64) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "program",
        "code hash",
        "state",
        "renewable from (UTC)",
        "expires (UTC)",
        "in",
        "fee, ETH",
    ]);
    for row in rows {
        let state = row.state(options, now).to_owned();
        let hash = row.kept.code_hash.to_string();
        let mut cells = vec![row.kept.name.clone(), hash, state];
        match &row.life {
            Ok(life) => cells.extend([
                moment(life.renewable_at),
                moment(life.expires_at),
                span(life.expires_at.saturating_sub(now)),
                row.paid
                    .or(life.fee)
                    .map_or_else(String::new, |fee| amount(fee, ETHER_DECIMALS)),
            ]),
            Err(_) => cells.extend(vec![String::new(); 4]),
        }
        table.add_row(cells);
    }
    if let Some(fees) = table.column_mut(6) {
        fees.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn summary(rows: &[Row], options: &Options, now: u64) -> String {
    let count = |state| {
        let rows = rows.iter();
        rows.filter(|row| row.state(options, now) == state).count()
    };
    let paid = rows.iter().filter_map(|row| row.paid);
    let paid = paid.fold(U256::ZERO, U256::saturating_add);
    format!(
        "{} programs: {} renewed for {} ETH, {} due, {} too soon, {} left, {} dead",
        rows.len(),
        count("renewed"),
        amount(paid, ETHER_DECIMALS),
        count("due"),
        count("too soon"),
        count("left"),
        count("dead")
    )
}

/// Integers beyond 53 bits are strings.
fn told(rows: &[Row], options: &Options, chain_id: u64, now: u64) -> Value {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let life = row.life.as_ref().ok();
            json!({
                "program": row.kept.name, "address": row.kept.address, "code_hash": row.kept.code_hash,
                "state": row.state(options, now),
                "renewable_at": life.map(|life| life.renewable_at),
                "expires_at": life.map(|life| life.expires_at),
                "fee_wei": life.and_then(|life| life.fee).map(|fee| fee.to_string()),
                "paid_wei": row.paid.map(|paid| paid.to_string()),
                "trouble": row.life.as_ref().err().map(ToString::to_string),
            })
        })
        .collect();
    json!({ "chain_id": chain_id, "timestamp": now, "dry_run": options.dry_run, "programs": rows })
}
