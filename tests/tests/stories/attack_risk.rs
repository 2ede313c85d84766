//! Engines of risk among programs and vaults that lie, and feeds that nobody looks at: typed errors, and a vault that anybody can help.

use alloy::{
    primitives::{Address, Bytes, U256, aliases::U80},
    sol_types::{SolCall, SolError},
};
use anyhow::ensure;
use client::{
    bindings::{
        IEngine::{LengthMismatch, checkCall, decideCall},
        IObserver::variancesCall,
        IProgram::{CalldataMalformed, SelectorUnknown},
        IRisk,
        IRiskEngine::{
            NotARiskEngine, NotTheImplementation, ProgramWithoutCode, VarianceMissing,
            VarianceStale, createCall, partsCall, partsReturn,
        },
        IVault::ProgramCallFailed,
        IVaultViews::assetsCall,
        Policy, Snapshot, Variance,
    },
    triggers::Triggers,
};
use e2e::{
    actors::{Ending, Puppet, Script},
    chain::reverted,
    refusal::refused,
    risk::{feeds, made, observe, risk_engine, risk_suite},
    stage::story,
    vault::rebalance_call,
    world::World,
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

const TRACKING: Triggers = Triggers {
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
    tracking_error_bps: Some(1),
    horizon_minutes: None,
    confidence_percent: 0,
    forecast_bps: None,
    exponent_tenths: None,
    reference_bps: 0,
    narrowest_percent: 0,
    widest_tenths: 0,
    correlation_percent: 0,
    variance_age_hours: 1,
};

fn question(world: &World, vault: Address, triggers: Triggers) -> decideCall {
    let policy = world.config(3).policy;
    decideCall {
        policy: Policy {
            triggers: triggers.word(),
            bandBps: 1,
            ..policy
        },
        snapshot: Snapshot {
            amounts: vec![WAD, WAD * U256::from(2), WAD],
            pricesE36: vec![WAD * WAD; 3],
            targetsWad: vec![
                WAD / U256::from(2),
                WAD / U256::from(4),
                WAD / U256::from(4),
            ],
            lastRebalancedAt: 0,
            timestamp: 1_800_000_000,
            vault,
            epoch: 0,
        },
    }
}

async fn refuses(
    world: &World,
    to: Address,
    call: &impl SolCall,
    expected: &impl SolError,
) -> anyhow::Result<()> {
    let data = call.abi_encode();
    let asked = world.chain.ask(Address::ZERO, to, data.into()).await;
    let got = reverted(asked)?;
    ensure!(got.data == expected.abi_encode(), "got {got}");
    Ok(())
}

#[test]
fn risk_engines_are_made_of_programs_that_are_there_and_ask_no_others() {
    story(async |world| {
        let (chain, program) = (&world.chain, world.deployed.risk_engine.address);
        let own = risk_engine(world).await?;
        ensure!(risk_engine(world).await? == own);
        let parts = chain.view(own, &partsCall {}).await?;
        let deployed = &world.deployed;
        let expected = partsReturn {
            engine: deployed.engine.address,
            risk: deployed.risk.address,
            observer: deployed.observer.address,
        };
        ensure!(parts == expected);

        let nobody = Address::repeat_byte(0x77);
        let good = createCall {
            engine: expected.engine,
            risk: expected.risk,
            observer: expected.observer,
        };
        for call in [
            createCall {
                engine: nobody,
                ..good.clone()
            },
            createCall {
                risk: nobody,
                ..good.clone()
            },
            createCall {
                observer: nobody,
                ..good.clone()
            },
        ] {
            let error = ProgramWithoutCode { program: nobody };
            refused(chain, chain.people.mallory, program, &call, &error).await?;
        }
        refused(
            chain,
            chain.people.mallory,
            own,
            &good,
            &NotTheImplementation {},
        )
        .await?;

        let vault = world.vault(3).await?.address;
        let asked = question(world, vault, TRACKING);
        refuses(world, program, &asked, &NotARiskEngine {}).await?;
        refuses(world, program, &partsCall {}, &NotARiskEngine {}).await?;
        let policy = asked.policy.clone();
        refuses(world, program, &checkCall { policy }, &NotARiskEngine {}).await
    });
}

#[test]
fn attack_vaults_and_programs_that_lie_end_in_typed_errors() {
    story(async |world| {
        let chain = &world.chain;
        let engine = risk_engine(world).await?;
        let assets = world.config(3).assets;
        let honest = Script::answering::<assetsCall>(&assets);
        let variance = Variance {
            varianceE27: U256::from(10).pow(U256::from(20)),
            coveredSeconds: U256::from(1_000_000),
            roundId: U80::from(5),
            updatedAt: U256::from(1_800_000_000),
        };
        let observed = Script::answering::<variancesCall>(&vec![variance; 3]);
        let length = |got: u64| LengthMismatch {
            got: U256::from(got),
            expected: U256::from(3),
        };

        // Whom a stranger names as the vault.
        let nobody = Address::repeat_byte(0x77);
        let call = question(world, nobody, TRACKING);
        refuses(world, engine, &call, &ProgramCallFailed { program: nobody }).await?;
        let vault = Puppet::deploy(chain).await?;
        let failed = ProgramCallFailed {
            program: vault.address,
        };
        let call = question(world, vault.address, TRACKING);
        for script in [
            Script::returning(Bytes::new()),
            Script::returning(vec![0xff; 64]),
            Script::returning(vec![0xff; 64]).padded(10_000_000),
            Script::ending(Ending::Revert, Bytes::new()),
            Script::ending(Ending::BurnGas, Bytes::new()),
        ] {
            vault.learn::<assetsCall>(chain, script).await?;
            refuses(world, engine, &call, &failed).await?;
        }
        let fewer = assets[..2].to_vec();
        let script = Script::answering::<assetsCall>(&fewer);
        vault.learn::<assetsCall>(chain, script).await?;
        refuses(world, engine, &call, &length(2)).await?;
        vault.learn::<assetsCall>(chain, honest).await?;

        // Programs of somebody's own.
        let deployed = &world.deployed;
        let mine = Puppet::deploy(chain).await?;
        let failed = ProgramCallFailed {
            program: mine.address,
        };
        let with_observer = createCall {
            engine: deployed.engine.address,
            risk: deployed.risk.address,
            observer: mine.address,
        };
        let lied_to = made(world, &with_observer).await?;
        mine.learn::<variancesCall>(chain, Script::returning(vec![7; 33]))
            .await?;
        refuses(world, lied_to, &call, &failed).await?;
        let none = Script::answering::<variancesCall>(&Vec::new());
        mine.learn::<variancesCall>(chain, none).await?;
        refuses(world, lied_to, &call, &length(0)).await?;
        // As much as there can be, and nothing at all: both are variances.
        for raw in [U256::MAX, U256::ZERO] {
            let extreme = Variance {
                varianceE27: raw,
                ..variance_of(&assets)
            };
            let script = Script::answering::<variancesCall>(&vec![extreme; 3]);
            mine.learn::<variancesCall>(chain, script).await?;
            for triggers in [TRACKING, all_of_risk()] {
                let call = question(world, vault.address, triggers);
                let decision = chain.view(lied_to, &call).await?;
                ensure!(decision.readings.iter().all(|word| *word < WAD * WAD));
            }
        }
        mine.learn::<variancesCall>(chain, observed).await?;

        let with_engine = createCall {
            engine: mine.address,
            risk: deployed.risk.address,
            observer: mine.address,
        };
        let lied_to = made(world, &with_engine).await?;
        mine.learn::<decideCall>(chain, Script::returning(vec![0xff; 320]))
            .await?;
        refuses(world, lied_to, &call, &failed).await?;
        let with_risk = createCall {
            engine: deployed.engine.address,
            risk: mine.address,
            observer: mine.address,
        };
        let lied_to = made(world, &with_risk).await?;
        mine.learn::<IRisk::measureCall>(chain, Script::returning(vec![0xff; 96]))
            .await?;
        refuses(world, lied_to, &call, &failed).await?;

        // Calldata that is no question.
        let selector = decideCall::SELECTOR;
        for (data, expected) in [
            (
                vec![],
                SelectorUnknown {
                    selector: [0; 4].into(),
                }
                .abi_encode(),
            ),
            (
                vec![1, 2, 3, 4],
                SelectorUnknown {
                    selector: [1, 2, 3, 4].into(),
                }
                .abi_encode(),
            ),
            (
                selector.to_vec(),
                CalldataMalformed {
                    selector: selector.into(),
                }
                .abi_encode(),
            ),
            (
                [selector.to_vec(), vec![0xff; 400]].concat(),
                CalldataMalformed {
                    selector: selector.into(),
                }
                .abi_encode(),
            ),
        ] {
            let got = reverted(chain.ask(Address::ZERO, engine, data.into()).await)?;
            ensure!(got.data == expected, "got {got}");
        }
        Ok(())
    });
}

fn variance_of(assets: &[client::bindings::Asset]) -> Variance {
    Variance {
        varianceE27: U256::ZERO,
        coveredSeconds: U256::from(assets.len()),
        roundId: U80::from(5),
        updatedAt: U256::from(1_800_000_000),
    }
}

fn all_of_risk() -> Triggers {
    Triggers {
        forecast_bps: Some(2_000),
        horizon_minutes: Some(u16::MAX),
        confidence_percent: 99,
        exponent_tenths: Some(-10),
        reference_bps: 1,
        narrowest_percent: 10,
        widest_tenths: 100,
        correlation_percent: 99,
        ..TRACKING
    }
}

#[test]
fn a_vault_waits_for_nobody_in_particular_to_observe_its_feeds() {
    story(async |world| {
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        let mut config = world.config(3);
        config.policy.bandBps = 20;
        config.policy.triggers = TRACKING.word();
        let vault = world.vault_of(risk_suite(world).await?, config).await?;
        let all = feeds(world, 3);
        let observer = world.deployed.observer.address;
        world.move_price(1, 1_000).await?;

        // Feeds are looked at in the vault's order: the first that nobody has observed is named.
        for count in 0..3 {
            let missing = VarianceMissing {
                observer,
                aggregator: all[count].aggregator,
            };
            refused(chain, keeper, vault.address, &rebalance_call(), &missing).await?;
            observe(world, all[count..=count].to_vec()).await?;
        }
        // The second feed has rounds that nobody looks at for longer than the policy allows.
        chain.pass_time(3_601).await?;
        world.move_answer(1, 10).await?;
        let latest = chain
            .view(
                all[1].aggregator,
                &e2e::portfolio::IAggregator::latestRoundDataCall {},
            )
            .await?
            .roundId;
        let stale = VarianceStale {
            observer,
            aggregator: all[1].aggregator,
            roundId: latest - U80::from(1),
            latestRoundId: latest,
        };
        refused(chain, keeper, vault.address, &rebalance_call(), &stale).await?;
        // The others are as old, and had no round since: nobody could have observed anything.
        observe(world, all[1..=1].to_vec()).await?;
        vault.rebalance(chain, keeper).await?;
        Ok(())
    });
}
