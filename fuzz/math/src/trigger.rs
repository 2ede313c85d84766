//! Any bytes as bands, intervals and forecasts.

use rebalance_math::trigger::*;
use rebalance_math::volatility::CovarianceMatrix;
use rebalance_math::{MathError, SignedWeight, U256, Value, WAD, Weight};

use crate::refusal::answer;
use crate::shapes::Shapes;

/// Runs one input.
///
/// # Panics
/// If a promise is broken.
pub fn run(input: &[u8]) {
    let mut shapes = Shapes::new(input);
    breaches(&mut shapes);
    clocks(&mut shapes);
    costs(&mut shapes);
    single_period(&mut shapes);
    scaled(&mut shapes);
    forecasts(&mut shapes);
}

fn breaches(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let values: Vec<_> = shapes.integers(count).into_iter().map(Value::new).collect();
    let targets = {
        let length = shapes.near(count);
        shapes.targets(length)
    };
    let (nav, band) = (Value::new(shapes.integer()), shapes.weight());
    let any = answer(is_any_breached(&values, nav, &targets, band));
    if let Some(any) = any {
        let one = |(value, target): (&Value, &Weight)| is_breached(*value, nav, *target, band);
        let each: Result<Vec<bool>, MathError> = values.iter().zip(&targets).map(one).collect();
        assert_eq!(each.map(|each| each.contains(&true)), Ok(any));
    }
    let relative = answer(is_any_relative_breached(&values, nav, &targets, band));
    if let Some((any, relative)) = any.zip(relative) {
        // A part of a part is less than the part.
        let is_whole = targets.iter().all(|target| *target <= Weight::ONE);
        assert!(!is_whole || !any || relative);
    }
    let is_one = answer(is_breached(nav, nav, band, band));
    assert_eq!(is_one.is_some(), !nav.is_zero());
}

fn clocks(shapes: &mut Shapes<'_>) {
    let (last, now) = shapes.times();
    let interval = shapes.u64();
    let from = eligible_at(last, interval);
    assert!(from >= last);
    assert_eq!(is_elapsed(now, last, interval), now >= from);
    let (target, cost, gamma) = (shapes.weight(), shapes.weight(), shapes.integer());
    let variance = shapes.variance();
    if let Some(interval) = answer(periodic_interval_floor(target, cost, gamma, variance)) {
        assert!(!cost.is_zero() || interval == 0);
    }
}

fn costs(shapes: &mut Shapes<'_>) {
    let (target, cost, fixed) = (shapes.weight(), shapes.weight(), shapes.weight());
    let gamma = shapes.integer();
    let edge = answer(edge_band_floor(target, cost, gamma));
    let to_target = answer(target_band_floor(target, cost, gamma));
    if let Some((edge, to_target)) = edge.zip(to_target) {
        assert!(edge <= to_target);
    }
    let only_fixed = answer(fixed_cost_band_floor(target, fixed, gamma));
    if let Some(band) = answer(no_trade_band(target, cost, fixed, gamma)) {
        assert!(band.return_to <= band.trigger, "{band:?}");
        // Two costs are waited for longer than one, but for a unit of rounding.
        if let Some((edge, only_fixed)) = edge.zip(only_fixed) {
            let least = edge.max(only_fixed).raw().saturating_sub(U256::from(2));
            assert!(
                band.trigger.raw() >= least,
                "{band:?} {edge:?} {only_fixed:?}"
            );
        }
    }
}

/// What one period makes of a cost: Masters' band of one drift, and the pair of several.
fn single_period(shapes: &mut Shapes<'_>) {
    let (cost, tolerance, horizon) = (shapes.weight(), shapes.integer(), shapes.u64());
    let variance = shapes.variance();
    if let Some(band) = answer(masters_band_floor(cost, tolerance, variance, horizon)) {
        let left = band.trigger.raw() - band.return_to.raw() - band.return_to.raw();
        assert!(left <= U256::ONE, "{band:?}");
    }
    let count = shapes.count();
    let lengths = (shapes.near(count), shapes.near(count));
    let drifts = shapes.list(lengths.0, Shapes::signed_weight);
    let costs = shapes.list(lengths.1, Shapes::weight);
    let entries = shapes.matrix(count);
    let made = if shapes.flag() {
        CovarianceMatrix::new(&entries, count)
    } else {
        CovarianceMatrix::trusted(&entries, count)
    };
    let (gamma, horizon) = (shapes.integer(), shapes.u64());
    let Some(matrix) = answer(made) else {
        return;
    };
    let trade = answer(single_period_trade(
        &drifts, &matrix, &costs, gamma, horizon,
    ));
    let Some(trade) = trade else {
        return;
    };
    // Seen from the other side, the pair changes its roles; where two are equal, it may be another pair, but there is one.
    let opposite: Vec<SignedWeight> = drifts
        .iter()
        .map(|drift| SignedWeight::new(drift.magnitude(), !drift.is_negative()))
        .collect();
    let back = single_period_trade(&opposite, &matrix, &costs, gamma, horizon);
    assert!(
        back.is_err() || back.is_ok_and(|back| back.is_some() == trade.is_some()),
        "{trade:?} {back:?}"
    );
    if let Some(trade) = trade {
        assert!(trade.sell != trade.buy && trade.sell.max(trade.buy) < count);
    }
}

fn scaled(shapes: &mut Shapes<'_>) {
    let variance = shapes.variance();
    let exponent = {
        let exponent = shapes.signed_weight();
        rebalance_math::Signed::new(exponent.magnitude().raw(), exponent.is_negative())
    };
    let (narrowest, widest) = (shapes.weight(), shapes.weight());
    let band = ScaledBand {
        base: shapes.weight(),
        reference: shapes.variance(),
        exponent,
        narrowest,
        widest,
    };
    if let Some(width) = answer(scaled_band_floor(variance, &band)) {
        assert!((narrowest..=widest).contains(&width));
    }
}

fn forecasts(shapes: &mut Shapes<'_>) {
    let (weight, target, band) = (shapes.weight(), shapes.weight(), shapes.weight());
    let barriers = answer(log_odds_barriers(weight, target, band));
    let barriers = if shapes.flag() {
        barriers
    } else {
        let upper = shapes.flag().then(|| shapes.bits(70));
        let lower = shapes.flag().then(|| shapes.bits(70));
        Some(Barriers { upper, lower })
    };
    let Some(barriers) = barriers else {
        return;
    };
    let (variance, horizon, every) = (shapes.variance(), shapes.u64(), shapes.u64());
    let Some(both) = answer(breach_probability(&barriers, variance, horizon, every)) else {
        return;
    };
    assert!(both.raw() <= WAD);
    for one in [
        Barriers {
            upper: None,
            ..barriers
        },
        Barriers {
            lower: None,
            ..barriers
        },
    ] {
        let alone = answer(breach_probability(&one, variance, horizon, every));
        assert!(alone.is_some_and(|alone| alone.raw() <= both.raw() + U256::from(100)));
    }
}
