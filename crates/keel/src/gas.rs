//! `cargo keel gas`: what Keel takes, beside the least that anything could take and beside what others take, on one chain and in
//! one run.
//!
//! Every row is a transaction of its own, measured from the same moment and undone afterwards: the same tokens, the same pools
//! at the same prices, the same feeds. All storage words that a row writes had a value before, so nobody pays for a first time.
//!
//! | file | question it answers |
//! |---|---|
//! | `rows` | which rows are there, and what does each do? |
//! | `stage` | on which chain, and what does a transaction cost there? |
//! | `portfolio` | what do all rows of a size have in common? |
//! | `keel` | what do we take? |
//! | `floors` | what is the least? |
//! | `peers` | what do others take? |
//! | `goals` | how near to the least do we want to be? |
//! | `profile` | what does the gas go into? |
//!
//! Gas is deterministic: `crates/keel/bench/gas.json` holds the figures, and a run that finds others fails.

mod floors;
mod goals;
mod keel;
mod peers;
mod portfolio;
mod profile;
mod report;
mod rows;
mod snapshot;
mod stage;

use crate::{programs, progress::Progress, setup, workspace};
use anyhow::Context;
use clap::{Args, ValueEnum};
use devnet::DevnetConfig;
use portfolio::Portfolio;
use protocols::{market::Tokens, npm};
use report::Report;
use rows::Measured;
use stage::Stage;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,

    /// Ours and the floors alone, without the peers
    #[arg(long)]
    quick: bool,

    /// Write the figures to crates/keel/bench/gas.json; with --quick the peers' stay as they are there
    #[arg(long, conflicts_with = "tokens")]
    save: bool,

    /// Say also what each row's gas went into: pools, feeds, tokens, words of storage, entering programs, calls, logs, computing
    #[arg(long)]
    profile: bool,

    /// What the tokens are; the goals and the committed figures are for plain ones
    #[arg(long, value_enum)]
    tokens: Option<TokenKind>,

    /// Version of ArbOS; the committed figures are for that of `cargo keel devnet`. From 60 on a program that ran in the same
    /// block before counts as cached
    #[arg(long, value_name = "VERSION", conflicts_with = "save")]
    arbos: Option<u64>,
}

#[derive(Clone, Copy, ValueEnum)]
enum TokenKind {
    /// OpenZeppelin's ERC-20
    Plain,
    /// As on Arbitrum One: behind the bridge's beacon
    Arbitrum,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(options.json);
    setup::ensure(&root, &progress)?;
    if !options.quick {
        npm::ensure_peers(&root, &mut |line| progress.step(line))?;
    }
    programs::build(&programs::ALL, &progress)?;
    let tokens = match options.tokens {
        None | Some(TokenKind::Plain) => Tokens::Plain,
        Some(TokenKind::Arbitrum) => Tokens::Arbitrum,
    };
    let usual = DevnetConfig::default().arbos_version;
    let arbos = options.arbos.unwrap_or(usual);
    let measured = tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(async {
            let stage = Stage::open(&root, tokens, arbos, options.profile, &progress).await?;
            measure(&stage, !options.quick, &progress).await
        })?;
    let report = Report::of(measured, tokens, arbos)?;
    if options.json {
        println!("{:#}", serde_json::to_value(&report)?);
    } else {
        println!("{report}");
    }
    if tokens != Tokens::Plain || arbos != usual {
        return Ok(());
    }
    let path = root.join("crates/keel/bench/gas.json");
    if options.save {
        snapshot::save(&path, &report)?;
        progress.step(&format!("wrote {}", workspace::relative(&root, &path)));
        return Ok(());
    }
    snapshot::compare(&path, &report)
}

async fn measure(
    stage: &Stage,
    with_peers: bool,
    progress: &Progress,
) -> anyhow::Result<Vec<Measured>> {
    let mut portfolios = Vec::new();
    for size in rows::SIZES {
        progress.step(&format!("creating a portfolio of {size}"));
        portfolios.push(Portfolio::create(stage, size).await?);
    }
    stage.settle().await?;
    progress.step("measuring ours with programs that are not in the chain's cache");
    let mut measured = Vec::new();
    for portfolio in &portfolios {
        measured.extend(keel::measure(stage, portfolio, keel::Cache::Empty).await?);
    }
    stage.cache_programs().await?;
    for portfolio in &mut portfolios {
        let size = portfolio.size();
        progress.step(&format!("measuring ours and the floors with {size} assets"));
        measured.extend(keel::measure(stage, portfolio, keel::Cache::Filled).await?);
        portfolio.learn_swaps(stage).await?;
        measured.extend(floors::measure(stage, portfolio).await?);
    }
    if with_peers {
        measured.extend(peers::measure(stage, &portfolios, progress).await?);
    }
    Ok(measured)
}
