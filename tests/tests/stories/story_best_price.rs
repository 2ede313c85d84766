//! The best price over several pools: what the router divides, quotes and trades, beside what the pools say themselves.

use alloy::primitives::{Address, U256, aliases::U24};
use anyhow::{Context, ensure};
use client::bindings::{Leg, Part, Venue};
use e2e::{
    invariants::router_holds_nothing,
    menu::{ASSET, IPayer, Payer, Pools, publish, quote, total},
    stage::story,
    vault::{IERC20, Vault},
    world::World,
};
use protocols::uniswap_v3::Swap;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Parts of the grid that brute force tries.
const GRID: usize = 100;
/// An ether of gas in USDC, which has 6 decimals.
const HUB_PER_ETHER: u64 = 3_850_000_000;

fn all() -> U24 {
    U24::from(0b111)
}

/// A leg that sells `usd` of the hub or of the asset, at any price.
async fn leg(world: &World, sells_hub: bool, usd: u64, route: U24) -> anyhow::Result<Leg> {
    let tokens = [
        world.market.asset(0)?.token,
        world.market.asset(ASSET)?.token,
    ];
    let sold = if sells_hub { 0 } else { ASSET };
    Ok(Leg {
        tokenIn: tokens[usize::from(!sells_hub)],
        tokenOut: tokens[usize::from(sells_hub)],
        poolFee: route,
        amountIn: world.market.worth(sold, usd).await?,
        minOut: U256::ZERO,
    })
}

async fn balance(world: &World, token: Address, account: Address) -> anyhow::Result<U256> {
    let call = IERC20::balanceOfCall { account };
    Ok(world.chain.view(token, &call).await?)
}

/// Swaps a leg by a payer that has exactly its input, and returns what was measured to come back.
async fn measured(world: &World, payer: Payer, venue: &Venue, leg: &Leg) -> anyhow::Result<U256> {
    world.mint(leg.tokenIn, payer.address, leg.amountIn).await?;
    let before = balance(world, leg.tokenOut, payer.address).await?;
    let fills = payer.swap(world, venue, vec![leg.clone()]).await?;
    let gained = balance(world, leg.tokenOut, payer.address).await? - before;
    ensure!(balance(world, leg.tokenIn, payer.address).await?.is_zero());
    ensure!(fills[0].amountOut == gained, "{fills:?} {gained}");
    for token in [leg.tokenIn, leg.tokenOut] {
        ensure!(balance(world, token, world.suite().router).await?.is_zero());
    }
    // Nothing that a later transaction of this test could spend stays where it is.
    let sink = world.chain.people.carol;
    let pay = client::bindings::IVault::payCall {
        token: leg.tokenOut,
        amount: gained,
        to: sink,
    };
    world.chain.send(sink, payer.address, &pay).await?;
    Ok(gained)
}

/// The most that any division on a grid returns, and the most of a single pool, by the pools' own quoters.
async fn brute_force(world: &World, pools: &Pools, leg: &Leg) -> anyhow::Result<(U256, U256)> {
    let mut curves: [Vec<Option<U256>>; 3] = Default::default();
    for step in 0..=GRID {
        let amount = leg.amountIn * U256::from(step) / U256::from(GRID);
        let quotes = pools.own_quotes(world, leg.tokenIn, amount).await?;
        for (curve, quote) in curves.iter_mut().zip(quotes) {
            curve.push(quote);
        }
    }
    let mut best = U256::ZERO;
    for first in 0..=GRID {
        for second in 0..=GRID - first {
            let third = GRID - first - second;
            let outs = [curves[0][first], curves[1][second], curves[2][third]];
            if let [Some(a), Some(b), Some(c)] = outs {
                best = best.max(a + b + c);
            }
        }
    }
    let single = curves.iter().filter_map(|curve| curve[GRID]).max();
    Ok((best, single.unwrap_or_default()))
}

#[test]
fn story_a_leg_is_divided_no_worse_than_by_brute_force_and_returns_what_was_quoted() {
    story(async |world| {
        let pools = Pools::open(world, 8_000_000, 15_000_000).await?;
        // Positions around the price of the second tier: swaps cross ticks.
        let [_, second] = pools.tiers;
        let around = |ticks: i32| ticks * 60;
        let tick = i32::try_from(own_tick(world, second.address).await?)?;
        let center = tick.div_euclid(60);
        for width in [2, 7] {
            let range = (around(center - width), around(center + width + 1));
            let usd = [
                world.market.worth(0, 1_500_000).await?,
                world.market.worth(ASSET, 1_500_000).await?,
            ];
            provide(world, &second, range, usd).await?;
        }
        let venue = publish(world, 0, pools.sources(world)).await?;
        let payer = Payer::deploy(&world.chain).await?;
        let mut divided = 0;
        for sells_hub in [false, true] {
            for usd in [50, 20_000, 400_000, 3_000_000, 12_000_000] {
                let leg = leg(world, sells_hub, usd, all()).await?;
                let (best, single) = brute_force(world, &pools, &leg).await?;
                let parts = quote(world, &venue, &leg).await?;
                let ours = total(&parts);
                let sum: U256 = parts.iter().map(|part| part.amountIn).sum();
                ensure!(sum == leg.amountIn, "R7: {parts:?}");
                ensure!(ours >= single, "{usd}: {ours} is less than {single}");
                // Within a bp of the grid's best; a leg costs at least one unit, so that much less is fine.
                ensure!(
                    (ours + U256::from(parts.len())) * U256::from(10_000)
                        >= best * U256::from(9_999),
                    "{usd}: {ours} against {best}"
                );
                ensure!(
                    measured(world, payer, &venue, &leg).await? == ours,
                    "{parts:?}"
                );
                divided += usize::from(parts.len() > 1);
                println!(
                    "{usd} USD, hub sold: {sells_hub}: {} pools, {ours}; brute force {best}, single {single}",
                    parts.len()
                );
            }
        }
        ensure!(divided >= 4, "{divided} legs were divided");
        Ok(())
    });
}

async fn own_tick(world: &World, pool: Address) -> anyhow::Result<i64> {
    let pool = protocols::uniswap_v3::UniswapV3Pool::new(pool, world.chain.provider());
    Ok(i64::from(pool.slot0().call().await?.tick.as_i32()))
}

/// Adds liquidity of the hub and the asset between two ticks.
async fn provide(
    world: &World,
    pool: &protocols::uniswap_v3::Pool,
    range: (i32, i32),
    [hub_amount, asset_amount]: [U256; 2],
) -> anyhow::Result<()> {
    let market = &world.market;
    let account = market.creator.account;
    market.give(0, account, hub_amount).await?;
    market.give(ASSET, account, asset_amount).await?;
    let amounts = if pool.token0 == market.asset(0)?.token {
        [hub_amount, asset_amount]
    } else {
        [asset_amount, hub_amount]
    };
    let provider = world.chain.provider();
    let uniswap = &market.uniswap;
    Ok(uniswap
        .add_range(provider, account, pool, range, amounts)
        .await?)
}

#[test]
fn inv_r9_a_quote_is_what_the_pools_give_in_random_states() {
    story(async |world| {
        let pools = Pools::open(world, 3_000_000, 3_000_000).await?;
        let [_, second] = pools.tiers;
        let mut random = ChaCha8Rng::seed_from_u64(20_261_121);
        let center = i32::try_from(own_tick(world, second.address).await?)?.div_euclid(60);
        for _ in 0..8 {
            let lower = center + random.random_range(-40..30);
            let upper = lower + random.random_range(1..60);
            let usd = random.random_range(1_000..400_000);
            let amounts = [
                world.market.worth(0, usd).await?,
                world.market.worth(ASSET, usd).await?,
            ];
            provide(world, &second, (lower * 60, upper * 60), amounts).await?;
        }
        let venue = publish(world, 0, pools.sources(world)).await?;
        let payer = Payer::deploy(&world.chain).await?;
        let (mut compared, mut crossing) = (0, 0);
        for round in 0..120 {
            let sells_hub = random.random_bool(0.5);
            // One pool alone: the second tier or the pair.
            let route = if round % 2 == 0 { 0b010 } else { 0b100 };
            let usd = 10_u64.pow(random.random_range(0..6)) * random.random_range(1..10);
            let leg = leg(world, sells_hub, usd, U24::from(route)).await?;
            let before = own_tick(world, second.address).await?;
            let parts = match quote(world, &venue, &leg).await {
                Ok(parts) => parts,
                // More than is known of the pool: then nothing is quoted.
                Err(_) => continue,
            };
            let [_, tier, pair] = pools.own_quotes(world, leg.tokenIn, leg.amountIn).await?;
            let own = if route == 0b010 { tier } else { pair };
            ensure!(Some(total(&parts)) == own, "{parts:?} {own:?}");
            ensure!(measured(world, payer, &venue, &leg).await? == total(&parts));
            let after = own_tick(world, second.address).await?;
            crossing += usize::from((after - before).abs() > 60);
            compared += 1;
        }
        println!("{compared} quotes equal to the pools' own results, {crossing} across ticks");
        ensure!(compared > 100 && crossing > 5, "{compared} {crossing}");
        Ok(())
    });
}

#[test]
fn story_a_pool_whose_gain_is_below_its_gas_is_left_out() {
    story(async |world| {
        let pools = Pools::open(world, 8_000_000, 15_000_000).await?;
        let leg = leg(world, false, 300_000, all()).await?;
        let payer = Payer::deploy(&world.chain).await?;
        let mut used = Vec::new();
        for hub_per_ether in [0, HUB_PER_ETHER, HUB_PER_ETHER * 10_000_000] {
            let moment = world.chain.remember().await?;
            let venue = publish(world, hub_per_ether, pools.sources(world)).await?;
            world.mint(leg.tokenIn, payer.address, leg.amountIn).await?;
            payer.swap(world, &venue, vec![leg.clone()]).await?;
            let payments = IPayer::paymentsCall {};
            used.push(world.chain.view(payer.address, &payments).await?);
            world.chain.go_back(moment).await?;
        }
        // R6: one payment for each pool that is used.
        let [free, ordinary, dear] = used[..] else {
            anyhow::bail!("three prices of gas");
        };
        ensure!(free > U256::ONE && ordinary > U256::ONE, "{used:?}");
        ensure!(dear == U256::ONE, "{used:?}");
        Ok(())
    });
}

/// A vault of three assets on a menu, the second of which may trade by `route`.
async fn vault_on(world: &World, venue: &Venue, route: u32) -> anyhow::Result<Vault> {
    let mut config = world.config(3);
    config.name = format!("Keel by route {route}");
    config.venue = venue.clone();
    config.assets[ASSET].poolFee = U24::from(route);
    // The third asset has the market's own pool.
    config.assets[2].poolFee = U24::ONE;
    world.vault_of(world.suite(), config).await
}

#[test]
fn story_a_vault_with_several_pools_keeps_more_than_with_the_best_of_them() {
    story(async |world| {
        let chain = &world.chain;
        // The tiers of a menu are known before there are pools.
        let uniswap_v2 = {
            let wrapped = world.market.wrapped_ether.token;
            protocols::uniswap_v2::UniswapV2::deploy(&world.market.creator, wrapped).await?
        };
        let uniswap = &world.market.uniswap;
        let sources = vec![
            uniswap.source(U24::from(500)),
            uniswap.source(U24::from(3_000)),
            uniswap_v2.source(),
        ];
        let venue = publish(world, HUB_PER_ETHER, sources).await?;
        let mut vaults = Vec::new();
        for route in [0b010, 0b100, 0b110] {
            vaults.push(vault_on(world, &venue, route).await?);
        }
        // The pools are opened at the price that the market's own one moves to.
        world.move_price(ASSET, 3_000).await?;
        world
            .market
            .open_tier(ASSET, U24::from(3_000), 12_000_000)
            .await?;
        world
            .market
            .open_pair(&uniswap_v2, ASSET, 20_000_000)
            .await?;
        let mut left = Vec::new();
        for vault in &vaults {
            let moment = chain.remember().await?;
            let given = vec![U256::ZERO; vault.asset_count()];
            let (receipt, rebalanced) = vault.rebalance(chain, chain.people.keeper).await?;
            router_holds_nothing(world, vault, &given).await?;
            let fill = rebalanced.fills.first().context("it traded")?;
            println!(
                "route {}: {} gas, {} for {}",
                vault.config.assets[ASSET].poolFee, receipt.gas_used, fill.amountOut, fill.amountIn
            );
            left.push((fill.amountOut, rebalanced.navAfterWad));
            chain.go_back(moment).await?;
        }
        let (together, single) = left.split_last().context("three vaults")?;
        ensure!(
            single.iter().all(|single| single.0 < together.0),
            "{left:?}"
        );
        ensure!(
            single.iter().all(|single| single.1 < together.1),
            "{left:?}"
        );
        Ok(())
    });
}

#[test]
fn story_a_quote_of_a_single_deployment_is_what_its_pool_gives() {
    story(async |world| {
        let payer = Payer::deploy(&world.chain).await?;
        let venue = world.market.venue();
        for (sells_hub, usd) in [(false, 1), (true, 70_000), (false, 2_000_000)] {
            let leg = leg(world, sells_hub, usd, U24::from(500)).await?;
            let parts: Vec<Part> = quote(world, &venue, &leg).await?;
            ensure!(parts.len() == 1 && parts[0].amountIn == leg.amountIn);
            ensure!(measured(world, payer, &venue, &leg).await? == total(&parts));
        }
        // Also just after somebody else has moved it.
        let pool = world.market.asset(ASSET)?.pool.context("it has one")?;
        let leg = leg(world, false, 40_000, U24::from(500)).await?;
        let trader = world.chain.people.alice;
        world.mint(leg.tokenIn, trader, leg.amountIn).await?;
        let provider = world.chain.provider();
        let uniswap = &world.market.uniswap;
        protocols::tokens::approve_all(provider, leg.tokenIn, trader, uniswap.swap_router).await?;
        let swap = Swap {
            account: trader,
            token_in: leg.tokenIn,
            amount_in: leg.amountIn,
            sqrt_price_limit: Default::default(),
        };
        uniswap.swap(provider, &pool, swap).await?;
        let parts = quote(world, &venue, &leg).await?;
        ensure!(measured(world, payer, &venue, &leg).await? == total(&parts));
        Ok(())
    });
}
