//! `eth_simulateV1` and `eth_callMany`: blocks that never are, one call after the other on the state the last one left.

use std::sync::Arc;

use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes};
use alloy_rpc_types::simulate::{
    MAX_SIMULATE_BLOCKS, SimBlock, SimCallResult, SimulateError, SimulatePayload,
};
use alloy_rpc_types::state::StateOverride;
use alloy_rpc_types::{Bundle, TransactionRequest};
use revm::context::TxEnv;
use revm::context::result::ExecutionResult;
use revm::database_interface::WrapDatabaseRef;
use revm_inspectors::transfer::TransferInspector;

use super::Chain;
use super::admission;
use super::call::{output, override_block};
use super::error::ChainError;
use super::gateway::typed;
use super::head::Head;
use super::mine::receipt;
use super::record::{Block, Mined};
use super::seal::Draft;
use super::transaction::impersonate;
use super::view::View;
use crate::evm::{BlockContext, Mode, Outcome, RecentPrograms};
use crate::state::State;

/// One simulated block.
#[derive(Debug)]
pub(crate) struct Simulated {
    /// The block as it would be.
    pub(crate) block: Block,
    /// What its calls did; their logs are in the block's receipts.
    pub(crate) calls: Vec<SimCallResult>,
}

/// A chain in the making that nobody will see.
struct Sandbox<'a> {
    chain: &'a Chain,
    state: State,
    blocks: imbl::Vector<Arc<Block>>,
    gas_left: u64,
    validation: bool,
    trace_transfers: bool,
}

/// A block in the making.
struct Open {
    context: BlockContext,
    recent: RecentPrograms,
    mined: Vec<Mined>,
    calls: Vec<SimCallResult>,
    gas_used: u64,
    logs: u64,
}

impl Chain {
    /// The blocks of `payload` on top of the block at `at`.
    ///
    /// # Errors
    /// [`ChainError::Simulation`] if a call could not be made; one that fails is answered with its error.
    pub(crate) fn simulate(
        &self,
        payload: SimulatePayload,
        at: BlockId,
    ) -> Result<Vec<Simulated>, ChainError> {
        let asked = u64::try_from(payload.block_state_calls.len()).unwrap_or(u64::MAX);
        if asked > MAX_SIMULATE_BLOCKS {
            return Err(refuse(
                -38_026,
                format!("too many blocks: {asked}, at most {MAX_SIMULATE_BLOCKS}"),
            ));
        }
        let (head, at) = self.look(at);
        let mut sandbox = self.sandbox(&head, at)?;
        sandbox.validation = payload.validation;
        sandbox.trace_transfers = payload.trace_transfers;
        let blocks = payload.block_state_calls.into_iter();
        blocks.map(|block| sandbox.block(&head, block)).collect()
    }

    /// The calls of `bundles` one after the other on the state at `at`; each with what it returned or why it failed.
    ///
    /// # Errors
    /// [`ChainError`] if there is no such state or an override makes no sense.
    pub(crate) fn call_many(
        &self,
        bundles: Vec<Bundle>,
        at: BlockId,
        overrides: Option<StateOverride>,
    ) -> Result<Vec<Vec<Result<Bytes, ChainError>>>, ChainError> {
        let (head, at) = self.look(at);
        let mut context = head.point(at)?.context;
        let mut sandbox = self.sandbox(&head, at)?;
        if let Some(overrides) = overrides {
            sandbox.state = sandbox.state.overridden(overrides)?;
        }
        let mut answers = Vec::with_capacity(bundles.len());
        for bundle in bundles {
            if let Some(overrides) = bundle.block_override {
                override_block(&mut context, overrides);
            }
            let mut recent = RecentPrograms::default();
            let calls = bundle.transactions.into_iter();
            let results = calls.map(|call| sandbox.call(&context, &mut recent, call));
            answers.push(results.collect());
        }
        Ok(answers)
    }

    fn sandbox(&self, head: &Head, at: BlockId) -> Result<Sandbox<'_>, ChainError> {
        let block = head.find(at).ok_or(ChainError::UnknownBlock)?;
        let known = usize::try_from(block.number()).unwrap_or(usize::MAX);
        Ok(Sandbox {
            chain: self,
            state: head.state_at(block.number())?.clone(),
            blocks: head.blocks().take(known.saturating_add(1)),
            gas_left: self.call_gas_cap,
            validation: false,
            trace_transfers: false,
        })
    }
}

impl Sandbox<'_> {
    fn block(&mut self, head: &Head, wanted: SimBlock) -> Result<Simulated, ChainError> {
        let draft = self.draft(head, &wanted)?;
        if let Some(overrides) = wanted.state_overrides {
            self.state = self.state.overridden(overrides)?;
        }
        let mut open = Open {
            context: draft.context(),
            recent: RecentPrograms::default(),
            mined: Vec::new(),
            calls: Vec::new(),
            gas_used: 0,
            logs: 0,
        };
        if let Some(overrides) = wanted.block_overrides {
            override_block(&mut open.context, overrides);
        }
        for call in wanted.calls {
            self.transaction(&mut open, call)?;
        }
        let block = draft.seal(self.state.root(), open.mined);
        self.blocks.push_back(Arc::new(block.clone()));
        Ok(Simulated {
            block,
            calls: open.calls,
        })
    }

    /// The header of the next block, in order after the last.
    fn draft(&self, head: &Head, wanted: &SimBlock) -> Result<Draft, ChainError> {
        let parent = self.blocks.last().ok_or(ChainError::UnknownBlock)?;
        let overrides = wanted.block_overrides.clone().unwrap_or_default();
        let next = parent.number().saturating_add(1);
        let number = overrides
            .number
            .map_or(next, |number| number.saturating_to());
        if number != next {
            return Err(refuse(
                -38_020,
                format!(
                    "block numbers must be in order: {number} after {}",
                    parent.number()
                ),
            ));
        }
        let timestamp = overrides
            .time
            .unwrap_or_else(|| parent.timestamp().saturating_add(1));
        if timestamp < parent.timestamp() {
            return Err(refuse(
                -38_021,
                format!(
                    "block timestamps must be in order: {timestamp} <= {}",
                    parent.timestamp()
                ),
            ));
        }
        let base_fee = overrides.base_fee.map(|fee| fee.saturating_to());
        let unchecked = if self.validation { head.base_fee } else { 0 };
        Ok(Draft {
            number,
            parent_hash: parent.hash(),
            timestamp,
            l1_number: head.clock.l1_number(timestamp),
            base_fee: base_fee.unwrap_or(unchecked),
            coinbase: overrides.coinbase.unwrap_or(head.coinbase),
            ..head.draft()
        })
    }

    /// Runs `request` as the next transaction of `open`.
    fn transaction(
        &mut self,
        open: &mut Open,
        request: TransactionRequest,
    ) -> Result<(), ChainError> {
        let sender = request.from.unwrap_or_default();
        let request = self.completed(&open.context, sender, request);
        let view = self.view();
        let mut env = self
            .chain
            .call_environment(&view, request.clone())
            .map_err(simulation)?;
        env.nonce = request.nonce.unwrap_or(env.nonce);
        let outcome = self
            .execute(&view, &open.context, &mut open.recent, env)
            .map_err(simulation)?;
        let tx = impersonate(typed(request)?, sender);
        let result = outcome.result.clone();
        self.state.commit(outcome.state.clone());
        let gas_used = result.tx_gas_used();
        self.gas_left = self.gas_left.saturating_sub(gas_used);
        open.gas_used = open.gas_used.saturating_add(gas_used);
        let (success, logs) = match &result {
            ExecutionResult::Success { logs, .. } => (true, logs.clone()),
            _ => (false, Vec::new()),
        };
        let first_log = open.logs;
        open.logs = first_log.saturating_add(u64::try_from(logs.len()).unwrap_or(u64::MAX));
        open.mined.push(Mined {
            receipt: receipt(&tx, success, open.gas_used, logs),
            tx,
            gas_used,
            created: None,
            first_log,
        });
        let max_used_gas = result.gas().total_gas_spent();
        open.calls
            .push(call_result(outcome, gas_used, max_used_gas));
        Ok(())
    }

    /// `request` with all that a transaction must say.
    fn completed(
        &self,
        context: &BlockContext,
        sender: Address,
        mut request: TransactionRequest,
    ) -> TransactionRequest {
        let nonce = self.state.world().info(sender).nonce;
        request.from = Some(sender);
        request.nonce.get_or_insert(nonce);
        request.to.get_or_insert(alloy_primitives::TxKind::Create);
        request.chain_id.get_or_insert(self.chain.id());
        let gas = request.gas.unwrap_or(self.gas_left).min(self.gas_left);
        request.gas = Some(gas);
        if request.gas_price.is_none() {
            let base_fee = if self.validation {
                u128::from(context.evm.basefee)
            } else {
                0
            };
            request.max_fee_per_gas.get_or_insert(base_fee);
            request.max_priority_fee_per_gas.get_or_insert(0);
        }
        request
    }

    /// Runs `request` as a call whose effects stay.
    fn call(
        &mut self,
        context: &BlockContext,
        recent: &mut RecentPrograms,
        request: TransactionRequest,
    ) -> Result<Bytes, ChainError> {
        let view = self.view();
        let env = self.chain.call_environment(&view, request)?;
        let outcome = self.execute(&view, context, recent, env)?;
        self.state.commit(outcome.state.clone());
        output(outcome)
    }

    fn execute(
        &self,
        view: &View,
        context: &BlockContext,
        recent: &mut RecentPrograms,
        env: TxEnv,
    ) -> Result<Outcome, ChainError> {
        let mode = if self.validation {
            Mode::Transaction
        } else {
            Mode::Call
        };
        let executor = &self.chain.executor;
        let database = WrapDatabaseRef(view);
        let outcome = if self.trace_transfers {
            let transfers = TransferInspector::new(false).with_logs(true);
            executor.inspect(database, context, recent, env, mode, transfers)
        } else {
            executor.transact(database, context, recent, env, mode)
        };
        outcome.map_err(admission::refusal)
    }

    fn view(&self) -> View {
        View {
            world: self.state.world().clone(),
            blocks: self.blocks.clone(),
            hash_overrides: std::collections::BTreeMap::new(),
        }
    }
}

fn call_result(outcome: Outcome, gas_used: u64, max_used_gas: u64) -> SimCallResult {
    let status = outcome.result.is_success();
    let return_data = outcome.result.output().cloned().unwrap_or_default();
    let error = output(outcome).err().map(|error| match error {
        ChainError::Reverted { ref data } => SimulateError {
            code: SimulateError::EXECUTION_REVERTED_CODE,
            message: error.to_string(),
            data: Some(data.clone()),
        },
        other => SimulateError {
            code: SimulateError::VM_EXECUTION_ERROR_CODE,
            message: other.to_string(),
            data: None,
        },
    });
    SimCallResult {
        return_data,
        logs: Vec::new(),
        gas_used,
        max_used_gas: Some(max_used_gas),
        status,
        error,
    }
}

/// The code that the specification gives to a refusal.
fn simulation(error: ChainError) -> ChainError {
    let code = match error {
        ChainError::NonceTooLow { .. } => -38_010,
        ChainError::FeeTooLow { .. } => -38_012,
        ChainError::IntrinsicGas { .. } => -38_013,
        ChainError::InsufficientFunds { .. } => -38_014,
        other => return other,
    };
    refuse(code, error.to_string())
}

fn refuse(code: i32, message: String) -> ChainError {
    ChainError::Simulation { code, message }
}
