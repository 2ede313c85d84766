//! Tracing: run a call or a past transaction again and watch.

use alloy_primitives::B256;
use alloy_rpc_types_trace::geth::{GethDebugTracingOptions, GethTrace};
use revm::context::TxEnv;
use revm::database_interface::WrapDatabaseRef;
use revm_inspectors::tracing::TransactionContext;

use super::Chain;
use super::admission;
use super::call::CallSpec;
use super::error::ChainError;
use super::transaction::environment;
use super::view::View;
use crate::evm::{BlockContext, Mode, Outcome, RecentPrograms};
use crate::trace::{
    CallFrame, CallTracer, HostStep, Prestate, PrestateOptions, host_steps, prestate,
};

/// What to watch.
#[derive(Clone, Debug)]
pub(crate) enum Watch {
    /// The tree of calls.
    Calls { only_top: bool, with_logs: bool },
    /// Accounts before, or what changed in them.
    Prestate(PrestateOptions),
    /// Host calls of programs.
    Hosts,
    /// What go-ethereum's other tracers watch.
    Geth(Box<GethDebugTracingOptions>),
}

/// What was seen.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(untagged)]
pub(crate) enum Trace {
    Calls(Option<Box<CallFrame>>),
    Prestate(Prestate),
    Hosts(Vec<HostStep>),
    Geth(Box<GethTrace>),
}

/// A transaction ready to be run again.
pub(super) struct Replay {
    pub(super) view: View,
    pub(super) context: BlockContext,
    pub(super) recent: RecentPrograms,
    pub(super) tx: TxEnv,
    pub(super) mode: Mode,
}

impl Chain {
    /// Runs a call and tells what `watch` asks for.
    ///
    /// # Errors
    /// [`ChainError`] if the call could not be made; a call that fails is traced like any other.
    pub(crate) fn trace_call(&self, spec: CallSpec, watch: Watch) -> Result<Trace, ChainError> {
        let prepared = self.prepare(spec)?;
        self.trace(
            Replay {
                view: prepared.view,
                context: prepared.context,
                recent: RecentPrograms::default(),
                tx: prepared.tx,
                mode: Mode::Call,
            },
            watch,
            None,
        )
    }

    /// Runs a mined transaction again where it ran and tells what `watch` asks for.
    ///
    /// # Errors
    /// [`ChainError::UnknownTransaction`], or [`ChainError::StateDropped`] if that was too long ago.
    pub(crate) fn trace_transaction(&self, hash: B256, watch: Watch) -> Result<Trace, ChainError> {
        let (replay, place) = self.replay(hash)?;
        self.trace(replay, watch, Some(place))
    }

    fn replay(&self, hash: B256) -> Result<(Replay, TransactionContext), ChainError> {
        let head = self.head();
        let (block, index, mined) = head
            .transaction(hash)
            .ok_or(ChainError::UnknownTransaction(hash))?;
        let mut state = head.state_before(block.number())?.clone();
        let context = block.context();
        let mut recent = RecentPrograms::default();
        let earlier = usize::try_from(block.number()).unwrap_or(usize::MAX);
        let mut view = View {
            world: state.world().clone(),
            blocks: head.blocks().take(earlier),
            hash_overrides: std::collections::BTreeMap::new(),
        };
        for before in block.transactions.iter().take(index) {
            let outcome = self.execute(&view, &context, &mut recent, &before.tx)?;
            state.commit(outcome.state);
            view.world = state.world().clone();
        }
        let place = TransactionContext::default()
            .with_block_hash(block.hash())
            .with_tx_index(index)
            .with_tx_hash(hash);
        let replay = Replay {
            view,
            context,
            recent,
            tx: environment(&mined.tx, self.tx_gas_cap),
            mode: Mode::Transaction,
        };
        Ok((replay, place))
    }

    fn trace(
        &self,
        mut replay: Replay,
        watch: Watch,
        place: Option<TransactionContext>,
    ) -> Result<Trace, ChainError> {
        let gas_limit = replay.tx.gas_limit;
        match watch {
            Watch::Calls {
                only_top,
                with_logs,
            } => {
                let mut tracer = CallTracer::new(only_top, with_logs);
                let database = WrapDatabaseRef(&replay.view);
                let outcome = self
                    .executor
                    .inspect(
                        database,
                        &replay.context,
                        &mut replay.recent,
                        replay.tx,
                        replay.mode,
                        &mut tracer,
                    )
                    .map_err(admission::refusal)?;
                let root = tracer.finish(gas_limit, outcome.result.tx_gas_used());
                Ok(Trace::Calls(root.map(Box::new)))
            }
            Watch::Prestate(options) => {
                let outcome = self.run_again(&mut replay)?;
                Ok(Trace::Prestate(prestate(
                    &replay.view,
                    &outcome.state,
                    options,
                )))
            }
            Watch::Geth(options) => {
                let trace = self.trace_as_geth(replay, *options, place)?;
                Ok(Trace::Geth(Box::new(trace)))
            }
            Watch::Hosts => {
                replay.context.trace_host_calls = true;
                let outcome = self.run_again(&mut replay)?;
                Ok(Trace::Hosts(host_steps(outcome.host_calls)))
            }
        }
    }

    fn run_again(&self, replay: &mut Replay) -> Result<Outcome, ChainError> {
        let database = WrapDatabaseRef(&replay.view);
        self.executor
            .transact(
                database,
                &replay.context,
                &mut replay.recent,
                replay.tx.clone(),
                replay.mode,
            )
            .map_err(admission::refusal)
    }
}
