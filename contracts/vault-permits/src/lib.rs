//! A room of the vault: approvals by signature, and several calls in one.
//!
//! The core of a vault delegates here what it does not answer itself, so that this program acts on the storage and the
//! tokens of the vault, for the caller of the vault.
//!
//! # Invariants
//! 1. Every entry needs a constitution: at its own address the program has none and can get none.
//! 2. What is taken by a signature is taken from whoever signed, for what was signed: the shares and who gets them are part
//!    of the message (`permit2`). Whoever brings a signature changes nothing about it and gains nothing by it.
//! 3. Only what arrived is credited; more or less than asked is refused.
//! 4. A permit that somebody else sent first stops nobody: what counts is what may be taken (`permit`).
//! 5. `multicall` adds no right: each call is what its caller could send alone, with its own lock (`multicall`).
//! 6. Storage is written back once, at the end of a call that succeeded.
//!
//! # Trust
//! Permit2, which people trust with their tokens before they come here: a hostile one could take from those who approved it,
//! but credit nobody, since what arrives is measured.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod entry;
mod multicall;
mod permit;
mod permit2;

use kit::VM;
use kit::abi::IVaultPermits::*;
use kit::dispatch::{Answer, decode, done, reply};
use kit::vault::State;

kit::entrypoint!(answer);
kit::vault_room!();

/// Answers one call.
///
/// # Errors
/// The typed errors of `IProgram` and `IVault`, those of Permit2, and in a multicall whatever its calls refuse with.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    use IVaultPermitsCalls as Call;
    let mut vault = Vault(State::new(vm));
    let call = decode(calldata)?;
    vault.check_born()?;
    match call {
        Call::multicall(c) => reply::<multicallCall>(vault.multicall(&c.data)),
        Call::selfPermit(c) => done(vault.self_permit(c)),
        Call::permitUnlessAllowed(c) => done(vault.permit_unless_allowed(c)),
        Call::depositInKindWithPermit2(c) => {
            reply::<depositInKindWithPermit2Call>(vault.deposit_in_kind_with_permit2(c))
        }
        Call::depositAssetWithPermit2(c) => vault.deposit_asset_with_permit2(c),
    }
}
