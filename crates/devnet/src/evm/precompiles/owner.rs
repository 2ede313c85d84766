//! `ArbOwner`: what the chain's owners may change. Owners do not pay for it; strangers lose all their gas.

use alloy_primitives::Bytes;
use revm::Database;

use super::abi::ArbOwner::{self, ArbOwnerCalls, OwnerActs};
use super::{Call, Purity, Stop, give, owner_public};
use crate::evm::arbos::AddressSet;
use crate::program::StylusParams;
use crate::program::params::{
    ARBOS_FRAGMENTS, ARBOS_MAX_WASM_SIZE, COST_SCALAR_PERCENT, MAX_INK_PRICE, MIN_CACHED_GAS_UNIT,
    MIN_INIT_GAS_UNIT,
};

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbOwnerCalls,
    input: &Bytes,
) -> Result<Vec<u8>, Stop> {
    use ArbOwnerCalls as M;
    let caller = call.caller;
    if !call
        .arbos()
        .contains(AddressSet::Owners, caller)
        .map_err(Stop::state)?
    {
        return Err(Stop::Broken);
    }
    let reads = matches!(
        method,
        M::isChainOwner(_) | M::getAllChainOwners(_) | M::getNetworkFeeAccount(_)
    );
    let gas_before = call.gas_left();
    call.open(if reads { Purity::View } else { Purity::Write })?;
    let output = act(call, method)?;
    if !reads {
        let selector = input
            .get(..4)
            .and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
        call.emit(&OwnerActs {
            method: selector.unwrap_or_default().into(),
            owner: caller,
            data: input.clone(),
        })?;
    }
    call.refund_to(gas_before);
    Ok(output)
}

fn act<DB: Database>(call: &mut Call<'_, DB>, method: ArbOwnerCalls) -> Result<Vec<u8>, Stop> {
    use ArbOwnerCalls as M;
    match method {
        M::isChainOwner(m) => {
            let is = call.arbos().contains(AddressSet::Owners, m.addr);
            return give!(ArbOwner::isChainOwnerCall, is.map_err(Stop::state)?);
        }
        M::getAllChainOwners(_) => {
            let owners = owner_public::owners(call)?;
            return give!(ArbOwner::getAllChainOwnersCall, owners);
        }
        M::getNetworkFeeAccount(_) => {
            let account = call.arbos().network_fee_account().map_err(Stop::state)?;
            return give!(ArbOwner::getNetworkFeeAccountCall, account);
        }
        M::addChainOwner(m) => call.arbos().add(AddressSet::Owners, m.newOwner),
        M::removeChainOwner(m) => call.arbos().remove(AddressSet::Owners, m.ownerToRemove),
        M::addWasmCacheManager(m) => call.arbos().add(AddressSet::CacheManagers, m.manager),
        M::removeWasmCacheManager(m) => call.arbos().remove(AddressSet::CacheManagers, m.manager),
        M::setNetworkFeeAccount(m) => call.arbos().set_network_fee_account(m.newNetworkFeeAccount),
        M::setWasmActivationGas(m) if call.version() >= ARBOS_FRAGMENTS => {
            call.arbos().set_activation_gas(m.gas)
        }
        // L1 data is free on this chain, whatever it is set to.
        M::setL1PricePerUnit(_) => Ok(()),
        other => return set_parameter(call, &other).map(|()| Vec::new()),
    }
    .map_err(Stop::state)?;
    Ok(Vec::new())
}

fn set_parameter<DB: Database>(
    call: &mut Call<'_, DB>,
    method: &ArbOwnerCalls,
) -> Result<(), Stop> {
    let mut params = call.arbos().params().map_err(Stop::state)?;
    change(&mut params, method).ok_or(Stop::Broken)?;
    call.arbos().set_params(&params).map_err(Stop::state)
}

/// Applies a setter, or nothing if its argument is out of range or its method is not of this version.
fn change(params: &mut StylusParams, method: &ArbOwnerCalls) -> Option<()> {
    use ArbOwnerCalls as M;
    match method {
        M::setInkPrice(m) if m.price > 0 && m.price <= MAX_INK_PRICE => params.ink_price = m.price,
        M::setWasmMaxStackDepth(m) => params.max_stack_depth = m.depth,
        M::setWasmFreePages(m) => params.free_pages = m.pages,
        M::setWasmPageGas(m) => params.page_gas = m.gas,
        M::setWasmPageLimit(m) => params.page_limit = m.limit,
        M::setWasmMaxSize(m) if params.arbos >= ARBOS_MAX_WASM_SIZE => {
            params.max_wasm_size = m.size
        }
        M::setWasmMinInitGas(m) => {
            params.min_init_gas = units(u64::from(m.gas), MIN_INIT_GAS_UNIT);
            params.min_cached_init_gas = units(u64::from(m.cached), MIN_CACHED_GAS_UNIT);
        }
        M::setWasmInitCostScalar(m) => {
            params.init_cost_scalar = units(m.percent, COST_SCALAR_PERCENT)
        }
        M::setWasmExpiryDays(m) => params.expiry_days = m._days,
        M::setWasmKeepaliveDays(m) => params.keepalive_days = m._days,
        M::setWasmBlockCacheSize(m) => params.block_cache_size = m.count,
        M::setMaxStylusContractFragments(m) if params.arbos >= ARBOS_FRAGMENTS => {
            params.max_fragment_count = m.maxFragments;
        }
        _ => return None,
    }
    Some(())
}

/// `value` in whole units, rounded up so that a minimum is never lowered by rounding.
fn units(value: u64, unit: u64) -> u8 {
    u8::try_from(value.div_ceil(unit)).unwrap_or(u8::MAX)
}
