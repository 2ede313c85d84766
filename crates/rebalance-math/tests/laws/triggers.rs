//! Bands and forecasts: the published and worked numbers, and the equations that define them in exact rationals.

use num_traits::{Signed as _, Zero};
use proptest::prelude::*;
use rebalance_math::arithmetic::Signed;
use rebalance_math::trigger::{
    Barriers, NoTradeBand, ScaledBand, breach_probability, edge_band_floor, fixed_cost_band_floor,
    log_odds_barriers, no_trade_band, periodic_interval_floor, scaled_band_floor,
    target_band_floor,
};
use rebalance_math::volatility::VarianceRate;
use rebalance_math::{MathError, U256, WAD, Weight};

use crate::analytic::{exp, ln};
use crate::inputs::{config, fraction, ten};
use crate::reference::{Q, one, q};

const DAY: u64 = 86_400;

/// 0.64 / 31,536,000 per second, times 1e27: a volatility of 80 % a year.
fn eighty_percent() -> VarianceRate {
    VarianceRate::new(20_294_266_869_609_335_362).unwrap()
}

fn int(x: u64) -> Q {
    q(U256::from(x))
}

fn wad(raw: U256) -> Q {
    q(raw) / q(WAD)
}

fn weight(raw: u64) -> Weight {
    Weight::new(U256::from(raw))
}

/// Whole wads.
fn wads(whole: u64) -> U256 {
    U256::from(whole) * WAD
}

fn spread(target: Weight) -> Q {
    let w = wad(target.raw());
    (&w * (one() - &w)).pow(2)
}

/// Costs from nothing to a tenth.
fn cost() -> impl Strategy<Value = Weight> {
    prop_oneof![
        1 => Just(0_u64),
        1 => 1_u64..1_000,
        4 => 10_000_000_000_u64..100_000_000_000_000_000,
    ]
    .prop_map(weight)
}

fn risk_aversion() -> impl Strategy<Value = U256> {
    (100_000_000_000_000_000_u128..100_000_000_000_000_000_000).prop_map(U256::from)
}

/// Whether `floor(1e18 * root)` of an exact power is `got`.
fn is_floor_of_root(got: Weight, power: &Q, order: i32) -> bool {
    let low = wad(got.raw());
    let high = wad(got.raw() + U256::ONE);
    low.pow(order) <= *power && high.pow(order) > *power
}

/// The sign of `s^3 - s^(1/3) A^(2/3) - C`, without a root: `(s^3 - C)^3` against `s A^2`.
fn is_above_the_root(s: &Q, fixed: &Q, proportional: &Q) -> bool {
    let left = s.pow(3) - proportional;
    left.pow(3) > s * fixed.pow(2)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_bands_of_one_cost_are_the_exact_roots_rounded_down(target in fraction(), cost in cost(), gamma in risk_aversion()) {
        let unit = wad(cost.raw()) / wad(gamma) * spread(target);
        let edge = edge_band_floor(target, cost, gamma).unwrap();
        prop_assert!(is_floor_of_root(edge, &(&unit * int(3) / int(2)), 3));
        let whole = target_band_floor(target, cost, gamma).unwrap();
        prop_assert!(is_floor_of_root(whole, &(&unit * int(6)), 3));
        let fixed = fixed_cost_band_floor(target, cost, gamma).unwrap();
        prop_assert!(is_floor_of_root(fixed, &(&unit * int(12)), 4));
    }

    /// The two equations that define the band of both costs, each with the error that is allowed on either side.
    #[test]
    fn prop_band_of_both_costs_solves_its_equations(target in fraction(), cost in cost(), fixed in cost(), gamma in risk_aversion()) {
        let band = no_trade_band(target, cost, fixed, gamma).unwrap();
        let unit = spread(target) * int(12) / wad(gamma);
        let (a, c) = (wad(fixed.raw()) * &unit, wad(cost.raw()) * &unit);
        let (trigger, return_to) = (wad(band.trigger.raw()), wad(band.return_to.raw()));
        let sum = &trigger + &return_to;
        let fine = one() / q(ten(23));
        let slack = int(2) / q(WAD) + &fine;
        // Both are rounded down, so the true sum lies between theirs and two units more.
        let low = (&sum - &fine).max(Q::zero());
        prop_assert!(!is_above_the_root(&low, &a, &c) || low.is_zero());
        prop_assert!(is_above_the_root(&(&sum + &slack), &a, &c));
        // d^3 s = A: the difference is known to one unit either way.
        let difference = &trigger - &return_to;
        let unit = int(2) / q(WAD);
        let least = (&difference - &unit).max(Q::zero());
        prop_assert!(least.pow(3) * (&sum - &fine).max(Q::zero()) <= a);
        prop_assert!((&difference + &unit).pow(3) * (sum + slack) >= a);
    }

    /// With one of the costs zero it is the band of the other.
    #[test]
    fn prop_band_of_both_costs_contains_those_of_one(target in fraction(), cost in cost(), gamma in risk_aversion()) {
        let near = |a: Weight, b: Weight| a.raw().abs_diff(b.raw()) <= U256::ONE;
        let edge = edge_band_floor(target, cost, gamma).unwrap();
        let NoTradeBand { trigger, return_to } = no_trade_band(target, cost, Weight::ZERO, gamma).unwrap();
        prop_assert!(near(trigger, edge) && near(return_to, edge), "{:?} {:?} {:?}", trigger, return_to, edge);
        let fixed = fixed_cost_band_floor(target, cost, gamma).unwrap();
        let band = no_trade_band(target, Weight::ZERO, cost, gamma).unwrap();
        prop_assert!(near(band.trigger, fixed) && near(band.return_to, Weight::ZERO), "{:?} {:?}", band, fixed);
    }

    #[test]
    fn prop_periodic_interval_is_the_exact_root_rounded_down(
        target in 1_000_000_000_000_000_u64..=1_000_000_000_000_000_000, cost in cost(), gamma in risk_aversion(), rate in 1_000_000_000_000_u128..1 << 90,
    ) {
        let got = periodic_interval_floor(weight(target), cost, gamma, VarianceRate::new(rate).unwrap()).unwrap();
        let w = wad(U256::from(target));
        // mpmath, 45 digits: pi
        let pi = Q::new("314159265358979323846264338327950288419716940".parse().unwrap(), num_bigint::BigInt::from(10).pow(44));
        let variance = q(U256::from(rate)) / q(ten(27));
        let ratio = wad(cost.raw()) * (one() - &w).pow(2) / (wad(gamma) * &w);
        let cube = int(8) / pi * ratio.pow(2) / variance.pow(3);
        prop_assert!(int(got).pow(3) <= cube);
        let more = (int(got) + int(2)) * (one() + one() / q(ten(15)));
        prop_assert!(more.pow(3) > cube);
    }

    #[test]
    fn prop_scaled_band_is_the_power_of_the_ratio_within_its_limits(
        variance in 1_u128..1 << 90, reference in 1_u128..1 << 90, shift in (0_u32..80, 0_u32..80),
        base in fraction(), exponent in -1_000_000_000_000_000_000_i64..=1_000_000_000_000_000_000, limits in (fraction(), fraction()),
    ) {
        let (variance, reference) = ((variance >> shift.0).max(1), (reference >> shift.1).max(1));
        let band = ScaledBand {
            base,
            reference: VarianceRate::new(reference).unwrap(),
            exponent: Signed::from(i128::from(exponent)),
            narrowest: Weight::ZERO,
            widest: Weight::new(U256::MAX),
        };
        let variance = VarianceRate::new(variance).unwrap();
        let got = scaled_band_floor(variance, &band).unwrap();
        let ratio = q(U256::from(variance.raw())) / q(U256::from(reference));
        let power = q(U256::from(exponent.unsigned_abs())) / q(WAD) / int(2);
        let power = if exponent < 0 { -power } else { power };
        // e^(p ln R) in halves, so that the series converges.
        let halves = 64;
        let factor = exp(&(ln(&ratio) * power / int(halves))).pow(64);
        let exact = factor * q(base.raw());
        let short = &exact - q(got.raw());
        let tolerance = one() / q(ten(9));
        prop_assert!(short > -(&tolerance) - &exact / q(ten(40)), "{} above", -short);
        prop_assert!(short < int(2) + int(8) * exact.max(q(base.raw())) / q(WAD) + tolerance, "{} short", short);
        let (narrowest, widest) = (limits.0.min(limits.1), limits.0.max(limits.1));
        let held = scaled_band_floor(variance, &ScaledBand { narrowest, widest, ..band });
        prop_assert_eq!(held, Ok(got.clamp(narrowest, widest)));
    }

    #[test]
    fn prop_barriers_are_the_differences_of_log_odds(
        target in 1_u64..1_000_000_000_000_000_000, band in 0_u64..500_000_000_000_000_000, at in 0_u64..=1_000_000,
    ) {
        let (low, high) = (target.saturating_sub(band), target.saturating_add(band).min(1_000_000_000_000_000_000));
        let inside = low + u64::try_from(u128::from(high - low) * u128::from(at) / 1_000_000).unwrap();
        prop_assume!(inside > 0 && inside < 1_000_000_000_000_000_000);
        let odds = |raw: u64| ln(&(int(raw) / int(1_000_000_000_000_000_000 - raw))) * q(WAD);
        let got = log_odds_barriers(weight(inside), weight(target), weight(band)).unwrap();
        let check = |got: Option<U256>, exact: Option<Q>| match (got, exact) {
            (None, None) => true,
            (Some(got), Some(exact)) => {
                let short = exact - q(got);
                short < int(4) && (!short.is_negative() || got.is_zero())
            }
            _ => false,
        };
        prop_assert!(check(got.upper, (high < 1_000_000_000_000_000_000).then(|| odds(high) - odds(inside))));
        prop_assert!(check(got.lower, (low > 0).then(|| odds(inside) - odds(low))));
    }

    /// Reaching either barrier is as likely as reaching one at least, and as both together at most; time and a finer
    /// look make it likelier.
    #[test]
    fn prop_breach_of_two_barriers_lies_between_that_of_each_and_of_both(
        upper in 1_000_000_000_000_u64..4_000_000_000_000_000_000, lower in 1_000_000_000_000_u64..4_000_000_000_000_000_000,
        days in 1_u64..1_000, look in 0_u64..200_000,
    ) {
        let (upper, lower) = (Some(U256::from(upper)), Some(U256::from(lower)));
        let of = |upper, lower, days: u64, look| {
            breach_probability(&Barriers { upper, lower }, eighty_percent(), days * DAY, look).unwrap().raw()
        };
        let (above, below) = (of(upper, None, days, look), of(None, lower, days, look));
        let either = of(upper, lower, days, look);
        let slack = U256::from(200);
        prop_assert!(either + slack >= above.max(below) && either <= above + below + slack && either <= WAD);
        prop_assert!(of(upper, lower, days + 1, look) + slack >= either);
        prop_assert!(of(upper, lower, days, look + 1_000) <= either + slack);
        prop_assert_eq!(of(lower, upper, days, look), either);
    }
}

/// Half-widths to the edge for a risk aversion of three, to four decimals, by cost (bp) and weight (1/20, 1/10, 1/5, 1/3, 1/2).
#[test]
fn edge_bands_of_the_usual_weights_and_costs() {
    let table: [(u16, [u64; 5]); 3] = [
        (5, [83, 127, 186, 231, 250]),
        (10, [104, 159, 234, 291, 315]),
        (30, [150, 230, 337, 420, 454]),
    ];
    for (cost, row) in table {
        for (target, expected) in [
            ten(18) / U256::from(20),
            ten(17),
            ten(18) / U256::from(5),
            ten(18) / U256::from(3),
            ten(18) / U256::from(2),
        ]
        .into_iter()
        .zip(row)
        {
            let band =
                edge_band_floor(Weight::new(target), Weight::from_bps(cost), wads(3)).unwrap();
            let rounded = (band.raw() + ten(14) / U256::from(2)) / ten(14);
            assert_eq!(
                rounded,
                U256::from(expected),
                "weight {target}, cost {cost} bp"
            );
        }
    }
}

/// mpmath, 50 digits, w = 0.6, gamma = 3, c = 10 bp:
/// `cbrt(3*c/(2*g)*w**2*(1-w)**2)`, `cbrt(6*c/g*w**2*(1-w)**2)`, `root(12*F/g*w**2*(1-w)**2, 4)` with F = 1e-4.
#[test]
fn bands_of_one_cost_at_sixty_percent() {
    let (target, cost, gamma) = (Weight::from_bps(6_000), Weight::from_bps(10), wads(3));
    assert_eq!(
        edge_band_floor(target, cost, gamma),
        Ok(weight(30_652_377_295_742_124))
    );
    assert_eq!(
        target_band_floor(target, cost, gamma),
        Ok(weight(48_657_615_964_587_201))
    );
    assert_eq!(
        fixed_cost_band_floor(target, Weight::from_bps(1), gamma),
        Ok(weight(69_282_032_302_755_091))
    );
}

/// mpmath, 50 digits: `s = findroot(lambda s: s**3 - cbrt(s*A**2) - C, root(A,4) + cbrt(C)); d = cbrt(A/s)`, with
/// `A = 12*F*w**2*(1-w)**2/g`, `C = 12*c*w**2*(1-w)**2/g`; then `(s+d)/2` and `(s-d)/2`, floored.
#[test]
fn bands_of_both_costs_at_sixty_and_at_twenty_five_percent() {
    let (target, cost, gamma) = (Weight::from_bps(6_000), Weight::from_bps(10), wads(3));
    let band = |trigger, return_to| {
        Ok(NoTradeBand {
            trigger: weight(trigger),
            return_to: weight(return_to),
        })
    };
    // F = 1e-5: (.049775, .017262)
    let got = no_trade_band(target, cost, Weight::new(ten(13)), gamma);
    assert_eq!(got, band(49_775_042_199_946_029, 17_262_154_567_298_744));
    // F = 1e-4: (.074341, .009267)
    let got = no_trade_band(target, cost, Weight::new(ten(14)), gamma);
    assert_eq!(got, band(74_341_498_940_673_852, 9_267_030_359_590_316));
    // c = 0, F = 1e-4: (.069282, 0)
    let got = no_trade_band(target, Weight::ZERO, Weight::new(ten(14)), gamma);
    assert_eq!(got, band(69_282_032_302_755_091, 0));
    // w = .25, c = 30 bp, F = 2e-5, gamma = 1.5
    let half = wads(3) / U256::from(2);
    let got = no_trade_band(
        Weight::from_bps(2_500),
        Weight::from_bps(30),
        Weight::new(ten(13) * U256::from(2)),
        half,
    );
    assert_eq!(got, band(69_017_769_716_511_659, 30_661_209_984_055_796));
}

/// mpmath: `(2*c*sqrt(2/pi)/(g*v/(1-w)**2 * w*sqrt(v)))**(2/3)` with v of 80 % a year: 134020.63 s and 928146.82 s.
#[test]
fn periodic_intervals_of_two_assets() {
    let interval = |w, c, gamma| {
        periodic_interval_floor(
            Weight::from_bps(w),
            Weight::from_bps(c),
            gamma,
            eighty_percent(),
        )
    };
    assert_eq!(interval(6_000, 10, wads(3)), Ok(134_020));
    assert_eq!(interval(1_000, 5, wads(5) / U256::from(2)), Ok(928_146));
}

/// mpmath, 50 digits: `1 - sum(ncdf((bu-2*k*L)/s) - ncdf((-bl-2*k*L)/s) - ncdf((-bu-2*k*L)/s) + ncdf((-bl-2*bu-2*k*L)/s)
/// for k in range(-80,81))`, with `s = sqrt(v*86400*days)`, `L = bu + bl` and the shift `-zeta(1/2)/sqrt(2*pi)*sqrt(v*look)`.
#[test]
fn breach_probabilities_of_worked_bands() {
    let rows: [([u16; 3], u64, u64, u64); 8] = [
        ([6_200, 6_000, 500], 1, 0, 1_985_436_457_871_492),
        ([6_200, 6_000, 500], 7, 0, 251_597_245_856_610_222),
        ([6_200, 6_000, 500], 7, 900, 242_077_910_119_553_646),
        ([6_200, 6_000, 500], 30, 0, 761_262_779_512_703_661),
        ([6_200, 6_000, 500], 365, 0, 999_999_984_667_374_237),
        ([1_000, 1_000, 200], 3, 0, 5_473_359_863_426_357),
        ([1_000, 1_000, 200], 3, 3_600, 4_387_955_135_137_825),
        // The corridor is a 28th of a deviation: no path stays.
        ([5_000, 5_000, 10], 30, 0, 1_000_000_000_000_000_000),
    ];
    for ([at, target, band], days, look, expected) in rows {
        let barriers = log_odds_barriers(
            Weight::from_bps(at),
            Weight::from_bps(target),
            Weight::from_bps(band),
        )
        .unwrap();
        let got = breach_probability(&barriers, eighty_percent(), days * DAY, look).unwrap();
        assert!(
            got.raw().abs_diff(U256::from(expected)) < U256::from(500),
            "{got:?} for {expected}"
        );
    }
    // b_u = .129491, b_l = .288878; within seven days .242477 and .009121 for each alone.
    let barriers = log_odds_barriers(
        Weight::from_bps(6_200),
        Weight::from_bps(6_000),
        Weight::from_bps(500),
    )
    .unwrap();
    let close = |got: U256, expected: u64| {
        assert!(
            got.abs_diff(U256::from(expected)) < U256::from(500),
            "{got}"
        )
    };
    close(barriers.upper.unwrap(), 129_490_983_087_517_645);
    close(barriers.lower.unwrap(), 288_877_529_856_554_624);
    let upper = Barriers {
        lower: None,
        ..barriers
    };
    let lower = Barriers {
        upper: None,
        ..barriers
    };
    close(
        breach_probability(&upper, eighty_percent(), 7 * DAY, 0)
            .unwrap()
            .raw(),
        242_476_899_302_092_464,
    );
    close(
        breach_probability(&lower, eighty_percent(), 7 * DAY, 0)
            .unwrap()
            .raw(),
        9_121_107_706_628_913,
    );
}

/// mpmath, 50 digits: `floor(base * (v/v0)**(p/2))`; and the ends 5 % * 1.25^(+-1) exactly.
#[test]
fn scaled_bands_of_each_exponent() {
    let reference = 20_000_000_000_000_000_000;
    let band = |exponent: i128| ScaledBand {
        base: Weight::from_bps(500),
        reference: VarianceRate::new(reference).unwrap(),
        exponent: Signed::from(exponent),
        narrowest: Weight::ZERO,
        widest: Weight::ONE,
    };
    let scaled = |variance: u128, exponent: i128| {
        scaled_band_floor(VarianceRate::new(variance).unwrap(), &band(exponent)).unwrap()
    };
    let unit = 1_000_000_000_000_000_000;
    let near = |got: Weight, expected: u64| {
        assert!(
            U256::from(expected).abs_diff(got.raw()) <= U256::from(8),
            "{got:?}"
        )
    };
    near(
        scaled(30_000_000_000_000_000_000, 666_666_666_666_666_666),
        57_235_712_127_666_593,
    );
    near(
        scaled(30_000_000_000_000_000_000, -333_000_000_000_000_000),
        46_735_921_450_064_686,
    );
    near(
        scaled(70_000_000_000_000_000, 500_000_000_000_000_000),
        12_161_496_395_488_936,
    );
    near(
        scaled(70_000_000_000_000_000, -unit),
        845_154_254_728_516_577,
    );
    assert_eq!(
        scaled(31_250_000_000_000_000_000, unit),
        Weight::from_bps(625)
    );
    assert_eq!(
        scaled(31_250_000_000_000_000_000, -unit),
        Weight::from_bps(400)
    );
    assert_eq!(scaled(7, 0), Weight::from_bps(500));
    assert_eq!(scaled(reference, 777), Weight::from_bps(500));
    // A variance of zero has no ratio: the limit on its side.
    assert_eq!(
        [scaled(0, 1), scaled(0, -1), scaled(0, 0)],
        [Weight::ZERO, Weight::ONE, Weight::from_bps(500)]
    );
}

#[test]
fn triggers_report_each_bad_input() {
    let (half, cost, gamma) = (Weight::from_bps(5_000), Weight::from_bps(10), wads(3));
    let above = Weight::from_bps(10_001);
    let over = MathError::WeightAboveOne { got: above.raw() };
    let each = |target, cost, gamma| {
        [
            edge_band_floor(target, cost, gamma).map(|_| ()),
            target_band_floor(target, cost, gamma).map(|_| ()),
            fixed_cost_band_floor(target, cost, gamma).map(|_| ()),
            no_trade_band(target, cost, cost, gamma).map(|_| ()),
            periodic_interval_floor(target, cost, gamma, eighty_percent()).map(|_| ()),
        ]
    };
    assert_eq!(each(above, cost, gamma), [Err(over); 5]);
    assert_eq!(
        each(half, cost, U256::ZERO),
        [Err(MathError::DivisionByZero); 5]
    );
    assert_eq!(
        each(half, Weight::new(U256::MAX), gamma),
        [Err(MathError::Overflow); 5]
    );
    assert_eq!(
        each(half, cost, U256::MAX)[..2],
        [Err(MathError::Overflow); 2]
    );
    assert_eq!(
        no_trade_band(half, Weight::new(U256::MAX), cost, gamma),
        Err(MathError::Overflow)
    );
    // So little risk aversion that the band would be ten thousand portfolios wide.
    assert_eq!(
        no_trade_band(half, cost, cost, U256::from(1_000)),
        Err(MathError::Overflow)
    );
    assert_eq!(
        no_trade_band(half, Weight::ZERO, Weight::ZERO, gamma),
        Ok(NoTradeBand {
            trigger: Weight::ZERO,
            return_to: Weight::ZERO
        })
    );
    let clock = |target, gamma, rate| {
        periodic_interval_floor(target, cost, gamma, VarianceRate::new(rate).unwrap())
    };
    assert_eq!(clock(half, gamma, 0), Err(MathError::DivisionByZero));
    assert_eq!(
        clock(Weight::ZERO, gamma, 1),
        Err(MathError::DivisionByZero)
    );
    assert_eq!(clock(half, U256::ONE, 1), Err(MathError::Overflow));
    assert_eq!(
        clock(half, gamma, 1),
        Err(MathError::Overflow),
        "a hundred times the age of the universe"
    );

    let band = ScaledBand {
        base: half,
        reference: eighty_percent(),
        exponent: Signed::ZERO,
        narrowest: Weight::ZERO,
        widest: Weight::ONE,
    };
    let scaled = |band| scaled_band_floor(VarianceRate::MAX, &band);
    for is_negative in [false, true] {
        let exponent = Signed::new(WAD + U256::ONE, is_negative);
        assert_eq!(
            scaled(ScaledBand { exponent, ..band }),
            Err(MathError::ExponentOutOfRange {
                magnitude: WAD + U256::ONE,
                is_negative
            })
        );
    }
    assert_eq!(
        scaled(ScaledBand {
            narrowest: above,
            ..band
        }),
        Err(MathError::BoundsCrossed { index: 0 })
    );
    assert_eq!(
        scaled(ScaledBand {
            reference: VarianceRate::ZERO,
            ..band
        }),
        Err(MathError::DivisionByZero)
    );
    let huge = ScaledBand {
        base: Weight::new(U256::MAX),
        exponent: Signed::from(WAD),
        ..band
    };
    assert_eq!(scaled(huge), Err(MathError::Overflow));

    let barriers = |weight, target, band| log_odds_barriers(weight, target, band);
    for bare in [Weight::ZERO, Weight::ONE, above] {
        assert_eq!(
            barriers(bare, half, cost),
            Err(MathError::WeightHasNoOdds { got: bare.raw() })
        );
    }
    assert_eq!(
        barriers(half, Weight::new(U256::MAX), cost),
        Err(MathError::Overflow)
    );
    // The band is the whole range; then it is nothing at all; then it lies beyond one.
    assert_eq!(
        barriers(half, half, half),
        Ok(Barriers {
            upper: None,
            lower: None
        })
    );
    let beyond = Some(U256::ZERO);
    assert_eq!(
        barriers(half, Weight::ZERO, Weight::ZERO),
        Ok(Barriers {
            upper: beyond,
            lower: None
        })
    );
    assert_eq!(
        barriers(half, above, Weight::ZERO),
        Ok(Barriers {
            upper: None,
            lower: beyond
        })
    );
    let chance = |upper, lower, rate| {
        breach_probability(
            &Barriers { upper, lower },
            VarianceRate::new(rate).unwrap(),
            DAY,
            0,
        )
    };
    assert_eq!(chance(Some(U256::MAX), None, 1), Err(MathError::Overflow));
    assert_eq!(
        chance(None, Some(U256::ONE << 128), 1),
        Err(MathError::Overflow)
    );
    assert_eq!(chance(None, None, 1), Ok(Weight::ZERO));
    assert_eq!(chance(Some(WAD), Some(WAD), 0), Ok(Weight::ZERO));
    assert_eq!(chance(Some(WAD), beyond, 0), Ok(Weight::ONE));
}
