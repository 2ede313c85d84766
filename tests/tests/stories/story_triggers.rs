//! What calls for a rebalance: each trigger in a vault of its own, what the lens says of it, and what the vault still proves.

use alloy::primitives::U256;
use anyhow::{Context, ensure};
use client::{
    bindings::{Decision, ILens, IVault, Policy, Reason, VaultConfig, Verdict},
    explain::sentences,
    triggers::{Reading, Triggers},
};
use e2e::{refusal::refused, stage::story, vault::Vault, vault::rebalance_call, world::World};

const WAD_PER_BPS: u64 = 100_000_000_000_000;
const DAY_S: u64 = 86_400;
/// The drift that every rebalance of these vaults needs.
const LEAST_BPS: u16 = 20;

fn wad(bps: u64) -> U256 {
    U256::from(bps) * U256::from(WAD_PER_BPS)
}

/// A fifth of the hub, two fifths of each other.
fn config(world: &World, name: &str, triggers: Triggers) -> VaultConfig {
    let config = world.config(3);
    VaultConfig {
        name: name.to_owned(),
        policy: Policy {
            bandBps: LEAST_BPS,
            triggers: triggers.word(),
            ..config.policy.clone()
        },
        ..config
    }
}

async fn vault(world: &World, name: &str, triggers: Triggers) -> anyhow::Result<Vault> {
    world
        .vault_of(world.suite(), config(world, name, triggers))
        .await
}

fn readings(decision: &Decision) -> Vec<Reading> {
    Reading::all(&decision.readings)
}

/// The vault's own word, the lens' verdict on it, and what a keeper gets who does not listen.
async fn stays(world: &World, vault: &Vault) -> anyhow::Result<Decision> {
    let chain = &world.chain;
    let decision = says(world, vault, Reason::NotTriggered, Verdict::NotTriggered).await?;
    ensure!(decision.trades.is_empty());
    let error = IVault::NotTriggered {
        maxDriftWad: decision.maxDriftWad,
        bandWad: decision.bandWad,
    };
    let keeper = chain.people.keeper;
    refused(chain, keeper, vault.address, &rebalance_call(), &error).await?;
    Ok(decision)
}

/// Due by the engine and by the lens; the rebalance goes through.
async fn goes(world: &World, vault: &Vault) -> anyhow::Result<Decision> {
    let decision = says(world, vault, Reason::Triggered, Verdict::Due).await?;
    let before = decision.maxDriftWad;
    vault
        .rebalance(&world.chain, world.chain.people.keeper)
        .await?;
    ensure!(vault.decision(&world.chain).await?.maxDriftWad < before);
    Ok(decision)
}

async fn says(
    world: &World,
    vault: &Vault,
    reason: Reason,
    verdict: Verdict,
) -> anyhow::Result<Decision> {
    let decision = vault.decision(&world.chain).await?;
    ensure!(decision.reason == reason, "{:?}", decision.reason);
    ensure!(decision.bandWad == wad(LEAST_BPS.into()) && decision.maxDriftWad > decision.bandWad);
    let call = ILens::explainCall {
        vault: vault.address,
    };
    let seen = world.chain.view(world.lens(), &call).await?;
    ensure!(
        seen.portfolio.verdict == verdict,
        "{:?}",
        seen.portfolio.verdict
    );
    ensure!(seen.decision == decision && seen.portfolio.faults.is_empty());
    // Every reading is in a sentence of its own.
    let said = sentences(&seen);
    for reading in readings(&decision) {
        let begins = format!("{}: ", reading.name());
        ensure!(
            said.iter().any(|line| line.starts_with(&begins)),
            "{said:?}"
        );
    }
    Ok(decision)
}

#[test]
fn story_a_relative_band_is_a_part_of_each_target() {
    story(async |world| {
        let triggers = Triggers {
            relative_bps: Some(2_000),
            ..Triggers::default()
        };
        let vault = vault(world, "relative", triggers).await?;
        // 0.4 * 1.3 of 0.6 + 0.4 * 1.3 are 46.43 %: within a fifth of 40 %.
        world.move_price(1, 3_000).await?;
        let decision = stays(world, &vault).await?;
        let [reading] = readings(&decision)[..] else {
            anyhow::bail!("one reading: {:?}", decision.readings)
        };
        ensure!((reading.trigger, reading.limit) == (1, wad(800)));
        ensure!(
            reading.got > wad(642) && reading.got < wad(644),
            "{reading:?}"
        );
        // Once more, and 50.3 % are not.
        world.move_price(1, 1_700).await?;
        let decision = goes(world, &vault).await?;
        ensure!(readings(&decision)[0].limit == wad(800));
        Ok(())
    });
}

#[test]
fn story_a_calendar_is_served_once_in_a_period() {
    story(async |world| {
        let chain = &world.chain;
        let triggers = Triggers {
            period_s: Some(86_400),
            phase_s: 3_600,
            ..Triggers::default()
        };
        let vault = vault(world, "calendar", triggers).await?;
        world.move_price(1, 200).await?;
        goes(world, &vault).await?;

        // The interval is over long before the next date.
        world.move_price(1, 200).await?;
        chain.pass_time(600).await?;
        let decision = stays(world, &vault).await?;
        let [reading] = readings(&decision)[..] else {
            anyhow::bail!("one reading: {:?}", decision.readings)
        };
        let last: u64 = vault.views(chain).await?.last_rebalanced_at.to();
        let date = (last - 3_600) / DAY_S * DAY_S + 3_600;
        ensure!((reading.got, reading.limit) == (U256::from(date), U256::from(last)));

        chain.next_block_at(date + DAY_S - 1).await?;
        world.refresh_answers().await?;
        chain.next_block_at(date + DAY_S + 60).await?;
        world.refresh_answers().await?;
        let decision = goes(world, &vault).await?;
        ensure!(readings(&decision)[0].got == U256::from(date + DAY_S));
        Ok(())
    });
}

#[test]
fn story_a_trade_is_worth_its_cost_or_waits_and_ends_where_it_costs_least() {
    story(async |world| {
        let triggers = Triggers {
            cost_bps: Some(30),
            aversion_tenths: 30,
            return_percent: 255,
            ..Triggers::default()
        };
        let vault = vault(world, "cost", triggers).await?;
        // (3 * 0.003 / 6 * 0.4^2 * 0.6^2)^(1/3) is 0.04421: the classical no-trade band.
        world.move_price(1, 1_500).await?;
        let decision = stays(world, &vault).await?;
        let reading = readings(&decision)[0];
        ensure!(
            reading.trigger == 3 && reading.limit.abs_diff(wad(442)) < wad(1),
            "{reading:?}"
        );
        world.move_price(1, 2_000).await?;
        goes(world, &vault).await?;
        // Proportional costs stop at the edge, here a tenth before it so that it rests: 0.9 * 442 bps.
        let after = stays(world, &vault).await?;
        ensure!(
            after.maxDriftWad > wad(380) && after.maxDriftWad < wad(420),
            "{}",
            after.maxDriftWad
        );
        Ok(())
    });
}

#[test]
fn story_triggers_combine_by_any_or_all() {
    story(async |world| {
        let both = Triggers {
            absolute_bps: Some(300),
            relative_bps: Some(2_000),
            return_percent: 50,
            ..Triggers::default()
        };
        let any = vault(world, "any", both).await?;
        let all = vault(
            world,
            "all",
            Triggers {
                needs_all: true,
                ..both
            },
        )
        .await?;
        // 44.44 %: beyond three points, within a fifth of the target.
        world.move_price(1, 2_000).await?;
        let decision = stays(world, &all).await?;
        let met: Vec<_> = readings(&decision).iter().map(Reading::is_met).collect();
        ensure!(met == [true, false]);
        goes(world, &any).await?;
        // Half of three points are left, and call for nothing.
        let rest = stays(world, &any).await?;
        ensure!(
            rest.maxDriftWad > wad(140) && rest.maxDriftWad < wad(170),
            "{rest:?}"
        );
        world.move_price(1, 2_500).await?;
        goes(world, &all).await?;
        Ok(())
    });
}

#[test]
fn story_vaults_of_one_policy_have_bands_of_their_own() {
    story(async |world| {
        let chain = &world.chain;
        let triggers = Triggers {
            absolute_bps: Some(400),
            jitter_percent: 25,
            ..Triggers::default()
        };
        let mut limits = Vec::new();
        let mut vaults = Vec::new();
        for name in ["one", "two", "three"] {
            let vault = vault(world, name, triggers).await?;
            let decision = vault.decision(chain).await?;
            ensure!(decision.reason == Reason::BandNotBreached);
            limits.push(readings(&decision)[0].limit);
            vaults.push(vault);
        }
        ensure!(
            limits
                .iter()
                .all(|limit| *limit >= wad(300) && *limit <= wad(500))
        );
        ensure!(limits[0] != limits[1] && limits[1] != limits[2] && limits[2] != limits[0]);
        // Another epoch draws another band.
        world.move_price(1, 4_000).await?;
        goes(world, &vaults[0]).await?;
        let again = readings(&vaults[0].decision(chain).await?);
        let reading = again.first().context("a reading")?;
        ensure!(
            reading.limit != limits[0] && reading.limit >= wad(300) && reading.limit <= wad(500)
        );
        Ok(())
    });
}

#[test]
fn story_a_trigger_waits_for_the_drift_and_the_interval_that_the_vault_proves() {
    story(async |world| {
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        // A minute is over at any moment.
        let triggers = Triggers {
            period_s: Some(60),
            ..Triggers::default()
        };
        let vault = vault(world, "eager", triggers).await?;
        world.move_price(1, 50).await?;
        let decision = vault.decision(chain).await?;
        ensure!(readings(&decision)[0].is_met() && decision.reason == Reason::BandNotBreached);
        let inside = IVault::BandNotBreached {
            maxDriftWad: decision.maxDriftWad,
            bandWad: decision.bandWad,
        };
        refused(chain, keeper, vault.address, &rebalance_call(), &inside).await?;
        world.move_price(1, 500).await?;
        goes(world, &vault).await?;
        world.move_price(1, 500).await?;
        chain.pass_time(120).await?;
        let decision = vault.decision(chain).await?;
        ensure!(readings(&decision)[0].is_met() && decision.reason == Reason::IntervalNotElapsed);
        ensure!(decision.trades.is_empty());
        Ok(())
    });
}
