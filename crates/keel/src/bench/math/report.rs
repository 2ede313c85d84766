//! The result as tables for people and as an object for files.

use super::figure::{Figure, Peer};
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use std::fmt;

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) functions: Vec<Figure>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
        for figure in &self.functions {
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
        for at in [2, 3, 5, 6, 7, 8] {
            if let Some(column) = table.column_mut(at) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        writeln!(f, "{table}\n")?;
        write!(
            f,
            "gas: per call, mean over 40 arguments (crates/keel/bench/math/arguments.csv), without the loop around it; \
             error: the largest, in wad units (of a result above 2^120, in parts of 2^-120)"
        )
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
