//! A price that moves from where nobody trades to where somebody must, and how fast it should.
//!
//! Over `T` seconds the price goes from `P_0` to `P_1`, in equal parts (`P_0 (P_1 / P_0)^(t / T)`) or in equal steps.
//! At `t = 0` and from `t = T` on it is exactly `P_0` and `P_1`, and in between never outside of them, so there is no
//! jump at the end.
//!
//! A faster decay fills sooner and loses more to the first arbitrageur. With blocks every `dt` seconds, a premium of
//! `z_0 = ln(P_0 / fair)` at the start and a cost of `q` per second for not being rebalanced, the loss is about
//! `delta dt / 2` and the wait `z_0 / delta`, so the best rate is `delta = sqrt(2 q z_0 / dt)` (from the loss-versus-fair of
//! Moallemi and Robinson, arXiv 2406.00113, for `delta^2 dt` small beside the variance rate).

use ruint::aliases::U256;

use crate::arithmetic::{Signed, pow_ceil, pow_floor, sqrt_floor};
use crate::{MathError, WAD, Weight, mul_div_ceil, mul_div_floor};

/// The shape of the way from the first price to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decay {
    /// By equal steps in equal times.
    Linear,
    /// By equal parts in equal times.
    Exponential,
}

/// An auction; prices in any one unit. It falls when the vault sells and rises when it buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DutchAuction {
    /// Price at the start.
    pub start_price: U256,
    /// Price at the end and after it.
    pub end_price: U256,
    /// Length in seconds.
    pub duration_s: u64,
    /// Shape.
    pub decay: Decay,
}

impl DutchAuction {
    /// The least that a buyer pays the vault per unit after `elapsed_s` seconds.
    ///
    /// # Rounding
    /// Up, for the vault that sells: by less than two units of price and `1e-18` of the larger price.
    ///
    /// # Errors
    /// [`MathError::AuctionEmpty`]; [`MathError::Overflow`].
    pub fn price_ceil(&self, elapsed_s: u64) -> Result<U256, MathError> {
        self.price(elapsed_s, true)
    }

    /// The most that the vault pays a seller per unit after `elapsed_s` seconds.
    ///
    /// # Rounding
    /// Down, for the vault that buys: by less than two units of price and `1e-18` of the larger price.
    ///
    /// # Errors
    /// [`MathError::AuctionEmpty`]; [`MathError::Overflow`].
    pub fn price_floor(&self, elapsed_s: u64) -> Result<U256, MathError> {
        self.price(elapsed_s, false)
    }

    fn price(&self, elapsed_s: u64, is_up: bool) -> Result<U256, MathError> {
        if self.start_price.is_zero() || self.end_price.is_zero() || self.duration_s == 0 {
            return Err(MathError::AuctionEmpty);
        }
        if elapsed_s == 0 {
            return Ok(self.start_price);
        }
        if elapsed_s >= self.duration_s {
            return Ok(self.end_price);
        }
        let price = match self.decay {
            Decay::Linear => self.linear(elapsed_s, is_up)?,
            Decay::Exponential => self.exponential(elapsed_s, is_up)?,
        };
        let (low, high) = if self.start_price < self.end_price {
            (self.start_price, self.end_price)
        } else {
            (self.end_price, self.start_price)
        };
        Ok(price.clamp(low, high))
    }

    fn linear(&self, elapsed_s: u64, is_up: bool) -> Result<U256, MathError> {
        let way = self.start_price.abs_diff(self.end_price);
        let (gone, whole) = (U256::from(elapsed_s), U256::from(self.duration_s));
        let is_rising = self.start_price < self.end_price;
        // Up is a longer way when rising, and a shorter one when falling.
        let moved = if is_up == is_rising {
            mul_div_ceil(way, gone, whole)?
        } else {
            mul_div_floor(way, gone, whole)?
        };
        let price = if is_rising {
            self.start_price.checked_add(moved)
        } else {
            self.start_price.checked_sub(moved)
        };
        price.ok_or(MathError::Overflow)
    }

    /// The power is taken of a ratio that is at most one: counted from the higher price, whichever end it is.
    fn exponential(&self, elapsed_s: u64, is_up: bool) -> Result<U256, MathError> {
        let is_rising = self.start_price < self.end_price;
        let (from, to, gone) = if is_rising {
            let left = self.duration_s.saturating_sub(elapsed_s);
            (self.end_price, self.start_price, left)
        } else {
            (self.start_price, self.end_price, elapsed_s)
        };
        let (gone, whole) = (U256::from(gone), U256::from(self.duration_s));
        // Below one, a power falls with its exponent.
        if is_up {
            let ratio = mul_div_ceil(to, WAD, from)?;
            let exponent = mul_div_floor(gone, WAD, whole)?;
            mul_div_ceil(from, pow_ceil(ratio, Signed::from(exponent))?, WAD)
        } else {
            let ratio = mul_div_floor(to, WAD, from)?;
            let exponent = mul_div_ceil(gone, WAD, whole)?;
            mul_div_floor(from, pow_floor(ratio, Signed::from(exponent))?, WAD)
        }
    }
}

/// What it costs per second, as a part of the portfolio in 1e27, not to have traded `part` of it:
/// `q = risk_aversion * variance * part / 2`, with the variance in 1e27 per second.
///
/// # Rounding
/// Down.
///
/// # Errors
/// [`MathError::Overflow`] beyond 256 bits.
pub fn urgency_floor(
    risk_aversion_wad: U256,
    variance_e27: U256,
    part: Weight,
) -> Result<U256, MathError> {
    let disliked = mul_div_floor(variance_e27, risk_aversion_wad, WAD.wrapping_shl(1))?;
    mul_div_floor(disliked, part.raw(), WAD)
}

/// The best rate of decay, `sqrt(2 q z_0 / dt)`, in 1e27 per second, for an urgency in 1e27 per second
/// ([`urgency_floor`]), a premium in wad and a block time in milliseconds.
///
/// # Rounding
/// Down, by less than one unit.
///
/// # Errors
/// [`MathError::DivisionByZero`] for a block time of zero; [`MathError::Overflow`] beyond 256 bits.
pub fn decay_rate_floor(
    urgency_e27: U256,
    premium_wad: U256,
    block_ms: u64,
) -> Result<U256, MathError> {
    // 2 q z / dt at 1e54: 1e27 and 1e18 are there, a second has 1e3 ms, so 1e12 are missing.
    const MISSING: U256 = U256::from_limbs([2_000_000_000_000, 0, 0, 0]);
    let wanted = premium_wad
        .checked_mul(MISSING)
        .ok_or(MathError::Overflow)?;
    Ok(sqrt_floor(mul_div_floor(
        urgency_e27,
        wanted,
        U256::from(block_ms),
    )?))
}
