//! Every error of the execution is reached, with its exact numbers.

use rebalance_math::execution::{
    ConcentratedPool, ConstantProduct, Decay, DutchAuction, ExecutionModel, MAX_SQRT_RATIO,
    MAX_TICK, MIN_SQRT_RATIO, MIN_TICK, Rounding, SwapAmount, TickLiquidity, ToleranceParts, Twap,
    Venue, WeightedPool, amount0_delta, amount1_delta, decay_rate_floor,
    next_sqrt_price_from_input, next_sqrt_price_from_output, sandwich_safe_chunk_floor,
    sandwich_safe_chunks, split, sqrt_ratio_at_tick, swap_step, tick_at_sqrt_ratio, urgency_floor,
};
use rebalance_math::{Amount, MathError, U256, WAD, Weight};

const MAX: U256 = U256::MAX;

fn price_error<T>(got: U256) -> Result<T, MathError> {
    Err(MathError::SqrtPriceOutOfRange { got })
}

#[test]
fn ticks_and_prices_end_where_the_range_does() {
    for tick in [MIN_TICK - 1, MAX_TICK + 1, i32::MIN, i32::MAX] {
        assert_eq!(
            sqrt_ratio_at_tick(tick),
            Err(MathError::TickOutOfRange { got: tick })
        );
    }
    for sqrt in [U256::ZERO, MIN_SQRT_RATIO - U256::ONE, MAX_SQRT_RATIO, MAX] {
        assert_eq!(tick_at_sqrt_ratio(sqrt), price_error(sqrt));
    }
}

#[test]
fn curves_refuse_what_they_cannot_hold() {
    let one = U256::ONE << 96;
    assert_eq!(
        amount0_delta(U256::ZERO, one, 1, Rounding::Up),
        Err(MathError::DivisionByZero)
    );
    assert_eq!(
        amount1_delta(U256::ZERO, MAX, u128::MAX, Rounding::Up),
        Err(MathError::Overflow)
    );
    assert_eq!(
        next_sqrt_price_from_input(one, 0, U256::ONE, true),
        Err(MathError::LiquidityZero)
    );
    assert_eq!(
        next_sqrt_price_from_output(U256::ZERO, 1, U256::ONE, true),
        price_error(U256::ZERO)
    );
    // All of either side, and one more.
    for zero_for_one in [true, false] {
        for amount in [1_000, 1_001] {
            let all = next_sqrt_price_from_output(one, 1_000, U256::from(amount), zero_for_one);
            assert_eq!(all, Err(MathError::Overflow));
        }
    }
    assert_eq!(
        next_sqrt_price_from_output(one, 1, MAX, false),
        Err(MathError::Overflow)
    );
    // 2^160 and beyond.
    assert_eq!(
        next_sqrt_price_from_input(one, 1, U256::ONE << 64, false),
        Err(MathError::Overflow)
    );
    assert_eq!(
        next_sqrt_price_from_input(one, 1, MAX, true),
        Err(MathError::Overflow)
    );
    for fee_pips in [1_000_000, u32::MAX] {
        assert_eq!(
            swap_step(one, one, 1, SwapAmount::ExactIn(U256::ONE), fee_pips),
            Err(MathError::FeeOutOfRange { got: fee_pips })
        );
    }
    assert_eq!(
        swap_step(one, U256::ZERO, 1, SwapAmount::ExactIn(U256::ONE), 0),
        price_error(U256::ZERO)
    );
}

#[test]
fn pools_refuse_states_that_no_pool_has() {
    let sqrt = sqrt_ratio_at_tick(0).unwrap();
    let ticks = [
        TickLiquidity {
            tick: -60,
            liquidity_net: 5,
        },
        TickLiquidity {
            tick: 60,
            liquidity_net: -5,
        },
    ];
    let pool = ConcentratedPool {
        sqrt_price_x96: sqrt,
        tick: 0,
        liquidity: 5,
        fee_pips: 500,
        tick_spacing: 60,
        ticks: &ticks,
    };
    let swap = |pool: ConcentratedPool<'_>, limit| {
        pool.swap(SwapAmount::ExactIn(U256::from(1_000)), true, limit)
            .map(|_| ())
    };
    assert_eq!(swap(pool, None), Ok(()));
    assert_eq!(
        swap(
            ConcentratedPool {
                fee_pips: 1_000_000,
                ..pool
            },
            None
        ),
        Err(MathError::FeeOutOfRange { got: 1_000_000 })
    );
    assert_eq!(
        swap(
            ConcentratedPool {
                sqrt_price_x96: MAX,
                ..pool
            },
            None
        ),
        price_error(MAX)
    );
    for spacing in [0, -1, 16_384] {
        assert_eq!(
            swap(
                ConcentratedPool {
                    tick_spacing: spacing,
                    ..pool
                },
                None
            ),
            Err(MathError::TickSpacingOutOfRange { got: spacing })
        );
    }
    for tick in [1, -2, MAX_TICK + 1] {
        assert_eq!(
            swap(ConcentratedPool { tick, ..pool }, None),
            Err(MathError::TickOutOfRange { got: tick })
        );
    }
    assert_eq!(swap(ConcentratedPool { tick: -1, ..pool }, None), Ok(()));
    // One unit above the price of tick 0, it cannot have fallen onto it.
    assert_eq!(
        swap(
            ConcentratedPool {
                tick: -1,
                sqrt_price_x96: sqrt + U256::ONE,
                ..pool
            },
            None
        ),
        Err(MathError::TickOutOfRange { got: -1 })
    );
    assert_eq!(
        swap(
            ConcentratedPool {
                tick_spacing: 50,
                ..pool
            },
            None
        ),
        Err(MathError::TicksOutOfOrder { tick: -60 })
    );
    let twice = [ticks[0], ticks[0]];
    assert_eq!(
        swap(
            ConcentratedPool {
                ticks: &twice,
                ..pool
            },
            None
        ),
        Err(MathError::TicksOutOfOrder { tick: -60 })
    );
    let outside = [TickLiquidity {
        tick: MIN_TICK - 8,
        liquidity_net: 1,
    }];
    assert_eq!(
        swap(
            ConcentratedPool {
                ticks: &outside,
                ..pool
            },
            None
        ),
        Err(MathError::TickOutOfRange { got: MIN_TICK - 8 })
    );
    // Limits on the wrong side, at the price, and at the end of the range.
    for limit in [sqrt, sqrt + U256::ONE, MIN_SQRT_RATIO] {
        assert_eq!(swap(pool, Some(limit)), price_error(limit));
        let up = pool
            .swap(SwapAmount::ExactOut(U256::ONE), false, Some(limit))
            .map(|_| ());
        assert_eq!(
            up,
            if limit > sqrt {
                Ok(())
            } else {
                price_error(limit)
            }
        );
    }
    assert_eq!(
        pool.swap(SwapAmount::ExactIn(U256::ONE), false, Some(MAX_SQRT_RATIO))
            .map(|_| ()),
        price_error(MAX_SQRT_RATIO)
    );
    for amount in [
        SwapAmount::ExactIn(U256::ONE << 255),
        SwapAmount::ExactOut(MAX),
    ] {
        assert_eq!(
            pool.swap(amount, true, None).map(|_| ()),
            Err(MathError::Overflow)
        );
    }
    // More liquidity is taken out than there is.
    let lying = [TickLiquidity {
        tick: -60,
        liquidity_net: 6,
    }];
    assert_eq!(
        swap(
            ConcentratedPool {
                ticks: &lying,
                ..pool
            },
            None
        ),
        Err(MathError::Overflow)
    );
}

#[test]
fn reserves_are_refused_with_their_numbers() {
    let pool = ConstantProduct {
        reserve_in: 10,
        reserve_out: 20,
        fee_pips: 3_000,
    };
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
            empty.amount_out_floor(U256::ONE),
            Err(MathError::ReserveZero)
        );
        assert_eq!(
            sandwich_safe_chunk_floor(&empty),
            Err(MathError::ReserveZero)
        );
    }
    let costly = ConstantProduct {
        fee_pips: 1_000_000,
        ..pool
    };
    assert_eq!(
        costly.amount_in_ceil(U256::ONE),
        Err(MathError::FeeOutOfRange { got: 1_000_000 })
    );
    assert_eq!(pool.amount_out_floor(MAX), Err(MathError::Overflow));
    for out in [20, 21] {
        assert_eq!(
            pool.amount_in_ceil(U256::from(out)),
            Err(MathError::OutputAboveReserve {
                got: U256::from(out),
                reserve: U256::from(20)
            })
        );
    }
    let free = ConstantProduct {
        fee_pips: 0,
        ..pool
    };
    assert_eq!(
        sandwich_safe_chunks(&free, Amount::new(U256::ONE)),
        Err(MathError::DivisionByZero)
    );
    let weighted = WeightedPool {
        reserve_in: 10,
        reserve_out: 20,
        weight_in: Weight::from_bps(8_000),
        weight_out: Weight::from_bps(2_000),
        fee_pips: 0,
    };
    assert_eq!(
        WeightedPool {
            reserve_in: 0,
            ..weighted
        }
        .amount_out_floor(U256::ONE),
        Err(MathError::ReserveZero)
    );
    assert_eq!(
        WeightedPool {
            fee_pips: 2_000_000,
            ..weighted
        }
        .amount_out_floor(U256::ONE),
        Err(MathError::FeeOutOfRange { got: 2_000_000 })
    );
    assert_eq!(
        WeightedPool {
            weight_out: Weight::ZERO,
            ..weighted
        }
        .amount_out_floor(U256::ONE),
        Err(MathError::DivisionByZero)
    );
    let heavy = Weight::new(WAD + U256::ONE);
    assert_eq!(
        WeightedPool {
            weight_in: heavy,
            ..weighted
        }
        .amount_out_floor(U256::ONE),
        Err(MathError::WeightAboveOne { got: heavy.raw() })
    );
    assert_eq!(weighted.amount_out_floor(MAX), Err(MathError::Overflow));
    assert_eq!(
        weighted.amount_out_floor(U256::ONE << 195),
        Ok(U256::from(19))
    );
}

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
