//! What lives as long as one transaction, beside the journal.

use std::sync::Arc;

use alloy_primitives::{Address, B256};
use revm::context::{BlockEnv, CfgEnv, Context, Journal, TxEnv};

use super::executor::BlockContext;
use super::recent::RecentPrograms;
use super::rules::ChainRules;
use crate::program::Refusal;
use crate::program::costs::{EntryCost, Pages};
use crate::vm::{HostCall, ProgramEnd, Runtime, TraceSink};

/// revm's context with this chain's transaction scope in it; what inspectors see.
pub type ArbContext<DB> = Context<BlockEnv, TxEnv, CfgEnv, DB, Journal<DB>, TxScope>;

/// Why a program could not be started although its code is a program's. The EVM shows only a failed call without data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRunnable {
    /// Nobody activated this code.
    #[error("the program is not activated")]
    NotActivated,
    /// It was activated under another Stylus version.
    #[error("the program was activated under version {activated}, the chain is at {current}")]
    NeedsUpgrade {
        /// Version of the activation.
        activated: u16,
        /// Version of the chain.
        current: u16,
    },
    /// The activation is too old.
    #[error("the program expired: it was activated {age_s} seconds ago")]
    Expired {
        /// Age of the activation in seconds.
        age_s: u64,
    },
}

/// A program call that failed before its first instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramFailure {
    /// Account whose code was called.
    pub address: Address,
    /// Hash of that code.
    pub code_hash: B256,
    /// What is wrong with it.
    pub reason: NotRunnable,
}

/// Notes taken while a transaction runs, for its [`Outcome`](super::Outcome).
#[derive(Clone, Debug, Default)]
pub(crate) struct Results {
    pub(crate) failures: Vec<ProgramFailure>,
    pub(crate) last_program: Option<ProgramRun>,
    pub(crate) refused: Option<Refusal>,
}

/// How a program frame ended, with its meters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramRun {
    /// How it ended.
    pub end: ProgramEnd,
    /// Gas charged before the first instruction.
    pub entry: EntryCost,
    /// Ink the entry point started with.
    pub ink_in: u64,
    /// Ink spent by the frame and everything it called.
    pub ink_used: u64,
    /// Size of the memory at the end, in pages.
    pub memory_pages: u64,
}

/// Transaction-wide state that is not journaled, and what every frame needs to know about the chain.
#[derive(Debug)]
pub struct TxScope {
    pub(crate) rules: Arc<ChainRules>,
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) l2_number: u64,
    pub(crate) pages: Pages,
    pub(crate) recent: RecentPrograms,
    pub(crate) results: Results,
    pub(crate) trace: Option<TraceSink>,
    /// Who called each open frame, outermost first. Entries past the open frames are stale.
    pub(crate) callers: Vec<Address>,
}

impl TxScope {
    pub(crate) fn new(
        rules: Arc<ChainRules>,
        runtime: Arc<Runtime>,
        block: &BlockContext,
        recent: RecentPrograms,
    ) -> Self {
        Self {
            rules,
            runtime,
            l2_number: block.l2_number,
            pages: Pages::default(),
            recent,
            results: Results::default(),
            trace: block.trace_host_calls.then(TraceSink::default),
            callers: Vec::new(),
        }
    }

    pub(crate) fn take_host_calls(&self) -> Vec<HostCall> {
        self.trace.as_ref().map(TraceSink::take).unwrap_or_default()
    }
}
