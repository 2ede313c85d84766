//! Plans to bands, matching and the minimum trade: nothing is lost, nothing is traded twice, and no plan trades less.

use num_traits::{Signed as _, Zero};
use proptest::prelude::*;
use rebalance_math::arithmetic::Signed;
use rebalance_math::trade::{Bands, Leg, drop_small_trades, match_trades, max_legs, plan_to_bands};
use rebalance_math::volatility::{CovarianceMatrix, CovarianceRate};
use rebalance_math::{HUB, MathError, U256, Value, WAD, Weight};

use crate::inputs::{config, targets, ten};
use crate::reference::{Q, floor, one, q, sum};

fn exact(x: Signed) -> Q {
    let (magnitude, is_negative) = x.raw();
    if is_negative {
        -q(magnitude)
    } else {
        q(magnitude)
    }
}

fn half() -> Q {
    one() / (one() + one())
}

fn wad(weight: Weight) -> Q {
    q(weight.raw()) / q(WAD)
}

/// A portfolio, its bands and what is needed to place the rest.
#[derive(Clone, Debug)]
struct Case {
    values: Vec<Value>,
    targets: Vec<Weight>,
    lower: Vec<Weight>,
    upper: Vec<Weight>,
    costs: Vec<Weight>,
    variances: Vec<u64>,
}

impl Case {
    fn diagonal(&self) -> Vec<CovarianceRate> {
        let count = self.values.len();
        let mut matrix = vec![CovarianceRate::ZERO; count * count];
        for (index, variance) in self.variances.iter().enumerate() {
            matrix[index * (count + 1)] = CovarianceRate::new(i128::from(*variance)).unwrap();
        }
        matrix
    }

    fn plan(&self) -> Result<(Value, Vec<Signed>), MathError> {
        let mut changes = vec![Signed::ZERO; self.values.len()];
        let covariances = self.diagonal();
        let bands = Bands {
            lower: &self.lower,
            upper: &self.upper,
            targets: &self.targets,
            costs: &self.costs,
            covariances: CovarianceMatrix::new(&covariances, self.values.len())?,
        };
        let turnover = plan_to_bands(&self.values, &bands, &mut changes)?;
        Ok((turnover, changes))
    }
}

fn case() -> impl Strategy<Value = Case> {
    case_of(prop_oneof![Just(0_u32), Just(6), 12_u32..30])
}

/// With values of so many digits.
fn case_of(size: impl Strategy<Value = u32>) -> impl Strategy<Value = Case> {
    let count = prop_oneof![3 => 2_usize..=5, 1 => 6_usize..=32];
    (count, size).prop_flat_map(|(count, size)| {
        (
            targets(count),
            prop::collection::vec(0_u64..3_000, count),
            prop::collection::vec((0_u64..1_500, 0_u64..1_500), count),
            prop::collection::vec(0_u16..300, count),
            prop::collection::vec(1_u64..1_000_000_000_000_000_000, count),
        )
            .prop_map(move |(targets, noise, widths, costs, variances)| {
                let noisy = |(target, noise): (&Weight, u64)| {
                    let base = target.raw().max(ten(15)) * ten(size) / ten(15);
                    Value::new(base * U256::from(noise) / U256::from(1_000))
                };
                let part = |target: &Weight, part: u64| {
                    target.raw() * U256::from(part) / U256::from(1_500)
                };
                let lower =
                    |(t, (a, _)): (&Weight, &(u64, u64))| Weight::new(t.raw() - part(t, *a));
                let upper = |(t, (_, b)): (&Weight, &(u64, u64))| {
                    Weight::new((t.raw() + part(t, *b)).min(WAD))
                };
                Case {
                    values: targets.iter().zip(noise).map(noisy).collect(),
                    lower: targets.iter().zip(&widths).map(lower).collect(),
                    upper: targets.iter().zip(&widths).map(upper).collect(),
                    costs: costs.into_iter().map(Weight::from_bps).collect(),
                    variances,
                    targets,
                }
            })
    })
}

/// The least one-way turnover into whole bounds, by trying everything.
fn least_turnover(values: &[u64], bounds: &[(u64, u64)], left: u64) -> Option<u64> {
    let ([value, values @ ..], [(low, high), bounds @ ..]) = (values, bounds) else {
        return (left == 0).then_some(0);
    };
    (*low..=*high.min(&left))
        .filter_map(|end| {
            Some(least_turnover(values, bounds, left - end)? + end.saturating_sub(*value))
        })
        .min()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_plan_to_bands_balances_ends_inside_and_turns_over_the_larger_side(case in case()) {
        let nav = sum(case.values.iter().map(|value| q(value.raw())));
        prop_assume!(!nav.is_zero());
        let count = q(U256::from(case.values.len()));
        let Ok((turnover, changes)) = case.plan() else {
            // Only coarse values leave no whole one between the bounds.
            let widths = case.lower.iter().zip(&case.upper).map(|(low, high)| (wad(*high) - wad(*low)) * &nav);
            prop_assert!(widths.min().unwrap() < one() || sum(case.lower.iter().map(|low| (wad(*low) * &nav).ceil())) > nav
                || sum(case.upper.iter().map(|high| (wad(*high) * &nav).floor())) < nav);
            return Ok(());
        };
        prop_assert!(sum(changes.iter().map(|change| exact(*change))).is_zero());
        prop_assert_eq!(sum(changes.iter().map(|change| exact(*change).abs())) * half(), q(turnover.raw()));
        let (mut above, mut below) = (Q::zero(), Q::zero());
        for (i, change) in changes.iter().enumerate() {
            let value = q(case.values[i].raw());
            let (low, high) = (wad(case.lower[i]) * &nav, wad(case.upper[i]) * &nav);
            let end = &value + exact(*change);
            prop_assert!(low <= end && end <= high);
            above += (&value - high).max(Q::zero());
            below += (low - value).max(Q::zero());
        }
        // No plan with real numbers can do with less; whole bounds cost less than a unit per asset.
        let least = above.max(below);
        prop_assert!(q(turnover.raw()) >= least && q(turnover.raw()) < least + count);
    }

    /// Against every plan there is, in small whole numbers.
    #[test]
    fn prop_plan_to_bands_turns_over_as_little_as_the_best_of_all_plans(
        rows in prop::collection::vec((0_u64..12, 0_u64..8, 0_u64..8), 2..=4),
    ) {
        let values: Vec<u64> = rows.iter().map(|row| row.0).collect();
        let bounds: Vec<(u64, u64)> = rows.iter().map(|row| (row.1, row.1 + row.2)).collect();
        let nav = values.iter().sum::<u64>();
        prop_assume!(nav > 0 && bounds.iter().all(|bound| bound.1 <= nav));
        // The whole bound, from a weight that rounds inwards to it.
        let weight = |units: u64, is_lower: bool| {
            let exact = q(U256::from(units)) * q(WAD) / q(U256::from(nav));
            Weight::new(floor(if is_lower { exact.floor() } else { exact.ceil() }).unwrap())
        };
        let case = Case {
            values: values.iter().map(|value| Value::new(U256::from(*value))).collect(),
            targets: bounds.iter().map(|bound| weight(bound.0, true)).collect(),
            lower: bounds.iter().map(|bound| weight(bound.0, true)).collect(),
            upper: bounds.iter().map(|bound| weight(bound.1, false)).collect(),
            costs: vec![Weight::from_bps(10); values.len()],
            variances: vec![1; values.len()],
        };
        match (case.plan(), least_turnover(&values, &bounds, nav)) {
            (Ok((turnover, _)), Some(least)) => prop_assert_eq!(turnover.raw(), U256::from(least)),
            (Err(MathError::BoundsUnreachable { wanted, .. }), None) => prop_assert_eq!(wanted, U256::from(nav)),
            (got, expected) => prop_assert!(false, "{:?} where {:?} is possible", got, expected),
        }
    }

    /// The rest went, part by part, to whom it served most per cost: nobody who could have taken the last part of
    /// another would have lowered the variance more by it.
    #[test]
    fn prop_rest_lies_where_the_tracking_error_falls_most_per_cost(case in case_of(14_u32..30)) {
        let nav = sum(case.values.iter().map(|value| q(value.raw())));
        prop_assume!(nav > q(ten(12)));
        let Ok((_, changes)) = case.plan() else { return Ok(()); };
        let mut rest = Q::zero();
        let mut rows = Vec::new();
        for (i, change) in changes.iter().enumerate() {
            let (low, high) = ((wad(case.lower[i]) * &nav).ceil(), (wad(case.upper[i]) * &nav).floor());
            let value = q(case.values[i].raw());
            let clamped = value.clone().max(low.clone()).min(high.clone());
            let end = &value + exact(*change);
            rest += &end - &clamped;
            rows.push((clamped, end, low, high));
        }
        let is_sale = rest.is_negative();
        let sign = if is_sale { -one() } else { one() };
        let part = (rest.abs() / q(U256::from(16))).ceil();
        let slope = |i: usize, end: &Q| {
            let cost = wad(case.costs[i]).max(one() / q(WAD));
            &sign * q(U256::from(case.variances[i])) * (end / &nav - wad(case.targets[i])) / cost
        };
        // Drifts are rounded by a unit, each step by one more.
        let slack = |i: usize| {
            let cost = wad(case.costs[i]).max(one() / q(WAD));
            q(U256::from(40)) / q(WAD) * q(U256::from(case.variances[i])) / cost
        };
        for (i, (clamped, end, ..)) in rows.iter().enumerate() {
            let received = (end - clamped) * &sign;
            prop_assert!(!received.is_negative());
            if received.is_zero() {
                continue;
            }
            let before = end - &sign * received.min(part.clone());
            for (k, (_, end, low, high)) in rows.iter().enumerate() {
                let has_room = if is_sale { end > low } else { end < high };
                if k != i && has_room {
                    prop_assert!(slope(i, &before) <= slope(k, end) + slack(i) + slack(k));
                }
            }
        }
    }

    #[test]
    fn prop_matched_legs_make_up_the_changes_and_go_direct_only_where_cheaper(
        sizes in prop::collection::vec((any::<u64>(), any::<bool>(), 0_u16..500), 1..=32),
        direct in prop::collection::vec(prop::option::of(0_u16..1_000), 1024),
        fill in any::<prop::sample::Index>(),
    ) {
        let count = sizes.len();
        let mut changes: Vec<Signed> =
            sizes.iter().map(|(size, sign, _)| Signed::new(U256::from(*size >> 6), *sign)).collect();
        // One asset takes what the others leave.
        let at = fill.index(count);
        changes[at] = Signed::ZERO;
        let left = changes.iter().try_fold(Signed::ZERO, |left, change| left.checked_sub(*change)).unwrap();
        changes[at] = left;
        let costs: Vec<_> = sizes.iter().map(|(.., cost)| Weight::from_bps(*cost)).collect();
        let direct_cost = |i: usize, j: usize| direct[i * 32 + j].map(Weight::from_bps);
        let mut legs = vec![Leg::default(); max_legs(count)];
        let used = match_trades(&changes, &costs, direct_cost, &mut legs).unwrap();
        let mut sums = vec![Q::zero(); count];
        let mut direct_legs = 0;
        for leg in &legs[..used] {
            let (sell, buy) = (usize::from(leg.sell), usize::from(leg.buy));
            prop_assert!(sell != buy && !leg.value.is_zero());
            sums[sell] -= q(leg.value.raw());
            sums[buy] += q(leg.value.raw());
            if sell != HUB && buy != HUB {
                direct_legs += 1;
                let through_hub = wad(costs[sell]) + wad(costs[buy]);
                prop_assert!(wad(direct_cost(sell, buy).unwrap()) < through_hub);
                prop_assert!(changes[sell].is_negative() && !changes[buy].is_negative());
            }
        }
        for (sum, change) in sums.iter().zip(&changes) {
            prop_assert_eq!(sum, &exact(*change));
        }
        let sellers = changes.iter().filter(|change| change.is_negative()).count();
        let buyers = changes.iter().filter(|change| !change.is_zero()).count() - sellers;
        prop_assert!(direct_legs < (sellers + buyers).max(1));
        // With every pair cheap, only meetings are left, the hub's among them.
        let free = vec![Weight::ONE; count];
        let used = match_trades(&changes, &free, |_, _| Some(Weight::ZERO), &mut legs).unwrap();
        prop_assert!(used < (sellers + buyers).max(1));
        // With none, each asset trades once.
        let used = match_trades(&changes, &free, |_, _| None, &mut legs).unwrap();
        prop_assert_eq!(used, changes.iter().skip(1).filter(|change| !change.is_zero()).count());
    }

    #[test]
    fn prop_small_trades_are_dropped_and_the_hub_pays_no_more_than_it_may(
        sizes in prop::collection::vec((0_u64..1_000, any::<bool>()), 1..=32), minimum in 0_u64..500, spendable in 0_u64..3_000,
    ) {
        let before: Vec<Signed> = sizes.iter().map(|(size, sign)| Signed::new(U256::from(*size), *sign)).collect();
        let mut after = before.clone();
        let [minimum, spendable] = [minimum, spendable].map(|raw| Value::new(U256::from(raw)));
        let count = drop_small_trades(&mut after, minimum, spendable).unwrap();
        prop_assert!(sum(after.iter().map(|change| exact(*change))).is_zero());
        prop_assert!(exact(after[HUB]) >= -q(spendable.raw()));
        prop_assert_eq!(count, after.iter().skip(1).filter(|change| !change.is_zero()).count());
        let mut wanted = Q::zero();
        for (before, after) in before.iter().zip(&after).skip(1) {
            prop_assert!(after.is_zero() || after.magnitude() >= minimum.raw());
            prop_assert!(after.magnitude() <= before.magnitude());
            prop_assert!(after.is_zero() || after.is_negative() == before.is_negative());
            if before.is_negative() {
                prop_assert_eq!(after.is_zero(), before.magnitude() < minimum.raw() || before.is_zero());
            }
            if before.magnitude() >= minimum.raw() {
                wanted += exact(*before);
            }
        }
        // What the hub can pay for is left alone.
        if wanted <= q(spendable.raw()) {
            for (before, after) in before.iter().zip(&after).skip(1) {
                prop_assert!(after == before || before.magnitude() < minimum.raw());
            }
        }
    }
}

fn values(raw: &[u64]) -> Vec<Value> {
    raw.iter()
        .map(|raw| Value::new(U256::from(*raw) * ten(18)))
        .collect()
}

/// 500, 300, 200 in bands of 40-45, 28-34 and 20-30 %: the first must sell 50. The second has room for 40, the third for
/// 100. The second's variance is larger and it is above its target, so all goes to the third.
#[test]
fn plan_to_bands_buys_what_lowers_the_tracking_error() {
    let bps = |bps: [u16; 3]| bps.map(Weight::from_bps);
    let rate = |raw| CovarianceRate::new(raw).unwrap();
    let covariances = [4, 1, 0, 1, 4, 0, 0, 0, 1].map(rate);
    let bands = Bands {
        lower: &bps([4_000, 2_800, 2_000]),
        upper: &bps([4_500, 3_400, 3_000]),
        targets: &bps([4_200, 2_900, 2_900]),
        costs: &bps([10, 10, 10]),
        covariances: CovarianceMatrix::new(&covariances, 3).unwrap(),
    };
    let mut changes = [Signed::ZERO; 3];
    let turnover = plan_to_bands(&values(&[500, 300, 200]), &bands, &mut changes);
    assert_eq!(turnover, Ok(values(&[50])[0]));
    let moved = U256::from(50) * ten(18);
    assert_eq!(
        changes,
        [
            Signed::new(moved, true),
            Signed::ZERO,
            Signed::new(moved, false)
        ]
    );
    // The third is dear enough to make the second worth it only if the second were below its target; it is not.
    let dear = Bands {
        costs: &bps([10, 1, 1_000]),
        ..bands
    };
    plan_to_bands(&values(&[500, 300, 200]), &dear, &mut changes).unwrap();
    assert_eq!(changes[2], Signed::new(moved, false));
}

/// 70 and 30 to sell, 60 and 40 to buy: 70 meets 60, then 40 meets 30, then 10 meets 10: three trades for four assets.
#[test]
fn matching_serves_the_largest_first() {
    let change = |size: u64, sign| Signed::new(U256::from(size), sign);
    let changes = [
        Signed::ZERO,
        change(70, true),
        change(60, false),
        change(30, true),
        change(40, false),
    ];
    let mut legs = [Leg::default(); 8];
    let costs = [Weight::from_bps(10); 5];
    let used = match_trades(
        &changes,
        &costs,
        |_, _| Some(Weight::from_bps(19)),
        &mut legs,
    );
    assert_eq!(used, Ok(3));
    let leg = |sell, buy, value: u64| Leg {
        sell,
        buy,
        value: Value::new(U256::from(value)),
    };
    assert_eq!(legs[..3], [leg(1, 2, 60), leg(3, 4, 30), leg(1, 4, 10)]);
    // At the same cost the hub is taken: one sale and one purchase for each.
    let used = match_trades(
        &changes,
        &costs,
        |_, _| Some(Weight::from_bps(20)),
        &mut legs,
    );
    assert_eq!(used, Ok(4));
    assert_eq!(
        legs[..4],
        [leg(1, 0, 70), leg(3, 0, 30), leg(0, 2, 60), leg(0, 4, 40)]
    );
}

/// A sale of 5 is too small; the purchases of 50 and 20 then need 3 more than the hub has, which the smaller one gives.
#[test]
fn dropped_sale_is_made_up_by_the_smallest_purchase() {
    let change = |size: u64, sign| Signed::new(U256::from(size), sign);
    let mut changes = [
        Signed::ZERO,
        change(5, true),
        change(50, false),
        change(20, false),
    ];
    let value = |raw: u64| Value::new(U256::from(raw));
    assert_eq!(drop_small_trades(&mut changes, value(10), value(67)), Ok(2));
    assert_eq!(
        changes,
        [
            change(67, true),
            Signed::ZERO,
            change(50, false),
            change(17, false)
        ]
    );
    let mut changes = [
        Signed::ZERO,
        change(5, true),
        change(50, false),
        change(20, false),
    ];
    assert_eq!(drop_small_trades(&mut changes, value(18), value(67)), Ok(1));
    assert_eq!(
        changes,
        [
            change(50, true),
            Signed::ZERO,
            change(50, false),
            Signed::ZERO
        ]
    );
}

#[test]
fn plans_to_bands_and_legs_report_their_bad_inputs() {
    let (zero, one) = ([Weight::ZERO; 2], [Weight::ONE; 2]);
    let covariances = [CovarianceRate::ZERO; 4];
    let bands = Bands {
        lower: &zero,
        upper: &one,
        targets: &one,
        costs: &zero,
        covariances: CovarianceMatrix::new(&covariances, 2).unwrap(),
    };
    let two = values(&[1, 1]);
    let mut changes = [Signed::ZERO; 2];
    let mismatch = |got, expected| Err(MathError::LengthMismatch { got, expected });
    let none = MathError::AssetCountOutOfRange {
        got: 0,
        minimum: 1,
        maximum: 32,
    };
    assert_eq!(plan_to_bands(&[], &bands, &mut []), Err(none));
    for bad in [
        Bands {
            lower: &zero[..1],
            ..bands
        },
        Bands {
            upper: &zero[..1],
            ..bands
        },
        Bands {
            targets: &zero[..1],
            ..bands
        },
        Bands {
            costs: &zero[..1],
            ..bands
        },
    ] {
        assert_eq!(plan_to_bands(&two, &bad, &mut changes), mismatch(1, 2));
    }
    let bad = Bands {
        covariances: CovarianceMatrix::new(&covariances[..1], 1).unwrap(),
        ..bands
    };
    assert_eq!(plan_to_bands(&two, &bad, &mut changes), mismatch(1, 2));
    assert_eq!(
        plan_to_bands(&two, &bands, &mut changes[..1]),
        mismatch(1, 2)
    );
    assert_eq!(
        plan_to_bands(&values(&[0, 0]), &bands, &mut changes),
        Err(MathError::NavZero)
    );
    let huge = [Value::new(U256::MAX); 2];
    assert_eq!(
        plan_to_bands(&huge, &bands, &mut changes),
        Err(MathError::Overflow)
    );
    let crossed = Bands {
        lower: &one,
        upper: &zero,
        ..bands
    };
    assert_eq!(
        plan_to_bands(&two, &crossed, &mut changes),
        Err(MathError::BoundsCrossed { index: 0 })
    );
    let narrow = Bands {
        upper: &zero,
        ..bands
    };
    assert_eq!(
        plan_to_bands(&two, &narrow, &mut changes),
        Err(MathError::BoundsUnreachable {
            lowest: U256::ZERO,
            highest: U256::ZERO,
            wanted: U256::from(2) * WAD
        })
    );
    let far = [Weight::new(U256::from(3) * WAD); 2];
    let lopsided = Bands {
        targets: &far,
        ..bands
    };
    assert_eq!(
        plan_to_bands(&two, &lopsided, &mut changes).map(|_| ()),
        Ok(()),
        "nothing is left to place"
    );
    let half = [Weight::from_bps(4_000), Weight::ZERO];
    let pressed = Bands {
        targets: &far,
        upper: &[half[0], Weight::ONE],
        ..bands
    };
    assert_eq!(
        plan_to_bands(&two, &pressed, &mut changes),
        Err(MathError::WeightAboveOne {
            got: U256::from(26) * ten(17)
        })
    );

    let mut legs = [Leg::default(); 2];
    let unit = |sign| Signed::new(U256::ONE, sign);
    assert_eq!(match_trades(&[], &[], |_, _| None, &mut legs), Err(none));
    assert_eq!(
        match_trades(&changes, &zero[..1], |_, _| None, &mut legs),
        mismatch(1, 2).map(|_: Value| 0)
    );
    assert_eq!(
        match_trades(&changes, &zero, |_, _| None, &mut legs[..1]),
        mismatch(1, 2).map(|_: Value| 0)
    );
    assert_eq!(
        match_trades(&[unit(true), Signed::ZERO], &zero, |_, _| None, &mut legs),
        Err(MathError::TradesUnbalanced {
            sold: U256::ONE,
            bought: U256::ZERO
        })
    );
    let three = [Weight::ZERO; 3];
    let much = [Signed::MAX, unit(false), Signed::MIN];
    assert_eq!(
        match_trades(&much, &three, |_, _| None, &mut [Leg::default(); 4]),
        Err(MathError::Overflow)
    );
    assert_eq!(
        drop_small_trades(&mut [], Value::ZERO, Value::ZERO),
        Err(none)
    );
    let mut much = [Signed::ZERO, Signed::MAX, unit(false)];
    assert_eq!(
        drop_small_trades(&mut much, Value::ZERO, Value::ZERO),
        Err(MathError::Overflow)
    );
}

/// The hub sells 5 and asset 1 sells 3; asset 2 takes all. What passes the hub is one leg a side, though the hub's own could be told a
/// direct price of nothing.
#[test]
fn legs_of_the_hub_are_one_for_each_asset() {
    let changes = [
        Signed::new(U256::from(5), true),
        Signed::new(U256::from(3), true),
        Signed::from(U256::from(8)),
    ];
    let costs = [Weight::from_bps(10); 3];
    let direct = |sell: usize, buy: usize| (sell == HUB || buy == HUB).then_some(Weight::ZERO);
    let mut legs = [Leg::default(); 6];
    let used = match_trades(&changes, &costs, direct, &mut legs).unwrap();
    let leg = |sell, buy, value: u64| Leg {
        sell,
        buy,
        value: Value::new(U256::from(value)),
    };
    assert_eq!(legs[..used], [leg(1, 0, 3), leg(0, 2, 8)]);
}

/// Nothing moves, so every place is as good as any other: the first asset with room takes all of the rest, and then the next.
#[test]
fn rest_goes_to_the_first_of_equal_assets() {
    let covariances = [CovarianceRate::ZERO; 9];
    let bands = Bands {
        lower: &[Weight::ZERO; 3],
        upper: &[2_000, 10_000, 10_000].map(Weight::from_bps),
        targets: &[0, 5_000, 5_000].map(Weight::from_bps),
        costs: &[Weight::from_bps(10); 3],
        covariances: CovarianceMatrix::new(&covariances, 3).unwrap(),
    };
    let mut changes = [Signed::ZERO; 3];
    // 1,000 of which asset 0 may keep 200: it sells 300, which the first of the others takes.
    let turnover = plan_to_bands(&values(&[500, 250, 250]), &bands, &mut changes).unwrap();
    assert_eq!(exact(Signed::from(turnover.raw())), exact(changes[1]));
    assert!(
        changes[0].is_negative() && changes[2].is_zero(),
        "{changes:?}"
    );
}
