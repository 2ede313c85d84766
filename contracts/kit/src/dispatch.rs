//! From calldata to a typed call, and from a result to bytes.
//!
//! The SDK's `#[entrypoint]` is not used, for two reasons. It writes the storage cache back even when the call failed:
//! that costs gas for writes which are about to be undone, and inside a static call it is forbidden, so that a typed
//! error would become a dataless trap. And it carries the SDK's own re-entrancy guard unless a cargo feature, which
//! cargo unifies over a build, removes it. [`enter`] does what the platform asks of an entrypoint and no more: it
//! references `pay_for_memory_grow` (activation needs the import), reads the arguments, writes the result, and
//! writes storage back on success only.
//!
//! 1. Calldata that no function matches ends in `SelectorUnknown`, calldata that does not decode in
//!    `CalldataMalformed`, value sent along in `ValueNotAccepted`; never in a trap.
//! 2. Decoding validates: dirty high bits of narrow types, bad booleans and enums, offsets out of range are refused.

use alloy_sol_types::{SolCall, SolError};
use rebalance_math::MathError;
use stylus_sdk::host::WasmVM;
use stylus_sdk::prelude::*;

use crate::abi::IProgram;
use crate::codec::{self, Abi, Calls, Fields, Reader};
use crate::{Revert, VM};

/// What a program returns: ABI-encoded results, or ABI-encoded error data.
pub type Answer = Result<Vec<u8>, Revert>;

/// Makes `answer`, a `fn(VM, &[u8]) -> Answer`, the program's entrypoint.
#[macro_export]
macro_rules! entrypoint {
    ($answer:path) => {
        #[doc = "Called by the host with the length of the calldata; returns 0 for success and 1 for a revert."]
        #[cfg(target_arch = "wasm32")]
        #[unsafe(no_mangle)]
        pub extern "C" fn user_entrypoint(len: usize) -> usize {
            $crate::dispatch::enter(len, $answer)
        }
    };
}

/// Runs one call of a program from calldata to result.
pub fn enter(len: usize, answer: fn(VM, &[u8]) -> Answer) -> usize {
    let vm = VM {
        host: WasmVM::default(),
    };
    vm.pay_for_memory_grow(0);
    let calldata = vm.read_args(len);
    match refuse_value(&vm).and_then(|()| answer(vm.clone(), &calldata)) {
        Ok(data) => {
            vm.flush_cache(false);
            vm.write_result(&data);
            0
        }
        Err(data) => {
            vm.write_result(&data);
            1
        }
    }
}

/// Decodes calldata into one of the calls of an interface, such as `IVault::IVaultCalls`.
///
/// # Errors
/// `SelectorUnknown`, `CalldataMalformed`.
pub fn decode<C: Calls>(calldata: &[u8]) -> Result<C, Revert> {
    known(calldata)?.ok_or_else(|| unknown(calldata))
}

/// As [`decode`], with `None` for a selector that is not in the interface.
///
/// # Errors
/// `CalldataMalformed`.
pub fn known<C: Calls>(calldata: &[u8]) -> Result<Option<C>, Revert> {
    let Some((selector, arguments)) = calldata.split_first_chunk() else {
        return Ok(None);
    };
    let mut arguments = Reader::new(arguments);
    let call = C::read(*selector, &mut arguments);
    if call.is_none() || arguments.is_sound() {
        Ok(call)
    } else {
        Err(malformed(*selector))
    }
}

/// A selector that nobody answers; what is missing of it is zero.
#[cold]
#[must_use]
pub fn unknown(calldata: &[u8]) -> Revert {
    let mut selector = [0; 4];
    selector
        .iter_mut()
        .zip(calldata)
        .for_each(|(to, from)| *to = *from);
    revert(IProgram::SelectorUnknown {
        selector: selector.into(),
    })
}

/// Calldata that does not decode.
#[cold]
#[must_use]
pub fn malformed(selector: [u8; 4]) -> Revert {
    revert(IProgram::CalldataMalformed {
        selector: selector.into(),
    })
}

/// Encodes the result of a call that returns something.
///
/// # Errors
/// Those of the result, unchanged.
pub fn reply<C: SolCall<Return: Abi>>(result: Result<C::Return, Revert>) -> Answer {
    result.map(|value| codec::encode_result(&value))
}

/// Encodes the result of a call that returns several things.
///
/// # Errors
/// Those of the result, unchanged.
pub fn reply_several<C: SolCall<Return: Fields>>(result: Result<C::Return, Revert>) -> Answer {
    result.map(|values| codec::encode_results(&values))
}

/// Encodes the result of a call that returns nothing.
///
/// # Errors
/// Those of the result, unchanged.
pub fn done(result: Result<(), Revert>) -> Answer {
    result.map(|()| Vec::new())
}

/// Encodes a typed error.
#[cold]
pub fn revert<E: SolError + Fields>(error: E) -> Revert {
    codec::encode_error(&error)
}

/// Arithmetic that left its range, as every program of the suite reports it.
#[cold]
pub fn overflow(_: MathError) -> Revert {
    revert(IProgram::MathOverflow {})
}

fn refuse_value(vm: &VM) -> Result<(), Revert> {
    let value = vm.msg_value();
    if value.is_zero() {
        Ok(())
    } else {
        Err(revert(IProgram::ValueNotAccepted { value }))
    }
}
