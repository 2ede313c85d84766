//! What calls for a rebalance, packed into one word of a vault's policy.
//!
//! The layout is documented beside `Trigger` in `abi/Keel.sol`. Zero means that there are none: the policy's band alone
//! decides.
//!
//! 1. `from_word(to_word(t)) == Ok(Some(t))` for every `t` within the ranges.
//! 2. [`from_word`](Triggers::from_word) accepts nothing else: a field of a trigger that is not declared is zero, so that
//!    each policy has one spelling, and every refusal names the field, the value and its bounds. It never panics.

use alloy_primitives::B256;

/// The largest drift of any asset is above a band.
pub const ABSOLUTE: u8 = 1;
/// The same with a band that is a part of each target.
pub const RELATIVE: u8 = 2;
/// The annual tracking error is above a limit.
pub const TRACKING: u8 = 4;
/// A date has passed since the last rebalance.
pub const CALENDAR: u8 = 8;
/// A drift is worth what it costs to trade it back.
pub const COST: u8 = 16;
/// A breach within the horizon is likely.
pub const FORECAST: u8 = 32;
/// The engine needs the assets' variances.
pub const VARIANCES: u8 = 64;
/// All declared triggers must be met.
pub const ALL: u8 = 128;

/// Of `return_percent`: to the point that costs least.
pub const COST_OPTIMAL: u8 = 255;

const KINDS: u8 = ABSOLUTE | RELATIVE | TRACKING | CALENDAR | COST | FORECAST;
const YEAR_S: u32 = 31_536_000;
const HORIZON_S_MAX: u32 = 0xff_ffff;

/// The fields of a policy's triggers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Triggers {
    /// Which are declared, and how they combine.
    pub kinds: u8,
    /// Band of the absolute drift, and that of which a breach is forecast.
    pub absolute_bps: u16,
    /// Band as a part of each target.
    pub relative_bps: u16,
    /// Limit of the annual tracking error.
    pub tracking_bps: u16,
    /// Length of the calendar's periods.
    pub period_s: u32,
    /// Where its periods start.
    pub phase_s: u32,
    /// Exponent of volatility in bands.
    pub exponent_percent: i8,
    /// Annual volatility at which a band is its base.
    pub reference_bps: u16,
    /// By how much bands scale at most, in tenths.
    pub clamp_tenths: u8,
    /// Of any two assets.
    pub correlation_percent: u8,
    /// One-way cost of the value traded.
    pub cost_bps: u16,
    /// Cost of a rebalance in millionths of NAV.
    pub fixed_millionths: u16,
    /// Relative risk aversion in tenths.
    pub aversion_tenths: u8,
    /// How far the forecast looks.
    pub horizon_s: u32,
    /// Probability above which to act.
    pub confidence_bps: u16,
    /// By how much bands and dates differ between vaults at most.
    pub jitter_percent: u8,
    /// Where trades end, as a part of the narrowest band.
    pub return_percent: u8,
}

/// A field outside its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    /// Its name in the layout.
    pub field: &'static str,
    /// What it is.
    pub got: i64,
    /// Least that it may be.
    pub minimum: i64,
    /// Most that it may be.
    pub maximum: i64,
}

impl Triggers {
    /// The triggers of a policy's word; `None` for zero.
    ///
    /// # Errors
    /// The first field that is out of its range.
    pub fn from_word(word: B256) -> Result<Option<Self>, OutOfRange> {
        if word.is_zero() {
            return Ok(None);
        }
        let triggers = Self::unpack(word);
        triggers.check()?;
        Ok(Some(triggers))
    }

    /// The word of a policy with these triggers, whether they are within their ranges or not.
    #[must_use]
    pub fn to_word(&self) -> B256 {
        let [_, horizon @ ..] = self.horizon_s.to_be_bytes();
        let parts: [&[u8]; 17] = [
            &[self.kinds],
            &self.absolute_bps.to_be_bytes(),
            &self.relative_bps.to_be_bytes(),
            &self.tracking_bps.to_be_bytes(),
            &self.period_s.to_be_bytes(),
            &self.phase_s.to_be_bytes(),
            &self.exponent_percent.to_be_bytes(),
            &self.reference_bps.to_be_bytes(),
            &[self.clamp_tenths],
            &[self.correlation_percent],
            &self.cost_bps.to_be_bytes(),
            &self.fixed_millionths.to_be_bytes(),
            &[self.aversion_tenths],
            &horizon,
            &self.confidence_bps.to_be_bytes(),
            &[self.jitter_percent],
            &[self.return_percent],
        ];
        let mut word = B256::ZERO;
        for (slot, byte) in word.iter_mut().zip(parts.into_iter().flatten()) {
            *slot = *byte;
        }
        word
    }

    /// Whether a kind is declared.
    #[must_use]
    pub const fn has(&self, kind: u8) -> bool {
        self.kinds & kind != 0
    }

    fn unpack(word: B256) -> Self {
        let [
            kinds,
            a0,
            a1,
            r0,
            r1,
            t0,
            t1,
            p0,
            p1,
            p2,
            p3,
            s0,
            s1,
            s2,
            s3,
            exponent,
            v0,
            v1,
            clamp_tenths,
            correlation_percent,
            c0,
            c1,
            f0,
            f1,
            aversion_tenths,
            h0,
            h1,
            h2,
            l0,
            l1,
            jitter_percent,
            return_percent,
        ] = word.0;
        Self {
            kinds,
            absolute_bps: u16::from_be_bytes([a0, a1]),
            relative_bps: u16::from_be_bytes([r0, r1]),
            tracking_bps: u16::from_be_bytes([t0, t1]),
            period_s: u32::from_be_bytes([p0, p1, p2, p3]),
            phase_s: u32::from_be_bytes([s0, s1, s2, s3]),
            exponent_percent: exponent.cast_signed(),
            reference_bps: u16::from_be_bytes([v0, v1]),
            clamp_tenths,
            correlation_percent,
            cost_bps: u16::from_be_bytes([c0, c1]),
            fixed_millionths: u16::from_be_bytes([f0, f1]),
            aversion_tenths,
            horizon_s: u32::from_be_bytes([0, h0, h1, h2]),
            confidence_bps: u16::from_be_bytes([l0, l1]),
            jitter_percent,
            return_percent,
        }
    }

    fn check(&self) -> Result<(), OutOfRange> {
        range("kinds", self.kinds & KINDS, true, 1, KINDS)?;
        let is_scaled = self.exponent_percent != 0;
        let has_bands = self.has(ABSOLUTE | RELATIVE | COST | FORECAST);
        let has_risk = self.has(TRACKING | FORECAST);
        let is_absolute = self.has(ABSOLUTE | FORECAST);
        range("absoluteBps", self.absolute_bps, is_absolute, 1, 10_000)?;
        let is_relative = self.has(RELATIVE);
        range("relativeBps", self.relative_bps, is_relative, 1, 10_000)?;
        let is_tracking = self.has(TRACKING);
        range("trackingBps", self.tracking_bps, is_tracking, 1, 10_000)?;
        let is_calendar = self.has(CALENDAR);
        range("periodSeconds", self.period_s, is_calendar, 60, YEAR_S)?;
        let phase_max = self.period_s.saturating_sub(1);
        range("phaseSeconds", self.phase_s, is_calendar, 0, phase_max)?;
        let bands_follow = is_absolute || is_relative;
        range(
            "exponentPercent",
            self.exponent_percent,
            bands_follow,
            -100,
            100,
        )?;
        range("referenceBps", self.reference_bps, is_scaled, 1, 30_000)?;
        range("clampTenths", self.clamp_tenths, is_scaled, 10, 100)?;
        range(
            "correlationPercent",
            self.correlation_percent,
            has_risk,
            0,
            99,
        )?;
        let is_cost = self.has(COST);
        range("costBps", self.cost_bps, is_cost, 0, 1_000)?;
        let fixed_min = u16::from(self.cost_bps == 0);
        range(
            "fixedMillionths",
            self.fixed_millionths,
            is_cost,
            fixed_min,
            u16::MAX,
        )?;
        range("aversionTenths", self.aversion_tenths, is_cost, 1, u8::MAX)?;
        let is_forecast = self.has(FORECAST);
        range(
            "horizonSeconds",
            self.horizon_s,
            is_forecast,
            60,
            HORIZON_S_MAX,
        )?;
        range("confidenceBps", self.confidence_bps, is_forecast, 1, 9_999)?;
        let is_jittered = has_bands || is_calendar;
        range("jitterPercent", self.jitter_percent, is_jittered, 0, 25)?;
        if !(is_cost && self.return_percent == COST_OPTIMAL) {
            range("returnPercent", self.return_percent, has_bands, 0, 90)?;
        }
        // A vault asks the oracle for variances by this bit alone.
        let wanted = u8::from(has_risk || is_scaled);
        range(
            "variances",
            u8::from(self.has(VARIANCES)),
            true,
            wanted,
            wanted,
        )
    }
}

/// Passes for a number of a field that is used and within its bounds, and for zero in one that is not used.
fn range<T: Copy + Into<i64>>(
    field: &'static str,
    got: T,
    is_used: bool,
    minimum: T,
    maximum: T,
) -> Result<(), OutOfRange> {
    let got = got.into();
    let (minimum, maximum) = if is_used {
        (minimum.into(), maximum.into())
    } else {
        (0, 0)
    };
    if (minimum..=maximum).contains(&got) {
        Ok(())
    } else {
        Err(OutOfRange {
            field,
            got,
            minimum,
            maximum,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every trigger at once.
    fn all() -> Triggers {
        Triggers {
            kinds: KINDS | VARIANCES,
            absolute_bps: 500,
            relative_bps: 2_000,
            tracking_bps: 200,
            period_s: 2_592_000,
            phase_s: 3_600,
            exponent_percent: -50,
            reference_bps: 8_000,
            clamp_tenths: 20,
            correlation_percent: 60,
            cost_bps: 10,
            fixed_millionths: 5,
            aversion_tenths: 30,
            horizon_s: 604_800,
            confidence_bps: 2_500,
            jitter_percent: 10,
            return_percent: 50,
        }
    }

    #[test]
    fn to_word_has_the_documented_layout() {
        let word = all().to_word();
        let by_hand: [u8; 32] = [
            127, 0x01, 0xf4, 0x07, 0xd0, 0x00, 0xc8, 0x00, 0x27, 0x8d, 0x00, 0x00, 0x00, 0x0e,
            0x10, 0xce, 0x1f, 0x40, 20, 60, 0, 10, 0, 5, 30, 0x09, 0x3a, 0x80, 0x09, 0xc4, 10, 50,
        ];
        assert_eq!(word.0, by_hand);
        assert_eq!(Triggers::from_word(word), Ok(Some(all())));
        assert_eq!(Triggers::from_word(B256::ZERO), Ok(None));
    }

    #[test]
    fn from_word_refuses_every_field_outside_its_range_by_name() {
        let rows: [(&str, fn(&mut Triggers), i64, i64, i64); 26] = [
            ("kinds", |t| t.kinds = ALL, 0, 1, 63),
            ("absoluteBps", |t| t.absolute_bps = 0, 0, 1, 10_000),
            (
                "absoluteBps",
                |t| t.absolute_bps = 10_001,
                10_001,
                1,
                10_000,
            ),
            ("relativeBps", |t| t.relative_bps = 0, 0, 1, 10_000),
            (
                "relativeBps",
                |t| t.relative_bps = 10_001,
                10_001,
                1,
                10_000,
            ),
            (
                "trackingBps",
                |t| t.tracking_bps = 10_001,
                10_001,
                1,
                10_000,
            ),
            ("periodSeconds", |t| t.period_s = 59, 59, 60, 31_536_000),
            (
                "periodSeconds",
                |t| t.period_s = 31_536_001,
                31_536_001,
                60,
                31_536_000,
            ),
            (
                "phaseSeconds",
                |t| t.phase_s = 2_592_000,
                2_592_000,
                0,
                2_591_999,
            ),
            (
                "exponentPercent",
                |t| t.exponent_percent = 101,
                101,
                -100,
                100,
            ),
            (
                "exponentPercent",
                |t| t.exponent_percent = -101,
                -101,
                -100,
                100,
            ),
            ("referenceBps", |t| t.reference_bps = 0, 0, 1, 30_000),
            (
                "referenceBps",
                |t| t.reference_bps = 30_001,
                30_001,
                1,
                30_000,
            ),
            ("clampTenths", |t| t.clamp_tenths = 9, 9, 10, 100),
            ("clampTenths", |t| t.clamp_tenths = 101, 101, 10, 100),
            (
                "correlationPercent",
                |t| t.correlation_percent = 100,
                100,
                0,
                99,
            ),
            ("costBps", |t| t.cost_bps = 1_001, 1_001, 0, 1_000),
            (
                "fixedMillionths",
                |t| (t.cost_bps, t.fixed_millionths) = (0, 0),
                0,
                1,
                65_535,
            ),
            ("aversionTenths", |t| t.aversion_tenths = 0, 0, 1, 255),
            ("horizonSeconds", |t| t.horizon_s = 59, 59, 60, 16_777_215),
            ("confidenceBps", |t| t.confidence_bps = 0, 0, 1, 9_999),
            (
                "confidenceBps",
                |t| t.confidence_bps = 10_000,
                10_000,
                1,
                9_999,
            ),
            ("jitterPercent", |t| t.jitter_percent = 26, 26, 0, 25),
            ("returnPercent", |t| t.return_percent = 91, 91, 0, 90),
            ("variances", |t| t.kinds &= !VARIANCES, 0, 1, 1),
            (
                "returnPercent",
                |t| {
                    *t = Triggers {
                        kinds: ABSOLUTE,
                        absolute_bps: 1,
                        return_percent: 255,
                        ..Triggers::default()
                    };
                },
                255,
                0,
                90,
            ),
        ];
        for (field, damage, got, minimum, maximum) in rows {
            let mut triggers = all();
            damage(&mut triggers);
            let error = OutOfRange {
                field,
                got,
                minimum,
                maximum,
            };
            assert_eq!(
                Triggers::from_word(triggers.to_word()),
                Err(error),
                "{field}"
            );
        }
    }

    #[test]
    fn from_word_refuses_a_field_of_a_trigger_that_is_not_declared() {
        let only = Triggers {
            kinds: CALENDAR,
            period_s: 86_400,
            ..Triggers::default()
        };
        assert_eq!(Triggers::from_word(only.to_word()), Ok(Some(only)));
        let rows: [(&str, fn(&mut Triggers)); 12] = [
            ("absoluteBps", |t| t.absolute_bps = 1),
            ("relativeBps", |t| t.relative_bps = 1),
            ("trackingBps", |t| t.tracking_bps = 1),
            ("exponentPercent", |t| t.exponent_percent = 1),
            ("referenceBps", |t| t.reference_bps = 1),
            ("clampTenths", |t| t.clamp_tenths = 1),
            ("correlationPercent", |t| t.correlation_percent = 1),
            ("costBps", |t| t.cost_bps = 1),
            ("fixedMillionths", |t| t.fixed_millionths = 1),
            ("aversionTenths", |t| t.aversion_tenths = 1),
            ("horizonSeconds", |t| t.horizon_s = 1),
            ("confidenceBps", |t| t.confidence_bps = 1),
        ];
        for (field, damage) in rows {
            let mut triggers = only;
            damage(&mut triggers);
            let error = OutOfRange {
                field,
                got: 1,
                minimum: 0,
                maximum: 0,
            };
            assert_eq!(
                Triggers::from_word(triggers.to_word()),
                Err(error),
                "{field}"
            );
        }
        let mut returning = only;
        returning.return_percent = 1;
        let error = OutOfRange {
            field: "returnPercent",
            got: 1,
            minimum: 0,
            maximum: 0,
        };
        assert_eq!(Triggers::from_word(returning.to_word()), Err(error));
        let mut needless = only;
        needless.kinds |= VARIANCES;
        let error = OutOfRange {
            field: "variances",
            got: 1,
            minimum: 0,
            maximum: 0,
        };
        assert_eq!(Triggers::from_word(needless.to_word()), Err(error));
    }

    proptest! {
        #[test]
        fn prop_from_word_accepts_only_what_to_word_writes(word in any::<[u8; 32]>(), kinds: u8) {
            let mut word = B256::new(word);
            word[0] = kinds;
            if let Ok(Some(triggers)) = Triggers::from_word(word) {
                prop_assert_eq!(triggers.to_word(), word);
            }
        }
    }
}
