//! Shares in kind: the pro-rata part of every asset that shares stand for, in and out, without any price.
//!
//! `deposit = ceil(b * s / (S + V))`, `redeem = floor(b * s / (S + V))`, with `b` the accounted balance of an asset,
//! `s` the shares, `S` the supply and `V` = [`VIRTUAL_SHARES`].
//!
//! 1. A round trip never profits: after a deposit of `d` for `s` shares, redeeming them pays at most `d`.
//! 2. Splitting never profits: several deposits cost at least, several redemptions pay at most, what one would.
//! 3. `b / (S + V)` never falls, so nobody's remaining shares lose anything.

use ruint::aliases::U256;

use crate::{Amount, MathError, Shares, mul_div_ceil, mul_div_floor};

/// Shares that nobody owns and that are never minted, in base units.
///
/// They hold `V / (S + V)` of every asset. A donation or a rounding gain accrues to them too, so inflating the
/// share price to steal from a later depositor costs the attacker more than it takes. With 18-decimal shares and a
/// supply of a thousand shares, they are a part in 1e15. Every path in and out must use the same `V`: with different
/// ones, a deposit on one path and a redemption on the other profits.
pub const VIRTUAL_SHARES: Shares = Shares::new(U256::from_limbs([1_000_000, 0, 0, 0]));

/// What a depositor pays of one asset for `shares`.
///
/// # Rounding
/// Up: the vault gains less than one base unit.
///
/// # Errors
/// [`MathError::SupplyZero`]: before the first mint there is no proportion, so it must be set by other means;
/// [`MathError::Overflow`] beyond 256 bits.
pub fn deposit_amount_ceil(
    balance: Amount,
    shares: Shares,
    supply: Shares,
) -> Result<Amount, MathError> {
    if supply.is_zero() {
        return Err(MathError::SupplyZero);
    }
    let total = supply.checked_add(VIRTUAL_SHARES)?;
    mul_div_ceil(balance.raw(), shares.raw(), total.raw()).map(Amount::new)
}

/// What a redeemer receives of one asset for `shares`.
///
/// # Rounding
/// Down: the vault gains less than one base unit. The last redeemer leaves the virtual shares' part behind.
///
/// # Errors
/// [`MathError::SharesAboveSupply`]; [`MathError::Overflow`] when the supply is within `V` of 256 bits.
pub fn redeem_amount_floor(
    balance: Amount,
    shares: Shares,
    supply: Shares,
) -> Result<Amount, MathError> {
    if shares > supply {
        return Err(MathError::SharesAboveSupply {
            got: shares.raw(),
            supply: supply.raw(),
        });
    }
    let total = supply.checked_add(VIRTUAL_SHARES)?;
    mul_div_floor(balance.raw(), shares.raw(), total.raw()).map(Amount::new)
}
