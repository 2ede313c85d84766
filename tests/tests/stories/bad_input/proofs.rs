//! What a vault finds when it checks what the programs of its suite did. What they can try is told at length in
//! `attack_router` and `attack_engine`; here is one row for each error.

use super::{Row, not_rebalanced, row};

use alloy::{primitives::U256, sol_types::SolCall};

use client::bindings::{IEngine, IRouter, IVault, IVaultAdmin, Trade};

use e2e::{
    actors::{Ending, Memory, Script, step},
    hostile::{Deed, Stooge, teach_trades, with_engine},
    portfolio::Portfolio,
    refusal::{Refused, refused},
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
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
            "LossAboveWindow",
            "the fills may cost more than is left of the window",
            above_window
        ),
        row!(
            "DriftNotReduced",
            "the engine trades away from the targets",
            drift
        ),
    ]
}

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

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
    let nosy = [step(stooge.vault.address, &IVaultAdmin::pauseCall {})];
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
    world.move_price(1, 3_000).await?;
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

async fn above_window(world: &World) -> anyhow::Result<Refused> {
    let mut config = world.config(2);
    config.lossLimits.windowBps = 1;
    // Without errors the worst prices are the prices, and every number is exact.
    config
        .assets
        .iter_mut()
        .for_each(|asset| asset.errorBps = 0);
    let stooge = Stooge::order(world, config).await?;
    world.move_price(1, 3_000).await?;
    let before = Portfolio::of(&world.chain, &stooge.vault).await?;
    let deeds = stooge.honest_deeds(&world.chain).await?;
    stooge.rehearse(&world.chain, &deeds).await?;
    let (fill, assets) = (
        deeds[0].says.clone().expect("a fill"),
        &stooge.vault.config.assets,
    );
    let given = Portfolio::value_e36(&world.chain, &assets[1], fill.amountIn).await?;
    let received = Portfolio::value_e36(&world.chain, &assets[0], fill.amountOut).await?;
    // In parts of 1e-10, what is given rounded up and what comes rounded down.
    let (parts, nav) = (U256::from(10_000_000_000_u64), before.nav_e36());
    let lost = (given * parts).div_ceil(nav) - received * parts / nav;
    let error = IVault::LossAboveWindow {
        lossWad: lost * U256::from(100_000_000),
        roomWad: U256::from(100_000_000_000_000_u64),
    };
    not_rebalanced(world, &stooge.vault, &error).await
}

async fn drift(world: &World) -> anyhow::Result<Refused> {
    let stooge = Stooge::order(world, world.config(2)).await?;
    let (engine, vault) = with_engine(
        world,
        stooge.vault.suite.clone(),
        stooge.vault.config.clone(),
    )
    .await?;
    let stooge = Stooge {
        router: stooge.router,
        vault,
    };
    // The second asset is too heavy, and the engine orders more of it.
    world.move_price(1, 3_000).await?;
    let before = Portfolio::of(&world.chain, &stooge.vault).await?;
    let amounts = stooge.vault.balances(&world.chain).await?;
    let sold = amounts[0] / U256::from(10);
    let value = Portfolio::value_e36(&world.chain, &stooge.vault.config.assets[0], sold).await?;
    let unit =
        Portfolio::value_e36(&world.chain, &stooge.vault.config.assets[1], U256::ONE).await?;
    let trade = Trade {
        sell: 0,
        buy: 1,
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
    let after = [amounts[0] - sold, amounts[1] + trade.minOut];
    let after = Portfolio::at(&world.chain, &stooge.vault, &after).await?;
    let error = IVault::DriftNotReduced {
        beforeWad: before.reported_drift_wad(),
        afterWad: after.reported_drift_wad(),
    };
    not_rebalanced(world, &stooge.vault, &error).await
}
