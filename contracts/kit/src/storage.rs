//! Storage of the acting address, word by word.
//!
//! The host caches words per frame: a word that was read or written costs next to nothing the second time, and nothing
//! is written back before the entrypoint ends in success (`dispatch`).

use alloy_primitives::B256;
use stylus_sdk::hostio;

/// The word at `key`.
#[inline(never)]
#[must_use]
pub fn load(key: &B256) -> B256 {
    let mut word = B256::ZERO;
    // SAFETY: the host reads 32 bytes at `key` and writes 32 bytes at `dest`; both are 32-byte values.
    unsafe { hostio::storage_load_bytes32(key.as_ptr(), word.as_mut_ptr()) };
    word
}

/// Caches `word` at `key`, to be written back when the call succeeds.
#[inline(never)]
pub fn store(key: &B256, word: &B256) {
    // SAFETY: the host reads 32 bytes at each pointer; both are 32-byte values.
    unsafe { hostio::storage_cache_bytes32(key.as_ptr(), word.as_ptr()) };
}

/// A key of a fixed slot.
#[must_use]
pub const fn slot(number: u8) -> B256 {
    let mut key = B256::ZERO;
    key.0[31] = number;
    key
}

/// The key of an entry of the mapping at `map`, as Solidity computes it.
#[inline(never)]
#[must_use]
pub fn entry(map: &B256, key: &B256) -> B256 {
    alloy_primitives::keccak256([key.0, map.0].as_flattened())
}
