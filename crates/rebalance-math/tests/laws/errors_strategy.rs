//! Every error of the strategies is reached, with its exact numbers.

use rebalance_math::strategy::{
    GlidePoint, Insurance, MomentumRule, PriceTrend, RiskModel, StopRule, TrailingStop,
    equal_risk_weights, exposed_weights, gap_proof_multiplier_floor, glide_path_weights,
    grown_floor_ceil, inverse_volatility_weights, market_cap_weights, max_risk_gap,
    minimum_variance_weights, portfolio_volatility_ceil, ratcheted_floor_ceil, risk_budget_weights,
    risk_budget_weights_boxed, stopped_weights, target_volatility_weights, variance_gap,
};
use rebalance_math::{MathError, Signed, U256, Value, WAD, Weight};

const ONE: i64 = 1_000_000_000_000_000_000;
const HALF: Weight = Weight::new(U256::from_limbs([500_000_000_000_000_000, 0, 0, 0]));
const MAX: Weight = Weight::new(U256::MAX);

fn above_one() -> Weight {
    Weight::new(WAD + U256::ONE)
}

fn length<T>(got: usize, expected: usize) -> Result<T, MathError> {
    Err(MathError::LengthMismatch { got, expected })
}

fn count<T>(got: usize, maximum: usize) -> Result<T, MathError> {
    Err(MathError::AssetCountOutOfRange {
        got,
        minimum: 1,
        maximum,
    })
}

fn not_one<T>(sum: U256) -> Result<T, MathError> {
    Err(MathError::WeightsDoNotSumToOne { sum })
}

#[test]
fn risk_model_refuses_what_does_not_fit_together() {
    let new = |volatilities: &[u64], correlations: &[i64]| {
        RiskModel::new(volatilities, correlations).map(|_| ())
    };
    assert_eq!(new(&[], &[]), count(0, 32));
    assert_eq!(new(&[1; 33], &[ONE; 1_089]), count(33, 32));
    assert_eq!(new(&[1; 2], &[ONE; 3]), length(3, 4));
    assert_eq!(
        new(&[1, 0], &[ONE; 4]),
        Err(MathError::VolatilityZero { index: 1 })
    );
    let beyond = |row, column, got| Err(MathError::CorrelationAboveOne { row, column, got });
    assert_eq!(
        new(&[1; 2], &[ONE, ONE + 1, ONE + 1, ONE]),
        beyond(0, 1, ONE + 1)
    );
    assert_eq!(
        new(&[1; 2], &[ONE, i64::MIN, i64::MIN, ONE]),
        beyond(0, 1, i64::MIN)
    );
    assert_eq!(new(&[1; 2], &[ONE, 0, 0, ONE - 1]), beyond(1, 1, ONE - 1));
    assert_eq!(
        new(&[1; 2], &[ONE, 5, 6, ONE]),
        Err(MathError::NotSymmetric { row: 1, column: 0 })
    );
}

#[test]
fn risk_budgets_are_refused_with_their_numbers() {
    let correlations = [ONE, 0, 0, ONE];
    let model = RiskModel::new(&[1, 2], &correlations).unwrap();
    let mut weights = [Weight::ZERO; 2];
    assert_eq!(
        risk_budget_weights(&model, &[Weight::ONE], &mut weights),
        length(1, 2)
    );
    assert_eq!(
        risk_budget_weights(&model, &[HALF; 2], &mut weights[..1]),
        length(1, 2)
    );
    assert_eq!(equal_risk_weights(&model, &mut weights[..1]), length(1, 2));
    assert_eq!(
        risk_budget_weights(&model, &[HALF, Weight::ONE], &mut weights),
        not_one(WAD + HALF.raw())
    );
    assert_eq!(
        risk_budget_weights(&model, &[Weight::ONE, Weight::ZERO], &mut weights),
        Err(MathError::BudgetZero { index: 1 })
    );
    let boxed =
        |budgets: &[Weight], lower: [Weight; 2], upper: [Weight; 2], weights: &mut [Weight]| {
            risk_budget_weights_boxed(&model, budgets, &lower, &upper, weights)
        };
    let (zero, one) = ([Weight::ZERO; 2], [Weight::ONE; 2]);
    assert_eq!(boxed(&[HALF], zero, one, &mut weights), length(1, 2));
    assert_eq!(
        boxed(&[HALF; 2], zero, [MAX, Weight::ONE], &mut weights),
        Err(MathError::WeightAboveOne { got: U256::MAX })
    );
    assert_eq!(
        boxed(&[HALF; 2], one, zero, &mut weights),
        Err(MathError::BoundsCrossed { index: 0 })
    );
    assert_eq!(
        boxed(&[HALF; 2], zero, [Weight::ZERO, HALF], &mut weights),
        Err(MathError::BoundsUnreachable {
            lowest: U256::ZERO,
            highest: HALF.raw(),
            wanted: WAD
        })
    );
    assert_eq!(max_risk_gap(&model, &[HALF], &[HALF; 2]), length(1, 2));
    assert_eq!(max_risk_gap(&model, &[HALF; 2], &[HALF]), length(1, 2));
    assert_eq!(
        max_risk_gap(&model, &[HALF; 2], &[Weight::ZERO; 2]),
        Err(MathError::VarianceNotPositive)
    );
    assert_eq!(
        max_risk_gap(&model, &[HALF; 2], &[MAX; 2]),
        Err(MathError::Overflow)
    );
}

/// Three assets of which each two move against each other: by a half at most, where together they have no risk at all.
fn opposed(against: i64) -> [i64; 9] {
    [
        ONE, against, against, against, ONE, against, against, against, ONE,
    ]
}

#[test]
fn no_model_is_made_of_correlations_that_cannot_be() {
    for (correlations, pivot) in [
        (opposed(-ONE / 10 * 9), 2),
        (opposed(-ONE / 2 - 1_000_000), 2),
        // Two that move as one, and a third that knows them apart.
        ([ONE, ONE, 0, ONE, ONE, ONE / 2, 0, ONE / 2, ONE], 2),
    ] {
        assert_eq!(
            RiskModel::new(&[1, 1_000, u64::MAX], &correlations).map(|_| ()),
            Err(MathError::NotPositiveSemidefinite { pivot })
        );
    }
    for correlations in [opposed(-ONE / 2), opposed(0), opposed(ONE)] {
        assert!(RiskModel::new(&[1, 1_000, u64::MAX], &correlations).is_ok());
    }
}

/// A tenth of a millionth of a millionth beyond what can be: within the tolerance, and nothing that could be met.
#[test]
fn solvers_say_by_how_much_they_miss_a_matrix_at_the_edge() {
    let correlations = opposed(-ONE / 2 - 100_000);
    let model = RiskModel::new(&[1_000; 3], &correlations).unwrap();
    let mut weights = [Weight::ZERO; 3];
    assert_eq!(
        equal_risk_weights(&model, &mut weights),
        Err(MathError::NotConverged {
            iterations: 1_024,
            residual: U256::MAX
        })
    );
    assert_eq!(
        portfolio_volatility_ceil(
            &model,
            &[
                Weight::new(WAD / U256::from(3)),
                Weight::new(WAD / U256::from(3)),
                Weight::new(WAD / U256::from(3) + U256::ONE)
            ]
        ),
        Err(MathError::VarianceNotPositive)
    );
    let (zero, one) = ([Weight::ZERO; 3], [Weight::ONE; 3]);
    assert_eq!(
        minimum_variance_weights(&model, &zero, &one, &mut weights),
        Err(MathError::VarianceNotPositive)
    );
    // Two that hedge each other perfectly have no risk at all, and so no contributions.
    let hedged = [ONE, -ONE, -ONE, ONE];
    let model = RiskModel::new(&[1_000; 2], &hedged).unwrap();
    assert!(matches!(
        equal_risk_weights(&model, &mut weights[..2]),
        Err(MathError::NotConverged { .. })
    ));
    // A third of the portfolio in what the others only hedge: no multiple of the budgets fits the bounds.
    let half = ONE / 2;
    let forced = [ONE, 0, -half, 0, ONE, -half, -half, -half, ONE];
    let model = RiskModel::new(&[1, 1, 1_000], &forced).unwrap();
    let lower = [Weight::ZERO, Weight::ZERO, Weight::from_bps(3_000)];
    let thirds = [3_334, 3_333, 3_333].map(Weight::from_bps);
    let boxed = risk_budget_weights_boxed(&model, &thirds, &lower, &one, &mut weights);
    let Err(MathError::NotConverged {
        iterations,
        residual,
    }) = boxed
    else {
        panic!("{boxed:?}");
    };
    // The two hedges together take off (0.35 + 0.35) * 0.3 * 500 of 0.3^2 * 1e6: about 0.1 %.
    assert!(iterations > 0 && residual > WAD / U256::from(1_000));
}

#[test]
fn minimum_variance_is_refused_with_its_numbers() {
    let correlations = [ONE, 0, 0, ONE];
    let model = RiskModel::new(&[1, 2], &correlations).unwrap();
    let mut weights = [Weight::ZERO; 2];
    let (zero, one) = ([Weight::ZERO; 2], [Weight::ONE; 2]);
    assert_eq!(
        minimum_variance_weights(&model, &zero, &one, &mut weights[..1]),
        length(1, 2)
    );
    assert_eq!(
        minimum_variance_weights(&model, &zero[..1], &one, &mut weights),
        length(1, 2)
    );
    assert_eq!(
        minimum_variance_weights(&model, &one, &zero, &mut weights),
        Err(MathError::BoundsCrossed { index: 0 })
    );
    assert_eq!(
        variance_gap(&model, &zero[..1], &one, &[HALF; 2]),
        length(1, 2)
    );
    assert_eq!(
        variance_gap(&model, &zero, &one, &zero),
        Err(MathError::VarianceNotPositive)
    );
    assert_eq!(
        variance_gap(&model, &zero, &one, &[MAX; 2]),
        Err(MathError::Overflow)
    );
    assert_eq!(portfolio_volatility_ceil(&model, &[HALF]), length(1, 2));
    assert_eq!(
        portfolio_volatility_ceil(&model, &[HALF, Weight::ZERO]),
        not_one(HALF.raw())
    );
}

#[test]
fn rules_are_refused_with_their_numbers() {
    let mut weights = [Weight::ZERO; 2];
    let mix = [HALF; 2];
    let point = |at_s| GlidePoint {
        at_s,
        weights: &mix,
    };
    assert_eq!(
        glide_path_weights(&[], 0, &mut weights),
        Err(MathError::GlidePathEmpty)
    );
    assert_eq!(
        glide_path_weights(&[point(0)], 0, &mut weights[..1]),
        length(2, 1)
    );
    assert_eq!(glide_path_weights(&[point(0)], 0, &mut []), count(0, 32));
    assert_eq!(
        glide_path_weights(&[point(0)], 0, &mut [Weight::ZERO; 33]),
        count(33, 32)
    );
    assert_eq!(
        glide_path_weights(&[point(5), point(5)], 0, &mut weights),
        Err(MathError::DatesOutOfOrder { index: 1 })
    );
    let odd = GlidePoint {
        at_s: 9,
        weights: &[HALF, Weight::ONE],
    };
    assert_eq!(
        glide_path_weights(&[point(5), odd], 0, &mut weights),
        not_one(WAD + HALF.raw())
    );

    assert_eq!(
        inverse_volatility_weights(&[1; 3], &mut weights),
        length(2, 3)
    );
    assert_eq!(
        inverse_volatility_weights(&[1, 0], &mut weights),
        Err(MathError::VolatilityZero { index: 1 })
    );
    assert_eq!(inverse_volatility_weights(&[], &mut []), count(0, 32));
    assert_eq!(
        inverse_volatility_weights(&[1; 33], &mut [Weight::ZERO; 33]),
        count(33, 32)
    );

    assert_eq!(
        market_cap_weights(&[U256::ONE; 33], HALF, &mut [Weight::ZERO; 33]),
        count(33, 32)
    );
    assert_eq!(
        market_cap_weights(&[U256::ONE; 3], HALF, &mut weights),
        length(2, 3)
    );
    assert_eq!(
        market_cap_weights(&[U256::ONE; 2], Weight::from_bps(4_000), &mut weights),
        Err(MathError::BoundsUnreachable {
            lowest: U256::ZERO,
            highest: Weight::from_bps(8_000).raw(),
            wanted: WAD
        })
    );

    assert_eq!(exposed_weights(&mix, 2, HALF, &mut weights), count(3, 2));
    assert_eq!(
        exposed_weights(&mix, 0, HALF, &mut weights[..1]),
        length(1, 2)
    );
    assert_eq!(
        exposed_weights(&[HALF; 1], 0, HALF, &mut weights[..1]),
        not_one(HALF.raw())
    );
    assert_eq!(
        exposed_weights(&mix, 0, above_one(), &mut weights),
        Err(MathError::WeightAboveOne {
            got: WAD + U256::ONE
        })
    );
    assert_eq!(
        target_volatility_weights(&mix, 0, U256::ONE, U256::ONE, above_one(), &mut weights),
        Err(MathError::WeightAboveOne {
            got: WAD + U256::ONE
        })
    );

    assert_eq!(
        stopped_weights(&mix, &[true], 0, &mut weights),
        length(1, 2)
    );
    assert_eq!(
        stopped_weights(&mix, &[true; 2], 2, &mut weights),
        count(3, 2)
    );
    let stop = TrailingStop::at(U256::ONE);
    let wide = StopRule {
        distance: above_one(),
        reentry: None,
    };
    assert_eq!(
        stop.observe(U256::ONE, &wide),
        Err(MathError::WeightAboveOne {
            got: WAD + U256::ONE
        })
    );
    let far = StopRule {
        distance: HALF,
        reentry: Some(MAX),
    };
    let out = TrailingStop {
        is_out: true,
        ..stop
    };
    assert_eq!(out.observe(U256::ONE, &far), Err(MathError::Overflow));
}

#[test]
fn insurance_is_refused_with_its_numbers() {
    let value = Value::new(U256::MAX);
    let rule = Insurance {
        multiplier_wad: WAD,
        cap: above_one(),
    };
    let too_much = Err(MathError::WeightAboveOne {
        got: WAD + U256::ONE,
    });
    assert_eq!(rule.exposure_floor(value, Value::ZERO), too_much);
    let rule = Insurance {
        cap: Weight::ONE,
        ..rule
    };
    assert_eq!(
        rule.exposed_part_floor(Value::ZERO, Value::ZERO),
        Err(MathError::NavZero)
    );
    assert_eq!(ratcheted_floor_ceil(value, value, above_one()), too_much);
    assert_eq!(
        grown_floor_ceil(value, WAD + U256::ONE),
        Err(MathError::Overflow)
    );
    assert_eq!(
        gap_proof_multiplier_floor(Weight::ZERO),
        Err(MathError::DivisionByZero)
    );
}

#[test]
fn momentum_is_refused_with_its_numbers() {
    let trend = PriceTrend::flat(WAD);
    for memory in [Weight::ZERO, Weight::ONE, MAX] {
        let refused = MathError::MemoryOutOfRange { got: memory.raw() };
        assert_eq!(trend.observe(WAD, memory), Err(refused));
        assert_eq!(trend.gradient_floor(memory), Err(refused));
    }
    let worthless = PriceTrend {
        mean: U256::ZERO,
        distance: Signed::from(WAD),
    };
    assert_eq!(
        worthless.gradient_floor(HALF),
        Err(MathError::DivisionByZero)
    );
    let huge = PriceTrend {
        mean: U256::ONE,
        distance: Signed::MAX,
    };
    assert_eq!(
        huge.gradient_floor(Weight::from_bps(1)),
        Err(MathError::Overflow)
    );
    assert_eq!(
        PriceTrend {
            distance: Signed::MIN,
            ..trend
        }
        .observe(U256::MAX, Weight::from_bps(1))
        .map(|trend| trend.mean),
        Ok(
            rebalance_math::mul_div_floor(U256::MAX, WAD - Weight::from_bps(1).raw(), WAD).unwrap()
                + Weight::from_bps(1).raw()
        )
    );

    let (zero, one) = ([Weight::ZERO; 2], [Weight::ONE; 2]);
    let kappa = [WAD; 2];
    let gradients = [Signed::ZERO; 2];
    let rule = MomentumRule {
        sensitivities: &kappa,
        max_step: HALF,
        lower: &zero,
        upper: &one,
    };
    let mut weights = [Weight::ZERO; 2];
    let mix = [HALF; 2];
    assert_eq!(
        rule.next_weights(&[], &gradients, &mut weights),
        count(0, 32)
    );
    assert_eq!(
        rule.next_weights(&mix, &gradients[..1], &mut weights),
        length(1, 2)
    );
    assert_eq!(
        rule.next_weights(&mix, &gradients, &mut weights[..1]),
        length(1, 2)
    );
    assert_eq!(
        rule.next_weights(&[HALF, Weight::ONE], &gradients, &mut weights),
        not_one(WAD + HALF.raw())
    );
    let deaf = MomentumRule {
        sensitivities: &[U256::ZERO; 2],
        ..rule
    };
    assert_eq!(
        deaf.next_weights(&mix, &gradients, &mut weights),
        Err(MathError::ScoresZero)
    );
    let crossed = MomentumRule {
        lower: &one,
        upper: &zero,
        ..rule
    };
    assert_eq!(
        crossed.next_weights(&mix, &gradients, &mut weights),
        Err(MathError::BoundsCrossed { index: 0 })
    );
    let high = [Weight::from_bps(9_000), Weight::ZERO];
    let slow = MomentumRule {
        max_step: Weight::from_bps(100),
        lower: &high,
        ..rule
    };
    assert_eq!(
        slow.next_weights(&mix, &gradients, &mut weights),
        Err(MathError::BoundsCrossed { index: 0 })
    );
    assert_eq!(
        rule.next_weights(&mix, &[Signed::MAX, Signed::MAX], &mut weights),
        Err(MathError::Overflow)
    );
}
