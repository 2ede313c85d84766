//! go-ethereum's other tracers: opcode logs (the default), `4byteTracer`, `flatCallTracer`, `muxTracer`, `noopTracer`, `erc7562Tracer`.
//!
//! They see EVM opcodes and calls. A Stylus program is one call without opcodes there; `stylusTracer` shows what is inside.

use std::num::NonZeroU64;

use alloy_rpc_types_trace::geth::{GethDebugTracingOptions, GethTrace};
use revm::context_interface::result::ResultAndState;
use revm::database_interface::WrapDatabaseRef;
use revm_inspectors::tracing::{
    DebugInspector, TraceLimitBehavior, TraceLimits, TracingInspector, TransactionContext,
};

use super::Chain;
use super::admission;
use super::error::ChainError;
use super::replay::Replay;

/// Most opcodes one trace records; each takes about a kilobyte, and more in the answer.
const STEP_LIMIT: u64 = 500_000;

/// Most bytes of memory, calldata and return data one trace records.
const BYTE_LIMIT: usize = 256 << 20;

impl Chain {
    /// Runs `replay` under the tracer that `options` name.
    ///
    /// # Errors
    /// [`ChainError::BadTracer`] if the options make no sense, [`ChainError::TraceTooLong`] if the trace exceeds its bounds.
    pub(super) fn trace_as_geth(
        &self,
        mut replay: Replay,
        options: GethDebugTracingOptions,
        place: Option<TransactionContext>,
    ) -> Result<GethTrace, ChainError> {
        let shortened = options.config.limit.filter(|limit| *limit > 0);
        let inspector = DebugInspector::new(options);
        let mut inspector = inspector.map_err(|error| ChainError::BadTracer(error.to_string()))?;
        bound(&mut inspector);
        let outcome = self
            .executor
            .inspect(
                WrapDatabaseRef(&replay.view),
                &replay.context,
                &mut replay.recent,
                replay.tx.clone(),
                replay.mode,
                &mut inspector,
            )
            .map_err(admission::refusal)?;
        check(&inspector, shortened)?;
        let result = ResultAndState::new(outcome.result, outcome.state);
        let mut database = &replay.view;
        inspector
            .get_result(
                place,
                &replay.tx,
                &replay.context.evm,
                &result,
                &mut database,
            )
            .map_err(|error| ChainError::BadTracer(error.to_string()))
    }
}

/// Puts bounds on what is recorded.
fn bound(inspector: &mut DebugInspector) {
    let limits = TraceLimits::default()
        .set_max_recorded_bytes(Some(BYTE_LIMIT))
        .set_behavior(TraceLimitBehavior::Skip);
    if let DebugInspector::Default(tracing, _) | DebugInspector::Erc7562Tracer(tracing, _) =
        inspector
    {
        let tracer = TracingInspector::new(*tracing.config()).with_limits(limits);
        *tracing = tracer;
        tracing.update_config(|mut config| {
            let wanted = config.step_limit.map_or(STEP_LIMIT, NonZeroU64::get);
            config.step_limit = NonZeroU64::new(wanted.min(STEP_LIMIT));
            config
        });
    }
}

/// Nobody is handed a trace that ends early without having asked for that.
fn check(inspector: &DebugInspector, shortened: Option<u64>) -> Result<(), ChainError> {
    let (DebugInspector::Default(tracing, _) | DebugInspector::Erc7562Tracer(tracing, _)) =
        inspector
    else {
        return Ok(());
    };
    let nodes = tracing.traces().nodes().iter();
    let steps: usize = nodes.map(|node| node.trace.steps.len()).sum();
    let steps = u64::try_from(steps).unwrap_or(u64::MAX);
    let enough = shortened.is_some_and(|limit| limit <= STEP_LIMIT);
    if tracing.limit_exceeded() || (steps >= STEP_LIMIT && !enough) {
        return Err(ChainError::TraceTooLong { limit: STEP_LIMIT });
    }
    Ok(())
}
