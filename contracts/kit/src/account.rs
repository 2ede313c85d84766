//! Reading the code of accounts.
//!
//! The SDK asks for the size of a code and then for the code, and pays for the account twice; with a limit known in
//! advance one host call does.

use alloy_primitives::Address;
use stylus_sdk::hostio;

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
