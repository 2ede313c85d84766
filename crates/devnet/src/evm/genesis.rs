//! What happens on a chain before its first block: creation code that runs at a given address, and calls.
//!
//! A contract that others expect at a well-known address must come out of its own constructor there, or its immutables and
//! its storage are not those of this chain. So its creation code runs as in any creation; only the address is given rather
//! than derived. No gas is charged and no nonce is used up.

use alloy_primitives::{Address, Bytes, U256};
use revm::Database;
use revm::context::TxEnv;
use revm::context::result::EVMError;
use revm::context_interface::{ContextSetters, ContextTr, CreateScheme, JournalTr, LocalContextTr};
use revm::handler::{EthFrame, FrameResult, Handler, MainnetHandler};
use revm::interpreter::interpreter_action::FrameInit;
use revm::interpreter::{CreateInputs, FrameInput, InstructionResult, SharedMemory};
use revm::primitives::AddressSet;
use revm::state::EvmState;

use super::direct::DirectCall;
use super::executor::{BlockContext, ExecError, Executor, Mode};
use super::recent::RecentPrograms;

/// Gas of one step: more than any constructor needs, and an end for one that loops.
const STEP_GAS: u64 = 1 << 40;

/// One step of a genesis, taken by the chain's owner (the first funded account).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GenesisStep {
    /// Creates a contract at an address that is free.
    Create {
        /// Where it will be.
        address: Address,
        /// Creation code with its constructor's arguments.
        code: Bytes,
    },
    /// Calls what is there by then.
    Call {
        /// Who is called.
        to: Address,
        /// Call data.
        data: Bytes,
    },
}

/// Why a step could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum GenesisError {
    /// The contract refused.
    #[error("genesis step at {address} ended with {result:?}: {output}")]
    Refused {
        /// The contract.
        address: Address,
        /// How it ended, in the EVM's terms.
        result: InstructionResult,
        /// What it returned.
        output: Bytes,
    },
    /// The executor failed.
    #[error(transparent)]
    Executor(#[from] ExecError),
}

impl GenesisStep {
    /// The contract that is created or called.
    #[must_use]
    pub fn address(&self) -> Address {
        match self {
            Self::Create { address, .. } => *address,
            Self::Call { to, .. } => *to,
        }
    }
}

impl Executor {
    /// Takes a step as `owner` on top of `db` and returns the accounts it changed, the owner's own nonce left out.
    ///
    /// # Errors
    /// [`GenesisError`] if the contract refuses or the host fails.
    pub fn genesis_step<DB: Database>(
        &self,
        db: DB,
        block: &BlockContext,
        owner: Address,
        step: &GenesisStep,
    ) -> Result<EvmState, GenesisError> {
        let (result, output, mut state) = match step {
            GenesisStep::Create { address, code } => {
                self.create_frame(db, block, owner, *address, code.clone())?
            }
            GenesisStep::Call { to, data } => {
                let call = DirectCall {
                    caller: owner,
                    to: *to,
                    value: U256::ZERO,
                    input: data.clone(),
                    gas: STEP_GAS,
                    is_static: false,
                    origin: owner,
                    gas_price: 0,
                    warm: Vec::new(),
                };
                let outcome = self.call_frame(db, block, &mut RecentPrograms::default(), call)?;
                (outcome.result, outcome.output, outcome.state)
            }
        };
        if !result.is_ok() {
            return Err(GenesisError::Refused {
                address: step.address(),
                result,
                output,
            });
        }
        state.remove(&owner);
        Ok(state)
    }

    fn create_frame<DB: Database>(
        &self,
        db: DB,
        block: &BlockContext,
        creator: Address,
        address: Address,
        code: Bytes,
    ) -> Result<(InstructionResult, Bytes, EvmState), ExecError> {
        let mut evm = self.machine(db, (), block, RecentPrograms::default(), Mode::Call);
        evm.inner.ctx.set_tx(TxEnv {
            caller: creator,
            ..TxEnv::default()
        });
        let journal = &mut evm.inner.ctx.journaled_state;
        journal.warm_precompiles(&(1..=9).map(Address::with_last_byte).collect::<AddressSet>());
        journal
            .load_account(creator)
            .map_err(|error| ExecError::State(error.to_string()))?;
        let memory =
            SharedMemory::new_with_buffer(evm.inner.ctx.local().shared_memory_buffer().clone());
        let init = FrameInit {
            depth: 0,
            memory,
            frame_input: FrameInput::Create(Box::new(CreateInputs::new(
                creator,
                CreateScheme::Custom { address },
                U256::ZERO,
                code,
                STEP_GAS,
                0,
            ))),
        };
        let mut handler = MainnetHandler::<_, EVMError<DB::Error>, EthFrame>::default();
        let FrameResult::Create(outcome) = handler.run_exec_loop(&mut evm, init)? else {
            return Err(ExecError::Runtime("a creation ended as a call".to_owned()));
        };
        Ok((
            outcome.result.result,
            outcome.result.output,
            evm.inner.ctx.journaled_state.finalize(),
        ))
    }
}
