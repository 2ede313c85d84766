//! Inputs for the branches that random ones hardly ever take; expected values by hand or from another function of the crate's contract.

use num_traits::One;
use rebalance_math::execution::{
    ConcentratedPool, ConcentratedSwap, ExecutionModel, SwapAmount, TickLiquidity, Venue,
    WeightedPool, next_sqrt_price_from_output, split, sqrt_ratio_at_tick,
};
use rebalance_math::strategy::{
    MAX_STEPS, MAX_SWEEPS, MomentumRule, PriceTrend, RISK_TOLERANCE_WAD, RiskModel,
    VARIANCE_TOLERANCE_WAD, max_risk_gap, minimum_variance_weights, risk_budget_weights,
    risk_budget_weights_boxed,
};
use rebalance_math::trade::{Holding, size_by_quote};
use rebalance_math::volatility::{CovarianceRate, check_semidefinite};
use rebalance_math::{
    Amount, MathError, Price, Signed, Trade, U256, WAD, Weight, exp2_floor, plan, pow_ceil,
    pow_floor,
};

use crate::inputs::ten;
use crate::reference::{Q, floor, q};

const ONE: i64 = 1_000_000_000_000_000_000;

fn x96(exponent: i32) -> U256 {
    U256::ONE << (96 + exponent)
}

/// A pool at the price one whose liquidity never ends.
fn endless(liquidity: u128, fee_pips: u32) -> ConcentratedPool<'static> {
    ConcentratedPool {
        sqrt_price_x96: x96(0),
        tick: 0,
        liquidity,
        fee_pips,
        tick_spacing: 60,
        ticks: &[],
    }
}

/// Without an initialised tick the liquidity reaches to the end of all prices: nothing stops the swap.
#[test]
fn venue_without_ticks_returns_what_the_pool_does() {
    let pool = endless(1_000_000_000_000, 3_000);
    for zero_for_one in [true, false] {
        let venue = Venue::Concentrated { pool, zero_for_one };
        for amount in [1_u64, 1_000_000, 1_000_000_000_000_000].map(U256::from) {
            let swap = pool
                .swap(SwapAmount::ExactIn(amount), zero_for_one, None)
                .unwrap();
            assert_eq!(swap.amount_in, amount);
            assert_eq!(venue.amount_out_floor(amount), Ok(swap.amount_out));
        }
        // At the price one, x = y = L: the output of d is L g d / (L + g d), d = 1e12.
        let kept = q(U256::from(997_000_000_000_u64));
        let liquidity = q(U256::from(1_000_000_000_000_u64));
        let exact: Q = &liquidity * &kept / (&liquidity + &kept);
        let got = venue.amount_out_floor(ten(12)).unwrap();
        assert!(floor(exact).unwrap() - got <= U256::ONE);
    }
}

/// One unit is all fee where the liquidity is large: the price does not move, and so neither does the tick, which is one less than the
/// price's own after a fall onto it.
#[test]
fn swap_of_the_fee_alone_leaves_price_and_tick() {
    let sqrt_price_x96 = sqrt_ratio_at_tick(30).unwrap();
    for tick in [30, 29] {
        let pool = ConcentratedPool {
            sqrt_price_x96,
            tick,
            ..endless(1_000_000_000_000, 3_000)
        };
        for zero_for_one in [true, false] {
            let swap = pool.swap(SwapAmount::ExactIn(U256::ONE), zero_for_one, None);
            let unmoved = ConcentratedSwap {
                amount_in: U256::ONE,
                amount_out: U256::ZERO,
                sqrt_price_x96,
                tick,
                liquidity: pool.liquidity,
            };
            assert_eq!(swap, Ok(unmoved), "{tick} {zero_for_one}");
        }
    }
}

/// Two ranges of which none can take the order: it has to be divided.
#[test]
fn split_takes_an_order_that_no_venue_can() {
    let ticks =
        [(-600, 1_000_000_000_000_i128), (600, -1_000_000_000_000)].map(|(tick, liquidity_net)| {
            TickLiquidity {
                tick,
                liquidity_net,
            }
        });
    let pool = ConcentratedPool {
        ticks: &ticks,
        ..endless(1_000_000_000_000, 3_000)
    };
    let venue = Venue::Concentrated {
        pool,
        zero_for_one: true,
    };
    // L (1 / sqrt(p) - 1) = 1e12 * (1.0001^300 - 1), that is 3.0453e10, and the fee on top.
    let order = U256::from(40_000_000_000_u64);
    let end = sqrt_ratio_at_tick(-600).unwrap();
    let most = pool
        .swap(SwapAmount::ExactIn(order), true, Some(end))
        .unwrap()
        .amount_in;
    assert_eq!(most / ten(8), U256::from(305_u64));
    assert_eq!(
        venue.amount_out_floor(order),
        Err(MathError::LiquidityBelowAmount {
            got: most,
            needed: order
        })
    );
    let mut parts = [U256::ZERO; 2];
    let got = split(&[venue, venue], order, U256::ZERO, &mut parts).unwrap();
    assert_eq!(parts[0] + parts[1], order);
    let outputs = parts.map(|part| venue.amount_out_floor(part).unwrap());
    assert_eq!(got.amount_out, outputs[0] + outputs[1]);
    assert_eq!(got.legs, 2);
    // Equal pools share equally, but for what is left over.
    assert!(parts[0].abs_diff(parts[1]) <= U256::from(1_000));
}

/// A range that is used up, beside liquidity without an end: what the bisection leaves over is more than the full range could take, and so
/// goes to the other.
#[test]
fn split_gives_nothing_more_to_a_full_range() {
    let ticks =
        [(-60, 1_000_000_000_000_i128), (60, -1_000_000_000_000)].map(|(tick, liquidity_net)| {
            TickLiquidity {
                tick,
                liquidity_net,
            }
        });
    let narrow = ConcentratedPool {
        ticks: &ticks,
        ..endless(1_000_000_000_000, 3_000)
    };
    let wide = endless(1_000_000_000_000_000, 3_000);
    let [narrow_venue, wide_venue] = [narrow, wide].map(|pool| Venue::Concentrated {
        pool,
        zero_for_one: true,
    });
    let order = ten(15);
    let end = sqrt_ratio_at_tick(-60).unwrap();
    let most = narrow
        .swap(SwapAmount::ExactIn(order), true, Some(end))
        .unwrap()
        .amount_in;
    // Each of many wide ones leaves a unit over: together more than the narrow one could still take.
    for narrow_at in [0, 7] {
        let mut venues = [wide_venue; 8];
        venues[narrow_at] = narrow_venue;
        let mut parts = [U256::ZERO; 8];
        let got = split(&venues, order, U256::ZERO, &mut parts).unwrap();
        assert_eq!(parts.iter().copied().sum::<U256>(), order);
        // The amount and its fee are each rounded down, where the pool rounds them up.
        assert!(most - parts[narrow_at] <= U256::from(2), "{parts:?}");
        let outputs = (0..8).map(|at| venues[at].amount_out_floor(parts[at]).unwrap());
        assert_eq!(got.amount_out, outputs.sum::<U256>());
        assert_eq!(got.legs, 8);
    }
}

/// What takes nothing out moves no price.
#[test]
fn price_stays_where_nothing_goes_out() {
    let sqrt_price_x96 = sqrt_ratio_at_tick(-30).unwrap();
    for zero_for_one in [true, false] {
        assert_eq!(
            next_sqrt_price_from_output(sqrt_price_x96, 1, U256::ZERO, zero_for_one),
            Ok(sqrt_price_x96)
        );
    }
}

/// A reserve of 2^100 against a thousand: the bisection ends in the lowest digits of the price.
#[test]
fn split_of_nearly_worthless_inputs_shares_equally() {
    let venue = Venue::Weighted(WeightedPool {
        reserve_in: 1 << 100,
        reserve_out: 1_000,
        weight_in: Weight::from_bps(6_000),
        weight_out: Weight::from_bps(4_000),
        fee_pips: 3_000,
    });
    let order = U256::ONE << 100;
    let mut parts = [U256::ZERO; 2];
    let got = split(&[venue, venue], order, U256::ZERO, &mut parts).unwrap();
    assert_eq!(parts[0] + parts[1], order);
    let half = venue.amount_out_floor(order >> 1).unwrap();
    // A unit of price is a 2^48th of it, and the curve is known to 1e-18.
    assert!(parts[0].abs_diff(parts[1]) < order >> 30);
    assert!(got.amount_out + U256::ONE >= half + half);
    assert!(got.amount_out >= venue.amount_out_floor(order).unwrap());
}

/// More than 224 bits are stated as 2^224, at whatever step they leave the range; a price of zero has no input at all.
#[test]
fn weighted_input_beyond_any_order_is_stated_as_one() {
    let pool = WeightedPool {
        reserve_in: 1,
        reserve_out: 1 << 90,
        weight_in: Weight::from_bps(6_000),
        weight_out: Weight::from_bps(4_000),
        fee_pips: 3_000,
    };
    let beyond = Ok(U256::ONE << 224);
    // The fall of the price: 2^90 * 1.5e18 * 2^192 has no room.
    assert_eq!(
        Venue::Weighted(pool).input_at_price_floor(U256::ONE),
        beyond
    );
    // The power: (1.5 * 2^192)^0.6 wads of growth on a reserve of 2^127.
    let deep = WeightedPool {
        reserve_in: u128::MAX >> 1,
        reserve_out: u128::MAX >> 1,
        weight_in: Weight::from_bps(1),
        weight_out: Weight::from_bps(9_999),
        ..pool
    };
    assert_eq!(
        Venue::Weighted(deep).input_at_price_floor(U256::ONE << 16),
        beyond
    );
    assert_eq!(
        Venue::Weighted(pool).input_at_price_floor(U256::ZERO),
        Err(MathError::DivisionByZero)
    );
}

/// An impact or an interval beyond all bounds, and a price that a short memory multiplies beyond 256 bits.
#[test]
fn models_refuse_what_leaves_256_bits() {
    let model = ExecutionModel {
        volatility_wad: WAD,
        spread_wad: WAD,
        permanent_impact_e36: U256::MAX,
        temporary_impact_e36: U256::MAX,
        risk_aversion_wad: WAD,
        interval_wad: U256::MAX,
    };
    let mut trades = [U256::ZERO; 3];
    assert_eq!(model.trades(WAD, &mut trades), Err(MathError::Overflow));
    assert_eq!(model.risk_ceil(&trades), Err(MathError::Overflow));
    let memory = Weight::new(WAD - U256::ONE);
    assert_eq!(
        PriceTrend::flat(U256::ZERO).observe(U256::MAX, memory),
        Err(MathError::Overflow)
    );
}

/// Asset 0 is pinned at a half and asset 1 has to be the other half: a perfect hedge, without any risk that could be budgeted.
#[test]
fn boxed_budgets_of_a_perfect_hedge_do_not_converge() {
    let volatilities = [5, 5];
    let correlations = [ONE, -ONE, -ONE, ONE];
    let model = RiskModel::new(&volatilities, &correlations).unwrap();
    let half = Weight::from_bps(5_000);
    let mut weights = [Weight::ZERO; 2];
    let got = risk_budget_weights_boxed(
        &model,
        &[half; 2],
        &[half, Weight::from_bps(1_000)],
        &[half, Weight::from_bps(9_000)],
        &mut weights,
    );
    let Err(MathError::NotConverged { residual, .. }) = got else {
        panic!("{got:?} with {weights:?}");
    };
    assert_eq!(residual, U256::MAX);
}

/// Assets that hedge each other all but perfectly, one 824 times as risky as the other: a unit of weight is too coarse for the optimum, and
/// three of them at a billionth of the risk are still on their way after the last step.
#[test]
fn minimum_variance_is_refused_when_it_is_missed() {
    let almost = ONE - 1_000;
    let pair = [ONE, -almost, -almost, ONE];
    let near = ONE - 1_000_000_000;
    let three = [ONE, -near, near, -near, ONE, -near, near, -near, ONE];
    for (volatilities, correlations, steps) in [
        (&[823_790_231_985, 1_000_000_212][..], &pair[..], None),
        (
            &[854_479_666_093, 999_149_763_287, 762_505_440_325],
            &three,
            Some(MAX_STEPS),
        ),
    ] {
        let model = RiskModel::new(volatilities, correlations).unwrap();
        let count = volatilities.len();
        let (lower, upper) = (vec![Weight::ZERO; count], vec![Weight::ONE; count]);
        let mut weights = vec![Weight::ZERO; count];
        let got = minimum_variance_weights(&model, &lower, &upper, &mut weights);
        let Err(MathError::NotConverged {
            iterations,
            residual,
        }) = got
        else {
            panic!("{got:?} with {weights:?}");
        };
        assert!(residual > U256::from(VARIANCE_TOLERANCE_WAD));
        assert!(
            steps.is_none_or(|steps| steps == iterations),
            "{iterations}"
        );
    }
}

/// The largest of 40, -10 and -30 % is cut to 15 %, and the others in proportion: -3.75 and -11.25 %.
#[test]
fn momentum_shrinks_all_changes_alike() {
    let percent = |percent: u64| U256::from(percent) * ten(16);
    let rule = MomentumRule {
        sensitivities: &[WAD; 3],
        max_step: Weight::new(percent(15)),
        lower: &[Weight::ZERO; 3],
        upper: &[Weight::ONE; 3],
    };
    let present = [30, 30, 40].map(|part| Weight::new(percent(part)));
    let gradients = [
        Signed::from(percent(40)),
        Signed::new(percent(10), true),
        Signed::new(percent(30), true),
    ];
    let mut weights = [Weight::ZERO; 3];
    rule.next_weights(&present, &gradients, &mut weights)
        .unwrap();
    assert_eq!(weights, [4_500, 2_625, 2_875].map(Weight::from_bps));
}

/// 2^82 wad units are 4.8 million octaves: their lowest bits alone would be one.
#[test]
fn octaves_are_not_taken_from_the_lowest_bits() {
    let x = (U256::ONE << 82) + WAD;
    assert_eq!(exp2_floor(Signed::from(x)), Err(MathError::Overflow));
    assert_eq!(exp2_floor(Signed::new(x, true)), Ok(U256::ZERO));
}

/// A sale of all that 256 bits can count: nothing can be lost on it, since no larger minimum could be written.
#[test]
fn plan_sells_the_largest_amount_there_is() {
    let third = U256::MAX / U256::from(3);
    let amounts = [Amount::ZERO, Amount::new(third)];
    let prices = [Price::new(ten(36)), Price::new(ten(36) * U256::from(3))];
    let targets = [Weight::ONE, Weight::ZERO];
    let mut trades = [Trade::default(); 2];
    let count = plan(&amounts, &prices, &targets, Weight::ZERO, &mut trades);
    // Without a tolerance the least output is the fair one, which is dust beside the two units that may be lost.
    assert_eq!(count, Ok(0));
    let tolerance = Weight::from_bps(100);
    let count = plan(&amounts, &prices, &targets, tolerance, &mut trades);
    assert_eq!(count, Ok(1));
    assert_eq!((trades[0].sell, trades[0].buy), (1, 0));
    assert_eq!(trades[0].amount_in, Amount::new(third));
    let least = q(U256::MAX) * (Q::one() - q(Weight::from_bps(100).raw()) / q(WAD));
    assert_eq!(Ok(trades[0].min_out.raw()), crate::reference::ceil(least));
}

/// The root of a number that is no square lies between two wads, and beyond 2^110 wads no digit tells: it takes the search for a
/// whole root to know.
#[test]
fn power_of_a_half_is_not_whole_for_what_is_no_square() {
    let x = (U256::ONE << 250) + U256::ONE;
    let half = Signed::from(U256::from(500_000_000_000_000_000_u64));
    let (below, above) = (pow_floor(x, half).unwrap(), pow_ceil(x, half).unwrap());
    let square = q(x) * q(WAD);
    assert!(q(below) * q(below) < square && square < q(above) * q(above));
    assert!(above - below <= below >> 119, "{below} {above}");
}

/// At its bounds' only weight an asset stays, however strong its trend.
#[test]
fn momentum_leaves_pinned_assets_where_they_are() {
    let percent = |percent: u64| Weight::new(U256::from(percent) * ten(16));
    let rule = MomentumRule {
        sensitivities: &[WAD; 3],
        max_step: percent(15),
        lower: &[percent(30), Weight::ZERO, Weight::ZERO],
        upper: &[percent(30), Weight::ONE, Weight::ONE],
    };
    let present = [30, 30, 40].map(percent);
    let gradients = [40_u64, 10, 0].map(|up| Signed::from(U256::from(up) * ten(16)));
    let mut weights = [Weight::ZERO; 3];
    rule.next_weights(&present, &gradients, &mut weights)
        .unwrap();
    assert_eq!(weights[0], percent(30));
    assert_eq!(weights[1].raw() + weights[2].raw(), percent(70).raw());
    assert!(weights[1] > present[1] && weights[2] < present[2]);
    // A step of nothing pins them all.
    let still = MomentumRule {
        max_step: Weight::ZERO,
        ..rule
    };
    still
        .next_weights(&present, &gradients, &mut weights)
        .unwrap();
    assert_eq!(weights, present);
}

/// Whoever holds no more than the target does not sell, and asks no price for it.
#[test]
fn nothing_to_sell_needs_no_quote() {
    let holding = Holding {
        held: Amount::new(ten(18)),
        price: Price::new(ten(36)),
        rest: Amount::new(ten(19)),
        rest_price: Price::new(ten(36)),
        target: Weight::from_bps(5_000),
    };
    let quote = |amount: Amount| -> Result<Amount, MathError> { panic!("asked for {amount:?}") };
    assert_eq!(
        size_by_quote(&holding, Amount::ZERO, quote),
        Ok(Amount::ZERO)
    );
}

/// Nothing comes out below a thousand units, and a unit too much from there on: the two sides are 2^60 times apart, which leads an
/// interpolation astray, so that it has to halve now and then. Three turns for each bit, and the ends, are the most.
#[test]
fn search_for_a_size_is_short_where_a_quote_jumps() {
    let held = ten(18);
    let holding = Holding {
        held: Amount::new(held),
        price: Price::new(ten(36)),
        rest: Amount::ZERO,
        rest_price: Price::new(ten(36)),
        target: Weight::from_bps(5_000),
    };
    let mut calls = 0;
    let quote = |amount: Amount| -> Result<Amount, MathError> {
        calls += 1;
        let out = if amount.raw() < U256::from(1_000) {
            U256::ZERO
        } else {
            held - amount.raw() + U256::ONE
        };
        Ok(Amount::new(out))
    };
    assert_eq!(
        size_by_quote(&holding, Amount::ZERO, quote),
        Ok(Amount::new(U256::from(999)))
    );
    assert!(calls <= 3 * 60 + 2, "{calls} quotes");
}

/// With the tolerance the last pivot is exactly zero: one unit of covariance less and it is positive.
#[test]
fn pivots_of_zero_are_refused() {
    let own = 1_i128 << 60;
    // Scaled to a quarter, a fourth of it; the tolerance is 2^20 of 2^60.
    let common = own + 4 * (1 << 20);
    let matrix =
        |common: i128| [own, common, common, own].map(|entry| CovarianceRate::new(entry).unwrap());
    assert_eq!(
        check_semidefinite(&matrix(common), 2),
        Err(MathError::NotPositiveSemidefinite { pivot: 1 })
    );
    assert_eq!(check_semidefinite(&matrix(common - 4), 2), Ok(()));
}

fn least_variance(volatilities: &[u64], correlations: &[i64], lower: &[Weight]) -> Vec<Weight> {
    let model = RiskModel::new(volatilities, correlations).unwrap();
    let count = volatilities.len();
    let mut weights = vec![Weight::ZERO; count];
    minimum_variance_weights(&model, lower, &vec![Weight::ONE; count], &mut weights).unwrap();
    weights
}

/// Two assets that are one and a third, uncorrelated one, 20, 20 and 30 %: of the two the first gives all that is too much. They start at
/// .409090 each by their variances, and together belong at .09 / (.04 + .09) = 9/13.
#[test]
fn first_of_equal_assets_gives() {
    let weights = least_variance(
        &[20, 20, 30],
        &[ONE, ONE, 0, ONE, ONE, 0, 0, 0, ONE],
        &[Weight::ZERO; 3],
    );
    let near = |got: U256, part: u64, of: u64| {
        let exact = WAD * U256::from(part) / U256::from(of);
        assert!(got.abs_diff(exact) < ten(9), "{weights:?}");
    };
    near(weights[0].raw() + weights[1].raw(), 9, 13);
    near(weights[1].raw(), 9, 22);
}

/// A gap of less than 6e-11 of the variance is none: correlations of 1e-12 leave the weights where none would, and so they do beside an
/// asset that its lower bound holds, though it would give more.
#[test]
fn gaps_below_the_accuracy_of_the_solver_move_nothing() {
    let tiny = ONE / 1_000_000_000_000;
    let pair = |rho| least_variance(&[10, 20], &[ONE, rho, rho, ONE], &[Weight::ZERO; 2]);
    assert_eq!(pair(tiny), pair(0));
    let three = |rho| {
        least_variance(
            &[10, 20, 30],
            &[ONE, rho, 0, rho, ONE, 0, 0, 0, ONE],
            &[0, 0, 5_000].map(Weight::from_bps),
        )
    };
    assert_eq!(three(tiny), three(0));
    assert_eq!(three(0)[2], Weight::from_bps(5_000));
}

/// Two assets that hedge each other to 1e-18 and a third with nearly all of the budget: Newton's method runs out of digits, and the
/// sweeps after it arrive.
#[test]
fn sweeps_arrive_where_the_digits_of_newton_run_out() {
    let hedge = 1 - ONE;
    let correlations = [ONE, hedge, 0, hedge, ONE, 0, 0, 0, ONE];
    let model = RiskModel::new(&[1, 1, 1], &correlations).unwrap();
    let tiny = U256::from(1_000_000_u64);
    let budgets = [tiny, tiny, WAD - tiny - tiny].map(Weight::new);
    let mut weights = [Weight::ZERO; 3];
    risk_budget_weights(&model, &budgets, &mut weights).unwrap();
    let gap = max_risk_gap(&model, &budgets, &weights).unwrap();
    assert!(gap.raw() <= U256::from(RISK_TOLERANCE_WAD), "{gap:?}");
    // Without the third there is hardly any risk to be shared: all sweeps are made, and nothing is said to be found.
    let pair = [ONE, hedge, hedge, ONE];
    let model = RiskModel::new(&[1, 1], &pair).unwrap();
    let half = [Weight::from_bps(5_000); 2];
    assert_eq!(
        risk_budget_weights(&model, &half, &mut weights[..2]),
        Err(MathError::NotConverged {
            iterations: MAX_SWEEPS,
            residual: U256::MAX,
        })
    );
}

/// Seven equal assets of a 4096th of the largest volatility, which may not be held; the last two move together by 2^-33. A unit that rounding
/// gave the first is too little to move, and keeps nobody else from moving.
#[test]
fn step_of_nothing_stands_in_nobodys_way() {
    let mut correlations = vec![0; 64];
    for index in 0..8 {
        correlations[index * 9] = ONE;
    }
    let together = ONE >> 33;
    (correlations[5 * 8 + 6], correlations[6 * 8 + 5]) = (together, together);
    let mut volatilities = vec![1_000_000; 8];
    volatilities[7] <<= 12;
    let model = RiskModel::new(&volatilities, &correlations).unwrap();
    let mut upper = [Weight::ONE; 8];
    upper[7] = Weight::ZERO;
    let mut weights = [Weight::ZERO; 8];
    minimum_variance_weights(&model, &[Weight::ZERO; 8], &upper, &mut weights).unwrap();
    assert!(weights[5].min(weights[6]) < weights[2], "{weights:?}");
}

/// Weights need not sum to one: of one each, a pool is a constant product.
#[test]
fn weights_of_one_make_a_constant_product() {
    let pool = WeightedPool {
        reserve_in: 1_000_000_000_000_000_000_000,
        reserve_out: 2_000_000_000_000_000_000_000,
        weight_in: Weight::ONE,
        weight_out: Weight::ONE,
        fee_pips: 3_000,
    };
    // 2000 * 99.7 / 1099.7, by hand.
    let exact = U256::from(2_000) * ten(18) * U256::from(997) / U256::from(10_997);
    let got = Venue::Weighted(pool).amount_out_floor(ten(20)).unwrap();
    assert!(
        got <= exact && exact - got < U256::from(10_000),
        "{got} {exact}"
    );
}
