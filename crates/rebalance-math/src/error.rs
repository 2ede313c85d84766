//! What can be wrong with an input, with the numbers.

use ruint::aliases::U256;

/// Why a computation has no answer. No function of this crate panics; each lists the variants it can return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MathError {
    /// The exact result does not fit in 256 bits, or a difference would be negative.
    Overflow,
    /// A divisor is zero.
    DivisionByZero,
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
}

impl core::fmt::Display for MathError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Overflow => write!(f, "result out of the 256-bit range"),
            Self::DivisionByZero => write!(f, "division by zero"),
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
        }
    }
}

impl core::error::Error for MathError {}
