//! Running a program in a frame: may it start, what does that cost, and what does its end mean for the EVM.

use alloy_primitives::{B256, Bytes};
use revm::Database;
use revm::context::{Block, Transaction};
use revm::context_interface::context::ContextError;
use revm::handler::FrameResult;
use revm::interpreter::{InstructionResult, InterpreterAction, InterpreterResult};

use super::arbos::Arbos;
use super::machine::ArbEvm;
use super::outgoing::{self, Outgoing, Pending};
use super::peek;
use super::scope::{ArbContext, NotRunnable, ProgramFailure, ProgramRun};
use super::serve;
use crate::program::code::{self, ProgramCode};
use crate::program::costs::{self, EntryCost};
use crate::program::params::{ARBOS_FRAGMENTS, ARBOS_STYLUS_V2};
use crate::program::{ProgramRecord, StylusParams, activate, ink};
use crate::vm::{
    Finished, FrameEnv, ModuleKey, Place, Process, ProgramEnd, RuntimeError, StartError, Step,
};

/// A started program and what its frame must remember until it ends.
pub(super) struct LiveProgram {
    process: Process,
    place: Place,
    code_hash: B256,
    pub(super) params: StylusParams,
    pub(super) env: FrameEnv,
    pub(super) is_static: bool,
    /// Gas of the frame before anything was charged.
    starting_gas: u64,
    entry: EntryCost,
    ink_in: u64,
    /// Pages that were open before this program, and are again after it.
    open_before: u16,
    /// SSTORE refunds of the program and of its successful callees.
    pub(super) refund: i64,
    /// The call or creation the program waits for.
    pub(super) pending: Option<Pending>,
}

/// Whether a frame got its program running.
enum Start {
    Running(Box<LiveProgram>),
    Refused(InterpreterAction),
}

impl LiveProgram {
    /// Tells the program how its call or creation ended.
    pub(super) fn receive(&mut self, result: FrameResult) {
        if let Some(pending) = self.pending.take() {
            let (answer, refund) = pending.settle(result);
            self.refund = self.refund.saturating_add(refund);
            self.process.answer(answer);
        }
    }
}

impl<DB: Database, INSP> ArbEvm<DB, INSP> {
    /// Runs the program of the top frame until it calls out or ends.
    pub(super) fn run_program(&mut self) -> Result<InterpreterAction, ContextError<DB::Error>> {
        let mut live = match self.frames.take_top() {
            Some(live) => live,
            None => match self.start_program()? {
                Start::Running(live) => live,
                Start::Refused(action) => return Ok(action),
            },
        };
        loop {
            let request = match live.process.step() {
                Step::Asked(request) => request,
                Step::Ended(Ok(finished)) => return Ok(self.finish(&live, finished)),
                Step::Ended(Err(StartError::NoSlot)) if live.place == Place::Pooled => {
                    self.restart(&mut live)?;
                    continue;
                }
                Step::Ended(Err(error)) => return Err(ContextError::Custom(error.to_string())),
            };
            match outgoing::prepare(&mut self.inner.ctx, &mut live, request)? {
                Outgoing::Frame(input) => {
                    self.frames.suspend_top(live);
                    return Ok(InterpreterAction::NewFrame(input));
                }
                Outgoing::Answer(answer) => live.process.answer(answer),
                Outgoing::Local(request) => {
                    let answer = serve::answer(&mut self.inner.ctx, &mut live, request)?;
                    live.process.answer(answer);
                }
            }
        }
    }

    fn start_program(&mut self) -> Result<Start, ContextError<DB::Error>> {
        let depth = self.frames.programs();
        let frame = self.inner.frame_stack.get();
        let starting_gas = frame.interpreter.gas.remaining();
        let code_hash = frame.interpreter.bytecode.get_or_calculate_hash();
        let code = frame.interpreter.bytecode.original_bytes();
        let is_static = frame.interpreter.runtime_flag.is_static;
        let input = frame.interpreter.input.clone();
        let ctx = &mut self.inner.ctx;

        let version = ctx.chain.rules.arbos_version;
        let mut arbos = Arbos::new(&mut ctx.journaled_state, version);
        let params = arbos.params()?;
        let record = arbos.program(code_hash)?;
        if let Err(reason) = runnable(&record, &params, timestamp(ctx)) {
            ctx.chain.results.failures.push(ProgramFailure {
                address: input.bytecode_address.unwrap_or(input.target_address),
                code_hash,
                reason,
            });
            return Ok(Start::Refused(
                self.halt(InstructionResult::InvalidFEOpcode),
            ));
        }

        let open_before = ctx.chain.pages.open;
        let entry = entry_cost(ctx, &params, &record, code_hash);
        let Some(gas_in) = starting_gas.checked_sub(entry.total()) else {
            ctx.chain.results.last_program = Some(ProgramRun {
                end: ProgramEnd::NotStarted,
                entry,
                ink_in: 0,
                ink_used: 0,
                memory_pages: 0,
            });
            return Ok(Start::Refused(self.halt(InstructionResult::OutOfGas)));
        };
        ctx.chain.pages.open(&params, record.footprint);

        let env = FrameEnv {
            arbos_version: version,
            ink_price: params.ink_price,
            calldata: input.input.bytes(ctx),
            address: input.target_address,
            sender: input.caller_address,
            value: input.call_value,
            reentrant: self.frames.is_reentrant(input.target_address),
            depth,
            ..transaction_env(ctx)
        };
        let place = ctx.chain.runtime.place(params.max_stack_depth);
        let ink_in = ink::of_gas(gas_in, params.ink_price);
        let process = process(ctx, place, code_hash, &code, &params, &env, ink_in)?;
        Ok(Start::Running(Box::new(LiveProgram {
            process,
            place,
            code_hash,
            params,
            env,
            is_static,
            starting_gas,
            entry,
            ink_in,
            open_before,
            refund: 0,
            pending: None,
        })))
    }

    /// Starts the program again where slots never run out; it has not executed anything yet.
    fn restart(&mut self, live: &mut LiveProgram) -> Result<(), ContextError<DB::Error>> {
        let code = self
            .inner
            .frame_stack
            .get()
            .interpreter
            .bytecode
            .original_bytes();
        live.place = Place::Roomy;
        live.process = process(
            &mut self.inner.ctx,
            live.place,
            live.code_hash,
            &code,
            &live.params,
            &live.env,
            live.ink_in,
        )?;
        Ok(())
    }

    /// Ends the frame of a program.
    fn finish(&mut self, live: &LiveProgram, finished: Finished) -> InterpreterAction {
        let scope = &mut self.inner.ctx.chain;
        scope.pages.open = live.open_before;
        let consumes_all = matches!(finished.end, ProgramEnd::OutOfInk | ProgramEnd::OutOfStack);
        let ink_left = if consumes_all { 0 } else { finished.ink_left };
        scope.results.last_program = Some(ProgramRun {
            end: finished.end,
            entry: live.entry,
            ink_in: live.ink_in,
            ink_used: live.ink_in.saturating_sub(ink_left),
            memory_pages: finished.pages,
        });
        let (result, output) = match finished.end {
            ProgramEnd::Success => (InstructionResult::Return, finished.output),
            ProgramEnd::Revert => (InstructionResult::Revert, finished.output),
            ProgramEnd::Trap => (InstructionResult::Revert, Vec::new()),
            ProgramEnd::OutOfInk | ProgramEnd::NotStarted => {
                return self.halt(InstructionResult::OutOfGas);
            }
            // The EVM has no wasm stack; its own overflow is the nearest failure that consumes everything.
            ProgramEnd::OutOfStack => return self.halt(InstructionResult::StackOverflow),
        };
        let mut gas_left = ink::to_gas_floor(ink_left, live.params.ink_price);
        if live.params.arbos >= ARBOS_STYLUS_V2 && !output.is_empty() {
            let least = costs::min_return_data_gas(output.len());
            let Some(most_left) = live.starting_gas.checked_sub(least) else {
                return self.halt(InstructionResult::OutOfGas);
            };
            gas_left = gas_left.min(most_left);
        }
        let mut gas = self.inner.frame_stack.get().interpreter.gas;
        gas.set_remaining(gas_left);
        gas.record_refund(live.refund);
        InterpreterAction::Return(InterpreterResult::new(result, Bytes::from(output), gas))
    }

    /// Ends the top frame with everything consumed and no data.
    fn halt(&mut self, result: InstructionResult) -> InterpreterAction {
        let mut gas = self.inner.frame_stack.get().interpreter.gas;
        gas.spend_all();
        InterpreterAction::new_halt(result, gas)
    }
}

/// Whether a program with this record may be called now.
pub(super) fn runnable(
    record: &ProgramRecord,
    params: &StylusParams,
    now_s: u64,
) -> Result<(), NotRunnable> {
    if record.version == 0 {
        return Err(NotRunnable::NotActivated);
    }
    if record.version != params.version {
        return Err(NotRunnable::NeedsUpgrade {
            activated: record.version,
            current: params.version,
        });
    }
    if record.is_expired(now_s, params.expiry_days) {
        return Err(NotRunnable::Expired {
            age_s: record.age_s(now_s),
        });
    }
    Ok(())
}

/// What entering the program costs; from ArbOS 60 on this also notes it as recently used.
fn entry_cost<DB: Database>(
    ctx: &mut ArbContext<DB>,
    params: &StylusParams,
    record: &ProgramRecord,
    code_hash: B256,
) -> EntryCost {
    let recently = |ctx: &mut ArbContext<DB>| {
        params.arbos >= ARBOS_FRAGMENTS
            && ctx.chain.recent.touch(code_hash, params.block_cache_size)
    };
    let warm = record.cached || recently(ctx);
    costs::entry_cost(params, record, ctx.chain.pages, warm)
}

fn process<DB: Database>(
    ctx: &mut ArbContext<DB>,
    place: Place,
    code_hash: B256,
    code: &[u8],
    params: &StylusParams,
    env: &FrameEnv,
    ink: u64,
) -> Result<Process, ContextError<DB::Error>> {
    let key = ModuleKey {
        code_hash,
        version: params.version,
    };
    let runtime = ctx.chain.runtime.clone();
    let module = match runtime.cached(place, &key) {
        Some(module) => module,
        None => {
            let debug = ctx.chain.rules.debug;
            let wasm = unpack(ctx, code)?;
            // The limits of today must not stop what was activated yesterday.
            let limits = StylusParams {
                page_limit: u16::MAX,
                ..params.clone()
            };
            let activated = activate(&wasm, &limits, 0, debug).map_err(|refusal| {
                ContextError::Custom(format!("an activated program is refused: {refusal}"))
            })?;
            runtime
                .compile(place, key, &activated.instrumented)
                .map_err(|error: RuntimeError| ContextError::Custom(error.to_string()))?
        }
    };
    let trace = ctx.chain.trace.clone();
    Ok(Process::new(
        module,
        env.clone(),
        ink,
        params.max_stack_depth,
        trace,
    ))
}

/// The module of an activated program. Size limits were checked at activation and do not count any more.
fn unpack<DB: Database>(
    ctx: &mut ArbContext<DB>,
    code: &[u8],
) -> Result<Vec<u8>, ContextError<DB::Error>> {
    let broken = |error: code::CodeError| {
        ContextError::Custom(format!("an activated program is broken: {error}"))
    };
    let ProgramCode::Root {
        dictionary,
        module_len,
        fragments,
    } = code::split(code).map_err(broken)?
    else {
        return code::decode(code, u32::MAX).map_err(broken);
    };
    let mut codes = Vec::with_capacity(fragments.len());
    for address in fragments {
        let fragment = peek::account(&mut ctx.journaled_state, address)?;
        codes.push(fragment.code.unwrap_or_default().original_bytes());
    }
    let parts: Vec<&[u8]> = codes.iter().map(AsRef::as_ref).collect();
    code::decode_fragments(dictionary, module_len, &parts, u8::MAX, u32::MAX).map_err(broken)
}

pub(super) fn timestamp<DB: Database>(ctx: &ArbContext<DB>) -> u64 {
    ctx.block.timestamp().saturating_to()
}

/// The parts of a program's environment that are the same in every frame of a transaction.
fn transaction_env<DB: Database>(ctx: &ArbContext<DB>) -> FrameEnv {
    let base_fee = u128::from(ctx.block.basefee());
    FrameEnv {
        arbos_version: ctx.chain.rules.arbos_version,
        ink_price: 1,
        calldata: Bytes::new(),
        address: ctx.tx.caller(),
        sender: ctx.tx.caller(),
        value: alloy_primitives::U256::ZERO,
        reentrant: false,
        origin: ctx.tx.caller(),
        gas_price: alloy_primitives::U256::from(ctx.tx.effective_gas_price(base_fee)),
        base_fee: alloy_primitives::U256::from(base_fee),
        coinbase: ctx.block.beneficiary(),
        chain_id: ctx.chain.rules.chain_id,
        block_number: ctx.block.number().saturating_to(),
        block_gas_limit: ctx.block.gas_limit(),
        timestamp: timestamp(ctx),
        max_code_size: u64::try_from(ctx.chain.rules.max_code_size).unwrap_or(u64::MAX),
        depth: 0,
    }
}
