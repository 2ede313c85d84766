//! The engine's program and the engine's code are one function: the same bytes for the same question, whoever asks; and what it
//! costs to ask.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes, U256, address},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol,
    sol_types::SolCall,
};
use anyhow::{Context, ensure};
use client::{
    bindings::{IEngine::decideCall, Policy, Reason, Snapshot},
    transaction::TransactionError,
    triggers::Triggers,
};
use e2e::{chain::Chain, sequences, stage::story, world::World};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

sol! {
    #[sol(rpc)]
    interface IArbWasm {
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
    }
}

/// Arbitrum's precompile that knows what it costs to enter a program.
const ARB_WASM: Address = address!("0x0000000000000000000000000000000000000071");
const NOW: u64 = 1_800_000_000;
const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const CASES_EACH: usize = 250;

fn ten_to(exponent: u64) -> U256 {
    U256::from(10).pow(U256::from(exponent))
}

/// One in `of`.
fn rarely(random: &mut ChaCha8Rng, of: u32) -> bool {
    random.random_ratio(1, of)
}

fn triggers(random: &mut ChaCha8Rng) -> B256 {
    if rarely(random, 4) {
        return B256::ZERO;
    }
    if rarely(random, 12) {
        // Any word, mostly of kinds that exist.
        let mut word = B256::new(random.random());
        word.0[0] &= 0x8f;
        return word;
    }
    let mut some = |share: f64| random.random_bool(share);
    let (absolute, relative, calendar, cost) = (some(0.5), some(0.4), some(0.3), some(0.3));
    let triggers = Triggers {
        needs_all: random.random_bool(0.3),
        absolute_bps: absolute.then(|| random.random_range(1..=1_500)),
        relative_bps: relative.then(|| random.random_range(1..=5_000)),
        period_s: calendar.then(|| random.random_range(60..=2_600_000)),
        phase_s: if calendar {
            random.random_range(0..60)
        } else {
            0
        },
        cost_bps: cost.then(|| random.random_range(0..=200)),
        fixed_millionths: cost.then(|| random.random_range(0..=500)),
        aversion_tenths: if cost {
            random.random_range(1..=255)
        } else {
            0
        },
        jitter_percent: random.random_range(0..=25),
        return_percent: match absolute || relative || cost {
            true if cost && random.random_bool(0.3) => 255,
            true => random.random_range(0..=90),
            false => 0,
        },
        ..Triggers::default()
    };
    triggers.word()
}

/// A question as a vault would ask it, and one in ten that none would.
fn question(random: &mut ChaCha8Rng) -> decideCall {
    let count = *[2_usize, 2, 3, 3, 4, 5, 6, 8, 10, 32]
        .get(random.random_range(0..10))
        .unwrap_or(&2);
    let parts: Vec<u64> = (0..count).map(|_| random.random_range(1..1_000)).collect();
    let total: u64 = parts.iter().sum();
    let mut targets: Vec<_> = parts
        .iter()
        .map(|part| U256::from(*part) * WAD / U256::from(total))
        .collect();
    let sum: U256 = targets.iter().sum();
    targets[0] += WAD - sum;
    let mut amounts = Vec::new();
    let mut prices = Vec::new();
    for target in &targets {
        let decimals = *[6_u64, 8, 18].get(random.random_range(0..3)).unwrap_or(&18);
        let price = U256::from(random.random_range(1..10_000_000_u64)) * ten_to(30);
        // Near its target, or anywhere.
        let worth = match random.random_bool(0.7) {
            true => *target * U256::from(random.random_range(800..1_250_u64)) / U256::from(1_000),
            false => WAD * U256::from(random.random_range(0..1_000_u64)) / U256::from(1_000),
        };
        let scaled = price * ten_to(18 - decimals);
        amounts.push(worth * U256::from(1_000_000) * ten_to(36) / scaled);
        prices.push(scaled);
    }
    let mut snapshot = Snapshot {
        amounts,
        pricesE36: prices,
        targetsWad: targets,
        lastRebalancedAt: NOW - random.random_range(0..100_000_u64),
        timestamp: NOW,
        vault: Address::new(random.random()),
        epoch: random.random(),
    };
    if rarely(random, 20) {
        match random.random_range(0..5) {
            0 => snapshot.pricesE36[1] = U256::ZERO,
            1 => snapshot.targetsWad[0] += U256::from(1),
            2 => snapshot.amounts.truncate(1),
            3 => snapshot.amounts[0] = U256::MAX,
            _ => {
                (snapshot.lastRebalancedAt, snapshot.timestamp) = (random.random(), random.random())
            }
        }
    }
    decideCall {
        policy: Policy {
            bandBps: random.random_range(0..800),
            minIntervalSeconds: random.random_range(0..60_000),
            toleranceBps: random.random_range(0..300),
            maxLossBps: if rarely(random, 50) { 10_001 } else { 100 },
            triggers: triggers(random),
        },
        snapshot,
    }
}

/// What the program says: its answer, or its refusal.
async fn asked(
    chain: &Chain,
    from: Address,
    engine: Address,
    data: Vec<u8>,
) -> anyhow::Result<Result<Bytes, Bytes>> {
    match chain.ask(from, engine, data.into()).await {
        Ok(data) => Ok(Ok(data)),
        Err(TransactionError::Reverted { reason, .. }) => Ok(Err(reason.data)),
        Err(other) => Err(other.into()),
    }
}

/// E11 on this pair of implementations, and E9: who asks makes no difference.
#[test]
fn inv_e11_the_program_and_the_code_answer_alike() {
    for seed in sequences::seeds(4_000_000, 6, 250) {
        story(async |world| {
            alike(world, seed)
                .await
                .with_context(|| format!("seed {seed}"))
        });
    }
}

async fn alike(world: &World, seed: u64) -> anyhow::Result<()> {
    let (chain, engine) = (&world.chain, world.suite().engine);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for case in 0..CASES_EACH {
        let data = question(&mut random).abi_encode();
        let native = engine::answered(&data);
        let native = native.map(Bytes::from).map_err(Bytes::from);
        let from = *[chain.people.alice, chain.people.keeper, engine]
            .get(case % 3)
            .unwrap_or(&engine);
        let program = asked(chain, from, engine, data.clone()).await?;
        ensure!(
            program == native,
            "case {case}: {program:?} is not {native:?}, asked {}",
            Bytes::from(data)
        );
        let kind = match &program {
            Err(_) => "refused",
            Ok(data) => match decideCall::abi_decode_returns(data)?.reason {
                Reason::BandBreached => "band breached",
                Reason::BandNotBreached => "band not breached",
                Reason::IntervalNotElapsed => "interval not elapsed",
                Reason::Triggered => "triggered",
                _ => "not triggered",
            },
        };
        *seen.entry(kind).or_default() += 1;
    }
    // Every way to end is among them.
    ensure!(
        seen.len() == 6 && seen.values().all(|count| *count >= 3),
        "{seen:?}"
    );
    Ok(())
}

/// A question of a plain vault whose second asset is too heavy.
fn plain(count: usize, triggers: Triggers) -> decideCall {
    let each = WAD / U256::from(count);
    let mut targets = vec![each; count];
    targets[0] += WAD - each * U256::from(count);
    let mut amounts = vec![U256::from(100_000) * ten_to(18); count];
    amounts[1] *= U256::from(5);
    decideCall {
        policy: Policy {
            bandBps: 500,
            minIntervalSeconds: 600,
            toleranceBps: 100,
            maxLossBps: 100,
            triggers: triggers.word(),
        },
        snapshot: Snapshot {
            amounts,
            pricesE36: vec![ten_to(36) * U256::from(2); count],
            targetsWad: targets,
            lastRebalancedAt: NOW - 600,
            timestamp: NOW,
            vault: ARB_WASM,
            epoch: 3,
        },
    }
}

#[test]
fn the_engine_costs_what_was_agreed() {
    story(async |world| {
        let (chain, engine) = (&world.chain, world.suite().engine);
        let entry = IArbWasm::programInitGasCall { program: engine };
        let entry = chain.view(ARB_WASM, &entry).await?;
        let cost = async |call: &decideCall| -> anyhow::Result<u64> {
            let data = call.abi_encode();
            let bytes = data.iter().map(|byte| if *byte == 0 { 4 } else { 16 });
            let intrinsic = 21_000 + bytes.sum::<u64>();
            let request = TransactionRequest::default()
                .with_from(chain.people.alice)
                .with_to(engine)
                .with_input(data);
            let gas = chain.provider().estimate_gas(request).await?;
            Ok(gas - intrinsic - entry.gas + entry.gasWhenCached)
        };
        println!(
            "entering: {} gas, {} when cached",
            entry.gas, entry.gasWhenCached
        );
        for (count, goal) in GAS {
            let gas = cost(&plain(count, Triggers::default())).await?;
            println!("{count} assets, the band alone: {gas} gas");
            ensure!(gas <= goal, "{count} assets: {gas} of {goal}");
            let bands = Triggers {
                absolute_bps: Some(300),
                relative_bps: Some(1_000),
                period_s: Some(86_400),
                jitter_percent: 10,
                return_percent: 50,
                ..Triggers::default()
            };
            let gas = cost(&plain(count, bands)).await?;
            println!("{count} assets, absolute, relative, calendar: {gas} gas");
            let costs = Triggers {
                cost_bps: Some(10),
                fixed_millionths: Some(10),
                aversion_tenths: 30,
                return_percent: 255,
                ..Triggers::default()
            };
            let gas = cost(&plain(count, costs)).await?;
            println!("{count} assets, cost: {gas} gas");
        }
        Ok(())
    });
}

/// Most gas of a decision with trades, in the chain's cache, without triggers.
const GAS: [(usize, u64); 4] = [(3, 6_000), (5, 8_000), (10, 12_000), (32, 30_000)];
