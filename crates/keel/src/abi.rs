//! `cargo keel abi`: the JSON and TypeScript interfaces, written from abi/Keel.sol.

use crate::workspace;
use anyhow::bail;
use clap::Args;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Write nothing; fail when a file differs from what would be written
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let folder = workspace::root()?.join("abi");
    if options.check {
        let drift = client::abi::drift(&folder)?;
        if !drift.is_empty() {
            bail!(
                "these files differ from abi/Keel.sol: {}; run `cargo keel abi` and commit them",
                drift.join(", ")
            );
        }
        println!("abi/ agrees with abi/Keel.sol");
        return Ok(());
    }
    for name in client::abi::write(&folder)? {
        println!("abi/{name}");
    }
    Ok(())
}
