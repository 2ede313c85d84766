//! What the router and its pools refuse. What a hostile pool can try is told at length in `attack_pool`; here is one row for
//! each error.

use super::{Row, row};

use alloy::{
    primitives::{Address, B256, I256, U256, keccak256},
    providers::Provider,
    sol_types::SolError,
};

use client::bindings::{IFactory, IRouter, IRouterMenu, Leg, Menu, Source, Venue, VenueKind};

use e2e::{
    actors::{Ending, Memory, Puppet, PuppetFactory, Script, step},
    menu::publish,
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
        row!("MenuMissing", "the venue is no menu", no_menu),
        row!(
            "MenuMissing",
            "the venue starts like a menu and ends too early",
            cut_menu
        ),
        row!("RoomMismatch", "a menu names another program", foreign_room),
        row!("SourcesOutOfRange", "a menu is empty", empty_menu),
        row!("SourcesOutOfRange", "a menu is too long", long_menu),
        row!(
            "SourceFeeOutOfRange",
            "pools of a menu keep everything",
            whole_fee
        ),
        row!("RouteUnknown", "a leg may use no pool", no_route),
        row!("RouteUnknown", "a route has no such source", far_route),
        row!(
            "PoolsCannotTake",
            "no pool of the route is there",
            absent_pools
        ),
        row!(
            "PoolsCannotTake",
            "a leg is more than any pool holds",
            endless_leg
        ),
    ]
}

async fn no_menu(world: &World) -> anyhow::Result<Refused> {
    // An account without code, and one whose code is none.
    for factory in [world.chain.people.alice, world.market.uniswap.factory] {
        let venue = Venue {
            factory,
            ..Venue::default()
        };
        let error = IRouter::MenuMissing { menu: factory };
        not_swapped(world, venue, vec![leg(world)?], &error).await?;
    }
    let call = IFactory::menuAtCall {
        menu: world.market.uniswap.factory,
    };
    let error = IFactory::MenuMissing { menu: call.menu };
    let mallory = world.chain.people.mallory;
    refused(&world.chain, mallory, world.factory(), &call, &error).await
}

/// Puts bytes into the code of an account.
async fn written(world: &World, bytes: &[u8]) -> anyhow::Result<Venue> {
    // PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN, then the bytes.
    let [high, low] = u16::try_from(bytes.len())?.to_be_bytes();
    let mut creation = vec![0x61, high, low, 0x80, 0x60, 10, 0x3d, 0x39, 0x3d, 0xf3];
    creation.extend_from_slice(bytes);
    let factory = world.chain.create("writing code", creation.into()).await?;
    Ok(Venue {
        factory,
        ..Venue::default()
    })
}

async fn cut_menu(world: &World) -> anyhow::Result<Refused> {
    let program = world.deployed.router_menu.address;
    let venue = written(world, &[&[0, 1], program.as_slice()].concat()).await?;
    let error = IRouterMenu::MenuMissing {
        menu: venue.factory,
    };
    not_swapped(world, venue, vec![leg(world)?], &error).await
}

async fn foreign_room(world: &World) -> anyhow::Result<Refused> {
    let expected = world.deployed.router_menu.code_hash;
    // Another program of ours, one that is not there, and the router itself.
    let suite = world.suite();
    for program in [suite.engine, world.chain.people.alice, suite.router] {
        let code = world.chain.provider().get_code_at(program).await?;
        let error = IRouter::RoomMismatch {
            program,
            codeHash: keccak256(code),
            expected,
        };
        let venue = written(world, &[&[0, 1], program.as_slice()].concat()).await?;
        not_swapped(world, venue, vec![leg(world)?], &error).await?;
    }
    let nobody = Address::repeat_byte(0x99);
    let error = IRouter::RoomMismatch {
        program: nobody,
        codeHash: B256::ZERO,
        expected,
    };
    let venue = written(world, &[&[0, 1], nobody.as_slice()].concat()).await?;
    not_swapped(world, venue, vec![leg(world)?], &error).await
}

async fn not_published(
    world: &World,
    sources: Vec<Source>,
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    let menu = Menu {
        sources,
        ..Menu::default()
    };
    refused(
        &world.chain,
        world.chain.people.mallory,
        world.factory(),
        &IFactory::publishCall { menu },
        error,
    )
    .await
}

async fn empty_menu(world: &World) -> anyhow::Result<Refused> {
    let error = IFactory::SourcesOutOfRange {
        got: U256::ZERO,
        maximum: U256::from(8),
    };
    not_published(world, Vec::new(), &error).await
}

async fn long_menu(world: &World) -> anyhow::Result<Refused> {
    let source = world.market.uniswap.source("500".parse()?);
    let error = IFactory::SourcesOutOfRange {
        got: U256::from(9),
        maximum: U256::from(8),
    };
    not_published(world, vec![source; 9], &error).await
}

async fn whole_fee(world: &World) -> anyhow::Result<Refused> {
    let uniswap = &world.market.uniswap;
    let sources = vec![
        uniswap.source("999999".parse()?),
        uniswap.source("1000000".parse()?),
    ];
    let error = IFactory::SourceFeeOutOfRange {
        got: U256::from(1_000_000),
        maximum: U256::from(999_999),
    };
    not_published(world, sources, &error).await
}

/// A menu of two tiers, of which the second one has no pool.
async fn two_tiers(world: &World) -> anyhow::Result<Venue> {
    let uniswap = &world.market.uniswap;
    let sources = vec![
        uniswap.source("500".parse()?),
        uniswap.source("100".parse()?),
    ];
    publish(world, 0, sources).await
}

async fn not_routed(world: &World, route: u32) -> anyhow::Result<Refused> {
    let venue = two_tiers(world).await?;
    let leg = Leg {
        poolFee: route.to_string().parse()?,
        ..leg(world)?
    };
    let error = IRouterMenu::RouteUnknown {
        route: leg.poolFee,
        sources: U256::from(2),
    };
    not_swapped(world, venue, vec![leg], &error).await
}

async fn no_route(world: &World) -> anyhow::Result<Refused> {
    not_routed(world, 0).await
}

async fn far_route(world: &World) -> anyhow::Result<Refused> {
    not_routed(world, 0b101).await
}

/// A leg by a route of two sources that is more than its pools can take.
async fn not_taken(
    world: &World,
    sources: Vec<Source>,
    amount_in: U256,
) -> anyhow::Result<Refused> {
    let venue = publish(world, 0, sources).await?;
    let leg = Leg {
        poolFee: "3".parse()?,
        amountIn: amount_in,
        ..leg(world)?
    };
    let error = IRouterMenu::PoolsCannotTake {
        tokenIn: leg.tokenIn,
        tokenOut: leg.tokenOut,
        amountIn: amount_in,
    };
    not_swapped(world, venue, vec![leg], &error).await
}

async fn absent_pools(world: &World) -> anyhow::Result<Refused> {
    let uniswap = &world.market.uniswap;
    // One that no factory made, and one of a factory that does not exist.
    let mut nowhere = uniswap.source("500".parse()?);
    nowhere.factory = world.chain.people.alice;
    nowhere.kind = VenueKind::UniswapV2;
    let sources = vec![uniswap.source("100".parse()?), nowhere];
    not_taken(world, sources, U256::from(1_000)).await
}

async fn endless_leg(world: &World) -> anyhow::Result<Refused> {
    let uniswap = &world.market.uniswap;
    let sources = || -> anyhow::Result<Vec<Source>> {
        Ok(vec![
            uniswap.source("500".parse()?),
            uniswap.source("100".parse()?),
        ])
    };
    not_taken(world, sources()?, U256::MAX).await?;
    not_taken(world, sources()?, U256::MAX >> 2).await
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
