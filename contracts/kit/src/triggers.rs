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
/// A date has passed since the last rebalance.
pub const CALENDAR: u8 = 4;
/// A drift is worth what it costs to trade it back.
pub const COST: u8 = 8;
/// All declared triggers must be met.
pub const ALL: u8 = 128;

/// Of `return_percent`: to the point that costs least.
pub const COST_OPTIMAL: u8 = 255;

pub(crate) const KINDS: u8 = ABSOLUTE | RELATIVE | CALENDAR | COST;
const YEAR_S: u32 = 31_536_000;

/// The fields of a policy's triggers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Triggers {
    /// Which are declared, and how they combine.
    pub kinds: u8,
    /// Band of the absolute drift.
    pub absolute_bps: u16,
    /// Band as a part of each target.
    pub relative_bps: u16,
    /// Length of the calendar's periods.
    pub period_s: u32,
    /// Where its periods start.
    pub phase_s: u32,
    /// One-way cost of the value traded.
    pub cost_bps: u16,
    /// Cost of a rebalance in millionths of NAV.
    pub fixed_millionths: u16,
    /// Relative risk aversion in tenths.
    pub aversion_tenths: u8,
    /// By how much bands and dates differ between vaults at most.
    pub jitter_percent: u8,
    /// Where trades end, as a part of the narrowest band.
    pub return_percent: u8,
    /// What none of these triggers uses; an engine that knows more kinds has their fields here
    /// ([`risk_triggers`](crate::risk_triggers)).
    pub reserved: [u8; 12],
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
        let parts: [&[u8]; 11] = [
            &[self.kinds],
            &self.absolute_bps.to_be_bytes(),
            &self.relative_bps.to_be_bytes(),
            &self.period_s.to_be_bytes(),
            &self.phase_s.to_be_bytes(),
            &self.cost_bps.to_be_bytes(),
            &self.fixed_millionths.to_be_bytes(),
            &[self.aversion_tenths],
            &[self.jitter_percent],
            &[self.return_percent],
            &self.reserved,
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

    /// The fields of a word, whether they are within their ranges or not.
    #[must_use]
    pub fn unpack(word: B256) -> Self {
        let [
            kinds,
            a0,
            a1,
            r0,
            r1,
            p0,
            p1,
            p2,
            p3,
            s0,
            s1,
            s2,
            s3,
            c0,
            c1,
            f0,
            f1,
            aversion_tenths,
            jitter_percent,
            return_percent,
            reserved @ ..,
        ] = word.0;
        Self {
            kinds,
            absolute_bps: u16::from_be_bytes([a0, a1]),
            relative_bps: u16::from_be_bytes([r0, r1]),
            period_s: u32::from_be_bytes([p0, p1, p2, p3]),
            phase_s: u32::from_be_bytes([s0, s1, s2, s3]),
            cost_bps: u16::from_be_bytes([c0, c1]),
            fixed_millionths: u16::from_be_bytes([f0, f1]),
            aversion_tenths,
            jitter_percent,
            return_percent,
            reserved,
        }
    }

    fn check(&self) -> Result<(), OutOfRange> {
        let kinds = self.kinds & !ALL;
        range("kinds", kinds, true, 1, KINDS)?;
        self.check_fields()
    }

    /// Passes for fields that are within the ranges that these kinds give them.
    pub(crate) fn check_fields(&self) -> Result<(), OutOfRange> {
        let has_bands = self.has(ABSOLUTE | RELATIVE | COST);
        let is_absolute = self.has(ABSOLUTE);
        range("absoluteBps", self.absolute_bps, is_absolute, 1, 10_000)?;
        let is_relative = self.has(RELATIVE);
        range("relativeBps", self.relative_bps, is_relative, 1, 10_000)?;
        let is_calendar = self.has(CALENDAR);
        range("periodSeconds", self.period_s, is_calendar, 60, YEAR_S)?;
        let phase_max = self.period_s.saturating_sub(1);
        range("phaseSeconds", self.phase_s, is_calendar, 0, phase_max)?;
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
        let is_staggered = has_bands || is_calendar;
        range("jitterPercent", self.jitter_percent, is_staggered, 0, 25)?;
        if !(is_cost && self.return_percent == COST_OPTIMAL) {
            range("returnPercent", self.return_percent, has_bands, 0, 90)?;
        }
        let first = self.reserved.iter().find(|byte| **byte != 0);
        range("reserved", first.copied().unwrap_or(0), false, 0, 0)
    }
}

/// Passes for a number of a field that is used and within its bounds, and for zero in one that is not used.
pub(crate) fn range<T: Copy + Into<i64>>(
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

    /// What is done to triggers that were within their ranges.
    type Damage = fn(&mut Triggers);

    /// Every trigger at once.
    fn all() -> Triggers {
        Triggers {
            kinds: KINDS,
            absolute_bps: 500,
            relative_bps: 2_000,
            period_s: 2_592_000,
            phase_s: 3_600,
            cost_bps: 10,
            fixed_millionths: 5,
            aversion_tenths: 30,
            jitter_percent: 10,
            return_percent: 50,
            reserved: [0; 12],
        }
    }

    #[test]
    fn to_word_has_the_documented_layout() {
        let word = all().to_word();
        let by_hand: [u8; 32] = [
            15, 0x01, 0xf4, 0x07, 0xd0, 0x00, 0x27, 0x8d, 0x00, 0x00, 0x00, 0x0e, 0x10, 0, 10, 0,
            5, 30, 10, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        assert_eq!(word.0, by_hand);
        assert_eq!(Triggers::from_word(word), Ok(Some(all())));
        assert_eq!(Triggers::from_word(B256::ZERO), Ok(None));
    }

    #[test]
    fn from_word_refuses_every_field_outside_its_range_by_name() {
        let rows: [(&str, Damage, i64, i64, i64); 16] = [
            ("kinds", |t| t.kinds = ALL, 0, 1, 15),
            ("kinds", |t| t.kinds = 16, 16, 1, 15),
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
            ("costBps", |t| t.cost_bps = 1_001, 1_001, 0, 1_000),
            (
                "fixedMillionths",
                |t| (t.cost_bps, t.fixed_millionths) = (0, 0),
                0,
                1,
                65_535,
            ),
            ("aversionTenths", |t| t.aversion_tenths = 0, 0, 1, 255),
            ("jitterPercent", |t| t.jitter_percent = 26, 26, 0, 25),
            ("returnPercent", |t| t.return_percent = 91, 91, 0, 90),
            (
                "returnPercent",
                |t| {
                    *t = Triggers {
                        kinds: ABSOLUTE,
                        absolute_bps: 1,
                        return_percent: 255,
                        ..Triggers::default()
                    }
                },
                255,
                0,
                90,
            ),
            ("reserved", |t| t.reserved[11] = 7, 7, 0, 0),
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
        let rows: [(&str, Damage); 6] = [
            ("absoluteBps", |t| t.absolute_bps = 1),
            ("relativeBps", |t| t.relative_bps = 1),
            ("costBps", |t| t.cost_bps = 1),
            ("fixedMillionths", |t| t.fixed_millionths = 1),
            ("aversionTenths", |t| t.aversion_tenths = 1),
            ("returnPercent", |t| t.return_percent = 1),
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
        let unscheduled = Triggers {
            kinds: ABSOLUTE,
            absolute_bps: 1,
            period_s: 1,
            ..Triggers::default()
        };
        let error = OutOfRange {
            field: "periodSeconds",
            got: 1,
            minimum: 0,
            maximum: 0,
        };
        assert_eq!(Triggers::from_word(unscheduled.to_word()), Err(error));
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
