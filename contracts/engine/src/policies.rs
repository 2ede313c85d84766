//! Triggers within their ranges, at random: for the laws of this program's tests.

use kit::triggers::{ABSOLUTE, ALL, CALENDAR, RELATIVE, Triggers};
use proptest::prelude::*;

prop_compose! {
    /// Any triggers that a policy may declare.
    pub(crate) fn triggers()(
        kinds in 1..=7_u8, needs_all: bool,
        (absolute, relative) in (1..=3_000_u16, 1..=5_000_u16),
        (period, phase) in (60..=31_536_000_u32, any::<u32>()),
        (jitter, inner) in (0..=25_u8, 0..=90_u8),
    ) -> Triggers {
        let has = |kind: u8| kinds & kind != 0;
        Triggers {
            kinds: if needs_all { kinds | ALL } else { kinds },
            absolute_bps: if has(ABSOLUTE) { absolute } else { 0 },
            relative_bps: if has(RELATIVE) { relative } else { 0 },
            period_s: if has(CALENDAR) { period } else { 0 },
            phase_s: if has(CALENDAR) { phase % period } else { 0 },
            jitter_percent: jitter,
            return_percent: if has(ABSOLUTE | RELATIVE) { inner } else { 0 },
            reserved: [0; 17],
        }
    }
}
