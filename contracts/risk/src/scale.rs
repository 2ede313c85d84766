//! How wide the volatility of the targets makes the bands.
//!
//! `factor = (volatility / reference) ^ exponent`, within what the policy allows. One factor for all bands, from the volatility
//! of the portfolio at its targets: nobody can move it by a trade, and one number explains it. Bands become whole basis
//! points, rounded down, so that they are breached early rather than late; never none.

use kit::risk_triggers::{FORECAST, RiskTriggers};
use kit::triggers::{ABSOLUTE, RELATIVE};
use rebalance_math::trigger::{ScaledBand, scaled_band_floor};
use rebalance_math::{MathError, Signed, U256, WAD, Weight, mul_wad_floor};

use crate::covariances::annual_variance;

const BPS_MAX: u64 = 10_000;
const WAD_PER_PERCENT: u64 = 10_000_000_000_000_000;
const WAD_PER_TENTH: u64 = 100_000_000_000_000_000;

/// The bands of a policy as they are now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bands {
    /// Of absolute drifts; zero when the policy has none.
    pub(crate) absolute_bps: u16,
    /// Of drifts as parts of their targets; zero when the policy has none.
    pub(crate) relative_bps: u16,
}

impl Bands {
    /// The bands, `factor` (wad) times as wide as declared.
    pub(crate) fn new(triggers: &RiskTriggers, factor: U256) -> Result<Self, MathError> {
        let scaled = |kinds: u8, bps: u16| {
            if triggers.has(kinds) {
                widened(bps, factor)
            } else {
                Ok(0)
            }
        };
        Ok(Self {
            absolute_bps: scaled(ABSOLUTE | FORECAST, triggers.plain.absolute_bps)?,
            relative_bps: scaled(RELATIVE, triggers.plain.relative_bps)?,
        })
    }
}

/// By how much bands are wider than declared (wad) at an annual volatility (wad).
///
/// # Errors
/// None for triggers within their ranges and a volatility that variances can have.
pub(crate) fn factor(triggers: &RiskTriggers, volatility: Weight) -> Result<U256, MathError> {
    let tenths = triggers.exponent_tenths;
    let exponent = U256::from(u64::from(tenths.unsigned_abs()).saturating_mul(WAD_PER_TENTH));
    let narrowest = u64::from(triggers.narrowest_percent).saturating_mul(WAD_PER_PERCENT);
    let widest = u64::from(triggers.widest_tenths).saturating_mul(WAD_PER_TENTH);
    let band = ScaledBand {
        base: Weight::ONE,
        reference: annual_variance(Weight::from_bps(triggers.reference_bps))?,
        exponent: Signed::new(exponent, tenths < 0),
        narrowest: Weight::new(U256::from(narrowest)),
        widest: Weight::new(U256::from(widest)),
    };
    scaled_band_floor(annual_variance(volatility)?, &band).map(Weight::raw)
}

fn widened(bps: u16, factor: U256) -> Result<u16, MathError> {
    let scaled = if factor == WAD {
        U256::from(bps)
    } else {
        mul_wad_floor(U256::from(bps), factor)?
    };
    let [word, ..] = *scaled.min(U256::from(BPS_MAX)).as_limbs();
    Ok(u16::try_from(word).unwrap_or(u16::MAX).max(1))
}
