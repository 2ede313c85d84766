//! `debug_trace*`.

use alloy_eips::BlockId;
use alloy_primitives::B256;
use jsonrpsee::types::ErrorObjectOwned;
use serde::{Deserialize, Serialize};

use super::error::invalid;
use super::execute::call_spec;
use super::{Method, answer};
use crate::chain::{ChainError, Trace, Watch};

pub(super) const METHODS: &[Method] = &[
    Method::heavy(&["debug_traceTransaction"], |node, args| {
        let hash: B256 = args.next()?;
        let watch = watch(&args.optional()?.unwrap_or_default())?;
        answer(node.chain.trace_transaction(hash, watch)?)
    }),
    Method::heavy(&["debug_traceCall"], |node, args| {
        let mut spec = call_spec(args, BlockId::latest(), false)?;
        let options: Options = args.optional()?.unwrap_or_default();
        let watch = watch(&options)?;
        spec.state_overrides = options.state_overrides;
        spec.block_overrides = options.block_overrides;
        answer(node.chain.trace_call(spec, watch)?)
    }),
    Method::heavy(
        &["debug_traceBlockByNumber", "debug_traceBlockByHash"],
        |node, args| {
            let id: BlockId = args.next()?;
            let watch = watch(&args.optional()?.unwrap_or_default())?;
            let head = node.chain.head();
            let block = head.find(id).ok_or(ChainError::UnknownBlock)?;
            let traces = block.transactions.iter().map(|mined| {
                let tx_hash = *mined.tx.hash();
                let result = node.chain.trace_transaction(tx_hash, watch)?;
                Ok(TransactionTrace { tx_hash, result })
            });
            answer(traces.collect::<Result<Vec<_>, ChainError>>()?)
        },
    ),
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TransactionTrace {
    tx_hash: B256,
    result: Trace,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Options {
    tracer: Option<String>,
    tracer_config: Config,
    state_overrides: Option<alloy_rpc_types::state::StateOverride>,
    block_overrides: Option<alloy_rpc_types::BlockOverrides>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Config {
    only_top_call: bool,
    with_log: bool,
    diff_mode: bool,
}

fn watch(options: &Options) -> Result<Watch, ErrorObjectOwned> {
    let config = &options.tracer_config;
    match options.tracer.as_deref() {
        Some("callTracer") => Ok(Watch::Calls {
            only_top: config.only_top_call,
            with_logs: config.with_log,
        }),
        Some("prestateTracer") => Ok(Watch::Prestate {
            diff: config.diff_mode,
        }),
        Some("stylusTracer") => Ok(Watch::Hosts),
        // cargo-stylus sends a JavaScript tracer by default; it does what the native one does.
        Some(script) if script.contains("hostio") => Ok(Watch::Hosts),
        Some(other) => Err(invalid(format!(
            "tracer {other:?} is not supported; use callTracer, prestateTracer or stylusTracer"
        ))),
        None => Err(invalid(
            "opcode traces are not supported; name a tracer: callTracer, prestateTracer or stylusTracer",
        )),
    }
}
