//! What each declared trigger measures, beside its limit.
//!
//! A trigger is met exactly when what it measures is above its limit: a drift, tracking error or probability is rounded up,
//! and a ceiling exceeds a whole number exactly when what it rounds does.
//!
//! | trigger | measures | limit |
//! |---|---|---|
//! | absolute, relative, cost | drift of the asset that is furthest beyond its band | that band |
//! | tracking error | annual, of the drifts | as configured |
//! | calendar | the last date that has passed | the last rebalance |
//! | forecast | highest probability of any asset to leave its absolute band within the horizon | as configured |
//!
//! Correlations are one number for all pairs; variances are the oracle's.

use alloy_primitives::U256;
use kit::abi::{Snapshot, Trigger};
use kit::triggers::{
    ABSOLUTE, ALL, CALENDAR, COST, FORECAST, RELATIVE, TRACKING, Triggers, VARIANCES,
};
use rebalance_math::portfolio::tracking_error_ceil;
use rebalance_math::trigger::{breach_probability, log_odds_barriers};
use rebalance_math::volatility::{
    CovarianceMatrix, CovarianceRate, VarianceRate, constant_correlation_covariances,
};
use rebalance_math::{MathError, Signed, SignedWeight, Weight, mul_div_ceil};

use crate::bands::{Bands, annual_variance, percents};
use crate::portfolio::Portfolio;
use crate::stagger::{band_jitter, last_date};

/// One trigger.
pub(crate) struct Reading {
    pub(crate) trigger: Trigger,
    pub(crate) got: U256,
    pub(crate) limit: U256,
}

impl Reading {
    fn is_met(&self) -> bool {
        self.got > self.limit
    }

    /// Whether it is about a band, so that the trade may end short of the target.
    fn is_of_a_band(&self) -> bool {
        matches!(
            self.trigger,
            Trigger::Absolute | Trigger::Relative | Trigger::Cost
        )
    }
}

/// All that a policy's triggers have to say.
pub(crate) struct Readings {
    list: Vec<Reading>,
    inner: Vec<Weight>,
    needs_all: bool,
}

impl Readings {
    /// Reads every declared trigger.
    ///
    /// # Errors
    /// `LengthMismatch` when variances are needed and there is not one for each asset; `Overflow` for variances beyond reason.
    #[inline(never)]
    pub(crate) fn new(
        triggers: &Triggers,
        portfolio: &Portfolio,
        snapshot: &Snapshot,
    ) -> Result<Self, MathError> {
        let Snapshot {
            vault,
            epoch,
            timestamp,
            lastRebalancedAt,
            variancesE27,
            ..
        } = snapshot;
        let variances = if triggers.has(VARIANCES) {
            rates(variancesE27, portfolio.targets.len())?
        } else {
            Vec::new()
        };
        let jitter = band_jitter(triggers, *vault, *epoch);
        let bands = Bands::new(triggers, &portfolio.targets, &variances, jitter)?;
        let drifts = portfolio.drifts()?;
        let mut list = Vec::new();
        for (kind, trigger, widths) in [
            (ABSOLUTE, Trigger::Absolute, &bands.absolute),
            (RELATIVE, Trigger::Relative, &bands.relative),
            (COST, Trigger::Cost, &bands.cost),
        ] {
            if triggers.has(kind) {
                list.push(furthest(trigger, &drifts, widths)?);
            }
        }
        if triggers.has(CALENDAR) {
            list.push(Reading {
                trigger: Trigger::Calendar,
                got: U256::from(last_date(triggers, *vault, *timestamp).unwrap_or(0)),
                limit: U256::from(*lastRebalancedAt),
            });
        }
        if triggers.has(TRACKING | FORECAST) {
            read_risk(triggers, portfolio, &drifts, &variances, &bands, &mut list)?;
        }
        Ok(Self {
            list,
            inner: bands.inner,
            needs_all: triggers.has(ALL),
        })
    }

    /// Whether they call for a rebalance.
    pub(crate) fn are_met(&self) -> bool {
        if self.needs_all {
            self.list.iter().all(Reading::is_met)
        } else {
            self.list.iter().any(Reading::is_met)
        }
    }

    /// How far from its target each asset may end; `None` for all the way, which is also where a trade goes that no band
    /// has called for.
    pub(crate) fn inner(&self) -> Option<&[Weight]> {
        let is_of_a_band = |reading: &Reading| reading.is_of_a_band() && reading.is_met();
        let has_room = self.inner.iter().any(|inner| !inner.is_zero());
        (has_room && self.list.iter().any(is_of_a_band)).then_some(&*self.inner)
    }

    /// As the ABI has them.
    pub(crate) fn words(&self) -> Vec<U256> {
        let words = |reading: &Reading| {
            let trigger = match reading.trigger {
                Trigger::Relative => 1,
                Trigger::TrackingError => 2,
                Trigger::Calendar => 3,
                Trigger::Cost => 4,
                Trigger::Forecast => 5,
                Trigger::Absolute | Trigger::__Invalid => 0_u8,
            };
            [U256::from(trigger), reading.got, reading.limit]
        };
        self.list.iter().flat_map(words).collect()
    }
}

fn rates(variances: &[U256], expected: usize) -> Result<Vec<VarianceRate>, MathError> {
    if variances.len() != expected {
        return Err(MathError::LengthMismatch {
            got: variances.len(),
            expected,
        });
    }
    let rate = |raw: &U256| {
        let raw = u128::try_from(*raw).map_err(|_| MathError::RateOutOfRange)?;
        VarianceRate::new(raw)
    };
    variances.iter().map(rate).collect()
}

/// The asset that is furthest beyond its band, or nearest to its edge when none is.
fn furthest(
    trigger: Trigger,
    drifts: &[SignedWeight],
    widths: &[Weight],
) -> Result<Reading, MathError> {
    let mut found: Option<(Weight, Weight)> = None;
    for (drift, width) in drifts.iter().zip(widths) {
        let drift = drift.magnitude();
        let is_further = match found {
            Some((other, limit)) => drift.checked_add(limit)? > other.checked_add(*width)?,
            None => true,
        };
        if is_further {
            found = Some((drift, *width));
        }
    }
    let (got, limit) = found.unwrap_or_default();
    Ok(Reading {
        trigger,
        got: got.raw(),
        limit: limit.raw(),
    })
}

#[inline(never)]
fn read_risk(
    triggers: &Triggers,
    portfolio: &Portfolio,
    drifts: &[SignedWeight],
    variances: &[VarianceRate],
    bands: &Bands,
    list: &mut Vec<Reading>,
) -> Result<(), MathError> {
    let count = variances.len();
    let mut entries = vec![CovarianceRate::ZERO; count.saturating_mul(count)];
    let correlation = Signed::new(percents(triggers.correlation_percent), false);
    constant_correlation_covariances(variances, correlation, &mut entries)?;
    let covariances = CovarianceMatrix::trusted(&entries, count)?;
    if triggers.has(TRACKING) {
        list.push(Reading {
            trigger: Trigger::TrackingError,
            got: tracking_error_ceil(drifts, &covariances)?.raw(),
            limit: Weight::from_bps(triggers.tracking_bps).raw(),
        });
    }
    if triggers.has(FORECAST) {
        let weights = portfolio.weights()?;
        let mut highest = Weight::ZERO;
        for (index, (target, band)) in portfolio.targets.iter().zip(&bands.absolute).enumerate() {
            let chance = chance_of_breach(triggers, &weights, index, *target, *band, &covariances)?;
            highest = highest.max(chance);
        }
        list.push(Reading {
            trigger: Trigger::Forecast,
            got: highest.raw(),
            limit: Weight::from_bps(triggers.confidence_bps).raw(),
        });
    }
    Ok(())
}

/// The probability that one weight leaves its band within the horizon.
fn chance_of_breach(
    triggers: &Triggers,
    weights: &[Weight],
    index: usize,
    target: Weight,
    band: Weight,
    covariances: &CovarianceMatrix<'_>,
) -> Result<Weight, MathError> {
    let weight = weights.get(index).copied().unwrap_or_default();
    if weight.is_zero() || weight >= Weight::ONE {
        // It moves with nothing, or with all: it is out, or stays in.
        let drift = target.raw().abs_diff(weight.raw());
        let is_out = drift > band.raw();
        return Ok(if is_out { Weight::ONE } else { Weight::ZERO });
    }
    let against_the_rest = against_the_rest(weights, index, weight)?;
    let volatility = tracking_error_ceil(&against_the_rest, covariances)?;
    let variance = annual_variance(volatility)?;
    let barriers = log_odds_barriers(weight, target, band)?;
    breach_probability(&barriers, variance, triggers.horizon_s.into(), 0)
}

/// One asset held, and the rest of the portfolio owed: its return is that of the weight's log-odds.
fn against_the_rest(
    weights: &[Weight],
    index: usize,
    weight: Weight,
) -> Result<Vec<SignedWeight>, MathError> {
    let rest = Weight::ONE.checked_sub(weight)?;
    let owed = |other: &Weight| {
        let part = mul_div_ceil(other.raw(), Weight::ONE.raw(), rest.raw())?;
        Ok(SignedWeight::new(Weight::new(part).min(Weight::ONE), true))
    };
    let mut exposures: Vec<_> = weights.iter().map(owed).collect::<Result<_, MathError>>()?;
    if let Some(own) = exposures.get_mut(index) {
        *own = SignedWeight::new(Weight::ONE, false);
    }
    Ok(exposures)
}
