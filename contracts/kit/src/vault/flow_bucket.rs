//! How much of the day's priced flows is used up: a bucket that flows fill, and that empties within a day.
//!
//! One word: `level u128 | at u64`, the level as a part of NAV (wad).

use alloy_primitives::{B256, U256};
use rebalance_math::Weight;
use rebalance_math::portfolio::LossBucket;

use super::State;
use super::layout;
use crate::codec::word;
use crate::storage::{load, store};

impl State {
    /// The bucket of priced flows as it was left.
    #[must_use]
    pub fn flow_bucket(&self) -> LossBucket {
        let [at, level0, level1, _] = word::number(&load(&layout::FLOW_BUCKET).0).into_limbs();
        LossBucket {
            level: Weight::new(U256::from_limbs([level0, level1, 0, 0])),
            at,
        }
    }

    /// Writes the bucket; its level is at most its capacity, which is below 2^64.
    pub fn set_flow_bucket(&mut self, bucket: LossBucket) {
        let [level0, level1, ..] = bucket.level.raw().into_limbs();
        let number = U256::from_limbs([bucket.at, level0, level1, 0]);
        store(&layout::FLOW_BUCKET, &B256::from(word::of(number)));
    }
}
