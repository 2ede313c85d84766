//! How far does an input move a pool's price? Said so that pools can be added up.
//!
//! Let a pool's *level* be `1 / sqrt(what one more unit of input returns)`, fee deducted, in Q96. On constant liquidity `L` and with
//! `g` of each input kept, a pool at level `u` has taken `L / sqrt(g) * (u - u0)`, fee included: its input is a straight line in the level.
//! A pair of Uniswap V2 is one such stretch without an end, `L^2 = x y`; a pool of Uniswap V3 is one stretch behind the other. At
//! the best division all pools that are used stand at one level, so what they take together is straight between the
//! ends of stretches, and the level of an order is found by division, not by search.
//!
//! What is rounded here moves parts by units; what parts return is never taken from here.

use alloy_primitives::U256;
use rebalance_math::execution::{ConstantProduct, PIPS};
use rebalance_math::{mul_div_floor, sqrt_floor};

/// Bits behind the point of a level.
const LEVEL_BITS: usize = 96;
/// Bits behind the point of `sqrt(g)`.
const ROOT_BITS: usize = 48;

/// A part of a pool's curve on which it takes `slope` for each unit of level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: U256,
    pub(crate) to: U256,
    pub(crate) slope: U256,
}

impl Stretch {
    /// What the pool takes on this stretch until it stands at a level.
    pub(crate) fn input_until(&self, level: U256) -> U256 {
        taken(self.slope, level.min(self.to).saturating_sub(self.from))
    }
}

/// What is taken at a slope over some levels; everything, where that is beyond all numbers.
pub(crate) fn taken(slope: U256, levels: U256) -> U256 {
    slope
        .checked_mul(levels)
        .map_or(U256::MAX, |product| product.wrapping_shr(LEVEL_BITS))
}

/// How many levels it takes to take so much; `None` beyond all numbers, and at no slope.
pub(crate) fn levels_for(input: U256, slope: U256) -> Option<U256> {
    mul_div_floor(input, U256::ONE.wrapping_shl(LEVEL_BITS), slope).ok()
}

/// What pools that stand at a level return at most for so much more, rounded up; and what rounding can hide.
pub(crate) fn worth_at(input: U256, level: U256) -> U256 {
    let one = U256::ONE.wrapping_shl(LEVEL_BITS);
    let worth = mul_div_floor(input, one, level)
        .and_then(|half| mul_div_floor(half.saturating_add(U256::ONE), one, level))
        .unwrap_or(U256::MAX);
    // Levels have 28 bits at least, and each part of an order and each stop of a pool loses a unit at most.
    worth
        .saturating_add(worth.wrapping_shr(24))
        .saturating_add(U256::from(64))
}

/// The curve of a pair.
pub(crate) fn of_pair(pair: &ConstantProduct) -> Option<Stretch> {
    let kept = U256::from(PIPS.checked_sub(pair.fee_pips)?);
    // Reserves have 112 bits: 224 and 20 more.
    let invariant = U256::from(pair.reserve_in).checked_mul(U256::from(pair.reserve_out))?;
    let invariant = mul_div_floor(invariant, U256::from(PIPS), kept).ok()?;
    let spare = 254_usize
        .saturating_sub(invariant.bit_len())
        .wrapping_shr(1);
    let root = sqrt_floor(invariant.wrapping_shl(spare.wrapping_mul(2)));
    let scale = U256::from(PIPS).wrapping_shl(spare);
    let reserve = U256::from(pair.reserve_in).wrapping_shl(LEVEL_BITS);
    Some(Stretch {
        from: mul_div_floor(reserve, scale, kept.checked_mul(root)?).ok()?,
        to: U256::MAX,
        slope: root.wrapping_shr(spare),
    })
}

/// What the levels of a pool of Uniswap V3 follow from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tier {
    root: U256,
    zero_for_one: bool,
}

impl Tier {
    /// A tier of a fee, and the side that goes in.
    pub(crate) fn new(fee_pips: u32, zero_for_one: bool) -> Option<Self> {
        let kept = U256::from(PIPS.checked_sub(fee_pips)?);
        let one = U256::ONE.wrapping_shl(ROOT_BITS.wrapping_mul(2));
        let root = sqrt_floor(mul_div_floor(kept, one, U256::from(PIPS)).ok()?);
        (!root.is_zero()).then_some(Self { root, zero_for_one })
    }

    /// The stretch between two square-root prices of at most 160 bits, in the order in which a swap meets them.
    pub(crate) fn stretch(
        &self,
        start_x96: U256,
        end_x96: U256,
        liquidity: u128,
    ) -> Option<Stretch> {
        Some(Stretch {
            from: self.level(start_x96)?,
            to: self.level(end_x96)?,
            slope: self.over_root(U256::from(liquidity))?,
        })
    }

    fn level(&self, sqrt_price_x96: U256) -> Option<U256> {
        if self.zero_for_one {
            // The inverse of a price in Q96 has 192 bits over it.
            let inverse = U256::ONE.wrapping_shl(LEVEL_BITS.wrapping_mul(2));
            let product = sqrt_price_x96.checked_mul(self.root)?;
            mul_div_floor(inverse, U256::ONE.wrapping_shl(ROOT_BITS), product).ok()
        } else {
            self.over_root(sqrt_price_x96)
        }
    }

    fn over_root(&self, number: U256) -> Option<U256> {
        mul_div_floor(number, U256::ONE.wrapping_shl(ROOT_BITS), self.root).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Within a millionth.
    fn is_near(got: U256, expected: f64) -> bool {
        let got = f64::from(got) / 2_f64.powi(96);
        (got / expected - 1.0).abs() < 1e-6
    }

    #[test]
    fn a_pair_starts_at_the_root_of_its_inverse_price_after_the_fee() {
        let pair = ConstantProduct {
            reserve_in: 1_000_000_000,
            reserve_out: 4_000_000_000,
            fee_pips: 3_000,
        };
        let curve = of_pair(&pair).unwrap();
        assert!(is_near(curve.from, 1.0 / (4.0_f64 * 0.997).sqrt()));
        // L / sqrt(g) is two billions over the root of 0.997.
        assert_eq!(curve.slope, U256::from(2_003_006_766_u64));
        // (sqrt(g x y / price) - x) / g with a price a quarter of the first: as much again as is there, over the fee.
        let input = curve.input_until(curve.from * U256::from(2));
        assert_eq!(input / U256::from(10), U256::from(100_300_902));
    }

    #[test]
    fn a_pair_of_the_smallest_and_the_largest_reserves_has_a_curve() {
        let most = (1_u128 << 112) - 1;
        for (reserve_in, reserve_out) in [(1, 1), (1, most), (most, 1), (most, most)] {
            for fee_pips in [0, 999_999] {
                let pair = ConstantProduct {
                    reserve_in,
                    reserve_out,
                    fee_pips,
                };
                let curve = of_pair(&pair).unwrap();
                assert!(
                    curve.from.bit_len() >= 28 && !curve.slope.is_zero(),
                    "{pair:?}"
                );
            }
        }
    }

    #[test]
    fn a_tier_takes_on_a_stretch_what_its_pool_takes_between_the_prices() {
        use rebalance_math::execution::{SwapAmount, sqrt_ratio_at_tick, swap_step};
        for (start, end) in [
            (-1_000, -1_900),
            (70_000, 70_060),
            (-200_000, -230_000),
            (0, 500_000),
        ] {
            for fee in [100, 500, 3_000, 10_000] {
                let prices = [start, end].map(|tick| sqrt_ratio_at_tick(tick).unwrap());
                let liquidity = 1_u128 << 100;
                let all = SwapAmount::ExactIn(U256::MAX >> 32);
                let step = swap_step(prices[0], prices[1], liquidity, all, fee).unwrap();
                let own = step.amount_in + step.fee_amount;
                let tier = Tier::new(fee, start > end).unwrap();
                let stretch = tier.stretch(prices[0], prices[1], liquidity).unwrap();
                let got = f64::from(stretch.input_until(U256::MAX));
                assert!(
                    (got / f64::from(own) - 1.0).abs() < 1e-9,
                    "{start} {end} {fee}"
                );
                assert_eq!(stretch.input_until(stretch.from), U256::ZERO);
            }
        }
    }

    #[test]
    fn taken_and_levels_for_are_inverse_and_do_not_wrap() {
        let slope = U256::from(7_000_000_000_000_u64);
        let levels = levels_for(U256::from(5_000_000_u64), slope).unwrap();
        let back = taken(slope, levels);
        assert!(back == U256::from(5_000_000_u64) || back == U256::from(4_999_999_u64));
        assert_eq!(taken(U256::MAX, U256::from(2)), U256::MAX);
        assert_eq!(levels_for(U256::ONE, U256::ZERO), None);
        assert_eq!(levels_for(U256::MAX, U256::ONE), None);
    }

    #[test]
    fn worth_at_is_no_less_than_the_price_of_the_level() {
        let level = U256::ONE << 95; // Four out for one in.
        let worth = worth_at(U256::from(1_000_000), level);
        assert!(worth >= U256::from(4_000_000) && worth < U256::from(4_000_200));
        assert_eq!(worth_at(U256::ONE, U256::ZERO), U256::MAX);
    }
}
