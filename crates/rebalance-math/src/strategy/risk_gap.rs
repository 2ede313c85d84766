//! How far the risk contributions of given weights are from their budgets: the judge of the solvers.
//!
//! It knows nothing of how the weights were found. From the weights and the model alone it forms `z_i = w_i sigma_i`,
//! `c_i = z_i (C z)_i` and compares `c_i / sum c` with `b_i`.

use crate::strategy::convergence::check_residual;
use crate::strategy::risk_model::{RiskModel, dot, narrow, without_wad};
use crate::{MAX_ASSETS, MathError, U256, WAD, Weight, mul_div_floor};

/// How far a risk contribution may be from its budget, in wad of the portfolio's risk: 1e-10.
pub const RISK_TOLERANCE_WAD: u64 = 100_000_000;

/// Bits of the largest `z_i`: sums of 32 products with others then fit in 128.
const EXPOSURE_BITS: u32 = 57;

/// The largest distance of a risk contribution from its budget, wad.
///
/// # Rounding
/// Contributions are measured to about 1e-15 of the risk.
///
/// # Errors
/// [`MathError::LengthMismatch`]; [`MathError::Overflow`] for a weight above 18; [`MathError::VarianceNotPositive`] for
/// weights without risk.
pub fn max_risk_gap(
    model: &RiskModel<'_>,
    budgets: &[Weight],
    weights: &[Weight],
) -> Result<Weight, MathError> {
    let expected = model.count();
    for got in [budgets.len(), weights.len()] {
        if got != expected {
            return Err(MathError::LengthMismatch { got, expected });
        }
    }
    let largest = largest_gap(&contributions(model, weights)?, budgets)?;
    largest
        .map(Weight::new)
        .ok_or(MathError::VarianceNotPositive)
}

/// The largest distance of a contribution from its budget, wad of the risk; none without a risk.
fn largest_gap(contributions: &[i128], budgets: &[Weight]) -> Result<Option<U256>, MathError> {
    let total = contributions
        .iter()
        .fold(0_i128, |total, part| total.wrapping_add(*part));
    let Some(total) = u128::try_from(total).ok().filter(|total| *total > 0) else {
        return Ok(None);
    };
    let total = U256::from(total);
    let mut largest = U256::ZERO;
    for (part, budget) in contributions.iter().zip(budgets) {
        let share = mul_div_floor(U256::from(part.unsigned_abs()), WAD, total)?;
        let gap = if *part < 0 {
            share.saturating_add(budget.raw())
        } else {
            share.abs_diff(budget.raw())
        };
        largest = largest.max(gap);
    }
    Ok(Some(largest))
}

/// Refuses weights whose contributions miss their budgets.
pub(crate) fn check_risk_gap(
    model: &RiskModel<'_>,
    budgets: &[Weight],
    weights: &[Weight],
    iterations: u32,
) -> Result<(), MathError> {
    let residual = largest_gap(&contributions(model, weights)?, budgets)?.unwrap_or(U256::MAX);
    check_residual(residual, RISK_TOLERANCE_WAD, iterations)
}

/// `z_i (C z)_i` in one scale.
pub(crate) fn contributions(
    model: &RiskModel<'_>,
    weights: &[Weight],
) -> Result<[i128; MAX_ASSETS], MathError> {
    let exposures = exposures(model, weights)?;
    let mut contributions = [0; MAX_ASSETS];
    for ((row, exposure), slot) in model.rows().zip(&exposures).zip(&mut contributions) {
        // |(C z)_i| < 32 * 2^57.
        *slot = without_wad(dot(row, &exposures)).wrapping_mul(i128::from(*exposure));
    }
    Ok(contributions)
}

/// `w_i sigma_i`, all divided by the power of two that leaves the largest 57 bits.
pub(crate) fn exposures(
    model: &RiskModel<'_>,
    weights: &[Weight],
) -> Result<[u64; MAX_ASSETS], MathError> {
    let mut products = [0_u128; MAX_ASSETS];
    let mut largest = 0;
    for (slot, (weight, volatility)) in products
        .iter_mut()
        .zip(weights.iter().zip(model.volatilities()))
    {
        *slot = u128::from(narrow(*weight)?).wrapping_mul(u128::from(*volatility));
        largest = (*slot).max(largest);
    }
    let shift = 128_u32
        .saturating_sub(largest.leading_zeros())
        .saturating_sub(EXPOSURE_BITS);
    let mut exposures = [0; MAX_ASSETS];
    for (slot, product) in exposures.iter_mut().zip(products) {
        *slot = u64::try_from(product.wrapping_shr(shift)).unwrap_or(u64::MAX);
    }
    Ok(exposures)
}
