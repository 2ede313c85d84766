//! Inputs for the branches that random ones hardly ever take; expected values by hand or from another function of the crate's contract.

use num_traits::One;
use rebalance_math::execution::{
    ConcentratedPool, ConcentratedSwap, ExecutionModel, SwapAmount, TickLiquidity, Venue,
    WeightedPool, split, sqrt_ratio_at_tick,
};
use rebalance_math::strategy::{
    MAX_STEPS, MomentumRule, PriceTrend, RiskModel, VARIANCE_TOLERANCE_WAD,
    minimum_variance_weights, risk_budget_weights_boxed,
};
use rebalance_math::{
    Amount, MathError, Price, Signed, Trade, U256, WAD, Weight, exp2_floor, plan,
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
