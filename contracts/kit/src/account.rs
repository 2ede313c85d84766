//! Accounts: reading their code, and making them.
//!
//! The SDK asks for the size of a code and then for the code, and pays for the account twice; with a limit known in
//! advance one host call does.

use alloy_primitives::{Address, B256, keccak256};
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

/// Where the contract is that `creator` made as its `nonce`-th, counted from one: CREATE's rule, the last 20 bytes of
/// `keccak256(rlp([creator, nonce]))`.
#[inline(never)]
#[must_use]
pub fn created_by(creator: Address, nonce: u16) -> Address {
    let [high, low] = nonce.to_be_bytes();
    // A number below 0x80 is its own code; a longer one follows its length.
    let (list, number, used): (u8, [u8; 3], usize) = match nonce {
        0..=0x7f => (0xd6, [low, 0, 0], 23),
        0x80..=0xff => (0xd7, [0x81, low, 0], 24),
        _ => (0xd8, [0x82, high, low], 25),
    };
    let mut rlp = [0; 25];
    let [head, string, account @ .., n0, n1, n2] = &mut rlp;
    (*head, *string) = (list, 0x94);
    *account = creator.into_array();
    [*n0, *n1, *n2] = number;
    // `used` is at most the 25 that there are.
    Address::from_word(keccak256(rlp.get(..used).unwrap_or_default()))
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

#[cfg(test)]
mod tests {
    use alloy_primitives::address;

    use super::*;

    /// Computed with another RLP and another keccak.
    #[test]
    fn created_by_follows_create() {
        let creator = address!("6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0");
        for (nonce, expected) in [
            (1, address!("343c43a37d37dff08ae8c4a11544c718abb4fcf8")),
            (2, address!("f778b86fa74e846c4f0a1fbd1335fe81c00a0c91")),
            (127, address!("06d9a77f5e4b311bae8d559db9cdb4df94104aa0")),
            (128, address!("08e190dcb7b73f5fcdabb43e102215c83659a76d")),
            (255, address!("3ef7c1a519e4b4431e317d7839340e3139b03c65")),
            (256, address!("3837c1ae70354f670550c746580199ac6a73cb0a")),
            (
                u16::MAX,
                address!("65260eecff4edebabe134f76f1f39a91defde56c"),
            ),
        ] {
            assert_eq!(created_by(creator, nonce), expected, "{nonce}");
        }
    }
}
