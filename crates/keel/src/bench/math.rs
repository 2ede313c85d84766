//! The math crate against the libraries that Solidity contracts use: gas on the same chain, in the same run, with the same
//! arguments, and how far the results are from the truth.
//!
//! Gas is what `callTracer` says of a whole call, so it is the machine's own count on both sides, ink already divided by its
//! price. A call runs a function over a list of arguments; the same loop around nothing, and both without any argument, are
//! taken off. The libraries are compiled by both of solc's pipelines, and the cheaper one counts.
//!
//! Functions of whole portfolios have no library to be held against: their twins in Solidity are our own, and every run makes sure
//! that both give the same results.
//!
//! Gas is deterministic: `crates/keel/bench/math.json` holds the figures, and a run that finds others fails.

mod arguments;
mod figure;
mod functions;
mod portfolios;
mod report;
mod size;
mod snapshot;
mod stage;

use crate::{progress::Progress, setup, wasm, workspace};
use arguments::Arguments;
use clap::Args;
use report::Report;
use stage::Stage;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Print one JSON object instead of tables
    #[arg(long)]
    json: bool,

    /// Our side alone: is its gas what the snapshot says?
    #[arg(long)]
    quick: bool,

    /// Write the result to crates/keel/bench/math.json
    #[arg(long, conflicts_with = "quick")]
    save: bool,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(false);
    setup::ensure(&root, &progress)?;
    progress.step("building the programs of the benchmark");
    let programs = size::programs();
    let names: Vec<_> = programs.iter().map(String::as_str).collect();
    let built = wasm::build(&root, &names, &mut |line| progress.step(line))?;
    let report = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let stage = Stage::open(&root).await?;
            let arguments = Arguments::load()?;
            let functions =
                functions::measure(&stage, &arguments, !options.quick, &progress).await?;
            let portfolios = portfolios::measure(&stage, !options.quick, &progress).await?;
            let sizes = size::of(&built)?;
            anyhow::Ok(Report {
                functions,
                portfolios,
                sizes,
            })
        })?;
    if options.json {
        println!("{:#}", serde_json::to_value(&report)?);
    } else {
        println!("{report}");
    }
    let snapshot = root.join("crates/keel/bench/math.json");
    if options.save {
        std::fs::write(&snapshot, format!("{:#}\n", serde_json::to_value(&report)?))?;
        progress.step(&format!("wrote {}", workspace::relative(&root, &snapshot)));
        return Ok(());
    }
    snapshot::compare(&snapshot, &serde_json::to_value(&report)?)
}
