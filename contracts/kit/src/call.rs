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
use stylus_sdk::hostio;

use crate::abi::IVault;
use crate::codec::{self, Abi, Fields};
use crate::dispatch::revert;
use crate::{Revert, VM};

/// The host lowers this to what may be passed on: all but a 64th.
const ALL_GAS: u64 = u64::MAX;
const NO_VALUE: [u8; 32] = [0; 32];

/// The longest answer or error that is read: the decision for 32 assets is under 8 KiB, 31 fills are under 6 KiB.
pub const ANSWER_BYTES_MAX: usize = 1 << 14;

/// Calls `program`, which may change state.
///
/// # Errors
/// The callee's own error data, or `ProgramCallFailed`.
pub fn ask<C: SolCall<Return: Abi> + Fields>(
    vm: &VM,
    program: Address,
    call: &C,
) -> Result<C::Return, Revert> {
    let answer = send(vm, program, &codec::encode_call(call), ANSWER_BYTES_MAX);
    read_answer::<C>(program, answer)
}

/// Calls `program`, which may change nothing.
///
/// # Errors
/// The callee's own error data, or `ProgramCallFailed`.
pub fn view<C: SolCall<Return: Abi> + Fields>(
    vm: &VM,
    program: Address,
    call: &C,
) -> Result<C::Return, Revert> {
    let answer = send_static(vm, program, &codec::encode_call(call), ANSWER_BYTES_MAX);
    read_answer::<C>(program, answer)
}

/// Calls with bytes, and copies at most `limit` bytes of what comes back.
///
/// # Errors
/// What the callee reverted with, possibly nothing.
pub fn send(vm: &VM, to: Address, calldata: &[u8], limit: usize) -> Result<Vec<u8>, Vec<u8>> {
    send_with_gas(vm, to, calldata, limit, ALL_GAS)
}

/// As [`send`], with a callee that gets `gas`, or all but a 64th of what is left where that is less.
///
/// # Errors
/// What the callee reverted with, possibly nothing.
#[inline(never)]
pub fn send_with_gas(
    _: &VM,
    to: Address,
    calldata: &[u8],
    limit: usize,
    gas: u64,
) -> Result<Vec<u8>, Vec<u8>> {
    let mut length = 0;
    // SAFETY: the host reads 20 bytes of address, the calldata and 32 bytes of value, and writes one length.
    let status = unsafe {
        hostio::call_contract(
            to.as_ptr(),
            calldata.as_ptr(),
            calldata.len(),
            NO_VALUE.as_ptr(),
            gas,
            &raw mut length,
        )
    };
    returned(status, length, limit)
}

/// As [`send`], with a callee that may change nothing.
///
/// # Errors
/// What the callee reverted with, possibly nothing.
pub fn send_static(
    vm: &VM,
    to: Address,
    calldata: &[u8],
    limit: usize,
) -> Result<Vec<u8>, Vec<u8>> {
    send_static_with_gas(vm, to, calldata, limit, ALL_GAS)
}

/// As [`send_with_gas`], with a callee that may change nothing.
///
/// # Errors
/// What the callee reverted with, possibly nothing.
#[inline(never)]
pub fn send_static_with_gas(
    _: &VM,
    to: Address,
    calldata: &[u8],
    limit: usize,
    gas: u64,
) -> Result<Vec<u8>, Vec<u8>> {
    let mut length = 0;
    // SAFETY: the host reads 20 bytes of address and the calldata, and writes one length.
    let status = unsafe {
        hostio::static_call_contract(
            to.as_ptr(),
            calldata.as_ptr(),
            calldata.len(),
            gas,
            &raw mut length,
        )
    };
    returned(status, length, limit)
}

/// Has `program` answer in our place: on our storage, for our caller, with all our gas. What it returns is passed on
/// whole, whatever its length.
///
/// The frame of `program` has a storage cache of its own. Whoever calls this has written nothing before, and reads
/// nothing afterwards that `program` may have changed.
///
/// # Errors
/// What it reverted with, unchanged; `ProgramCallFailed` when that is nothing, as when it ran out of gas or is not
/// active any more.
#[inline(never)]
pub fn delegate(_: &VM, program: Address, calldata: &[u8]) -> Result<Vec<u8>, Revert> {
    let mut length = 0;
    // SAFETY: the host reads 20 bytes of address and the calldata, and writes one length.
    let status = unsafe {
        hostio::delegate_call_contract(
            program.as_ptr(),
            calldata.as_ptr(),
            calldata.len(),
            ALL_GAS,
            &raw mut length,
        )
    };
    named(program, returned(status, length, length))
}

fn returned(status: u8, length: usize, limit: usize) -> Result<Vec<u8>, Vec<u8>> {
    let size = length.min(limit);
    let mut data = Vec::with_capacity(size);
    // SAFETY: the host writes at most `size` bytes into a buffer of that capacity, and returns how many: those are
    // initialised.
    unsafe {
        let written = hostio::read_return_data(data.as_mut_ptr(), 0, size);
        data.set_len(written.min(size));
    }
    if status == 0 { Ok(data) } else { Err(data) }
}

fn read_answer<C: SolCall<Return: Abi>>(
    program: Address,
    answer: Result<Vec<u8>, Vec<u8>>,
) -> Result<C::Return, Revert> {
    codec::decode_result(&named(program, answer)?).ok_or_else(|| failed(program))
}

fn named(program: Address, answer: Result<Vec<u8>, Vec<u8>>) -> Result<Vec<u8>, Revert> {
    answer.map_err(|reason| {
        if reason.is_empty() {
            failed(program)
        } else {
            reason
        }
    })
}

#[cold]
fn failed(program: Address) -> Revert {
    revert(IVault::ProgramCallFailed { program })
}
