//! Who signed a digest.
//!
//! The chain's own recovery (the precompile at address 1) answers with an address, or with nothing when no key can have
//! made such a signature. It accepts two forms of every signature, `s` and `order - s`; only the lower one is accepted
//! here, so that a signature cannot be turned into another one. Errors are OpenZeppelin's, which wallets know.

use alloy_primitives::{Address, B256, U256, uint};

use crate::abi::IVault;
use crate::call::send_static;
use crate::codec::word;
use crate::dispatch::revert;
use crate::{Revert, VM};

const RECOVERY: Address = Address::with_last_byte(1);
/// Half the order of secp256k1, rounded down.
const S_MAX: U256 = uint!(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0_U256);

/// The account whose key signed `digest`; never the zero address.
///
/// # Errors
/// `ECDSAInvalidSignatureS` for the upper form, `ECDSAInvalidSignature` when nobody can have signed so, also for a `v`
/// that is neither 27 nor 28.
pub fn signer(vm: &VM, digest: B256, v: u8, r: B256, s: B256) -> Result<Address, Revert> {
    if word::number(&s.0) > S_MAX {
        return Err(revert(IVault::ECDSAInvalidSignatureS { s }));
    }
    let request = [digest.0, word::of(U256::from(v)), r.0, s.0];
    let answer = send_static(vm, RECOVERY, request.as_flattened(), 32);
    match answer.as_deref().map(<[u8]>::first_chunk::<32>) {
        Ok(Some(answer)) if *answer != [0; 32] => Ok(word::address(answer)),
        _ => Err(revert(IVault::ECDSAInvalidSignature {})),
    }
}
