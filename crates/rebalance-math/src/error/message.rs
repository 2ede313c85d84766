//! An error in words, with its numbers.

use super::MathError;

impl core::fmt::Display for MathError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Overflow => write!(f, "result out of the 256-bit range"),
            Self::DivisionByZero => write!(f, "division by zero"),
            Self::LogarithmOfZero => write!(f, "logarithm of zero"),
            Self::LengthMismatch { got, expected } => {
                write!(f, "{got} entries where {expected} are expected")
            }
            Self::AssetCountOutOfRange {
                got,
                minimum,
                maximum,
            } => {
                write!(f, "{got} assets, allowed are {minimum} to {maximum}")
            }
            Self::WeightsDoNotSumToOne { sum } => {
                write!(f, "target weights sum to {sum}, not to 1e18")
            }
            Self::NavZero => write!(f, "net asset value is zero"),
            Self::PriceZero { index } => write!(f, "price of asset {index} is zero"),
            Self::ToleranceAboveOne { got } => write!(f, "tolerance {got} is above 1e18"),
            Self::SupplyZero => write!(f, "share supply is zero"),
            Self::SharesAboveSupply { got, supply } => {
                write!(f, "{got} shares of a supply of {supply}")
            }
            Self::ScoresZero => write!(f, "all scores are zero"),
            Self::BoundsCrossed { index } => {
                write!(f, "lower bound of asset {index} is above its upper bound")
            }
            Self::BoundsUnreachable {
                lowest,
                highest,
                wanted,
            } => {
                write!(f, "bounds sum to {lowest} up to {highest}, not to {wanted}")
            }
            Self::TargetZero { index } => write!(f, "target weight of asset {index} is zero"),
            Self::WeightAboveOne { got } => write!(f, "weight {got} is above 1e18"),
            Self::WeightHasNoOdds { got } => {
                write!(f, "weight {got} is not between 0 and 1e18")
            }
            Self::FeeRateAboveMaximum { got, maximum } => {
                write!(f, "fee rate {got}, allowed are {maximum}")
            }
            Self::FeePeriodTooLong { got, maximum } => {
                write!(f, "fee period of {got} s, allowed are {maximum} s")
            }
            Self::LossAboveBudget { got, maximum } => {
                write!(f, "loss of {got}, allowed are {maximum}")
            }
            Self::TimeRunsBackwards { last, now } => {
                write!(f, "time {now} is before {last}")
            }
            Self::TimeStandsStill => write!(f, "no time has passed"),
            Self::VarianceNegative { index } => {
                write!(f, "variance of asset {index} is negative")
            }
            Self::RateOutOfRange => write!(f, "variance rate of 2^96 or more"),
            Self::ReturnOutOfRange => write!(f, "logarithmic return beyond 63 bits"),
            Self::CorrelationOutOfRange {
                magnitude,
                is_negative,
            } => {
                write!(
                    f,
                    "correlation {}{magnitude} is out of range",
                    sign(*is_negative)
                )
            }
            Self::FactorAboveVariance { index } => {
                write!(f, "asset {index} is less risky than its part of the factor")
            }
            Self::NotSymmetric { row, column } => {
                write!(f, "entries ({row}, {column}) and ({column}, {row}) differ")
            }
            Self::NotPositiveSemidefinite { pivot } => {
                write!(
                    f,
                    "covariance matrix is not positive semi-definite at pivot {pivot}"
                )
            }
            Self::HighBelowLow { high, low } => write!(f, "high {high} is below low {low}"),
            Self::ExponentOutOfRange {
                magnitude,
                is_negative,
            } => {
                write!(
                    f,
                    "exponent {}{magnitude} is not within one",
                    sign(*is_negative)
                )
            }
            Self::TradesUnbalanced { sold, bought } => {
                write!(f, "{sold} sold but {bought} bought")
            }
            Self::ReserveZero => write!(f, "pool without a reserve"),
            Self::TickOutOfRange { got } => write!(f, "tick {got} is out of place"),
            Self::TickSpacingOutOfRange { got } => {
                write!(f, "tick spacing {got}, allowed are 1 to 16383")
            }
            Self::TicksOutOfOrder { tick } => write!(f, "tick {tick} is out of order"),
            Self::SqrtPriceOutOfRange { got } => {
                write!(f, "square-root price {got} is out of range")
            }
            Self::FeeOutOfRange { got } => {
                write!(f, "fee of {got} millionths, below 1000000 allowed")
            }
            Self::LiquidityZero => write!(f, "liquidity is zero"),
            Self::OutputAboveReserve { got, reserve } => {
                write!(f, "output {got} of a reserve of {reserve}")
            }
            Self::LiquidityBelowAmount { got, needed } => {
                write!(f, "liquidity takes {got} of {needed}")
            }
            Self::SliceOutOfRange { got, slices } => write!(f, "slice {got} of {slices}"),
            Self::JitterAboveHalf { got } => write!(f, "jitter {got} is above half a slice"),
            Self::ImpactNotPositive {
                temporary,
                permanent,
            } => write!(
                f,
                "temporary impact {temporary}, permanent {permanent} an interval"
            ),
            Self::AuctionEmpty => write!(f, "auction without a length or a price"),
            Self::VolatilityZero { index } => write!(f, "volatility of asset {index} is zero"),
            Self::CorrelationAboveOne { row, column, got } => {
                write!(f, "correlation ({row}, {column}) is {got}")
            }
            Self::BudgetZero { index } => write!(f, "risk budget of asset {index} is zero"),
            Self::VarianceNotPositive => write!(f, "variance is not positive"),
            Self::NotConverged {
                iterations,
                residual,
            } => write!(f, "off by {residual} after {iterations} iterations"),
            Self::GlidePathEmpty => write!(f, "glide path without a point"),
            Self::DatesOutOfOrder { index } => {
                write!(f, "date {index} is not after the one before")
            }
            Self::MemoryOutOfRange { got } => write!(f, "memory {got} is not between 0 and 1e18"),
        }
    }
}

fn sign(is_negative: bool) -> &'static str {
    if is_negative { "-" } else { "" }
}
