//! The arithmetic as a WebAssembly module: a number selects the function, a buffer holds arguments and result.
//!
//! Compiled by `tests/wasm32/main.rs`, which includes the same list of functions for the native side.
#![no_std]
#![allow(missing_docs, reason = "a module without an interface for people")]

use rebalance_math::{MathError, Signed, U256};

mod functions;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Three arguments and a result, each 32 bytes of magnitude, lowest first, and one of sign.
const WIDTH: usize = 33;
static mut BUFFER: [u8; 4 * WIDTH] = [0; 4 * WIDTH];

#[unsafe(no_mangle)]
extern "C" fn buffer() -> *mut u8 {
    (&raw mut BUFFER).cast()
}

fn read(at: usize) -> Signed {
    // SAFETY: the module has one thread, and nothing keeps a reference.
    let bytes = unsafe { BUFFER };
    let mut magnitude = [0; 32];
    magnitude.copy_from_slice(&bytes[at * WIDTH..at * WIDTH + 32]);
    Signed::new(U256::from_le_bytes(magnitude), bytes[at * WIDTH + 32] != 0)
}

/// Writes the result and returns what kind of answer it is.
#[unsafe(no_mangle)]
extern "C" fn call(function: usize) -> i32 {
    let answer = functions::call(function, [read(0), read(1), read(2)]);
    match answer {
        Ok(result) => {
            let mut bytes = [0; WIDTH];
            bytes[..32].copy_from_slice(&result.magnitude().to_le_bytes::<32>());
            bytes[32] = u8::from(result.is_negative());
            // SAFETY: as in `read`.
            unsafe { BUFFER[3 * WIDTH..].copy_from_slice(&bytes) };
            0
        }
        Err(MathError::Overflow) => 1,
        Err(MathError::DivisionByZero) => 2,
        Err(MathError::LogarithmOfZero) => 3,
        Err(_) => 4,
    }
}
