//! What the triggers of risk measure, beside their limits, and how wide the bands of a policy are now.
//!
//! A trigger is met exactly when what it measures is above its limit. What is measured is rounded up.
//!
//! | reading | measures | limit |
//! |---|---|---|
//! | tracking error | that of the drifts, a year | as declared |
//! | forecast | the highest probability of any asset to leave its absolute band within the horizon | the confidence |
//! | volatility | that of the targets, a year: it calls for nothing | the factor of the bands |
//!
//! The forecast's band is as wide as volatility makes it, and is not jittered.

use alloy_primitives::U256;
use kit::abi::{IRisk::measureCall, RiskMeasure};
use kit::risk_triggers::{FORECAST, RiskTriggers, TRACKING_ERROR, VOLATILITY};
use kit::triggers::OutOfRange;
use rebalance_math::portfolio::drift_away;
use rebalance_math::{
    self as math, Amount, MAX_ASSETS, MIN_ASSETS, MathError, Price, SignedWeight, Value, WAD,
    Weight,
};

use crate::covariances::{Covariances, percents, rate};
use crate::scale::{Bands, factor};

const SECONDS_PER_MINUTE: u64 = 60;

/// Why there is no measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unmeasured {
    /// Triggers that nobody may declare.
    OutOfRange(OutOfRange),
    /// A malformed question, or arithmetic that left its range.
    Math(MathError),
}

impl From<OutOfRange> for Unmeasured {
    fn from(error: OutOfRange) -> Self {
        Self::OutOfRange(error)
    }
}

impl From<MathError> for Unmeasured {
    fn from(error: MathError) -> Self {
        Self::Math(error)
    }
}

/// Measures a portfolio. Triggers none of which is one of risk measure nothing, and have no bands here.
///
/// # Errors
/// `TriggersOutOfRange`; an `IEngine` error for a malformed question; `Overflow` for amounts or prices that no real market has.
pub(crate) fn measure(question: &measureCall) -> Result<RiskMeasure, Unmeasured> {
    let Some(triggers) = RiskTriggers::from_word(question.triggers)? else {
        return Ok(RiskMeasure::default());
    };
    let portfolio = Portfolio::new(question)?;
    let rates: Vec<_> = question.variancesE27.iter().copied().map(rate).collect();
    let covariances = Covariances::new(&rates, triggers.correlation_percent)?;

    let volatility = if triggers.has(VOLATILITY) {
        let targets = portfolio.targets.iter();
        let held: Vec<_> = targets.map(|it| SignedWeight::new(*it, false)).collect();
        Some(covariances.volatility(&held)?)
    } else {
        None
    };
    let factor = match volatility {
        Some(volatility) => factor(&triggers, volatility)?,
        None => WAD,
    };
    let bands = Bands::new(&triggers, factor)?;

    let mut readings = Vec::new();
    let mut note = |kind: u8, got: U256, limit: U256| {
        // Kinds are the bits of `Trigger`, in its order.
        let trigger = U256::from(kind.trailing_zeros());
        readings.extend([trigger, got, limit]);
    };
    if triggers.has(TRACKING_ERROR) {
        let got = covariances.volatility(&portfolio.drifts()?)?;
        let limit = Weight::from_bps(triggers.tracking_error_bps);
        note(TRACKING_ERROR, got.raw(), limit.raw());
    }
    if triggers.has(FORECAST) {
        let got = covariances.likeliest_breach(
            &portfolio.weights()?,
            &portfolio.targets,
            Weight::from_bps(bands.absolute_bps),
            u64::from(triggers.horizon_minutes).saturating_mul(SECONDS_PER_MINUTE),
        )?;
        note(FORECAST, got.raw(), percents(triggers.confidence_percent));
    }
    if let Some(volatility) = volatility {
        note(VOLATILITY, volatility.raw(), factor);
    }
    Ok(RiskMeasure {
        absoluteBps: bands.absolute_bps,
        relativeBps: bands.relative_bps,
        readings,
    })
}

/// One portfolio at one moment, as an engine values it.
struct Portfolio {
    targets: Vec<Weight>,
    values: Vec<Value>,
    nav: Value,
}

impl Portfolio {
    #[inline(never)]
    fn new(question: &measureCall) -> Result<Self, MathError> {
        let measureCall {
            amounts,
            pricesE36: prices,
            targetsWad: targets,
            variancesE27: variances,
            ..
        } = question;
        let expected = amounts.len();
        if !(MIN_ASSETS..=MAX_ASSETS).contains(&expected) {
            return Err(MathError::AssetCountOutOfRange {
                got: expected,
                minimum: MIN_ASSETS,
                maximum: MAX_ASSETS,
            });
        }
        for got in [prices.len(), targets.len(), variances.len()] {
            if got != expected {
                return Err(MathError::LengthMismatch { got, expected });
            }
        }
        let amounts: Vec<_> = amounts.iter().copied().map(Amount::new).collect();
        let prices: Vec<_> = prices.iter().copied().map(Price::new).collect();
        let targets: Vec<_> = targets.iter().copied().map(Weight::new).collect();
        math::check_sum_to_one(&targets)?;
        let mut values = vec![Value::ZERO; expected];
        let nav = math::values_floor(&amounts, &prices, &mut values)?;
        if nav.is_zero() {
            return Err(MathError::NavZero);
        }
        Ok(Self {
            targets,
            values,
            nav,
        })
    }

    fn weights(&self) -> Result<Vec<Weight>, MathError> {
        let values = self.values.iter();
        values
            .map(|value| math::weight_floor(*value, self.nav))
            .collect()
    }

    /// Rounded away from the targets.
    fn drifts(&self) -> Result<Vec<SignedWeight>, MathError> {
        let sides = self.values.iter().zip(&self.targets);
        sides
            .map(|(value, target)| drift_away(*value, self.nav, *target))
            .collect()
    }
}
