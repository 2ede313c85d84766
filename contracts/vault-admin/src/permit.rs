//! Approvals by signature (EIP-2612), and what they are signed for (EIP-712, EIP-5267).
//!
//! 1. A permit sets the allowance that its owner signed for, once: it uses up the owner's nonce, by exactly one.
//! 2. Its domain is the name of this vault, version 1, this chain and this address: it is good for no other clone, and for no
//!    other chain, a fork of this one included.
//! 3. Whoever sends it changes nothing about it.
//! 4. Errors and their order are those of OpenZeppelin's token.

use alloy_primitives::{B256, FixedBytes, U256, b256};
use kit::abi::IVault;
use kit::abi::IVaultAdmin::{eip712DomainReturn, permitCall};
use kit::codec::word;
use kit::dispatch::revert;
use kit::{Revert, eip712, lock, signature};
use stylus_sdk::prelude::*;

use crate::Vault;

/// `Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)`
const PERMIT_TYPE: B256 = b256!("6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9");
/// Of what is signed: a change of the layout of permits would be a new version.
pub(crate) const VERSION: &str = "1";
/// Name, version, chain and account are in the domain, salt and extensions are not.
const FIELDS: FixedBytes<1> = FixedBytes::new([0b0_1111]);

impl Vault {
    pub(crate) fn permit(&mut self, call: permitCall) -> Result<(), Revert> {
        lock::check_free()?;
        let permitCall {
            owner,
            spender,
            value,
            deadline,
            v,
            r,
            s,
        } = call;
        if U256::from(self.vm.block_timestamp()) > deadline {
            return Err(revert(IVault::ERC2612ExpiredSignature { deadline }));
        }
        let message = eip712::hash_of(&[
            PERMIT_TYPE.0,
            word::of_address(owner),
            word::of_address(spender),
            word::of(value),
            word::of(self.use_nonce(owner)),
            word::of(deadline),
        ]);
        let digest = eip712::digest(self.domain_separator()?, message);
        let signer = signature::signer(&self.vm, digest, v, r, s)?;
        if signer != owner {
            return Err(revert(IVault::ERC2612InvalidSigner { signer, owner }));
        }
        self.allow(owner, spender, value)
    }

    pub(crate) fn domain_separator(&self) -> Result<B256, Revert> {
        let name = self.name()?;
        Ok(eip712::domain_separator(
            &name,
            VERSION,
            self.vm.chain_id(),
            self.vm.contract_address(),
        ))
    }

    pub(crate) fn eip712_domain(&self) -> Result<eip712DomainReturn, Revert> {
        Ok(eip712DomainReturn {
            fields: FIELDS,
            name: self.name()?,
            version: VERSION.into(),
            chainId: U256::from(self.vm.chain_id()),
            verifyingContract: self.vm.contract_address(),
            salt: B256::ZERO,
            extensions: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::keccak256;

    use super::*;

    #[test]
    fn permit_type_is_the_hash_of_its_words() {
        let words =
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
        assert_eq!(PERMIT_TYPE, keccak256(words));
    }
}
