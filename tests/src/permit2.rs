//! Deposits by Permit2 with its real bytecode, signed by a library that shares no code with the programs.

#![allow(missing_docs, reason = "the structs are those of the interface")]

use crate::{
    chain::Chain,
    vault::{Vault, approve},
};
use alloy::{
    primitives::{Address, Bytes, U256},
    providers::Provider,
    signers::SignerSync,
    sol_types::{Eip712Domain, SolStruct, eip712_domain},
};
use client::bindings::IVaultPermits;

pub use protocols::predeployed::{PERMIT2, Permit2};

/// What is signed for a deposit in kind.
pub mod in_kind {
    alloy::sol! {
        #[sol(all_derives)]
        struct TokenPermissions {
            address token;
            uint256 amount;
        }

        #[sol(all_derives)]
        struct InKindDeposit {
            uint256 shares;
            address receiver;
        }

        #[sol(all_derives)]
        struct PermitBatchWitnessTransferFrom {
            TokenPermissions[] permitted;
            address spender;
            uint256 nonce;
            uint256 deadline;
            InKindDeposit witness;
        }
    }
}

/// What is signed for a deposit of one asset.
pub mod asset {
    alloy::sol! {
        #[sol(all_derives)]
        struct TokenPermissions {
            address token;
            uint256 amount;
        }

        #[sol(all_derives)]
        struct AssetDeposit {
            uint256 minShares;
            address receiver;
        }

        #[sol(all_derives)]
        struct PermitBatchWitnessTransferFrom {
            TokenPermissions[] permitted;
            address spender;
            uint256 nonce;
            uint256 deadline;
            AssetDeposit witness;
        }
    }
}

/// Who gives, who gets, and how long a signature is good.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    pub owner: Address,
    pub receiver: Address,
    pub nonce: U256,
    pub deadline: U256,
}

impl Order {
    /// Of one's own, for ever.
    pub const fn own(who: Address, nonce: U256) -> Self {
        Self {
            owner: who,
            receiver: who,
            nonce,
            deadline: U256::MAX,
        }
    }
}

/// A deposit in kind of at most what is `most` of each asset, signed by `owner`.
///
/// # Errors
/// When nobody here has the owner's key, or the node cannot be asked for its chain.
pub async fn deposit_in_kind(
    chain: &Chain,
    vault: &Vault,
    order: Order,
    shares: U256,
    most: Vec<U256>,
) -> anyhow::Result<IVaultPermits::depositInKindWithPermit2Call> {
    let Order {
        owner,
        receiver,
        nonce,
        deadline,
    } = order;
    let permitted = vault.tokens().into_iter().zip(&most);
    let message = in_kind::PermitBatchWitnessTransferFrom {
        permitted: permitted
            .map(|(token, amount)| in_kind::TokenPermissions {
                token,
                amount: *amount,
            })
            .collect(),
        spender: vault.address,
        nonce,
        deadline,
        witness: in_kind::InKindDeposit { shares, receiver },
    };
    Ok(IVaultPermits::depositInKindWithPermit2Call {
        shares,
        maxAmounts: most,
        receiver,
        owner,
        nonce,
        deadline,
        signature: sign(chain, owner, &message).await?,
    })
}

/// A deposit of one asset, signed by `owner`.
///
/// # Errors
/// As [`deposit_in_kind`].
pub async fn deposit_asset(
    chain: &Chain,
    vault: &Vault,
    order: Order,
    (token, amount): (Address, U256),
    min_shares: U256,
) -> anyhow::Result<IVaultPermits::depositAssetWithPermit2Call> {
    let Order {
        owner,
        receiver,
        nonce,
        deadline,
    } = order;
    let message = asset::PermitBatchWitnessTransferFrom {
        permitted: vec![asset::TokenPermissions { token, amount }],
        spender: vault.address,
        nonce,
        deadline,
        witness: asset::AssetDeposit {
            minShares: min_shares,
            receiver,
        },
    };
    Ok(IVaultPermits::depositAssetWithPermit2Call {
        token,
        amount,
        minShares: min_shares,
        receiver,
        owner,
        nonce,
        deadline,
        signature: sign(chain, owner, &message).await?,
    })
}

/// Lets Permit2 take what the owner has of the vault's tokens.
///
/// # Errors
/// The tokens' own.
pub async fn approve_all(chain: &Chain, vault: &Vault, owner: Address) -> anyhow::Result<()> {
    for token in vault.tokens() {
        approve(chain, token, owner, PERMIT2, U256::MAX).await?;
    }
    Ok(())
}

/// Permit2's domain on a chain.
///
/// # Errors
/// When the node cannot be asked.
pub async fn domain(chain: &Chain) -> anyhow::Result<Eip712Domain> {
    Ok(eip712_domain! {
        name: "Permit2",
        chain_id: chain.provider().get_chain_id().await?,
        verifying_contract: PERMIT2,
    })
}

/// A signature of 65 bytes.
///
/// # Errors
/// When nobody here has the key, or the node cannot be asked for its chain.
pub async fn sign(
    chain: &Chain,
    owner: Address,
    message: &impl SolStruct,
) -> anyhow::Result<Bytes> {
    let hash = message.eip712_signing_hash(&domain(chain).await?);
    Ok(chain
        .signer(owner)?
        .sign_hash_sync(&hash)?
        .as_bytes()
        .into())
}
