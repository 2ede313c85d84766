//! `cargo keel conformance`: cargo-stylus itself, from the registry, against the local chain, as a person would use it.
//!
//! Every command must end as it should and must have had its effect, which our own client looks at on the chain: code is there,
//! the program is active, the cached flag is set, a trace shows the host calls that were made. Slow the first time, when
//! cargo-stylus is built; it is kept under `target/keel`.

mod journey;
mod look;
mod node;
mod output;
mod project;
mod recorder;
mod report;
mod tool;

use crate::{progress::Progress, setup, workspace};
use anyhow::{Context, bail};
use clap::Args;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Print the calls that every step made, in order
    #[arg(long)]
    calls: bool,

    /// Install cargo-stylus and stop
    #[arg(long)]
    install_only: bool,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(false);
    setup::ensure(&root, &progress)?;
    let tool = tool::TOOL.ensure(&root, &progress)?;
    if options.install_only {
        return Ok(());
    }
    let project = project::write(&root)?;
    let runtime = tokio::runtime::Runtime::new().context("no runtime")?;
    let steps = runtime.block_on(journey::make(&tool, &project, &progress))?;
    println!("{}", report::table(&steps));
    if options.calls {
        println!("{}", report::calls(&steps));
    }
    let failed: Vec<_> = steps
        .iter()
        .filter_map(|step| step.failure.as_ref().map(|why| (&step.name, why)))
        .collect();
    for (name, why) in &failed {
        eprintln!("\n{name} failed: {why}");
    }
    if !failed.is_empty() {
        bail!("{} of {} steps failed", failed.len(), steps.len());
    }
    Ok(())
}
