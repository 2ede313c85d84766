//! What can be wrong with an input, with the numbers.

mod message;

use ruint::aliases::U256;

/// Why a computation has no answer. No function of this crate panics; each lists the variants it can return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MathError {
    /// The exact result does not fit in 256 bits, or a difference would be negative.
    Overflow,
    /// A divisor is zero.
    DivisionByZero,
    /// Zero has no logarithm.
    LogarithmOfZero,
    /// Two slices that describe the same assets differ in length.
    LengthMismatch {
        /// Length of the offending slice.
        got: usize,
        /// Length of the first slice.
        expected: usize,
    },
    /// A portfolio has too few or too many assets.
    AssetCountOutOfRange {
        /// Number of assets.
        got: usize,
        /// Fewest allowed.
        minimum: usize,
        /// Most allowed.
        maximum: usize,
    },
    /// Target weights do not add up to exactly one.
    WeightsDoNotSumToOne {
        /// Their sum in wad; `U256::MAX` stands for any sum beyond 256 bits.
        sum: U256,
    },
    /// A portfolio worth nothing has no weights.
    NavZero,
    /// An asset without a price makes the whole portfolio unpriced; it is never counted as zero.
    PriceZero {
        /// Index of the asset.
        index: usize,
    },
    /// A tolerance above one would ask for a negative minimum.
    ToleranceAboveOne {
        /// The tolerance in wad.
        got: U256,
    },
    /// No share exists, so a pro-rata part is undefined.
    SupplyZero,
    /// More shares are redeemed than exist.
    SharesAboveSupply {
        /// Shares to redeem.
        got: U256,
        /// Shares that exist.
        supply: U256,
    },
    /// Scores that are all zero say nothing about how to divide the whole.
    ScoresZero,
    /// A lower bound is above its upper bound.
    BoundsCrossed {
        /// Index of the asset.
        index: usize,
    },
    /// No weights within the bounds sum to one.
    BoundsUnreachable {
        /// The smallest sum that the bounds allow.
        lowest: U256,
        /// The largest sum that the bounds allow.
        highest: U256,
        /// The sum that is asked for.
        wanted: U256,
    },
    /// A target of zero, of which a holding is no multiple.
    TargetZero {
        /// Index of the asset.
        index: usize,
    },
    /// A weight, or the size of a drift, above one.
    WeightAboveOne {
        /// The weight in wad.
        got: U256,
    },
    /// A weight of nothing, or of everything, that has no odds.
    WeightHasNoOdds {
        /// The weight in wad.
        got: U256,
    },
    /// A fee rate above the maximum that is built in.
    FeeRateAboveMaximum {
        /// The rate in wad.
        got: U256,
        /// The highest allowed.
        maximum: U256,
    },
    /// A fee is accrued for longer than it can be.
    FeePeriodTooLong {
        /// Seconds since the fee was last accrued.
        got: u64,
        /// The longest allowed.
        maximum: u64,
    },
    /// A loss that the budget of its period has no room for (both wad of NAV).
    LossAboveBudget {
        /// The loss.
        got: U256,
        /// What is left.
        maximum: U256,
    },
    /// A timestamp lies before the one it follows.
    TimeRunsBackwards {
        /// The earlier observation's timestamp.
        last: u64,
        /// The later observation's timestamp.
        now: u64,
    },
    /// No time has passed, so nothing has a rate.
    TimeStandsStill,
    /// A variance below zero.
    VarianceNegative {
        /// Index of the asset.
        index: usize,
    },
    /// A variance or covariance of 2^96 or more, which is 79 per second.
    RateOutOfRange,
    /// A logarithmic return beyond 9.2, the factor 10,000.
    ReturnOutOfRange,
    /// A correlation outside its range.
    CorrelationOutOfRange {
        /// Its magnitude in wad.
        magnitude: U256,
        /// Whether it is below zero.
        is_negative: bool,
    },
    /// An asset's part of the common factor is riskier than the asset.
    FactorAboveVariance {
        /// Index of the asset.
        index: usize,
    },
    /// A covariance matrix has two values for one pair.
    NotSymmetric {
        /// The larger index of the pair.
        row: usize,
        /// The smaller index of the pair.
        column: usize,
    },
    /// Some portfolio would have a negative variance.
    NotPositiveSemidefinite {
        /// Index of the first pivot below zero; the number of assets when one portfolio's variance shows it.
        pivot: usize,
    },
    /// The high of a range lies below its low.
    HighBelowLow {
        /// The high.
        high: U256,
        /// The low.
        low: U256,
    },
    /// An exponent outside `[-1, 1]`.
    ExponentOutOfRange {
        /// Its magnitude in wad.
        magnitude: U256,
        /// Whether it is below zero.
        is_negative: bool,
    },
    /// What is sold and what is bought differ in worth.
    TradesUnbalanced {
        /// Value sold.
        sold: U256,
        /// Value bought.
        bought: U256,
    },
    /// A pool without a reserve quotes nothing.
    ReserveZero,
    /// A tick beyond the range, or one that is not the price's.
    TickOutOfRange {
        /// The tick.
        got: i32,
    },
    /// Usable ticks of a pool are 1 to 16,383 apart.
    TickSpacingOutOfRange {
        /// The distance.
        got: i32,
    },
    /// Ticks do not ascend, or one is not a multiple of the spacing.
    TicksOutOfOrder {
        /// The first that does not fit.
        tick: i32,
    },
    /// A square-root price that a pool cannot have, or that is behind the current one.
    SqrtPriceOutOfRange {
        /// The price, Q64.96.
        got: U256,
    },
    /// A fee of one or more.
    FeeOutOfRange {
        /// The fee in millionths.
        got: u32,
    },
    /// Without liquidity no amount moves the price.
    LiquidityZero,
    /// A pool cannot pay its whole reserve.
    OutputAboveReserve {
        /// Output that is asked for.
        got: U256,
        /// Reserve of the pool.
        reserve: U256,
    },
    /// All liquidity takes less than the order.
    LiquidityBelowAmount {
        /// The most that it takes.
        got: U256,
        /// The order.
        needed: U256,
    },
    /// A schedule has no such slice.
    SliceOutOfRange {
        /// Index of the slice.
        got: u32,
        /// How many there are.
        slices: u32,
    },
    /// A jitter of more than half a slice would put slices out of order.
    JitterAboveHalf {
        /// The jitter in wad.
        got: U256,
    },
    /// Permanent impact within an interval leaves nothing of the temporary one.
    ImpactNotPositive {
        /// Temporary impact, 1e36.
        temporary: U256,
        /// Permanent impact over half an interval, 1e36.
        permanent: U256,
    },
    /// An auction that ends when it starts, or starts or ends at nothing.
    AuctionEmpty,
    /// An asset without risk has no risk budget.
    VolatilityZero {
        /// Index of the asset.
        index: usize,
    },
    /// A correlation beyond one, or one of an asset with itself that is not one.
    CorrelationAboveOne {
        /// Index of the one asset.
        row: usize,
        /// Index of the other asset.
        column: usize,
        /// The correlation in wad.
        got: i64,
    },
    /// A risk budget of zero.
    BudgetZero {
        /// Index of the asset.
        index: usize,
    },
    /// The variance of a portfolio is zero or below.
    VarianceNotPositive,
    /// A solver's result misses its conditions.
    NotConverged {
        /// Iterations done.
        iterations: u32,
        /// How far the conditions are missed, in wad; `U256::MAX` when the variance is not positive.
        residual: U256,
    },
    /// A glide path without a point.
    GlidePathEmpty,
    /// A date is not after the one before it.
    DatesOutOfOrder {
        /// Index of the point.
        index: usize,
    },
    /// A memory of nothing, or one that never fades.
    MemoryOutOfRange {
        /// The memory in wad.
        got: U256,
    },
}

impl core::error::Error for MathError {}
