//! Sizes that count their own impact: one unit more would be too much.

use core::cell::Cell;

use num_traits::Zero;
use proptest::prelude::*;
use rebalance_math::execution::{ConstantProduct, PIPS};
use rebalance_math::trade::{Holding, size_by_quote, size_for_constant_product};
use rebalance_math::{Amount, MathError, Price, U256, WAD, Weight};

use crate::inputs::{config, fraction, ten};
use crate::reference::{Q, floor, one, q};

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        (1_u64..1_000).prop_map(U256::from),
        any::<u64>().prop_map(|raw| U256::from(raw.max(1))),
        (1_u128..1 << 100).prop_map(U256::from),
    ]
    .prop_map(Amount::new)
}

fn price() -> impl Strategy<Value = Price> {
    (1_u64..1_000_000, 0_u32..=14)
        .prop_map(|(lead, digits)| Price::new(U256::from(lead) * ten(30 + digits)))
}

fn holding() -> impl Strategy<Value = Holding> {
    (amount(), price(), amount(), price(), fraction()).prop_map(
        |(held, price, rest, rest_price, target)| Holding {
            held,
            price,
            rest,
            rest_price,
            target,
        },
    )
}

fn pool() -> impl Strategy<Value = ConstantProduct> {
    let reserve = || amount().prop_map(|amount| u128::try_from(amount.raw()).unwrap());
    let fee = prop_oneof![Just(3_000), Just(0), Just(PIPS - 1), 0..PIPS];
    (reserve(), reserve(), fee).prop_map(|(reserve_in, reserve_out, fee_pips)| ConstantProduct {
        reserve_in,
        reserve_out,
        fee_pips,
    })
}

fn whole(raw: u128) -> Q {
    q(U256::from(raw))
}

/// What Uniswap V2 and its like pay, as rationals rounded down once.
fn out(pool: &ConstantProduct, amount: &Q) -> Q {
    let paid = amount * (one() - whole(pool.fee_pips.into()) / whole(PIPS.into()));
    if paid.is_zero() {
        return paid;
    }
    (&paid * whole(pool.reserve_out) / (whole(pool.reserve_in) + &paid)).floor()
}

/// Whether the weight is at the target or above after a sale.
fn is_within(holding: &Holding, amount: &Q, out: &Q) -> bool {
    let own = (q(holding.held.raw()) - amount) * q(holding.price.raw());
    let rest = (q(holding.rest.raw()) + out) * q(holding.rest_price.raw());
    own.clone() * q(WAD) >= q(holding.target.raw()) * (own + rest)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_constant_product_size_is_the_largest_that_keeps_the_target(holding in holding(), pool in pool()) {
        let size = size_for_constant_product(&holding, &pool).unwrap();
        prop_assert!(size <= holding.held);
        let exact = q(size.raw());
        prop_assert!(size.is_zero() || is_within(&holding, &exact, &out(&pool, &exact)));
        if size < holding.held {
            let more = exact + one();
            prop_assert!(!is_within(&holding, &more, &out(&pool, &more)));
        }
    }

    /// Both answer the same question, so they give the same answer.
    #[test]
    fn prop_size_by_quote_agrees_with_the_closed_form(holding in holding(), pool in pool()) {
        let calls = Cell::new(0_u32);
        let quote = |amount: Amount| {
            calls.set(calls.get() + 1);
            floor(out(&pool, &q(amount.raw()))).map(Amount::new)
        };
        let sized = size_by_quote(&holding, Amount::ZERO, quote).unwrap();
        prop_assert_eq!(Ok(sized), size_for_constant_product(&holding, &pool));
        // Six calls at most halve what is left of the holding.
        let most = 6 * u32::try_from(holding.held.raw().bit_len()).unwrap() + 4;
        prop_assert!(calls.get() <= most, "{} calls of {}", calls.get(), most);
    }

    /// A quote with a cliff and a plateau: any that never falls is sized right, to within the tolerance.
    #[test]
    fn prop_size_by_quote_is_right_for_any_quote_that_never_falls(
        holding in holding(), steps in prop::collection::vec((any::<u128>(), any::<u64>()), 1..5), tolerance in 1_u64..1_000,
    ) {
        let quote = |amount: Amount| {
            let paid: u128 = steps.iter().filter(|(at, _)| U256::from(*at) <= amount.raw()).map(|(_, pays)| u128::from(*pays)).sum();
            Ok::<_, MathError>(Amount::new(U256::from(paid)))
        };
        let tolerance = U256::from(tolerance);
        let size = size_by_quote(&holding, Amount::new(tolerance), quote).unwrap();
        let within = |amount: U256| {
            let paid = if amount.is_zero() { U256::ZERO } else { quote(Amount::new(amount)).unwrap().raw() };
            is_within(&holding, &q(amount), &q(paid))
        };
        prop_assert!(size.is_zero() || within(size.raw()));
        if size.raw() + tolerance <= holding.held.raw() {
            prop_assert!(!within(size.raw() + tolerance));
        }
    }
}

fn worked() -> (Holding, ConstantProduct) {
    let whole = |units: u64| Amount::new(U256::from(units) * ten(18));
    let holding = Holding {
        held: whole(700),
        price: Price::new(U256::from(2) * ten(36)),
        rest: whole(600),
        rest_price: Price::new(ten(36)),
        target: Weight::from_bps(6_000),
    };
    let pool = ConstantProduct {
        reserve_in: 1_000_000_000_000_000_000_000,
        reserve_out: 2_000_000_000_000_000_000_000,
        fee_pips: 3_000,
    };
    (holding, pool)
}

/// 700 at 2 and 600 at 1, target 60 %, pool 1000 : 2000 at 30 bp: mpmath, 40 digits,
/// `findroot(lambda q: 0.4*2*(700-q) - 0.6*(600 + q*0.997*2000/(1000+q*0.997)), 106)` = 106.282846792742...
#[test]
fn worked_sale_of_106_units_meets_sixty_percent() {
    let (holding, pool) = worked();
    let size = size_for_constant_product(&holding, &pool).unwrap();
    assert_eq!(size.raw(), U256::from(WORKED_SIZE));
    let calls = Cell::new(0);
    let quote = |amount: Amount| {
        calls.set(calls.get() + 1);
        floor(out(&pool, &q(amount.raw()))).map(Amount::new)
    };
    assert_eq!(size_by_quote(&holding, Amount::ZERO, quote), Ok(size));
    assert!(calls.get() <= 16, "{} calls", calls.get());
    // A thousandth of a unit is enough for most.
    calls.set(0);
    let near = size_by_quote(&holding, Amount::new(ten(15)), quote).unwrap();
    assert!(size.raw() - near.raw() <= ten(15));
    assert!(calls.get() <= 10, "{} calls", calls.get());
}

/// `floor(1e18 * root)` of the equation above.
const WORKED_SIZE: u128 = 106282846792742375265;

#[test]
fn sizes_report_their_bad_inputs() {
    let (holding, pool) = worked();
    let both = |holding: &Holding, pool: &ConstantProduct| {
        let sized = size_for_constant_product(holding, pool);
        assert_eq!(
            size_by_quote(holding, Amount::ZERO, |_| Ok::<_, MathError>(Amount::ZERO)).map(|_| ()),
            sized.map(|_| ())
        );
        sized
    };
    let free = Holding {
        price: Price::ZERO,
        ..holding
    };
    assert_eq!(both(&free, &pool), Err(MathError::PriceZero { index: 0 }));
    let free = Holding {
        rest_price: Price::ZERO,
        ..holding
    };
    assert_eq!(both(&free, &pool), Err(MathError::PriceZero { index: 1 }));
    let above = Weight::from_bps(10_001);
    let wrong = Err(MathError::WeightAboveOne { got: above.raw() });
    assert_eq!(
        both(
            &Holding {
                target: above,
                ..holding
            },
            &pool
        ),
        wrong
    );
    let all = ConstantProduct {
        fee_pips: PIPS,
        ..pool
    };
    assert_eq!(
        size_for_constant_product(&holding, &all),
        Err(MathError::FeeOutOfRange { got: PIPS })
    );
    let huge = Holding {
        price: Price::new(U256::MAX),
        ..holding
    };
    assert_eq!(both(&huge, &pool), Err(MathError::Overflow));
    for empty in [
        ConstantProduct {
            reserve_in: 0,
            ..pool
        },
        ConstantProduct {
            reserve_out: 0,
            ..pool
        },
    ] {
        assert_eq!(
            size_for_constant_product(&holding, &empty),
            Err(MathError::ReserveZero)
        );
    }
    // All of it is too much, but all is offered where none is wanted.
    let wide = Holding {
        held: Amount::new(U256::MAX),
        target: Weight::ZERO,
        ..holding
    };
    assert_eq!(
        size_for_constant_product(&wide, &pool),
        Err(MathError::Overflow)
    );
    let refused = size_by_quote(&holding, Amount::ZERO, |_| Err(MathError::ReserveZero));
    assert_eq!(refused, Err(MathError::ReserveZero));
    // Nothing of it wanted: everything goes. Nothing else wanted, or too little held: nothing does.
    assert_eq!(
        size_for_constant_product(
            &Holding {
                target: Weight::ZERO,
                ..holding
            },
            &pool
        ),
        Ok(holding.held)
    );
    for target in [Weight::ONE, Weight::from_bps(7_001)] {
        assert_eq!(
            size_for_constant_product(&Holding { target, ..holding }, &pool),
            Ok(Amount::ZERO)
        );
    }
}
