//! Every function, room by room as the math crate has them.

mod arithmetic;
mod execution;
mod portfolio;
mod strategy;
mod trade;
mod trigger;
mod volatility;

use super::function::Function;
use rebalance_math::{MathError, Weight};

/// All of them, in the order of the rooms.
pub(super) fn all() -> Vec<Function> {
    [
        arithmetic::functions(),
        portfolio::functions(),
        trigger::functions(),
        trade::functions(),
        volatility::functions(),
        strategy::functions(),
        execution::functions(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The weights that `fill` writes for so many assets.
fn weights(
    count: usize,
    fill: impl FnOnce(&mut [Weight]) -> Result<(), MathError>,
) -> Result<Vec<Weight>, MathError> {
    let mut weights = vec![Weight::ZERO; count];
    fill(&mut weights).map(|()| weights)
}
