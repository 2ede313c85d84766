//! What the variances of assets make of a portfolio: its volatility, its tracking error, and how likely a weight is to leave
//! its band.
//!
//! Any two assets have the same correlation. A matrix of rates so small that rounding makes a portfolio's variance negative
//! is one of prices that stand still: there the volatility is zero.

use rebalance_math::portfolio::{SECONDS_PER_YEAR, tracking_error_ceil};
use rebalance_math::trigger::{breach_probability, log_odds_barriers};
use rebalance_math::volatility::{
    CovarianceMatrix, CovarianceRate, VarianceRate, constant_correlation_covariances,
};
use rebalance_math::{MathError, Signed, SignedWeight, U256, Weight, mul_div_ceil, mul_div_floor};

const WAD_PER_PERCENT: u64 = 10_000_000_000_000_000;
/// Between a squared wad and 1e27.
const RATE_PER_SQUARE: u64 = 1_000_000_000;

/// Those of a portfolio's assets, per second.
pub(crate) struct Covariances {
    entries: Vec<CovarianceRate>,
    count: usize,
}

impl Covariances {
    /// Assets of these variances, any two of which have a correlation.
    ///
    /// # Errors
    /// `AssetCountOutOfRange`.
    pub(crate) fn new(
        variances: &[VarianceRate],
        correlation_percent: u8,
    ) -> Result<Self, MathError> {
        let count = variances.len();
        let mut entries = vec![CovarianceRate::ZERO; count.saturating_mul(count)];
        constant_correlation_covariances(
            variances,
            Signed::new(percents(correlation_percent), false),
            &mut entries,
        )?;
        Ok(Self { entries, count })
    }

    /// The annual volatility (wad) of exposures, rounded up: of drifts it is the tracking error.
    ///
    /// # Errors
    /// `LengthMismatch`, `WeightAboveOne`.
    pub(crate) fn volatility(&self, exposures: &[SignedWeight]) -> Result<Weight, MathError> {
        let covariances = CovarianceMatrix::trusted(&self.entries, self.count)?;
        match tracking_error_ceil(exposures, &covariances) {
            Err(MathError::NotPositiveSemidefinite { .. }) => Ok(Weight::ZERO),
            result => result,
        }
    }

    /// The highest probability of any weight to leave its band within `horizon_s`, when it is looked at all the time; of a
    /// weight that is outside it is one.
    ///
    /// # Errors
    /// As [`volatility`](Self::volatility).
    pub(crate) fn likeliest_breach(
        &self,
        weights: &[Weight],
        targets: &[Weight],
        band: Weight,
        horizon_s: u64,
    ) -> Result<Weight, MathError> {
        let mut highest = Weight::ZERO;
        // One for all assets: a program's memory is never given back.
        let mut exposures = Vec::with_capacity(weights.len());
        for (index, (weight, target)) in weights.iter().zip(targets).enumerate() {
            let chance = if weight.is_zero() || *weight >= Weight::ONE {
                // It moves with nothing, or with all: it is out, or stays in.
                let drift = target.raw().abs_diff(weight.raw());
                let is_out = drift > band.raw();
                if is_out { Weight::ONE } else { Weight::ZERO }
            } else {
                let barriers = log_odds_barriers(*weight, *target, band)?;
                set_against_the_rest(&mut exposures, weights, index, *weight)?;
                let volatility = self.volatility(&exposures)?;
                breach_probability(&barriers, annual_variance(volatility)?, horizon_s, 0)?
            };
            highest = highest.max(chance);
        }
        Ok(highest)
    }
}

/// One asset held, and the rest of the portfolio owed: its return is the change of the weight's log-odds.
fn set_against_the_rest(
    exposures: &mut Vec<SignedWeight>,
    weights: &[Weight],
    index: usize,
    weight: Weight,
) -> Result<(), MathError> {
    let rest = Weight::ONE.checked_sub(weight)?.raw();
    exposures.clear();
    for (other, held) in weights.iter().enumerate() {
        exposures.push(if other == index {
            SignedWeight::new(Weight::ONE, false)
        } else {
            let owed = mul_div_ceil(held.raw(), Weight::ONE.raw(), rest)?;
            SignedWeight::new(Weight::new(owed).min(Weight::ONE), true)
        });
    }
    Ok(())
}

/// The variance per second that an annual volatility (wad) stands for, rounded down.
///
/// # Errors
/// None for a volatility that rates can make.
pub(crate) fn annual_variance(volatility: Weight) -> Result<VarianceRate, MathError> {
    let year = U256::from(SECONDS_PER_YEAR.saturating_mul(RATE_PER_SQUARE));
    mul_div_floor(volatility.raw(), volatility.raw(), year).map(rate)
}

/// A variance (1e27) that anybody names. Beyond the largest rate there is nothing to tell apart, and nothing to refuse: a vault
/// whose prices move so much must trade.
pub(crate) fn rate(variance_e27: U256) -> VarianceRate {
    let rate = u128::try_from(variance_e27).map(VarianceRate::new);
    rate.ok().and_then(Result::ok).unwrap_or(VarianceRate::MAX)
}

/// Percents in wad.
pub(crate) fn percents(percent: u8) -> U256 {
    U256::from(u64::from(percent).saturating_mul(WAD_PER_PERCENT))
}
