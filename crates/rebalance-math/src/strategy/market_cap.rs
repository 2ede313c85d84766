//! Weights in proportion to market capitalisation, none above a cap.

use crate::portfolio::cap_in_proportion;
use crate::{MAX_ASSETS, MathError, U256, Weight};

/// Writes the weights of `capitalisations`, each at most `cap`, into `weights`; they sum to exactly 1e18.
///
/// What the capped assets leave over is shared by the others in proportion to their capitalisation, exactly
/// ([`cap_in_proportion`](crate::portfolio::cap_in_proportion) with a lower bound of zero).
///
/// # Rounding
/// Largest remainder: each weight is within one wad unit of its exact rational.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`], [`MathError::LengthMismatch`], [`MathError::WeightAboveOne`];
/// [`MathError::BoundsUnreachable`] when the cap leaves no room for the whole portfolio; [`MathError::Overflow`] when
/// the capitalisations sum to more than 190 bits.
pub fn market_cap_weights(
    capitalisations: &[U256],
    cap: Weight,
    weights: &mut [Weight],
) -> Result<(), MathError> {
    let count = capitalisations.len();
    let (lower, upper) = ([Weight::ZERO; MAX_ASSETS], [cap; MAX_ASSETS]);
    match (lower.get(..count), upper.get(..count)) {
        (Some(lower), Some(upper)) => cap_in_proportion(capitalisations, lower, upper, weights),
        _ => Err(MathError::AssetCountOutOfRange {
            got: count,
            minimum: 1,
            maximum: MAX_ASSETS,
        }),
    }
}
