//! Variances, returns and ranges against exact rationals and power series.

use num_traits::Signed as _;
use proptest::prelude::*;
use rebalance_math::volatility::{
    Decay, LogReturn, VarianceRate, log_return, parkinson_variance, updated_variance, winsorise,
};
use rebalance_math::{MathError, Price, U256, WAD};

use crate::analytic::{exp, ln};
use crate::inputs::{config, ten};
use crate::reference::{Q, floor, one, q};

pub(crate) fn int(x: i128) -> Q {
    let magnitude = q(U256::from(x.unsigned_abs()));
    if x < 0 { -magnitude } else { magnitude }
}

pub(crate) fn two() -> Q {
    one() + one()
}

pub(crate) fn rate27() -> Q {
    q(ten(27))
}

/// Returns from nothing over basis points to the largest.
fn any_return() -> impl Strategy<Value = LogReturn> {
    prop_oneof![
        1 => Just(0_i64),
        2 => -1_000_i64..1_000,
        4 => -100_000_000_000_000_000_i64..100_000_000_000_000_000,
        1 => -i64::MAX..=i64::MAX,
    ]
    .prop_map(|raw| LogReturn::new(raw).unwrap())
}

pub(crate) fn variance() -> impl Strategy<Value = VarianceRate> {
    (any::<u128>(), 32_u32..128)
        .prop_map(|(raw, shift)| VarianceRate::new(raw >> shift.max(32)).unwrap())
}

pub(crate) fn elapsed() -> impl Strategy<Value = u64> {
    prop_oneof![
        1_u64..60,
        1_u64..100_000,
        1_u64..10_000_000,
        1_u64..u64::from(u32::MAX)
    ]
}

pub(crate) fn time_constant() -> impl Strategy<Value = u32> {
    prop_oneof![1_u32..100, Just(432_000), 1_u32..10_000_000, Just(u32::MAX)]
}

/// `1 - e^(-min(dt, tau) / tau)`.
pub(crate) fn alpha(elapsed: u64, time_constant: u32) -> Q {
    let gone = q(U256::from(elapsed.min(u64::from(time_constant)))) / q(U256::from(time_constant));
    one() - exp(&-gone)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_updated_variance_is_the_exponential_average_to_two_units(
        variance in variance(), log_return in any_return(), last in 0_u64..1 << 40, elapsed in elapsed(), tau in time_constant(),
    ) {
        let decay = Decay::over(last, last + elapsed, tau).unwrap();
        let (estimate, square) = (int(variance.raw().cast_signed()), int(i128::from(log_return.raw()).pow(2)));
        let observed = square * rate27() / q(ten(36)) / q(U256::from(elapsed));
        let alpha = alpha(elapsed, tau);
        let expected = &estimate + &alpha * (&observed - &estimate);
        let got = updated_variance(variance, log_return, &decay);
        let tolerance = two() + int(3) / q(WAD) * (&estimate + &observed);
        match got {
            Ok(got) => {
                let got = int(got.raw().cast_signed());
                prop_assert!((&got - &expected).abs() <= tolerance, "{} for {}", got, expected);
                // E8: between the two, up to the rounding.
                prop_assert!(got <= estimate.clone().max(observed) + tolerance);
            }
            Err(error) => {
                prop_assert_eq!(error, MathError::RateOutOfRange);
                prop_assert!(expected + tolerance > int(VarianceRate::MAX.raw().cast_signed()));
            }
        }
    }

    #[test]
    fn prop_return_is_cut_exactly_beyond_the_limit_and_believed_the_second_time(
        variance in variance(), raw in any_return(), elapsed in elapsed(), limit in any::<u64>(), near in 0_u8..4,
    ) {
        let square = q(U256::from(limit)).pow(2) * int(variance.raw().cast_signed()) * q(U256::from(elapsed)) / rate27();
        // Half of the returns lie at the limit.
        let edge = floor(square.floor()).ok().and_then(|square| u128::try_from(square).ok()).map(u128::isqrt);
        let log_return = match (near, edge.and_then(|edge| i64::try_from(edge).ok())) {
            (0, Some(edge)) => LogReturn::new(edge).unwrap(),
            (1, Some(edge)) => LogReturn::new(-edge.saturating_add(1)).unwrap(),
            _ => raw,
        };
        let own = int(i128::from(log_return.raw())).pow(2);
        let got = winsorise(log_return, variance, elapsed, limit, false).unwrap();
        prop_assert_eq!(got.was_cut, own > square);
        if got.was_cut {
            let cut = int(i128::from(got.log_return.raw()));
            let sign = int(i128::from(log_return.raw().signum()));
            prop_assert!(cut.clone().pow(2) <= square && (cut.abs() + one()).pow(2) > square);
            prop_assert!(!(cut * sign).is_negative());
        } else {
            prop_assert_eq!(got.log_return, log_return);
        }
        let again = winsorise(log_return, variance, elapsed, limit, true).unwrap();
        prop_assert_eq!(again.log_return, log_return);
        prop_assert!(!again.was_cut);
    }

    #[test]
    fn prop_log_return_is_the_logarithm_towards_zero_and_the_way_back_is_its_negative(
        a in 1_u128.., b in 1_u128.., shift in 0_u32..120, is_near in any::<bool>(),
    ) {
        let a = (a >> shift).max(1);
        let b = if is_near { a.saturating_add(b >> shift >> 20) } else { (b >> shift).max(1) };
        let price = |raw: u128| Price::new(U256::from(raw));
        let exact = ln(&(q(U256::from(b)) / q(U256::from(a)))) * q(WAD);
        match log_return(price(a), price(b)) {
            Ok(got) => {
                let short = exact.abs() - int(i128::from(got.raw())).abs();
                prop_assert!(!short.is_negative() && short < int(3), "{} short of {}", short, exact);
                prop_assert!(got.raw() == 0 || (got.raw() < 0) == exact.is_negative());
                prop_assert_eq!(log_return(price(b), price(a)).map(LogReturn::raw), Ok(-got.raw()));
            }
            Err(error) => {
                prop_assert_eq!(error, MathError::ReturnOutOfRange);
                prop_assert!(exact.abs() > int(i128::from(i64::MAX)));
            }
        }
    }

    #[test]
    fn prop_parkinson_is_the_squared_range_over_four_ln_two(low in 1_u64.., range in any::<u64>(), shift in 0_u32..64, elapsed in elapsed()) {
        let high = u128::from(low) + u128::from(range >> shift);
        let (low, high) = (U256::from(low), U256::from(high));
        let exact_range = ln(&(q(high) / q(low)));
        let exact = exact_range.pow(2) / (int(4) * ln(&two())) / q(U256::from(elapsed)) * rate27();
        let got = parkinson_variance(Price::new(high), Price::new(low), elapsed).unwrap();
        let short = &exact - int(got.raw().cast_signed());
        // The logarithm is short by three units of 1e-18: twice that, of the range.
        let slack = two() + int(6) / q(WAD) * exact_range / (int(4) * ln(&two())) / q(U256::from(elapsed)) * rate27()
            + &exact / q(ten(26));
        prop_assert!(!short.is_negative() && short <= slack, "{} short of {}", short, exact);
    }

}

/// Constant 80 % volatility, seen through hourly squares of exactly that size, stays 80 %.
#[test]
fn steady_squares_leave_the_variance_where_it_is() {
    // 0.64 / 31,536,000 per second
    let rate = VarianceRate::new(20_294_266_869_609_335_362).unwrap();
    // The root of 0.64 / 8760: 0.0085474768...
    let hourly = LogReturn::new(8_547_476_863_413_764).unwrap();
    let mut estimate = rate;
    let mut clock = 0;
    for gap in [3_600_u64; 48] {
        let decay = Decay::over(clock, clock + gap, 432_000).unwrap();
        clock += gap;
        estimate = updated_variance(estimate, hourly, &decay).unwrap();
    }
    let off = estimate.raw().abs_diff(rate.raw());
    assert!(off < rate.raw() / 10_000_000_000, "{off}");
}
