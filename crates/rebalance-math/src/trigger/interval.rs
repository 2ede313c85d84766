//! The shortest time between two rebalances. Timestamps and intervals are whole seconds.

/// First timestamp at which the interval allows another rebalance. A sum beyond 64 bits saturates: it is later than
/// any clock.
#[must_use]
pub const fn eligible_at(last_rebalanced_at: u64, min_interval_seconds: u64) -> u64 {
    last_rebalanced_at.saturating_add(min_interval_seconds)
}

/// Whether the interval has elapsed. A clock that runs backwards only waits longer; it never fires twice.
#[must_use]
pub const fn is_elapsed(
    timestamp: u64,
    last_rebalanced_at: u64,
    min_interval_seconds: u64,
) -> bool {
    timestamp >= eligible_at(last_rebalanced_at, min_interval_seconds)
}
