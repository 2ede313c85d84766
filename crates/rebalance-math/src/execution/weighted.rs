//! What a pool of two weighted reserves pays: the curve `x^(w_in) y^(w_out)` stays (Martinelli and Mushegian 2019).
//!
//! `out = y (1 - (x / (x + g d))^(w_in / w_out))`, `g` being one less the fee. With equal weights it is a constant
//! product, and is computed as one.

use ruint::aliases::U256;

use crate::arithmetic::{Signed, pow_ceil, pow_floor};
use crate::execution::constant_product::ConstantProduct;
use crate::execution::sqrt_price::Q96;
use crate::execution::swap_step::{PIPS, kept_pips};
use crate::{MathError, WAD, Weight, mul_div_ceil, mul_div_floor};

/// More than any order, and few enough bits to be added up.
const BEYOND_ANY_ORDER: U256 = U256::from_limbs([0, 0, 0, 1 << 32]);

/// Two reserves of a weighted pool as a swap sees them; both at least one base unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeightedPool {
    /// Reserve of the token that goes in.
    pub reserve_in: u128,
    /// Reserve of the token that comes out.
    pub reserve_out: u128,
    /// Weight of the token that goes in.
    pub weight_in: Weight,
    /// Weight of the token that comes out.
    pub weight_out: Weight,
    /// Fee in millionths of the input.
    pub fee_pips: u32,
}

impl WeightedPool {
    /// The output of an exact input.
    ///
    /// # Rounding
    /// Down: never above the exact curve, and below it by less than `(2 + w_in / w_out) 1e-18` of the reserve and
    /// one base unit; by `ln(1 + g d / x) 1e-18` of the reserve more where `w_in / w_out` itself had to be rounded. A
    /// pool with arithmetic of its own may pay a little more or less than that.
    ///
    /// # Errors
    /// [`MathError::ReserveZero`], [`MathError::FeeOutOfRange`]; [`MathError::DivisionByZero`] for a weight of zero;
    /// [`MathError::WeightAboveOne`]; [`MathError::Overflow`] for an input beyond 2^196.
    pub fn amount_out_floor(&self, amount_in: U256) -> Result<U256, MathError> {
        let (kept, ratio_floor, _) = self.check()?;
        if self.weight_in == self.weight_out {
            return self.as_constant_product().amount_out_floor(amount_in);
        }
        if amount_in.bit_len() > 196 {
            return Err(MathError::Overflow);
        }
        // (x + g d) / x at a million times both; 216 and 148 bits, and a growth of 256. Its inverse would leave no digit
        // of a reserve that the input dwarfs, and a power below one makes much of those.
        let reserve = U256::from(self.reserve_in).wrapping_mul(U256::from(PIPS));
        let filled = reserve.wrapping_add(amount_in.wrapping_mul(kept));
        let growth = mul_div_floor(filled, WAD, reserve)?;
        let power = pow_ceil(growth, Signed::from(ratio_floor).neg())?;
        let paid = WAD.saturating_sub(power);
        mul_div_floor(U256::from(self.reserve_out), paid, WAD)
    }

    /// The input that moves the marginal price, output per input after the fee, down to the square of
    /// `sqrt_price_x96`: `x ((g eta y / (x price))^(1 / (1 + eta)) - 1) / g`.
    ///
    /// # Rounding
    /// Down, by about 1e-18 of the reserve. Where it has more than 224 bits, 2^224.
    ///
    /// # Errors
    /// As [`WeightedPool::amount_out_floor`]; [`MathError::DivisionByZero`] at a price of zero;
    /// [`MathError::Overflow`] when one reserve is more than 2^96 times the other.
    pub(crate) fn input_at_price_floor(&self, sqrt_price_x96: U256) -> Result<U256, MathError> {
        let (kept, ratio, ratio_ceil) = self.check()?;
        let weighted = U256::from(self.reserve_out)
            .checked_mul(ratio)
            .ok_or(MathError::Overflow)?;
        let after_fee = mul_div_floor(weighted, kept, U256::from(PIPS))?;
        let price_x96 = mul_div_floor(after_fee, Q96, U256::from(self.reserve_in))?;
        let fall = mul_div_floor(price_x96, Q96, sqrt_price_x96)
            .map(|fall| fall.checked_div(sqrt_price_x96).unwrap_or(U256::ZERO));
        let growth = match fall {
            Ok(fall) if fall <= WAD => return Ok(U256::ZERO),
            Ok(fall) => {
                let parts = WAD.checked_add(ratio_ceil).ok_or(MathError::Overflow)?;
                let exponent = mul_div_floor(WAD, WAD, parts)?;
                pow_floor(fall, Signed::from(exponent))
            }
            Err(error) => Err(error),
        };
        let added = growth.and_then(|growth| {
            let filled =
                mul_div_floor(U256::from(self.reserve_in), growth.saturating_sub(WAD), WAD)?;
            mul_div_floor(filled, U256::from(PIPS), kept)
        });
        match added {
            Ok(added) => Ok(added.min(BEYOND_ANY_ORDER)),
            Err(MathError::Overflow) => Ok(BEYOND_ANY_ORDER),
            Err(error) => Err(error),
        }
    }

    /// What is kept of an input in millionths, and `w_in / w_out` rounded down and up.
    fn check(&self) -> Result<(U256, U256, U256), MathError> {
        if self.reserve_in == 0 || self.reserve_out == 0 {
            return Err(MathError::ReserveZero);
        }
        for weight in [self.weight_in, self.weight_out] {
            if weight > Weight::ONE {
                return Err(MathError::WeightAboveOne { got: weight.raw() });
            }
            if weight.is_zero() {
                return Err(MathError::DivisionByZero);
            }
        }
        let kept = kept_pips(self.fee_pips)?;
        let (taken, given) = (self.weight_in.raw(), self.weight_out.raw());
        Ok((
            kept,
            mul_div_floor(taken, WAD, given)?,
            mul_div_ceil(taken, WAD, given)?,
        ))
    }

    const fn as_constant_product(&self) -> ConstantProduct {
        ConstantProduct {
            reserve_in: self.reserve_in,
            reserve_out: self.reserve_out,
            fee_pips: self.fee_pips,
        }
    }
}
