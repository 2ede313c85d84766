//! Rules against the closed forms and the losses that they come from, in floating point: what the rule is for, not how it
//! is computed.

use rebalance_math::execution::{decay_rate_floor, urgency_floor};
use rebalance_math::strategy::{Insurance, grown_floor_ceil};
use rebalance_math::trigger::{edge_band_floor, no_trade_band, target_band_floor};
use rebalance_math::{Signed, U256, Value, WAD, Weight, exp_floor, mul_div_floor};

use crate::inputs::ten;

const GAMMA: f64 = 3.0;

/// A number in wad, to about 16 digits.
fn wad(x: f64) -> U256 {
    U256::from((x * 1e18) as u128)
}

fn float(raw: U256, scale: f64) -> f64 {
    raw.to_string().parse::<f64>().unwrap() / scale
}

fn is_near(got: f64, expected: f64, tolerance: f64) -> bool {
    (got - expected).abs() <= tolerance * expected.abs()
}

/// CPPI of 100 over a floor of 80 that grows at 3 %, multiplier 4, in an asset of 60 % that ends at 1.2 of its price:
/// `F + (V - F) (S_T / S_0)^m e^((1 - m)(r + m sigma^2 / 2) T)` is 86.807479 when it is adjusted all the time. Twenty thousand
/// times a year, each step a move of `sigma sqrt(dt)` up or down, comes as near as the steps are small.
#[test]
fn cppi_adjusted_often_ends_at_its_closed_form() {
    const STEPS: u32 = 20_000;
    let (rate, volatility, end) = (0.03, 0.6, 1.2_f64);
    let step = 1.0 / f64::from(STEPS);
    let growth = exp_floor(Signed::from(wad(rate * step))).unwrap();
    let moved = |up: f64| (end.ln() * step + up * volatility * step.sqrt()).exp();
    let (rise, fall) = (wad(moved(1.0)), wad(moved(-1.0)));
    let rule = Insurance {
        multiplier_wad: U256::from(4) * WAD,
        cap: Weight::ONE,
    };
    let mut value = Value::new(U256::from(100) * WAD);
    let mut floor = Value::new(U256::from(80) * WAD);
    for index in 0..STEPS {
        let exposed = rule.exposure_floor(value, floor).unwrap();
        let safe = value.checked_sub(exposed).unwrap();
        let moved = if index % 2 == 0 { rise } else { fall };
        let risky = Value::new(mul_div_floor(exposed.raw(), moved, WAD).unwrap());
        value = risky
            .checked_add(grown_floor_ceil(safe, growth).unwrap())
            .unwrap();
        floor = grown_floor_ceil(floor, growth).unwrap();
    }
    let end = float(value.raw(), 1e18);
    assert!((end - 86.807_479).abs() < 2e-3, "{end}");
}

/// Loss a year of a band that is traded from `trigger` back to `back`: tracking, fixed cost and proportional cost, each per
/// the time that the drift takes from the one to the other.
fn loss(trigger: f64, back: f64, cost: f64, fixed: f64) -> f64 {
    let (weight, volatility) = (0.6, 0.8);
    let speed = (weight * (1.0 - weight) * volatility) * (weight * (1.0 - weight) * volatility);
    let penalty = GAMMA * volatility * volatility;
    penalty * (trigger * trigger + back * back) / 12.0
        + speed * fixed / (trigger * trigger - back * back)
        + speed * cost / (trigger + back)
}

/// A weight of 60 %, 80 % a year, an aversion of three, 10 basis points: the trigger and the point to return to lose as
/// little as stated, in basis points a year, and no others within a tenth of them lose less.
#[test]
fn band_of_both_costs_loses_least_of_all_bands() {
    for (cost, fixed, least) in [
        (0.001, 1e-5, 11.6312),
        (0.001, 1e-4, 20.1647),
        (0.0, 1e-4, 15.36),
    ] {
        let band = no_trade_band(
            Weight::from_bps(6_000),
            Weight::new(wad(cost)),
            Weight::new(wad(fixed)),
            wad(GAMMA),
        )
        .unwrap();
        let (trigger, back) = (
            float(band.trigger.raw(), 1e18),
            float(band.return_to.raw(), 1e18),
        );
        let own = loss(trigger, back, cost, fixed);
        assert!(is_near(own * 1e4, least, 1e-5), "{own} {least}");
        for across in -20..=20 {
            for along in -20..=20 {
                let other = loss(
                    trigger * (1.0 + f64::from(across) / 200.0),
                    (back + trigger * f64::from(along) / 200.0).max(0.0),
                    cost,
                    fixed,
                );
                assert!(other >= own * (1.0 - 1e-12), "{across} {along}");
            }
        }
    }
}

/// Without a fixed cost, in units of `k^(1/3) (c a^2)^(2/3)`: .655 to the edge (a third of it tracking), .825 to the target.
#[test]
fn bands_of_a_proportional_cost_lose_what_theory_says() {
    let (cost, weight, volatility) = (0.001, 0.6, 0.8);
    let speed = (weight * (1.0 - weight) * volatility) * (weight * (1.0 - weight) * volatility);
    let penalty = GAMMA * volatility * volatility;
    let unit = f64::cbrt(penalty) * (cost * speed).powf(2.0 / 3.0);
    let band = |floor: fn(Weight, Weight, U256) -> Result<Weight, rebalance_math::MathError>| {
        let band = floor(Weight::from_bps(6_000), Weight::from_bps(10), wad(GAMMA));
        float(band.unwrap().raw(), 1e18)
    };
    let edge = band(edge_band_floor);
    let edge_loss = penalty * edge * edge / 6.0 + cost * speed / (2.0 * edge);
    assert!(
        is_near(edge_loss / unit, 0.655, 1e-3),
        "{}",
        edge_loss / unit
    );
    assert!(is_near(penalty * edge * edge / 6.0, edge_loss / 3.0, 1e-9));
    let target_loss = loss(band(target_band_floor), 0.0, cost, 0.0);
    assert!(
        is_near(target_loss / unit, 0.825, 1e-3),
        "{}",
        target_loss / unit
    );
}

/// The exact no-trade region (Gerhold, Guasoni, Muhle-Karbe and Schachermayer) by its differential equation, for a drift, a
/// volatility, an aversion and a bid a part below the ask: the band to the edge is its expansion for small costs, to six
/// digits, and within two percent of the region itself.
#[test]
fn edge_band_is_near_the_exact_no_trade_region() {
    for (drift, volatility, gamma, spread, expansion, exact) in [
        (0.08, 0.16, 5.0, 0.01, 0.043_515, 0.043_058),
        (0.08, 0.16, 5.0, 0.001, 0.020_198, 0.020_148),
        (0.048, 0.2, 2.0, 0.01, 0.060_000, 0.059_475),
        (0.54, 0.6, 3.0, 0.003, 0.036_056, 0.035_900),
    ] {
        let weight = drift / (gamma * volatility * volatility);
        // Half of the spread is paid each way.
        let band = edge_band_floor(
            Weight::new(wad(weight)),
            Weight::new(wad(spread / 2.0)),
            wad(gamma),
        );
        let band = float(band.unwrap().raw(), 1e18);
        assert!((band - expansion).abs() < 1e-6, "{band} {expansion}");
        assert!(is_near(band, exact, 0.02), "{band} {exact}");
    }
}

/// Loss against the fair price and the cost of waiting, for an auction that decays at `rate` (Moallemi and Robinson, arXiv
/// 2406.00113): blocks come at random, every `block` seconds on average.
fn auction_cost(rate: f64, variance: f64, block: f64, premium: f64, urgency: f64) -> f64 {
    let root = (1.0 + 2.0 * variance / (rate * rate * block)).sqrt();
    let zeta = rate / variance * (root - 1.0);
    let wait = premium / rate + block / 2.0 * (1.0 + root);
    1.0 / (1.0 + zeta) + urgency * wait
}

/// 1 % of premium, blocks of 250 ms, 3 % of the portfolio, an aversion of three: .1021 basis points a second for an asset of
/// 5 % a day, .0855 for one of 80 % a year, which is 4.19 % a day. Both are within two percent of the rate that costs
/// least, and cost no more than a hundredth of a percent more.
#[test]
fn auctions_decay_at_the_rate_that_costs_least() {
    for (variance, expected) in [
        (0.05 * 0.05 / 86_400.0, 0.1021),
        (0.8 * 0.8 / 31_536_000.0, 0.0855),
    ] {
        let (block, premium) = (0.25, 0.01);
        let urgency = urgency_floor(
            U256::from(3) * WAD,
            U256::from((variance * 1e27) as u128),
            Weight::from_bps(300),
        )
        .unwrap();
        let rate = decay_rate_floor(urgency, ten(16), 250).unwrap();
        let (rate, urgency) = (float(rate, 1e27), float(urgency, 1e27));
        assert!((rate * 1e4 - expected).abs() < 5e-5, "{rate}");
        let cost = |rate| auction_cost(rate, variance, block, premium, urgency);
        let (mut best, mut least) = (0.0, f64::MAX);
        for step in 0..4_000 {
            let tried = rate * (0.5 + f64::from(step) / 4_000.0);
            if cost(tried) < least {
                (best, least) = (tried, cost(tried));
            }
        }
        assert!(is_near(rate, best, 0.02), "{rate} {best}");
        assert!(cost(rate) <= least * 1.0001, "{} {least}", cost(rate));
    }
}
