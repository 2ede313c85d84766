//! Minimal proxies (ERC-1167): what they are made of, and where CREATE2 puts them.
//!
//! A clone's runtime code is 45 bytes that delegate every call to one implementation. It has no other behaviour, so
//! an account with exactly this code is known to run exactly that implementation.

use alloy_primitives::{Address, B256};

/// Copies the 45 bytes that follow these ten into the account.
const DEPLOY: [u8; 10] = [0x3d, 0x60, 0x2d, 0x80, 0x60, 0x0a, 0x3d, 0x39, 0x81, 0xf3];
const BEFORE_IMPLEMENTATION: [u8; 10] =
    [0x36, 0x3d, 0x3d, 0x37, 0x3d, 0x3d, 0x3d, 0x36, 0x3d, 0x73];
const AFTER_IMPLEMENTATION: [u8; 15] = [
    0x5a, 0xf4, 0x3d, 0x82, 0x80, 0x3e, 0x90, 0x3d, 0x91, 0x60, 0x2b, 0x57, 0xfd, 0x5b, 0xf3,
];

/// Init code that makes a clone of `implementation`.
#[must_use]
pub fn init_code(implementation: Address) -> Vec<u8> {
    [
        &DEPLOY,
        &BEFORE_IMPLEMENTATION,
        implementation.as_slice(),
        &AFTER_IMPLEMENTATION,
    ]
    .concat()
}

/// The implementation that an account with this code runs; `None` when it is no clone.
#[must_use]
pub fn implementation_of(code: &[u8]) -> Option<Address> {
    let rest = code.strip_prefix(&BEFORE_IMPLEMENTATION)?;
    let (implementation, rest) = rest.split_first_chunk::<20>()?;
    (rest == AFTER_IMPLEMENTATION).then_some(Address::new(*implementation))
}

/// Where `creator` makes a clone of `implementation` under `salt`.
#[must_use]
pub fn address_of(creator: Address, salt: B256, implementation: Address) -> Address {
    creator.create2_from_code(salt, init_code(implementation))
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{address, b256, hex};

    use super::*;

    #[test]
    fn init_code_is_the_bytecode_of_the_standard() {
        let runtime = hex!(
            "363d3d373d3d3d363d73bebebebebebebebebebebebebebebebebebebebe5af43d82803e903d91602b57fd5bf3"
        );
        let code = init_code(Address::repeat_byte(0xbe));
        assert_eq!(code[..10], hex!("3d602d80600a3d3981f3"));
        assert_eq!(code[10..], runtime);
        assert_eq!(runtime.len(), 45);
    }

    #[test]
    fn implementation_of_reads_a_clone_and_nothing_else() {
        let implementation = Address::repeat_byte(0xbe);
        let code = init_code(implementation)[10..].to_vec();
        assert_eq!(implementation_of(&code), Some(implementation));
        assert_eq!(implementation_of(&[code.as_slice(), &[0]].concat()), None);
        assert_eq!(implementation_of(&[]), None);
        for at in (0..10).chain(30..45) {
            let mut damaged = code.clone();
            damaged[at] ^= 1;
            assert_eq!(implementation_of(&damaged), None, "byte {at}");
        }
    }

    #[test]
    fn address_of_follows_create2() {
        // keccak256(0xff ++ creator ++ salt ++ keccak256(init code)), computed with another keccak.
        let creator = address!("00000000000000000000000000000000deadbeef");
        let salt = b256!("00000000000000000000000000000000000000000000000000000000cafebabe");
        let implementation = address!("1111111111111111111111111111111111111111");
        assert_eq!(
            address_of(creator, salt, implementation),
            address!("1bb473a84e5dfcbf12ff48187e1417cbaacd65f2")
        );
    }
}
