//! `ArbWasmCache`: which programs start at the cached price.

use alloy_primitives::B256;
use revm::Database;

use super::abi::ArbWasm::{ProgramExpired, ProgramNeedsUpgrade};
use super::abi::ArbWasmCache::{self, ArbWasmCacheCalls, UpdateProgramCache};
use super::{Call, Purity, Stop, give, wasm};
use crate::evm::arbos::AddressSet;
use crate::evm::program_run::timestamp;
use crate::program::costs;
use crate::program::costs::activation_gas::{READ_SLOT, WRITE_SLOT};
use crate::program::params::{ARBOS_STYLUS, ARBOS_STYLUS_V2};

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbWasmCacheCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbWasmCacheCalls as M;
    let purity = match &method {
        M::isCacheManager(_) | M::allCacheManagers(_) | M::codehashIsCached(_) => Purity::View,
        M::cacheCodehash(_) | M::cacheProgram(_) | M::evictCodehash(_) => Purity::Write,
    };
    call.open(purity)?;
    match method {
        M::isCacheManager(m) => {
            call.burn(READ_SLOT)?;
            let is = call.arbos().contains(AddressSet::CacheManagers, m.manager);
            give!(ArbWasmCache::isCacheManagerCall, is.map_err(Stop::state)?)
        }
        M::allCacheManagers(_) => {
            let members = call
                .arbos()
                .members(AddressSet::CacheManagers)
                .map_err(Stop::state)?;
            for _ in 0..=members.len() {
                call.burn(READ_SLOT)?;
            }
            give!(ArbWasmCache::allCacheManagersCall, members)
        }
        M::codehashIsCached(m) => {
            call.burn(READ_SLOT)?;
            let record = call.arbos().program(m.codehash).map_err(Stop::state)?;
            give!(ArbWasmCache::codehashIsCachedCall, record.cached)
        }
        M::cacheCodehash(m) if call.version() == ARBOS_STYLUS => {
            set_cached(call, m.codehash, true)?;
            give!(
                ArbWasmCache::cacheCodehashCall,
                ArbWasmCache::cacheCodehashReturn {}
            )
        }
        M::cacheProgram(m) if call.version() >= ARBOS_STYLUS_V2 => {
            let code_hash = wasm::code_hash(call, m.program)?;
            set_cached(call, code_hash, true)?;
            give!(
                ArbWasmCache::cacheProgramCall,
                ArbWasmCache::cacheProgramReturn {}
            )
        }
        M::evictCodehash(m) => {
            set_cached(call, m.codehash, false)?;
            give!(
                ArbWasmCache::evictCodehashCall,
                ArbWasmCache::evictCodehashReturn {}
            )
        }
        M::cacheCodehash(_) | M::cacheProgram(_) => Err(Stop::Broken),
    }
}

fn set_cached<DB: Database>(
    call: &mut Call<'_, DB>,
    code_hash: B256,
    cached: bool,
) -> Result<(), Stop> {
    require_manager(call)?;
    let params = call.params()?;
    call.burn(READ_SLOT)?;
    let mut record = call.arbos().program(code_hash).map_err(Stop::state)?;
    let now = timestamp(call.ctx);
    // Only programs that may be called are worth keeping; evicting is always possible.
    if cached && record.version != params.version {
        return Err(Stop::error(&ProgramNeedsUpgrade {
            version: record.version,
            stylusVersion: params.version,
        }));
    }
    if cached && record.is_expired(now, params.expiry_days) {
        return Err(Stop::error(&ProgramExpired {
            ageInSeconds: record.age_s(now),
        }));
    }
    if record.cached == cached {
        return Ok(());
    }
    let manager = call.caller;
    call.emit(&UpdateProgramCache {
        manager,
        codehash: code_hash,
        cached,
    })?;
    // The next start pays for loading the program again, whoever makes it; the manager pays it here.
    call.burn(costs::init_gas(&params, record.init_cost))?;
    record.cached = cached;
    call.burn(WRITE_SLOT)?;
    call.arbos()
        .set_program(code_hash, &record)
        .map_err(Stop::state)
}

/// Owners are managers too; anyone else loses all gas.
fn require_manager<DB: Database>(call: &mut Call<'_, DB>) -> Result<(), Stop> {
    let caller = call.caller;
    for set in [AddressSet::CacheManagers, AddressSet::Owners] {
        call.burn(READ_SLOT)?;
        if call.arbos().contains(set, caller).map_err(Stop::state)? {
            return Ok(());
        }
    }
    Err(Stop::Broken)
}
