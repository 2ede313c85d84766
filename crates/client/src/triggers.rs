//! What calls for a rebalance, as people write it, and as a policy holds it: one word.
//!
//! The layout of the word stands beside `Trigger` in `abi/Keel.sol`. Which triggers are declared follows from the fields that
//! are there. Ranges are the vault's own to check: it refuses a field by name, with its bounds.

use alloy::primitives::{B256, U256};
use serde::Deserialize;

const ABSOLUTE: u8 = 1;
const RELATIVE: u8 = 2;
const CALENDAR: u8 = 4;
const COST: u8 = 8;
const TRACKING_ERROR: u8 = 16;
const FORECAST: u8 = 32;
const VOLATILITY: u8 = 64;
const ALL: u8 = 128;
/// Words of a decision for each trigger.
const READING_WORDS: usize = 3;

/// The triggers of a policy. Without any field the vault's band alone decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Triggers {
    /// Whether all of them must be met, and not any.
    pub needs_all: bool,
    /// Absolute: a drift beyond which to trade.
    pub absolute_bps: Option<u16>,
    /// Relative: the same as a part of each target.
    pub relative_bps: Option<u16>,
    /// Calendar: once in each such period.
    pub period_s: Option<u32>,
    /// Where the calendar's periods start.
    pub phase_s: u32,
    /// Cost: what a trade costs of the value that it trades.
    pub cost_bps: Option<u16>,
    /// Cost: what a rebalance costs as a part of NAV.
    pub fixed_millionths: Option<u16>,
    /// Cost: relative risk aversion, in tenths.
    pub aversion_tenths: u8,
    /// By how much bands and dates differ from vault to vault and from epoch to epoch.
    pub jitter_percent: u8,
    /// Where a trade ends that a band calls for: a part of the narrowest band, 0 for the target, 255 where it costs least.
    pub return_percent: u8,
    /// Tracking error: that of the drifts in a year, beyond which to trade. This and what follows needs an engine of risk.
    pub tracking_error_bps: Option<u16>,
    /// Forecast: how far to look.
    pub horizon_minutes: Option<u16>,
    /// Forecast: the probability of a breach above which to trade.
    pub confidence_percent: u8,
    /// Forecast: the band that may be breached, of a policy that has no absolute one.
    pub forecast_bps: Option<u16>,
    /// Bands follow volatility, with this exponent in tenths.
    pub exponent_tenths: Option<i8>,
    /// The volatility of the targets, in a year, at which bands are as declared.
    pub reference_bps: u16,
    /// The narrowest that bands become.
    pub narrowest_percent: u8,
    /// The widest that bands become, in tenths.
    pub widest_tenths: u8,
    /// Correlation of any two assets.
    pub correlation_percent: u8,
    /// How long a feed may go unobserved.
    pub variance_age_hours: u8,
}

impl Triggers {
    /// The word of a policy with these triggers, whether a vault accepts them or not.
    pub fn word(&self) -> B256 {
        let kinds = [
            (ABSOLUTE, self.absolute_bps.is_some()),
            (RELATIVE, self.relative_bps.is_some()),
            (CALENDAR, self.period_s.is_some()),
            (
                COST,
                self.cost_bps.is_some() || self.fixed_millionths.is_some(),
            ),
            (TRACKING_ERROR, self.tracking_error_bps.is_some()),
            (FORECAST, self.horizon_minutes.is_some()),
            (VOLATILITY, self.exponent_tenths.is_some()),
            (ALL, self.needs_all),
        ];
        let kinds = kinds.into_iter().filter(|(_, is_there)| *is_there);
        let kinds = kinds.fold(0, |all, (kind, _)| all | kind);
        let parts = [
            vec![kinds],
            (self.absolute_bps.or(self.forecast_bps).unwrap_or(0))
                .to_be_bytes()
                .to_vec(),
            self.relative_bps.unwrap_or(0).to_be_bytes().to_vec(),
            self.period_s.unwrap_or(0).to_be_bytes().to_vec(),
            self.phase_s.to_be_bytes().to_vec(),
            self.cost_bps.unwrap_or(0).to_be_bytes().to_vec(),
            self.fixed_millionths.unwrap_or(0).to_be_bytes().to_vec(),
            vec![
                self.aversion_tenths,
                self.jitter_percent,
                self.return_percent,
            ],
            self.tracking_error_bps.unwrap_or(0).to_be_bytes().to_vec(),
            self.horizon_minutes.unwrap_or(0).to_be_bytes().to_vec(),
            vec![self.confidence_percent],
            self.exponent_tenths.unwrap_or(0).to_be_bytes().to_vec(),
            self.reference_bps.to_be_bytes().to_vec(),
            vec![
                self.narrowest_percent,
                self.widest_tenths,
                self.correlation_percent,
                self.variance_age_hours,
            ],
        ];
        B256::right_padding_from(&parts.concat())
    }
}

/// Whether a policy's triggers must all be met.
pub fn needs_all(word: B256) -> bool {
    let [kinds, ..] = word.0;
    kinds & ALL != 0
}

/// Whether a policy needs an engine of risk.
pub fn needs_risk(word: B256) -> bool {
    let [kinds, ..] = word.0;
    kinds & (TRACKING_ERROR | FORECAST | VOLATILITY) != 0
}

/// The absolute band of a policy, or that of its forecast, and the relative one; zero for none.
pub fn bands_bps(word: B256) -> [u16; 2] {
    let [_, a0, a1, r0, r1, ..] = word.0;
    [[a0, a1], [r0, r1]].map(u16::from_be_bytes)
}

/// How far the forecast of a policy looks.
pub fn horizon_s(word: B256) -> u64 {
    const SECONDS_PER_MINUTE: u64 = 60;
    let minutes = word.0.get(22..24).and_then(|bytes| bytes.try_into().ok());
    u64::from(u16::from_be_bytes(minutes.unwrap_or_default())).saturating_mul(SECONDS_PER_MINUTE)
}

/// What one trigger measured, as a decision has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Which, as `Trigger` counts them.
    pub trigger: u64,
    /// What it measured: a drift in wad, the last date, an annual tracking error or volatility, a probability.
    pub got: U256,
    /// Its limit: a band in wad, the time of the last rebalance, a tracking error, a probability; of a volatility how wide it
    /// makes the bands.
    pub limit: U256,
}

impl Reading {
    /// The readings of a decision.
    pub fn all(words: &[U256]) -> Vec<Self> {
        let reading = |words: &[U256]| match words {
            [trigger, got, limit] => Some(Self {
                trigger: trigger.saturating_to(),
                got: *got,
                limit: *limit,
            }),
            _ => None,
        };
        words.chunks(READING_WORDS).filter_map(reading).collect()
    }

    /// Whether it is of a trigger, and not of the volatility that bands follow.
    pub fn is_trigger(&self) -> bool {
        self.trigger != u64::from(VOLATILITY.trailing_zeros())
    }

    /// Whether it calls for a rebalance.
    pub fn is_met(&self) -> bool {
        self.is_trigger() && self.got > self.limit
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self.trigger {
            0 => "Absolute",
            1 => "Relative",
            2 => "Calendar",
            3 => "Cost",
            4 => "Tracking error",
            5 => "Forecast",
            6 => "Volatility",
            _ => "Unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_has_the_documented_layout() {
        let all = Triggers {
            needs_all: true,
            absolute_bps: Some(500),
            relative_bps: Some(2_000),
            period_s: Some(2_592_000),
            phase_s: 3_600,
            cost_bps: Some(10),
            fixed_millionths: Some(5),
            aversion_tenths: 30,
            jitter_percent: 10,
            return_percent: 50,
            tracking_error_bps: Some(200),
            horizon_minutes: Some(1_440),
            confidence_percent: 25,
            forecast_bps: None,
            exponent_tenths: Some(-7),
            reference_bps: 3_800,
            narrowest_percent: 50,
            widest_tenths: 20,
            correlation_percent: 60,
            variance_age_hours: 48,
        };
        let by_hand = [
            0xff, 0x01, 0xf4, 0x07, 0xd0, 0x00, 0x27, 0x8d, 0x00, 0x00, 0x00, 0x0e, 0x10, 0, 10, 0,
            5, 30, 10, 50, 0, 200, 0x05, 0xa0, 25, 0xf9, 0x0e, 0xd8, 50, 20, 60, 48,
        ];
        assert_eq!(all.word(), B256::new(by_hand));
        // A forecast has the same band where there is no absolute one.
        let foreseen = Triggers {
            absolute_bps: None,
            forecast_bps: Some(500),
            ..all
        };
        let mut other = by_hand;
        other[0] = 0xfe;
        assert_eq!(foreseen.word(), B256::new(other));
        assert!(needs_all(all.word()));
        assert_eq!(Triggers::default().word(), B256::ZERO);
    }

    #[test]
    fn word_declares_what_is_there() {
        let none = Triggers::default();
        let declared = |triggers: Triggers| triggers.word().0[0];
        for (triggers, kinds) in [
            (
                Triggers {
                    absolute_bps: Some(1),
                    ..none
                },
                1,
            ),
            (
                Triggers {
                    relative_bps: Some(1),
                    ..none
                },
                2,
            ),
            (
                Triggers {
                    period_s: Some(60),
                    ..none
                },
                4,
            ),
            (
                Triggers {
                    cost_bps: Some(1),
                    ..none
                },
                8,
            ),
            (
                Triggers {
                    fixed_millionths: Some(1),
                    ..none
                },
                8,
            ),
            (
                Triggers {
                    tracking_error_bps: Some(1),
                    ..none
                },
                16,
            ),
            (
                Triggers {
                    horizon_minutes: Some(1),
                    forecast_bps: Some(1),
                    ..none
                },
                32,
            ),
            (
                Triggers {
                    exponent_tenths: Some(0),
                    ..none
                },
                64,
            ),
        ] {
            assert_eq!(declared(triggers), kinds, "{triggers:?}");
            assert!(!needs_all(triggers.word()));
        }
    }

    #[test]
    fn readings_come_in_threes() {
        let words: Vec<_> = [3_u64, 20, 10, 2, 7, 7, 6, 9, 1, 9]
            .into_iter()
            .map(U256::from)
            .collect();
        let readings = Reading::all(&words);
        let said: Vec<_> = readings
            .iter()
            .map(|reading| (reading.name(), reading.is_met()))
            .collect();
        assert_eq!(
            said,
            [("Cost", true), ("Calendar", false), ("Volatility", false)]
        );
    }
}
