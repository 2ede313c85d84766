//! Running code: calls, estimates and transactions.

use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes, U64};
use alloy_rpc_types::state::StateOverride;
use alloy_rpc_types::{BlockOverrides, TransactionRequest};
use alloy_signer::SignerSync;
use jsonrpsee::types::ErrorObjectOwned;

use super::args::Args;
use super::error::{internal, invalid};
use super::{Answer, Method, Node, answer};
use crate::chain::{CallSpec, ChainError, decode};

pub(super) const METHODS: &[Method] = &[
    Method::heavy(&["eth_call"], |node, args| {
        answer(node.chain.call(call_spec(args, BlockId::latest(), true)?)?)
    }),
    // What is estimated will run in the next block.
    Method::heavy(&["eth_estimateGas"], |node, args| {
        let gas = node
            .chain
            .estimate(call_spec(args, BlockId::pending(), true)?)?;
        answer(U64::from(gas))
    }),
    Method::heavy(&["eth_sendRawTransaction"], |node, args| {
        let bytes: Bytes = args.next()?;
        answer(node.chain.submit(decode(&bytes)?)?)
    }),
    Method::heavy(&["eth_sendRawTransactionSync"], |node, args| {
        let bytes: Bytes = args.next()?;
        let hash = node.chain.submit(decode(&bytes)?)?;
        let head = node.chain.head();
        let (block, index, mined) = head
            .transaction(hash)
            .ok_or(ChainError::UnknownTransaction(hash))?;
        answer(super::reply::ReceiptReply::new(block, index, mined))
    }),
    Method::heavy(&["eth_sendTransaction"], |node, args| {
        let request: TransactionRequest = args.next()?;
        answer(node.chain.send(request)?)
    }),
    Method::light(&["eth_sign"], |node, args| {
        let address: Address = args.next()?;
        let message: Bytes = args.next()?;
        sign(node, address, &message)
    }),
    // The same with its parameters the other way round.
    Method::light(&["personal_sign"], |node, args| {
        let message: Bytes = args.next()?;
        let address: Address = args.next()?;
        sign(node, address, &message)
    }),
];

/// The call in `args`, at `default` if it names no block; with override sets after the block if `overrides`.
pub(super) fn call_spec(
    args: &mut Args<'_>,
    default: BlockId,
    overrides: bool,
) -> Result<CallSpec, ErrorObjectOwned> {
    let mut request: TransactionRequest = args.next()?;
    if let (Some(input), Some(data)) = (&request.input.input, &request.input.data)
        && input != data
    {
        return Err(invalid("both \"data\" and \"input\" are set and not equal"));
    }
    request.input.data = request.input.data.or_else(|| request.input.input.clone());
    let at = args.optional()?.unwrap_or(default);
    let (state_overrides, block_overrides) = match overrides {
        true => (
            args.optional::<StateOverride>()?,
            args.optional::<BlockOverrides>()?,
        ),
        false => (None, None),
    };
    Ok(CallSpec {
        request,
        at,
        state_overrides,
        block_overrides,
    })
}

fn sign(node: &Node, address: Address, message: &[u8]) -> Answer {
    let signer = node
        .chain
        .signer(address)
        .ok_or(ChainError::UnknownAccount(address))?;
    let signature = signer
        .sign_message_sync(message)
        .map_err(|error| internal(error.to_string()))?;
    answer(Bytes::from(signature.as_bytes()))
}
