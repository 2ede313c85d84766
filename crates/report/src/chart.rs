//! Charts as SVG: each is 320 units wide whatever its place, so that its letters stay readable on a phone.
//!
//! What carries meaning is said twice: by colour, and by a dash, a fill or a mark.

use crate::{
    model::{Asset, Axis, Sample},
    scale::{Scale, day, moment, percent, thousands},
};
use maud::{Markup, html};
use std::fmt::Write;

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 150.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 312.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 128.0;
/// Two days and less are told apart by hours.
const HOURS_BELOW_S: u64 = 172_800;

/// The horizontal axis of all charts of a page.
pub(crate) struct Times<'a> {
    samples: &'a [Sample],
    axis: Axis,
    scale: Scale,
}

impl<'a> Times<'a> {
    pub(crate) fn of(samples: &'a [Sample], axis: Axis) -> Self {
        let last = samples.len().saturating_sub(1);
        let (from, to) = match axis {
            Axis::Steps => (0.0, whole(last)),
            Axis::Time => {
                let at = |sample: Option<&Sample>| sample.map_or(0.0, |it| seconds(it.at));
                (at(samples.first()), at(samples.last()))
            }
        };
        Self {
            samples,
            axis,
            scale: Scale::between(from, to, (LEFT + 4.0, RIGHT - 4.0)),
        }
    }

    fn place(&self, index: usize, sample: &Sample) -> f64 {
        let value = match self.axis {
            Axis::Steps => whole(index),
            Axis::Time => seconds(sample.at),
        };
        self.scale.place(value).unwrap_or(LEFT)
    }

    /// What stands below the axis: places, words, and how they are aligned.
    fn labels(&self) -> Vec<(f64, String, &'static str)> {
        if self.axis == Axis::Steps {
            let labels = self.samples.iter().enumerate();
            return labels
                .map(|(index, sample)| {
                    let number = index.saturating_add(1).to_string();
                    (self.place(index, sample), number, "middle")
                })
                .collect();
        }
        let (Some(first), Some(last)) = (self.samples.first(), self.samples.last()) else {
            return Vec::new();
        };
        let is_short = last.at.saturating_sub(first.at) <= HOURS_BELOW_S;
        let word = if is_short { moment } else { day };
        vec![
            (LEFT, word(first.at), "start"),
            (RIGHT, word(last.at), "end"),
        ]
    }

    /// A line through a value of each sample; broken where one has none.
    fn line(&self, scale: &Scale, value: impl Fn(&Sample) -> Option<f64>) -> String {
        let mut path = String::new();
        let mut is_down = false;
        for (index, sample) in self.samples.iter().enumerate() {
            let Some(y) = value(sample).and_then(|value| scale.place(value)) else {
                is_down = false;
                continue;
            };
            let command = if is_down { 'L' } else { 'M' };
            is_down = true;
            // Writing to a string cannot fail.
            let _done = write!(path, "{command}{:.1} {y:.1}", self.place(index, sample));
        }
        path
    }
}

/// Value over time, beside what it would be had it never been rebalanced.
pub(crate) fn value(times: &Times<'_>) -> Markup {
    let samples = times.samples;
    let is_compared = samples.iter().any(|sample| sample.held.is_some());
    let values = samples
        .iter()
        .flat_map(|sample| [Some(sample.nav), sample.held]);
    let scale = Scale::around(values.flatten(), (BOTTOM, TOP));
    let said = match (samples.first(), samples.last()) {
        (Some(first), Some(last)) => format!(
            "Value of the portfolio, from {} to {}",
            thousands(first.nav),
            thousands(last.nav)
        ),
        _ => "Value of the portfolio".to_owned(),
    };
    let short = |value: f64| match value.abs() >= 10_000.0 {
        true => format!("{}k", thousands(value / 1_000.0)),
        false => thousands(value),
    };
    html! {
        figure.chart {
            figcaption { "Value" @if is_compared { span.key.key-held { "never rebalanced" } } }
            (frame(times, &scale, &said, short, &html! {
                @if is_compared { path.held d=(times.line(&scale, |sample| sample.held)) {} }
                path.line d=(times.line(&scale, |sample| Some(sample.nav))) {}
                (dots(times, &scale, |sample| Some(sample.nav)))
            }))
        }
    }
}

/// The weight of one asset against its target and band.
pub(crate) fn weight(times: &Times<'_>, index: usize, asset: &Asset) -> Markup {
    let of = |sample: &Sample| sample.weights.get(index).copied();
    let (band, target) = (asset.band.unwrap_or(0.0), asset.target);
    let edges = (target - band, target + band);
    let values = times.samples.iter().filter_map(of);
    let scale = Scale::around(values.chain([target, edges.0, edges.1]), (BOTTOM, TOP));
    let last = times.samples.last().and_then(of);
    let weight = last.map_or_else(|| "unknown".to_owned(), |it| percent(it, 2));
    let said = format!(
        "Weight of {}: at the end {weight}, target {}",
        asset.symbol,
        percent(target, 2)
    );
    let (upper, lower) = (scale.place(edges.1), scale.place(edges.0));
    let target_at = scale.place(target).unwrap_or(BOTTOM);
    html! {
        figure.chart {
            figcaption { (asset.symbol) span.now { (weight) } }
            (frame(times, &scale, &said, |value| percent(value, places(&scale)), &html! {
                @if let (Some(upper), Some(lower), true) = (upper, lower, band > 0.0) {
                    rect.band x=(LEFT) y=(place(upper)) width=(RIGHT - LEFT) height=(place(lower - upper)) {}
                }
                line.target x1=(LEFT) x2=(RIGHT) y1=(place(target_at)) y2=(place(target_at)) {}
                path.line d=(times.line(&scale, of)) {}
                (dots(times, &scale, of))
            }))
        }
    }
}

/// Axes, rebalances and words, around what is drawn.
fn frame(
    times: &Times<'_>,
    scale: &Scale,
    said: &str,
    word: impl Fn(f64) -> String,
    drawn: &Markup,
) -> Markup {
    let rebalances = times.samples.iter().enumerate();
    let rebalances = rebalances.filter(|(_, sample)| sample.is_rebalance);
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(said) {
            title { (said) }
            @for tick in scale.ticks() {
                @if let Some(y) = scale.place(tick) {
                    line.grid x1=(LEFT) x2=(RIGHT) y1=(place(y)) y2=(place(y)) {}
                    text.tick x=(LEFT - 5.0) y=(place(y + 3.5)) text-anchor="end" { (word(tick)) }
                }
            }
            @for (index, sample) in rebalances {
                @let x = place(times.place(index, sample));
                line.rebalance x1=(x) x2=(x) y1=(TOP) y2=(BOTTOM) {}
            }
            (drawn)
            line.axis x1=(LEFT) x2=(RIGHT) y1=(BOTTOM) y2=(BOTTOM) {}
            @for (x, label, anchor) in times.labels() {
                text.tick x=(place(x)) y=(BOTTOM + 15.0) text-anchor=(anchor) { (label) }
            }
        }
    }
}

/// A dot for each of a few steps.
fn dots(times: &Times<'_>, scale: &Scale, of: impl Fn(&Sample) -> Option<f64>) -> Markup {
    let samples = times.samples.iter().enumerate();
    html! {
        @if times.axis == Axis::Steps {
            @for (index, sample) in samples {
                @if let Some(y) = of(sample).and_then(|value| scale.place(value)) {
                    circle.dot cx=(place(times.place(index, sample))) cy=(place(y)) r="2.6" {}
                }
            }
        }
    }
}

/// Percentages need places when the round numbers are closer than one.
fn places(scale: &Scale) -> usize {
    let ticks = scale.ticks();
    let step = match ticks.as_slice() {
        [first, second, ..] => second - first,
        _ => 1.0,
    };
    match step {
        step if step < 0.000_95 => 2,
        step if step < 0.009_5 => 1,
        _ => 0,
    }
}

fn place(value: f64) -> String {
    format!("{value:.1}")
}

fn whole(index: usize) -> f64 {
    f64::from(u32::try_from(index).unwrap_or(u32::MAX))
}

/// Exact up to 2^53 seconds.
fn seconds(at: u64) -> f64 {
    let high = u32::try_from(at >> 32).unwrap_or(u32::MAX);
    let low = u32::try_from(at & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    f64::from(high) * 4_294_967_296.0 + f64::from(low)
}
