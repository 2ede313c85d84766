//! `ArbOwner`: what the chain's owners may change. An owner pays nothing and loses nothing by a mistake; a stranger loses all
//! gas. Every success is announced by an event, unless it was asked for in a read-only frame.

use alloy_primitives::{Address, Bytes, I256, Log, LogData, U256, address};
use alloy_sol_types::SolEvent;
use revm::Database;
use revm::context_interface::JournalTr;

use super::abi::ArbOwner::{self, ArbOwnerCalls, OwnerActs};
use super::{Call, Purity, Stop, give, method, owner_stylus};
use crate::evm::arbos::{AddressSet, Map};
use crate::evm::peek;
use crate::evm::program_run::timestamp;
use crate::evm::setting::Setting as S;
use crate::program::params::{ARBOS_FRAGMENTS, ARBOS_MAX_WASM_SIZE, ARBOS_STACK_CAP};

/// The first version whose owners may let a native token be managed.
pub(super) const ARBOS_NATIVE_TOKENS: u64 = 41;
/// The first version with a floor price of calldata on the parent chain, limits per transaction, and constraints.
pub(super) const ARBOS_PARENT_FLOOR: u64 = ARBOS_STACK_CAP;

/// Where fees for L1 data gather.
const L1_FUNDS_POOL: Address = address!("a4b00000000000000000000000000000000000f6");
const NATIVE_TOKEN_DELAY_S: u64 = 7 * 24 * 60 * 60;
const MAX_BROTLI_LEVEL: u64 = 11;
const MAX_CONSTRAINTS: usize = 20;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    input: &Bytes,
) -> Result<Vec<u8>, Stop> {
    let owner = call.caller;
    if !call
        .arbos()
        .contains(AddressSet::Owners, owner)
        .map_err(Stop::state)?
    {
        return Err(Stop::Broken);
    }
    call.make_free();
    let wanted: ArbOwnerCalls = method(input)?;
    call.since(born(&wanted))?;
    call.open(if shows(&wanted) {
        Purity::View
    } else {
        Purity::Write
    })?;
    let output = act(call, wanted)?;
    if !call.is_static() {
        announce(call, owner, input);
    }
    Ok(output)
}

/// Whether the method only shows something.
fn shows(method: &ArbOwnerCalls) -> bool {
    use ArbOwnerCalls as M;
    matches!(
        method,
        M::isChainOwner(_)
            | M::getAllChainOwners(_)
            | M::isNativeTokenOwner(_)
            | M::getAllNativeTokenOwners(_)
            | M::getNetworkFeeAccount(_)
            | M::getInfraFeeAccount(_)
    )
}

/// The ArbOS version that brought the method; those of Stylus and older are on every chain here.
fn born(method: &ArbOwnerCalls) -> u64 {
    use ArbOwnerCalls as M;
    match method {
        M::setWasmMaxSize(_) | M::setCalldataPriceIncrease(_) => ARBOS_MAX_WASM_SIZE,
        M::setNativeTokenManagementFrom(_)
        | M::addNativeTokenOwner(_)
        | M::removeNativeTokenOwner(_)
        | M::isNativeTokenOwner(_)
        | M::getAllNativeTokenOwners(_) => ARBOS_NATIVE_TOKENS,
        M::setMaxBlockGasLimit(_)
        | M::setParentGasFloorPerToken(_)
        | M::setGasBacklog(_)
        | M::setGasPricingConstraints(_) => ARBOS_PARENT_FLOOR,
        M::setMaxStylusContractFragments(_) | M::setWasmActivationGas(_) => ARBOS_FRAGMENTS,
        _ => 0,
    }
}

fn announce<DB: Database>(call: &mut Call<'_, DB>, owner: Address, input: &Bytes) {
    let selector = input
        .get(..4)
        .and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
    let data: LogData = OwnerActs {
        method: selector.unwrap_or_default().into(),
        owner,
        data: input.clone(),
    }
    .encode_log_data();
    call.ctx.journaled_state.log(Log {
        address: call.address,
        data,
    });
}

fn act<DB: Database>(call: &mut Call<'_, DB>, method: ArbOwnerCalls) -> Result<Vec<u8>, Stop> {
    use ArbOwnerCalls as M;
    match method {
        M::isChainOwner(m) => {
            let is = call.is_member(AddressSet::Owners, m.addr)?;
            return give!(ArbOwner::isChainOwnerCall, is);
        }
        M::getAllChainOwners(_) => {
            let owners = call.members(AddressSet::Owners)?;
            return give!(ArbOwner::getAllChainOwnersCall, owners);
        }
        M::isNativeTokenOwner(m) => {
            let is = call.is_member(AddressSet::NativeTokenOwners, m.addr)?;
            return give!(ArbOwner::isNativeTokenOwnerCall, is);
        }
        M::getAllNativeTokenOwners(_) => {
            let owners = call.members(AddressSet::NativeTokenOwners)?;
            return give!(ArbOwner::getAllNativeTokenOwnersCall, owners);
        }
        M::getNetworkFeeAccount(_) => {
            let account = call.arbos().network_fee_account().map_err(Stop::state)?;
            return give!(ArbOwner::getNetworkFeeAccountCall, account);
        }
        M::getInfraFeeAccount(_) => {
            let account = call.read_address(S::InfraFeeAccount)?;
            return give!(ArbOwner::getInfraFeeAccountCall, account);
        }
        M::releaseL1PricerSurplusFunds(m) => {
            let released = release_surplus(call, m.maxWeiToRelease)?;
            return give!(ArbOwner::releaseL1PricerSurplusFundsCall, released);
        }
        M::addChainOwner(m) => call.add_member(AddressSet::Owners, m.newOwner),
        M::removeChainOwner(m) => call.remove_member(AddressSet::Owners, m.ownerToRemove),
        M::addWasmCacheManager(m) => call.add_member(AddressSet::CacheManagers, m.manager),
        M::removeWasmCacheManager(m) => call.remove_member(AddressSet::CacheManagers, m.manager),
        M::addNativeTokenOwner(m) => add_native_token_owner(call, m.newOwner),
        M::removeNativeTokenOwner(m) => {
            call.remove_member(AddressSet::NativeTokenOwners, m.ownerToRemove)
        }
        M::setNativeTokenManagementFrom(m) => allow_native_tokens(call, m.timestamp),
        M::setNetworkFeeAccount(m) => call
            .arbos()
            .set_network_fee_account(m.newNetworkFeeAccount)
            .map_err(Stop::state),
        M::setL2BaseFee(m) => {
            let block = U256::from(call.ctx.chain.l2_number);
            call.write(S::NextBaseFeeSetAt, block)?;
            call.write(S::NextBaseFee, m.priceInWei)
        }
        M::setMaxTxGasLimit(m) => {
            let limit = match call.version() < ARBOS_PARENT_FLOOR {
                true => S::BlockGasLimit,
                false => S::TxGasLimit,
            };
            call.write(limit, U256::from(m.limit))
        }
        M::scheduleArbOSUpgrade(m) => {
            call.write(S::UpgradeVersion, U256::from(m.newVersion))?;
            call.write(S::UpgradeTime, U256::from(m.timestamp))
        }
        M::setGasPricingConstraints(m) => set_constraints(call, &m.constraints),
        // The configuration of this chain is what it was started with.
        M::setChainConfig(_) => Err(Stop::Refused),
        M::setWasmActivationGas(m) => call.arbos().set_activation_gas(m.gas).map_err(Stop::state),
        other => match plain(&other)? {
            Some((setting, value)) => call.write(setting, value),
            None => owner_stylus::set(call, &other),
        },
    }?;
    Ok(Vec::new())
}

/// The setters that write one number as it is, or refuse it.
fn plain(method: &ArbOwnerCalls) -> Result<Option<(S, U256)>, Stop> {
    use ArbOwnerCalls as M;
    let number = U256::from::<u64>;
    let positive = |value: U256| match value.is_zero() {
        true => Err(Stop::Refused),
        false => Ok(value),
    };
    let account = |account: Address| U256::from_be_bytes::<32>(account.into_word().0);
    Ok(Some(match method {
        M::setMinimumL2BaseFee(m) => (S::MinimumBaseFee, positive(m.priceInWei)?),
        M::setSpeedLimit(m) => (S::SpeedLimit, positive(number(m.limit))?),
        M::setMaxBlockGasLimit(m) => (S::BlockGasLimit, number(m.limit)),
        M::setL2GasPricingInertia(m) => (S::PricingInertia, positive(number(m.sec))?),
        M::setL2GasBacklogTolerance(m) => (S::BacklogTolerance, number(m.sec)),
        M::setGasBacklog(m) => (S::GasBacklog, number(m.backlog)),
        M::setInfraFeeAccount(m) => (S::InfraFeeAccount, account(m.newInfraFeeAccount)),
        M::setL1BaseFeeEstimateInertia(m) => (S::L1Inertia, number(m.inertia)),
        M::setL1PricingInertia(m) => (S::L1Inertia, number(m.inertia)),
        M::setL1PricingEquilibrationUnits(m) => (S::L1EquilibrationUnits, m.equilibrationUnits),
        M::setL1PricingRewardRecipient(m) => (S::L1RewardRecipient, account(m.recipient)),
        M::setL1PricingRewardRate(m) => (S::L1RewardRate, number(m.weiPerUnit)),
        M::setL1PricePerUnit(m) => (S::L1Price, m.pricePerUnit),
        M::setParentGasFloorPerToken(m) => (S::ParentGasFloor, number(m.floorPerToken)),
        M::setPerBatchGasCharge(m) => (S::BatchGasCharge, signed(m.cost)),
        M::setAmortizedCostCapBips(m) => (S::AmortizedCostCap, number(m.cap)),
        M::setBrotliCompressionLevel(m) if m.level > MAX_BROTLI_LEVEL => return Err(Stop::Refused),
        M::setBrotliCompressionLevel(m) => (S::BrotliLevel, number(m.level)),
        M::setCalldataPriceIncrease(m) => (S::CalldataPriceIncrease, U256::from(m.enable)),
        _ => return Ok(None),
    }))
}

/// A signed number as the word that a getter returns.
fn signed(value: i64) -> U256 {
    I256::unchecked_from(value).into_raw()
}

fn allow_native_tokens<DB: Database>(call: &mut Call<'_, DB>, from: u64) -> Result<(), Stop> {
    let now = timestamp(call.ctx);
    let soonest = now.saturating_add(NATIVE_TOKEN_DELAY_S);
    let stored = call.read_u64(S::NativeTokensFrom)?;
    let too_soon = (stored == 0 || stored > soonest) && from < soonest;
    let backward = stored > now && stored <= soonest && from < stored;
    if from != 0 && (too_soon || backward) {
        return Err(Stop::Refused);
    }
    call.write(S::NativeTokensFrom, U256::from(from))
}

fn add_native_token_owner<DB: Database>(
    call: &mut Call<'_, DB>,
    owner: Address,
) -> Result<(), Stop> {
    let from = call.read_u64(S::NativeTokensFrom)?;
    if from == 0 || from > timestamp(call.ctx) {
        return Err(Stop::Refused);
    }
    call.add_member(AddressSet::NativeTokenOwners, owner)
}

/// Counts what lies in the L1 pool beyond what is accounted for as available.
fn release_surplus<DB: Database>(call: &mut Call<'_, DB>, most: U256) -> Result<U256, Stop> {
    let pool = peek::account(&mut call.ctx.journaled_state, L1_FUNDS_POOL).map_err(Stop::state)?;
    let recognised = call.read(S::L1FeesAvailable)?;
    let released = pool.balance.saturating_sub(recognised).min(most);
    call.write(S::L1FeesAvailable, recognised.saturating_add(released))?;
    Ok(released)
}

fn set_constraints<DB: Database>(
    call: &mut Call<'_, DB>,
    constraints: &[[u64; 3]],
) -> Result<(), Stop> {
    if constraints.len() > MAX_CONSTRAINTS {
        return Err(Stop::Refused);
    }
    for (index, [target, window, backlog]) in (0_u64..).zip(constraints) {
        if *target == 0 || *window == 0 {
            return Err(Stop::Refused);
        }
        let word = U256::from_limbs([*target, *window, *backlog, 0]);
        call.put(Map::Constraints, &index.to_be_bytes(), word)?;
    }
    let count = U256::from(constraints.len());
    call.write(S::ConstraintCount, count)
}
