//! Triggers within their ranges, at random: for the laws of this program's tests.

use kit::triggers::{ABSOLUTE, ALL, CALENDAR, COST, COST_OPTIMAL, RELATIVE, Triggers};
use proptest::prelude::*;

prop_compose! {
    /// Any triggers that a policy may declare.
    pub(crate) fn triggers()(
        kinds in 1..=15_u8, needs_all: bool,
        (absolute, relative) in (1..=3_000_u16, 1..=5_000_u16),
        (period, phase) in (60..=31_536_000_u32, any::<u32>()),
        (cost, fixed, aversion) in (0..=1_000_u16, 1..=u16::MAX, 1..=u8::MAX),
        (jitter, inner, is_optimal) in (0..=25_u8, 0..=90_u8, any::<bool>()),
    ) -> Triggers {
        let has = |kind: u8| kinds & kind != 0;
        let narrow = |is_used: bool| u8::from(is_used);
        let wide = |is_used: bool| u16::from(is_used);
        let long = |is_used: bool| u32::from(is_used);
        Triggers {
            kinds: kinds | ALL * narrow(needs_all),
            absolute_bps: absolute * wide(has(ABSOLUTE)),
            relative_bps: relative * wide(has(RELATIVE)),
            period_s: period * long(has(CALENDAR)),
            phase_s: phase % period * long(has(CALENDAR)),
            cost_bps: cost * wide(has(COST)),
            fixed_millionths: fixed * wide(has(COST)),
            aversion_tenths: aversion * narrow(has(COST)),
            jitter_percent: jitter,
            return_percent: match () {
                () if is_optimal && has(COST) => COST_OPTIMAL,
                () => inner * narrow(has(ABSOLUTE | RELATIVE | COST)),
            },
            reserved: [0; 12],
        }
    }
}
