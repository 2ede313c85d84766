//! `debug_trace*` and the few `trace_*` that explorers ask.

use alloy_eips::BlockId;
use alloy_primitives::B256;
use alloy_rpc_types_trace::geth::GethDebugTracingOptions;
use jsonrpsee::types::ErrorObjectOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::invalid;
use super::execute::call_spec;
use super::{Method, Node, answer};
use crate::chain::{ChainError, Trace, Watch};
use crate::trace::PrestateOptions;

/// The tracers that have names, for whoever asks for another.
const NAMES: &str = "callTracer, prestateTracer, stylusTracer, 4byteTracer, flatCallTracer, muxTracer, noopTracer, \
                     erc7562Tracer, or none for opcodes";

pub(super) const METHODS: &[Method] = &[
    Method::heavy(&["debug_traceTransaction"], |node, args| {
        let hash: B256 = args.next()?;
        let watch = watch(args.optional()?.unwrap_or_default())?;
        answer(node.chain.trace_transaction(hash, watch)?)
    }),
    Method::heavy(&["debug_traceCall"], |node, args| {
        let mut spec = call_spec(args, BlockId::latest(), false)?;
        let mut options: Options = args.optional()?.unwrap_or_default();
        spec.state_overrides = options.state_overrides.take();
        spec.block_overrides = options.block_overrides.take();
        answer(node.chain.trace_call(spec, watch(options)?)?)
    }),
    Method::heavy(
        &["debug_traceBlockByNumber", "debug_traceBlockByHash"],
        |node, args| {
            let id: BlockId = args.next()?;
            let watch = watch(args.optional()?.unwrap_or_default())?;
            answer(traces(node, id, &watch)?)
        },
    ),
    // Parity's form of the calls, which explorers and `cast` read.
    Method::heavy(&["trace_transaction"], |node, args| {
        let hash: B256 = args.next()?;
        if node.chain.head().transaction(hash).is_none() {
            return answer(());
        }
        answer(node.chain.trace_transaction(hash, flat()?)?)
    }),
    Method::heavy(&["trace_block"], |node, args| {
        let id: BlockId = args.next()?;
        let mut all = Vec::new();
        for trace in traces(node, id, &flat()?)? {
            if let Ok(Value::Array(calls)) = serde_json::to_value(&trace.result) {
                all.extend(calls);
            }
        }
        answer(all)
    }),
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
    #[serde(flatten)]
    geth: GethDebugTracingOptions,
    state_overrides: Option<alloy_rpc_types::state::StateOverride>,
    block_overrides: Option<alloy_rpc_types::BlockOverrides>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Config {
    only_top_call: bool,
    with_log: bool,
    diff_mode: bool,
    disable_code: bool,
    disable_storage: bool,
}

fn traces(
    node: &Node,
    id: BlockId,
    watch: &Watch,
) -> Result<Vec<TransactionTrace>, ErrorObjectOwned> {
    let head = node.chain.head();
    let block = head.find(id).ok_or(ChainError::UnknownBlock)?;
    let traces = block.transactions.iter().map(|mined| {
        let tx_hash = *mined.tx.hash();
        let result = node.chain.trace_transaction(tx_hash, watch.clone())?;
        Ok(TransactionTrace { tx_hash, result })
    });
    Ok(traces.collect::<Result<Vec<_>, ChainError>>()?)
}

fn flat() -> Result<Watch, ErrorObjectOwned> {
    let options = json!({ "tracer": "flatCallTracer" });
    watch(serde_json::from_value(options).map_err(|error| invalid(error.to_string()))?)
}

fn watch(options: Options) -> Result<Watch, ErrorObjectOwned> {
    let tracer = options
        .geth
        .tracer
        .as_ref()
        .map(|tracer| tracer.as_str().to_owned());
    match tracer.as_deref() {
        Some("callTracer") => {
            let config = config(&options)?;
            Ok(Watch::Calls {
                only_top: config.only_top_call,
                with_logs: config.with_log,
            })
        }
        Some("prestateTracer") => {
            let config = config(&options)?;
            Ok(Watch::Prestate(PrestateOptions {
                diff: config.diff_mode,
                no_code: config.disable_code,
                no_storage: config.disable_storage,
            }))
        }
        Some("stylusTracer") => Ok(Watch::Hosts),
        None
        | Some(
            "" | "4byteTracer" | "flatCallTracer" | "muxTracer" | "noopTracer" | "erc7562Tracer",
        ) => Ok(Watch::Geth(Box::new(options.geth))),
        // cargo-stylus sends a JavaScript tracer by default; it does what the native one does.
        Some(script) if script.contains("hostio") => Ok(Watch::Hosts),
        Some(script) if script.contains(['{', '\n']) => Err(invalid(format!(
            "JavaScript tracers are not supported; use {NAMES}"
        ))),
        Some(other) => Err(invalid(format!(
            "tracer {other:?} is not supported; use {NAMES}"
        ))),
    }
}

fn config(options: &Options) -> Result<Config, ErrorObjectOwned> {
    if options.geth.tracer_config.is_null() {
        return Ok(Config::default());
    }
    let config = options.geth.tracer_config.clone().into_json();
    serde_json::from_value(config).map_err(|error| invalid(format!("tracerConfig: {error}")))
}
