//! `cargo keel build`: the Stylus programs by the canonical recipe, with their budgets.

use crate::{programs, progress::Progress, setup, wasm::openzeppelin, workspace};
use clap::Args;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Programs to build, all of them when none is named; `openzeppelin` is the reference that shares are tested against
    #[arg(value_name = "PROGRAM")]
    programs: Vec<String>,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(false);
    setup::ensure(&root, &progress)?;
    let (references, programs): (Vec<_>, Vec<_>) = options
        .programs
        .into_iter()
        .partition(|name| name == openzeppelin::NAME);
    if !references.is_empty() {
        openzeppelin::build(&root, &mut |line| progress.step(line))?;
        if programs.is_empty() {
            return Ok(());
        }
    }
    let names = programs::select(&programs)?;
    let built = programs::build(&names, &progress)?;
    println!("{}", programs::table(&built));
    Ok(())
}
