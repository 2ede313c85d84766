//! How much of its loss budgets a vault has used up.
//!
//! One word: `zeros 8 | window 8 | fuse 8 | at 8`, the levels in parts of NAV of 1e-10.

use alloy_primitives::{B256, U256};
use rebalance_math::portfolio::{LossBudget, LossBudgets, LossLevels};

use super::State;
use super::layout;
use crate::abi::LossLimits;
use crate::codec::word;
use crate::storage::{load, store};

impl State {
    /// The levels as they were left.
    #[must_use]
    pub fn loss_levels(&self) -> LossLevels {
        from_word(load(&layout::LOSS_LEVELS))
    }

    /// Writes the levels.
    pub fn set_loss_levels(&mut self, levels: LossLevels) {
        store(&layout::LOSS_LEVELS, &to_word(levels));
    }
}

/// The budgets of a configuration.
#[must_use]
pub fn loss_budgets(limits: &LossLimits) -> LossBudgets {
    LossBudgets {
        window: LossBudget::from_bps(limits.windowBps, limits.windowSeconds),
        fuse: LossBudget::from_bps(limits.fuseBps, limits.fuseSeconds),
    }
}

fn from_word(word: B256) -> LossLevels {
    let [at, fuse, window, _] = word::number(&word.0).into_limbs();
    LossLevels { window, fuse, at }
}

pub(super) fn to_word(levels: LossLevels) -> B256 {
    let LossLevels { window, fuse, at } = levels;
    word::of(U256::from_limbs([at, fuse, window, 0])).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn prop_from_word_inverts_to_word(window: u64, fuse: u64, at: u64) {
            let levels = LossLevels { window, fuse, at };
            prop_assert_eq!(from_word(to_word(levels)), levels);
        }
    }
}
