//! Any bytes as a program: activation, then a call with bounded gas.
//!
//! The first byte chooses the ArbOS version and whether the rest is deployed code or a module to be packed. Promises checked:
//! 1. the host never fails and never panics: whatever happens is an outcome of the transaction;
//! 2. what is accepted is a valid module when instrumented;
//! 3. a call stays within its gas and pages, and ends the same way twice.

use std::cell::RefCell;

use devnet::evm::{
    BlockContext, ChainRules, Executor, Mode, Outcome, RecentPrograms, genesis_accounts,
};
use devnet::program::{StylusParams, activate, code};
use revm::DatabaseCommit;
use revm::context::{BlockEnv, TxEnv};
use revm::database::{CacheDB, EmptyDB, WrapDatabaseRef};
use revm::primitives::{Address, Bytes, TxKind, U256, address, hex};
use revm::state::{AccountInfo, Bytecode};

/// ArbOS versions an input can choose.
pub const ARBOS: [u64; 8] = [30, 31, 32, 40, 50, 51, 60, 61];
/// Set in the first byte if the rest is a module and not deployed code.
pub const MODULE: u8 = 0x08;

const SENDER: Address = address!("5e4de4000000000000000000000000000000dead");
const PROGRAM: Address = address!("c0de000000000000000000000000000000000001");
const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
const ACTIVATION_GAS: u64 = 100_000_000;
/// Entry of a small program and some hundred thousand instructions.
const CALL_GAS: u64 = 400_000;
const MOST_PAGES: u64 = 128;

type State = CacheDB<EmptyDB>;

/// A chain per ArbOS version; they share one engine.
struct Chains {
    executors: Vec<Executor>,
    states: Vec<State>,
    block: BlockContext,
}

thread_local! {
    static CHAINS: RefCell<Option<Chains>> = const { RefCell::new(None) };
}

/// Runs one input.
///
/// # Panics
/// If a promise is broken.
pub fn run(input: &[u8]) {
    let Some((choice, bytes)) = input.split_first() else {
        return;
    };
    CHAINS.with_borrow_mut(|chains| {
        chains.get_or_insert_with(Chains::new).run(*choice, bytes);
    });
}

impl Chains {
    fn new() -> Self {
        let rules = |arbos| ChainRules {
            debug: false,
            ..ChainRules::for_arbos(412_346, arbos)
        };
        let first = Executor::new(rules(51)).expect("the engine starts");
        Self {
            executors: ARBOS
                .iter()
                .map(|arbos| first.with_rules(rules(*arbos)))
                .collect(),
            states: ARBOS.iter().map(|arbos| genesis(&rules(*arbos))).collect(),
            block: BlockContext {
                evm: BlockEnv {
                    timestamp: U256::from(1_700_000_000),
                    gas_limit: 1 << 50,
                    basefee: 100_000_000,
                    ..BlockEnv::default()
                },
                l2_number: 1,
                trace_host_calls: false,
            },
        }
    }

    fn run(&self, choice: u8, bytes: &[u8]) {
        let index = usize::from(choice & 0x07);
        let (executor, mut state) = (&self.executors[index], self.states[index].clone());
        let deployed = if choice & MODULE == 0 {
            bytes.to_vec()
        } else {
            check_instrumentation(bytes, ARBOS[index]);
            pack(bytes)
        };
        place(&mut state, PROGRAM, &deployed);
        let activation = [&hex!("58c780c2"), PROGRAM.into_word().as_slice()].concat();
        let ether = U256::from(10).pow(U256::from(18));
        let activated = self.send(
            executor,
            &state,
            ARB_WASM,
            ether,
            activation,
            ACTIVATION_GAS,
        );
        let accepted = activated.result.is_success();
        state.commit(activated.state);
        let tail = bytes.len().saturating_sub(68);
        let call = || {
            let calldata = bytes[tail..].to_vec();
            self.send(executor, &state, PROGRAM, U256::from(7), calldata, CALL_GAS)
        };
        let first = call();
        assert!(first.result.tx_gas_used() <= CALL_GAS, "{:?}", first.result);
        if accepted {
            let run = first.last_program.expect("an activated program is started");
            assert!(run.ink_used <= run.ink_in, "{run:?}");
            assert!(run.memory_pages <= MOST_PAGES, "{run:?}");
            let second = call();
            assert_eq!(first.result, second.result, "a call is deterministic");
            assert_eq!(first.last_program, second.last_program);
        } else if code::is_program(&deployed) {
            assert!(!first.result.is_success(), "ran without activation");
        }
    }

    fn send(
        &self,
        executor: &Executor,
        state: &State,
        to: Address,
        value: U256,
        data: Vec<u8>,
        gas: u64,
    ) -> Outcome {
        let tx = TxEnv::builder()
            .caller(SENDER)
            .kind(TxKind::Call(to))
            .value(value)
            .data(data.into())
            .gas_limit(gas)
            .gas_price(100_000_000)
            .build()
            .expect("a complete transaction");
        let mut recent = RecentPrograms::default();
        executor
            .transact(
                WrapDatabaseRef(state),
                &self.block,
                &mut recent,
                tx,
                Mode::Call,
            )
            .expect("the host does not fail")
    }
}

/// What is accepted is a valid module with the meters in it.
fn check_instrumentation(module: &[u8], arbos: u64) {
    for debug in [false, true] {
        if let Ok(activated) = activate(module, &StylusParams::for_arbos(arbos), 0, debug) {
            wasmparser::validate(&activated.instrumented)
                .expect("an accepted module is valid when instrumented");
        }
    }
}

fn genesis(rules: &ChainRules) -> State {
    let mut state = State::default();
    for account in genesis_accounts(rules) {
        state.insert_account_info(account.address, account.info);
        for (slot, value) in account.storage {
            state
                .insert_account_storage(account.address, slot, value)
                .expect("an empty database does not fail");
        }
    }
    let rich = U256::from(10).pow(U256::from(24));
    state.insert_account_info(SENDER, AccountInfo::from_balance(rich));
    state
}

fn place(state: &mut State, address: Address, deployed: &[u8]) {
    let bytecode = Bytecode::new_raw_checked(Bytes::copy_from_slice(deployed));
    // Only a malformed EIP-7702 designator is no code; such bytes cannot come from a creation.
    let Ok(bytecode) = bytecode else { return };
    let info = AccountInfo {
        nonce: 1,
        code_hash: bytecode.hash_slow(),
        code: Some(bytecode),
        ..AccountInfo::default()
    };
    state.insert_account_info(address, info);
}

/// Packs a module as a classic program whose brotli stream is stored, not compressed: inputs stay what the fuzzer made them.
#[must_use]
pub fn pack(module: &[u8]) -> Vec<u8> {
    /// Window of 22 bits.
    const WINDOW: u32 = 0x0b;
    const LAST_AND_EMPTY: u8 = 0x03;
    let mut deployed = Vec::from(code::CLASSIC_PREFIX);
    deployed.push(code::NO_DICTIONARY);
    let mut first = true;
    // The length of a stored block is written minus one, in four nibbles.
    for block in module.chunks(1 << 16) {
        let length = u32::try_from(block.len() - 1).unwrap_or(u32::MAX);
        let header = if first {
            WINDOW | (length << 7) | (1 << 23)
        } else {
            (length << 3) | (1 << 19)
        };
        deployed.extend_from_slice(&header.to_le_bytes()[..3]);
        deployed.extend_from_slice(block);
        first = false;
    }
    deployed.push(if first { 0x3b } else { LAST_AND_EMPTY });
    deployed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pack_is_undone_by_decode() {
        for len in [0, 1, 65_535, 65_536, 65_537, 131_072] {
            let module: Vec<u8> = (0..len).map(|i: u32| (i * 31) as u8).collect();
            assert_eq!(code::decode(&pack(&module), 1 << 20), Ok(module), "{len}");
        }
    }
}
