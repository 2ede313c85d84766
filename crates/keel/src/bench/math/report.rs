//! The result as tables for people and as an object for files.

use super::{
    figure::{Figure, Peer},
    size::Size,
};
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use std::fmt;

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) functions: Vec<Figure>,
    pub(crate) portfolios: Vec<Figure>,
    pub(crate) sizes: Vec<Size>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", table(&self.functions))?;
        writeln!(f, "{}\n", table(&self.portfolios))?;
        writeln!(f, "{}\n", sizes(&self.sizes))?;
        write!(
            f,
            "gas: per call, mean over 40 arguments (crates/keel/bench/math/arguments.csv), without the loop around it; \
             error: the largest, in wad units (of a result above 2^120, in parts of 2^-120); portfolios: mean over 8 from a seed, with the same \
             results on both sides; code bytes: packed by brotli"
        )
    }
}

fn table(figures: &[Figure]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "function",
        "arguments",
        "gas",
        "error",
        "against",
        "gas",
        "error",
        "ratio",
        "goal",
        "",
    ]);
    for figure in figures {
        let ours = [
            figure.name.clone(),
            figure.arguments.clone(),
            gas(figure.gas),
            error(figure.error),
        ];
        if figure.peers.is_empty() {
            table.add_row(ours.clone());
        }
        for peer in &figure.peers {
            table.add_row(ours.iter().cloned().chain(against(peer)));
        }
    }
    right(&mut table, &[2, 3, 5, 6, 7, 8]);
    table
}

fn sizes(sizes: &[Size]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "module",
        "code bytes",
        "wasm bytes",
        "a program that uses, above one that uses nothing",
    ]);
    for size in sizes {
        table.add_row([
            size.name.to_owned(),
            size.code_bytes.to_string(),
            size.wasm_bytes.to_string(),
            size.functions.to_owned(),
        ]);
    }
    right(&mut table, &[1, 2]);
    table
}

fn right(table: &mut Table, columns: &[usize]) {
    for at in columns {
        if let Some(column) = table.column_mut(*at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn against(peer: &Peer) -> [String; 6] {
    [
        peer.name.clone(),
        gas(peer.gas),
        error(peer.error),
        format!("{:.2}", peer.ratio),
        peer.goal
            .map_or_else(String::new, |goal| format!("{goal:.2}")),
        match peer.met {
            Some(true) => "met",
            Some(false) => "missed",
            None => "",
        }
        .to_owned(),
    ]
}

fn gas(value: f64) -> String {
    if value < 1_000.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

fn error(value: Option<f64>) -> String {
    match value {
        None => String::new(),
        Some(value) if value.abs() < 1_000.0 => format!("{value:+.2}"),
        Some(value) => format!("{value:+.1e}"),
    }
}
