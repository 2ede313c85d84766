//! Any bytes as a choice of weights: rules and solvers.

use rebalance_math::strategy::*;
use rebalance_math::{Signed, U256, Value, WAD, Weight};

use crate::refusal::answer;
use crate::shapes::{Shapes, total};

const ONE: i64 = 1_000_000_000_000_000_000;

/// Runs one input.
///
/// # Panics
/// If a promise is broken.
pub fn run(input: &[u8]) {
    let mut shapes = Shapes::new(input);
    paths(&mut shapes);
    exposures(&mut shapes);
    insurance(&mut shapes);
    stops(&mut shapes);
    momentum(&mut shapes);
    sizes(&mut shapes);
    risk(&mut shapes);
}

fn paths(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let rows = usize::from(shapes.byte() % 4);
    let targets: Vec<_> = shapes.list(rows, |shapes| {
        let length = shapes.near(count);
        shapes.targets(length)
    });
    let mut at_s = shapes.u64();
    let points: Vec<_> = targets
        .iter()
        .map(|weights| {
            at_s = at_s.saturating_add(shapes.u64() >> (shapes.byte() % 64));
            GlidePoint { at_s, weights }
        })
        .collect();
    let now = match shapes.byte() % 3 {
        0 => shapes.u64(),
        1 => at_s,
        _ => at_s.saturating_sub(shapes.u64() >> 32),
    };
    let mut weights = vec![Weight::ZERO; count];
    if answer(glide_path_weights(&points, now, &mut weights)).is_some() {
        assert_eq!(total(&weights), WAD);
    }
}

fn exposures(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let basket = shapes.targets(count);
    let safe = usize::from(shapes.byte()) % (count + 1);
    let mut weights = vec![Weight::ZERO; shapes.near(count)];
    let exposure = shapes.weight();
    if answer(exposed_weights(&basket, safe, exposure, &mut weights)).is_some() {
        assert_eq!(total(&weights), WAD);
    }
    let (estimate, target) = (shapes.integer(), shapes.integer());
    let scaled = target_volatility_weights(&basket, safe, estimate, target, exposure, &mut weights);
    if answer(scaled).is_some() {
        assert_eq!(total(&weights), WAD);
    }
    let is_out = {
        let length = shapes.near(count);
        shapes.list(length, Shapes::flag)
    };
    if answer(stopped_weights(&basket, &is_out, safe, &mut weights)).is_some() {
        assert_eq!(total(&weights), WAD);
        let mut assets = weights.iter().zip(&is_out).enumerate();
        assert!(
            assets
                .all(|(index, (weight, is_out))| { !*is_out || index == safe || weight.is_zero() })
        );
    }
}

fn insurance(shapes: &mut Shapes<'_>) {
    let rule = Insurance {
        multiplier_wad: shapes.integer(),
        cap: shapes.weight(),
    };
    let (value, floor) = (Value::new(shapes.integer()), Value::new(shapes.integer()));
    if let Some(exposure) = answer(rule.exposure_floor(value, floor)) {
        assert!(exposure <= value);
        assert!(value > floor || exposure.is_zero());
        let part = answer(rule.exposed_part_floor(value, floor));
        assert_eq!(part.is_some(), !value.is_zero());
        assert!(part.is_none_or(|part| part <= rule.cap));
    }
    if let Some(grown) = answer(grown_floor_ceil(floor, shapes.integer())) {
        assert!(grown.is_zero() || !floor.is_zero());
    }
    if let Some(risen) = answer(ratcheted_floor_ceil(floor, value, shapes.weight())) {
        assert!(risen >= floor);
    }
    let gap = shapes.weight();
    if let Some(multiplier) = answer(gap_proof_multiplier_floor(gap)) {
        assert!(gap > Weight::ONE || multiplier >= WAD);
    }
}

fn stops(shapes: &mut Shapes<'_>) {
    let rule = StopRule {
        distance: shapes.weight(),
        reentry: shapes.flag().then(|| shapes.weight()),
    };
    let mut stop = TrailingStop::at(shapes.integer());
    for _ in 0..4 {
        let price = shapes.integer();
        let Some(next) = answer(stop.observe(price, &rule)) else {
            return;
        };
        assert!(next.is_out || next.extreme >= price);
        assert!(!next.is_out || next.extreme <= price || stop.is_out);
        stop = next;
    }
}

fn momentum(shapes: &mut Shapes<'_>) {
    let memory = shapes.weight();
    let mut trend = PriceTrend::flat(shapes.integer());
    for _ in 0..4 {
        let price = shapes.integer();
        let Some(next) = answer(trend.observe(price, memory)) else {
            break;
        };
        assert!(next.mean <= trend.mean.max(price));
        answer(next.gradient_floor(memory));
        trend = next;
    }
    let count = shapes.count();
    let present = shapes.targets(count);
    let bits = if shapes.flag() { 256 } else { 70 };
    let gradients = {
        let length = shapes.near(count);
        shapes.list(length, |shapes| {
            let magnitude = shapes.bits(bits);
            Signed::new(magnitude, shapes.flag())
        })
    };
    let sensitivities = {
        let length = shapes.near(count);
        shapes.list(length, |shapes| shapes.bits(bits))
    };
    let (lower, upper) = shapes.bounds(count);
    let rule = MomentumRule {
        sensitivities: &sensitivities,
        max_step: shapes.weight(),
        lower: &lower,
        upper: &upper,
    };
    let mut weights = vec![Weight::ZERO; shapes.near(count)];
    if answer(rule.next_weights(&present, &gradients, &mut weights)).is_some() {
        assert_eq!(total(&weights), WAD);
        let steps = weights.iter().zip(&present);
        for ((weight, before), (low, high)) in steps.zip(lower.iter().zip(&upper)) {
            assert!(weight >= low && weight <= high);
            assert!(weight.raw().abs_diff(before.raw()) <= rule.max_step.raw());
        }
    }
}

fn sizes(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let volatilities = shapes.list(count, Shapes::u64);
    let mut weights = vec![Weight::ZERO; shapes.near(count)];
    if answer(inverse_volatility_weights(&volatilities, &mut weights)).is_some() {
        assert_eq!(total(&weights), WAD);
    }
    let capitalisations = shapes.integers(count);
    let cap = shapes.weight();
    if answer(market_cap_weights(&capitalisations, cap, &mut weights)).is_some() {
        assert_eq!(total(&weights), WAD);
        assert!(weights.iter().all(|weight| *weight <= cap));
    }
}

/// Correlations as they can be, mostly: of factors, then now and then with an entry bent.
fn correlations(shapes: &mut Shapes<'_>, count: usize) -> Vec<i64> {
    let loadings = shapes.list(count, |shapes| {
        i128::from(shapes.byte() % 201) * 10_000_000_000_000_000 - i128::from(ONE)
    });
    let mut matrix = Vec::with_capacity(count * count);
    for (row, own) in loadings.iter().enumerate() {
        for (column, other) in loadings.iter().enumerate() {
            let product = own * other / i128::from(ONE);
            let rho = i64::try_from(product).unwrap_or(ONE);
            matrix.push(if row == column { ONE } else { rho });
        }
    }
    if shapes.byte().is_multiple_of(8) {
        let (row, column) = (usize::from(shapes.byte()), usize::from(shapes.byte()));
        let bent = i64::from_le_bytes(shapes.u64().to_le_bytes());
        let is_mirrored = shapes.flag();
        if let (Some(row), Some(column)) = (row.checked_rem(count), column.checked_rem(count)) {
            matrix[row * count + column] = bent;
            if is_mirrored {
                matrix[column * count + row] = bent;
            }
        }
    }
    let length = shapes.near(count * count);
    matrix.resize(length, 0);
    matrix
}

fn risk(shapes: &mut Shapes<'_>) {
    // The solvers are slow, and no worse when there are few.
    let count = if shapes.byte().is_multiple_of(64) {
        shapes.count()
    } else {
        usize::from(shapes.byte() % 5)
    };
    let volatilities = shapes.list(count, Shapes::u64);
    let correlations = correlations(shapes, count);
    let Some(model) = answer(RiskModel::new(&volatilities, &correlations)) else {
        return;
    };
    assert_eq!(model.count(), count);
    let budgets = {
        let length = shapes.near(count);
        shapes.targets(length)
    };
    let (lower, upper) = shapes.bounds(count);
    let mut weights = vec![Weight::ZERO; shapes.near(count)];
    let tolerance = Weight::new(U256::from(RISK_TOLERANCE_WAD));
    if answer(risk_budget_weights(&model, &budgets, &mut weights)).is_some() {
        assert_eq!(total(&weights), WAD);
        let gap = max_risk_gap(&model, &budgets, &weights);
        assert!(gap.is_ok_and(|gap| gap <= tolerance), "{gap:?}");
        assert!(portfolio_volatility_ceil(&model, &weights).is_ok());
    }
    if answer(equal_risk_weights(&model, &mut weights)).is_some() {
        assert_eq!(total(&weights), WAD);
    }
    let within = |weights: &[Weight]| {
        weights
            .iter()
            .zip(lower.iter().zip(&upper))
            .all(|(weight, (low, high))| weight >= low && weight <= high)
    };
    let boxed = risk_budget_weights_boxed(&model, &budgets, &lower, &upper, &mut weights);
    if answer(boxed).is_some() {
        assert!(total(&weights) == WAD && within(&weights), "{weights:?}");
    }
    let least = minimum_variance_weights(&model, &lower, &upper, &mut weights);
    if answer(least).is_some() {
        assert!(total(&weights) == WAD && within(&weights), "{weights:?}");
        let gap = variance_gap(&model, &lower, &upper, &weights);
        assert!(gap.is_ok_and(|gap| gap.raw() <= U256::from(VARIANCE_TOLERANCE_WAD)));
    }
    let any = {
        let length = shapes.near(count);
        shapes.list(length, Shapes::weight)
    };
    answer(max_risk_gap(&model, &budgets, &any));
    answer(variance_gap(&model, &lower, &upper, &any));
    answer(portfolio_volatility_ceil(&model, &any));
    if let Some(risk) = answer(portfolio_volatility_ceil(&model, &budgets)) {
        // No mix is riskier than its riskiest part.
        let most = volatilities.iter().copied().max().unwrap_or(0);
        assert!(risk <= U256::from(most) + U256::from(2), "{risk}");
    }
}
