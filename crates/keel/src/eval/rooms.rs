//! Every function, room by room as the math crate has them.

mod arithmetic;
mod portfolio;
mod trade;
mod trigger;

use super::function::Function;

/// All of them, in the order of the rooms.
pub(super) fn all() -> Vec<Function> {
    [
        arithmetic::functions(),
        portfolio::functions(),
        trigger::functions(),
        trade::functions(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
