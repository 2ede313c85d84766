//! The fee of a flow: exact, never negative, and never less by splitting, cycling or coming back.

use num_traits::{Signed, Zero};
use proptest::prelude::*;
use rebalance_math::portfolio::{FlowRates, FlowSide, MAX_FLOW_FEE};
use rebalance_math::{MathError, U256, Value, WAD, Weight};

use crate::inputs::{config, edge, targets};
use crate::reference::{Q, ceil, one, q, sum};

fn half(x: Q) -> Q {
    x / (one() + one())
}

fn turnover(values: &[Q], targets: &[Weight]) -> Q {
    let nav = sum(values.iter().cloned());
    half(sum(values.iter().zip(targets).map(|(value, target)| {
        (value - q(target.raw()) / q(WAD) * &nav).abs()
    })))
}

/// The fee by its definition, with `flow` negative for what leaves.
fn fee(values: &[Value], targets: &[Weight], index: usize, flow: Q, rates: FlowRates) -> Q {
    let before: Vec<Q> = values.iter().map(|value| q(value.raw())).collect();
    let mut after = before.clone();
    after[index] += &flow;
    let added = turnover(&after, targets) - turnover(&before, targets);
    (q(rates.base.raw()) * flow.abs() + q(rates.drift.raw()) * added) / q(WAD)
}

fn rates() -> impl Strategy<Value = FlowRates> {
    let base = prop_oneof![
        Just(MAX_FLOW_FEE.raw()),
        Just(U256::ZERO),
        Just(U256::ONE),
        (0_u64..=100_000_000_000_000_000).prop_map(U256::from)
    ];
    (base, prop_oneof![Just(1_000_u64), 0_u64..=1_000]).prop_map(|(base, part)| FlowRates {
        base: Weight::new(base),
        drift: Weight::new(base * U256::from(part) / U256::from(1_000)),
    })
}

fn value() -> impl Strategy<Value = U256> {
    prop_oneof![
        1 => Just(U256::ZERO),
        2 => (0_u64..1_000).prop_map(U256::from),
        4 => any::<u64>().prop_map(U256::from),
        4 => any::<u128>().prop_map(U256::from),
    ]
}

/// Values, targets and the asset that crosses; half of the time the values are the targets of some NAV, so that a flow
/// starts on the kinks.
fn side() -> impl Strategy<Value = (Vec<Value>, Vec<Weight>, usize)> {
    prop_oneof![3 => 2_usize..=4, 1 => 5_usize..=32].prop_flat_map(|count| {
        (
            prop::collection::vec(value(), count),
            targets(count),
            0..count,
            any::<u64>(),
            any::<bool>(),
        )
            .prop_map(|(values, targets, index, scale, on_target)| {
                let values = if on_target {
                    targets
                        .iter()
                        .map(|target| target.raw() * U256::from(scale))
                        .collect()
                } else {
                    values
                };
                (values.into_iter().map(Value::new).collect(), targets, index)
            })
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_flow_fee_is_the_ceiled_rational_and_never_negative((values, targets, index) in side(), flow in value(), rates in rates()) {
        let side = FlowSide::new(&values, &targets, index, rates).unwrap();
        let exact = fee(&values, &targets, index, q(flow), rates);
        prop_assert!(!exact.is_negative());
        prop_assert_eq!(side.entry_fee_ceil(Value::new(flow)).map(Value::raw), ceil(exact));
        let out = side.exit_fee_ceil(Value::new(flow)).map(Value::raw);
        if flow <= values[index].raw() {
            let exact = fee(&values, &targets, index, -q(flow), rates);
            prop_assert!(!exact.is_negative());
            prop_assert_eq!(out, ceil(exact));
        } else {
            prop_assert_eq!(out, Err(MathError::Overflow));
        }
    }

    /// The least flow that is credited enough: its credit reaches what was asked, that of one unit less does not.
    #[test]
    fn prop_entry_flow_is_the_least_whose_credit_suffices((values, targets, index) in side(), credit in value(), rates in rates()) {
        let side = FlowSide::new(&values, &targets, index, rates).unwrap();
        let flow = side.entry_flow_ceil(Value::new(credit)).unwrap().raw();
        let credited = |flow: U256| q(flow) - q(side.entry_fee_ceil(Value::new(flow)).unwrap().raw());
        prop_assert!(credited(flow) >= q(credit));
        if !flow.is_zero() {
            prop_assert!(credited(flow - U256::ONE) < q(credit));
        }
    }

    /// The largest flow that costs no more than what is given up, or all that is there.
    #[test]
    fn prop_exit_flow_is_the_largest_whose_cost_is_covered((values, targets, index) in side(), cost in value(), rates in rates()) {
        let side = FlowSide::new(&values, &targets, index, rates).unwrap();
        let flow = side.exit_flow_floor(Value::new(cost)).unwrap().raw();
        let costs = |flow: U256| q(flow) + q(side.exit_fee_ceil(Value::new(flow)).unwrap().raw());
        prop_assert!(costs(flow) <= q(cost));
        if flow < values[index].raw() {
            prop_assert!(costs(flow + U256::ONE) > q(cost));
        }
    }

    /// F4: two flows of the same asset in the same direction pay at least what one of both pays.
    #[test]
    fn prop_splitting_a_flow_never_pays_less((values, targets, index) in side(), first in value(), second in value(), rates in rates()) {
        let both = first.checked_add(second).unwrap();
        let side = FlowSide::new(&values, &targets, index, rates).unwrap();
        let mut moved = values.clone();
        moved[index] = moved[index].checked_add(Value::new(first)).unwrap();
        let later = FlowSide::new(&moved, &targets, index, rates).unwrap();
        let split = side.entry_fee_ceil(Value::new(first)).unwrap().checked_add(later.entry_fee_ceil(Value::new(second)).unwrap()).unwrap();
        prop_assert!(split >= side.entry_fee_ceil(Value::new(both)).unwrap());

        // And back out in two parts, from the state after both.
        moved[index] = values[index].checked_add(Value::new(both)).unwrap();
        let whole = moved.clone();
        let full = FlowSide::new(&whole, &targets, index, rates).unwrap();
        moved[index] = moved[index].checked_sub(Value::new(first)).unwrap();
        let less = FlowSide::new(&moved, &targets, index, rates).unwrap();
        let split = full.exit_fee_ceil(Value::new(first)).unwrap().checked_add(less.exit_fee_ceil(Value::new(second)).unwrap()).unwrap();
        prop_assert!(split >= full.exit_fee_ceil(Value::new(both)).unwrap());
    }

    /// A cycle through any assets that ends where it began pays the base rate of every leg.
    #[test]
    fn prop_a_cycle_of_flows_pays_its_base_rates((values, targets, _) in side(), legs in prop::collection::vec((any::<prop::sample::Index>(), value()), 1..6), rates in rates()) {
        let mut held = values.clone();
        let (mut paid, mut least) = (Q::zero(), Q::zero());
        let mut moves: Vec<(usize, U256, bool)> = legs.iter().map(|(at, flow)| (at.index(values.len()), *flow, true)).collect();
        moves.extend(legs.iter().map(|(at, flow)| (at.index(values.len()), *flow, false)));
        for (index, flow, goes_in) in moves {
            let value = Value::new(flow);
            let side = FlowSide::new(&held, &targets, index, rates).unwrap();
            let (fee, after) = if goes_in {
                (side.entry_fee_ceil(value).unwrap(), held[index].checked_add(value).unwrap())
            } else {
                (side.exit_fee_ceil(value).unwrap(), held[index].checked_sub(value).unwrap())
            };
            held[index] = after;
            paid += q(fee.raw());
            least += q(rates.base.raw()) * q(flow) / q(WAD);
        }
        prop_assert_eq!(held, values);
        prop_assert!(paid >= least);
    }

    /// Whatever the numbers: an answer or an error, never a panic.
    #[test]
    fn prop_any_flow_ends(raw in prop::collection::vec(edge(), 1..34), at in 0_usize..40, flow in edge(), base in edge(), drift in edge(), on_one in any::<bool>()) {
        let values: Vec<Value> = raw.iter().copied().map(Value::new).collect();
        let mut targets: Vec<Weight> = raw.iter().copied().map(Weight::new).collect();
        if on_one {
            targets.fill(Weight::ZERO);
            targets[0] = Weight::ONE;
        }
        let rates = if on_one { FlowRates { base: MAX_FLOW_FEE, drift: MAX_FLOW_FEE } } else { FlowRates { base: Weight::new(base), drift: Weight::new(drift) } };
        if let Ok(side) = FlowSide::new(&values, &targets, at, rates) {
            let flow = Value::new(flow);
            if let Ok(entry) = side.entry_flow_ceil(flow) {
                prop_assert!(entry >= flow);
            }
            prop_assert!(side.exit_flow_floor(flow).unwrap() <= flow);
            let _ = (side.entry_fee_ceil(flow), side.exit_fee_ceil(flow));
        }
    }
}

fn wad(whole: u64) -> Value {
    Value::new(WAD * U256::from(whole))
}

/// By hand: 600 and 400 at targets of one half. 100 into the second makes 600 and 500 of 1,100: the turnover falls from
/// 100 to 50. At 1 % and 0.5 % that costs 1 - 0.25. 100 into the first raises it to 150: 1 + 0.25. From 700 and 400,
/// taking 300 out of the first passes the target at 300 with nothing left to trade: 3 - 0.75.
#[test]
fn flow_fee_pays_for_the_trading_that_it_adds_and_is_paid_for_what_it_saves() {
    let targets = [Weight::from_bps(5_000); 2];
    let rates = FlowRates {
        base: Weight::from_bps(100),
        drift: Weight::from_bps(50),
    };
    let values = [wad(600), wad(400)];
    let fee = |index, flow| {
        FlowSide::new(&values, &targets, index, rates)
            .unwrap()
            .entry_fee_ceil(wad(flow))
            .unwrap()
            .raw()
    };
    assert_eq!(fee(1, 100), U256::from(750_000_000_000_000_000_u64));
    assert_eq!(fee(0, 100), U256::from(1_250_000_000_000_000_000_u64));
    let values = [wad(700), wad(400)];
    let side = FlowSide::new(&values, &targets, 0, rates).unwrap();
    let out = side.exit_fee_ceil(wad(300)).unwrap();
    assert_eq!(out.raw(), U256::from(2_250_000_000_000_000_000_u64));
    let cost = wad(300).checked_add(out).unwrap();
    assert_eq!(side.exit_flow_floor(cost), Ok(wad(300)));
}

#[test]
fn flow_side_names_what_is_out_of_range() {
    let targets = [Weight::from_bps(5_000); 2];
    let values = [wad(1), wad(1)];
    let rates = |base, drift| FlowRates {
        base: Weight::new(base),
        drift: Weight::new(drift),
    };
    let zero = rates(U256::ZERO, U256::ZERO);
    let error = |values: &[Value], targets: &[Weight], index, rates| {
        FlowSide::new(values, targets, index, rates)
            .map(|_| ())
            .unwrap_err()
    };
    assert_eq!(
        error(&values[..1], &targets, 0, zero),
        MathError::LengthMismatch {
            got: 2,
            expected: 1
        }
    );
    assert_eq!(
        error(&values, &targets, 2, zero),
        MathError::AssetCountOutOfRange {
            got: 3,
            minimum: 1,
            maximum: 2
        }
    );
    assert_eq!(
        error(&values, &[Weight::ONE; 2], 0, zero),
        MathError::WeightsDoNotSumToOne { sum: WAD + WAD }
    );
    let above = MAX_FLOW_FEE.raw() + U256::ONE;
    assert_eq!(
        error(&values, &targets, 0, rates(above, U256::ZERO)),
        MathError::FeeRateAboveMaximum {
            got: above,
            maximum: MAX_FLOW_FEE.raw()
        }
    );
    assert_eq!(
        error(&values, &targets, 0, rates(U256::ONE, U256::from(2))),
        MathError::FeeRateAboveMaximum {
            got: U256::from(2),
            maximum: U256::ONE
        }
    );
    assert_eq!(
        error(
            &[Value::new(U256::MAX), Value::new(U256::ONE)],
            &targets,
            0,
            zero
        ),
        MathError::Overflow
    );
}
