//! What came of a plan over a history, in a few numbers.

use serde::Serialize;
use std::collections::BTreeMap;

const YEAR_S: f64 = 31_536_000.0;
const BPS: f64 = 10_000.0;

/// The numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Figures {
    pub(crate) policy: String,
    pub(crate) vault: String,
    pub(crate) rebalances: u64,
    pub(crate) swaps: u64,
    /// What was sold, in all, as a multiple of NAV.
    pub(crate) turnover: f64,
    /// What rebalances lost of NAV at the oracle's prices, in all.
    pub(crate) cost_bps: f64,
    /// Standard deviation of the returns against those of the targets held exactly, a year.
    pub(crate) tracking_error_bps: f64,
    /// The largest drift at any row.
    pub(crate) worst_drift_bps: f64,
    /// The longest time for which the policy's band was breached.
    pub(crate) worst_breach_s: u64,
    pub(crate) nav_start: f64,
    pub(crate) nav_end: f64,
    /// What the first amounts would be worth.
    pub(crate) held_end: f64,
    pub(crate) gas: u64,
    /// Rebalances that were due by the lens and that the vault refused, by the error.
    pub(crate) refused: BTreeMap<String, u64>,
}

/// Returns of a portfolio against those of its targets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tracking {
    differences: Vec<f64>,
    spans: f64,
}

impl Tracking {
    /// A row: what the portfolio and its targets have returned since the last one, `seconds` ago.
    pub(crate) fn add(&mut self, portfolio: f64, targets: f64, seconds: u64) {
        self.differences.push(portfolio - targets);
        self.spans += f64::from(u32::try_from(seconds).unwrap_or(u32::MAX));
    }

    /// Annualised, in basis points; zero for less than two rows.
    pub(crate) fn error_bps(&self) -> f64 {
        let count = f64::from(u32::try_from(self.differences.len()).unwrap_or(u32::MAX));
        if count < 2.0 || self.spans <= 0.0 {
            return 0.0;
        }
        let mean = self.differences.iter().sum::<f64>() / count;
        let squares = self.differences.iter().map(|it| (it - mean).powi(2));
        let variance = squares.sum::<f64>() / (count - 1.0);
        (variance * count / self.spans * YEAR_S).sqrt() * BPS
    }
}

/// For how long a band is breached.
#[derive(Debug, Clone, Default)]
pub(crate) struct Breach {
    since: Option<u64>,
    worst_s: u64,
}

impl Breach {
    /// A row, before anything is done about it and after.
    pub(crate) fn see(&mut self, at: u64, is_breached: bool, is_breached_after: bool) {
        if is_breached {
            let since = *self.since.get_or_insert(at);
            self.worst_s = self.worst_s.max(at.saturating_sub(since));
        }
        if !is_breached_after {
            self.since = None;
        }
    }

    pub(crate) fn worst_s(&self) -> u64 {
        self.worst_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_bps_is_the_yearly_deviation_of_the_differences() {
        let mut tracking = Tracking::default();
        assert!(tracking.error_bps().abs() < f64::EPSILON);
        // 10 and -10 bps, a day each: deviation 14.142 bps a day, times the root of 365.
        tracking.add(0.021, 0.020, 86_400);
        tracking.add(-0.011, -0.010, 86_400);
        assert!(
            (tracking.error_bps() - 270.185).abs() < 0.001,
            "{}",
            tracking.error_bps()
        );
    }

    #[test]
    fn a_breach_lasts_from_its_first_row_to_the_one_that_ends_it() {
        let mut breach = Breach::default();
        breach.see(100, true, false);
        assert_eq!(breach.worst_s(), 0);
        breach.see(200, true, true);
        breach.see(300, true, true);
        breach.see(450, true, false);
        breach.see(500, false, false);
        assert_eq!(breach.worst_s(), 250);
        // One that ends by itself was there until it was last seen.
        breach.see(600, true, true);
        breach.see(700, false, false);
        assert_eq!(breach.worst_s(), 250);
    }
}
