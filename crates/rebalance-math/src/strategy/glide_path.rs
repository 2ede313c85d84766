//! Targets that move in straight lines between dated ones; a path of one point is a fixed mix.
//!
//! At `t` between `t_0` and `t_1`: `w_i = (a_i (t_1 - t) + b_i (t - t_0)) / (t_1 - t_0)`. Before the first date and after the last, the weights
//! rest. Not the weights but their running sums are rounded down, so they sum to exactly one at every time,
//! each weight is its exact rational rounded up or down, and one that does not change stays as it is.

use crate::{MAX_ASSETS, MathError, U256, Weight, check_sum_to_one};

/// The target weights of one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlidePoint<'a> {
    /// Seconds since any one epoch.
    pub at_s: u64,
    /// The weights from then on, wad; they sum to exactly 1e18.
    pub weights: &'a [Weight],
}

/// Writes the weights of a path at `now_s` into `weights`; they sum to exactly 1e18.
///
/// # Rounding
/// Less than one wad unit in either direction.
///
/// # Errors
/// [`MathError::GlidePathEmpty`], [`MathError::AssetCountOutOfRange`], [`MathError::LengthMismatch`],
/// [`MathError::WeightsDoNotSumToOne`]; [`MathError::DatesOutOfOrder`] unless each date is after the one before. All points are
/// checked, whatever the time.
pub fn glide_path_weights(
    points: &[GlidePoint<'_>],
    now_s: u64,
    weights: &mut [Weight],
) -> Result<(), MathError> {
    check_path(points, weights.len())?;
    let next = points.partition_point(|point| point.at_s <= now_s);
    let after = points.get(next);
    match (next.checked_sub(1).and_then(|last| points.get(last)), after) {
        (Some(from), Some(to)) => interpolate(from, to, now_s, weights),
        (Some(only), None) | (None, Some(only)) => {
            for (slot, weight) in weights.iter_mut().zip(only.weights) {
                *slot = *weight;
            }
            Ok(())
        }
        (None, None) => Err(MathError::GlidePathEmpty),
    }
}

fn check_path(points: &[GlidePoint<'_>], count: usize) -> Result<(), MathError> {
    if !(1..=MAX_ASSETS).contains(&count) {
        return Err(MathError::AssetCountOutOfRange {
            got: count,
            minimum: 1,
            maximum: MAX_ASSETS,
        });
    }
    let mut last_s = None;
    for (index, point) in points.iter().enumerate() {
        if point.weights.len() != count {
            return Err(MathError::LengthMismatch {
                got: point.weights.len(),
                expected: count,
            });
        }
        check_sum_to_one(point.weights)?;
        if last_s.is_some_and(|last_s| last_s >= point.at_s) {
            return Err(MathError::DatesOutOfOrder { index });
        }
        last_s = Some(point.at_s);
    }
    Ok(())
}

fn interpolate(
    from: &GlidePoint<'_>,
    to: &GlidePoint<'_>,
    now_s: u64,
    weights: &mut [Weight],
) -> Result<(), MathError> {
    // Running sums of at most 1e18, times 64 bits of seconds: nothing leaves 256 bits.
    let left = U256::from(to.at_s.saturating_sub(now_s));
    let gone = U256::from(now_s.saturating_sub(from.at_s));
    let whole = left.wrapping_add(gone);
    let (mut sum_from, mut sum_to, mut before) = (U256::ZERO, U256::ZERO, U256::ZERO);
    for (slot, (old, new)) in weights.iter_mut().zip(from.weights.iter().zip(to.weights)) {
        sum_from = sum_from.wrapping_add(old.raw());
        sum_to = sum_to.wrapping_add(new.raw());
        let sum = sum_from
            .wrapping_mul(left)
            .wrapping_add(sum_to.wrapping_mul(gone))
            .checked_div(whole)
            .ok_or(MathError::DivisionByZero)?;
        *slot = Weight::new(sum.wrapping_sub(before));
        before = sum;
    }
    Ok(())
}
