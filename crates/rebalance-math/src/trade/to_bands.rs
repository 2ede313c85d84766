//! The least trading that brings every weight into its band.
//!
//! With `E` the value above all upper bounds and `D` the value missing to all lower ones, the one-way turnover is exactly
//! `max(E, D)`: what is above must be sold, what is missing must be bought, and each sale pays for a purchase. When they
//! differ, the rest `|E - D|` goes to (or comes from) assets that have room in their bands, where it does most good: it is
//! placed in sixteenths, each on the asset whose tracking error falls most per cost, `-(C d)_i / cost_i` for a purchase and
//! its negative for a sale, with `d` the drifts from the targets after all before it.
//!
//! Values are whole, so bounds are rounded inwards; all sums are exact.

use ruint::aliases::U256;

use crate::portfolio::drift::{check_nav, drift_away};
use crate::portfolio::tracking_error::{narrow_drift, row_product};
use crate::portfolio::value::{check_count, check_length};
use crate::volatility::CovarianceMatrix;
use crate::{
    MAX_ASSETS, MathError, Signed, SignedWeight, Value, WAD, Weight, mul_div_ceil, mul_div_floor,
};

/// Parts in which the rest is placed.
const PARTS: U256 = U256::from_limbs([16, 0, 0, 0]);

/// What surrounds the values: all slices in the same order of assets.
#[derive(Clone, Copy, Debug)]
pub struct Bands<'a> {
    /// Lowest weights (wad).
    pub lower: &'a [Weight],
    /// Highest weights (wad).
    pub upper: &'a [Weight],
    /// Weights that the rest is placed towards (wad).
    pub targets: &'a [Weight],
    /// One-way cost of each asset as a part of the value traded (wad); one of zero counts as 1e-18.
    pub costs: &'a [Weight],
    /// Covariances per second.
    pub covariances: CovarianceMatrix<'a>,
}

/// Writes the change of each value, positive for a purchase, into `changes` and returns the one-way turnover.
///
/// The changes sum to exactly zero, every changed value is within its band, no asset is both sold and bought, and no
/// changes with these properties turn over less.
///
/// # Rounding
/// Bounds inwards, to whole value units.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`], [`MathError::LengthMismatch`], [`MathError::NavZero`];
/// [`MathError::BoundsCrossed`], also when no whole value lies between the bounds; [`MathError::BoundsUnreachable`] with
/// values; [`MathError::WeightAboveOne`] when a value differs from its target by more than the NAV;
/// [`MathError::Overflow`] when a bound or the NAV exceeds 256 bits.
pub fn plan_to_bands(
    values: &[Value],
    bands: &Bands<'_>,
    changes: &mut [Signed],
) -> Result<Value, MathError> {
    let count = values.len();
    check_count(count)?;
    for len in [
        bands.lower.len(),
        bands.upper.len(),
        bands.targets.len(),
        bands.costs.len(),
    ] {
        check_length(len, count)?;
    }
    check_length(bands.covariances.count(), count)?;
    check_length(changes.len(), count)?;
    let mut nav = Value::ZERO;
    for value in values {
        nav = nav.checked_add(*value)?;
    }
    check_nav(nav)?;
    let mut positions = [Position::default(); MAX_ASSETS];
    let (sold, bought) = measure(values, nav, bands, &mut positions)?;
    let used = positions.get_mut(..count).unwrap_or(&mut []);
    let is_sale = bought > sold;
    place(used, nav, bands, sold.abs_diff(bought), is_sale)?;
    for ((position, value), change) in used.iter().zip(values).zip(changes) {
        *change = Signed::difference(position.value, value.raw());
    }
    Ok(Value::new(sold.max(bought)))
}

/// A value on its way into its band.
#[derive(Clone, Copy, Default)]
struct Position {
    value: U256,
    lower: U256,
    upper: U256,
    /// Marginal variance: the asset's row of covariances times all drifts.
    gradient: Signed,
}

impl Position {
    fn room(&self, is_sale: bool) -> U256 {
        if is_sale {
            self.value.saturating_sub(self.lower)
        } else {
            self.upper.saturating_sub(self.value)
        }
    }

    /// How fast trading it adds to the variance.
    fn slope(&self, is_sale: bool) -> Signed {
        if is_sale {
            self.gradient.neg()
        } else {
            self.gradient
        }
    }
}

/// Moves every value to the nearest bound of its band; returns what is sold and what is bought by that.
fn measure(
    values: &[Value],
    nav: Value,
    bands: &Bands<'_>,
    positions: &mut [Position; MAX_ASSETS],
) -> Result<(U256, U256), MathError> {
    let bounds = bands.lower.iter().zip(bands.upper);
    let (mut lowest, mut highest) = (U256::ZERO, U256::ZERO);
    let (mut sold, mut bought) = (U256::ZERO, U256::ZERO);
    for (index, ((value, (lower, upper)), position)) in values
        .iter()
        .zip(bounds)
        .zip(positions.iter_mut())
        .enumerate()
    {
        let value = value.raw();
        let lower = mul_div_ceil(lower.raw(), nav.raw(), WAD)?;
        let upper = mul_div_floor(upper.raw(), nav.raw(), WAD)?;
        if lower > upper {
            return Err(MathError::BoundsCrossed { index });
        }
        lowest = lowest.saturating_add(lower);
        highest = highest.saturating_add(upper);
        *position = Position {
            value: value.clamp(lower, upper),
            lower,
            upper,
            gradient: Signed::ZERO,
        };
        // What is sold is part of the NAV; what is bought is part of the lower bounds, whose sum is checked below.
        sold = sold.saturating_add(value.saturating_sub(upper));
        bought = bought.saturating_add(lower.saturating_sub(value));
    }
    if lowest > nav.raw() || highest < nav.raw() {
        return Err(MathError::BoundsUnreachable {
            lowest,
            highest,
            wanted: nav.raw(),
        });
    }
    Ok((sold, bought))
}

/// Buys or sells `rest` where the tracking error falls most per cost. There is room for all of it, since the bounds
/// reach the NAV.
fn place(
    positions: &mut [Position],
    nav: Value,
    bands: &Bands<'_>,
    mut rest: U256,
    is_sale: bool,
) -> Result<(), MathError> {
    if rest.is_zero() {
        return Ok(());
    }
    let mut drifts = [0; MAX_ASSETS];
    for ((slot, position), target) in drifts.iter_mut().zip(positions.iter()).zip(bands.targets) {
        *slot = narrow_drift(drift_away(Value::new(position.value), nav, *target)?)?;
    }
    let rows = bands.covariances.rows();
    for (position, row) in positions.iter_mut().zip(rows) {
        position.gradient = row_product(row, &drifts);
    }
    let part = rest.div_ceil(PARTS);
    // Each turn uses up a part or the room of an asset.
    while !rest.is_zero()
        && let Some(best) = best_of(positions, bands.costs, is_sale)
        && let Some(position) = positions.get_mut(best)
    {
        let moved = part.min(rest).min(position.room(is_sale));
        rest = rest.saturating_sub(moved);
        position.value = if is_sale {
            position.value.saturating_sub(moved)
        } else {
            position.value.saturating_add(moved)
        };
        let step = mul_div_floor(moved, WAD, nav.raw())?;
        let step = narrow_drift(SignedWeight::new(Weight::new(step), is_sale))?;
        let rows = bands.covariances.rows();
        for (position, row) in positions.iter_mut().zip(rows) {
            let entry = row.get(best).copied().unwrap_or_default();
            let moved = row_product(&[entry], &[step]);
            position.gradient = position.gradient.checked_add(moved)?;
        }
    }
    Ok(())
}

/// The asset with room whose slope per cost is lowest; the first of equals.
fn best_of(positions: &[Position], costs: &[Weight], is_sale: bool) -> Option<usize> {
    let mut best: Option<(usize, Signed, Weight)> = None;
    for (index, (position, cost)) in positions.iter().zip(costs).enumerate() {
        if position.room(is_sale).is_zero() {
            continue;
        }
        let cost = (*cost).clamp(Weight::new(U256::ONE), Weight::ONE);
        let slope = position.slope(is_sale);
        // slope / cost < lowest / cost_of_lowest; slopes are below 2^163.
        let is_better = best.is_none_or(|(_, lowest, cost_of_lowest)| {
            times(slope, cost_of_lowest) < times(lowest, cost)
        });
        if is_better {
            best = Some((index, slope, cost));
        }
    }
    best.map(|(index, ..)| index)
}

fn times(slope: Signed, cost: Weight) -> Signed {
    Signed::new(
        slope.magnitude().wrapping_mul(cost.raw()),
        slope.is_negative(),
    )
}
