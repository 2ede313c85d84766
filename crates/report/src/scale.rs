//! From values to places on a chart, and the round numbers beside it.

use jiff::{Timestamp, tz::TimeZone};

/// Steps between round numbers, as multiples of a power of ten.
const STEPS: [f64; 3] = [1.0, 2.0, 5.0];
/// Not many more round numbers than that.
const TICKS: f64 = 4.0;
/// Room above and below what is drawn, as a part of it.
const MARGIN: f64 = 0.06;

/// What is no number.
const UNKNOWN: &str = "unknown";

/// A range of values and the places that it is drawn on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    /// Where `low` is, and where `high` is.
    places: (f64, f64),
}

impl Scale {
    /// Around all values that are numbers; around `[0, 1]` when there are none.
    pub(crate) fn around(values: impl Iterator<Item = f64>, places: (f64, f64)) -> Self {
        let finite = values.filter(|value| value.is_finite());
        let range = finite.fold(None, |range: Option<(f64, f64)>, value| {
            let (low, high) = range.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        });
        let (low, high) = range.unwrap_or((0.0, 1.0));
        // What does not move is drawn in the middle.
        let room = match high - low {
            0.0 => high.abs().max(1.0) * MARGIN,
            height => height * MARGIN,
        };
        Self {
            low: low - room,
            high: high + room,
            places,
        }
    }

    /// From `low` to `high` exactly.
    pub(crate) fn between(low: f64, high: f64, places: (f64, f64)) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Self { low, high, places }
    }

    /// Where a value is; `None` for what is no number.
    pub(crate) fn place(&self, value: f64) -> Option<f64> {
        let (from, to) = self.places;
        let part = (value - self.low) / (self.high - self.low);
        let place = from + part * (to - from);
        place.is_finite().then_some(place)
    }

    /// The round values within the range.
    pub(crate) fn ticks(&self) -> Vec<f64> {
        let rough = (self.high - self.low) / TICKS;
        let power = 10_f64.powf(rough.log10().floor());
        let wanted = STEPS.iter().map(|step| step * power);
        let step = wanted
            .filter(|step| *step >= rough)
            .fold(power * 10.0, f64::min);
        let first = (self.low / step).ceil();
        let ticks = (0..=12).map(|index| (first + f64::from(index)) * step);
        ticks.take_while(|tick| *tick <= self.high).collect()
    }
}

/// A time as people read it, in UTC; the bare seconds when no calendar has them.
pub fn moment(at: u64) -> String {
    written(at, "%Y-%m-%d %H:%M")
}

/// The same without the time of the day.
pub(crate) fn day(at: u64) -> String {
    written(at, "%Y-%m-%d")
}

fn written(at: u64, format: &str) -> String {
    let time = i64::try_from(at).ok();
    let time = time.and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.map_or_else(
        || at.to_string(),
        |time| time.to_zoned(TimeZone::UTC).strftime(format).to_string(),
    )
}

/// A part as a percentage, with as many places as tell it apart.
pub(crate) fn percent(part: f64, places: usize) -> String {
    if !part.is_finite() {
        return UNKNOWN.to_owned();
    }
    format!("{:.places$}\u{a0}%", part * 100.0)
}

/// Basis points, rounded up in either direction, as the programs round drifts.
pub(crate) fn drift_bps(part: f64) -> String {
    if !part.is_finite() {
        return UNKNOWN.to_owned();
    }
    let bps = (part * 10_000.0 * 1e6).round() / 1e6;
    let whole = if bps < 0.0 { bps.floor() } else { bps.ceil() };
    format!("{whole:+.0}")
}

/// A whole number with its thousands apart.
pub(crate) fn thousands(value: f64) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    let digits = format!("{:.0}", value.abs());
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    match value < 0.0 {
        true => format!("−{grouped}"),
        false => grouped,
    }
}

/// A whole number with its thousands apart, for the figures of a page.
pub fn grouped(value: u64) -> String {
    let high = u32::try_from(value >> 32).unwrap_or(u32::MAX);
    let low = u32::try_from(value & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    thousands(f64::from(high) * 4_294_967_296.0 + f64::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_maps_the_ends_to_the_ends() {
        let scale = Scale::between(10.0, 20.0, (100.0, 0.0));
        assert_eq!(scale.place(10.0), Some(100.0));
        assert_eq!(scale.place(20.0), Some(0.0));
        assert_eq!(scale.place(12.5), Some(75.0));
        assert_eq!(scale.place(f64::NAN), None);
        assert_eq!(scale.place(f64::INFINITY), None);
    }

    #[test]
    fn around_keeps_room_even_where_nothing_moves() {
        let flat = Scale::around([0.4, 0.4, f64::NAN].into_iter(), (0.0, 10.0));
        assert_eq!(flat.place(0.4), Some(5.0));
        let none = Scale::around(std::iter::empty(), (0.0, 1.0));
        assert!(none.place(0.5).is_some());
    }

    #[test]
    fn ticks_are_round_and_few() {
        let scale = Scale::between(0.312, 0.488, (0.0, 1.0));
        let ticks: Vec<_> = scale.ticks().iter().map(|it| percent(*it, 0)).collect();
        assert_eq!(ticks, ["35\u{a0}%", "40\u{a0}%", "45\u{a0}%"]);
        let scale = Scale::between(0.0, 1_000_000.0, (0.0, 1.0));
        assert_eq!(scale.ticks().len(), 3);
    }

    #[test]
    fn moments_are_utc() {
        assert_eq!(moment(1_760_130_000), "2025-10-10 21:00");
        assert_eq!(day(1_760_130_000), "2025-10-10");
        assert_eq!(moment(u64::MAX), u64::MAX.to_string());
    }

    #[test]
    fn numbers_read_as_numbers() {
        assert_eq!(thousands(1_234_567.4), "1\u{202f}234\u{202f}567");
        assert_eq!(grouped(8_589_934_593), "8\u{202f}589\u{202f}934\u{202f}593");
        assert_eq!(thousands(-999.6), "−1\u{202f}000");
        assert_eq!(drift_bps(0.054_51), "+546");
        assert_eq!(drift_bps(-0.05), "-500");
        assert_eq!(percent(0.4545, 2), "45.45\u{a0}%");
    }
}
