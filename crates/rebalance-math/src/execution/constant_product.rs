//! What a Uniswap V2 pool takes and gives, integer for integer, for any fee in millionths.
//!
//! A swap of `d` into reserves `x`, `y` keeps `(x + g d)(y - out) >= x y`, `g` being one less the fee. At 3,000 pips the
//! quotes are those of the V2 library with its 997/1000: the same fraction in lower terms has the same floor.

use ruint::aliases::U256;

use crate::execution::swap_step::{PIPS, kept_pips};
use crate::{MathError, mul_div_floor};

/// The reserves of a pool as a swap sees them, in base units; both at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConstantProduct {
    /// Reserve of the token that goes in.
    pub reserve_in: u128,
    /// Reserve of the token that comes out.
    pub reserve_out: u128,
    /// Fee in millionths of the input: 3,000 for Uniswap V2.
    pub fee_pips: u32,
}

impl ConstantProduct {
    /// The output of an exact input: `y g d / (x + g d)`.
    ///
    /// # Rounding
    /// Down, as the pool's library does.
    ///
    /// # Errors
    /// [`MathError::ReserveZero`], [`MathError::FeeOutOfRange`]; [`MathError::Overflow`] when `d g` or the divisor
    /// exceeds 256 bits.
    pub fn amount_out_floor(&self, amount_in: U256) -> Result<U256, MathError> {
        let kept = self.check()?;
        let scaled_in = amount_in.checked_mul(kept).ok_or(MathError::Overflow)?;
        let divisor = U256::from(self.reserve_in)
            .wrapping_mul(U256::from(PIPS))
            .checked_add(scaled_in)
            .ok_or(MathError::Overflow)?;
        mul_div_floor(scaled_in, U256::from(self.reserve_out), divisor)
    }

    /// The input that an exact output takes: `x out / (g (y - out))`, and one more.
    ///
    /// # Rounding
    /// The pool's library adds one after rounding down, so an exact quotient is one too many; so it is here.
    ///
    /// # Errors
    /// [`MathError::ReserveZero`], [`MathError::FeeOutOfRange`]; [`MathError::OutputAboveReserve`] when the output is
    /// the whole reserve or more; [`MathError::Overflow`].
    pub fn amount_in_ceil(&self, amount_out: U256) -> Result<U256, MathError> {
        let kept = self.check()?;
        let reserve_out = U256::from(self.reserve_out);
        let left = reserve_out
            .checked_sub(amount_out)
            .filter(|left| !left.is_zero())
            .ok_or(MathError::OutputAboveReserve {
                got: amount_out,
                reserve: reserve_out,
            })?;
        // Reserves have 128 bits: neither product leaves 256.
        let scaled_reserve = U256::from(self.reserve_in).wrapping_mul(U256::from(PIPS));
        mul_div_floor(scaled_reserve, amount_out, left.wrapping_mul(kept))?
            .checked_add(U256::ONE)
            .ok_or(MathError::Overflow)
    }

    /// One less the fee, in millionths, of a pool that can swap.
    pub(crate) fn check(&self) -> Result<U256, MathError> {
        if self.reserve_in == 0 || self.reserve_out == 0 {
            return Err(MathError::ReserveZero);
        }
        kept_pips(self.fee_pips)
    }
}
