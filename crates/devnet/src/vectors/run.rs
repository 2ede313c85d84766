//! Runs a vector's call on a state of its own.

use std::collections::BTreeMap;

use alloy_primitives::{Address, Bytes, U256};
use revm::context::BlockEnv;
use revm::database::{CacheDB, EmptyDB};
use revm::state::{AccountInfo, Bytecode};

use super::case::{Account, Case};
use crate::evm::{
    ARBOS_STATE, BlockContext, ChainRules, DirectCall, DirectOutcome, Executor, GenesisAccount,
    RecentPrograms, genesis_accounts, record_word,
};
use crate::program::{ProgramRecord, StylusParams, activate, code};

/// What a run left behind.
pub(super) struct Observed {
    pub(super) outcome: DirectOutcome,
    /// Non-zero storage of every account that has some.
    pub(super) storage: BTreeMap<Address, BTreeMap<U256, U256>>,
    /// Non-zero balances.
    pub(super) balances: BTreeMap<Address, U256>,
}

type State = CacheDB<EmptyDB>;

/// Activates the vector's programs and makes its call.
pub(super) fn run(executor: &Executor, case: &Case) -> Result<Observed, String> {
    let rules = ChainRules {
        chain_id: case.number("chain_id")?,
        arbos_version: case.number("arbos")?,
        stylus: case.stylus.clone(),
        ..ChainRules::for_arbos(0, case.number("arbos")?)
    };
    let mut state = prestate(case, &rules)?;
    let executor = executor.with_rules(rules);
    let block = block(case)?;
    let to = case.address("address")?;
    let sender = case.address("sender")?;
    let call = DirectCall {
        caller: sender,
        to,
        value: case.value,
        input: case.calldata.clone(),
        gas: case.number("gas")?,
        is_static: case.flag("static")?,
        origin: case.address("origin")?,
        gas_price: u128::from(case.number("gas_price")?),
        warm: vec![to, sender, case.address("coinbase")?],
    };
    let outcome = executor
        .call_frame(&mut state, &block, &mut RecentPrograms::default(), call)
        .map_err(|error| error.to_string())?;
    Ok(observe(&state, outcome))
}

fn block(case: &Case) -> Result<BlockContext, String> {
    Ok(BlockContext {
        evm: BlockEnv {
            number: U256::from(case.number("block_number")?),
            beneficiary: case.address("coinbase")?,
            timestamp: U256::from(case.number("timestamp")?),
            gas_limit: case.number("block_gas_limit")?,
            basefee: case.number("basefee")?,
            ..BlockEnv::default()
        },
        l2_number: 1,
        trace_host_calls: true,
    })
}

fn prestate(case: &Case, rules: &ChainRules) -> Result<State, String> {
    let mut state = State::default();
    let arbos = genesis_accounts(rules)
        .into_iter()
        .filter(|account| account.address == ARBOS_STATE);
    for GenesisAccount {
        address,
        info,
        storage,
    } in arbos
    {
        state.insert_account_info(address, info);
        insert_storage(&mut state, address, &storage)?;
    }
    let main = case.address("address")?;
    let now = case.number("timestamp")?;
    for account in &case.accounts {
        let wasm = if account.address == main {
            None
        } else {
            account.wasm.as_deref()
        };
        let code = insert_program(
            &mut state,
            &case.stylus,
            wasm,
            account.code.clone(),
            now,
            false,
        )?;
        insert_account(&mut state, account, code)?;
    }
    let listed = case.accounts.iter().find(|account| account.address == main);
    let code = insert_program(
        &mut state,
        &case.stylus,
        Some(&case.wasm),
        case.code.clone(),
        now,
        case.flag("cached")?,
    )?;
    let account = Account {
        address: main,
        balance: listed.map(|account| account.balance).unwrap_or_default(),
        nonce: 1,
        storage: listed
            .map(|account| account.storage.clone())
            .unwrap_or_default(),
        code: None,
        wasm: None,
    };
    insert_account(&mut state, &account, code)?;
    credit(&mut state, case.address("sender")?, case.value);
    Ok(state)
}

/// Writes the activation record of a program and returns the code of its account.
fn insert_program(
    state: &mut State,
    params: &StylusParams,
    wasm: Option<&[u8]>,
    code: Option<Bytes>,
    now: u64,
    cached: bool,
) -> Result<Bytes, String> {
    let Some(wasm) = wasm else {
        return Ok(code.unwrap_or_default());
    };
    let code = code.unwrap_or_else(|| code::encode(wasm).into());
    let activated =
        activate(wasm, params, 0, false).map_err(|refusal| format!("refused: {refusal}"))?;
    let record = ProgramRecord {
        cached,
        ..ProgramRecord::new(params.version, &activated.info, now)
    };
    let hash = Bytecode::new_raw(code.clone()).hash_slow();
    insert_storage(state, ARBOS_STATE, &[record_word(hash, &record)])?;
    Ok(code)
}

fn insert_account(state: &mut State, account: &Account, code: Bytes) -> Result<(), String> {
    let bytecode = Bytecode::new_raw(code);
    let info = AccountInfo {
        balance: account.balance,
        nonce: account.nonce,
        code_hash: bytecode.hash_slow(),
        code: Some(bytecode),
        ..AccountInfo::default()
    };
    state.insert_account_info(account.address, info);
    insert_storage(state, account.address, &account.storage)
}

fn insert_storage(
    state: &mut State,
    address: Address,
    slots: &[(U256, U256)],
) -> Result<(), String> {
    for (slot, value) in slots {
        state
            .insert_account_storage(address, *slot, *value)
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn credit(state: &mut State, address: Address, amount: U256) {
    if amount.is_zero() {
        return;
    }
    let known = state
        .cache
        .accounts
        .get(&address)
        .map(|account| account.info.clone());
    let mut info = known.unwrap_or_default();
    info.balance = info.balance.saturating_add(amount);
    state.insert_account_info(address, info);
}

/// State after the run: what was there before, overlaid by what the run changed.
fn observe(before: &State, outcome: DirectOutcome) -> Observed {
    let mut storage: BTreeMap<Address, BTreeMap<U256, U256>> = BTreeMap::new();
    let mut balances = BTreeMap::new();
    for (address, account) in &before.cache.accounts {
        balances.insert(*address, account.info.balance);
        storage
            .entry(*address)
            .or_default()
            .extend(account.storage.iter().map(|(k, v)| (*k, *v)));
    }
    for (address, account) in &outcome.state {
        balances.insert(*address, account.info.balance);
        let slots = account
            .storage
            .iter()
            .map(|(slot, value)| (*slot, value.present_value()));
        storage.entry(*address).or_default().extend(slots);
    }
    storage.remove(&ARBOS_STATE);
    for slots in storage.values_mut() {
        slots.retain(|_, value| !value.is_zero());
    }
    storage.retain(|_, slots| !slots.is_empty());
    balances.retain(|_, balance| !balance.is_zero());
    Observed {
        outcome,
        storage,
        balances,
    }
}
