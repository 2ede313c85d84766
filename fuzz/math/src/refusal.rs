//! Whether an error says what is wrong: its numbers must show it.

use rebalance_math::execution::PIPS;
use rebalance_math::{MathError, U256, WAD};

/// The result, if there is one; an error is looked at and dropped.
pub(super) fn answer<T>(result: Result<T, MathError>) -> Option<T> {
    match result {
        Ok(result) => Some(result),
        Err(refusal) => {
            assert!(shows_what_is_wrong(refusal), "{refusal:?}: {refusal}");
            assert!(!refusal.to_string().is_empty());
            None
        }
    }
}

fn shows_what_is_wrong(refusal: MathError) -> bool {
    let one = 1_000_000_000_000_000_000_u64;
    match refusal {
        MathError::LengthMismatch { got, expected } => got != expected,
        MathError::AssetCountOutOfRange {
            got,
            minimum,
            maximum,
        } => !(minimum..=maximum).contains(&got),
        MathError::WeightsDoNotSumToOne { sum } => sum != WAD,
        MathError::ToleranceAboveOne { got } | MathError::WeightAboveOne { got } => got > WAD,
        MathError::SharesAboveSupply { got, supply } => got > supply,
        MathError::BoundsUnreachable {
            lowest,
            highest,
            wanted,
        } => wanted < lowest || wanted > highest,
        MathError::WeightHasNoOdds { got } | MathError::MemoryOutOfRange { got } => {
            got.is_zero() || got >= WAD
        }
        MathError::FeeRateAboveMaximum { got, maximum } => got > maximum,
        MathError::LossAboveBudget { got, maximum } => got > maximum,
        MathError::FeePeriodTooLong { got, maximum } => got > maximum,
        MathError::TimeRunsBackwards { last, now } => now < last,
        MathError::CorrelationOutOfRange { magnitude, .. } => !magnitude.is_zero(),
        MathError::NotSymmetric { row, column } => column < row,
        MathError::HighBelowLow { high, low } => high < low,
        MathError::ExponentOutOfRange { magnitude, .. } => magnitude > WAD,
        MathError::TradesUnbalanced { sold, bought } => sold != bought,
        MathError::TickSpacingOutOfRange { got } => !(1..16_384).contains(&got),
        MathError::FeeOutOfRange { got } => got >= PIPS,
        MathError::OutputAboveReserve { got, reserve } => got >= reserve,
        MathError::LiquidityBelowAmount { got, needed } => got < needed,
        MathError::SliceOutOfRange { got, slices } => got >= slices,
        MathError::JitterAboveHalf { got } => got > WAD >> 1,
        MathError::ImpactNotPositive {
            temporary,
            permanent,
        } => temporary <= permanent,
        MathError::CorrelationAboveOne { row, column, got } => {
            got.unsigned_abs() > one || (row == column && got.unsigned_abs() != one)
        }
        MathError::NotConverged { residual, .. } => residual > U256::ZERO,
        // These carry no two numbers to compare.
        MathError::Overflow
        | MathError::DivisionByZero
        | MathError::LogarithmOfZero
        | MathError::NavZero
        | MathError::PriceZero { .. }
        | MathError::SupplyZero
        | MathError::ScoresZero
        | MathError::BoundsCrossed { .. }
        | MathError::TargetZero { .. }
        | MathError::TimeStandsStill
        | MathError::VarianceNegative { .. }
        | MathError::RateOutOfRange
        | MathError::ReturnOutOfRange
        | MathError::FactorAboveVariance { .. }
        | MathError::NotPositiveSemidefinite { .. }
        | MathError::ReserveZero
        | MathError::TickOutOfRange { .. }
        | MathError::TicksOutOfOrder { .. }
        | MathError::SqrtPriceOutOfRange { .. }
        | MathError::LiquidityZero
        | MathError::AuctionEmpty
        | MathError::VolatilityZero { .. }
        | MathError::BudgetZero { .. }
        | MathError::VarianceNotPositive
        | MathError::GlidePathEmpty
        | MathError::DatesOutOfOrder { .. } => true,
    }
}
