//! The base fee as ArbOS has it: the owners' minimum, as no block is ever congested, and after `setL2BaseFee` what was set, for one
//! block.

use alloy_primitives::U256;

use super::head::Head;
use crate::evm::{ARBOS_STATE, Setting};
use crate::state::State;

impl Head {
    /// Prices the next block after one that led from `before` to the current state. A base fee that was set by a development
    /// call stays until ArbOS decides on another one.
    pub(super) fn price_next(&mut self, before: &State) {
        let number = self.number();
        let now = decided(number, before, &self.state);
        let earlier = number.saturating_sub(1);
        let was = match self.state_before(earlier) {
            Ok(start) => decided(earlier, start, before),
            Err(_) => fee(before, Setting::MinimumBaseFee),
        };
        if now != was {
            self.base_fee = now;
        }
    }
}

/// What ArbOS charges after the block at `number`, which led from `before` to `after`: the minimum as of the block's start, because
/// that is when the price is updated.
fn decided(number: u64, before: &State, after: &State) -> u64 {
    let set_at = after
        .world()
        .slot(ARBOS_STATE, Setting::NextBaseFeeSetAt.slot());
    if number > 0 && set_at == U256::from(number) {
        return fee(after, Setting::NextBaseFee);
    }
    fee(before, Setting::MinimumBaseFee)
}

fn fee(state: &State, setting: Setting) -> u64 {
    state
        .world()
        .slot(ARBOS_STATE, setting.slot())
        .saturating_to()
}
