//! `eth_call`: run something and throw its effects away.

use alloy_eips::BlockId;
use alloy_primitives::{Address, B256, Bytes, TxKind, U256};
use alloy_rpc_types::state::StateOverride;
use alloy_rpc_types::{BlockOverrides, TransactionRequest};
use revm::context::TxEnv;
use revm::context::result::{ExecutionResult, HaltReason};
use revm::context_interface::either::Either;
use revm::database_interface::WrapDatabaseRef;

use super::Chain;
use super::admission;
use super::error::ChainError;
use super::node_interface;
use super::view::View;
use crate::evm::{BlockContext, Mode, Outcome, RecentPrograms};

/// A call somebody wants to try.
#[derive(Clone, Debug)]
pub(crate) struct CallSpec {
    /// Who calls whom with what.
    pub(crate) request: TransactionRequest,
    /// On which state.
    pub(crate) at: BlockId,
    /// Accounts to pretend about.
    pub(crate) state_overrides: Option<StateOverride>,
    /// Block fields to pretend about.
    pub(crate) block_overrides: Option<BlockOverrides>,
}

/// A call with all its surroundings, detached from the chain.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub(super) view: View,
    pub(super) context: BlockContext,
    pub(super) tx: TxEnv,
}

impl Chain {
    /// What the call returns.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] or [`ChainError::Halted`] if the call failed, others if it could not be made.
    pub(crate) fn call(&self, spec: CallSpec) -> Result<Bytes, ChainError> {
        if node_interface::is_asked(&spec) {
            return self.ask_node(spec);
        }
        let prepared = self.prepare(spec)?;
        self.try_call(&prepared).and_then(output)
    }

    /// Runs a prepared call.
    pub(super) fn try_call(&self, call: &Prepared) -> Result<Outcome, ChainError> {
        let mut recent = RecentPrograms::default();
        self.executor
            .transact(
                WrapDatabaseRef(&call.view),
                &call.context,
                &mut recent,
                call.tx.clone(),
                Mode::Call,
            )
            .map_err(admission::refusal)
    }

    /// The surroundings of `spec`.
    pub(super) fn prepare(&self, spec: CallSpec) -> Result<Prepared, ChainError> {
        let (head, at) = self.look(spec.at);
        let point = head.point(at)?;
        let mut view = View {
            world: point.state.world().clone(),
            blocks: head.blocks().clone(),
            hash_overrides: std::collections::BTreeMap::new(),
        };
        if let Some(overrides) = spec.state_overrides {
            view.world = view.world.overridden(overrides)?;
        }
        let mut context = point.context;
        if let Some(overrides) = spec.block_overrides {
            view.hash_overrides = overrides.block_hash.clone().unwrap_or_default();
            override_block(&mut context, overrides);
        }
        let tx = self.call_environment(&view, spec.request)?;
        Ok(Prepared { view, context, tx })
    }

    /// `request` as the executor wants it, with go-ethereum's defaults for what it leaves out.
    pub(super) fn call_environment(
        &self,
        view: &View,
        request: TransactionRequest,
    ) -> Result<TxEnv, ChainError> {
        if request.gas_price.is_some() && request.max_fee_per_gas.is_some() {
            return Err(ChainError::IncompleteRequest(
                "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified".to_owned(),
            ));
        }
        let caller = request.from.unwrap_or_default();
        let account = view.world.info(caller);
        let value = request.value.unwrap_or_default();
        check_value(caller, account.balance, value)?;
        let authorizations = request.authorization_list.unwrap_or_default();
        let access_list = request.access_list.unwrap_or_default();
        let tx_type = match (
            authorizations.is_empty(),
            request.max_fee_per_gas,
            access_list.is_empty(),
        ) {
            (false, _, _) => 4,
            (true, Some(_), _) => 2,
            (true, None, false) => 1,
            (true, None, true) => 0,
        };
        let dynamic = matches!(tx_type, 2 | 4);
        Ok(TxEnv {
            tx_type,
            caller,
            gas_limit: request
                .gas
                .unwrap_or(self.call_gas_cap)
                .min(self.call_gas_cap),
            gas_price: request
                .max_fee_per_gas
                .or(request.gas_price)
                .unwrap_or_default(),
            kind: request.to.unwrap_or(TxKind::Create),
            value,
            data: request.input.into_input().unwrap_or_default(),
            nonce: account.nonce,
            chain_id: Some(self.id()),
            access_list,
            gas_priority_fee: dynamic.then(|| request.max_priority_fee_per_gas.unwrap_or_default()),
            blob_hashes: Vec::new(),
            max_fee_per_blob_gas: 0,
            authorization_list: authorizations.into_iter().map(Either::Left).collect(),
        })
    }
}

fn check_value(sender: Address, have: U256, want: U256) -> Result<(), ChainError> {
    if have < want {
        return Err(ChainError::InsufficientFunds { sender, have, want });
    }
    Ok(())
}

pub(super) fn override_block(context: &mut BlockContext, overrides: BlockOverrides) {
    let block = &mut context.evm;
    if let Some(number) = overrides.number {
        block.number = number;
    }
    if let Some(difficulty) = overrides.difficulty {
        block.difficulty = difficulty;
    }
    if let Some(time) = overrides.time {
        block.timestamp = U256::from(time);
    }
    if let Some(gas_limit) = overrides.gas_limit {
        block.gas_limit = gas_limit;
    }
    if let Some(coinbase) = overrides.coinbase {
        block.beneficiary = coinbase;
    }
    if let Some(random) = overrides.random {
        block.prevrandao = Some(B256::from(random));
    }
    if let Some(base_fee) = overrides.base_fee {
        block.basefee = u64::try_from(base_fee).unwrap_or(u64::MAX);
    }
}

/// What a run returned, or how it failed.
pub(super) fn output(outcome: Outcome) -> Result<Bytes, ChainError> {
    match outcome.result {
        ExecutionResult::Success { output, .. } => Ok(output.into_data()),
        // The precompile has no error to revert with here; Nitro puts the reason beside the result as well.
        ExecutionResult::Revert { ref output, .. }
            if output.is_empty() && outcome.activation_refused.is_some() =>
        {
            Err(ChainError::Halted {
                message: halt_message(&HaltReason::PrecompileError, &outcome),
            })
        }
        ExecutionResult::Revert { output, .. } => Err(ChainError::Reverted { data: output }),
        ExecutionResult::Halt { ref reason, .. } => Err(ChainError::Halted {
            message: halt_message(reason, &outcome),
        }),
    }
}

/// Why a run halted: what is wrong with the program if that may be it, or go-ethereum's words for the halt.
fn halt_message(reason: &HaltReason, outcome: &Outcome) -> String {
    if let Some(refusal) = &outcome.activation_refused {
        return format!("program activation refused: {refusal}");
    }
    if let Some(failure) = outcome.failures.last() {
        return format!("{} (program {})", failure.reason, failure.address);
    }
    match reason {
        HaltReason::OutOfGas(_) => "out of gas".to_owned(),
        HaltReason::OpcodeNotFound => "invalid opcode".to_owned(),
        HaltReason::InvalidFEOpcode => "invalid opcode: INVALID".to_owned(),
        HaltReason::OutOfOffset => "return data out of bounds".to_owned(),
        HaltReason::CreateCollision => "contract address collision".to_owned(),
        HaltReason::CreateContractSizeLimit => "max code size exceeded".to_owned(),
        HaltReason::CreateContractStartingWithEF => {
            "invalid code: must not begin with 0xef".to_owned()
        }
        HaltReason::CreateInitCodeSizeLimit => "max initcode size exceeded".to_owned(),
        HaltReason::StateChangeDuringStaticCall => "write protection".to_owned(),
        HaltReason::CallTooDeep => "max call depth exceeded".to_owned(),
        other => other.to_string(),
    }
}
