//! Portfolio insurance: a multiple of the cushion above a floor is exposed to risk.
//!
//! Constant proportion (CPPI, Black and Jones 1987, Perold 1986): the exposure is `min(m (V - F), b V)` with a floor
//! `F` that grows at the safe rate. Time invariant (TIPP, Estep and Kritzman 1988): the floor also rises to `k V`
//! and never falls. The floor holds as long as no single fall between two adjustments exceeds `1 / m`.

use crate::{MathError, U256, Value, WAD, Weight, mul_div_ceil, mul_div_floor};

/// How much of a cushion is exposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Insurance {
    /// `m`: exposure per cushion, wad.
    pub multiplier_wad: U256,
    /// `b`: the most that may be exposed, wad of the portfolio, at most one.
    pub cap: Weight,
}

impl Insurance {
    /// The value that is exposed to risk: `min(m (V - F), b V)`, nothing at the floor or below.
    ///
    /// # Rounding
    /// Down: never more risk than the cushion carries.
    ///
    /// # Errors
    /// [`MathError::WeightAboveOne`] for a cap above one; [`MathError::Overflow`] beyond 256 bits.
    pub fn exposure_floor(&self, value: Value, floor: Value) -> Result<Value, MathError> {
        if self.cap > Weight::ONE {
            return Err(MathError::WeightAboveOne {
                got: self.cap.raw(),
            });
        }
        let Ok(cushion) = value.checked_sub(floor) else {
            return Ok(Value::ZERO);
        };
        let most = mul_div_floor(value.raw(), self.cap.raw(), WAD)?;
        let wanted = match mul_div_floor(cushion.raw(), self.multiplier_wad, WAD) {
            Err(MathError::Overflow) => most,
            other => other?,
        };
        Ok(Value::new(wanted.min(most)))
    }

    /// The exposure as a part of the portfolio, for [`exposed_weights`](crate::strategy::exposed_weights).
    ///
    /// # Rounding
    /// Down.
    ///
    /// # Errors
    /// As [`Insurance::exposure_floor`]; [`MathError::NavZero`].
    pub fn exposed_part_floor(&self, value: Value, floor: Value) -> Result<Weight, MathError> {
        let exposure = self.exposure_floor(value, floor)?;
        crate::weight_floor(exposure, value)
    }
}

/// The floor after growth at the safe rate, `F * growth`, with `growth = exp(r t)` in wad.
///
/// # Rounding
/// Up: what is promised is not rounded away.
///
/// # Errors
/// [`MathError::Overflow`] beyond 256 bits.
pub fn grown_floor_ceil(floor: Value, growth_wad: U256) -> Result<Value, MathError> {
    mul_div_ceil(floor.raw(), growth_wad, WAD).map(Value::new)
}

/// The floor of a time-invariant insurance: `max(F, k V)`. It never falls.
///
/// # Rounding
/// Up.
///
/// # Errors
/// [`MathError::WeightAboveOne`] when more than the portfolio is to be protected; [`MathError::Overflow`].
pub fn ratcheted_floor_ceil(
    floor: Value,
    value: Value,
    protected: Weight,
) -> Result<Value, MathError> {
    if protected > Weight::ONE {
        return Err(MathError::WeightAboveOne {
            got: protected.raw(),
        });
    }
    let risen = mul_div_ceil(value.raw(), protected.raw(), WAD)?;
    Ok(floor.max(Value::new(risen)))
}

/// The largest multiplier whose floor survives a sudden fall of `gap`: `1 / gap`, wad.
///
/// # Rounding
/// Down.
///
/// # Errors
/// [`MathError::DivisionByZero`] for no gap.
pub fn gap_proof_multiplier_floor(gap: Weight) -> Result<U256, MathError> {
    mul_div_floor(WAD, WAD, gap.raw())
}
