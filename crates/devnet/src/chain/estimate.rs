//! `eth_estimateGas`: the smallest gas limit that works.
//!
//! Gas used is not enough to know: 63/64 is withheld from every call, refunds come at the end, and a Stylus host call
//! may require gas that it then does not use. So the limit is searched for by running.

use alloy_primitives::U256;
use revm::context::result::{ExecutionResult, HaltReason};

use super::Chain;
use super::call::{CallSpec, Prepared, output};
use super::error::ChainError;
use super::node_interface;
use crate::evm::Outcome;

/// The search stops when the bounds are this close, in hundredths: an estimate that is 1% too high costs nothing.
const TOLERANCE: u64 = 100;

/// Gas that every transaction costs.
const TRANSFER_GAS: u64 = 21_000;

impl Chain {
    /// A gas limit at which `spec` succeeds.
    ///
    /// # Errors
    /// The call's own failure if no gas limit helps, [`ChainError::GasAboveAllowance`] if only one does that is not allowed.
    pub(crate) fn estimate(&self, spec: CallSpec) -> Result<u64, ChainError> {
        let spec = match node_interface::is_asked(&spec) {
            true => self.ticket(spec)?,
            false => spec,
        };
        let mut call = self.prepare(spec)?;
        let highest = self.allowance(&call)?;
        let Some(first) = self.run_with(&mut call, highest)? else {
            return Err(ChainError::GasAboveAllowance { allowance: highest });
        };
        let used = match &first.result {
            ExecutionResult::Success { gas, .. } => gas.total_gas_spent(),
            // A program that cannot start or be activated burns all gas as well, but no limit would help it.
            ExecutionResult::Halt {
                reason: HaltReason::OutOfGas(_),
                ..
            } if first.failures.is_empty() && first.activation_refused.is_none() => {
                return Err(ChainError::GasAboveAllowance { allowance: highest });
            }
            _ => {
                output(first)?;
                return Err(ChainError::GasAboveAllowance { allowance: highest });
            }
        };
        self.search(
            &mut call,
            first.result.tx_gas_used().saturating_sub(1),
            used,
            highest,
        )
    }

    /// The least limit known to work, between `low`, which does not, and `highest`, which does.
    fn search(
        &self,
        call: &mut Prepared,
        mut low: u64,
        used: u64,
        highest: u64,
    ) -> Result<u64, ChainError> {
        let mut high = highest;
        // What was spent is usually enough at the first attempt, or short by what a call withholds.
        let guesses = [used, used.saturating_add(used / 63).saturating_add(2_300)];
        for guess in guesses {
            if guess <= low || guess >= high {
                continue;
            }
            if self.succeeds(call, guess)? {
                high = guess;
                break;
            }
            low = guess;
        }
        while high.saturating_sub(low) > 1 && high.saturating_sub(low) > high / TOLERANCE {
            let middle = low
                .midpoint(high)
                .min(low.saturating_mul(2).max(TRANSFER_GAS));
            if self.succeeds(call, middle)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        Ok(high)
    }

    /// The highest limit that the node allows and the sender can pay.
    fn allowance(&self, call: &Prepared) -> Result<u64, ChainError> {
        let limit = call.tx.gas_limit.min(self.tx_gas_cap);
        if call.tx.gas_price == 0 {
            return Ok(limit);
        }
        let balance = call.view.world.info(call.tx.caller).balance;
        let spendable = balance.saturating_sub(call.tx.value);
        let affordable = spendable / U256::from(call.tx.gas_price);
        Ok(limit.min(u64::try_from(affordable).unwrap_or(u64::MAX)))
    }

    fn succeeds(&self, call: &mut Prepared, gas_limit: u64) -> Result<bool, ChainError> {
        let outcome = self.run_with(call, gas_limit)?;
        Ok(outcome.is_some_and(|outcome| outcome.result.is_success()))
    }

    /// Runs the call with `gas_limit`; nothing if that does not even cover what such a transaction costs at least.
    fn run_with(&self, call: &mut Prepared, gas_limit: u64) -> Result<Option<Outcome>, ChainError> {
        call.tx.gas_limit = gas_limit;
        match self.try_call(call) {
            Ok(outcome) => Ok(Some(outcome)),
            Err(ChainError::IntrinsicGas { .. }) => Ok(None),
            Err(other) => Err(other),
        }
    }
}
