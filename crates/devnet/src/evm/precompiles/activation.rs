//! `ArbWasm.activateProgram`: validates a program, charges for it and remembers it.
//!
//! Gas is charged in Nitro's order, so that running short shows the same way; once decompression has succeeded, a program
//! that may not run consumes everything.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use revm::Database;
use revm::context_interface::JournalTr;

use super::abi::ArbWasm::{ProgramActivated, ProgramNotWasm, ProgramUpToDate};
use super::{Call, Stop, wasm};
use crate::evm::arbos::DataPricer;
use crate::evm::peek;
use crate::evm::program_run::timestamp;
use crate::program::code::{self, ProgramCode};
use crate::program::costs::activation_gas::{DATA_PRICER, FIXED, READ_SLOT, WRITE_SLOT};
use crate::program::costs::{data_demand, data_fee_wei};
use crate::program::params::ARBOS_FRAGMENTS;
use crate::program::{Activated, ProgramRecord, StylusParams, activate};
use crate::vm::ModuleKey;

const COLD_ACCOUNT_GAS: u64 = 2600;
const WARM_GAS: u64 = 100;
const COPY_WORD_GAS: u64 = 3;

/// Activates the program at `program`; returns the Stylus version and the fee paid.
pub(super) fn activate_program<DB: Database>(
    call: &mut Call<'_, DB>,
    program: Address,
) -> Result<(u16, U256), Stop> {
    charge_fixed(call)?;
    let account = peek::account(&mut call.ctx.journaled_state, program).map_err(Stop::state)?;
    let code_hash = account.code_hash;
    let code = account.code.unwrap_or_default().original_bytes();

    let params = call.params()?;
    let known = read_record(call, code_hash)?;
    let now = timestamp(call.ctx);
    if known.version == params.version && !known.is_expired(now, params.expiry_days) {
        return Err(Stop::error(&ProgramUpToDate {}));
    }
    let module = unpack(call, &code, &params)?;
    let activated = admit(call, &module, code_hash, &params)?;

    call.burn(WRITE_SLOT)?;
    let module_hash = module_hash(code_hash, params.version);
    call.arbos()
        .set_module_hash(code_hash, module_hash)
        .map_err(Stop::state)?;
    let fee = data_fee(call, activated.info.asm_estimate)?;
    let record = ProgramRecord {
        cached: known.cached,
        ..ProgramRecord::new(params.version, &activated.info, now)
    };
    call.burn(WRITE_SLOT)?;
    call.arbos()
        .set_program(code_hash, &record)
        .map_err(Stop::state)?;
    wasm::pay_data_fee(call, fee)?;
    call.emit(&ProgramActivated {
        codehash: code_hash,
        moduleHash: module_hash,
        program,
        dataFee: fee,
        version: params.version,
    })?;
    Ok((params.version, fee))
}

/// The part that is due before anything is looked at.
fn charge_fixed<DB: Database>(call: &mut Call<'_, DB>) -> Result<(), Stop> {
    if call.version() >= ARBOS_FRAGMENTS {
        call.burn(READ_SLOT)?;
        let surcharge = call.arbos().activation_gas().map_err(Stop::state)?;
        call.burn(surcharge)?;
    }
    call.burn(FIXED)
}

fn read_record<DB: Database>(
    call: &mut Call<'_, DB>,
    code_hash: B256,
) -> Result<ProgramRecord, Stop> {
    call.burn(READ_SLOT)?;
    call.arbos().program(code_hash).map_err(Stop::state)
}

/// The module of a program that is about to be activated.
fn unpack<DB: Database>(
    call: &mut Call<'_, DB>,
    code: &Bytes,
    params: &StylusParams,
) -> Result<Vec<u8>, Stop> {
    let not_wasm = |_| Stop::error(&ProgramNotWasm {});
    match code::split(code).map_err(not_wasm)? {
        ProgramCode::Classic { .. } => code::decode(code, params.max_wasm_size).map_err(not_wasm),
        ProgramCode::Root {
            dictionary,
            module_len,
            fragments,
        } if call.version() >= ARBOS_FRAGMENTS => {
            if fragments.len() > usize::from(params.max_fragment_count) {
                return Err(Stop::error(&ProgramNotWasm {}));
            }
            let mut codes = Vec::with_capacity(fragments.len());
            for address in fragments {
                codes.push(read_fragment(call, address)?);
            }
            let parts: Vec<&[u8]> = codes.iter().map(AsRef::as_ref).collect();
            code::decode_fragments(
                dictionary,
                module_len,
                &parts,
                params.max_fragment_count,
                params.max_wasm_size,
            )
            .map_err(not_wasm)
        }
        ProgramCode::Root { .. } | ProgramCode::Fragment(_) => Err(Stop::error(&ProgramNotWasm {})),
    }
}

/// A fragment's code, priced like `EXTCODECOPY` of all of it; one of the largest size must be affordable beforehand.
fn read_fragment<DB: Database>(call: &mut Call<'_, DB>, address: Address) -> Result<Bytes, Stop> {
    let largest = words_gas(call.ctx.chain.rules.max_code_size);
    let loaded = call
        .ctx
        .journaled_state
        .code(address)
        .map_err(Stop::state)?;
    let touch = if loaded.is_cold {
        COLD_ACCOUNT_GAS
    } else {
        WARM_GAS
    };
    call.require(touch.saturating_add(largest))?;
    call.burn(touch.saturating_add(words_gas(loaded.data.len())))?;
    Ok(loaded.data)
}

fn words_gas(bytes: usize) -> u64 {
    u64::try_from(bytes.div_ceil(32))
        .unwrap_or(u64::MAX)
        .saturating_mul(COPY_WORD_GAS)
}

/// Validates, charges for and compiles the module.
fn admit<DB: Database>(
    call: &mut Call<'_, DB>,
    module: &[u8],
    code_hash: B256,
    params: &StylusParams,
) -> Result<Activated, Stop> {
    let open = call.ctx.chain.pages.open;
    let debug = call.ctx.chain.rules.debug;
    let activated = activate(module, params, open, debug).map_err(|refusal| {
        call.ctx.chain.results.refused = Some(refusal);
        Stop::Broken
    })?;
    call.burn(activated.info.activation_gas_variable)?;
    let runtime = call.ctx.chain.runtime.clone();
    let key = ModuleKey {
        code_hash,
        version: params.version,
    };
    let place = runtime.place(params.max_stack_depth);
    runtime
        .compile(place, key, &activated.instrumented)
        .map_err(|_| Stop::Broken)?;
    Ok(activated)
}

/// Advances the price of program data and returns the fee for a program of this size.
pub(super) fn data_fee<DB: Database>(
    call: &mut Call<'_, DB>,
    asm_estimate: u32,
) -> Result<U256, Stop> {
    call.burn(DATA_PRICER)?;
    let now = timestamp(call.ctx);
    let pricer = call.arbos().data_pricer().map_err(Stop::state)?;
    let demand = data_demand(
        pricer.demand,
        now.saturating_sub(pricer.updated_at),
        asm_estimate,
    );
    let updated = DataPricer {
        demand,
        updated_at: now,
    };
    call.arbos().set_data_pricer(updated).map_err(Stop::state)?;
    Ok(U256::from(data_fee_wei(demand, asm_estimate)))
}

/// Nitro hashes its own compiled form here, which nothing on chain can check; any deterministic value serves.
fn module_hash(code_hash: B256, version: u16) -> B256 {
    let mut preimage = code_hash.to_vec();
    preimage.extend_from_slice(&version.to_be_bytes());
    keccak256(preimage)
}
