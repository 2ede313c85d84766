//! What trading may lose over time: a window that refuses, and a fuse that slows the window down.
//!
//! Each loss is charged twice. The window takes it at the worst prices within the feeds' errors, so that nobody takes
//! value inside the error unmeasured, and refuses what does not fit. The fuse takes it at the prices themselves and
//! refuses nothing: while it is more than half full, the window empties slower, down to an eighth of its pace.
//!
//! ```text
//! pace    = clamp(2 * (1 - fuse / fuse_capacity), 1/8, 1)
//! window' = max(0, window - window_capacity * pace * elapsed / window_period) + worst    refused above window_capacity
//! fuse'   = min(fuse_capacity, max(0, fuse - fuse_capacity * elapsed / fuse_period) + mid)
//! ```
//!
//! 1. Over any time `t` at most `window * (1 + t / period)` is lost, at any true prices within the errors.
//! 2. While the fuse is full, at most `window * (1 + t / (8 * period))`.
//! 3. What fits an empty window fits it again after eight periods, whatever the fuse: nothing is halted for ever.
//!
//! The pace is that of the fuse as it was left: it only empties between losses, so the window is never too empty.
//! Levels are counted in parts of NAV of 1e-10, each loss rounded up to one: so all of it is 64-bit arithmetic, which a
//! program can afford on every rebalance. Budgets of up to a fifth of NAV, in a month for the window and ten years for the
//! fuse, are exact in it; beyond, products saturate, towards a fuller window.

use ruint::aliases::U256;

use crate::{MathError, Value, mul_div_ceil, mul_div_floor};

/// NAV in parts.
pub const NAV_PARTS: u64 = 10_000_000_000;
const PARTS_PER_BPS: u64 = 1_000_000;
const BPS_ONE: u64 = 10_000;
const WAD_PER_PART: u64 = 100_000_000;
/// What a full fuse leaves of the window's pace, as a divisor.
const SLOWEST: u64 = 8;

/// A loss budget: its capacity in parts of NAV, and in how many seconds a full one empties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LossBudget {
    /// What fits.
    pub capacity: u64,
    /// Zero for one that never empties.
    pub period_s: u64,
}

/// The two budgets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LossBudgets {
    /// At the worst prices; refuses.
    pub window: LossBudget,
    /// At the prices themselves; slows the window down. One of no capacity does nothing.
    pub fuse: LossBudget,
}

/// How full both were when they were last charged, in parts of NAV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LossLevels {
    /// Of the window.
    pub window: u64,
    /// Of the fuse.
    pub fuse: u64,
    /// Timestamp in seconds.
    pub at: u64,
}

/// A loss in parts of NAV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// At the worst prices within the feeds' errors.
    pub worst: u64,
    /// At the prices themselves.
    pub mid: u64,
}

impl LossBudget {
    /// A budget of basis points of NAV.
    #[must_use]
    pub fn from_bps(bps: u16, period_s: u32) -> Self {
        Self {
            capacity: u64::from(bps).saturating_mul(PARTS_PER_BPS),
            period_s: u64::from(period_s),
        }
    }

    /// A level above the capacity, since that was lowered, counts as full.
    fn emptied(self, level: u64, elapsed: u64) -> u64 {
        let gone = self.capacity.saturating_mul(elapsed.min(self.period_s));
        let gone = gone.checked_div(self.period_s).unwrap_or(0);
        level.min(self.capacity).saturating_sub(gone)
    }
}

impl LossBudgets {
    /// The levels after both emptied until `now`; as they are when that is earlier.
    ///
    /// # Rounding
    /// Up, by less than one part and what the window regains in a second for each look.
    #[must_use]
    pub fn emptied(self, levels: LossLevels, now: u64) -> LossLevels {
        let elapsed = now.saturating_sub(levels.at);
        LossLevels {
            window: self
                .window
                .emptied(levels.window, self.slowed(levels.fuse, elapsed)),
            fuse: self.fuse.emptied(levels.fuse, elapsed),
            at: now.max(levels.at),
        }
    }

    /// The levels with a loss in them.
    ///
    /// # Rounding
    /// As [`Self::emptied`].
    ///
    /// # Errors
    /// [`MathError::LossAboveBudget`], in wad, when it does not fit the window.
    pub fn charged(
        self,
        levels: LossLevels,
        loss: Loss,
        now: u64,
    ) -> Result<LossLevels, MathError> {
        let emptied = self.emptied(levels, now);
        let room = self.window.capacity.saturating_sub(emptied.window);
        if loss.worst > room {
            return Err(MathError::LossAboveBudget {
                got: parts_to_wad(loss.worst),
                maximum: parts_to_wad(room),
            });
        }
        Ok(LossLevels {
            window: emptied.window.saturating_add(loss.worst),
            fuse: emptied
                .fuse
                .saturating_add(loss.mid)
                .min(self.fuse.capacity),
            at: emptied.at,
        })
    }

    /// The part of its pace at which the window empties, in 1e-10.
    ///
    /// # Rounding
    /// Down: slower.
    #[must_use]
    pub fn pace_floor(self, levels: LossLevels) -> u64 {
        let pace = u128::from(self.pace(levels.fuse)).saturating_mul(u128::from(NAV_PARTS));
        let part = pace.checked_div(u128::from(self.fuse.capacity));
        part.map_or(NAV_PARTS, |part| u64::try_from(part).unwrap_or(NAV_PARTS))
    }

    /// The pace, of the fuse's capacity.
    fn pace(self, fuse: u64) -> u64 {
        let capacity = self.fuse.capacity;
        let room = capacity.saturating_sub(fuse).saturating_mul(2);
        room.clamp(capacity / SLOWEST, capacity)
    }

    /// What of a time counts for the window.
    fn slowed(self, fuse: u64, elapsed: u64) -> u64 {
        // More than this empties every window.
        let elapsed = elapsed.min(self.window.period_s.saturating_mul(SLOWEST));
        let counted = elapsed.saturating_mul(self.pace(fuse));
        counted.checked_div(self.fuse.capacity).unwrap_or(elapsed)
    }
}

/// Parts of NAV in wad: exact below 2^64, and `2^64 - 1` for more, which is eighteen times NAV.
#[must_use]
pub fn parts_to_wad(parts: u64) -> U256 {
    U256::from(parts.saturating_mul(WAD_PER_PART))
}

/// A value in parts of NAV; all that can be counted when there is no NAV.
///
/// # Rounding
/// Up.
#[must_use]
pub fn nav_parts_ceil(value: Value, nav: Value) -> u64 {
    let parts = mul_div_ceil(value.raw(), U256::from(NAV_PARTS), nav.raw());
    parts.map_or(u64::MAX, |parts| u64::try_from(parts).unwrap_or(u64::MAX))
}

/// A value in parts of NAV; nothing when there is no NAV.
///
/// # Rounding
/// Down.
#[must_use]
pub fn nav_parts_floor(value: Value, nav: Value) -> u64 {
    let parts = mul_div_floor(value.raw(), U256::from(NAV_PARTS), nav.raw());
    parts.map_or(0, |parts| u64::try_from(parts).unwrap_or(u64::MAX))
}

/// What a trade may have lost, in parts: what was given at the highest price within its feed's error, less what came at
/// the lowest. Zero for a gain that no error explains.
///
/// # Rounding
/// Up.
#[must_use]
pub fn worst_loss_ceil(
    given: u64,
    given_error_bps: u16,
    received: u64,
    received_error_bps: u16,
) -> u64 {
    let high = BPS_ONE.saturating_add(u64::from(given_error_bps));
    let low = BPS_ONE.saturating_sub(u64::from(received_error_bps));
    let lost = given
        .saturating_mul(high)
        .saturating_sub(received.saturating_mul(low));
    lost.div_ceil(BPS_ONE)
}
