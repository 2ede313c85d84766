//! What a risk engine asks, packed behind the code of its proxy.
//!
//! ```text
//! ERC-1167 proxy of the implementation 45 | version u8 = 1 | engine 20 | risk 20 | observer 20
//! ```
//!
//! The proxy ends before them, so nobody can run them; they are in the address by CREATE2. `decode(encode(p)) == p`, and
//! `decode` accepts nothing else.

use alloy_primitives::Address;
use kit::abi::IRiskEngine::{NotARiskEngine, createCall, partsReturn};
use kit::{Revert, VM, account, clone};
use stylus_sdk::prelude::*;

use crate::refused;

const VERSION: u8 = 1;
/// Init code of a clone is ten bytes that copy the rest.
const COPY_BYTES: usize = 10;
const PROXY_BYTES: usize = 45;
const LENGTH: usize = PROXY_BYTES + 61;

/// The programs that a risk engine asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// For everything but risk.
    pub(crate) engine: Address,
    /// For what variances make of a portfolio.
    pub(crate) risk: Address,
    /// For variances.
    pub(crate) observer: Address,
}

impl From<Parts> for partsReturn {
    fn from(parts: Parts) -> Self {
        let Parts {
            engine,
            risk,
            observer,
        } = parts;
        Self {
            engine,
            risk,
            observer,
        }
    }
}

impl From<createCall> for Parts {
    fn from(call: createCall) -> Self {
        let createCall {
            engine,
            risk,
            observer,
        } = call;
        Self {
            engine,
            risk,
            observer,
        }
    }
}

/// Those of the account that acts.
///
/// # Errors
/// `NotARiskEngine` on the implementation and anywhere else.
pub(crate) fn own(vm: &VM) -> Result<Parts, Revert> {
    // One byte more than there may be, to see that there is none.
    let code = account::code_up_to(vm.contract_address(), LENGTH + 1);
    decode(&code).ok_or_else(|| refused(NotARiskEngine {}))
}

/// The code of a risk engine of this implementation.
pub(crate) fn encode(implementation: Address, parts: Parts) -> Vec<u8> {
    let proxy = clone::init_code(implementation);
    let mut code = Vec::with_capacity(LENGTH);
    code.extend(proxy.iter().skip(COPY_BYTES));
    code.push(VERSION);
    for program in [parts.engine, parts.risk, parts.observer] {
        code.extend_from_slice(program.as_slice());
    }
    code
}

/// The parts in the code of a risk engine; `None` for any other code.
pub(crate) fn decode(code: &[u8]) -> Option<Parts> {
    let (proxy, rest) = code.split_at_checked(PROXY_BYTES)?;
    clone::implementation_of(proxy)?;
    let (version, rest) = rest.split_first()?;
    let (engine, rest) = rest.split_first_chunk::<20>()?;
    let (risk, rest) = rest.split_first_chunk::<20>()?;
    let (observer, rest) = rest.split_first_chunk::<20>()?;
    (*version == VERSION && rest.is_empty()).then_some(Parts {
        engine: Address::new(*engine),
        risk: Address::new(*risk),
        observer: Address::new(*observer),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn prop_decode_inverts_encode_and_accepts_nothing_else(
            programs in any::<[[u8; 20]; 4]>(), at in 0..LENGTH, bit in 0..8_u32, cut in 1..LENGTH,
        ) {
            let [implementation, engine, risk, observer] = programs.map(Address::new);
            let parts = Parts { engine, risk, observer };
            let code = encode(implementation, parts);
            prop_assert_eq!(code.len(), LENGTH);
            prop_assert_eq!(decode(&code), Some(parts));
            prop_assert_eq!(decode(&code[..LENGTH - cut]), None);
            prop_assert_eq!(decode(&[code.as_slice(), &[0]].concat()), None);
            let mut damaged = code.clone();
            damaged[at] ^= 1 << bit;
            let is_frame = at < 10 || (30..46).contains(&at);
            prop_assert_eq!(decode(&damaged).is_none(), is_frame);
        }
    }
}
