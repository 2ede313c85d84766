//! Chainlink price feeds: an aggregator that an oracle node submits answers to, and the proxy that consumers read.
//!
//! The aggregator refuses contracts that are not on its list, so the proxy is put there, as on a live network. Its
//! oracles are paid nothing here, so that no LINK has to be supplied.

use crate::{Creator, ProtocolError, bytecode::Contract, creator::send};
use alloy::{
    primitives::{Address, I256, U256, aliases::I192},
    providers::DynProvider,
    sol_types::SolValue,
};
use client::transaction::During;

pub use interfaces::{AccessControlledAggregator, AggregatorProxy};

mod interfaces {
    #![allow(
        missing_docs,
        reason = "generated; named as in the contracts' own sources"
    )]

    alloy::sol! {
        #[sol(rpc, abi)]
        interface AccessControlledAggregator {
            function submit(uint256 roundId, int256 submission) external;
            function changeOracles(
                address[] calldata removed,
                address[] calldata added,
                address[] calldata addedAdmins,
                uint32 minSubmissions,
                uint32 maxSubmissions,
                uint32 restartDelay
            ) external;
            function oracleRoundState(address oracle, uint32 queriedRoundId) external view returns (
                bool eligibleToSubmit,
                uint32 roundId,
                int256 latestSubmission,
                uint64 startedAt,
                uint64 timeout,
                uint128 availableFunds,
                uint8 oracleCount,
                uint128 paymentAmount
            );
            function addAccess(address user) external;
            function removeAccess(address user) external;
        }

        #[sol(rpc, abi)]
        interface AggregatorProxy {
            function decimals() external view returns (uint8);
            function description() external view returns (string memory);
            function aggregator() external view returns (address);
            function latestRoundData() external view returns (
                uint80 roundId,
                int256 answer,
                uint256 startedAt,
                uint256 updatedAt,
                uint80 answeredInRound
            );
        }
    }
}

/// Decimals of every USD feed.
pub const FEED_DECIMALS: u8 = 8;

/// One price feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceFeed {
    /// What consumers read.
    pub proxy: Address,
    /// What the oracle submits to.
    pub aggregator: Address,
    /// The account that submits.
    pub oracle: Address,
    /// Such as `ETH / USD`.
    pub description: String,
}

/// What an aggregator accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The least answer.
    pub minimum: I256,
    /// The greatest answer.
    pub maximum: I256,
}

impl Default for Limits {
    /// Anything that fits 192 bits, zero and negative answers too: what a consumer must be safe against.
    fn default() -> Self {
        Self {
            minimum: I256::from(I192::MIN),
            maximum: I256::from(I192::MAX),
        }
    }
}

/// Deploys the LINK token, which every aggregator is made with.
///
/// # Errors
/// As [`Creator::create`].
pub async fn deploy_link(creator: &Creator) -> Result<Address, ProtocolError> {
    creator.create(Contract::LinkToken, &[]).await
}

impl PriceFeed {
    /// Deploys aggregator and proxy. There is no answer until the first [`PriceFeed::submit`].
    ///
    /// # Errors
    /// As [`Creator::create`].
    pub async fn deploy(
        creator: &Creator,
        link: Address,
        oracle: Address,
        description: &str,
        limits: Limits,
    ) -> Result<Self, ProtocolError> {
        let none = Address::ZERO;
        let arguments = (
            link,
            U256::ZERO, // payment for an answer
            U256::ZERO, // timeout of a round: with one oracle no round waits
            none,       // validator
            limits.minimum,
            limits.maximum,
            U256::from(FEED_DECIMALS),
            description.to_owned(),
        )
            .abi_encode_params();
        let aggregator = creator
            .create(Contract::AccessControlledAggregator, &arguments)
            .await?;
        let proxy = creator
            .create(
                Contract::EacAggregatorProxy,
                &(aggregator, none).abi_encode_params(),
            )
            .await?;
        let change = AccessControlledAggregator::changeOraclesCall {
            removed: Vec::new(),
            added: vec![oracle],
            addedAdmins: vec![creator.account],
            minSubmissions: 1,
            maxSubmissions: 1,
            restartDelay: 0,
        };
        creator
            .call("adding the oracle of a feed", aggregator, &change)
            .await?;
        let allow = AccessControlledAggregator::addAccessCall { user: proxy };
        creator
            .call("letting a feed's proxy read", aggregator, &allow)
            .await?;
        Ok(Self {
            proxy,
            aggregator,
            oracle,
            description: description.to_owned(),
        })
    }

    /// Submits the next answer, as the oracle's node does.
    ///
    /// # Errors
    /// `Transaction` with the aggregator's reason, such as an answer outside its limits.
    pub async fn submit(&self, provider: &DynProvider, answer: I256) -> Result<(), ProtocolError> {
        let aggregator = AccessControlledAggregator::new(self.aggregator, provider);
        let action = format!("submitting {answer} to {}", self.description);
        let state = aggregator
            .oracleRoundState(self.oracle, 0)
            .from(self.oracle)
            .call()
            .await
            .during(&action)?;
        let submit = AccessControlledAggregator::submitCall {
            roundId: U256::from(state.roundId),
            submission: answer,
        };
        send(
            provider,
            &action,
            self.oracle,
            self.aggregator,
            &submit,
            U256::ZERO,
        )
        .await?;
        Ok(())
    }

    /// The latest answer, through the proxy.
    ///
    /// # Errors
    /// `Transaction` with the aggregator's reason when there is none.
    pub async fn answer(&self, provider: &DynProvider) -> Result<I256, ProtocolError> {
        let proxy = AggregatorProxy::new(self.proxy, provider);
        let action = format!("reading {}", self.description);
        Ok(proxy.latestRoundData().call().await.during(&action)?.answer)
    }
}
