//! A small chain state and a scriptable program, for tests that mix programs and EVM code.

use devnet::evm::{
    BlockContext, ChainRules, Executor, GenesisAccount, Mode, Outcome, RecentPrograms,
    genesis_accounts,
};
use devnet::program::code;
use revm::context::{BlockEnv, TxEnv};
use revm::database::{CacheDB, EmptyDB};
use revm::primitives::{Address, Bytes, TxKind, U256, address, hex};
use revm::state::{AccountInfo, Bytecode};
use revm::{Database, DatabaseCommit};

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
        self.deploy_program(include_str!("script.wat"))
    }

    pub(crate) fn slot(&mut self, address: Address, slot: u64) -> U256 {
        self.state
            .storage(address, U256::from(slot))
            .expect("infallible")
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

/// A script for the scriptable program.
#[derive(Clone, Default)]
pub(crate) struct Script(Vec<u8>);

/// How a script calls.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Call,
    Delegate,
    Static,
}

impl Script {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    fn op(mut self, op: u8, operands: &[&[u8]]) -> Self {
        self.0.push(op);
        for operand in operands {
            self.0.extend_from_slice(operand);
        }
        self
    }

    pub(crate) fn set(self, slot: u64, value: u64) -> Self {
        self.op(1, &[&word(slot), &word(value)])
    }

    pub(crate) fn flush(self) -> Self {
        self.op(2, &[])
    }

    pub(crate) fn get(self, slot: u64) -> Self {
        self.op(3, &[&word(slot)])
    }

    pub(crate) fn call(self, kind: Kind, to: Address, value: u64, input: &[u8]) -> Self {
        let len = u16::try_from(input.len())
            .expect("short input")
            .to_be_bytes();
        self.op(
            4,
            &[&[kind as u8], to.as_slice(), &word(value), &len, input],
        )
    }

    pub(crate) fn create(self, salt: Option<u64>, value: u64, init: &[u8]) -> Self {
        let len = u16::try_from(init.len()).expect("short code").to_be_bytes();
        let kind = [u8::from(salt.is_some())];
        self.op(
            5,
            &[&kind, &word(value), &word(salt.unwrap_or(0)), &len, init],
        )
    }

    pub(crate) fn reentrant(self) -> Self {
        self.op(6, &[])
    }

    /// Appends own address, sender and value.
    pub(crate) fn whoami(self) -> Self {
        self.op(7, &[])
    }

    pub(crate) fn set_transient(self, slot: u64, value: u64) -> Self {
        self.op(8, &[&word(slot), &word(value)])
    }

    pub(crate) fn get_transient(self, slot: u64) -> Self {
        self.op(9, &[&word(slot)])
    }

    pub(crate) fn log(self, topics: u8, data: &[u8]) -> Self {
        let len = u16::try_from(data.len()).expect("short data").to_be_bytes();
        self.op(10, &[&[topics], &len, data])
    }

    pub(crate) fn code(self, of: Address) -> Self {
        self.op(11, &[of.as_slice()])
    }

    pub(crate) fn trap(self) -> Self {
        self.op(12, &[])
    }

    pub(crate) fn grow(self, pages: u8) -> Self {
        self.op(13, &[&[pages]])
    }

    pub(crate) fn number(self) -> Self {
        self.op(14, &[])
    }

    /// Ends with this status and the output so far.
    pub(crate) fn exit(self, status: u8) -> Self {
        self.op(15, &[&[status]])
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.clone()
    }
}

pub(crate) fn word(value: u64) -> [u8; 32] {
    U256::from(value).to_be_bytes()
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
