//! The owner's setters for programs: each changes one field of the Stylus parameters, and the next call runs under it.

use revm::Database;

use super::abi::ArbOwner::ArbOwnerCalls;
use super::{Call, Stop};
use crate::program::StylusParams;
use crate::program::params::{
    COST_SCALAR_PERCENT, MAX_INK_PRICE, MIN_CACHED_GAS_UNIT, MIN_INIT_GAS_UNIT,
};

/// Applies a setter.
pub(super) fn set<DB: Database>(
    call: &mut Call<'_, DB>,
    method: &ArbOwnerCalls,
) -> Result<(), Stop> {
    let mut params = call.arbos().params().map_err(Stop::state)?;
    change(&mut params, method)?;
    call.arbos().set_params(&params).map_err(Stop::state)
}

fn change(params: &mut StylusParams, method: &ArbOwnerCalls) -> Result<(), Stop> {
    use ArbOwnerCalls as M;
    match method {
        M::setInkPrice(m) if m.price == 0 || m.price > MAX_INK_PRICE => return Err(Stop::Refused),
        M::setInkPrice(m) => params.ink_price = m.price,
        M::setWasmMaxStackDepth(m) => params.max_stack_depth = m.depth,
        M::setWasmFreePages(m) => params.free_pages = m.pages,
        M::setWasmPageGas(m) => params.page_gas = m.gas,
        M::setWasmPageLimit(m) => params.page_limit = m.limit,
        M::setWasmMaxSize(m) => params.max_wasm_size = m.size,
        M::setWasmMinInitGas(m) => {
            params.min_init_gas = units(u64::from(m.gas), MIN_INIT_GAS_UNIT);
            params.min_cached_init_gas = units(u64::from(m.cached), MIN_CACHED_GAS_UNIT);
        }
        M::setWasmInitCostScalar(m) => {
            params.init_cost_scalar = units(m.percent, COST_SCALAR_PERCENT);
        }
        M::setWasmExpiryDays(m) => params.expiry_days = m._days,
        M::setWasmKeepaliveDays(m) => params.keepalive_days = m._days,
        M::setWasmBlockCacheSize(m) => params.block_cache_size = m.count,
        M::setMaxStylusContractFragments(m) => params.max_fragment_count = m.maxFragments,
        _ => return Err(Stop::Broken),
    }
    Ok(())
}

/// `value` in whole units, rounded up so that a minimum is never lowered by rounding.
fn units(value: u64, unit: u64) -> u8 {
    u8::try_from(value.div_ceil(unit)).unwrap_or(u8::MAX)
}
