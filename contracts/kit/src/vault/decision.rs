//! What a vault asks of its engine. It is told all that it needs; what it answers is not trusted.

use rebalance_math::{Amount, Price};
use stylus_sdk::prelude::*;

use super::{Hot, State};

use crate::abi::{Decision, IEngine, Snapshot};
use crate::policy::Constitution;
use crate::{Revert, call};

impl State {
    /// What the engine makes of these amounts at these prices.
    ///
    /// # Errors
    /// Those of the engine; `ProgramCallFailed`.
    pub fn ask_engine(
        &self,
        constitution: &Constitution,
        amounts: &[Amount],
        prices: &[Price],
        hot: &Hot,
        timestamp: u64,
    ) -> Result<Decision, Revert> {
        let snapshot = Snapshot {
            amounts: amounts.iter().copied().map(Amount::raw).collect(),
            pricesE36: prices.iter().copied().map(Price::raw).collect(),
            targetsWad: constitution
                .assets
                .iter()
                .map(|asset| asset.targetWad)
                .collect(),
            lastRebalancedAt: hot.last_rebalanced_at,
            timestamp,
            vault: self.vm.contract_address(),
            epoch: hot.epoch,
        };
        call::view(
            &self.vm,
            constitution.suite.engine,
            &IEngine::decideCall {
                policy: constitution.policy.clone(),
                snapshot,
            },
        )
    }
}
