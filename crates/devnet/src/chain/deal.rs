//! Giving somebody tokens: finding the storage slot behind a view and writing it.

use alloy_eips::BlockId;
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_rpc_types::TransactionRequest;
use alloy_rpc_types::state::{AccountOverride, StateOverride};

use super::Chain;
use super::call::{CallSpec, output};
use super::error::ChainError;

impl Chain {
    /// Makes `view` of `token` return `value`, by writing the one slot that decides about it.
    ///
    /// # Errors
    /// The view's own failure, or [`ChainError::NoSlot`] if no single slot holds what it returns.
    pub(crate) fn make_return(
        &self,
        token: Address,
        view: &Bytes,
        value: U256,
    ) -> Result<(), ChainError> {
        let call = self.prepare(ask(token, view, None))?;
        let outcome = self.try_call(&call)?;
        let mut read: Vec<(Address, U256)> = Vec::new();
        for (address, account) in &outcome.state {
            read.extend(account.storage.keys().map(|slot| (*address, *slot)));
        }
        output(outcome)?;
        read.sort_unstable();
        for (address, slot) in read {
            let written = B256::from(value.to_be_bytes::<32>());
            let change = AccountOverride::default()
                .with_state_diff([(B256::from(slot.to_be_bytes::<32>()), written)]);
            let pretended = ask(
                token,
                view,
                Some(StateOverride::from_iter([(address, change)])),
            );
            // A slot that is not the one may well make the view revert.
            let seen = self.call(pretended).unwrap_or_default();
            if seen.as_ref() == written.as_slice() {
                self.set_storage_at(address, slot, written);
                return Ok(());
            }
        }
        Err(ChainError::NoSlot { token })
    }
}

fn ask(token: Address, view: &Bytes, state_overrides: Option<StateOverride>) -> CallSpec {
    CallSpec {
        request: TransactionRequest::default()
            .to(token)
            .input(view.clone().into()),
        at: BlockId::latest(),
        state_overrides,
        block_overrides: None,
    }
}
