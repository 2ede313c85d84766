//! The least risky weights within bounds.
//!
//! Minimise `w' Sigma w` over `lower_i <= w_i <= upper_i`, `sum w_i = 1`. Weights stay whole wad units throughout: a step moves
//! `t` units from one asset to another (sequential minimal optimisation, Platt 1998), so the sum never changes. With
//! `g = Sigma w`, the pair is the asset with room above that has the least `g`, and the one with room below with which
//! the step gains most; the best step is `t = (g_j - g_i) / (Sigma_ii + Sigma_jj - 2 Sigma_ij)`, cut at the bounds.
//! Covariances are 62-bit fractions of the largest variance, so `g` is an exact integer of 128 bits and rounding never accumulates.
//!
//! At the optimum no asset with room above has a lower `g` than one with room below (Karush, Kuhn and Tucker). By
//! convexity the variance exceeds the least one by at most twice that gap times the turnover between the two, so
//! the gap is what the result is judged by.

use crate::portfolio::cap_in_proportion;
use crate::strategy::convergence::check_residual;
use crate::strategy::risk_gap::exposures;
use crate::strategy::risk_model::{RiskModel, dot, narrow, without_wad};
use crate::{MAX_ASSETS, MathError, Signed, U256, WAD, Weight, mul_div_floor};

/// Most steps, each of which moves one pair of assets.
pub const MAX_STEPS: u32 = 16_384;

/// How far two marginal risks that should agree may differ, in wad of the portfolio's variance: 1e-9.
pub const VARIANCE_TOLERANCE_WAD: u64 = 1_000_000_000;

/// The iteration stops at a gap of the variance divided by 2^34, or 6e-11 of it.
const GAP_BITS: u32 = 34;

/// Writes the weights of least variance within `lower` and `upper` into `weights`; they sum to exactly 1e18.
///
/// # Rounding
/// The marginal risks of assets that could be exchanged agree to [`VARIANCE_TOLERANCE_WAD`], so the variance exceeds the
/// least one by less than twice that part of it.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::WeightAboveOne`], [`MathError::BoundsCrossed`],
/// [`MathError::BoundsUnreachable`]; [`MathError::NotConverged`] when the gap is still larger after the last step.
/// `weights` is then unspecified.
pub fn minimum_variance_weights(
    model: &RiskModel<'_>,
    lower: &[Weight],
    upper: &[Weight],
    weights: &mut [Weight],
) -> Result<(), MathError> {
    if weights.len() != model.count() {
        return Err(MathError::LengthMismatch {
            got: weights.len(),
            expected: model.count(),
        });
    }
    start_by_inverse_variance(model, lower, upper, weights)?;
    let mut exchange = Exchange::new(model, lower, upper, weights)?;
    let mut steps = 0;
    while steps < MAX_STEPS && exchange.step() {
        steps = steps.wrapping_add(1);
    }
    for (weight, slot) in weights.iter_mut().zip(exchange.slots) {
        *weight = Weight::new(U256::from(slot.weight));
    }
    let residual = variance_gap(model, lower, upper, weights)?.raw();
    check_residual(residual, VARIANCE_TOLERANCE_WAD, steps)
}

/// The optimum when nothing is correlated.
fn start_by_inverse_variance(
    model: &RiskModel<'_>,
    lower: &[Weight],
    upper: &[Weight],
    weights: &mut [Weight],
) -> Result<(), MathError> {
    let mut scores = [U256::ZERO; MAX_ASSETS];
    for (score, volatility) in scores.iter_mut().zip(model.volatilities()) {
        let variance = U256::from(*volatility).wrapping_mul(U256::from(*volatility));
        *score = U256::ONE
            .wrapping_shl(184)
            .checked_div(variance)
            .ok_or(MathError::DivisionByZero)?;
    }
    let scores = scores.get(..model.count()).unwrap_or_default();
    cap_in_proportion(scores, lower, upper, weights)
}

/// Covariances in Q62 of the largest variance.
type Covariances = [[i64; MAX_ASSETS]; MAX_ASSETS];

#[derive(Clone, Copy)]
struct Slot {
    weight: u64,
    lower: u64,
    upper: u64,
    /// `(Sigma w)_i`: at most 1e18 * 2^62, exactly.
    marginal: i128,
}

struct Exchange {
    covariances: Covariances,
    slots: [Slot; MAX_ASSETS],
    count: usize,
}

/// What a step would do.
struct Move {
    to: usize,
    from: usize,
    units: u64,
}

impl Exchange {
    fn new(
        model: &RiskModel<'_>,
        lower: &[Weight],
        upper: &[Weight],
        weights: &[Weight],
    ) -> Result<Self, MathError> {
        let empty = Slot {
            weight: 0,
            lower: 0,
            upper: 0,
            marginal: 0,
        };
        let mut exchange = Self {
            covariances: covariances(model),
            slots: [empty; MAX_ASSETS],
            count: model.count(),
        };
        let bounds = lower.iter().zip(upper);
        for (slot, (weight, (lower, upper))) in
            exchange.slots.iter_mut().zip(weights.iter().zip(bounds))
        {
            slot.weight = narrow(*weight)?;
            slot.lower = narrow(*lower)?;
            slot.upper = narrow(*upper)?;
        }
        let mut held = [0; MAX_ASSETS];
        for (held, slot) in held.iter_mut().zip(&exchange.slots) {
            *held = slot.weight;
        }
        for (slot, row) in exchange.slots.iter_mut().zip(&exchange.covariances) {
            slot.marginal = dot(row, &held);
        }
        Ok(exchange)
    }

    /// Moves one pair; `false` when no step is left that is worth a unit, or the gap is small enough.
    fn step(&mut self) -> bool {
        let rows = |step: Move| {
            let row = |index: usize| self.covariances.get(index);
            Some((row(step.to)?, row(step.from)?, step))
        };
        let Some((to, from, step)) = self.best_move().and_then(rows) else {
            return false;
        };
        let change = i128::from(step.units);
        for (slot, (to, from)) in self.slots.iter_mut().zip(to.iter().zip(from)) {
            let difference = i128::from(*to).wrapping_sub(i128::from(*from));
            slot.marginal = slot.marginal.wrapping_add(difference.wrapping_mul(change));
        }
        if let Some(slot) = self.slots.get_mut(step.to) {
            slot.weight = slot.weight.wrapping_add(step.units);
        }
        if let Some(slot) = self.slots.get_mut(step.from) {
            slot.weight = slot.weight.wrapping_sub(step.units);
        }
        true
    }

    fn best_move(&self) -> Option<Move> {
        let active = || self.slots.iter().take(self.count).enumerate();
        let (to, least) = active()
            .filter(|(_, slot)| slot.weight < slot.upper)
            .min_by_key(|(_, slot)| slot.marginal)?;
        let givers = || active().filter(|(_, slot)| slot.weight > slot.lower);
        let gap = givers()
            .map(|(_, slot)| slot.marginal.wrapping_sub(least.marginal))
            .max()?;
        if gap <= self.variance() >> GAP_BITS {
            return None;
        }
        let row = self.covariances.get(to)?;
        let own = i128::from(*row.get(to)?);
        let mut best: Option<(i128, Move)> = None;
        for (from, slot) in givers() {
            let difference = slot.marginal.wrapping_sub(least.marginal);
            if difference <= 0 {
                continue;
            }
            let other = i128::from(*self.covariances.get(from)?.get(from)?);
            let curvature = own
                .wrapping_add(other)
                .wrapping_sub(i128::from(*row.get(from)?).wrapping_mul(2));
            let room = least
                .upper
                .wrapping_sub(least.weight)
                .min(slot.weight.wrapping_sub(slot.lower));
            // Assets that move as one: all that there is room for.
            let units = difference
                .checked_div(curvature)
                .filter(|_| curvature > 0)
                .and_then(|units| u64::try_from(units).ok())
                .unwrap_or(u64::MAX)
                .min(room);
            // The first-order gain of the step; its half is the gain when the step is not cut.
            let gain = (difference >> 64).saturating_mul(i128::from(units)).max(1);
            if units > 0 && best.as_ref().is_none_or(|(most, _)| gain > *most) {
                best = Some((gain, Move { to, from, units }));
            }
        }
        best.map(|(_, best)| best)
    }

    /// `w' Sigma w` in the scale of the marginals.
    fn variance(&self) -> i128 {
        self.slots.iter().take(self.count).fold(0, |sum, slot| {
            // 62 bits of a marginal by 60 of a weight, back to the scale of a marginal.
            let part = (slot.marginal >> 60).wrapping_mul(i128::from(slot.weight));
            sum.wrapping_add(part)
        })
    }
}

/// `rho_ij sigma_i sigma_j / max sigma^2` in Q62.
fn covariances(model: &RiskModel<'_>) -> Covariances {
    let largest = model.volatilities().iter().copied().max().unwrap_or(1);
    let mut relative = [0_u64; MAX_ASSETS];
    for (slot, volatility) in relative.iter_mut().zip(model.volatilities()) {
        let scaled = (u128::from(*volatility) << 62)
            .checked_div(u128::from(largest))
            .unwrap_or(0);
        *slot = u64::try_from(scaled).unwrap_or(u64::MAX);
    }
    let mut covariances = [[0; MAX_ASSETS]; MAX_ASSETS];
    for ((entries, row), first) in covariances.iter_mut().zip(model.rows()).zip(relative) {
        for ((entry, correlation), second) in entries.iter_mut().zip(row).zip(relative) {
            // At most 2^62, so the product with a correlation has 122 bits.
            let together = u128::from(first).wrapping_mul(u128::from(second)) >> 62;
            let together = i128::try_from(together).unwrap_or(0);
            let scaled = without_wad(i128::from(*correlation).wrapping_mul(together));
            *entry = i64::try_from(scaled).unwrap_or(i64::MAX);
        }
    }
    covariances
}

/// By how much the marginal risk of an asset that could give exceeds that of one that could take, in wad of the
/// variance, from the weights and the model alone; zero at the optimum.
///
/// All of `N` entries, in wad.
///
/// # Rounding
/// Exposures are cut to 57 bits of the largest, and the quotient is rounded down.
///
/// # Errors
/// [`MathError::LengthMismatch`]; [`MathError::VarianceNotPositive`] for weights without risk; [`MathError::Overflow`] for weights
/// above 18.
pub fn variance_gap(
    model: &RiskModel<'_>,
    lower: &[Weight],
    upper: &[Weight],
    weights: &[Weight],
) -> Result<Weight, MathError> {
    let expected = model.count();
    for got in [lower.len(), upper.len(), weights.len()] {
        if got != expected {
            return Err(MathError::LengthMismatch { got, expected });
        }
    }
    let exposures = exposures(model, weights)?;
    let (mut most, mut least): (Option<Signed>, Option<Signed>) = (None, None);
    let mut variance = Signed::ZERO;
    let assets = model.rows().zip(model.volatilities());
    for ((row, volatility), (weight, (lower, upper))) in
        assets.zip(weights.iter().zip(lower.iter().zip(upper)))
    {
        // sigma_i (C z)_i: 122 bits by 64; all in one scale with its product by a weight.
        let sum = Signed::from(dot(row, &exposures));
        let marginal = Signed::new(
            sum.magnitude().wrapping_mul(U256::from(*volatility)),
            sum.is_negative(),
        );
        let part = Signed::new(
            mul_div_floor(marginal.magnitude(), weight.raw(), WAD)?,
            marginal.is_negative(),
        );
        variance = variance.checked_add(part)?;
        if weight > lower {
            most = most.max(Some(marginal));
        }
        if weight < upper {
            least = Some(least.map_or(marginal, |least| least.min(marginal)));
        }
    }
    let variance = variance
        .to_unsigned()
        .ok()
        .filter(|variance| !variance.is_zero())
        .ok_or(MathError::VarianceNotPositive)?;
    let gap = match (most, least) {
        (Some(most), Some(least)) if most > least => most.checked_sub(least)?.magnitude(),
        _ => U256::ZERO,
    };
    mul_div_floor(gap, WAD, variance).map(Weight::new)
}
