//! Concentrated pools: Uniswap V3, several positions.

use alloy::{
    eips::BlockId,
    primitives::{
        U160, U256,
        aliases::{I24, U24},
    },
    providers::DynProvider,
};
use protocols::{
    tokens::approve_all,
    uniswap_v3::{Pool, PositionManager, Swap, UniswapV3, UniswapV3Pool},
};
use rebalance_math::execution::{
    ConcentratedPool, SwapAmount, TickLiquidity, sqrt_ratio_at_tick, tick_at_sqrt_ratio,
};

use crate::world::{Numbers, World, ours, theirs};

mod interfaces {
    #![allow(
        missing_docs,
        reason = "generated; named as in the contracts' own sources"
    )]

    alloy::sol! {
        #[sol(rpc)]
        interface Quoter {
            struct QuoteExactInputSingleParams {
                address tokenIn;
                address tokenOut;
                uint256 amountIn;
                uint24 fee;
                uint160 sqrtPriceLimitX96;
            }
            struct QuoteExactOutputSingleParams {
                address tokenIn;
                address tokenOut;
                uint256 amount;
                uint24 fee;
                uint160 sqrtPriceLimitX96;
            }
            function quoteExactInputSingle(QuoteExactInputSingleParams memory params) external returns (
                uint256 amountOut, uint160 sqrtPriceX96After, uint32 initializedTicksCrossed, uint256 gasEstimate
            );
            function quoteExactOutputSingle(QuoteExactOutputSingleParams memory params) external returns (
                uint256 amountIn, uint160 sqrtPriceX96After, uint32 initializedTicksCrossed, uint256 gasEstimate
            );
        }

        #[sol(rpc)]
        interface Ticks {
            function ticks(int24 tick) external view returns (
                uint128 liquidityGross, int128 liquidityNet, uint256 feeGrowthOutside0X128, uint256 feeGrowthOutside1X128,
                int56 tickCumulativeOutside, uint160 secondsPerLiquidityOutsideX128, uint32 secondsOutside, bool initialized
            );
        }
    }
}

use interfaces::{Quoter, Ticks};

/// A world with Uniswap V3 on it, and an account that may spend its tokens there.
struct Venue {
    world: World,
    uniswap: UniswapV3,
}

impl Venue {
    async fn new() -> Self {
        let world = World::new().await;
        let creator = &world.creator;
        let uniswap = UniswapV3::deploy(creator, world.ether)
            .await
            .expect("uniswap");
        for token in world.tokens {
            for spender in [uniswap.position_manager, uniswap.swap_router] {
                approve_all(&creator.provider, token, creator.account, spender)
                    .await
                    .expect("approval");
            }
        }
        Self { world, uniswap }
    }

    fn provider(&self) -> &DynProvider {
        &self.world.creator.provider
    }

    /// A pool at the price of a tick, with positions around it; and the ticks where they start and end.
    async fn pool(
        &self,
        fee: u16,
        spacing: i32,
        tick: i32,
        numbers: &mut Numbers,
    ) -> (Pool, Vec<i32>) {
        let price = sqrt_ratio_at_tick(tick)
            .expect("a tick")
            .saturating_add(rebalance_math::U256::from(12_345));
        let price = U160::from_limbs_slice(&price.as_limbs()[..3]);
        let [a, b] = self.world.tokens;
        let pool = self
            .uniswap
            .create_pool(&self.world.creator, a, b, U24::from(fee), price)
            .await
            .expect("pool");
        let center = tick.div_euclid(spacing);
        let mut edges = Vec::new();
        for _ in 0..6 {
            let start = center - numbers.below(400) as i32;
            let end = center + 1 + numbers.below(400) as i32;
            let (start, end) = match numbers.below(4) {
                0 => (center + 1 + numbers.below(50) as i32, end + 60),
                1 => (start - 60, center - 1 - numbers.below(50) as i32),
                _ => (start, end),
            };
            let amount = U256::from(10_u8).pow(U256::from(12 + numbers.below(8)))
                * U256::from(1 + numbers.below(99));
            let params = PositionManager::MintParams {
                token0: pool.token0,
                token1: pool.token1,
                fee: pool.fee,
                tickLower: I24::try_from(start * spacing).expect("24 bits"),
                tickUpper: I24::try_from(end * spacing).expect("24 bits"),
                amount0Desired: amount,
                amount1Desired: amount,
                amount0Min: U256::ZERO,
                amount1Min: U256::ZERO,
                recipient: self.world.creator.account,
                deadline: U256::MAX,
            };
            let mint = PositionManager::mintCall { params };
            self.world
                .creator
                .call("minting", self.uniswap.position_manager, &mint)
                .await
                .expect("position");
            edges.extend([start * spacing, end * spacing]);
        }
        edges.sort_unstable();
        edges.dedup();
        (pool, edges)
    }

    async fn ticks(&self, pool: &Pool, edges: &[i32]) -> Vec<TickLiquidity> {
        let contract = Ticks::new(pool.address, self.provider());
        let mut ticks = Vec::new();
        for tick in edges {
            let entry = contract
                .ticks(I24::try_from(*tick).expect("24 bits"))
                .call()
                .await
                .expect("tick");
            if entry.initialized {
                ticks.push(TickLiquidity {
                    tick: *tick,
                    liquidity_net: entry.liquidityNet,
                });
            }
        }
        ticks
    }

    async fn state<'a>(
        &self,
        pool: &Pool,
        spacing: i32,
        ticks: &'a [TickLiquidity],
    ) -> ConcentratedPool<'a> {
        let contract = UniswapV3Pool::new(pool.address, self.provider());
        let slot0 = contract.slot0().call().await.expect("slot0");
        ConcentratedPool {
            sqrt_price_x96: ours(U256::from(slot0.sqrtPriceX96)),
            tick: slot0.tick.as_i32(),
            liquidity: pool.liquidity(self.provider()).await.expect("liquidity"),
            fee_pips: pool.fee.to(),
            tick_spacing: spacing,
            ticks,
        }
    }
}

/// An amount of any length up to a few times what the positions hold; a pool refuses none at all.
fn any_amount(numbers: &mut Numbers) -> U256 {
    let amount = U256::from(numbers.next()) << (numbers.below(10) as usize);
    (amount >> (numbers.below(64) as usize)).max(U256::ONE)
}

#[tokio::test(flavor = "multi_thread")]
async fn quotes_equal_those_of_real_pools_in_every_integer() {
    let venue = Venue::new().await;
    let mut numbers = Numbers(20_260_801);
    let quoter = Quoter::new(venue.uniswap.quoter_v2, venue.provider());
    let (mut compared, mut crossed, mut refused) = (0, 0, 0);
    for (fee, spacing, tick) in [
        (500_u16, 10, -3),
        (3_000, 60, 23_027),
        (10_000, 200, -69_081),
    ] {
        let (pool, edges) = venue.pool(fee, spacing, tick, &mut numbers).await;
        let ticks = venue.ticks(&pool, &edges).await;
        assert!(ticks.len() > 6, "{ticks:?}");
        for _ in 0..60 {
            let state = venue.state(&pool, spacing, &ticks).await;
            let zero_for_one = numbers.below(2) == 0;
            let (token_in, token_out) = if zero_for_one {
                (pool.token0, pool.token1)
            } else {
                (pool.token1, pool.token0)
            };
            let amount = any_amount(&mut numbers);

            let params = Quoter::QuoteExactInputSingleParams {
                tokenIn: token_in,
                tokenOut: token_out,
                amountIn: amount,
                fee: pool.fee,
                sqrtPriceLimitX96: U160::ZERO,
            };
            let quoted = quoter
                .quoteExactInputSingle(params)
                .block(BlockId::latest())
                .call()
                .await;
            let swap = state
                .swap(SwapAmount::ExactIn(ours(amount)), zero_for_one, None)
                .expect("swap");
            if swap.amount_in.is_zero() {
                // Past the last position nothing is traded in this direction, and the quoter refuses to say so.
                assert!(quoted.is_err(), "{state:?} {amount} {zero_for_one}");
                refused += 1;
                continue;
            }
            let quoted = quoted.expect("quote");
            assert_eq!(
                theirs(swap.amount_out),
                quoted.amountOut,
                "{state:?} {amount} {zero_for_one}"
            );
            assert_eq!(
                theirs(swap.sqrt_price_x96),
                U256::from(quoted.sqrtPriceX96After),
                "{state:?} {amount} {zero_for_one}"
            );
            compared += 1;
            crossed += quoted.initializedTicksCrossed;

            let params = Quoter::QuoteExactOutputSingleParams {
                tokenIn: token_in,
                tokenOut: token_out,
                amount,
                fee: pool.fee,
                sqrtPriceLimitX96: U160::ZERO,
            };
            let quoted = quoter
                .quoteExactOutputSingle(params)
                .block(BlockId::latest())
                .call()
                .await;
            let swap_out = state
                .swap(SwapAmount::ExactOut(ours(amount)), zero_for_one, None)
                .expect("swap");
            if theirs(swap_out.amount_out) == amount {
                let quoted = quoted.expect("quote");
                assert_eq!(
                    theirs(swap_out.amount_in),
                    quoted.amountIn,
                    "{state:?} {amount} {zero_for_one}"
                );
                assert_eq!(
                    theirs(swap_out.sqrt_price_x96),
                    U256::from(quoted.sqrtPriceX96After)
                );
                compared += 1;
            } else {
                // The pool holds less than is asked for, and the quoter says so.
                assert!(quoted.is_err());
                refused += 1;
            }

            // Every few quotes the pool really moves, and the next ones start where it ended: on a tick as well.
            if numbers.below(3) == 0 {
                let limit = if numbers.below(3) == 0 {
                    // Towards the nearest edge of a position, where the price comes to rest exactly on a tick.
                    let edge = if zero_for_one {
                        ticks.iter().rev().find(|entry| {
                            sqrt_ratio_at_tick(entry.tick).unwrap() < state.sqrt_price_x96
                        })
                    } else {
                        ticks.iter().find(|entry| {
                            sqrt_ratio_at_tick(entry.tick).unwrap() > state.sqrt_price_x96
                        })
                    };
                    edge.map(|entry| sqrt_ratio_at_tick(entry.tick).unwrap())
                } else {
                    None
                };
                if limit.is_none() && theirs(swap.amount_in) < amount {
                    // It would leave all liquidity behind.
                    continue;
                }
                let moved = if limit.is_some() {
                    ours(U256::from(u128::MAX))
                } else {
                    ours(amount)
                };
                let expected = state
                    .swap(SwapAmount::ExactIn(moved), zero_for_one, limit)
                    .expect("swap");
                let sqrt_price_limit = limit.map_or(U160::ZERO, |limit| {
                    U160::from_limbs_slice(&limit.as_limbs()[..3])
                });
                let swap = Swap {
                    account: venue.world.creator.account,
                    token_in,
                    amount_in: theirs(moved),
                    sqrt_price_limit,
                };
                let receipt = venue
                    .uniswap
                    .swap(venue.provider(), &pool, swap)
                    .await
                    .expect("swap");
                let (amount0, amount1) =
                    protocols::uniswap_v3::swap_amounts(&receipt, pool.address).expect("event");
                let (paid, received) = if zero_for_one {
                    (amount0, -amount1)
                } else {
                    (amount1, -amount0)
                };
                assert_eq!(paid.into_raw(), theirs(expected.amount_in));
                assert_eq!(received.into_raw(), theirs(expected.amount_out));
                let after = venue.state(&pool, spacing, &ticks).await;
                assert_eq!(
                    (after.sqrt_price_x96, after.tick, after.liquidity),
                    (expected.sqrt_price_x96, expected.tick, expected.liquidity)
                );
                if limit.is_none() {
                    assert_eq!(tick_at_sqrt_ratio(after.sqrt_price_x96), Ok(after.tick));
                }
            }
        }
    }
    println!("{compared} quotes equal over {crossed} crossed ticks, {refused} refused by both");
    assert!(compared > 300 && crossed > 100, "{compared} {crossed}");
}
