//! Every error of splits, schedules and auctions is reached, with its exact numbers, and each is told in words.

use rebalance_math::execution::{
    ConstantProduct, Decay, DutchAuction, ExecutionModel, ToleranceParts, Twap, Venue,
    decay_rate_floor, split, urgency_floor,
};
use rebalance_math::{Amount, MathError, U256, WAD, Weight};

const MAX: U256 = U256::MAX;

#[test]
fn splits_are_refused_with_their_numbers() {
    let venue = Venue::ConstantProduct(ConstantProduct {
        reserve_in: 10,
        reserve_out: 20,
        fee_pips: 3_000,
    });
    let mut parts = [U256::ZERO; 33];
    let count = |got| {
        Err(MathError::AssetCountOutOfRange {
            got,
            minimum: 1,
            maximum: 32,
        })
    };
    assert_eq!(split(&[], U256::ONE, U256::ZERO, &mut []), count(0));
    assert_eq!(
        split(&[venue; 33], U256::ONE, U256::ZERO, &mut parts),
        count(33)
    );
    assert_eq!(
        split(&[venue; 2], U256::ONE, U256::ZERO, &mut parts),
        Err(MathError::LengthMismatch {
            got: 33,
            expected: 2
        })
    );
    assert_eq!(
        split(&[venue; 2], MAX, U256::ZERO, &mut parts[..2]),
        Err(MathError::Overflow)
    );
    // A price of zero has no inverse.
    assert_eq!(
        venue.input_at_price_floor(U256::ZERO),
        Err(MathError::DivisionByZero)
    );
    // Nothing at all is divided into nothing.
    assert_eq!(
        split(&[venue; 2], U256::ZERO, U256::ZERO, &mut parts[..2])
            .map(|split| (split.amount_out, split.legs)),
        Ok((U256::ZERO, 0))
    );
}

#[test]
fn schedules_are_refused_with_their_numbers() {
    let twap = Twap {
        total: Amount::new(U256::from(10)),
        slices: 3,
        jitter: Weight::ZERO,
        seed: 1,
    };
    assert_eq!(
        twap.slice(3),
        Err(MathError::SliceOutOfRange { got: 3, slices: 3 })
    );
    assert_eq!(
        Twap { slices: 0, ..twap }.slice(0),
        Err(MathError::SliceOutOfRange { got: 0, slices: 0 })
    );
    let wild = Weight::new(WAD / U256::from(2) + U256::ONE);
    assert_eq!(
        Twap {
            jitter: wild,
            ..twap
        }
        .slice(0),
        Err(MathError::JitterAboveHalf { got: wild.raw() })
    );

    let model = ExecutionModel {
        volatility_wad: WAD,
        spread_wad: WAD,
        permanent_impact_e36: U256::from(4),
        temporary_impact_e36: U256::from(2),
        risk_aversion_wad: WAD,
        interval_wad: WAD,
    };
    let refused = MathError::ImpactNotPositive {
        temporary: U256::from(2),
        permanent: U256::from(2),
    };
    assert_eq!(model.trades(WAD, &mut [U256::ZERO]), Err(refused));
    assert_eq!(model.risk_ceil(&[WAD]), Err(refused));
    assert_eq!(
        model.trades(WAD, &mut []),
        Err(MathError::SliceOutOfRange { got: 0, slices: 0 })
    );
    let model = ExecutionModel {
        temporary_impact_e36: U256::from(3),
        ..model
    };
    assert_eq!(
        ExecutionModel {
            volatility_wad: MAX,
            ..model
        }
        .trades(WAD, &mut [U256::ZERO]),
        Err(MathError::Overflow)
    );
    assert_eq!(model.risk_ceil(&[MAX, MAX]), Err(MathError::Overflow));
    assert_eq!(
        ExecutionModel {
            interval_wad: U256::ZERO,
            ..model
        }
        .risk_ceil(&[WAD]),
        Err(MathError::DivisionByZero)
    );

    let auction = DutchAuction {
        start_price: WAD,
        end_price: U256::ONE,
        duration_s: 10,
        decay: Decay::Linear,
    };
    for empty in [
        DutchAuction {
            start_price: U256::ZERO,
            ..auction
        },
        DutchAuction {
            end_price: U256::ZERO,
            ..auction
        },
        DutchAuction {
            duration_s: 0,
            ..auction
        },
    ] {
        assert_eq!(empty.price_ceil(5), Err(MathError::AuctionEmpty));
        assert_eq!(empty.price_floor(0), Err(MathError::AuctionEmpty));
    }
    assert_eq!(
        decay_rate_floor(U256::ONE, U256::ONE, 0),
        Err(MathError::DivisionByZero)
    );
    assert_eq!(decay_rate_floor(MAX, MAX, 1), Err(MathError::Overflow));
    assert_eq!(
        urgency_floor(MAX, MAX, Weight::ONE),
        Err(MathError::Overflow)
    );

    let parts = ToleranceParts {
        fee: Weight::ONE,
        impact: Weight::ZERO,
        deviation: Weight::new(U256::ONE),
        quantile_wad: U256::ZERO,
        volatility_wad: U256::ZERO,
        age_s: 0,
    };
    assert_eq!(
        parts.slippage_tolerance_ceil(),
        Err(MathError::ToleranceAboveOne {
            got: WAD + U256::ONE
        })
    );
    assert_eq!(
        ToleranceParts {
            volatility_wad: MAX,
            quantile_wad: WAD,
            ..parts
        }
        .slippage_tolerance_ceil(),
        Err(MathError::Overflow)
    );
    assert_eq!(
        ToleranceParts {
            fee: Weight::new(MAX),
            ..parts
        }
        .slippage_tolerance_ceil(),
        Err(MathError::Overflow)
    );
}

#[test]
fn errors_say_what_was_got_and_what_is_allowed() {
    for (error, text) in [
        (
            MathError::TickOutOfRange { got: -887_273 },
            "tick -887273 is out of place",
        ),
        (
            MathError::TickSpacingOutOfRange { got: 0 },
            "tick spacing 0, allowed are 1 to 16383",
        ),
        (
            MathError::TicksOutOfOrder { tick: 7 },
            "tick 7 is out of order",
        ),
        (
            MathError::SqrtPriceOutOfRange { got: U256::ONE },
            "square-root price 1 is out of range",
        ),
        (
            MathError::FeeOutOfRange { got: 1_000_000 },
            "fee of 1000000 millionths, below 1000000 allowed",
        ),
        (MathError::LiquidityZero, "liquidity is zero"),
        (
            MathError::OutputAboveReserve {
                got: U256::from(2),
                reserve: U256::ONE,
            },
            "output 2 of a reserve of 1",
        ),
        (
            MathError::LiquidityBelowAmount {
                got: U256::ONE,
                needed: U256::from(2),
            },
            "liquidity takes 1 of 2",
        ),
        (
            MathError::SliceOutOfRange { got: 3, slices: 3 },
            "slice 3 of 3",
        ),
        (
            MathError::JitterAboveHalf { got: WAD },
            "jitter 1000000000000000000 is above half a slice",
        ),
        (
            MathError::ImpactNotPositive {
                temporary: U256::ONE,
                permanent: U256::from(2),
            },
            "temporary impact 1, permanent 2 an interval",
        ),
        (
            MathError::AuctionEmpty,
            "auction without a length or a price",
        ),
        (
            MathError::VolatilityZero { index: 3 },
            "volatility of asset 3 is zero",
        ),
        (
            MathError::CorrelationAboveOne {
                row: 1,
                column: 2,
                got: -3,
            },
            "correlation (1, 2) is -3",
        ),
        (
            MathError::BudgetZero { index: 4 },
            "risk budget of asset 4 is zero",
        ),
        (MathError::VarianceNotPositive, "variance is not positive"),
        (
            MathError::NotConverged {
                iterations: 8,
                residual: U256::from(9),
            },
            "off by 9 after 8 iterations",
        ),
        (MathError::GlidePathEmpty, "glide path without a point"),
        (
            MathError::DatesOutOfOrder { index: 2 },
            "date 2 is not after the one before",
        ),
        (
            MathError::MemoryOutOfRange { got: WAD },
            "memory 1000000000000000000 is not between 0 and 1e18",
        ),
    ] {
        assert_eq!(error.to_string(), text);
    }
}
