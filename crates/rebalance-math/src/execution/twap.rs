//! Equal slices over time, moved by a bounded, reproducible jitter so that nobody can wait for them.
//!
//! Slice `k` of `n` ends where `total (k + jitter_k) / n` is reached, and is what lies between two such ends. The ends
//! are rounded, not the slices, so the slices sum to the total exactly whatever the jitter is; with a jitter of at most one half of
//! a slice they stay in order, so no slice is negative.

use ruint::aliases::U256;

use crate::{Amount, MathError, WAD, Weight, mul_div_floor};

/// Half a slice in wad: the most that an end may move.
const HALF: U256 = U256::from_limbs([500_000_000_000_000_000, 0, 0, 0]);

/// An order in equal slices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twap {
    /// All that is traded.
    pub total: Amount,
    /// Number of slices, at least one.
    pub slices: u32,
    /// How far each end may move, as a part of a slice: zero for equal slices, at most one half.
    pub jitter: Weight,
    /// Any number that others cannot foresee; the same number gives the same slices.
    pub seed: u64,
}

impl Twap {
    /// The size of the slice at `index`, from zero.
    ///
    /// # Rounding
    /// Ends are rounded down: without jitter, each slice is the exact one rounded up or down.
    ///
    /// # Errors
    /// [`MathError::SliceOutOfRange`] for a slice that does not exist; [`MathError::JitterAboveHalf`].
    pub fn slice(&self, index: u32) -> Result<Amount, MathError> {
        if index >= self.slices {
            return Err(MathError::SliceOutOfRange {
                got: index,
                slices: self.slices,
            });
        }
        if self.jitter.raw() > HALF {
            return Err(MathError::JitterAboveHalf {
                got: self.jitter.raw(),
            });
        }
        let start = self.end_of(index)?;
        let end = self.end_of(index.saturating_add(1))?;
        Amount::new(end).checked_sub(Amount::new(start))
    }

    /// What is traded in the first `count` slices.
    fn end_of(&self, count: u32) -> Result<U256, MathError> {
        if count == 0 {
            return Ok(U256::ZERO);
        }
        if count == self.slices {
            return Ok(self.total.raw());
        }
        // Below 2^32 slices of 2^60 wad, and the jitter is at most half of one.
        let steps = U256::from(count).wrapping_mul(WAD);
        let jitter = self.jitter.raw();
        let drawn = U256::from(mixed(self.seed, count))
            .wrapping_mul(jitter)
            .wrapping_shr(63);
        let moved = steps.wrapping_add(drawn).wrapping_sub(jitter);
        let whole = U256::from(self.slices).wrapping_mul(WAD);
        mul_div_floor(self.total.raw(), moved, whole)
    }
}

/// A number that looks random, from a seed and an index (the finaliser of SplitMix64: Steele, Lea and Flood 2014).
fn mixed(seed: u64, index: u32) -> u64 {
    let state = seed.wrapping_add(u64::from(index).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}
