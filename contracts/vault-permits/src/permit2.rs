//! Assets by Permit2's SignatureTransfer, once for each signature.
//!
//! The message names the tokens, the most of each, the vault as the only spender, a nonce, a deadline, and the witness: what
//! the assets are given for. The vault makes the list of tokens itself, so there can be none in it that it does not account
//! for.

use alloy_primitives::{Address, B256, Bytes, U256, address};
use alloy_sol_types::sol;
use kit::abi::IVault;
use kit::dispatch::revert;
use kit::{Revert, VM, call, erc20};
use stylus_sdk::prelude::*;

/// The same on every chain.
const PERMIT2: Address = address!("000000000022D473030F116dDEE9F6B43aC78BA3");

sol! {
    struct TokenPermissions {
        address token;
        uint256 amount;
    }

    struct PermitBatchTransferFrom {
        TokenPermissions[] permitted;
        uint256 nonce;
        uint256 deadline;
    }

    struct SignatureTransferDetails {
        address to;
        uint256 requestedAmount;
    }

    #[allow(missing_docs, reason = "Permit2's own")]
    interface ISignatureTransfer {
        function permitWitnessTransferFrom(
            PermitBatchTransferFrom permit,
            SignatureTransferDetails[] transferDetails,
            address owner,
            bytes32 witness,
            string witnessTypeString,
            bytes signature
        ) external;
    }
}

kit::fields! {
    TokenPermissions { token, amount }
    PermitBatchTransferFrom { permitted, nonce, deadline }
    SignatureTransferDetails { to, requestedAmount }
    ISignatureTransfer::permitWitnessTransferFromCall {
        permit, transferDetails, owner, witness, witnessTypeString, signature
    }
    ISignatureTransfer::permitWitnessTransferFromReturn {}
}

/// What an owner self.
pub(crate) struct Signed {
    /// Who.
    pub(crate) owner: Address,
    /// One of Permit2's unordered nonces, which the transfer uses up.
    pub(crate) nonce: U256,
    /// Last timestamp at which it is good.
    pub(crate) deadline: U256,
    /// What the assets are for: the hash of a struct of `witness_type`.
    pub(crate) witness: B256,
    /// As Permit2 wants it: the witness' field, its type, and the type of permissions.
    pub(crate) witness_type: &'static str,
    /// By the owner's key, or what the owner's code accepts (ERC-1271).
    pub(crate) signature: Bytes,
}

/// Of one token.
pub(crate) struct Wanted {
    pub(crate) token: Address,
    /// What was signed for.
    pub(crate) maximum: U256,
    /// What is taken.
    pub(crate) amount: U256,
}

impl Signed {
    /// Has Permit2 transfer what is wanted from the owner to the vault, and measures it.
    ///
    /// # Errors
    /// Those of Permit2 unchanged; `AmountNotReceived` when a balance did not grow by exactly what was wanted.
    pub(crate) fn take(self, vm: &VM, wanted: &[Wanted]) -> Result<(), Revert> {
        let us = vm.contract_address();
        let mut before = Vec::with_capacity(wanted.len());
        for asset in wanted {
            before.push(erc20::balance_of(vm, asset.token, us)?);
        }
        let permitted = wanted
            .iter()
            .map(|asset| TokenPermissions {
                token: asset.token,
                amount: asset.maximum,
            })
            .collect();
        let details = wanted
            .iter()
            .map(|asset| SignatureTransferDetails {
                to: us,
                requestedAmount: asset.amount,
            })
            .collect();
        let transfer = ISignatureTransfer::permitWitnessTransferFromCall {
            permit: PermitBatchTransferFrom {
                permitted,
                nonce: self.nonce,
                deadline: self.deadline,
            },
            transferDetails: details,
            owner: self.owner,
            witness: self.witness,
            witnessTypeString: self.witness_type.into(),
            signature: self.signature,
        };
        call::ask(vm, PERMIT2, &transfer)?;
        for (asset, before) in wanted.iter().zip(before) {
            let (token, expected) = (asset.token, asset.amount);
            let received = erc20::balance_of(vm, token, us)?.saturating_sub(before);
            if received != expected {
                return Err(revert(IVault::AmountNotReceived {
                    token,
                    received,
                    expected,
                }));
            }
        }
        Ok(())
    }
}
