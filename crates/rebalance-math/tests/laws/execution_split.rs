//! Splits of an order: the worked numbers, the first-order conditions, brute force, and never worse than one venue.

use proptest::prelude::*;
use rebalance_math::execution::{
    ConcentratedPool, ConstantProduct, PIPS, Split, TickLiquidity, Venue, split, sqrt_ratio_at_tick,
};
use rebalance_math::{MathError, U256};

use crate::execution_pools::{Positions, positions};
use crate::inputs::config;
use crate::reference::{Q, q};

const E18: u128 = 1_000_000_000_000_000_000;

fn pool(reserve_in: u128, reserve_out: u128, fee_pips: u32) -> Venue<'static> {
    Venue::ConstantProduct(ConstantProduct {
        reserve_in,
        reserve_out,
        fee_pips,
    })
}

/// The four pools of the worked example, in units of 1e18.
fn example() -> [Venue<'static>; 4] {
    [
        pool(1_000 * E18, 2_000 * E18, 3_000),
        pool(500 * E18, 1_010 * E18, 3_000),
        pool(5_000 * E18, 9_900 * E18, 500),
        pool(100 * E18, 190 * E18, 10_000),
    ]
}

/// 1e18 units to six decimals, rounded to nearest.
fn six(raw: U256) -> U256 {
    (raw + U256::from(500_000_000_000_u64)) / U256::from(1_000_000_000_000_u64)
}

#[test]
fn split_agrees_with_the_worked_example() {
    let venues = example();
    let order = U256::from(300 * E18);
    let mut parts = [U256::ZERO; 4];
    let got = split(&venues, order, U256::ZERO, &mut parts).unwrap();
    // 48.598036 / 26.921496 / 222.630864 / 1.849605, out 569.115047.
    assert_eq!(
        parts.map(six),
        [48_598_036, 26_921_496, 222_630_864, 1_849_605].map(U256::from)
    );
    assert_eq!(six(got.amount_out), U256::from(569_115_047));
    assert_eq!(got.legs, 4);
    assert_eq!(parts.iter().fold(U256::ZERO, |sum, part| sum + part), order);
    // Best single 560.11, equal parts 497.74.
    let best = venues
        .iter()
        .map(|venue| venue.amount_out_floor(order).unwrap())
        .max()
        .unwrap();
    assert_eq!(
        (best + U256::from(E18 / 200)) / U256::from(E18 / 100),
        U256::from(56_011)
    );
    let equal = venues.iter().fold(U256::ZERO, |sum, venue| {
        sum + venue.amount_out_floor(U256::from(75 * E18)).unwrap()
    });
    assert_eq!(
        (equal + U256::from(E18 / 200)) / U256::from(E18 / 100),
        U256::from(49_774)
    );
    // The price at which all four end: 1.813961.
    for (venue, part) in venues.iter().zip(parts) {
        let price = marginal(venue, part);
        assert_eq!(
            (price * q(U256::from(1_000_000)) + Q::new(1.into(), 2.into())).floor(),
            q(U256::from(1_813_961))
        );
    }
}

/// The fourth leg returns 0.0019 more than the other three would: at a cost above that it is dropped, at 9 only one is left.
#[test]
fn split_drops_legs_that_cost_more_than_they_bring() {
    let venues = example();
    let order = U256::from(300 * E18);
    let mut parts = [U256::ZERO; 4];
    let all = split(&venues, order, U256::ZERO, &mut parts)
        .unwrap()
        .amount_out;
    let three = split(&venues[..3], order, U256::ZERO, &mut parts[..3])
        .unwrap()
        .amount_out;
    let gain = all - three;
    let got = split(&venues, order, gain - U256::ONE, &mut parts).unwrap();
    assert_eq!((got.legs, got.amount_out), (4, all));
    let got = split(&venues, order, gain + U256::ONE, &mut parts).unwrap();
    assert_eq!((got.legs, got.amount_out, parts[3]), (3, three, U256::ZERO));
    let got = split(&venues, order, U256::from(9 * E18), &mut parts).unwrap();
    assert_eq!((got.legs, parts[2]), (1, order));
}

/// `g x y / (x + g d)^2`.
fn marginal(venue: &Venue<'_>, part: U256) -> Q {
    let Venue::ConstantProduct(pool) = venue else {
        panic!("only for constant products");
    };
    let kept = q(U256::from(PIPS - pool.fee_pips)) / q(U256::from(PIPS));
    let (x, y) = (
        q(U256::from(pool.reserve_in)),
        q(U256::from(pool.reserve_out)),
    );
    let filled = &x + &kept * q(part);
    kept * &x * y / (&filled * &filled)
}

/// A full-range position of liquidity `l` at the price one is a constant product with reserves `l`, so both solvers must agree.
#[test]
fn split_over_full_range_liquidity_is_the_split_over_reserves() {
    let liquidity = 1_000_000_000_000_000_000_000_u128;
    let ticks = [
        TickLiquidity {
            tick: -887_220,
            liquidity_net: liquidity as i128,
        },
        TickLiquidity {
            tick: 887_220,
            liquidity_net: -(liquidity as i128),
        },
    ];
    let full = ConcentratedPool {
        sqrt_price_x96: sqrt_ratio_at_tick(0).unwrap(),
        tick: 0,
        liquidity,
        fee_pips: 3_000,
        tick_spacing: 60,
        ticks: &ticks,
    };
    let order = U256::from(100 * E18);
    let other = pool(3 * liquidity, 3 * liquidity, 500);
    for zero_for_one in [true, false] {
        let mixed = [
            Venue::Concentrated {
                pool: full,
                zero_for_one,
            },
            other,
        ];
        let plain = [pool(liquidity, liquidity, 3_000), other];
        let (mut a, mut b) = ([U256::ZERO; 2], [U256::ZERO; 2]);
        let mixed = split(&mixed, order, U256::ZERO, &mut a).unwrap();
        let plain = split(&plain, order, U256::ZERO, &mut b).unwrap();
        for (a, b) in a.iter().zip(b) {
            assert!(a.abs_diff(b) < U256::from(1_000_000_u64), "{a} {b}");
        }
        assert!(
            mixed.amount_out.abs_diff(plain.amount_out) <= U256::from(20),
            "{mixed:?} {plain:?}"
        );
    }
}

/// A tick range that ends takes what it has, and the rest goes elsewhere; alone it cannot take the order.
#[test]
fn split_fills_a_range_to_its_end_and_no_further() {
    let liquidity = 1_000_000_000_000_u128;
    let ticks = [
        TickLiquidity {
            tick: -60,
            liquidity_net: liquidity as i128,
        },
        TickLiquidity {
            tick: 60,
            liquidity_net: -(liquidity as i128),
        },
    ];
    let narrow = ConcentratedPool {
        sqrt_price_x96: sqrt_ratio_at_tick(0).unwrap(),
        tick: 0,
        liquidity,
        fee_pips: 500,
        tick_spacing: 60,
        ticks: &ticks,
    };
    let narrow = Venue::Concentrated {
        pool: narrow,
        zero_for_one: true,
    };
    // L (1 / sqrt(P_b) - 1) = 1e12 * (1.0001^30 - 1) = 3,004,354,062.7, and 0.05 % of fee on top: 3,005,856,991.2.
    let venues = [narrow, pool(1_000_000_000, 500_000_000, 3_000)];
    let mut parts = [U256::ZERO; 2];
    let got = split(
        &venues,
        U256::from(4_000_000_000_u64),
        U256::ZERO,
        &mut parts,
    )
    .unwrap();
    assert_eq!(got.legs, 2);
    assert!(
        parts[0] > U256::from(3_005_856_980_u64) && parts[0] < U256::from(3_005_856_993_u64),
        "{}",
        parts[0]
    );
    let alone = split(
        &venues[..1],
        U256::from(4_000_000_000_u64),
        U256::ZERO,
        &mut parts[..1],
    );
    let Err(MathError::LiquidityBelowAmount { got, needed }) = alone else {
        panic!("{alone:?}");
    };
    assert_eq!(needed, U256::from(4_000_000_000_u64));
    assert!(
        got <= parts[0] && parts[0] - got < U256::from(10),
        "{got} {}",
        parts[0]
    );
}

fn reserves() -> impl Strategy<Value = u128> {
    (any::<u64>(), 0_u32..44).prop_map(|(bits, shift)| u128::from(bits >> shift).max(1_000))
}

fn constant_products() -> impl Strategy<Value = Vec<ConstantProduct>> {
    let one = (
        reserves(),
        500_u128..2_000,
        prop_oneof![Just(0_u32), Just(500), Just(3_000), 0_u32..100_000],
    )
        .prop_map(|(reserve_in, price, fee_pips)| ConstantProduct {
            reserve_in,
            reserve_out: reserve_in * price / 1_000,
            fee_pips,
        });
    prop::collection::vec(one, 1..8)
}

fn check_sum_and_single(venues: &[Venue<'_>], order: U256, cost: U256, parts: &[U256], got: Split) {
    assert_eq!(parts.iter().fold(U256::ZERO, |sum, part| sum + part), order);
    let paid = venues
        .iter()
        .zip(parts)
        .fold(U256::ZERO, |sum, (venue, part)| {
            sum + venue.amount_out_floor(*part).unwrap()
        });
    assert_eq!(paid, got.amount_out);
    let net = q(got.amount_out) - q(cost) * q(U256::from(got.legs));
    for venue in venues {
        if let Ok(single) = venue.amount_out_floor(order) {
            assert!(net >= q(single) - q(cost), "{net} is less than {single}");
        }
    }
}

proptest! {
    #![proptest_config(config())]

    /// Karush, Kuhn and Tucker: used venues end at one price, unused ones start at no better one.
    #[test]
    fn prop_split_equalises_marginal_prices(pools in constant_products(), order in 1_u64.., shift in 0_u32..50) {
        let order = U256::from((order >> shift).max(1));
        let venues: Vec<Venue<'_>> = pools.iter().map(|pool| Venue::ConstantProduct(*pool)).collect();
        let mut parts = vec![U256::ZERO; venues.len()];
        let got = split(&venues, order, U256::ZERO, &mut parts)?;
        check_sum_and_single(&venues, order, U256::ZERO, &parts, got);
        // A base unit more or less moves the price by this much at most: 2 g / x, and the residue is a few units.
        let units = q(U256::from(2 * venues.len() + 2));
        let slack = |pool: &ConstantProduct| Q::new(2.into(), 1.into()) * &units / q(U256::from(pool.reserve_in));
        for (a, (venue, part)) in venues.iter().zip(&parts).enumerate() {
            for (b, (other, taken)) in venues.iter().zip(&parts).enumerate() {
                // Nothing is gained by moving input from a used venue to another.
                if a != b && q(*part) > units && got.legs > 1 {
                    let (from, to) = (marginal(venue, *part), marginal(other, *taken));
                    let allowed = &from * (slack(&pools[a]) + slack(&pools[b]));
                    prop_assert!(to <= &from + allowed, "{} is better than {}", to, from);
                }
            }
        }
    }

    /// Every split of a small order, tried: none returns more by more than the floors of the pools.
    #[test]
    fn prop_split_is_not_beaten_by_brute_force(
        pools in prop::collection::vec((100_u128..5_000, 100_u128..5_000, 0_u32..50_000), 2..=3), order in 1_u64..120, cost in 0_u64..6,
    ) {
        let venues: Vec<Venue<'_>> = pools.iter().map(|(x, y, fee)| pool(*x, *y, *fee)).collect();
        let mut parts = vec![U256::ZERO; venues.len()];
        let cost = U256::from(cost);
        let got = split(&venues, U256::from(order), cost, &mut parts)?;
        check_sum_and_single(&venues, U256::from(order), cost, &parts, got);
        let out = |venue: usize, part: u64| q(venues[venue].amount_out_floor(U256::from(part)).unwrap());
        let mut best = -q(U256::from(1_000_000));
        for first in 0..=order {
            let seconds = if venues.len() == 3 { 0..=order - first } else { order - first..=order - first };
            for second in seconds {
                let third = order - first - second;
                let legs = [first, second, third].iter().filter(|part| **part > 0).count();
                let mut total = out(0, first) + out(1, second) - q(cost) * q(U256::from(legs));
                if venues.len() == 3 {
                    total += out(2, third);
                }
                best = best.max(total);
            }
        }
        let net = q(got.amount_out) - q(cost) * q(U256::from(got.legs));
        // Each floor hides less than one unit, and each unit that the closed form misplaces less than its price.
        let price = pools.iter().map(|(x, y, _)| q(U256::from(*y)) / q(U256::from(*x))).max().unwrap();
        let slack = q(U256::from(venues.len())) * (price + q(U256::from(1)));
        prop_assert!(best <= &net + &slack, "{} instead of {}", net, best);
    }

    /// Mixed venues: exact sum, never worse than one venue, and no small transfer between two venues gains.
    #[test]
    fn prop_split_over_mixed_venues_is_a_local_optimum(
        positions in prop::collection::vec(positions(), 1..3), reserve in 1_000_000_u128..1_000_000_000_000_000,
        order in 1_000_u64..1_000_000_000_000, zero_for_one in any::<bool>(), cost in prop_oneof![Just(0_u64), 0_u64..1_000_000],
    ) {
        // The constant product is priced like the first pool, so that both are used.
        let tick = positions[0].tick;
        let root = q(sqrt_ratio_at_tick(tick)?) / q(U256::ONE << 96);
        let price = if zero_for_one { &root * &root } else { (&root * &root).recip() };
        let reserve_out = (q(U256::from(reserve)) * price).to_integer().to_string().parse::<u128>().unwrap().max(1);
        let mut venues: Vec<Venue<'_>> = positions.iter().map(|positions: &Positions| Venue::Concentrated { pool: positions.pool(), zero_for_one }).collect();
        venues.push(pool(reserve, reserve_out, 3_000));
        let (order, cost) = (U256::from(order), U256::from(cost));
        let mut parts = vec![U256::ZERO; venues.len()];
        let got = split(&venues, order, cost, &mut parts)?;
        check_sum_and_single(&venues, order, cost, &parts, got);
        if cost.is_zero() {
            for (from, part) in parts.iter().enumerate() {
                for to in 0..parts.len() {
                    let moved = order / U256::from(100);
                    if from == to || *part < moved {
                        continue;
                    }
                    let Ok(more) = venues[to].amount_out_floor(parts[to] + moved) else { continue };
                    let less = venues[from].amount_out_floor(*part - moved)?;
                    let before = venues[from].amount_out_floor(*part)? + venues[to].amount_out_floor(parts[to])?;
                    // Pools that walk over ticks round at each of them.
                    prop_assert!(q(more) + q(less) <= q(before) * Q::new(1_000_001.into(), 1_000_000.into()) + q(U256::from(50)));
                }
            }
        }
    }
}
