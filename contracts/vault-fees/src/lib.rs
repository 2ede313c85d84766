//! A room of the vault: what it pays for being managed, in shares.
//!
//! The core of a vault delegates here what it does not answer itself, so that this program acts on the storage of the
//! vault, for the caller of the vault. It touches no token.
//!
//! # Invariants
//! 1. Every entry needs a constitution: at its own address the program has none and can get none.
//! 2. The sum of all share balances and of the unclaimed fees is the supply.
//! 3. Fees are bounded by hard limits (`limits`), and nothing changes them but a setting that waited its timelock.
//! 4. What accrues is charged at the rates and to the recipients of its time (`fees`).
//! 5. Storage is written back once, at the end of a call that succeeded.
//!
//! # Trust
//! The oracle's answers within their error, for the performance fee; a fee never depends on anybody else.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod fees;
mod limits;

use kit::VM;
use kit::abi::IVaultFees::*;
use kit::dispatch::{Answer, decode, done, reply};
use kit::vault::State;

kit::entrypoint!(answer);
kit::vault_room!();

/// Answers one call.
///
/// # Errors
/// The typed errors of `IProgram` and `IVault`, and those of the oracle.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    use IVaultFeesCalls as Call;
    let mut vault = Vault(State::new(vm));
    let call = decode(calldata)?;
    vault.check_born()?;
    match call {
        Call::fees(_) => reply::<feesCall>(Ok(vault.fees())),
        Call::unclaimedFees(_) => reply::<unclaimedFeesCall>(Ok(vault.supply_word().unclaimed())),
        Call::highWaterMark(_) => reply::<highWaterMarkCall>(Ok(vault.mark().raw())),
        Call::collectFees(_) => reply::<collectFeesCall>(vault.collect_fees()),
        Call::accruePerformance(_) => reply::<accruePerformanceCall>(vault.accrue_performance()),
        Call::performanceDue(_) => reply::<performanceDueCall>(vault.would_charge()),
        Call::applyFees(c) => done(vault.apply_fees(c.newFees, calldata)),
    }
}
