//! How is an amount divided among pools so that it returns the most?
//!
//! At the best division all pools that are used stand at one [level](crate::curve), and the others start above it. The level is raised
//! from one end of a stretch to the next until the pools together take the amount: between two ends that is one division. What
//! rounding leaves over, units, goes to the largest part. What each part returns is its pool's own result, unit for unit, across ticks.
//!
//! A leg in one more pool costs gas. At the common level `1 / level^2` is the most that the other pools would return for a
//! part (each gives less and less), so a part gains what it returns less that, at least: most legs prove so, by one
//! division, that they are worth their gas. Without those that do not, the amount is divided again, and the better of the two stays.
//!
//! 1. The parts sum to the amount exactly.
//! 2. What they return less what their swaps cost is never below that of the best single pool.
//! 3. A leg that stays gains more than its swap costs, or the others cannot take the amount.

use alloy_primitives::U256;
use rebalance_math::execution::ConstantProduct;

use crate::curve::{self, Stretch};
use crate::liquidity::Liquidity;

/// What no pool can be asked for, and products of which fit a word.
const AMOUNT_BITS_MAX: usize = 127;

/// A pool that can trade.
pub(crate) enum Pool {
    /// Uniswap V2.
    Pair(ConstantProduct),
    /// Uniswap V3.
    Concentrated(Liquidity),
}

impl Pool {
    /// What the pool gives, unit for unit; `None` when it cannot take that much.
    pub(crate) fn amount_out(&self, amount_in: U256) -> Option<U256> {
        match self {
            Self::Pair(pair) => pair.amount_out_floor(amount_in).ok(),
            Self::Concentrated(pool) => pool.amount_out(amount_in),
        }
    }

    /// What is known that it can take.
    fn capacity(&self) -> U256 {
        match self {
            Self::Pair(_) => U256::MAX,
            Self::Concentrated(pool) => pool.capacity(),
        }
    }

    fn curve(&self) -> Option<Vec<Stretch>> {
        match self {
            Self::Pair(pair) => curve::of_pair(pair).map(|stretch| vec![stretch]),
            Self::Concentrated(pool) => pool.curve(),
        }
    }
}

/// What a pool takes and gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) amount_in: U256,
    pub(crate) amount_out: U256,
}

/// What each pool takes and gives, in the order of the pools, and what all return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Division {
    pub(crate) shares: Vec<Share>,
    pub(crate) amount_out: U256,
    /// Where all pools stand that are used.
    level: U256,
}

impl Division {
    fn swaps(&self) -> usize {
        self.shares
            .iter()
            .filter(|share| !share.amount_in.is_zero())
            .count()
    }

    /// Whether it returns more than another one, swaps deducted.
    fn beats(&self, other: &Self, swap_cost: U256) -> bool {
        let cost = |swaps: usize| swap_cost.saturating_mul(U256::from(swaps));
        let (ours, theirs) = (self.amount_out, other.amount_out);
        ours.saturating_add(cost(other.swaps())) > theirs.saturating_add(cost(self.swaps()))
    }

    /// Whether a share certainly gains more than a swap costs.
    fn proves(&self, share: &Share, swap_cost: U256) -> bool {
        let elsewhere = curve::worth_at(share.amount_in, self.level);
        share.amount_out > elsewhere.saturating_add(swap_cost)
    }
}

/// The best division of an amount; `None` when all pools together cannot take it. A swap costs one unit at least: for nothing no
/// pool is asked.
pub(crate) fn divide(pools: &[Pool], amount_in: U256, swap_cost: U256) -> Option<Division> {
    if amount_in.bit_len() > AMOUNT_BITS_MAX {
        return None;
    }
    let swap_cost = swap_cost.max(U256::ONE);
    let mut curves = pools
        .iter()
        .map(|pool| pool.curve().unwrap_or_default())
        .collect::<Vec<_>>();
    let order = Order { pools, amount_in };
    let Some(mut best) = order.solve(&curves) else {
        return order.best_single();
    };
    loop {
        let mut fewer: Option<(usize, Division)> = None;
        let mut is_proved = true;
        for (index, share) in best.shares.iter().enumerate() {
            if share.amount_in.is_zero() || best.proves(share, swap_cost) {
                continue;
            }
            is_proved = false;
            let Some(curve) = curves.get_mut(index).map(core::mem::take) else {
                continue;
            };
            let without = order.solve(&curves);
            put(&mut curves, index, curve);
            if let Some(without) = without
                && fewer
                    .as_ref()
                    .is_none_or(|(_, most)| without.amount_out > most.amount_out)
            {
                fewer = Some((index, without));
            }
        }
        match fewer {
            Some((index, without)) if without.beats(&best, swap_cost) => {
                put(&mut curves, index, Vec::new());
                best = without;
            }
            // Each leg gains more than it costs, so no single pool returns more.
            _ if is_proved => return Some(best),
            _ => break,
        }
    }
    match order.best_single() {
        Some(single) if !best.beats(&single, swap_cost) => Some(single),
        _ => Some(best),
    }
}

struct Order<'a> {
    pools: &'a [Pool],
    amount_in: U256,
}

impl Order<'_> {
    /// The best division among the pools that have a curve, whatever swaps cost.
    fn solve(&self, curves: &[Vec<Stretch>]) -> Option<Division> {
        let level = level_of(curves, self.amount_in)?;
        let mut shares = vec![Share::default(); self.pools.len()];
        let mut rest = self.amount_in;
        for ((curve, pool), share) in curves.iter().zip(self.pools).zip(&mut shares) {
            let mut part = U256::ZERO;
            for stretch in curve {
                part = part.checked_add(stretch.input_until(level))?;
            }
            // Ends of stretches are rounded one by one: all may be some units over what is there.
            share.amount_in = part.min(pool.capacity()).min(rest);
            rest = rest.checked_sub(share.amount_in)?;
        }
        if !rest.is_zero() {
            let share = self.largest_with_room(curves, &mut shares, rest)?;
            share.amount_in = share.amount_in.checked_add(rest)?;
        }
        let mut amount_out = U256::ZERO;
        for (pool, share) in self.pools.iter().zip(&mut shares) {
            if !share.amount_in.is_zero() {
                share.amount_out = pool.amount_out(share.amount_in)?;
                amount_out = amount_out.checked_add(share.amount_out)?;
            }
        }
        Some(Division {
            shares,
            amount_out,
            level,
        })
    }

    /// The largest share of a pool that can take so much more.
    fn largest_with_room<'s>(
        &self,
        curves: &[Vec<Stretch>],
        shares: &'s mut [Share],
        rest: U256,
    ) -> Option<&'s mut Share> {
        curves
            .iter()
            .zip(self.pools)
            .zip(shares)
            .filter(|((curve, pool), share)| {
                !curve.is_empty() && rest <= pool.capacity().saturating_sub(share.amount_in)
            })
            .map(|(_, share)| share)
            .max_by_key(|share| share.amount_in)
    }

    fn best_single(&self) -> Option<Division> {
        let mut best: Option<(usize, Share)> = None;
        for (index, pool) in self.pools.iter().enumerate() {
            if let Some(amount_out) = pool.amount_out(self.amount_in)
                && best.is_none_or(|(_, best)| amount_out > best.amount_out)
            {
                let amount_in = self.amount_in;
                best = Some((
                    index,
                    Share {
                        amount_in,
                        amount_out,
                    },
                ));
            }
        }
        let (index, share) = best?;
        let mut shares = vec![Share::default(); self.pools.len()];
        put(&mut shares, index, share);
        Some(Division {
            shares,
            amount_out: share.amount_out,
            level: U256::MAX,
        })
    }
}

/// Where a pool is when the level rises: on the way to the next end of a stretch of it.
#[derive(Clone, Copy, Default)]
struct Place {
    stretch: usize,
    is_inside: bool,
}

/// The level at which pools take an amount together; `None` when they never do.
fn level_of(curves: &[Vec<Stretch>], amount_in: U256) -> Option<U256> {
    let mut places = vec![Place::default(); curves.len()];
    let mut level = U256::ZERO;
    let mut slope = U256::ZERO;
    let mut rest = amount_in;
    loop {
        // The next end of a stretch, from below.
        let mut next: Option<(U256, &mut Place, U256)> = None;
        for (curve, place) in curves.iter().zip(&mut places) {
            let Some(stretch) = curve.get(place.stretch) else {
                continue;
            };
            let end = if place.is_inside {
                stretch.to
            } else {
                stretch.from
            };
            if next.as_ref().is_none_or(|(lowest, ..)| end < *lowest) {
                next = Some((end, place, stretch.slope));
            }
        }
        let (end, place, change) = next?;
        // Stretches of one pool may begin a unit below the end of the one before.
        let capacity = curve::taken(slope, end.saturating_sub(level));
        if capacity >= rest && !slope.is_zero() {
            return level.checked_add(curve::levels_for(rest, slope)?);
        }
        rest = rest.checked_sub(capacity)?;
        level = level.max(end);
        if place.is_inside {
            slope = slope.checked_sub(change)?;
            *place = Place {
                stretch: place.stretch.checked_add(1)?,
                is_inside: false,
            };
        } else {
            slope = slope.checked_add(change)?;
            place.is_inside = true;
        }
    }
}

fn put<T>(slots: &mut [T], index: usize, value: T) {
    if let Some(slot) = slots.get_mut(index) {
        *slot = value;
    }
}

#[cfg(test)]
mod tests;
