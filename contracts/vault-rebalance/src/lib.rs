//! A room of the vault: its rebalance, from prices to proof.
//!
//! The account of a vault delegates `rebalance` here, past the core (`kit::proxy`), so that this program acts on the storage
//! and the tokens of the vault. It is a program of its own because what it computes is worth fast code, and fast code is
//! large: in one program with the core both had to be small, and every rebalance paid for that.
//!
//! | module | question it answers |
//! |---|---|
//! | [`rebalance`](mod@rebalance) | what happens, and in which order? |
//! | [`plan`] | what does the engine's decision mean in tokens? |
//! | [`trade`] | how are the trades made? |
//! | [`prove`](mod@prove) | what must be true before and after? |
//! | [`budget`] | how much may be lost, at once and over time? |
//!
//! # Invariants
//! 1. A rebalance is proved by the vault's own measurements, whatever engine, router and venue answered.
//! 2. Storage is written once, after everything else.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod budget;
mod plan;
mod prove;
mod rebalance;
mod trade;

use kit::VM;
use kit::abi::IVaultRebalance::*;
use kit::dispatch::{Answer, decode, reply};
use kit::vault::State;

kit::entrypoint!(answer);
kit::vault_room!();

/// Answers one call.
///
/// # Errors
/// The typed errors of `IProgram` and `IVault`, and those of the programs it asks.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    use IVaultRebalanceCalls as Call;
    let mut vault = Vault(State::new(vm));
    let call = decode(calldata)?;
    vault.check_born()?;
    match call {
        Call::rebalance(c) => reply::<rebalanceCall>(vault.rebalance(c.deadline)),
    }
}
