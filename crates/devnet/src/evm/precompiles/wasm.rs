//! `ArbWasm`: program lifetime and parameters. Activation itself is in [`super::activation`].

use alloy_primitives::{Address, B256, U256};
use revm::Database;

use super::abi::ArbWasm::{
    self, ArbWasmCalls, ProgramExpired, ProgramInsufficientValue, ProgramKeepaliveTooSoon,
    ProgramLifetimeExtended, ProgramNeedsUpgrade, ProgramNotActivated,
};
use super::{Call, Purity, Stop, activation, give};
use crate::evm::peek;
use crate::evm::program_run::{runnable, timestamp};
use crate::evm::scope::NotRunnable;
use crate::program::costs;
use crate::program::costs::activation_gas::{READ_SLOT, WRITE_SLOT};
use crate::program::params::{
    ARBOS_CHARGING_FIXES, ARBOS_FRAGMENTS, COST_SCALAR_PERCENT, MIN_CACHED_GAS_UNIT,
    MIN_INIT_GAS_UNIT, PAGE_RAMP,
};
use crate::program::record::hours_since_start;
use crate::program::{ProgramRecord, StylusParams};

const DAY_S: u64 = 86_400;
/// Looking up an account's code hash.
const CODE_HASH_GAS: u64 = 2600;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbWasmCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbWasmCalls as M;
    let purity = match &method {
        M::activateProgram(_) | M::codehashKeepalive(_) => Purity::Payable,
        _ => Purity::View,
    };
    call.open(purity)?;
    match method {
        M::activateProgram(m) => {
            let (version, data_fee) = activation::activate_program(call, m.program)?;
            give!(
                ArbWasm::activateProgramCall,
                ArbWasm::activateProgramReturn {
                    version,
                    dataFee: data_fee
                }
            )
        }
        M::codehashKeepalive(m) => keepalive(call, m.codehash),
        M::stylusVersion(_) => give!(ArbWasm::stylusVersionCall, call.params()?.version),
        M::codehashVersion(m) => {
            let (_, record) = active(call, m.codehash)?;
            give!(ArbWasm::codehashVersionCall, record.version)
        }
        M::codehashAsmSize(m) => {
            let (_, record) = active(call, m.codehash)?;
            give!(
                ArbWasm::codehashAsmSizeCall,
                record.asm_estimate_kb.saturating_mul(1024)
            )
        }
        M::programVersion(m) => {
            let (_, record) = active_at(call, m.program)?;
            give!(ArbWasm::programVersionCall, record.version)
        }
        M::programInitGas(m) => {
            let (params, record) = active_at(call, m.program)?;
            let (gas, cached) =
                costs::program_init_gas(&params, record.init_cost, record.cached_cost);
            give!(
                ArbWasm::programInitGasCall,
                ArbWasm::programInitGasReturn {
                    gas,
                    gasWhenCached: cached
                }
            )
        }
        M::programMemoryFootprint(m) => {
            let (_, record) = active_at(call, m.program)?;
            give!(ArbWasm::programMemoryFootprintCall, record.footprint)
        }
        M::programTimeLeft(m) => {
            let (params, record) = active_at(call, m.program)?;
            let lifetime = u64::from(params.expiry_days).saturating_mul(DAY_S);
            let left = lifetime.saturating_sub(record.age_s(timestamp(call.ctx)));
            give!(ArbWasm::programTimeLeftCall, left)
        }
        other => parameter(call, &other),
    }
}

/// The views that only show a parameter.
fn parameter<DB: Database>(
    call: &mut Call<'_, DB>,
    method: &ArbWasmCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbWasmCalls as M;
    let params = call.params()?;
    match method {
        M::inkPrice(_) => give!(ArbWasm::inkPriceCall, params.ink_price),
        M::maxStackDepth(_) => give!(ArbWasm::maxStackDepthCall, params.max_stack_depth),
        M::freePages(_) => give!(ArbWasm::freePagesCall, params.free_pages),
        M::pageGas(_) => give!(ArbWasm::pageGasCall, params.page_gas),
        M::pageRamp(_) => give!(ArbWasm::pageRampCall, PAGE_RAMP),
        M::pageLimit(_) => give!(ArbWasm::pageLimitCall, params.page_limit),
        // A fault of the first versions.
        M::minInitGas(_) if call.version() < ARBOS_CHARGING_FIXES => Err(Stop::Refused),
        M::minInitGas(_) => give!(
            ArbWasm::minInitGasCall,
            ArbWasm::minInitGasReturn {
                gas: u64::from(params.min_init_gas).saturating_mul(MIN_INIT_GAS_UNIT),
                cached: u64::from(params.min_cached_init_gas).saturating_mul(MIN_CACHED_GAS_UNIT),
            }
        ),
        M::initCostScalar(_) => give!(
            ArbWasm::initCostScalarCall,
            u64::from(params.init_cost_scalar).saturating_mul(COST_SCALAR_PERCENT)
        ),
        M::expiryDays(_) => give!(ArbWasm::expiryDaysCall, params.expiry_days),
        M::keepaliveDays(_) => give!(ArbWasm::keepaliveDaysCall, params.keepalive_days),
        M::blockCacheSize(_) => give!(ArbWasm::blockCacheSizeCall, params.block_cache_size),
        M::activationGas(_) if call.version() >= ARBOS_FRAGMENTS => {
            call.burn(READ_SLOT)?;
            let gas = call.arbos().activation_gas().map_err(Stop::state)?;
            give!(ArbWasm::activationGasCall, gas)
        }
        _ => Err(Stop::Broken),
    }
}

/// The program's record, if it may be called.
fn active<DB: Database>(
    call: &mut Call<'_, DB>,
    code_hash: B256,
) -> Result<(StylusParams, ProgramRecord), Stop> {
    let params = call.params()?;
    call.burn(READ_SLOT)?;
    let record = call.arbos().program(code_hash).map_err(Stop::state)?;
    runnable(&record, &params, timestamp(call.ctx)).map_err(refuse)?;
    Ok((params, record))
}

fn refuse(reason: NotRunnable) -> Stop {
    match reason {
        NotRunnable::NotActivated => Stop::error(&ProgramNotActivated {}),
        NotRunnable::NeedsUpgrade { activated, current } => Stop::error(&ProgramNeedsUpgrade {
            version: activated,
            stylusVersion: current,
        }),
        NotRunnable::Expired { age_s } => Stop::error(&ProgramExpired {
            ageInSeconds: age_s,
        }),
    }
}

fn active_at<DB: Database>(
    call: &mut Call<'_, DB>,
    program: Address,
) -> Result<(StylusParams, ProgramRecord), Stop> {
    let code_hash = code_hash(call, program)?;
    active(call, code_hash)
}

/// The code hash of an account, at its price.
pub(super) fn code_hash<DB: Database>(
    call: &mut Call<'_, DB>,
    account: Address,
) -> Result<B256, Stop> {
    call.burn(CODE_HASH_GAS)?;
    let account = peek::account(&mut call.ctx.journaled_state, account).map_err(Stop::state)?;
    Ok(account.code_hash)
}

/// Prolongs an activation against the data fee.
fn keepalive<DB: Database>(call: &mut Call<'_, DB>, code_hash: B256) -> Result<Vec<u8>, Stop> {
    let (params, mut record) = active(call, code_hash)?;
    let now = timestamp(call.ctx);
    let age = record.age_s(now);
    if age < u64::from(params.keepalive_days).saturating_mul(DAY_S) {
        return Err(Stop::error(&ProgramKeepaliveTooSoon { ageInSeconds: age }));
    }
    let fee = activation::data_fee(call, record.asm_estimate_kb.saturating_mul(1024))?;
    record.activated_at_hours = hours_since_start(now);
    call.burn(WRITE_SLOT)?;
    call.arbos()
        .set_program(code_hash, &record)
        .map_err(Stop::state)?;
    pay_data_fee(call, fee)?;
    call.emit(&ProgramLifetimeExtended {
        codehash: code_hash,
        dataFee: fee,
    })?;
    give!(
        ArbWasm::codehashKeepaliveCall,
        ArbWasm::codehashKeepaliveReturn {}
    )
}

/// Takes the fee out of the value sent, and gives the rest back.
pub(super) fn pay_data_fee<DB: Database>(call: &mut Call<'_, DB>, fee: U256) -> Result<(), Stop> {
    let Some(surplus) = call.value.checked_sub(fee) else {
        return Err(Stop::error(&ProgramInsufficientValue {
            have: call.value,
            want: fee,
        }));
    };
    call.burn(READ_SLOT)?;
    let collector = call.arbos().network_fee_account().map_err(Stop::state)?;
    let caller = call.caller;
    call.pay(collector, fee)?;
    call.pay(caller, surplus)
}
