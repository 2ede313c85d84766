//! Time: what the next block's timestamp is, and which L1 block Arbitrum would have seen by then.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::error::ChainError;

/// L1 block number at genesis. Far above any height the local chain reaches, so that a contract that confuses the two
/// (`block.number` is L1's on Arbitrum) is caught.
pub(crate) const L1_GENESIS_NUMBER: u64 = 20_000_000;

/// Seconds between L1 blocks.
const L1_BLOCK_SECONDS: u64 = 12;

/// Where the chain's time comes from: the wall clock, shifted.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Clock {
    genesis: u64,
    offset_s: i64,
    next: Option<u64>,
    #[serde(default)]
    interval_s: Option<u64>,
}

impl Clock {
    /// A clock that shows `start` now, or the wall clock's time.
    pub(crate) fn starting_at(start: Option<u64>) -> Self {
        let now = wall_clock();
        let genesis = start.unwrap_or(now);
        Self {
            genesis,
            offset_s: difference(genesis, now),
            next: None,
            interval_s: None,
        }
    }

    /// Timestamp of the genesis block.
    pub(crate) fn genesis(&self) -> u64 {
        self.genesis
    }

    /// Timestamp the block after one of `latest` gets. Equal timestamps are allowed on Arbitrum.
    pub(crate) fn next_timestamp(&self, latest: u64) -> u64 {
        let now = match self.interval_s {
            Some(interval) => latest.saturating_add(interval),
            None => wall_clock().saturating_add_signed(self.offset_s),
        };
        self.next.unwrap_or(now).max(latest)
    }

    /// Notes that a block of `timestamp` was made; a timestamp set for it is used up and time goes on from there.
    pub(crate) fn block_made(&mut self, timestamp: u64) {
        if self.next.take().is_some() {
            self.offset_s = difference(timestamp, wall_clock());
        }
    }

    /// Moves time forward and returns by how much it is shifted in all.
    pub(crate) fn increase(&mut self, seconds: u64) -> i64 {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        self.offset_s = self.offset_s.saturating_add(seconds);
        self.offset_s
    }

    /// Makes the clock show `timestamp` now.
    ///
    /// # Errors
    /// [`ChainError::TimestampInThePast`] if the newest block is later.
    pub(crate) fn set(&mut self, timestamp: u64, latest: u64) -> Result<i64, ChainError> {
        check(timestamp, latest)?;
        self.offset_s = difference(timestamp, wall_clock());
        Ok(self.offset_s)
    }

    /// Puts blocks `seconds` apart whatever the wall clock says, or lets it decide again; tells whether it did not before.
    pub(crate) fn set_interval(&mut self, seconds: Option<u64>) -> bool {
        std::mem::replace(&mut self.interval_s, seconds).is_some()
    }

    /// Gives exactly `timestamp` to the next block.
    ///
    /// # Errors
    /// [`ChainError::TimestampInThePast`] if the newest block is later.
    pub(crate) fn set_next(&mut self, timestamp: u64, latest: u64) -> Result<(), ChainError> {
        check(timestamp, latest)?;
        self.next = Some(timestamp);
        Ok(())
    }

    /// Number of the L1 block that is current at `timestamp`.
    pub(crate) fn l1_number(&self, timestamp: u64) -> u64 {
        let elapsed = timestamp.saturating_sub(self.genesis);
        L1_GENESIS_NUMBER.saturating_add(elapsed / L1_BLOCK_SECONDS)
    }
}

fn check(asked: u64, latest: u64) -> Result<(), ChainError> {
    if asked < latest {
        return Err(ChainError::TimestampInThePast { asked, latest });
    }
    Ok(())
}

fn wall_clock() -> u64 {
    // Before 1970 there were no chains; such a clock counts as 1970.
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs())
}

/// `to - from`, held at the bounds of the type.
fn difference(to: u64, from: u64) -> i64 {
    i64::try_from(i128::from(to) - i128::from(from)).unwrap_or(if to > from {
        i64::MAX
    } else {
        i64::MIN
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_timestamp_is_the_one_set_and_time_goes_on_from_it() {
        let mut clock = Clock::starting_at(Some(1_000));
        clock.set_next(5_000, 1_000).expect("it is later");
        assert_eq!(clock.next_timestamp(1_000), 5_000);
        clock.block_made(5_000);
        let next = clock.next_timestamp(5_000);
        assert!((5_000..5_010).contains(&next), "{next}");
    }

    #[test]
    fn set_refuses_a_time_before_the_latest_block() {
        let mut clock = Clock::starting_at(Some(1_000));
        let refused = clock.set(999, 1_000);
        assert!(matches!(
            refused,
            Err(ChainError::TimestampInThePast {
                asked: 999,
                latest: 1_000
            })
        ));
    }

    #[test]
    fn l1_number_advances_every_twelve_seconds() {
        let clock = Clock::starting_at(Some(1_000));
        assert_eq!(clock.l1_number(1_000), L1_GENESIS_NUMBER);
        assert_eq!(clock.l1_number(1_011), L1_GENESIS_NUMBER);
        assert_eq!(clock.l1_number(1_012), L1_GENESIS_NUMBER + 1);
    }

    #[test]
    fn increase_saturates_instead_of_overflowing() {
        let mut clock = Clock::starting_at(None);
        assert!(clock.increase(u64::MAX) > 0);
        clock.increase(u64::MAX);
        assert!(clock.next_timestamp(0) > 0);
    }
}
