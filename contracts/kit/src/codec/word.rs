//! The one place where numbers become words and back.
//!
//! Each conversion turns 32 bytes around, which is code worth a hundred instructions when it is inlined: so it is not.

use alloy_primitives::{Address, U256};

/// The number in a big-endian word.
#[inline(never)]
#[must_use]
pub fn number(word: &[u8; 32]) -> U256 {
    U256::from_be_bytes(*word)
}

/// The big-endian word of a number.
#[inline(never)]
#[must_use]
pub fn of(number: U256) -> [u8; 32] {
    number.to_be_bytes()
}

/// The word of an address.
#[inline(never)]
#[must_use]
pub fn of_address(address: Address) -> [u8; 32] {
    let mut word = [0; 32];
    if let Some(low) = word.last_chunk_mut() {
        *low = address.into_array();
    }
    word
}

/// The address in the low 20 bytes of a word.
#[must_use]
pub fn address(word: &[u8; 32]) -> Address {
    let [_, _, _, _, _, _, _, _, _, _, _, _, address @ ..] = *word;
    Address::new(address)
}
