//! The parameters of a receiver, packed behind the code of its proxy.
//!
//! ```text
//! ERC-1167 proxy of the implementation 45 | version u8 = 1
//! forwarder 20 | workflow id 32 | workflow owner 20 | workflow name 10 | vault 20
//! ```
//!
//! The proxy ends before them, so nobody can run them; they are in the address by CREATE2. `decode(encode(p)) == p`, and
//! `decode` accepts nothing else.

use crate::refused;
use alloy_primitives::{Address, FixedBytes};
use kit::abi::{
    IUpkeep::{NotAReceiver, NotTheImplementation},
    Upkeep,
};
use kit::{Revert, VM, account, clone};
use stylus_sdk::prelude::*;

const VERSION: u8 = 1;
/// Init code of a clone is ten bytes that copy the rest.
const COPY_BYTES: usize = 10;
const PROXY_BYTES: usize = 45;
const LENGTH: usize = PROXY_BYTES + 1 + 102;

/// Those of the account that acts.
///
/// # Errors
/// `NotAReceiver` on the implementation and anywhere else.
pub(crate) fn own(vm: &VM) -> Result<Upkeep, Revert> {
    // One byte more than there may be, to see that there is none.
    let code = account::code_up_to(vm.contract_address(), LENGTH + 1);
    decode(&code).ok_or_else(|| refused(NotAReceiver {}))
}

/// # Errors
/// `NotTheImplementation` on a receiver.
pub(crate) fn check_implementation(vm: &VM) -> Result<(), Revert> {
    match own(vm) {
        Ok(_) => Err(refused(NotTheImplementation {})),
        Err(_) => Ok(()),
    }
}

/// The code of a receiver of this implementation.
pub(crate) fn encode(implementation: Address, upkeep: &Upkeep) -> Vec<u8> {
    let proxy = clone::init_code(implementation);
    let mut code = Vec::with_capacity(LENGTH);
    code.extend(proxy.iter().skip(COPY_BYTES));
    code.push(VERSION);
    code.extend_from_slice(upkeep.forwarder.as_slice());
    code.extend_from_slice(upkeep.workflowId.as_slice());
    code.extend_from_slice(upkeep.workflowOwner.as_slice());
    code.extend_from_slice(upkeep.workflowName.as_slice());
    code.extend_from_slice(upkeep.vault.as_slice());
    code
}

/// The parameters in the code of a receiver; `None` for any other code.
pub(crate) fn decode(code: &[u8]) -> Option<Upkeep> {
    let (proxy, mut rest) = code.split_at_checked(PROXY_BYTES)?;
    clone::implementation_of(proxy)?;
    if code.len() != LENGTH || take::<1>(&mut rest)? != [VERSION] {
        return None;
    }
    Some(Upkeep {
        forwarder: Address::new(take(&mut rest)?),
        workflowId: FixedBytes(take(&mut rest)?),
        workflowOwner: Address::new(take(&mut rest)?),
        workflowName: FixedBytes(take(&mut rest)?),
        vault: Address::new(take(&mut rest)?),
    })
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk()?;
    *rest = left;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn upkeep()(
            (forwarder, owner, vault) in any::<([u8; 20], [u8; 20], [u8; 20])>(),
            id: [u8; 32],
            name: [u8; 10],
        ) -> Upkeep {
            Upkeep {
                forwarder: Address::new(forwarder),
                workflowId: FixedBytes(id),
                workflowOwner: Address::new(owner),
                workflowName: FixedBytes(name),
                vault: Address::new(vault),
            }
        }
    }

    proptest! {
        #[test]
        fn prop_decode_inverts_encode_and_accepts_nothing_else(
            upkeep in upkeep(), implementation: [u8; 20], at in 0..LENGTH, bit in 0..8_u32, cut in 1..LENGTH,
        ) {
            let code = encode(Address::new(implementation), &upkeep);
            prop_assert_eq!(code.len(), LENGTH);
            prop_assert_eq!(decode(&code), Some(upkeep));
            prop_assert_eq!(decode(&code[..LENGTH - cut]), None);
            prop_assert_eq!(decode(&[code.as_slice(), &[0]].concat()), None);
            let mut damaged = code.clone();
            damaged[at] ^= 1 << bit;
            let is_frame = at < 10 || (30..46).contains(&at);
            prop_assert_eq!(decode(&damaged).is_none(), is_frame);
        }
    }
}
