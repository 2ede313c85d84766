//! A basket held to the extent that its risk fits a target: `exposure = min(cap, target / estimate)`.

use crate::arithmetic::sqrt_ceil;
use crate::strategy::exposure::exposed_weights;
use crate::strategy::risk_model::{ONE, RiskModel};
use crate::{MathError, Signed, U256, WAD, Weight, check_sum_to_one, mul_div_floor};

/// Writes the basket scaled to a target volatility into `weights`, the rest in the asset at `safe`; they sum to exactly
/// 1e18.
///
/// `estimate` is the basket's volatility and `target` the wanted one, in one unit; `cap` is the most that may be
/// exposed, at most one. A basket without risk is held up to the cap.
///
/// # Rounding
/// Exposure down.
///
/// # Errors
/// As [`exposed_weights`].
pub fn target_volatility_weights(
    basket: &[Weight],
    safe: usize,
    estimate: U256,
    target: U256,
    cap: Weight,
    weights: &mut [Weight],
) -> Result<(), MathError> {
    let exposure = if estimate <= target {
        cap
    } else {
        cap.min(Weight::new(mul_div_floor(target, WAD, estimate)?))
    };
    exposed_weights(basket, safe, exposure, weights)
}

/// The volatility of a portfolio, `sqrt(w' Sigma w)`, in the model's unit.
///
/// # Rounding
/// Up, by less than two of the model's units: a risk is never reported too small.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::WeightsDoNotSumToOne`]; [`MathError::VarianceNotPositive`] when the
/// variance comes out below zero, which takes a matrix at the edge of the tolerance of [`RiskModel::new`].
pub fn portfolio_volatility_ceil(
    model: &RiskModel<'_>,
    weights: &[Weight],
) -> Result<U256, MathError> {
    if weights.len() != model.count() {
        return Err(MathError::LengthMismatch {
            got: weights.len(),
            expected: model.count(),
        });
    }
    check_sum_to_one(weights)?;
    let exposure = |(weight, volatility): (&Weight, &u64)| {
        // 60 bits of a weight by 64 of a volatility.
        weight.raw().wrapping_mul(U256::from(*volatility))
    };
    let exposures = || weights.iter().zip(model.volatilities()).map(exposure);
    let mut variance = Signed::ZERO;
    for (row, own) in model.rows().zip(exposures()) {
        let mut with_all = Signed::ZERO;
        for (correlation, other) in row.iter().zip(exposures()) {
            let magnitude = other.wrapping_mul(U256::from(correlation.unsigned_abs()));
            with_all = with_all.checked_add(Signed::new(magnitude, *correlation < 0))?;
        }
        // Rounded up along the number line: 130 bits, by 124 of the exposure.
        let (magnitude, is_negative) = with_all.raw();
        let one = U256::from(ONE.unsigned_abs());
        let magnitude = if is_negative {
            magnitude.wrapping_div(one)
        } else {
            magnitude.div_ceil(one)
        };
        let part = magnitude.checked_mul(own).ok_or(MathError::Overflow)?;
        variance = variance.checked_add(Signed::new(part, is_negative))?;
    }
    let variance = variance
        .to_unsigned()
        .map_err(|_| MathError::VarianceNotPositive)?;
    Ok(sqrt_ceil(variance).div_ceil(WAD))
}
