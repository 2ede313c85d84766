//! What a Chainlink-compatible aggregator says. Its answers are foreign bytes: capped when copied, validated when
//! decoded, and absent when anything about them is wrong.

use crate::answer::Round;
use alloy_primitives::Address;
use alloy_sol_types::{SolCall, sol};
use kit::VM;
use kit::call::send_static;
use kit::codec::{self, Abi, Fields};

sol! {
    /// The part of Chainlink's `AggregatorV3Interface` that is read.
    #[allow(missing_docs, reason = "Chainlink itself")]
    interface IAggregator {
        function decimals() external view returns (uint8);
        function description() external view returns (string memory);
        function latestRoundData() external view
            returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
    }
}

kit::fields! {
    IAggregator::decimalsCall {}
    IAggregator::descriptionCall {}
    IAggregator::latestRoundDataCall {}
    IAggregator::latestRoundDataReturn { roundId, answer, startedAt, updatedAt, answeredInRound }
}

/// Five words are a round.
const ROUND_BYTES: usize = 160;
/// Two words and a text of 192 bytes; Chainlink's are like "ETH / USD".
const DESCRIPTION_BYTES_MAX: usize = 256;

/// The latest round, if it can be had.
pub(crate) fn latest_round(vm: &VM, aggregator: Address) -> Option<Round> {
    let round = view(
        vm,
        aggregator,
        &IAggregator::latestRoundDataCall {},
        ROUND_BYTES,
    )?;
    Some(Round {
        answer: round.answer,
        started_at: round.startedAt,
        updated_at: round.updatedAt,
    })
}

/// The decimals of the answers, if they can be had.
pub(crate) fn decimals(vm: &VM, aggregator: Address) -> Option<u8> {
    view(vm, aggregator, &IAggregator::decimalsCall {}, 32)
}

/// What the aggregator says it prices, if it says something.
pub(crate) fn description(vm: &VM, aggregator: Address) -> Option<String> {
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
