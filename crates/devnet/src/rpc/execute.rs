//! Running code: calls, estimates and transactions.

use alloy_consensus::TxEnvelope;
use alloy_consensus::transaction::Recovered;
use alloy_dyn_abi::TypedData;
use alloy_eips::BlockId;
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, Signature, U64, U256};
use alloy_rpc_types::simulate::{SimCallResult, SimulatePayload};
use alloy_rpc_types::state::StateOverride;
use alloy_rpc_types::{BlockOverrides, Bundle, EthCallResponse, StateContext, TransactionRequest};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use jsonrpsee::types::ErrorObjectOwned;
use serde::Serialize;

use super::args::Args;
use super::error::{internal, invalid};
use super::reply::{BlockReply, ReceiptReply, log_reply};
use super::{Answer, Method, Node, answer};
use crate::chain::{CallSpec, ChainError, Simulated, decode};

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
    Method::heavy(&["eth_createAccessList"], |node, args| {
        answer(
            node.chain
                .access_list(call_spec(args, BlockId::pending(), true)?)?,
        )
    }),
    Method::heavy(&["eth_simulateV1"], |node, args| {
        let payload: SimulatePayload = args.next()?;
        let full = payload.return_full_transactions;
        let at = args.block()?;
        let blocks = node.chain.simulate(payload, at)?;
        let replies = blocks.into_iter().map(|block| simulated(block, full));
        answer(replies.collect::<Vec<_>>())
    }),
    Method::heavy(&["eth_callMany"], |node, args| {
        let bundles: Vec<Bundle> = args.next()?;
        let context: StateContext = args.optional()?.unwrap_or_default();
        if context
            .transaction_index
            .is_some_and(|index| index.is_index())
        {
            return Err(invalid(
                "transactionIndex: calls run after the whole block only",
            ));
        }
        let at = context.block_number.unwrap_or(BlockId::latest());
        let overrides: Option<StateOverride> = args.optional()?;
        let answers = node.chain.call_many(bundles, at, overrides)?;
        let response = |result: Result<Bytes, ChainError>| match result {
            Ok(value) => EthCallResponse {
                value: Some(value),
                error: None,
            },
            Err(error) => EthCallResponse {
                value: None,
                error: Some(error.to_string()),
            },
        };
        let bundles = answers.into_iter();
        let replies = bundles.map(|results| results.into_iter().map(response).collect());
        answer(replies.collect::<Vec<Vec<_>>>())
    }),
    Method::heavy(&["eth_signTransaction"], |node, args| {
        let request: TransactionRequest = args.next()?;
        answer(Bytes::from(node.chain.signed(request)?.encoded_2718()))
    }),
    Method::heavy(&["eth_fillTransaction"], |node, args| {
        let request: TransactionRequest = args.next()?;
        let (sender, tx) = node.chain.filled(request)?;
        let unsigned = Signature::new(U256::ZERO, U256::ZERO, false);
        let tx = Recovered::new_unchecked(TxEnvelope::new_unhashed(tx, unsigned), sender);
        answer(Filled {
            raw: tx.encoded_2718().into(),
            tx: super::reply::waiting(&tx),
        })
    }),
    Method::heavy(&["eth_sendRawTransaction"], |node, args| {
        let bytes: Bytes = args.next()?;
        answer(node.chain.submit(decode(&bytes)?)?)
    }),
    Method::heavy(&["eth_sendRawTransactionSync"], |node, args| {
        let bytes: Bytes = args.next()?;
        receipt(node, node.chain.submit(decode(&bytes)?)?)
    }),
    Method::heavy(&["eth_sendTransaction"], |node, args| {
        let request: TransactionRequest = args.next()?;
        answer(node.chain.send(request)?)
    }),
    Method::heavy(&["eth_sendTransactionSync"], |node, args| {
        let request: TransactionRequest = args.next()?;
        receipt(node, node.chain.send(request)?)
    }),
    // In anvil's name for it, as if the sender were impersonated for this one.
    Method::heavy(&["eth_sendUnsignedTransaction"], |node, args| {
        let request: TransactionRequest = args.next()?;
        answer(node.chain.send_unsigned(request)?)
    }),
    Method::light(
        &[
            "eth_signTypedData_v4",
            "eth_signTypedData_v3",
            "eth_signTypedData",
        ],
        |node, args| {
            let address: Address = args.next()?;
            let data: TypedData = args.next()?;
            let hash = data
                .eip712_signing_hash()
                .map_err(|error| invalid(error.to_string()))?;
            let signer = signer(node, address)?;
            let signature = signer.sign_hash_sync(&hash);
            let signature = signature.map_err(|error| internal(error.to_string()))?;
            answer(Bytes::from(signature.as_bytes()))
        },
    ),
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

/// A transaction with everything filled in, for the client to sign.
#[derive(Serialize)]
struct Filled {
    raw: Bytes,
    tx: alloy_rpc_types::Transaction,
}

/// A simulated block with what its calls did.
#[derive(Serialize)]
struct SimulatedReply {
    #[serde(flatten)]
    block: BlockReply,
    calls: Vec<SimCallResult>,
}

fn simulated(simulated: Simulated, full: bool) -> SimulatedReply {
    let Simulated { block, mut calls } = simulated;
    for (index, call) in calls.iter_mut().enumerate() {
        let hash = block.transactions.get(index).map(|mined| *mined.tx.hash());
        let logs = block
            .logs()
            .filter(|found| Some(found.transaction_hash) == hash);
        call.logs = logs.map(log_reply).collect();
    }
    SimulatedReply {
        block: BlockReply::new(&block, full),
        calls,
    }
}

fn receipt(node: &Node, hash: B256) -> Answer {
    let head = node.chain.head();
    let (block, index, mined) = head
        .transaction(hash)
        .ok_or(ChainError::UnknownTransaction(hash))?;
    answer(ReceiptReply::new(block, index, mined))
}

fn signer(node: &Node, address: Address) -> Result<&PrivateKeySigner, ChainError> {
    node.chain
        .signer(address)
        .ok_or(ChainError::UnknownAccount(address))
}

fn sign(node: &Node, address: Address, message: &[u8]) -> Answer {
    let signer = signer(node, address)?;
    let signature = signer
        .sign_message_sync(message)
        .map_err(|error| internal(error.to_string()))?;
    answer(Bytes::from(signature.as_bytes()))
}
