//! Transactions as they come off the wire, and as the executor wants them.

use alloy_consensus::transaction::{Recovered, SignerRecoverable};
use alloy_consensus::{Transaction, TxEnvelope, Typed2718, TypedTransaction};
use alloy_eips::eip2718::Decodable2718;
use alloy_primitives::{Address, Keccak256, Signature, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use revm::context::TxEnv;
use revm::context_interface::either::Either;

use super::error::ChainError;

/// The transaction in `bytes` and who signed it.
///
/// # Errors
/// [`ChainError`] if the bytes, the type or the signature are not acceptable.
pub(crate) fn decode(bytes: &[u8]) -> Result<Recovered<TxEnvelope>, ChainError> {
    let tx = TxEnvelope::decode_2718_exact(bytes)
        .map_err(|error| ChainError::Undecodable(error.to_string()))?;
    if tx.is_eip4844() {
        return Err(ChainError::UnsupportedType);
    }
    let signer = tx.recover_signer().map_err(|_| ChainError::BadSignature)?;
    Ok(Recovered::new_unchecked(tx, signer))
}

/// `tx` signed by `signer`.
///
/// # Errors
/// [`ChainError::BadSignature`] if the key cannot sign.
pub(crate) fn sign(
    tx: TypedTransaction,
    signer: &PrivateKeySigner,
) -> Result<Recovered<TxEnvelope>, ChainError> {
    let signature = signer
        .sign_hash_sync(&signature_hash(&tx))
        .map_err(|_| ChainError::BadSignature)?;
    let tx = TxEnvelope::new_unhashed(tx, signature);
    Ok(Recovered::new_unchecked(tx, signer.address()))
}

/// `tx` as if `sender` had signed it, for accounts whose key nobody here has.
///
/// The signature is a visible dummy; the hash covers the sender, so that equal transactions of two senders differ.
pub(crate) fn impersonate(tx: TypedTransaction, sender: Address) -> Recovered<TxEnvelope> {
    let mut hasher = Keccak256::new();
    hasher.update(signature_hash(&tx));
    hasher.update(sender);
    let signature = Signature::new(U256::ONE, U256::ONE, false);
    let tx = TxEnvelope::new_unchecked(tx, signature, hasher.finalize());
    Recovered::new_unchecked(tx, sender)
}

/// Whether `tx` is one of [`impersonate`]'s.
pub(crate) fn is_impersonated(tx: &TxEnvelope) -> bool {
    let signature = tx.signature();
    signature.r() == U256::ONE && signature.s() == U256::ONE
}

fn signature_hash(tx: &TypedTransaction) -> alloy_primitives::B256 {
    use alloy_consensus::SignableTransaction;
    match tx {
        TypedTransaction::Legacy(tx) => tx.signature_hash(),
        TypedTransaction::Eip2930(tx) => tx.signature_hash(),
        TypedTransaction::Eip1559(tx) => tx.signature_hash(),
        TypedTransaction::Eip4844(tx) => tx.signature_hash(),
        TypedTransaction::Eip7702(tx) => tx.signature_hash(),
    }
}

/// `tx` as the executor wants it, with at most `gas_cap` gas to use.
pub(crate) fn environment(tx: &Recovered<TxEnvelope>, gas_cap: u64) -> TxEnv {
    let authorizations = tx.authorization_list().unwrap_or_default();
    TxEnv {
        tx_type: tx.ty(),
        caller: tx.signer(),
        gas_limit: tx.gas_limit().min(gas_cap),
        gas_price: tx.max_fee_per_gas(),
        kind: tx.kind(),
        value: tx.value(),
        data: tx.input().clone(),
        nonce: tx.nonce(),
        chain_id: tx.chain_id(),
        access_list: tx.access_list().cloned().unwrap_or_default(),
        gas_priority_fee: tx.max_priority_fee_per_gas(),
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: authorizations.iter().cloned().map(Either::Left).collect(),
    }
}
