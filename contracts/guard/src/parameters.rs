//! The parameters of a guarded feed, packed behind the code of its proxy.
//!
//! ```text
//! ERC-1167 proxy of the implementation 45 | version u8 = 1
//! aggregator 20 | minimum u128 | maximum u128 | jump bps u16 | cooldown s u32 | shares 20 | growth bps per year u16
//! feed decimals u8 | share decimals u8 | asset decimals u8 | rate u128 | its time u64
//! ```
//!
//! The proxy ends before them, so nobody can run them; they are in the address by CREATE2. `decode(encode(p)) == p`, and
//! `decode` accepts nothing else.

use crate::refused;
use alloy_primitives::Address;
use kit::abi::{Guard, IGuard::NotAGuard, Pins};
use kit::{Revert, VM, account, clone};
use stylus_sdk::prelude::*;

const VERSION: u8 = 1;
/// Init code of a clone is ten bytes that copy the rest.
const COPY_BYTES: usize = 10;
const PROXY_BYTES: usize = 45;
const LENGTH: usize = PROXY_BYTES + 1 + 80 + 27;

/// What a guarded feed consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameters {
    pub(crate) guard: Guard,
    pub(crate) pins: Pins,
}

/// Those of the account that acts.
///
/// # Errors
/// `NotAGuard` on the implementation and anywhere else.
pub(crate) fn own(vm: &VM) -> Result<Parameters, Revert> {
    // One byte more than there may be, to see that there is none.
    let code = account::code_up_to(vm.contract_address(), LENGTH + 1);
    decode(&code).ok_or_else(|| refused(NotAGuard {}))
}

/// The code of a guarded feed of this implementation.
pub(crate) fn encode(implementation: Address, parameters: &Parameters) -> Vec<u8> {
    let Parameters { guard, pins } = parameters;
    let proxy = clone::init_code(implementation);
    let mut code = Vec::with_capacity(LENGTH);
    code.extend(proxy.iter().skip(COPY_BYTES));
    code.push(VERSION);
    code.extend_from_slice(guard.aggregator.as_slice());
    code.extend_from_slice(&guard.minAnswer.to_be_bytes());
    code.extend_from_slice(&guard.maxAnswer.to_be_bytes());
    code.extend_from_slice(&guard.jumpBps.to_be_bytes());
    code.extend_from_slice(&guard.cooldownSeconds.to_be_bytes());
    code.extend_from_slice(guard.shares.as_slice());
    code.extend_from_slice(&guard.growthBpsPerYear.to_be_bytes());
    code.extend_from_slice(&[pins.feedDecimals, pins.shareDecimals, pins.assetDecimals]);
    code.extend_from_slice(&pins.rate.to_be_bytes());
    code.extend_from_slice(&pins.rateAt.to_be_bytes());
    code
}

/// The parameters in the code of a guarded feed; `None` for any other code.
pub(crate) fn decode(code: &[u8]) -> Option<Parameters> {
    let (proxy, mut rest) = code.split_at_checked(PROXY_BYTES)?;
    clone::implementation_of(proxy)?;
    if code.len() != LENGTH || take::<1>(&mut rest)? != [VERSION] {
        return None;
    }
    let guard = Guard {
        aggregator: Address::new(take(&mut rest)?),
        minAnswer: u128::from_be_bytes(take(&mut rest)?),
        maxAnswer: u128::from_be_bytes(take(&mut rest)?),
        jumpBps: u16::from_be_bytes(take(&mut rest)?),
        cooldownSeconds: u32::from_be_bytes(take(&mut rest)?),
        shares: Address::new(take(&mut rest)?),
        growthBpsPerYear: u16::from_be_bytes(take(&mut rest)?),
    };
    let [feed, share, asset] = take(&mut rest)?;
    let pins = Pins {
        feedDecimals: feed,
        shareDecimals: share,
        assetDecimals: asset,
        rate: u128::from_be_bytes(take(&mut rest)?),
        rateAt: u64::from_be_bytes(take(&mut rest)?),
    };
    Some(Parameters { guard, pins })
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk()?;
    *rest = left;
    Some(*taken)
}

#[cfg(test)]
#[allow(non_snake_case, reason = "fields have the names of the ABI")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn parameters()(
            (aggregator, shares) in any::<([u8; 20], [u8; 20])>(),
            (minAnswer, maxAnswer, rate) in any::<(u128, u128, u128)>(),
            (jumpBps, cooldownSeconds, growthBpsPerYear) in any::<(u16, u32, u16)>(),
            (feedDecimals, shareDecimals, assetDecimals, rateAt) in any::<(u8, u8, u8, u64)>(),
        ) -> Parameters {
            Parameters {
                guard: Guard {
                    aggregator: Address::new(aggregator), minAnswer, maxAnswer, jumpBps, cooldownSeconds,
                    shares: Address::new(shares), growthBpsPerYear,
                },
                pins: Pins { feedDecimals, shareDecimals, assetDecimals, rate, rateAt },
            }
        }
    }

    proptest! {
        #[test]
        fn prop_decode_inverts_encode_and_accepts_nothing_else(
            parameters in parameters(), implementation in any::<[u8; 20]>(), at in 0..LENGTH, bit in 0..8_u32, cut in 1..LENGTH,
        ) {
            let implementation = Address::new(implementation);
            let code = encode(implementation, &parameters);
            prop_assert_eq!(code.len(), LENGTH);
            prop_assert_eq!(decode(&code), Some(parameters));
            prop_assert_eq!(decode(&code[..LENGTH - cut]), None);
            prop_assert_eq!(decode(&[code.as_slice(), &[0]].concat()), None);
            let mut damaged = code.clone();
            damaged[at] ^= 1 << bit;
            let is_frame = at < 10 || (30..46).contains(&at);
            prop_assert_eq!(decode(&damaged).is_none(), is_frame);
        }
    }
}
