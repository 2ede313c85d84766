//! What the oracle says about every constituent.

use alloy_primitives::U256;
use rebalance_math::Price;

use super::State;
use crate::abi::{IOracle, IVault};
use crate::dispatch::revert;
use crate::policy::Constitution;
use crate::{Revert, call};

/// Which answers of the feeds are good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Fresh ones, with the sequencer up: to settle at.
    Fresh,
    /// The last ones: to look at.
    Last,
}

impl State {
    /// A price for every asset, in their order, and none of them zero.
    ///
    /// # Errors
    /// Those of the oracle, for `Answers::Last` only for a feed that has none; `ProgramCallFailed`.
    pub fn ask_oracle(
        &self,
        constitution: &Constitution,
        answers: Answers,
    ) -> Result<Vec<Price>, Revert> {
        let Constitution {
            suite,
            sequencer,
            assets,
            ..
        } = constitution;
        let feeds = assets.iter().map(|asset| asset.feed.clone()).collect();
        let oracle = suite.oracle;
        let prices = match answers {
            Answers::Fresh => call::view(
                &self.vm,
                oracle,
                &IOracle::readCall {
                    feeds,
                    sequencer: sequencer.clone(),
                },
            ),
            Answers::Last => call::view(&self.vm, oracle, &IOracle::readLastCall { feeds }),
        }?;
        // A price of zero is no price, whatever oracle the creator named.
        if prices.len() != assets.len() || prices.iter().any(U256::is_zero) {
            return Err(revert(IVault::ProgramCallFailed { program: oracle }));
        }
        Ok(prices.into_iter().map(Price::new).collect())
    }
}
