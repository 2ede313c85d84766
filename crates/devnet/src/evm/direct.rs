//! One call frame without a transaction around it: no intrinsic gas, no fees, no refund deduction.
//!
//! This is how the machine is measured against other implementations, frame by frame.

use alloy_primitives::{Address, Bytes, Log, U256};
use revm::Database;
use revm::context::result::EVMError;
use revm::context::{ContextTr, TxEnv};
use revm::context_interface::{ContextSetters, JournalTr, LocalContextTr};
use revm::handler::{EthFrame, FrameResult, Handler, MainnetHandler};
use revm::interpreter::interpreter_action::FrameInit;
use revm::interpreter::{
    CallInput, CallInputs, CallScheme, CallValue, FrameInput, InstructionResult, SharedMemory,
};
use revm::primitives::AddressSet;
use revm::state::EvmState;

use super::executor::{BlockContext, ExecError, Executor, Mode};
use super::recent::RecentPrograms;
use super::scope::ProgramRun;
use crate::vm::HostCall;

/// The call to make.
#[derive(Clone, Debug)]
pub struct DirectCall {
    /// Who calls; must own `value`.
    pub caller: Address,
    /// Who is called.
    pub to: Address,
    /// Wei sent along.
    pub value: U256,
    /// Call data.
    pub input: Bytes,
    /// Gas of the frame.
    pub gas: u64,
    /// Whether the frame may not write.
    pub is_static: bool,
    /// Sender of the transaction this pretends to be in.
    pub origin: Address,
    /// Gas price of that transaction.
    pub gas_price: u128,
    /// Accounts that are warm at the start.
    pub warm: Vec<Address>,
}

/// What the frame did.
#[derive(Clone, Debug)]
pub struct DirectOutcome {
    /// How it ended, in the EVM's terms.
    pub result: InstructionResult,
    /// Gas it used, refunds not deducted.
    pub gas_used: u64,
    /// Refund counter at the end.
    pub refund: i64,
    /// Return or revert data.
    pub output: Bytes,
    /// Logs in order.
    pub logs: Vec<Log>,
    /// Accounts it touched.
    pub state: EvmState,
    /// Host calls in the order they completed, if tracing was asked for.
    pub host_calls: Vec<HostCall>,
    /// How the last program frame ended.
    pub last_program: Option<ProgramRun>,
    /// Largest number of wasm pages that were open at once.
    pub pages_ever: u16,
}

impl Executor {
    /// Makes `call` on top of `db`.
    ///
    /// # Errors
    /// [`ExecError`] if the host failed.
    pub fn call_frame<DB: Database>(
        &self,
        db: DB,
        block: &BlockContext,
        recent: &mut RecentPrograms,
        call: DirectCall,
    ) -> Result<DirectOutcome, ExecError> {
        let mut evm = self.machine(db, (), block, std::mem::take(recent), Mode::Call);
        evm.inner.ctx.set_tx(TxEnv {
            caller: call.origin,
            gas_price: call.gas_price,
            ..TxEnv::default()
        });
        let journal = &mut evm.inner.ctx.journaled_state;
        journal.warm_precompiles(&(1..=9).map(Address::with_last_byte).collect::<AddressSet>());
        let known_bytecode =
            prepare(journal, &call).map_err(|error| ExecError::State(error.to_string()))?;
        let gas = call.gas;
        let memory =
            SharedMemory::new_with_buffer(evm.inner.ctx.local().shared_memory_buffer().clone());
        let init = FrameInit {
            depth: 0,
            memory,
            frame_input: FrameInput::Call(Box::new(CallInputs {
                input: CallInput::Bytes(call.input),
                return_memory_offset: 0..0,
                gas_limit: gas,
                reservoir: 0,
                bytecode_address: call.to,
                known_bytecode,
                target_address: call.to,
                caller: call.caller,
                value: CallValue::Transfer(call.value),
                scheme: CallScheme::Call,
                is_static: call.is_static,
                charged_new_account_state_gas: false,
            })),
        };
        let mut handler = MainnetHandler::<_, EVMError<DB::Error>, EthFrame>::default();
        let result = handler.run_exec_loop(&mut evm, init)?;
        let FrameResult::Call(outcome) = result else {
            return Err(ExecError::Runtime("a call ended as a creation".to_owned()));
        };
        let status = outcome.result.result;
        let left = if status.is_ok_or_revert() {
            outcome.result.gas.remaining()
        } else {
            0
        };
        let ctx = &mut evm.inner.ctx;
        *recent = std::mem::take(&mut ctx.chain.recent);
        Ok(DirectOutcome {
            result: status,
            gas_used: gas.saturating_sub(left),
            refund: if status.is_ok() {
                outcome.result.gas.refunded()
            } else {
                0
            },
            output: outcome.result.output,
            logs: ctx.journaled_state.take_logs(),
            state: ctx.journaled_state.finalize(),
            host_calls: ctx.chain.take_host_calls(),
            last_program: ctx.chain.results.last_program,
            pages_ever: ctx.chain.pages.ever,
        })
    }
}

/// Loads the accounts a call starts with and returns the callee's code.
fn prepare<J: JournalTr>(
    journal: &mut J,
    call: &DirectCall,
) -> Result<(alloy_primitives::B256, revm::bytecode::Bytecode), <J::Database as Database>::Error> {
    for address in &call.warm {
        journal.load_account(*address)?;
    }
    journal.load_account(call.caller)?;
    let callee = journal.load_account_with_code(call.to)?;
    Ok((
        callee.info.code_hash,
        callee.info.code.clone().unwrap_or_default(),
    ))
}
