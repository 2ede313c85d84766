//! Amounts to values and back, and the value of a whole portfolio.
//!
//! `value_wad = amount * price_e36 / 1e36`; `amount = value_wad * 1e36 / price_e36`; `NAV = sum of values`.
//!
//! The NAV is a sum of floors, so it is below the exact sum by less than one wad unit (1e-18 numeraire) per asset.
//! Weights and drift are defined on these floored values; on them every comparison is exact.

use crate::arithmetic::division::divide_product;
use crate::{Amount, E36, MAX_ASSETS, MathError, Price, Value, mul_div_ceil, mul_div_floor};

/// What an amount is worth.
///
/// # Rounding
/// Down: who is owed the value loses less than one wad unit.
///
/// # Errors
/// [`MathError::Overflow`] beyond 256 bits.
pub fn value_floor(amount: Amount, price: Price) -> Result<Value, MathError> {
    Ok(value_bounds(amount, price)?.0)
}

/// What an amount is worth.
///
/// # Rounding
/// Up: who owes the value pays less than one wad unit more.
///
/// # Errors
/// [`MathError::Overflow`] beyond 256 bits.
pub fn value_ceil(amount: Amount, price: Price) -> Result<Value, MathError> {
    mul_div_ceil(amount.raw(), price.raw(), E36).map(Value::new)
}

/// The largest amount worth at most a value.
///
/// # Rounding
/// Down, so `value_floor(amount_floor(v, p), p) <= v`, and `amount_floor(value_floor(a, p), p) <= a`.
///
/// # Errors
/// [`MathError::DivisionByZero`] when the price is zero; [`MathError::Overflow`] beyond 256 bits.
pub fn amount_floor(value: Value, price: Price) -> Result<Amount, MathError> {
    mul_div_floor(value.raw(), E36, price.raw()).map(Amount::new)
}

/// The smallest amount worth at least a value.
///
/// # Rounding
/// Up, so `value_floor(amount_ceil(v, p), p) >= v`.
///
/// # Errors
/// [`MathError::DivisionByZero`] when the price is zero; [`MathError::Overflow`] beyond 256 bits.
pub fn amount_ceil(value: Value, price: Price) -> Result<Amount, MathError> {
    mul_div_ceil(value.raw(), E36, price.raw()).map(Amount::new)
}

/// Net asset value: the sum of [`value_floor`] over all assets.
///
/// # Rounding
/// Down, by less than one wad unit per asset.
///
/// # Errors
/// [`MathError::LengthMismatch`] when the slices differ; [`MathError::PriceZero`] for the first asset without a
/// price; [`MathError::Overflow`] beyond 256 bits.
pub fn nav_floor(amounts: &[Amount], prices: &[Price]) -> Result<Value, MathError> {
    check_length(prices.len(), amounts.len())?;
    let mut nav = Value::ZERO;
    for (index, (amount, price)) in amounts.iter().zip(prices).enumerate() {
        nav = nav.checked_add(priced_floor(index, *amount, *price)?)?;
    }
    Ok(nav)
}

/// Writes [`value_floor`] of each asset into `values` and returns their sum, the NAV.
///
/// # Rounding
/// Down, by less than one wad unit per asset.
///
/// # Errors
/// [`MathError::LengthMismatch`] when a slice differs in length from `amounts`; [`MathError::PriceZero`] for the
/// first asset without a price; [`MathError::Overflow`] beyond 256 bits. `values` is then unspecified.
pub fn values_floor(
    amounts: &[Amount],
    prices: &[Price],
    values: &mut [Value],
) -> Result<Value, MathError> {
    check_length(prices.len(), amounts.len())?;
    check_length(values.len(), amounts.len())?;
    let mut nav = Value::ZERO;
    for (index, ((amount, price), value)) in amounts.iter().zip(prices).zip(values).enumerate() {
        *value = priced_floor(index, *amount, *price)?;
        nav = nav.checked_add(*value)?;
    }
    Ok(nav)
}

/// The floor of an amount's worth, and whether the exact worth lies above it.
pub(crate) fn value_bounds(amount: Amount, price: Price) -> Result<(Value, bool), MathError> {
    let (floor, is_exact) =
        divide_product(amount.raw(), price.raw(), E36).ok_or(MathError::Overflow)?;
    Ok((Value::new(floor), !is_exact))
}

/// Refuses a portfolio that is empty or larger than the working space on the stack.
pub(crate) fn check_count(got: usize) -> Result<(), MathError> {
    if (1..=MAX_ASSETS).contains(&got) {
        Ok(())
    } else {
        Err(MathError::AssetCountOutOfRange {
            got,
            minimum: 1,
            maximum: MAX_ASSETS,
        })
    }
}

/// Refuses a slice that does not describe the same assets.
pub(crate) fn check_length(got: usize, expected: usize) -> Result<(), MathError> {
    if got == expected {
        Ok(())
    } else {
        Err(MathError::LengthMismatch { got, expected })
    }
}

fn priced_floor(index: usize, amount: Amount, price: Price) -> Result<Value, MathError> {
    if price.is_zero() {
        return Err(MathError::PriceZero { index });
    }
    value_floor(amount, price)
}
