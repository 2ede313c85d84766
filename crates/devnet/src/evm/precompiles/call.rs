//! One call of an ArbOS precompile: its gas, its permissions, and how it ends.
//!
//! Every method that is not pure pays for opening ArbOS state and for its argument and result words. A broken call (unknown
//! method, arguments that do not decode, value for a method that takes none, writing in a read-only frame) reverts with
//! everything consumed; a typed Solidity error reverts with the remaining gas returned.

use alloy_primitives::{Address, Bytes, Log, LogData, U256};
use alloy_sol_types::{SolError, SolEvent};
use revm::Database;
use revm::context_interface::JournalTr;
use revm::context_interface::context::ContextError;
use revm::interpreter::{CallInputs, Gas, InstructionResult, InterpreterResult};

use crate::evm::arbos::Arbos;
use crate::evm::scope::ArbContext;
use crate::program::StylusParams;
use crate::program::costs::activation_gas::{OPEN_STATE, READ_PARAMS, WORD};

const LOG_GAS: u64 = 375;
const LOG_BYTE_GAS: u64 = 8;

/// Why a precompile call does not succeed.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A typed error; the remaining gas is returned.
    Error(Vec<u8>),
    /// A call nobody should make; all gas is consumed.
    Broken,
    /// Out of gas.
    OutOfGas,
    /// The host failed.
    Fatal(String),
}

impl<E: std::fmt::Display> From<ContextError<E>> for Stop {
    fn from(error: ContextError<E>) -> Self {
        match error {
            ContextError::Db(error) => Self::Fatal(error.to_string()),
            ContextError::Custom(error) => Self::Fatal(error),
        }
    }
}

impl Stop {
    pub(crate) fn error(error: &impl SolError) -> Self {
        Self::Error(error.abi_encode())
    }

    pub(crate) fn state(error: impl std::fmt::Display) -> Self {
        Self::Fatal(error.to_string())
    }
}

/// What a method does to state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purity {
    /// Reads nothing.
    Pure,
    /// Reads.
    View,
    /// Writes.
    Write,
    /// Writes and takes value.
    Payable,
}

/// A precompile call in progress.
pub(crate) struct Call<'a, DB: Database> {
    pub(crate) ctx: &'a mut ArbContext<DB>,
    /// The precompile.
    pub(crate) address: Address,
    pub(crate) caller: Address,
    pub(crate) value: U256,
    is_static: bool,
    /// A delegate call would act in another account's name.
    acts_as_itself: bool,
    arguments: usize,
    gas: Gas,
}

impl<'a, DB: Database> Call<'a, DB> {
    pub(super) fn new(ctx: &'a mut ArbContext<DB>, inputs: &CallInputs, arguments: usize) -> Self {
        Self {
            ctx,
            address: inputs.bytecode_address,
            caller: inputs.caller,
            value: inputs.value.get(),
            is_static: inputs.is_static,
            acts_as_itself: inputs.target_address == inputs.bytecode_address,
            arguments,
            gas: Gas::new(inputs.gas_limit),
        }
    }

    /// Checks the method's permissions and pays for its arguments and for opening the state.
    pub(crate) fn open(&mut self, purity: Purity) -> Result<(), Stop> {
        let foreign = purity > Purity::Pure && !self.acts_as_itself;
        let writes = purity >= Purity::Write && self.is_static;
        let unpayable = purity < Purity::Payable && !self.value.is_zero();
        if foreign || writes || unpayable {
            return Err(Stop::Broken);
        }
        self.burn(words_gas(self.arguments))?;
        if purity > Purity::Pure {
            self.burn(OPEN_STATE)?;
        }
        Ok(())
    }

    /// Spends gas.
    pub(crate) fn burn(&mut self, gas: u64) -> Result<(), Stop> {
        if self.gas.record_regular_cost(gas) {
            Ok(())
        } else {
            Err(Stop::OutOfGas)
        }
    }

    /// Checks that `gas` could be paid, without spending it.
    pub(crate) fn require(&self, gas: u64) -> Result<(), Stop> {
        if self.gas.remaining() < gas {
            return Err(Stop::OutOfGas);
        }
        Ok(())
    }

    pub(crate) fn gas_left(&self) -> u64 {
        self.gas.remaining()
    }

    /// Makes what was spent since `gas` was left free of charge.
    pub(crate) fn refund_to(&mut self, gas: u64) {
        self.gas.set_remaining(gas);
    }

    pub(crate) fn arbos(&mut self) -> Arbos<'_, DB> {
        let version = self.version();
        Arbos::new(&mut self.ctx.journaled_state, version)
    }

    /// ArbOS version.
    pub(crate) fn version(&self) -> u64 {
        self.ctx.chain.rules.arbos_version
    }

    /// The Stylus parameters, at their price.
    pub(crate) fn params(&mut self) -> Result<StylusParams, Stop> {
        self.burn(READ_PARAMS)?;
        self.arbos().params().map_err(Stop::state)
    }

    /// Emits an event at its price.
    pub(crate) fn emit(&mut self, event: &impl SolEvent) -> Result<(), Stop> {
        let data: LogData = event.encode_log_data();
        let topics = u64::try_from(data.topics().len()).unwrap_or(u64::MAX);
        let bytes = u64::try_from(data.data.len()).unwrap_or(u64::MAX);
        let gas = LOG_GAS
            .saturating_mul(topics.saturating_add(1))
            .saturating_add(bytes.saturating_mul(LOG_BYTE_GAS));
        self.burn(gas)?;
        self.ctx.journaled_state.log(Log {
            address: self.address,
            data,
        });
        Ok(())
    }

    /// Moves value out of the precompile's account.
    pub(crate) fn pay(&mut self, to: Address, amount: U256) -> Result<(), Stop> {
        if amount.is_zero() {
            return Ok(());
        }
        let failed = self
            .ctx
            .journaled_state
            .transfer(self.address, to, amount)
            .map_err(Stop::state)?;
        match failed {
            None => Ok(()),
            Some(_) => Err(Stop::Broken),
        }
    }

    /// Turns the method's outcome into the frame's.
    pub(super) fn close(
        mut self,
        outcome: Result<Vec<u8>, Stop>,
    ) -> Result<InterpreterResult, String> {
        let outcome = outcome.and_then(|output| {
            self.burn(words_gas(output.len()))?;
            Ok(output)
        });
        let (result, output) = match outcome {
            Ok(output) => (InstructionResult::Return, output),
            Err(Stop::Error(data)) => (InstructionResult::Revert, data),
            Err(Stop::Broken) => {
                self.gas.spend_all();
                (InstructionResult::Revert, Vec::new())
            }
            Err(Stop::OutOfGas) => {
                self.gas.spend_all();
                (InstructionResult::PrecompileOOG, Vec::new())
            }
            Err(Stop::Fatal(error)) => return Err(error),
        };
        Ok(InterpreterResult::new(
            result,
            Bytes::from(output),
            self.gas,
        ))
    }
}

fn words_gas(bytes: usize) -> u64 {
    u64::try_from(bytes.div_ceil(32))
        .unwrap_or(u64::MAX)
        .saturating_mul(WORD)
}
