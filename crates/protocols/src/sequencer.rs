//! Chainlink's Arbitrum sequencer uptime feed, with the flags it raises and the proxy that consumers read.
//!
//! Status reports come from a contract on L1: on L2 their sender is that contract's address plus a fixed offset. No
//! chain can be asked to send such a message at will, but the offset can be taken the other way: the feed is given the
//! L1 sender whose alias is an account with a key, and that account reports by ordinary transactions.

use crate::{
    Creator, ProtocolError, bytecode::Contract, chainlink::AggregatorProxy, creator::send,
};
use alloy::{
    primitives::{Address, U160, U256, uint},
    providers::DynProvider,
    sol_types::SolValue,
};
use client::transaction::During;

pub use interfaces::{ArbitrumSequencerUptimeFeed, Flags};

mod interfaces {
    #![allow(
        missing_docs,
        reason = "generated; named as in the contracts' own sources"
    )]

    alloy::sol! {
        #[sol(rpc, abi)]
        interface ArbitrumSequencerUptimeFeed {
            function initialize() external;
            function updateStatus(bool status, uint64 timestamp) external;
            function aliasedL1MessageSender() external view returns (address);
            function addAccess(address user) external;
        }

        #[sol(rpc, abi)]
        interface Flags {
            function addAccess(address user) external;
            function getFlag(address subject) external view returns (bool);
        }
    }
}

/// What Arbitrum adds to the address of an L1 contract that sends a message.
const ALIAS_OFFSET: U160 = uint!(0x1111000000000000000000000000000000001111_U160);

/// The feed and what it works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequencerFeed {
    /// What consumers read.
    pub proxy: Address,
    /// The feed itself.
    pub feed: Address,
    /// The flags that it raises while the sequencer is down.
    pub flags: Address,
    /// The account whose reports it accepts.
    pub reporter: Address,
}

/// What the feed says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequencerStatus {
    /// Whether the sequencer is down.
    pub down: bool,
    /// Since when, in unix seconds.
    pub since: U256,
}

impl SequencerFeed {
    /// Deploys and initialises everything; the first status is up, since now.
    ///
    /// # Errors
    /// As [`Creator::create`], and `AddressMismatch` when the feed would not accept the reporter.
    pub async fn deploy(creator: &Creator, reporter: Address) -> Result<Self, ProtocolError> {
        let none = Address::ZERO;
        let access = creator
            .create(Contract::SimpleWriteAccessController, &[])
            .await?;
        let flags = creator
            .create(Contract::Flags, &(access, access).abi_encode_params())
            .await?;
        let feed = creator
            .create(
                Contract::ArbitrumSequencerUptimeFeed,
                &(flags, l1_sender_of(reporter)).abi_encode_params(),
            )
            .await?;
        let proxy = creator
            .create(
                Contract::EacAggregatorProxy,
                &(feed, none).abi_encode_params(),
            )
            .await?;
        let feed_may = Flags::addAccessCall { user: feed };
        creator
            .call("letting the uptime feed write flags", access, &feed_may)
            .await?;
        creator
            .call("letting the uptime feed read flags", flags, &feed_may)
            .await?;
        let proxy_may = ArbitrumSequencerUptimeFeed::addAccessCall { user: proxy };
        creator
            .call("letting the uptime proxy read", feed, &proxy_may)
            .await?;
        let initialize = ArbitrumSequencerUptimeFeed::initializeCall {};
        creator
            .call("initialising the uptime feed", feed, &initialize)
            .await?;
        check_reporter(creator, feed, reporter).await?;
        Ok(Self {
            proxy,
            feed,
            flags,
            reporter,
        })
    }

    /// Reports a status as of `timestamp`, unix seconds. The feed ignores a status that it has already, and a report
    /// that is older than its last one.
    ///
    /// # Errors
    /// `Transaction` with the feed's reason.
    pub async fn report(
        &self,
        provider: &DynProvider,
        down: bool,
        timestamp: u64,
    ) -> Result<(), ProtocolError> {
        let update = ArbitrumSequencerUptimeFeed::updateStatusCall {
            status: down,
            timestamp,
        };
        let action = "reporting the sequencer's status";
        send(
            provider,
            action,
            self.reporter,
            self.feed,
            &update,
            U256::ZERO,
        )
        .await?;
        Ok(())
    }

    /// The latest status, through the proxy.
    ///
    /// # Errors
    /// `Transaction` when the feed cannot be asked.
    pub async fn status(&self, provider: &DynProvider) -> Result<SequencerStatus, ProtocolError> {
        let proxy = AggregatorProxy::new(self.proxy, provider);
        let round = proxy
            .latestRoundData()
            .call()
            .await
            .during("reading the uptime feed")?;
        Ok(SequencerStatus {
            down: !round.answer.is_zero(),
            since: round.startedAt,
        })
    }
}

/// The L1 address whose alias on L2 is `account`.
pub fn l1_sender_of(account: Address) -> Address {
    let number = U160::from_be_bytes(account.0.0).wrapping_sub(ALIAS_OFFSET);
    Address::from(number.to_be_bytes::<20>())
}

async fn check_reporter(
    creator: &Creator,
    feed: Address,
    reporter: Address,
) -> Result<(), ProtocolError> {
    let bound = ArbitrumSequencerUptimeFeed::new(feed, &creator.provider);
    let got = bound
        .aliasedL1MessageSender()
        .call()
        .await
        .during("asking the uptime feed who may report")?;
    if got != reporter {
        return Err(ProtocolError::AddressMismatch {
            what: "the uptime feed's reporter".to_owned(),
            got,
            expected: reporter,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::l1_sender_of;
    use alloy::primitives::{Address, address};

    #[test]
    fn l1_sender_of_takes_the_offset_off_and_wraps() {
        let alias = address!("0x1111000000000000000000000000000000001112");
        assert_eq!(
            l1_sender_of(alias),
            address!("0x0000000000000000000000000000000000000001")
        );
        assert_eq!(
            l1_sender_of(Address::ZERO),
            address!("0xeeeeffffffffffffffffffffffffffffffffeeef")
        );
    }
}
