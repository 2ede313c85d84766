//! What is due of a gain before anything crosses at a price. The room `vault-fees` counts it; it is asked only in a vault
//! with a performance fee.
//!
//! A flow has it charged first, and a preview counts it as if it were: so whoever has it charged just before a flow changes
//! nothing of that flow, and a preview is what the flow does.

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use kit::abi::IVaultFees::{accruePerformanceCall, performanceDueCall};
use kit::codec::word;
use kit::{Revert, call};
use stylus_sdk::prelude::*;

use crate::Vault;

impl Vault {
    /// Has it charged; before the lock is taken, since the other room takes it.
    pub(crate) fn charge_due(&self) -> Result<(), Revert> {
        self.ask_fees(&accruePerformanceCall::SELECTOR)?;
        // The words that this frame has read are the other room's now.
        self.vm.flush_cache(true);
        Ok(())
    }

    /// The shares that it comes to.
    pub(crate) fn due(&self) -> Result<U256, Revert> {
        self.ask_fees(&performanceDueCall::SELECTOR)
    }

    fn ask_fees(&self, call: &[u8; 4]) -> Result<U256, Revert> {
        if !self.stored_supply().has_performance() {
            return Ok(U256::ZERO);
        }
        let answer = call::delegate(&self.vm, self.constitution()?.suite.fees, call)?;
        // A room of this suite, known by its code: it answers one word.
        Ok(answer.first_chunk().map(word::number).unwrap_or(U256::ZERO))
    }
}
