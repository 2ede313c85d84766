//! Decisions and swaps. What a hostile program of the suite can try is told at length in `attack_suite`, what a hostile pool can
//! in `attack_callback`; here is one row for each error.

use super::{Row, row};
use alloy::{
    primitives::{Address, I256, U256},
    sol_types::{SolCall, SolError},
};
use client::bindings::{IEngine, IProgram, IRouter, IVault, Leg, Policy, Snapshot, Trade, Venue};
use e2e::{
    actors::{Ending, Memory, Puppet, PuppetFactory, Script, step},
    hostile::{Deed, Stooge, teach_trades, with_engine},
    portfolio::Portfolio,
    refusal::{Refused, refused, refused_at},
    vault::{Vault, rebalance_call},
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "BandNotBreached",
            "the portfolio is inside its band",
            inside
        ),
        row!(
            "IntervalNotElapsed",
            "the last rebalance was a moment ago",
            interval
        ),
        row!(
            "NothingToTrade",
            "the tolerance leaves no room for rounding",
            nothing
        ),
        row!(
            "AmountOutBelowMinimum",
            "the pool's price is off the oracle's by more than the tolerance",
            off
        ),
        row!(
            "LengthMismatch",
            "a snapshot has a price too few",
            engine_length
        ),
        row!(
            "AssetCountOutOfRange",
            "a snapshot has one asset",
            engine_count
        ),
        row!(
            "WeightsDoNotSumToOne",
            "a snapshot's targets sum to half",
            engine_weights
        ),
        row!("NavZero", "a snapshot holds nothing", engine_nav),
        row!("PriceZero", "a snapshot has a price of zero", engine_price),
        row!(
            "PolicyOutOfRange",
            "a policy's band is wider than the whole",
            engine_policy
        ),
        row!(
            "MathOverflow",
            "a snapshot's values exceed 256 bits",
            engine_overflow
        ),
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
        row!("NotPaying", "a stranger asks the vault to pay", not_paying),
        row!("Locked", "the router calls back into the vault", locked),
        row!(
            "PaymentAboveTrade",
            "the router takes more than the plan sells",
            payment_above
        ),
        row!(
            "ProgramCallFailed",
            "the engine fails without a reason",
            program_failed
        ),
        row!(
            "TradeOutOfRange",
            "the engine trades an asset that is none",
            trade_range
        ),
        row!("FillNotPlanned", "the router reports no fills", not_planned),
        row!(
            "FillNotMeasured",
            "the router does not deliver what it says",
            not_measured
        ),
        row!(
            "FillBelowFloor",
            "the router delivers less than the floor",
            below_floor
        ),
        row!(
            "LossAboveBudget",
            "the fills cost more than the whole rebalance may",
            above_budget
        ),
        row!(
            "DriftNotReduced",
            "the engine trades away from the targets",
            drift
        ),
    ]
}

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const E36: U256 = U256::from_limbs([12_919_594_847_110_692_864, 54_210_108_624_275_221, 0, 0]);

async fn not_rebalanced(
    world: &World,
    vault: &Vault,
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    refused(
        &world.chain,
        world.chain.people.keeper,
        vault.address,
        &rebalance_call(),
        error,
    )
    .await
}

async fn inside(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(3).await?;
    world.move_price(1, 500).await?;
    let drift = Portfolio::of(&world.chain, &vault)
        .await?
        .reported_drift_wad();
    let error = IVault::BandNotBreached {
        maxDriftWad: drift,
        bandWad: WAD / U256::from(20),
    };
    not_rebalanced(world, &vault, &error).await
}

async fn interval(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(3).await?;
    world.move_price(1, 3_000).await?;
    vault
        .rebalance(&world.chain, world.chain.people.keeper)
        .await?;
    world.move_price(1, 4_000).await?;
    let last = vault.views(&world.chain).await?.last_rebalanced_at;
    let eligible_at = last + U256::from(vault.config.policy.minIntervalSeconds);
    refused_at(
        &world.chain,
        world.chain.people.keeper,
        vault.address,
        &rebalance_call(),
        |timestamp| IVault::IntervalNotElapsed {
            timestamp: U256::from(timestamp),
            eligibleAt: eligible_at,
        },
    )
    .await
}

async fn nothing(world: &World) -> anyhow::Result<Refused> {
    let mut config = world.config(3);
    config.policy.toleranceBps = 0;
    let vault = world.vault_of(world.suite(), config).await?;
    world.move_price(1, 3_000).await?;
    let drift = Portfolio::of(&world.chain, &vault)
        .await?
        .reported_drift_wad();
    let error = IVault::NothingToTrade {
        maxDriftWad: drift,
        bandWad: WAD / U256::from(20),
    };
    not_rebalanced(world, &vault, &error).await
}

async fn off(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    // The feed says that the second asset rose; its pool does not agree, so nobody pays that price for it.
    world.move_answer(1, 3_000).await?;
    let trade = vault.decision(&world.chain).await?.trades.remove(0);
    let pool = world
        .market
        .asset(1)?
        .pool
        .expect("the second asset has a pool");
    let amount_out = world
        .market
        .uniswap
        .quote(
            world.chain.provider(),
            &pool,
            vault.tokens()[usize::from(trade.sell)],
            trade.amountIn,
        )
        .await?;
    let error = IRouter::AmountOutBelowMinimum {
        pool: pool.address,
        amountOut: amount_out,
        minOut: trade.minOut,
    };
    not_rebalanced(world, &vault, &error).await
}

fn snapshot() -> Snapshot {
    Snapshot {
        amounts: vec![WAD, WAD],
        pricesE36: vec![E36, E36],
        targetsWad: vec![WAD / U256::from(2); 2],
        lastRebalancedAt: 0,
        timestamp: 1,
    }
}

async fn undecided(
    world: &World,
    edit: impl FnOnce(&mut Policy, &mut Snapshot),
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    let (mut policy, mut snapshot) = (world.config(2).policy, snapshot());
    edit(&mut policy, &mut snapshot);
    let call = IEngine::decideCall { policy, snapshot };
    refused(
        &world.chain,
        world.chain.people.mallory,
        world.suite().engine,
        &call,
        error,
    )
    .await
}

async fn engine_length(world: &World) -> anyhow::Result<Refused> {
    let error = IEngine::LengthMismatch {
        got: U256::ONE,
        expected: U256::from(2),
    };
    undecided(world, |_, snapshot| snapshot.pricesE36.truncate(1), &error).await
}

async fn engine_count(world: &World) -> anyhow::Result<Refused> {
    let error = IEngine::AssetCountOutOfRange {
        got: U256::ONE,
        minimum: U256::from(2),
        maximum: U256::from(32),
    };
    undecided(world, |_, snapshot| snapshot.amounts.truncate(1), &error).await
}

async fn engine_weights(world: &World) -> anyhow::Result<Refused> {
    let error = IEngine::WeightsDoNotSumToOne {
        sumWad: WAD / U256::from(2) + U256::ONE,
        expectedWad: WAD,
    };
    undecided(
        world,
        |_, snapshot| snapshot.targetsWad[1] = U256::ONE,
        &error,
    )
    .await
}

async fn engine_nav(world: &World) -> anyhow::Result<Refused> {
    undecided(
        world,
        |_, snapshot| snapshot.amounts = vec![U256::ZERO; 2],
        &IEngine::NavZero {},
    )
    .await
}

async fn engine_price(world: &World) -> anyhow::Result<Refused> {
    let error = IEngine::PriceZero { index: U256::ONE };
    undecided(
        world,
        |_, snapshot| snapshot.pricesE36[1] = U256::ZERO,
        &error,
    )
    .await
}

async fn engine_policy(world: &World) -> anyhow::Result<Refused> {
    let error = IEngine::PolicyOutOfRange {
        got: U256::from(10_001),
        maximum: U256::from(10_000),
    };
    undecided(world, |policy, _| policy.bandBps = 10_001, &error).await
}

async fn engine_overflow(world: &World) -> anyhow::Result<Refused> {
    let huge = |_: &mut Policy, snapshot: &mut Snapshot| {
        snapshot.amounts = vec![U256::MAX; 2];
        snapshot.pricesE36 = vec![U256::MAX; 2];
    };
    undecided(world, huge, &IProgram::MathOverflow {}).await
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

async fn not_paying(world: &World) -> anyhow::Result<Refused> {
    let (vault, mallory) = (world.vault(2).await?, world.chain.people.mallory);
    let call = IVault::payCall {
        token: vault.tokens()[0],
        amount: U256::ONE,
        to: mallory,
    };
    refused(
        &world.chain,
        mallory,
        vault.address,
        &call,
        &IVault::NotPaying { caller: mallory },
    )
    .await
}

/// A drifted vault with a puppet router, and what an honest one would do.
async fn stooge(world: &World) -> anyhow::Result<(Stooge, Vec<Deed>)> {
    let stooge = Stooge::order(world, world.config(3)).await?;
    world.move_price(1, 3_000).await?;
    let deeds = stooge.honest_deeds(&world.chain).await?;
    Ok((stooge, deeds))
}

async fn locked(world: &World) -> anyhow::Result<Refused> {
    let (stooge, _) = stooge(world).await?;
    let nosy = [step(stooge.vault.address, &IVault::pauseCall {})];
    let script = Script::returning(Vec::new()).after(Memory::Strict, nosy);
    stooge
        .router
        .learn::<IRouter::swapCall>(&world.chain, script)
        .await?;
    not_rebalanced(world, &stooge.vault, &IVault::Locked {}).await
}

async fn payment_above(world: &World) -> anyhow::Result<Refused> {
    let (stooge, mut deeds) = stooge(world).await?;
    let (token, remaining) = deeds[0].pays.expect("a trade pays");
    let amount = remaining * U256::from(2);
    deeds[0].pays = Some((token, amount));
    stooge.rehearse(&world.chain, &deeds).await?;
    not_rebalanced(
        world,
        &stooge.vault,
        &IVault::PaymentAboveTrade {
            token,
            amount,
            remaining,
        },
    )
    .await
}

async fn program_failed(world: &World) -> anyhow::Result<Refused> {
    let (engine, vault) = with_engine(world, world.suite(), world.config(2)).await?;
    let silent = Script::ending(Ending::Revert, Default::default());
    engine
        .learn_selector(&world.chain, IEngine::decideCall::SELECTOR, silent)
        .await?;
    not_rebalanced(
        world,
        &vault,
        &IVault::ProgramCallFailed {
            program: engine.address,
        },
    )
    .await
}

async fn trade_range(world: &World) -> anyhow::Result<Refused> {
    let (engine, vault) = with_engine(world, world.suite(), world.config(2)).await?;
    let foreign = Trade {
        sell: 2,
        buy: 0,
        amountIn: WAD,
        minOut: U256::ZERO,
    };
    teach_trades(&world.chain, engine, vec![foreign]).await?;
    not_rebalanced(
        world,
        &vault,
        &IVault::TradeOutOfRange { index: U256::ZERO },
    )
    .await
}

async fn not_planned(world: &World) -> anyhow::Result<Refused> {
    let (stooge, _) = stooge(world).await?;
    stooge.rehearse(&world.chain, &[]).await?;
    not_rebalanced(
        world,
        &stooge.vault,
        &IVault::FillNotPlanned { index: U256::ZERO },
    )
    .await
}

async fn not_measured(world: &World) -> anyhow::Result<Refused> {
    let (stooge, mut deeds) = stooge(world).await?;
    let (token, amount) = deeds[1].delivers.take().expect("a trade delivers");
    let held = e2e::vault::holdings(&world.chain, &[token], stooge.vault.address).await?[0];
    stooge.rehearse(&world.chain, &deeds).await?;
    let error = IVault::FillNotMeasured {
        token,
        balance: held,
        expected: held + amount,
    };
    not_rebalanced(world, &stooge.vault, &error).await
}

async fn below_floor(world: &World) -> anyhow::Result<Refused> {
    let (stooge, mut deeds) = stooge(world).await?;
    let (token, floor) = deeds[0].delivers.expect("a trade delivers");
    let short = floor - U256::ONE;
    deeds[0].delivers = Some((token, short));
    let fill = deeds[0].says.as_mut().expect("a trade is reported");
    fill.amountOut = short;
    let error = IVault::FillBelowFloor {
        tokenIn: fill.tokenIn,
        tokenOut: fill.tokenOut,
        amountOut: short,
        floor,
    };
    stooge.rehearse(&world.chain, &deeds).await?;
    not_rebalanced(world, &stooge.vault, &error).await
}

async fn above_budget(world: &World) -> anyhow::Result<Refused> {
    let mut config = world.config(2);
    config.policy.maxLossBps = 0;
    let vault = world.vault_of(world.suite(), config).await?;
    world.move_price(1, 3_000).await?;
    // The real pool takes its fee, and no loss at all is allowed.
    let before = Portfolio::of(&world.chain, &vault).await?;
    let trade = vault.decision(&world.chain).await?.trades.remove(0);
    let pool = world
        .market
        .asset(1)?
        .pool
        .expect("the second asset has a pool");
    let token = vault.tokens()[usize::from(trade.sell)];
    let out = world
        .market
        .uniswap
        .quote(world.chain.provider(), &pool, token, trade.amountIn)
        .await?;
    let mut amounts = vault.balances(&world.chain).await?;
    amounts[usize::from(trade.sell)] -= trade.amountIn;
    amounts[usize::from(trade.buy)] += out;
    let after = Portfolio::at(&world.chain, &vault, &amounts).await?;
    let error = IVault::LossAboveBudget {
        lossWad: before.reported_nav_wad() - after.reported_nav_wad(),
        budgetWad: U256::ZERO,
    };
    not_rebalanced(world, &vault, &error).await
}

async fn drift(world: &World) -> anyhow::Result<Refused> {
    let stooge = Stooge::order(world, world.config(2)).await?;
    let (engine, vault) = with_engine(world, stooge.vault.suite.clone(), world.config(2)).await?;
    let stooge = Stooge {
        router: stooge.router,
        vault,
    };
    let before = Portfolio::of(&world.chain, &stooge.vault).await?;
    let amounts = stooge.vault.balances(&world.chain).await?;
    let sold = amounts[1] / U256::from(10);
    let value = Portfolio::value_e36(&world.chain, &stooge.vault.config.assets[1], sold).await?;
    let unit =
        Portfolio::value_e36(&world.chain, &stooge.vault.config.assets[0], U256::ONE).await?;
    let trade = Trade {
        sell: 1,
        buy: 0,
        amountIn: sold,
        minOut: value.div_ceil(unit),
    };
    teach_trades(&world.chain, engine, vec![trade.clone()]).await?;
    stooge
        .rehearse(
            &world.chain,
            &[Deed::honest(&stooge.vault.tokens(), &trade)],
        )
        .await?;
    let after = [amounts[0] + trade.minOut, amounts[1] - sold];
    let after = Portfolio::at(&world.chain, &stooge.vault, &after).await?;
    let error = IVault::DriftNotReduced {
        beforeWad: before.reported_drift_wad(),
        afterWad: after.reported_drift_wad(),
    };
    not_rebalanced(world, &stooge.vault, &error).await
}
