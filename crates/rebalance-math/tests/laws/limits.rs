//! The largest input that is allowed is allowed, and the answer there is the one by hand.

use proptest::prelude::*;
use rebalance_math::execution::{
    ConcentratedPool, SwapAmount, TickLiquidity, ToleranceParts, next_sqrt_price_from_input,
    sqrt_ratio_at_tick,
};
use rebalance_math::portfolio::{
    MAX_FEE_PERIOD_SECONDS, cap_in_proportion, management_fee_floor, performance_fee,
    share_price_floor, tracking_error_ceil,
};
use rebalance_math::strategy::ratcheted_floor_ceil;
use rebalance_math::trade::drop_small_trades;
use rebalance_math::trigger::{
    Barriers, ScaledBand, breach_probability, periodic_interval_floor, scaled_band_floor,
};
use rebalance_math::volatility::{
    CovarianceMatrix, CovarianceRate, LogReturn, VarianceRate, Winsorised,
    constant_correlation_covariances, one_factor_covariances, parkinson_variance, winsorise,
};
use rebalance_math::{MathError, Price, Shares, Signed, SignedWeight, U256, Value, WAD, Weight};

use crate::inputs::{config, ten};

fn rate(raw: u128) -> VarianceRate {
    VarianceRate::new(raw).unwrap()
}

/// Ten years at a part of a third: the shares are `S * f T / (Y - f T)` of the supply and its virtual shares.
#[test]
fn fee_of_the_longest_period_is_charged() {
    let supply = Shares::new(ten(24));
    let least = management_fee_floor(supply, Weight::from_bps(100), 0, MAX_FEE_PERIOD_SECONDS - 1);
    let most = management_fee_floor(supply, Weight::from_bps(100), 0, MAX_FEE_PERIOD_SECONDS);
    assert!(most.unwrap() > least.unwrap());
    assert_eq!(
        management_fee_floor(supply, Weight::from_bps(100), 0, MAX_FEE_PERIOD_SECONDS + 1),
        Err(MathError::FeePeriodTooLong {
            got: MAX_FEE_PERIOD_SECONDS + 1,
            maximum: MAX_FEE_PERIOD_SECONDS
        })
    );
}

/// The price is no whole number: charged for nothing, the mark would follow its rounding.
#[test]
fn mark_stays_without_a_gain() {
    let (nav, supply) = (Value::new(ten(18)), Shares::new(U256::from(6_000_013)));
    let mark = share_price_floor(nav, supply).unwrap();
    let worth = U256::from(7_000_013) * mark.raw();
    assert!(
        worth < (ten(18) + U256::ONE) * ten(36),
        "the price is rounded"
    );
    let fee = performance_fee(nav, supply, mark, Weight::from_bps(2_000)).unwrap();
    assert_eq!((fee.shares, fee.mark), (Shares::ZERO, mark));
}

/// All in an asset that nothing should be in: a drift of exactly one, and the tracking error is the asset's volatility.
#[test]
fn tracking_error_of_the_largest_drift_is_the_volatility() {
    let quiet = CovarianceRate::ZERO;
    // 1e27 per second squared: a volatility of one wad.
    let moving = CovarianceRate::new(1_000_000_000_000_000_000_000_000_000).unwrap();
    let entries = [quiet, quiet, quiet, moving];
    let matrix = CovarianceMatrix::new(&entries, 2).unwrap();
    let drifts = [
        SignedWeight::new(Weight::ONE, true),
        SignedWeight::new(Weight::ONE, false),
    ];
    // Of a year: the root of 31,536,000 seconds, rounded up.
    let got = tracking_error_ceil(&drifts, &matrix).unwrap().raw();
    let year = U256::from(31_536_000) * ten(36);
    assert!(got * got >= year && (got - U256::ONE) * (got - U256::ONE) < year);
}

#[test]
fn all_of_a_portfolio_may_be_protected() {
    let value = Value::new(ten(20));
    assert_eq!(
        ratcheted_floor_ceil(Value::ZERO, value, Weight::ONE),
        Ok(value)
    );
}

/// A tolerance of one accepts everything, a unit more is refused.
#[test]
fn tolerance_may_be_one() {
    let parts = ToleranceParts {
        fee: Weight::ONE,
        impact: Weight::ZERO,
        deviation: Weight::ZERO,
        quantile_wad: U256::ZERO,
        volatility_wad: U256::ZERO,
        age_s: 0,
    };
    assert_eq!(parts.slippage_tolerance_ceil(), Ok(Weight::ONE));
    let more = ToleranceParts {
        impact: Weight::new(U256::ONE),
        ..parts
    };
    assert_eq!(
        more.slippage_tolerance_ceil(),
        Err(MathError::ToleranceAboveOne {
            got: WAD + U256::ONE
        })
    );
}

/// A barrier of 128 bits is out of reach, one of no distance is reached whoever looks how rarely.
#[test]
fn barriers_may_be_as_far_as_128_bits_and_as_near_as_nothing() {
    let far = Barriers {
        upper: Some(U256::from(u128::MAX)),
        lower: None,
    };
    // The ceiling of nothing is a unit on each side.
    let never = breach_probability(&far, rate(1_000), 86_400, 60).unwrap();
    assert!(never.raw() <= U256::from(2));
    let beyond = Barriers {
        upper: Some(U256::ONE << 128),
        ..far
    };
    assert_eq!(
        breach_probability(&beyond, rate(1_000), 86_400, 60),
        Err(MathError::Overflow)
    );
    for reached in [
        Barriers {
            upper: Some(U256::ZERO),
            lower: None,
        },
        Barriers {
            upper: None,
            lower: Some(U256::ZERO),
        },
    ] {
        let variance = rate(1_000_000_000_000_000_000_000);
        assert_eq!(
            breach_probability(&reached, variance, 60, 86_400),
            Ok(Weight::ONE)
        );
    }
}

/// `c (1 - w)^2 / (gamma w)` of 126 bits has an interval, of 127 and of 128 bits it has none.
#[test]
fn periodic_interval_ends_at_126_bits_of_its_ratio() {
    // At a half and an aversion of one unit the ratio is `c * 0.5e36` units, of 119 bits for a cost of one.
    let interval = |cost: u64| {
        periodic_interval_floor(
            Weight::from_bps(5_000),
            Weight::new(U256::from(cost)),
            U256::ONE,
            rate((1 << 96) - 1),
        )
    };
    for (cost, bits) in [
        (128_u64, 126_usize),
        (170, 126),
        (171, 127),
        (340, 127),
        (342, 128),
    ] {
        let ratio = U256::from(cost) * ten(35) * U256::from(5);
        assert_eq!(ratio.bit_len(), bits, "{cost}");
        assert_eq!(
            interval(cost).is_ok(),
            bits <= 126,
            "{cost} {:?}",
            interval(cost)
        );
    }
}

/// An exponent of one in either direction: a variance four times the reference makes the band twice or half as wide.
#[test]
fn band_may_follow_the_whole_ratio() {
    for (is_negative, expected) in [(false, 2_000), (true, 500)] {
        let band = ScaledBand {
            base: Weight::from_bps(1_000),
            exponent: Signed::new(WAD, is_negative),
            reference: rate(1_000),
            narrowest: Weight::from_bps(1),
            widest: Weight::ONE,
        };
        let got = scaled_band_floor(rate(4_000), &band);
        assert_eq!(got, Ok(Weight::from_bps(expected)));
    }
}

/// Three assets can be correlated by minus a half at the least, any number by one at the most.
#[test]
fn correlations_may_be_as_large_as_the_matrix_allows() {
    let variances = [rate(1_000_000); 3];
    let mut matrix = [CovarianceRate::ZERO; 9];
    let half = Signed::new(WAD >> 1, true);
    constant_correlation_covariances(&variances, half, &mut matrix).unwrap();
    assert_eq!((matrix[0].raw(), matrix[1].raw()), (1_000_000, -500_000));
    constant_correlation_covariances(&variances, Signed::from(WAD), &mut matrix).unwrap();
    assert_eq!(matrix.map(CovarianceRate::raw), [1_000_000; 9]);
    let more = Signed::new((WAD >> 1) + U256::ONE, true);
    assert_eq!(
        constant_correlation_covariances(&variances, more, &mut matrix),
        Err(MathError::CorrelationOutOfRange {
            magnitude: (WAD >> 1) + U256::ONE,
            is_negative: true
        })
    );
}

/// A factor may explain all of a variance, and a loading may have 64 bits.
#[test]
fn factor_may_be_all_there_is() {
    let mut matrix = [CovarianceRate::ZERO; 4];
    let loadings = [Signed::from(WAD), Signed::new(WAD, true)];
    let variances = [rate(7_000_000); 2];
    one_factor_covariances(&variances, &loadings, rate(7_000_000), &mut matrix).unwrap();
    assert_eq!(
        matrix.map(CovarianceRate::raw),
        [7_000_000, -7_000_000, -7_000_000, 7_000_000]
    );
    let largest = [Signed::from(U256::from(u64::MAX)), Signed::ZERO];
    let got = one_factor_covariances(&variances, &largest, VarianceRate::ZERO, &mut matrix);
    assert_eq!(got, Ok(()));
    assert_eq!(
        matrix.map(CovarianceRate::raw),
        [7_000_000, 0, 0, 7_000_000]
    );
}

#[test]
fn range_of_one_price_has_no_variance() {
    let price = Price::new(ten(36));
    assert_eq!(parkinson_variance(price, price, 60), Ok(VarianceRate::ZERO));
}

/// One deviation of one wad in a second: the return at the limit is not cut, one unit more is.
#[test]
fn return_at_its_limit_is_not_cut() {
    let variance = rate(1_000_000_000_000_000_000_000_000_000);
    for (raw, was_cut) in [
        (1_000_000_000_000_000_000, false),
        (1_000_000_000_000_000_001, true),
    ] {
        let got = winsorise(
            LogReturn::new(raw).unwrap(),
            variance,
            1,
            1_000_000_000_000_000_000,
            false,
        );
        let expected = Winsorised {
            log_return: LogReturn::new(1_000_000_000_000_000_000).unwrap(),
            was_cut,
        };
        assert_eq!(got, Ok(expected));
    }
}

/// Scores of 190 bits together are shared, of 191 refused.
#[test]
fn scores_may_have_190_bits() {
    let (lower, upper) = ([Weight::ZERO; 2], [Weight::ONE; 2]);
    let mut weights = [Weight::ZERO; 2];
    let score = U256::ONE << 188;
    assert_eq!(
        cap_in_proportion(&[score, score], &lower, &upper, &mut weights),
        Ok(())
    );
    assert_eq!(weights, [Weight::from_bps(5_000); 2]);
    assert_eq!(
        cap_in_proportion(&[score << 1, score << 1], &lower, &upper, &mut weights),
        Err(MathError::Overflow)
    );
}

/// A change of exactly the minimum is a trade, and so is one that is cut down to it.
#[test]
fn changes_of_exactly_the_minimum_are_kept() {
    let signed = |raw: i128| Signed::from(raw);
    let mut changes = [signed(0), signed(100), signed(-100)];
    let count = drop_small_trades(&mut changes, Value::new(U256::from(100)), Value::ZERO);
    assert_eq!(count, Ok(2));
    assert_eq!(changes, [signed(0), signed(100), signed(-100)]);
    // Sales of 100 pay for 100 of the purchase of 130.
    let mut changes = [signed(0), signed(130), signed(-100)];
    let count = drop_small_trades(&mut changes, Value::new(U256::from(100)), Value::ZERO);
    assert_eq!(count, Ok(2));
    assert_eq!(changes, [signed(0), signed(100), signed(-100)]);
}

/// `2^159 + d * 2^96 / L` with `d = L * 2^62` is a price of 160 bits, with `d = L * 2^64` one of 161.
#[test]
fn prices_may_have_160_bits() {
    let start = U256::ONE << 159;
    let next =
        |bits: usize| next_sqrt_price_from_input(start, 1_000, U256::from(1_000) << bits, false);
    assert_eq!(next(62), Ok(start + (U256::ONE << 158)));
    assert_eq!(next(64), Err(MathError::Overflow));
}

proptest! {
    #![proptest_config(config())]

    /// A pool looks through its ticks a word at a time and rounds at the end of each: a swap across is one up to there, and one on from there.
    #[test]
    fn prop_swap_rounds_at_the_end_of_every_word(
        amount in 1_u64..60_000, zero_for_one: bool, fee_pips in 0_u32..20_000, spacing in 1_i32..3,
    ) {
        let liquidity = 1_000_003_u128;
        let edge = 255 * spacing * 8 / spacing * spacing;
        let ticks = [(-edge, 1_000_003_i128), (edge, -1_000_003)]
            .map(|(tick, liquidity_net)| TickLiquidity { tick, liquidity_net });
        let pool = ConcentratedPool {
            sqrt_price_x96: sqrt_ratio_at_tick(37).unwrap() + U256::ONE,
            tick: 37,
            liquidity,
            fee_pips,
            tick_spacing: spacing,
            ticks: &ticks,
        };
        let whole = pool.swap(SwapAmount::ExactIn(U256::from(amount)), zero_for_one, None)?;
        // The first word ends at 0 downwards and at 255 upwards, in units of the spacing.
        let end = if zero_for_one { 0 } else { 255 * spacing };
        let end = sqrt_ratio_at_tick(end)?;
        let first = pool.swap(SwapAmount::ExactIn(U256::from(amount)), zero_for_one, Some(end))?;
        let rest = U256::from(amount) - first.amount_in;
        let onwards = ConcentratedPool {
            sqrt_price_x96: first.sqrt_price_x96,
            tick: first.tick,
            liquidity: first.liquidity,
            ..pool
        };
        let second = onwards.swap(SwapAmount::ExactIn(rest), zero_for_one, None)?;
        prop_assert_eq!(whole.amount_in, first.amount_in + second.amount_in);
        prop_assert_eq!(whole.amount_out, first.amount_out + second.amount_out);
        prop_assert_eq!(whole.sqrt_price_x96, second.sqrt_price_x96);
        prop_assert_eq!(whole.tick, second.tick);
    }
}
