//! The page: one file, nothing fetched, nothing executed.

use crate::{
    chart::{self, Times},
    model::{Axis, Report},
    plain::plain,
    scale::{moment, percent},
    tables,
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Fonts are the reader's own; colours follow the reader's light or dark.
const STYLE: &str = include_str!("page.css");
/// The browser itself refuses whatever a mistake of ours would let in.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

impl Report {
    /// The page.
    pub fn html(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body { main {
                    h1 { (self.title) }
                    @for sentence in &self.lead { p.lead { (sentence) } }
                    (figures(self))
                    (charts(self))
                    (decisions(self))
                    (tables::weights(self))
                    (tables::trades(self))
                    (tables::budgets(self))
                    (tables::gas(self))
                } }
            }
        };
        // Here, where nothing can be forgotten, and where no markup of ours has such a character.
        plain(&page.into_string())
    }
}

fn figures(report: &Report) -> Markup {
    html! {
        @if !report.figures.is_empty() {
            dl.figures {
                @for figure in &report.figures {
                    div {
                        dt { (figure.name) }
                        dd { (figure.value) }
                        @if !figure.note.is_empty() { dd.note { (figure.note) } }
                    }
                }
            }
        }
    }
}

fn charts(report: &Report) -> Markup {
    let times = Times::of(&report.samples, report.axis);
    let has_band = report.assets.iter().any(|asset| asset.band.is_some());
    let has_rebalance = report.samples.iter().any(|sample| sample.is_rebalance);
    html! {
        @if !report.samples.is_empty() {
            section {
                h2 { "Weights against target" @if has_band { " and band" } }
                p.legend {
                    span.key.key-line { "weight" }
                    span.key.key-target { "target" }
                    @if has_band { span.key.key-band { "band" } }
                    @if has_rebalance { span.key.key-rebalance { "rebalance" } }
                }
                div.charts {
                    @for (index, asset) in report.assets.iter().enumerate() {
                        (chart::weight(&times, index, asset))
                    }
                    (chart::value(&times))
                }
                @if report.axis == Axis::Steps {
                    ol.moments {
                        @for sample in &report.samples {
                            li { (sample.label) " " span.note { (moment(sample.at)) " UTC" } }
                        }
                    }
                }
            }
        }
    }
}

/// The longest list of decisions that is open from the start.
const OPEN_DECISIONS: usize = 4;

fn decisions(report: &Report) -> Markup {
    html! {
        @if !report.decisions.is_empty() {
            section {
                h2 { "Why it traded, or did not" }
                @for (index, decision) in report.decisions.iter().enumerate() {
                    details open[index < OPEN_DECISIONS] {
                        summary { (decision.label) " " span.note { (moment(decision.at)) " UTC" } }
                        ul { @for sentence in &decision.sentences { li { (sentence) } } }
                    }
                }
            }
        }
    }
}

/// A bar of a part that is used, with the part in words beside it.
pub(crate) fn meter(used: f64, limit: f64) -> Markup {
    let part = match limit > 0.0 && used.is_finite() {
        true => (used / limit).clamp(0.0, 1.0),
        false => 0.0,
    };
    let said = format!("{} of {} used", percent(used, 3), percent(limit, 2));
    html! {
        svg.meter viewBox="0 0 100 8" role="img" aria-label=(said) preserveAspectRatio="none" {
            rect.room width="100" height="8" {}
            rect.used width=(format!("{:.2}", part * 100.0)) height="8" {}
        }
    }
}
