//! Birth: clone, initialise and seed in one transaction, and a registry of what was born here. And a place to publish menus
//! of pools, which vaults are born with.
//!
//! # Invariants
//! 1. A vault's address commits to its creator, its suite and every word of its configuration: nobody can take it for
//!    another vault, and a creator may approve it before it exists.
//! 2. A registered vault was cloned, initialised and seeded by us in one call; a failure of any part leaves nothing.
//! 3. The registry only grows.
//!
//! # Trust
//! Nobody owns the factory, and it owns nothing. It keeps no list of good suites: whoever uses a vault looks at what
//! `implementationOf` and the vault's `suite` say.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod create;
mod menu;
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
        Call::predict(c) => {
            reply::<predictCall>(Ok(create::predict(&vm, c.creator, &c.suite, &c.config)))
        }
        Call::implementationOf(c) => {
            reply::<implementationOfCall>(Ok(registry::implementation_of(c.vault)))
        }
        Call::vaultCount(_) => reply::<vaultCountCall>(Ok(registry::count())),
        Call::vaultAt(c) => reply::<vaultAtCall>(registry::vault_at(c.index)),
        Call::publish(c) => reply::<publishCall>(menu::publish(&vm, &c.menu)),
        Call::menuAt(c) => reply::<menuAtCall>(menu::at(c.menu)),
    }
}
