//! 256-bit arithmetic in place: the result replaces the first operand.

use alloy_primitives::U256;

use crate::program::ink;
use crate::vm::fault::Fault;
use crate::vm::guest::Guest;
use crate::vm::host::word;

/// Reads two operands, writes `op` of them.
fn binary(mut guest: Guest<'_>, a: u32, b: u32, op: fn(U256, U256) -> U256) -> Result<(), Fault> {
    let (x, y) = (guest.number(a)?, guest.number(b)?);
    let result = word(op(x, y));
    guest.write(a, result.as_slice())?;
    guest.done(
        &[word(x).as_slice(), word(y).as_slice()],
        &[result.as_slice()],
    );
    Ok(())
}

/// Reads three operands, writes `op` of them.
fn ternary(
    mut guest: Guest<'_>,
    [a, b, c]: [u32; 3],
    op: fn(U256, U256, U256) -> U256,
) -> Result<(), Fault> {
    let (x, y, z) = (guest.number(a)?, guest.number(b)?, guest.number(c)?);
    let result = word(op(x, y, z));
    guest.write(a, result.as_slice())?;
    guest.done(
        &[word(x).as_slice(), word(y).as_slice(), word(z).as_slice()],
        &[result.as_slice()],
    );
    Ok(())
}

/// Quotient; zero when dividing by zero.
pub(super) async fn div(guest: Guest<'_>, value: u32, divisor: u32) -> Result<(), Fault> {
    binary(guest, value, divisor, |x, y| {
        x.checked_div(y).unwrap_or_default()
    })
}

/// Remainder; zero when dividing by zero.
pub(super) async fn modulo(guest: Guest<'_>, value: u32, modulus: u32) -> Result<(), Fault> {
    binary(guest, value, modulus, |x, y| {
        x.checked_rem(y).unwrap_or_default()
    })
}

/// Power modulo 2^256, priced by the length of the exponent.
pub(super) async fn pow(mut guest: Guest<'_>, value: u32, exponent: u32) -> Result<(), Fault> {
    // Both operands are read before the price is known, so a bad pointer is noticed first.
    guest.number(value)?;
    let power = guest.number(exponent)?;
    guest.buy(ink::pow(&power.to_be_bytes()))?;
    binary(guest, value, exponent, U256::wrapping_pow)
}

/// Sum modulo `modulus` without overflow; zero for a zero modulus.
pub(super) async fn add_mod(
    guest: Guest<'_>,
    value: u32,
    addend: u32,
    modulus: u32,
) -> Result<(), Fault> {
    ternary(guest, [value, addend, modulus], U256::add_mod)
}

/// Product modulo `modulus` without overflow; zero for a zero modulus.
pub(super) async fn mul_mod(
    guest: Guest<'_>,
    value: u32,
    factor: u32,
    modulus: u32,
) -> Result<(), Fault> {
    ternary(guest, [value, factor, modulus], U256::mul_mod)
}
