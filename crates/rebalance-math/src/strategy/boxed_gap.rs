//! How far weights within bounds are from the conditions of a risk budget.

use crate::strategy::convergence::check_residual;
use crate::strategy::risk_gap::{RISK_TOLERANCE_WAD, contributions};
use crate::strategy::risk_model::RiskModel;
use crate::{MathError, Signed, U256, WAD, Weight, mul_div_floor};

/// Refuses weights that miss the conditions of the optimum, from the weights and the model alone.
///
/// With `t`, above zero, the contribution per budget of the assets inside their bounds: each of those contributes `b_i t`, one at
/// its lower bound no less and one at its upper bound no more.
pub(crate) fn check_boxed_gap(
    model: &RiskModel<'_>,
    budgets: &[Weight],
    bounds: (&[Weight], &[Weight]),
    weights: &[Weight],
    iterations: u32,
) -> Result<(), MathError> {
    let contributions = contributions(model, weights)?;
    let assets = || {
        contributions
            .iter()
            .zip(budgets)
            .zip(weights)
            .zip(bounds.0.iter().zip(bounds.1))
    };
    let (mut total, mut shared, mut budgeted) = (0_i128, 0_i128, U256::ZERO);
    for (((part, budget), weight), (lower, upper)) in assets() {
        total = total.wrapping_add(*part);
        if weight > lower && weight < upper {
            shared = shared.wrapping_add(*part);
            budgeted = budgeted.saturating_add(budget.raw());
        }
    }
    if budgeted.is_zero() {
        // Nothing is free to move: the bounds leave one answer, and it is among them.
        return Ok(());
    }
    let total = u128::try_from(total).unwrap_or(0);
    // Whoever is inside its bounds takes risk; one who only hedges what the bounds force would not be held.
    let mut residual = if shared > 0 {
        U256::ZERO
    } else {
        mul_div_floor(U256::from(shared.unsigned_abs()), WAD, U256::from(total))
            .unwrap_or(U256::MAX)
            .max(U256::from(RISK_TOLERANCE_WAD).wrapping_add(U256::ONE))
    };
    for (((part, budget), weight), (lower, upper)) in assets() {
        // part * sum(b) - b * sum(part): at most 120 bits by 60.
        let own = scaled(*part, budgeted);
        let due = scaled(shared, budget.raw());
        let gap = own.checked_sub(due)?;
        let is_allowed =
            (weight == lower && !gap.is_negative()) || (weight == upper && gap.is_negative());
        if !is_allowed {
            let whole = U256::from(total).wrapping_mul(budgeted);
            let gap = if whole.is_zero() {
                U256::MAX
            } else {
                mul_div_floor(gap.magnitude(), WAD, whole)?
            };
            residual = residual.max(gap);
        }
    }
    check_residual(residual, RISK_TOLERANCE_WAD, iterations)
}

fn scaled(part: i128, factor: U256) -> Signed {
    let magnitude = U256::from(part.unsigned_abs()).wrapping_mul(factor);
    Signed::new(magnitude, part < 0)
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests may do what the crate may not"
)]
mod tests {
    use super::*;
    use crate::strategy::risk_model::ONE;

    /// What is wrong with weights, in millionths of the risk; `None` when nothing is. Bounds that are not given are wide.
    fn millionths(
        (volatilities, correlation): (&[u64], i64),
        budgets: &[Weight],
        pins: &[(usize, u16, u16)],
        weights: &[u16],
    ) -> Option<U256> {
        let count = volatilities.len();
        let mut correlations = [correlation; 9];
        for index in 0..count {
            correlations[index * (count + 1)] = ONE;
        }
        let model = RiskModel::new(volatilities, &correlations[..count * count]).unwrap();
        let (mut lower, mut upper) = ([Weight::ZERO; 3], [Weight::ONE; 3]);
        for (index, low, high) in pins {
            lower[*index] = Weight::from_bps(*low);
            upper[*index] = Weight::from_bps(*high);
        }
        let mut held = [Weight::ZERO; 3];
        for (slot, bps) in held.iter_mut().zip(weights) {
            *slot = Weight::from_bps(*bps);
        }
        let bounds = (&lower[..count], &upper[..count]);
        match check_boxed_gap(&model, budgets, bounds, &held[..count], 7) {
            Ok(()) => None,
            Err(MathError::NotConverged {
                iterations: 7,
                residual,
            }) => Some(residual.div_ceil(U256::from(1_000_000_000_000_u64))),
            Err(other) => panic!("{other}"),
        }
    }

    const ALIKE: (&[u64], i64) = (&[10, 10], 0);
    const HALVES: [Weight; 2] =
        [Weight::new(U256::from_limbs([500_000_000_000_000_000, 0, 0, 0])); 2];

    /// Uncorrelated assets of one volatility contribute by the squares of their weights.
    #[test]
    fn assets_inside_their_bounds_contribute_by_their_budgets() {
        assert_eq!(millionths(ALIKE, &HALVES, &[], &[5_000, 5_000]), None);
        // .36 of .52 is .192307 above a half.
        let gap = Some(U256::from(192_308));
        assert_eq!(millionths(ALIKE, &HALVES, &[], &[6_000, 4_000]), gap);
        // The largest counts, on either side: .25 and twice .0625 of .375, .04 and twice .16 of .36.
        let third = Weight::new(WAD.div_ceil(U256::from(3)));
        let rest = Weight::new(WAD - third.raw() - third.raw());
        let thirds = [third, third, rest];
        let three: (&[u64], i64) = (&[10, 10, 10], 0);
        let above = millionths(three, &thirds, &[], &[5_000, 2_500, 2_500]);
        assert_eq!(above, Some(U256::from(333_334)));
        let below = millionths(three, &thirds, &[], &[2_000, 4_000, 4_000]);
        assert_eq!(below, Some(U256::from(222_223)));
    }

    /// One at its upper bound may contribute less than its budget, one at its lower bound more; the other way round it is to move: by
    /// (.36 * .5 - .16 * .5) / (.52 * .5) = .384615.
    #[test]
    fn assets_at_a_bound_may_miss_their_budgets_to_one_side() {
        let pinned = |low, high, weights| millionths(ALIKE, &HALVES, &[(0, low, high)], weights);
        let gap = Some(U256::from(384_616));
        assert_eq!(pinned(0, 4_000, &[4_000, 6_000]), None);
        assert_eq!(pinned(0, 6_000, &[6_000, 4_000]), gap);
        assert_eq!(pinned(6_000, 10_000, &[6_000, 4_000]), None);
        assert_eq!(pinned(4_000, 10_000, &[4_000, 6_000]), gap);
        // Nothing is free to move.
        let both = [(0, 6_000, 6_000), (1, 4_000, 4_000)];
        assert_eq!(millionths(ALIKE, &HALVES, &both, &[6_000, 4_000]), None);
    }

    /// .2 and .8 at a correlation of -.9: -.104 and .496 of .392, so the first misses by (-.104 * .5 - .496 * .5) / (.392 * .5).
    #[test]
    fn negative_contributions_count_against_what_is_due() {
        let hedge: (&[u64], i64) = (&[10, 10], -ONE / 10 * 9);
        let got = millionths(hedge, &HALVES, &[(0, 2_000, 10_000)], &[2_000, 8_000]);
        assert_eq!(got, Some(U256::from(1_530_613)));
    }

    /// Half as risky and half correlated against it: the free asset only hedges the other, and its risk is exactly zero.
    #[test]
    fn assets_without_risk_of_their_own_are_refused() {
        let hedge: (&[u64], i64) = (&[10, 20], -ONE / 2);
        let got = millionths(hedge, &HALVES, &[(1, 5_000, 5_000)], &[5_000, 5_000]);
        // A unit more than the tolerance, rounded up to a millionth.
        assert_eq!(got, Some(U256::ONE));
    }
}
