//! The parts of an order among constant-product pools alone.
//!
//! With `A = x / g` and `S = sqrt(x y / g)`, `g` one less the fee, a pool of the active set takes
//! `d = (D + sum A) S / sum S - A`; pools whose part is not positive leave the set, which only lowers the parts
//! of the others, so at most one round per pool is needed.

use ruint::aliases::U256;

use super::{MAX_VENUES, Order, bit, set};
use crate::execution::constant_product::ConstantProduct;
use crate::execution::swap_step::PIPS;
use crate::execution::venue::{root_at_scale, scaled_root};
use crate::{MathError, mul_div_floor};

impl Order<'_> {
    /// The parts by the closed form; the rest that rounding leaves is not among them.
    pub(super) fn active_set(&self, mask: u32) -> Result<[U256; MAX_VENUES], MathError> {
        let curves = self.curves(mask)?;
        let mut active = mask;
        let mut parts = [U256::ZERO; MAX_VENUES];
        for _ in 0..MAX_VENUES {
            let mut roots = U256::ZERO;
            let mut supply = curves.order;
            for (_, curve) in curves.chosen(active) {
                roots = roots.checked_add(curve.root).ok_or(MathError::Overflow)?;
                supply = supply
                    .checked_add(curve.reserve)
                    .ok_or(MathError::Overflow)?;
            }
            parts = [U256::ZERO; MAX_VENUES];
            let mut staying = 0;
            for (index, curve) in curves.chosen(active) {
                let filled = mul_div_floor(supply, curve.root, roots)?;
                if let Some(part) = filled.checked_sub(curve.reserve)
                    && !part.is_zero()
                {
                    staying |= bit(index);
                    set(&mut parts, index, part.wrapping_shr(curves.scale));
                }
            }
            if staying == active || staying == 0 {
                break;
            }
            active = staying;
        }
        Ok(parts)
    }

    /// The reserves and roots of constant-product pools, all at the largest scale that has room for each.
    fn curves(&self, mask: u32) -> Result<Curves, MathError> {
        let pips = U256::from(PIPS);
        let mut scale = 64;
        for (pool, kept) in self.constant_products(mask) {
            scale = scale.min(scaled_root(pool, pips, kept?)?.1);
        }
        let mut curves = Curves {
            scale,
            order: self
                .amount_in
                .checked_mul(U256::ONE.wrapping_shl(scale))
                .ok_or(MathError::Overflow)?,
            list: [Curve::EMPTY; MAX_VENUES],
        };
        for ((pool, kept), (index, _)) in self.constant_products(mask).zip(self.chosen(mask)) {
            let kept = kept?;
            let scaled = pips.wrapping_shl(scale);
            let curve = Curve {
                // Reserves of 128 bits, 20 for a million and 64 for the scale.
                reserve: mul_div_floor(U256::from(pool.reserve_in), scaled, kept)?,
                root: root_at_scale(pool, pips, kept, scale)?,
            };
            if let Some(slot) = usize::try_from(index)
                .ok()
                .and_then(|index| curves.list.get_mut(index))
            {
                *slot = curve;
            }
        }
        Ok(curves)
    }

    fn constant_products(
        &self,
        mask: u32,
    ) -> impl Iterator<Item = (&ConstantProduct, Result<U256, MathError>)> {
        self.chosen(mask).filter_map(|(_, venue)| {
            let pool = venue.as_constant_product()?;
            Some((pool, pool.check()))
        })
    }
}

/// Constant-product pools in the scale of the closed form.
struct Curves {
    scale: usize,
    order: U256,
    list: [Curve; MAX_VENUES],
}

impl Curves {
    fn chosen(&self, mask: u32) -> impl Iterator<Item = (u32, &Curve)> {
        (0_u32..)
            .zip(&self.list)
            .filter(move |(index, _)| mask & bit(*index) != 0)
            .filter(|(_, curve)| !curve.root.is_zero())
    }
}

/// `x / g` and `sqrt(x y / g)`.
#[derive(Clone, Copy)]
struct Curve {
    reserve: U256,
    root: U256,
}

impl Curve {
    const EMPTY: Self = Self {
        reserve: U256::ZERO,
        root: U256::ZERO,
    };
}
