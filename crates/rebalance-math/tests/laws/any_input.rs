//! No input, however wild, ends in a panic or an endless loop: whatever comes back comes back.

use proptest::prelude::*;
use rebalance_math::arithmetic::Signed;
use rebalance_math::execution::ConstantProduct;
use rebalance_math::portfolio::*;
use rebalance_math::trade::*;
use rebalance_math::trigger::*;
use rebalance_math::volatility::*;
use rebalance_math::{Amount, MathError, Price, Shares, SignedWeight, U256, Value, Weight};

use crate::inputs::{config, edge};

/// Integers, as many as there may be and a few more.
fn many() -> impl Strategy<Value = Vec<U256>> {
    prop::collection::vec(edge(), 0..36)
}

/// Rates of any size, some of them beyond the type.
fn rates() -> impl Strategy<Value = Vec<CovarianceRate>> {
    let rate = (any::<i128>(), 0_u32..128)
        .prop_map(|(raw, shift)| CovarianceRate::new(raw >> shift).unwrap_or_default());
    prop::collection::vec(rate, 0..40)
}

fn weights(raw: &[U256]) -> Vec<Weight> {
    raw.iter().copied().map(Weight::new).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_portfolio_answers_any_input(a in many(), b in many(), c in many(), x in edge(), y in edge(), z in edge(), n in any::<[u64; 2]>(), signs in any::<u64>()) {
        let values: Vec<_> = a.iter().copied().map(Value::new).collect();
        let (lower, upper, mut out) = (weights(&b), weights(&c), weights(&a));
        let _ = targets_by_largest_remainder(&b, &mut out);
        let _ = targets_with_residue_at(&b, usize::try_from(n[0] % 40).unwrap(), &mut out);
        let wanted: Vec<_> = out.iter().enumerate().map(|(i, w)| SignedWeight::new(*w, signs >> (i % 64) & 1 == 1)).collect();
        let _ = project_to_simplex(&wanted, &lower, &upper, &mut out);
        let _ = cap_in_proportion(&a, &lower, &upper, &mut out);
        let _ = turnover_ceil(&values, Value::new(x), &lower);
        let _ = max_relative_drift_ceil(&values, Value::new(x), &lower);
        let _ = is_any_relative_breached(&values, Value::new(x), &lower, Weight::new(y));
        let (value, nav, shares, supply) = (Value::new(x), Value::new(y), Shares::new(x), Shares::new(z));
        let _ = mint_shares_floor(value, nav, supply);
        let _ = mint_value_ceil(shares, nav, supply);
        let _ = redeem_value_floor(shares, nav, supply);
        let _ = withdraw_shares_ceil(value, nav, supply);
        let _ = management_fee_floor(supply, Weight::new(x >> 200_usize), n[0], n[1]);
        let _ = performance_fee(nav, supply, Price::new(x), Weight::new(y >> 198_usize));
        let _ = split_fee(shares, &lower, &mut vec![Shares::ZERO; b.len()]);
    }

    #[test]
    fn prop_trades_answer_any_input(
        a in many(), b in many(), c in many(), rates in rates(), x in any::<[u64; 4]>(), e in prop::array::uniform8(edge()),
    ) {
        let values: Vec<_> = a.iter().copied().map(Value::new).collect();
        let count = a.len();
        let (lower, upper) = (weights(&b), weights(&c));
        let covariances: Vec<_> = rates.iter().copied().cycle().take(if rates.is_empty() { 0 } else { count * count }).collect();
        let mut changes: Vec<_> = a.iter().enumerate().map(|(i, raw)| Signed::new(*raw, x[0] >> (i % 64) & 1 == 1)).collect();
        let fit = |raw: &[Weight]| raw.iter().copied().cycle().take(count).collect::<Vec<_>>();
        let (low, high) = (fit(&lower), fit(&upper));
        let bands = |covariances| Bands { lower: &low, upper: &high, targets: &high, costs: &low, covariances };
        let _ = match_trades(&changes, &low, |i, j| high.get(i ^ j).copied(), &mut vec![Leg::default(); 2 * count]);
        let _ = drop_small_trades(&mut changes, Value::new(e[0]), Value::new(e[1]));
        if let Ok(covariances) = CovarianceMatrix::trusted(&covariances, count) {
            let _ = plan_to_bands(&values, &bands(covariances), &mut changes);
        }
        let holding = Holding {
            held: Amount::new(e[0]),
            price: Price::new(e[1]),
            rest: Amount::new(e[2]),
            rest_price: Price::new(e[3]),
            target: Weight::new(e[4] >> (x[1] % 256) as usize),
        };
        let pool = ConstantProduct {
            reserve_in: u128::try_from(e[5] >> 128).unwrap(),
            reserve_out: u128::try_from(e[6] >> 128).unwrap(),
            fee_pips: u32::try_from(e[7] >> 235).unwrap(),
        };
        let _ = size_for_constant_product(&holding, &pool);
        let mut calls = 0_u32;
        let _ = size_by_quote(&holding, Amount::ZERO, |amount| {
            calls += 1;
            // Not even a sensible quote.
            Ok::<_, MathError>(Amount::new(amount.raw() ^ U256::from_limbs(x)))
        });
        prop_assert!(calls <= 1_540, "{} calls", calls);
    }

    #[test]
    fn prop_triggers_answer_any_input(e in prop::array::uniform5(edge()), shift in 0_usize..256, n in any::<[u64; 3]>(), rates in rates(), sign in any::<bool>()) {
        let near = |raw: U256| Weight::new(raw >> shift);
        let (target, cost, fixed, gamma) = (near(e[0]), near(e[1]), near(e[2]), e[3]);
        let _ = edge_band_floor(target, cost, gamma);
        let _ = target_band_floor(target, cost, gamma);
        let _ = fixed_cost_band_floor(target, fixed, gamma);
        let _ = no_trade_band(target, cost, fixed, gamma);
        let rate = |i: usize| VarianceRate::new(rates.get(i).map_or(0, |rate| rate.raw().unsigned_abs())).unwrap();
        let _ = periodic_interval_floor(target, cost, gamma, rate(0));
        let band = ScaledBand {
            base: near(e[4]),
            reference: rate(1),
            exponent: Signed::new(e[3] >> shift, sign),
            narrowest: near(e[1]),
            widest: near(e[2]),
        };
        let _ = scaled_band_floor(rate(0), &band);
        let _ = log_odds_barriers(target, near(e[1]), near(e[2]));
        let barriers = Barriers { upper: Some(e[1] >> shift), lower: (!sign).then_some(e[2] >> shift) };
        let _ = breach_probability(&barriers, rate(0), n[0], n[1] >> (n[2] % 64));
    }

    #[test]
    fn prop_volatility_answers_any_input(
        rates in rates(), returns in prop::collection::vec(any::<i64>(), 0..36), n in any::<[u64; 4]>(), tau in any::<u32>(),
        e in prop::array::uniform2(edge()), sign in any::<bool>(), size in 0_usize..36,
    ) {
        let mut rates = rates;
        let returns: Vec<_> = returns.into_iter().map(|raw| LogReturn::new(raw).unwrap_or_default()).collect();
        let rate = |i: usize| VarianceRate::new(rates.get(i).map_or(0, |rate| rate.raw().unsigned_abs())).unwrap();
        let variances: Vec<_> = (0..size).map(rate).collect();
        let loadings: Vec<_> = (0..size).map(|i| Signed::new(e[i % 2] >> 180_usize, sign)).collect();
        let mut matrix = vec![CovarianceRate::ZERO; size * size];
        let _ = constant_correlation_covariances(&variances, Signed::new(e[0] >> 196_usize, sign), &mut matrix);
        let _ = one_factor_covariances(&variances, &loadings, rate(0), &mut matrix);
        for (slot, rate) in matrix.iter_mut().zip(rates.iter().cycle()) {
            *slot = *rate;
        }
        let _ = check_semidefinite(&matrix, size);
        for i in 0..size {
            for j in 0..i {
                matrix[i * size + j] = matrix[j * size + i];
            }
        }
        let _ = check_semidefinite(&matrix, size);
        let drifts: Vec<_> = (0..size).map(|i| SignedWeight::new(Weight::new(e[i % 2] >> 196_usize), sign)).collect();
        if let Ok(matrix) = CovarianceMatrix::trusted(&matrix, size) {
            let _ = tracking_error_ceil(&drifts, &matrix);
        }
        let _ = log_return(Price::new(e[0]), Price::new(e[1]));
        let _ = parkinson_variance(Price::new(e[0]), Price::new(e[1]), n[0]);
        let _ = correlation_towards_zero(rates.first().copied().unwrap_or_default(), rate(1), rate(2));
        let _ = covariance_towards_zero(Signed::new(e[0] >> 196_usize, sign), rate(1), rate(2));
        let first = returns.first().copied().unwrap_or_default();
        let _ = winsorise(first, rate(0), n[1], n[2], sign);
        if let Ok(decay) = Decay::over(n[0], n[3], tau).or_else(|_| Decay::over(n[0] >> 40, n[3], tau)) {
            let _ = updated_variance(rate(0), first, &decay);
            let _ = update_covariances(&mut rates, &returns, &decay);
        }
        let _ = unpack_covariances(&rates, size, &mut matrix);
    }
}
