//! How numbers are written for people: amounts cut, parts rounded up, times in their two largest units.

use alloy::primitives::U256;

/// Wad in one basis point.
const WAD_PER_BPS: u64 = 100_000_000_000_000;
/// Wad in a tenth of a percent.
const WAD_PER_TENTH_PERCENT: u64 = 1_000_000_000_000_000;
/// Digits behind the point of an amount.
const AMOUNT_PLACES: usize = 6;
/// Digits behind the point of a value.
const VALUE_PLACES: usize = 2;
const WAD_DECIMALS: u8 = 18;

/// Base units as a decimal number, cut behind the sixth digit.
pub fn amount(raw: U256, decimals: u8) -> String {
    decimal(raw, decimals, AMOUNT_PLACES)
}

/// A value in wad with two digits, cut.
pub fn value(wad: U256) -> String {
    decimal(wad, WAD_DECIMALS, VALUE_PLACES)
}

/// A part of NAV in basis points, rounded up.
pub fn bps(wad: U256) -> u64 {
    wad.div_ceil(U256::from(WAD_PER_BPS)).saturating_to()
}

/// A length of time in its two largest units.
pub fn span(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        let count = rest.checked_div(size).unwrap_or_default();
        rest = rest.saturating_sub(count.saturating_mul(size));
        if count > 0 || !parts.is_empty() {
            parts.push((count, unit));
        }
    }
    parts.truncate(2);
    let shown = parts.iter().filter(|(count, _)| *count > 0);
    let shown: Vec<_> = shown
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    match shown.is_empty() {
        true => "0 s".to_owned(),
        false => shown.join(" "),
    }
}

/// A part in percent with at most one digit behind the point, rounded up.
pub fn percent(wad: U256) -> String {
    let tenths: u64 = wad
        .div_ceil(U256::from(WAD_PER_TENTH_PERCENT))
        .saturating_to();
    let tenths = tenths.to_string();
    let (whole, tenth) = tenths.split_at(tenths.len().saturating_sub(1));
    match (whole, tenth) {
        (whole, "0") if !whole.is_empty() => whole.to_owned(),
        ("", "0") => "0".to_owned(),
        ("", tenth) => format!("0.{tenth}"),
        (whole, tenth) => format!("{whole}.{tenth}"),
    }
}

fn decimal(raw: U256, decimals: u8, places: usize) -> String {
    let decimals = usize::from(decimals);
    let padded = format!("{raw:0>width$}", width = decimals.saturating_add(1));
    let (whole, fraction) = padded.split_at(padded.len().saturating_sub(decimals));
    match fraction.get(..places.min(decimals)) {
        None | Some("") => whole.to_owned(),
        Some(fraction) => format!("{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_has_a_digit_where_it_needs_one_and_rounds_up() {
        let bps = |bps: u64| percent(U256::from(bps) * U256::from(WAD_PER_BPS));
        assert_eq!(
            [0, 1, 10, 95, 100, 120, 121, 2_500, 10_000].map(bps),
            ["0", "0.1", "0.1", "1", "1", "1.2", "1.3", "25", "100"]
        );
    }

    #[test]
    fn span_shows_the_two_largest_units() {
        for (seconds, expected) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 m"),
            (3_599, "59 m 59 s"),
            (11_525, "3 h 12 m"),
            (3_605, "1 h"),
            (86_400, "1 d"),
            (90_000, "1 d 1 h"),
            (u64::MAX, "213503982334601 d 7 h"),
        ] {
            assert_eq!(span(seconds), expected);
        }
    }

    #[test]
    fn amount_cuts_and_keeps_every_whole_unit() {
        let raw = U256::from(1_234_567_890_u64);
        assert_eq!(amount(raw, 0), "1234567890");
        assert_eq!(amount(raw, 2), "12345678.90");
        assert_eq!(amount(raw, 6), "1234.567890");
        assert_eq!(amount(raw, 18), "0.000000");
        assert_eq!(amount(U256::MAX, 255).len(), "0.".len() + AMOUNT_PLACES);
        assert_eq!(value(U256::from(1_999_999_999_999_999_999_u64)), "1.99");
    }
}
