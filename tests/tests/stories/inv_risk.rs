//! What measures risk, and what decides by it, are one function each, in code and as a program: the same bytes for the same question.
//! What decides is held against a model besides: the plain engine's own code, and the definition of any and all.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, Bytes, U256, aliases::U80},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol_types::SolCall,
};
use anyhow::{Context, ensure};
use client::{
    bindings::{
        Decision, IEngine::decideCall, IObserver::variancesCall, IRisk::measureCall,
        IRiskEngine::createCall, IVaultViews::assetsCall, Policy, Reason, RiskMeasure, Snapshot,
        Variance,
    },
    transaction::TransactionError,
    triggers::Triggers,
};
use e2e::{
    actors::{Puppet, Script},
    chain::Chain,
    risk::{feeds, made, observe, risk_engine, risk_suite},
    sequences,
    stage::story,
    world::World,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

const NOW: u64 = 1_800_000_000;
const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const CASES_EACH: usize = 150;
const DECISIONS_EACH: usize = 40;

fn ten_to(exponent: u64) -> U256 {
    U256::from(10).pow(U256::from(exponent))
}

fn rarely(random: &mut ChaCha8Rng, of: u32) -> bool {
    random.random_ratio(1, of)
}

/// Triggers of which one at least is of risk.
fn triggers(random: &mut ChaCha8Rng) -> Triggers {
    let mut some = |share: f64| random.random_bool(share);
    let (absolute, relative, calendar) = (some(0.5), some(0.3), some(0.2));
    let (tracking, forecast, wants_volatility) = (some(0.5), some(0.5), some(0.5));
    let tracking = tracking || !(forecast || wants_volatility);
    let volatility = wants_volatility && (absolute || relative || forecast);
    let tracking = tracking || !(forecast || volatility);
    let mut within = |is_used: bool, low: u16, high: u16| match is_used {
        true => random.random_range(low..=high),
        false => 0,
    };
    let narrow = |wide: u16| u8::try_from(wide).unwrap_or(u8::MAX);
    let [forecast_bps, horizon, confidence] = [
        within(forecast, 100, 2_000),
        within(forecast, 1, 20_000),
        within(forecast, 1, 99),
    ];
    let [reference, narrowest, widest] = [
        within(volatility, 100, 10_000),
        within(volatility, 10, 100),
        within(volatility, 10, 100),
    ];
    let exponent = volatility.then(|| i8::try_from(within(true, 0, 20)).unwrap_or(0) - 10);
    let inner = within(absolute || relative, 0, 90);
    let jitter = within(absolute || relative || calendar, 0, 25);
    let (absolute_bps, relative_bps) = (within(true, 50, 1_500), within(true, 100, 5_000));
    Triggers {
        needs_all: within(true, 0, 9) < 3,
        absolute_bps: absolute.then_some(absolute_bps),
        relative_bps: relative.then_some(relative_bps),
        period_s: calendar.then_some(u32::from(within(true, 60, u16::MAX))),
        jitter_percent: narrow(jitter),
        return_percent: narrow(inner),
        tracking_error_bps: tracking.then(|| within(true, 1, 800)),
        horizon_minutes: forecast.then_some(horizon),
        confidence_percent: narrow(confidence),
        forecast_bps: forecast.then_some(forecast_bps),
        exponent_tenths: exponent,
        reference_bps: reference,
        narrowest_percent: narrow(narrowest),
        widest_tenths: narrow(widest),
        correlation_percent: narrow(within(true, 0, 99)),
        variance_age_hours: 255,
        ..Triggers::default()
    }
}

/// From stable coins to the wildest, and now and then what no price does. A year of 100 % is 3.2e19.
fn variance(random: &mut ChaCha8Rng) -> U256 {
    if rarely(random, 12) {
        return *[U256::ZERO, U256::from(1), U256::MAX, U256::from(1) << 95]
            .get(random.random_range(0..4))
            .unwrap_or(&U256::ZERO);
    }
    U256::from(random.random_range(1..1_000_u64)) * ten_to(random.random_range(11..19))
}

fn snapshot(random: &mut ChaCha8Rng, count: usize) -> Snapshot {
    let parts: Vec<u64> = (0..count).map(|_| random.random_range(1..1_000)).collect();
    let total: u64 = parts.iter().sum();
    let mut targets: Vec<_> = parts
        .iter()
        .map(|part| U256::from(*part) * WAD / U256::from(total))
        .collect();
    let sum: U256 = targets.iter().sum();
    targets[0] += WAD - sum;
    let mut amounts = Vec::new();
    for target in &targets {
        let part = match random.random_bool(0.8) {
            true => *target * U256::from(random.random_range(850..1_180_u64)) / U256::from(1_000),
            false => WAD * U256::from(random.random_range(0..1_000_u64)) / U256::from(1_000),
        };
        amounts.push(part * U256::from(1_000_000));
    }
    Snapshot {
        amounts,
        pricesE36: vec![ten_to(36); count],
        targetsWad: targets,
        lastRebalancedAt: NOW - random.random_range(0..100_000_u64),
        timestamp: NOW,
        vault: Address::new(random.random()),
        epoch: random.random(),
    }
}

fn measure_of(snapshot: &Snapshot, triggers: &Triggers, variances: &[U256]) -> measureCall {
    measureCall {
        triggers: triggers.word(),
        amounts: snapshot.amounts.clone(),
        pricesE36: snapshot.pricesE36.clone(),
        targetsWad: snapshot.targetsWad.clone(),
        variancesE27: variances.to_vec(),
    }
}

async fn asked(
    chain: &Chain,
    program: Address,
    data: Vec<u8>,
) -> anyhow::Result<Result<Bytes, Bytes>> {
    match chain.ask(chain.people.alice, program, data.into()).await {
        Ok(data) => Ok(Ok(data)),
        Err(TransactionError::Reverted { reason, .. }) => Ok(Err(reason.data)),
        Err(other) => Err(other.into()),
    }
}

/// E11 on what measures: any question, well-formed or not.
#[test]
fn inv_e11_risk_measures_alike_as_a_program_and_as_code() {
    for seed in sequences::seeds(5_000_000, 4, 250) {
        story(async |world| {
            measured_alike(world, seed)
                .await
                .with_context(|| format!("seed {seed}"))
        });
    }
}

async fn measured_alike(world: &World, seed: u64) -> anyhow::Result<()> {
    let (chain, program) = (&world.chain, world.deployed.risk.address);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut answered, mut refused) = (0, 0);
    for case in 0..CASES_EACH {
        let count = *[2_usize, 3, 4, 5, 10, 32]
            .get(random.random_range(0..6))
            .unwrap_or(&2);
        let variances: Vec<_> = (0..count).map(|_| variance(&mut random)).collect();
        let triggers = triggers(&mut random);
        let mut call = measure_of(&snapshot(&mut random, count), &triggers, &variances);
        if rarely(&mut random, 8) {
            match random.random_range(0..6) {
                0 => call.variancesE27.truncate(1),
                1 => call.targetsWad[0] += U256::from(1),
                2 => call.amounts = vec![U256::ZERO; count],
                3 => call.amounts[1] = U256::MAX,
                4 => call.triggers.0[25] = random.random(),
                _ => call.triggers.0 = random.random(),
            }
        }
        let data = call.abi_encode();
        let native = risk::answered(&data).map(Bytes::from).map_err(Bytes::from);
        let got = asked(chain, program, data.clone()).await?;
        ensure!(
            got == native,
            "case {case}: {got:?} is not {native:?}, asked {}",
            Bytes::from(data)
        );
        match got {
            Ok(_) => answered += 1,
            Err(_) => refused += 1,
        }
    }
    ensure!(answered > 100 && refused >= 3, "{answered} {refused}");
    Ok(())
}

/// The decision, from the plain engine's code, the measure's code and the definitions.
fn model(call: &decideCall, triggers: &Triggers, variances: &[U256]) -> anyhow::Result<Decision> {
    let data = measure_of(&call.snapshot, triggers, variances).abi_encode();
    let measured = risk::answered(&data).map_err(|data| anyhow::anyhow!("{data:02x?}"))?;
    let measure: RiskMeasure = measureCall::abi_decode_returns(&measured)?;
    let decide = |triggers: Triggers| -> anyhow::Result<Decision> {
        let call = decideCall {
            policy: Policy {
                triggers: triggers.word(),
                ..call.policy.clone()
            },
            snapshot: call.snapshot.clone(),
        };
        let data = engine::answered(&call.abi_encode());
        let data = data.map_err(|data| anyhow::anyhow!("{data:02x?}"))?;
        Ok(decideCall::abi_decode_returns(&data)?)
    };
    // What a plain engine knows of, with the bands of now.
    let plain = Triggers {
        needs_all: triggers.needs_all,
        absolute_bps: triggers.absolute_bps.map(|_| measure.absoluteBps),
        relative_bps: triggers.relative_bps.map(|_| measure.relativeBps),
        period_s: triggers.period_s,
        jitter_percent: triggers.jitter_percent,
        return_percent: triggers.return_percent,
        ..Triggers::default()
    };
    let has_plain = (plain.absolute_bps, plain.relative_bps, plain.period_s) != (None, None, None);
    let nothing = Triggers::default();
    let said = decide(if has_plain { plain } else { nothing })?;
    let calls = |words: &[U256]| {
        words
            .chunks(3)
            .filter(|it| it[0] != U256::from(6))
            .map(|it| it[1] > it[2])
            .collect::<Vec<_>>()
    };
    let (plainly, risky) = (calls(&said.readings), calls(&measure.readings));
    let every: Vec<_> = plainly.iter().chain(&risky).copied().collect();
    let is_called = match triggers.needs_all {
        true => every.iter().all(|it| *it),
        false => every.contains(&true),
    };
    let mut decision = said.clone();
    decision.readings.extend(measure.readings);
    if said.reason == Reason::BandNotBreached {
        return Ok(decision);
    }
    if !is_called {
        decision.reason = Reason::NotTriggered;
        decision.trades.clear();
        return Ok(decision);
    }
    let is_early = said.eligibleAt > call.snapshot.timestamp;
    decision.reason = match is_early {
        true => Reason::IntervalNotElapsed,
        false => Reason::Triggered,
    };
    if risky.contains(&true) {
        decision.trades = decide(nothing)?.trades;
    }
    Ok(decision)
}

/// E2 and E11 on what decides: any and all, whichever program knows the trigger; the plain engine's own trades.
#[test]
fn inv_e2_and_e11_a_decision_by_risk_is_its_definition() {
    for seed in sequences::seeds(6_000_000, 3, 250) {
        story(async |world| {
            decided_alike(world, seed)
                .await
                .with_context(|| format!("seed {seed}"))
        });
    }
}

async fn decided_alike(world: &World, seed: u64) -> anyhow::Result<()> {
    let chain = &world.chain;
    let (vault, observer) = (Puppet::deploy(chain).await?, Puppet::deploy(chain).await?);
    let program = made(
        world,
        &createCall {
            engine: world.deployed.engine.address,
            risk: world.deployed.risk.address,
            observer: observer.address,
        },
    )
    .await?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for case in 0..DECISIONS_EACH {
        let count = *[2_usize, 3, 5, 10].get(case % 4).unwrap_or(&2);
        let variances: Vec<_> = (0..count).map(|_| variance(&mut random)).collect();
        let observed: Vec<_> = variances
            .iter()
            .map(|raw| Variance {
                varianceE27: *raw,
                coveredSeconds: U256::from(1),
                roundId: U80::from(1),
                updatedAt: U256::from(NOW),
            })
            .collect();
        let assets = world.config(10).assets[..count].to_vec();
        vault
            .learn::<assetsCall>(chain, Script::answering::<assetsCall>(&assets))
            .await?;
        observer
            .learn::<variancesCall>(chain, Script::answering::<variancesCall>(&observed))
            .await?;
        for _ in 0..5 {
            let triggers = triggers(&mut random);
            let call = decideCall {
                policy: Policy {
                    bandBps: random.random_range(0..400),
                    minIntervalSeconds: random.random_range(0..40_000),
                    toleranceBps: 50,
                    maxLossBps: 100,
                    triggers: triggers.word(),
                },
                snapshot: Snapshot {
                    vault: vault.address,
                    ..snapshot(&mut random, count)
                },
            };
            let expected = model(&call, &triggers, &variances)?;
            let got = chain.view(program, &call).await?;
            ensure!(got == expected, "{triggers:?}: {got:?} is not {expected:?}");
            *seen.entry(format!("{:?}", got.reason)).or_default() += 1;
        }
    }
    ensure!(
        seen.len() == 4 && seen.values().all(|count| *count >= 3),
        "{seen:?}"
    );
    Ok(())
}

/// What a decision by risk takes, everything that it asks in the chain's cache, and what of it is the plain engine's.
#[test]
fn the_risk_engine_costs_what_was_agreed() {
    story(async |world| {
        let chain = &world.chain;
        let engine = risk_engine(world).await?;
        observe(world, feeds(world, 10)).await?;
        for (count, goal) in [(3, 400_000), (5, 400_000), (10, 600_000)] {
            let triggers = Triggers {
                absolute_bps: Some(500),
                tracking_error_bps: Some(200),
                horizon_minutes: Some(1_440),
                confidence_percent: 25,
                exponent_tenths: Some(5),
                reference_bps: 3_000,
                narrowest_percent: 50,
                widest_tenths: 20,
                correlation_percent: 30,
                variance_age_hours: 255,
                ..Triggers::default()
            };
            let mut config = world.config(count);
            config.name = format!("gas of {count}");
            config.policy.triggers = triggers.word();
            let vault = world.vault_of(risk_suite(world).await?, config).await?;
            let mut random = ChaCha8Rng::seed_from_u64(7);
            let call = decideCall {
                policy: vault.config.policy.clone(),
                snapshot: Snapshot {
                    vault: vault.address,
                    timestamp: chain.now().await?,
                    ..snapshot(&mut random, count)
                },
            };
            let data = call.abi_encode();
            let bytes = data.iter().map(|byte| if *byte == 0 { 4 } else { 16 });
            let intrinsic = 21_000 + bytes.sum::<u64>();
            let request = TransactionRequest::default()
                .with_from(chain.people.alice)
                .with_to(engine)
                .with_input(data);
            let gas = chain.provider().estimate_gas(request).await? - intrinsic;
            println!("{count} assets, every trigger of risk: {gas} gas, entries not in the cache");
            ensure!(gas <= goal, "{count} assets: {gas} of {goal}");
        }
        Ok(())
    });
}
