//! Tracing: run a call or a past transaction again and watch.

use alloy_primitives::B256;
use revm::context::TxEnv;
use revm::database_interface::WrapDatabaseRef;

use super::Chain;
use super::admission;
use super::call::CallSpec;
use super::error::ChainError;
use super::transaction::environment;
use super::view::View;
use crate::evm::{BlockContext, Mode, Outcome, RecentPrograms};
use crate::trace::{CallFrame, CallTracer, HostStep, Prestate, host_steps, prestate};

/// What to watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Watch {
    /// The tree of calls.
    Calls { only_top: bool, with_logs: bool },
    /// Accounts before, or what changed in them.
    Prestate { diff: bool },
    /// Host calls of programs.
    Hosts,
}

/// What was seen.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(untagged)]
pub(crate) enum Trace {
    Calls(Option<Box<CallFrame>>),
    Prestate(Prestate),
    Hosts(Vec<HostStep>),
}

/// A transaction ready to be run again.
struct Replay {
    view: View,
    context: BlockContext,
    recent: RecentPrograms,
    tx: TxEnv,
    mode: Mode,
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
        )
    }

    /// Runs a mined transaction again where it ran and tells what `watch` asks for.
    ///
    /// # Errors
    /// [`ChainError::UnknownTransaction`], or [`ChainError::StateDropped`] if that was too long ago.
    pub(crate) fn trace_transaction(&self, hash: B256, watch: Watch) -> Result<Trace, ChainError> {
        let replay = self.replay(hash)?;
        self.trace(replay, watch)
    }

    fn replay(&self, hash: B256) -> Result<Replay, ChainError> {
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
        Ok(Replay {
            view,
            context,
            recent,
            tx: environment(&mined.tx, self.tx_gas_cap),
            mode: Mode::Transaction,
        })
    }

    fn trace(&self, mut replay: Replay, watch: Watch) -> Result<Trace, ChainError> {
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
            Watch::Prestate { diff } => {
                let outcome = self.run_again(&mut replay)?;
                Ok(Trace::Prestate(prestate(
                    &replay.view,
                    &outcome.state,
                    diff,
                )))
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
