//! Arithmetic, units, values and slippage: each equals the rounded rational, for every 256-bit input.

use proptest::prelude::*;
use rebalance_math::{
    Amount, BPS, E36, MathError, Price, Shares, SignedWeight, U256, Value, WAD, Weight,
    amount_ceil, amount_floor, fair_out_floor, min_out_ceil, mul_div_ceil, mul_div_floor,
    nav_floor, value_ceil, value_floor, values_floor,
};

use crate::inputs::{config, edge, fraction, near, ten};
use crate::reference::{ceil, fits, floor, one, q, ratio, sum};

#[test]
fn scales_are_the_powers_of_ten_they_claim() {
    assert_eq!(WAD, ten(18));
    assert_eq!(E36, ten(36));
    assert_eq!(BPS, ten(14));
    assert_eq!(Weight::ONE.raw(), ten(18));
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_mul_div_equals_the_rounded_rational((a, d) in near(), b in edge()) {
        let exact = ratio(q(a) * q(b), q(d));
        prop_assert_eq!(mul_div_floor(a, b, d), exact.clone().and_then(floor));
        prop_assert_eq!(mul_div_ceil(a, b, d), exact.and_then(ceil));
    }

    #[test]
    fn prop_mul_div_ceil_exceeds_floor_by_one_exactly_when_inexact(a in edge(), b in edge(), d in edge()) {
        if let (Ok(floor), Ok(ceil)) = (mul_div_floor(a, b, d), mul_div_ceil(a, b, d)) {
            let is_exact = (q(a) * q(b) / q(d)).is_integer();
            prop_assert_eq!(ceil - floor, if is_exact { U256::ZERO } else { U256::ONE });
        }
    }

    #[test]
    fn prop_mul_div_undoes_a_product_exactly(a in edge(), b in edge()) {
        prop_assume!(!b.is_zero());
        prop_assert_eq!(mul_div_floor(a, b, b), Ok(a));
        prop_assert_eq!(mul_div_ceil(a, b, b), Ok(a));
    }

    /// The quotient of `MAX * b` by `d` around `b` lies on both sides of the range's end.
    #[test]
    fn prop_mul_div_overflows_exactly_at_the_end_of_the_range(b in edge(), below in 0_u64..3) {
        let a = U256::MAX - U256::from(below);
        for d in [b.saturating_sub(U256::ONE), b, b.saturating_add(U256::ONE)] {
            let exact = ratio(q(a) * q(b), q(d));
            prop_assert_eq!(mul_div_floor(a, b, d), exact.clone().and_then(floor));
            prop_assert_eq!(mul_div_ceil(a, b, d), exact.and_then(ceil));
        }
    }

    #[test]
    fn prop_units_add_and_subtract_like_integers((a, b) in near()) {
        let sum = fits(q(a) + q(b));
        let difference = if a < b { Err(MathError::Overflow) } else { fits(q(a) - q(b)) };
        prop_assert_eq!(Amount::new(a).checked_add(Amount::new(b)).map(Amount::raw), sum);
        prop_assert_eq!(Amount::new(a).checked_sub(Amount::new(b)).map(Amount::raw), difference);
        prop_assert_eq!(Price::new(a).checked_add(Price::new(b)).map(Price::raw), sum);
        prop_assert_eq!(Price::new(a).checked_sub(Price::new(b)).map(Price::raw), difference);
        prop_assert_eq!(Value::new(a).checked_add(Value::new(b)).map(Value::raw), sum);
        prop_assert_eq!(Value::new(a).checked_sub(Value::new(b)).map(Value::raw), difference);
        prop_assert_eq!(Weight::new(a).checked_add(Weight::new(b)).map(Weight::raw), sum);
        prop_assert_eq!(Weight::new(a).checked_sub(Weight::new(b)).map(Weight::raw), difference);
        prop_assert_eq!(Shares::new(a).checked_add(Shares::new(b)).map(Shares::raw), sum);
        prop_assert_eq!(Shares::new(a).checked_sub(Shares::new(b)).map(Shares::raw), difference);
        prop_assert_eq!(Shares::new(a).is_zero(), q(a) == q(U256::ZERO));
    }

    #[test]
    fn prop_basis_points_convert_exactly_one_way_and_directed_the_other(bps in any::<u16>(), raw in edge()) {
        prop_assert_eq!(q(Weight::from_bps(bps).raw()), q(U256::from(bps)) * q(ten(14)));
        prop_assert_eq!(Weight::from_bps(bps).to_bps_floor(), U256::from(bps));
        prop_assert_eq!(Weight::from_bps(bps).to_bps_ceil(), U256::from(bps));
        let exact = q(raw) / q(ten(14));
        prop_assert_eq!(Ok(Weight::new(raw).to_bps_floor()), floor(exact.clone()));
        prop_assert_eq!(Ok(Weight::new(raw).to_bps_ceil()), ceil(exact));
    }

    #[test]
    fn prop_signed_basis_points_round_towards_plus_infinity(raw in edge(), is_negative in any::<bool>()) {
        let signed = SignedWeight::new(Weight::new(raw), is_negative);
        prop_assert_eq!(signed.magnitude().raw(), raw);
        prop_assert_eq!(signed.is_negative(), is_negative && !raw.is_zero());
        let exact = if is_negative { -q(raw) } else { q(raw) } / q(ten(14));
        let expected = i64::try_from(exact.ceil().to_integer()).map_err(|_| MathError::Overflow);
        // i64::MIN needs a magnitude that i64 does not have; the crate reports it as out of range.
        let expected = expected.and_then(|bps| if bps == i64::MIN { Err(MathError::Overflow) } else { Ok(bps) });
        prop_assert_eq!(signed.to_bps_ceil(), expected);
    }

    #[test]
    fn prop_value_equals_the_rounded_rational(amount in edge(), price in edge()) {
        let exact = q(amount) * q(price) / q(ten(36));
        let (amount, price) = (Amount::new(amount), Price::new(price));
        prop_assert_eq!(value_floor(amount, price).map(Value::raw), floor(exact.clone()));
        prop_assert_eq!(value_ceil(amount, price).map(Value::raw), ceil(exact));
    }

    #[test]
    fn prop_amount_equals_the_rounded_rational(value in edge(), price in edge()) {
        let exact = ratio(q(value) * q(ten(36)), q(price));
        let (value, price) = (Value::new(value), Price::new(price));
        prop_assert_eq!(amount_floor(value, price).map(Amount::raw), exact.clone().and_then(floor));
        prop_assert_eq!(amount_ceil(value, price).map(Amount::raw), exact.and_then(ceil));
    }

    #[test]
    fn prop_amount_and_value_round_trips_lose_for_the_holder(raw in edge(), price in edge()) {
        let price = Price::new(price);
        if let Ok(amount) = value_floor(Amount::new(raw), price).and_then(|value| amount_floor(value, price)) {
            prop_assert!(amount <= Amount::new(raw));
        }
        if let Ok(value) = amount_floor(Value::new(raw), price).and_then(|amount| value_floor(amount, price)) {
            prop_assert!(value <= Value::new(raw));
        }
        if let Ok(value) = amount_ceil(Value::new(raw), price).and_then(|amount| value_floor(amount, price)) {
            prop_assert!(value >= Value::new(raw));
        }
    }

    #[test]
    fn prop_nav_is_the_sum_of_floored_values(assets in prop::collection::vec((edge(), edge()), 0..40)) {
        let amounts: Vec<_> = assets.iter().map(|(amount, _)| Amount::new(*amount)).collect();
        let prices: Vec<_> = assets.iter().map(|(_, price)| Price::new(*price)).collect();
        let floors: Vec<_> = assets.iter().map(|(amount, price)| (q(*amount) * q(*price) / q(ten(36))).floor()).collect();
        // The first asset that cannot be counted decides the error: unpriced, too large, or a sum too large.
        let mut expected = Ok(U256::ZERO);
        for (index, exact) in floors.iter().enumerate() {
            expected = expected.and_then(|nav| {
                if prices[index].is_zero() {
                    Err(MathError::PriceZero { index })
                } else {
                    fits(exact.clone()).and_then(|_| fits(q(nav) + exact))
                }
            });
        }
        prop_assert_eq!(nav_floor(&amounts, &prices).map(Value::raw), expected);
        let mut values = vec![Value::ZERO; assets.len()];
        prop_assert_eq!(values_floor(&amounts, &prices, &mut values).map(Value::raw), expected);
        if let Ok(nav) = expected {
            prop_assert_eq!(sum(values.iter().map(|value| q(value.raw()))), q(nav));
            prop_assert_eq!(values.iter().map(|value| q(value.raw())).collect::<Vec<_>>(), floors);
        }
    }

    #[test]
    fn prop_fair_out_equals_the_floored_rational(amount in edge(), price_in in edge(), price_out in edge()) {
        let exact = ratio(q(amount) * q(price_in), q(price_out));
        let fair = fair_out_floor(Amount::new(amount), Price::new(price_in), Price::new(price_out));
        prop_assert_eq!(fair.map(Amount::raw), exact.and_then(floor));
    }

    #[test]
    fn prop_min_out_is_never_below_the_exact_bound_and_less_than_two_above(
        amount in edge(), (price_in, price_out) in near(), tolerance in fraction(),
    ) {
        let kept = one() - q(tolerance.raw()) / q(WAD);
        let fair = ratio(q(amount) * q(price_in), q(price_out));
        let got = min_out_ceil(Amount::new(amount), Price::new(price_in), Price::new(price_out), tolerance);
        match fair.and_then(|fair| ceil(fair.clone()).map(|_| fair)) {
            Err(error) => prop_assert_eq!(got, Err(error)),
            Ok(fair) => {
                let got = q(got.unwrap().raw());
                let exact = fair * kept;
                prop_assert!(got >= exact && got < exact + q(U256::from(2)));
            }
        }
    }

    #[test]
    fn prop_min_out_refuses_every_tolerance_above_one(above in edge(), amount in edge(), price in edge()) {
        prop_assume!(above > WAD);
        let got = min_out_ceil(Amount::new(amount), Price::new(price), Price::new(price), Weight::new(above));
        prop_assert_eq!(got, Err(MathError::ToleranceAboveOne { got: above }));
    }
}
