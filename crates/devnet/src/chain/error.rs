//! Why the chain refuses a request. Messages are worded as go-ethereum words them, because clients match on them.

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{Panic, Revert, SolError};

use crate::evm::ExecError;
use crate::state::OverrideError;

/// A refused request.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChainError {
    /// More bytes than a transaction may have.
    #[error("oversized data: transaction size {size}, limit {limit}")]
    Oversized { size: usize, limit: usize },
    /// Bytes that are no transaction.
    #[error("transaction could not be decoded: {0}")]
    Undecodable(String),
    /// Blob transactions do not exist on Arbitrum.
    #[error("transaction type not supported")]
    UnsupportedType,
    /// The signature recovers to no address.
    #[error("invalid transaction v, r, s values")]
    BadSignature,
    /// Signed for another chain.
    #[error("invalid chain id for signer: have {have} want {want}")]
    WrongChain { have: u64, want: u64 },
    /// The same transaction is mined or queued.
    #[error("already known")]
    AlreadyKnown,
    /// The nonce was used before.
    #[error("nonce too low: next nonce {next}, tx nonce {nonce}")]
    NonceTooLow { next: u64, nonce: u64 },
    /// A queued transaction of the same nonce pays as much.
    #[error("replacement transaction underpriced")]
    Underpriced,
    /// The queue is at its bound.
    #[error("txpool is full: {limit} transactions are waiting")]
    QueueFull { limit: usize },
    /// The fee is below the base fee.
    #[error(
        "max fee per gas less than block base fee: address {sender}, maxFeePerGas: {max_fee}, baseFee: {base_fee}"
    )]
    FeeTooLow {
        sender: Address,
        max_fee: u128,
        base_fee: u64,
    },
    /// The tip exceeds the fee.
    #[error(
        "max priority fee per gas higher than max fee per gas: address {sender}, maxPriorityFeePerGas: {tip}, maxFeePerGas: {max_fee}"
    )]
    TipAboveFee {
        sender: Address,
        tip: u128,
        max_fee: u128,
    },
    /// The sender cannot pay for the transaction.
    #[error("insufficient funds for gas * price + value: address {sender} have {have} want {want}")]
    InsufficientFunds {
        sender: Address,
        have: U256,
        want: U256,
    },
    /// The gas limit does not cover what every such transaction costs.
    #[error("intrinsic gas too low: have {have}, want {want}")]
    IntrinsicGas { have: u64, want: u64 },
    /// The gas limit is above the block's.
    #[error("exceeds block gas limit: have {have}, limit {limit}")]
    AboveBlockGasLimit { have: u64, limit: u64 },
    /// Any other rule that keeps a transaction out of a block.
    #[error("{0}")]
    Refused(String),
    /// The node has no key for this sender and does not impersonate it.
    #[error("unknown account {0}")]
    UnknownAccount(Address),
    /// The transaction request lacks a field or combines fields that exclude each other.
    #[error("transaction request is not complete: {0}")]
    IncompleteRequest(String),
    /// The tracer's options contradict each other, or there is no such tracer.
    #[error("{0}")]
    BadTracer(String),
    /// The trace would take too much memory.
    #[error(
        "the trace has more than {limit} steps or too much memory in them; ask for less with `limit`, `disableStack` or another tracer"
    )]
    TraceTooLong { limit: u64 },
    /// No single storage slot decides what a token says.
    #[error("no storage slot of token {token} could be found that holds this value alone")]
    NoSlot { token: Address },
    /// The simulation cannot go on; the code is the specification's.
    #[error("{message}")]
    Simulation { code: i32, message: String },
    /// The chain cannot be taken back this far.
    #[error("cannot go back {depth} blocks from block {number}")]
    TooDeep { depth: u64, number: u64 },
    /// No such block.
    #[error("header not found")]
    UnknownBlock,
    /// No such transaction.
    #[error("transaction {0} not found")]
    UnknownTransaction(B256),
    /// The block exists but its state was dropped.
    #[error("state of block {number} is no longer kept (the oldest kept is {oldest})")]
    StateDropped { number: u64, oldest: u64 },
    /// A filter whose range is reversed or too wide.
    #[error("{0}")]
    BadRange(String),
    /// A state override contradicts itself.
    #[error(transparent)]
    BadOverride(#[from] OverrideError),
    /// A timestamp before the newest block's.
    #[error("timestamp {asked} is before the latest block's timestamp {latest}")]
    TimestampInThePast { asked: u64, latest: u64 },
    /// More blocks at once than anyone can mean.
    #[error("cannot mine {asked} blocks at once, at most {limit}")]
    TooManyBlocks { asked: u64, limit: u64 },
    /// The call reverted.
    #[error("execution reverted{}", reason(.data))]
    Reverted { data: Bytes },
    /// The call ended in an exceptional halt.
    #[error("{message}")]
    Halted { message: String },
    /// No gas limit that the sender can pay, or that is allowed, is enough.
    #[error("gas required exceeds allowance ({allowance})")]
    GasAboveAllowance { allowance: u64 },
    /// The machine failed, not the caller.
    #[error("internal error: {0}")]
    Host(ExecError),
}

/// `: text` if `data` is a Solidity `Error(string)` or `Panic(uint256)`, nothing otherwise.
fn reason(data: &Bytes) -> String {
    if let Ok(revert) = Revert::abi_decode(data) {
        return format!(": {}", revert.reason);
    }
    match Panic::abi_decode(data) {
        Ok(panic) => format!(": {panic}"),
        Err(_) => String::new(),
    }
}
