//! The CREATE2 factory, assembled by hand: no package has one.
//!
//! It does what deployment tools ask of the one at its address: the first word of the calldata is the salt, the rest is
//! creation code, ether sent along goes to the new contract, and the answer is the new address in 20 bytes. A creation that
//! fails reverts without data.

use alloy::primitives::{Bytes, hex};

/// What the factory's address holds.
///
/// ```text
/// 00 PUSH0 CALLDATALOAD                      salt
/// 02 PUSH1 20 CALLDATASIZE SUB               salt, length     (below zero for a short call: the copy runs out of gas)
/// 06 DUP1 PUSH1 20 PUSH0 CALLDATACOPY
/// 0b PUSH0 CALLVALUE CREATE2                 address, or zero
/// 0e DUP1 PUSH1 15 JUMPI
/// 12 PUSH0 PUSH0 REVERT
/// 15 JUMPDEST PUSH0 MSTORE PUSH1 14 PUSH1 0c RETURN
/// ```
pub const CREATE2_FACTORY_RUNTIME: &[u8] =
    &hex!("5f35602036038060205f375f34f5806015575f5ffd5b5f526014600cf3");

/// Creation code that leaves exactly the runtime: `PUSH1 length DUP1 PUSH1 09 PUSH0 CODECOPY PUSH0 RETURN`.
pub(crate) fn creation_code() -> Bytes {
    let length = u8::try_from(CREATE2_FACTORY_RUNTIME.len()).expect("the factory is 29 bytes");
    let mut code = vec![0x60, length, 0x80, 0x60, 0x09, 0x5f, 0x39, 0x5f, 0xf3];
    code.extend_from_slice(CREATE2_FACTORY_RUNTIME);
    code.into()
}
