//! A limit over time: a bucket that each charge fills and that empties linearly.
//!
//! `level' = max(0, level - capacity * elapsed / period) + loss`, refused when it exceeds the capacity. So the charges of any
//! window as long as the period sum to at most twice the capacity, and over any time `t` to at most `capacity * (1 + t / period)`
//! (the leaky bucket as a meter, ITU-T I.371). A charge need not be a loss: what crosses a vault at a price within a day is
//! limited in the same way. Two budgets of losses in 64 bits, the second of which slows the first, are
//! [`LossBudgets`](crate::portfolio::LossBudgets).

use ruint::aliases::U256;

use crate::{MathError, Weight, mul_div_floor};

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
}
