//! What a rebalance may lose, at once and over time: each is charged its loss, and one that does not fit is refused.
//!
//! The window takes the loss at the worst prices within the feeds' errors, summed over the fills without netting: a gain
//! in one is no excuse for a loss in another. The fuse takes the loss of NAV at the prices themselves. The rules are
//! those of `rebalance_math::portfolio::LossBudgets`.

use kit::Revert;
use kit::abi::IVault;
use kit::dispatch::{overflow, revert};
use kit::vault::loss_budgets;
use rebalance_math::MathError;
use rebalance_math::portfolio::{Loss, LossLevels};

use crate::prove::Opening;

/// What a rebalance lost, and how full the budgets are with it.
#[derive(Clone, Copy)]
pub(crate) struct Charge {
    pub(crate) loss: Loss,
    pub(crate) levels: LossLevels,
}

/// Charges a loss.
///
/// # Errors
/// `LossAboveWindow`.
pub(crate) fn charge(opening: &Opening, loss: Loss) -> Result<Charge, Revert> {
    let budgets = loss_budgets(&opening.constitution.loss_limits);
    match budgets.charged(opening.hot.levels, loss, opening.timestamp) {
        Ok(levels) => Ok(Charge { loss, levels }),
        Err(MathError::LossAboveBudget { got, maximum }) => Err(revert(IVault::LossAboveWindow {
            lossWad: got,
            roomWad: maximum,
        })),
        Err(other) => Err(overflow(other)),
    }
}
