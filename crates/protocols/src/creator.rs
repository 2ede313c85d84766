//! Deploying the packages' contracts from one account.

use crate::{
    ProtocolError,
    bytecode::{Bytecode, Contract},
};
use alloy::{
    network::TransactionBuilder,
    primitives::{Address, Bytes, U256},
    providers::{DynProvider, Provider},
    rpc::types::{TransactionReceipt, TransactionRequest},
    sol_types::SolCall,
};
use client::transaction::{self, During};

/// A connection, the account that deploys and administers, and the bytecode.
#[derive(Debug, Clone)]
pub struct Creator {
    /// The node, with the account's key.
    pub provider: DynProvider,
    /// The account.
    pub account: Address,
    /// The packages.
    pub bytecode: Bytecode,
}

impl Creator {
    /// Deploys a contract with ABI-encoded constructor arguments.
    ///
    /// # Errors
    /// `Npm` when its bytecode is not there, `Transaction` when the chain refuses it.
    pub async fn create(
        &self,
        contract: Contract,
        arguments: &[u8],
    ) -> Result<Address, ProtocolError> {
        let mut code = self.bytecode.creation(contract)?.to_vec();
        code.extend_from_slice(arguments);
        let action = format!("deploying {contract:?}");
        let (address, _) =
            transaction::create(&self.provider, &action, self.account, code.into()).await?;
        Ok(address)
    }

    /// The address where others expect a contract, if there is code, or a deployment of one's own.
    ///
    /// # Errors
    /// As [`Creator::create`].
    pub async fn find_or_create(
        &self,
        usual: Address,
        contract: Contract,
    ) -> Result<Address, ProtocolError> {
        if self.has_code(usual).await? {
            return Ok(usual);
        }
        self.create(contract, &[]).await
    }

    /// Whether there is a contract.
    ///
    /// # Errors
    /// `Transaction` when the node cannot be asked.
    pub async fn has_code(&self, address: Address) -> Result<bool, ProtocolError> {
        let code = self.provider.get_code_at(address).await;
        Ok(!code.during("looking for a contract")?.is_empty())
    }

    /// Calls a contract from the account.
    ///
    /// # Errors
    /// `Transaction` with the contract's reason.
    pub async fn call(
        &self,
        action: &str,
        to: Address,
        call: &impl SolCall,
    ) -> Result<TransactionReceipt, ProtocolError> {
        send(&self.provider, action, self.account, to, call, U256::ZERO).await
    }
}

/// Calls a contract from any account whose key the provider has.
///
/// # Errors
/// `Transaction` with the contract's reason.
pub(crate) async fn send(
    provider: &DynProvider,
    action: &str,
    from: Address,
    to: Address,
    call: &impl SolCall,
    value: U256,
) -> Result<TransactionReceipt, ProtocolError> {
    let request = TransactionRequest::default()
        .with_from(from)
        .with_to(to)
        .with_value(value)
        .with_input(Bytes::from(call.abi_encode()));
    Ok(transaction::send(provider, action, request).await?)
}
