//! What each trigger measured, in a sentence, and what all of them together mean.

use super::{
    numbers::{bps, percent, span},
    symbol,
};
use crate::{
    bindings::{Explanation, Portfolio},
    triggers::{self, Reading},
};
use alloy::primitives::U256;
use std::cmp::Ordering;

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const BPS_MAX: u64 = 10_000;

/// As `Trigger` counts them.
const RELATIVE: u64 = 1;
const CALENDAR: u64 = 2;
const COST: u64 = 3;
const TRACKING_ERROR: u64 = 4;
const FORECAST: u64 = 5;
const VOLATILITY: u64 = 6;

/// What each trigger measured, and what all of them together mean.
pub(super) fn readings(explanation: &Explanation) -> Vec<String> {
    let readings = Reading::all(&explanation.decision.readings);
    let mut said: Vec<_> = readings
        .iter()
        .map(|reading| trigger(reading, &explanation.portfolio))
        .collect();
    let declared = readings
        .iter()
        .filter(|reading| reading.is_trigger())
        .count();
    if declared > 1 {
        let met = readings.iter().filter(|reading| reading.is_met()).count();
        let needed = match triggers::needs_all(explanation.portfolio.policy.triggers) {
            true => "all of them are needed",
            false => "one is enough",
        };
        said.push(format!("{met} of {declared} triggers call; {needed}."));
    }
    said
}

fn trigger(reading: &Reading, portfolio: &Portfolio) -> String {
    match reading.trigger {
        CALENDAR => calendar(reading, portfolio),
        TRACKING_ERROR => format!(
            "Tracking error: {} % a year {} {} %.",
            percent(reading.got),
            relation(reading),
            percent(reading.limit)
        ),
        FORECAST => format!(
            "Forecast: a breach of a band within {} is {} % likely, {} {} %.",
            span(triggers::horizon_s(portfolio.policy.triggers)),
            percent(reading.got),
            relation(reading),
            percent(reading.limit)
        ),
        VOLATILITY => volatility(reading, portfolio),
        _ => band(reading, portfolio),
    }
}

fn relation(reading: &Reading) -> &'static str {
    if reading.is_met() { ">" } else { "<=" }
}

/// What volatility makes of the bands that are declared: whole basis points, rounded down, as engines have them.
fn volatility(reading: &Reading, portfolio: &Portfolio) -> String {
    let [absolute, relative] = triggers::bands_bps(portfolio.policy.triggers);
    let now = |bps: u16| {
        let scaled = U256::from(bps).saturating_mul(reading.limit) / WAD;
        scaled.saturating_to::<u64>().clamp(1, BPS_MAX)
    };
    let (verb, preposition) = match reading.limit.cmp(&WAD) {
        Ordering::Greater => ("widened", "to"),
        Ordering::Less => ("narrowed", "to"),
        Ordering::Equal => ("kept", "at"),
    };
    let mut bands = Vec::new();
    if absolute > 0 {
        bands.push(format!(
            "{absolute} bps {verb} {preposition} {} bps",
            now(absolute)
        ));
    }
    if relative > 0 {
        let verb = if bands.is_empty() {
            format!("{verb} ")
        } else {
            String::new()
        };
        bands.push(format!(
            "{relative} bps of each target {verb}{preposition} {} bps",
            now(relative)
        ));
    }
    format!(
        "Volatility: {} % a year: band {}.",
        percent(reading.got),
        bands.join(", ")
    )
}

fn band(reading: &Reading, portfolio: &Portfolio) -> String {
    let name = reading.name();
    let whose = portfolio
        .constituents
        .iter()
        .find(|it| it.driftWad.unsigned_abs() == reading.got)
        .map_or_else(String::new, |it| format!(" of {}", symbol(it)));
    let band = match reading.trigger {
        RELATIVE => "its part of the target",
        COST => "the drift that is worth its cost",
        _ => "its band",
    };
    format!(
        "{name}: drift {} bps{whose} {} {} bps, {band}.",
        bps(reading.got),
        relation(reading),
        bps(reading.limit)
    )
}

fn calendar(reading: &Reading, portfolio: &Portfolio) -> String {
    let ago = |then: U256| span(portfolio.timestamp.saturating_sub(then.saturating_to()));
    match (reading.is_met(), reading.limit.is_zero()) {
        (true, true) => format!(
            "Calendar: the last date was {} ago, and there was no rebalance yet.",
            ago(reading.got)
        ),
        (true, false) => format!(
            "Calendar: the last date was {} ago, and the last rebalance {} ago.",
            ago(reading.got),
            ago(reading.limit)
        ),
        (false, _) if reading.got.is_zero() => "Calendar: the first date is to come.".to_owned(),
        (false, _) => format!(
            "Calendar: its date of {} ago was served {} ago.",
            ago(reading.got),
            ago(reading.limit)
        ),
    }
}
