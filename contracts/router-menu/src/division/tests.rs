//! Held against the exact split of the math crate, which searches where this one divides, against brute force, and by what can be
//! said of an optimum without either.

use super::*;
use rebalance_math::execution::{
    ConcentratedPool, TickLiquidity, Venue, split, sqrt_ratio_at_tick,
};

fn pair(reserve_in: u128, reserve_out: u128, fee_pips: u32) -> ConstantProduct {
    ConstantProduct {
        reserve_in,
        reserve_out,
        fee_pips,
    }
}

/// The worked example of four pools, a trillion base units to the unit.
fn example() -> Vec<ConstantProduct> {
    let unit = 1_000_000_000_000;
    vec![
        pair(1_000 * unit, 2_000 * unit, 3_000),
        pair(500 * unit, 1_010 * unit, 3_000),
        pair(5_000 * unit, 9_900 * unit, 500),
        pair(100 * unit, 190 * unit, 10_000),
    ]
}

fn pools(pairs: &[ConstantProduct]) -> Vec<Pool> {
    pairs.iter().copied().map(Pool::Pair).collect()
}

fn divided(pairs: &[ConstantProduct], amount: u128, cost: u128) -> Option<Division> {
    divide(&pools(pairs), U256::from(amount), U256::from(cost))
}

fn sum(division: &Division) -> U256 {
    division.shares.iter().map(|share| share.amount_in).sum()
}

/// A stream of numbers that is the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    /// A pair at about the price of a tick, which is what token 0 costs in token 1, as large as a position of so much liquidity.
    fn pair(&mut self, tick: i32, zero_for_one: bool) -> ConstantProduct {
        let price = 1.0001_f64.powi(tick + i32::try_from(self.below(200)).unwrap() - 100);
        let liquidity = 10_f64.powi(12 + i32::try_from(self.below(7)).unwrap());
        let (zero, one) = (
            (liquidity / price.sqrt()) as u128,
            (liquidity * price.sqrt()) as u128,
        );
        let fee = self.pick(&[500, 2_500, 3_000, 10_000]);
        if zero_for_one {
            pair(zero.max(1), one.max(1), fee)
        } else {
            pair(one.max(1), zero.max(1), fee)
        }
    }

    /// A pool of positions around a tick: as the math crate has it, and as this one reads it.
    fn tier(&mut self, tick: i32, zero_for_one: bool) -> Positions {
        let (fee_pips, spacing) = self.pick(&[(100, 1), (500, 10), (3_000, 60), (10_000, 200)]);
        let tick = tick + i32::try_from(self.below(200)).unwrap() - 100;
        let center = tick.div_euclid(spacing);
        // Equal distances of ends on either side, each position inside the one before.
        let mut bounds = Vec::new();
        for step in 1..=1 + i32::try_from(self.below(4)).unwrap() {
            bounds.push((
                step * 7,
                10_u128.pow(11 + u32::try_from(self.below(7)).unwrap()),
            ));
        }
        Positions {
            fee_pips,
            spacing,
            tick,
            center,
            bounds,
            zero_for_one,
        }
    }
}

struct Positions {
    fee_pips: u32,
    spacing: i32,
    tick: i32,
    center: i32,
    bounds: Vec<(i32, u128)>,
    zero_for_one: bool,
}

impl Positions {
    fn ticks(&self) -> Vec<TickLiquidity> {
        let mut ticks = Vec::new();
        for (distance, liquidity) in &self.bounds {
            let net = i128::try_from(*liquidity).unwrap();
            for (tick, liquidity_net) in [
                ((self.center - distance) * self.spacing, net),
                ((self.center + 1 + distance) * self.spacing, -net),
            ] {
                ticks.push(TickLiquidity {
                    tick,
                    liquidity_net,
                });
            }
        }
        ticks.sort_by_key(|entry| entry.tick);
        ticks
    }

    fn price(&self) -> U256 {
        sqrt_ratio_at_tick(self.tick).unwrap()
    }

    fn liquidity(&self) -> u128 {
        self.bounds.iter().map(|(_, liquidity)| liquidity).sum()
    }

    fn pool(&self) -> Pool {
        let mut liquidity = self.liquidity();
        let mut ends = Vec::new();
        let mut at = self.center + i32::from(!self.zero_for_one);
        for (distance, own) in &self.bounds {
            let end = if self.zero_for_one {
                self.center - distance
            } else {
                self.center + 1 + distance
            };
            // A pool also stops where a word of its bitmap ends.
            while at != end {
                let bit = at.rem_euclid(256);
                let is_last = bit == if self.zero_for_one { 0 } else { 255 };
                if is_last {
                    ends.push((sqrt_ratio_at_tick(at * self.spacing).unwrap(), liquidity));
                }
                at += if self.zero_for_one { -1 } else { 1 };
            }
            ends.push((sqrt_ratio_at_tick(end * self.spacing).unwrap(), liquidity));
            at += if self.zero_for_one { -1 } else { 1 };
            liquidity -= own;
        }
        // The price may be on the first end itself.
        ends.retain(|(end, _)| *end != self.price());
        Pool::Concentrated(Liquidity::of(self.fee_pips, self.price(), &ends))
    }

    fn venue<'a>(&self, ticks: &'a [TickLiquidity]) -> Venue<'a> {
        Venue::Concentrated {
            pool: ConcentratedPool {
                sqrt_price_x96: self.price(),
                tick: self.tick,
                liquidity: self.liquidity(),
                fee_pips: self.fee_pips,
                tick_spacing: self.spacing,
                ticks,
            },
            zero_for_one: self.zero_for_one,
        }
    }
}

#[test]
fn divide_finds_the_printed_parts_of_the_worked_example() {
    let division = divided(&example(), 300_000_000_000_000, 0).unwrap();
    // Printed to a millionth.
    let millionths: Vec<_> = division
        .shares
        .iter()
        .map(|share| (share.amount_in + U256::from(500_000)) / U256::from(1_000_000))
        .collect();
    let printed = [48_598_036_u64, 26_921_496, 222_630_864, 1_849_605].map(U256::from);
    assert_eq!(millionths, printed);
    let out = (division.amount_out + U256::from(500_000)) / U256::from(1_000_000);
    assert_eq!(out, U256::from(569_115_047));
    // The marginal price is printed as 1.813961; a level is the inverse of its root.
    let level = f64::from(division.level) / 2_f64.powi(96);
    assert!((level.powi(-2) - 1.813_961).abs() < 1e-6);
}

#[test]
fn prop_divide_of_pairs_returns_what_the_exact_split_does_and_never_less_than_one_pool() {
    let mut numbers = Numbers(7);
    for _ in 0..2_000 {
        let pairs: Vec<_> = (0..1 + numbers.below(5))
            .map(|_| numbers.pair(0, true))
            .collect();
        let amount = u128::from(1 + numbers.below(1 << 20)) << numbers.below(40);
        let ours = divided(&pairs, amount, 0).unwrap();
        assert_eq!(sum(&ours), U256::from(amount));
        let venues: Vec<_> = pairs.iter().copied().map(Venue::ConstantProduct).collect();
        let mut parts = vec![U256::ZERO; venues.len()];
        let exact = split(&venues, U256::from(amount), U256::ZERO, &mut parts).unwrap();
        // Units of rounding: one for each pool, and what one unit of input is worth (prices are around one).
        let slack = U256::from(2 * pairs.len() + 66);
        assert!(
            ours.amount_out + slack >= exact.amount_out,
            "{ours:?} {exact:?} {pairs:?} {amount}"
        );
        for pair in &pairs {
            let single = pair.amount_out_floor(U256::from(amount)).unwrap();
            assert!(ours.amount_out >= single, "{ours:?} {single}");
        }
    }
}

#[test]
fn prop_divide_across_ticks_is_within_a_thousandth_of_a_bp_of_the_exact_split() {
    let mut numbers = Numbers(11);
    let (mut compared, mut mixed) = (0, 0);
    for _ in 0..600 {
        let zero_for_one = numbers.below(2) == 0;
        let tick = i32::try_from(numbers.below(400_000)).unwrap() - 200_000;
        let tiers: Vec<_> = (0..1 + numbers.below(3))
            .map(|_| numbers.tier(tick, zero_for_one))
            .collect();
        let pairs: Vec<_> = (0..numbers.below(3))
            .map(|_| numbers.pair(tick, zero_for_one))
            .collect();
        let ticks: Vec<_> = tiers.iter().map(Positions::ticks).collect();
        let pools: Vec<_> = tiers
            .iter()
            .map(Positions::pool)
            .chain(pools(&pairs))
            .collect();
        let venues: Vec<_> = tiers
            .iter()
            .zip(&ticks)
            .map(|(tier, ticks)| tier.venue(ticks))
            .chain(pairs.iter().copied().map(Venue::ConstantProduct))
            .collect();
        let amount =
            U256::from(1 + numbers.below(1 << 30)) << usize::try_from(numbers.below(34)).unwrap();
        let mut parts = vec![U256::ZERO; venues.len()];
        let exact = split(&venues, amount, U256::ZERO, &mut parts);
        let ours = divide(&pools, amount, U256::ZERO);
        for (venue, pool) in venues.iter().zip(&pools) {
            // The two know a pool by different means: its ticks, and its ranges.
            let single = venue.amount_out_floor(amount).ok();
            assert_eq!(pool.amount_out(amount), single);
            if let (Some(single), Some(ours)) = (single, &ours) {
                assert!(ours.amount_out >= single, "{ours:?} {single}");
            }
        }
        let (Ok(exact), Some(ours)) = (exact, ours) else {
            continue;
        };
        assert_eq!(sum(&ours), amount);
        // Pools that return nothing for a small part make units matter.
        let slack = U256::from(200_u64);
        assert!(
            (ours.amount_out + slack) * U256::from(10_000_000)
                >= exact.amount_out * U256::from(9_999_999),
            "{ours:?} {exact:?} {amount}"
        );
        compared += 1;
        mixed += usize::from(ours.swaps() > 1);
    }
    assert!(compared > 300 && mixed > 150, "{compared} {mixed}");
}

#[test]
fn prop_divide_is_never_beaten_by_a_grid_of_divisions_with_their_gas() {
    let mut numbers = Numbers(23);
    let mut dropped = 0;
    for _ in 0..300 {
        let tier = numbers.tier(1_000, true);
        let pools = [
            tier.pool(),
            Pool::Pair(numbers.pair(1_000, true)),
            Pool::Pair(numbers.pair(1_000, true)),
        ];
        let amount = U256::from(1_000_000 + numbers.below(1 << 31)) << 8_usize;
        let cost = U256::from(numbers.below(1 << 20));
        let Some(ours) = divide(&pools, amount, cost) else {
            continue;
        };
        let net = |out: U256, swaps: usize| {
            i128::try_from(out).unwrap() - i128::try_from(cost).unwrap() * swaps as i128
        };
        let most = net(ours.amount_out, ours.swaps());
        dropped += usize::from(ours.swaps() < 3);
        let grid = 24_u64;
        for first in 0..=grid {
            for second in 0..=grid - first {
                let parts = [first, second, grid - first - second]
                    .map(|part| amount * U256::from(part) / U256::from(grid));
                let Some(outs) = pools
                    .iter()
                    .zip(parts)
                    .map(|(pool, part)| {
                        if part.is_zero() {
                            Some(U256::ZERO)
                        } else {
                            pool.amount_out(part)
                        }
                    })
                    .collect::<Option<Vec<_>>>()
                else {
                    continue;
                };
                let swaps = parts.iter().filter(|part| !part.is_zero()).count();
                let other = net(outs.into_iter().sum(), swaps);
                // A hundredth of a bp of the output, and some units.
                let slack = i128::try_from(ours.amount_out).unwrap() / 1_000_000 + 200;
                assert!(most + slack >= other, "{most} {other} {ours:?} {parts:?}");
            }
        }
    }
    assert!(dropped > 50, "{dropped}");
}

#[test]
fn prop_a_leg_that_stays_gains_more_than_its_swap_costs() {
    let mut numbers = Numbers(5);
    let mut several = 0;
    for _ in 0..500 {
        let pairs: Vec<_> = (0..2 + numbers.below(4))
            .map(|_| numbers.pair(0, true))
            .collect();
        let amount = u128::from(1_000_000 + numbers.below(1 << 31)) << numbers.below(20);
        let cost = u128::from(numbers.below(1 << 24));
        let ours = divided(&pairs, amount, cost).unwrap();
        if ours.swaps() < 2 {
            continue;
        }
        several += 1;
        for (index, _) in ours
            .shares
            .iter()
            .enumerate()
            .filter(|(_, share)| !share.amount_in.is_zero())
        {
            let used = ours
                .shares
                .iter()
                .enumerate()
                .filter(|(other, share)| *other != index && !share.amount_in.is_zero());
            let others: Vec<_> = used
                .map(|(other, _)| Venue::ConstantProduct(pairs[other]))
                .collect();
            let mut parts = vec![U256::ZERO; others.len()];
            let without = split(&others, U256::from(amount), U256::ZERO, &mut parts).unwrap();
            assert!(
                ours.amount_out + U256::from(16) >= without.amount_out + U256::from(cost),
                "{ours:?} {without:?} {cost}"
            );
        }
    }
    assert!(several > 100, "{several}");
}

#[test]
fn divide_leaves_out_what_gains_less_than_its_swap() {
    let swaps = |cost| {
        divided(&example(), 300_000_000_000_000, cost)
            .unwrap()
            .swaps()
    };
    assert_eq!(swaps(0), 4);
    // Without the smallest of the four, by the closed form, 0.062347 less comes back.
    assert_eq!(swaps(62_300_000_000), 4);
    assert_eq!(swaps(62_400_000_000), 3);
    // No other than the largest gains ten.
    assert_eq!(swaps(10_000_000_000_000), 1);
    // What is beyond all numbers leaves a single pool.
    assert_eq!(swaps(u128::MAX), 1);
}

#[test]
fn divide_uses_up_a_pool_of_one_range_and_leaves_the_rest_to_others() {
    let prices = [0, -60].map(|tick| sqrt_ratio_at_tick(tick).unwrap());
    let small = Liquidity::of(100, prices[0], &[(prices[1], 10_u128.pow(22))]);
    let capacity = small.capacity();
    let pools = [
        Pool::Concentrated(small),
        Pool::Pair(pair(10_u128.pow(20), 10_u128.pow(20), 3_000)),
    ];
    let amount = capacity * U256::from(2);
    let division = divide(&pools, amount, U256::ONE).unwrap();
    let [all, rest] = division.shares[..] else {
        panic!("two pools");
    };
    // The root of a fee has 48 bits: so much may go elsewhere, no more than there is may go there.
    assert!(all.amount_in <= capacity && capacity - all.amount_in < capacity >> 40_usize);
    assert_eq!(all.amount_in + rest.amount_in, amount);
}

#[test]
fn divide_finds_nothing_without_pools_or_for_more_than_they_take() {
    assert_eq!(divided(&[], 5, 1), None);
    let one = divided(&example()[..1], 3, 1).unwrap();
    assert_eq!(one.shares[0].amount_in, U256::from(3));
    let prices = [0, -60].map(|tick| sqrt_ratio_at_tick(tick).unwrap());
    let tier = || Liquidity::of(500, prices[0], &[(prices[1], 1_000_000_000)]);
    let capacity = tier().capacity();
    let pools = [Pool::Concentrated(tier())];
    assert!(divide(&pools, capacity, U256::ONE).is_some());
    assert_eq!(divide(&pools, capacity + U256::ONE, U256::ONE), None);
    assert_eq!(divide(&pools, U256::MAX, U256::ONE), None);
    assert_eq!(divided(&example(), 1 << 127, 1), None);
}
