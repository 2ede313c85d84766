//! One measured figure: what ours and the other did, round by round, and whether that is good enough.

use serde::Serialize;
use std::fmt;

/// What counts as better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Better {
    Higher,
    Lower,
}

/// A figure with its judgement. The ratio is how many times better ours is; the goal is its least acceptable value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) unit: &'static str,
    pub(crate) better: Better,
    /// Median of ours.
    pub(crate) ours: f64,
    /// What ours is held against.
    pub(crate) against: &'static str,
    /// Median of the other.
    pub(crate) other: f64,
    /// Median of the rounds' ratios.
    pub(crate) ratio: f64,
    pub(crate) goal: f64,
    pub(crate) met: bool,
}

impl Figure {
    /// Judges rounds of `(ours, other)`, each against its neighbour in time.
    pub(crate) fn new(
        name: impl Into<String>,
        unit: &'static str,
        better: Better,
        against: &'static str,
        goal: f64,
        rounds: &[(f64, f64)],
    ) -> Self {
        let ratio = |(ours, other): &(f64, f64)| match better {
            Better::Higher => ours / other,
            Better::Lower => other / ours,
        };
        let ratio = median(rounds.iter().map(ratio));
        Self {
            name: name.into(),
            unit,
            better,
            ours: rounded(median(rounds.iter().map(|round| round.0))),
            against,
            other: rounded(median(rounds.iter().map(|round| round.1))),
            ratio: rounded(ratio),
            goal: rounded(goal),
            met: ratio >= goal,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            ours,
            unit,
            against,
            other,
            ratio,
            ..
        } = self;
        write!(
            f,
            "{name}: {ours} {unit}, {against} {other} {unit}, ratio {ratio}"
        )
    }
}

/// The middle value, or the mean of the two in the middle; zero of nothing.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.len() % 2, values.get(middle)) {
        (_, None) => 0.0,
        (0, Some(high)) => f64::midpoint(values[middle - 1], *high),
        (_, Some(value)) => *value,
    }
}

/// Two decimals: more would be noise.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_judges_the_median_of_ratios_and_not_the_ratio_of_medians() {
        // The second round ran while something else used the machine.
        let rounds = [(100.0, 50.0), (10.0, 5.0), (90.0, 60.0)];
        let figure = Figure::new("calls", "/s", Better::Higher, "anvil", 1.0, &rounds);
        assert_eq!((figure.ours, figure.other, figure.ratio), (90.0, 50.0, 2.0));
        assert!(figure.met);
    }

    #[test]
    fn new_turns_the_ratio_round_when_lower_is_better() {
        let figure = Figure::new("start", "ms", Better::Lower, "anvil", 1.0, &[(40.0, 20.0)]);
        assert_eq!(figure.ratio, 0.5);
        assert!(!figure.met);
    }

    #[test]
    fn median_of_an_even_count_is_the_mean_of_the_middle() {
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.5);
        assert_eq!(median(std::iter::empty()), 0.0);
    }
}
