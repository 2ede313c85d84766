//! `callTracer`: who called whom, with what, and how it ended. Programs and EVM contracts look the same.

use alloy_primitives::{Address, B256, Bytes, Log, U64, U256};
use alloy_sol_types::{Revert, SolError};
use revm::Inspector;
use revm::context_interface::{ContextTr, CreateScheme, JournalTr};
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::{
    CallInputs, CallOutcome, CallScheme, CallValue, CreateInputs, CreateOutcome, InstructionResult,
    InterpreterResult,
};
use serde::Serialize;

/// One call or creation.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CallFrame {
    #[serde(rename = "type")]
    kind: &'static str,
    from: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<U256>,
    gas: U64,
    gas_used: U64,
    input: Bytes,
    #[serde(skip_serializing_if = "is_empty")]
    output: Bytes,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revert_reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calls: Vec<CallFrame>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logs: Vec<FrameLog>,
}

/// A log with its place among the frame's calls.
#[derive(Clone, Debug, Serialize)]
struct FrameLog {
    address: Address,
    topics: Vec<B256>,
    data: Bytes,
    position: U64,
}

/// Watches a transaction and builds its tree of calls.
#[derive(Debug)]
pub(crate) struct CallTracer {
    open: Vec<CallFrame>,
    root: Option<CallFrame>,
    // Frames below the open ones that are not recorded.
    hidden: usize,
    only_top: bool,
    with_logs: bool,
}

impl CallTracer {
    /// A tracer that records inner calls unless `only_top`, and logs if `with_logs`.
    pub(crate) fn new(only_top: bool, with_logs: bool) -> Self {
        Self {
            open: Vec::new(),
            root: None,
            hidden: 0,
            only_top,
            with_logs,
        }
    }

    /// The outermost call, with the gas limit and the gas used of the whole transaction.
    pub(crate) fn finish(self, gas_limit: u64, gas_used: u64) -> Option<CallFrame> {
        let mut root = self.root?;
        root.gas = U64::from(gas_limit);
        root.gas_used = U64::from(gas_used);
        if root.error.is_some() {
            root.drop_logs();
        }
        Some(root)
    }

    fn begin(&mut self, frame: CallFrame) {
        if self.only_top && !self.open.is_empty() {
            self.hidden = self.hidden.saturating_add(1);
            return;
        }
        self.open.push(frame);
    }

    fn end(&mut self, result: &InterpreterResult, created: Option<Address>) {
        if self.hidden > 0 {
            self.hidden = self.hidden.saturating_sub(1);
            return;
        }
        let Some(mut frame) = self.open.pop() else {
            return;
        };
        frame.close(result);
        if created.is_some() {
            frame.to = created;
        }
        match self.open.last_mut() {
            Some(caller) => caller.calls.push(frame),
            None => self.root = Some(frame),
        }
    }
}

impl CallFrame {
    fn close(&mut self, result: &InterpreterResult) {
        self.gas_used = U64::from(self.gas.to::<u64>().saturating_sub(result.gas.remaining()));
        let outcome = result.result;
        if outcome.is_ok() || outcome == InstructionResult::Revert {
            self.output = result.output.clone();
        }
        if outcome.is_ok() {
            return;
        }
        self.error = Some(message(outcome));
        if outcome == InstructionResult::Revert {
            self.revert_reason = Revert::abi_decode(&result.output)
                .ok()
                .map(|revert| revert.reason);
        } else {
            // What an exceptional halt consumed is everything.
            self.gas_used = self.gas;
        }
        self.drop_logs();
    }

    /// A failed frame emitted nothing, nor did anything it called.
    fn drop_logs(&mut self) {
        self.logs.clear();
        for call in &mut self.calls {
            call.drop_logs();
        }
    }
}

impl<CTX: ContextTr> Inspector<CTX, EthInterpreter> for CallTracer {
    fn call(&mut self, context: &mut CTX, inputs: &mut CallInputs) -> Option<CallOutcome> {
        let (kind, from, to) = match inputs.scheme {
            CallScheme::Call => ("CALL", inputs.caller, inputs.target_address),
            CallScheme::StaticCall => ("STATICCALL", inputs.caller, inputs.target_address),
            CallScheme::CallCode => ("CALLCODE", inputs.target_address, inputs.bytecode_address),
            CallScheme::DelegateCall => (
                "DELEGATECALL",
                inputs.target_address,
                inputs.bytecode_address,
            ),
        };
        let value = match inputs.value {
            _ if inputs.scheme == CallScheme::StaticCall => None,
            CallValue::Transfer(value) | CallValue::Apparent(value) => Some(value),
        };
        self.begin(CallFrame {
            kind,
            from,
            to: Some(to),
            value,
            gas: U64::from(inputs.gas_limit),
            input: inputs.input.bytes(context),
            ..CallFrame::default()
        });
        None
    }

    fn call_end(&mut self, _: &mut CTX, _: &CallInputs, outcome: &mut CallOutcome) {
        self.end(&outcome.result, None);
    }

    fn create(&mut self, context: &mut CTX, inputs: &mut CreateInputs) -> Option<CreateOutcome> {
        let kind = match inputs.scheme() {
            CreateScheme::Create2 { .. } => "CREATE2",
            _ => "CREATE",
        };
        let nonce = context
            .journal_mut()
            .load_account(inputs.caller())
            .map_or(0, |account| account.data.info.nonce);
        self.begin(CallFrame {
            kind,
            from: inputs.caller(),
            to: Some(inputs.created_address(nonce)),
            value: Some(inputs.value()),
            gas: U64::from(inputs.gas_limit()),
            input: inputs.init_code().clone(),
            ..CallFrame::default()
        });
        None
    }

    fn create_end(&mut self, _: &mut CTX, _: &CreateInputs, outcome: &mut CreateOutcome) {
        self.end(&outcome.result, outcome.address);
    }

    fn log(&mut self, _: &mut CTX, log: Log) {
        if !self.with_logs || self.hidden > 0 {
            return;
        }
        if let Some(frame) = self.open.last_mut() {
            let position = U64::from(frame.calls.len());
            let (topics, data) = log.data.split();
            frame.logs.push(FrameLog {
                address: log.address,
                topics,
                data,
                position,
            });
        }
    }
}

/// go-ethereum's words for the end of a frame.
fn message(result: InstructionResult) -> String {
    use InstructionResult as R;
    let words = match result {
        R::Revert => "execution reverted",
        R::OutOfGas
        | R::MemoryOOG
        | R::MemoryLimitOOG
        | R::PrecompileOOG
        | R::InvalidOperandOOG => "out of gas",
        R::CallTooDeep => "max call depth exceeded",
        R::OutOfFunds => "insufficient balance for transfer",
        R::OpcodeNotFound => "invalid opcode",
        R::InvalidFEOpcode => "invalid opcode: INVALID",
        R::InvalidJump => "invalid jump destination",
        R::StateChangeDuringStaticCall | R::CallNotAllowedInsideStatic => "write protection",
        R::StackUnderflow => "stack underflow",
        R::StackOverflow => "stack limit reached",
        R::OutOfOffset => "return data out of bounds",
        R::CreateCollision => "contract address collision",
        R::CreateContractSizeLimit => "max code size exceeded",
        R::CreateContractStartingWithEF => "invalid code: must not begin with 0xef",
        R::CreateInitCodeSizeLimit => "max initcode size exceeded",
        other => return format!("{other:?}"),
    };
    words.to_owned()
}

fn is_empty(bytes: &Bytes) -> bool {
    bytes.is_empty()
}
