//! The rules that need no solver: worked numbers by hand and exact rationals.

use num_traits::{Signed as _, Zero};
use proptest::prelude::*;
use rebalance_math::strategy::{
    GlidePoint, Insurance, MomentumRule, PriceTrend, StopRule, TrailingStop, exposed_weights,
    gap_proof_multiplier_floor, glide_path_weights, grown_floor_ceil, inverse_volatility_weights,
    market_cap_weights, ratcheted_floor_ceil, stopped_weights, target_volatility_weights,
};
use rebalance_math::{Signed, U256, Value, WAD, Weight};

use crate::inputs::{config, edge, fraction, targets, ten};
use crate::reference::{Q, q, sum};

fn bps(list: &[u16]) -> Vec<Weight> {
    list.iter().map(|bps| Weight::from_bps(*bps)).collect()
}

fn total(weights: &[Weight]) -> U256 {
    weights
        .iter()
        .fold(U256::ZERO, |sum, weight| sum + weight.raw())
}

fn value(whole: u64) -> Value {
    Value::new(U256::from(whole) * WAD)
}

/// 90/10 at the start, 40/60 ten years later: 80/20 after two.
#[test]
fn glide_path_is_a_straight_line_between_its_points() {
    let (young, old) = (bps(&[9_000, 1_000]), bps(&[4_000, 6_000]));
    let path = [
        GlidePoint {
            at_s: 1_000,
            weights: &young,
        },
        GlidePoint {
            at_s: 11_000,
            weights: &old,
        },
    ];
    let mut weights = [Weight::ZERO; 2];
    for (now_s, expected) in [
        (0, [9_000, 1_000]),
        (1_000, [9_000, 1_000]),
        (3_000, [8_000, 2_000]),
        (6_000, [6_500, 3_500]),
        (11_000, [4_000, 6_000]),
        (u64::MAX, [4_000, 6_000]),
    ] {
        glide_path_weights(&path, now_s, &mut weights).unwrap();
        assert_eq!(weights.to_vec(), bps(&expected), "{now_s}");
    }
    // One point is a fixed mix.
    glide_path_weights(&path[..1], 5_000, &mut weights).unwrap();
    assert_eq!(weights.to_vec(), young);
}

/// A third of the way from all in the first to all in the second asset: thirds, to the unit.
#[test]
fn glide_path_rounds_without_losing_a_unit() {
    let (first, second) = (bps(&[10_000, 0]), bps(&[0, 10_000]));
    let path = [
        GlidePoint {
            at_s: 0,
            weights: &first,
        },
        GlidePoint {
            at_s: 3,
            weights: &second,
        },
    ];
    let mut weights = [Weight::ZERO; 2];
    glide_path_weights(&path, 1, &mut weights).unwrap();
    assert_eq!(
        weights.map(Weight::raw),
        [666_666_666_666_666_666_u64, 333_333_333_333_333_334].map(U256::from)
    );
}

/// Volatilities of 10, 20 and 40 %: 4/7, 2/7, 1/7.
#[test]
fn inverse_volatility_of_three_assets_by_hand() {
    let mut weights = [Weight::ZERO; 3];
    inverse_volatility_weights(&[10, 20, 40], &mut weights).unwrap();
    assert_eq!(
        weights.map(Weight::raw),
        [
            571_428_571_428_571_429_u64,
            285_714_285_714_285_714,
            142_857_142_857_142_857
        ]
        .map(U256::from)
    );
}

/// Capitalisations of 70, 20 and 10 under a cap of a half: the other half is shared two to one.
#[test]
fn market_cap_shares_what_the_cap_leaves() {
    let mut weights = [Weight::ZERO; 3];
    market_cap_weights(
        &[70, 20, 10].map(U256::from),
        Weight::from_bps(5_000),
        &mut weights,
    )
    .unwrap();
    assert_eq!(
        weights.map(Weight::raw),
        [
            500_000_000_000_000_000_u64,
            333_333_333_333_333_333,
            166_666_666_666_666_667
        ]
        .map(U256::from)
    );
    market_cap_weights(&[70, 20, 10].map(U256::from), Weight::ONE, &mut weights).unwrap();
    assert_eq!(weights.to_vec(), bps(&[7_000, 2_000, 1_000]));
}

/// A basket of 60/40 at a volatility of 80 % held to 40 %: half of it, the rest in cash.
#[test]
fn target_volatility_halves_a_basket_that_is_twice_as_risky() {
    let basket = bps(&[6_000, 4_000, 0]);
    let mut weights = vec![Weight::ZERO; 3];
    let mut held = |estimate: u64, target: u64, cap: u16| {
        target_volatility_weights(
            &basket,
            2,
            U256::from(estimate),
            U256::from(target),
            Weight::from_bps(cap),
            &mut weights,
        )
        .unwrap();
        weights.clone()
    };
    assert_eq!(held(80, 40, 10_000), bps(&[3_000, 2_000, 5_000]));
    assert_eq!(held(40, 40, 10_000), basket);
    assert_eq!(held(20, 40, 10_000), basket);
    assert_eq!(held(0, 40, 9_000), bps(&[5_400, 3_600, 1_000]));
    assert_eq!(held(80, 40, 4_000), bps(&[2_400, 1_600, 6_000]));
}

/// Perold and Sharpe 1988: 100 with a floor of 75 and a multiplier of 2 holds 50; after a fall of 20 % the portfolio is
/// worth 90 and holds 30, so 10 are sold.
#[test]
fn cppi_sells_ten_after_a_fall_of_a_fifth() {
    let rule = Insurance {
        multiplier_wad: U256::from(2) * WAD,
        cap: Weight::ONE,
    };
    assert_eq!(rule.exposure_floor(value(100), value(75)), Ok(value(50)));
    assert_eq!(rule.exposure_floor(value(90), value(75)), Ok(value(30)));
    assert_eq!(rule.exposure_floor(value(75), value(75)), Ok(Value::ZERO));
    assert_eq!(rule.exposure_floor(value(60), value(75)), Ok(Value::ZERO));
    assert_eq!(
        rule.exposed_part_floor(value(100), value(75)),
        Ok(Weight::from_bps(5_000))
    );
    // Above 150 the multiple is more than there is.
    assert_eq!(rule.exposure_floor(value(200), value(75)), Ok(value(200)));
    let capped = Insurance {
        cap: Weight::from_bps(8_000),
        ..rule
    };
    assert_eq!(capped.exposure_floor(value(200), value(75)), Ok(value(160)));
    // A multiplier beyond all bounds is held by the cap.
    let wild = Insurance {
        multiplier_wad: U256::MAX,
        cap: Weight::ONE,
    };
    assert_eq!(wild.exposure_floor(value(100), value(75)), Ok(value(100)));
    let mut weights = vec![Weight::ZERO; 3];
    exposed_weights(
        &bps(&[7_500, 2_500, 0]),
        2,
        Weight::from_bps(5_000),
        &mut weights,
    )
    .unwrap();
    assert_eq!(weights, bps(&[3_750, 1_250, 5_000]));
}

/// A protected 80 % of 100, 120 and 90: the floor rises to 96 and stays.
#[test]
fn tipp_floor_rises_and_never_falls() {
    let mut floor = Value::ZERO;
    for (worth, expected) in [(100, 80), (120, 96), (90, 96)] {
        floor = ratcheted_floor_ceil(floor, value(worth), Weight::from_bps(8_000)).unwrap();
        assert_eq!(floor, value(expected));
    }
    assert_eq!(
        grown_floor_ceil(value(80), WAD / U256::from(100) * U256::from(103)),
        Ok(Value::new(U256::from(824) * ten(17)))
    );
    // One unit more than the quotient of 80 and nothing left over.
    assert_eq!(
        grown_floor_ceil(Value::new(U256::from(3)), WAD / U256::from(2)),
        Ok(Value::new(U256::from(2)))
    );
    assert_eq!(
        gap_proof_multiplier_floor(Weight::from_bps(2_000)),
        Ok(U256::from(5) * WAD)
    );
}

/// A tenth below the peak of 150 is 135: at 135 it is held, at 134 it is left; a fifth above the trough of 100 it is back.
#[test]
fn trailing_stop_leaves_and_returns_at_its_prices() {
    let rule = StopRule {
        distance: Weight::from_bps(1_000),
        reentry: Some(Weight::from_bps(2_000)),
    };
    let price = |whole: u64| U256::from(whole);
    let mut stop = TrailingStop::at(price(100));
    for (seen, extreme, is_out) in [
        (120, 120, false),
        (150, 150, false),
        (135, 150, false),
        (134, 134, true),
        (100, 100, true),
        (119, 100, true),
        (120, 120, false),
        (108, 120, false),
        (107, 107, true),
    ] {
        stop = stop.observe(price(seen), &rule).unwrap();
        assert_eq!(
            stop,
            TrailingStop {
                extreme: price(extreme),
                is_out
            },
            "{seen}"
        );
    }
    let never = StopRule {
        reentry: None,
        ..rule
    };
    assert!(stop.observe(U256::MAX, &never).unwrap().is_out);
    let mut weights = vec![Weight::ZERO; 3];
    let mix = bps(&[5_000, 3_000, 2_000]);
    stopped_weights(&mix, &[true, false, true], 2, &mut weights).unwrap();
    assert_eq!(weights, bps(&[0, 3_000, 7_000]));
}

/// A price that rises by 3 a step, remembered long enough: the gradient is 3, whatever the memory.
#[test]
fn price_trend_of_a_straight_line_is_its_slope() {
    for memory in [5_000, 8_000, 9_500] {
        let memory = Weight::from_bps(memory);
        let mut price = U256::from(1_000) * ten(18);
        let mut trend = PriceTrend::flat(price);
        for _ in 0..2_000 {
            price += U256::from(3) * ten(18);
            trend = trend.observe(price, memory).unwrap();
        }
        // The mean lags by 3 lambda / (1 - lambda).
        let gradient = trend.gradient_floor(memory).unwrap();
        let relative = q(U256::from(3) * ten(36)) / q(trend.mean);
        let off = q(gradient.magnitude()) - &relative;
        assert!(
            !gradient.is_negative() && off.abs() < q(U256::from(100_000)),
            "{gradient:?} {relative}"
        );
    }
}

fn momentum<'a>(
    sensitivities: &'a [U256],
    lower: &'a [Weight],
    upper: &'a [Weight],
    step: u16,
) -> MomentumRule<'a> {
    MomentumRule {
        sensitivities,
        max_step: Weight::from_bps(step),
        lower,
        upper,
    }
}

fn signed(raw: i64) -> Signed {
    Signed::from(i128::from(raw))
}

/// Gradients of +2 %, 0 and -2 % at a sensitivity of one: 2 % move from the last to the first; a cap of 1 % halves that, and a
/// lower bound stops the last one.
#[test]
fn momentum_moves_weight_to_what_rises() {
    let kappa = [WAD; 3];
    let gradients = [20_000_000_000_000_000, 0, -20_000_000_000_000_000].map(signed);
    let mix = bps(&[4_000, 3_000, 3_000]);
    let (zero, one) = (bps(&[0; 3]), bps(&[10_000; 3]));
    let mut weights = vec![Weight::ZERO; 3];
    momentum(&kappa, &zero, &one, 10_000)
        .next_weights(&mix, &gradients, &mut weights)
        .unwrap();
    assert_eq!(weights, bps(&[4_200, 3_000, 2_800]));
    momentum(&kappa, &zero, &one, 100)
        .next_weights(&mix, &gradients, &mut weights)
        .unwrap();
    assert_eq!(weights, bps(&[4_100, 3_000, 2_900]));
    // The last may not fall below 29 %: what it keeps is taken from the others alike.
    momentum(&kappa, &bps(&[0, 0, 2_900]), &one, 1_000)
        .next_weights(&mix, &gradients, &mut weights)
        .unwrap();
    assert_eq!(weights, bps(&[4_150, 2_950, 2_900]));
    // Twice the sensitivity of the first: the mean is (4 - 2) / 4 = 0.5 %, the changes 3, -0.5 and -2.5 %.
    let kappa = [WAD * U256::from(2), WAD, WAD];
    momentum(&kappa, &zero, &one, 10_000)
        .next_weights(&mix, &gradients, &mut weights)
        .unwrap();
    assert_eq!(weights, bps(&[4_300, 2_950, 2_750]));
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_glide_path_is_the_rounded_rational_at_every_time(
        (from, to) in (1_usize..=32).prop_flat_map(|count| (targets(count), targets(count))),
        start in 0_u64.., length in 1_u64.., now in any::<u64>(),
    ) {
        let end = start.saturating_add(length);
        prop_assume!(end > start);
        let path = [GlidePoint { at_s: start, weights: &from }, GlidePoint { at_s: end, weights: &to }];
        let mut weights = vec![Weight::ZERO; from.len()];
        glide_path_weights(&path, now, &mut weights)?;
        prop_assert_eq!(total(&weights), WAD);
        let now = now.clamp(start, end);
        let gone = q(U256::from(now - start)) / q(U256::from(end - start));
        for ((weight, old), new) in weights.iter().zip(&from).zip(&to) {
            let exact = q(old.raw()) + (q(new.raw()) - q(old.raw())) * &gone;
            prop_assert!((q(weight.raw()) - exact).abs() < q(U256::ONE));
            prop_assert!(*weight >= *old.min(new) && *weight <= *old.max(new));
        }
    }

    #[test]
    fn prop_inverse_volatility_is_within_a_unit_of_the_rational(volatilities in prop::collection::vec(1_u64.., 1..=32)) {
        let mut weights = vec![Weight::ZERO; volatilities.len()];
        inverse_volatility_weights(&volatilities, &mut weights)?;
        prop_assert_eq!(total(&weights), WAD);
        let whole = sum(volatilities.iter().map(|volatility| q(U256::from(*volatility)).recip()));
        for (weight, volatility) in weights.iter().zip(&volatilities) {
            let exact = q(WAD) / (q(U256::from(*volatility)) * &whole);
            prop_assert!((q(weight.raw()) - exact).abs() <= q(U256::ONE));
        }
    }

    #[test]
    fn prop_market_cap_is_proportional_below_the_cap(caps in prop::collection::vec(1_u64.., 1..=32), cap in 0_u64..1_000_000_000_000_000_000) {
        let count = caps.len() as u64;
        let cap = Weight::new(U256::from(cap.max(1_000_000_000_000_000_000 / count + 1).min(1_000_000_000_000_000_000)));
        let scores: Vec<U256> = caps.iter().map(|cap| U256::from(*cap)).collect();
        let mut weights = vec![Weight::ZERO; scores.len()];
        market_cap_weights(&scores, cap, &mut weights)?;
        prop_assert_eq!(total(&weights), WAD);
        // One rate for all below the cap, and no more than that at it.
        let below: Vec<usize> = (0..weights.len()).filter(|at| weights[*at] < cap).collect();
        let room = sum(below.iter().map(|at| q(weights[*at].raw())));
        let scored = sum(below.iter().map(|at| q(scores[*at])));
        for at in 0..weights.len() {
            prop_assert!(weights[at] <= cap);
            if weights[at] < cap {
                prop_assert!((q(weights[at].raw()) - q(scores[at]) * &room / &scored).abs() <= q(U256::from(2)));
            } else if !scored.is_zero() {
                prop_assert!(q(scores[at]) * &room / &scored >= q(cap.raw()) - q(U256::from(2)));
            }
        }
    }

    #[test]
    fn prop_exposure_is_the_floored_part_and_the_rest_is_safe(
        (basket, safe) in (1_usize..=32).prop_flat_map(|count| (targets(count), 0..count)), exposure in fraction(),
    ) {
        let mut weights = vec![Weight::ZERO; basket.len()];
        exposed_weights(&basket, safe, exposure, &mut weights)?;
        prop_assert_eq!(total(&weights), WAD);
        for (at, (weight, part)) in weights.iter().zip(&basket).enumerate() {
            let exact = q(part.raw()) * q(exposure.raw()) / q(WAD);
            prop_assert!(at == safe || q(weight.raw()) == exact.floor());
            prop_assert!(q(weight.raw()) >= exact.floor());
        }
    }

    #[test]
    fn prop_cppi_exposure_is_the_floored_rational(worth in edge(), floor in edge(), multiplier in edge(), cap in fraction()) {
        let rule = Insurance { multiplier_wad: multiplier, cap };
        let got = q(rule.exposure_floor(Value::new(worth), Value::new(floor))?.raw());
        let cushion = q(worth) - q(floor);
        let wanted = if cushion.is_negative() { Q::zero() } else { cushion * q(multiplier) / q(WAD) };
        let most = q(worth) * q(cap.raw()) / q(WAD);
        prop_assert_eq!(got, wanted.min(most).floor());
    }

    /// The floor survives any fall of at most one over the multiplier.
    #[test]
    fn prop_cppi_never_ends_below_its_floor_within_the_gap(
        worth in 1_u64.., below in 0_u64..=10_000, multiplier in 1_u64..20, fall in 0_u64..=10_000,
    ) {
        let rule = Insurance { multiplier_wad: U256::from(multiplier) * WAD, cap: Weight::ONE };
        let value = U256::from(worth);
        let floor = value * U256::from(below) / U256::from(10_000);
        let exposed = rule.exposure_floor(Value::new(value), Value::new(floor))?.raw();
        let fall = q(U256::from(fall)) / q(U256::from(10_000)) / q(U256::from(multiplier));
        prop_assert!(q(value) - q(exposed) * fall >= q(floor));
    }

    #[test]
    fn prop_trailing_stop_compares_exactly(extreme in edge(), price in edge(), distance in fraction(), reentry in fraction()) {
        let rule = StopRule { distance, reentry: Some(reentry) };
        let held = TrailingStop::at(extreme).observe(price, &rule)?;
        let peak = q(extreme.max(price));
        let is_out = q(price) * q(WAD) < peak * (q(WAD) - q(distance.raw()));
        prop_assert_eq!(held.is_out, is_out);
        let left = TrailingStop { extreme, is_out: true }.observe(price, &rule)?;
        let trough = q(extreme.min(price));
        prop_assert_eq!(!left.is_out, q(price) * q(WAD) >= trough * (q(WAD) + q(reentry.raw())));
    }

    /// Whatever the gradients: the sum is one, no bound and no step is exceeded, and weights are the nearest ones to the rule's.
    #[test]
    fn prop_momentum_keeps_sum_bounds_and_step(
        (present, raw, kappa) in (2_usize..=32).prop_flat_map(|count| (
            targets(count), prop::collection::vec(any::<i64>(), count), prop::collection::vec(1_u64..5_000_000_000_000_000_000, count),
        )), shift in 0_u32..30, step in 1_u16..=10_000,
    ) {
        let count = present.len();
        let gradients: Vec<Signed> = raw.iter().map(|raw| signed(raw >> shift)).collect();
        let kappa: Vec<U256> = kappa.into_iter().map(U256::from).collect();
        let (lower, upper) = (vec![Weight::ZERO; count], vec![Weight::ONE; count]);
        let mut weights = vec![Weight::ZERO; count];
        momentum(&kappa, &lower, &upper, step).next_weights(&present, &gradients, &mut weights)?;
        prop_assert_eq!(total(&weights), WAD);
        let step = Weight::from_bps(step).raw();
        for (new, old) in weights.iter().zip(&present) {
            prop_assert!(new.raw().abs_diff(old.raw()) <= step);
        }
        // Where nothing binds, the rule itself in rationals.
        let x = |at: usize| { let (magnitude, is_negative) = gradients[at].raw(); if is_negative { -q(magnitude) } else { q(magnitude) } };
        let mean = sum((0..count).map(|at| q(kappa[at]) * x(at))) / sum(kappa.iter().map(|kappa| q(*kappa)));
        let changes: Vec<Q> = (0..count).map(|at| q(kappa[at]) * (x(at) - &mean) / q(WAD)).collect();
        let largest = changes.iter().map(|change| change.abs()).max().unwrap();
        let scale = if largest > q(step) { q(step) / largest } else { q(U256::ONE) };
        let wanted: Vec<Q> = changes.iter().zip(&present).map(|(change, old)| q(old.raw()) + change * &scale).collect();
        if wanted.iter().all(|wanted| *wanted >= q(U256::from(100)) && *wanted <= q(WAD)) {
            for (wanted, new) in wanted.iter().zip(&weights) {
                prop_assert!((wanted - q(new.raw())).abs() <= q(U256::from(64)), "{} {}", wanted, new.raw());
            }
        }
    }
}
