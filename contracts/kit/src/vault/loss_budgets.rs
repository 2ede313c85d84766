//! How much a vault may lose, and how much of that is used up: the levels are in the word that every flow reads (`hot`).

use rebalance_math::portfolio::{LossBudget, LossBudgets};

use crate::abi::LossLimits;

/// The budgets of a configuration.
#[must_use]
pub fn loss_budgets(limits: &LossLimits) -> LossBudgets {
    LossBudgets {
        window: LossBudget::from_bps(limits.windowBps, limits.windowSeconds),
        fuse: LossBudget::from_bps(limits.fuseBps, limits.fuseSeconds),
    }
}
