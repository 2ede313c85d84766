//! What a Chainlink-compatible aggregator says. Its answers are foreign bytes: capped when copied, validated when
//! decoded, and absent when anything about them is wrong.

use super::answer::Round;
use crate::VM;
use crate::abi::IObserver::GasTooLow;
use crate::call::{send_static, send_static_with_gas};
use crate::codec::{self, Abi, Fields};
use alloy_primitives::{Address, U256, aliases::U80};
use alloy_sol_types::{SolCall, sol};
use stylus_sdk::prelude::*;

sol! {
    /// The part of Chainlink's `AggregatorV3Interface` that is read.
    #[allow(missing_docs, reason = "Chainlink itself")]
    interface IAggregator {
        function decimals() external view returns (uint8);
        function description() external view returns (string memory);
        function latestRoundData() external view
            returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
        function getRoundData(uint80 id) external view
            returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
    }
}

crate::fields! {
    IAggregator::decimalsCall {}
    IAggregator::descriptionCall {}
    IAggregator::latestRoundDataCall {}
    IAggregator::latestRoundDataReturn { roundId, answer, startedAt, updatedAt, answeredInRound }
    IAggregator::getRoundDataCall { id }
    IAggregator::getRoundDataReturn { roundId, answer, startedAt, updatedAt, answeredInRound }
}

/// For one round of the past: fifteen times what Chainlink's proxy and aggregator take for it.
const ROUND_GAS: u64 = 200_000;
/// All but a 64th of it is passed on; the rest is for what comes after.
const ROUND_GAS_NEEDED: u64 = 250_000;
/// Five words are a round.
const ROUND_BYTES: usize = 160;
/// Two words and a text of 192 bytes; Chainlink's are like "ETH / USD".
const DESCRIPTION_BYTES_MAX: usize = 256;

/// The latest round, if it can be had.
#[must_use]
pub fn latest_round(vm: &VM, aggregator: Address) -> Option<Round> {
    let round = view(
        vm,
        aggregator,
        &IAggregator::latestRoundDataCall {},
        ROUND_BYTES,
    )?;
    Some(Round {
        round_id: round.roundId,
        answer: round.answer,
        started_at: round.startedAt,
        updated_at: round.updatedAt,
        answered_in: round.answeredInRound,
    })
}

/// A round of the past, if it can be had with [`ROUND_GAS`].
///
/// # Errors
/// `GasTooLow` when the aggregator would get less: a round must not be missing because the caller was short of gas, or
/// callers could choose which rounds count.
pub fn past_round(vm: &VM, aggregator: Address, id: U80) -> Result<Option<Round>, GasTooLow> {
    let got = vm.evm_gas_left();
    if got < ROUND_GAS_NEEDED {
        return Err(GasTooLow {
            got: U256::from(got),
            needed: U256::from(ROUND_GAS_NEEDED),
        });
    }
    Ok(round_within(vm, aggregator, id, ROUND_GAS))
}

/// A round of the past, if it can be had with the gas that there is: for whoever refuses when it cannot.
#[must_use]
pub fn earlier_round(vm: &VM, aggregator: Address, id: U80) -> Option<Round> {
    round_within(vm, aggregator, id, u64::MAX)
}

fn round_within(vm: &VM, aggregator: Address, id: U80, gas: u64) -> Option<Round> {
    let call = codec::encode_call(&IAggregator::getRoundDataCall { id });
    let answer = send_static_with_gas(vm, aggregator, &call, ROUND_BYTES, gas).ok()?;
    let round: IAggregator::getRoundDataReturn = codec::decode_result(&answer)?;
    Some(Round {
        round_id: round.roundId,
        answer: round.answer,
        started_at: round.startedAt,
        updated_at: round.updatedAt,
        answered_in: round.answeredInRound,
    })
}

/// The decimals of the answers, if they can be had.
#[must_use]
pub fn decimals(vm: &VM, aggregator: Address) -> Option<u8> {
    view(vm, aggregator, &IAggregator::decimalsCall {}, 32)
}

/// What the aggregator says it prices, if it says something.
#[must_use]
pub fn description(vm: &VM, aggregator: Address) -> Option<String> {
    view(
        vm,
        aggregator,
        &IAggregator::descriptionCall {},
        DESCRIPTION_BYTES_MAX,
    )
}

fn view<C: SolCall<Return: Abi> + Fields>(
    vm: &VM,
    aggregator: Address,
    call: &C,
    limit: usize,
) -> Option<C::Return> {
    let answer = send_static(vm, aggregator, &codec::encode_call(call), limit).ok()?;
    codec::decode_result(&answer)
}
