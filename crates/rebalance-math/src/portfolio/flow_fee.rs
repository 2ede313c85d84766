//! What a flow of one asset into or out of a portfolio costs: a base rate, and the trading that it causes or saves.
//!
//! `fee(x) = base * x + drift * (T(after) - T(before))`, with `T = sum |v_i - w_i * N| / 2` the value that must change hands to
//! reach the targets, and `x` the value that crosses, in at `v_j + x` or out at `v_j - x`. A flow towards the targets pays
//! less than the base rate, one away from them more, and a flow in proportion to the targets exactly the base rate.
//!
//! 1. Never negative: `x` of one asset moves `T` by at most `x * (1 - w_j)`, and `drift <= base`.
//! 2. No split pays less: along a path the differences of `T` telescope, and every fee is rounded up.
//! 3. No cycle pays less: the differences of `T` sum to nothing around it, and each leg pays its base rate.
//! 4. `x - fee(x)` and `x + fee(x)` never fall as `x` grows, so [`entry_flow_ceil`] and [`exit_flow_floor`] are exact
//!    inverses: the least flow that is credited enough, and the largest that costs no more.
//!
//! `T` is convex and piecewise linear in `x`, so the inverses are found by Newton's steps: each lands on the line of the
//! segment that it stands on, no segment is visited twice, and the step from the right segment is the result.

use ruint::aliases::U256;

use crate::arithmetic::wide::{U512, product, quotient_ceil};
use crate::portfolio::drift::scaled;
use crate::portfolio::value::check_length;
use crate::portfolio::weights::check_sum_to_one;
use crate::{MathError, Value, WAD, Weight};

/// The highest base rate of a flow: a tenth of it.
pub const MAX_FLOW_FEE: Weight = Weight::new(U256::from_limbs([100_000_000_000_000_000, 0, 0, 0]));

/// `2 * 1e36`: fees are computed in halves of a wad squared, where nothing rounds.
const SCALE: U256 = U256::from_limbs([0x6697_3e20_0000_0000, 0x0181_2f9c_f792_0e2b, 0, 0]);

/// The rates of a flow, wad. The base rate includes the error bound of the feed of the asset that crosses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowRates {
    /// Of the value that crosses.
    pub base: Weight,
    /// Of the turnover that the flow adds; what it saves is taken off. At most the base rate.
    pub drift: Weight,
}

/// The side of a portfolio that a flow enters or leaves: values (wad) and targets (wad) in the same order of assets, and
/// the one that crosses.
#[derive(Clone, Copy, Debug)]
pub struct FlowSide<'a> {
    values: &'a [Value],
    targets: &'a [Weight],
    index: usize,
    nav: U256,
    rates: FlowRates,
    /// Twice the turnover to the targets before the flow, wad squared.
    before: U512,
}

/// Whether value comes or goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    In,
    Out,
}

impl<'a> FlowSide<'a> {
    /// A portfolio of which the asset at `index` is about to cross.
    ///
    /// # Errors
    /// [`MathError::LengthMismatch`]; [`MathError::AssetCountOutOfRange`] when `index` names no asset;
    /// [`MathError::WeightsDoNotSumToOne`];
    /// [`MathError::FeeRateAboveMaximum`] for a base rate above [`MAX_FLOW_FEE`] or a drift rate above the base rate;
    /// [`MathError::Overflow`] when the values exceed 256 bits together.
    pub fn new(
        values: &'a [Value],
        targets: &'a [Weight],
        index: usize,
        rates: FlowRates,
    ) -> Result<Self, MathError> {
        check_length(targets.len(), values.len())?;
        if index >= values.len() {
            return Err(MathError::AssetCountOutOfRange {
                got: index.saturating_add(1),
                minimum: 1,
                maximum: values.len(),
            });
        }
        check_sum_to_one(targets)?;
        check_rate(rates.base, MAX_FLOW_FEE)?;
        check_rate(rates.drift, rates.base)?;
        let mut nav = Value::ZERO;
        for value in values {
            nav = nav.checked_add(*value)?;
        }
        let mut side = Self {
            values,
            targets,
            index,
            nav: nav.raw(),
            rates,
            before: U512::ZERO,
        };
        side.before = side.at(Direction::In, U256::ZERO)?.0;
        Ok(side)
    }

    /// The fee of a flow in, in value.
    ///
    /// # Rounding
    /// Up: the portfolio gains less than one unit.
    ///
    /// # Errors
    /// [`MathError::Overflow`] when the portfolio would exceed 256 bits with it.
    pub fn entry_fee_ceil(&self, flow: Value) -> Result<Value, MathError> {
        let (fee, _) = self.scaled_fee(Direction::In, flow.raw())?;
        quotient_ceil(fee, SCALE).map(Value::new)
    }

    /// The fee of a flow out, in value, on top of it.
    ///
    /// # Rounding
    /// Up: the portfolio gains less than one unit.
    ///
    /// # Errors
    /// [`MathError::Overflow`] when more would leave than there is.
    pub fn exit_fee_ceil(&self, flow: Value) -> Result<Value, MathError> {
        let (fee, _) = self.scaled_fee(Direction::Out, flow.raw())?;
        quotient_ceil(fee, SCALE).map(Value::new)
    }

    /// The least flow in that is worth `credit` after its fee.
    ///
    /// # Rounding
    /// Up: one unit less would be credited less than `credit`.
    ///
    /// # Errors
    /// [`MathError::Overflow`] when the portfolio would exceed 256 bits with it.
    pub fn entry_flow_ceil(&self, credit: Value) -> Result<Value, MathError> {
        let wanted = product(credit.raw(), SCALE);
        let mut flow = credit.raw();
        loop {
            let (fee, slope) = self.scaled_fee(Direction::In, flow)?;
            // A flow is worth at least its fee.
            let missing = wanted.saturating_sub(product(flow, SCALE).saturating_sub(fee));
            if missing.is_zero() {
                return Ok(Value::new(flow));
            }
            // The slope of a fee is at most twice the highest base rate, so what is left of each unit is positive.
            let kept = SCALE.saturating_sub(slope.0);
            flow = flow
                .checked_add(quotient_ceil(missing, kept)?)
                .ok_or(MathError::Overflow)?;
        }
    }

    /// The largest flow out that costs at most `cost`, its fee included; at most all of the asset.
    ///
    /// # Rounding
    /// Down: one unit more would cost more than `cost`, or is not there.
    ///
    /// # Errors
    /// None for a portfolio that was accepted.
    pub fn exit_flow_floor(&self, cost: Value) -> Result<Value, MathError> {
        let allowed = product(cost.raw(), SCALE);
        let mut flow = cost.raw().min(self.crossing().raw());
        loop {
            let (fee, slope) = self.scaled_fee(Direction::Out, flow)?;
            let needed = product(flow, SCALE).saturating_add(fee);
            let excess = needed.saturating_sub(allowed);
            if excess.is_zero() {
                return Ok(Value::new(flow));
            }
            let step = quotient_ceil(excess, SCALE.saturating_add(slope.0))?;
            flow = flow.saturating_sub(step);
        }
    }

    fn crossing(&self) -> Value {
        self.values.get(self.index).copied().unwrap_or(Value::ZERO)
    }

    /// The fee of a flow in units of `1 / SCALE`, and its slope there per unit of flow, both never negative.
    fn scaled_fee(&self, direction: Direction, flow: U256) -> Result<(U512, Slope), MathError> {
        let (after, (rising, falling)) = self.at(direction, flow)?;
        let drift = U512::from(self.rates.drift.raw());
        let base = product(self.rates.base.raw(), flow).saturating_mul(U512::from(TWO_WADS));
        // Both are below 2^324, and a rate is below 2^57. By law 1 the sum is never negative.
        let fee = base
            .saturating_add(after.saturating_mul(drift))
            .saturating_sub(self.before.saturating_mul(drift));
        let base_slope = self.rates.base.raw().wrapping_mul(TWO_WADS);
        let slope = base_slope
            .saturating_add(rising.wrapping_mul(self.rates.drift.raw()))
            .saturating_sub(falling.wrapping_mul(self.rates.drift.raw()));
        Ok((fee, Slope(slope)))
    }

    /// Twice the turnover with a flow, wad squared, and what it gains and loses per unit of flow, wad: to the right of
    /// the flow for what comes in, to the left for what goes out, where the search for it comes from.
    fn at(&self, direction: Direction, flow: U256) -> Result<(U512, (U256, U256)), MathError> {
        let moved = |whole: U256| match direction {
            Direction::In => whole.checked_add(flow),
            Direction::Out => whole.checked_sub(flow),
        };
        let nav = Value::new(moved(self.nav).ok_or(MathError::Overflow)?);
        let mut twice = U512::ZERO;
        let (mut rising, mut falling) = (U256::ZERO, U256::ZERO);
        for (index, (value, target)) in self.values.iter().zip(self.targets).enumerate() {
            let crosses = index == self.index;
            let value = if crosses {
                Value::new(moved(value.raw()).ok_or(MathError::Overflow)?)
            } else {
                *value
            };
            let (distance, is_below) = scaled(value, nav, *target);
            twice = twice.saturating_add(distance);
            // A unit in moves the asset that crosses up by 1 - w and every other down by w; a unit out the reverse.
            let pace = if crosses {
                WAD.saturating_sub(target.raw())
            } else {
                target.raw()
            };
            let goes_up = crosses == (direction == Direction::In);
            // On a target, what came was falling and what comes will rise.
            let rises = if distance.is_zero() {
                direction == Direction::In
            } else {
                is_below != goes_up
            };
            let sum = if rises { &mut rising } else { &mut falling };
            *sum = sum.saturating_add(pace);
        }
        Ok((twice, (rising, falling)))
    }
}

/// A slope per unit of flow, in units of `1 / SCALE`.
struct Slope(U256);

/// `2e18`.
const TWO_WADS: U256 = U256::from_limbs([2_000_000_000_000_000_000, 0, 0, 0]);

fn check_rate(rate: Weight, maximum: Weight) -> Result<(), MathError> {
    if rate <= maximum {
        Ok(())
    } else {
        Err(MathError::FeeRateAboveMaximum {
            got: rate.raw(),
            maximum: maximum.raw(),
        })
    }
}
