//! Weighted pools and auctions, against powers taken in exact rationals.

use num_traits::{Pow, Signed as _, Zero};
use proptest::prelude::*;
use rebalance_math::execution::{
    ConstantProduct, Decay, DutchAuction, PIPS, Venue, WeightedPool, decay_rate_floor, split,
    urgency_floor,
};
use rebalance_math::{U256, WAD, Weight};

use crate::inputs::{config, ten};
use crate::reference::{Q, floor, q};

fn pool(reserve_in: u128, reserve_out: u128, weight_in_bps: u16, fee_pips: u32) -> WeightedPool {
    WeightedPool {
        reserve_in,
        reserve_out,
        weight_in: Weight::from_bps(weight_in_bps),
        weight_out: Weight::from_bps(10_000 - weight_in_bps),
        fee_pips,
    }
}

/// 80/20, 1,000 of each: 1,000 in double the reserve, so 1 - 2^-4 of the other side goes out; the other way 1 - 2^(-1/4).
#[test]
fn weighted_pool_pays_by_its_weights() {
    let reserve = 1_000_000_000_000_000_000_000_u128;
    let heavy = pool(reserve, reserve, 8_000, 0);
    assert_eq!(
        heavy.amount_out_floor(U256::from(reserve)),
        Ok(U256::from(reserve / 16 * 15))
    );
    let light = pool(reserve, reserve, 2_000, 0);
    // 1 - 2^(-1/4) = 0.159103584746285456968...; 18 digits of the power, rounded for the pool.
    let out = light.amount_out_floor(U256::from(reserve)).unwrap();
    assert_eq!(
        out,
        U256::from(159_103_584_746_285_456_u64) * U256::from(1_000)
    );
}

/// 100 to 1 in 100 seconds: a tenth after half of the time when it falls by equal parts, 50.5 when by equal steps.
#[test]
fn auction_goes_from_its_first_price_to_its_last() {
    let price = |whole: u64| U256::from(whole) * ten(36);
    let fall = DutchAuction {
        start_price: price(100),
        end_price: price(1),
        duration_s: 100,
        decay: Decay::Exponential,
    };
    let half = price(10);
    for got in [fall.price_ceil(50).unwrap(), fall.price_floor(50).unwrap()] {
        assert!(got.abs_diff(half) <= ten(20), "{got}");
    }
    let rise = DutchAuction {
        start_price: price(1),
        end_price: price(100),
        ..fall
    };
    assert!(rise.price_floor(50).unwrap().abs_diff(half) <= ten(20));
    for auction in [fall, rise] {
        for elapsed in [0, 100, 101, u64::MAX] {
            let expected = if elapsed == 0 {
                auction.start_price
            } else {
                auction.end_price
            };
            assert_eq!(auction.price_ceil(elapsed), Ok(expected));
            assert_eq!(auction.price_floor(elapsed), Ok(expected));
        }
        let straight = DutchAuction {
            decay: Decay::Linear,
            ..auction
        };
        assert_eq!(straight.price_ceil(50), Ok(U256::from(505) * ten(35)));
    }
    let thirds = DutchAuction {
        start_price: U256::from(10),
        end_price: U256::from(9),
        duration_s: 3,
        decay: Decay::Linear,
    };
    assert_eq!(
        (thirds.price_ceil(1), thirds.price_floor(1)),
        (Ok(U256::from(10)), Ok(U256::from(9)))
    );
}

/// A volatility of 5 % a day, 3 % of the portfolio, an aversion of three: q = 1.5 * 0.0025 / 86,400 * 0.03 = 1.302083e-9
/// per second. With 1 % of premium and blocks of 250 ms: sqrt(2 q 0.01 / 0.25) = sqrt(1 / 9.6e9) = 1.0206207e-5.
#[test]
fn decay_rate_of_a_worked_order() {
    let variance = U256::from(25) * ten(23) / U256::from(86_400);
    let urgency = urgency_floor(U256::from(3) * WAD, variance, Weight::from_bps(300)).unwrap();
    assert_eq!(urgency, U256::from(1_302_083_333_333_333_333_u64));
    let rate = decay_rate_floor(urgency, ten(16), 250).unwrap();
    assert_eq!(rate / ten(9), U256::from(10_206_207_261_596_u64));
}

fn power(base: &Q, exponent: u32) -> Q {
    Pow::pow(base, exponent)
}

proptest! {
    #![proptest_config(config())]

    /// `(1 - out / y)^b` against `(x / (x + g d))^a` at weights of `a : b`, in exact rationals: no more than the curve
    /// pays, and less by no more than is stated.
    #[test]
    fn prop_weighted_pool_pays_no_more_than_its_curve(
        reserve_in in 1_u64.., reserve_in_shift in 0_u32..64, reserve_out in 1_u64..,
        amount in any::<u64>(), shift in 0_u32..64, fee_pips in 0_u32..1_000_000, tenths in 1_u16..=9,
    ) {
        let reserve_in = (reserve_in >> reserve_in_shift).max(1);
        let amount = amount >> shift;
        let pool = pool(reserve_in.into(), reserve_out.into(), tenths * 1_000, fee_pips);
        let got = q(pool.amount_out_floor(U256::from(amount))?);
        let kept = q(U256::from(PIPS - fee_pips)) / q(U256::from(PIPS));
        let (x, y) = (q(U256::from(reserve_in)), q(U256::from(reserve_out)));
        let left = power(&(&x / (&x + kept * q(U256::from(amount)))), tenths.into());
        let given = u32::from(10 - tenths);
        let one = q(U256::from(1));
        prop_assert!(power(&(&one - &got / &y), given) >= left);

        // The logarithm of a growth below 2^64 is at most 45; it counts where the ratio of the weights is no wad.
        let is_even = matches!(tenths, 2 | 5 | 6 | 8 | 9);
        let ulps = q(U256::from(2 + if is_even { 0 } else { 45 })) + q(U256::from(tenths)) / q(U256::from(given));
        let more = &one - (got + &y * ulps / q(WAD) + &one) / &y;
        prop_assert!(more.is_negative() || power(&more, given) < left);
    }

    #[test]
    fn prop_weighted_pool_of_equal_weights_is_a_constant_product(
        reserve_in in 1_u64.., reserve_out in 1_u64.., amount in any::<u64>(), fee_pips in 0_u32..1_000_000,
    ) {
        let weighted = pool(reserve_in.into(), reserve_out.into(), 5_000, fee_pips);
        let plain = ConstantProduct { reserve_in: reserve_in.into(), reserve_out: reserve_out.into(), fee_pips };
        prop_assert_eq!(weighted.amount_out_floor(U256::from(amount)), plain.amount_out_floor(U256::from(amount)));
    }

    /// No hundredth of the order is better off elsewhere, and no venue alone returns more.
    #[test]
    fn prop_split_over_weighted_pools_is_a_local_optimum(
        pools in prop::collection::vec((1_000_000_000_u64..1_000_000_000_000_000, 500_u64..2_000, 1_000_u16..9_000, 0_u32..20_000), 1..5),
        part in 1_u64..2_000,
    ) {
        let mut venues: Vec<Venue<'_>> = pools.iter().map(|(reserve_in, price, weight, fee)| {
            // The price at the start is y w_in / (x w_out): all are near one.
            let reserve_out = u128::from(*reserve_in) * u128::from(*price) / 1_000 * u128::from(10_000 - weight) / u128::from(*weight);
            Venue::Weighted(pool((*reserve_in).into(), reserve_out, *weight, *fee))
        }).collect();
        venues.push(Venue::ConstantProduct(ConstantProduct { reserve_in: 1_000_000_000_000, reserve_out: 1_000_000_000_000, fee_pips: 3_000 }));
        let order = U256::from(pools[0].0 / 1_000 * part);
        let mut parts = vec![U256::ZERO; venues.len()];
        let got = split(&venues, order, U256::ZERO, &mut parts)?;
        prop_assert_eq!(parts.iter().fold(U256::ZERO, |sum, part| sum + part), order);
        for venue in &venues {
            prop_assert!(got.amount_out >= venue.amount_out_floor(order)?);
        }
        let moved = order / U256::from(100);
        for from in (0..parts.len()).filter(|from| parts[*from] >= moved) {
            for to in (0..parts.len()).filter(|to| *to != from) {
                let before = venues[from].amount_out_floor(parts[from])? + venues[to].amount_out_floor(parts[to])?;
                let after = venues[from].amount_out_floor(parts[from] - moved)? + venues[to].amount_out_floor(parts[to] + moved)?;
                prop_assert!(after <= before + U256::from(4), "{} {}", after, before);
            }
        }
    }

    /// `price^T` against `start^(T - t) end^t`, in exact integers.
    #[test]
    fn prop_exponential_auction_is_the_rounded_power(
        start in 1_u64.., ratio in 1_u64..100_000, duration_s in 2_u64..12, elapsed in 1_u64..12, is_rising in any::<bool>(),
    ) {
        let start = U256::from(start) * ten(18);
        let other = (start * U256::from(ratio) / U256::from(100_000)).max(U256::ONE);
        let (start_price, end_price) = if is_rising { (other, start) } else { (start, other) };
        let auction = DutchAuction { start_price, end_price, duration_s, decay: Decay::Exponential };
        let elapsed = elapsed.min(duration_s - 1);
        let exact = power(&q(start_price), (duration_s - elapsed) as u32) * power(&q(end_price), elapsed as u32);
        let (up, down) = (q(auction.price_ceil(elapsed)?), q(auction.price_floor(elapsed)?));
        let whole = duration_s as u32;
        prop_assert!(power(&up, whole) >= exact);
        prop_assert!(power(&down, whole) <= exact);
        // The ratio is cut at 1e-18, which a root of a small ratio magnifies; together they are this close.
        let slack = q(start) * q(U256::from(400_000)) / q(WAD) + q(U256::from(2));
        prop_assert!(&up - &down <= slack);
        let next = auction.price_ceil(elapsed + 1)?;
        let step = if is_rising { q(next) - up } else { up - q(next) };
        prop_assert!(step >= -q(start) / q(ten(17)));
    }

    #[test]
    fn prop_linear_auction_is_the_rounded_rational(start in 1_u64.., end in 1_u64.., duration_s in 1_u64.., elapsed in any::<u64>()) {
        let auction = DutchAuction { start_price: U256::from(start), end_price: U256::from(end), duration_s, decay: Decay::Linear };
        let gone = q(U256::from(elapsed.min(duration_s))) / q(U256::from(duration_s));
        let exact = q(U256::from(start)) + (q(U256::from(end)) - q(U256::from(start))) * gone;
        prop_assert_eq!(auction.price_floor(elapsed), floor(exact.floor()));
        prop_assert_eq!(auction.price_ceil(elapsed), floor(exact.ceil()));
    }

    #[test]
    fn prop_decay_rate_is_the_root_of_the_rational(urgency in 1_u64.., premium in 1_u64.., block_ms in 1_u64..100_000) {
        let got = q(decay_rate_floor(U256::from(urgency), U256::from(premium), block_ms)?);
        let exact = q(U256::from(2)) * q(U256::from(urgency)) / q(ten(27)) * q(U256::from(premium)) / q(WAD) * q(U256::from(1_000)) / q(U256::from(block_ms)) * q(ten(54));
        prop_assert!(&got * &got <= exact);
        let above = got + q(U256::from(2));
        prop_assert!(!above.is_zero() && &above * &above > exact);
    }
}
