//! Birth: a vault is cloned, initialised and seeded in one transaction, and written down.
//!
//! Nobody owns the factory and nothing in it can be set. Which programs a vault works with is the creator's choice; what
//! is written down is which implementation it runs, for whoever compares it with the published one.
//!
//! 1. A vault's address commits to its creator and to every parameter: nobody can take it over, or be given another
//!    vault under the address that they approved.
//! 2. Nobody can come between clone and seed: all of it happens, or nothing.
//! 3. The registry holds exactly the vaults that were made here.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod create;
mod registry;

use kit::VM;
use kit::abi::IFactory::*;
use kit::dispatch::{Answer, decode, reply};

kit::entrypoint!(answer);

/// Answers one call.
///
/// # Errors
/// The typed errors of `IProgram` and `IFactory`, and those of the vault that is made.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    use IFactoryCalls as Call;
    match decode(calldata)? {
        Call::create(c) => reply::<createCall>(create::create(&vm, c)),
        Call::predict(c) => reply::<predictCall>(Ok(create::predict(&vm, &c))),
        Call::implementationOf(c) => reply::<implementationOfCall>(Ok(registry::implementation_of(c.vault))),
        Call::vaultCount(_) => reply::<vaultCountCall>(Ok(registry::count())),
        Call::vaultAt(c) => reply::<vaultAtCall>(registry::vault_at(c.index)),
    }
}
