//! Making a guarded feed: parameters that can be right, decimals and rate pinned as they are now.

use crate::parameters::{self, Parameters};
use crate::{bounds, refused, rounds};
use alloy_primitives::{Address, B256, I256, keccak256};
use alloy_sol_types::{SolCall, sol};
use kit::abi::{
    Guard,
    IGuard::{
        CooldownOutOfRange, GrowthOutOfRange, GuardNotMade, Guarded, JumpOutOfRange,
        NotTheImplementation, RateMissing,
    },
    IOracle::PriceMissing,
    Pins,
};
use kit::call::send_static;
use kit::codec::{self, Abi, Fields};
use kit::feed::aggregator;
use kit::{Revert, VM, account, erc20, event::emit, policy};
use stylus_sdk::prelude::*;

sol! {
    /// What a proxy and its aggregator say about bounds: those of OCR first, then those of the older kind.
    #[allow(missing_docs, reason = "Chainlink and ERC-4626 themselves")]
    interface IBounded {
        function aggregator() external view returns (address);
        function minAnswer() external view returns (int256);
        function maxAnswer() external view returns (int256);
        function minSubmissionValue() external view returns (int256);
        function maxSubmissionValue() external view returns (int256);
        function asset() external view returns (address);
    }
}

kit::fields! {
    IBounded::aggregatorCall {}
    IBounded::minAnswerCall {}
    IBounded::maxAnswerCall {}
    IBounded::minSubmissionValueCall {}
    IBounded::maxSubmissionValueCall {}
    IBounded::assetCall {}
}

/// A jump of all of the price and more is no jump that one would wait for.
const JUMP_BPS_MAX: u16 = 10_000;
/// A week.
const COOLDOWN_S_MAX: u32 = 604_800;
/// Twice as much in a year.
const GROWTH_BPS_MAX: u16 = 10_000;

/// Makes the feed, or finds it where the same parameters have made it before.
///
/// # Errors
/// `NotTheImplementation`; the parameter that is out of range; `BoundsWiderThanAggregator`; `PriceMissing` for an
/// aggregator without decimals or a round; `RateMissing` for shares without a rate.
pub(crate) fn create(vm: &VM, guard: Guard) -> Result<Address, Revert> {
    if parameters::own(vm).is_ok() {
        return Err(refused(NotTheImplementation {}));
    }
    check(&guard)?;
    let pins = pins(vm, &guard)?;
    if let Some(own) = own_bounds(vm, guard.aggregator) {
        bounds::check_within(&guard, own).map_err(refused)?;
    }
    let implementation = vm.contract_address();
    let code = parameters::encode(
        implementation,
        &Parameters {
            guard: guard.clone(),
            pins,
        },
    );
    let Some(init_code) = policy::init_code(&code) else {
        return Err(refused(GuardNotMade {
            feed: Address::ZERO,
        }));
    };
    let feed = implementation.create2(B256::ZERO, keccak256(&init_code));
    if vm.code_size(feed) != 0 {
        return Ok(feed);
    }
    if account::create2(&init_code, B256::ZERO) != Some(feed) {
        return Err(refused(GuardNotMade { feed }));
    }
    emit(
        vm,
        &Guarded {
            feed,
            aggregator: guard.aggregator,
            guard,
        },
    );
    Ok(feed)
}

fn check(guard: &Guard) -> Result<(), Revert> {
    bounds::check_order(guard).map_err(refused)?;
    if guard.jumpBps > JUMP_BPS_MAX {
        return Err(refused(JumpOutOfRange {
            got: guard.jumpBps,
            maximum: JUMP_BPS_MAX,
        }));
    }
    // A breaker that never cools down, or is always cool, is a mistake.
    let is_armed = guard.jumpBps != 0;
    if is_armed != (guard.cooldownSeconds != 0) || guard.cooldownSeconds > COOLDOWN_S_MAX {
        return Err(refused(CooldownOutOfRange {
            got: guard.cooldownSeconds,
            maximum: if is_armed { COOLDOWN_S_MAX } else { 0 },
        }));
    }
    let most = if guard.shares.is_zero() {
        0
    } else {
        GROWTH_BPS_MAX
    };
    if guard.growthBpsPerYear > most {
        return Err(refused(GrowthOutOfRange {
            got: guard.growthBpsPerYear,
            maximum: most,
        }));
    }
    Ok(())
}

fn pins(vm: &VM, guard: &Guard) -> Result<Pins, Revert> {
    let aggregator = guard.aggregator;
    let decimals = aggregator::decimals(vm, aggregator)
        .filter(|_| aggregator::latest_round(vm, aggregator).is_some())
        .ok_or_else(|| refused(PriceMissing { aggregator }))?;
    if guard.shares.is_zero() {
        return Ok(Pins {
            feedDecimals: decimals,
            shareDecimals: 0,
            assetDecimals: 0,
            rate: 0,
            rateAt: 0,
        });
    }
    let shares = guard.shares;
    let missing = || refused(RateMissing { shares });
    let asset = ask(vm, shares, &IBounded::assetCall {}).ok_or_else(missing)?;
    let share_decimals = erc20::decimals(vm, shares).map_err(|_| missing())?;
    let asset_decimals = erc20::decimals(vm, asset).map_err(|_| missing())?;
    let rate = rounds::rate_of(vm, guard, share_decimals)?;
    Ok(Pins {
        feedDecimals: decimals,
        shareDecimals: share_decimals,
        assetDecimals: asset_decimals,
        rate: u128::try_from(rate).map_err(|_| missing())?,
        rateAt: vm.block_timestamp(),
    })
}

/// The bounds that the aggregator behind a proxy clamps to, or holds its submissions to; `None` when it has none.
fn own_bounds(vm: &VM, proxy: Address) -> Option<(I256, I256)> {
    let behind = ask(vm, proxy, &IBounded::aggregatorCall {}).unwrap_or(proxy);
    ask(vm, behind, &IBounded::minAnswerCall {})
        .zip(ask(vm, behind, &IBounded::maxAnswerCall {}))
        .or_else(|| {
            ask(vm, behind, &IBounded::minSubmissionValueCall {}).zip(ask(
                vm,
                behind,
                &IBounded::maxSubmissionValueCall {},
            ))
        })
}

fn ask<C: SolCall<Return: Abi> + Fields>(vm: &VM, to: Address, call: &C) -> Option<C::Return> {
    let answer = send_static(vm, to, &codec::encode_call(call), 32).ok()?;
    codec::decode_result(&answer)
}
