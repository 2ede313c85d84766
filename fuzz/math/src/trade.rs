//! Any bytes as what is to be traded: plans, matches, sizes and minimums.

use rebalance_math::trade::*;
use rebalance_math::volatility::CovarianceMatrix;
use rebalance_math::{Amount, MathError, Signed, U256, Value, Weight};

use crate::refusal::answer;
use crate::shapes::Shapes;

/// `size_by_quote` promises no more.
const MOST_QUOTES: u32 = 1_540;

/// Runs one input.
///
/// # Panics
/// If a promise is broken.
pub fn run(input: &[u8]) {
    let mut shapes = Shapes::new(input);
    minimums(&mut shapes);
    plans(&mut shapes);
    plans_to_bands(&mut shapes);
    matches(&mut shapes);
    drops(&mut shapes);
    sizes(&mut shapes);
}

fn minimums(shapes: &mut Shapes<'_>) {
    let (amount, price_in, price_out) = (
        Amount::new(shapes.integer()),
        shapes.price(),
        shapes.price(),
    );
    let tolerance = shapes.weight();
    let fair = answer(fair_out_floor(amount, price_in, price_out));
    let minimum = answer(min_out_ceil(amount, price_in, price_out, tolerance));
    if let Some((fair, minimum)) = fair.zip(minimum) {
        assert!(minimum.raw() <= fair.raw().saturating_add(U256::ONE));
    }
}

fn plans(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let bits = if shapes.flag() { 256 } else { 100 };
    let amounts = shapes.list(count, |shapes| Amount::new(shapes.bits(bits)));
    let prices = {
        let length = shapes.near(count);
        shapes.list(length, |shapes| {
            rebalance_math::Price::new(shapes.bits(bits + 30))
        })
    };
    let targets = {
        let length = shapes.near(count);
        shapes.targets(length)
    };
    let tolerance = shapes.weight();
    let mut trades = vec![Trade::EMPTY; shapes.near(count)];
    let Some(made) = answer(plan(&amounts, &prices, &targets, tolerance, &mut trades)) else {
        return;
    };
    let trades = trades.get(..made).expect("no more trades than places");
    let mut has_bought = false;
    for trade in trades {
        let (sell, buy) = (usize::from(trade.sell), usize::from(trade.buy));
        assert!(sell != buy && (sell == 0 || buy == 0), "{trades:?}");
        has_bought |= sell == 0;
        // Sells come first, and nobody sells what is not there.
        assert_eq!(has_bought, sell == 0, "{trades:?}");
        assert!(
            has_bought
                || amounts
                    .get(sell)
                    .is_some_and(|held| trade.amount_in <= *held)
        );
        assert!(!trade.amount_in.is_zero());
        // Ten units lost of what goes in would break any minimum that is one.
        assert!(trade.amount_in.raw() > DUST_UNITS || trade.min_out.is_zero());
    }
    let spent = trades.iter().filter(|trade| trade.sell == 0);
    let spent = spent.fold(U256::ZERO, |sum, trade| {
        sum.saturating_add(trade.amount_in.raw())
    });
    let earned = trades.iter().filter(|trade| trade.buy == 0);
    let hub = amounts.first().map_or(U256::ZERO, |hub| hub.raw());
    let earned = earned.fold(hub, |sum, trade| sum.saturating_add(trade.min_out.raw()));
    assert!(spent <= earned, "{trades:?}");
}

fn plans_to_bands(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let bits = if shapes.flag() { 256 } else { 100 };
    let values = shapes.list(count, |shapes| Value::new(shapes.bits(bits)));
    let (lower, upper) = shapes.bounds(count);
    let targets = {
        let length = shapes.near(count);
        shapes.targets(length)
    };
    let costs = {
        let length = shapes.near(count);
        shapes.list(length, Shapes::weight)
    };
    let matrix = shapes.matrix(count);
    let Some(covariances) = answer(CovarianceMatrix::trusted(&matrix, count)) else {
        return;
    };
    let bands = Bands {
        lower: &lower,
        upper: &upper,
        targets: &targets,
        costs: &costs,
        covariances,
    };
    let mut changes = vec![Signed::ZERO; shapes.near(count)];
    let Some(turnover) = answer(plan_to_bands(&values, &bands, &mut changes)) else {
        return;
    };
    let (sold, bought) = sides(&changes);
    assert_eq!((sold, bought), (turnover.raw(), turnover.raw()));
    for (change, value) in changes.iter().zip(&values) {
        assert!(!change.is_negative() || change.magnitude() <= value.raw());
    }
    // What is planned can be matched.
    let mut legs = vec![Leg::default(); max_legs(count)];
    let matched = match_trades(&changes, &costs, |_, _| None, &mut legs);
    assert!(matched.is_ok(), "{matched:?}");
}

/// What is sold and what is bought.
fn sides(changes: &[Signed]) -> (U256, U256) {
    let sum = |is_sale: bool| {
        changes
            .iter()
            .filter(|change| change.is_negative() == is_sale)
            .fold(U256::ZERO, |sum, change| {
                sum.saturating_add(change.magnitude())
            })
    };
    (sum(true), sum(false))
}

/// Changes that sum to nothing, mostly.
fn balanced(shapes: &mut Shapes<'_>, count: usize) -> Vec<Signed> {
    let bits = if shapes.flag() { 256 } else { 100 };
    let mut changes = shapes.list(count, |shapes| {
        let magnitude = shapes.bits(bits);
        Signed::new(magnitude, shapes.flag())
    });
    let rest = changes
        .iter()
        .try_fold(Signed::ZERO, |sum, change| sum.checked_add(*change));
    if let Ok(rest) = rest
        && !shapes.byte().is_multiple_of(8)
    {
        let at = usize::from(shapes.byte()).checked_rem(count).unwrap_or(0);
        if let Some(slot) = changes.get_mut(at) {
            *slot = slot.checked_sub(rest).unwrap_or(*slot);
        }
    }
    changes
}

fn matches(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let changes = balanced(shapes, count);
    let costs = {
        let length = shapes.near(count);
        shapes.list(length, Shapes::weight)
    };
    let direct = shapes.list(8, |shapes| shapes.flag().then(|| shapes.weight()));
    let direct_cost = |sell: usize, buy: usize| direct.get((sell ^ buy) % 8).copied().flatten();
    let places = max_legs(count);
    let mut legs = vec![Leg::default(); shapes.near(places)];
    let Some(made) = answer(match_trades(&changes, &costs, direct_cost, &mut legs)) else {
        return;
    };
    let mut left = changes;
    for leg in legs.get(..made).expect("no more legs than places") {
        assert!(leg.sell != leg.buy && !leg.value.is_zero());
        let worth = Signed::from(leg.value.raw());
        for (index, worth) in [(leg.sell, worth), (leg.buy, worth.neg())] {
            let slot = left.get_mut(usize::from(index)).expect("an asset");
            *slot = slot.checked_add(worth).expect("no more than the change");
        }
    }
    assert!(left.iter().all(|rest| rest.is_zero()), "{left:?} {legs:?}");
}

fn drops(shapes: &mut Shapes<'_>) {
    let count = shapes.count();
    let before = balanced(shapes, count);
    let mut changes = before.clone();
    let (minimum, spendable) = (Value::new(shapes.integer()), Value::new(shapes.integer()));
    let Some(left) = answer(drop_small_trades(&mut changes, minimum, spendable)) else {
        return;
    };
    let (sold, bought) = sides(&changes);
    assert_eq!(sold, bought);
    let others = || changes.iter().zip(&before).skip(1);
    assert_eq!(
        left,
        others().filter(|(change, _)| !change.is_zero()).count()
    );
    for (change, before) in others() {
        let is_kept =
            change.magnitude() >= minimum.raw() && change.magnitude() <= before.magnitude();
        assert!(change.is_zero() || (is_kept && change.is_negative() == before.is_negative()));
    }
    let hub = changes.first().copied().unwrap_or_default();
    assert!(!hub.is_negative() || hub.magnitude() <= spendable.raw());
}

fn sizes(shapes: &mut Shapes<'_>) {
    let bits = if shapes.flag() { 256 } else { 110 };
    let holding = Holding {
        held: Amount::new(shapes.bits(bits)),
        price: shapes.price(),
        rest: Amount::new(shapes.bits(bits)),
        rest_price: shapes.price(),
        target: shapes.weight(),
    };
    let pool = shapes.constant_product();
    let closed = answer(size_for_constant_product(&holding, &pool));
    if let Some(size) = closed {
        assert!(size <= holding.held);
    }
    let (mut quotes, nonsense) = (0_u32, shapes.flag());
    let noise = shapes.integer();
    let tolerance = Amount::new(shapes.integer() >> 128);
    let sized = size_by_quote(&holding, tolerance, |amount: Amount| {
        quotes += 1;
        if nonsense {
            return Ok::<_, MathError>(Amount::new(amount.raw() ^ noise));
        }
        pool.amount_out_floor(amount.raw()).map(Amount::new)
    });
    assert!(quotes <= MOST_QUOTES, "{quotes} quotes");
    if let Some(sized) = answer(sized) {
        assert!(sized <= holding.held);
        if let (Some(closed), false) = (closed, nonsense) {
            let short = closed.raw().checked_sub(sized.raw());
            let allowed = tolerance.raw().max(U256::ONE);
            assert!(
                short.is_some_and(|short| short < allowed),
                "{closed:?} {sized:?}"
            );
        }
    }
    answer(plan(&[], &[], &[], Weight::ZERO, &mut []));
}
