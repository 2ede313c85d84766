//! The result as a table for people and as an object for files.

use super::{
    goals,
    profile::Profile,
    rows::{self, Measured, Op, Party, ROWS},
};
use anyhow::Context;
use comfy_table::{CellAlignment, Table, presets};
use protocols::market::Tokens;
use serde::Serialize;
use std::fmt;

/// What the table does not say by itself.
const READING: &str = "gas used: of the receipt, after refunds, every word that is written had a value before; exec: without the 21,000 of a \
     transaction and its calldata; ratios are of gas used, those of oracle_read, which is part of other transactions, of exec. \
     Tokens in calldata are what a floor has instead of a list of its own.";

/// What one could look for here, and why it is not there.
const ABSENT: [&str; 4] = [
    "not measured: peer_balancer_v2, whose pools hold at most eight tokens and trade against their own liquidity, which is another job; \
     npm has its bytecode",
    "not measured: peer_cow, of which npm has the settlement; every order needs a signature of its own",
    "not measured: floor_v4_feeds, keel_v4, keel_split2: Keel trades on Uniswap V3 alone so far",
    "feeds are Chainlink's FluxAggregator behind its proxy, the aggregator that npm has; those of today (OCR2) answer for some 7,000 gas less, \
     so the ratios of what reads feeds would be higher there",
];

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    tokens: &'static str,
    arbos: u64,
    pub(crate) rows: Vec<Line>,
    notes: Vec<String>,
}

/// A row with its judgement.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) op: Op,
    pub(crate) row: &'static str,
    pub(crate) n: usize,
    pub(crate) gas_used: u64,
    pub(crate) exec: u64,
    /// Absent for what has no floor of its size.
    ratio_to_floor: Option<f64>,
    /// The largest ratio that is good enough, for a row of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    goal: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio_to_best_peer: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goal_of_best_peer: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    met: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<Profile>,
}

impl Report {
    /// Orders what was measured as the table has it, and judges it.
    ///
    /// # Errors
    /// When something was measured that is no row of the table.
    pub(crate) fn of(
        mut measured: Vec<Measured>,
        tokens: Tokens,
        arbos: u64,
    ) -> anyhow::Result<Self> {
        for row in &measured {
            rows::kind(row.op, row.id)?;
        }
        measured.sort_by_key(|row| {
            let at = ROWS
                .iter()
                .position(|kind| kind.op == row.op && kind.id == row.id);
            (row.op, row.n, at)
        });
        let rows = measured
            .iter()
            .map(|row| judge(row, &measured))
            .collect::<anyhow::Result<_>>()?;
        let notes = ROWS
            .iter()
            .filter(|kind| {
                measured
                    .iter()
                    .any(|row| row.op == kind.op && row.id == kind.id)
            })
            .map(|kind| format!("{}, {}: {}", kind.op.name(), kind.id, kind.what))
            .chain(ABSENT.map(str::to_owned))
            .collect();
        Ok(Self {
            tokens: match tokens {
                Tokens::Plain => "plain",
                Tokens::Arbitrum => "arbitrum",
            },
            arbos,
            rows,
            notes,
        })
    }
}

fn judge(row: &Measured, all: &[Measured]) -> anyhow::Result<Line> {
    let kind = rows::kind(row.op, row.id)?;
    let gas = |row: &Measured| match row.op {
        Op::OracleRead => row.exec,
        _ => row.gas_used,
    };
    let same_job = |other: &&Measured| other.op == row.op && other.n == row.n;
    let party = |other: &Measured| rows::kind(other.op, other.id).map(|kind| kind.party);
    let floor = all
        .iter()
        .filter(same_job)
        .find(|other| party(other).is_ok_and(|party| party == Party::Floor));
    let best_peer = all
        .iter()
        .filter(same_job)
        .filter(|other| party(other).is_ok_and(|party| party == Party::Peer))
        .min_by_key(|other| gas(other));
    let ratio = |other: Option<&Measured>| other.map(|other| rounded(gas(row), gas(other)));
    let ratio_to_floor = ratio(floor);
    let mut line = Line {
        op: row.op,
        row: kind.id,
        n: row.n,
        gas_used: row.gas_used,
        exec: row.exec,
        ratio_to_floor,
        goal: None,
        ratio_to_best_peer: None,
        goal_of_best_peer: None,
        met: None,
        profile: row.profile,
    };
    if kind.party == Party::Keel {
        let (goal, of_peer) = goals::of(row.op, row.n).context("a row of ours has a goal")?;
        line.goal = Some(goal);
        line.met = ratio_to_floor.map(|ratio| ratio <= goal);
        line.ratio_to_best_peer = ratio(best_peer);
        if let (Some(ratio), Some(goal)) = (line.ratio_to_best_peer, of_peer) {
            line.goal_of_best_peer = Some(goal);
            line.met = line.met.map(|met| met && ratio <= goal);
        }
    }
    Ok(line)
}

fn rounded(ours: u64, theirs: u64) -> f64 {
    (ours as f64 / theirs as f64 * 1_000.0).round() / 1_000.0
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN).set_header([
            "operation",
            "n",
            "row",
            "gas used",
            "exec",
            "of the floor",
            "goal",
            "of the best peer",
            "goal",
            "",
        ]);
        let ratio =
            |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.3}"));
        let goal =
            |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.2}"));
        for line in &self.rows {
            table.add_row([
                line.op.name().to_owned(),
                line.n.to_string(),
                line.row.to_owned(),
                line.gas_used.to_string(),
                line.exec.to_string(),
                ratio(line.ratio_to_floor),
                goal(line.goal),
                ratio(line.ratio_to_best_peer),
                goal(line.goal_of_best_peer),
                match line.met {
                    Some(true) => "met",
                    Some(false) => "missed",
                    None => "",
                }
                .to_owned(),
            ]);
        }
        for at in [1, 3, 4, 5, 6, 7, 8] {
            if let Some(column) = table.column_mut(at) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        writeln!(f, "{table}\n")?;
        if let Some(table) = profiles(&self.rows) {
            writeln!(f, "{table}\n")?;
        }
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        let Self { tokens, arbos, .. } = self;
        write!(f, "\n{READING} Tokens: {tokens}; ArbOS {arbos}.")
    }
}

/// What gas went into, where that was looked at.
fn profiles(rows: &[Line]) -> Option<Table> {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "operation",
        "n",
        "row",
        "base",
        "pools",
        "feeds",
        "tokens",
        "storage",
        "transient",
        "entries",
        "calls",
        "logs",
        "compute",
        "EVM",
    ]);
    let mut is_empty = true;
    for line in rows {
        let Some(profile) = line.profile else {
            continue;
        };
        is_empty = false;
        let name = [
            line.op.name().to_owned(),
            line.n.to_string(),
            line.row.to_owned(),
        ];
        table.add_row(
            name.into_iter()
                .chain(profile.kinds().map(|gas| gas.to_string())),
        );
    }
    for column in table.column_iter_mut().skip(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    (!is_empty).then_some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(op: Op, id: &'static str, n: usize, gas_used: u64, exec: u64) -> Measured {
        Measured {
            op,
            id,
            n,
            gas_used,
            exec,
            profile: None,
        }
    }

    fn report(rows: Vec<Measured>) -> Report {
        Report::of(rows, Tokens::Plain, 51).expect("rows of the table")
    }

    #[test]
    fn of_judges_ours_by_the_floor_of_the_same_size_and_nobody_else() {
        let report = report(vec![
            measured(Op::Rebalance, "keel_v3_uncached", 3, 300, 1),
            measured(Op::Rebalance, "keel_v3", 3, 118, 1),
            measured(Op::Rebalance, "keel_v3", 5, 120, 1),
            measured(Op::Rebalance, "floor_v3", 3, 80, 1),
            measured(Op::Rebalance, "floor_v3_feeds", 3, 100, 1),
            measured(Op::Rebalance, "floor_v3_feeds", 5, 100, 1),
        ]);
        let seen: Vec<_> = report
            .rows
            .iter()
            .map(|line| (line.row, line.n, line.ratio_to_floor, line.met))
            .collect();
        assert_eq!(
            seen,
            [
                ("floor_v3_feeds", 3, Some(1.0), None),
                ("floor_v3", 3, Some(0.8), None),
                ("keel_v3", 3, Some(1.18), Some(true)),
                ("keel_v3_uncached", 3, Some(3.0), None),
                ("floor_v3_feeds", 5, Some(1.0), None),
                ("keel_v3", 5, Some(1.2), Some(false)),
            ]
        );
    }

    #[test]
    fn of_takes_ratios_of_oracle_reads_without_base_and_calldata() {
        let report = report(vec![
            measured(Op::OracleRead, "floor_oracle", 3, 1_000, 100),
            measured(Op::OracleRead, "keel", 3, 1_013, 113),
        ]);
        let ours = report.rows.last().expect("two rows");
        assert_eq!((ours.ratio_to_floor, ours.met), (Some(1.13), Some(false)));
    }

    #[test]
    fn of_refuses_what_is_no_row() {
        let error = Report::of(
            vec![measured(Op::Rebalance, "keel", 3, 1, 1)],
            Tokens::Plain,
            51,
        )
        .expect_err("no such row");
        assert_eq!(error.to_string(), "the table has no row keel of rebalance");
    }
}
