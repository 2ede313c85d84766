//! Asking another program.
//!
//! Raw calls are used throughout: they neither write back nor clear the frame's storage cache. That is what a flow
//! needs whose state is committed once, at its end: what it has cached and not yet committed stays invisible to
//! everyone it calls, and what it has read stays valid because its lock keeps every other frame from writing.
//!
//! 1. What a callee reverts with reaches our caller unchanged.
//! 2. A callee that answers with nothing, or with bytes that are not its answer, is named in `ProgramCallFailed`.
//! 3. No more than [`ANSWER_BYTES_MAX`] of an answer are copied, whatever its length.

use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use stylus_sdk::call::RawCall;

use crate::abi::IVault;
use crate::dispatch::{DECODING, revert};
use crate::{Revert, VM};

/// The longest answer or error that is read: the decision for 32 assets is under 8 KiB, 31 fills are under 6 KiB.
pub const ANSWER_BYTES_MAX: usize = 1 << 14;

/// Calls `program`, which may change state.
///
/// # Errors
/// The callee's own error data, or `ProgramCallFailed`.
pub fn ask<C: SolCall>(vm: &VM, program: Address, call: &C) -> Result<C::Return, Revert> {
    let answer = send(vm, program, &call.abi_encode(), ANSWER_BYTES_MAX);
    read_answer::<C>(program, answer)
}

/// Calls `program`, which may change nothing.
///
/// # Errors
/// The callee's own error data, or `ProgramCallFailed`.
pub fn view<C: SolCall>(vm: &VM, program: Address, call: &C) -> Result<C::Return, Revert> {
    let answer = send_static(vm, program, &call.abi_encode(), ANSWER_BYTES_MAX);
    read_answer::<C>(program, answer)
}

/// Calls with bytes, and copies at most `limit` bytes of what comes back.
///
/// # Errors
/// What the callee reverted with, possibly nothing.
pub fn send(vm: &VM, to: Address, calldata: &[u8], limit: usize) -> Result<Vec<u8>, Vec<u8>> {
    // SAFETY: the SDK marks raw calls unsafe because they leave its storage cache alone; no reference into storage
    // exists in the suite (words are copied), and the module text says why a stale cache cannot arise.
    unsafe { RawCall::new(vm).limit_return_data(0, limit).call(to, calldata) }
}

/// As [`send`], with a callee that may change nothing.
///
/// # Errors
/// What the callee reverted with, possibly nothing.
pub fn send_static(vm: &VM, to: Address, calldata: &[u8], limit: usize) -> Result<Vec<u8>, Vec<u8>> {
    // SAFETY: as in `send`; besides, a static callee cannot write at all.
    unsafe { RawCall::new_static(vm).limit_return_data(0, limit).call(to, calldata) }
}

fn read_answer<C: SolCall>(program: Address, answer: Result<Vec<u8>, Vec<u8>>) -> Result<C::Return, Revert> {
    match answer {
        Ok(data) => C::abi_decode_returns_with_config(&data, DECODING).map_err(|_| failed(program)),
        Err(reason) if reason.is_empty() => Err(failed(program)),
        Err(reason) => Err(reason),
    }
}

#[cold]
fn failed(program: Address) -> Revert {
    revert(IVault::ProgramCallFailed { program })
}
