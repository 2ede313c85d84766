//! To look through: everything that a wallet, a page or a keeper wants to know about a vault, in one call.
//!
//! The lens holds nothing, decides nothing and is trusted by nobody. Decisions are the engine's, limits are the vault's, prices
//! are the oracle's: it asks them ([`ask`](mod@ask)) and puts the answers together.
//!
//! # Invariants
//! 1. No vault, token, oracle or engine can make it revert: a question without an answer is a fault in the result.
//! 2. No answer can be longer, and no callee can spend more gas, than its kind of question is worth. What is left is enough to
//!    answer with, and in a list each vault has its own share.
//! 3. It changes nothing: every question is a static call.
//!
//! # Trust
//! What it shows is what the vault and the programs that the vault names say. A hostile vault is shown as it wants to be seen:
//! whether it is one of ours is for the factory's `implementationOf` to say.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod ask;
mod portfolio;
mod position;
mod prices;
mod several;
mod token;
mod valuation;
mod verdict;

use kit::VM;
use kit::abi::ILens::*;
use kit::dispatch::{Answer, decode, reply};

kit::entrypoint!(answer);

/// Answers one call.
///
/// # Errors
/// The typed errors of `IProgram`, and `ListTooLong`.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    use ILensCalls as Call;
    match decode(calldata)? {
        Call::portfolio(c) => reply::<portfolioCall>(Ok(portfolio::explain(vm, c.vault).portfolio)),
        Call::portfolios(c) => several::portfolios(&vm, &c.vaults),
        Call::explain(c) => reply::<explainCall>(Ok(portfolio::explain(vm, c.vault))),
        Call::userPosition(c) => {
            reply::<userPositionCall>(Ok(position::position(vm, c.vault, c.user)))
        }
    }
}
