//! Permits (EIP-2612), signed by a library that shares no code with the programs.

#![allow(missing_docs, reason = "the struct is EIP-2612's")]

use crate::{chain::Chain, vault::Vault};
use alloy::{
    primitives::{Address, B256, Signature, U256},
    providers::Provider,
    signers::{SignerSync, local::PrivateKeySigner},
    sol_types::{Eip712Domain, SolStruct},
};
use client::bindings::IVaultAdmin;

pub use message::Permit;

mod message {
    alloy::sol! {
        #[sol(all_derives)]
        struct Permit {
            address owner;
            address spender;
            uint256 value;
            uint256 nonce;
            uint256 deadline;
        }
    }
}

/// Of every token here.
pub const VERSION: &str = "1";

/// Order of secp256k1: `s` and `order - s` sign the same, with the other `v`.
pub const ORDER: U256 = U256::from_limbs([
    0xbfd2_5e8c_d036_4141,
    0xbaae_dce6_af48_a03b,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
]);

/// A signature as `permit` takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    pub v: u8,
    pub r: B256,
    pub s: B256,
}

/// The domain of a token on a chain.
pub fn domain(name: &str, chain_id: u64, token: Address) -> Eip712Domain {
    Eip712Domain::new(
        Some(name.to_owned().into()),
        Some(VERSION.into()),
        Some(U256::from(chain_id)),
        Some(token),
        None,
    )
}

/// The domain of a vault's shares, from what it was ordered with.
///
/// # Errors
/// When the node cannot be asked for its chain.
pub async fn domain_of(chain: &Chain, vault: &Vault) -> anyhow::Result<Eip712Domain> {
    let chain_id = chain.provider().get_chain_id().await?;
    Ok(domain(&vault.config.name, chain_id, vault.address))
}

/// Signs a permit for a domain.
///
/// # Errors
/// When the key cannot sign.
pub fn sign(
    signer: &PrivateKeySigner,
    permit: &Permit,
    domain: &Eip712Domain,
) -> anyhow::Result<Signed> {
    let signature = signer.sign_hash_sync(&permit.eip712_signing_hash(domain))?;
    Ok(Signed {
        v: if signature.v() { 28 } else { 27 },
        r: signature.r().into(),
        s: signature.s().into(),
    })
}

impl Signed {
    /// The call that brings a permit with this signature.
    pub fn call(self, permit: &Permit) -> IVaultAdmin::permitCall {
        IVaultAdmin::permitCall {
            owner: permit.owner,
            spender: permit.spender,
            value: permit.value,
            deadline: permit.deadline,
            v: self.v,
            r: self.r,
            s: self.s,
        }
    }

    /// The same signature in its other form, which only a careless verifier accepts.
    #[must_use]
    pub fn with_high_s(self) -> Self {
        Self {
            v: 55 - self.v,
            r: self.r,
            s: (ORDER - U256::from_be_bytes(self.s.0)).into(),
        }
    }

    /// Who signed `permit` for `domain` by this signature; `None` when nobody can have.
    pub fn signer(self, permit: &Permit, domain: &Eip712Domain) -> Option<Address> {
        let signature = Signature::new(
            U256::from_be_bytes(self.r.0),
            U256::from_be_bytes(self.s.0),
            self.v == 28,
        );
        signature
            .recover_address_from_prehash(&permit.eip712_signing_hash(domain))
            .ok()
    }
}
