//! Vaults whose engine knows risk: they wait in calm and go in a storm, and their bands breathe. Every variance is what the observer
//! made of rounds of real aggregators.

use alloy::primitives::U256;
use anyhow::{Context, ensure};
use client::{
    bindings::{
        Decision, ILens, IRiskEngine::VarianceMissing, IVault, Policy, Reason, VaultConfig, Verdict,
    },
    explain::sentences,
    triggers::{Reading, Triggers},
};
use e2e::{
    refusal::refused,
    risk::{feeds, observe, risk_suite, weather},
    stage::story,
    vault::Vault,
    vault::rebalance_call,
    world::World,
};

const WAD_PER_BPS: u64 = 100_000_000_000_000;
/// The drift that every rebalance of these vaults needs.
const LEAST_BPS: u16 = 20;
/// Swings of calm days and of stormy ones.
const CALM_BPS: i64 = 20;
const STORM_BPS: i64 = 800;

fn wad(bps: u64) -> U256 {
    U256::from(bps) * U256::from(WAD_PER_BPS)
}

/// What all of these share.
const RISK: Triggers = Triggers {
    needs_all: false,
    absolute_bps: None,
    relative_bps: None,
    period_s: None,
    phase_s: 0,
    cost_bps: None,
    fixed_millionths: None,
    aversion_tenths: 0,
    jitter_percent: 0,
    return_percent: 0,
    tracking_error_bps: None,
    horizon_minutes: None,
    confidence_percent: 0,
    forecast_bps: None,
    exponent_tenths: None,
    reference_bps: 0,
    narrowest_percent: 0,
    widest_tenths: 0,
    correlation_percent: 30,
    variance_age_hours: 24,
};

async fn vault(world: &World, name: &str, triggers: Triggers) -> anyhow::Result<Vault> {
    let config = world.config(3);
    let config = VaultConfig {
        name: name.to_owned(),
        policy: Policy {
            bandBps: LEAST_BPS,
            triggers: triggers.word(),
            ..config.policy.clone()
        },
        ..config
    };
    world.vault_of(risk_suite(world).await?, config).await
}

/// The decision, the lens' verdict on it, and the sentences.
async fn says(
    world: &World,
    vault: &Vault,
    verdict: Verdict,
) -> anyhow::Result<(Decision, Vec<String>)> {
    let decision = vault.decision(&world.chain).await?;
    let vault = vault.address;
    let seen = world
        .chain
        .view(world.lens(), &ILens::explainCall { vault })
        .await?;
    let said = sentences(&seen);
    ensure!(
        seen.portfolio.verdict == verdict && seen.decision == decision,
        "{said:?}"
    );
    for reading in Reading::all(&decision.readings) {
        let begins = format!("{}: ", reading.name());
        ensure!(
            said.iter().any(|line| line.starts_with(&begins)),
            "{said:?}"
        );
    }
    Ok((decision, said))
}

async fn stays(world: &World, vault: &Vault) -> anyhow::Result<(Decision, Vec<String>)> {
    let (decision, said) = says(world, vault, Verdict::NotTriggered).await?;
    ensure!(decision.reason == Reason::NotTriggered && decision.trades.is_empty());
    let error = IVault::NotTriggered {
        maxDriftWad: decision.maxDriftWad,
        bandWad: decision.bandWad,
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
    Ok((decision, said))
}

async fn goes(world: &World, vault: &Vault) -> anyhow::Result<(Decision, Vec<String>)> {
    let (decision, said) = says(world, vault, Verdict::Due).await?;
    ensure!(decision.reason == Reason::Triggered);
    vault
        .rebalance(&world.chain, world.chain.people.keeper)
        .await?;
    Ok((decision, said))
}

fn reading(decision: &Decision, name: &str) -> anyhow::Result<Reading> {
    let readings = Reading::all(&decision.readings).into_iter();
    let mut found = readings.filter(|reading| reading.name() == name);
    found.next().context("such a reading")
}

#[test]
fn story_a_forecast_and_a_tracking_error_wait_in_calm_and_go_in_a_storm() {
    story(async |world| {
        let forecast = Triggers {
            forecast_bps: Some(500),
            horizon_minutes: Some(1_440),
            confidence_percent: 25,
            ..RISK
        };
        let tracking = Triggers {
            tracking_error_bps: Some(200),
            ..RISK
        };
        let foreseeing = vault(world, "foreseeing", forecast).await?;
        let tracked = vault(world, "tracked", tracking).await?;

        // Nobody has looked at a feed yet: whoever asks is told which, and may look.
        let missing = VarianceMissing {
            observer: world.deployed.observer.address,
            aggregator: feeds(world, 3)[0].aggregator,
        };
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        for vault in [&foreseeing, &tracked] {
            let call = rebalance_call();
            refused(chain, keeper, vault.address, &call, &missing).await?;
        }
        observe(world, feeds(world, 10)).await?;

        weather(world, 1, CALM_BPS, 6).await?;
        // 42.3 % of 40 %: a drift that would be worth nothing to nobody in calm.
        world.move_price(1, 1_000).await?;
        observe(world, feeds(world, 3)).await?;
        let (calm, said) = stays(world, &foreseeing).await?;
        let chance = reading(&calm, "Forecast")?;
        ensure!(
            chance.limit == wad(2_500) && chance.got < wad(100),
            "{said:?}"
        );
        let (calm, said) = stays(world, &tracked).await?;
        let error = reading(&calm, "Tracking error")?;
        ensure!(error.limit == wad(200) && error.got < wad(100), "{said:?}");

        weather(world, 1, STORM_BPS, 12).await?;
        let (storm, _) = goes(world, &foreseeing).await?;
        ensure!(storm.maxDriftWad.abs_diff(calm.maxDriftWad) < wad(2));
        let chance = reading(&storm, "Forecast")?;
        ensure!(
            chance.got > wad(2_500) && chance.got < wad(9_999),
            "{chance:?}"
        );
        let (storm, _) = goes(world, &tracked).await?;
        ensure!(reading(&storm, "Tracking error")?.got > wad(200));
        // Both are at their targets, and as stormy as it is they rest.
        for vault in [&foreseeing, &tracked] {
            chain.pass_time(600).await?;
            let after = vault.decision(chain).await?;
            ensure!(after.reason == Reason::BandNotBreached && after.maxDriftWad < wad(20));
        }
        Ok(())
    });
}

#[test]
fn story_bands_follow_volatility_by_a_signed_exponent() {
    story(async |world| {
        let breathing = |tenths: i8| Triggers {
            absolute_bps: Some(500),
            exponent_tenths: Some(tenths),
            reference_bps: 2_500,
            narrowest_percent: 50,
            widest_tenths: 20,
            ..RISK
        };
        let wide = vault(world, "widens in storms", breathing(10)).await?;
        let tight = vault(world, "tightens in storms", breathing(-10)).await?;
        let plain = vault(world, "does not care", breathing(0)).await?;
        weather(world, 1, CALM_BPS, 6).await?;
        // 43.5 % of 40 %.
        world.move_price(1, 1_550).await?;
        observe(world, feeds(world, 3)).await?;

        // Calm beyond the clamps.
        let (decision, said) = goes(world, &wide).await?;
        ensure!(
            reading(&decision, "Absolute")?.limit == wad(250),
            "{said:?}"
        );
        ensure!(reading(&decision, "Volatility")?.limit == wad(5_000));
        let (decision, _) = stays(world, &tight).await?;
        ensure!(reading(&decision, "Absolute")?.limit == wad(1_000));
        ensure!(reading(&decision, "Volatility")?.limit == wad(20_000));
        let (decision, _) = stays(world, &plain).await?;
        ensure!(reading(&decision, "Absolute")?.limit == wad(500));

        weather(world, 1, STORM_BPS, 12).await?;
        // The one that widens is at its targets; the drift of the other calls by now.
        let after = wide.decision(&world.chain).await?;
        ensure!(
            reading(&after, "Absolute")?.limit == wad(1_000),
            "{after:?}"
        );
        let (decision, said) = goes(world, &tight).await?;
        ensure!(reading(&decision, "Absolute")?.limit == wad(250));
        let volatility = said.iter().find(|line| line.starts_with("Volatility: "));
        ensure!(
            volatility.is_some_and(|line| line.contains("500 bps narrowed to 250")),
            "{said:?}"
        );
        let (decision, _) = stays(world, &plain).await?;
        ensure!(reading(&decision, "Absolute")?.limit == wad(500));
        Ok(())
    });
}

#[test]
fn story_risk_combines_with_plain_triggers_by_any_or_all() {
    story(async |world| {
        let both = Triggers {
            absolute_bps: Some(300),
            return_percent: 80,
            tracking_error_bps: Some(2_000),
            ..RISK
        };
        let any = vault(world, "any risk", both).await?;
        let all = Triggers {
            needs_all: true,
            ..both
        };
        let all = vault(world, "all risk", all).await?;
        weather(world, 1, CALM_BPS, 6).await?;
        // 44.4 %, beyond three points; the tracking error is small.
        world.move_price(1, 2_000).await?;
        observe(world, feeds(world, 3)).await?;
        let (decision, said) = stays(world, &all).await?;
        let met: Vec<_> = Reading::all(&decision.readings)
            .iter()
            .map(Reading::is_met)
            .collect();
        ensure!(met == [true, false], "{said:?}");
        let (_, said) = goes(world, &any).await?;
        ensure!(
            said.iter()
                .any(|line| line == "1 of 2 triggers call; one is enough."),
            "{said:?}"
        );
        // The band alone called: the trade ended at its inner edge, and rests.
        let after = any.decision(&world.chain).await?;
        ensure!(after.maxDriftWad > wad(200) && after.maxDriftWad < wad(260));
        world.chain.pass_time(600).await?;
        stays(world, &any).await?;
        Ok(())
    });
}
