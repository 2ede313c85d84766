//! A Chainlink price feed or sequencer feed: the round that was set, and nothing before it.

use alloy_primitives::{I256, U256, aliases::U80};
use alloy_sol_types::{SolCall, SolInterface, sol};

sol! {
    #[allow(missing_docs, reason = "Chainlink's AggregatorV3Interface")]
    #[sol(all_derives)]
    interface IFeed {
        function decimals() external view returns (uint8);
        function description() external view returns (string memory);
        function latestRoundData() external view
            returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
    }
}

/// A feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Decimals of the answer.
    pub decimals: u8,
    /// Of the latest round.
    pub round_id: U80,
    /// Of the latest round.
    pub answer: I256,
    /// Of the latest round.
    pub started_at: u64,
    /// Of the latest round.
    pub updated_at: u64,
}

impl Feed {
    pub(crate) fn call(self, input: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        use IFeed::IFeedCalls as Call;
        match Call::abi_decode(input).map_err(|_| Vec::new())? {
            Call::decimals(_) => Ok(IFeed::decimalsCall::abi_encode_returns(&self.decimals)),
            Call::description(_) => Ok(IFeed::descriptionCall::abi_encode_returns(&String::new())),
            Call::latestRoundData(_) => Ok(IFeed::latestRoundDataCall::abi_encode_returns(
                &IFeed::latestRoundDataReturn {
                    roundId: self.round_id,
                    answer: self.answer,
                    startedAt: U256::from(self.started_at),
                    updatedAt: U256::from(self.updated_at),
                    answeredInRound: self.round_id,
                },
            )),
        }
    }
}
