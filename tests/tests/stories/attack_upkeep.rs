//! Having a receiver act without its forwarder, its workflow or enough gas.

use alloy::{
    primitives::{Address, B256, Bytes, FixedBytes, U256},
    sol_types::{SolCall, SolError, SolValue},
};
use anyhow::{Context, ensure};
use client::bindings::{IUpkeep, IVault, IVaultRebalance, IVaultViews, Upkeep, UpkeepReport};
use e2e::{
    forwarder::{Forwarder, KeystoneForwarder, Run, honest},
    refusal::{refused, refused_at, refused_raw},
    stage::story,
    vault::{Vault, event},
    world::World,
};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// A vault that is due, and its receiver.
struct Scene {
    vault: Vault,
    forwarder: Forwarder,
    receiver: Address,
    upkeep: Upkeep,
}

async fn scene(world: &World) -> anyhow::Result<Scene> {
    let forwarder = Forwarder::deploy(world).await?;
    let vault = world.vault(3).await?;
    let upkeep = Upkeep {
        forwarder: forwarder.address,
        workflowId: B256::repeat_byte(0xa1),
        workflowOwner: Address::repeat_byte(0xa2),
        workflowName: FixedBytes(*b"keel-daily"),
        vault: vault.address,
    };
    let receiver = made(world, &upkeep).await?;
    world.move_price(1, 4_000).await?;
    Ok(Scene {
        vault,
        forwarder,
        receiver,
        upkeep,
    })
}

async fn made(world: &World, upkeep: &Upkeep) -> anyhow::Result<Address> {
    let create = IUpkeep::createCall {
        upkeep: upkeep.clone(),
    };
    let chain = &world.chain;
    let program = world.deployed.upkeep.address;
    let receipt = chain.send(chain.people.mallory, program, &create).await?;
    Ok(event::<IUpkeep::ReceiverMade>(&receipt)?.receiver)
}

/// A receiver whose forwarder is an account of ours, so that what it says can be anything.
async fn own_forwarder(world: &World, scene: &Scene) -> anyhow::Result<(Address, Upkeep)> {
    let upkeep = Upkeep {
        forwarder: world.chain.people.mallory,
        ..scene.upkeep.clone()
    };
    Ok((made(world, &upkeep).await?, upkeep))
}

fn on_report(metadata: Bytes, report: Bytes) -> IUpkeep::onReportCall {
    IUpkeep::onReportCall { metadata, report }
}

#[test]
fn attack_nobody_but_the_forwarder_has_a_receiver_act() {
    story(async |world| {
        let chain = &world.chain;
        let scene = scene(world).await?;
        let run = Run::of(&scene.upkeep, 1);
        let call = on_report(run.metadata(), honest(scene.vault.address, u64::MAX));
        for caller in [
            chain.people.mallory,
            chain.people.owner,
            chain.people.deployer,
        ] {
            let error = IUpkeep::NotForwarder {
                caller,
                forwarder: scene.forwarder.address,
            };
            refused(chain, caller, scene.receiver, &call, &error).await?;
        }
        // The program itself takes no report, whoever brings it, and a receiver does nothing for whoever asks.
        let program = world.deployed.upkeep.address;
        let caller = chain.people.mallory;
        refused(chain, caller, program, &call, &IUpkeep::NotAReceiver {}).await?;
        refused(
            chain,
            caller,
            program,
            &IUpkeep::upkeepCall {},
            &IUpkeep::NotAReceiver {},
        )
        .await?;
        let deaf = IUpkeep::NotTheImplementation {};
        let vault = scene.vault.address;
        let receiver = scene.receiver;
        refused(chain, caller, receiver, &IUpkeep::pokeCall { vault }, &deaf).await?;
        let perform = IUpkeep::performUpkeepCall {
            performData: vault.abi_encode().into(),
        };
        refused(chain, caller, receiver, &perform, &deaf).await?;
        let create = IUpkeep::createCall {
            upkeep: scene.upkeep.clone(),
        };
        refused(chain, caller, receiver, &create, &deaf).await?;
        Ok(())
    });
}

#[test]
fn attack_reports_of_other_workflows_for_other_vaults_and_of_other_functions_are_refused() {
    story(async |world| {
        let chain = &world.chain;
        let scene = scene(world).await?;
        let (receiver, upkeep) = own_forwarder(world, &scene).await?;
        let forwarder = upkeep.forwarder;
        let run = Run::of(&upkeep, 1);
        let report = honest(upkeep.vault, u64::MAX);
        let (other, other_vault) = (Address::repeat_byte(0xee), world.vault(2).await?.address);

        let id = Run {
            id: B256::repeat_byte(0xee),
            ..run
        };
        let error = IUpkeep::WorkflowMismatch {
            got: id.id,
            expected: upkeep.workflowId,
        };
        refused(
            chain,
            forwarder,
            receiver,
            &on_report(id.metadata(), report.clone()),
            &error,
        )
        .await?;
        let owner = Run {
            owner: other,
            ..run
        };
        let error = IUpkeep::WorkflowOwnerMismatch {
            got: other,
            expected: upkeep.workflowOwner,
        };
        refused(
            chain,
            forwarder,
            receiver,
            &on_report(owner.metadata(), report.clone()),
            &error,
        )
        .await?;
        let name = Run {
            name: FixedBytes(*b"keel-dailz"),
            ..run
        };
        let error = IUpkeep::WorkflowNameMismatch {
            got: name.name,
            expected: upkeep.workflowName,
        };
        refused(
            chain,
            forwarder,
            receiver,
            &on_report(name.metadata(), report.clone()),
            &error,
        )
        .await?;

        let said = UpkeepReport {
            vault: other_vault,
            selector: IVaultRebalance::rebalanceCall::SELECTOR.into(),
            deadline: U256::MAX,
        };
        let error = IUpkeep::TargetMismatch {
            got: other_vault,
            expected: upkeep.vault,
        };
        refused(
            chain,
            forwarder,
            receiver,
            &on_report(run.metadata(), said.abi_encode().into()),
            &error,
        )
        .await?;
        let transfer = FixedBytes(IVault::transferCall::SELECTOR);
        let said = UpkeepReport {
            vault: upkeep.vault,
            selector: transfer,
            deadline: U256::MAX,
        };
        let error = IUpkeep::SelectorMismatch {
            got: transfer,
            expected: IVaultRebalance::rebalanceCall::SELECTOR.into(),
        };
        refused(
            chain,
            forwarder,
            receiver,
            &on_report(run.metadata(), said.abi_encode().into()),
            &error,
        )
        .await?;

        // The real forwarder delivers what other workflows send us, too, and notes that it was refused.
        for (execution, run) in [(2, id), (3, owner), (4, name)] {
            let run = Run {
                execution: B256::repeat_byte(execution),
                ..run
            };
            let (_, is_taken) = scene
                .forwarder
                .deliver(world, scene.receiver, run, &report)
                .await?;
            ensure!(!is_taken);
        }
        let epoch = scene.vault.view(chain, &IVaultViews::epochCall {}).await?;
        ensure!(epoch == U256::ZERO);
        Ok(())
    });
}

#[test]
fn attack_a_report_that_is_sent_again_or_late_does_nothing_more() {
    story(async |world| {
        let chain = &world.chain;
        let scene = scene(world).await?;
        let run = Run::of(&scene.upkeep, 1);
        let deadline = chain.now().await? + 3_600;
        let report = honest(scene.vault.address, deadline);
        let (_, is_taken) = scene
            .forwarder
            .deliver(world, scene.receiver, run, &report)
            .await?;
        ensure!(is_taken);
        // By the real forwarder.
        let again = scene
            .forwarder
            .transmission(world, scene.receiver, run, &report)?;
        let attempted = KeystoneForwarder::AlreadyAttempted {
            transmissionId: Forwarder::transmission_id(scene.receiver, run),
        };
        let anyone = chain.people.mallory;
        refused_raw(chain, anyone, scene.forwarder.address, again, |_| {
            attempted.abi_encode().into()
        })
        .await?;

        // By one that forgets: the vault itself says that nothing is due, and later that the report is too old.
        let (receiver, upkeep) = own_forwarder(world, &scene).await?;
        let call = on_report(Run::of(&upkeep, 1).metadata(), report);
        let decision = scene.vault.decision(chain).await?;
        let inside = IVault::BandNotBreached {
            maxDriftWad: decision.maxDriftWad,
            bandWad: decision.bandWad,
        };
        refused(chain, upkeep.forwarder, receiver, &call, &inside).await?;
        chain.pass_time(3_601).await?;
        world.refresh_answers().await?;
        world.move_price(1, 4_000).await?;
        refused_at(chain, upkeep.forwarder, receiver, &call, |timestamp| {
            IVault::DeadlineExpired {
                deadline: U256::from(deadline),
                timestamp: U256::from(timestamp),
            }
        })
        .await?;
        Ok(())
    });
}

/// From less than the forwarder itself needs to more than everything needs.
const GAS_FROM: u64 = 150_000;
const GAS_TO: u64 = 2_400_000;
const STEP: u64 = 45_000;

#[test]
fn attack_no_amount_of_gas_makes_a_report_count_as_done_that_was_not() {
    story(async |world| {
        let chain = &world.chain;
        let scene = scene(world).await?;
        let run = Run::of(&scene.upkeep, 1);
        let report = honest(scene.vault.address, u64::MAX);
        let transmission = scene
            .forwarder
            .transmission(world, scene.receiver, run, &report)?;
        let (mut refused, mut failed, mut done) = (0, 0, 0);
        let (mut most_failed, mut least_done) = (0, u64::MAX);
        let mut gas = GAS_FROM;
        while gas < GAS_TO {
            let moment = chain.remember().await?;
            let outcome = scene
                .forwarder
                .deliver_with_gas(world, transmission.clone(), gas)
                .await?;
            let epoch: u64 = scene
                .vault
                .view(chain, &IVaultViews::epochCall {})
                .await?
                .to();
            let state = scene.forwarder.state(world, scene.receiver, run).await?;
            use KeystoneForwarder::TransmissionState as State;
            match outcome {
                None => {
                    refused += 1;
                    ensure!((epoch, state) == (0, State::NotAttempted), "{gas} gas");
                }
                Some(false) => {
                    failed += 1;
                    most_failed = most_failed.max(gas);
                    // It may be retried: the receiver was not taken for none, whatever little gas it was asked with.
                    ensure!((epoch, state) == (0, State::Failed), "{gas} gas");
                    let (_, is_taken) = scene
                        .forwarder
                        .deliver(world, scene.receiver, run, &report)
                        .await?;
                    ensure!(is_taken, "{gas} gas, then enough");
                }
                Some(true) => {
                    done += 1;
                    least_done = least_done.min(gas);
                    ensure!((epoch, state) == (1, State::Succeeded), "{gas} gas");
                }
            }
            chain.go_back(moment).await?;
            gas += STEP;
        }
        println!(
            "{refused} refused, {failed} failed and {done} done; limit {most_failed}..{least_done}"
        );
        ensure!(
            refused > 1 && failed > 5 && done > 5,
            "{refused} {failed} {done}"
        );
        ensure!(most_failed < least_done, "more gas is never worse");
        Ok(())
    });
}

#[test]
fn attack_any_bytes_for_metadata_and_report_end_in_a_typed_error() {
    story(async |world| {
        let chain = &world.chain;
        let scene = scene(world).await?;
        let (receiver, upkeep) = own_forwarder(world, &scene).await?;
        let mut random = ChaCha20Rng::seed_from_u64(6);
        let known = [
            IUpkeep::MetadataTooShort::SELECTOR,
            IUpkeep::WorkflowMismatch::SELECTOR,
            IUpkeep::ReportMalformed::SELECTOR,
        ];
        let mut hits = [0_u32; 3];
        for _ in 0..600 {
            let mut bytes = |most: u32| {
                let mut bytes = vec![0; (random.next_u32() % most) as usize];
                random.fill_bytes(&mut bytes);
                Bytes::from(bytes)
            };
            let (metadata, report) = (bytes(130), bytes(300));
            let metadata = match report.len() % 2 {
                0 => Run::of(&upkeep, 1).metadata(),
                _ => metadata,
            };
            let call = on_report(metadata, report).abi_encode();
            let answer = chain.ask(upkeep.forwarder, receiver, call.into()).await;
            let Err(error) = answer else {
                anyhow::bail!("random bytes were taken");
            };
            let reason = error.revert().context("a revert")?.clone();
            let selector = reason.data.get(..4).context("a typed error")?;
            let which = known.iter().position(|known| known == selector);
            hits[which.with_context(|| format!("{reason}"))?] += 1;
        }
        ensure!(hits.iter().all(|count| *count > 50), "{hits:?}");
        // Calldata that is none of an interface at all.
        for data in [vec![], vec![1, 2, 3], vec![0x80, 0x5f, 0x21, 0x32, 0xff]] {
            let answer = chain
                .ask(upkeep.forwarder, receiver, data.clone().into())
                .await;
            let Err(error) = answer else {
                anyhow::bail!("{data:?} was taken");
            };
            let name = error
                .revert()
                .and_then(|reason| reason.name.clone())
                .unwrap_or_default();
            ensure!(
                ["SelectorUnknown", "CalldataMalformed"].contains(&name.as_str()),
                "{error}"
            );
        }
        Ok(())
    });
}

#[test]
fn attack_a_receiver_is_what_erc165_asks_for_and_the_program_is_none() {
    story(async |world| {
        let chain = &world.chain;
        let scene = scene(world).await?;
        let supports = |interface: [u8; 4]| IUpkeep::supportsInterfaceCall {
            interfaceId: interface.into(),
        };
        // ERC-165 itself, nothing, and Chainlink's IReceiver, whose id is the selector of its one function.
        for (interface, of_receiver, of_program) in [
            ([0x01, 0xff, 0xc9, 0xa7], true, true),
            ([0xff; 4], false, false),
            ([0x80, 0x5f, 0x21, 0x32], true, false),
        ] {
            let call = supports(interface);
            ensure!(chain.view(scene.receiver, &call).await? == of_receiver);
            ensure!(chain.view(world.deployed.upkeep.address, &call).await? == of_program);
        }
        Ok(())
    });
}
