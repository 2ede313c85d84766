//! Accounts: reading their code, and making them.
//!
//! The SDK asks for the size of a code and then for the code, and pays for the account twice; with a limit known in
//! advance one host call does.

use alloy_primitives::{Address, B256};
use stylus_sdk::hostio;

/// The value that goes with a creation.
const NOTHING: B256 = B256::ZERO;

/// The first `limit` bytes of the code of `account`, fewer when it is shorter.
#[must_use]
pub fn code_up_to(account: Address, limit: usize) -> Vec<u8> {
    let mut code = Vec::with_capacity(limit);
    // SAFETY: the host reads 20 bytes of address, writes at most `limit` bytes into a buffer of that capacity, and
    // returns how many it wrote: those are initialised.
    unsafe {
        let written = hostio::account_code(account.as_ptr(), 0, limit, code.as_mut_ptr());
        code.set_len(written.min(limit));
    }
    code
}

/// The hash of the code of `account`; zero when there is no such account.
#[must_use]
pub fn code_hash(account: Address) -> B256 {
    let mut hash = B256::ZERO;
    // SAFETY: the host reads 20 bytes of address and writes 32 bytes of hash.
    unsafe { hostio::account_codehash(account.as_ptr(), hash.as_mut_ptr()) };
    hash
}

/// Makes an account with CREATE; `None` when the init code fails.
#[must_use]
pub fn create(init_code: &[u8]) -> Option<Address> {
    let mut made = Address::ZERO;
    let mut reason_length = 0;
    // SAFETY: the host reads the init code and 32 bytes of value, and writes 20 bytes of address and one length.
    unsafe {
        hostio::create1(
            init_code.as_ptr(),
            init_code.len(),
            NOTHING.as_ptr(),
            made.as_mut_ptr(),
            &raw mut reason_length,
        );
    }
    (!made.is_zero()).then_some(made)
}

/// Makes an account with CREATE2; `None` when the init code fails or the address is taken.
#[must_use]
pub fn create2(init_code: &[u8], salt: B256) -> Option<Address> {
    let mut made = Address::ZERO;
    let mut reason_length = 0;
    // SAFETY: as in `create`; besides, the host reads 32 bytes of salt.
    unsafe {
        hostio::create2(
            init_code.as_ptr(),
            init_code.len(),
            NOTHING.as_ptr(),
            salt.as_ptr(),
            made.as_mut_ptr(),
            &raw mut reason_length,
        );
    }
    (!made.is_zero()).then_some(made)
}
