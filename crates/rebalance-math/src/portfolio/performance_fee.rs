//! The performance fee over a high-water mark per share.
//!
//! A share is worth `price = (N + 1) / (S + V)`, as in [`priced shares`](super::mint_shares_floor). When that is above the
//! mark, the fee is worth `rate * (price - mark) * S`, and it is paid in shares whose minting lowers the price just so that
//! they are worth it: `fee = F * (S + V) / (N + 1 - F)` for a fee of value `F`.
//!
//! 1. No fee unless the price is above the mark; the mark never falls.
//! 2. The minted shares are worth at most `rate * (price - mark) * S`; every rounding is for the holders.
//! 3. The new mark is the price after the fee, rounded up: a gain is charged once. That price is never below the old
//!    mark, since the fee is at most the gain.

use ruint::aliases::U256;

use crate::arithmetic::wide::{product, quotient, quotient_ceil};
use crate::portfolio::priced_shares::totals;
use crate::{E36, MathError, Price, Shares, Value, WAD, Weight, mul_div_floor};

/// The highest performance fee: half of the gain.
pub const MAX_PERFORMANCE_FEE: Weight =
    Weight::new(U256::from_limbs([500_000_000_000_000_000, 0, 0, 0]));

/// What a performance fee comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerformanceFee {
    /// Shares to mint to the manager.
    pub shares: Shares,
    /// The high-water mark from here on.
    pub mark: Price,
}

/// What one base unit of shares is worth: numeraire wad times 1e36, as every [`Price`].
///
/// # Rounding
/// Down.
///
/// # Errors
/// [`MathError::Overflow`] beyond 256 bits.
pub fn share_price_floor(nav: Value, supply: Shares) -> Result<Price, MathError> {
    let (worth, total) = totals(nav, supply)?;
    Ok(Price::new(quotient(product(worth, E36), total)?.0))
}

/// The fee on what a share gained above its mark, at a rate (wad).
///
/// # Rounding
/// For the holders: the fee down, the mark up.
///
/// # Errors
/// [`MathError::FeeRateAboveMaximum`]; [`MathError::Overflow`] when a price, a worth or a number of shares exceeds 256
/// bits.
pub fn performance_fee(
    nav: Value,
    supply: Shares,
    mark: Price,
    rate: Weight,
) -> Result<PerformanceFee, MathError> {
    if rate > MAX_PERFORMANCE_FEE {
        return Err(MathError::FeeRateAboveMaximum {
            got: rate.raw(),
            maximum: MAX_PERFORMANCE_FEE.raw(),
        });
    }
    let price = share_price_floor(nav, supply)?;
    let gain_per_share = match price.raw().checked_sub(mark.raw()) {
        Some(gain) if !gain.is_zero() => gain,
        _ => {
            return Ok(PerformanceFee {
                shares: Shares::ZERO,
                mark,
            });
        }
    };
    let gain = quotient(product(gain_per_share, supply.raw()), E36)?.0;
    let value = mul_div_floor(gain, rate.raw(), WAD)?;
    let (worth, total) = totals(nav, supply)?;
    // The gain is at most the worth and the fee at most half of the gain.
    let shares = mul_div_floor(value, total, worth.wrapping_sub(value))?;
    let diluted = total.checked_add(shares).ok_or(MathError::Overflow)?;
    let after = quotient_ceil(product(worth, E36), diluted)?;
    Ok(PerformanceFee {
        shares: Shares::new(shares),
        mark: mark.max(Price::new(after)),
    })
}
