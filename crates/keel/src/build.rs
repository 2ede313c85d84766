//! `cargo keel build`: the Stylus programs by the canonical recipe, with their budgets.

use crate::{programs, progress::Progress, setup, workspace};
use clap::Args;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Programs to build; all of them when none is named
    #[arg(value_name = "PROGRAM")]
    programs: Vec<String>,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(false);
    setup::ensure(&root, &progress)?;
    let names = programs::select(&options.programs)?;
    let built = programs::build(&names, &progress)?;
    println!("{}", programs::table(&built));
    Ok(())
}
