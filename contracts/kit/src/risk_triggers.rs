//! What calls for a rebalance by risk, in the bytes of the same word that plain triggers leave free.
//!
//! The layout is documented beside `Trigger` in `abi/Keel.sol`. An engine that knows these kinds asks a plain one by a
//! [word without them](RiskTriggers::plain_word).
//!
//! 1. `from_word(to_word(t)) == Ok(Some(t))` for every `t` within the ranges.
//! 2. [`from_word`](RiskTriggers::from_word) accepts nothing else, as [`Triggers`] does; a word without one of these kinds is
//!    none of its own.
//! 3. What it accepts leaves a plain word that [`Triggers::from_word`] accepts.

use alloy_primitives::B256;

use crate::triggers::{ABSOLUTE, ALL, KINDS as PLAIN_KINDS, OutOfRange, RELATIVE, Triggers, range};

/// The annual tracking error of the drifts is above a limit.
pub const TRACKING_ERROR: u8 = 16;
/// A breach of the absolute band within a horizon is likelier than a limit.
pub const FORECAST: u8 = 32;
/// Bands follow volatility.
pub const VOLATILITY: u8 = 64;

const KINDS: u8 = TRACKING_ERROR | FORECAST | VOLATILITY;

/// The fields of a policy's triggers, of which one needs variances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RiskTriggers {
    /// What a plain engine knows of, with all kinds; its free bytes are none.
    pub plain: Triggers,
    /// Limit of the annual tracking error.
    pub tracking_error_bps: u16,
    /// How far the forecast looks.
    pub horizon_minutes: u16,
    /// Probability above which a forecast calls.
    pub confidence_percent: u8,
    /// Exponent of volatility in bands.
    pub exponent_tenths: i8,
    /// Annual volatility of the targets at which bands are as declared.
    pub reference_bps: u16,
    /// The narrowest that bands become.
    pub narrowest_percent: u8,
    /// The widest that bands become.
    pub widest_tenths: u8,
    /// Of any two assets.
    pub correlation_percent: u8,
    /// How long a feed may go unobserved.
    pub variance_age_hours: u8,
}

impl RiskTriggers {
    /// The triggers of a policy's word; `None` when it declares none that needs variances.
    ///
    /// # Errors
    /// The first field that is out of its range.
    pub fn from_word(word: B256) -> Result<Option<Self>, OutOfRange> {
        let triggers = Self::unpack(word);
        if !triggers.has(KINDS) {
            return Ok(None);
        }
        triggers.check()?;
        Ok(Some(triggers))
    }

    /// The word of a policy with these triggers, whether they are within their ranges or not.
    #[must_use]
    pub fn to_word(&self) -> B256 {
        let [t0, t1] = self.tracking_error_bps.to_be_bytes();
        let [h0, h1] = self.horizon_minutes.to_be_bytes();
        let [r0, r1] = self.reference_bps.to_be_bytes();
        let reserved = [
            t0,
            t1,
            h0,
            h1,
            self.confidence_percent,
            self.exponent_tenths.cast_unsigned(),
            r0,
            r1,
            self.narrowest_percent,
            self.widest_tenths,
            self.correlation_percent,
            self.variance_age_hours,
        ];
        Triggers {
            reserved,
            ..self.plain
        }
        .to_word()
    }

    /// The word for a plain engine: what it knows of, with bands of these widths; zero when it knows of none.
    #[must_use]
    pub fn plain_word(&self, absolute_bps: u16, relative_bps: u16) -> B256 {
        let mut plain = self.plain();
        if plain.kinds & PLAIN_KINDS == 0 {
            return B256::ZERO;
        }
        if plain.has(ABSOLUTE) {
            plain.absolute_bps = absolute_bps;
        }
        if plain.has(RELATIVE) {
            plain.relative_bps = relative_bps;
        }
        plain.to_word()
    }

    /// Whether a kind is declared.
    #[must_use]
    pub const fn has(&self, kind: u8) -> bool {
        self.plain.has(kind)
    }

    /// Whether a kind is declared that a plain engine knows of.
    #[must_use]
    pub const fn has_plain(&self) -> bool {
        self.plain.has(PLAIN_KINDS)
    }

    /// Without these kinds, and without the band that only they use.
    fn plain(&self) -> Triggers {
        let mut plain = self.plain;
        plain.kinds &= !KINDS;
        if !plain.has(ABSOLUTE) {
            plain.absolute_bps = 0;
        }
        if plain.kinds == ALL {
            plain.kinds = 0;
        }
        plain
    }

    fn unpack(word: B256) -> Self {
        let mut plain = Triggers::unpack(word);
        let [
            t0,
            t1,
            h0,
            h1,
            confidence_percent,
            exponent_tenths,
            r0,
            r1,
            narrowest_percent,
            widest_tenths,
            correlation_percent,
            variance_age_hours,
        ] = core::mem::take(&mut plain.reserved);
        Self {
            plain,
            tracking_error_bps: u16::from_be_bytes([t0, t1]),
            horizon_minutes: u16::from_be_bytes([h0, h1]),
            confidence_percent,
            exponent_tenths: exponent_tenths.cast_signed(),
            reference_bps: u16::from_be_bytes([r0, r1]),
            narrowest_percent,
            widest_tenths,
            correlation_percent,
            variance_age_hours,
        }
    }

    fn check(&self) -> Result<(), OutOfRange> {
        let is_forecast = self.has(FORECAST);
        let is_scaled = self.has(VOLATILITY);
        // Of the costs' band the volatility cancels.
        let has_bands = self.has(ABSOLUTE | RELATIVE | FORECAST);
        range("volatility", u8::from(is_scaled), has_bands, 0, 1)?;
        self.plain().check_fields()?;
        let is_absolute = self.has(ABSOLUTE | FORECAST);
        range(
            "absoluteBps",
            self.plain.absolute_bps,
            is_absolute,
            1,
            10_000,
        )?;
        range(
            "trackingErrorBps",
            self.tracking_error_bps,
            self.has(TRACKING_ERROR),
            1,
            10_000,
        )?;
        range(
            "horizonMinutes",
            self.horizon_minutes,
            is_forecast,
            1,
            u16::MAX,
        )?;
        range(
            "confidencePercent",
            self.confidence_percent,
            is_forecast,
            1,
            99,
        )?;
        range("exponentTenths", self.exponent_tenths, is_scaled, -10, 10)?;
        range("referenceBps", self.reference_bps, is_scaled, 1, 30_000)?;
        range(
            "narrowestPercent",
            self.narrowest_percent,
            is_scaled,
            10,
            100,
        )?;
        range("widestTenths", self.widest_tenths, is_scaled, 10, 100)?;
        range("correlationPercent", self.correlation_percent, true, 0, 99)?;
        range(
            "varianceAgeHours",
            self.variance_age_hours,
            true,
            1,
            u8::MAX,
        )
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::triggers::CALENDAR;

    /// What is done to triggers that were within their ranges.
    type Damage = fn(&mut RiskTriggers);

    /// Every trigger at once, but for the calendar and costs.
    fn all() -> RiskTriggers {
        RiskTriggers {
            plain: Triggers {
                kinds: ABSOLUTE | RELATIVE | KINDS,
                absolute_bps: 500,
                relative_bps: 2_000,
                jitter_percent: 10,
                return_percent: 50,
                ..Triggers::default()
            },
            tracking_error_bps: 200,
            horizon_minutes: 1_440,
            confidence_percent: 25,
            exponent_tenths: -7,
            reference_bps: 3_800,
            narrowest_percent: 50,
            widest_tenths: 20,
            correlation_percent: 60,
            variance_age_hours: 48,
        }
    }

    #[test]
    fn to_word_has_the_documented_layout() {
        let by_hand: [u8; 32] = [
            0x73, 0x01, 0xf4, 0x07, 0xd0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 50, 0, 200,
            0x05, 0xa0, 25, 0xf9, 0x0e, 0xd8, 50, 20, 60, 48,
        ];
        assert_eq!(all().to_word().0, by_hand);
        assert_eq!(RiskTriggers::from_word(B256::new(by_hand)), Ok(Some(all())));
        assert_eq!(RiskTriggers::from_word(B256::ZERO), Ok(None));
    }

    #[test]
    fn from_word_leaves_what_has_no_risk_to_others() {
        let mut plain = all();
        plain.plain.kinds = ABSOLUTE | CALENDAR | ALL;
        assert_eq!(RiskTriggers::from_word(plain.to_word()), Ok(None));
    }

    #[test]
    fn plain_word_has_the_plain_kinds_alone_and_the_widths_of_now() {
        let by_hand: [u8; 20] = [
            3, 0x02, 0x80, 0x03, 0xe8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 50,
        ];
        assert_eq!(
            all().plain_word(640, 1_000),
            B256::right_padding_from(&by_hand)
        );
        // The band of a forecast is none of a plain engine's.
        let mut forecast = all();
        forecast.plain.kinds = FORECAST | RELATIVE | ALL;
        let by_hand: [u8; 20] = [
            130, 0, 0, 0x03, 0xe8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 50,
        ];
        assert_eq!(
            forecast.plain_word(640, 1_000),
            B256::right_padding_from(&by_hand)
        );
        forecast.plain.kinds = FORECAST | TRACKING_ERROR | ALL;
        assert_eq!(forecast.plain_word(640, 0), B256::ZERO);
    }

    #[test]
    fn from_word_refuses_every_field_outside_its_range_by_name() {
        const ONLY_TRACKING: Damage = |t| {
            *t = RiskTriggers {
                plain: Triggers {
                    kinds: TRACKING_ERROR,
                    ..Triggers::default()
                },
                tracking_error_bps: 1,
                variance_age_hours: 1,
                ..RiskTriggers::default()
            }
        };
        let rows: [(&str, &[Damage], i64, i64, i64); 24] = [
            ("absoluteBps", &[|t| t.plain.absolute_bps = 0], 0, 1, 10_000),
            ("relativeBps", &[|t| t.plain.relative_bps = 0], 0, 1, 10_000),
            (
                "jitterPercent",
                &[|t| t.plain.jitter_percent = 26],
                26,
                0,
                25,
            ),
            (
                "returnPercent",
                &[|t| t.plain.return_percent = 91],
                91,
                0,
                90,
            ),
            ("periodSeconds", &[|t| t.plain.period_s = 60], 60, 0, 0),
            (
                "trackingErrorBps",
                &[|t| t.tracking_error_bps = 0],
                0,
                1,
                10_000,
            ),
            (
                "trackingErrorBps",
                &[|t| t.tracking_error_bps = 10_001],
                10_001,
                1,
                10_000,
            ),
            ("horizonMinutes", &[|t| t.horizon_minutes = 0], 0, 1, 65_535),
            (
                "confidencePercent",
                &[|t| t.confidence_percent = 0],
                0,
                1,
                99,
            ),
            (
                "confidencePercent",
                &[|t| t.confidence_percent = 100],
                100,
                1,
                99,
            ),
            ("exponentTenths", &[|t| t.exponent_tenths = 11], 11, -10, 10),
            (
                "exponentTenths",
                &[|t| t.exponent_tenths = -11],
                -11,
                -10,
                10,
            ),
            ("referenceBps", &[|t| t.reference_bps = 0], 0, 1, 30_000),
            (
                "referenceBps",
                &[|t| t.reference_bps = 30_001],
                30_001,
                1,
                30_000,
            ),
            (
                "narrowestPercent",
                &[|t| t.narrowest_percent = 9],
                9,
                10,
                100,
            ),
            (
                "narrowestPercent",
                &[|t| t.narrowest_percent = 101],
                101,
                10,
                100,
            ),
            ("widestTenths", &[|t| t.widest_tenths = 9], 9, 10, 100),
            ("widestTenths", &[|t| t.widest_tenths = 101], 101, 10, 100),
            (
                "correlationPercent",
                &[|t| t.correlation_percent = 100],
                100,
                0,
                99,
            ),
            (
                "varianceAgeHours",
                &[|t| t.variance_age_hours = 0],
                0,
                1,
                255,
            ),
            // What no declared kind uses.
            (
                "absoluteBps",
                &[ONLY_TRACKING, |t| t.plain.absolute_bps = 1],
                1,
                0,
                0,
            ),
            (
                "jitterPercent",
                &[ONLY_TRACKING, |t| t.plain.jitter_percent = 1],
                1,
                0,
                0,
            ),
            (
                "confidencePercent",
                &[ONLY_TRACKING, |t| t.confidence_percent = 1],
                1,
                0,
                0,
            ),
            (
                "volatility",
                &[ONLY_TRACKING, |t| t.plain.kinds |= VOLATILITY],
                1,
                0,
                0,
            ),
        ];
        for (field, damages, got, minimum, maximum) in rows {
            let mut triggers = all();
            for damage in damages {
                damage(&mut triggers);
            }
            let error = OutOfRange {
                field,
                got,
                minimum,
                maximum,
            };
            assert_eq!(
                RiskTriggers::from_word(triggers.to_word()),
                Err(error),
                "{field}"
            );
        }
    }

    proptest! {
        #[test]
        fn prop_from_word_accepts_only_what_to_word_writes(word in any::<[u8; 32]>(), kinds: u8) {
            let mut word = B256::new(word);
            word[0] = kinds;
            if let Ok(Some(triggers)) = RiskTriggers::from_word(word) {
                prop_assert_eq!(triggers.to_word(), word);
            }
        }

        /// What is left for a plain engine is what it accepts, and it refuses the rest by name.
        #[test]
        fn prop_a_plain_engine_accepts_what_is_left_and_nothing_more(
            kinds in 1..128_u8, needs_all: bool, absolute in 1..=10_000_u16, relative in 1..=10_000_u16, now in 1..=10_000_u16,
        ) {
            let has = |kind: u8| u16::from(kinds & kind != 0);
            let byte = |kind: u8| u8::from(kinds & kind != 0);
            let mut triggers = RiskTriggers {
                plain: Triggers {
                    kinds: if needs_all { kinds | ALL } else { kinds },
                    absolute_bps: absolute * has(ABSOLUTE | FORECAST),
                    relative_bps: relative * has(RELATIVE),
                    period_s: 60 * u32::from(byte(CALENDAR)),
                    cost_bps: has(crate::triggers::COST),
                    aversion_tenths: byte(crate::triggers::COST),
                    ..Triggers::default()
                },
                variance_age_hours: 1,
                ..RiskTriggers::default()
            };
            triggers.tracking_error_bps = has(TRACKING_ERROR);
            triggers.horizon_minutes = has(FORECAST);
            triggers.confidence_percent = byte(FORECAST);
            triggers.reference_bps = has(VOLATILITY);
            triggers.narrowest_percent = 10 * byte(VOLATILITY);
            triggers.widest_tenths = 10 * byte(VOLATILITY);
            match RiskTriggers::from_word(triggers.to_word()) {
                Ok(Some(read)) => {
                    let left = Triggers::from_word(read.plain_word(now, now)).unwrap();
                    let plain_kinds = kinds & PLAIN_KINDS;
                    prop_assert_eq!(left.map(|left| left.kinds & !ALL), Some(plain_kinds).filter(|kinds| *kinds != 0));
                    let whole = Triggers::from_word(triggers.to_word());
                    prop_assert_eq!(whole.map_err(|error| (error.field, error.got)), Err(("kinds", i64::from(kinds))));
                }
                Ok(None) => prop_assert_eq!(kinds & KINDS, 0),
                Err(error) => prop_assert!(error.field == "volatility" && kinds & (ABSOLUTE | RELATIVE | FORECAST) == 0),
            }
        }
    }
}
