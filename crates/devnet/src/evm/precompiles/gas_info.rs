//! `ArbGasInfo`: prices of gas. L1 costs nothing here, so everything of L1 is zero.

use alloy_primitives::U256;
use revm::Database;
use revm::context::Block;

use super::abi::ArbGasInfo::{self, ArbGasInfoCalls};
use super::{Call, Purity, Stop, give};

const STORAGE_GAS: u64 = 20_000;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbGasInfoCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbGasInfoCalls as M;
    call.open(Purity::View)?;
    let base_fee = U256::from(call.ctx.block.basefee());
    let storage = U256::from(STORAGE_GAS);
    match method {
        M::getPricesInWei(_) => give!(
            ArbGasInfo::getPricesInWeiCall,
            ArbGasInfo::getPricesInWeiReturn {
                _0: U256::ZERO,
                _1: U256::ZERO,
                _2: base_fee.saturating_mul(storage),
                _3: base_fee,
                _4: U256::ZERO,
                _5: base_fee,
            }
        ),
        M::getPricesInArbGas(_) => give!(
            ArbGasInfo::getPricesInArbGasCall,
            ArbGasInfo::getPricesInArbGasReturn {
                _0: U256::ZERO,
                _1: U256::ZERO,
                _2: storage,
            }
        ),
        M::getMinimumGasPrice(_) => give!(ArbGasInfo::getMinimumGasPriceCall, base_fee),
        M::getL1BaseFeeEstimate(_) => give!(ArbGasInfo::getL1BaseFeeEstimateCall, U256::ZERO),
        M::getL1GasPriceEstimate(_) => give!(ArbGasInfo::getL1GasPriceEstimateCall, U256::ZERO),
        M::getCurrentTxL1GasFees(_) => give!(ArbGasInfo::getCurrentTxL1GasFeesCall, U256::ZERO),
        M::getGasBacklog(_) => give!(ArbGasInfo::getGasBacklogCall, 0),
    }
}
