//! A band that follows volatility: `band = base * (sigma / sigma_0)^p`, within limits.
//!
//! The best exponent depends on what the band is for (Keel keeps it as configuration): a penalty on tracking error alone
//! gives 0, a penalty on squared weights 2/3, a cost that grows with volatility 1/3, and a budget for tracking error -1.
//!
//! The variances' ratio is taken with the larger one above, `R >= 1`, so that it keeps all its digits; the band is then
//! `base * sqrt(R^|p|)` or `base / sqrt(R^|p|)`.

use ruint::aliases::U256;

use crate::arithmetic::{
    mul_div_ceil, mul_div_floor, pow_ceil, pow_floor, sqrt_wad_ceil, sqrt_wad_floor,
};
use crate::volatility::VarianceRate;
use crate::{MathError, Signed, WAD, Weight};

/// What a band is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScaledBand {
    /// The band at the reference variance (wad).
    pub base: Weight,
    /// The variance at which the band is its base; not zero.
    pub reference: VarianceRate,
    /// The exponent of the ratio of volatilities (wad), between -1 and 1.
    pub exponent: Signed,
    /// The narrowest band (wad).
    pub narrowest: Weight,
    /// The widest band (wad).
    pub widest: Weight,
}

/// The band at a variance, wad.
///
/// # Rounding
/// Down, so that it triggers early rather than late: below the truth by less than `2 + band * 8` wad units (a unit for
/// each rounding, in proportion to the band), and never above it. Exact for an exponent of zero and at the reference.
///
/// # Errors
/// [`MathError::ExponentOutOfRange`]; [`MathError::BoundsCrossed`] with index 0 when the narrowest band is wider than the
/// widest; [`MathError::DivisionByZero`] for a reference of zero; [`MathError::Overflow`] when a base beyond reason
/// leaves 256 bits.
pub fn scaled_band_floor(variance: VarianceRate, band: &ScaledBand) -> Result<Weight, MathError> {
    let (exponent, shrinks_with_variance) = band.exponent.raw();
    if exponent > WAD {
        return Err(MathError::ExponentOutOfRange {
            magnitude: exponent,
            is_negative: shrinks_with_variance,
        });
    }
    if band.narrowest > band.widest {
        return Err(MathError::BoundsCrossed { index: 0 });
    }
    if band.reference == VarianceRate::ZERO {
        return Err(MathError::DivisionByZero);
    }
    let scaled = if exponent.is_zero() || variance == band.reference {
        band.base
    } else {
        let is_calm = variance < band.reference;
        let (larger, smaller) = if is_calm {
            (band.reference, variance)
        } else {
            (variance, band.reference)
        };
        let grows = is_calm == shrinks_with_variance;
        if smaller == VarianceRate::ZERO {
            // No ratio: the band goes to its limit.
            return Ok(if grows { band.widest } else { band.narrowest });
        }
        let (larger, smaller) = (U256::from(larger.raw()), U256::from(smaller.raw()));
        let exponent = Signed::new(exponent, false);
        let raw = if grows {
            let power = pow_floor(mul_div_floor(larger, WAD, smaller)?, exponent)?;
            mul_div_floor(band.base.raw(), sqrt_wad_floor(power), WAD)?
        } else {
            let power = pow_ceil(mul_div_ceil(larger, WAD, smaller)?, exponent)?;
            mul_div_floor(band.base.raw(), WAD, sqrt_wad_ceil(power))?
        };
        Weight::new(raw)
    };
    Ok(scaled.clamp(band.narrowest, band.widest))
}
