//! Which Stylus programs there are, and building them.

use crate::{
    progress::Progress,
    wasm::{self, BuiltProgram},
    workspace,
};
use anyhow::bail;
use comfy_table::{CellAlignment, Table, presets};

/// Every deployable program, in the order of deployment.
pub(crate) const ALL: [&str; 18] = [
    "oracle",
    "observer",
    "guard",
    "engine",
    "router-menu",
    "risk",
    "risk-engine",
    "router",
    "vault-admin",
    "vault-priced",
    "vault-fees",
    "vault-permits",
    "vault-views",
    "vault-rebalance",
    "vault",
    "factory",
    "lens",
    "upkeep",
];

/// The named programs, or all when none is named.
pub(crate) fn select(names: &[String]) -> anyhow::Result<Vec<&'static str>> {
    if names.is_empty() {
        return Ok(ALL.to_vec());
    }
    names
        .iter()
        .map(|name| match ALL.iter().find(|known| *known == name) {
            Some(known) => Ok(*known),
            None => bail!("there is no program '{name}'; there are {}", ALL.join(", ")),
        })
        .collect()
}

/// Builds programs, telling what is built.
pub(crate) fn build(names: &[&str], progress: &Progress) -> anyhow::Result<Vec<BuiltProgram>> {
    progress.step(&format!("building the programs {}", names.join(", ")));
    let root = workspace::root()?;
    Ok(wasm::build(&root, names, &mut |line| progress.step(line))?)
}

/// Sizes and pages of built programs.
pub(crate) fn table(built: &[BuiltProgram]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "program",
        "wasm bytes",
        "code bytes",
        "pages",
        "data bytes",
        "stack bytes",
    ]);
    for program in built {
        table.add_row([
            program.name.clone(),
            program.wasm_bytes.to_string(),
            program.code_bytes.to_string(),
            program.initial_pages.to_string(),
            program.data_bytes.to_string(),
            program.stack_bytes.to_string(),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
