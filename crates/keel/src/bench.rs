//! `cargo keel bench`: how fast is it, measured beside what others use?

mod chain;
mod math;

use clap::{Args, Subcommand};

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The local chain against anvil: start-up, transfers, calls, snapshots, memory, a Stylus call against an EVM call
    Chain(chain::Options),
    /// The functions of the math crate against Solidity's libraries: gas on one chain, errors against the truth, sizes
    Math(math::Options),
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    match options.what {
        What::Chain(options) => chain::run(&options),
        What::Math(options) => math::run(&options),
    }
}
