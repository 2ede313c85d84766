//! Storage that ends with the transaction.
//!
//! It belongs to the acting address, as ordinary storage does: behind a proxy it is the proxy's. The SDK does not have
//! it, so the two host functions are declared here.

use alloy_primitives::{B256, U256};

use crate::codec::word;

#[link(wasm_import_module = "vm_hooks")]
unsafe extern "C" {
    fn transient_load_bytes32(key: *const u8, dest: *mut u8);
    fn transient_store_bytes32(key: *const u8, value: *const u8);
}

/// The word at `key`; zero when nothing was stored in this transaction.
#[inline(never)]
#[must_use]
pub fn read(key: &B256) -> B256 {
    let mut word = B256::ZERO;
    // SAFETY: the host reads 32 bytes at `key` and writes 32 bytes at `dest`; both are 32-byte values.
    unsafe { transient_load_bytes32(key.as_ptr(), word.as_mut_ptr()) };
    word
}

/// Stores `word` at `key` until the transaction ends.
#[inline(never)]
pub fn write(key: &B256, word: &B256) {
    // SAFETY: the host reads 32 bytes at each pointer; both are 32-byte values.
    unsafe { transient_store_bytes32(key.as_ptr(), word.as_ptr()) };
}

/// The number at `key`; zero when nothing was stored in this transaction.
#[must_use]
pub fn load(key: U256) -> U256 {
    word::number(&read(&word::of(key).into()).0)
}

/// Stores `number` at `key` until the transaction ends.
pub fn store(key: U256, number: U256) {
    write(&word::of(key).into(), &word::of(number).into());
}
