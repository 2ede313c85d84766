//! Shares by value: what an ERC-4626 vault mints for a value and pays for shares, with a virtual offset on both sides.
//!
//! `shares = value * (S + V) / (N + 1)`, `value = shares * (N + 1) / (S + V)`, with `N` the NAV, `S` the supply and `V` =
//! [`VIRTUAL_SHARES`]. The virtual shares are worth one unit of value before anything was deposited, so the first price
//! is `1e18` shares base units for `1e12` value units at `V = 1e6`, and it can not be moved by a donation at a profit.
//!
//! 1. No round trip profits, in either direction, and neither does a mixed one with [`shares in kind`](super), since
//!    both use the same `V`.
//! 2. `(N + 1) / (S + V)`, the worth of a share, never falls through any of the four.
//! 3. Splitting never profits.

use ruint::aliases::U256;

use crate::portfolio::shares::VIRTUAL_SHARES;
use crate::{MathError, Shares, Value, mul_div_ceil, mul_div_floor};

/// Value that the virtual shares stand for in an empty vault.
pub const VIRTUAL_VALUE: Value = Value::new(U256::ONE);

/// Shares minted for a value that is paid in ("deposit").
///
/// # Rounding
/// Down: those who hold shares already gain less than one base unit.
///
/// # Errors
/// [`MathError::Overflow`] when the result, or a sum with its virtual part, exceeds 256 bits.
pub fn mint_shares_floor(value: Value, nav: Value, supply: Shares) -> Result<Shares, MathError> {
    let (worth, shares) = totals(nav, supply)?;
    mul_div_floor(value.raw(), shares, worth).map(Shares::new)
}

/// Value to be paid in for shares that are minted ("mint").
///
/// # Rounding
/// Up: those who hold shares already gain less than one unit.
///
/// # Errors
/// [`MathError::Overflow`] when the result, or a sum with its virtual part, exceeds 256 bits.
pub fn mint_value_ceil(shares: Shares, nav: Value, supply: Shares) -> Result<Value, MathError> {
    let (worth, total) = totals(nav, supply)?;
    mul_div_ceil(shares.raw(), worth, total).map(Value::new)
}

/// Value paid out for shares that are burnt ("redeem").
///
/// # Rounding
/// Down: those who stay gain less than one unit. At most the NAV, since the shares are part of the supply.
///
/// # Errors
/// [`MathError::SharesAboveSupply`]; [`MathError::Overflow`] when a sum with its virtual part exceeds 256 bits.
pub fn redeem_value_floor(shares: Shares, nav: Value, supply: Shares) -> Result<Value, MathError> {
    check_supply(shares, supply)?;
    let (worth, total) = totals(nav, supply)?;
    mul_div_floor(shares.raw(), worth, total).map(Value::new)
}

/// Shares burnt for a value that is paid out ("withdraw").
///
/// # Rounding
/// Up: those who stay gain less than one base unit.
///
/// # Errors
/// [`MathError::SharesAboveSupply`] when more shares would be burnt than exist; [`MathError::Overflow`] when the
/// result, or a sum with its virtual part, exceeds 256 bits.
pub fn withdraw_shares_ceil(value: Value, nav: Value, supply: Shares) -> Result<Shares, MathError> {
    let (worth, total) = totals(nav, supply)?;
    let shares = Shares::new(mul_div_ceil(value.raw(), total, worth)?);
    check_supply(shares, supply)?;
    Ok(shares)
}

/// `N + 1` and `S + V`; neither is ever zero.
pub(crate) fn totals(nav: Value, supply: Shares) -> Result<(U256, U256), MathError> {
    Ok((
        nav.checked_add(VIRTUAL_VALUE)?.raw(),
        supply.checked_add(VIRTUAL_SHARES)?.raw(),
    ))
}

fn check_supply(shares: Shares, supply: Shares) -> Result<(), MathError> {
    if shares > supply {
        Err(MathError::SharesAboveSupply {
            got: shares.raw(),
            supply: supply.raw(),
        })
    } else {
        Ok(())
    }
}
