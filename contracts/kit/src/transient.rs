//! Storage that ends with the transaction.
//!
//! It belongs to the acting address, as ordinary storage does: behind a proxy it is the proxy's. The SDK has no type
//! for it, so the two host functions are declared here.

use alloy_primitives::{B256, U256};

#[link(wasm_import_module = "vm_hooks")]
unsafe extern "C" {
    fn transient_load_bytes32(key: *const u8, dest: *mut u8);
    fn transient_store_bytes32(key: *const u8, value: *const u8);
}

/// The word at `key`; zero when nothing was stored in this transaction.
#[must_use]
pub fn load(key: U256) -> U256 {
    let key = B256::from(key);
    let mut word = B256::ZERO;
    // SAFETY: the host reads 32 bytes at `key` and writes 32 bytes at `dest`; both are 32-byte values on our stack.
    unsafe { transient_load_bytes32(key.as_ptr(), word.as_mut_ptr()) };
    word.into()
}

/// Stores `word` at `key` until the transaction ends.
pub fn store(key: U256, word: U256) {
    let (key, word) = (B256::from(key), B256::from(word));
    // SAFETY: the host reads 32 bytes at each pointer; both are 32-byte values on our stack.
    unsafe { transient_store_bytes32(key.as_ptr(), word.as_ptr()) };
}
