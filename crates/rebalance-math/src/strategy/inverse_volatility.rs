//! Weights in proportion to `1 / sigma_i`: equal risk contributions when all correlations are equal.

use crate::portfolio::targets_by_largest_remainder;
use crate::{MAX_ASSETS, MathError, U256, Weight};

/// Writes `(1 / sigma_i) / sum (1 / sigma_j)` into `weights`; they sum to exactly 1e18.
///
/// Volatilities have any one unit.
///
/// # Rounding
/// By largest remainder: each weight is within one wad unit of the exact one.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`], [`MathError::LengthMismatch`], [`MathError::VolatilityZero`].
pub fn inverse_volatility_weights(
    volatilities: &[u64],
    weights: &mut [Weight],
) -> Result<(), MathError> {
    let count = volatilities.len();
    if weights.len() != count {
        return Err(MathError::LengthMismatch {
            got: weights.len(),
            expected: count,
        });
    }
    let mut scores = [U256::ZERO; MAX_ASSETS];
    for (index, (score, volatility)) in scores.iter_mut().zip(volatilities).enumerate() {
        // 2^192 / sigma keeps 128 bits of the smallest reciprocal.
        *score = U256::ONE
            .wrapping_shl(192)
            .checked_div(U256::from(*volatility))
            .ok_or(MathError::VolatilityZero { index })?;
    }
    match scores.get(..count) {
        Some(scores) => targets_by_largest_remainder(scores, weights),
        None => Err(MathError::AssetCountOutOfRange {
            got: count,
            minimum: 1,
            maximum: MAX_ASSETS,
        }),
    }
}
