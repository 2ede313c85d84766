//! The rounds of the guarded aggregator, as Chainlink's interface has them: checked, and times the rate of the shares.

use crate::parameters::{self, Parameters};
use crate::{bounds, jump, rate, refused};
use alloy_primitives::{Address, I256, U256, aliases::U80};
use alloy_sol_types::sol;
use kit::abi::{
    Guard,
    IGuard::{RateMissing, getRoundDataReturn, latestRoundDataReturn},
    IOracle::PriceMissing,
};
use kit::call::send_static;
use kit::dispatch::overflow;
use kit::feed::aggregator;
use kit::{Revert, VM, codec};
use stylus_sdk::prelude::*;

sol! {
    /// The part of ERC-4626 that is read.
    #[allow(missing_docs, reason = "ERC-4626 itself")]
    interface IShares {
        function convertToAssets(uint256 shares) external view returns (uint256 assets);
    }
}

kit::fields! {
    IShares::convertToAssetsCall { shares }
}

/// The latest round, if the guard lets it pass.
///
/// # Errors
/// `NotAGuard`, `PriceMissing`, `AnswerOutOfBounds`, `AnswerJumped`, `RoundUnconfirmed`, `RateMissing`,
/// `MathOverflow`.
pub(crate) fn latest(vm: &VM) -> Result<latestRoundDataReturn, Revert> {
    let own = parameters::own(vm)?;
    let source = own.guard.aggregator;
    let now = vm.block_timestamp();
    let round = aggregator::latest_round(vm, source).ok_or_else(|| missing(source))?;
    bounds::check(&own.guard, round.answer).map_err(refused)?;
    // A round that cannot be had for want of gas confirms nothing, and that refuses.
    jump::check(&own.guard, &round, now, |id| {
        aggregator::earlier_round(vm, source, id)
    })?;
    Ok(latestRoundDataReturn {
        roundId: round.round_id,
        answer: valued(vm, &own, round.answer, now)?,
        startedAt: round.started_at,
        updatedAt: round.updated_at,
        answeredInRound: round.answered_in,
    })
}

/// A round of the past: what it was, unguarded, at the rate of today, so that returns between rounds are those of the
/// asset.
///
/// # Errors
/// `NotAGuard`, `PriceMissing`, `RateMissing`, `MathOverflow`.
pub(crate) fn past(vm: &VM, id: U80) -> Result<getRoundDataReturn, Revert> {
    let own = parameters::own(vm)?;
    let source = own.guard.aggregator;
    let round = aggregator::earlier_round(vm, source, id).ok_or_else(|| missing(source))?;
    Ok(getRoundDataReturn {
        roundId: round.round_id,
        answer: valued(vm, &own, round.answer, vm.block_timestamp())?,
        startedAt: round.started_at,
        updatedAt: round.updated_at,
        answeredInRound: round.answered_in,
    })
}

/// What the aggregator says that it prices.
///
/// # Errors
/// `NotAGuard`, `PriceMissing`.
pub(crate) fn description(vm: &VM) -> Result<String, Revert> {
    let source = parameters::own(vm)?.guard.aggregator;
    aggregator::description(vm, source).ok_or_else(|| missing(source))
}

/// Assets of one whole share, if the vault has shares and says so.
pub(crate) fn rate_of(vm: &VM, guard: &Guard, share_decimals: u8) -> Result<U256, Revert> {
    let shares = guard.shares;
    let missing = || refused(RateMissing { shares });
    let one = U256::from(10)
        .checked_pow(U256::from(share_decimals))
        .ok_or_else(missing)?;
    let call = codec::encode_call(&IShares::convertToAssetsCall { shares: one });
    let answer = send_static(vm, shares, &call, 32).ok();
    let rate: Option<U256> = answer.and_then(|answer| codec::decode_result(&answer));
    rate.filter(|rate| !rate.is_zero()).ok_or_else(missing)
}

fn valued(vm: &VM, own: &Parameters, answer: I256, now: u64) -> Result<I256, Revert> {
    if own.guard.shares.is_zero() {
        return Ok(answer);
    }
    let got = rate_of(vm, &own.guard, own.pins.shareDecimals)?;
    let cap = rate::cap_floor(&own.guard, &own.pins, now).map_err(overflow)?;
    rate::answer_floor(answer, got.min(cap), &own.pins).map_err(overflow)
}

fn missing(aggregator: Address) -> Revert {
    refused(PriceMissing { aggregator })
}
