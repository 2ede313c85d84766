//! Triggers within their ranges, at random: for the laws of this program's tests.

use kit::triggers::{
    ABSOLUTE, ALL, CALENDAR, COST, COST_OPTIMAL, FORECAST, RELATIVE, TRACKING, Triggers, VARIANCES,
};
use proptest::prelude::*;

prop_compose! {
    /// Any triggers that a policy may declare.
    pub(crate) fn triggers()(
        kinds in 1..=63_u8, needs_all: bool, exponent in -100..=100_i8, is_scaled: bool,
        (absolute, relative, tracking) in (1..=3_000_u16, 1..=5_000_u16, 1..=2_000_u16),
        (period, phase) in (60..=31_536_000_u32, any::<u32>()),
        (reference, clamp, correlation) in (1..=30_000_u16, 10..=100_u8, 0..=99_u8),
        (cost, fixed, aversion) in (0..=1_000_u16, 1..=u16::MAX, 1..=u8::MAX),
        (horizon, confidence) in (60..=0xff_ffff_u32, 1..=9_999_u16),
        (jitter, inner, is_optimal) in (0..=25_u8, 0..=90_u8, any::<bool>()),
    ) -> Triggers {
        let has = |kind: u8| kinds & kind != 0;
        let used = |is_used: bool| u8::from(is_used);
        let wide = |is_used: bool| u16::from(is_used);
        let long = |is_used: bool| u32::from(is_used);
        let has_bands = has(ABSOLUTE | RELATIVE | COST | FORECAST);
        let scaled = is_scaled && exponent != 0 && has(ABSOLUTE | RELATIVE | FORECAST);
        let needs_variances = scaled || has(TRACKING | FORECAST);
        Triggers {
            kinds: kinds | ALL * used(needs_all) | VARIANCES * used(needs_variances),
            absolute_bps: absolute * wide(has(ABSOLUTE | FORECAST)),
            relative_bps: relative * wide(has(RELATIVE)),
            tracking_bps: tracking * wide(has(TRACKING)),
            period_s: period * long(has(CALENDAR)),
            phase_s: phase % period * long(has(CALENDAR)),
            exponent_percent: if scaled { exponent } else { 0 },
            reference_bps: reference * wide(scaled),
            clamp_tenths: clamp * used(scaled),
            correlation_percent: correlation * used(has(TRACKING | FORECAST)),
            cost_bps: cost * wide(has(COST)),
            fixed_millionths: fixed * wide(has(COST)),
            aversion_tenths: aversion * used(has(COST)),
            horizon_s: horizon * long(has(FORECAST)),
            confidence_bps: confidence * wide(has(FORECAST)),
            jitter_percent: jitter * used(has_bands || has(CALENDAR)),
            return_percent: match () {
                () if is_optimal && has(COST) => COST_OPTIMAL,
                () => inner * used(has_bands),
            },
        }
    }
}
