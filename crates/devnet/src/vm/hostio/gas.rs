//! Gas prices host functions pass on to their program.

/// Gas of a cold and a warm storage read (EIP-2929).
pub(crate) const COLD_SLOAD_GAS: u64 = 2100;
/// Gas of a cold account access (EIP-2929).
pub(crate) const COLD_ACCOUNT_GAS: u64 = 2600;
/// Gas of a warm access (EIP-2929).
pub(crate) const WARM_GAS: u64 = 100;
/// Gas that must be left before storage is written (EIP-2200).
pub(crate) const SSTORE_SENTRY_GAS: u64 = 2300;
/// Largest fee of the storage cache, which must be affordable before any access.
pub(crate) const CACHE_FEE_GAS: u64 = 10;

/// Gas of a log with `topics` topics and `len` data bytes.
pub(crate) fn log(topics: u32, len: u32) -> u64 {
    let topics = u64::from(topics).saturating_add(1).saturating_mul(375);
    u64::from(len).saturating_mul(8).saturating_add(topics)
}
