//! Any bytes as a portfolio: values, weights, drifts, targets, shares and fees.

use rebalance_math::portfolio::*;
use rebalance_math::volatility::CovarianceMatrix;
use rebalance_math::{Amount, MathError, Price, Shares, SignedWeight, U256, Value, WAD, Weight};

use crate::refusal::answer;
use crate::shapes::{Shapes, total};

/// Runs one input.
///
/// # Panics
/// If a promise is broken.
pub fn run(input: &[u8]) {
    let mut shapes = Shapes::new(input);
    units(&mut shapes);
    single(&mut shapes);
    lists(&mut shapes);
    choices(&mut shapes);
    shares(&mut shapes);
    fees(&mut shapes);
    flows(&mut shapes);
    losses(&mut shapes);
    budgets(&mut shapes);
}

fn units(shapes: &mut Shapes<'_>) {
    let (a, b) = (Weight::new(shapes.integer()), Weight::new(shapes.integer()));
    if let Some(sum) = answer(a.checked_add(b)) {
        assert_eq!(sum.checked_sub(b), Ok(a));
    }
    assert_eq!(a.checked_sub(b).is_ok(), a >= b);
    assert_eq!(a.is_zero(), a == Weight::ZERO);
    assert!(a.to_bps_ceil() - a.to_bps_floor() <= U256::ONE);
    let signed = SignedWeight::new(a, shapes.flag());
    assert_eq!(signed.magnitude(), a);
    assert!(!(a.is_zero() && signed.is_negative()));
    if let Some(bps) = answer(signed.to_bps_ceil()) {
        assert!(bps == 0 || (bps < 0) == signed.is_negative());
    }
    let bps = u16::from(shapes.byte()) << 8;
    assert_eq!(Weight::from_bps(bps).to_bps_floor(), U256::from(bps));
}

fn single(shapes: &mut Shapes<'_>) {
    let (amount, price) = (Amount::new(shapes.integer()), shapes.price());
    let pair = (value_floor(amount, price), value_ceil(amount, price));
    if let Some((floor, ceil)) = answer(pair.0).zip(answer(pair.1)) {
        assert!(ceil.raw() - floor.raw() <= U256::ONE);
        // Back again it is never more.
        if let Some(back) = answer(amount_floor(floor, price)) {
            assert!(back <= amount);
        }
    }
    let value = Value::new(shapes.integer());
    let pair = (amount_floor(value, price), amount_ceil(value, price));
    if let Some((floor, ceil)) = answer(pair.0).zip(answer(pair.1)) {
        assert!(ceil.raw() - floor.raw() <= U256::ONE);
    }
    let (nav, target) = (Value::new(shapes.integer()), shapes.weight());
    if let Some(weight) = answer(weight_floor(value, nav)) {
        assert!(value > nav || weight <= Weight::ONE);
    }
    if let Some(drift) = answer(drift_away(value, nav, target)) {
        assert!(value.is_zero() || !drift.is_negative() || !target.is_zero());
    }
    let (before, after, budget) = (value, nav, target);
    if let Some(loss) = answer(loss_ceil(before, after)) {
        assert!(loss.is_negative() || loss.magnitude().is_zero() || after <= before);
        if budget <= Weight::ONE {
            // The loss is rounded up: within the budget as a number, it is within it exactly.
            let is_within = loss.is_negative() || loss.magnitude() <= budget;
            assert!(!is_within || !exceeds_budget(before, after, budget));
        }
    }
    if let Some(most) = answer(budget_floor(before, budget)) {
        let lost = before.checked_sub(after).unwrap_or(Value::ZERO);
        assert_eq!(exceeds_budget(before, after, budget), lost > most);
    }
}

fn lists(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let values: Vec<_> = shapes.integers(count).into_iter().map(Value::new).collect();
    let targets = {
        let length = shapes.near(count);
        shapes.targets(length)
    };
    let nav = if shapes.flag() {
        let sum = values
            .iter()
            .fold(U256::ZERO, |sum, value| sum.saturating_add(value.raw()));
        Value::new(sum)
    } else {
        Value::new(shapes.integer())
    };
    let mut weights = vec![Weight::ZERO; shapes.near(count)];
    if answer(weights_floor(&values, nav, &mut weights)).is_some() {
        for (value, weight) in values.iter().zip(&weights) {
            assert_eq!(weight_floor(*value, nav), Ok(*weight));
        }
    }
    if answer(check_sum_to_one(&targets)).is_some() {
        assert_eq!(total(&targets), WAD);
    }
    let largest = answer(max_drift_ceil(&values, nav, &targets));
    let turnover = answer(turnover_ceil(&values, nav, &targets));
    if let Some((largest, turnover)) = largest.zip(turnover) {
        // No drift is more than all of them, which are twice the turnover.
        assert!(largest.raw() >> 1 <= turnover.raw());
    }
    answer(max_relative_drift_ceil(&values, nav, &targets));

    let prices = {
        let length = shapes.near(count);
        shapes.list(length, Shapes::price)
    };
    let amounts: Vec<_> = values
        .iter()
        .map(|value| Amount::new(value.raw()))
        .collect();
    let mut priced = vec![Value::ZERO; shapes.near(count)];
    let each = answer(values_floor(&amounts, &prices, &mut priced));
    if let Some((each, nav)) = each.zip(answer(nav_floor(&amounts, &prices))) {
        let sum = priced
            .iter()
            .fold(U256::ZERO, |sum, value| sum.saturating_add(value.raw()));
        assert_eq!((each.raw(), nav.raw()), (sum, sum));
    }

    let drifts = {
        let length = shapes.near(count);
        shapes.list(length, Shapes::signed_weight)
    };
    let matrix = shapes.matrix(count);
    let made = if shapes.flag() {
        CovarianceMatrix::new(&matrix, count)
    } else {
        CovarianceMatrix::trusted(&matrix, count)
    };
    if let Some(matrix) = answer(made)
        && let Some(error) = answer(tracking_error_ceil(&drifts, &matrix))
    {
        assert_eq!(exceeds_tracking_error(&drifts, &matrix, error), Ok(false));
        if let Ok(less) = error.checked_sub(Weight::new(U256::ONE)) {
            assert_eq!(exceeds_tracking_error(&drifts, &matrix, less), Ok(true));
        }
    }
}

/// Weights that are chosen: all sum to exactly one, within their bounds.
fn choices(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let scores = shapes.integers(count);
    let mut weights = vec![Weight::ZERO; shapes.near(count)];
    if answer(targets_by_largest_remainder(&scores, &mut weights)).is_some() {
        assert_eq!(total(&weights), WAD);
    }
    let at = usize::from(shapes.byte() % 40);
    if answer(targets_with_residue_at(&scores, at, &mut weights)).is_some() {
        assert_eq!(total(&weights), WAD);
    }
    let (lower, upper) = shapes.bounds(count);
    let within = |weights: &[Weight]| {
        total(weights) == WAD
            && weights
                .iter()
                .zip(&lower)
                .all(|(weight, bound)| weight >= bound)
            && weights
                .iter()
                .zip(&upper)
                .all(|(weight, bound)| weight <= bound)
    };
    if answer(cap_in_proportion(&scores, &lower, &upper, &mut weights)).is_some() {
        assert!(within(&weights), "{scores:?} {weights:?}");
    }
    let wanted = shapes.list(count, Shapes::signed_weight);
    if answer(project_to_simplex(&wanted, &lower, &upper, &mut weights)).is_some() {
        assert!(within(&weights), "{wanted:?} {weights:?}");
    }
}

fn shares(shapes: &mut Shapes<'_>) {
    let bits = if shapes.flag() { 256 } else { 120 };
    let balance = Amount::new(shapes.bits(bits));
    let (shares, supply) = (
        Shares::new(shapes.bits(bits)),
        Shares::new(shapes.bits(bits)),
    );
    let paid = answer(deposit_amount_ceil(balance, shares, supply));
    let received = answer(redeem_amount_floor(balance, shares, supply));
    if let Some((paid, received)) = paid.zip(received) {
        assert!(received <= paid && paid.raw() - received.raw() <= U256::ONE);
        assert!(received <= balance);
    }
    let (value, nav) = (Value::new(shapes.bits(bits)), Value::new(shapes.bits(bits)));
    let minted = answer(mint_shares_floor(value, nav, supply));
    let burnt = answer(withdraw_shares_ceil(value, nav, supply));
    if let Some((minted, burnt)) = minted.zip(burnt) {
        assert!(minted <= burnt && burnt.raw() - minted.raw() <= U256::ONE);
    }
    let price = answer(mint_value_ceil(shares, nav, supply));
    let worth = answer(redeem_value_floor(shares, nav, supply));
    if let Some((price, worth)) = price.zip(worth) {
        assert!(worth <= price && price.raw() - worth.raw() <= U256::ONE);
    }
    // Nobody gains by going in and out at once.
    if let Some(back) = minted.and_then(|minted| answer(redeem_value_floor(minted, nav, supply))) {
        assert!(back <= value);
    }
}

fn fees(shapes: &mut Shapes<'_>) {
    let supply = Shares::new(shapes.integer());
    let (last, now) = shapes.times();
    let rate = shapes.weight();
    let small = Weight::new(rate.raw() >> 5);
    for rate in [rate, small] {
        if let Some(fee) = answer(management_fee_floor(supply, rate, last, now)) {
            assert!(fee <= supply);
        }
    }
    let nav = Value::new(shapes.integer());
    let price = answer(share_price_floor(nav, supply));
    let mark = match (shapes.flag(), price) {
        (true, Some(price)) => price,
        _ => Price::new(shapes.integer()),
    };
    for rate in [rate, small] {
        if let Some(fee) = answer(performance_fee(nav, supply, mark, rate)) {
            assert!(fee.mark >= mark);
            assert!(price.is_some_and(|price| price > mark) || fee.shares.is_zero());
        }
    }
    let count = shapes.count();
    let parts = shapes.targets(count);
    let mut split = vec![Shares::ZERO; shapes.near(count)];
    let divided: Result<(), MathError> = split_fee(supply, &parts, &mut split);
    if answer(divided).is_some() {
        let sum = split
            .iter()
            .try_fold(Shares::ZERO, |sum, part| sum.checked_add(*part));
        assert_eq!(sum, Ok(supply));
    }
}

fn flows(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let values: Vec<_> = shapes.integers(count).into_iter().map(Value::new).collect();
    let targets = {
        let length = shapes.near(count);
        shapes.targets(length)
    };
    let (base, drift) = (shapes.weight(), shapes.weight());
    let rates = if shapes.byte().is_multiple_of(8) {
        FlowRates { base, drift }
    } else {
        let base = Weight::new(base.raw().min(MAX_FLOW_FEE.raw()));
        FlowRates {
            base,
            drift: drift.min(base),
        }
    };
    let index = usize::from(shapes.byte()).checked_rem(count).unwrap_or(0);
    let Some(side) = answer(FlowSide::new(&values, &targets, index, rates)) else {
        return;
    };
    let flow = Value::new(shapes.integer());
    for fee in [side.entry_fee_ceil(flow), side.exit_fee_ceil(flow)] {
        if let Some(fee) = answer(fee) {
            // Twice the highest base rate, and a unit for the rounding.
            assert!(
                fee.raw() <= (flow.raw() >> 2) + U256::ONE,
                "{flow:?} {fee:?}"
            );
        }
    }
    let credited = |flow: Value| {
        let fee = side.entry_fee_ceil(flow)?;
        Ok::<_, MathError>(flow.checked_sub(fee).unwrap_or(Value::ZERO))
    };
    if let Some(least) = answer(side.entry_flow_ceil(flow)) {
        assert!(
            credited(least).is_ok_and(|credit| credit >= flow),
            "{flow:?} {least:?}"
        );
        if let Ok(less) = least.checked_sub(Value::new(U256::ONE)) {
            assert!(
                credited(less).is_ok_and(|credit| credit < flow),
                "{flow:?} {least:?}"
            );
        }
    }
    let cost = |flow: Value| flow.checked_add(side.exit_fee_ceil(flow)?);
    if let Some(most) = answer(side.exit_flow_floor(flow)) {
        assert!(
            cost(most).is_ok_and(|cost| cost <= flow),
            "{flow:?} {most:?}"
        );
        let more = most.checked_add(Value::new(U256::ONE)).and_then(cost);
        assert!(!more.is_ok_and(|cost| cost <= flow), "{flow:?} {most:?}");
    }
}

fn losses(shapes: &mut Shapes<'_>) {
    let limit = LossLimit {
        capacity: shapes.weight(),
        period_s: shapes.u64(),
    };
    let (at, now) = shapes.times();
    let bucket = LossBucket {
        level: shapes.weight(),
        at,
    };
    let loss = shapes.weight();
    if let Some(emptied) = answer(limit.emptied(bucket, now)) {
        assert!(emptied.level <= bucket.level && emptied.level <= limit.capacity);
        if let Some(charged) = answer(limit.charged(bucket, loss, now)) {
            assert!(charged.level <= limit.capacity && charged.level >= loss);
        }
    }
}

fn budgets(shapes: &mut Shapes<'_>) {
    let mut budget = || {
        let bps = u16::from(shapes.byte()) << (shapes.byte() % 9);
        LossBudget {
            period_s: shapes.u64(),
            ..LossBudget::from_bps(bps, 0)
        }
    };
    let budgets = LossBudgets {
        window: budget(),
        fuse: budget(),
    };
    let (at, now) = shapes.times();
    let levels = LossLevels {
        window: shapes.u64(),
        fuse: shapes.u64(),
        at,
    };
    let emptied = budgets.emptied(levels, now);
    assert!(emptied.window <= levels.window && emptied.window <= budgets.window.capacity);
    assert!(emptied.fuse <= levels.fuse && emptied.fuse <= budgets.fuse.capacity);
    assert_eq!(emptied.at, now.max(at));
    assert!(budgets.pace_floor(levels) <= NAV_PARTS);
    let room = budgets.window.capacity - emptied.window;

    let (given, nav) = (Value::new(shapes.integer()), Value::new(shapes.integer()));
    let (high, low) = (nav_parts_ceil(given, nav), nav_parts_floor(given, nav));
    assert!(high >= low);
    let errors = [u16::from(shapes.byte()) << 8, u16::from(shapes.byte()) << 8];
    let loss = Loss {
        worst: worst_loss_ceil(high, errors[0], shapes.u64(), errors[1]),
        mid: shapes.u64(),
    };
    assert_eq!(parts_to_wad(room).is_zero(), room == 0);
    match answer(budgets.charged(levels, loss, now)) {
        Some(charged) => {
            assert!(loss.worst <= room && charged.window <= budgets.window.capacity);
            assert!(charged.fuse >= emptied.fuse && charged.fuse <= budgets.fuse.capacity);
        }
        None => assert!(loss.worst > room),
    }
}
