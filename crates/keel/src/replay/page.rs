//! A replay as a page.

use super::{plan::Plan, prices::History, run::Track};
use alloy::primitives::U256;
use client::{bindings::Constituent, explain::span};
use report::{Axis, Figure, Gas, Report, grouped, moment, part_bps};
use std::path::Path;

/// The page of one vault.
pub(crate) async fn of(track: &Track, path: &Path, prices: &History) -> anyhow::Result<Report> {
    let now = track.chronicle.ask().await?;
    let file = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (first, last) = (prices.rows.first(), prices.rows.last());
    let ends = first.zip(last).map_or_else(String::new, |(first, last)| {
        format!("from {} to {} UTC", moment(first.at), moment(last.at))
    });
    let figures = &track.figures;
    Ok(Report {
        title: format!("{} over {file}", figures.policy),
        lead: vec![
            format!(
                "{} rows {ends}, as rounds of real feeds on a local chain.",
                prices.rows.len()
            ),
            format!(
                "The vault is {}; a stranger keeps it at every row.",
                figures.vault
            ),
        ],
        figures: tiles(track),
        axis: Axis::Time,
        assets: track.chronicle.assets(&now, |it| band(&track.plan, it)),
        samples: track.chronicle.samples.clone(),
        trades: track.chronicle.trades.clone(),
        decisions: track.chronicle.decisions.clone(),
        gas: vec![Gas {
            transaction: format!("{} rebalances", figures.rebalances),
            gas: figures.gas,
        }],
        budgets: track.chronicle.budgets().await?,
    })
}

/// The band of a trigger, where it is one around the target; the policy's own otherwise.
fn band(plan: &Plan, it: &Constituent) -> f64 {
    let word = plan.policy.triggers;
    let number = |from: usize| {
        let bytes = word.get(from..from + 2).unwrap_or_default();
        bytes
            .iter()
            .fold(0, |all, byte| all * 256 + u64::from(*byte))
    };
    let kinds = word.first().copied().unwrap_or_default();
    if kinds & 2 != 0 {
        let target =
            f64::from(it.asset.targetWad) / f64::from(U256::from(10_u64).pow(U256::from(18_u64)));
        return part_bps(number(3)) * target;
    }
    match kinds & 1 {
        0 => part_bps(u64::from(plan.policy.bandBps)),
        _ => part_bps(number(1)),
    }
}

fn tiles(track: &Track) -> Vec<Figure> {
    let figure = |name: &str, value: String, note: String| Figure {
        name: name.to_owned(),
        value,
        note,
    };
    let it = &track.figures;
    let refused: u64 = it.refused.values().sum();
    let whole = |value: f64| grouped(format!("{value:.0}").parse().unwrap_or_default());
    vec![
        figure(
            "value, USD",
            format!("{} → {}", whole(it.nav_start), whole(it.nav_end)),
            format!("never rebalanced {}", whole(it.held_end)),
        ),
        figure(
            "rebalances",
            it.rebalances.to_string(),
            format!("{refused} refused"),
        ),
        figure(
            "turnover",
            format!("{:.2} × NAV", it.turnover),
            format!("{} swaps", it.swaps),
        ),
        figure(
            "cost",
            format!("{:.1} bps", it.cost_bps),
            "of NAV, in all".to_owned(),
        ),
        figure(
            "tracking error",
            format!("{:.0} bps a year", it.tracking_error_bps),
            "against the targets held exactly".to_owned(),
        ),
        figure(
            "worst breach",
            span(it.worst_breach_s),
            format!("largest drift {:.0} bps", it.worst_drift_bps),
        ),
    ]
}
