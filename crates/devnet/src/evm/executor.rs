//! The entry point: runs one transaction under the chain's rules and returns its result and state changes.

use std::sync::Arc;

use alloy_primitives::{B256, U256};
use revm::context::result::{EVMError, ExecutionResult, InvalidHeader, InvalidTransaction};
use revm::context::{BlockEnv, CfgEnv, Context, Evm, FrameStack, Journal, TxEnv};
use revm::context_interface::{ContextSetters, JournalTr};
use revm::handler::instructions::EthInstructions;
use revm::handler::{EthFrame, Handler, MainnetHandler};
use revm::inspector::InspectorHandler;
use revm::interpreter::interpreter::EthInterpreter;
use revm::primitives::hardfork::SpecId;
use revm::state::EvmState;
use revm::{Database, Inspector};

use super::machine::ArbEvm;
use super::precompiles::ArbPrecompiles;
use super::recent::RecentPrograms;
use super::rules::ChainRules;
use super::scope::{ArbContext, ProgramFailure, ProgramRun, TxScope};
use crate::program::Refusal;
use crate::vm::{HostCall, Runtime};

/// No transaction on Arbitrum may ask for more than a block's gas limit of 2^50.
const GAS_LIMIT_CAP: u64 = 1 << 50;

/// How strictly a transaction is checked against its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A signed transaction: nonce, balance, base fee and block gas limit are enforced.
    Transaction,
    /// `eth_call` and `eth_estimateGas`: the sender is whoever the caller says, with whatever it needs.
    Call,
}

/// The block a transaction runs in.
#[derive(Clone, Debug)]
pub struct BlockContext {
    /// What the EVM sees: `number` is the **L1** block number, `prevrandao` is 1.
    pub evm: BlockEnv,
    /// The chain's own block number, as `ArbSys.arbBlockNumber` returns it.
    pub l2_number: u64,
    /// Whether to record every host call of every program.
    pub trace_host_calls: bool,
}

/// What a transaction did.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Status, gas, logs and output.
    pub result: ExecutionResult,
    /// Every account the transaction touched, for the caller to commit.
    pub state: EvmState,
    /// Program calls that could not start, which the EVM shows only as lost gas.
    pub failures: Vec<ProgramFailure>,
    /// Host calls in the order they completed, if tracing was asked for.
    pub host_calls: Vec<HostCall>,
    /// How the last program frame ended, if any ran.
    pub last_program: Option<ProgramRun>,
    /// Why the last activation was refused: the EVM shows only that all gas is gone.
    pub activation_refused: Option<Refusal>,
    /// Largest number of wasm pages that were open at once.
    pub pages_ever: u16,
}

/// Why a transaction could not be executed at all.
#[derive(Debug, thiserror::Error)]
pub enum ExecError {
    /// The transaction breaks a rule that keeps it out of any block.
    #[error("transaction refused: {0}")]
    Refused(InvalidTransaction),
    /// The block environment is incomplete.
    #[error("block environment refused: {0}")]
    Header(InvalidHeader),
    /// State could not be read.
    #[error("state could not be read: {0}")]
    State(String),
    /// The program runtime failed for a reason that is not the program's.
    #[error("program runtime failed: {0}")]
    Runtime(String),
}

impl<E: std::fmt::Display> From<EVMError<E>> for ExecError {
    fn from(error: EVMError<E>) -> Self {
        match error {
            EVMError::Transaction(reason) => Self::Refused(reason),
            EVMError::Header(reason) => Self::Header(reason),
            EVMError::Database(reason) => Self::State(reason.to_string()),
            EVMError::Custom(reason) => Self::Runtime(reason),
            EVMError::CustomAny(reason) => Self::Runtime(reason.to_string()),
        }
    }
}

/// Runs transactions; holds the wasm engine and its compiled modules, so share one in an [`Arc`].
#[derive(Debug)]
pub struct Executor {
    rules: Arc<ChainRules>,
    runtime: Arc<Runtime>,
}

impl Executor {
    /// An executor for a chain of these rules.
    ///
    /// # Errors
    /// [`ExecError::Runtime`] if the machine offers no room for the wasm engine.
    pub fn new(rules: ChainRules) -> Result<Self, ExecError> {
        let runtime =
            Runtime::new(rules.debug).map_err(|error| ExecError::Runtime(error.to_string()))?;
        Ok(Self {
            rules: Arc::new(rules),
            runtime: Arc::new(runtime),
        })
    }

    /// An executor for other rules that shares this one's engine and compiled modules. The debug switch stays as it is,
    /// because it decides which host modules the engine knows.
    #[must_use]
    pub fn with_rules(&self, rules: ChainRules) -> Self {
        let debug = self.rules.debug;
        Self {
            rules: Arc::new(ChainRules { debug, ..rules }),
            runtime: self.runtime.clone(),
        }
    }

    /// The rules this executor applies.
    #[must_use]
    pub fn rules(&self) -> &ChainRules {
        &self.rules
    }

    /// Runs `tx` on top of `db` and returns its effects without writing them.
    ///
    /// # Errors
    /// [`ExecError`] if the transaction is not includable or the host failed; a reverting contract is an `Ok`.
    pub fn transact<DB: Database>(
        &self,
        db: DB,
        block: &BlockContext,
        recent: &mut RecentPrograms,
        tx: TxEnv,
        mode: Mode,
    ) -> Result<Outcome, ExecError> {
        let mut evm = self.machine(db, (), block, std::mem::take(recent), mode);
        evm.inner.ctx.set_tx(arbitrum_tx(tx, block, mode));
        let result = MainnetHandler::<_, EVMError<DB::Error>, EthFrame>::default().run(&mut evm);
        finish(evm, result, recent)
    }

    /// As [`Self::transact`], with `inspector` watching calls and EVM steps.
    ///
    /// # Errors
    /// As [`Self::transact`].
    pub fn inspect<DB, INSP>(
        &self,
        db: DB,
        block: &BlockContext,
        recent: &mut RecentPrograms,
        tx: TxEnv,
        mode: Mode,
        inspector: INSP,
    ) -> Result<Outcome, ExecError>
    where
        DB: Database,
        INSP: Inspector<ArbContext<DB>, EthInterpreter>,
    {
        let mut evm = self.machine(db, inspector, block, std::mem::take(recent), mode);
        evm.inner.ctx.set_tx(arbitrum_tx(tx, block, mode));
        let result =
            MainnetHandler::<_, EVMError<DB::Error>, EthFrame>::default().inspect_run(&mut evm);
        finish(evm, result, recent)
    }

    /// An EVM ready to run under this chain's rules.
    pub(crate) fn machine<DB: Database, INSP>(
        &self,
        db: DB,
        inspector: INSP,
        block: &BlockContext,
        recent: RecentPrograms,
        mode: Mode,
    ) -> ArbEvm<DB, INSP> {
        let scope = TxScope::new(self.rules.clone(), self.runtime.clone(), block, recent);
        let mut ctx: ArbContext<DB> = Context {
            block: block.evm.clone(),
            tx: TxEnv::default(),
            cfg: config(&self.rules, mode),
            journaled_state: Journal::new(db),
            chain: scope,
            local: revm::context::LocalContext::default(),
            error: Ok(()),
        };
        // Blobs do not exist here, but a Cancun block must carry their price.
        if ctx.block.blob_excess_gas_and_price.is_none() {
            ctx.block.set_blob_excess_gas_and_price(0, 1);
        }
        if ctx.block.prevrandao.is_none() {
            ctx.block.prevrandao = Some(B256::from(U256::ONE));
        }
        ctx.journaled_state.set_spec_id(SpecId::PRAGUE);
        ArbEvm::new(Evm {
            ctx,
            inspector,
            instruction: EthInstructions::new_mainnet_with_spec(SpecId::PRAGUE),
            precompiles: ArbPrecompiles::new(),
            // Frames are made when calls need them: each brings an EVM stack of its own.
            frame_stack: FrameStack::new(),
        })
    }
}

/// revm's configuration under `rules`.
fn config(rules: &ChainRules, mode: Mode) -> CfgEnv {
    let mut cfg = CfgEnv::new().with_spec_and_mainnet_gas_params(SpecId::PRAGUE);
    cfg.chain_id = rules.chain_id;
    cfg.tx_gas_limit_cap = Some(GAS_LIMIT_CAP);
    cfg.limit_contract_code_size = Some(rules.max_code_size);
    cfg.limit_contract_initcode_size = Some(rules.max_code_size.saturating_mul(2));
    // The rule is applied again in `frames`, with the program prefixes let through.
    cfg.disable_eip3541 = true;
    // The calldata floor is an owner's switch on Arbitrum, off by default.
    cfg.disable_eip7623 = true;
    if mode == Mode::Call {
        cfg.tx_chain_id_check = false;
        cfg.disable_nonce_check = true;
        cfg.disable_balance_check = true;
        cfg.disable_base_fee = true;
        cfg.disable_block_gas_limit = true;
        cfg.disable_eip3607 = true;
    }
    cfg
}

/// Removes the tip: ArbOS does not collect it, so the price paid (and shown by `GASPRICE`) is the base fee.
fn arbitrum_tx(mut tx: TxEnv, block: &BlockContext, mode: Mode) -> TxEnv {
    let base_fee = u128::from(block.evm.basefee);
    if tx.gas_priority_fee.is_some() {
        tx.gas_priority_fee = Some(0);
    } else if mode == Mode::Transaction && tx.gas_price > base_fee {
        tx.gas_price = base_fee;
    }
    tx
}

fn finish<DB: Database, INSP>(
    mut evm: ArbEvm<DB, INSP>,
    result: Result<ExecutionResult, EVMError<DB::Error>>,
    recent: &mut RecentPrograms,
) -> Result<Outcome, ExecError> {
    let state = evm.inner.ctx.journaled_state.finalize();
    let scope = std::mem::take(&mut evm.inner.ctx.chain.results);
    *recent = std::mem::take(&mut evm.inner.ctx.chain.recent);
    Ok(Outcome {
        result: result?,
        state,
        failures: scope.failures,
        host_calls: evm.inner.ctx.chain.take_host_calls(),
        last_program: scope.last_program,
        activation_refused: scope.refused,
        pages_ever: evm.inner.ctx.chain.pages.ever,
    })
}
