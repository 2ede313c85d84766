//! The state machine of the chain: revm with Stylus programs and the ArbOS precompiles.
//!
//! [`Executor`] runs one transaction at a time against any [`revm::Database`]. Ethereum's rules are revm's own; this module
//! adds what Arbitrum puts around them: frames whose code is a program run in [`crate::vm`], the precompiles answer from
//! storage of the ArbOS state account, and program code may start with `EF F0 00` (or the ArbOS 60 prefixes).
//!
//! Invariants:
//! 1. Everything a transaction can change is ordinary journaled account state; the only exceptions are the open-page
//!    counters and the recent-program list, which Nitro does not journal either.
//! 2. No input makes the executor panic: what a contract does wrong ends its frame, what the host cannot do is an
//!    [`ExecError`].

mod arbos;
mod direct;
mod executor;
mod frames;
mod genesis;
mod machine;
mod outgoing;
mod peek;
pub mod precompiles;
mod program_run;
mod recent;
mod rules;
mod scope;
mod serve;
mod setting;

pub use arbos::record_word;
pub use direct::{DirectCall, DirectOutcome};
pub use executor::{BlockContext, ExecError, Executor, Mode, Outcome};
pub use genesis::{GenesisError, GenesisStep};
pub use recent::RecentPrograms;
pub use rules::{ARBOS_STATE, ChainRules, GenesisAccount, genesis_accounts};
pub use scope::{ArbContext, NotRunnable, ProgramFailure, ProgramRun, TxScope};
pub(crate) use setting::Setting;
