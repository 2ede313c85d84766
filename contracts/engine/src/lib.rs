//! Decision: a pure function, no storage, no calls, nothing held.
//!
//! | module | question it answers |
//! |---|---|
//! | [`decide`](mod@decide) | trade now, and what? |
//! | [`portfolio`] | what is there? |
//! | [`readings`] | what do the triggers measure? |
//! | [`bands`] | how wide are the bands? |
//! | [`stagger`] | what differs between vaults? |
//!
//! Here they meet calldata.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod bands;
mod decide;
#[cfg(test)]
mod policies;
mod portfolio;
mod readings;
mod stagger;
#[cfg(test)]
mod trigger_laws;

use decide::Undecided;
use kit::abi::{
    IEngine::{IEngineCalls, IEngineErrors, decideCall},
    IProgram::MathOverflow,
};
use kit::dispatch::{Answer, decode, done, reply, revert};
use kit::{Revert, VM};

kit::entrypoint!(answer);

/// One call, from calldata to result.
pub fn answer(_: VM, calldata: &[u8]) -> Answer {
    answered(calldata)
}

/// The answer, which needs no chain: the same bytes here and there.
///
/// # Errors
/// The data of a typed error.
pub fn answered(calldata: &[u8]) -> Answer {
    match decode(calldata)? {
        IEngineCalls::decide(call) => {
            reply::<decideCall>(decide::decide(&call.policy, &call.snapshot).map_err(encode))
        }
        IEngineCalls::check(call) => done(decide::check(&call.policy).map(drop).map_err(encode)),
    }
}

fn encode(undecided: Undecided) -> Revert {
    match undecided {
        Undecided::Refused(error) => refuse(error),
        Undecided::Overflow => revert(MathOverflow {}),
    }
}

fn refuse(error: IEngineErrors) -> Revert {
    match error {
        IEngineErrors::LengthMismatch(error) => revert(error),
        IEngineErrors::AssetCountOutOfRange(error) => revert(error),
        IEngineErrors::WeightsDoNotSumToOne(error) => revert(error),
        IEngineErrors::NavZero(error) => revert(error),
        IEngineErrors::PriceZero(error) => revert(error),
        IEngineErrors::PolicyOutOfRange(error) => revert(error),
        IEngineErrors::TriggersOutOfRange(error) => revert(error),
    }
}
