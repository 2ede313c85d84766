//! What does a pool of Uniswap V3 have ahead of a swap? Ranges of constant liquidity, one behind the other.
//!
//! A pool's bitmap tells at which ticks the liquidity changes, 256 of them a word. They are read in the direction of the trade
//! until what is known takes the whole leg, and no further than [`MAX_WORDS`] and [`MAX_TICKS`]: what lies beyond counts as
//! nothing, so a trade is never promised more than was seen. The pool stops where a range ends and where a word ends, and
//! rounds at every stop; so do these ranges, and a quote is the pool's own result, unit for unit.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, sol};
use kit::VM;
use kit::uniswap_v3::Side;
use rebalance_math::execution::{MAX_TICK, MIN_TICK, SwapAmount, sqrt_ratio_at_tick, swap_step};

use crate::curve::{Stretch, Tier};
use crate::read::{NOTHING, one, words};

sol! {
    /// What the router reads of a pool.
    #[allow(missing_docs, reason = "Uniswap V3 itself")]
    interface IUniswapV3State {
        function slot0() external view returns (
            uint160 sqrtPriceX96, int24 tick, uint16 observationIndex, uint16 observationCardinality,
            uint16 observationCardinalityNext, uint8 feeProtocol, bool unlocked
        );
        function liquidity() external view returns (uint128);
        function tickSpacing() external view returns (int24);
        function tickBitmap(int16 wordPosition) external view returns (uint256);
        function ticks(int24 tick) external view returns (
            uint128 liquidityGross, int128 liquidityNet, uint256 feeGrowthOutside0X128, uint256 feeGrowthOutside1X128,
            int56 tickCumulativeOutside, uint160 secondsPerLiquidityOutsideX128, uint32 secondsOutside, bool initialized
        );
    }
}

/// Words of the bitmap that are read at most.
const MAX_WORDS: usize = 4;
/// Ticks that are read at most.
const MAX_TICKS: usize = 12;
const TICKS_PER_WORD: i32 = 256;
const PRICE_BITS: usize = 160;

/// A range of constant liquidity between two square-root prices, in the order in which a swap meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    start_x96: U256,
    end_x96: U256,
    liquidity: u128,
}

/// A pool as one swap sees it.
#[derive(Debug)]
pub(crate) struct Liquidity {
    fee_pips: u32,
    zero_for_one: bool,
    ranges: Vec<Range>,
    capacity: U256,
}

impl Liquidity {
    /// What is known that the pool can take.
    pub(crate) fn capacity(&self) -> U256 {
        self.capacity
    }

    /// The pool's ranges as stretches of its curve.
    pub(crate) fn curve(&self) -> Option<Vec<Stretch>> {
        let tier = Tier::new(self.fee_pips, self.zero_for_one)?;
        self.ranges
            .iter()
            .map(|range| tier.stretch(range.start_x96, range.end_x96, range.liquidity))
            .collect()
    }

    /// What the pool gives for `amount_in`; `None` when that is more than is known of it.
    pub(crate) fn amount_out(&self, amount_in: U256) -> Option<U256> {
        let mut rest = amount_in;
        let mut amount_out = U256::ZERO;
        for range in &self.ranges {
            if rest.is_zero() {
                break;
            }
            let amount = SwapAmount::ExactIn(rest);
            let Range {
                start_x96,
                end_x96,
                liquidity,
            } = *range;
            let step = swap_step(start_x96, end_x96, liquidity, amount, self.fee_pips).ok()?;
            rest = rest.checked_sub(step.amount_in.checked_add(step.fee_amount)?)?;
            amount_out = amount_out.checked_add(step.amount_out)?;
        }
        rest.is_zero().then_some(amount_out)
    }
}

#[cfg(test)]
impl Liquidity {
    /// Ranges behind one another, from a square-root price through those at their ends.
    pub(crate) fn of(fee_pips: u32, start_x96: U256, ends: &[(U256, u128)]) -> Self {
        let zero_for_one = ends.iter().all(|(end, _)| *end < start_x96);
        let mut pool = Self {
            fee_pips,
            zero_for_one,
            ranges: Vec::new(),
            capacity: U256::ZERO,
        };
        let mut at = start_x96;
        for (end, liquidity) in ends {
            let all = SwapAmount::ExactIn(U256::MAX.wrapping_shr(32));
            let step = swap_step(at, *end, *liquidity, all, fee_pips).unwrap();
            assert_eq!(step.sqrt_price_x96, *end);
            pool.capacity += step.amount_in + step.fee_amount;
            pool.ranges.push(Range {
                start_x96: at,
                end_x96: *end,
                liquidity: *liquidity,
            });
            at = *end;
        }
        pool
    }
}

/// Reads a pool as far as `amount_in` takes it; `None` for one that is not there, does not answer, is in the middle of
/// something or cannot be what it says.
pub(crate) fn read(
    vm: &VM,
    pool: Address,
    fee_pips: u32,
    side: Side,
    amount_in: U256,
) -> Option<Liquidity> {
    let slot0 = words(vm, pool, IUniswapV3State::slot0Call::SELECTOR, NOTHING, 7)?;
    let [price, tick, .., unlocked] = *slot0.as_slice() else {
        return None;
    };
    if unlocked.is_zero() || price.is_zero() || price.bit_len() > PRICE_BITS {
        return None;
    }
    let liquidity = one(vm, pool, IUniswapV3State::liquidityCall::SELECTOR, NOTHING)?;
    let spacing = one(
        vm,
        pool,
        IUniswapV3State::tickSpacingCall::SELECTOR,
        NOTHING,
    )?;
    let walk = Walk {
        vm,
        pool,
        spacing: small(spacing).filter(|spacing| (1..16_384).contains(spacing))?,
        at_x96: price,
        liquidity: u128::try_from(liquidity).ok()?,
        needed: amount_in,
        found: Liquidity {
            fee_pips,
            zero_for_one: side == Side::Zero,
            ranges: Vec::with_capacity(MAX_WORDS.wrapping_add(MAX_TICKS)),
            capacity: U256::ZERO,
        },
    };
    walk.from(small(tick)?)
}

/// The way ahead, read step by step.
struct Walk<'a> {
    vm: &'a VM,
    pool: Address,
    spacing: i32,
    at_x96: U256,
    liquidity: u128,
    /// The whole leg.
    needed: U256,
    found: Liquidity,
}

impl Walk<'_> {
    fn from(mut self, tick: i32) -> Option<Liquidity> {
        if !(MIN_TICK..=MAX_TICK).contains(&tick) {
            return None;
        }
        let zero_for_one = self.found.zero_for_one;
        let compressed = tick.div_euclid(self.spacing);
        let first = compressed.checked_add(i32::from(!zero_for_one))?;
        let mut word = first.div_euclid(TICKS_PER_WORD);
        let mut ahead = ahead_of(first.rem_euclid(TICKS_PER_WORD), zero_for_one);
        let last = if zero_for_one { 0 } else { 255 };
        let mut ticks = 0_usize;
        for _ in 0..MAX_WORDS {
            let selector = IUniswapV3State::tickBitmapCall::SELECTOR;
            let bitmap = one(self.vm, self.pool, selector, word)?;
            let mut set = bitmap & ahead;
            while let Some(bit) = nearest(set, zero_for_one) {
                set.set_bit(bit, false);
                let tick = self.tick(word, bit)?;
                ticks = ticks.saturating_add(1);
                if self.go_to(tick)? || ticks == MAX_TICKS {
                    return Some(self.found);
                }
                self.cross(tick)?;
            }
            let end = self.tick(word, last)?;
            if !(MIN_TICK..=MAX_TICK).contains(&end) || self.go_to(end)? {
                break;
            }
            word = word.checked_add(if zero_for_one { -1 } else { 1 })?;
            ahead = U256::MAX;
        }
        Some(self.found)
    }

    fn tick(&self, word: i32, bit: usize) -> Option<i32> {
        word.checked_mul(TICKS_PER_WORD)?
            .checked_add(i32::try_from(bit).ok()?)?
            .checked_mul(self.spacing)
    }

    /// Notes the range up to a tick; whether the leg ends in it.
    fn go_to(&mut self, tick: i32) -> Option<bool> {
        let end_x96 = sqrt_ratio_at_tick(tick).ok()?;
        let is_ahead = if self.found.zero_for_one {
            end_x96 <= self.at_x96
        } else {
            end_x96 >= self.at_x96
        };
        // A tick that is not where its price is: nobody can say what such a pool does.
        if !is_ahead {
            return None;
        }
        if end_x96 == self.at_x96 {
            return Some(false);
        }
        let everything = SwapAmount::ExactIn(U256::MAX.wrapping_shr(32));
        let (start_x96, fee_pips) = (self.at_x96, self.found.fee_pips);
        let step = swap_step(start_x96, end_x96, self.liquidity, everything, fee_pips).ok()?;
        let capacity = step.amount_in.checked_add(step.fee_amount)?;
        if step.sqrt_price_x96 != end_x96 {
            return None;
        }
        self.found.ranges.push(Range {
            start_x96,
            end_x96,
            liquidity: self.liquidity,
        });
        self.at_x96 = end_x96;
        self.found.capacity = self.found.capacity.checked_add(capacity)?;
        Some(self.found.capacity >= self.needed)
    }

    fn cross(&mut self, tick: i32) -> Option<()> {
        let selector = IUniswapV3State::ticksCall::SELECTOR;
        let answer = words(self.vm, self.pool, selector, tick, 8)?;
        let net = signed(*answer.get(1)?)?;
        let magnitude = net.unsigned_abs();
        self.liquidity = if (net < 0) == self.found.zero_for_one {
            self.liquidity.checked_add(magnitude)?
        } else {
            self.liquidity.checked_sub(magnitude)?
        };
        Some(())
    }
}

/// The first bit in the direction of the trade.
fn nearest(set: U256, zero_for_one: bool) -> Option<usize> {
    if set.is_zero() {
        None
    } else if zero_for_one {
        set.bit_len().checked_sub(1)
    } else {
        Some(set.trailing_zeros())
    }
}

/// The bits of a word from `bit` on, that one included.
fn ahead_of(bit: i32, zero_for_one: bool) -> U256 {
    let bit = usize::try_from(bit).unwrap_or(0);
    if zero_for_one {
        U256::MAX.wrapping_shr(255_usize.saturating_sub(bit))
    } else {
        U256::MAX.wrapping_shl(bit)
    }
}

/// A signed number of 32 bits, as its word has it.
fn small(word: U256) -> Option<i32> {
    i32::try_from(signed(word)?).ok()
}

/// A signed number of 128 bits, as its word has it.
fn signed(word: U256) -> Option<i128> {
    let magnitude = |word: U256| i128::try_from(word).ok();
    if word.bit(255) {
        magnitude(word.wrapping_neg())?.checked_neg()
    } else {
        magnitude(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_reads_both_signs_and_refuses_what_is_wider() {
        assert_eq!(signed(U256::from(7)), Some(7));
        assert_eq!(signed(U256::MAX), Some(-1));
        assert_eq!(small(U256::MAX - U256::from(887_271)), Some(-887_272));
        let wide = U256::ONE << 127;
        assert_eq!(signed(wide - U256::ONE), Some(i128::MAX));
        assert_eq!(signed(wide), None);
        assert_eq!(signed(wide.wrapping_neg() + U256::ONE), Some(-i128::MAX));
        assert_eq!(small(U256::from(1_u64 << 31)), None);
    }

    #[test]
    fn ahead_of_keeps_the_bit_itself() {
        assert_eq!(ahead_of(0, true), U256::ONE);
        assert_eq!(ahead_of(2, true), U256::from(0b111));
        assert_eq!(ahead_of(255, true), U256::MAX);
        assert_eq!(ahead_of(0, false), U256::MAX);
        assert_eq!(ahead_of(255, false), U256::ONE << 255);
    }

    #[test]
    fn nearest_goes_with_the_trade() {
        let set = U256::from(0b1010);
        assert_eq!(nearest(set, true), Some(3));
        assert_eq!(nearest(set, false), Some(1));
        assert_eq!(nearest(U256::ZERO, true), None);
    }
}
