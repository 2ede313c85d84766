//! What the router and its pools refuse. What a hostile pool can try is told at length in `attack_pool`; here is one row for
//! each error.

use super::{Row, row};

use alloy::{
    primitives::{Address, I256, U256},
    sol_types::SolError,
};

use client::bindings::{IRouter, Leg, Venue};

use e2e::{
    actors::{Ending, Memory, Puppet, PuppetFactory, Script, step},
    refusal::{Refused, refused},
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!("LegsEmpty", "a swap has no legs", no_legs),
        row!("AmountInZero", "a leg sells nothing", zero_leg),
        row!("PoolMissing", "nobody made the pool", no_pool),
        row!(
            "PoolCallFailed",
            "the pool fails without a reason",
            dead_pool
        ),
        row!(
            "AmountInNotTaken",
            "the pool takes a part of the input",
            partial_pool
        ),
        row!("CallbackNotFromPool", "an account calls back", forged),
        row!(
            "PaymentUnexpected",
            "the pool asks for more than the leg sells",
            greedy_pool
        ),
        row!("SwapInProgress", "the pool starts another swap", nested),
    ]
}

fn leg(world: &World) -> anyhow::Result<Leg> {
    let (hub, other) = (world.market.asset(0)?.token, world.market.asset(1)?.token);
    Ok(Leg {
        tokenIn: hub,
        tokenOut: other,
        poolFee: "500".parse()?,
        amountIn: U256::from(1_000),
        minOut: U256::ONE,
    })
}

async fn not_swapped(
    world: &World,
    venue: Venue,
    legs: Vec<Leg>,
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    let call = IRouter::swapCall { venue, legs };
    refused(
        &world.chain,
        world.chain.people.mallory,
        world.suite().router,
        &call,
        error,
    )
    .await
}

async fn no_legs(world: &World) -> anyhow::Result<Refused> {
    not_swapped(
        world,
        world.market.venue(),
        Vec::new(),
        &IRouter::LegsEmpty {},
    )
    .await
}

async fn zero_leg(world: &World) -> anyhow::Result<Refused> {
    let empty = Leg {
        amountIn: U256::ZERO,
        ..leg(world)?
    };
    not_swapped(
        world,
        world.market.venue(),
        vec![empty],
        &IRouter::AmountInZero { index: U256::ZERO },
    )
    .await
}

async fn no_pool(world: &World) -> anyhow::Result<Refused> {
    let untraded = Leg {
        poolFee: "100".parse()?,
        ..leg(world)?
    };
    let of = world
        .market
        .uniswap
        .pool_of(untraded.tokenIn, untraded.tokenOut, untraded.poolFee);
    not_swapped(
        world,
        world.market.venue(),
        vec![untraded],
        &IRouter::PoolMissing { pool: of.address },
    )
    .await
}

mod pool {
    //! What the router asks of a pool.
    alloy::sol! {
        interface IPool {
            function swap(address recipient, bool zeroForOne, int256 amountSpecified, uint160 sqrtPriceLimitX96, bytes data)
                external returns (int256 amount0, int256 amount1);
        }
    }
}

use pool::IPool;

/// A puppet where the router expects the pool of [`leg`], and its venue.
async fn own_pool(world: &World) -> anyhow::Result<(Puppet, Venue)> {
    let factory = PuppetFactory::deploy(&world.chain).await?;
    let leg = leg(world)?;
    let pool = factory
        .make_pool(&world.chain, [leg.tokenIn, leg.tokenOut], leg.poolFee.to())
        .await?;
    Ok((
        pool,
        Venue {
            factory: factory.address,
            poolInitCodeHash: factory.init_code_hash,
        },
    ))
}

/// The deltas of a swap of [`leg`], in the pool's order of tokens.
fn deltas(leg: &Leg, due: i64, given: i64) -> anyhow::Result<(I256, I256)> {
    let (due, given) = (I256::try_from(due)?, -I256::try_from(given)?);
    Ok(if leg.tokenIn < leg.tokenOut {
        (due, given)
    } else {
        (given, due)
    })
}

async fn dead_pool(world: &World) -> anyhow::Result<Refused> {
    let (pool, venue) = own_pool(world).await?;
    let silent = Script::ending(Ending::Revert, Default::default());
    pool.learn::<IPool::swapCall>(&world.chain, silent).await?;
    not_swapped(
        world,
        venue,
        vec![leg(world)?],
        &IRouter::PoolCallFailed { pool: pool.address },
    )
    .await
}

async fn partial_pool(world: &World) -> anyhow::Result<Refused> {
    let (pool, venue) = own_pool(world).await?;
    let leg = leg(world)?;
    let (amount0, amount1) = deltas(&leg, 999, 5)?;
    let script = Script::answering::<IPool::swapCall>(&IPool::swapReturn { amount0, amount1 });
    pool.learn::<IPool::swapCall>(&world.chain, script).await?;
    let error = IRouter::AmountInNotTaken {
        pool: pool.address,
        taken: U256::from(999),
        amountIn: U256::from(1_000),
    };
    not_swapped(world, venue, vec![leg], &error).await
}

async fn forged(world: &World) -> anyhow::Result<Refused> {
    let mallory = world.chain.people.mallory;
    let call = IRouter::uniswapV3SwapCallbackCall {
        amount0Delta: I256::ONE,
        amount1Delta: -I256::ONE,
        data: Default::default(),
    };
    let error = IRouter::CallbackNotFromPool {
        caller: mallory,
        expected: Address::ZERO,
    };
    refused(&world.chain, mallory, world.suite().router, &call, &error).await
}

async fn greedy_pool(world: &World) -> anyhow::Result<Refused> {
    let (pool, venue) = own_pool(world).await?;
    let leg = leg(world)?;
    let (amount0, amount1) = deltas(&leg, 1_001, 5)?;
    let call = IRouter::uniswapV3SwapCallbackCall {
        amount0Delta: amount0,
        amount1Delta: amount1,
        data: Default::default(),
    };
    let script =
        Script::returning(Vec::new()).after(Memory::Strict, [step(world.suite().router, &call)]);
    pool.learn::<IPool::swapCall>(&world.chain, script).await?;
    let error = IRouter::PaymentUnexpected {
        amount0Delta: amount0,
        amount1Delta: amount1,
        owed: U256::from(1_000),
    };
    not_swapped(world, venue, vec![leg], &error).await
}

async fn nested(world: &World) -> anyhow::Result<Refused> {
    let (pool, venue) = own_pool(world).await?;
    let again = IRouter::swapCall {
        venue: world.market.venue(),
        legs: vec![leg(world)?],
    };
    let script =
        Script::returning(Vec::new()).after(Memory::Strict, [step(world.suite().router, &again)]);
    pool.learn::<IPool::swapCall>(&world.chain, script).await?;
    not_swapped(world, venue, vec![leg(world)?], &IRouter::SwapInProgress {}).await
}
