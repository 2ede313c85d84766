//! A vault's `rebalance` in the words of those who keep it: Chainlink Automation, Gelato, Chainlink's CRE, and anybody.
//!
//! Nobody owns it, it holds nothing, and it has no storage. What it is told is worth nothing: the vault proves everything itself,
//! and whether the vault trades does not depend on who calls.
//!
//! 1. The only function of another contract that it ever calls in earnest is a vault's `rebalance` ([`due`](mod@due)).
//! 2. Whatever the vault refuses with reaches the caller unchanged: nothing is swallowed, so a call that has come to nothing is
//!    never taken for done, however little gas it was given.
//! 3. A receiver is a minimal proxy of this program with its parameters behind the code of the proxy ([`parameters`]): they are in
//!    its address and can never change. It calls for its forwarder, its workflow and its vault alone ([`report`](mod@report)), and
//!    is deaf to everything that this program does for whoever asks, so that a vault may have a receiver for a keeper.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod create;
mod due;
mod parameters;
mod report;

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolError;
use kit::abi::IUpkeep::{
    IUpkeepCalls, checkUpkeepCall, checkUpkeepReturn, checkerCall, checkerReturn, createCall,
    pokeCall, supportsInterfaceCall, upkeepCall,
};
use kit::codec::{self, Fields};
use kit::dispatch::{Answer, decode, done, reply, reply_several};
use kit::{Revert, VM};
use stylus_sdk::prelude::*;

kit::entrypoint!(answer);

/// One call, from calldata to result.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    match decode(calldata)? {
        IUpkeepCalls::onReport(call) => done(report::receive(&vm, &call.metadata, &call.report)),
        IUpkeepCalls::supportsInterface(call) => {
            reply::<supportsInterfaceCall>(Ok(report::supports(&vm, call.interfaceId)))
        }
        IUpkeepCalls::poke(call) => done(poke(&vm, call.vault)),
        IUpkeepCalls::performUpkeep(call) => {
            done(due::vault_of(&call.performData).and_then(|vault| poke(&vm, vault)))
        }
        IUpkeepCalls::checkUpkeep(call) => {
            let checked = due::vault_of(&call.checkData).and_then(|vault| due::check(&vm, vault));
            reply_several::<checkUpkeepCall>(Ok(match checked {
                Ok(()) => checkUpkeepReturn {
                    upkeepNeeded: true,
                    performData: call.checkData,
                },
                Err(reason) => checkUpkeepReturn {
                    upkeepNeeded: false,
                    performData: reason.into(),
                },
            }))
        }
        IUpkeepCalls::checker(call) => {
            reply_several::<checkerCall>(Ok(match due::check(&vm, call.vault) {
                Ok(()) => checkerReturn {
                    canExec: true,
                    execPayload: payload(call.vault),
                },
                Err(reason) => checkerReturn {
                    canExec: false,
                    execPayload: reason.into(),
                },
            }))
        }
        IUpkeepCalls::create(call) => reply::<createCall>(create::create(&vm, call.upkeep)),
        IUpkeepCalls::upkeep(_) => reply::<upkeepCall>(parameters::own(&vm)),
    }
}

/// For whoever asks, and so by the program itself only.
fn poke(vm: &VM, vault: Address) -> Result<(), Revert> {
    parameters::check_implementation(vm)?;
    // It is as late as it ever gets.
    due::rebalance(
        vm,
        vault,
        alloy_primitives::U256::from(vm.block_timestamp()),
    )
}

fn payload(vault: Address) -> Bytes {
    codec::encode_call(&pokeCall { vault }).into()
}

/// A typed error, encoded; for `map_err`.
#[cold]
fn refused<E: SolError + Fields>(error: E) -> Revert {
    kit::dispatch::revert(error)
}
