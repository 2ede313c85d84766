//! A8: what trading loses over time is bounded. The window takes every loss at the worst prices within the feeds' errors
//! and refuses; the fuse takes it at the prices themselves and slows the window down; neither stops anybody from leaving.

use alloy::primitives::U256;
use anyhow::{Context, ensure};
use client::bindings::{IVault, IVaultAdmin, IVaultViews, LossLimits, Reason, VaultConfig};
use e2e::{
    governance::Governed,
    hostile::Stooge,
    portfolio::Portfolio,
    refusal::refused,
    stage::story,
    vault::{event, rebalance_call},
    world::World,
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
/// Levels are counted in parts of 1e-10.
const PART: U256 = U256::from_limbs([100_000_000, 0, 0, 0]);
const BPS: U256 = U256::from_limbs([100_000_000_000_000, 0, 0, 0]);
const WEEK_S: u64 = 604_800;
const YEAR_S: u64 = 31_536_000;

/// A window of `window_bps` in a week and a fuse of `fuse_bps` in a year.
fn config(world: &World, window_bps: u16, fuse_bps: u16) -> VaultConfig {
    let mut config = world.config(3);
    config.lossLimits.windowBps = window_bps;
    config.lossLimits.windowSeconds = u32::try_from(WEEK_S).expect("a week");
    config.lossLimits.fuseBps = fuse_bps;
    config.lossLimits.fuseSeconds = u32::try_from(YEAR_S).expect("a year");
    config
}

/// What the fills lose at the worst prices within the errors, in wad of NAV, rounded up: from the aggregators' answers.
async fn worst_wad(
    world: &World,
    stooge: &Stooge,
    nav_e36: U256,
    fills: &[client::bindings::Fill],
) -> anyhow::Result<U256> {
    let ten_thousand = U256::from(10_000);
    let mut worst = U256::ZERO;
    for fill in fills {
        let asset = |token| {
            let mut assets = stooge.vault.config.assets.iter();
            assets
                .find(|asset| asset.token == token)
                .context("an asset")
        };
        let (sold, bought) = (asset(fill.tokenIn)?, asset(fill.tokenOut)?);
        let given = Portfolio::value_e36(&world.chain, sold, fill.amountIn).await?;
        let received = Portfolio::value_e36(&world.chain, bought, fill.amountOut).await?;
        let high = given * (ten_thousand + U256::from(sold.errorBps));
        let low = received * (ten_thousand - U256::from(bought.errorBps));
        worst += high.saturating_sub(low);
    }
    Ok((worst * WAD).div_ceil(nav_e36 * ten_thousand))
}

/// What is left of window and fuse and the window's pace, a second after the latest block.
async fn room(world: &World, stooge: &Stooge) -> anyhow::Result<[U256; 3]> {
    world.chain.hold_still().await?;
    let call = IVaultViews::lossRoomCall {};
    let left = stooge.vault.view(&world.chain, &call).await?;
    Ok([left.windowWad, left.fuseWad, left.paceWad])
}

/// Swings the price of the second asset past the band, there and back.
async fn drift(world: &World, round: usize) -> anyhow::Result<()> {
    let bps = if round.is_multiple_of(2) {
        2_500
    } else {
        -2_000
    };
    world.move_price(1, bps).await
}

/// One rebalance by a router that delivers nothing above the floors. What it was charged is what the fills lost.
async fn rob(world: &World, stooge: &Stooge) -> anyhow::Result<IVault::Rebalanced> {
    let chain = &world.chain;
    let before = Portfolio::of(chain, &stooge.vault).await?;
    let deeds = stooge.honest_deeds(chain).await?;
    stooge.rehearse(chain, &deeds).await?;
    let (_, charged) = stooge.vault.rebalance(chain, chain.people.keeper).await?;
    let worst = worst_wad(world, stooge, before.nav_e36(), &charged.fills).await?;
    let slack = PART * U256::from(4 * charged.fills.len());
    ensure!(
        charged.worstLossWad >= worst && charged.worstLossWad <= worst + slack,
        "charged {} for {worst}",
        charged.worstLossWad
    );
    let lost = before.nav_e36() - Portfolio::of(chain, &stooge.vault).await?.nav_e36();
    let mid = (lost * WAD).div_ceil(before.nav_e36());
    ensure!(
        charged.midLossWad >= mid && charged.midLossWad <= mid + PART + PART,
        "charged {} at the prices for {mid}",
        charged.midLossWad
    );
    ensure!(charged.midLossWad < charged.worstLossWad);
    Ok(charged)
}

#[test]
fn inv_a8_a_router_that_takes_all_it_may_takes_no_more_than_the_window() {
    story(async |world| {
        let window_bps = 50;
        let stooge = Stooge::order(world, config(world, window_bps, 300)).await?;
        let (chain, vault) = (&world.chain, &stooge.vault);
        let capacity = U256::from(window_bps) * BPS;
        let interval_s = u64::from(vault.config.policy.minIntervalSeconds);
        let (mut taken, mut rounds) = (U256::ZERO, 0);
        let first = chain.now().await?;
        let (loss, left) = loop {
            drift(world, rounds).await?;
            let [left, ..] = room(world, &stooge).await?;
            let deeds = stooge.honest_deeds(chain).await;
            let Ok(deeds) = deeds else {
                break (None, left);
            };
            let before = Portfolio::of(chain, vault).await?;
            let fills: Vec<_> = deeds.iter().filter_map(|deed| deed.says.clone()).collect();
            let loss = worst_wad(world, &stooge, before.nav_e36(), &fills).await?;
            if loss > left {
                stooge.rehearse(chain, &deeds).await?;
                break (Some(loss), left);
            }
            let charged = rob(world, &stooge).await?;
            taken += charged.worstLossWad;
            ensure!(
                taken
                    <= capacity
                        + capacity * U256::from(chain.now().await? - first) / U256::from(WEEK_S)
            );
            rounds += 1;
            ensure!(rounds < 20, "the window never fills");
            chain.pass_time(interval_s).await?;
            world.refresh_answers().await?;
        };
        ensure!(rounds >= 2, "only {rounds} rebalances fitted");
        // The next one does not fit, whoever sends it; the numbers say why. (Nothing to compare where even the plan at its
        // prices does not fit: then the preview has said so.)
        let refusal = vault
            .send(chain, chain.people.keeper, &rebalance_call())
            .await;
        ensure!(refusal.is_err(), "a loss of {loss:?} fitted {left}");
        let data = alloy::sol_types::SolCall::abi_encode(&rebalance_call()).into();
        let (reason, _) = chain.fail(chain.people.keeper, vault.address, data).await?;
        ensure!(reason.is("LossAboveWindow"), "{reason}");

        // Nobody is kept from coming and going.
        let shares = WAD;
        world.fund(chain.people.alice, &vault.tokens()).await?;
        vault.deposit(chain, chain.people.alice, shares).await?;
        vault.redeem(chain, chain.people.alice, shares).await?;

        // A week later all of it is there again.
        chain.pass_time(WEEK_S).await?;
        world.refresh_answers().await?;
        let [left, _, pace] = room(world, &stooge).await?;
        ensure!(left == capacity && pace == WAD);
        rob(world, &stooge).await?;
        Ok(())
    });
}

#[test]
fn inv_a8_a_plan_that_cannot_fit_is_told_before_and_refused() {
    story(async |world| {
        // A basis point: less than the feeds' errors alone of what must be traded.
        let config = config(world, 1, 300);
        let vault = world.vault_of(world.suite(), config).await?;
        drift(world, 0).await?;
        let decision = vault.decision(&world.chain).await?;
        ensure!(decision.reason == Reason::LossWindowFull && decision.trades.is_empty());
        ensure!(decision.maxDriftWad > decision.bandWad);
        let data = alloy::sol_types::SolCall::abi_encode(&rebalance_call()).into();
        let (reason, _) = world
            .chain
            .fail(world.chain.people.keeper, vault.address, data)
            .await?;
        ensure!(reason.is("LossAboveWindow"), "{reason}");
        Ok(())
    });
}

#[test]
fn inv_a8_a_full_fuse_slows_the_window_to_an_eighth_and_stops_nothing() {
    story(async |world| {
        let stooge = Stooge::order(world, config(world, 50, 1)).await?;
        let chain = &world.chain;
        let capacity = U256::from(50) * BPS;
        drift(world, 0).await?;
        ensure!(room(world, &stooge).await? == [capacity, BPS, WAD]);
        let charged = rob(world, &stooge).await?;
        ensure!(
            charged.fuseWad == BPS && charged.midLossWad > BPS,
            "the fuse is full"
        );
        ensure!(charged.windowWad == charged.worstLossWad);
        let eighth = WAD / U256::from(8);
        // An eighth of a week's capacity in a week.
        let at = chain.now().await?;
        let expected = |elapsed: u64| {
            let regained = capacity * U256::from(elapsed) / U256::from(WEEK_S * 8);
            (capacity - charged.windowWad + regained).min(capacity)
        };
        // Of slowed time, whole seconds count.
        let slack = PART + capacity / U256::from(WEEK_S);
        let [left, fuse_left, pace] = room(world, &stooge).await?;
        ensure!(left <= expected(1) && left + slack >= expected(1));
        ensure!(fuse_left.is_zero() && pace == eighth);
        // The block whose time was held still; time passes after it.
        world.refresh_answers().await?;
        chain.pass_time(WEEK_S).await?;
        world.refresh_answers().await?;
        let elapsed = chain.now().await? + 1 - at;
        let [left, ..] = room(world, &stooge).await?;
        ensure!(
            left <= expected(elapsed) && left + slack >= expected(elapsed),
            "{left} for {}",
            expected(elapsed)
        );
        ensure!(left < capacity, "all of it is back anyway");

        // And there is still trading, within what is left.
        drift(world, 1).await?;
        let again = rob(world, &stooge).await?;
        ensure!(again.windowWad <= capacity);
        Ok(())
    });
}

/// Limits that a curator sets count from their execution on: a shorter period makes no past loss shorter.
#[test]
fn inv_a8_other_limits_forgive_nothing_that_was_lost() {
    story(async |world| {
        let (month_s, day_s) = (2_592_000_u32, 86_400);
        let mut config = config(world, 50, 300);
        config.lossLimits.windowSeconds = month_s;
        let stooge = Stooge::order(world, config).await?;
        let (chain, vault) = (&world.chain, &stooge.vault);
        let mut governed = Governed::appoint(world, vault.clone()).await?;
        for round in 0..2 {
            drift(world, round).await?;
            rob(world, &stooge).await?;
            let interval_s = u64::from(vault.config.policy.minIntervalSeconds);
            chain.pass_time(interval_s).await?;
            world.refresh_answers().await?;
        }
        let [left, fuse_left, _] = room(world, &stooge).await?;
        let at = chain.now().await? + 1;

        // Executed a week later: until then the window counts by the month, and the fuse by the year.
        let previous = vault.config.lossLimits.clone();
        let new = LossLimits {
            windowSeconds: day_s,
            fuseSeconds: month_s,
            ..previous.clone()
        };
        let setting = IVaultAdmin::setLossLimitsCall {
            newLossLimits: new.clone(),
        };
        let receipt = governed.set(world, &setting).await?;
        let told: IVault::LossLimitsSet = event(&receipt)?;
        ensure!(told.previousLossLimits == previous && told.newLossLimits == new);
        let waited = chain.now().await? - at;
        let [window, fuse, _] = room(world, &stooge).await?;
        let regained = |bps: u16, elapsed: u64, period: u32| {
            U256::from(bps) * BPS * U256::from(elapsed) / U256::from(period)
        };
        for (now, then, bps, periods) in [
            (window, left, new.windowBps, [month_s, day_s]),
            (
                fuse,
                fuse_left,
                new.fuseBps,
                [previous.fuseSeconds, month_s],
            ),
        ] {
            // A second has passed since the execution.
            let expected = then + regained(bps, waited, periods[0]) + regained(bps, 1, periods[1]);
            ensure!(
                expected < U256::from(bps) * BPS,
                "all of it is back anyway: {expected}"
            );
            ensure!(
                now <= expected + PART && now + PART * U256::from(4) >= expected,
                "{now} of {expected}"
            );
        }
        Ok(())
    });
}

/// Untouched by the clock and by nobody's loss: views of a vault that never traded.
#[test]
fn story_a_vault_tells_its_loss_limits() {
    story(async |world| {
        let config = config(world, 50, 300);
        let limits = config.lossLimits.clone();
        let vault = world.vault_of(world.suite(), config).await?;
        ensure!(
            vault
                .view(&world.chain, &IVaultViews::lossLimitsCall {})
                .await?
                == limits
        );
        let left = vault
            .view(&world.chain, &IVaultViews::lossRoomCall {})
            .await?;
        ensure!(left.windowWad == U256::from(50) * BPS && left.fuseWad == U256::from(300) * BPS);
        let error = IVault::BandNotBreached {
            maxDriftWad: vault.decision(&world.chain).await?.maxDriftWad,
            bandWad: U256::from(500) * BPS,
        };
        let keeper = world.chain.people.keeper;
        refused(
            &world.chain,
            keeper,
            vault.address,
            &rebalance_call(),
            &error,
        )
        .await?;
        Ok(())
    });
}
