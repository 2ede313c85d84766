//! `NodeInterface` at 0xc8: questions that a node answers itself when a client calls that address. No contract is there, and no
//! contract can ask.

use alloy_primitives::{Address, B256, Bytes, TxKind, U256, address, keccak256};
use alloy_rpc_types::TransactionRequest;
use alloy_rpc_types::state::AccountOverride;
use alloy_sol_types::{Revert, SolCall, SolError, SolEvent, SolInterface};

use super::Chain;
use super::call::CallSpec;
use super::error::ChainError;
use super::head::Head;
use crate::evm::precompiles::abi::ArbSys::L2ToL1Tx;
use crate::evm::precompiles::abi::NodeInterface as Abi;
use crate::evm::precompiles::abi::NodeInterface::NodeInterfaceCalls as M;
use crate::evm::precompiles::{ARB_SYS, aliased};
use crate::evm::{ARBOS_STATE, Setting};

/// Where clients ask.
const NODE_INTERFACE: Address = address!("00000000000000000000000000000000000000c8");

/// Whether the node itself is asked.
pub(super) fn is_asked(spec: &CallSpec) -> bool {
    spec.request.to == Some(TxKind::Call(NODE_INTERFACE))
}

impl Chain {
    /// Answers a call of the node interface.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] with a reason if there is no answer.
    pub(super) fn ask_node(&self, spec: CallSpec) -> Result<Bytes, ChainError> {
        let head = self.head();
        let bytes = match question(&spec)? {
            M::nitroGenesisBlock(_) => Abi::nitroGenesisBlockCall::abi_encode_returns(&U256::ZERO),
            M::blockL1Num(m) => {
                let block = head
                    .block(m.l2BlockNum)
                    .ok_or_else(|| no(format!("block {} does not exist", m.l2BlockNum)))?;
                Abi::blockL1NumCall::abi_encode_returns(&block.l1_number)
            }
            M::l2BlockRangeForL1(m) => {
                Abi::l2BlockRangeForL1Call::abi_encode_returns(&range(&head, m.blockNum)?)
            }
            M::findBatchContainingBlock(m) => {
                return Err(no(format!(
                    "no batch contains block {}: this chain posts none",
                    m.blockNum
                )));
            }
            M::getL1Confirmations(m) => {
                head.block_by_hash(m.blockHash)
                    .ok_or_else(|| no("unknown block hash".to_owned()))?;
                Abi::getL1ConfirmationsCall::abi_encode_returns(&0)
            }
            M::gasEstimateL1Component(_) => {
                let (base_fee, l1_price) = prices(&head);
                Abi::gasEstimateL1ComponentCall::abi_encode_returns(
                    &Abi::gasEstimateL1ComponentReturn {
                        gasEstimateForL1: 0,
                        baseFee: base_fee,
                        l1BaseFeeEstimate: l1_price,
                    },
                )
            }
            M::gasEstimateComponents(m) => {
                let kind = match m.contractCreation {
                    true => TxKind::Create,
                    false => TxKind::Call(m.to),
                };
                let gas = self.estimate(redirected(spec, kind, m.data))?;
                let (base_fee, l1_price) = prices(&head);
                Abi::gasEstimateComponentsCall::abi_encode_returns(
                    &Abi::gasEstimateComponentsReturn {
                        gasEstimate: gas,
                        gasEstimateForL1: 0,
                        baseFee: base_fee,
                        l1BaseFeeEstimate: l1_price,
                    },
                )
            }
            M::constructOutboxProof(m) => {
                Abi::constructOutboxProofCall::abi_encode_returns(&proof(&head, m.size, m.leaf)?)
            }
            M::legacyLookupMessageBatchProof(_) => {
                return Err(no("this chain has no classic messages".to_owned()));
            }
            // A question for an estimate: its answer is the gas, not a result.
            M::estimateRetryableTicket(_) => Vec::new(),
        };
        Ok(bytes.into())
    }

    /// What an estimate of a call of the node interface is about: the message from L1 that a ticket stands for, redeemed with the
    /// deposit it brings along.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] for any other question, which costs nothing to ask.
    pub(super) fn ticket(&self, spec: CallSpec) -> Result<CallSpec, ChainError> {
        let M::estimateRetryableTicket(m) = question(&spec)? else {
            return Err(no(
                "only a retryable ticket can be estimated here".to_owned()
            ));
        };
        let sender = aliased(m.sender);
        let mut spec = redirected(spec, TxKind::Call(m.to), m.data);
        if m.to.is_zero() {
            spec.request.to = Some(TxKind::Create);
        }
        spec.request.from = Some(sender);
        spec.request.value = Some(m.l2CallValue);
        let balance = self.head().state.world().info(sender).balance;
        spec.state_overrides.get_or_insert_default().insert(
            sender,
            AccountOverride {
                balance: Some(balance.saturating_add(m.deposit)),
                ..AccountOverride::default()
            },
        );
        Ok(spec)
    }
}

fn question(spec: &CallSpec) -> Result<M, ChainError> {
    let input = spec.request.input.input().cloned().unwrap_or_default();
    M::abi_decode(&input).map_err(|error| no(format!("not a question to the node: {error}")))
}

fn redirected(spec: CallSpec, to: TxKind, data: Bytes) -> CallSpec {
    CallSpec {
        request: TransactionRequest {
            to: Some(to),
            input: data.into(),
            ..spec.request
        },
        ..spec
    }
}

fn no(reason: String) -> ChainError {
    ChainError::Reverted {
        data: Revert { reason }.abi_encode().into(),
    }
}

/// Base fee of the next block, and what L1 is taken to cost.
fn prices(head: &Head) -> (U256, U256) {
    let l1_price = head
        .state
        .world()
        .slot(ARBOS_STATE, Setting::L1Price.slot());
    (U256::from(head.base_fee), l1_price)
}

/// First and last block that saw the L1 block `wanted`.
fn range(head: &Head, wanted: u64) -> Result<Abi::l2BlockRangeForL1Return, ChainError> {
    let blocks = head.blocks();
    let first = blocks.binary_search_by(|block| match block.l1_number < wanted {
        true => std::cmp::Ordering::Less,
        false => std::cmp::Ordering::Greater,
    });
    let after = blocks.binary_search_by(|block| match block.l1_number <= wanted {
        true => std::cmp::Ordering::Less,
        false => std::cmp::Ordering::Greater,
    });
    // Nothing compares equal, so that both searches end where the block would have to be put.
    let (Err(first) | Ok(first), Err(after) | Ok(after)) = (first, after);
    if first == after {
        return Err(no(format!("no block saw L1 block {wanted}")));
    }
    let number = |index: usize| u64::try_from(index).unwrap_or(u64::MAX);
    Ok(Abi::l2BlockRangeForL1Return {
        firstBlock: number(first),
        lastBlock: number(after.saturating_sub(1)),
    })
}

/// The proof that message `leaf` is among the first `size`, against the root an outbox on L1 would hold.
fn proof(head: &Head, size: u64, leaf: u64) -> Result<Abi::constructOutboxProofReturn, ChainError> {
    let sends = sends(head);
    let count = usize::try_from(size).unwrap_or(usize::MAX);
    let (Some(known), true) = (sends.get(..count), leaf < size) else {
        return Err(no(format!(
            "message {leaf} of {size} does not exist: {} were sent",
            sends.len()
        )));
    };
    let mut index = usize::try_from(leaf).unwrap_or(usize::MAX);
    let send = known.get(index).copied().unwrap_or_default();
    let mut level: Vec<B256> = known.iter().map(keccak256).collect();
    let mut siblings = Vec::new();
    while level.len() > 1 {
        siblings.push(level.get(index ^ 1).copied().unwrap_or_default());
        level = level
            .chunks(2)
            .map(|pair| {
                let right = pair.get(1).copied().unwrap_or_default();
                keccak256([pair[0], right].concat())
            })
            .collect();
        index /= 2;
    }
    Ok(Abi::constructOutboxProofReturn {
        send,
        root: level.first().copied().unwrap_or_default(),
        proof: siblings,
    })
}

/// Hashes of all messages to L1, oldest first.
fn sends(head: &Head) -> Vec<B256> {
    let mut sends = Vec::new();
    for block in head.blocks() {
        for found in block.logs() {
            if found.log.address == ARB_SYS
                && let Ok(sent) = L2ToL1Tx::decode_log_data(&found.log.data)
            {
                sends.push(B256::from(sent.hash));
            }
        }
    }
    sends
}
