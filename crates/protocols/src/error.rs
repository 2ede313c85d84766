//! What can go wrong between us and a protocol.

use crate::npm::NpmError;
use alloy::primitives::{Address, I256, U256};
use client::transaction::TransactionError;

/// Why a protocol could not be deployed or driven.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolError {
    /// Its bytecode is not there or not right.
    #[error(transparent)]
    Npm(#[from] NpmError),
    /// A transaction or a question to the node failed.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// A market has a hub and at least one more asset, and no more than there are names for.
    #[error("a market has {minimum} to {maximum} assets, not {got}")]
    AssetCountOutOfRange {
        /// What was asked for.
        got: usize,
        /// The fewest.
        minimum: usize,
        /// The most.
        maximum: usize,
    },
    /// There is no asset of this index.
    #[error("there is no asset {index}; the market has {count}")]
    AssetUnknown {
        /// The index.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// Prices stay positive.
    #[error(
        "moving the price {answer} of {symbol} by {bps} bps leaves the range of answers; use more than -10000"
    )]
    MoveOutOfRange {
        /// The asset.
        symbol: String,
        /// Its answer.
        answer: I256,
        /// The move.
        bps: i32,
    },
    /// An oracle's answer that no pool can be at.
    #[error("the answers {asset} of {symbol} and {hub} of the hub give no price of a pool")]
    PriceOutOfRange {
        /// The asset.
        symbol: String,
        /// Its answer.
        asset: I256,
        /// The hub's answer.
        hub: I256,
    },
    /// Arithmetic on amounts left 256 bits.
    #[error("{what} is out of range")]
    AmountOutOfRange {
        /// The amount.
        what: &'static str,
    },
    /// An account cannot pay.
    #[error(
        "{account} has {has} wei and needs {needed} to wrap; start the chain with more (balance_wei)"
    )]
    EtherShort {
        /// Who pays.
        account: Address,
        /// What it has.
        has: U256,
        /// What it needs.
        needed: U256,
    },
    /// A swap ended before the pool was at the price.
    #[error(
        "pool {pool} of {symbol} stopped at sqrtPriceX96 {got}, expected {expected}: its depth ran out"
    )]
    PoolNotAtPrice {
        /// The asset.
        symbol: String,
        /// The pool.
        pool: Address,
        /// Where it is.
        got: U256,
        /// Where it should be.
        expected: U256,
    },
    /// The factory does not offer the fee tier.
    #[error("Uniswap's factory {factory} has no fee tier {fee}")]
    FeeTierUnknown {
        /// The factory.
        factory: Address,
        /// The tier, in hundredths of a bip.
        fee: u32,
    },
    /// A derived address and the chain disagree.
    #[error("{what} is at {got}, expected {expected}")]
    AddressMismatch {
        /// What was deployed.
        what: String,
        /// Where it is.
        got: Address,
        /// Where it should be.
        expected: Address,
    },
}
