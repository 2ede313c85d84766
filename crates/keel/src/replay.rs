//! `cargo keel replay`: a price history driven through real oracle rounds on a chain of its own, beside vaults of the real WASM.
//!
//! Each row is a round of every feed; an arbitrageur brings the pools to the prices, and a stranger rebalances what is due. Laws that a
//! vault has to keep are held against what it did ([`laws`]); a broken one ends the replay. The same file gives the same figures: blocks
//! are a second apart, and nothing is random.

mod figures;
mod laws;
mod page;
mod plan;
mod prices;
mod run;
mod stage;

use crate::{programs, progress::Progress, setup, workspace};
use anyhow::Context;
use clap::Args;
use client::explain::span;
use comfy_table::{CellAlignment, Table, presets};
use plan::Preset;
use prices::History;
use report::{Destination, moment};
use run::Track;
use serde_json::json;
use stage::Stage;
use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// A price history: a column of times, and closes in USD, a column for each asset
    #[arg(long, value_name = "FILE")]
    csv: PathBuf,

    /// Policies, a vault each
    #[arg(long, value_enum, value_delimiter = ',', default_value = "threshold")]
    policy: Vec<Preset>,

    /// Assets beside the hub, in equal parts with it; without it, the first four of the file
    #[arg(long, value_delimiter = ',', value_name = "SYMBOLS")]
    assets: Vec<String>,

    /// Assets, targets and policy of a template instead: a name of deploy/templates/, or a file
    #[arg(long, value_name = "NAME|FILE", conflicts_with_all = ["policy", "assets"])]
    template: Option<String>,

    /// Only these rows, counted from 0, without the one after the dots
    #[arg(long, value_name = "FROM..TO", default_value = "0..")]
    rows: Rows,

    /// Write what happened to FILE, as one HTML page; with several policies one each, its name before the ending
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Some of the rows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rows {
    from: usize,
    to: usize,
}

impl FromStr for Rows {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str, absent: usize| match text {
            "" => Ok(absent),
            text => text
                .parse()
                .map_err(|_| format!("'{text}' is no number of a row")),
        };
        let (from, to) = text
            .split_once("..")
            .ok_or_else(|| "FROM..TO, FROM.. or ..TO".to_owned())?;
        Ok(Self {
            from: number(from, 0)?,
            to: number(to, usize::MAX)?,
        })
    }
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    // Everything that can be wrong with the files is found before anything is built or started.
    let history = History::load(&options.csv)?;
    let (plans, traded) = match &options.template {
        Some(template) => plan::of_template(template)?,
        None => plan::of_presets(&options.policy, &options.assets, &history)?,
    };
    let prices = plan::prices_of(&history, &options.csv, &traded)?;
    let prices = prices.slice(&options.csv, options.rows.from, options.rows.to)?;
    let pages = pages(&options, plans.iter().map(|plan| plan.name.as_str()))?;

    let root = workspace::root()?;
    let progress = Progress::new(options.json);
    setup::ensure(&root, &progress)?;
    programs::build(&programs::ALL, &progress)?;
    tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(async {
            let stage = Stage::set(&root, &traded, &prices, &progress).await?;
            let tracks = run::run(&stage, plans, &prices, &progress).await?;
            for (track, destination) in tracks.iter().zip(&pages) {
                destination.write(&page::of(track, &options.csv, &prices).await?)?;
                progress.step(&format!("wrote {}", destination.path().display()));
            }
            match options.json {
                true => println!("{:#}", told(&options, &prices, &tracks)),
                false => println!("{}", table(&prices, &tracks)),
            }
            stage.end().await;
            Ok(())
        })
}

/// Where the pages go: the file that was named, or one beside it for each of several policies.
fn pages<'a>(
    options: &Options,
    names: impl ExactSizeIterator<Item = &'a str>,
) -> anyhow::Result<Vec<Destination>> {
    let Some(path) = &options.report else {
        return Ok(Vec::new());
    };
    let is_one = names.len() == 1;
    let pages = names.map(|name| {
        let path = if is_one {
            path.clone()
        } else {
            beside(path, name)
        };
        Ok(Destination::at(&path)?)
    });
    pages.collect()
}

/// `report-calendar.html` for `report.html`.
fn beside(path: &Path, name: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map_or_else(String::new, |ending| {
        format!(".{}", ending.to_string_lossy())
    });
    path.with_file_name(format!("{stem}-{name}{ending}"))
}

fn told(options: &Options, prices: &History, tracks: &[Track]) -> serde_json::Value {
    let at = |row: Option<&prices::Row>| row.map(|row| row.at);
    let figures: Vec<_> = tracks.iter().map(|track| &track.figures).collect();
    json!({
        "csv": options.csv, "rows": prices.rows.len(), "assets": prices.symbols,
        "from": at(prices.rows.first()), "to": at(prices.rows.last()),
        "laws_broken": 0, "policies": figures,
    })
}

fn table(prices: &History, tracks: &[Track]) -> String {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "policy",
        "rebalances",
        "refused",
        "turnover",
        "cost bps",
        "tracking error bps",
        "worst drift bps",
        "worst breach",
        "value at the end",
        "gas",
    ]);
    for Track { figures: it, .. } in tracks {
        table.add_row([
            it.policy.clone(),
            it.rebalances.to_string(),
            it.refused.values().sum::<u64>().to_string(),
            format!("{:.3}", it.turnover),
            format!("{:.1}", it.cost_bps),
            format!("{:.0}", it.tracking_error_bps),
            format!("{:.0}", it.worst_drift_bps),
            span(it.worst_breach_s),
            format!("{:.0}", it.nav_end),
            it.gas.to_string(),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let ends = prices.rows.first().zip(prices.rows.last());
    let ends = ends.map_or_else(String::new, |(first, last)| {
        format!(" from {} to {} UTC", moment(first.at), moment(last.at))
    });
    let held = tracks.first().map_or(0.0, |track| track.figures.held_end);
    format!(
        "{} rows{ends}, {}; no law was broken\n\n{table}\n\nNever rebalanced, 1000000 USD would be {held:.0}.",
        prices.rows.len(),
        prices.symbols.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_with_either_end_open() {
        let read = |text: &str| text.parse::<Rows>().map(|rows| (rows.from, rows.to));
        assert_eq!(read("5..9"), Ok((5, 9)));
        assert_eq!(read("..9"), Ok((0, 9)));
        assert_eq!(read("5.."), Ok((5, usize::MAX)));
        assert_eq!(read("5..x"), Err("'x' is no number of a row".to_owned()));
        assert_eq!(read("5-9"), Err("FROM..TO, FROM.. or ..TO".to_owned()));
    }

    #[test]
    fn beside_puts_the_policy_before_the_ending() {
        assert_eq!(
            beside(Path::new("a/b.html"), "cost"),
            Path::new("a/b-cost.html")
        );
        assert_eq!(beside(Path::new("b"), "cost"), Path::new("b-cost"));
    }
}
