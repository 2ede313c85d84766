//! `ArbGasInfo`: prices of gas and what they follow from. L1 data is free unless an owner prices it, and even then it is not
//! charged here.

use alloy_primitives::{I256, U256};
use revm::Database;
use revm::context::Block;

use super::abi::ArbGasInfo::{self, ArbGasInfoCalls};
use super::{Call, Purity, Stop, give};
use crate::evm::arbos::Map;
use crate::evm::setting::Setting as S;
use crate::program::params::ARBOS_STACK_CAP;

/// The first version with limits per transaction and constraints.
const ARBOS_LIMITS: u64 = ARBOS_STACK_CAP;
const STORAGE_GAS: u64 = 20_000;
/// L1 gas of a byte of calldata.
const L1_GAS_PER_BYTE: u64 = 16;
/// Bytes that a simple transaction is taken for.
const SIMPLE_TX_BYTES: u64 = 140;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbGasInfoCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbGasInfoCalls as M;
    match &method {
        M::getMaxTxGasLimit(_) | M::getMaxBlockGasLimit(_) | M::getGasPricingConstraints(_) => {
            call.since(ARBOS_LIMITS)?;
        }
        _ => {}
    }
    call.open(Purity::View)?;
    match method {
        M::getPricesInWei(_) | M::getPricesInWeiWithAggregator(_) => {
            let prices = prices_in_wei(call)?;
            give!(ArbGasInfo::getPricesInWeiCall, prices)
        }
        M::getPricesInArbGas(_) | M::getPricesInArbGasWithAggregator(_) => {
            let prices = prices_in_gas(call)?;
            give!(ArbGasInfo::getPricesInArbGasCall, prices)
        }
        M::getGasAccountingParams(_) => {
            let (speed, block) = (call.read(S::SpeedLimit)?, call.read(S::BlockGasLimit)?);
            give!(
                ArbGasInfo::getGasAccountingParamsCall,
                ArbGasInfo::getGasAccountingParamsReturn {
                    _0: speed,
                    _1: block,
                    _2: block
                }
            )
        }
        M::getGasPricingConstraints(_) => {
            let constraints = constraints(call)?;
            give!(ArbGasInfo::getGasPricingConstraintsCall, constraints)
        }
        // Nothing is posted, so the transaction's share of posting is nothing.
        M::getCurrentTxL1GasFees(_) => give!(ArbGasInfo::getCurrentTxL1GasFeesCall, U256::ZERO),
        M::getL1PricingSurplus(_) => {
            let due = call
                .read(S::L1RefundsDue)?
                .saturating_add(call.read(S::L1RewardsDue)?);
            let have = call.read(S::L1FeesAvailable)?;
            let surplus = I256::from_raw(have).wrapping_sub(I256::from_raw(due));
            give!(ArbGasInfo::getL1PricingSurplusCall, surplus)
        }
        other => {
            let word = call.read(setting(&other).ok_or(Stop::Broken)?)?;
            Ok(word.to_be_bytes_vec())
        }
    }
}

/// The setting that a getter shows as it is.
fn setting(method: &ArbGasInfoCalls) -> Option<S> {
    use ArbGasInfoCalls as M;
    Some(match method {
        M::getMaxTxGasLimit(_) => S::TxGasLimit,
        M::getMaxBlockGasLimit(_) => S::BlockGasLimit,
        M::getMinimumGasPrice(_) => S::MinimumBaseFee,
        M::getL1BaseFeeEstimate(_) | M::getL1GasPriceEstimate(_) => S::L1Price,
        M::getL1BaseFeeEstimateInertia(_) => S::L1Inertia,
        M::getL1RewardRate(_) => S::L1RewardRate,
        M::getL1RewardRecipient(_) => S::L1RewardRecipient,
        M::getGasBacklog(_) => S::GasBacklog,
        M::getPricingInertia(_) => S::PricingInertia,
        M::getGasBacklogTolerance(_) => S::BacklogTolerance,
        M::getPerBatchGasCharge(_) => S::BatchGasCharge,
        M::getAmortizedCostCapBips(_) => S::AmortizedCostCap,
        M::getL1FeesAvailable(_) => S::L1FeesAvailable,
        M::getL1PricingEquilibrationUnits(_) => S::L1EquilibrationUnits,
        M::getLastL1PricingUpdateTime(_) => S::L1UpdateTime,
        M::getL1PricingFundsDueForRewards(_) => S::L1RewardsDue,
        M::getL1PricingUnitsSinceUpdate(_) => S::L1UnitsSinceUpdate,
        M::getLastL1PricingSurplus(_) => S::L1LastSurplus,
        M::getPricesInWei(_)
        | M::getPricesInWeiWithAggregator(_)
        | M::getPricesInArbGas(_)
        | M::getPricesInArbGasWithAggregator(_)
        | M::getGasAccountingParams(_)
        | M::getGasPricingConstraints(_)
        | M::getCurrentTxL1GasFees(_)
        | M::getL1PricingSurplus(_) => return None,
    })
}

/// Per L2 transaction, per byte of L1 calldata, per storage slot; per gas: base, congestion, total.
fn prices_in_wei<DB: Database>(
    call: &mut Call<'_, DB>,
) -> Result<ArbGasInfo::getPricesInWeiReturn, Stop> {
    let per_byte = per_byte(call)?;
    let total = U256::from(call.ctx.block.basefee());
    let base = call.read(S::MinimumBaseFee)?.min(total);
    Ok(ArbGasInfo::getPricesInWeiReturn {
        _0: per_byte.wrapping_mul(U256::from(SIMPLE_TX_BYTES)),
        _1: per_byte,
        _2: total.wrapping_mul(U256::from(STORAGE_GAS)),
        _3: base,
        _4: total.saturating_sub(base),
        _5: total,
    })
}

/// Gas per L2 transaction, per byte of L1 calldata, per storage slot.
fn prices_in_gas<DB: Database>(
    call: &mut Call<'_, DB>,
) -> Result<ArbGasInfo::getPricesInArbGasReturn, Stop> {
    let per_byte = per_byte(call)?;
    let price = U256::from(call.ctx.block.basefee());
    let gas = |wei: U256| wei.checked_div(price).unwrap_or_default();
    Ok(ArbGasInfo::getPricesInArbGasReturn {
        _0: gas(per_byte.wrapping_mul(U256::from(SIMPLE_TX_BYTES))),
        _1: gas(per_byte),
        _2: U256::from(STORAGE_GAS),
    })
}

fn per_byte<DB: Database>(call: &mut Call<'_, DB>) -> Result<U256, Stop> {
    let price = call.read(S::L1Price)?;
    Ok(price.wrapping_mul(U256::from(L1_GAS_PER_BYTE)))
}

fn constraints<DB: Database>(call: &mut Call<'_, DB>) -> Result<Vec<[u64; 3]>, Stop> {
    let count = call.read_u64(S::ConstraintCount)?;
    let mut constraints = Vec::new();
    for index in 0..count {
        let [target, window, backlog, _] = call
            .look_up(Map::Constraints, &index.to_be_bytes())?
            .into_limbs();
        constraints.push([target, window, backlog]);
    }
    Ok(constraints)
}
