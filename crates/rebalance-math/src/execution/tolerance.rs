//! How far below the oracle's value a fill may be, from what moves a price between its reading and the trade.
//!
//! `tolerance = fee + impact + z sigma sqrt(age) + deviation`: the venue's fee and the order's own impact (an exact quote gives
//! both), the diffusion of the price since the oracle read it at the quantile `z`, and the deviation that the oracle
//! allows itself before it updates.

use ruint::aliases::U256;

use crate::arithmetic::sqrt_ceil;
use crate::{MathError, WAD, Weight, mul_div_ceil};

/// Seconds of a year of 365 days, the horizon of annualised volatility.
pub const YEAR_S: u64 = 31_536_000;

/// What a tolerance is made of, all in wad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToleranceParts {
    /// Fee of the venue.
    pub fee: Weight,
    /// Impact of the order on its venue.
    pub impact: Weight,
    /// Deviation threshold of the oracle.
    pub deviation: Weight,
    /// Standard deviations that the price may move: 2.326 for 99 of 100 trades.
    pub quantile_wad: U256,
    /// Volatility per square root of a year.
    pub volatility_wad: U256,
    /// Seconds between the oracle's reading and the latest time of the trade.
    pub age_s: u64,
}

impl ToleranceParts {
    /// The tolerance for [`min_out_ceil`](crate::min_out_ceil).
    ///
    /// # Rounding
    /// Up, by less than two wad units for ages up to a year: a trade is never refused for the rounding. Beyond, the one unit
    /// by which the yearly figure is rounded grows with the root of the years.
    ///
    /// # Errors
    /// [`MathError::ToleranceAboveOne`]; [`MathError::Overflow`] beyond 256 bits.
    pub fn slippage_tolerance_ceil(&self) -> Result<Weight, MathError> {
        let total = self
            .fee
            .checked_add(self.impact)?
            .checked_add(self.deviation)?
            .checked_add(self.diffusion_ceil()?)?;
        if total > Weight::ONE {
            Err(MathError::ToleranceAboveOne { got: total.raw() })
        } else {
            Ok(total)
        }
    }

    /// `z sigma sqrt(age / year)`.
    fn diffusion_ceil(&self) -> Result<Weight, MathError> {
        let yearly = mul_div_ceil(self.quantile_wad, self.volatility_wad, WAD)?;
        let square = yearly.checked_mul(yearly).ok_or(MathError::Overflow)?;
        let aged = mul_div_ceil(square, U256::from(self.age_s), U256::from(YEAR_S))?;
        Ok(Weight::new(sqrt_ceil(aged)))
    }
}
