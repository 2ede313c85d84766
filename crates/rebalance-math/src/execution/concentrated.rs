//! What a Uniswap V3 pool takes and gives for a swap, integer for integer, from its state and its ticks.
//!
//! The pool walks from one initialised tick to the next, and also stops where a word of its tick bitmap ends (256 ticks
//! of its spacing), because it looks no further at once. Every stop rounds, so a quote that skipped the empty stops
//! would be off by single units; this one makes them all.

use ruint::aliases::U256;

use crate::MathError;
use crate::execution::swap_step::{SwapAmount, SwapStep, kept_pips, swap_step};
use crate::execution::tick::{
    MAX_SQRT_RATIO, MAX_TICK, MIN_SQRT_RATIO, MIN_TICK, check_sqrt_price, sqrt_ratio_at_tick,
    tick_at_sqrt_ratio,
};

/// Ticks of the spacing in one word of the bitmap.
const WORD: i32 = 256;

/// An initialised tick: how much liquidity enters the range when the price rises through it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TickLiquidity {
    /// The tick, a multiple of the pool's spacing.
    pub tick: i32,
    /// Liquidity that is added upwards and removed downwards.
    pub liquidity_net: i128,
}

/// A pool as its `slot0`, `liquidity` and settings tell it, with its initialised ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConcentratedPool<'a> {
    /// The current square-root price of token 0 in token 1, Q64.96.
    pub sqrt_price_x96: U256,
    /// The current tick. It is one less than the price's own tick when the price just fell onto an initialised one.
    pub tick: i32,
    /// Liquidity in range.
    pub liquidity: u128,
    /// Fee in millionths of the input.
    pub fee_pips: u32,
    /// Distance of usable ticks, 1 to 16,383.
    pub tick_spacing: i32,
    /// Every initialised tick that the swap may reach, in ascending order.
    pub ticks: &'a [TickLiquidity],
}

/// What a swap took and gave, and where it left the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConcentratedSwap {
    /// Base units that went in, fee included.
    pub amount_in: U256,
    /// Base units that came out.
    pub amount_out: U256,
    /// The square-root price afterwards, Q64.96.
    pub sqrt_price_x96: U256,
    /// The tick afterwards.
    pub tick: i32,
    /// Liquidity in range afterwards.
    pub liquidity: u128,
}

impl ConcentratedPool<'_> {
    /// Swaps until the amount is used up or the price reaches `limit_x96` (`None`: the end of the range that a pool
    /// allows).
    ///
    /// `zero_for_one` sells token 0, which moves the price down. The answer is complete: `amount_in` of an exact
    /// input, or `amount_out` of an exact output, is less than asked when the limit came first. At most one step for
    /// each initialised tick and each word of the bitmap that is passed, so 6,933 words and the ticks.
    ///
    /// # Errors
    /// [`MathError::FeeOutOfRange`], [`MathError::TickSpacingOutOfRange`]; [`MathError::TickOutOfRange`] also for
    /// a current tick that is not the price's;
    /// [`MathError::TicksOutOfOrder`], [`MathError::SqrtPriceOutOfRange`] for a price or a limit outside the range, or a
    /// limit on the wrong side of the price; [`MathError::Overflow`] for amounts of 2^255 and more, and when the ticks
    /// remove more liquidity than there is.
    pub fn swap(
        &self,
        amount: SwapAmount,
        zero_for_one: bool,
        limit_x96: Option<U256>,
    ) -> Result<ConcentratedSwap, MathError> {
        self.check()?;
        let limit_x96 = self.limit(zero_for_one, limit_x96)?;
        let mut walk = Walk {
            pool: self,
            zero_for_one,
            remaining: amount,
            swap: ConcentratedSwap {
                amount_in: U256::ZERO,
                amount_out: U256::ZERO,
                sqrt_price_x96: self.sqrt_price_x96,
                tick: self.tick,
                liquidity: self.liquidity,
            },
        };
        check_amount(amount)?;
        while !walk.is_done(limit_x96) {
            walk.step(limit_x96)?;
        }
        Ok(walk.swap)
    }

    /// Whether a pool can have these numbers.
    pub(crate) fn check(&self) -> Result<(), MathError> {
        kept_pips(self.fee_pips)?;
        check_sqrt_price(self.sqrt_price_x96)?;
        if !(1..16_384).contains(&self.tick_spacing) {
            return Err(MathError::TickSpacingOutOfRange {
                got: self.tick_spacing,
            });
        }
        self.check_price_tick()?;
        let mut previous = None;
        for tick in self.ticks.iter().map(|entry| entry.tick) {
            check_tick(tick)?;
            let is_on_grid = tick.checked_rem(self.tick_spacing) == Some(0);
            if !is_on_grid || previous.is_some_and(|previous| previous >= tick) {
                return Err(MathError::TicksOutOfOrder { tick });
            }
            previous = Some(tick);
        }
        Ok(())
    }

    /// The tick is the price's own, or the one below when the price is exactly that of a tick.
    fn check_price_tick(&self) -> Result<(), MathError> {
        check_tick(self.tick)?;
        let own = tick_at_sqrt_ratio(self.sqrt_price_x96)?;
        let fell_onto_it =
            self.tick.wrapping_add(1) == own && sqrt_ratio_at_tick(own)? == self.sqrt_price_x96;
        if self.tick == own || fell_onto_it {
            Ok(())
        } else {
            Err(MathError::TickOutOfRange { got: self.tick })
        }
    }

    /// The limit of a swap; a pool refuses one that it could not move towards.
    fn limit(&self, zero_for_one: bool, limit_x96: Option<U256>) -> Result<U256, MathError> {
        let furthest = if zero_for_one {
            MIN_SQRT_RATIO.wrapping_add(U256::ONE)
        } else {
            MAX_SQRT_RATIO.wrapping_sub(U256::ONE)
        };
        let Some(limit) = limit_x96 else {
            return Ok(furthest);
        };
        let is_ahead = if zero_for_one {
            limit < self.sqrt_price_x96 && limit >= furthest
        } else {
            limit > self.sqrt_price_x96 && limit <= furthest
        };
        if is_ahead {
            Ok(limit)
        } else {
            Err(MathError::SqrtPriceOutOfRange { got: limit })
        }
    }

    /// Where the pool stops next, and the liquidity that changes there: the nearest initialised tick of the word that
    /// it looks at, or else the end of that word.
    fn next_stop(&self, tick: i32, zero_for_one: bool) -> (i32, Option<i128>) {
        // Ticks are within 2^20 and the spacing within 2^14: nothing below leaves 32 bits.
        let compressed = tick.checked_div_euclid(self.tick_spacing).unwrap_or(0);
        if zero_for_one {
            let word_start = compressed.wrapping_sub(compressed.rem_euclid(WORD));
            let stop = word_start.wrapping_mul(self.tick_spacing);
            let at_or_below = self.ticks.partition_point(|entry| entry.tick <= tick);
            match at_or_below
                .checked_sub(1)
                .and_then(|index| self.ticks.get(index))
            {
                Some(entry) if entry.tick >= stop => (entry.tick, Some(entry.liquidity_net)),
                _ => (stop.max(MIN_TICK), None),
            }
        } else {
            let first = compressed.wrapping_add(1);
            let word_end = first
                .wrapping_sub(first.rem_euclid(WORD))
                .wrapping_add(WORD)
                .wrapping_sub(1);
            let stop = word_end.wrapping_mul(self.tick_spacing);
            let above = self.ticks.partition_point(|entry| entry.tick <= tick);
            match self.ticks.get(above) {
                Some(entry) if entry.tick <= stop => (entry.tick, Some(entry.liquidity_net)),
                _ => (stop.min(MAX_TICK), None),
            }
        }
    }
}

/// A swap on its way.
struct Walk<'a> {
    pool: &'a ConcentratedPool<'a>,
    zero_for_one: bool,
    remaining: SwapAmount,
    swap: ConcentratedSwap,
}

impl Walk<'_> {
    fn is_done(&self, limit_x96: U256) -> bool {
        let (SwapAmount::ExactIn(rest) | SwapAmount::ExactOut(rest)) = self.remaining;
        rest.is_zero() || self.has_passed(limit_x96)
    }

    /// Whether the price is at the limit. A pool whose price starts at the end of its range has nowhere to go.
    fn has_passed(&self, limit_x96: U256) -> bool {
        if self.zero_for_one {
            self.swap.sqrt_price_x96 <= limit_x96
        } else {
            self.swap.sqrt_price_x96 >= limit_x96
        }
    }

    fn step(&mut self, limit_x96: U256) -> Result<(), MathError> {
        let start_x96 = self.swap.sqrt_price_x96;
        let (stop, crossed) = self.pool.next_stop(self.swap.tick, self.zero_for_one);
        let stop_x96 = sqrt_ratio_at_tick(stop)?;
        let target_x96 = if self.zero_for_one {
            stop_x96.max(limit_x96)
        } else {
            stop_x96.min(limit_x96)
        };
        let (liquidity, fee_pips) = (self.swap.liquidity, self.pool.fee_pips);
        let step = swap_step(start_x96, target_x96, liquidity, self.remaining, fee_pips)?;
        self.settle(step)?;
        if step.sqrt_price_x96 == stop_x96 {
            self.cross(stop, crossed)?;
        } else if step.sqrt_price_x96 != start_x96 {
            self.swap.tick = tick_at_sqrt_ratio(step.sqrt_price_x96)?;
        }
        Ok(())
    }

    fn settle(&mut self, step: SwapStep) -> Result<(), MathError> {
        let paid = step
            .amount_in
            .checked_add(step.fee_amount)
            .ok_or(MathError::Overflow)?;
        self.swap.sqrt_price_x96 = step.sqrt_price_x96;
        self.swap.amount_in = grown(self.swap.amount_in, paid)?;
        self.swap.amount_out = grown(self.swap.amount_out, step.amount_out)?;
        self.remaining = match self.remaining {
            SwapAmount::ExactIn(rest) => {
                SwapAmount::ExactIn(rest.checked_sub(paid).ok_or(MathError::Overflow)?)
            }
            SwapAmount::ExactOut(rest) => SwapAmount::ExactOut(
                rest.checked_sub(step.amount_out)
                    .ok_or(MathError::Overflow)?,
            ),
        };
        Ok(())
    }

    fn cross(&mut self, stop: i32, crossed: Option<i128>) -> Result<(), MathError> {
        if let Some(net) = crossed {
            let magnitude = net.unsigned_abs();
            let liquidity = if (net < 0) == self.zero_for_one {
                self.swap.liquidity.checked_add(magnitude)
            } else {
                self.swap.liquidity.checked_sub(magnitude)
            };
            self.swap.liquidity = liquidity.ok_or(MathError::Overflow)?;
        }
        self.swap.tick = if self.zero_for_one {
            stop.saturating_sub(1)
        } else {
            stop
        };
        Ok(())
    }
}

fn check_tick(tick: i32) -> Result<(), MathError> {
    if (MIN_TICK..=MAX_TICK).contains(&tick) {
        Ok(())
    } else {
        Err(MathError::TickOutOfRange { got: tick })
    }
}

/// A pool counts amounts in signed words.
fn check_amount(amount: SwapAmount) -> Result<(), MathError> {
    let (SwapAmount::ExactIn(amount) | SwapAmount::ExactOut(amount)) = amount;
    if amount.bit_len() > 255 {
        Err(MathError::Overflow)
    } else {
        Ok(())
    }
}

fn grown(sum: U256, part: U256) -> Result<U256, MathError> {
    sum.checked_add(part)
        .filter(|sum| sum.bit_len() < 256)
        .ok_or(MathError::Overflow)
}
