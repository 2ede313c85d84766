//! The result as a table for people and as an object for files.

use super::{Effort, figure::Figure};
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use std::fmt;

/// What was measured, where.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    machine: Machine,
    rounds: usize,
    all_met: bool,
    figures: Vec<Figure>,
}

/// Enough of the machine to know whose figures these are.
#[derive(Debug, Serialize)]
struct Machine {
    processor: String,
    cores: usize,
    system: String,
}

impl Report {
    pub(crate) fn new(figures: Vec<Figure>, effort: Effort) -> Self {
        Self {
            machine: Machine::look(),
            rounds: effort.rounds,
            all_met: figures.iter().all(|figure| figure.met),
            figures,
        }
    }
}

impl Machine {
    fn look() -> Self {
        let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let processor = processors
            .lines()
            .find_map(|line| line.strip_prefix("model name"))
            .map_or("unknown", |rest| rest.trim_start_matches([':', ' ', '\t']));
        Self {
            processor: processor.to_owned(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            system: format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN).set_header([
            "what", "unit", "ours", "against", "other", "ratio", "goal", "",
        ]);
        for figure in &self.figures {
            table.add_row([
                figure.name.clone(),
                figure.unit.to_owned(),
                format!("{:.1}", figure.ours),
                figure.against.to_owned(),
                format!("{:.1}", figure.other),
                format!("{:.2}", figure.ratio),
                format!("{:.2}", figure.goal),
                if figure.met { "met" } else { "missed" }.to_owned(),
            ]);
        }
        for at in [2, 4, 5, 6] {
            if let Some(column) = table.column_mut(at) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        writeln!(f, "{table}\n")?;
        write!(
            f,
            "ratio: how many times better ours is, median of {} rounds taken in turns; {}, {} cores, {}",
            self.rounds, self.machine.processor, self.machine.cores, self.machine.system
        )
    }
}
