//! `ArbAggregator`: who posts batches to L1. Nobody does here; the table is kept as on any chain.

use alloy_primitives::{Address, U256, address};
use revm::Database;

use super::abi::ArbAggregator::{self, ArbAggregatorCalls};
use super::{Call, Purity, Stop, give};
use crate::evm::arbos::{AddressSet, Map};
use crate::program::costs::activation_gas::READ_SLOT;

/// The sequencer, which posts every batch.
pub const BATCH_POSTER: Address = address!("a4b000000000000000000073657175656e636572");
/// Writing zero funds due to a new poster.
const ZERO_FUNDS_GAS: u64 = 5_000;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbAggregatorCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbAggregatorCalls as M;
    call.open(match &method {
        M::addBatchPoster(_) | M::setFeeCollector(_) | M::setTxBaseFee(_) => Purity::Write,
        _ => Purity::View,
    })?;
    match method {
        M::getPreferredAggregator(_) => give!(
            ArbAggregator::getPreferredAggregatorCall,
            ArbAggregator::getPreferredAggregatorReturn {
                _0: BATCH_POSTER,
                _1: true
            }
        ),
        M::getDefaultAggregator(_) => {
            give!(ArbAggregator::getDefaultAggregatorCall, BATCH_POSTER)
        }
        M::getBatchPosters(_) => {
            let posters = call.members(AddressSet::BatchPosters)?;
            give!(ArbAggregator::getBatchPostersCall, posters)
        }
        M::addBatchPoster(m) => {
            require_owner(call)?;
            add_batch_poster(call, m.newBatchPoster)?;
            Ok(Vec::new())
        }
        M::getFeeCollector(m) => {
            let collector = fee_collector(call, m.batchPoster)?;
            give!(ArbAggregator::getFeeCollectorCall, collector)
        }
        M::setFeeCollector(m) => {
            let collector = fee_collector(call, m.batchPoster)?;
            if call.caller != m.batchPoster && call.caller != collector {
                require_owner(call)?;
            }
            let word = m.newFeeCollector.into_word().into();
            call.put(Map::FeeCollectors, m.batchPoster.as_slice(), word)?;
            Ok(Vec::new())
        }
        // Both are relics: the fee is zero whatever is set.
        M::getTxBaseFee(_) => give!(ArbAggregator::getTxBaseFeeCall, U256::ZERO),
        M::setTxBaseFee(_) => Ok(Vec::new()),
    }
}

fn require_owner<DB: Database>(call: &mut Call<'_, DB>) -> Result<(), Stop> {
    let caller = call.caller;
    if call.is_member(AddressSet::Owners, caller)? {
        return Ok(());
    }
    Err(Stop::Refused)
}

fn add_batch_poster<DB: Database>(call: &mut Call<'_, DB>, poster: Address) -> Result<(), Stop> {
    if call.is_member(AddressSet::BatchPosters, poster)? {
        return Ok(());
    }
    call.burn(READ_SLOT + ZERO_FUNDS_GAS)?;
    let word = poster.into_word().into();
    call.put(Map::FeeCollectors, poster.as_slice(), word)?;
    call.add_member(AddressSet::BatchPosters, poster)
}

fn fee_collector<DB: Database>(call: &mut Call<'_, DB>, poster: Address) -> Result<Address, Stop> {
    if !call.is_member(AddressSet::BatchPosters, poster)? {
        return Err(Stop::Refused);
    }
    let word = call.look_up(Map::FeeCollectors, poster.as_slice())?;
    Ok(Address::from_word(word.into()))
}
