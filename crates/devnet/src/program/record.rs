//! What the chain remembers about an activated program: one storage word per code hash.

use alloy_primitives::B256;

use super::activation::ModuleInfo;
use super::params::{WordReader, WordWriter};

/// Start of ArbOS time, in Unix seconds: activation ages are counted in hours since then.
pub const ARBITRUM_START_S: u64 = 1_421_388_000;
const HOUR_S: u64 = 3_600;
const DAY_S: u64 = 86_400;
const U24_MAX: u32 = (1 << 24) - 1;

/// The activation record of a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgramRecord {
    /// Stylus version it was activated under; 0 means never activated.
    pub version: u16,
    /// Cost units of a start.
    pub init_cost: u16,
    /// Cost units of a start from cache.
    pub cached_cost: u16,
    /// Initial pages.
    pub footprint: u16,
    /// Hours from ArbOS time zero to the activation, 24 bits.
    pub activated_at_hours: u32,
    /// Estimated native size in KiB, 24 bits.
    pub asm_estimate_kb: u32,
    /// Whether a cache manager keeps the program resident.
    pub cached: bool,
}

impl ProgramRecord {
    /// The record of a program activated under `version` at Unix second `now_s`, not cached.
    pub fn new(version: u16, info: &ModuleInfo, now_s: u64) -> Self {
        Self {
            version,
            init_cost: info.init_cost,
            cached_cost: info.cached_init_cost,
            footprint: info.footprint,
            activated_at_hours: hours_since_start(now_s),
            asm_estimate_kb: asm_estimate_kb(info.asm_estimate),
            cached: false,
        }
    }

    /// Packs the record into its storage word.
    pub fn to_word(&self) -> B256 {
        let mut word = WordWriter::default();
        word.put(&self.version.to_be_bytes());
        word.put(&self.init_cost.to_be_bytes());
        word.put(&self.cached_cost.to_be_bytes());
        word.put(&self.footprint.to_be_bytes());
        word.put(&self.activated_at_hours.to_be_bytes()[1..]);
        word.put(&self.asm_estimate_kb.to_be_bytes()[1..]);
        word.put(&[u8::from(self.cached)]);
        word.finish()
    }

    /// Reads a record back from its storage word.
    pub fn from_word(word: B256) -> Self {
        let mut word = WordReader::new(word);
        Self {
            version: word.u16(),
            init_cost: word.u16(),
            cached_cost: word.u16(),
            footprint: word.u16(),
            activated_at_hours: word.u24(),
            asm_estimate_kb: word.u24(),
            cached: word.u8() != 0,
        }
    }

    /// Seconds since the activation, at Unix second `now_s`.
    pub fn age_s(&self, now_s: u64) -> u64 {
        let activated_s = u64::from(self.activated_at_hours) * HOUR_S + ARBITRUM_START_S;
        now_s.saturating_sub(activated_s)
    }

    /// Whether the activation is older than `expiry_days` at Unix second `now_s`.
    pub fn is_expired(&self, now_s: u64, expiry_days: u16) -> bool {
        self.age_s(now_s) > u64::from(expiry_days) * DAY_S
    }
}

/// Hours from ArbOS time zero to Unix second `now_s`, rounded down, capped to the 24 bits stored.
pub fn hours_since_start(now_s: u64) -> u32 {
    let hours = now_s.saturating_sub(ARBITRUM_START_S) / HOUR_S;
    u32::try_from(hours).unwrap_or(U24_MAX).min(U24_MAX)
}

/// A native size estimate in KiB, rounded up, capped to the 24 bits stored.
pub fn asm_estimate_kb(asm_estimate: u32) -> u32 {
    asm_estimate.div_ceil(1024).min(U24_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> ProgramRecord {
        ProgramRecord {
            version: 0x0102,
            init_cost: 0x0304,
            cached_cost: 0x0506,
            footprint: 0x0708,
            activated_at_hours: 0x0009_0a0b,
            asm_estimate_kb: 0x000c_0d0e,
            cached: true,
        }
    }

    #[test]
    fn to_word_places_fields_in_order() {
        let word = record().to_word();
        assert_eq!(
            &word[..15],
            &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 1]
        );
        assert_eq!(&word[15..], &[0; 17]);
        assert_eq!(ProgramRecord::from_word(word), record());
    }

    #[test]
    fn is_expired_becomes_true_when_one_second_past_the_last_day() {
        let now_s = ARBITRUM_START_S + 1_000 * HOUR_S;
        let record = ProgramRecord {
            activated_at_hours: 1_000,
            ..record()
        };
        assert_eq!(record.age_s(now_s), 0);
        assert!(!record.is_expired(now_s + 365 * DAY_S, 365));
        assert!(record.is_expired(now_s + 365 * DAY_S + 1, 365));
    }
}
