//! What a wallet hashes and signs: typed data (EIP-712).
//!
//! `digest = keccak256(19 01, domain separator, struct hash)`. A struct's hash is that of its type's hash and its words;
//! text in it is replaced by its hash. The domain binds a signature to a name, a version, a chain and one account, so
//! that it is good for nothing anywhere else.

use alloy_primitives::{Address, B256, U256, b256, keccak256};

use crate::codec::word;

/// `EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)`
const DOMAIN_TYPE: B256 = b256!("8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f");
/// Tells typed data from transactions and from plain messages.
const MARK: [u8; 2] = [0x19, 0x01];

/// Hash of a domain of four fields.
#[must_use]
pub fn domain_separator(name: &str, version: &str, chain_id: u64, account: Address) -> B256 {
    hash_of(&[
        DOMAIN_TYPE.0,
        keccak256(name).0,
        keccak256(version).0,
        word::of(U256::from(chain_id)),
        word::of_address(account),
    ])
}

/// Hash of a struct: the hash of its type, then its fields.
#[must_use]
pub fn hash_of(words: &[[u8; 32]]) -> B256 {
    keccak256(words.as_flattened())
}

/// What is signed.
#[must_use]
pub fn digest(domain_separator: B256, struct_hash: B256) -> B256 {
    let mut whole = [0; 66];
    let parts = MARK.iter().chain(&domain_separator.0).chain(&struct_hash.0);
    whole
        .iter_mut()
        .zip(parts)
        .for_each(|(to, from)| *to = *from);
    keccak256(whole)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::address;

    use super::*;

    const DOMAIN_WORDS: &str =
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

    #[test]
    fn domain_type_is_the_hash_of_its_words() {
        assert_eq!(DOMAIN_TYPE, keccak256(DOMAIN_WORDS));
    }

    /// The mail of the standard itself (its Example.js, CC0): every number here is one that it prints.
    #[test]
    fn digest_is_that_of_the_standard_s_own_example() {
        let person = keccak256("Person(string name,address wallet)");
        assert_eq!(
            person,
            b256!("b9d8c78acf9b987311de6c7b45bb6a9c8e1bf361fa7fd3467a2163f994c79500")
        );
        let cow = hash_of(&[
            person.0,
            keccak256("Cow").0,
            word::of_address(address!("CD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826")),
        ]);
        let bob = hash_of(&[
            person.0,
            keccak256("Bob").0,
            word::of_address(address!("bBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB")),
        ]);
        let mail = keccak256(
            "Mail(Person from,Person to,string contents)Person(string name,address wallet)",
        );
        assert_eq!(
            mail,
            b256!("a0cedeb2dc280ba39b857546d74f5549c3a1d7bdc2dd96bf881f76108e23dac2")
        );
        let message = hash_of(&[mail.0, cow.0, bob.0, keccak256("Hello, Bob!").0]);
        assert_eq!(
            message,
            b256!("c52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e")
        );
        let account = address!("CcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC");
        let domain = domain_separator("Ether Mail", "1", 1, account);
        assert_eq!(
            domain,
            b256!("f2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f")
        );
        assert_eq!(
            digest(domain, message),
            b256!("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2")
        );
    }

    #[test]
    fn domain_separator_changes_with_each_of_its_fields() {
        let account = Address::repeat_byte(1);
        let domain = domain_separator("Keel", "1", 42_161, account);
        for other in [
            domain_separator("Keem", "1", 42_161, account),
            domain_separator("Keel", "2", 42_161, account),
            domain_separator("Keel", "1", 42_162, account),
            domain_separator("Keel", "1", 42_161, Address::repeat_byte(2)),
            // Each text is hashed by itself: nothing can be moved from one to the other.
            domain_separator("Keel1", "", 42_161, account),
        ] {
            assert_ne!(domain, other);
        }
    }
}
