//! revm's EVM with program frames: the glue between its frame loop and our programs.

use revm::context::{ContextTr, Evm, FrameStack};
use revm::context_interface::JournalTr;
use revm::context_interface::context::{ContextError, take_error};
use revm::handler::evm::{ContextDbError, FrameInitResult};
use revm::handler::instructions::{EthInstructions, InstructionProvider};
use revm::handler::{EthFrame, EvmTr, FrameInitOrResult, FrameResult, ItemOrResult};
use revm::inspector::InspectorEvmTr;
use revm::inspector::handler::{frame_end, inspect_instructions};
use revm::interpreter::InterpreterAction;
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::interpreter_action::FrameInit;
use revm::{Database, Inspector};

use super::frames::{self, Frames};
use super::precompiles::ArbPrecompiles;
use super::scope::ArbContext;

/// revm's own EVM type, with this chain's context and precompiles.
pub(crate) type Inner<DB, INSP> = Evm<
    ArbContext<DB>,
    INSP,
    EthInstructions<EthInterpreter, ArbContext<DB>>,
    ArbPrecompiles,
    EthFrame,
>;

/// An EVM whose frames may be programs.
pub(crate) struct ArbEvm<DB: Database, INSP> {
    pub(crate) inner: Inner<DB, INSP>,
    pub(super) frames: Frames,
}

impl<DB: Database, INSP> ArbEvm<DB, INSP> {
    pub(crate) fn new(inner: Inner<DB, INSP>) -> Self {
        Self {
            inner,
            frames: Frames::default(),
        }
    }

    fn top_is_program(&mut self) -> bool {
        self.frames.top_runs() || frames::calls_program(self.inner.frame_stack.get())
    }

    /// Hands what the top frame wants next to revm.
    fn proceed(
        &mut self,
        mut action: InterpreterAction,
    ) -> Result<FrameInitOrResult<EthFrame>, ContextDbError<ArbContext<DB>>> {
        let arbos_version = self.inner.ctx.chain.rules.arbos_version;
        let frame = self.inner.frame_stack.get();
        frames::forbid_foreign_ef(frame, &mut action, arbos_version);
        let next =
            frame.process_next_action::<_, ContextError<DB::Error>>(&mut self.inner.ctx, action)?;
        if next.is_result() {
            frame.set_finished(true);
        }
        Ok(next)
    }
}

impl<DB: Database, INSP> EvmTr for ArbEvm<DB, INSP> {
    type Context = ArbContext<DB>;
    type Instructions = EthInstructions<EthInterpreter, ArbContext<DB>>;
    type Precompiles = ArbPrecompiles;
    type Frame = EthFrame;

    fn all(
        &self,
    ) -> (
        &Self::Context,
        &Self::Instructions,
        &Self::Precompiles,
        &FrameStack<EthFrame>,
    ) {
        self.inner.all()
    }

    fn all_mut(
        &mut self,
    ) -> (
        &mut Self::Context,
        &mut Self::Instructions,
        &mut Self::Precompiles,
        &mut FrameStack<EthFrame>,
    ) {
        self.inner.all_mut()
    }

    fn frame_init(
        &mut self,
        frame_input: FrameInit,
    ) -> Result<FrameInitResult<'_, EthFrame>, ContextDbError<Self::Context>> {
        if self.inner.frame_stack.index().is_none() {
            // A transaction that ended in an error may have left suspended programs behind.
            self.frames.clear();
        }
        if let ItemOrResult::Result(result) = self.inner.frame_init(frame_input)? {
            return Ok(ItemOrResult::Result(result));
        }
        let index = self.inner.frame_stack.index().unwrap_or(0);
        let frame = self.inner.frame_stack.get();
        self.frames.opened(index, frame);
        let callers = &mut self.inner.ctx.chain.callers;
        callers.truncate(index);
        callers.push(frame.interpreter.input.caller_address);
        Ok(ItemOrResult::Item(frame))
    }

    fn frame_run(&mut self) -> Result<FrameInitOrResult<EthFrame>, ContextDbError<Self::Context>> {
        let action = if self.top_is_program() {
            self.run_program()?
        } else {
            let (ctx, instructions, _, frames) = self.inner.all_mut();
            frames.get().interpreter.run_plain(
                instructions.instruction_table(),
                instructions.gas_table(),
                ctx,
            )
        };
        self.proceed(action)
    }

    fn frame_return_result(
        &mut self,
        result: FrameResult,
    ) -> Result<Option<FrameResult>, ContextDbError<Self::Context>> {
        if self.inner.frame_stack.get().is_finished() {
            self.inner.frame_stack.pop();
            self.frames.closed();
        }
        if self.inner.frame_stack.index().is_none() {
            return Ok(Some(result));
        }
        let frame = self.inner.frame_stack.get();
        match self.frames.top_mut() {
            Some(program) => {
                frame.interpreter.memory.free_child_context();
                take_error::<ContextError<DB::Error>, _>(self.inner.ctx.error())?;
                program.receive(result);
            }
            None => {
                frame.return_result::<_, ContextError<DB::Error>>(&mut self.inner.ctx, result)?
            }
        }
        Ok(None)
    }
}

impl<DB, INSP> InspectorEvmTr for ArbEvm<DB, INSP>
where
    DB: Database,
    INSP: Inspector<ArbContext<DB>, EthInterpreter>,
{
    type Inspector = INSP;

    fn all_inspector(
        &self,
    ) -> (
        &Self::Context,
        &Self::Instructions,
        &Self::Precompiles,
        &FrameStack<EthFrame>,
        &INSP,
    ) {
        self.inner.all_inspector()
    }

    fn all_mut_inspector(
        &mut self,
    ) -> (
        &mut Self::Context,
        &mut Self::Instructions,
        &mut Self::Precompiles,
        &mut FrameStack<EthFrame>,
        &mut INSP,
    ) {
        self.inner.all_mut_inspector()
    }

    fn inspect_frame_run(
        &mut self,
    ) -> Result<FrameInitOrResult<EthFrame>, ContextDbError<Self::Context>> {
        let action = if self.top_is_program() {
            let logs_before = self.inner.ctx.journaled_state.logs().len();
            let action = self.run_program()?;
            let (ctx, inspector) = self.ctx_inspector();
            let emitted = ctx
                .journaled_state
                .logs()
                .get(logs_before..)
                .unwrap_or_default()
                .to_vec();
            for log in emitted {
                inspector.log(ctx, log);
            }
            action
        } else {
            let (ctx, inspector, frame, instructions) = self.ctx_inspector_frame_instructions();
            inspect_instructions(
                ctx,
                &mut frame.interpreter,
                inspector,
                instructions.instruction_table(),
                instructions.gas_table(),
            )
        };
        let mut next = self.proceed(action)?;
        if let ItemOrResult::Result(result) = &mut next {
            let (ctx, inspector, frame) = self.ctx_inspector_frame();
            frame_end(ctx, inspector, &frame.input, result);
        }
        Ok(next)
    }
}
