//! `eth_sendTransaction`: transactions of accounts the node may act for, completed and signed here.

use alloy_consensus::transaction::Recovered;
use alloy_consensus::{TxEnvelope, TypedTransaction};
use alloy_eips::BlockId;
use alloy_primitives::{Address, B256, TxKind};
use alloy_rpc_types::TransactionRequest;

use super::call::CallSpec;
use super::error::ChainError;
use super::transaction::{impersonate, sign};
use super::{Chain, Writer};

impl Chain {
    /// Completes, signs and submits `request`.
    ///
    /// # Errors
    /// [`ChainError`] if the sender is neither funded here nor impersonated, or the transaction is refused.
    pub(crate) fn send(&self, request: TransactionRequest) -> Result<B256, ChainError> {
        let sender = request
            .from
            .or_else(|| self.accounts().first().copied())
            .unwrap_or_default();
        let mut request = self.complete(sender, request)?;
        let writer = self.writer();
        let acting = writer.impersonate_all || writer.impersonated.contains(&sender);
        // Numbered under the lock, so that two clients that send at once do not get the same nonce.
        let nonce = request
            .nonce
            .unwrap_or_else(|| self.head().pending_nonce(sender));
        request.nonce = Some(nonce);
        let tx = typed(request)?;
        let tx = match self.signer(sender) {
            Some(signer) => sign(tx, signer)?,
            None if acting => impersonate(tx, sender),
            None => return Err(ChainError::UnknownAccount(sender)),
        };
        self.submit_as(&writer, tx)
    }

    /// Completes and submits `request` as if its sender were impersonated.
    ///
    /// # Errors
    /// [`ChainError`] if the transaction is refused.
    pub(crate) fn send_unsigned(&self, request: TransactionRequest) -> Result<B256, ChainError> {
        let (sender, tx) = self.filled(request)?;
        self.submit(impersonate(tx, sender))
    }

    /// Completes and signs `request` without submitting it.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub(crate) fn signed(
        &self,
        request: TransactionRequest,
    ) -> Result<Recovered<TxEnvelope>, ChainError> {
        let (sender, tx) = self.filled(request)?;
        let signer = self
            .signer(sender)
            .ok_or(ChainError::UnknownAccount(sender))?;
        sign(tx, signer)
    }

    /// The transaction that `request` describes, completed, and its sender.
    ///
    /// # Errors
    /// [`ChainError`] if the request is contradictory or its gas cannot be estimated.
    pub(crate) fn filled(
        &self,
        request: TransactionRequest,
    ) -> Result<(Address, TypedTransaction), ChainError> {
        let sender = request
            .from
            .or_else(|| self.accounts().first().copied())
            .unwrap_or_default();
        let mut request = self.complete(sender, request)?;
        let nonce = self.head().pending_nonce(sender);
        request.nonce.get_or_insert(nonce);
        Ok((sender, typed(request)?))
    }

    /// `request` with everything filled in but its nonce.
    fn complete(
        &self,
        sender: Address,
        mut request: TransactionRequest,
    ) -> Result<TransactionRequest, ChainError> {
        request.from = Some(sender);
        request.chain_id.get_or_insert(self.id());
        request.to.get_or_insert(TxKind::Create);
        if request.gas.is_none() {
            let gas = self.estimate(CallSpec {
                request: request.clone(),
                at: BlockId::pending(),
                state_overrides: None,
                block_overrides: None,
            })?;
            request.gas = Some(gas);
        }
        if request.gas_price.is_none() {
            let base_fee = u128::from(self.head().base_fee);
            let tip = *request.max_priority_fee_per_gas.get_or_insert(0);
            request
                .max_fee_per_gas
                .get_or_insert(base_fee.saturating_mul(2).saturating_add(tip));
        }
        Ok(request)
    }

    /// Lets [`Self::send`] act for `address` without its key, or stops that.
    pub(crate) fn set_impersonated(&self, address: Address, acting: bool) {
        let mut writer = self.writer();
        if acting {
            writer.impersonated.insert(address);
        } else {
            writer.impersonated.remove(&address);
        }
    }

    /// Lets [`Self::send`] act for every address, or stops that.
    pub(crate) fn set_impersonate_all(&self, acting: bool) {
        self.writer().impersonate_all = acting;
    }
}

/// `request` as the transaction it describes.
pub(super) fn typed(request: TransactionRequest) -> Result<TypedTransaction, ChainError> {
    if request.sidecar.is_some() || request.blob_versioned_hashes.is_some() {
        return Err(ChainError::UnsupportedType);
    }
    request
        .build_typed_tx()
        .map_err(|request| ChainError::IncompleteRequest(format!("{request:?}")))
}

impl Writer {
    /// Whether each transaction is mined as it arrives.
    pub(super) fn set_automine(&mut self, automine: bool) {
        self.automine = automine;
    }
}
