//! Every error of pools is reached, with its exact numbers.

use rebalance_math::execution::{
    ConcentratedPool, ConstantProduct, MAX_SQRT_RATIO, MAX_TICK, MIN_SQRT_RATIO, MIN_TICK,
    Rounding, SwapAmount, TickLiquidity, Venue, WeightedPool, amount0_delta, amount1_delta,
    next_sqrt_price_from_input, next_sqrt_price_from_output, sandwich_safe_chunk_floor,
    sandwich_safe_chunks, split, sqrt_ratio_at_tick, swap_step, tick_at_sqrt_ratio,
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

/// A pool that says it has liquidity where all its ticks are behind it: none of it is known to be there.
#[test]
fn liquidity_past_the_last_tick_takes_nothing() {
    let ticks = [-120, -60].map(|tick| TickLiquidity {
        tick,
        liquidity_net: 0,
    });
    let pool = |tick, ticks| ConcentratedPool {
        sqrt_price_x96: sqrt_ratio_at_tick(tick).unwrap(),
        tick,
        liquidity: 1_000_000_000_000,
        fee_pips: 3_000,
        tick_spacing: 60,
        ticks,
    };
    let venue = |tick, zero_for_one| Venue::Concentrated {
        pool: pool(tick, &ticks),
        zero_for_one,
    };
    let lowest = U256::ONE << 32;
    let refused = |needed: u64| {
        Err(MathError::LiquidityBelowAmount {
            got: U256::ZERO,
            needed: U256::from(needed),
        })
    };
    for venue in [venue(0, false), venue(-180, true)] {
        assert_eq!(venue.input_at_price_floor(lowest), Ok(U256::ZERO));
        assert_eq!(venue.amount_out_floor(U256::from(7)), refused(7));
        let split = split(&[venue], U256::from(7), U256::ZERO, &mut [U256::ZERO]);
        assert_eq!(split.map(|split| split.amount_out), refused(7));
    }
    // A pool with another price than its tick is none, even where nothing could be swapped.
    let contradictory = Venue::Concentrated {
        pool: ConcentratedPool {
            tick: -59,
            ..pool(0, &ticks)
        },
        zero_for_one: false,
    };
    assert_eq!(
        contradictory.amount_out_floor(U256::from(7)),
        Err(MathError::TickOutOfRange { got: -59 })
    );
}
