//! The local chain against anvil: same machine, same client, same transactions, measured in turns.
//!
//! Machines are noisy, so every figure is the median of rounds in which the two nodes take turns, and what is judged is the
//! median of the rounds' ratios.

mod client;
mod figure;
mod measure;
mod node;
mod report;
mod token;
mod transfers;

use crate::{progress::Progress, setup, wasm, workspace};
use clap::Args;
use figure::Figure;
use node::{Binaries, Kind};
use report::Report;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,

    /// A tenth of the work: to see that everything runs, not to judge by
    #[arg(long)]
    quick: bool,

    /// Write the result to crates/keel/bench/chain.json
    #[arg(long, conflicts_with = "quick")]
    save: bool,
}

/// How much of everything is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    rounds: usize,
    /// Process starts per node.
    starts: usize,
    /// Transfers per node and round.
    transfers: usize,
    /// Milliseconds of calls per node and round.
    calls_ms: u64,
    /// Snapshots taken and reverted per node and round.
    snapshots: usize,
    /// Accounts changed between a snapshot and its revert.
    changed: usize,
    /// Blocks before memory is looked at.
    blocks: usize,
}

impl Effort {
    const FULL: Self = Self {
        rounds: 7,
        starts: 11,
        transfers: 1_000,
        calls_ms: 1_000,
        snapshots: 1_000,
        changed: 10_000,
        blocks: 100_000,
    };
    const QUICK: Self = Self {
        rounds: 1,
        starts: 1,
        transfers: 100,
        calls_ms: 100,
        snapshots: 50,
        changed: 1_000,
        blocks: 1_000,
    };

    /// How many transfers that takes on one node.
    fn signed(&self) -> usize {
        self.blocks.max(self.transfers.saturating_mul(self.rounds))
    }
}

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(false);
    setup::ensure(&root, &progress)?;
    let anvil = protocols::npm::tool(&root, "anvil", &mut |line| progress.step(line))?;
    progress.step("building the tokens");
    wasm::build(&root, &[token::PROGRAM], &mut |line| progress.step(line))?;
    let tokens = token::Code::load(&root)?;
    let binaries = Binaries::new(anvil)?;
    let effort = if options.quick {
        Effort::QUICK
    } else {
        Effort::FULL
    };

    let mut figures = Vec::new();
    let mut keep = |figure: Figure| {
        progress.step(&figure.to_string());
        figures.push(figure);
    };
    keep(measure::startup(&binaries, effort)?);
    progress.step("signing transfers");
    let supply = transfers::Supply::sign(effort.signed())?;
    {
        progress.step("deploying the tokens");
        let mut keel = measure::Stage::open(&binaries, Kind::Keel, &tokens)?;
        let mut anvil = measure::Stage::open(&binaries, Kind::Anvil, &tokens)?;
        keep(measure::transfers(&mut keel, &mut anvil, &supply, effort)?);
        measure::calls(&keel, &anvil, effort)?
            .into_iter()
            .for_each(&mut keep);
        measure::snapshots(&mut keel, &mut anvil, effort)?
            .into_iter()
            .for_each(&mut keep);
        keep(measure::stylus(&keel, effort)?);
    }
    progress.step(&format!("making {} blocks on each", effort.blocks));
    keep(measure::memory(&binaries, &tokens, &supply, effort)?);

    let report = Report::new(figures, effort);
    if options.json {
        println!("{:#}", serde_json::to_value(&report)?);
    } else {
        println!("{report}");
    }
    if options.save {
        let path = root.join("crates/keel/bench/chain.json");
        std::fs::write(&path, format!("{:#}\n", serde_json::to_value(&report)?))?;
        progress.step(&format!("wrote {}", workspace::relative(&root, &path)));
    }
    Ok(())
}
