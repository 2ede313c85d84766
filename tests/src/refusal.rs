//! A transaction that must fail: with exactly this error, in all its fields, and without a trace.

use crate::{
    chain::Chain,
    node::{Ability, Lacking},
};
use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes, U256},
    rpc::types::TransactionRequest,
    sol_types::{SolCall, SolError},
};
use anyhow::ensure;
use client::revert::Revert;
use std::{fmt, sync::Once};

/// Proof that something was refused as it must be.
#[derive(Debug, Clone)]
pub struct Refused(Revert);

impl Refused {
    /// The error's name; empty when no ABI knows it.
    pub fn name(&self) -> &str {
        self.0.name.as_deref().unwrap_or_default()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// Sends `call` as `from` and holds the chain to it: the transaction is mined and fails, its error data is `expected` to the
/// last byte, and the whole state is as before but for the sender's nonce and balance.
///
/// # Errors
/// Says what was expected and what came instead.
pub async fn refused(
    chain: &Chain,
    from: Address,
    to: Address,
    call: &impl SolCall,
    expected: &impl SolError,
) -> anyhow::Result<Refused> {
    refused_raw(chain, from, to, call.abi_encode().into(), |_| {
        expected.abi_encode().into()
    })
    .await
}

/// [`refused`] with an error that depends on the timestamp of the block.
///
/// # Errors
/// As [`refused`].
pub async fn refused_at<E: SolError>(
    chain: &Chain,
    from: Address,
    to: Address,
    call: &impl SolCall,
    expected: impl FnOnce(u64) -> E,
) -> anyhow::Result<Refused> {
    refused_raw(chain, from, to, call.abi_encode().into(), |timestamp| {
        expected(timestamp).abi_encode().into()
    })
    .await
}

/// [`refused`] with raw calldata, and error data that depends on the timestamp of the block.
///
/// # Errors
/// As [`refused`].
pub async fn refused_raw(
    chain: &Chain,
    from: Address,
    to: Address,
    data: Bytes,
    expected: impl FnOnce(u64) -> Bytes,
) -> anyhow::Result<Refused> {
    refused_request(
        chain,
        from,
        TransactionRequest::default().with_to(to).with_input(data),
        expected,
    )
    .await
}

/// [`refused`] with ether sent along.
///
/// # Errors
/// As [`refused`].
pub async fn refused_with_value(
    chain: &Chain,
    from: Address,
    to: Address,
    data: Bytes,
    value: U256,
    expected: &impl SolError,
) -> anyhow::Result<Refused> {
    let request = TransactionRequest::default()
        .with_to(to)
        .with_input(data)
        .with_value(value);
    refused_request(chain, from, request, |_| expected.abi_encode().into()).await
}

/// [`refused_raw`] with no more than `gas`.
///
/// # Errors
/// As [`refused`].
pub async fn refused_with_gas(
    chain: &Chain,
    from: Address,
    to: Address,
    data: Bytes,
    gas: u64,
    expected: &impl SolError,
) -> anyhow::Result<Refused> {
    let request = TransactionRequest::default()
        .with_to(to)
        .with_input(data)
        .with_gas_limit(gas);
    refused_request(chain, from, request, |_| expected.abi_encode().into()).await
}

/// A question that must fail so, from an account that can ask and not send.
///
/// # Errors
/// As [`refused`].
pub async fn refused_to_answer(
    chain: &Chain,
    from: Address,
    to: Address,
    call: &impl SolCall,
    expected: &impl SolError,
) -> anyhow::Result<Refused> {
    let got = crate::chain::reverted(chain.ask(from, to, call.abi_encode().into()).await)?;
    let expected = Revert::decode(&expected.abi_encode().into());
    ensure!(got == expected, "expected {expected}, got {got}");
    Ok(Refused(got))
}

/// [`refused`] with so little gas. The error says how much was left, which nobody knows beforehand: `expected` makes it from
/// the one that came.
///
/// # Errors
/// As [`refused`].
pub async fn refused_for_gas<E: SolError>(
    chain: &Chain,
    from: Address,
    to: Address,
    call: &impl SolCall,
    gas: u64,
    expected: impl FnOnce(E) -> E,
) -> anyhow::Result<Refused> {
    let request = TransactionRequest::default()
        .with_to(to)
        .with_input(call.abi_encode())
        .with_gas_limit(gas);
    let before = state(chain, from).await?;
    let (got, _) = chain.fail_request(from, request).await?;
    let expected = Revert::decode(&expected(E::abi_decode(&got.data)?).abi_encode().into());
    held_to(chain, from, got, expected, before).await
}

async fn refused_request(
    chain: &Chain,
    from: Address,
    request: TransactionRequest,
    expected: impl FnOnce(u64) -> Bytes,
) -> anyhow::Result<Refused> {
    let before = state(chain, from).await?;
    let (got, timestamp) = chain.fail_request(from, request).await?;
    let expected = Revert::decode(&expected(timestamp));
    held_to(chain, from, got, expected, before).await
}

async fn held_to(
    chain: &Chain,
    from: Address,
    got: Revert,
    expected: Revert,
    before: Option<B256>,
) -> anyhow::Result<Refused> {
    ensure!(
        got == expected,
        "expected {expected}, got {got} (data {})",
        got.data
    );
    let after = state(chain, from).await?;
    ensure!(
        before == after,
        "{got} was refused, but the state changed: {before:?} -> {after:?}"
    );
    Ok(Refused(got))
}

/// The whole state but for a sender; nothing where the node cannot say, which is said once.
async fn state(chain: &Chain, sender: Address) -> anyhow::Result<Option<B256>> {
    static SAID: Once = Once::new();
    if chain.node.can(Ability::Digest) {
        return Ok(Some(chain.digest(&[sender]).await?));
    }
    SAID.call_once(|| {
        println!(
            "note: {}; that a refusal leaves no trace is not checked",
            Lacking(Ability::Digest)
        );
    });
    Ok(None)
}
