//! What is measured, against the definitions in floating point, which share no code with it.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that overflows fails, and its model is in floating point"
)]

use alloy_primitives::{B256, U256};
use kit::abi::{IRisk::measureCall, RiskMeasure};
use kit::risk_triggers::{FORECAST, RiskTriggers, TRACKING_ERROR, VOLATILITY};
use kit::triggers::{ABSOLUTE, RELATIVE, Triggers};
use proptest::prelude::*;

use crate::measure::measure;

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const YEAR_S: f64 = 31_536_000.0;

fn real(wad: U256) -> f64 {
    wad.to_string().parse::<f64>().unwrap() / 1e18
}

/// The normal distribution, by Marsaglia's series.
fn normal_cdf(z: f64) -> f64 {
    if z.abs() > 8.0 {
        return if z > 0.0 { 1.0 } else { 0.0 };
    }
    let (mut term, mut sum) = (z, z);
    for n in 1..400 {
        term *= z * z / f64::from(2 * n + 1);
        sum += term;
    }
    0.5 + sum * (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// A portfolio of whole numbers with what its assets move in a year.
#[derive(Debug, Clone)]
struct Market {
    values: Vec<u64>,
    parts: Vec<u64>,
    /// Annual volatilities in basis points.
    volatilities: Vec<u64>,
    correlation: u8,
}

impl Market {
    fn targets(&self) -> Vec<U256> {
        let total: u64 = self.parts.iter().sum();
        let part = |part: &u64| U256::from(*part) * WAD / U256::from(total);
        let mut targets: Vec<_> = self.parts.iter().map(part).collect();
        let sum: U256 = targets.iter().sum();
        targets[0] += WAD - sum;
        targets
    }

    fn question(&self, triggers: &RiskTriggers) -> measureCall {
        let rate = |bps: &u64| {
            let sigma = *bps as f64 / 1e4;
            U256::from((sigma * sigma / YEAR_S * 1e27) as u128)
        };
        measureCall {
            triggers: triggers.to_word(),
            amounts: self
                .values
                .iter()
                .map(|value| U256::from(*value) * WAD)
                .collect(),
            pricesE36: vec![WAD * WAD; self.values.len()],
            targetsWad: self.targets(),
            variancesE27: self.volatilities.iter().map(rate).collect(),
        }
    }

    fn weights(&self) -> Vec<f64> {
        let nav: u64 = self.values.iter().sum();
        self.values
            .iter()
            .map(|value| *value as f64 / nav as f64)
            .collect()
    }

    /// `sqrt(x' C x)` with one correlation for all pairs.
    fn volatility(&self, exposures: &[f64]) -> f64 {
        let rho = f64::from(self.correlation) / 100.0;
        let each: Vec<_> = exposures
            .iter()
            .zip(&self.volatilities)
            .map(|(exposure, bps)| exposure * *bps as f64 / 1e4)
            .collect();
        let own: f64 = each.iter().map(|it| it * it).sum();
        let all: f64 = each.iter().sum();
        ((1.0 - rho) * own + rho * all * all).max(0.0).sqrt()
    }

    /// The likeliest breach, by the reflections of a motion between two walls.
    fn forecast(&self, band: f64, horizon_years: f64) -> f64 {
        let (weights, targets) = (self.weights(), self.targets());
        let logit = |weight: f64| (weight / (1.0 - weight)).ln();
        let mut highest = 0.0_f64;
        for (index, weight) in weights.iter().enumerate() {
            let target = real(targets[index]);
            let (high, low) = (target + band, target - band);
            if *weight >= high || *weight <= low {
                return 1.0;
            }
            let against: Vec<_> = weights
                .iter()
                .enumerate()
                .map(|(other, held)| {
                    if other == index {
                        1.0
                    } else {
                        -held / (1.0 - weight)
                    }
                })
                .collect();
            let deviation = self.volatility(&against) * horizon_years.sqrt();
            let up = if high < 1.0 {
                logit(high) - logit(*weight)
            } else {
                f64::INFINITY
            };
            let down = if low > 0.0 {
                logit(*weight) - logit(low)
            } else {
                f64::INFINITY
            };
            let tail = |distance: f64| {
                if distance.is_infinite() {
                    0.0
                } else {
                    2.0 * normal_cdf(-distance / deviation)
                }
            };
            let mut chance = 0.0;
            for image in 0..40 {
                let offset = if image == 0 {
                    0.0
                } else {
                    f64::from(image) * (up + down)
                };
                let sign = if image % 2 == 0 { 1.0 } else { -1.0 };
                chance += sign * (tail(up + offset) + tail(down + offset));
            }
            highest = highest.max(chance.min(1.0));
        }
        highest
    }
}

prop_compose! {
    fn market()(
        values in prop::collection::vec(500_000..1_500_000_u64, 2..=8),
    )(
        parts in prop::collection::vec(800..1_200_u64, values.len()),
        volatilities in prop::collection::vec(50..15_000_u64, values.len()),
        correlation in 0..=99_u8,
        values in Just(values),
    ) -> Market {
        Market { values, parts, volatilities, correlation }
    }
}

fn triggers(kinds: u8, correlation: u8) -> RiskTriggers {
    RiskTriggers {
        plain: Triggers {
            kinds,
            ..Triggers::default()
        },
        correlation_percent: correlation,
        variance_age_hours: 1,
        ..RiskTriggers::default()
    }
}

fn close(got: f64, expected: f64, relative: f64, absolute: f64) -> bool {
    (got - expected).abs() <= expected.abs() * relative + absolute
}

fn said(call: &measureCall) -> RiskMeasure {
    measure(call).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// E2: tracking error and forecast are what their definitions say, and their limits those of the policy.
    #[test]
    fn inv_e2_risk_is_its_definition(
        market in market(), limit in 1..=10_000_u16, band in 200..3_000_u16, minutes in 60..60_000_u16, confidence in 1..=99_u8,
    ) {
        let triggers = RiskTriggers {
            tracking_error_bps: limit,
            horizon_minutes: minutes,
            confidence_percent: confidence,
            plain: Triggers { kinds: TRACKING_ERROR | FORECAST, absolute_bps: band, ..Triggers::default() },
            ..triggers(0, market.correlation)
        };
        let measured = said(&market.question(&triggers));
        prop_assert_eq!((measured.absoluteBps, measured.relativeBps), (band, 0));
        let [t, error, most, f, chance, least] = measured.readings[..] else { panic!("{measured:?}") };
        prop_assert_eq!((t, f), (U256::from(4), U256::from(5)));
        prop_assert_eq!(most, U256::from(limit) * WAD / U256::from(10_000));
        prop_assert_eq!(least, U256::from(confidence) * WAD / U256::from(100));
        let targets = market.targets();
        let drifts: Vec<_> = market.weights().iter().zip(targets).map(|(weight, target)| weight - real(target)).collect();
        let expected = market.volatility(&drifts);
        prop_assert!(close(real(error), expected, 1e-6, 1e-8), "{} is not {}", error, expected);
        let expected = market.forecast(f64::from(band) / 1e4, f64::from(minutes) * 60.0 / YEAR_S);
        prop_assert!(close(real(chance), expected, 1e-4, 1e-6), "{} is not {}", chance, expected);
    }

    /// E5: the factor of the bands is the power of the ratio of volatilities, within its clamps, on the side that the exponent
    /// says; bands are whole basis points of it, rounded down, and never none.
    #[test]
    fn inv_e5_bands_follow_volatility_within_their_clamps(
        market in market(), (absolute, relative) in (1..=10_000_u16, 1..=10_000_u16), tenths in -10..=10_i8,
        reference in 1..=30_000_u16, narrowest in 10..=100_u8, widest in 10..=100_u8,
    ) {
        let triggers = RiskTriggers {
            plain: Triggers {
                kinds: ABSOLUTE | RELATIVE | VOLATILITY,
                absolute_bps: absolute,
                relative_bps: relative,
                ..Triggers::default()
            },
            exponent_tenths: tenths,
            reference_bps: reference,
            narrowest_percent: narrowest,
            widest_tenths: widest,
            ..triggers(0, market.correlation)
        };
        let measured = said(&market.question(&triggers));
        let [v, volatility, factor] = measured.readings[..] else { panic!("{measured:?}") };
        prop_assert_eq!(v, U256::from(6));
        let targets: Vec<_> = market.targets().into_iter().map(real).collect();
        let expected = market.volatility(&targets);
        prop_assert!(close(real(volatility), expected, 1e-6, 1e-9));
        let (low, high) = (f64::from(narrowest) / 100.0, f64::from(widest) / 10.0);
        let power = (expected / (f64::from(reference) / 1e4)).powf(f64::from(tenths) / 10.0);
        prop_assert!(close(real(factor), power.clamp(low, high), 1e-5, 1e-9), "{} is not {}", factor, power);
        prop_assert!(factor >= U256::from(narrowest) * WAD / U256::from(100) && factor <= U256::from(widest) * WAD / U256::from(10));
        let now = |bps: u16| (U256::from(bps) * factor / WAD).clamp(U256::from(1), U256::from(10_000));
        prop_assert_eq!(U256::from(measured.absoluteBps), now(absolute));
        prop_assert_eq!(U256::from(measured.relativeBps), now(relative));
    }

    /// A vault is never stuck on what its variances are: any numbers of an observer are measured.
    #[test]
    fn inv_e8_no_variance_keeps_a_portfolio_from_being_measured(
        market in market(), raw in prop::collection::vec(any::<[u64; 4]>(), 8), shifts in prop::collection::vec(0..256_usize, 8),
    ) {
        let triggers = RiskTriggers {
            plain: Triggers { kinds: ABSOLUTE | VOLATILITY | TRACKING_ERROR | FORECAST, absolute_bps: 500, ..Triggers::default() },
            tracking_error_bps: 1,
            horizon_minutes: u16::MAX,
            confidence_percent: 1,
            exponent_tenths: -10,
            reference_bps: 1,
            narrowest_percent: 10,
            widest_tenths: 100,
            ..triggers(0, market.correlation)
        };
        let mut question = market.question(&triggers);
        for (variance, (raw, shift)) in question.variancesE27.iter_mut().zip(raw.iter().zip(shifts)) {
            *variance = U256::from_limbs(*raw) >> shift;
        }
        prop_assert_eq!(said(&question).readings.len(), 9);
    }

    /// No question panics, whatever is in it.
    #[test]
    fn prop_measure_answers_or_refuses(
        word in any::<[u8; 32]>(), kinds: u8, numbers in prop::collection::vec(any::<[u64; 4]>(), 0..130), counts in any::<[u8; 4]>(),
    ) {
        let mut word = B256::new(word);
        word[0] = kinds;
        let mut rest = numbers.into_iter().map(U256::from_limbs);
        let [amounts, prices, targets, variances] = counts.map(|count| rest.by_ref().take(usize::from(count % 40)).collect::<Vec<_>>());
        let call = measureCall { triggers: word, amounts, pricesE36: prices, targetsWad: targets, variancesE27: variances };
        if let Ok(measured) = measure(&call) {
            prop_assert_eq!(measured.readings.len() % 3, 0);
        }
    }
}

#[test]
fn a_portfolio_of_prices_that_hardly_move_has_a_volatility() {
    // Rounding makes the variance of these exposures negative: they stand still.
    let market = Market {
        values: vec![1_000_000; 3],
        parts: vec![900, 1_000, 1_100],
        volatilities: vec![0; 3],
        correlation: 99,
    };
    let triggers = RiskTriggers {
        tracking_error_bps: 1,
        ..triggers(TRACKING_ERROR, 99)
    };
    for tiny in 0..40_u64 {
        let mut question = market.question(&triggers);
        for (index, variance) in question.variancesE27.iter_mut().enumerate() {
            *variance = U256::from(tiny + u64::try_from(index).unwrap());
        }
        let error = said(&question).readings[1];
        assert!(error < U256::from(1_000_000_000_u64), "{error}");
    }
}
