//! `ArbStatistics`: how large the chain was before Nitro. This one was born with it.

use alloy_primitives::U256;
use revm::Database;

use super::abi::ArbStatistics::{self, ArbStatisticsCalls};
use super::{Call, Purity, Stop, give};

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbStatisticsCalls,
) -> Result<Vec<u8>, Stop> {
    call.open(Purity::View)?;
    let ArbStatisticsCalls::getStats(_) = method;
    give!(
        ArbStatistics::getStatsCall,
        ArbStatistics::getStatsReturn {
            _0: U256::from(call.ctx.chain.l2_number),
            _1: U256::ZERO,
            _2: U256::ZERO,
            _3: U256::ZERO,
            _4: U256::ZERO,
            _5: U256::ZERO,
        }
    )
}
