//! Losses over time: a bucket that each loss fills and that empties linearly, and what a nearly full one still allows.
//!
//! `level' = max(0, level - capacity * elapsed / period) + loss`, refused when it exceeds the capacity. So the losses of any
//! window as long as the period sum to at most twice the capacity, and over any time `t` to at most `capacity * (1 + t / period)`.
//!
//! A second, larger bucket with a long period is a fuse: it does not refuse but throttles, so that honest turnover slows
//! down and never stops; one of no capacity allows everything. `throttle = max(1/8, min(1, 2 * (1 - level / capacity)))`: in full as long as it is half empty.

use ruint::aliases::U256;

use crate::portfolio::drift::check_nav;
use crate::{MathError, Value, WAD, Weight, mul_div_ceil, mul_div_floor};

/// What a fuse allows at least: an eighth.
pub const MIN_THROTTLE: Weight = Weight::new(U256::from_limbs([125_000_000_000_000_000, 0, 0, 0]));

/// How much may be lost, as a fraction of NAV (wad), in how many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LossLimit {
    /// What fits into the bucket.
    pub capacity: Weight,
    /// In which a full bucket empties; not zero.
    pub period_s: u64,
}

/// How full a bucket was when it was last looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LossBucket {
    /// Fraction of NAV (wad).
    pub level: Weight,
    /// Timestamp in seconds.
    pub at: u64,
}

impl LossLimit {
    /// The bucket after it emptied until `now`. One that is above its capacity, since that was lowered, counts as full.
    ///
    /// # Rounding
    /// What is gone down, so the level up, by less than one wad unit for each look.
    ///
    /// # Errors
    /// [`MathError::TimeRunsBackwards`]; [`MathError::DivisionByZero`] for a period of zero.
    pub fn emptied(self, bucket: LossBucket, now: u64) -> Result<LossBucket, MathError> {
        let elapsed = now
            .checked_sub(bucket.at)
            .ok_or(MathError::TimeRunsBackwards {
                last: bucket.at,
                now,
            })?;
        let elapsed = U256::from(elapsed.min(self.period_s));
        let gone = mul_div_floor(self.capacity.raw(), elapsed, U256::from(self.period_s))?;
        Ok(LossBucket {
            level: Weight::new(bucket.level.min(self.capacity).raw().saturating_sub(gone)),
            at: now,
        })
    }

    /// The bucket with a loss in it.
    ///
    /// # Rounding
    /// As [`Self::emptied`].
    ///
    /// # Errors
    /// [`MathError::LossAboveBudget`] when it does not fit; those of [`Self::emptied`].
    pub fn charged(
        self,
        bucket: LossBucket,
        loss: Weight,
        now: u64,
    ) -> Result<LossBucket, MathError> {
        let emptied = self.emptied(bucket, now)?;
        let room = self.capacity.raw().saturating_sub(emptied.level.raw());
        if loss.raw() > room {
            return Err(MathError::LossAboveBudget {
                got: loss.raw(),
                maximum: room,
            });
        }
        Ok(LossBucket {
            level: emptied.level.checked_add(loss)?,
            at: now,
        })
    }

    /// The bucket with a loss in it, full at most: a fuse takes every loss.
    ///
    /// # Rounding
    /// As [`Self::emptied`].
    ///
    /// # Errors
    /// Those of [`Self::emptied`].
    pub fn burnt(
        self,
        bucket: LossBucket,
        loss: Weight,
        now: u64,
    ) -> Result<LossBucket, MathError> {
        let emptied = self.emptied(bucket, now)?;
        Ok(LossBucket {
            level: Weight::new(emptied.level.raw().saturating_add(loss.raw())).min(self.capacity),
            at: now,
        })
    }

    /// The part (wad) of a budget that a fuse allows at its level.
    ///
    /// # Rounding
    /// Down: less is allowed.
    #[must_use]
    pub fn throttle_floor(self, bucket: LossBucket) -> Weight {
        let room = self.capacity.raw().saturating_sub(bucket.level.raw());
        let twice = room.saturating_add(room);
        if twice >= self.capacity.raw() {
            return Weight::ONE;
        }
        // The capacity is above `twice`, so not zero, and the quotient is below one.
        mul_div_floor(twice, WAD, self.capacity.raw())
            .map_or(MIN_THROTTLE, |part| Weight::new(part).max(MIN_THROTTLE))
    }
}

/// The part of NAV (wad) that a trade may have lost, at the worst prices within the feeds' errors: what was given valued
/// high, what came valued low.
///
/// # Rounding
/// Up.
///
/// # Errors
/// [`MathError::NavZero`]; [`MathError::Overflow`] beyond 256 bits.
pub fn loss_part_ceil(given: Value, received: Value, nav: Value) -> Result<Weight, MathError> {
    check_nav(nav)?;
    let lost = given.raw().saturating_sub(received.raw());
    mul_div_ceil(lost, WAD, nav.raw()).map(Weight::new)
}
