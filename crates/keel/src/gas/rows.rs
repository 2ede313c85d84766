//! The rows of the table: what is measured, by whom it is done, and what exactly that is.

use super::profile::Profile;
use anyhow::Context;
use serde::Serialize;

/// Sizes of the portfolios, the hub included.
pub(crate) const SIZES: [usize; 3] = [3, 5, 10];

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Op {
    DepositInKind,
    RedeemInKind,
    #[serde(rename = "deposit_4626")]
    Deposit4626,
    Rebalance,
    OracleRead,
}

impl Op {
    /// As in the JSON.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::DepositInKind => "deposit_in_kind",
            Self::RedeemInKind => "redeem_in_kind",
            Self::Deposit4626 => "deposit_4626",
            Self::Rebalance => "rebalance",
            Self::OracleRead => "oracle_read",
        }
    }
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    /// The least that anything could do.
    Floor,
    /// Us, with programs in the chain's cache.
    Keel,
    /// Us, with programs that are not.
    Uncached,
    /// Somebody else.
    Peer,
}

/// A kind of row.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) op: Op,
    pub(crate) id: &'static str,
    pub(crate) party: Party,
    /// What it does, for the reader of the table.
    pub(crate) what: &'static str,
}

const fn row(op: Op, id: &'static str, party: Party, what: &'static str) -> Row {
    Row {
        op,
        id,
        party,
        what,
    }
}

/// Every kind of row, in the order of the table. The first floor of an operation is the one that the others are held against.
pub(crate) const ROWS: [Row; 27] = [
    row(
        Op::DepositInKind,
        "floor_in_kind",
        Party::Floor,
        "N transferFrom of amounts and tokens in calldata, shares minted; keeps no balances, measures nothing",
    ),
    row(
        Op::DepositInKind,
        "keel",
        Party::Keel,
        "depositInKind: amounts pro rata, every token measured before and after, balances committed",
    ),
    row(
        Op::DepositInKind,
        "keel_uncached",
        Party::Uncached,
        "the same",
    ),
    row(
        Op::DepositInKind,
        "peer_set",
        Party::Peer,
        "@setprotocol/set-protocol-v2 0.1.16, BasicIssuanceModule.issue",
    ),
    row(
        Op::RedeemInKind,
        "floor_in_kind",
        Party::Floor,
        "shares burnt, N transfers of amounts and tokens in calldata",
    ),
    row(
        Op::RedeemInKind,
        "keel",
        Party::Keel,
        "redeemInKind: amounts pro rata, balances committed, each transfer with gas reserved for the others",
    ),
    row(
        Op::RedeemInKind,
        "keel_uncached",
        Party::Uncached,
        "the same",
    ),
    row(
        Op::RedeemInKind,
        "peer_set",
        Party::Peer,
        "BasicIssuanceModule.redeem",
    ),
    row(
        Op::RedeemInKind,
        "peer_enzyme",
        Party::Peer,
        "@enzymefinance/protocol 4.0.5, redeemSharesInKind; accrues the protocol's fee",
    ),
    row(
        Op::Deposit4626,
        "floor_priced",
        Party::Floor,
        "the sequencer and N feeds read, one transferFrom, shares minted; keeps no balances, looks at no answer's age",
    ),
    row(
        Op::Deposit4626,
        "keel",
        Party::Keel,
        "deposit of the hub: NAV at the feeds' errors, flow fee, daily cap, lot held back",
    ),
    row(
        Op::Deposit4626,
        "keel_uncached",
        Party::Uncached,
        "the same",
    ),
    row(
        Op::Deposit4626,
        "peer_enzyme",
        Party::Peer,
        "Enzyme v4, buyShares for the hub: N feeds read, the protocol's fee accrued; asks no sequencer",
    ),
    row(
        Op::Deposit4626,
        "floor_4626",
        Party::Floor,
        "one transferFrom, shares minted, without a price",
    ),
    row(
        Op::Deposit4626,
        "peer_openzeppelin_4626",
        Party::Peer,
        "@openzeppelin/contracts 5.6.1, one asset, without a price",
    ),
    row(
        Op::Deposit4626,
        "peer_solmate_4626",
        Party::Peer,
        "solmate 6.8.0, one asset, without a price",
    ),
    row(
        Op::Deposit4626,
        "peer_solady_4626",
        Party::Peer,
        "solady 0.1.24, one asset, without a price",
    ),
    row(
        Op::Rebalance,
        "floor_v3_feeds",
        Party::Floor,
        "floor_v3 after reading the sequencer and N feeds",
    ),
    row(
        Op::Rebalance,
        "floor_v3",
        Party::Floor,
        "the N - 1 swaps of keel_v3 on the same pools, paid in the callback; knows no pool, checks no output",
    ),
    row(
        Op::Rebalance,
        "keel_v3",
        Party::Keel,
        "rebalance: sequencer and N feeds, decision, N - 1 swaps, every fill and balance proved, NAV loss and drift checked, \
         balances committed",
    ),
    row(
        Op::Rebalance,
        "keel_v3_uncached",
        Party::Uncached,
        "the same",
    ),
    row(
        Op::Rebalance,
        "peer_set_trade",
        Party::Peer,
        "Set v2, the same swaps by TradeModule in one transaction of a Multicall3 that is the manager; reads no oracle",
    ),
    row(
        Op::Rebalance,
        "peer_set_gim",
        Party::Peer,
        "Set v2, the same by GeneralIndexModule, startRebalance included; reads no oracle",
    ),
    row(
        Op::Rebalance,
        "peer_enzyme",
        Party::Peer,
        "Enzyme v4, the same swaps by its adapter in one transaction of a Multicall3 that is the asset manager; no policies, reads \
         no oracle",
    ),
    row(
        Op::OracleRead,
        "floor_oracle",
        Party::Floor,
        "latestRoundData of the sequencer and of N feeds named in calldata",
    ),
    row(
        Op::OracleRead,
        "keel",
        Party::Keel,
        "the oracle's read: sequencer with grace, N feeds with every check, prices scaled",
    ),
    row(Op::OracleRead, "keel_uncached", Party::Uncached, "the same"),
];

/// The kind of a row.
///
/// # Errors
/// When there is none: a row was measured that the table does not know.
pub(crate) fn kind(op: Op, id: &str) -> anyhow::Result<&'static Row> {
    ROWS.iter()
        .find(|row| row.op == op && row.id == id)
        .with_context(|| format!("the table has no row {id} of {}", op.name()))
}

/// What one transaction took.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) op: Op,
    pub(crate) id: &'static str,
    /// Assets.
    pub(crate) n: usize,
    /// Of the receipt: after refunds.
    pub(crate) gas_used: u64,
    /// Without the base of a transaction and its calldata.
    pub(crate) exec: u64,
    pub(crate) profile: Option<Profile>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_ids_of_their_own_and_operations_a_floor_each() {
        for (index, row) in ROWS.iter().enumerate() {
            let same = |other: &&Row| other.op == row.op && other.id == row.id;
            assert_eq!(ROWS.iter().position(|other| same(&other)), Some(index));
            assert!(
                ROWS.iter()
                    .any(|floor| floor.op == row.op && floor.party == Party::Floor),
                "{}",
                row.id
            );
        }
    }
}
