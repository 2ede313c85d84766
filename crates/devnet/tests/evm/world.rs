//! A small chain state, and the EVM code that tests put on it.

use devnet::evm::{
    BlockContext, ChainRules, Executor, GenesisAccount, Mode, Outcome, RecentPrograms,
    genesis_accounts,
};
use devnet::program::code;
use revm::context::{BlockEnv, TxEnv};
use revm::database::{CacheDB, EmptyDB};
use revm::primitives::{Address, B256, Bytes, TxKind, U256, address, hex};
use revm::state::{AccountInfo, Bytecode};
use revm::{Database, DatabaseCommit};

use crate::script;

/// The account that sends every transaction.
pub(crate) const SENDER: Address = address!("5e4de4000000000000000000000000000000dead");
/// `ArbWasm`.
pub(crate) const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// Gas limit of every transaction that does not say otherwise.
pub(crate) const GAS: u64 = 30_000_000;

/// A chain of one block.
pub(crate) struct World {
    pub(crate) executor: Executor,
    pub(crate) state: CacheDB<EmptyDB>,
    pub(crate) block: BlockContext,
    pub(crate) recent: RecentPrograms,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with_rules(ChainRules::dev())
    }

    pub(crate) fn with_rules(rules: ChainRules) -> Self {
        let mut state = CacheDB::<EmptyDB>::default();
        for GenesisAccount {
            address,
            info,
            storage,
        } in genesis_accounts(&rules)
        {
            state.insert_account_info(address, info);
            for (slot, value) in storage {
                state
                    .insert_account_storage(address, slot, value)
                    .expect("an empty database does not fail");
            }
        }
        state.insert_account_info(
            SENDER,
            AccountInfo::from_balance(U256::from(10).pow(U256::from(24))),
        );
        Self {
            executor: Executor::new(rules).expect("the engine starts"),
            state,
            block: BlockContext {
                evm: BlockEnv {
                    number: U256::from(77),
                    timestamp: U256::from(1_700_000_000),
                    gas_limit: 1 << 50,
                    basefee: 100_000_000,
                    ..BlockEnv::default()
                },
                l2_number: 1234,
                trace_host_calls: false,
            },
            recent: RecentPrograms::default(),
        }
    }

    /// Sends a transaction and commits what it did.
    pub(crate) fn send(
        &mut self,
        to: TxKind,
        value: U256,
        data: impl Into<Bytes>,
        gas: u64,
    ) -> Outcome {
        let nonce = self
            .state
            .basic(SENDER)
            .expect("infallible")
            .map_or(0, |account| account.nonce);
        let tx = TxEnv::builder()
            .caller(SENDER)
            .kind(to)
            .value(value)
            .data(data.into())
            .gas_limit(gas)
            .gas_price(100_000_000)
            .nonce(nonce)
            .chain_id(Some(self.executor.rules().chain_id))
            .build()
            .expect("a complete transaction");
        let outcome = self
            .executor
            .transact(
                &mut self.state,
                &self.block,
                &mut self.recent,
                tx,
                Mode::Transaction,
            )
            .expect("the transaction is valid");
        self.state.commit(outcome.state.clone());
        outcome
    }

    pub(crate) fn call(&mut self, to: Address, data: impl Into<Bytes>) -> Outcome {
        self.send(TxKind::Call(to), U256::ZERO, data, GAS)
    }

    /// Creates a contract with this runtime code.
    pub(crate) fn deploy(&mut self, runtime: &[u8]) -> Address {
        let outcome = self.send(TxKind::Create, U256::ZERO, code::initcode(runtime), GAS);
        outcome
            .result
            .created_address()
            .unwrap_or_else(|| panic!("not deployed: {:?}", outcome.result))
    }

    /// Creates and activates a program.
    pub(crate) fn deploy_program(&mut self, wat: &str) -> Address {
        let wasm = wat::parse_str(wat).expect("the program is valid text");
        let program = self.deploy(&code::encode(&wasm));
        let outcome = self.activate(program);
        assert!(outcome.result.is_success(), "not activated: {outcome:?}");
        program
    }

    pub(crate) fn activate(&mut self, program: Address) -> Outcome {
        let mut data = hex!("58c780c2").to_vec();
        data.extend_from_slice(program.into_word().as_slice());
        self.send(
            TxKind::Call(ARB_WASM),
            U256::from(10).pow(U256::from(18)),
            data,
            GAS,
        )
    }

    /// The scriptable program.
    pub(crate) fn deploy_script(&mut self) -> Address {
        self.deploy_program(script::SOURCE)
    }

    pub(crate) fn slot(&mut self, address: Address, slot: u64) -> U256 {
        self.state
            .storage(address, U256::from(slot))
            .expect("infallible")
    }

    pub(crate) fn code_hash(&mut self, address: Address) -> B256 {
        self.state
            .basic(address)
            .expect("infallible")
            .map_or(B256::ZERO, |account| account.code_hash)
    }

    pub(crate) fn balance(&mut self, address: Address) -> U256 {
        self.state
            .basic(address)
            .expect("infallible")
            .map_or(U256::ZERO, |account| account.balance)
    }

    /// Puts EVM code somewhere without a transaction.
    pub(crate) fn place(&mut self, address: Address, code: &[u8]) {
        let bytecode = Bytecode::new_raw(Bytes::copy_from_slice(code));
        let info = AccountInfo {
            nonce: 1,
            code_hash: bytecode.hash_slow(),
            code: Some(bytecode),
            ..Default::default()
        };
        self.state.insert_account_info(address, info);
    }
}

/// Output of a successful transaction.
pub(crate) fn output(outcome: &Outcome) -> Vec<u8> {
    assert!(
        outcome.result.is_success(),
        "{:?}, failures {:?}",
        outcome.result,
        outcome.failures
    );
    outcome
        .result
        .output()
        .map(|bytes| bytes.to_vec())
        .unwrap_or_default()
}

/// EVM code that calls the address in its first calldata word with the rest of the calldata, and passes the result on.
pub(crate) fn evm_forwarder() -> Vec<u8> {
    hex!("602036038060206000376000600082600034600035 5af13d600060003e6024573d6000fd5b3d6000f3")
        .to_vec()
}

/// Calldata for [`evm_forwarder`].
pub(crate) fn forward(to: Address, data: &[u8]) -> Vec<u8> {
    let mut input = to.into_word().to_vec();
    input.extend_from_slice(data);
    input
}

/// An ERC-1167 proxy of `implementation`.
pub(crate) fn minimal_proxy(implementation: Address) -> Vec<u8> {
    let mut code = hex!("363d3d373d3d3d363d73").to_vec();
    code.extend_from_slice(implementation.as_slice());
    code.extend_from_slice(&hex!("5af43d82803e903d91602b57fd5bf3"));
    code
}
