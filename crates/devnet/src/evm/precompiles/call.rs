//! One call of an ArbOS precompile: its gas, its permissions, and how it ends.
//!
//! Every method that is not pure pays for opening ArbOS state and for its argument and result words. A broken call (unknown
//! method, arguments that do not decode, value for a method that takes none, writing in a read-only frame) reverts with
//! everything consumed; a method that refuses reverts with the remaining gas returned, with a typed Solidity error whose words
//! are paid for like results, or with nothing where Nitro's own error has no type.

use alloy_primitives::{Address, Bytes, Log, LogData, U256};
use alloy_sol_types::{SolError, SolEvent};
use revm::Database;
use revm::context_interface::JournalTr;
use revm::context_interface::context::ContextError;
use revm::context_interface::journaled_state::account::JournaledAccountTr;
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
    /// What was asked for is not possible; the remaining gas is returned, without a reason.
    Refused,
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
    /// Owners do not pay for what they do as such, nor do they lose gas by mistakes.
    free: bool,
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
            free: false,
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
        if self.free || self.gas.record_regular_cost(gas) {
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

    /// Makes everything from here on free of charge, mistakes included.
    pub(crate) fn make_free(&mut self) {
        self.free = true;
    }

    /// Whether nothing may be written.
    pub(crate) fn is_static(&self) -> bool {
        self.is_static
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

    /// Refuses a method that does not exist before `version`.
    pub(crate) fn since(&self, version: u64) -> Result<(), Stop> {
        if self.version() < version {
            return Err(Stop::Broken);
        }
        Ok(())
    }

    /// Destroys value that was sent to the precompile.
    pub(crate) fn destroy(&mut self, amount: U256) -> Result<(), Stop> {
        let mut account = self
            .ctx
            .journaled_state
            .load_account_mut(self.address)
            .map_err(Stop::state)?;
        account.data.touch();
        if account.data.decr_balance(amount) {
            Ok(())
        } else {
            Err(Stop::Broken)
        }
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
        let outcome = match outcome {
            Ok(output) => self.burn(words_gas(output.len())).map(|()| output),
            Err(Stop::Error(data)) => self.burn(words_gas(data.len())).and(Err(Stop::Error(data))),
            other => other,
        };
        let (result, output) = match outcome {
            Ok(output) => (InstructionResult::Return, output),
            Err(Stop::Error(data)) => (InstructionResult::Revert, data),
            Err(Stop::Refused) => (InstructionResult::Revert, Vec::new()),
            Err(Stop::Broken) => {
                if !self.free {
                    self.gas.spend_all();
                }
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
